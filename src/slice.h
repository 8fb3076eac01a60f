#ifndef GUIDANG_SLICE_H
#define GUIDANG_SLICE_H

/* Bytes that lie in a larger text: lent, not NUL-terminated. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct slice {
	const char *start;
	size_t len; /* [bytes] */
};

/* Whether both are the same, in upper or lower case (ASCII). */
static inline bool slice_same(struct slice a, struct slice b)
{
	return a.len == b.len && !strncasecmp(a.start, b.start, a.len);
}

/* Whether it is the word, in upper or lower case (ASCII). */
static inline bool slice_is(struct slice s, const char *word)
{
	return s.len == strlen(word) && !strncasecmp(s.start, word, s.len);
}

#endif
