#include "profile/profile.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/* Whether word comes next; if so, it is taken. */
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
