#ifndef GUIDANG_SLICE_H
#define GUIDANG_SLICE_H

/* Bytes that lie in a larger text: lent, not NUL-terminated. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *start;
	size_t len; /* [bytes] */
};

/* Whether both are the same, in upper or lower case (ASCII). */
static inline bool slice_same(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		unsigned char c = (unsigned char)a.start[i], letter = c | 0x20;

		/* Only the bit that makes a letter small may differ. */
		if (c != (unsigned char)b.start[i] &&
			((c ^ (unsigned char)b.start[i]) != 0x20 || letter < 'a' ||
				letter > 'z'))
			return false;
	}
	return true;
}

/* Whether it is the word, in upper or lower case (ASCII). */
static inline bool slice_is(struct slice s, const char *word)
{
	return slice_same(s, (struct slice){word, strlen(word)});
}

#endif
