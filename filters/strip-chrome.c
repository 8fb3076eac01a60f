/*
 * The portal's chrome that can be told by itself: by the words of a short line, by the names of
 * a block together with what it holds, by a block's being links and nothing else.
 */
#include "document/filter.h"

#include <string.h>
#include <strings.h>

#include "evidence/attached.h"
#include "evidence/evidence.h"
#include "document/line.h"

/* Longest line that is looked at as a line of tools, a path or an imprint [bytes, squashed]. */
#define CHROME_LINE_MAX 360

/* A block that its names call chrome is dropped unless it holds more prose than such chrome
   has: so many Chinese characters, or this share of the page's, whichever is more. */
static const struct {
	float prose, share;
} chrome_limits[REASON_COUNT] = {
	[REASON_TOOLS] = {60, 0},
	[REASON_BREADCRUMB] = {60, 0},
	[REASON_BOILERPLATE] = {40, 0},
	[REASON_FORM] = {150, 0.05f},
	[REASON_NAVIGATION] = {100, 0.1f},
	[REASON_BANNER] = {150, 0.1f},
	[REASON_FOOTER] = {200, 0.2f},
	[REASON_RELATED] = {200, 0.3f},
	[REASON_COMMENTS] = {200, 0.75f},
};

/* A block of at least so many links, and links for so much of its text, is navigation. */
#define FARM_LINKS   4
#define FARM_DENSITY 0.75

/* Or so many of its lines are links for the most part, as many end with a date, and nothing is
   a sentence [share; Chinese characters]. */
#define FARM_LINES 0.85
#define FARM_PROSE 12.0f

/* Short lines, white space removed: pattern, why. */
static const struct {
	const char *pattern;
	enum reason reason;
} lines[] = {
#define CHROME_LINE(pattern, reason)	       {pattern, reason},
#define CHROME_WITHIN(needle, pattern, reason) {pattern, reason},
#include "strip-chrome/words.def"
};

/* Those that are tied to the line's beginning; and the words of which one is in what the
   others match: most lines hold none. */
static const char *const starts[] = {
#define CHROME_LINE(pattern, reason) pattern,
#include "strip-chrome/words.def"
};
static const enum reason start_reasons[] = {
#define CHROME_LINE(pattern, reason) reason,
#include "strip-chrome/words.def"
};
#define STARTS (sizeof starts / sizeof *starts)
_Static_assert(STARTS <= MATCH_FIRST_MAX, "match_first takes them all");

static const char line_needles[] = ""
#define CHROME_WITHIN(needle, pattern, reason) "|" needle
#include "strip-chrome/words.def"
	;

struct stripping {
	struct document *doc;
	struct evidence evidence;
	float page;		 /* its prose */
	struct node *discussion; /* comments, and so many that they may be the page */
	bool stamps;		 /* there may be labels of stamps */
	struct buf squashed;	 /* a line's text without white space */
};

/* ---- lines ---- */

static int strip_switch(struct stripping *s, struct node *line)
{
	struct line_text l;
	struct span at;
	int rc = linetext_read(&l, line);

	if (!rc && match(s->doc->matches, SIZE_SWITCH, buf_str(&l.text), l.text.len, &at, 1)) {
		rc = linetext_drop(&l, s->doc, at.start, at.end, REASON_TOOLS);
		s->stamps = true; /* what is left may be one's label */
	}
	linetext_free(&l);
	return rc;
}

/* The reason why a line of this text is chrome; REASON_LIVE where it is not. */
static enum reason line_reason(struct document *doc, const struct buf *squashed)
{
	const char *text = buf_str(squashed);

	if (!match_words(doc->matches, line_needles, text, squashed->len)) {
		size_t i = match_first(doc->matches, starts, STARTS, text, squashed->len);

		return i < STARTS ? start_reasons[i] : REASON_LIVE;
	}
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (match(doc->matches, lines[i].pattern, text, squashed->len, NULL, 0))
			return lines[i].reason;
	return REASON_LIVE;
}

/* Longest word of a tool that may be a datum as well [bytes, squashed]. */
#define DATUM_BYTES 9

/* Most cells of a row of tools. */
#define TOOL_CELLS 12

/* "大" is a tool beside "中" and "小", and a datum beside other cells. */
static bool is_datum(struct document *doc, const struct node *line)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);
	struct buf text = BUF_INIT;
	unsigned cells = 0;
	bool datum = false;

	for (const struct node *c = cell ? node_first(node_parent(cell)) : NULL; c && !datum;
		c = node_following(c)) {
		buf_clear(&text);
		text_collect_squashed(&text, c);
		datum = ++cells > TOOL_CELLS ||
			(text.len && (text.len > CHROME_LINE_MAX ||
					     line_reason(doc, &text) != REASON_TOOLS));
	}
	buf_free(&text);
	return datum;
}

static bool is_stamp_label(const struct document *doc, const struct buf *text)
{
	return match(doc->matches, "^(?i:" STAMP_WHAT STAMP_LATER "(?:on|at)?)[:：]?$",
		buf_str(text), text->len, NULL, 0);
}

static int strip_line(struct stripping *s, struct node *line)
{
	uint32_t chars = evidence_of(&s->evidence, line)->chars;
	struct document *doc = s->doc;
	struct buf *squashed = &s->squashed;
	enum reason reason;

	if (!chars || chars > CHROME_LINE_MAX)
		return 0;
	buf_clear(squashed);
	text_collect_squashed(squashed, line);
	if (!squashed->len || squashed->len > CHROME_LINE_MAX)
		return 0;
	reason = line_reason(doc, squashed);
	if (reason == REASON_TOOLS && squashed->len <= DATUM_BYTES && is_datum(doc, line))
		reason = REASON_LIVE;
	if (reason != REASON_LIVE) {
		node_drop(&doc->tree, line, reason);
		return 0;
	}
	s->stamps |= is_stamp_label(doc, squashed);
	return strstr(squashed->data, "大") ? strip_switch(s, line) : 0;
}

/* Highest icon [CSS px]. */
#define ICON_HEIGHT 40

/* An icon that does something to the page instead of leading elsewhere: print, close, share. */
static bool is_button(struct document *doc, const struct node *image)
{
	const struct node *link = node_parent(image);

	return link->kind == KIND_LINK && node_first(link) == image &&
	       node_last(link) == image &&
	       attr_int(image, ATTR_HEIGHT, ICON_HEIGHT + 1) <= ICON_HEIGHT &&
	       match_str(doc->matches, "(?i)^(?:javascript:|#)|#$", attr_str(link, ATTR_HREF));
}

static void strip_buttons(struct document *doc)
{
	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n))
		if (n->kind == KIND_IMAGE && is_button(doc, n))
			node_drop(&doc->tree, n, REASON_TOOLS);
}

/* The label of a stamp and its date, each in a line of its own. When the page was published is
   a field of the record. */
static void strip_stamps(struct stripping *s)
{
	struct node *root = s->doc->tree.root, *label = NULL;
	struct buf *text = &s->squashed;

	for (struct node *n = root; n; n = n->kind == KIND_FRONT ? tree_next_skip(root, n)
								 : tree_next_block(root, n)) {
		if ((n->kind != KIND_PARA && n->kind != KIND_HEADING) || node_is_blank(n))
			continue;
		buf_clear(text);
		text_collect_squashed(text, n);
		if (label && match_str(s->doc->matches, STAMP_DATE, buf_str(text))) {
			node_drop(&s->doc->tree, label, REASON_BOILERPLATE);
			node_drop(&s->doc->tree, n, REASON_BOILERPLATE);
		}
		label = is_stamp_label(s->doc, text) && !node_ancestor(n, KIND_TABLE) ? n
										      : NULL;
	}
}

static int strip_lines(struct stripping *s)
{
	struct node *root = s->doc->tree.root;
	int rc = 0;

	for (struct node *n = root; !rc && n; n = tree_next_block(root, n))
		if (n->kind == KIND_PARA || n->kind == KIND_HEADING)
			rc = strip_line(s, n);
	if (!rc && s->stamps)
		strip_stamps(s);
	return buf_failed(&s->squashed) ? -1 : rc;
}

/* ---- blocks ---- */

/* The name of a list of links [characters]. */
#define ORPHAN_CHARS 14

static bool is_container(const struct node *n)
{
	switch (n->kind) {
	case KIND_BOX:
	case KIND_LIST:
	case KIND_TABLE:
	case KIND_SECTION:
	case KIND_CELL:
	case KIND_ITEM:
	case KIND_DEFLIST:
		return true;
	default:
		return false;
	}
}

/* A paragraph with names of its own; those that word processors give (MsoFooter) are styles. */
static bool is_named_line(const struct node *n)
{
	const char *class = attr_str(n, ATTR_CLASS);

	return n->kind == KIND_PARA && !(class && !strncmp(class, "Mso", 3));
}

/* Records whose codes and names are all links are data all the same: rows of two cells or more
   with figures in them. */
#define RECORD_ROWS   3
#define RECORD_DIGITS 0.2

static bool is_record_table(const struct node *table)
{
	struct text_stats all;
	unsigned rows = 0;

	if (table->kind != KIND_TABLE)
		return false;
	for (const struct node *n = tree_next(table, table); n; n = tree_next_block(table, n)) {
		if (n->kind == KIND_TABLE)
			return false;
		rows += n->kind == KIND_ROW && node_last(n) != node_first(n);
	}
	if (rows < RECORD_ROWS)
		return false;
	all = text_measure(table);
	return (double)all.digits >= RECORD_DIGITS * (double)all.chars;
}

static bool holds_record_table(const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next_block(block, n))
		if (is_record_table(n))
			return true;
	return false;
}

/* News: every line a title and its date. */
static bool is_dated_list(
	const struct document *doc, const struct node *block, const struct features *f)
{
	struct buf text = BUF_INIT;
	unsigned dated = 0;

	for (const struct node *n = block; n; n = tree_next_block(block, n)) {
		if (!kind_is_line((enum kind)n->kind))
			continue;
		buf_clear(&text);
		text_collect_squashed(&text, n);
		dated += match(doc->matches,
			"(?:(?:19|20)\\d\\d[-/.年]\\d{1,2}(?:[-/.月]\\d{1,2})?日?|^\\d{1,2}[-/"
			".]\\d{1,2})[\\]】）)]*$|^[\\[【（(]?(?:19|20)\\d\\d[-/.]\\d",
			buf_str(&text), text.len, NULL, 0);
	}
	buf_free(&text);
	return dated >= FARM_LINES * f->lines;
}

/* Links and little else, many of them (dates and counts beside them do not matter), and none to
   a file that may be an attachment, or from a picture to its large copy. */
static bool is_link_farm(
	const struct document *doc, const struct node *n, const struct features *f)
{
	bool linked = link_density(f) >= FARM_DENSITY ||
		      (f->link_lines >= FARM_LINES * f->lines && f->prose < FARM_PROSE &&
			      is_dated_list(doc, n, f));

	return f->links >= FARM_LINKS && linked && !attached_links_file(doc, n) &&
	       !attached_links_picture(doc, n) && !holds_record_table(n);
}

/* Menus that open over the page describe where they lead to: with so many links for their text
   they are navigation up to this share of the page's prose. */
#define MENU_DENSITY 0.25
#define MENU_SHARE   0.3f

/* Sentences and hardly a link are no navigation, whatever they are named. */
#define TEXT_DENSITY	 0.1
#define TEXT_PUNCTUATION 3

static bool is_named_chrome(const struct features *f, int hint, float page)
{
	float share = hint > REASON_LIVE ? chrome_limits[hint].share : 0;

	if (hint == REASON_NAVIGATION && link_density(f) >= MENU_DENSITY)
		share = MENU_SHARE;
	if (hint == REASON_NAVIGATION && link_density(f) < TEXT_DENSITY &&
		f->punctuation >= TEXT_PUNCTUATION)
		return false;
	return hint > REASON_LIVE &&
	       (f->prose <= chrome_limits[hint].prose || f->prose <= share * page);
}

/* An article has a sentence or two [Chinese characters]. */
#define ARTICLE_PROSE 60.0f

/* Where the comments may be the page, so may every single one. */
static bool is_discussion(const struct stripping *s, const struct node *n, int hint)
{
	return hint == REASON_COMMENTS && s->discussion && node_within(n, s->discussion);
}

static bool may_be_discussion(const struct stripping *s, const struct features *f, int hint)
{
	return hint == REASON_COMMENTS && !s->discussion &&
	       f->prose > chrome_limits[REASON_COMMENTS].prose;
}

/* The page's own part, as it is marked: it holds what is beside the text as well. */
static bool is_main(const struct node *n)
{
	const char *role = attr_str(n, ATTR_ROLE);

	return n->element == ELEMENT_MAIN || (role && !strcasecmp(role, "main"));
}

/* A list of links within what is marked as the text is its own, where nothing names it: <main>
   is no such mark, since it holds what is beside the text as well. */
static bool is_list_of_text(const struct node *n)
{
	if (n->kind != KIND_LIST || class_hint(n) > REASON_LIVE)
		return false;
	while ((n = node_parent(n)))
		if (is_landmark(n) && n->element != ELEMENT_MAIN)
			return true;
	return false;
}

static void strip_block(struct stripping *s, struct node *n)
{
	const struct features *f = evidence_of(&s->evidence, n);
	int hint = class_hint(n);

	if (hint > REASON_LIVE && is_named_line(n) && f->prose <= chrome_limits[hint].prose)
		node_drop(&s->doc->tree, n, (enum reason)hint);
	else if (!is_container(n))
		return;
	else if (may_be_discussion(s, f, hint))
		s->discussion = n;
	else if (is_named_chrome(f, hint, s->page) && !is_discussion(s, n, hint))
		node_drop(&s->doc->tree, n, (enum reason)hint);
	else if (is_link_farm(s->doc, n, f) && !is_list_of_text(n))
		node_drop(&s->doc->tree, n, REASON_NAVIGATION);
}

/* True if the page marks an article besides the discussion, with a sentence or more. */
static bool marks_article(
	const struct evidence *e, const struct node *root, const struct node *discussion)
{
	for (const struct node *n = root; n; n = tree_next(root, n)) {
		float prose = evidence_of(e, n)->prose;

		if (!is_landmark(n) || is_main(n) || node_within(n, discussion))
			continue;
		if (node_within(discussion, n))
			prose -= evidence_of(e, discussion)->prose;
		if (prose >= ARTICLE_PROSE)
			return true;
	}
	return false;
}

/* Comments are the page, as in a forum, where the rest, without what else is chrome, has hardly
   anything to say and no article is marked. */
static int judge_discussion(struct stripping *s)
{
	struct node *root = s->doc->tree.root, *n = s->discussion;
	struct evidence rest;
	int rc;

	if (!n || !node_live(n))
		return 0;
	rc = evidence_measure(&rest, s->doc);
	if (!rc && (is_named_chrome(evidence_of(&rest, n), REASON_COMMENTS,
			    evidence_of(&rest, root)->prose) ||
			   marks_article(&rest, root, n)))
		node_drop(&s->doc->tree, n, REASON_COMMENTS);
	evidence_free(&rest);
	return rc;
}

/* True if links were dropped in a block, and nothing is left of it. */
static bool is_emptied(const struct node *block)
{
	if (node_live(block) && !node_is_blank(block))
		return false;
	for (const struct node *n = block; n; n = tree_next_all(block, n))
		if (n->reason == REASON_NAVIGATION || n->reason == REASON_RELATED)
			return true;
	return false;
}

/* The line above dropped links that names them: "最新公告". */
static bool is_orphan(const struct evidence *e, const struct node *n)
{
	const struct features *f = evidence_of(e, n);

	if ((n->kind != KIND_HEADING && n->kind != KIND_PARA) || !f->chars ||
		f->chars > ORPHAN_CHARS || f->punctuation || !node_next_all(n))
		return false;
	for (const struct node *next = node_next_all(n); next; next = node_next_all(next))
		if (!is_emptied(next))
			return next != node_next_all(n) && next->kind == KIND_HEADING;
	return true;
}

static void strip_blocks(struct stripping *s)
{
	struct node *root = s->doc->tree.root;

	for (struct node *n = tree_next(root, root), *next; n; n = next) {
		bool record = is_record_table(n);

		if (!record && (is_container(n) || is_named_line(n)))
			strip_block(s, n);
		next = record ? tree_next_skip(root, n) : tree_next_block(root, n);
	}
}

/* ---- blocks that their first line tells ---- */

enum { HEADED, HEADED_LINKS, HEADED_KINDS };
static const char *const headed[HEADED_KINDS] = {
	[HEADED] = "^(?i:"
#define CHROME_HEADED(pattern) pattern "|"
#include "strip-chrome/words.def"
		   "(?!))[:：]?$",
	[HEADED_LINKS] = "^(?:"
#define CHROME_HEADED_LINKS(pattern) pattern "|"
#include "strip-chrome/words.def"
			 "(?!))[:：]?$",
};

/* Share of the page's prose up to which such a block is dropped whole. */
#define HEADED_SHARE 0.7f

/* The same for what follows it, and for what is around its box. */
#define TAIL_SHARE 0.2f

/* True if block has the page's main heading: then it is the page, whatever it begins with. */
static bool holds_main_heading(const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 0) == 1)
			return true;
	return false;
}

/* The box around one that it begins with; NULL where it begins with something else. */
static struct node *box_around(const struct node *n)
{
	return node_parent(n) && !node_preceding(n) && node_parent(n)->kind == KIND_BOX &&
			       !holds_main_heading(node_parent(n))
		       ? node_parent(n)
		       : NULL;
}

/* The box that begins with line: the smallest that holds more than it, and links where little
   of the page is around these. */
static struct node *headed_box(const struct evidence *e, struct node *line, float page)
{
	uint32_t chars = evidence_of(e, line)->chars;
	struct node *n = line, *up;

	while (evidence_of(e, n)->chars == chars && (up = box_around(n)))
		n = up;
	if (evidence_of(e, n)->chars == chars)
		return NULL;
	while (!evidence_of(e, n)->links && (up = box_around(n)) &&
		evidence_of(e, up)->prose <= TAIL_SHARE * page)
		n = up;
	return n;
}

/*
 * Such a line that is a heading among others: it and what follows up to the next heading of its
 * level, where all that is little of the page.
 */
static void strip_headed_tail(struct stripping *s, struct node *heading)
{
	int level = attr_int(heading, ATTR_LEVEL, 1);
	struct node *end = node_following(heading);
	float prose = 0;

	while (end && !(end->kind == KIND_HEADING && attr_int(end, ATTR_LEVEL, 1) <= level)) {
		prose += evidence_of(&s->evidence, end)->prose;
		end = node_following(end);
	}
	if (prose > TAIL_SHARE * s->page)
		return;
	for (struct node *n = heading; n && n != end; n = node_following(n))
		node_drop(&s->doc->tree, n, REASON_RELATED);
}

static bool holds_links_only(
	const struct evidence *e, const struct node *line, const struct node *box)
{
	const struct features *all = evidence_of(e, box), *own = evidence_of(e, line);

	return all->links && all->chars - all->link_chars <= own->chars;
}

/* Boxes and stretches of a page whose first line says that they are the portal's go where they
   are little of the page. */
static int strip_headed(struct stripping *s)
{
	struct document *doc = s->doc;
	const struct evidence *e = &s->evidence;
	struct node *root = doc->tree.root, *box;
	struct buf *text = &s->squashed;

	for (struct node *n = root; n; n = tree_next_block(root, n)) {
		uint32_t chars = evidence_of(e, n)->chars;
		size_t found;

		if (!kind_is_line((enum kind)n->kind) || !chars || chars > 20)
			continue;
		buf_clear(text);
		text_collect_squashed(text, n);
		found = match_first(
			doc->matches, headed, HEADED_KINDS, buf_str(text), text->len);
		if (found == HEADED_KINDS)
			continue;
		box = headed_box(e, n, s->page);
		if (found == HEADED_LINKS && !(box && holds_links_only(e, n, box)))
			continue;
		if (box && evidence_of(e, box)->prose <= HEADED_SHARE * s->page &&
			!attached_links_file(doc, box))
			node_drop(&doc->tree, box, REASON_RELATED);
		else if (!box && n->kind == KIND_HEADING)
			strip_headed_tail(s, n);
	}
	return buf_failed(text) ? -1 : 0;
}

static int run(struct document *doc)
{
	struct stripping s = {.doc = doc};
	struct node *root = doc->tree.root;
	int rc = -1;

	if (doc->body_by_rule)
		return 0;
	if (evidence_measure(&s.evidence, doc))
		goto done;
	s.page = evidence_of(&s.evidence, root)->prose;
	if (strip_headed(&s) || strip_lines(&s))
		goto done;
	strip_buttons(doc);
	strip_blocks(&s);
	if (judge_discussion(&s))
		goto done;
	for (struct node *n = root; n; n = tree_next_block(root, n))
		if (is_orphan(&s.evidence, n))
			node_drop(&doc->tree, n, REASON_NAVIGATION);
	rc = 0;
done:
	buf_free(&s.squashed);
	evidence_free(&s.evidence);
	return rc;
}

const struct filter filter_strip_chrome = {
	.name = "strip-chrome",
	.stage = STAGE_STRIP,
	.help = "drop menus, paths, page tools, related links, imprints",
	.run = run,
};
