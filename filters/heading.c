/*
 * The outline: numbered lines by the families that this document uses, centred lines, and the
 * h1 to h6 of HTML, as one set of levels.
 *
 * GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）. Regulations have 第一编, 第一章, 第一节; an
 * article (第一条) is a paragraph. A numbered line with a sentence in it is a paragraph with a
 * lead-in.
 */
#include "filter.h"

#include <string.h>

/* Longest heading [characters]. */
#define HEADING_CHARS 60
#define CENTRED_CHARS 50
#define BOLD_CHARS    40

/* A paragraph marked up as a heading has more [characters]. */
#define MARKED_CHARS 120

#define HAN "[〇零一二三四五六七八九十百]"

enum family {
	FAMILY_NONE,
	FAMILY_PART,	/* 第一编, 第一部分 */
	FAMILY_CHAPTER, /* 第一章 */
	FAMILY_CENTRED, /* without a number: titles of annexes */
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

struct outline {
	struct document *doc;
	bool used[FAMILY_COUNT];
	int level[FAMILY_COUNT];
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
static bool is_annex_label(struct document *doc, const struct buf *text)
{
	return match(doc->matches,
		"^附(?:件|录|表)\\s*[\\d一二三四五六七八九十]+\\s*[.．:：、]?$", buf_str(text),
		text->len, NULL, 0);
}

/* The title of a document inside the document: centred lines before a salutation. It heads no
 * part. */
static bool is_inner_title(struct document *doc, const struct node *line)
{
	struct buf text = BUF_INIT;
	bool salutes = false;

	for (int i = 0; i < 5 && line && is_centred(line); i++)
		line = node_following(line);
	if (line && line->kind == KIND_PARA) {
		text_collect_line(&text, line);
		salutes = match(
			doc->matches, "^.{2,100}[：:]$", buf_str(&text), text.len, NULL, 0);
	}
	buf_free(&text);
	return salutes;
}

/* What stands out and is no heading: captions, what stands in brackets, numbers of documents,
 * dates. */
static bool is_no_heading(struct document *doc, const struct buf *text)
{
	return match(doc->matches,
		"^(?:图|表|Figure|Table)\\s*[\\d一二三四五六七八九十]|^[（(〔【\\[].*[）)"
		"〕】\\]]$|〔\\d{4}〕|"
		"^[\\d〇一二三四五六七八九十年月日\\s.\\-/"
		":]+$|^第[一二三四五六七八九十百]+条|单位[:：]|[:：]",
		buf_str(text), text->len, NULL, 0);
}

/* Lines without a number that stand out: centred ones, and those in bold from end to end. */
static enum family styled(
	struct outline *o, const struct node *line, const struct buf *text, size_t chars)
{
	struct text_stats m = text_measure(line);
	bool centred = is_centred(line) && m.cjk;

	if (is_annex_label(o->doc, text))
		return FAMILY_CENTRED;
	if (chars > CENTRED_CHARS || chars < 2 || m.links || m.images ||
		is_sentence(o->doc, text) || is_no_heading(o->doc, text) ||
		is_inner_title(o->doc, line))
		return FAMILY_NONE;
	if (centred)
		return FAMILY_CENTRED;
	return chars <= BOLD_CHARS && node_is_strong(line) ? FAMILY_BOLD : FAMILY_NONE;
}

static enum family marked(
	struct outline *o, const struct node *line, const struct buf *text, size_t chars)
{
	int level = attr_int(line, ATTR_LEVEL, 1);

	if (chars > MARKED_CHARS)
		return FAMILY_NONE;
	return FAMILY_MARKED + (level < 1 ? 0 : level > 6 ? 5 : level - 1);
}

static enum family family_of(struct outline *o, const struct node *line)
{
	struct buf text = BUF_INIT;
	size_t chars = text_measure(line).chars;
	enum family f = FAMILY_NONE;

	text_collect_line(&text, line);
	if (chars)
		f = numbered(o, line, &text, chars);
	if (!f && chars && line->kind == KIND_HEADING)
		f = marked(o, line, &text, chars);
	if (!f && chars && line->kind == KIND_PARA)
		f = styled(o, line, &text, chars);
	buf_free(&text);
	return f;
}

static bool is_outline_place(const struct node *n)
{
	return (n->kind == KIND_PARA || n->kind == KIND_HEADING) &&
	       !node_ancestor(n, KIND_TABLE) && !node_ancestor(n, KIND_LIST) &&
	       !node_ancestor(n, KIND_FRONT);
}

/* Each family in use is one level below the families above it. */
static void set_levels(struct outline *o)
{
	int level = 0;

	for (int f = FAMILY_NONE + 1; f < FAMILY_COUNT; f++)
		o->level[f] = o->used[f] ? ++level : level;
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

static int run(struct document *doc)
{
	struct outline o = {.doc = doc};
	struct node *root = doc->tree.root;

	for (struct node *n = root; n; n = tree_next(root, n))
		if (is_outline_place(n))
			o.used[family_of(&o, n)] = true;
	set_levels(&o);
	for (struct node *n = root; n; n = tree_next(root, n))
		if (is_outline_place(n) && apply(&o, n, family_of(&o, n)))
			return -1;
	return 0;
}

const struct filter filter_heading = {
	.name = "heading",
	.stage = STAGE_RESTRUCTURE,
	.help = "make one outline of numbered, centred and marked-up headings",
	.run = run,
};
