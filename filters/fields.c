/*
 * The printed metadata block to FIELDs, in whatever arrangement it is: "label：value"
 * lines, several to a line, label and value in cells side by side or one above the other, in
 * lists, in boxes one after the other. It is before the document's first prose, and a few
 * of its lines after the last; what strip dropped as lying outside the document's block is
 * looked through too.
 */
#include "document/filter.h"

#include <string.h>

#include "evidence/evidence.h"
#include "fields/lines.h"
#include "tree/text.h"
#include "document/line.h"

/* Keys that are after the text too: who edited and checked the page. */
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
	size_t n = rc ? 0 : header_pairs(h->doc->matches, &l.text, pairs);
	bool dated = n && pairs[0].from && !closing;

	if (n && (dated || !pairs[0].tool) && !is_body_label(pairs[0].key) &&
		!(closing && !is_closing_key(pairs[0].key)))
		rc = header_take_pairs(h, line, &l.text, pairs, n);
	linetext_free(&l);
	return rc;
}

/* Most nodes that are looked at around a date. */
#define NEAR_NODES 100

/* True if fields were taken beside a line. */
static bool is_beside_fields(const struct node *line)
{
	const struct node *around = node_parent(node_parent(line))
					    ? node_parent(node_parent(line))
					    : node_parent(line);
	unsigned nodes = 0;

	for (const struct node *n = around; n && nodes < NEAR_NODES;
		n = tree_next_all(around, n), nodes++)
		if (n->reason == REASON_LABEL)
			return true;
	return false;
}

static bool is_named_after_date(const struct document *doc, const struct node *line)
{
	const struct node *n = line;

	for (int up = 0; up < 3 && n; up++, n = node_parent(n))
		if (match_str(doc->matches, "(?i)(?:date|time|rq|sj)\\b",
			    attr_str(n, ATTR_CLASS)))
			return true;
	return false;
}

static bool begins_with_digit(const struct node *line)
{
	uint32_t c = visible_first(line);

	return c < 0x80 ? c >= '0' && c <= '9' : char_is_number(c);
}

/* A line that is a date in digits and no more, named so or beside fields. */
static int take_bare_date(struct header *h, struct node *line)
{
	struct buf text = BUF_INIT;
	struct span date = {0};
	int rc = 0;

	if (!begins_with_digit(line))
		return 0;
	text_collect_line(&text, line);
	if (match(h->doc->matches, "^" HEADER_DATE "$", buf_str(&text), text.len, NULL, 0) &&
		(is_beside_fields(line) || is_named_after_date(h->doc, line))) {
		date.end = SIZE_MAX;
		rc = header_take_date(h, line, &date, NULL);
		header_drop_rest(h->doc, line);
	}
	buf_free(&text);
	return rc;
}

/* ---- where the text begins ---- */

static bool is_field_line(const struct document *doc, const struct node *line)
{
	struct pair pairs[PAIRS_A_LINE_MAX];
	struct buf text = BUF_INIT;
	bool field;

	text_collect(&text, line);
	field = header_pairs(doc->matches, &text, pairs);
	buf_free(&text);
	return field;
}

/* A line of text: prose, a sentence, or whom the document addresses (主送机关, GB/T 9704-2012,
 * 7.3.2). */
static bool begins_text(const struct document *doc, const struct node *line)
{
	struct text_stats m;
	struct buf text = BUF_INIT;
	bool begins;

	if (node_reason(line) != REASON_LIVE || node_ancestor(line, KIND_FRONT))
		return false;
	m = text_measure(line);
	begins = text_is_prose(&m);
	if (!begins && !m.links && 2 * m.cjk > m.chars) {
		text_collect_squashed(&text, line);
		begins = match(doc->matches,
			"^.{7,}[。；！？]$|^(?:各|全体|全[县市省区]|尊敬的|广大|[县市省区]).{2,"
			"100}[:：]$|^.{6,}如下[:：]$",
			buf_str(&text), text.len, NULL, 0);
	}
	buf_free(&text);
	return begins && !is_field_line(doc, line);
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

static bool is_date_key(const char *key)
{
	return !strcmp(key, "published") || !strcmp(key, "created") ||
	       !strcmp(key, "effective") || !strcmp(key, "repealed");
}

/* True if a line may be what the label before it names: no pair itself, not where the text
 * begins; and a date is nobody's name. */
static bool may_be_value(const struct document *doc, const char *key, const struct node *line)
{
	struct buf text = BUF_INIT;
	struct pair pair;
	bool may;

	text_collect_line(&text, line);
	may = line->kind != KIND_HEADING && !is_field_line(doc, line) &&
	      !(text.len && pair_read(doc->matches, text.data, 0, text.len, &pair)) &&
	      (!begins_text(doc, line) || !strcmp(key, "summary")) &&
	      (is_date_key(key) || !match(doc->matches, "^" HEADER_DATE "$", buf_str(&text),
					   text.len, NULL, 0));
	buf_free(&text);
	return may;
}

/* True if what follows a label, or the box it is in, is there and empty: so is its value.
 */
static bool is_followed_by_nothing(const struct node *line)
{
	const struct node *n = line;

	while (node_parent(n) && node_parent(n)->kind == KIND_BOX && !node_next_all(n) &&
		!node_prev_all(n))
		n = node_parent(n);
	n = node_next_all(n);
	return n && n->kind != KIND_LIST && n->kind != KIND_TABLE && !kind_is_inline(n->kind) &&
	       node_is_blank(n);
}

/* A line that is a label and no more: its value is the next line, unless that is a label too.
 */
static int take_lone_label(struct header *h, struct node *line)
{
	bool colon, next_colon;
	const char *key = header_label_of(line, &colon), *next_key;
	struct node *value;

	if (!key || is_body_label(key) || (!colon && line->kind != KIND_TERM))
		return 0;
	value = is_followed_by_nothing(line) ? NULL : next_line(h->doc->tree.root, line);
	next_key = is_near(line, value) && may_be_value(h->doc, key, value)
			   ? header_label_of(value, &next_colon)
			   : key;
	if (header_take_cells(h, key, line, next_key ? NULL : value))
		return -1;
	node_drop(&h->doc->tree, line, REASON_LABEL);
	if (!next_key)
		node_drop(&h->doc->tree, value, REASON_LABEL);
	return 0;
}

/* ---- labels that stand out, without a colon ---- */

/* So many lines side by side make it plain that they are labels and values. */
#define MARKED_LINES 3

/* Most nodes that are looked at for them. */
#define GROUP_NODES 400

/* The phrase in its own markup with which a line begins, where it is a known label. */
static struct node *marked_label(const struct node *line, const char **key)
{
	struct node *phrase = node_first(line);
	bool colon;

	if (!phrase || phrase->kind == KIND_TEXT || phrase->kind == KIND_IMAGE ||
		phrase->kind == KIND_BREAK || phrase->kind == KIND_LINK)
		return NULL;
	*key = header_label_of(phrase, &colon);
	return *key && !colon && !is_body_label(*key) ? phrase : NULL;
}

static unsigned count_marked(const struct node *line)
{
	const struct node *group = node_parent(node_parent(line))
					   ? node_parent(node_parent(line))
					   : node_parent(line);
	unsigned marked = 0, nodes = 0;

	for (const struct node *n = group; n && nodes < GROUP_NODES;
		n = tree_next_all(group, n), nodes++) {
		const char *key;

		marked += kind_is_line((enum kind)n->kind) && marked_label(n, &key);
	}
	return marked;
}

/* <b>索引号</b>00123: the label is known by its markup, and by its like around it. */
static int take_marked_label(struct header *h, struct node *line)
{
	struct pair p = {0};
	struct node *phrase = marked_label(line, &p.key), *next = NULL;
	struct line_text l;
	int rc = 0;

	if (!phrase || (!h->marked && count_marked(line) < MARKED_LINES))
		return 0;
	h->marked = true;
	rc = linetext_read(&l, line);
	for (size_t i = 0; !rc && i < l.count; i++)
		if (node_within(l.pieces[i].node, phrase))
			p.label_end = p.value = l.pieces[i].end;
	if (!rc)
		rc = header_take_pair(h, line, &l.text, &p, l.text.len, &next);
	linetext_free(&l);
	if (!rc)
		header_drop_rest(h->doc, line);
	return rc;
}

/* ---- labels that no table knows, among those it does ---- */

/* So many known labels in a list make one of metadata. */
#define KNOWN_ITEMS 2

static bool is_known_list(struct header *h, const struct node *list)
{
	unsigned known = 0, nodes = 0;

	if (h->list == list)
		return h->list_known;
	for (const struct node *n = list; n && nodes < GROUP_NODES && known < KNOWN_ITEMS;
		n = tree_next_all(list, n), nodes++)
		if (kind_is_line((enum kind)n->kind))
			known += n->reason == REASON_LABEL || is_field_line(h->doc, n);
	h->list = list;
	h->list_known = known == KNOWN_ITEMS;
	return h->list_known;
}

/* 统一登记号：QS-2022-1 between 索引号 and 文号. */
static int take_unknown_label(struct header *h, struct node *line)
{
	const struct node *item = node_parent(line), *list = node_parent(item);
	struct pair p;
	struct node *next = NULL;
	struct line_text l;
	int rc;

	if (item->kind != KIND_ITEM || node_first(item) != line ||
		is_field_line(h->doc, line) || !is_known_list(h, list))
		return 0;
	rc = linetext_read(&l, line);
	if (!rc && l.text.len && pair_read(h->doc->matches, l.text.data, 0, l.text.len, &p)) {
		rc = header_take_pair(h, line, &l.text, &p, l.text.len, &next);
		if (!rc)
			header_drop_rest(h->doc, line);
	}
	linetext_free(&l);
	return rc;
}

/* ---- the header ---- */

/* The first line of the text. */
static struct node *first_text(const struct document *doc)
{
	struct node *root = doc->tree.root, *n = root;

	while (n && !(n->kind == KIND_PARA && begins_text(doc, n)))
		n = tree_next(root, n);
	return n;
}

/* The node before n among those within root, from the end on where n is root; NULL where n is
 * the first. */
static struct node *node_before(const struct node *root, const struct node *n)
{
	struct node *before = n == root ? node_last(root) : node_preceding(n), *last;

	if (!before)
		return n == root || node_parent(n) == root ? NULL : node_parent(n);
	while ((last = node_last(before)))
		before = last;
	return before;
}

/* The last one. */
static struct node *last_text(const struct document *doc)
{
	struct node *root = doc->tree.root, *n = node_before(root, root);

	while (n && !(n->kind == KIND_PARA && begins_text(doc, n)))
		n = node_before(root, n);
	return n;
}

/* A cell beside another with text: after the text, that is data. */
static bool is_beside_cell(const struct node *line)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);
	unsigned filled = 0;

	for (const struct node *c = cell ? node_first(node_parent(cell)) : NULL;
		c && filled < 2; c = node_following(c))
		filled += !node_is_blank(c);
	return filled > 1;
}

static int take_block(struct header *h, struct node *n, bool closing)
{
	if ((n->kind != KIND_TABLE && !kind_is_line((enum kind)n->kind)) ||
		!line_is_findable(n) || node_ancestor(n, KIND_FRONT))
		return 0;
	if (n->kind == KIND_TABLE)
		return closing && !header_has_index(n) ? 0 : header_take_table(h, n);
	if (n->kind == KIND_TITLE || n->kind == KIND_HEADING || (closing && is_beside_cell(n)))
		return 0;
	if (!closing && n->kind != KIND_CAPTION &&
		(take_lone_label(h, n) || take_marked_label(h, n) || take_bare_date(h, n) ||
			take_unknown_label(h, n)))
		return -1;
	return node_live(n) ? take_line(h, n, closing) : 0;
}

/* What is in a line may move away: the walk does not go in. */
static struct node *next_block(const struct node *root, const struct node *n)
{
	return kind_is_line((enum kind)n->kind) ? tree_next_all_skip(root, n)
						: tree_next_all(root, n);
}

/* Fields may come out of what strip dropped, whose white space nobody looked at. */
static int squeeze_fields(struct document *doc)
{
	struct node *front = document_front(doc);
	struct buf scratch = BUF_INIT;
	int rc;

	for (struct node *n = front; n; n = tree_next(front, n))
		if (kind_is_line((enum kind)n->kind) && node_ancestor(n, KIND_FIELD))
			line_squeeze(doc, n, &scratch);
	rc = buf_failed(&scratch) ? -1 : 0;
	buf_free(&scratch);
	return rc;
}

static int run(struct document *doc)
{
	struct header h = {.doc = doc};
	struct node *root = doc->tree.root, *start = first_text(doc);
	struct node *end = start ? last_text(doc) : NULL, *n, *next;

	for (n = node_first(document_front(doc)); n && !h.anchor; n = node_following(n))
		if (n->kind == KIND_FIELD)
			h.anchor = n;
	for (n = tree_next_all(root, root); n && n != start; n = next) {
		uint32_t made = doc->tree.last_id;

		next = next_block(root, n);
		if (take_block(&h, n, false))
			return -1;
		if (doc->tree.last_id != made && start && node_ancestor(start, KIND_FRONT))
			start = first_text(doc); /* it was a field's value */
	}
	for (n = end ? tree_next_all_skip(root, end) : NULL; n; n = next) {
		next = next_block(root, n);
		if (take_block(&h, n, true))
			return -1;
	}
	return squeeze_fields(doc);
}

const struct filter filter_fields = {
	.name = "fields",
	.stage = STAGE_RESTRUCTURE,
	.help = "find the printed metadata: label and value pairs",
	.run = run,
};
