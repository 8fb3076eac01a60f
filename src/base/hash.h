#ifndef GUIDANG_HASH_H
#define GUIDANG_HASH_H

/* Hashes, and a table of texts that are known by their hash alone. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FNV-1a, 64 bit: the hash of nothing, from which all others are made. */
#define HASH_START UINT64_C(0xCBF29CE484222325)

/* The hash with one more value, a byte or a word of up to 64 bits. */
static inline uint64_t hash_add(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * UINT64_C(0x100000001B3);
}

/* The hash with len more bytes. */
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = hash_add(hash, p[i]);
	return hash;
}

/* On how many pages texts were seen. */
struct counter {
	struct counted {
		uint64_t hash;	/* 0: free */
		uint32_t pages; /* it was seen on */
		uint32_t last;	/* of these the last, from 1 */
	} * slots;
	size_t size, used;
	bool failed; /* memory ran out: counts are too low */
};

#define COUNTER_INIT                                                                           \
	{                                                                                      \
		0                                                                              \
	}

/* The hash of a text, for a counter; never 0. */
uint64_t counter_hash(const char *s, size_t len);

/* Says that a text is on the page. Pages, from 1, come in order; once a page counts. */
void counter_add(struct counter *c, uint64_t hash, uint32_t page);
uint32_t counter_pages(const struct counter *c, uint64_t hash);
void counter_free(struct counter *c);

#endif
