#include "header.h"

#include <string.h>

#include "document/line.h"
#include "tree/text.h"

/* Longest line of labels and values [bytes]. */
#define LINE_BYTES 420

static struct node *add(struct tree *t, struct node *parent, enum kind kind)
{
	struct node *n = node_new(t, kind);

	if (n)
		n->flags = NODE_IMPLIED;
	return tree_append(t, parent, n) ? NULL : n;
}

struct node *header_field(struct header *h, const char *key, struct node *next)
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

struct node *header_value_line(struct document *doc, struct node *field)
{
	struct node *value = field_value(field), *line = node_first(value);

	return line ? line : add(&doc->tree, value, KIND_PARA);
}

void header_set_label(struct document *doc, struct node *field)
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

/* The page's tools behind the last value of a line: "326 打印 关闭", "326】【打印】【关闭". */
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
	struct node *field = header_field(h, "published", next);

	if (!field || take_range(h->doc, line, date->start, date->end,
			      header_value_line(h->doc, field)))
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
	field = header_field(h, p->key, *next);
	if (!field || take_range(doc, line, p->value, end, header_value_line(doc, field)) ||
		drop_range(doc, line, p->label_end, p->value, REASON_LABEL) ||
		take_range(doc, line, p->label, p->label_end, field_label(field)))
		return -1;
	header_set_label(doc, field);
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
