#include "tree/linememo.h"

#include <stdlib.h>
#include <string.h>

struct linememo {
	struct linememo_entry entries[LINEMEMO_LINES];
	char *bytes; /* LINEMEMO_BYTES, once there are any */
	size_t used; /* of them */
};

void linememo_free(struct linememo *m)
{
	if (m)
		free(m->bytes);
	free(m);
}

static struct linememo_entry *place_of(struct linememo *m, const struct node *line)
{
	return &m->entries[line->id % LINEMEMO_LINES];
}

struct linememo_entry *linememo_of(const struct node *n)
{
	struct linememo **memo = &pool_chunk_of(n)->pool->memo;
	struct linememo_entry *e;

	if (!kind_is_line((enum kind)n->kind) ||
		(!*memo && !(*memo = calloc(1, sizeof **memo))))
		return NULL;
	e = place_of(*memo, n);
	if (e->id != n->id)
		*e = (struct linememo_entry){.id = n->id};
	return e;
}

const char *linememo_squashed(const struct node *n, const struct linememo_entry *e)
{
	return pool_chunk_of(n)->pool->memo->bytes + e->squashed - 1;
}

void linememo_keep_squashed(
	const struct node *n, struct linememo_entry *e, const char *text, size_t len)
{
	struct linememo *m = pool_chunk_of(n)->pool->memo;

	if (len > LINEMEMO_BYTES - m->used ||
		(!m->bytes && !(m->bytes = malloc(LINEMEMO_BYTES))))
		return;
	memcpy(m->bytes + m->used, text, len);
	e->squashed = (uint32_t)m->used + 1;
	e->squashed_len = (uint32_t)len;
	m->used += len;
}

void linememo_forget(const struct node *n)
{
	struct linememo *m = n ? pool_chunk_of(n)->pool->memo : NULL;

	if (!m)
		return;
	while (n && kind_is_inline((enum kind)n->kind))
		n = node_parent(n);
	if (n && place_of(m, n)->id == n->id)
		place_of(m, n)->id = 0;
}

void linememo_forget_all(const struct node *n)
{
	struct linememo *m = pool_chunk_of(n)->pool->memo;

	if (!m)
		return;
	memset(m->entries, 0, sizeof m->entries);
	m->used = 0;
}
