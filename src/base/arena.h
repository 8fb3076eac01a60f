#ifndef GUIDANG_ARENA_H
#define GUIDANG_ARENA_H

/*
 * Memory that lives and dies with one document.
 *
 * Nothing is freed alone; arena_free gives everything back. The first refusal
 * of the system is remembered: from then on arena_alloc answers NULL, and
 * arena_failed tells. Callers that build trees may therefore work on and ask
 * once at the end.
 */
#include <stdbool.h>
#include <stddef.h>

struct arena {
	struct arena_block *blocks; /* newest first */
	char *next, *end;	    /* free part of the newest block */
	size_t used;		    /* given out so far [bytes] */
	bool failed;
};

#define ARENA_INIT                                                                             \
	{                                                                                      \
		0                                                                              \
	}

/* Zeroed memory of size bytes, aligned for any type; NULL once the arena has failed. */
void *arena_alloc(struct arena *a, size_t size);

/* The len bytes at s as a NUL-terminated copy; NULL where s is NULL or the arena has failed. */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);

bool arena_failed(const struct arena *a);
void arena_free(struct arena *a);

#endif
