#include "tree/ink.h"

#include <string.h>

#include "tree/text.h"

/* Whether ink stands at s, where left bytes are; the character's length goes to *width. Most of
   it is ASCII, or Han. */
static inline bool is_ink(const char *s, size_t left, unsigned *width)
{
	unsigned char c = (unsigned char)*s;

	if (c < 0x80) {
		*width = 1;
		return c > ' ' || !char_is_space(c);
	}
	if (utf8_begins_han(*s) && left >= 3) {
		*width = 3;
		return true;
	}
	return !char_is_space(utf8_decode(s, left, width));
}

static size_t skip_space(const char *s, size_t len, size_t i)
{
	unsigned width;

	while (i < len && !is_ink(s + i, len - i, &width))
		i += width;
	return i;
}

uint32_t ink_first(const struct node *n)
{
	unsigned width;

	for (const struct node *at = n; at; at = tree_next(n, at)) {
		size_t len = node_text_len(at);
		size_t i = len ? skip_space(node_text(at), len, 0) : 0;

		if (i < len)
			return utf8_decode(node_text(at) + i, len - i, &width);
	}
	return 0;
}

/* ---- backwards ---- */

static const struct node *last_within(const struct node *n)
{
	const struct node *last;

	while ((last = node_last(n)))
		n = last;
	return n;
}

/* What ends where n begins; NULL where root begins there too. */
static const struct node *leaf_before(const struct node *root, const struct node *n)
{
	while (n != root && !node_preceding(n))
		n = node_parent(n);
	return n == root ? NULL : last_within(node_preceding(n));
}

static uint32_t last_in(const char *s, size_t len)
{
	unsigned width;

	for (size_t end = len, at; end; end = at) {
		uint32_t c;

		at = end - 1;
		while (at && ((unsigned char)s[at] & 0xC0) == 0x80)
			at--;
		c = utf8_decode(s + at, end - at, &width);
		if (!char_is_space(c))
			return c;
	}
	return 0;
}

uint32_t ink_last(const struct node *n)
{
	uint32_t c = 0;

	for (const struct node *at = last_within(n); at && !c; at = leaf_before(n, at))
		if (node_text_len(at))
			c = last_in(node_text(at), node_text_len(at));
	return c;
}

/* ---- counted, compared, copied ---- */

/* Goes from one character to the next, through all texts. */
struct reader {
	const struct node *root, *at;
	size_t next;	 /* in the text of at [bytes] */
	const char *ink; /* the character that was read */
	unsigned width;	 /* of it [bytes] */
};

static bool read_ink(struct reader *r)
{
	for (; r->at; r->at = tree_next(r->root, r->at), r->next = 0) {
		size_t len = node_text_len(r->at);

		while (r->next < len) {
			const char *s = node_text(r->at) + r->next;
			bool ink = is_ink(s, len - r->next, &r->width);

			r->next += r->width;
			r->ink = s;
			if (ink)
				return true;
		}
	}
	return false;
}

size_t ink_count(const struct node *n, size_t most)
{
	size_t count = 0;
	unsigned width;

	for (const struct node *at = n; at && count < most; at = tree_next(n, at)) {
		size_t len = node_text_len(at);
		const char *s = len ? node_text(at) : "";

		for (size_t i = 0; i < len && count < most; i += width)
			count += is_ink(s + i, len - i, &width);
	}
	return count;
}

size_t ink_begins(const struct node *n, const char *s, size_t len)
{
	struct reader r = {.root = n, .at = n};
	size_t done = 0;

	while (read_ink(&r)) {
		if (r.width > len - done || memcmp(r.ink, s + done, r.width) != 0)
			return 0;
		done += r.width;
	}
	return done;
}

bool ink_is(const struct node *n, const char *s)
{
	size_t len = strlen(s);

	return ink_begins(n, s, len) == len;
}

bool ink_copy(const struct node *n, char *to, size_t room, size_t *len)
{
	struct reader r = {.root = n, .at = n};

	for (*len = 0; read_ink(&r); *len += r.width) {
		if (r.width > room - *len)
			return false;
		memcpy(to + *len, r.ink, r.width);
	}
	return true;
}
