#include "keys.h"

#include <string.h>
#include <strings.h>

#include "text.h"

static const struct {
	const char *key, *meta;
	const char *const *labels; /* ends with NULL */
} keys[] = {
#define FIELD_KEY(key, meta, ...) {key, meta, (const char *const[]){__VA_ARGS__, NULL}},
#include "keys.def"
#undef FIELD_KEY
};

#define KEYS (sizeof keys / sizeof *keys)

/* Longest label in the table, with room for one a little longer [bytes]. */
#define LABEL_MAX 96

/* Whether name is one of the words, which | separates. */
static bool one_of(const char *words, const char *name, size_t len)
{
	while (*words) {
		const char *end = strchrnul(words, '|');

		if ((size_t)(end - words) == len && !strncasecmp(words, name, len))
			return true;
		words = end + (*end == '|');
	}
	return false;
}

/* All cells of tables are asked whether they are labels: of most, the first byte tells, which
   but for a letter's case (bit 5) must be the same. */
static bool is_label(const char *label, const char *s, size_t len)
{
	return (*label | 0x20) == (*s | 0x20) && strlen(label) == len &&
	       !strncasecmp(label, s, len);
}

static bool is_label_of(const char *const *labels, const char *s, size_t len)
{
	while (*labels && !is_label(*labels, s, len))
		labels++;
	return *labels;
}

static size_t trim_end(const char *s, size_t len)
{
	static const char *const tails[] = {":", "：", "]", "】", "〕", "∶"};

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t tail = strlen(tails[i]);

		if (len >= tail && !memcmp(s + len - tail, tails[i], tail)) {
			len -= tail;
			i = (size_t)-1;
		}
	}
	return len;
}

static size_t trim_start(const char *s, size_t len)
{
	static const char *const heads[] = {"[", "【", "〔", "•", "·"};
	size_t at = 0;

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		size_t head = strlen(heads[i]);

		if (len - at >= head && !memcmp(s + at, heads[i], head))
			at += head;
	}
	return at;
}

const char *field_key(const char *label, size_t len)
{
	char squashed[LABEL_MAX];
	size_t start;

	if (len >= sizeof squashed)
		return NULL;
	memcpy(squashed, label, len);
	len = text_squash(squashed, len);
	len = trim_end(squashed, len);
	start = trim_start(squashed, len);
	for (size_t i = 0; i < KEYS && len > start; i++)
		if (is_label_of(keys[i].labels, squashed + start, len - start))
			return keys[i].key;
	return NULL;
}

const char *key_label(const char *key, size_t *len)
{
	for (size_t i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].key, key) && **keys[i].labels) {
			*len = strlen(*keys[i].labels);
			return *keys[i].labels;
		}
	return NULL;
}

const char *meta_key(const char *name)
{
	for (size_t i = 0; i < KEYS && *name; i++)
		if (one_of(keys[i].meta, name, strlen(name)))
			return keys[i].key;
	return NULL;
}
