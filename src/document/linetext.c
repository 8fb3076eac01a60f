#include "document/linetext.h"

#include <stdlib.h>

#include "base/room.h"

static int add_piece(struct line_text *l, struct node *node, size_t start)
{
	if (l->count == l->room) {
		struct line_piece *more = room_double(l->pieces, &l->room, sizeof *more);

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
	/* An image is a point: it belongs to the range that it stands in or starts. */
	if (p->start == p->end)
		return p->start >= start && p->start < end;
	return p->start >= start && p->end <= end;
}

/* Whether every piece below phrase is in the range. */
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
