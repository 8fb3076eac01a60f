#include "document/scripts.h"

#include <string.h>

#include "tree/text.h"

/* Plain, raised, lowered; NULL where Unicode has none that fonts have. */
static const char *const characters[][3] = {
	{"0", "⁰", "₀"},
	{"1", "¹", "₁"},
	{"2", "²", "₂"},
	{"3", "³", "₃"},
	{"4", "⁴", "₄"},
	{"5", "⁵", "₅"},
	{"6", "⁶", "₆"},
	{"7", "⁷", "₇"},
	{"8", "⁸", "₈"},
	{"9", "⁹", "₉"},
	{"+", "⁺", "₊"},
	{"-", "⁻", "₋"},
	{"−", "⁻", "₋"},
	{"=", "⁼", "₌"},
	{"(", "⁽", "₍"},
	{")", "⁾", "₎"},
	{"n", "ⁿ", NULL},
	{"i", "ⁱ", NULL},
};

static bool is_marked(const struct node *n)
{
	return n->kind == KIND_SUP || n->kind == KIND_SUB || n->kind == KIND_STRIKE;
}

bool scripts_in(const struct node *n)
{
	for (const struct node *at = n; at; at = tree_next(n, at))
		if (is_marked(at))
			return true;
	return false;
}

void scripts_enter(struct scripts *s, const struct buf *out, const struct node *n)
{
	if (!is_marked(n))
		return;
	if (s->depth < SCRIPTS_MAX)
		s->start[s->depth] = out->len;
	s->depth++;
}

/* Adds the characters for all of a text; false, and nothing, where one has none. */
static bool put_characters(struct buf *out, const char *s, size_t len, enum kind kind)
{
	size_t start = out->len;
	unsigned width;

	for (size_t at = 0; at < len; at += width) {
		const char *found = NULL;

		utf8_decode(s + at, len - at, &width);
		for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
			if (strlen(characters[i][0]) == width &&
				!memcmp(characters[i][0], s + at, width))
				found = characters[i][kind == KIND_SUP ? 1 : 2];
		if (!found) {
			out->len = start;
			return false;
		}
		buf_puts(out, found);
	}
	return true;
}

static void put_script(struct buf *out, const char *s, size_t len, enum kind kind)
{
	unsigned width;

	if (put_characters(out, s, len, kind))
		return;
	buf_putc(out, kind == KIND_SUP ? '^' : '_');
	utf8_decode(s, len, &width);
	if (width < len)
		buf_putc(out, '(');
	buf_put(out, s, len);
	if (width < len)
		buf_putc(out, ')');
}

/* White space at the ends is none of it. */
void scripts_leave(struct scripts *s, struct buf *out, const struct node *n)
{
	struct buf piece = BUF_INIT;
	size_t start, from, to;
	unsigned width;

	if (!is_marked(n) || --s->depth >= SCRIPTS_MAX)
		return;
	start = s->start[s->depth];
	if (out->len <= start)
		return;
	buf_put(&piece, out->data + start, out->len - start);
	from = to = piece.len;
	for (size_t i = 0; i < piece.len; i += width)
		if (!char_is_space(utf8_decode(piece.data + i, piece.len - i, &width))) {
			from = from < i ? from : i;
			to = i + width;
		}
	if (from < to) {
		out->len = start;
		buf_put(out, piece.data, from);
		if (n->kind == KIND_STRIKE) {
			buf_puts(out, "~~");
			buf_put(out, piece.data + from, to - from);
			buf_puts(out, "~~");
		} else {
			put_script(out, piece.data + from, to - from, (enum kind)n->kind);
		}
		buf_put(out, piece.data + to, piece.len - to);
	}
	out->failed |= buf_failed(&piece);
	buf_free(&piece);
}
