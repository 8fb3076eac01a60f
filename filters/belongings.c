/*
 * What belongs to the document and lies beside its block: portals whose editors paste line by
 * line set the salutation above it, and who signed and when below it, in boxes of their own
 * (GB/T 9704-2012, 7.3.2 to 7.3.6, 7.4). Lines next to the block are looked at, no others.
 */
#include "document/filter.h"

#include <string.h>

/* Lines looked at before the block and after it. */
#define BEFORE_MAX 4
#define AFTER_MAX  10

/* Last lines of the block that may tell when it was signed. */
#define SIGNED_LINES 3

/* Most lines of names above a date. */
#define NAME_LINES 4

/* A line that tells whom the document addresses. */
static const char salutation[] = "^(?:"
#define BELONGINGS_ALL(word) word "|"
#include "belongings/words.def"
				 "(?!))[^。；]{2,100}[:：]$|^[^。；，：:]{2,60}(?:"
#define BELONGINGS_ADDRESSEE(word) word "|"
#include "belongings/words.def"
				 "(?!))[:：]$";

/* The name of who issues documents. */
static const char issuer[] = "^[^。；：:！？!?]{2,40}(?:"
#define BELONGINGS_ISSUER(word) word "|"
#include "belongings/words.def"
			     "(?!))$";

#define WRITTEN_DATE "\\d{4}年\\d{1,2}月\\d{1,2}日|[一二][〇○零一二三四五六七八九]{3}年.{2,6}日"

/* Below a title: （2022年3月10日通过）, 青政发〔2022〕3号. */
#define SUBTITLE "^[（(].{0,40}\\d{4}年.{2,60}[）)]$|^\\p{Han}{1,12}〔\\d{4}〕第?\\d+号$"
#define METADATA "^[^。]{2,12}[:：]|^\\d{4}[-/.年]\\d"

/* Lines after the date: notes in brackets, copies, annexes, contacts. */
#define AFTER_DATE                                                                                                  \
	"^[（(][^）)]{2,30}[）)]$|^(?:抄送|抄报|主题词|联系人|联系电话)[:：].|^附件?\\d*[:：]" \
	".{3,}|"                                                                                                    \
	"印发$"

struct surroundings {
	struct document *doc;
	struct node *before[BEFORE_MAX]; /* of the lines dropped before the block, the last */
	unsigned before_count;
	struct node *last[SIGNED_LINES]; /* of the block, the last */
	unsigned last_count;
	struct node *first; /* of the block */
	struct node *after[AFTER_MAX];
	unsigned after_count;
};

/* ---- the lines ---- */

/* Keeps the last of max lines. */
static void push(struct node **lines, unsigned *count, unsigned max, struct node *line)
{
	if (*count == max)
		memmove(lines, lines + 1, (max - 1) * sizeof *lines);
	else
		++*count;
	lines[*count - 1] = line;
}

static void note_line(struct surroundings *s, struct node *line)
{
	bool live = node_reason(line) == REASON_LIVE;

	if (live) {
		if (!s->first)
			s->first = line;
		push(s->last, &s->last_count, SIGNED_LINES, line);
		s->after_count = 0;
	} else if (!s->first) {
		push(s->before, &s->before_count, BEFORE_MAX, line);
	} else if (s->after_count < AFTER_MAX) {
		s->after[s->after_count++] = line;
	}
}

static void list_lines(struct surroundings *s)
{
	struct node *root = s->doc->tree.root, *n = root;

	while (n) {
		bool line = kind_is_line((enum kind)n->kind);
		enum reason reason = line ? node_reason(n) : REASON_LIVE;

		if (line && (reason == REASON_LIVE || reason == REASON_BOILERPLATE) &&
			!node_ancestor(n, KIND_FRONT) && !node_is_blank(n))
			note_line(s, n);
		n = line ? tree_next_all_skip(root, n) : tree_next_all(root, n);
	}
}

static bool reads(struct document *doc, const struct node *line, const char *pattern)
{
	struct buf text = BUF_INIT;
	bool found;

	text_collect_squashed(&text, line);
	found = match(doc->matches, pattern, buf_str(&text), text.len, NULL, 0);
	buf_free(&text);
	return found;
}

static bool is_date(struct document *doc, const struct node *line)
{
	return reads(doc, line, "^(?:" WRITTEN_DATE ")$");
}

/* The name and the date in one line, with or without a break between. */
static bool is_signed(struct document *doc, const struct node *line)
{
	return reads(doc, line, "^[^。；：:！？!?]{2,60}(?:" WRITTEN_DATE ")$");
}

static bool is_centred(const struct node *line)
{
	const struct node *n = line;

	while (n && n->kind != KIND_CELL && !attr_str(n, ATTR_ALIGN))
		n = node_parent(n);
	return n && attr_str(n, ATTR_ALIGN) && !strcmp(attr_str(n, ATTR_ALIGN), "center");
}

/* ---- bringing back ---- */

/* Makes a line live again and nothing else: the mark around it goes to what is beside it.
 */
static void bring_back(struct tree *t, struct node *line)
{
	struct node *dropped = NULL, *n;

	do {
		for (dropped = line; dropped && node_live(dropped);
			dropped = node_parent(dropped))
			;
		if (!dropped)
			return;
		node_restore(t, dropped);
		if (dropped == line)
			return;
		for (n = node_first(dropped); n; n = node_following(n))
			node_drop(t, n, REASON_BOILERPLATE);
	} while (true);
}

/* Brings back centred lines that end before the n-th; how many lines are then left. */
static unsigned bring_centred(struct surroundings *s, unsigned n)
{
	while (n && is_centred(s->before[n - 1]) && s->before[n - 1]->kind == KIND_PARA &&
		!text_measure(s->before[n - 1]).links)
		bring_back(&s->doc->tree, s->before[--n]);
	return n;
}

/* The salutation right above the block, and centred lines above that: the title. */
static unsigned bring_salutation(struct surroundings *s, unsigned n)
{
	if (!n || !reads(s->doc, s->before[n - 1], salutation) ||
		reads(s->doc, s->first, salutation))
		return n;
	bring_back(&s->doc->tree, s->before[--n]);
	return bring_centred(s, n);
}

/* Lines below the title: the document's number, when it was passed, who spoke and when;
 * metadata may be between it and the block. */
static void bring_subtitle(struct surroundings *s, unsigned n)
{
	while (n && reads(s->doc, s->before[n - 1], METADATA))
		n--;
	if (n && reads(s->doc, s->before[n - 1], SUBTITLE) &&
		!text_measure(s->before[n - 1]).links) {
		bring_back(&s->doc->tree, s->before[--n]);
		bring_centred(s, n);
	}
}

static bool is_block_signed(const struct surroundings *s)
{
	for (unsigned i = 0; i < s->last_count; i++)
		if (is_date(s->doc, s->last[i]) || is_signed(s->doc, s->last[i]))
			return true;
	return false;
}

/* The number of lines after the block that are the signature with its date. */
static unsigned signature_lines(const struct surroundings *s)
{
	unsigned n = 0;

	if (is_block_signed(s))
		return 0;
	while (n < s->after_count && n < NAME_LINES && reads(s->doc, s->after[n], issuer))
		n++;
	if (n < s->after_count &&
		(is_signed(s->doc, s->after[n]) || (n && is_date(s->doc, s->after[n]))))
		return n + 1;
	return 0;
}

static void bring_tail(struct surroundings *s)
{
	unsigned n = signature_lines(s);

	while (n < s->after_count && reads(s->doc, s->after[n], AFTER_DATE) &&
		!text_measure(s->after[n]).links)
		n++;
	while (n)
		bring_back(&s->doc->tree, s->after[--n]);
}

static int run(struct document *doc)
{
	struct surroundings s = {.doc = doc};

	if (doc->body_by_rule)
		return 0;
	list_lines(&s);
	if (s.first) {
		bring_subtitle(&s, bring_salutation(&s, s.before_count));
		bring_tail(&s);
	}
	return 0;
}

const struct filter filter_belongings = {
	.name = "belongings",
	.stage = STAGE_STRIP,
	.help = "bring back number, salutation, signature, notes",
	.run = run,
};
