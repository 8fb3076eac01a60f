#include "jsonld.h"

#include <string.h>

#include "base/match.h"

/* The code of \uXXXX, whose digits start at s; 0 where it is none. */
static uint32_t code_unit(const char *s, size_t len)
{
	uint32_t code = 0;

	if (len < 4)
		return 0;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *at;

		at = memchr(digits, s[i] >= 'A' && s[i] <= 'F' ? s[i] + 'a' - 'A' : s[i], 16);
		if (!at)
			return 0;
		code = code * 16 + (uint32_t)(at - digits);
	}
	return code;
}

/* What \uXXXX at s means, with the second half of a pair (RFC 8259, 7); the bytes that it took
   behind the u. Half a pair, and no number, is U+FFFD. */
static size_t put_escaped_code(struct buf *out, const char *s, size_t len)
{
	uint32_t code = code_unit(s, len), low = 0;

	if (code >= 0xD800 && code < 0xDC00 && len >= 10 && s[4] == '\\' && s[5] == 'u')
		low = code_unit(s + 6, len - 6);
	if (low >= 0xDC00 && low < 0xE000) {
		buf_put_utf8(out, 0x10000 + (((code - 0xD800) << 10) | (low - 0xDC00)));
		return 10;
	}
	buf_put_utf8(out, !code || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code);
	return len < 4 ? len : 4;
}

static void put_unescaped(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '\\' || i + 1 == len) {
			buf_putc(out, s[i]);
			continue;
		}
		i++;
		if (s[i] == 'u')
			i += put_escaped_code(out, s + i + 1, len - i - 1);
		else
			buf_putc(out, strchr("bfnrt", s[i]) ? ' ' : s[i]);
	}
}

#define HEADLINE "\"headline\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)++)\""

static bool find_headline(
	struct buf *out, const struct document *doc, const struct node *script)
{
	struct span at[2];

	for (const struct node *n = script; n; n = tree_next_all(script, n))
		if (n->kind == KIND_TEXT &&
			memmem(node_text(n), node_text_len(n), "schema.org", 10) &&
			match(doc->matches, HEADLINE, node_text(n), node_text_len(n), at, 2)) {
			put_unescaped(out, node_text(n) + at[1].start, at[1].end - at[1].start);
			return true;
		}
	return false;
}

bool jsonld_headline(struct buf *out, const struct document *doc)
{
	const struct node *root = doc->tree.root;

	for (const struct node *n = root; n; n = tree_next_all(root, n))
		if (n->element == ELEMENT_SCRIPT && find_headline(out, doc, n))
			return true;
	return false;
}
