#include "document/field-keys.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "tree/text.h"

static const struct {
	const char *key, *meta;
	const char *const *labels; /* ends with NULL */
} keys[] = {
#define FIELD_KEY(key, meta, ...) {key, meta, (const char *const[]){__VA_ARGS__, NULL}},
#include "document/field-keys.def"
#undef FIELD_KEY
};

#define KEYS (sizeof keys / sizeof *keys)

/* Longest label in the table, with room for one a little longer [bytes]. */
#define LABEL_MAX 96

/* True if name is one of the words, which | separates. */
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

/* ---- labels ---- */

/* All labels by their hash, made once: a power of two of slots, more than twice as many as
   there are labels. All cells of tables are asked whether they are one. */
#define SLOTS 1024

static struct slot {
	const char *label; /* NULL: free */
	size_t len;	   /* [bytes] */
	const char *key;
} slots[SLOTS];
static pthread_once_t slots_made = PTHREAD_ONCE_INIT;

/* Of a label, ASCII in lower case. */
static uint64_t hash(const char *s, size_t len)
{
	uint64_t h = HASH_START;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		h = hash_add(h, c >= 'A' && c <= 'Z' ? c | 0x20u : c);
	}
	return h;
}

/* The place of a label, or where it would be. */
static struct slot *slot_of(const char *label, size_t len)
{
	size_t at = hash(label, len) % SLOTS;

	while (slots[at].label &&
		(slots[at].len != len || strncasecmp(slots[at].label, label, len) != 0))
		at = (at + 1) % SLOTS;
	return &slots[at];
}

static void make_slots(void)
{
	for (size_t i = 0; i < KEYS; i++)
		for (const char *const *label = keys[i].labels; *label; label++) {
			struct slot *slot = slot_of(*label, strlen(*label));

			if (!slot->label)
				*slot = (struct slot){*label, strlen(*label), keys[i].key};
		}
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
	pthread_once(&slots_made, make_slots);
	return len > start ? slot_of(squashed + start, len - start)->key : NULL;
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
