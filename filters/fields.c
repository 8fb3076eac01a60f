/*
 * The printed metadata block to FIELDs, in whatever arrangement it stands: "label：value"
 * lines, several to a line, label and value in cells side by side or one above the other, in
 * lists, in boxes one after the other. It stands before the document's first prose, and a few
 * of its lines behind the last; what strip dropped as lying outside the document's block is
 * looked through too.
 */
#include "filter.h"

#include <string.h>

#include "evidence.h"
#include "keys.h"
#include "linetext.h"
#include "pairs.h"

/* Longest label as printed, and longest line of labels and values [bytes]. */
#define LABEL_BYTES 60
#define LINE_BYTES  420

/* ---- making a field ---- */

struct header {
	struct document *doc;
	struct node *
		anchor; /* the first FIELD that a meta tag made: printed ones stand before it */
	unsigned found;
};

static struct node *add(struct tree *t, struct node *parent, enum kind kind)
{
	struct node *n = node_new(t, kind);

	if (n)
		n->flags = NODE_IMPLIED;
	return tree_append(t, parent, n) ? NULL : n;
}

/* An empty FIELD in reading order, before next (or where next is NULL, behind the printed
 * ones). */
static struct node *new_field(struct header *h, const char *key, struct node *next)
{
	struct tree *t = &h->doc->tree;
	struct node *field = node_new(t, KIND_FIELD), *front = document_front(h->doc);

	if (!field)
		return NULL;
	field->flags = NODE_IMPLIED;
	if (!next)
		next = h->anchor;
	if (next ? tree_insert_before(t, next, field) : tree_append(t, front, field))
		return NULL;
	attr_set_str(t, field, ATTR_KEY, key);
	attr_set_str(t, field, ATTR_ORIGIN, "print");
	add(t, field, KIND_TERM);
	add(t, field, KIND_DEF);
	h->found++;
	return field;
}

/* The label as the record gives it: without white space, colon and brackets. */
static void set_label(struct document *doc, struct node *field)
{
	struct buf label = BUF_INIT;
	struct span inner;

	text_collect_label(&label, field_label(field));
	if (match(doc->matches, "[^\\s\\[【〔•·:：∶\\]】〕]+(?:.*[^\\s:：∶\\]】〕])?",
		    buf_str(&label), label.len, &inner, 1))
		attr_set_strn(&doc->tree, field, ATTR_LABEL, label.data + inner.start,
			inner.end - inner.start);
	buf_free(&label);
}

/* The page's tools behind the last value of a line: "326 打印 关闭". */
#define VALUE_TOOLS                                                                                                      \
	"(?:\\s+[【\\[]?(?:我要)?(?:打印|关闭|收藏|分享|纠错|打印本页|关闭窗口|字体|大|中|小)" \
	"[】\\]]?)+\\s*$"

/* Drops what pattern finds in a field's value. */
static void cut_value(
	struct document *doc, struct node *field, const char *pattern, enum reason reason)
{
	struct line_text l;
	struct span at;

	if (!linetext_read(&l, node_first(field_value(field))) &&
		match(doc->matches, pattern, buf_str(&l.text), l.text.len, &at, 1))
		linetext_drop(&l, doc, at.start, at.end, reason);
	linetext_free(&l);
}

/* White space and bars at a value's ends belong to the line it stood in. */
static void trim_value(struct document *doc, struct node *field)
{
	struct node *para = node_first(field_value(field));
	struct line_text l;
	struct span inner;

	if (!linetext_read(&l, para) && match(doc->matches, "[^\\s|｜](?:.*[^\\s|｜])?",
						buf_str(&l.text), l.text.len, &inner, 1)) {
		size_t len = l.text.len;

		linetext_drop(&l, doc, inner.end, len, REASON_LABEL);
		linetext_free(&l);
		if (!linetext_read(&l, para))
			linetext_drop(&l, doc, 0, inner.start, REASON_LABEL);
	}
	linetext_free(&l);
}

/* ---- lines ---- */

/* Where a line's first label starts: behind bullets and white space. */
static size_t first_word(struct match_cache *matches, const struct buf *text)
{
	struct span lead;

	return match(matches, "^[\\s•·●>*-]+", buf_str(text), text->len, &lead, 1) ? lead.end
										   : 0;
}

/* The pairs of a line that starts with a known label; 0 for another. */
static size_t find_pairs(
	struct match_cache *matches, const struct buf *text, struct pair *pairs)
{
	if (!text->len || text->len > LINE_BYTES)
		return 0;
	return pairs_split(matches, text->data, first_word(matches, text), text->len, pairs);
}

static int take_range(
	struct document *doc, struct node *line, size_t start, size_t end, struct node *to)
{
	struct line_text l;
	int rc = linetext_read(&l, line);

	if (!rc && start < end)
		rc = linetext_move(&l, doc, start, end, to);
	linetext_free(&l);
	return rc;
}

static int drop_range(
	struct document *doc, struct node *line, size_t start, size_t end, enum reason reason)
{
	struct line_text l;
	int rc = linetext_read(&l, line);

	if (!rc && start < end)
		rc = linetext_drop(&l, doc, start, end, reason);
	linetext_free(&l);
	return rc;
}

/* Takes the pair whose value reaches to stop. */
static int take_pair(struct header *h, struct node *line, const struct buf *text,
	const struct pair *p, size_t stop, struct node **next)
{
	struct document *doc = h->doc;
	size_t end = pair_value_end(text->data, p, stop);
	struct node *field;

	if (p->tool)
		return drop_range(doc, line, p->label, stop, REASON_TOOLS);
	field = new_field(h, p->key, *next);
	if (!field ||
		take_range(doc, line, p->value, end,
			add(&doc->tree, field_value(field), KIND_PARA)) ||
		drop_range(doc, line, p->label_end, p->value, REASON_LABEL) ||
		take_range(doc, line, p->label, p->label_end, field_label(field)))
		return -1;
	set_label(doc, field);
	cut_value(doc, field, VALUE_TOOLS, REASON_TOOLS);
	trim_value(doc, field);
	*next = field;
	return 0;
}

/* What is left of a line whose pairs were taken: brackets and bars go, words stay. */
static void drop_rest(struct document *doc, struct node *line)
{
	struct buf rest = BUF_INIT;

	text_collect_squashed(&rest, line);
	if (!match(doc->matches, "[\\p{L}\\p{N}]", buf_str(&rest), rest.len, NULL, 0))
		node_drop(&doc->tree, line, REASON_LABEL);
	buf_free(&rest);
}

/* From the last pair to the first, so that places in the line stay true. */
static int take_pairs(struct header *h, struct node *line, const struct buf *text,
	const struct pair *pairs, size_t n)
{
	struct node *next = NULL;
	size_t stop = text->len;

	while (n--) {
		if (take_pair(h, line, text, &pairs[n], stop, &next))
			return -1;
		stop = pairs[n].from;
	}
	drop_rest(h->doc, line);
	return 0;
}

/* Keys that stand behind the text too: who edited and checked the page. */
static bool is_closing_key(const char *key)
{
	static const char *const keys[] = {"editor", "reviewer", "hits", "author", "source"};

	for (size_t i = 0; key && i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

/* 附件：1. … on a line is the document's own note of what it comes with (GB/T
 * 9704-2012, 7.3.4). */
static bool is_body_label(const char *key)
{
	return key && !strcmp(key, "attachment");
}

static int take_line(struct header *h, struct node *line, bool closing)
{
	struct pair pairs[PAIRS_A_LINE_MAX];
	struct line_text l;
	int rc = linetext_read(&l, line);
	size_t n = rc ? 0 : find_pairs(h->doc->matches, &l.text, pairs);

	if (n && !pairs[0].tool && !is_body_label(pairs[0].key) &&
		!(closing && !is_closing_key(pairs[0].key)))
		rc = take_pairs(h, line, &l.text, pairs, n);
	linetext_free(&l);
	return rc;
}

/* ---- cells ---- */

/* The key of a cell, an item or a box that holds a label and nothing else. */
static const char *label_of(const struct node *n, bool *colon)
{
	struct buf text = BUF_INIT;
	const char *key;

	text_collect_squashed(&text, n);
	key = text.len && text.len < LABEL_BYTES ? field_key(text.data, text.len) : NULL;
	*colon = text.len &&
		 (text.data[text.len - 1] == ':' ||
			 (text.len > 3 && !memcmp(text.data + text.len - 3, "：", 3)));
	buf_free(&text);
	return key;
}

/* Moves the lines of a label's cell into TERM, the blocks of a value's cell into DEF. */
static int take_cells(struct header *h, const char *key, struct node *label, struct node *value)
{
	struct tree *t = &h->doc->tree;
	struct node *field = new_field(h, key, NULL), *next;

	if (!field)
		return -1;
	for (struct node *n = label; n; n = tree_next(label, n))
		if (kind_is_line((enum kind)n->kind))
			for (struct node *c = node_first(n); c; c = next) {
				next = node_following(c);
				tree_move(t, field_label(field), c);
			}
	for (struct node *c = node_first(value); c; c = next) {
		next = node_following(c);
		if (kind_is_line((enum kind)value->kind)
				? tree_move(t,
					  node_first(field_value(field))
						  ? node_first(field_value(field))
						  : add(t, field_value(field), KIND_PARA),
					  c)
				: tree_move(t, field_value(field), c))
			return -1;
	}
	set_label(h->doc, field);
	return 0;
}

static struct node *nth_cell(const struct node *row, unsigned n)
{
	struct node *c = node_first(row);

	while (c && n--)
		c = node_following(c);
	return c;
}

static unsigned count_labels(const struct node *row, unsigned *colons, unsigned *cells)
{
	unsigned labels = 0;

	*colons = *cells = 0;
	for (struct node *c = node_first(row); c; c = node_following(c)) {
		bool colon;
		bool label = label_of(c, &colon);

		labels += label;
		*colons += label && colon;
		++*cells;
	}
	return labels;
}

/* label | value | label | value: a label's right neighbour is its value, unless it is a label.
 */
static int take_row(struct header *h, struct node *row)
{
	for (struct node *c = node_first(row); c; c = node_following(c)) {
		bool colon;
		const char *key = label_of(c, &colon), *next_key;
		struct node *value = node_following(c);

		if (!key)
			continue;
		next_key = value ? label_of(value, &colon) : NULL;
		if (take_cells(h, key, c, next_key ? NULL : value))
			return -1;
		if (value && !next_key)
			c = value;
	}
	return 0;
}

/* A row of labels above a row of values. */
static int take_columns(struct header *h, struct node *labels, struct node *values)
{
	unsigned i = 0;

	for (struct node *c = node_first(labels); c; c = node_following(c), i++) {
		bool colon;
		const char *key = label_of(c, &colon);

		if (key && take_cells(h, key, c, nth_cell(values, i)))
			return -1;
	}
	return 0;
}

static struct node *next_row(const struct node *table, const struct node *row)
{
	struct node *n = tree_next(table, row);

	while (n && !(n->kind == KIND_ROW && node_ancestor(n, KIND_TABLE) == table))
		n = tree_next(table, n);
	return n;
}

/* How many labels a table's rows have: as many colons, or several labels, make it a header
 * table. */
static bool is_field_table(const struct node *table)
{
	unsigned labels = 0, all_colons = 0, rows = 0, all_cells = 0;

	for (struct node *r = next_row(table, table); r; r = next_row(table, r), rows++) {
		unsigned colons, cells;

		labels += count_labels(r, &colons, &cells);
		all_colons += colons;
		all_cells += cells;
	}
	/* Labels and values are as many: a table of data has more cells to a label than that.
	 */
	return (all_colons >= 1 || labels >= 2) && 4 * labels >= all_cells && rows <= 30;
}

static int take_table(struct header *h, struct node *table)
{
	struct node *following;

	if (!is_field_table(table))
		return 0;
	for (struct node *r = next_row(table, table); r; r = following) {
		unsigned colons, cells, labels = count_labels(r, &colons, &cells), below;
		int rc;

		following = next_row(table, r);
		below = following ? count_labels(following, &colons, &below) : 1;
		if (labels >= 2 && labels == cells && !below) {
			rc = take_columns(h, r, following);
			following = next_row(table, following);
		} else {
			rc = take_row(h, r);
		}
		if (rc)
			return -1;
	}
	if (node_is_blank(table))
		node_drop(&h->doc->tree, table, REASON_LABEL);
	return 0;
}

static bool is_field_line(const struct document *doc, const struct node *line)
{
	struct pair pairs[PAIRS_A_LINE_MAX];
	struct buf text = BUF_INIT;
	bool field;

	text_collect(&text, line);
	field = find_pairs(doc->matches, &text, pairs);
	buf_free(&text);
	return field;
}

/* ---- terms, and labels in boxes of their own ---- */

static struct node *next_line(const struct node *root, const struct node *n)
{
	struct node *next = tree_next_all(root, n);

	while (next && !(kind_is_line((enum kind)next->kind) && !node_is_blank(next)))
		next = tree_next_all(root, next);
	return next;
}

static bool is_near(const struct node *a, const struct node *b)
{
	return b && (node_parent(a) == node_parent(b) ||
			    node_parent(node_parent(a)) == node_parent(b) ||
			    node_parent(a) == node_parent(node_parent(b)) ||
			    node_parent(node_parent(a)) == node_parent(node_parent(b)));
}

/* A line that is a label and no more: its value is the next line, unless that is a label too.
 */
static int take_lone_label(struct header *h, struct node *line)
{
	bool colon, next_colon;
	const char *key = label_of(line, &colon), *next_key;
	struct node *value;

	if (!key || is_body_label(key) || (!colon && line->kind != KIND_TERM))
		return 0;
	value = next_line(h->doc->tree.root, line);
	next_key = is_near(line, value) && !is_field_line(h->doc, value)
			   ? label_of(value, &next_colon)
			   : key;
	if (take_cells(h, key, line, next_key ? NULL : value))
		return -1;
	node_drop(&h->doc->tree, line, REASON_LABEL);
	if (!next_key)
		node_drop(&h->doc->tree, value, REASON_LABEL);
	return 0;
}

/* ---- the header ---- */

/* The first line of prose, or the last. */
static struct node *find_prose(const struct document *doc, bool last)
{
	struct node *found = NULL;

	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n)) {
		if (n->kind != KIND_PARA || !line_is_prose(n) || is_field_line(doc, n))
			continue;
		found = n;
		if (!last)
			break;
	}
	return found;
}

static int take_block(struct header *h, struct node *n, bool closing)
{
	if (!line_is_findable(n) || node_ancestor(n, KIND_FRONT))
		return 0;
	if (n->kind == KIND_TABLE)
		return closing ? 0 : take_table(h, n);
	if (!kind_is_line((enum kind)n->kind) || n->kind == KIND_TITLE ||
		n->kind == KIND_HEADING)
		return 0;
	if (!closing && n->kind != KIND_CAPTION && take_lone_label(h, n))
		return -1;
	return node_live(n) ? take_line(h, n, closing) : 0;
}

/* What stands in a line may move away: the walk does not go in. */
static struct node *next_block(const struct node *root, const struct node *n)
{
	return kind_is_line((enum kind)n->kind) ? tree_next_all_skip(root, n)
						: tree_next_all(root, n);
}

static int run(struct document *doc)
{
	struct header h = {.doc = doc};
	struct node *root = doc->tree.root, *start = find_prose(doc, false);
	struct node *end = find_prose(doc, true), *n, *next;

	for (n = node_first(document_front(doc)); n && !h.anchor; n = node_following(n))
		if (n->kind == KIND_FIELD)
			h.anchor = n;
	for (n = tree_next_all(root, root); n && n != start; n = next) {
		next = next_block(root, n);
		if (take_block(&h, n, false))
			return -1;
	}
	for (n = end ? tree_next_all_skip(root, end) : NULL; n; n = next) {
		next = next_block(root, n);
		if (take_block(&h, n, true))
			return -1;
	}
	return 0;
}

const struct filter filter_fields = {
	.name = "fields",
	.stage = STAGE_RESTRUCTURE,
	.help = "find the printed metadata: label and value pairs",
	.run = run,
};
