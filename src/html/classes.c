#include "html/classes.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Words are so short that loops are quicker than strcspn. */
static const char *word_end(const char *s)
{
	while (*s && !is_blank(*s))
		s++;
	return s;
}

size_t class_next(const char *words, const char **word)
{
	const char *at = *word ? word_end(*word) : words;

	if (!at)
		return 0;
	while (is_blank(*at))
		at++;
	*word = at;
	return (size_t)(word_end(at) - at);
}

bool class_is(const char *have, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(have, word, len);
}
