/*
 * White space: runs become one space, or their ideographic spaces, a wrap of the source inside
 * Chinese text becomes none, indents leave the text and become the paragraph's shape, lines
 * that <br> separates become paragraphs.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "tree/text.h"
#include "document/line.h"

/* ---- lines that breaks separate ---- */

/* Moves what follows brk in line to a new paragraph after it, phrases around brk made anew. */
static struct node *split_at(struct document *doc, struct node *line, struct node *brk)
{
	struct tree *t = &doc->tree;
	struct node *tail = node_new_like(t, line), *to = tail, *path[TREE_DEPTH_MAX];
	unsigned depth = 0;

	if (tree_insert_after(t, line, tail))
		return NULL;
	attr_clear(tail, ATTR_INDENT);
	for (struct node *n = brk; n != line && depth < TREE_DEPTH_MAX; n = node_parent(n))
		path[depth++] = n;
	while (depth--) {
		struct node *copy = depth ? node_new_like(t, path[depth]) : NULL;

		if (copy && tree_append(t, to, copy))
			return NULL;
		while (node_next_all(path[depth]))
			if (tree_shift(t, to, node_next_all(path[depth])))
				return NULL;
		to = copy;
	}
	return tail;
}

static struct node *break_after(const struct node *line, const struct node *n)
{
	struct node *next = tree_next(line, n);

	while (next && next->kind != KIND_BREAK)
		next = tree_next(line, next);
	return next;
}

static bool is_mostly_cjk(const struct node *line)
{
	struct text_stats s = text_measure(line);

	return 2 * s.cjk > s.chars;
}

/* True if another break follows with nothing but white space between. */
static bool is_doubled(const struct node *line, const struct node *brk)
{
	const struct node *n = tree_next_skip(line, brk);

	for (; n; n = tree_next(line, n))
		if (n->kind == KIND_BREAK || n->kind == KIND_IMAGE ||
			(n->kind == KIND_TEXT && !node_is_blank(n)))
			break;
	return n && n->kind == KIND_BREAK;
}

/* The breaks at which line is to be split, in order; NULL with a count of 0 where there are
 * none. */
static struct node **splitting_breaks(const struct node *line, size_t *count)
{
	bool cjk = is_mostly_cjk(line), second = false;
	struct node **breaks = NULL;
	size_t room = 0;

	*count = 0;
	for (struct node *b = break_after(line, line); b; b = break_after(line, b)) {
		bool first = !cjk && is_doubled(line, b);

		if (cjk || first || second) {
			struct node **more = breaks;

			if (*count == room)
				more = list_double(breaks, &room, sizeof *more);
			if (!more) {
				free(breaks);
				return NULL;
			}
			breaks = more;
			breaks[(*count)++] = b;
		}
		second = first;
	}
	return breaks;
}

/*
 * In Chinese pages a <br> ends a paragraph; elsewhere two do, and one is a line of an address
 * or a verse. Small table cells and titles keep theirs. The last break goes first: so every
 * node is moved once, however many there are.
 */
static int split_lines(struct document *doc, struct node *line)
{
	size_t count;
	struct node **breaks = splitting_breaks(line, &count);
	int rc = count && !breaks ? -1 : 0;

	while (!rc && count--) {
		rc = split_at(doc, line, breaks[count]) ? 0 : -1;
		node_drop(&doc->tree, breaks[count], REASON_SPACE);
	}
	free(breaks);
	return rc;
}

/* Marks that documentation tools set after headings to link to them: "¶", "#". */
static void drop_anchors(struct document *doc, struct node *line)
{
	for (struct node *n = line; n; n = tree_next(line, n)) {
		struct buf text = BUF_INIT;

		if (n->kind != KIND_LINK)
			continue;
		text_collect_squashed(&text, n);
		if (!strcmp(buf_str(&text), "¶") || !strcmp(buf_str(&text), "#") ||
			!strcmp(buf_str(&text), "§"))
			node_drop(&doc->tree, n, REASON_TOOLS);
		buf_free(&text);
	}
}

/* ---- the document ---- */

/* A box's alignment is its lines': boxes are unwrapped in the end. A cell keeps its own. */
static void inherit_align(struct document *doc, struct node *line)
{
	const struct node *n = node_parent(line);

	while (n && n->kind != KIND_CELL && !attr_str(n, ATTR_ALIGN))
		n = node_parent(n);
	if (n && n->kind != KIND_CELL && !attr_str(line, ATTR_ALIGN))
		attr_set_str(&doc->tree, line, ATTR_ALIGN, attr_str(n, ATTR_ALIGN));
}

/* A cell with more than this is a layout's, or holds paragraphs [characters]. */
#define CELL_CHARS 200

/* Rows of a table that are looked at for cells side by side. */
#define SHAPE_ROWS 16

static unsigned filled_cells(const struct node *row)
{
	unsigned filled = 0;

	for (const struct node *c = node_first(row); c; c = node_following(c))
		filled += !node_is_blank(c);
	return filled;
}

/* True if no row of the table has two cells with text: it places boxes one below the other. */
static bool is_stack(const struct node *table)
{
	const struct node *n = tree_next(table, table);
	unsigned rows = 0;

	while (n) {
		bool row = n->kind == KIND_ROW;

		if (row && (rows++ == SHAPE_ROWS || filled_cells(n) > 1))
			return false;
		n = row ? tree_next_skip(table, n) : tree_next(table, n);
	}
	return true;
}

static bool keeps_breaks(const struct node *line)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);

	return line->kind != KIND_PARA ||
	       (cell && visible_count(cell, CELL_CHARS + 1) <= CELL_CHARS &&
		       !is_stack(node_ancestor(cell, KIND_TABLE)));
}

static int treat(struct document *doc, struct node *line, struct buf *squeezed)
{
	inherit_align(doc, line);
	if (line->kind == KIND_HEADING)
		drop_anchors(doc, line);
	if (break_after(line, line) && !keeps_breaks(line) && split_lines(doc, line))
		return -1;
	line_squeeze(doc, line, squeezed);
	if (node_is_blank(line) && kind_is_block((enum kind)line->kind))
		node_drop(&doc->tree, line, REASON_SPACE);
	return 0;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;
	struct buf squeezed = BUF_INIT;
	int rc = 0;

	for (struct node *n = root; n && !rc; n = tree_next_block(root, n))
		if (kind_is_line((enum kind)n->kind) && n->kind != KIND_CODEBLOCK)
			rc = treat(doc, n, &squeezed);
	if (buf_failed(&squeezed))
		rc = -1;
	buf_free(&squeezed);
	return rc;
}

const struct filter filter_space = {
	.name = "space",
	.stage = STAGE_RESTRUCTURE,
	.help = "white space, indents, and paragraphs from line breaks",
	.run = run,
};
