#include "document/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "tree/text.h"

/* ---- text ---- */

static int add_piece(struct line_text *l, struct node *node, size_t start)
{
	if (l->count == l->room) {
		struct line_piece *more = list_double(l->pieces, &l->room, sizeof *more);

		if (!more)
			return -1;
		l->pieces = more;
	}
	l->pieces[l->count++] = (struct line_piece){node, start, l->text.len};
	return 0;
}

int linetext_read(struct line_text *l, struct node *node)
{
	*l = (struct line_text){.node = node};
	for (struct node *n = node; n; n = tree_next(node, n)) {
		size_t start = l->text.len;

		if (n->kind == KIND_TEXT)
			buf_put(&l->text, node_text(n), node_text_len(n));
		else if (n->kind == KIND_BREAK)
			buf_putc(&l->text, '\n');
		else if (n->kind != KIND_IMAGE)
			continue;
		if (add_piece(l, n, start))
			return -1;
	}
	return buf_failed(&l->text) ? -1 : 0;
}

void linetext_free(struct line_text *l)
{
	buf_free(&l->text);
	free(l->pieces);
	*l = (struct line_text){0};
}

/* Cuts TEXT at byte at of the line, so that a piece ends there. */
static int cut_at(struct line_text *l, struct document *doc, size_t at)
{
	for (size_t i = 0; i < l->count; i++) {
		struct line_piece *p = &l->pieces[i];
		struct node *tail;

		if (p->node->kind != KIND_TEXT || at <= p->start || at >= p->end)
			continue;
		tail = text_split(&doc->tree, p->node, at - p->start);
		if (!tail || add_piece(l, tail, 0))
			return -1;
		for (size_t j = l->count - 1; j > i + 1; j--)
			l->pieces[j] = l->pieces[j - 1];
		l->pieces[i + 1] = (struct line_piece){tail, at, l->pieces[i].end};
		l->pieces[i].end = at;
		return 0;
	}
	return 0;
}

static bool within(const struct line_piece *p, size_t start, size_t end)
{
	/* An image is a point: it belongs to the range that it is in or starts. */
	if (p->start == p->end)
		return p->start >= start && p->start < end;
	return p->start >= start && p->end <= end;
}

/* True if every piece below phrase is in the range. */
static bool phrase_within(
	const struct line_text *l, const struct node *phrase, size_t start, size_t end)
{
	for (size_t i = 0; i < l->count; i++)
		if (node_within(l->pieces[i].node, phrase) &&
			!within(&l->pieces[i], start, end))
			return false;
	return true;
}

/* The outermost phrase around a piece that the range covers, or the piece. */
static struct node *outermost(
	const struct line_text *l, struct node *n, size_t start, size_t end)
{
	while (node_parent(n) != l->node && phrase_within(l, node_parent(n), start, end))
		n = node_parent(n);
	return n;
}

static int each_in_range(struct line_text *l, struct document *doc, size_t start, size_t end,
	int (*act)(struct document *doc, struct node *n, void *user), void *user)
{
	if (cut_at(l, doc, start) || cut_at(l, doc, end))
		return -1;
	for (size_t i = 0; i < l->count; i++) {
		struct node *n = l->pieces[i].node;

		if (!within(&l->pieces[i], start, end) || !node_within(n, l->node) ||
			!node_live(n))
			continue;
		if (act(doc, outermost(l, n, start, end), user))
			return -1;
	}
	return 0;
}

static int move_to(struct document *doc, struct node *n, void *to)
{
	return tree_move(&doc->tree, to, n);
}

static int drop_for(struct document *doc, struct node *n, void *reason)
{
	node_drop(&doc->tree, n, *(enum reason *)reason);
	return 0;
}

int linetext_move(
	struct line_text *l, struct document *doc, size_t start, size_t end, struct node *to)
{
	return each_in_range(l, doc, start, end, move_to, to);
}

int linetext_drop(
	struct line_text *l, struct document *doc, size_t start, size_t end, enum reason reason)
{
	return each_in_range(l, doc, start, end, drop_for, &reason);
}

/* ---- white space ---- */

/* U+3000 is one em; a no-break space is half of one in the fonts of these pages [1/100 em]. */
#define INDENT_IDEOGRAPHIC 100
#define INDENT_HALF	   50

/* Up to here an indent is that of a paragraph [1/100 em]. */
#define INDENT_ORDINARY 400

struct squeezing {
	struct document *doc;
	uint32_t before; /* last character kept; 0 at the line's start */
	bool space;	 /* white space since */
	bool wrapped;	 /* with a line feed in it */
	bool meant;	 /* with a space that a writer set on purpose: no-break, ideographic */
	size_t wide;	 /* ideographic spaces in it: they are characters of the line */
	struct node *owner;   /* the TEXT that the white space began in */
	struct buf *squeezed; /* what is left of the TEXT at hand */
	int indent;	      /* of the line's start [1/100 em] */
};

static void note_space(struct squeezing *s, uint32_t c, struct node *text)
{
	if (!s->before)
		s->indent += c == 0x3000			       ? INDENT_IDEOGRAPHIC
			     : c == 0xA0 || c == 0x2002 || c == 0x2003 ? INDENT_HALF
								       : 0;
	if (!s->space)
		s->owner = text;
	s->space = true;
	s->wrapped |= c == '\n' || c == '\r';
	s->meant |= c >= 0xA0;
	s->wide += c == 0x3000;
}

/* What a picture is among characters: U+FFFC OBJECT REPLACEMENT CHARACTER. */
#define PICTURE 0xFFFC

static bool is_unspaced(uint32_t c)
{
	return c == PICTURE || char_is_unspaced(c);
}

/* True if a run of white space comes to something, before c: to nothing at the start, nor where
   a source line was wrapped inside Chinese text. */
static bool space_wanted(const struct squeezing *s, uint32_t c)
{
	if (!s->space || !s->before)
		return false;
	return s->meant || !(s->wrapped && is_unspaced(s->before) && is_unspaced(c));
}

/* It comes to this: its ideographic spaces (第一条　根据, 总　则), else one space. Those before
   or after a line's end of the source are no characters, but the shape of lines. */
static void put_space(const struct squeezing *s, struct buf *out)
{
	size_t wide = s->wrapped ? 0 : s->wide;

	for (size_t i = 0; i < wide; i++)
		buf_puts(out, "\u3000");
	if (!wide)
		buf_putc(out, ' ');
}

/* The space stays in the phrase that it began in. */
static void give_space(struct squeezing *s)
{
	struct tree *t = &s->doc->tree;
	struct buf longer = BUF_INIT;
	char *copy;

	buf_put(&longer, node_text(s->owner), node_text_len(s->owner));
	put_space(s, &longer);
	copy = buf_failed(&longer) ? NULL : arena_strndup(&t->arena, longer.data, longer.len);
	if (copy)
		text_set(t, s->owner, copy, longer.len);
	s->squeezed->failed |= buf_failed(&longer);
	buf_free(&longer);
}

/* Gives text what is left of it, which is copied only if it is not in one piece there,
   from start on. */
static void keep_squeezed(struct squeezing *s, struct node *text, size_t start)
{
	const char *bytes = node_text(text), *left = buf_str(s->squeezed);
	size_t len = s->squeezed->len, all = node_text_len(text);

	if (len == all && !memcmp(bytes, left, len))
		return;
	if (len <= all - start && !memcmp(bytes + start, left, len))
		text_set(&s->doc->tree, text, bytes + start, len);
	else if ((left = arena_strndup(&s->doc->tree.arena, left, len)))
		text_set(&s->doc->tree, text, left, len);
}

static void squeeze_text(struct squeezing *s, struct node *text)
{
	const char *bytes = node_text(text);
	size_t len = node_text_len(text), run = 0, start = len;
	unsigned width;

	buf_clear(s->squeezed);
	for (size_t i = 0; i < len;) {
		uint32_t c = utf8_decode(bytes + i, len - i, &width);

		/* Most white space is one space between two words, which stays. */
		if (c == ' ' && s->before && !s->space && i + 1 < len && bytes[i + 1] > ' ' &&
			!(bytes[i + 1] & 0x80)) {
			i = text_skip_visible(bytes, len, i + 1, &s->before);
			continue;
		}
		if (char_is_space(c)) {
			buf_put(s->squeezed, bytes + run, i - run);
			run = i += width;
			note_space(s, c, text);
			continue;
		}
		if (start == len)
			start = i;
		if (space_wanted(s, c) && s->owner != text)
			give_space(s);
		else if (space_wanted(s, c))
			put_space(s, s->squeezed);
		s->space = s->wrapped = s->meant = false;
		s->wide = 0;
		i = text_skip_visible(bytes, len, i, &s->before);
	}
	buf_put(s->squeezed, bytes + run, len - run);
	keep_squeezed(s, text, start);
}

/* An indent of a few characters, however it was made, is the paragraph's ordinary one: the
   style has it. What goes further in is placed there. */
static void settle_indent(struct node *line)
{
	int indent = attr_int(line, ATTR_INDENT, 0);

	if (indent > 0 && indent <= INDENT_ORDINARY)
		attr_clear(line, ATTR_INDENT);
}

/* White space before it stays before it. */
static void pass_picture(struct squeezing *s)
{
	if (space_wanted(s, PICTURE))
		give_space(s);
	s->space = s->wrapped = s->meant = false;
	s->wide = 0;
	s->before = PICTURE;
}

void line_squeeze(struct document *doc, struct node *line, struct buf *squeezed)
{
	struct squeezing s = {.doc = doc, .squeezed = squeezed};

	for (struct node *n = line; n; n = tree_next(line, n)) {
		if (n->kind == KIND_TEXT)
			squeeze_text(&s, n);
		else if (n->kind == KIND_BREAK)
			s = (struct squeezing){
				.doc = doc, .squeezed = squeezed, .indent = s.indent};
		else if (n->kind == KIND_IMAGE)
			pass_picture(&s);
	}
	if (s.indent > 0 && !attr_int(line, ATTR_INDENT, 0))
		attr_set_int(&doc->tree, line, ATTR_INDENT, s.indent);
	settle_indent(line);
}
