/*
 * Scraped plain text into the tree. What a browser laid out has become lines: a page's metadata
 * are bullets or one line of labels, a table is one cell a line. What can be told for certain
 * gets its structure back; the rest stays paragraphs.
 *
 * The pieces cut the source without a rest: every byte of it is in a TEXT.
 */
#include "document/filter.h"

#include <string.h>

#include "in-text/lines.h"
#include "document/pairs.h"
#include "document/source.h"

/* Widest title, and widest line that may stand among the metadata [terminal cells]. */
#define TITLE_WIDTH_MAX 160
#define LOOSE_WIDTH_MAX 60

/* Such an indent centres a line or puts it to the right: paragraphs have 2 em, nested lists up
   to 6 [1/100 em]. What is wider than a line of signature or date is text [terminal cells]. */
#define FAR_INDENT    800
#define FAR_WIDTH_MAX 60

/* Values of bullets none of whose labels is known, so that they might be a list [terminal
 * cells]. */
#define VALUE_WIDTH_MAX 80

/* Bounds for input that is no document: a field costs 800 bytes of tree, a cell 300. */
#define FIELDS_MAX     1000
#define CELLS_MAX      500000
#define LIST_DEPTH_MAX 8

struct reader {
	struct document *doc;
	struct tree *tree;
	struct node *root, *front;
	const char *text;
	struct textlines lines;
	size_t runs_tried;    /* lines before it are in no table of one cell a line */
	size_t cells, fields; /* made so far */
};

/* ---- pieces ---- */

static struct node *open_node(
	struct reader *r, struct node *parent, enum kind kind, uint32_t line)
{
	struct node *n = node_new(r->tree, kind);

	if (tree_append(r->tree, parent, n))
		return NULL;
	node_set_line(r->tree, n, line);
	return n;
}

static struct node *put_raw(
	struct reader *r, struct node *parent, size_t from, size_t to, uint32_t line)
{
	return tree_add_text(r->tree, parent, r->text + from, to - from, (uint32_t)from,
		(uint32_t)(to - from), line);
}

/* The bytes from..to as a TEXT without white space at its ends; dropped where nothing is left,
   which is answered with false. */
static bool put_piece(
	struct reader *r, struct node *parent, size_t from, size_t to, uint32_t line)
{
	struct node *text = put_raw(r, parent, from, to, line);
	size_t start = from, stop = to;

	range_trim(r->text, &start, &stop);
	if (start < stop)
		text_set(r->tree, text, r->text + start, stop - start);
	else
		node_drop(r->tree, text, REASON_SPACE);
	return start < stop;
}

static void drop_piece(struct reader *r, struct node *parent, size_t from, size_t to,
	uint32_t line, enum reason reason)
{
	struct node *para = open_node(r, parent, KIND_PARA, line);

	put_piece(r, para, from, to, line);
	node_drop(r->tree, para, reason);
}

/* The bytes from..to, of which a reader is shown start..stop, which are not blank. */
struct piece {
	size_t from, start, stop, to;
	uint32_t line;
};

/* A TEXT of what is shown. A bullet, bracket or colon before or behind it is a TEXT of its own,
   dropped; white space there is counted as such. */
static void put_core(struct reader *r, struct node *parent, struct piece p)
{
	struct node *text = put_raw(r, parent, p.from, p.to, p.line);
	size_t before = p.from, before_end = p.start, after = p.stop, after_end = p.to;

	range_trim(r->text, &before, &before_end);
	range_trim(r->text, &after, &after_end);
	if (after < after_end)
		node_drop(r->tree, text_split(r->tree, text, p.stop - p.from), REASON_LABEL);
	if (before < before_end) {
		struct node *head = text;

		text = text_split(r->tree, head, p.start - p.from);
		node_drop(r->tree, head, REASON_LABEL);
	}
	range_trim(r->text, &p.start, &p.stop);
	text_set(r->tree, text, r->text + p.start, p.stop - p.start);
}

/* ---- lines ---- */

static const struct textline *line_at(const struct reader *r, size_t i)
{
	return &r->lines.at[i];
}

/* Where line i ends, with the blank lines behind it. */
static size_t line_to(const struct reader *r, size_t i)
{
	return r->lines.at[i + 1].begin;
}

/* Lines first to end - 1 as one block. */
static struct node *put_block(
	struct reader *r, struct node *parent, enum kind kind, size_t first, size_t end)
{
	struct node *block = open_node(r, parent, kind, line_at(r, first)->number);

	put_piece(r, block, line_at(r, first)->begin, line_to(r, end - 1),
		line_at(r, first)->number);
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
	const struct textline *line = line_at(r, i);

	return match(r->doc->matches, pattern, r->text + line->start, line->stop - line->start,
		NULL, 0);
}

/* ---- fields ---- */

static void name_field(struct reader *r, struct node *field, const char *key)
{
	struct buf label = BUF_INIT;

	text_collect_label(&label, field_label(field));
	attr_set_str(r->tree, field, ATTR_KEY, key);
	attr_set_strn(r->tree, field, ATTR_LABEL, buf_str(&label), label.len);
	attr_set_str(r->tree, field, ATTR_ORIGIN, "print");
	buf_free(&label);
}

/* A FIELD of the bytes p->from..to; its DEF, which stays empty where there is no value. */
static struct node *put_field(struct reader *r, const struct pair *p, size_t to, uint32_t line)
{
	struct node *field = open_node(r, r->front, KIND_FIELD, line);
	struct node *term = open_node(r, field, KIND_TERM, line);
	struct node *def = open_node(r, field, KIND_DEF, line);
	struct piece label = {p->from, p->label, p->label_end, to, line};
	struct piece value = {p->value, p->value, pair_value_end(r->text, p, to), to, line};

	range_trim(r->text, &value.start, &value.stop);
	if (value.start < value.stop) {
		label.to = p->value;
		put_core(r, open_node(r, def, KIND_PARA, line), value);
	}
	put_core(r, term, label);
	name_field(r, field, p->key);
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
	const struct textline *line = line_at(r, i);

	return pairs_split(r->doc->matches, r->text, line->start, line->stop, pairs);
}

static bool split_bullet(const struct reader *r, size_t i, struct pair *p)
{
	const struct textline *line = line_at(r, i);

	return line->bullet &&
	       pair_read(r->doc->matches, r->text, line->start + line->bullet, line->stop, p);
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

/* "• 公开方式: 主动公开", as long as all bullets are so. Where no label is known it could be a
   list: then one bullet is none, and values must be short. */
static size_t take_bullets(struct reader *r, size_t at)
{
	size_t end = at, known = 0;
	bool brief = true;
	struct pair p;

	for (; end < r->lines.count && split_bullet(r, end, &p); end++) {
		known += p.key || p.tool;
		brief &= line_at(r, end)->width <= VALUE_WIDTH_MAX;
	}
	if (end - at > FIELDS_MAX || line_at(r, end)->bullet ||
		(!known && (end - at < 2 || !brief)))
		return at;
	for (size_t i = at; i < end; i++)
		if (split_bullet(r, i, &p))
			put_pairs(r, i, &p, 1);
	return end;
}

/* ---- the head: title and fields ---- */

static bool is_title(const struct reader *r, size_t i)
{
	const struct textline *line = line_at(r, i);
	struct textlines_table table;

	return r->lines.count > 1 && !document_title(r->doc) && !line->bullet &&
	       !line->numbered && line->width <= TITLE_WIDTH_MAX && !line->tabbed &&
	       !line_matches(r, i, "[。；;：:，,]$") &&
	       !(textlines_find_table(&r->lines, i, &table) && table.first == i);
}

/* A short line that is no field stands in the head where a known field comes soon after it. */
static bool is_loose(const struct reader *r, size_t i)
{
	struct pair pairs[PAIRS_A_LINE_MAX];

	if (line_at(r, i)->bullet || line_at(r, i)->width > LOOSE_WIDTH_MAX)
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
		attr_set_str(r->tree, put_block(r, r->front, KIND_TITLE, at, at + 1),
			ATTR_ORIGIN, "print");
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

	while (at < r->lines.count && r->fields < FIELDS_MAX &&
		(end = take_head_line(r, at)) > at)
		at = end;
	return at;
}

/* ---- tables ---- */

static void put_cell(
	struct reader *r, struct node *row, size_t from, size_t to, uint32_t line, bool header)
{
	struct node *cell = open_node(r, row, KIND_CELL, line);
	struct node *para = open_node(r, cell, KIND_PARA, line);

	if (!put_piece(r, para, from, to, line))
		node_drop(r->tree, para, REASON_SPACE);
	if (header)
		attr_set_int(r->tree, cell, ATTR_HEADER, 1);
	r->cells++;
}

static void put_run(struct reader *r, const struct textlines_table *t)
{
	uint32_t first = line_at(r, t->first)->number;
	struct node *table = open_node(r, r->root, KIND_TABLE, first), *row = NULL;
	struct node *part = open_node(r, table, KIND_HEAD, first);

	for (size_t k = 0; k < t->rows * t->columns; k++) {
		size_t i = t->first + k;
		uint32_t line = line_at(r, i)->number;

		if (k == t->columns)
			part = open_node(r, table, KIND_BODY, line);
		if (k % t->columns == 0)
			row = open_node(r, part, KIND_ROW, line);
		put_cell(r, row, line_at(r, i)->begin, line_to(r, i), line, k < t->columns);
	}
}

/* One cell a line. */
static size_t take_run(struct reader *r, size_t at)
{
	struct textlines_table t;

	if (at < r->runs_tried)
		return at;
	textlines_find_table(&r->lines, at, &t);
	r->runs_tried = at + t.run;
	if (!t.rows || r->cells + t.rows * t.columns > CELLS_MAX)
		return at;
	for (size_t i = at; i < t.first; i++)
		put_para(r, i, i + 1);
	put_run(r, &t);
	return t.first + t.rows * t.columns;
}

/* Lines from "at" on that have as many cells as this one. */
static size_t tabbed_end(const struct reader *r, size_t at, size_t columns)
{
	size_t end = at + 1, room = (CELLS_MAX - r->cells) / columns;

	if (columns > GRID_COLUMNS_MAX)
		return end;
	while (end < r->lines.count && end - at < room &&
		textline_cells(&r->lines, end) == columns)
		end++;
	return end;
}

static void put_tabbed(struct reader *r, struct node *part, size_t i, bool header)
{
	uint32_t line = line_at(r, i)->number;
	struct node *row = open_node(r, part, KIND_ROW, line);
	struct textline_cell cell = {0};

	while (textline_next_cell(&r->lines, i, &cell))
		put_cell(r, row, cell.from, cell.to, line, header);
}

/* Tabs between cells. Words above amounts are a header. A number and a tab are a list's. */
static size_t take_tabbed(struct reader *r, size_t at)
{
	uint32_t line = line_at(r, at)->number;
	size_t columns, end, i = at;
	struct node *table, *part;

	if (!line_at(r, at)->tabbed || line_at(r, at)->numbered || line_at(r, at)->bullet)
		return at;
	columns = textline_cells(&r->lines, at);
	end = tabbed_end(r, at, columns);
	if (end - at < 2)
		return at;
	table = open_node(r, r->root, KIND_TABLE, line);
	if (!textline_has_amount(&r->lines, at) && textline_has_amount(&r->lines, at + 1))
		put_tabbed(r, open_node(r, table, KIND_HEAD, line), i++, true);
	part = open_node(r, table, KIND_BODY, line_at(r, i)->number);
	while (i < end)
		put_tabbed(r, part, i++, false);
	return end;
}

/* ---- lists ---- */

struct level {
	struct node *list;
	unsigned indent; /* [1/100 em] */
};

/* The LIST for line i: one that is open, by its indent, or a new one in the item before. */
static struct node *list_for(struct reader *r, struct level *levels, size_t *depth, size_t i)
{
	unsigned indent = line_at(r, i)->indent;
	struct node *parent = r->root;

	while (*depth > 1 && indent < levels[*depth - 1].indent)
		--*depth;
	if (*depth && (indent <= levels[*depth - 1].indent || *depth == LIST_DEPTH_MAX))
		return levels[*depth - 1].list;
	if (*depth)
		parent = node_last(levels[*depth - 1].list);
	levels[*depth] =
		(struct level){open_node(r, parent, KIND_LIST, line_at(r, i)->number), indent};
	return levels[(*depth)++].list;
}

/* The end of the item that starts with line i: lines wrapped under its text are its own. */
static size_t item_end(const struct reader *r, size_t i)
{
	unsigned indent = line_at(r, i)->indent;

	while (textline_continues(&r->lines, i) ||
		(i + 1 < r->lines.count && !textline_gap(&r->lines, i) &&
			!line_at(r, i + 1)->bullet && line_at(r, i + 1)->indent > indent &&
			line_at(r, i + 1)->indent < FAR_INDENT))
		i++;
	return i + 1;
}

static size_t put_item(struct reader *r, struct node *list, size_t i)
{
	const struct textline *line = line_at(r, i);
	struct node *item = open_node(r, list, KIND_ITEM, line->number);
	size_t end = item_end(r, i), to = line_to(r, end - 1);
	size_t mark = line->start, text = mark + line->bullet, stop = text;

	put_core(r, open_node(r, item, KIND_PARA, line->number),
		(struct piece){line->begin, text, to, to, line->number});
	range_trim(r->text, &mark, &stop);
	attr_set_strn(r->tree, item, ATTR_MARK, r->text + mark, stop - mark);
	return end;
}

static size_t take_list(struct reader *r, size_t at)
{
	struct level levels[LIST_DEPTH_MAX];
	size_t depth = 0;

	while (at < r->lines.count && line_at(r, at)->bullet)
		at = put_item(r, list_for(r, levels, &depth, at), at);
	return at;
}

/* ---- lines ---- */

/* A line of dashes. */
static size_t take_rule(struct reader *r, size_t at)
{
	const struct textline *line = line_at(r, at);

	if (line->width == UINT16_MAX || !line_matches(r, at, "^[-=_*~─—━]{3,}$"))
		return at;
	open_node(r, r->root, KIND_RULE, line->number);
	drop_piece(r, r->root, line->begin, line_to(r, at), line->number, REASON_LABEL);
	return at + 1;
}

static bool is_far(const struct reader *r, size_t i)
{
	return line_at(r, i)->indent >= FAR_INDENT && line_at(r, i)->width <= FAR_WIDTH_MAX;
}

/* 2018年3月1日, 二〇一八年, 2018-03-01, 1 March 2018, and what is left of such: 2018301. */
static bool is_dated(const struct reader *r, size_t i)
{
	return line_matches(r, i,
		"^(?:[0-9〇○零一二三四五六七八九十]{2,4}\\s*年|(?:19|20)[0-9]{2}[-./]?[0-9])"
		"|\\b(?:19|20)[0-9]{2}$");
}

/* Lines far to the right: signature and date where one is a date, or where the text ends with
   them; else something centred. */
static size_t take_far(struct reader *r, size_t at)
{
	size_t end = at;
	bool right = false;

	for (; end < r->lines.count && is_far(r, end); end++)
		right |= is_dated(r, end);
	right |= end == r->lines.count;
	for (size_t i = at; i < end; i++)
		attr_set_str(r->tree, put_block(r, r->root, KIND_PARA, i, i + 1), ATTR_ALIGN,
			right ? "right" : "center");
	return end;
}

static size_t take_para(struct reader *r, size_t at)
{
	size_t end = at + 1;

	while (textline_continues(&r->lines, end - 1))
		end++;
	put_para(r, at, end);
	return end;
}

/* ---- the whole ---- */

static void read_body(struct reader *r, size_t at)
{
	/* Each answers the line behind what it took; "at" where that is not for it. The last
	   takes what it is given. */
	static size_t (*const takers[])(struct reader *, size_t) = {
		take_rule, take_tabbed, take_run, take_list, take_far, take_para};

	while (at < r->lines.count) {
		size_t end = at;

		for (size_t i = 0; end == at; i++)
			end = takers[i](r, at);
		at = end;
	}
}

static void put_rest(struct reader *r, size_t from, size_t to, uint32_t line)
{
	if (from < to)
		put_raw(r, open_node(r, r->root, KIND_CODEBLOCK, line), from, to, line);
}

static int read_text(struct reader *r)
{
	const struct source *source = &r->doc->source;
	const struct textline *rest;

	if (textlines_read(&r->lines, r->doc->matches, source->text, source->text_len))
		return -1;
	r->doc->source.parts.text = source->text_len;
	if (!r->lines.count) {
		diag_report(r->doc, DIAG_INPUT_EMPTY, 0);
		return -1;
	}
	read_body(r, read_head(r));
	rest = line_at(r, r->lines.count);
	put_rest(r, rest->begin, source->text_len, rest->number);
	return arena_failed(&r->tree->arena) ? -1 : 0;
}

/*
 * Form feeds part pages; XML has no such character (XML 1.0, 2.2), so that a line end stands in
 * for them. They are single bytes in all charsets but UTF-16, which is known by its NULs.
 */
static const char *without_form_feeds(struct document *doc, const char *bytes, size_t len)
{
	const char *found = memchr(bytes, '\f', len);
	char *copy;

	if (!found || memchr(bytes, '\0', len))
		return bytes;
	copy = arena_strndup(&doc->tree.arena, bytes, len);
	for (char *at = copy; at && (at = memchr(at, '\f', len - (size_t)(at - copy)));)
		*at = '\n';
	return copy;
}

static int ingest(struct document *doc, const char *bytes, size_t len)
{
	struct reader r = {.doc = doc, .tree = &doc->tree, .root = doc->tree.root};
	int rc;

	bytes = without_form_feeds(doc, bytes, len);
	if (!bytes || source_decode(doc, bytes, len))
		return -1;
	r.front = document_front(doc);
	r.text = doc->source.text;
	rc = read_text(&r);
	textlines_free(&r.lines);
	return rc;
}

const struct filter filter_in_text = {
	.name = "in-text",
	.stage = STAGE_INGEST,
	.help = "scraped text: bullets to fields, lines back to tables",
	.format = "text",
	.extension = "txt",
	.ingest = ingest,
};
