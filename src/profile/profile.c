/*
 * Profiles are read, and the one that a document has is chosen: clues are looked for, points
 * added, the highest sum wins.
 */
#include "profile/profile.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/data.h"
#include "base/file.h"
#include "profile/label.h"
#include "tree/text.h"

#define FOLDER	  "profiles/"
#define EXTENSION ".profile"

/* ---- read: the parser ---- */

struct parser {
	struct profile *profile;
	struct arena *arena;
	struct match_cache *matches;
	struct profile_error *error;
	const char *start;    /* of the line */
	const char *at, *end; /* what is left of it */
	unsigned line;
	bool choosing; /* only directives that it is chosen by are read */

	/* Ends of the lists that grow. */
	struct profile_clue **clue;
	struct profile_section **section;
	struct profile_table **table;
	struct profile_check **check;
	struct profile_equation **equation; /* of the check at hand; NULL: none is */
	struct profile_pattern **heading;   /* of the section at hand; NULL: none is */
	struct profile_pattern **cell;	    /* of the table at hand; NULL: none is */
};

static int __attribute__((format(printf, 2, 3)))
fail(struct parser *ps, const char *format, ...)
{
	va_list args;

	ps->error->line = ps->line;
	va_start(args, format);
	vsnprintf(ps->error->message, sizeof ps->error->message, format, args);
	va_end(args);
	return -1;
}

static void *alloc(struct parser *ps, size_t size)
{
	void *p = arena_alloc(ps->arena, size);

	if (!p)
		fail(ps, "out of memory");
	return p;
}

static const char *copy(struct parser *ps, const char *s, size_t len)
{
	const char *p = arena_strndup(ps->arena, s, len);

	if (!p)
		fail(ps, "out of memory");
	return p;
}

/* ---- words of a line ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(struct parser *ps)
{
	while (ps->at < ps->end && is_blank(*ps->at))
		ps->at++;
}

/* True if word comes next; if so, it is taken. */
static bool take(struct parser *ps, const char *word)
{
	size_t len = strlen(word);

	skip_blanks(ps);
	if ((size_t)(ps->end - ps->at) < len || memcmp(ps->at, word, len))
		return false;
	if (isalpha((unsigned char)word[len - 1]) && ps->at + len < ps->end &&
		isalnum((unsigned char)ps->at[len]))
		return false;
	ps->at += len;
	return true;
}

/* A name of lower-case letters, digits, dots and hyphens. */
static const char *take_id(struct parser *ps, const char *what)
{
	const char *start;

	skip_blanks(ps);
	start = ps->at;
	while (ps->at < ps->end &&
		(islower((unsigned char)*ps->at) || isdigit((unsigned char)*ps->at) ||
			*ps->at == '.' || *ps->at == '-'))
		ps->at++;
	if (ps->at == start || (ps->at < ps->end && !is_blank(*ps->at))) {
		fail(ps, "%s is a word of lower-case letters, digits, dots and hyphens", what);
		return NULL;
	}
	return copy(ps, start, (size_t)(ps->at - start));
}

/* A whole number of at most five digits, with a minus if it may be less than 0. */
static bool take_number(struct parser *ps, bool sign, int *number)
{
	const char *s;
	int value = 0, digits = 0;
	bool minus;

	skip_blanks(ps);
	s = ps->at;
	minus = sign && s < ps->end && *s == '-';
	for (s += minus; s < ps->end && isdigit((unsigned char)*s) && digits < 5; s++, digits++)
		value = value * 10 + (*s - '0');
	if (!digits || (s < ps->end && isalnum((unsigned char)*s)))
		return false;
	*number = minus ? -value : value;
	ps->at = s;
	return true;
}

static int take_end(struct parser *ps)
{
	skip_blanks(ps);
	if (ps->at < ps->end)
		return fail(ps, "the end of the line, from byte %zu of it on, is too much",
			(size_t)(ps->at - ps->start) + 1);
	return 0;
}

static const char *pattern(struct parser *ps, const char *s, size_t len)
{
	const char *p = copy(ps, s, len);
	char reason[160];

	if (p && !match_valid(ps->matches, p, reason, sizeof reason)) {
		fail(ps, "the pattern is faulty: %s", reason);
		return NULL;
	}
	return p;
}

/* The rest of the line is a pattern. */
static const char *take_rest(struct parser *ps)
{
	const char *start;

	skip_blanks(ps);
	start = ps->at;
	ps->at = ps->end;
	if (start == ps->end) {
		fail(ps, "a pattern is missing");
		return NULL;
	}
	return pattern(ps, start, (size_t)(ps->end - start));
}

/* A pattern between slashes; pcre2 itself reads \/ as a slash. */
static const char *take_slashed(struct parser *ps)
{
	const char *start, *s;

	if (!take(ps, "/")) {
		fail(ps, "a pattern between slashes is missing");
		return NULL;
	}
	start = ps->at;
	for (s = start; s < ps->end && *s != '/'; s++)
		if (*s == '\\' && s + 1 < ps->end)
			s++;
	if (s == ps->end) {
		fail(ps, "the pattern's second slash is missing");
		return NULL;
	}
	ps->at = s + 1;
	return pattern(ps, start, (size_t)(s - start));
}

/* ---- directives ---- */

static int parse_about(struct parser *ps)
{
	skip_blanks(ps);
	ps->profile->about = copy(ps, ps->at, (size_t)(ps->end - ps->at));
	return ps->profile->about ? 0 : -1;
}

static int parse_need(struct parser *ps)
{
	if (!take_number(ps, false, &ps->profile->need))
		return fail(ps, "need takes a number of points");
	return take_end(ps);
}

/* 2017, 2019-2020 or 2021- */
static int parse_years(struct parser *ps, struct profile_clue *clue)
{
	int first, last;

	if (!take_number(ps, false, &first))
		return fail(ps, "a year is missing");
	last = first;
	if (take(ps, "-") && !take_number(ps, false, &last))
		last = 9999;
	if (last < first)
		return fail(ps, "the years %d to %d are none", first, last);
	clue->first = (unsigned)first;
	clue->last = (unsigned)last;
	return take_end(ps);
}

static int parse_clue(struct parser *ps)
{
	static const char *const places[] = {
		[CLUE_TITLE] = "title",
		[CLUE_HEADING] = "heading",
		[CLUE_BODY] = "body",
		[CLUE_YEAR] = "year",
	};
	struct profile_clue *clue = alloc(ps, sizeof *clue);
	size_t place = 0, count = sizeof places / sizeof *places;

	if (!clue)
		return -1;
	while (place < count && !take(ps, places[place]))
		place++;
	if (place == count)
		return fail(ps, "a clue stands in the title, a heading, the body or the year");
	clue->place = (enum clue_place)place;
	if (!take_number(ps, true, &clue->points))
		return fail(ps, "a clue has a number of points");
	*ps->clue = clue;
	ps->clue = &clue->next;
	if (clue->place == CLUE_YEAR)
		return parse_years(ps, clue);
	clue->pattern = take_rest(ps);
	return clue->pattern ? 0 : -1;
}

static void leave_block(struct parser *ps)
{
	ps->equation = NULL;
	ps->heading = NULL;
	ps->cell = NULL;
}

static int parse_section(struct parser *ps)
{
	struct profile_section *section = alloc(ps, sizeof *section);

	if (!section || !(section->id = take_id(ps, "a section's id")))
		return -1;
	section->required = take(ps, "required");
	leave_block(ps);
	ps->heading = &section->headings;
	*ps->section = section;
	ps->section = &section->next;
	return take_end(ps);
}

static int parse_table(struct parser *ps)
{
	struct profile_table *table = alloc(ps, sizeof *table);

	if (!table || !(table->id = take_id(ps, "a table's id")))
		return -1;
	table->required = take(ps, "required");
	leave_block(ps);
	ps->cell = &table->cells;
	*ps->table = table;
	ps->table = &table->next;
	return take_end(ps);
}

/* Adds the rest of the line to the list that *tail ends. */
static int parse_item(struct parser *ps, struct profile_pattern ***tail, const char *where)
{
	struct profile_pattern *item;

	if (!*tail)
		return fail(ps, "this stands in a %s only", where);
	item = alloc(ps, sizeof *item);
	if (!item || !(item->pattern = take_rest(ps)))
		return -1;
	**tail = item;
	*tail = &item->next;
	return 0;
}

static int parse_heading(struct parser *ps)
{
	return parse_item(ps, &ps->heading, "section");
}

static int parse_cell(struct parser *ps)
{
	return parse_item(ps, &ps->cell, "table");
}

static const struct profile_table *table_find(const struct profile *p, const char *id)
{
	const struct profile_table *table = p->tables;

	while (table && strcmp(table->id, id))
		table = table->next;
	return table;
}

static int parse_check(struct parser *ps)
{
	struct profile_check *check = alloc(ps, sizeof *check);
	const char *table;

	if (!check || !(check->rule = take_id(ps, "a check's rule")))
		return -1;
	if (!take(ps, "in"))
		return fail(ps, "a check stands in a table: check %s in TABLE", check->rule);
	table = take_id(ps, "a table's id");
	if (!table)
		return -1;
	check->table = table_find(ps->profile, table);
	if (!check->table)
		return fail(ps, "there is no table \"%s\" above", table);
	leave_block(ps);
	ps->equation = &check->equations;
	*ps->check = check;
	ps->check = &check->next;
	return take_end(ps);
}

/* [COUNT] row /P/, or [COUNT] rows [/P/] [from /P/] [until /P/]; columns likewise. */
static int parse_term(struct parser *ps, enum axis axis, struct profile_term *term)
{
	static const char *const words[][2] = {
		[AXIS_ROW] = {"row", "rows"},
		[AXIS_COLUMN] = {"column", "columns"},
	};
	int count = 0;

	if (take_number(ps, false, &count) && !count)
		return fail(ps, "a sum of 0 lines is none");
	term->count = (unsigned)count;
	term->many = take(ps, words[axis][1]);
	if (!term->many && (count || !take(ps, words[axis][0])))
		return fail(ps, "\"%s\" is missing", words[axis][count > 0]);
	skip_blanks(ps);
	if ((!term->many || (ps->at < ps->end && *ps->at == '/')) &&
		!(term->pattern = take_slashed(ps)))
		return -1;
	if (term->many && take(ps, "from") && !(term->from = take_slashed(ps)))
		return -1;
	if (term->many && take(ps, "until") && !(term->until = take_slashed(ps)))
		return -1;
	return 0;
}

static int parse_side(struct parser *ps, enum axis axis, struct profile_term **tail)
{
	do {
		struct profile_term *term = alloc(ps, sizeof *term);

		if (!term || parse_term(ps, axis, term))
			return -1;
		*tail = term;
		tail = &term->next;
	} while (take(ps, "+"));
	return 0;
}

static int parse_each(struct parser *ps)
{
	struct profile_equation *equation;
	enum axis terms;

	if (!ps->equation)
		return fail(ps, "this stands in a check only");
	equation = alloc(ps, sizeof *equation);
	if (!equation)
		return -1;
	if (take(ps, "column:"))
		equation->each = AXIS_COLUMN;
	else if (take(ps, "row:"))
		equation->each = AXIS_ROW;
	else
		return fail(ps, "an equation is for \"each row:\" or for \"each column:\"");
	terms = equation->each == AXIS_COLUMN ? AXIS_ROW : AXIS_COLUMN;
	if (parse_side(ps, terms, &equation->left))
		return -1;
	if (!take(ps, "="))
		return fail(ps, "\"=\" or \"+\" is missing");
	if (parse_side(ps, terms, &equation->right))
		return -1;
	*ps->equation = equation;
	ps->equation = &equation->next;
	return take_end(ps);
}

static const struct directive {
	const char *word;
	int (*parse)(struct parser *ps);
	bool chooses; /* by it the profile is chosen */
} directives[] = {
	{"about", parse_about, false},
	{"need", parse_need, true},
	{"clue", parse_clue, true},
	{"section", parse_section, false},
	{"heading", parse_heading, false},
	{"table", parse_table, false},
	{"cell", parse_cell, false},
	{"check", parse_check, false},
	{"each", parse_each, false},
};

static int parse_line(struct parser *ps)
{
	skip_blanks(ps);
	while (ps->end > ps->at && (is_blank(ps->end[-1]) || ps->end[-1] == '\r'))
		ps->end--;
	if (ps->at == ps->end || *ps->at == '#')
		return 0;
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
		if (*directives[i].word == *ps->at &&
			(directives[i].chooses || !ps->choosing) &&
			take(ps, directives[i].word))
			return directives[i].parse(ps);
	return ps->choosing ? 0 : fail(ps, "there is no such directive");
}

static int parse_text(struct profile *p, struct parser ps, const char *text, size_t len)
{
	const char *end = text + len;

	*p = (struct profile){.name = p->name};
	ps.profile = p;
	ps.clue = &p->clues;
	ps.section = &p->sections;
	ps.table = &p->tables;
	ps.check = &p->checks;
	if (len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		text += 3;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));

		ps.line++;
		ps.start = ps.at = text;
		ps.end = newline ? newline : end;
		text = newline ? newline + 1 : end;
		if (parse_line(&ps))
			return -1;
	}
	return 0;
}

int profile_parse(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error)
{
	struct parser ps = {.arena = arena, .matches = matches, .error = error};

	return parse_text(p, ps, text, len);
}

static bool comes_before(const struct profile_clue *a, const struct profile_clue *b)
{
	return a->place != b->place ? a->place < b->place : a->points > b->points;
}

static struct profile_clue *sort_clues(struct profile_clue *clues)
{
	struct profile_clue *sorted = NULL, *next;

	for (struct profile_clue *clue = clues; clue; clue = next) {
		struct profile_clue **at = &sorted;

		next = clue->next;
		while (*at && !comes_before(clue, *at))
			at = &(*at)->next;
		clue->next = *at;
		*at = clue;
	}
	return sorted;
}

int profile_parse_clues(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error)
{
	struct parser ps = {
		.arena = arena, .matches = matches, .error = error, .choosing = true};
	int rc = parse_text(p, ps, text, len);

	p->clues = sort_clues(p->clues);
	return rc;
}

/* ---- chosen: the document as clues see it ---- */

/* The text that clues are looked for in [bytes]: a form's own words come early, and a long page
   must not be searched to its end for every profile there is. */
#define BODY_MAX    (128 * 1024)
#define HEADING_MAX 1024

/* The document as clues see it: what they ask for is read when the first one asks. */
struct scan {
	const struct document *doc;
	struct match_cache *matches;
	struct buf title, body;
	struct buf headings; /* one a line, without numbers */
	unsigned year;	     /* 0: not known */
	bool has_title, has_headings, has_body, has_year;
	enum { NOT_KNOWN, NONE, SOME } ideographs; /* of the body */
};

static void collect_heading(struct scan *e, const struct node *heading)
{
	struct buf label = BUF_INIT;
	size_t number;

	if (label_collect(&label, heading, HEADING_MAX)) {
		number = label_numbering(e->matches, buf_str(&label), label.len);
		buf_puts(&e->headings, buf_str(&label) + number);
		buf_putc(&e->headings, '\n');
	}
	e->headings.failed |= label.failed;
	buf_free(&label);
}

static const struct buf *title_of(struct scan *e)
{
	const struct node *title = e->has_title ? NULL : document_title(e->doc);

	if (title)
		label_collect(&e->title, title, HEADING_MAX);
	e->has_title = true;
	return &e->title;
}

static const struct buf *headings_of(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = e->has_headings ? NULL : root;

	for (; n;
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next_block(root, n))
		if (n->kind == KIND_HEADING)
			collect_heading(e, n);
	e->has_headings = true;
	return &e->headings;
}

static const struct buf *body_of(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = e->has_body ? NULL : root;

	while (n && e->body.len < BODY_MAX) {
		if (n->kind == KIND_TEXT)
			label_put(&e->body, node_text(n), node_text_len(n));
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next(root, n);
	}
	e->has_body = true;
	return &e->body;
}

/* Mostly, what is no ideograph is ASCII. */
static bool may_have_ideograph(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		while (utf8_eight_ascii(s + i, len - i))
			i += 8;
		if (i < len && utf8_begins_han(s[i]))
			return true;
	}
	return false;
}

/* Most documents that are of no form have none: their bodies need not be read. */
static bool has_ideographs(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = root;

	if (e->ideographs != NOT_KNOWN)
		return e->ideographs == SOME;
	while (n && !may_have_ideograph(node_text_len(n) ? node_text(n) : "", node_text_len(n)))
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next(root, n);
	e->ideographs = n ? SOME : NONE;
	return n;
}

/* The year in digits (2017) or in numerals (二〇一七) that are before 年; 0: none. */
static unsigned year_in(
	struct match_cache *matches, const char *pattern, const struct buf *text)
{
	static const char *const numerals[] = {
		"〇0零○O", "一1", "二2", "三3", "四4", "五5", "六6", "七7", "八8", "九9"};
	struct span found[2];
	unsigned year = 0;

	if (!match(matches, pattern, buf_str(text), text->len, found, 2))
		return 0;
	for (size_t at = found[1].start; at < found[1].end;) {
		unsigned char lead = (unsigned char)text->data[at];
		size_t width = lead < 0x80 ? 1 : 3;
		char digit[4] = "";
		unsigned value = 0;

		memcpy(digit, text->data + at, width);
		while (value < 9 && !strstr(numerals[value], digit))
			value++;
		year = year * 10 + value;
		at += width;
	}
	return year;
}

/* The year reported on is in the title; failing that, the first year that a "report year"
   names is it, and failing that, the first there is. */
static unsigned find_year(struct scan *e)
{
	static const char any[] = "(?<![0-9])([12一二][0-9〇零○O一二三四五六七八九]{3})年";
	static const char reported[] =
		"(?<![0-9])([12一二][0-9〇零○O一二三四五六七八九]{3})年度";
	unsigned year = year_in(e->matches, any, title_of(e));

	if (year || !has_ideographs(e))
		return year;
	year = year_in(e->matches, reported, body_of(e));
	return year ? year : year_in(e->matches, any, body_of(e));
}

static unsigned year_of(struct scan *e)
{
	if (!e->has_year)
		e->year = find_year(e);
	e->has_year = true;
	return e->year;
}

static const struct buf *place_of(struct scan *e, enum clue_place place)
{
	switch (place) {
	case CLUE_TITLE:
		return title_of(e);
	case CLUE_HEADING:
		return headings_of(e);
	default:
		return body_of(e);
	}
}

/* True if a match begins with an ideograph: with the one that the pattern begins with. */
static bool wants_ideograph(const char *pattern)
{
	unsigned width;
	uint32_t first = utf8_decode(pattern, strlen(pattern), &width);

	return char_is_ideograph(first) && !strchr(pattern, '|') &&
	       !strchr("?*{", pattern[width]);
}

static bool clue_holds(struct scan *e, const struct profile_clue *clue)
{
	const struct buf *in;

	if (clue->place == CLUE_YEAR)
		return year_of(e) >= clue->first && e->year <= clue->last;
	if (clue->place == CLUE_BODY && wants_ideograph(clue->pattern) && !has_ideographs(e))
		return false;
	in = place_of(e, clue->place);
	return match(e->matches, clue->pattern, buf_str(in), in->len, NULL, 0);
}

/* The most that clue and those after it can add. */
static int most_from(const struct profile_clue *clue)
{
	int points = 0;

	for (; clue; clue = clue->next)
		points += clue->points > 0 ? clue->points : 0;
	return points;
}

/* True if the clues give as many points as are needed; only then *points is written. Nothing is
   looked for any more once they cannot. */
static bool reaches(struct scan *e, const struct profile *p, int need, int *points)
{
	int sum = 0;

	for (const struct profile_clue *clue = p->clues; clue; clue = clue->next) {
		if (sum + most_from(clue) < need)
			return false;
		if (clue_holds(e, clue))
			sum += clue->points;
	}
	if (sum < need)
		return false;
	*points = sum;
	return true;
}

/* -1 when memory ran out on the way. */
static int scan_free(struct scan *e)
{
	bool failed = buf_failed(&e->title) || buf_failed(&e->body) || buf_failed(&e->headings);

	buf_free(&e->title);
	buf_free(&e->body);
	buf_free(&e->headings);
	return failed ? -1 : 0;
}

/* ---- where profiles come from ---- */

typedef int parse_function(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error);

static const struct profile *parse(struct document *doc, parse_function *read, const char *name,
	const char *file, const char *text, size_t len)
{
	struct profile *p = arena_alloc(&doc->tree.arena, sizeof *p);
	struct profile_error error;

	if (!p)
		return NULL;
	p->name = name;
	if (!read(p, &doc->tree.arena, doc->matches, text, len, &error))
		return p;
	diag_report(doc, DIAG_PROFILE_FAULTY, 0, file, error.line, error.message);
	return NULL;
}

/* The file's name without folders and extension; "file" where that is no UTF-8. */
static const char *name_of(struct document *doc, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t len = strlen(base), tail = strlen(EXTENSION);

	if (len > tail && !strcmp(base + len - tail, EXTENSION))
		len -= tail;
	if (!len || u8_check((const uint8_t *)base, len))
		return "file";
	return arena_strndup(&doc->tree.arena, base, len);
}

static const struct profile *load_file(struct document *doc, const char *path)
{
	const struct profile *p = NULL;
	struct buf text = BUF_INIT;

	if (file_read(path, &text))
		diag_report(doc, DIAG_PROFILE_UNREAD, 0, path, strerror(errno));
	else if (u8_check((const uint8_t *)buf_str(&text), text.len))
		diag_report(doc, DIAG_PROFILE_UNREAD, 0, path, "it is not UTF-8");
	else
		p = parse(
			doc, profile_parse, name_of(doc, path), path, buf_str(&text), text.len);
	buf_free(&text);
	return p;
}

static const struct profile *load_embedded(
	struct document *doc, parse_function *read, const struct data_file *file)
{
	return parse(doc, read, name_of(doc, file->name), file->name, file->text, file->len);
}

bool profile_is_file(const char *name)
{
	size_t len = strlen(name), tail = strlen(EXTENSION);

	return strchr(name, '/') || (len > tail && !strcmp(name + len - tail, EXTENSION));
}

static const struct data_file *find_embedded(const char *name)
{
	struct buf path = BUF_INIT;
	const struct data_file *file = NULL;

	buf_printf(&path, FOLDER "%s" EXTENSION, name);
	if (!buf_failed(&path))
		file = data_find(buf_str(&path));
	buf_free(&path);
	return file;
}

static const struct data_file *choose(struct document *doc)
{
	const struct data_file *best = NULL;
	struct scan e = {.doc = doc, .matches = doc->matches};
	int most = 0;

	for (const struct data_file *file = data_files; file->name; file++) {
		const struct profile *p;

		if (strncmp(file->name, FOLDER, strlen(FOLDER)))
			continue;
		p = load_embedded(doc, profile_parse_clues, file);
		if (p && reaches(&e, p, best && most >= p->need ? most + 1 : p->need, &most))
			best = file;
	}
	return scan_free(&e) ? NULL : best;
}

bool profile_exists(const char *name)
{
	return profile_is_file(name) ? !access(name, R_OK) : find_embedded(name) != NULL;
}

const struct profile *profile_for_document(struct document *doc)
{
	const char *asked = doc->options ? doc->options->profile : NULL;
	const char *name = asked ? asked : doc->profile;
	const struct data_file *file = NULL;
	const struct profile *p = NULL;

	if (asked && profile_is_file(asked))
		p = load_file(doc, asked);
	else if ((name && (file = find_embedded(name))) || (file = choose(doc)))
		p = load_embedded(doc, profile_parse, file);
	if (p)
		doc->profile = p->name;
	return p;
}
