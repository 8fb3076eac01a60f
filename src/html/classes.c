#include "html/classes.h"

#include <string.h>

#define BLANKS " \t\n\f\r"

size_t class_next(const char *words, const char **word)
{
	const char *at = *word ? *word + strcspn(*word, BLANKS) : words;

	if (!at)
		return 0;
	*word = at + strspn(at, BLANKS);
	return strcspn(*word, BLANKS);
}

bool class_is(const char *have, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(have, word, len);
}
