#ifndef GUIDANG_MATCH_H
#define GUIDANG_MATCH_H

/*
 * Patterns: pcre2 with PCRE2_UTF and PCRE2_UCP, compiled once per cache.
 *
 * One cache serves one thread; many documents may use it one after the other.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct match_cache;

struct match_cache *match_cache_new(void); /* NULL when memory runs out */
void match_cache_free(struct match_cache *c);

struct span {
	size_t start, end; /* bytes, half-open; start == SIZE_MAX: group took no part */
};

/*
 * Whether pattern is found in the len bytes at s (valid UTF-8). Up to n groups are written to
 * spans, group 0 first; spans may be NULL with n 0. A pattern that cannot be compiled, or one
 * that runs out of its match limit, finds nothing.
 */
bool match(struct match_cache *c, const char *pattern, const char *s, size_t len,
	struct span *spans, size_t n);
bool match_str(struct match_cache *c, const char *pattern, const char *s); /* s may be NULL */
/* False only where the pattern, a constant, is certainly not found: one that gave up might have
   been. */
bool match_may(struct match_cache *c, const char *pattern, const char *s, size_t len);

/* The first of the n patterns that is found; n where none is. patterns: a constant of
   constants, MATCH_FIRST_MAX at most. Patterns that are tied to the beginning cost nothing
   where the first character rules them out. */
#define MATCH_FIRST_MAX 64
size_t match_first(struct match_cache *c, const char *const *patterns, size_t n, const char *s,
	size_t len);

/* Whether one of the words stands in the len bytes at s, ASCII letters in any case: much faster
   than a pattern. words: a constant, "one|other", ASCII in lower case; a word is of three bytes
   or more, or begins with a character of two. */
bool match_words(struct match_cache *c, const char *words, const char *s, size_t len);

/* Whether a pattern compiles; where not, the reason is written to message. */
bool match_valid(struct match_cache *c, const char *pattern, char *message, size_t size);

#endif
