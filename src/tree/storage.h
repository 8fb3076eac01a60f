#ifndef GUIDANG_STORAGE_H
#define GUIDANG_STORAGE_H

/*
 * Memory for the many small things of one tree, which refer to each other by 32-bit numbers
 * instead of pointers.
 *
 * A reference counts in units of POOL_UNIT bytes over all chunks; 0 is none. Chunks are aligned
 * to their size and begin with a header, so that any thing in one finds its pool, and with that
 * what a reference means: no function needs to be told the pool. Things never move, and are
 * given back together.
 *
 * With them is kept what was read of a page's lines (linememo_*), until they change.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POOL_UNIT     4			       /* [bytes] */
#define POOL_CHUNK    (1u << 16)	       /* [bytes] */
#define POOL_PER_UNIT (POOL_CHUNK / POOL_UNIT) /* units in a chunk */

/* References are smaller, so that one bit of 32 is free: 8 GiB of things. */
#define POOL_REF_MAX (UINT32_MAX / 2)

struct pool {
	char **chunks;
	uint32_t count, room;  /* of chunks */
	uint32_t unused;       /* chunks at the end of the newest slab, not in count yet */
	char *next, *end;      /* free part of the last chunk */
	const char *source;    /* the text that TEXTs are in; "" where there is none */
	size_t source_len;     /* [bytes] */
	const uint32_t *lines; /* line feeds before each POOL_LINES_STEP bytes of it; NULL */
	struct linememo *memo; /* what was read of the lines; NULL */
};

#define POOL_LINES_STEP 1024 /* [bytes] */

struct pool_chunk {
	char *const *chunks; /* of the pool */
	struct pool *pool;
	uint32_t index;
	bool heads_slab; /* what free() wants */
};

/* NULL when memory runs out. */
struct pool *pool_new(void);
void pool_free(struct pool *p);

/* Zeroed memory, aligned to alignment, at least POOL_UNIT (a power of two, as size is a
   multiple of POOL_UNIT, far below POOL_CHUNK); NULL when memory runs out. */
void *pool_alloc(struct pool *p, size_t size, size_t alignment);

/* The chunk of a thing in a pool. */
static inline const struct pool_chunk *pool_chunk_of(const void *thing)
{
	return (const struct pool_chunk *)((uintptr_t)thing & ~(uintptr_t)(POOL_CHUNK - 1));
}

/* The thing that ref means, beside any thing of the same pool; NULL for 0. Mostly it is in
   the same chunk: then nothing need be loaded to know where. */
static inline void *pool_at(const void *thing, uint32_t ref)
{
	const struct pool_chunk *chunk = pool_chunk_of(thing);
	uint32_t index = ref / POOL_PER_UNIT;
	size_t at = (size_t)POOL_UNIT * (ref % POOL_PER_UNIT);

	if (!ref)
		return NULL;
	return index == chunk->index ? (char *)(uintptr_t)chunk + at
				     : chunk->chunks[index] + at;
}

/* The reference of a thing; 0 for NULL. */
static inline uint32_t pool_ref(const void *thing)
{
	const struct pool_chunk *chunk = pool_chunk_of(thing);

	if (!thing)
		return 0;
	return chunk->index * POOL_PER_UNIT +
	       (uint32_t)((uintptr_t)thing % POOL_CHUNK / POOL_UNIT);
}

/* ---- what was read of lines ---- */

/*
 * One filter after the other asks the same line what it is made of, and for its text without
 * white space. Both are kept until the line changes: text.c asks here before it reads, and
 * tree.c has each line forgotten that it changes. This is for speed alone: of an entry that is
 * not there, nothing is known.
 *
 * It belongs to the pool that the nodes are in, and is of one size for all pages: lines whose
 * numbers are LINEMEMO_LINES apart share a place, which the later one takes.
 */
struct node;

#define LINEMEMO_LINES 1024	  /* a power of two */
#define LINEMEMO_BYTES (1u << 16) /* of texts [bytes] */

struct linememo_entry {
	uint32_t id; /* of the line; 0: none */
	/* As struct text_stats has them (text.h). */
	uint32_t chars, cjk, digits, punctuation, link_chars, links, images, breaks, controls;
	/* Text without white space: where it is, one more than that, and how long [bytes]. */
	uint32_t squashed, squashed_len;
	bool measured;
};

/* The entry of a node, which nothing need be known of yet; NULL where it is no line, or memory
   ran out. Valid until the next call. */
struct linememo_entry *linememo_of(const struct node *n);

/* The text of an entry that has one. */
const char *linememo_squashed(const struct node *n, const struct linememo_entry *e);

/* Keeps a text with the entry, where there is room. */
void linememo_keep_squashed(
	const struct node *n, struct linememo_entry *e, const char *text, size_t len);

/* The line that n is, or is in, is about to change, or has. */
void linememo_forget(const struct node *n);
/* Other nodes take the numbers of those in the pool of n. */
void linememo_forget_all(const struct node *n);

#endif
