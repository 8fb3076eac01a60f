/*
 * The parts of an official document, and where they stand (GB/T 9704-2012; clauses are of it).
 * What a line is, is told by its words, its kind and its neighbours.
 */
#include "office/office.h"

#include <string.h>

#include "office/office-widths.h"
#include "tree/text.h"

/* Longest lines of each sort [characters]. */
#define ADDRESSEE_CHARS 200
#define CAPTION_CHARS	50
#define UNIT_CHARS	24
#define ANNEX_CHARS	6

/* The addressee is one of the first lines: above it may stand the number of the document. */
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

/* ---- neighbours ---- */

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

const struct node *office_next_line(const struct office *o, const struct node *n)
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

/* ---- labels of annexes (7.3.7) ---- */

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

static bool holds_link(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_LINK || n->kind == KIND_ATTACHMENT)
			return true;
	return false;
}

/* "附件" or "附件2" by itself, with something behind it that is no list of files. */
static bool is_annex(struct office *o, const struct node *n)
{
	const struct node *next = office_next_line(o, n);
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

/* Behind the label. */
static bool is_annex_title(const struct node *n)
{
	return n->kind == KIND_HEADING || (n->kind == KIND_PARA && is_centered(n));
}

/* ---- captions and lines of units ---- */

enum lead { LEAD_NONE, LEAD_CAPTION, LEAD_UNIT, LEAD_ANNEX };

/* What a line right before a table would be. */
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

/* Whether a table is among the few lines behind n. */
static bool is_near_table(struct office *o, const struct node *n)
{
	const struct node *line = n;

	for (int lines = 0; lines < LEADS_MAX && line; lines++) {
		line = office_next_line(o, line);
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
		line = office_next_line(o, line);
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

/* ---- what is attached (7.3.4) ---- */

static long in_twips(const struct office *o, enum office_style style, long ems)
{
	return ems * layout_em(o->layout, style) / 100;
}

/* Names stand below each other, what runs over too: 附件：1.… */
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

static void plan_title(struct office *o, const struct node *n, enum office_style style);

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

	return o->plan.closed && title && !office_printed_level(squashed(o, n));
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
 * The name stands two characters from the right, the first character of the date two behind the
 * name's; where the date is longer, it stands two from the right, and the name moves in.
 */
static void place_signature(struct office *o, const struct node *n, struct office_paragraph *p)
{
	long right = layout_length(o->layout, OFFICE_SIGNATURE, LAYOUT_RIGHT);
	long shift = 2 * layout_em(o->layout, OFFICE_DATE), name = 0, date = 0, more;
	const struct node *next = n;

	for (; next && next->kind == KIND_SIGNATURE; next = office_next_line(o, next)) {
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

static void place_date(struct office *o, struct office_paragraph *p)
{
	if (!o->plan.date_left)
		return;
	p->align = OFFICE_ALIGN_LEFT;
	p->left = o->plan.date_left;
	p->right = 0;
}

static bool place_closing(struct office *o, const struct node *n, struct office_paragraph *p)
{
	bool below = o->plan.closing;

	o->plan.closing = n->kind == KIND_SIGNATURE;
	if (n->kind == KIND_SIGNATURE && !below)
		place_signature(o, n, p);
	else if (n->kind == KIND_DATE && below)
		place_date(o, p);
	p->joined = below;
	return n->kind == KIND_SIGNATURE || n->kind == KIND_DATE;
}

/* ---- titles and headings (7.3.1, 7.3.3) ---- */

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

unsigned office_printed_level(const char *s)
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

static void place_heading(struct office *o, const struct node *n, struct office_paragraph *p)
{
	unsigned level = office_printed_level(squashed(o, n));

	if (level)
		p->style = OFFICE_HEADING1 + level - 1;
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
	const struct node *next = office_next_line(o, n);

	return next && (next->kind == KIND_SIGNATURE || next->kind == KIND_DATE);
}

/* The last line of the text stays with the signature, which is never alone on a page (7.3.5.5),
   and the date with the note below it (7.3.6). */
static bool stays_with_next(struct office *o, const struct node *n)
{
	const struct node *next = n->kind == KIND_DATE ? office_next_line(o, n) : NULL;

	return office_signature_follows(o, n) || (next && is_note(o, next));
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
		if (n->kind == KIND_HEADING)
			place_heading(o, n, p);
		office_plan_run_in(o, n);
	}
	o->plan.attached = attached;
	o->plan.closed = n->kind == KIND_DATE || (o->plan.closed && is_note(o, n));
	o->plan.lines = p->style == OFFICE_ISSUED ? 0 : o->plan.lines + 1;
}

void office_place_line(struct office *o, const struct node *n, struct office_paragraph *p)
{
	o->plan.cut_count = o->plan.next_cut = 0;
	o->plan.at = o->plan.face_end = 0;
	if (!place_lead(o, n, p) && o->layout->official)
		place_official(o, n, p);
	p->keep = stays_with_next(o, n);
}
