/*
 * The document's block, found by evidence: descend from the page to the smallest block that
 * holds nearly all of what reads like prose; drop what is outside. Inside, what names call
 * chrome and what is links at the block's ends goes too.
 */
#include "document/filter.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/attached.h"
#include "evidence/evidence.h"
#include "tree/text.h"

/* Go down into a child that attracts this share of what all children do. */
#define DESCENT_SHARE 0.88f

/* A list at the block's end with less prose, and links for more of its text, is chrome. */
#define SIBLING_MIN  30.0f
#define TAIL_DENSITY 0.5

/* A short sentence, with its full stop [Chinese characters]. */
#define SENTENCE 15.0f

/* A page of so many lines with so few characters to each is a list of places to go to. */
#define LISTED_LINES 20
#define LISTED_CHARS 10

/* What names do: chrome's take away from the weight of a block, the document's make it attract
   more beside its siblings. */
#define BODY_FACTOR   1.5f
#define CHROME_FACTOR 0.2f

/* What is named after forms, navigation or comments is no chrome with this share of the page's
   prose: the page of a newsletter is called one. */
#define CHROME_SHARE 0.3f

/* What is marked as the page's own text counts so much more, from this share of the page's
   prose on: cards of other articles hold less. */
#define LANDMARK_FACTOR 3.0f
#define LANDMARK_SHARE	0.35f

struct choice {
	struct document *doc;
	struct evidence evidence;
	float *weights; /* by id: prose, less what names call chrome, more what landmarks hold
			 */
	bool *below; /* by id: below the headline, where the page has little prose; or NULL */
};

/* Lists of other documents, each with a linked title: so much of the lines are links [share].
   Beside a text they attract the less, the more. */
#define TEASED_LINES 3

static float teaser_factor(const struct features *f)
{
	float text = f->lines ? 1.0f - (float)f->link_lines / (float)f->lines : 1.0f;

	return f->link_lines >= TEASED_LINES ? text * text : 1.0f;
}

static float attraction(const struct choice *c, const struct node *n)
{
	return c->weights[n->id] * (class_hint(n) == REASON_LIVE ? BODY_FACTOR : 1.0f);
}

/* Tables of data carry no punctuation: each row with text in two cells or more counts as a
 * line. */
#define ROW_WEIGHT 6.0f

static unsigned filled_cells(const struct choice *c, const struct node *row)
{
	unsigned filled = 0;

	for (const struct node *cell = node_first(row); cell; cell = node_following(cell))
		filled += evidence_of(&c->evidence, cell)->chars > 0;
	return filled;
}

/* True if names take weight from a block that has this share of the page's prose. */
static bool loses_weight(const struct node *n, float share)
{
	int hint = class_hint(n);

	switch (hint) {
	case REASON_FORM:
	case REASON_NAVIGATION:
	case REASON_COMMENTS:
		return share < CHROME_SHARE;
	default:
		return hint > REASON_LIVE;
	}
}

/* Smallest side of a scanned page, where it is said [CSS px]. */
#define SCAN_SIDE 300

static bool is_in_body(const struct node *n)
{
	while (n && class_hint(n) != REASON_LIVE)
		n = node_parent(n);
	return n;
}

/* A page with less prose than this may be scans, or a notice of a line: a scan weighs as much
   [Chinese characters]. */
#define SCAN_PROSE 60.0f

static float page_prose(const struct choice *c)
{
	return evidence_of(&c->evidence, c->doc->tree.root)->prose;
}

/* More than "首页" [characters]. */
#define HEADLINE_CHARS 4

/* A first-level heading, or a line that the head's title begins with; a link leads elsewhere.
 */
static bool is_headline(const struct choice *c, const struct node *n, const struct buf *title)
{
	const struct features *f = evidence_of(&c->evidence, n);

	if (!kind_is_line((enum kind)n->kind) || !f->chars || f->links)
		return false;
	return (n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 0) == 1) ||
	       (f->chars >= HEADLINE_CHARS && visible_begins(n, buf_str(title), title->len));
}

static int mark_below(struct choice *c)
{
	const struct node *root = c->doc->tree.root, *n;
	struct buf title = BUF_INIT;
	bool below = false;
	int rc;

	if (page_prose(c) >= SCAN_PROSE)
		return 0;
	c->below = calloc(c->evidence.size, sizeof *c->below);
	text_collect_squashed(&title, document_title(c->doc));
	rc = c->below && !buf_failed(&title) ? 0 : -1;
	for (n = root; !rc && n;
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next(root, n)) {
		c->below[n->id] = below;
		below = below || is_headline(c, n, &title);
	}
	buf_free(&title);
	return rc;
}

/*
 * A document that is there as pictures of its pages: they lead to their large copies; or lead
 * nowhere, and are large, or of no said size below the headline or in a box whose name says
 * that it is the document's.
 */
static bool is_scan(const struct choice *c, const struct node *n)
{
	int width = attr_int(n, ATTR_WIDTH, 0), height = attr_int(n, ATTR_HEIGHT, 0);

	if (n->kind != KIND_IMAGE)
		return false;
	if (node_ancestor(n, KIND_LINK))
		return attached_links_picture(c->doc, n);
	if (width || height)
		return width >= SCAN_SIDE && height >= SCAN_SIDE;
	return (c->below && c->below[n->id]) || is_in_body(n);
}

static bool holds_scan(const struct choice *c, const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (is_scan(c, n))
			return true;
	return false;
}

/* What a line or a row attracts by itself. */
static float own_weight(const struct choice *c, const struct node *n)
{
	if (n->kind == KIND_ROW)
		return filled_cells(c, n) >= 2 ? ROW_WEIGHT : 0;
	if (!kind_is_line((enum kind)n->kind))
		return 0;
	return evidence_of(&c->evidence, n)->prose +
	       (page_prose(c) < SCAN_PROSE && holds_scan(c, n) ? SCAN_PROSE : 0);
}

/* What n attracts of the weight that it and what it holds have: names of chrome take of it, and
   landmarks of at least so much give more. */
static float judged_weight(
	const struct choice *c, const struct node *n, float weight, float landmark)
{
	if (weight <= 0)
		return weight;
	if (loses_weight(n, weight / (page_prose(c) + 1)))
		return weight * CHROME_FACTOR;
	return weight >= landmark && is_landmark(n) ? weight * LANDMARK_FACTOR : weight;
}

/* All nodes, bottom up: what a node weighs is added to what its parent does. */
static void weigh(struct choice *c, float landmark)
{
	struct walk w = WALK_INIT(c->doc->tree.root);

	while (walk_step(&w)) {
		const struct node *n = w.node;
		float *weight = &c->weights[n->id];

		w.skip = w.entering && kind_is_line((enum kind)n->kind);
		if (w.entering) {
			*weight = 0;
			continue;
		}
		*weight = judged_weight(c, n, *weight + own_weight(c, n), landmark);
		if (n != w.root)
			c->weights[node_parent(n)->id] += *weight;
	}
}

/* True if something that weighs so much is a landmark: at the innermost such the weights
 * change.
 */
static bool has_landmark(const struct choice *c, float weight)
{
	const struct node *root = c->doc->tree.root, *n = root;

	while (n && !(c->weights[n->id] >= weight && is_landmark(n)))
		n = tree_next_block(root, n);
	return n;
}

/* Once to know what the page weighs, and what share of it a landmark has; and once with these.
 */
static int weigh_page(struct choice *c)
{
	float landmark;

	c->weights = calloc(c->evidence.size, sizeof *c->weights);
	if (!c->weights)
		return -1;
	weigh(c, FLT_MAX);
	landmark = LANDMARK_SHARE * c->weights[c->doc->tree.root->id] + 1;
	if (has_landmark(c, landmark))
		weigh(c, landmark);
	return 0;
}

/* What is in a column beside the text attracts so much of what it would. */
#define COLUMN_FACTOR 0.4f

static bool is_named_column(struct document *doc, const struct node *n)
{
	static const char column[] =
		"(?i:(?:^|[^a-z])(?:right|rail|side|secondary|tertiary)(?:[^a-z]|$)|"
		"(?:right|side|third)_?-?(?:bar|col|rail)|rightside)";

	return match_str(doc->matches, column, attr_str(n, ATTR_CLASS)) ||
	       match_str(doc->matches, column, attr_str(n, ATTR_HTMLID));
}

/* How much a block attracts beside the best one. */
static float rivalry(const struct choice *c, const struct node *n)
{
	return attraction(c, n) * teaser_factor(evidence_of(&c->evidence, n)) *
	       (is_named_column(c->doc, n) ? COLUMN_FACTOR : 1.0f);
}

/* The front matter is no part of the page. */
static struct node *best_child(const struct choice *c, const struct node *n)
{
	struct node *best = NULL;
	float most = 0;

	for (struct node *child = node_first(n); child; child = node_following(child)) {
		float attracts = child->kind == KIND_FRONT ? 0 : attraction(c, child);

		if (child->kind != KIND_FRONT && (!best || attracts > most)) {
			best = child;
			most = attracts;
		}
	}
	return best;
}

/* The best child where it has DESCENT_SHARE of what it and its rivals attract; else NULL. */
static struct node *dominant_child(const struct choice *c, const struct node *n)
{
	struct node *best = best_child(c, n);
	float rivals = 0;

	for (struct node *child = node_first(n); child; child = node_following(child))
		if (child != best && child->kind != KIND_FRONT)
			rivals += rivalry(c, child);
	return best && attraction(c, best) >= DESCENT_SHARE * (attraction(c, best) + rivals)
		       ? best
		       : NULL;
}

static bool may_be_block(const struct node *n)
{
	switch (n->kind) {
	case KIND_BOX:
	case KIND_SECTION:
	case KIND_TABLE:
	case KIND_BODY:
	case KIND_ROW:
	case KIND_CELL:
	case KIND_LIST:
	case KIND_ITEM:
	case KIND_DEFLIST:
	case KIND_DEF:
	case KIND_QUOTE:
		return true;
	default:
		return false;
	}
}

/* Longest label in a table's first column [characters]; rows that show that it is one. */
#define LABEL_CHARS 24
#define LABEL_ROWS  3

static bool is_label(const struct choice *c, const struct node *cell)
{
	const struct features *f = evidence_of(&c->evidence, cell);

	return f->chars && f->chars <= LABEL_CHARS && !f->links;
}

/* A table whose every row begins with a label (事项 | 内容) is data, however long the text in
 * one of its cells: it stays whole. */
static bool is_labelled(const struct choice *c, const struct node *table)
{
	unsigned rows = 0, labelled = 0;

	for (const struct node *n = tree_next(table, table); n; n = tree_next(table, n)) {
		if (n->kind == KIND_TABLE)
			return false;
		if (n->kind != KIND_ROW || filled_cells(c, n) < 2)
			continue;
		rows++;
		labelled += is_label(c, node_first(n));
	}
	return rows >= LABEL_ROWS && labelled == rows;
}

/* What the lines beside a child attract. */
static float lines_beside(const struct choice *c, const struct node *child)
{
	float lines = 0;

	for (const struct node *n = node_first(node_parent(child)); n; n = node_following(n))
		if (n != child && kind_is_line((enum kind)n->kind))
			lines += c->weights[n->id];
	return lines;
}

/*
 * Boxes that are never closed nest, and each has a line or two of the text beside the box with
 * all the rest: a share of each level that may be passed by would be all of it in the end. So
 * lines are passed by together, and the block is the outermost that has one where they are too
 * many.
 */
static struct node *choose(const struct choice *c)
{
	struct node *block = c->doc->tree.root, *at = block, *child, *nest = NULL;
	float passed = 0;

	while ((child = dominant_child(c, at)) && may_be_block(child) &&
		!(child->kind == KIND_TABLE && is_labelled(c, child))) {
		float lines = lines_beside(c, child);

		if (lines > 0 && !nest)
			nest = block;
		passed += lines;
		if (nest && passed > (1 - DESCENT_SHARE) * c->weights[nest->id])
			return nest;
		at = child;
		if (kind_may_hold((enum kind)at->kind, KIND_PARA))
			block = at; /* a table is passed through to a cell, or stays whole */
	}
	return block;
}

/*
 * The lead: sentences between the page's main heading and the block, which many sites set
 * beside the text proper. A line of so many characters that ends like a sentence [characters].
 */
#define LEAD_LINE 40
/* More than this between heading and block is no lead [characters]. */
#define LEAD_ROOM 1200

#define SENTENCE_END "[.!?…。！？][\"'”’»）)\\]]*\\s*$"

static bool is_lead_line(struct choice *c, const struct node *n)
{
	const struct features *f = evidence_of(&c->evidence, n);
	struct buf text = BUF_INIT;
	bool ends;

	if ((n->kind != KIND_PARA && n->kind != KIND_HEADING) || f->chars < LEAD_LINE ||
		!f->punctuation || node_ancestor(n, KIND_FIGURE) ||
		4 * f->link_chars > f->chars)
		return false;
	text_collect_line(&text, n);
	ends = match_str(c->doc->matches, SENTENCE_END, buf_str(&text));
	buf_free(&text);
	return ends;
}

/* The last heading of level 1 before the block, where little is between them; or NULL. */
static const struct node *heading_of(const struct choice *c, const struct node *block)
{
	const struct node *heading = NULL;
	uint32_t between = 0;

	for (const struct node *n = c->doc->tree.root; n && n != block;
		n = tree_next(c->doc->tree.root, n)) {
		if (n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 0) == 1) {
			heading = n;
			between = 0;
		} else if (kind_is_line((enum kind)n->kind)) {
			between += evidence_of(&c->evidence, n)->chars;
		}
	}
	return between <= LEAD_ROOM ? heading : NULL;
}

static void keep(const struct node *n, bool *keeps)
{
	for (; n && !keeps[n->id]; n = node_parent(n))
		keeps[n->id] = true;
}

/* Marks what holds a line of the lead, or the heading right above one, from the page's heading
   on to the block. */
static void mark_lead(struct choice *c, const struct node *block, bool *keeps)
{
	const struct node *root = c->doc->tree.root, *n = heading_of(c, block), *heading = NULL;

	for (n = n ? tree_next_skip(root, n) : NULL; n && n != block; n = tree_next(root, n)) {
		if (!kind_is_line((enum kind)n->kind) || !evidence_of(&c->evidence, n)->chars)
			continue;
		if (is_lead_line(c, n)) {
			keep(n, keeps);
			keep(heading, keeps);
		}
		heading = n->kind == KIND_HEADING ? n : NULL;
	}
}

/* The article around the block, as the page marks it; NULL where it marks none. */
static const struct node *article_of(const struct node *block)
{
	const struct node *n = node_parent(block);

	while (n && !(is_landmark(n) && n->element != ELEMENT_MAIN))
		n = node_parent(n);
	return n;
}

static bool same_class(const struct node *a, const struct node *b)
{
	const char *one = attr_str(a, ATTR_CLASS), *other = attr_str(b, ATTR_CLASS);

	return one && other && *one && a->kind == b->kind && !strcmp(one, other);
}

/* True if a node is of the sort that the block is, or what holds it and no other text. */
static bool is_part(const struct choice *c, const struct node *n, const struct node *block)
{
	uint32_t chars = evidence_of(&c->evidence, block)->chars;

	for (; block && evidence_of(&c->evidence, block)->chars == chars;
		block = node_parent(block))
		if (same_class(n, block))
			return true;
	return false;
}

static bool holds_article(const struct node *n)
{
	for (const struct node *in = n; in; in = tree_next(n, in))
		if (in->element == ELEMENT_ARTICLE)
			return true;
	return false;
}

/*
 * The tail: publishing systems string an article together of parts, and one may have nearly all
 * of its text. Marks what holds the parts after it, and lines with files, to the end of the
 * article; but no article in it.
 */
static void mark_tail(struct choice *c, const struct node *block, bool *keeps)
{
	const struct node *article = article_of(block), *n, *next;

	for (n = article ? tree_next_skip(article, block) : NULL; n; n = next) {
		bool line = kind_is_line((enum kind)n->kind);
		bool other = n->element == ELEMENT_ARTICLE || class_hint(n) > REASON_LIVE;
		bool part = !other && (line ? attached_links_file(c->doc, n)
					    : may_be_block(n) && is_part(c, n, block) &&
							      !holds_article(n));

		next = line || other || part ? tree_next_skip(article, n)
					     : tree_next(article, n);
		for (const struct node *in = part ? n : NULL; in; in = tree_next(n, in))
			keep(in, keeps);
	}
}

/* Rows that show that a table is of data; so much of its text may be links [share]. */
#define ANNEX_ROWS    3
#define ANNEX_DENSITY 0.1

static bool is_data_table(const struct choice *c, const struct node *table)
{
	unsigned rows = 0;

	if (table->kind != KIND_TABLE ||
		link_density(evidence_of(&c->evidence, table)) > ANNEX_DENSITY)
		return false;
	for (const struct node *n = tree_next(table, table); n; n = tree_next_block(table, n)) {
		if (n->kind == KIND_TABLE)
			return false;
		rows += n->kind == KIND_ROW && filled_cells(c, n) >= 2;
	}
	return rows >= ANNEX_ROWS;
}

/* True if a block holds tables of data, and no links to speak of. */
static bool is_annex(const struct choice *c, const struct node *block)
{
	bool tables = false;

	if (link_density(evidence_of(&c->evidence, block)) > ANNEX_DENSITY)
		return false;
	for (const struct node *n = block; n; n = tree_next_block(block, n)) {
		if (class_hint(n) > REASON_LIVE)
			return false;
		tables = tables || is_data_table(c, n);
	}
	return tables;
}

/* Marks the tables of data right after the block, with the line above each of them: broken
   markup ends the block before them. */
static void mark_annexes(struct choice *c, const struct node *block, bool *keeps)
{
	const struct node *root = c->doc->tree.root, *n = block, *label = NULL;

	while ((n = tree_next_skip(root, n))) {
		const struct features *f = evidence_of(&c->evidence, n);

		if (is_annex(c, n)) {
			keep(label, keeps);
			for (const struct node *in = n; in; in = tree_next(n, in))
				keep(in, keeps);
			label = NULL;
		} else if (f->chars) {
			if (label || !kind_is_line((enum kind)n->kind) || f->links)
				return;
			label = n;
		}
	}
}

/* Drops what is around the block, but the lead, the tail and annexes. */
static int drop_around(struct choice *c, struct node *block)
{
	struct node *root = c->doc->tree.root, *n = tree_next(root, root), *next;
	bool *keeps;

	if (block == root)
		return 0;
	keeps = calloc(c->evidence.size, sizeof *keeps);
	if (!keeps)
		return -1;
	for (const struct node *up = block; up; up = node_parent(up))
		keeps[up->id] = true;
	mark_lead(c, block, keeps);
	mark_tail(c, block, keeps);
	mark_annexes(c, block, keeps);
	for (; n; n = next) {
		bool whole = n == block || n->kind == KIND_FRONT ||
			     (keeps[n->id] && kind_is_line((enum kind)n->kind));

		if (!whole && !keeps[n->id])
			node_drop(&c->doc->tree, n, REASON_BOILERPLATE);
		next = whole ? tree_next_skip(root, n) : tree_next(root, n);
	}
	free(keeps);
	return 0;
}

/* Pictures that lead nowhere and are not said to be small. */
static bool shows_pictures(const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_IMAGE && attr_int(n, ATTR_WIDTH, SCAN_SIDE) >= SCAN_SIDE &&
			attr_int(n, ATTR_HEIGHT, SCAN_SIDE) >= SCAN_SIDE)
			return true;
	return false;
}

/* Lists at the block's end that hold links or icons and no sentence: the portal's, not the
 * text's. */
static bool is_tail_chrome(const struct choice *c, const struct node *n)
{
	const struct features *f = evidence_of(&c->evidence, n);

	if ((n->kind != KIND_LIST && n->kind != KIND_DEFLIST) ||
		(!f->chars && !f->links && shows_pictures(n)))
		return false;
	return f->prose < SIBLING_MIN && (f->chars == 0 || link_density(f) > TAIL_DENSITY) &&
	       !attached_links_file(c->doc, n) && !attached_links_picture(c->doc, n);
}

static void trim_tail(struct choice *c, struct node *block)
{
	struct node *n = node_last(block), *before;

	while (n) {
		if (n->kind == KIND_BOX && node_last(n)) {
			n = node_last(n);
			continue;
		}
		if (n->kind == KIND_FRONT || (!is_tail_chrome(c, n) && !node_is_blank(n)))
			return;
		for (before = n; before != block && !node_preceding(before);)
			before = node_parent(before);
		node_drop(&c->doc->tree, n, REASON_RELATED);
		n = before == block ? NULL : node_preceding(before);
	}
}

/*
 * Other documents beside the text: a box of linked titles, with or without what they are about,
 * after a box that holds most of the block's prose.
 */
#define TEXT_SHARE    0.4f
#define TEASERS_SHARE 0.3
#define TITLE_CHARS   15   /* a title has more than "Learn more" [characters] */
#define TEASERS_PROSE 0.6f /* of what the text before them has */

static bool is_teaser_list(const struct choice *c, const struct node *n)
{
	const struct features *f = evidence_of(&c->evidence, n);

	return may_be_block(n) && f->link_lines >= TEASED_LINES &&
	       f->link_lines >= TEASERS_SHARE * f->lines &&
	       f->link_chars >= TITLE_CHARS * f->link_lines && !attached_links_file(c->doc, n);
}

static void trim_teasers(struct choice *c, struct node *block)
{
	struct node *text = block;

	while ((text = best_child(c, text)) && may_be_block(text) &&
		evidence_of(&c->evidence, text)->prose >=
			TEXT_SHARE * evidence_of(&c->evidence, block)->prose)
		for (struct node *n = node_following(text); n; n = node_following(n))
			if (is_teaser_list(c, n) &&
				evidence_of(&c->evidence, n)->prose <=
					TEASERS_PROSE * evidence_of(&c->evidence, text)->prose)
				node_drop(&c->doc->tree, n, REASON_RELATED);
}

/* True if a block tells what a headline announces, in a line that leads nowhere: "停电通知",
   "明天停电。" */
static bool tells_headline(const struct choice *c, const struct node *block)
{
	for (const struct node *n = c->below ? block : NULL; n; n = tree_next(block, n)) {
		const struct features *f = evidence_of(&c->evidence, n);

		if (kind_is_line((enum kind)n->kind) && n->kind != KIND_HEADING &&
			c->below[n->id] && f->chars && !f->links)
			return true;
	}
	return false;
}

/*
 * True if the best block is chrome as well: hardly a sentence and not below a headline, or
 * short lines one below the other as in a home page, no records, nothing to download.
 */
static bool is_only_chrome(const struct choice *c, const struct node *block)
{
	const struct features *f = evidence_of(&c->evidence, block);
	bool short_lines = f->lines >= LISTED_LINES && f->chars < LISTED_CHARS * f->lines &&
			   10 * f->punctuation < f->lines;

	if (!short_lines &&
		((f->prose >= SENTENCE && f->punctuation) || tells_headline(c, block)))
		return false;
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_ROW && filled_cells(c, n) >= 2)
			return false;
	return !attached_links_file(c->doc, block) && !holds_scan(c, block);
}

static void drop_all(struct document *doc)
{
	for (struct node *n = node_first(doc->tree.root); n; n = node_following(n))
		if (n->kind != KIND_FRONT)
			node_drop(&doc->tree, n, REASON_NAVIGATION);
}

static int run(struct document *doc)
{
	struct node *block;
	struct choice c = {.doc = doc};
	int rc = -1;

	if (doc->body_by_rule)
		return 0;
	if (evidence_measure(&c.evidence, doc) || mark_below(&c) || weigh_page(&c))
		goto done;
	block = choose(&c);
	if (drop_around(&c, block))
		goto done;
	trim_teasers(&c, block);
	trim_tail(&c, block);
	if (!doc->options->force && is_only_chrome(&c, block))
		drop_all(doc);
	rc = 0;
done:
	evidence_free(&c.evidence);
	free(c.weights);
	free(c.below);
	return rc;
}

const struct filter filter_strip_outside = {
	.name = "strip-outside",
	.stage = STAGE_STRIP,
	.help = "find the document's block, drop what is around it",
	.run = run,
};
