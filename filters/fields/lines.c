#include "lines.h"

#include <string.h>

#include "document/field-keys.h"
#include "document/line.h"
#include "tree/text.h"

/* Longest line of labels and values [bytes]. */
#define LINE_BYTES 420

/* ---- a field ---- */

static struct node *add(struct tree *t, struct node *parent, enum kind kind)
{
	struct node *n = node_new(t, kind);

	if (n)
		n->flags = NODE_IMPLIED;
	return tree_append(t, parent, n) ? NULL : n;
}

/* An empty FIELD in reading order, before next (or where next is NULL, after the printed
   ones). NULL on failure. */
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
	return field;
}

/* The first line of a FIELD's value, made where there is none. NULL on failure. */
static struct node *value_line(struct document *doc, struct node *field)
{
	struct node *value = field_value(field), *line = node_first(value);

	return line ? line : add(&doc->tree, value, KIND_PARA);
}

/* Sets the label as the record gives it: without white space, colon and brackets. */
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

/* The page's tools after the last value of a line: "326 打印 关闭", "326】【打印】【关闭". */
#define VALUE_TOOLS                                                                                   \
	"(?:(?:\\s+[【\\[]?|[】\\]]?\\s*[【\\[])(?:我要)?(?:打印|关闭|收藏|分享|纠错|" \
	"打印本页|关闭窗口|字体|大|中|小)"                                               \
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

/* White space and bars at a value's ends belong to the line it was in. */
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

/* The place where a line's first label starts: after bullets and white space. */
static size_t first_word(struct match_cache *matches, const struct buf *text)
{
	struct span lead;

	return match(matches, "^[\\s•·●>*-]+", buf_str(text), text->len, &lead, 1) ? lead.end
										   : 0;
}

/* The date that a line of labels and values may begin with: "2024-05-06 10:20 来源：…"; from
 * its first byte to the first label. */
static bool find_date(struct match_cache *matches, const struct buf *text, struct span *date)
{
	size_t start = first_word(matches, text);

	if (!match(matches,
		    "^(?:" HEADER_DATE "|\\d{4}年\\d{1,2}月\\d{1,2}日" HEADER_CLOCK
		    ")[\\s|｜]*",
		    buf_str(text) + start, text->len - start, date, 1))
		return false;
	date->start += start;
	date->end += start;
	return true;
}

/* 时间 and 日期 are a page's where a date with its year follows; "时间：3月5日上午9时" is what
 * a document says of a meeting. */
static bool is_appointment(
	struct match_cache *matches, const struct buf *text, const struct pair *p)
{
	return match(matches, "^(?:时间|日期)\\s*[:：](?!.*\\d{4}|\\s*\\d{1,2}-\\d|\\s*$)",
		buf_str(text) + p->label, text->len - p->label, NULL, 0);
}

static bool has_colon(const struct buf *text)
{
	static const char wide[] = "：";

	return memchr(text->data, ':', text->len) ||
	       memmem(text->data, text->len, wide, strlen(wide));
}

size_t header_pairs(struct match_cache *matches, const struct buf *text,
	struct pair pairs[PAIRS_A_LINE_MAX])
{
	struct span date;
	size_t n;

	if (!text->len || text->len > LINE_BYTES || !has_colon(text))
		return 0;
	n = pairs_split(matches, text->data, first_word(matches, text), text->len, pairs);
	if (!n && find_date(matches, text, &date))
		n = pairs_split(matches, text->data, date.end, text->len, pairs);
	return n && is_appointment(matches, text, &pairs[0]) ? 0 : n;
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

int header_take_date(
	struct header *h, struct node *line, const struct span *date, struct node *next)
{
	struct node *field = new_field(h, "published", next);

	if (!field ||
		take_range(h->doc, line, date->start, date->end, value_line(h->doc, field)))
		return -1;
	trim_value(h->doc, field);
	return 0;
}

int header_take_pair(struct header *h, struct node *line, const struct buf *text,
	const struct pair *p, size_t stop, struct node **next)
{
	struct document *doc = h->doc;
	size_t end = pair_value_end(text->data, p, stop);
	struct node *field;

	if (p->tool)
		return drop_range(doc, line, p->label, stop, REASON_TOOLS);
	field = new_field(h, p->key, *next);
	if (!field || take_range(doc, line, p->value, end, value_line(doc, field)) ||
		drop_range(doc, line, p->label_end, p->value, REASON_LABEL) ||
		take_range(doc, line, p->label, p->label_end, field_label(field)))
		return -1;
	set_label(doc, field);
	cut_value(doc, field, VALUE_TOOLS, REASON_TOOLS);
	trim_value(doc, field);
	*next = field;
	return 0;
}

void header_drop_rest(struct document *doc, struct node *line)
{
	struct buf rest = BUF_INIT;

	text_collect_squashed(&rest, line);
	if (!match(doc->matches, "[\\p{L}\\p{N}]", buf_str(&rest), rest.len, NULL, 0))
		node_drop(&doc->tree, line, REASON_LABEL);
	buf_free(&rest);
}

/* From the last pair to the first, so that places in the line stay true. */
int header_take_pairs(struct header *h, struct node *line, const struct buf *text,
	const struct pair *pairs, size_t n)
{
	struct node *next = NULL;
	struct span date;
	size_t stop = text->len;

	while (n--) {
		if (header_take_pair(h, line, text, &pairs[n], stop, &next))
			return -1;
		stop = pairs[n].from;
	}
	if (stop && find_date(h->doc->matches, text, &date) &&
		header_take_date(h, line, &date, next))
		return -1;
	header_drop_rest(h->doc, line);
	return 0;
}

/* ---- labels and values in cells or boxes of their own ---- */

/* Longest label as printed [bytes]. */
#define LABEL_BYTES 60

static bool is_colon(uint32_t c)
{
	return c == ':' || c == U'：';
}

const char *header_label_of(const struct node *n, bool *colon)
{
	char text[LABEL_BYTES - 1];
	size_t len;
	const char *key =
		visible_copy(n, text, sizeof text, &len) && len ? field_key(text, len) : NULL;

	*colon = key && is_colon(visible_last(n));
	return key;
}

int header_take_cells(struct header *h, const char *key, struct node *label, struct node *value)
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
				? tree_move(t, value_line(h->doc, field), c)
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
		bool label = header_label_of(c, &colon);

		labels += label;
		*colons += label && colon;
		++*cells;
	}
	return labels;
}

/* A few words and a colon: among known labels, a label as well. */
static bool is_unknown_label(struct document *doc, const struct node *n)
{
	char text[LABEL_BYTES];
	size_t len;

	return is_colon(visible_last(n)) && visible_copy(n, text, sizeof text, &len) &&
	       match(doc->matches, "^[\\p{L}\\p{N}（）()]{2,12}[:：]$", text, len, NULL, 0);
}

/* label | value | label | value: a label's right neighbour is its value, unless it is a label.
 */
static int take_row(struct header *h, struct node *row)
{
	for (struct node *c = node_first(row); c; c = node_following(c)) {
		bool colon;
		const char *key = header_label_of(c, &colon);
		struct node *value = node_following(c);
		bool next_label;

		if (!key && !is_unknown_label(h->doc, c))
			continue;
		next_label = value && (header_label_of(value, &colon) ||
					      is_unknown_label(h->doc, value));
		if (header_take_cells(h, key, c, next_label ? NULL : value))
			return -1;
		if (value && !next_label)
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
		const char *key = header_label_of(c, &colon);

		if (key && header_take_cells(h, key, c, nth_cell(values, i)))
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

bool header_has_index(const struct node *table)
{
	for (const struct node *n = table; n; n = tree_next(table, n)) {
		bool colon;
		const char *key = n->kind == KIND_CELL ? header_label_of(n, &colon) : NULL;

		if (key && !strcmp(key, "index"))
			return true;
	}
	return false;
}

int header_take_table(struct header *h, struct node *table)
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
