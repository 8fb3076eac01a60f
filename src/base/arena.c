#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Blocks grow with the document, so that a large page costs few of them, from 32 KiB to 1 MiB.
 */
#define BLOCK_MIN ((size_t)32 << 10)
#define BLOCK_MAX ((size_t)1 << 20)

struct arena_block {
	struct arena_block *next;
	size_t size; /* of the data behind this header [bytes] */
	alignas(max_align_t) char data[];
};

static int arena_grow(struct arena *a, size_t size)
{
	size_t want = a->blocks ? a->blocks->size * 2 : BLOCK_MIN;
	struct arena_block *block;

	if (want > BLOCK_MAX)
		want = BLOCK_MAX;
	if (want < size)
		want = size;
	if (want > SIZE_MAX - sizeof *block || !(block = malloc(sizeof *block + want))) {
		a->failed = true;
		return -1;
	}
	block->size = want;
	block->next = a->blocks;
	a->blocks = block;
	a->next = block->data;
	a->end = block->data + want;
	return 0;
}

static void *arena_take(struct arena *a, size_t size, size_t alignment)
{
	size_t pad = a->next ? -(uintptr_t)a->next & (alignment - 1) : 0;
	char *p;

	if (a->failed)
		return NULL;
	if ((size_t)(a->end - a->next) < pad || (size_t)(a->end - a->next) - pad < size) {
		if (arena_grow(a, size))
			return NULL;
		pad = 0;
	}
	p = a->next + pad;
	a->next = p + size;
	a->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = arena_take(a, size, alignof(max_align_t));

	return p ? memset(p, 0, size) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = s && len < SIZE_MAX ? arena_take(a, len + 1, 1) : NULL;

	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

bool arena_failed(const struct arena *a)
{
	return a->failed;
}

void arena_free(struct arena *a)
{
	for (struct arena_block *block = a->blocks, *next; block; block = next) {
		next = block->next;
		free(block);
	}
	*a = (struct arena)ARENA_INIT;
}
