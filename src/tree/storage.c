#include "tree/storage.h"

#include <stdlib.h>
#include <string.h>

#include "tree/tree.h"

struct linememo {
	struct linememo_entry entries[LINEMEMO_LINES];
	char *bytes; /* LINEMEMO_BYTES, once there are any */
	size_t used; /* of them */
};

/* ---- things ---- */

/* Chunks come in slabs that double with the pool up to this [chunks]: 1 MiB. */
#define SLAB_MAX 16

struct pool *pool_new(void)
{
	struct pool *p = calloc(1, sizeof *p);

	if (p)
		p->source = "";
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	/* From the end: the head of a slab goes after the chunks that follow it. */
	while (p->count) {
		struct pool_chunk *chunk = (struct pool_chunk *)p->chunks[--p->count];

		if (chunk->heads_slab)
			free(chunk);
	}
	free(p->chunks);
	if (p->memo)
		free(p->memo->bytes);
	free(p->memo);
	free(p);
}

static int chunks_grow(struct pool *p)
{
	uint32_t room = p->room ? 2 * p->room : 4;
	char **chunks = realloc(p->chunks, room * sizeof *chunks);

	if (!chunks)
		return -1;
	p->chunks = chunks;
	p->room = room;
	for (uint32_t i = 0; i < p->count; i++)
		((struct pool_chunk *)chunks[i])->chunks = chunks;
	return 0;
}

/* Begins a chunk: the next of the newest slab, or the first of a new one. */
static int chunk_begin(struct pool *p)
{
	struct pool_chunk *chunk;
	bool fresh = !p->unused;

	if (p->count >= POOL_REF_MAX / POOL_PER_UNIT)
		return -1;
	if (p->count == p->room && chunks_grow(p))
		return -1;
	if (fresh) {
		uint32_t size = !p->count ? 1 : p->count < SLAB_MAX ? p->count : SLAB_MAX;

		chunk = aligned_alloc(POOL_CHUNK, (size_t)size * POOL_CHUNK);
		if (!chunk)
			return -1;
		p->unused = size;
	} else {
		chunk = (struct pool_chunk *)(p->chunks[p->count - 1] + POOL_CHUNK);
	}
	*chunk = (struct pool_chunk){
		.chunks = p->chunks, .pool = p, .index = p->count, .heads_slab = fresh};
	p->unused--;
	p->chunks[p->count++] = (char *)chunk;
	p->next = (char *)(chunk + 1);
	p->end = (char *)chunk + POOL_CHUNK;
	return 0;
}

void *pool_alloc(struct pool *p, size_t size, size_t alignment)
{
	size_t pad = -(uintptr_t)p->next & (alignment - 1);
	char *thing;

	if ((size_t)(p->end - p->next) < pad + size) {
		if (chunk_begin(p))
			return NULL;
		pad = -(uintptr_t)p->next & (alignment - 1);
	}
	thing = p->next + pad;
	p->next = thing + size;
	return memset(thing, 0, size);
}

/* ---- what was read of lines ---- */

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
