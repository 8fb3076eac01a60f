#include "label.h"

#include "text.h"

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

/* ASCII that is no white space and is not folded: all that prints but ( ) , : ; ! and ?. */
#define PLAIN(c)                                                                               \
	((c) > ' ' && (c) < 0x7F && (c) != '(' && (c) != ')' && (c) != ',' && (c) != ':' &&    \
		(c) != ';' && (c) != '!' && (c) != '?')
#define FOUR(c) PLAIN(c), PLAIN((c) + 1), PLAIN((c) + 2), PLAIN((c) + 3)
#define ROW(c)	FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
static const bool plain[128] = {
	ROW(0), ROW(16), ROW(32), ROW(48), ROW(64), ROW(80), ROW(96), ROW(112)};

/* Where what needs no folding ends, from at on: ASCII and Han for the most part. */
static size_t skip_plain(const char *s, size_t len, size_t at)
{
	while (at < len) {
		unsigned char c = (unsigned char)s[at];

		if (c >= 0xE4 && c <= 0xE9) /* U+4000 to U+9FFF */
			at += 3;
		else if (c < 0x80 && plain[c])
			at++;
		else
			break;
	}
	return at < len ? at : len;
}

void label_put(struct buf *out, const char *s, size_t len)
{
	size_t run = 0; /* what is put as it stands begins here */
	unsigned width;

	for (size_t at = skip_plain(s, len, 0); at < len; at = skip_plain(s, len, at + width)) {
		uint32_t c = utf8_decode(s + at, len - at, &width);
		bool space = char_is_space(c);

		if (!space && fold(c) == c)
			continue;
		buf_put(out, s + run, at - run);
		run = at + width;
		if (!space)
			buf_put_utf8(out, fold(c));
	}
	buf_put(out, s + run, len - run);
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
