#ifndef GUIDANG_COUNTER_H
#define GUIDANG_COUNTER_H

/* On how many pages texts were seen. A text is known by its hash alone. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* FNV-1a, 64 bit; never 0. */
uint64_t counter_hash(const char *s, size_t len);

/* Says that a text is on the page. Pages, from 1, come in order; once a page counts. */
void counter_add(struct counter *c, uint64_t hash, uint32_t page);
uint32_t counter_pages(const struct counter *c, uint64_t hash);
void counter_free(struct counter *c);

#endif
