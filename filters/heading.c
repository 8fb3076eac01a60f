/*
 * The outline: numbered lines by the families that this document uses, centred lines, and the
 * h1 to h6 of HTML, as one set of levels.
 *
 * GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）. Regulations have 第一编, 第一章, 第一节; an
 * article (第一条) is a paragraph. A numbered line with a sentence in it is a paragraph with a
 * lead-in.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "tree/text.h"
#include "base/list.h"

/* Longest heading [characters]. */
#define HEADING_CHARS 60
#define CENTRED_CHARS 50
#define BOLD_CHARS    40

/* A paragraph marked up as a heading has more [characters]. */
#define MARKED_CHARS 120

#define HAN "[〇零一二三四五六七八九十百]"

enum family {
	FAMILY_NONE,
	FAMILY_CENTRED, /* without a number: titles of annexes */
	FAMILY_PART,	/* 第一编, 第一部分 */
	FAMILY_CHAPTER, /* 第一章 */
	FAMILY_MARKED,	/* h1 to h6, six of them */
	FAMILY_H2,
	FAMILY_H3,
	FAMILY_H4,
	FAMILY_H5,
	FAMILY_H6,
	FAMILY_SECTION,	    /* 第一节 */
	FAMILY_HAN,	    /* 一、 */
	FAMILY_HAN_PAREN,   /* （一） */
	FAMILY_DIGIT,	    /* 1. */
	FAMILY_DIGIT_PAREN, /* （1） */
	FAMILY_BOLD,	    /* a short line in bold from end to end */
	FAMILY_COUNT
};

static const struct {
	const char *pattern;
	enum family family;
	bool needs_style; /* a number alone also starts items: they are headings where they are
			     bold */
} families[] = {
	{"^第" HAN "+(?:编|篇|部分)", FAMILY_PART, false},
	{"^第" HAN "+章", FAMILY_CHAPTER, false},
	{"^第" HAN "+节", FAMILY_SECTION, false},
	{"^" HAN "+、", FAMILY_HAN, false},
	{"^[（(]" HAN "+[)）]", FAMILY_HAN_PAREN, false},
	{"^\\d{1,2}(?:[.．、]\\d{1,2})*[.．、](?!\\d)", FAMILY_DIGIT, true},
	{"^[（(]\\d{1,2}[)）]", FAMILY_DIGIT_PAREN, true},
};

struct outline_line {
	struct node *node;
	enum family family;
};

struct outline {
	struct document *doc;
	struct outline_line *lines; /* those that may be headings, in reading order */
	size_t count, room;
	bool marked[FAMILY_COUNT]; /* in use somewhere in the document: h1 to h6 */
	bool used[FAMILY_COUNT];   /* in use in the part at hand */
	int level[FAMILY_COUNT];
	bool failed; /* memory ran out */
};

static bool is_centred(const struct node *line)
{
	const char *align = attr_str(line, ATTR_ALIGN);

	return align && !strcmp(align, "center");
}

/* A sentence, or the start of one: full stop, colon, comma at the end; full stop within. */
static bool is_sentence(struct document *doc, const struct buf *text)
{
	return match(
		doc->matches, "[。；;！!？?]|[：:，,、]$", buf_str(text), text->len, NULL, 0);
}

static enum family numbered(
	struct outline *o, const struct node *line, const struct buf *text, size_t chars)
{
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (match(o->doc->matches, families[i].pattern, buf_str(text), text->len, NULL,
			    0))
			return chars <= HEADING_CHARS && !is_sentence(o->doc, text) &&
					       (!families[i].needs_style ||
						       node_is_strong(line))
				       ? families[i].family
				       : FAMILY_NONE;
	return FAMILY_NONE;
}

/* 附件1 alone on a line: what follows is the annex (GB/T 9704-2012, 7.3.8). */
#define ANNEX_NUMBER "^附(?:件|录|表)\\s*[\\d一二三四五六七八九十]+\\s*[.．:：、]?$"
#define ANNEX_LABEL  "^附[件图表录]?[\\d一二三四五六七八九十]*[.．:：、]?$"

/* The next block in reading order, whatever boxes it is in. */
static struct node *next_block(struct document *doc, const struct node *n)
{
	struct node *root = doc->tree.root, *next = tree_next_skip(root, n);

	while (next && next->kind == KIND_BOX)
		next = tree_next(root, next);
	return next;
}

static struct node *block_before(struct document *doc, const struct node *n)
{
	struct node *before = node_preceding(n);

	while (!before && node_parent(n) != doc->tree.root &&
		node_parent(n)->kind == KIND_BOX) {
		n = node_parent(n);
		before = node_preceding(n);
	}
	while (before && before->kind == KIND_BOX)
		before = node_last(before);
	return before;
}

static bool line_matches(struct document *doc, const struct node *line, const char *pattern)
{
	struct buf text = BUF_INIT;
	bool found;

	if (!line || !kind_is_line((enum kind)line->kind))
		return false;
	text_collect_squashed(&text, line);
	found = match(doc->matches, pattern, buf_str(&text), text.len, NULL, 0);
	buf_free(&text);
	return found;
}

/* A line that tells whom a document addresses (主送机关); what says why it is made ends with a
   colon too. */
static const char salutation[] = "^(?!"
#define HEADING_PURPOSE(word) word "|"
#include "heading/words.def"
				 "(?!)).{2,100}(?<!"
#define HEADING_ANNOUNCE(word) word "|"
#include "heading/words.def"
				 "(?!))[：:]$";

static const char issuer[] = "(?:"
#define HEADING_ISSUER(word) word "|"
#include "heading/words.def"
			     "(?!))$";

/* The title of a document inside the document: centred lines before a salutation. It heads no
 * part. */
static bool is_inner_title(struct document *doc, const struct node *line)
{
	for (int i = 0; i < 5 && line && is_centred(line); i++)
		line = node_following(line);
	return line && line->kind == KIND_PARA && line_matches(doc, line, salutation);
}

/* The name of who issued the document, centred above a date that is centred too. */
static bool is_byline(struct document *doc, const struct node *line)
{
	const struct node *next = next_block(doc, line);

	return next && is_centred(next) &&
	       line_matches(doc, next, "^[（(]?\\d{4}年\\d{1,2}月\\d{1,2}日[）)]?$") &&
	       line_matches(doc, line, issuer);
}

/* Most lines of a document's head. */
#define HEAD_LINES 8

/* One of several centred lines that the document begins with: more of its title, its subtitle,
 * who and when. */
static bool is_head_line(struct document *doc, const struct node *line)
{
	const struct node *before = line, *after = next_block(doc, line);
	unsigned lines = 1;

	while ((before = block_before(doc, before)) && before->kind != KIND_FRONT) {
		if (!is_centred(before) || line_matches(doc, before, ANNEX_LABEL) ||
			lines++ == HEAD_LINES)
			return false;
	}
	return lines > 1 ||
	       (after && (after->kind == KIND_SIGNATURE || after->kind == KIND_DATE ||
				 (is_centred(after) && after->kind == KIND_PARA)));
}

/* The name of the table below it, in the midst of text: "主要产品产量", with or without a line
 * that gives the unit. A table that is alone under an annex's title has none. */
static bool is_caption(struct document *doc, const struct node *line)
{
	const struct node *next = next_block(doc, line), *before, *after;

	if (next && kind_is_line((enum kind)next->kind)) {
		after = next_block(doc, next);
		if (!after || after->kind != KIND_TABLE ||
			!line_matches(doc, next, "^[（(]?(?:计量)?单位[:：]"))
			return false;
		next = after;
	}
	before = block_before(doc, line);
	return next && next->kind == KIND_TABLE && before && !is_centred(before) &&
	       line_matches(doc, before,
		       "^(?!注).{12,}[。；：:]$|^(?:" HAN "+、|[（(]" HAN "+[）)])");
}

/* What stands out and is no heading: captions, what is in brackets, numbers of documents,
 * dates, the mark of an annex, articles. */
static bool is_no_heading(struct document *doc, const struct buf *text)
{
	return match(doc->matches,
		"^(?:图|表|Figure|Table)\\s*[\\d一二三四五六七八九十]|^[（(〔【\\[].*[）)"
		"〕】\\]]$|〔\\d{4}〕|"
		"^[\\d〇一二三四五六七八九十年月日\\s.\\-/"
		":]+$|^第" HAN "+条|^附[件图表]?$|单位[:：]|[:：]",
		buf_str(text), text->len, NULL, 0);
}

static bool stands_out(const struct node *line)
{
	return is_centred(line) || node_is_strong(line);
}

/* Lines without a number that stand out: centred ones, and those in bold from end to end. */
static enum family styled(
	struct outline *o, const struct node *line, const struct buf *text, size_t chars)
{
	struct text_stats m;
	bool centred;

	if (match(o->doc->matches, ANNEX_NUMBER, buf_str(text), text->len, NULL, 0))
		return FAMILY_CENTRED;
	if (chars > CENTRED_CHARS || chars < 2 || !stands_out(line))
		return FAMILY_NONE;
	m = text_measure(line);
	centred = is_centred(line) && m.cjk;
	if (m.links || m.images || is_sentence(o->doc, text) || is_no_heading(o->doc, text) ||
		is_inner_title(o->doc, line) || is_caption(o->doc, line))
		return FAMILY_NONE;
	if (centred)
		return is_head_line(o->doc, line) || is_byline(o->doc, line) ? FAMILY_NONE
									     : FAMILY_CENTRED;
	return chars <= BOLD_CHARS && node_is_strong(line) ? FAMILY_BOLD : FAMILY_NONE;
}

static enum family marked(
	struct outline *o, const struct node *line, const struct buf *text, size_t chars)
{
	int level = attr_int(line, ATTR_LEVEL, 1);

	/* An article is a paragraph, whatever its markup. */
	if (chars > MARKED_CHARS ||
		match(o->doc->matches, "^第" HAN "+条", buf_str(text), text->len, NULL, 0))
		return FAMILY_NONE;
	return FAMILY_MARKED + (level < 1 ? 0 : level > 6 ? 5 : level - 1);
}

/* True if a number begins so. */
static bool begins_number(uint32_t c)
{
	static const char32_t starts[] = U"第〇零一二三四五六七八九十百（(";

	for (const char32_t *start = starts; *start; start++)
		if (*start == c)
			return true;
	return c < 0x80 ? c >= '0' && c <= '9' : !char_is_ideograph(c) && char_is_number(c);
}

/* True if the words of a line decide what it is: most lines are told by their first character,
 * by their length, and by standing out. */
static bool is_worth_reading(const struct node *line, size_t chars)
{
	uint32_t first = visible_first(line);

	if (line->kind == KIND_HEADING)
		return begins_number(first);
	return (chars <= HEADING_CHARS && begins_number(first)) || first == U'附' ||
	       (chars <= CENTRED_CHARS && stands_out(line));
}

static enum family family_of(struct outline *o, const struct node *line)
{
	struct buf text = BUF_INIT;
	size_t most = line->kind == KIND_HEADING ? MARKED_CHARS : HEADING_CHARS;
	size_t chars = visible_count(line, most + 1);
	enum family f = FAMILY_NONE;

	if (!chars)
		return FAMILY_NONE;
	if (is_worth_reading(line, chars)) {
		text_collect_line(&text, line);
		f = numbered(o, line, &text, chars);
		if (!f && line->kind == KIND_PARA)
			f = styled(o, line, &text, chars);
	}
	if (!f && line->kind == KIND_HEADING)
		f = marked(o, line, &text, chars);
	o->failed |= buf_failed(&text);
	buf_free(&text);
	return f;
}

/* ---- the lines ---- */

static int add_line(struct outline *o, struct node *line)
{
	if (o->count == o->room) {
		struct outline_line *more = list_double(o->lines, &o->room, sizeof *more);

		if (!more)
			return -1;
		o->lines = more;
	}
	o->lines[o->count++] = (struct outline_line){line, FAMILY_NONE};
	return 0;
}

/* Tables, lists and the front matter have no headings. */
static bool is_closed(const struct node *n)
{
	return n->kind == KIND_TABLE || n->kind == KIND_LIST || n->kind == KIND_FRONT;
}

static int list_lines(struct outline *o)
{
	struct node *root = o->doc->tree.root;

	for (struct node *n = root; n;
		n = is_closed(n) ? tree_next_skip(root, n) : tree_next_block(root, n))
		if ((n->kind == KIND_PARA || n->kind == KIND_HEADING) && add_line(o, n))
			return -1;
	return 0;
}

/*
 * Each family in use is one level below the families above it. Numbers start anew under the
 * title of an annex, and so does what they mean: levels are given part by part. The elements
 * of HTML mean the same throughout.
 */
static void set_levels(struct outline *o)
{
	int level = 0;

	for (int f = FAMILY_NONE + 1; f < FAMILY_COUNT; f++)
		o->level[f] = o->used[f] || o->marked[f] ? ++level : level;
}

static int apply(struct outline *o, struct node *n, enum family f)
{
	struct tree *t = &o->doc->tree;
	enum kind kind = f ? KIND_HEADING : KIND_PARA;

	if (n->kind != kind && node_set_kind(t, n, kind))
		return -1;
	if (f)
		attr_set_int(t, n, ATTR_LEVEL, o->level[f]);
	else
		attr_clear(n, ATTR_LEVEL);
	return 0;
}

static void find_families(struct outline *o)
{
	for (size_t i = 0; i < o->count; i++) {
		enum family f = family_of(o, o->lines[i].node);

		o->lines[i].family = f;
		if (f >= FAMILY_MARKED && f <= FAMILY_H6)
			o->marked[f] = true;
	}
}

/* The end of the part that begins with a line: at the next centred line. */
static size_t part_end(const struct outline *o, size_t i)
{
	do
		i++;
	while (i < o->count && o->lines[i].family != FAMILY_CENTRED);
	return i;
}

/* True if the numbers after a centred line go on with those before it: it heads nothing then.
 */
static bool numbers_go_on(const struct outline *o, size_t line, const bool *seen)
{
	size_t end = part_end(o, line);

	for (size_t i = line + 1; i < end; i++) {
		enum family f = o->lines[i].family;

		if (f == FAMILY_PART || f == FAMILY_CHAPTER || f == FAMILY_HAN)
			return seen[f] &&
			       !line_matches(o->doc, o->lines[i].node, "^第?一[、编篇部章]");
	}
	return false;
}

static void drop_strays(struct outline *o)
{
	bool seen[FAMILY_COUNT] = {false};

	for (size_t i = 0; i < o->count; i++) {
		enum family f = o->lines[i].family;

		if (f == FAMILY_CENTRED && numbers_go_on(o, i, seen))
			o->lines[i].family = FAMILY_NONE;
		seen[f] = true;
	}
}

/* A heading's words, without its page number in a table of contents; how many bytes. */
static size_t collect_entry(struct outline *o, const struct node *line, struct buf *text)
{
	struct span page;

	buf_clear(text);
	text_collect_squashed(text, line);
	return match(o->doc->matches, "[.…·]*\\d{1,4}$", buf_str(text), text->len, &page, 1)
		       ? page.start
		       : text->len;
}

/* The index in the text of the heading that is first below "目录"; o->count where it does
 * not. */
static size_t contents_end(struct outline *o, size_t contents)
{
	struct buf entry = BUF_INIT, text = BUF_INIT;
	size_t i = contents + 1;
	size_t len = i < o->count ? collect_entry(o, o->lines[i].node, &entry) : 0;
	bool found = false;

	while (i < o->count && !found) {
		i++;
		found = i < o->count && collect_entry(o, o->lines[i].node, &text) == len &&
			!memcmp(buf_str(&entry), buf_str(&text), len);
	}
	buf_free(&entry);
	buf_free(&text);
	return i;
}

/* What the table of contents lists are no headings there. */
static void drop_contents(struct outline *o)
{
	size_t i = 0, end;

	while (i < o->count && !visible_is(o->lines[i].node, "目录"))
		i++;
	end = i < o->count ? contents_end(o, i) : i;
	for (; end < o->count && i < end; i++)
		o->lines[i].family = FAMILY_NONE;
}

static int apply_part(struct outline *o, size_t start, size_t end)
{
	memset(o->used, 0, sizeof o->used);
	for (size_t i = start; i < end; i++)
		o->used[o->lines[i].family] = true;
	set_levels(o);
	for (size_t i = start; i < end; i++)
		if (apply(o, o->lines[i].node, o->lines[i].family))
			return -1;
	return 0;
}

static int run(struct document *doc)
{
	struct outline o = {.doc = doc};
	int rc = list_lines(&o);

	if (!rc) {
		find_families(&o);
		drop_contents(&o);
		drop_strays(&o);
	}
	for (size_t i = 0, end; !rc && i < o.count; i = end) {
		end = part_end(&o, i);
		rc = apply_part(&o, i, end);
	}
	free(o.lines);
	return o.failed ? -1 : rc;
}

const struct filter filter_heading = {
	.name = "heading",
	.stage = STAGE_RESTRUCTURE,
	.help = "one outline of numbered, centred, marked-up headings",
	.run = run,
};
