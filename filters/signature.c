/*
 * 署名 and 成文日期: the date that is alone on a line after the text or before its
 * annexes, and the names of who issued the document above it (GB/T 9704-2012, 7.3.5).
 */
#include "document/filter.h"

#include <string.h>

#include "document/date.h"
#include "tree/text.h"
#include "document/line.h"

/* Longest name of an issuer [characters]; most lines of them above one date. */
#define NAME_CHARS 40
#define NAME_LINES 6

/* A line that starts further in than this is placed at the right [1/100 em]. */
#define PLACED_INDENT 600

static bool is_right(const struct node *line)
{
	const char *align = attr_str(line, ATTR_ALIGN);

	return (align && !strcmp(align, "right")) ||
	       attr_int(line, ATTR_INDENT, 0) >= PLACED_INDENT;
}

static struct node *neighbour(const struct node *root, const struct node *line,
	struct node *(*step)(const struct node *n))
{
	const struct node *n = line;

	while (n && n != root && !step(n))
		n = node_parent(n);
	return n && n != root ? step(n) : NULL;
}

/* The paragraph before line in reading order, if it is one: not a table, not a list. */
static struct node *para_before(const struct document *doc, const struct node *line)
{
	struct node *n = neighbour(doc->tree.root, line, node_preceding);

	while (n && n->kind == KIND_BOX)
		n = node_last(n);
	return n && n->kind == KIND_PARA ? n : NULL;
}

static bool is_name(struct document *doc, const struct node *line)
{
	struct text_stats m = text_measure(line);
	struct buf text = BUF_INIT;
	bool name;

	if (!m.chars || m.chars > NAME_CHARS || !m.cjk || m.images)
		return false;
	text_collect_squashed(&text, line);
	name = !match(doc->matches,
		"[。；;：:！？!?]|^(?:特此|此复|附件|附[:：]|[一二三四五六七八九十]+、|[（(]|"
		"\\d|第.+[章节条])|〔\\d{4}〕|^.*年度?报告$",
		buf_str(&text), text.len, NULL, 0);
	buf_free(&text);
	return name;
}

/* Its place on the page is the layout's to say (GB/T 9704-2012, 7.3.5). */
static void clear_shape(struct node *line)
{
	attr_clear(line, ATTR_INDENT);
	attr_clear(line, ATTR_ALIGN);
}

static void make_date(struct document *doc, struct node *line, const char *iso)
{
	if (node_set_kind(&doc->tree, line, KIND_DATE))
		return;
	attr_set_str(&doc->tree, line, ATTR_ISO, iso);
	clear_shape(line);
}

/* The names above a date; how many. */
static unsigned take_names(struct document *doc, const struct node *date)
{
	struct node *line = para_before(doc, date);
	unsigned names = 0;

	for (; line && names < NAME_LINES && is_name(doc, line); names++) {
		struct node *above = para_before(doc, line);

		/* Names in the body's own place are names only next to the date. */
		if (names && !is_right(line))
			break;
		node_set_kind(&doc->tree, line, KIND_SIGNATURE);
		clear_shape(line);
		line = above;
	}
	return names;
}

/* "某某局 2017年5月15日" in one line: the date becomes a line of its own. */
static int split_date(struct document *doc, struct node *line)
{
	struct line_text l;
	struct span at[3];
	struct node *date;
	char iso[11];
	int rc;

	if (!is_right(line))
		return 0;
	rc = linetext_read(&l, line);
	if (!rc && l.text.len < 200 &&
		match(doc->matches, "^([^\\d。；：，]{4,40}?)\\s*(\\d{4}\\s*[年.-].{3,12})$",
			l.text.data, l.text.len, at, 3) &&
		date_is(doc->matches, l.text.data + at[2].start, at[2].end - at[2].start,
			iso)) {
		date = node_new_like(&doc->tree, line);
		rc = tree_insert_after(&doc->tree, line, date);
		if (!rc)
			rc = linetext_move(&l, doc, at[2].start, at[2].end, date);
	}
	linetext_free(&l);
	return rc;
}

/* A line of digits at the right where a date is due: under a placed name. */
static bool is_damaged_date(
	struct document *doc, const struct node *line, const struct buf *text)
{
	struct node *above = para_before(doc, line);

	return above && is_right(above) && is_name(doc, above) &&
	       match(doc->matches, "^[\\d年月日〇○\\s.\\-]{5,20}$", buf_str(text), text->len,
		       NULL, 0);
}

static void take_date(struct document *doc, struct node *line)
{
	struct buf text = BUF_INIT;
	bool right = is_right(line);
	char iso[11];

	if (!right && !date_may_be(visible_first(line), visible_last(line)))
		return;
	text_collect_line(&text, line);
	if (date_is(doc->matches, buf_str(&text), text.len, iso)) {
		if (take_names(doc, line) || right)
			make_date(doc, line, iso);
	} else if (right && text.len && is_damaged_date(doc, line, &text)) {
		take_names(doc, line);
		make_date(doc, line, NULL);
		diag_report(doc, DIAG_DATE_DAMAGED, node_line(line), text.data);
	}
	buf_free(&text);
}

/* What is in these is not signed. */
static bool is_closed(const struct node *n)
{
	return n->kind == KIND_TABLE || n->kind == KIND_LIST || n->kind == KIND_FRONT;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;

	for (struct node *n = root; n;
		n = is_closed(n) ? tree_next_skip(root, n) : tree_next_block(root, n)) {
		if (n->kind != KIND_PARA)
			continue;
		if (split_date(doc, n))
			return -1;
		take_date(doc, n);
	}
	return 0;
}

const struct filter filter_signature = {
	.name = "signature",
	.stage = STAGE_RESTRUCTURE,
	.help = "find who signed, and when",
	.run = run,
};
