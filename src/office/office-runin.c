/*
 * Headings that a paragraph of official documents begins with: （一）… up to the first 。 has
 * the typeface of its level, the text behind it that of the text (GB/T 9704-2012, 7.3.3). A
 * sentence alone does not tell whether it is a heading: its neighbours of the same numbering
 * do.
 */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "tree/text.h"

/* Longest heading with its number [characters]: hardly more than a line of 28. */
#define RUN_IN_CHARS 30

/* Levels that have a typeface of their own: 一、 and （一）. */
#define LEVELS 2

enum verdict {
	VERDICT_RUN_IN,	 /* a short sentence, and text behind it */
	VERDICT_HEADING, /* a line of its own */
	VERDICT_TEXT
};

/* A numbered line; with the first one of its group, what speaks against the group. */
struct office_run_in {
	const struct node *line;
	size_t end; /* of the heading [bytes of the line, as it stands in the tree]; 0: none */
	enum office_style face;
	unsigned first; /* line of the group, in which numbers go on from 一 */
	bool refused;	/* of a group's first: one line is text */
	bool alone;	/* of a group's first: no other line */
};

struct finder {
	struct office *o;
	unsigned room;
	unsigned open[LEVELS + 1]; /* first line of the level's group, from 1; 0: none */
	struct buf text;
};

/* Whether the first character may be of a number: other lines cost no more than this. */
static bool may_be_numbered(const struct node *line)
{
	static const char begins[] = "（一二三四五六七八九十";
	const struct node *t = line;
	const char *s;
	size_t len, i = 0;
	unsigned bytes;

	while (t && !(t->kind == KIND_TEXT && text_has_ink(t)))
		t = tree_next(line, t);
	s = t ? node_text(t) : "";
	len = t ? node_text_len(t) : 0;
	while (i < len && char_is_space(utf8_decode(s + i, len - i, &bytes)))
		i += bytes;
	if (i < len && s[i] == '(')
		return true;
	for (size_t b = 0; i + 3 <= len && b + 3 < sizeof begins; b += 3)
		if (!memcmp(s + i, begins + b, 3))
			return true;
	return false;
}

/* Text of the line as it stands in the tree; false where it has lines of its own. */
static bool collect(struct buf *out, const struct node *line)
{
	buf_clear(out);
	for (const struct node *t = line; t; t = tree_next(line, t)) {
		if (t->kind == KIND_BREAK)
			return false;
		if (t->kind == KIND_TEXT)
			buf_put(out, node_text(t), node_text_len(t));
	}
	return true;
}

static bool is_short(const char *s, size_t len)
{
	size_t chars = 0;
	unsigned bytes;

	for (size_t i = 0; i < len; i += bytes)
		chars += !char_is_space(utf8_decode(s + i, len - i, &bytes));
	return chars <= RUN_IN_CHARS;
}

/* end: behind the sentence. */
static enum verdict judge(const struct node *line, const char *s, size_t *end)
{
	static const char *const of_text[] = {"：", "；", "？", "！", ":", ";"};
	const char *stop = strstr(s, "。");
	size_t len = stop ? (size_t)(stop - s) + 3 : strlen(s);

	if (line->kind == KIND_HEADING)
		return VERDICT_HEADING;
	for (size_t i = 0; i < sizeof of_text / sizeof *of_text; i++) {
		const char *at = strstr(s, of_text[i]);

		if (at && (size_t)(at - s) < len)
			return VERDICT_TEXT;
	}
	if (!is_short(s, len))
		return VERDICT_TEXT;
	if (!stop)
		return VERDICT_HEADING;
	*end = len;
	return s[len + strspn(s + len, " \n\t")] ? VERDICT_RUN_IN : VERDICT_TEXT;
}

static struct office_run_in *add(struct finder *f)
{
	struct office *o = f->o;

	if (o->run_in_count == f->room) {
		unsigned room = f->room ? f->room * 2 : 32;
		struct office_run_in *more = realloc(o->run_ins, room * sizeof *more);

		if (!more) {
			o->failed = true;
			return NULL;
		}
		o->run_ins = more;
		f->room = room;
	}
	return &o->run_ins[o->run_in_count++];
}

/* （一） counts below 一、 only: so this outline has both. */
static void add_line(struct finder *f, const struct node *line, unsigned level, bool begins)
{
	enum verdict verdict;
	struct office_run_in *r, *first;
	size_t end = 0;

	f->open[2] = level == 1 ? 0 : f->open[2];
	if ((level == 2 && !f->open[1]) || !(r = add(f)))
		return;
	if (begins || !f->open[level])
		f->open[level] = f->o->run_in_count;
	verdict = judge(line, buf_str(&f->text), &end);
	*r = (struct office_run_in){.line = line,
		.end = verdict == VERDICT_RUN_IN ? end : 0,
		.face = OFFICE_HEADING1 + level - 1,
		.first = f->open[level] - 1,
		.refused = !begins,
		.alone = true};
	first = &f->o->run_ins[r->first];
	first->refused |= verdict == VERDICT_TEXT;
	first->alone &= r == first;
}

static void look_at(struct finder *f, const struct node *line)
{
	struct buf *squashed = &f->o->scratch;
	unsigned level;
	bool begins;

	if (!may_be_numbered(line) || node_ancestor(line, KIND_CELL) ||
		node_ancestor(line, KIND_ITEM) || node_ancestor(line, KIND_FRONT))
		return;
	buf_clear(squashed);
	text_collect_squashed(squashed, line);
	level = office_printed_level(buf_str(squashed));
	begins = !strncmp(buf_str(squashed), level == 1 ? "一、" : "（一）",
			 level == 1 ? 6 : 9) ||
		 !strncmp(buf_str(squashed), "(一)", 5);
	if (level && level <= LEVELS && collect(&f->text, line))
		add_line(f, line, level, begins);
}

/* What is left are run-in headings. */
static void keep_headings(struct office *o)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < o->run_in_count; i++) {
		const struct office_run_in *first = &o->run_ins[o->run_ins[i].first];

		if (first->refused || first->alone)
			o->run_ins[i].end = 0;
	}
	for (unsigned i = 0; i < o->run_in_count; i++)
		if (o->run_ins[i].end)
			o->run_ins[kept++] = o->run_ins[i];
	o->run_in_count = kept;
}

void office_find_run_ins(struct office *o)
{
	struct node *root = o->doc->tree.root;
	struct finder f = {.o = o, .text = BUF_INIT};

	for (struct node *n = root; n && !o->failed; n = tree_next(root, n))
		if (n->kind == KIND_PARA || n->kind == KIND_HEADING)
			look_at(&f, n);
	keep_headings(o);
	o->failed |= buf_failed(&f.text);
	buf_free(&f.text);
}

void office_plan_run_in(struct office *o, const struct node *line)
{
	const struct office_run_in *r;

	if (o->run_ins_met == o->run_in_count)
		return;
	r = &o->run_ins[o->run_ins_met];
	if (r->line != line)
		return;
	o->run_ins_met++;
	o->plan.face = r->face;
	o->plan.face_end = r->end;
}
