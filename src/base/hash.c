#include "base/hash.h"

#include <stdlib.h>

#define SIZE_FIRST 1024 /* a power of two */

uint64_t counter_hash(const char *s, size_t len)
{
	uint64_t h = hash_bytes(HASH_START, s, len);

	return h ? h : 1;
}

/* Where hash is, or would go; the table has room. */
static struct counted *slot_of(const struct counter *c, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & (c->size - 1);

	while (c->slots[i].hash && c->slots[i].hash != hash)
		i = (i + 1) & (c->size - 1);
	return &c->slots[i];
}

static void grow(struct counter *c)
{
	struct counter more = {.size = c->size ? 2 * c->size : SIZE_FIRST, .used = c->used};

	more.slots = calloc(more.size, sizeof *more.slots);
	if (!more.slots) {
		c->failed = true;
		return;
	}
	for (size_t i = 0; i < c->size; i++)
		if (c->slots[i].hash)
			*slot_of(&more, c->slots[i].hash) = c->slots[i];
	free(c->slots);
	*c = more;
}

void counter_add(struct counter *c, uint64_t hash, uint32_t page)
{
	struct counted *slot;

	if (!c->failed && 2 * c->used >= c->size)
		grow(c);
	if (c->failed)
		return;
	slot = slot_of(c, hash);
	c->used += !slot->hash;
	slot->hash = hash;
	slot->pages += slot->last != page;
	slot->last = page;
}

uint32_t counter_pages(const struct counter *c, uint64_t hash)
{
	return c->size ? slot_of(c, hash)->pages : 0;
}

void counter_free(struct counter *c)
{
	free(c->slots);
	*c = (struct counter)COUNTER_INIT;
}
