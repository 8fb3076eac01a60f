#include "profile/label.h"

#include <string.h>

#include "tree/text.h"

/* U+FF01 to U+FF5E are U+0021 to U+007E at full width. */
#define FULL_WIDTH 0xFEE0

static uint32_t fold(uint32_t c)
{
	if (char_is_ideograph(c))
		return c;
	if (c > ' ' + FULL_WIDTH && c <= '~' + FULL_WIDTH)
		c -= FULL_WIDTH;
	switch (c) {
	case '(':
	case ')':
	case ',':
	case ':':
	case ';':
	case '!':
	case '?':
		return c + FULL_WIDTH;
	default:
		return c;
	}
}

/* What becomes of an ASCII character: so many bytes are put, or it has to be looked at. Most
   are letters and spaces. */
enum { SPACE = 0, STAYS = 1, LOOK = 2 };
#define IS_SPACE(c) ((c) == ' ' || ((c) >= '\t' && (c) <= '\r'))
#define IS_MARK(c)                                                                             \
	((c) == '(' || (c) == ')' || (c) == ',' || (c) == ':' || (c) == ';' || (c) == '!' ||   \
		(c) == '?')
#define FATE(c) (IS_SPACE(c) ? SPACE : IS_MARK(c) ? LOOK : STAYS)
#define FOUR(c) FATE(c), FATE((c) + 1), FATE((c) + 2), FATE((c) + 3)
#define ROW(c)	FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
static const unsigned char fates[128] = {
	ROW(0), ROW(16), ROW(32), ROW(48), ROW(64), ROW(80), ROW(96), ROW(112)};

/* Puts what stays as it is from at on, without white space: up to the first character that has
   to be looked at. There is room for it. */
static size_t put_plain(struct buf *out, const char *s, size_t len, size_t at)
{
	char *to = out->data + out->len;

	for (; at < len; at++) {
		unsigned char c = (unsigned char)s[at];

		if (c < 0x80 && fates[c] != LOOK) {
			*to = s[at];
			to += fates[c];
		} else if (utf8_begins_han(s[at]) && len - at >= 3) {
			memcpy(to, s + at, 3);
			to += 3;
			at += 2;
		} else {
			break;
		}
	}
	*to = '\0';
	out->len = (size_t)(to - out->data);
	return at;
}

void label_put(struct buf *out, const char *s, size_t len)
{
	unsigned width;

	for (size_t at = 0; at < len; at += width) {
		uint32_t c;

		if (buf_reserve(out, len - at))
			return;
		at = put_plain(out, s, len, at);
		if (at == len)
			return;
		c = utf8_decode(s + at, len - at, &width);
		if (!char_is_space(c))
			buf_put_utf8(out, fold(c));
	}
}

bool label_collect(struct buf *out, const struct node *n, size_t max)
{
	size_t start = out->len;

	for (const struct node *in = n; in; in = tree_next(n, in)) {
		if (in->kind == KIND_TABLE && in != n)
			return false;
		if (in->kind != KIND_TEXT)
			continue;
		label_put(out, node_text(in), node_text_len(in));
		if (out->len - start > max)
			return false;
	}
	return true;
}

size_t label_numbering(struct match_cache *matches, const char *label, size_t len)
{
	static const char numbering[] =
		"^(?:第[〇零一二三四五六七八九十百0-9]+(?:部分|[篇章节条])[、.：]?"
		"|[〇零一二三四五六七八九十百]+[、.，：]"
		"|（[〇零一二三四五六七八九十百0-9]+）[、.]?"
		"|[0-9]+(?:\\.[0-9]+)*[、.）](?![0-9])"
		"|[①-⑳][、.]?)";
	struct span found;

	return match(matches, numbering, label, len, &found, 1) ? found.end : 0;
}
