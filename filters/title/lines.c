/* The lines of a page among which its title is looked for, and how much one looks like it. */
#include "lines.h"

#include <string.h>

#include "base/match.h"
#include "claims.h"
#include "evidence/evidence.h"
#include "tree/text.h"

/* ---- one line ---- */

bool title_line_level_one(const struct node *line)
{
	return line->kind == KIND_HEADING && attr_int(line, ATTR_LEVEL, 6) == 1;
}

static int largest_size(const struct node *line)
{
	int size = 0;

	for (const struct node *n = line; n; n = tree_next(line, n))
		if (attr_int(n, ATTR_SIZE, 0) > size)
			size = attr_int(n, ATTR_SIZE, 0);
	return size;
}

bool title_line_centred(const struct node *line)
{
	for (const struct node *n = line; n && n->kind != KIND_CELL; n = node_parent(n)) {
		const char *align = attr_str(n, ATTR_ALIGN);

		if (align)
			return !strcmp(align, "center");
	}
	return false;
}

static const char class_of_title[] = "(?i)(?:^|[\\s_-])(?:"
#define TITLE_NAME(word) word "|"
#include "words.def"
				     "(?!))\\b";
static const char id_of_title[] = "(?i)^(?:"
#define TITLE_NAME(word) word "|"
#include "words.def"
				  "(?!))";

static bool has_title_name(const struct document *doc, const struct node *line)
{
	const struct node *n = line;

	for (int up = 0; up < 2 && n; up++, n = node_parent(n)) {
		const char *class = attr_str(n, ATTR_CLASS), *id = attr_str(n, ATTR_HTMLID);

		if (match_str(doc->matches, class_of_title, class) ||
			match_str(doc->matches, id_of_title, id) || title_line_headline(doc, n))
			return true;
	}
	return false;
}

bool title_line_headline(const struct document *doc, const struct node *line)
{
	return match_str(doc->matches, "(?i)\\bheadline\\b", attr_str(line, ATTR_ROLE)) ||
	       match_str(doc->matches,
		       "(?i)(?:entry|post|article|news|story)[_-]*(?:title|headline)",
		       attr_str(line, ATTR_CLASS));
}

static const char genres[] = "(?:"
#define TITLE_GENRE(word) word "|"
#include "words.def"
			     "(?!))(?:[（(〔].{1,20}[）)〕])?$";

int title_line_genre(const struct document *doc, const char *text, size_t len)
{
	return match(doc->matches, genres, text, len, NULL, 0) ? TITLE_GENRE_WORTH : 0;
}

#define NAME 15

static int style_but_name(const struct node *n)
{
	static const int levels[] = {40, 20, 15, 5, 0, 0};
	int size = largest_size(n), score = 0;

	if (n->kind == KIND_HEADING)
		score += levels[attr_int(n, ATTR_LEVEL, 6) - 1];
	score += title_line_centred(n) ? 12 : 0;
	score += node_is_strong(n) ? 8 : 0;
	score += size >= 240 ? 12 : size >= 200 ? 8 : 0;
	score += node_reason(n) == REASON_LIVE ? 4 : 0;
	return score;
}

int title_line_style(const struct document *doc, const struct node *n)
{
	return style_but_name(n) + (has_title_name(doc, n) ? NAME : 0);
}

int title_line_style_most(const struct node *n)
{
	return style_but_name(n) + NAME;
}

/* ---- all lines ---- */

/* More headlines than this are the headings of parts. */
#define HEADLINES 2

/* Cells side by side, and so many lines in such rows, are data. */
#define DATA_CELLS 3
#define DATA_LINES 12

/* A first-level heading counts wherever a reader could see it. */
static bool is_seen_headline(const struct node *n)
{
	enum reason reason = node_reason(n);

	return title_line_level_one(n) && reason != REASON_HIDDEN && reason != REASON_SCRIPT &&
	       reason != REASON_EMBEDDED;
}

static bool is_candidate_line(const struct node *n)
{
	return (n->kind == KIND_PARA || n->kind == KIND_HEADING) &&
	       (line_is_findable(n) || is_seen_headline(n));
}

/* The front matter has lines of its own, and a line has none within. */
static struct node *node_after(const struct node *root, const struct node *n)
{
	return n->kind == KIND_FRONT || kind_is_line((enum kind)n->kind)
		       ? tree_next_all_skip(root, n)
		       : tree_next_all(root, n);
}

void title_lines_list(struct title_lines *l, struct document *doc)
{
	struct node *root = doc->tree.root;
	bool after = false;

	l->count = 0;
	l->failed = false;
	for (struct node *n = root; n && l->count < TITLE_LINES_MAX; n = node_after(root, n)) {
		if (!is_candidate_line(n) || node_is_blank(n))
			continue;
		l->list[l->count++] = (struct title_line){.node = n, .after_prose = after};
		after = after || line_is_prose(n);
	}
}

static const char *kept(struct title_lines *l, const char *text)
{
	l->failed = l->failed || !text;
	return text ? text : "";
}

const struct title_line *title_lines_key(
	struct title_lines *l, struct document *doc, unsigned i)
{
	struct title_line *line = &l->list[i];

	if (line->key)
		return line;
	line->key = kept(l, title_key(doc, line->node, &line->key_len));
	line->key_len = strlen(line->key);
	return line;
}

const struct title_line *title_lines_text(
	struct title_lines *l, struct document *doc, unsigned i)
{
	struct title_line *line = &l->list[i];
	struct buf text = BUF_INIT;

	if (line->text)
		return line;
	text_collect_squashed(&text, line->node);
	line->text = kept(l,
		buf_failed(&text) ? NULL
				  : arena_strndup(&doc->tree.arena, buf_str(&text), text.len));
	line->text_len = strlen(line->text);
	buf_free(&text);
	return line;
}

unsigned title_lines_find(const struct title_lines *l, const struct node *line)
{
	unsigned i = 0;

	while (i < l->count && l->list[i].node != line)
		i++;
	return i;
}

bool title_lines_part_heading(const struct title_lines *l, const struct node *line)
{
	unsigned count = 0;
	bool below = false;

	for (unsigned i = 0; i < l->count; i++) {
		const struct node *n = l->list[i].node;

		if (!title_line_level_one(n) || node_reason(n) != REASON_LIVE)
			continue;
		below = below || (n == line && count);
		count++;
	}
	return below || count > HEADLINES;
}

/* True if a line is in a cell of a row in which so many are filled. */
static bool is_in_row(const struct node *line, unsigned cells)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);
	unsigned filled = 0;

	for (const struct node *c = cell ? node_first(node_parent(cell)) : NULL;
		c && filled < cells; c = node_following(c))
		filled += !node_is_blank(c);
	return filled == cells;
}

bool title_line_datum(const struct node *line)
{
	return is_in_row(line, 2) &&
	       text_measure(node_ancestor(line, KIND_CELL)).chars == text_measure(line).chars;
}

static bool is_sentence(struct title_lines *l, struct document *doc, unsigned i)
{
	const struct title_line *line = title_lines_text(l, doc, i);

	return match(doc->matches, "^.{10,}[。；]$", line->text, line->text_len, NULL, 0);
}

bool title_lines_text_above(struct title_lines *l, struct document *doc, unsigned first)
{
	unsigned data = 0;

	for (unsigned i = 0; i < first; i++) {
		if (node_reason(l->list[i].node) != REASON_LIVE)
			continue;
		data += is_in_row(l->list[i].node, DATA_CELLS);
		if (data == DATA_LINES || is_sentence(l, doc, i))
			return true;
	}
	return false;
}
