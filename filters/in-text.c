/*
 * Scraped plain text into the tree. What a browser laid out has become lines: a page's metadata are
 * bullets or one line of labels, a table is one cell a line. What can be told for certain gets its
 * structure back; the rest stays paragraphs.
 *
 * The pieces cut the source without a rest: every byte of it is in a TEXT.
 */
#include "filter.h"

#include <string.h>

#include "lines.h"
#include "pairs.h"
#include "source.h"

/* Widest title, and widest line that may stand among the metadata [terminal cells]. */
#define TITLE_WIDTH_MAX 160
#define LOOSE_WIDTH_MAX 60

/* Such an indent centres a line or puts it to the right: paragraphs have 2 em, nested lists up to
   6 [1/100 em]. What is wider than a line of signature or date is text [terminal cells]. */
#define FAR_INDENT    800
#define FAR_WIDTH_MAX 60

/* Values of bullets none of whose labels is known, so that they might be a list [terminal cells]. */
#define VALUE_WIDTH_MAX 80

/* Bounds for input that is no document: a field costs 800 bytes of tree, a cell 300. */
#define FIELDS_MAX 1000
#define CELLS_MAX  500000

#define LIST_DEPTH_MAX 8

struct reader {
	struct document *doc;
	struct tree *tree;
	struct node *root, *front;
	const char *text;
	struct lines lines;
	size_t runs_tried; /* lines before it are in no table of one cell a line */
	size_t cells, fields; /* made so far */
};

/* ---- pieces ---- */

static struct node *open_node(struct reader *r, struct node *parent, enum kind kind)
{
	struct node *n = node_new(r->tree, kind);

	return tree_append(r->tree, parent, n) ? NULL : n;
}

static struct node *put_raw(struct reader *r, struct node *parent, size_t from, size_t to,
	uint32_t line)
{
	return tree_add_text(r->tree, parent, r->text + from, to - from, (uint32_t)from,
		(uint32_t)(to - from), line);
}

/* The bytes from..to as a TEXT without white space at its ends; dropped where nothing is left. */
static struct node *put_piece(struct reader *r, struct node *parent, size_t from, size_t to,
	uint32_t line)
{
	struct node *text = put_raw(r, parent, from, to, line);
	size_t start = from, stop = to;

	range_trim(r->text, &start, &stop);
	if (start < stop)
		text_set(r->tree, text, r->text + start, stop - start);
	else
		node_drop(r->tree, text, REASON_SPACE);
	return text;
}

static void drop_piece(struct reader *r, struct node *parent, size_t from, size_t to,
	uint32_t line, enum reason reason)
{
	struct node *para = open_node(r, parent, KIND_PARA);

	put_piece(r, para, from, to, line);
	node_drop(r->tree, para, reason);
}

/* A TEXT of the bytes from..to, of which start..stop are shown; what stands before and after, which
   is not white space only, is dropped as a label's. start < stop. */
static void put_core(struct reader *r, struct node *parent, size_t from, size_t start, size_t stop,
	size_t to, uint32_t line)
{
	struct node *text = put_raw(r, parent, from, to, line);

	if (stop < to)
		node_drop(r->tree, text_split(r->tree, text, stop - from), REASON_LABEL);
	if (start > from) {
		struct node *head = text;

		text = text_split(r->tree, head, start - from);
		node_drop(r->tree, head, REASON_LABEL);
	}
	range_trim(r->text, &start, &stop);
	text_set(r->tree, text, r->text + start, stop - start);
}

/* ---- lines ---- */

static const struct line *line_at(const struct reader *r, size_t i)
{
	return &r->lines.at[i];
}

/* Where line i ends, with the blank lines behind it. */
static size_t line_to(const struct reader *r, size_t i)
{
	return r->lines.at[i + 1].begin;
}

/* Lines first to end - 1 as one block. */
static struct node *put_block(struct reader *r, struct node *parent, enum kind kind, size_t first,
	size_t end)
{
	struct node *block = open_node(r, parent, kind);

	put_piece(r, block, line_at(r, first)->begin, line_to(r, end - 1), line_at(r, first)->number);
	return block;
}

static struct node *put_para(struct reader *r, size_t first, size_t end)
{
	struct node *para = put_block(r, r->root, KIND_PARA, first, end);

	if (line_at(r, first)->indent)
		attr_set_int(r->tree, para, ATTR_INDENT, line_at(r, first)->indent);
	return para;
}

static bool line_matches(const struct reader *r, size_t i, const char *pattern)
{
	const struct line *line = line_at(r, i);

	return match(r->doc->matches, pattern, r->text + line->start, line->stop - line->start,
		NULL, 0);
}

static bool has_tab(const struct reader *r, size_t i)
{
	const struct line *line = line_at(r, i);

	return memchr(r->text + line->start, '\t', line->stop - line->start);
}

/* ---- fields ---- */

static void name_field(struct reader *r, struct node *field, const struct pair *p)
{
	struct buf label = BUF_INIT;
	size_t len;

	buf_put(&label, r->text + p->label, p->label_end - p->label);
	if (!buf_failed(&label)) {
		len = text_squash(label.data, label.len);
		attr_set_strn(r->tree, field, ATTR_LABEL, label.data, len);
	}
	attr_set_str(r->tree, field, ATTR_KEY, p->key);
	attr_set_str(r->tree, field, ATTR_ORIGIN, "print");
	buf_free(&label);
}

/* A FIELD of the bytes p->from..to; the DEF, which stays empty where there is no value. */
static struct node *put_field(struct reader *r, const struct pair *p, size_t to, uint32_t line)
{
	struct node *field = open_node(r, r->front, KIND_FIELD);
	struct node *term = open_node(r, field, KIND_TERM), *def = open_node(r, field, KIND_DEF);
	size_t start = p->value, stop = pair_value_end(r->text, p, to);

	if (start < stop) {
		size_t end = to;

		put_core(r, term, p->from, p->label, p->label_end, p->value, line);
		range_trim(r->text, &start, &end);
		put_core(r, open_node(r, def, KIND_PARA), p->value, p->value, end > stop ? stop : to,
			to, line);
	} else {
		put_core(r, term, p->from, p->label, p->label_end, to, line);
	}
	name_field(r, field, p);
	r->fields++;
	return def;
}

/* The pairs of line i, with the line's own ends. */
static void put_pairs(struct reader *r, size_t i, struct pair *pairs, size_t n)
{
	struct node *parent = r->root;
	uint32_t number = line_at(r, i)->number;

	pairs[0].from = line_at(r, i)->begin;
	for (size_t k = 0; k < n; k++) {
		size_t to = k + 1 < n ? pairs[k + 1].from : line_to(r, i);

		if (pairs[k].tool)
			drop_piece(r, parent, pairs[k].from, to, number, REASON_TOOLS);
		else
			parent = put_field(r, &pairs[k], to, number);
	}
}

static size_t split_line(const struct reader *r, size_t i, struct pair *pairs)
{
	const struct line *line = line_at(r, i);

	return line->bullet ? 0 : pairs_split(r->doc->matches, r->text, line->start, line->stop, pairs);
}

static bool split_bullet(const struct reader *r, size_t i, struct pair *p)
{
	const struct line *line = line_at(r, i);

	return line->bullet && pair_read(r->doc->matches, r->text, line->start + line->bullet,
				       line->stop, p);
}

/* "发布时间:… 来源:…" */
static size_t take_pairs(struct reader *r, size_t at)
{
	struct pair pairs[PAIRS_A_LINE_MAX];
	size_t n = split_line(r, at, pairs);

	if (n)
		put_pairs(r, at, pairs, n);
	return at + (n > 0);
}

/* "• 公开方式: 主动公开", as long as all bullets are so. Where no label is known it could be a list:
   then one bullet is none, and values must be short. */
static size_t take_bullets(struct reader *r, size_t at)
{
	size_t end = at, known = 0;
	bool brief = true;
	struct pair p;

	for (; end < r->lines.count && split_bullet(r, end, &p); end++) {
		known += p.key || p.tool;
		brief &= line_at(r, end)->width <= VALUE_WIDTH_MAX;
	}
	if (line_at(r, end)->bullet || (!known && (end - at < 2 || !brief)))
		return at;
	for (size_t i = at; i < end; i++)
		if (split_bullet(r, i, &p))
			put_pairs(r, i, &p, 1);
	return end;
}

/* ---- the head: title and fields ---- */

static bool is_title(const struct reader *r, size_t i)
{
	const struct line *line = line_at(r, i);
	struct lines_table table;

	return r->lines.count > 1 && !document_title(r->doc) && !line->bullet && !line->numbered &&
		line->width <= TITLE_WIDTH_MAX && !has_tab(r, i) &&
		!line_matches(r, i, "[。；;：:，,]$") &&
		!(lines_find_table(&r->lines, i, &table) && table.first == i);
}

/* A short line that is no field stands in the head where a known field comes soon after it. */
static bool is_loose(const struct reader *r, size_t i)
{
	struct pair pairs[PAIRS_A_LINE_MAX];

	if (line_at(r, i)->width > LOOSE_WIDTH_MAX)
		return false;
	for (size_t next = i + 1; next < r->lines.count && next <= i + 2; next++)
		if (split_line(r, next, pairs) ||
			(split_bullet(r, next, &pairs[0]) && pairs[0].key))
			return true;
	return false;
}

static size_t take_head_line(struct reader *r, size_t at)
{
	size_t end = take_pairs(r, at);

	if (end == at)
		end = take_bullets(r, at);
	if (end > at)
		return end;
	if (is_title(r, at)) {
		attr_set_str(r->tree, put_block(r, r->front, KIND_TITLE, at, at + 1), ATTR_ORIGIN, "print");
		return at + 1;
	}
	if (!is_loose(r, at))
		return at;
	put_para(r, at, at + 1);
	return at + 1;
}

static size_t read_head(struct reader *r)
{
	size_t at = 0, end;

	while (at < r->lines.count && r->fields < FIELDS_MAX && (end = take_head_line(r, at)) > at)
		at = end;
	return at;
}

/* ---- tables ---- */

static void put_cell(struct reader *r, struct node *row, size_t from, size_t to, uint32_t line,
	bool header)
{
	struct node *cell = open_node(r, row, KIND_CELL), *para = open_node(r, cell, KIND_PARA);

	if (!node_live(put_piece(r, para, from, to, line)))
		node_drop(r->tree, para, REASON_SPACE);
	if (header)
		attr_set_int(r->tree, cell, ATTR_HEADER, 1);
	r->cells++;
}

/* One cell a line. */
static size_t take_run(struct reader *r, size_t at)
{
	struct lines_table t;
	struct node *table, *part, *row = NULL;

	if (at < r->runs_tried)
		return at;
	if (!lines_find_table(&r->lines, at, &t) || r->cells + t.rows * t.columns > CELLS_MAX) {
		r->runs_tried = at + t.run;
		return at;
	}
	for (size_t i = at; i < t.first; i++)
		put_para(r, i, i + 1);
	table = open_node(r, r->root, KIND_TABLE);
	part = open_node(r, table, KIND_HEAD);
	for (size_t k = 0; k < t.rows * t.columns; k++) {
		size_t i = t.first + k;

		if (k == t.columns)
			part = open_node(r, table, KIND_BODY);
		if (k % t.columns == 0)
			row = open_node(r, part, KIND_ROW);
		put_cell(r, row, line_at(r, i)->begin, line_to(r, i), line_at(r, i)->number,
			k < t.columns);
	}
	r->runs_tried = at + t.run;
	return t.first + t.rows * t.columns;
}

/* The cells of a line with tabs, one after the other. */
struct tab_cell {
	size_t from, start, stop, to; /* raw: from..to; between the tabs: start..stop [bytes] */
};

/* Where the line itself starts and stops: of the first one, blank lines before it are cut off. */
static struct tab_cell tab_first(const struct reader *r, size_t i)
{
	struct tab_cell c = {.from = line_at(r, i)->begin, .start = line_at(r, i)->start};

	while (c.start > c.from && r->text[c.start - 1] != '\n' && r->text[c.start - 1] != '\r')
		c.start--;
	c.to = c.from;
	c.stop = c.start;
	return c;
}

static bool tab_next(const struct reader *r, size_t i, struct tab_cell *c)
{
	size_t end = line_to(r, i);

	if (c->to == end)
		return false;
	if (c->to > line_at(r, i)->begin)
		c->from = c->start = c->to;
	c->stop = c->start;
	while (c->stop < end && !strchr("\t\n\r", r->text[c->stop]))
		c->stop++;
	c->to = c->stop < end && r->text[c->stop] == '\t' ? c->stop + 1 : end;
	return true;
}

static size_t count_cells(const struct reader *r, size_t i, size_t *numbers)
{
	struct tab_cell c = tab_first(r, i);
	size_t n = 0;

	for (*numbers = 0; tab_next(r, i, &c); n++) {
		size_t start = c.start, stop = c.stop;

		range_trim(r->text, &start, &stop);
		*numbers += cell_class(r->text + start, stop - start) == CELL_NUMBER;
	}
	return n;
}
