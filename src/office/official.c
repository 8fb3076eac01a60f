#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "office/widths.h"
#include "tree/text.h"

/* Longest lines of each sort [characters]. */
#define ADDRESSEE_CHARS 200
#define CAPTION_CHARS	50
#define UNIT_CHARS	24
#define ANNEX_CHARS	6

/* The addressee is one of the first lines: the number of the document may be above it. */
#define ADDRESSEE_LINES 3

enum role {
	ROLE_NOT_ADDRESSEE,
	ROLE_ATTACHED,
	ROLE_ANNEX,
	ROLE_UNIT,
	ROLE_TABLE_NUMBER,
};

static const struct {
	enum role role;
	const char *word;
} words[] = {
#define OFFICE_WORD(role, word) {ROLE_##role, word},
#include "office/words.def"
#undef OFFICE_WORD
};

#define WORDS (sizeof words / sizeof *words)

/* ---- words, lines and their neighbours ---- */

static bool has_word(enum role role, const char *s)
{
	for (size_t i = 0; i < WORDS; i++)
		if (words[i].role == role && strstr(s, words[i].word))
			return true;
	return false;
}

/* Length of the word of the role that s begins with; 0 for none. */
static size_t begins_with(enum role role, const char *s)
{
	for (size_t i = 0; i < WORDS; i++)
		if (words[i].role == role && !strncmp(s, words[i].word, strlen(words[i].word)))
			return strlen(words[i].word);
	return 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len >= end_len && !strcmp(s + len - end_len, end);
}

static bool is_line(const struct node *n)
{
	switch (n->kind) {
	case KIND_PARA:
	case KIND_HEADING:
	case KIND_CODEBLOCK:
	case KIND_SIGNATURE:
	case KIND_DATE:
	case KIND_TERM:
	case KIND_CAPTION:
	case KIND_RULE:
	case KIND_TABLE:
		return true;
	default:
		return false;
	}
}

/* The line or table after n in reading order; NULL at the end. */
static const struct node *next_line(const struct office *o, const struct node *n)
{
	struct node *root = o->doc->tree.root, *next = tree_next_skip(root, (struct node *)n);

	while (next && !is_line(next))
		next = tree_next(root, next);
	return next;
}

static size_t chars_of(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += (*s & 0xC0) != 0x80;
	return n;
}

static bool is_centered(const struct node *n)
{
	const char *align = attr_str(n, ATTR_ALIGN);

	return align && !strcmp(align, "center");
}

/* The line without white space, until the next call. */
static const char *squashed(struct office *o, const struct node *line)
{
	buf_clear(&o->scratch);
	text_collect_squashed(&o->scratch, line);
	return buf_str(&o->scratch);
}

/* ---- printed numbers (7.3.3) ---- */

/* The number before a name, as 1. or 2、; its length. */
static size_t item_mark(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	if (!digits || digits > 2)
		return 0;
	if (s[digits] == '.')
		return digits + 1;
	if (!strncmp(s + digits, "．", 3) || !strncmp(s + digits, "、", 3))
		return digits + 3;
	return 0;
}

/* Chinese numerals at s; how many bytes of them. */
static size_t numerals(const char *s)
{
	static const char digits[] = "〇一二三四五六七八九十百";
	size_t len = 0;

	for (bool found = true; found;) {
		found = false;
		for (size_t i = 0; i + 3 < sizeof digits && !found; i += 3)
			found = !strncmp(s + len, digits + i, 3);
		len += found ? 3 : 0;
	}
	return len;
}

/* Levels by the numbers that are printed: 一、 （一） 1. （1）; 0 for none of them. */
static unsigned printed_level(const char *s)
{
	size_t bracket = !strncmp(s, "（", 3) ? 3 : *s == '(' ? 1 : 0;
	size_t chinese = numerals(s + bracket), digits = strspn(s + bracket, "0123456789");
	const char *end = s + bracket + (chinese ? chinese : digits);
	bool closed = !strncmp(end, "）", 3) || *end == ')';

	if (bracket && closed)
		return chinese ? 2 : digits ? 4 : 0;
	if (bracket)
		return 0;
	if (chinese)
		return !strncmp(end, "、", 3) ? 1 : 0;
	return item_mark(s) ? 3 : 0;
}

/* ---- text as wide as it prints ---- */

long office_text_ems(const char *s, size_t len)
{
	long width = 0;
	unsigned bytes, before = 0;

	for (size_t i = 0; i < len; i += bytes) {
		uint32_t c = utf8_decode(s + i, len - i, &bytes);
		unsigned w = c >= '0' && c <= '9' ? 50 : widths_of_char(c);

		if (before && (before == 100) != (w == 100) && c != ' ')
			width += WIDTHS_AUTO_SPACE;
		width += w;
		before = w;
	}
	return width;
}

static long in_twips(const struct office *o, enum office_style style, long ems)
{
	return ems * layout_em(o->layout, style) / 100;
}

/*
 * ---- the lines of a title (7.3.1) ----
 *
 * It is cut between words, into lines of balanced length, in the shape of a trapezium or a
 * rhombus. Where Chinese words end, a dictionary of official Chinese tells (dictionary.def).
 */

/* Places in a title that are looked at; a longer title is left as it is. */
#define GAPS_MAX 200

/* Costs of a cut [like the square of a difference in 1/2 em]. */
#define COST_HOURGLASS 60 /* a line that is shorter than both its neighbours */
#define COST_EQUAL     6  /* lines of one length: neither shape */
#define COST_POOR      40 /* a place that reads badly */
#define COST_GOOD      -12

struct gap {
	size_t at; /* [bytes] */
	long ems;  /* of the text before it [1/100 em] */
	int cost;  /* of cutting here */
};

struct gaps {
	struct gap gap[GAPS_MAX + 1];
	unsigned count;
};

enum title_role { TITLE_NO_BEGIN, TITLE_NO_END, TITLE_BEGIN, TITLE_PLACE };

static const struct {
	enum title_role role;
	const char *word;
} title_words[] = {
#define TITLE_WORD(role, word) {TITLE_##role, word},
#include "office/title-words.def"
#undef TITLE_WORD
};

/* True if a word of the role begins (or ends) at the place. */
static bool any(enum title_role role, const char *s, size_t len, size_t at, bool ends)
{
	for (size_t i = 0; i < sizeof title_words / sizeof *title_words; i++) {
		size_t n = strlen(title_words[i].word);

		if (title_words[i].role == role && n <= (ends ? at : len - at) &&
			!memcmp(ends ? s + at - n : s + at, title_words[i].word, n))
			return true;
	}
	return false;
}

/* Longest name of a place at the beginning of a title [characters]. */
#define PLACE_CHARS 6

/* The place whose authority issues the document, which the title begins with: no dictionary has
   them all. Its length; 0 if it begins with none. */
static size_t place_name(const char *s, size_t len)
{
	for (size_t at = 3; at + 3 <= len && at < 3 * PLACE_CHARS; at += 3)
		if (any(TITLE_PLACE, s, len, at, false))
			return at + 3;
	return 0;
}

/* Book-title marks and brackets that are open before at: what they hold is one name. */
static bool is_inside(const char *s, size_t at)
{
	int depth = 0;

	for (size_t i = 0; i + 3 <= at; i++) {
		depth += !memcmp(s + i, "《", 3) || !memcmp(s + i, "（", 3) ||
			 !memcmp(s + i, "“", 3);
		depth -= !memcmp(s + i, "》", 3) || !memcmp(s + i, "）", 3) ||
			 !memcmp(s + i, "”", 3);
	}
	return depth > 0;
}

static int cost_of(const char *s, size_t len, size_t at)
{
	if (any(TITLE_NO_BEGIN, s, len, at, false) || any(TITLE_NO_END, s, len, at, true) ||
		at < place_name(s, len))
		return 4 * COST_POOR;
	if (is_inside(s, at))
		return COST_POOR;
	return s[at - 1] == ' ' || any(TITLE_BEGIN, s, len, at, false) ? COST_GOOD : 0;
}

static const char *const dictionary[] = {
#define OFFICIAL(words) words,
#include "office/dictionary.def"
#undef OFFICIAL
};

/* Costs of reading a title: a word of the dictionary that joins others, another one, a
   character that no word explains. The way that costs least has the fewest and longest words.
 */
#define COST_JOINS   3
#define COST_WORD    2
#define COST_UNKNOWN 5

/* Characters that no word explains are a name, up to so many; more are cut in the middle too,
   as most words are of two [characters]. */
#define NAME_CHARS 6

/* A place in a title as it is read. */
struct reading {
	uint32_t starts; /* lengths of words that begin here, a bit for each [characters] */
	uint32_t cost;	 /* of the best way to here; UINT32_MAX: no word ends here */
	uint32_t from;	 /* where the last word of that way begins [bytes] */
	bool known;	 /* which is more than a character that no word explains */
	bool ends;	 /* the best way through the title has a word's end here */
};

/* Notes where words of the dictionary begin. Words are looked for whose first character the
   title has: few. */
static void find_words(struct reading *r, const char *s, size_t len)
{
	bool begins[4096] = {false};

	for (size_t i = 0; i + 3 <= len; i++)
		begins[(s[i + 1] & 63) << 6 | (s[i + 2] & 63)] = true;
	for (size_t i = 0; i < sizeof dictionary / sizeof *dictionary; i++)
		for (const char *word = dictionary[i], *next; *word; word = next) {
			size_t n = strcspn(word, " ");

			next = word + n + (word[n] == ' ');
			if (!begins[(word[1] & 63) << 6 | (word[2] & 63)])
				continue;
			for (const char *at = s;
				(at = memmem(at, (size_t)(s + len - at), word, n)); at += 3)
				r[at - s].starts |= UINT32_C(1) << n / 3;
		}
}

static void step(struct reading *r, size_t from, size_t to, unsigned cost, bool known)
{
	if (r[from].cost + cost >= r[to].cost)
		return;
	r[to].cost = r[from].cost + cost;
	r[to].from = (uint32_t)from;
	r[to].known = known;
}

/* The end of what is written in one piece between spaces, such as a word of English or Korean.
 */
static size_t piece_end(const char *s, size_t len, size_t at)
{
	unsigned width;

	while (at < len) {
		uint32_t c = utf8_decode(s + at, len - at, &width);

		if (char_is_space(c) || char_is_unspaced(c))
			break;
		at += width;
	}
	return at;
}

/* Reads the title in the way that costs least. */
static void read_words(struct reading *r, const char *s, size_t len)
{
	unsigned width;

	find_words(r, s, len);
	for (size_t at = 1; at <= len; at++)
		r[at].cost = UINT32_MAX;
	for (size_t at = 0; at < len; at += width) {
		uint32_t c = utf8_decode(s + at, len - at, &width);

		if (r[at].cost == UINT32_MAX)
			continue;
		if (!char_is_space(c) && !char_is_unspaced(c)) {
			step(r, at, piece_end(s, len, at), 0, true);
			continue;
		}
		step(r, at, at + width, char_is_letter(c) ? COST_UNKNOWN : 0,
			!char_is_letter(c));
		for (unsigned n = 1; r[at].starts >> n; n++)
			if (r[at].starts >> n & 1)
				step(r, at, at + 3 * n, n == 1 ? COST_JOINS : COST_WORD, true);
	}
	for (size_t at = len; at; at = r[at].from)
		r[at].ends = true;
}

/* The end of the characters from at on that no word explains. */
static size_t name_end(const struct reading *r, size_t len, size_t at)
{
	for (size_t next = at + 1; next <= len; next++)
		if (r[next].ends) {
			if (r[next].known)
				break;
			at = next;
		}
	return at;
}

/* The ends of words, and the end of the text. A name that no word explains ends after what kind
   of place it names (市, 县), if more than a character is on both sides. */
static void find_gaps(struct gaps *p, struct reading *r, const char *s, size_t len)
{
	size_t name = 0, end = 0; /* where the name begins and ends that at is in */

	read_words(r, s, len);
	for (size_t at = 1; at <= len && p->count < GAPS_MAX; at++) {
		int cost = at < len ? cost_of(s, len, at) : 0;

		if (!r[at].ends || (at < len && s[at - 1] >= '0' && s[at - 1] <= '9' &&
					   !strncmp(s + at, "年", 3)))
			continue;
		if (!r[at].known && at >= end) {
			name = r[at].from;
			end = name_end(r, len, name);
		}
		if (at < end && (at - name < 6 || end - at < 6 ||
					!any(TITLE_PLACE, s, len, at - 3, false))) {
			if (end - name <= 3 * NAME_CHARS || (at - name) % 6)
				continue;
			cost += COST_POOR;
		}
		p->gap[p->count++] = (struct gap){at, office_text_ems(s, at), cost};
	}
}

struct search {
	const struct gaps *gaps;
	unsigned lines;
	long width, ideal;
	unsigned now[OFFICE_CUTS_MAX + 1], best[OFFICE_CUTS_MAX + 1];
	long best_cost;
	unsigned tries;
};

/* Cuts that are tried; by then, the best of a title is found. */
#define TRIES_MAX 200000

static long length_of(const struct search *s, unsigned line)
{
	long from = line ? s->gaps->gap[s->now[line - 1]].ems : 0;

	return s->gaps->gap[s->now[line]].ems - from;
}

static long cost_of_shape(const struct search *s)
{
	long cost = 0;

	for (unsigned i = 0; i < s->lines; i++) {
		long off = (length_of(s, i) - s->ideal) / 50;

		cost += off * off;
		if (i && labs(length_of(s, i) - length_of(s, i - 1)) < 50)
			cost += COST_EQUAL;
		if (i && i + 1 < s->lines && length_of(s, i) < length_of(s, i - 1) &&
			length_of(s, i) < length_of(s, i + 1))
			cost += COST_HOURGLASS;
	}
	return cost;
}

/* All cuts from the line on, whose lines fit. */
static void try_cuts(struct search *s, unsigned line, unsigned from, long cost)
{
	if (line + 1 == s->lines) {
		s->now[line] = s->gaps->count - 1;
		if (length_of(s, line) > s->width)
			return;
		cost += cost_of_shape(s);
		if (s->best_cost < 0 || cost < s->best_cost) {
			s->best_cost = cost < 0 ? 0 : cost;
			memcpy(s->best, s->now, sizeof s->best);
		}
		return;
	}
	for (unsigned i = from; i + 1 < s->gaps->count && s->tries < TRIES_MAX; i++) {
		s->now[line] = i;
		s->tries++;
		if (length_of(s, line) > s->width)
			return;
		/* A line of less than half of what it should be leads to nothing good. */
		if (length_of(s, line) * 2 >= s->ideal)
			try_cuts(s, line + 1, i + 1,
				cost + s->gaps->gap[i].cost + 2 * -COST_GOOD);
	}
}

unsigned office_cut_title(const char *s, size_t len, long width, size_t cuts[OFFICE_CUTS_MAX])
{
	long whole = office_text_ems(s, len);
	unsigned least = (unsigned)((whole + width - 1) / width);
	struct gaps *gaps;
	struct reading *reading;
	unsigned count = 0;

	if (whole <= width || least > OFFICE_CUTS_MAX || len > 4 * GAPS_MAX)
		return 0;
	gaps = calloc(1, sizeof *gaps);
	reading = calloc(len + 1, sizeof *reading);
	if (gaps && reading)
		find_gaps(gaps, reading, s, len);
	if (gaps && gaps->count && gaps->gap[gaps->count - 1].at == len)
		for (unsigned lines = least;
			lines <= least + 1 && lines <= OFFICE_CUTS_MAX && !count; lines++) {
			struct search search = {.gaps = gaps,
				.lines = lines,
				.width = width,
				.ideal = whole / lines,
				.best_cost = -1};

			try_cuts(&search, 0, 0, 0);
			for (; search.best_cost >= 0 && count + 1 < lines; count++)
				cuts[count] = gaps->gap[search.best[count]].at;
		}
	free(reading);
	free(gaps);
	return count;
}

static void plan_title(struct office *o, const struct node *n, enum office_style style)
{
	struct office_plan *plan = &o->plan;

	plan->cut_count = plan->next_cut = 0;
	buf_clear(&o->scratch);
	for (const struct node *t = n; t; t = tree_next(n, t)) {
		if (t->kind == KIND_BREAK)
			return; /* the page has its own lines */
		if (t->kind == KIND_TEXT)
			buf_put(&o->scratch, node_text(t), node_text_len(t));
	}
	plan->cut_count = office_cut_title(buf_str(&o->scratch), o->scratch.len,
		o->text_width * 100 / layout_em(o->layout, style), plan->cuts);
}

/*
 * ---- headings that a paragraph begins with (7.3.3) ----
 *
 * （一）… up to the first 。 has the typeface of its level, the text after it that of the text.
 * A sentence alone does not tell if it is a heading: its neighbours of the same numbering do.
 */

/* Longest heading with its number [characters]: hardly more than a line of 28. */
#define RUN_IN_CHARS 30

/* Levels that have a typeface of their own: 一、 and （一）. */
#define LEVELS 2

enum verdict {
	VERDICT_RUN_IN,	 /* a short sentence, and text after it */
	VERDICT_HEADING, /* a line of its own */
	VERDICT_TEXT
};

/* A numbered line; with the first one of its group, what speaks against the group. */
struct office_run_in {
	const struct node *line;
	size_t end; /* of the heading [bytes of the line, as it is in the tree]; 0: none */
	enum office_style face;
	unsigned first; /* line of the group, in which numbers go on from 一 */
	bool refused;	/* of a group's first: one line is text */
	bool alone;	/* of a group's first: no other line */
};

struct finder {
	struct office *o;
	size_t room;
	unsigned open[LEVELS + 1]; /* first line of the level's group, from 1; 0: none */
	struct buf text;
};

/* True if the first character may be of a number: other lines cost no more than this. */
static bool may_be_numbered(const struct node *line)
{
	static const char begins[] = "（一二三四五六七八九十";
	const struct node *t = line;
	const char *s;
	size_t len, i = 0;
	unsigned bytes;

	while (t && !(t->kind == KIND_TEXT && text_is_visible(t)))
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

/* Text of the line as it is in the tree; false if it has lines of its own. */
static bool collect_text(struct buf *out, const struct node *line)
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

static bool is_short_heading(const char *s, size_t len)
{
	size_t chars = 0;
	unsigned bytes;

	for (size_t i = 0; i < len; i += bytes)
		chars += !char_is_space(utf8_decode(s + i, len - i, &bytes));
	return chars <= RUN_IN_CHARS;
}

/* end: after the sentence. */
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
	if (!is_short_heading(s, len))
		return VERDICT_TEXT;
	if (!stop)
		return VERDICT_HEADING;
	*end = len;
	return s[len + strspn(s + len, " \n\t")] ? VERDICT_RUN_IN : VERDICT_TEXT;
}

static struct office_run_in *new_run_in(struct finder *f)
{
	struct office *o = f->o;

	if (o->run_in_count == f->room) {
		struct office_run_in *more = list_double(o->run_ins, &f->room, sizeof *more);

		if (!more) {
			o->failed = true;
			return NULL;
		}
		o->run_ins = more;
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
	if ((level == 2 && !f->open[1]) || !(r = new_run_in(f)))
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
	level = printed_level(buf_str(squashed));
	begins = !strncmp(buf_str(squashed), level == 1 ? "一、" : "（一）",
			 level == 1 ? 6 : 9) ||
		 !strncmp(buf_str(squashed), "(一)", 5);
	if (level && level <= LEVELS && collect_text(&f->text, line))
		add_line(f, line, level, begins);
}

/* Drops all but run-in headings. */
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

/* Plans the heading that this line begins with, if it has one. */
static void plan_run_in(struct office *o, const struct node *line)
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

/* ---- labels of annexes (7.3.7) ---- */

static bool holds_link(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_LINK || n->kind == KIND_ATTACHMENT)
			return true;
	return false;
}

/* "附件" or "附件2" by itself, with something after it that is not a list of files. */
static bool is_annex(struct office *o, const struct node *n)
{
	const struct node *next = next_line(o, n);
	const char *s = squashed(o, n);
	size_t label = begins_with(ROLE_ANNEX, s), rest;

	if ((n->kind != KIND_PARA && n->kind != KIND_HEADING) || !label ||
		chars_of(s) > ANNEX_CHARS || !next || holds_link(n) || holds_link(next) ||
		!o->plan.lines)
		return false;
	rest = strspn(s + label, "0123456789");
	if (!strcmp(s + label + rest, "：") || !strcmp(s + label + rest, ":"))
		return !item_mark(squashed(o, next));
	return !s[label + rest];
}

/* Of a line after the label. */
static bool is_annex_title(const struct node *n)
{
	return n->kind == KIND_HEADING || (n->kind == KIND_PARA && is_centered(n));
}

/* ---- captions and lines of units ---- */

enum lead { LEAD_NONE, LEAD_CAPTION, LEAD_UNIT, LEAD_ANNEX };

/* The part that a line right before a table would be. */
static enum lead lead_of(struct office *o, const struct node *n)
{
	const char *s;
	size_t chars;

	if (o->layout->official && is_annex(o, n))
		return LEAD_ANNEX;
	if (n->kind != KIND_PARA)
		return LEAD_NONE;
	s = squashed(o, n);
	chars = chars_of(s);
	if (!chars || has_word(ROLE_NOT_ADDRESSEE, s))
		return LEAD_NONE;
	if (chars <= UNIT_CHARS && begins_with(ROLE_UNIT, s))
		return LEAD_UNIT;
	if (chars <= CAPTION_CHARS && (is_centered(n) || (begins_with(ROLE_TABLE_NUMBER, s) &&
								 chars < CAPTION_CHARS / 2)))
		return LEAD_CAPTION;
	return LEAD_NONE;
}

/* Lines above a table at most: the label and title of an annex, a caption, the units. */
#define LEADS_MAX 4

/* True if a table is among the few lines after n. */
static bool is_near_table(struct office *o, const struct node *n)
{
	const struct node *line = n;

	for (int lines = 0; lines < LEADS_MAX && line; lines++) {
		line = next_line(o, line);
		if (line && line->kind == KIND_TABLE)
			return true;
	}
	return false;
}

const struct node *office_led_table(struct office *o, const struct node *n)
{
	const struct node *line = n;
	bool annex = o->plan.annex;

	if (n->kind == KIND_CAPTION)
		return node_parent(n)->kind == KIND_TABLE ? node_parent(n) : NULL;
	if (!is_near_table(o, n))
		return NULL;
	for (int lines = 0; lines < LEADS_MAX && line; lines++) {
		enum lead lead = lead_of(o, line);

		if (!lead && !(annex && is_annex_title(line)))
			return NULL;
		annex = lead == LEAD_ANNEX;
		line = next_line(o, line);
		if (line && line->kind == KIND_TABLE)
			return line;
	}
	return NULL;
}

static bool place_lead(struct office *o, const struct node *n, struct office_paragraph *p)
{
	enum lead lead = office_led_table(o, n) ? lead_of(o, n) : LEAD_NONE;

	if (!lead || lead == LEAD_ANNEX || o->plan.annex)
		return false;
	p->style = lead == LEAD_UNIT ? OFFICE_UNIT : OFFICE_CAPTION;
	p->align = OFFICE_ALIGN_STYLE;
	p->indent = OFFICE_INDENT_STYLE;
	return true;
}

/* ---- what is attached (7.3.4) ---- */

/* Names begin one below the other, and so do lines that run over: 附件：1.… */
static bool place_attached(struct office *o, const struct node *n, struct office_paragraph *p)
{
	const char *s = squashed(o, n);
	size_t label = begins_with(ROLE_ATTACHED, s), mark = item_mark(s + label);
	long indent = layout_length(o->layout, OFFICE_ATTACHED, LAYOUT_FIRST);
	long hang;

	if (n->kind != KIND_PARA || has_word(ROLE_NOT_ADDRESSEE, s) ||
		!(label || (o->plan.attached && mark)))
		return false;
	hang = in_twips(o, OFFICE_ATTACHED, office_text_ems(s, label + mark));
	p->style = OFFICE_ATTACHED;
	p->align = OFFICE_ALIGN_STYLE;
	p->indent = OFFICE_INDENT_STYLE;
	if (label) {
		o->plan.attached_left =
			indent + in_twips(o, OFFICE_ATTACHED, office_text_ems(s, label));
		p->left = indent + hang;
	} else {
		p->left = o->plan.attached_left + hang;
		p->joined = true;
	}
	p->first = -hang;
	return true;
}

/* ---- annexes ---- */

static bool is_all_strong(const struct node *line)
{
	bool some = false;

	for (const struct node *n = line; n; n = tree_next(line, n)) {
		if (n->kind != KIND_TEXT)
			continue;
		if (!node_ancestor(n, KIND_STRONG))
			return false;
		some = true;
	}
	return some;
}

/* The title of what a notice issues or hands on follows its date, without a label. */
static bool is_issued_title(struct office *o, const struct node *n)
{
	bool title = n->kind == KIND_HEADING ||
		     (n->kind == KIND_PARA && is_centered(n) && is_all_strong(n));

	return o->plan.closed && title && !printed_level(squashed(o, n));
}

/* The label on a page of its own; the title below it as the document's. What the document
   issues likewise. */
static bool place_annex(struct office *o, const struct node *n, struct office_paragraph *p)
{
	bool title = o->plan.annex && is_annex_title(n);
	bool annex = is_annex(o, n), issued = !title && !annex && is_issued_title(o, n);

	o->plan.annex = annex;
	if (!title && !annex && !issued)
		return false;
	p->style = annex ? OFFICE_ANNEX : issued ? OFFICE_ISSUED : OFFICE_ANNEX_TITLE;
	p->align = OFFICE_ALIGN_STYLE;
	p->indent = OFFICE_INDENT_STYLE;
	if (!annex)
		plan_title(o, n, p->style);
	if (issued)
		o->plan.addressed = false;
	return true;
}

/* ---- addressee (7.3.2) ---- */

static bool place_addressee(struct office *o, const struct node *n, struct office_paragraph *p)
{
	const char *s;

	if (n->kind != KIND_PARA || o->plan.addressed || o->plan.lines >= ADDRESSEE_LINES)
		return false;
	s = squashed(o, n);
	if (!ends_with(s, "：") || chars_of(s) > ADDRESSEE_CHARS ||
		has_word(ROLE_NOT_ADDRESSEE, s) ||
		strstr(s, "：") != s + strlen(s) - strlen("："))
		return false;
	p->style = OFFICE_ADDRESSEE;
	p->align = OFFICE_ALIGN_STYLE;
	p->indent = OFFICE_INDENT_STYLE;
	o->plan.addressed = true;
	return true;
}

/* ---- signature and date (7.3.5.2, without seal) ---- */

static long width_of(struct office *o, const struct node *line, enum office_style style)
{
	buf_clear(&o->scratch);
	text_collect_line(&o->scratch, line);
	return in_twips(o, style, office_text_ems(buf_str(&o->scratch), o->scratch.len));
}

/*
 * The name is two characters from the right, the first character of the date two after the
 * name's; if the date is longer, it is two from the right, and the name moves in.
 */
static void place_signature(struct office *o, const struct node *n, struct office_paragraph *p)
{
	long right = layout_length(o->layout, OFFICE_SIGNATURE, LAYOUT_RIGHT);
	long shift = 2 * layout_em(o->layout, OFFICE_DATE), name = 0, date = 0, more;
	const struct node *next = n;

	for (; next && next->kind == KIND_SIGNATURE; next = next_line(o, next)) {
		long width = width_of(o, next, OFFICE_SIGNATURE);

		name = width > name ? width : name;
	}
	if (next && next->kind == KIND_DATE)
		date = width_of(o, next, OFFICE_DATE);
	more = date > name ? date + shift - name : 0;
	if (name + right + shift > o->text_width) {
		o->plan.date_left = 0;
	} else if (more > 0) {
		p->right = right + more;
		o->plan.date_left = 0;
	} else {
		o->plan.date_left = o->text_width - right - name + shift;
	}
}

static bool place_closing(struct office *o, const struct node *n, struct office_paragraph *p)
{
	bool below = o->plan.closing;

	o->plan.closing = n->kind == KIND_SIGNATURE;
	if (n->kind == KIND_SIGNATURE && !below) {
		place_signature(o, n, p);
	} else if (n->kind == KIND_DATE && below && o->plan.date_left) {
		p->align = OFFICE_ALIGN_LEFT;
		p->left = o->plan.date_left;
		p->right = 0;
	}
	p->joined = below;
	return n->kind == KIND_SIGNATURE || n->kind == KIND_DATE;
}

/* ---- all lines ---- */

/* Longest note below the date [characters]: （此件公开发布） */
#define NOTE_CHARS 40

static bool is_note(struct office *o, const struct node *n)
{
	const char *s = squashed(o, n);

	return n->kind == KIND_PARA && chars_of(s) <= NOTE_CHARS && !strncmp(s, "（", 3) &&
	       ends_with(s, "）");
}

bool office_signature_follows(const struct office *o, const struct node *n)
{
	const struct node *next = next_line(o, n);

	return next && (next->kind == KIND_SIGNATURE || next->kind == KIND_DATE);
}

static void place_official(struct office *o, const struct node *n, struct office_paragraph *p)
{
	bool attached = false;

	if (n->kind == KIND_TITLE) {
		plan_title(o, n, p->style);
		return;
	}
	if (!place_closing(o, n, p) && !place_annex(o, n, p) && !place_addressee(o, n, p)) {
		attached = place_attached(o, n, p);
		if (n->kind == KIND_HEADING) {
			unsigned level = printed_level(squashed(o, n));

			if (level)
				p->style = OFFICE_HEADING1 + level - 1;
		}
		plan_run_in(o, n);
	}
	o->plan.attached = attached;
	o->plan.closed = n->kind == KIND_DATE || (o->plan.closed && is_note(o, n));
	o->plan.lines = p->style == OFFICE_ISSUED ? 0 : o->plan.lines + 1;
}

void office_place_line(struct office *o, const struct node *n, struct office_paragraph *p)
{
	const struct node *below_date = n->kind == KIND_DATE ? next_line(o, n) : NULL;

	o->plan.cut_count = o->plan.next_cut = 0;
	o->plan.at = o->plan.face_end = 0;
	if (!place_lead(o, n, p) && o->layout->official)
		place_official(o, n, p);
	/* The last line of the text stays with the signature, which is never alone on a page
	   (7.3.5.5), and the date with the note below it (7.3.6). */
	p->keep = office_signature_follows(o, n) || (below_date && is_note(o, below_date));
}
