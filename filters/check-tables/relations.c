#include "relations.h"

#include <inttypes.h>

/* Faults told one by one in a sentence; the others are counted. */
#define FAULTS_TOLD 3

/* A term with the lines of the table that it means. */
struct part {
	const struct profile_term *term;
	unsigned *lines;
	unsigned count;
	struct part *next;
};

/* One check at work on one table. */
struct trial {
	const struct figures *f;
	struct match_cache *matches;
	struct arena arena;
	enum axis axis; /* along which the terms' lines lie */
	struct part *left, *right;
	const char *absent;	/* pattern of lines that the table does not have; NULL: none */
	unsigned agree, differ; /* lines tried so far */
	struct buf faults;
};

static bool label_fits(const struct trial *t, unsigned line, const char *pattern)
{
	const char *label = t->f->labels[t->axis][line];

	return label && (!pattern || match_str(t->matches, pattern, label));
}

/* The first line from start on that fits; count where there is none. */
static unsigned find_line(const struct trial *t, unsigned start, const char *pattern)
{
	while (start < t->f->count[t->axis] && !label_fits(t, start, pattern))
		start++;
	return start;
}

/* The lines of a term; false where the table does not have what the term takes. */
static bool find_lines(struct trial *t, struct part *part)
{
	const struct profile_term *term = part->term;
	unsigned all = t->f->count[t->axis], start = 0, end = all;

	t->absent = term->from;
	if (term->from && (start = find_line(t, 0, term->from)) == all)
		return false;
	t->absent = term->until;
	if (term->until && (end = find_line(t, start, term->until)) == all)
		return false;
	t->absent = term->pattern ? term->pattern : term->from;
	part->lines = arena_alloc(&t->arena, all * sizeof *part->lines);
	for (unsigned line = start; part->lines && line < end; line++)
		if (label_fits(t, line, term->pattern) && (term->many || !part->count))
			part->lines[part->count++] = line;
	if (!part->count || (term->count && part->count != term->count))
		return false;
	t->absent = NULL;
	return true;
}

static bool find_side(struct trial *t, const struct profile_term *term, struct part **tail)
{
	for (; term; term = term->next) {
		struct part *part = arena_alloc(&t->arena, sizeof *part);

		if (!part)
			return false;
		part->term = term;
		*tail = part;
		tail = &part->next;
		if (!find_lines(t, part))
			return false;
	}
	return true;
}

/* Adds the part's figures in the line cross to *sum; false where one is no plain number. */
static bool add_part(
	const struct trial *t, const struct part *part, unsigned cross, int64_t *sum)
{
	for (unsigned i = 0; i < part->count; i++) {
		const struct figure *figure = figures_at(t->f, t->axis, part->lines[i], cross);

		if (figure->kind != FIGURE_NUMBER ||
			__builtin_add_overflow(*sum, figure->value, sum))
			return false;
	}
	return true;
}

static bool add_side(
	const struct trial *t, const struct part *part, unsigned cross, int64_t *sum)
{
	for (*sum = 0; part; part = part->next)
		if (!add_part(t, part, cross, sum))
			return false;
	return true;
}

/* ---- what is said ---- */

static void put_number(struct buf *out, int64_t value)
{
	int64_t whole = value / FIGURE_ONE, rest = value % FIGURE_ONE;
	int digits = 4;

	buf_printf(out, "%s%" PRId64, value < 0 ? "-" : "", whole < 0 ? -whole : whole);
	if (!rest)
		return;
	for (rest = rest < 0 ? -rest : rest; rest % 10 == 0; rest /= 10)
		digits--;
	buf_printf(out, ".%0*" PRId64, digits, rest);
}

static void put_line(struct buf *out, const struct trial *t, enum axis axis, unsigned line)
{
	const char *label = t->f->labels[axis][line];

	if (label && *label)
		buf_printf(out, "\"%s\"", label);
	else
		buf_printf(out, "%s %u", axis == AXIS_ROW ? "row" : "column", line + 1);
}

/* "总计" 13, or: 21 rows together 13 */
static void put_part(
	struct buf *out, const struct trial *t, const struct part *part, unsigned cross)
{
	int64_t sum = 0;

	if (part->term->many)
		buf_printf(out, "%u %s together", part->count,
			t->axis == AXIS_ROW ? "rows" : "columns");
	else
		put_line(out, t, t->axis, part->lines[0]);
	buf_putc(out, ' ');
	add_part(t, part, cross, &sum);
	put_number(out, sum);
}

static void put_side(struct buf *out, const struct trial *t, const struct part *part,
	unsigned cross, int64_t sum)
{
	bool several = part->next;

	for (; part; part = part->next) {
		put_part(out, t, part, cross);
		buf_puts(out, part->next ? " + " : "");
	}
	if (several) {
		buf_puts(out, " = ");
		put_number(out, sum);
	}
}

static void put_fault(struct trial *t, unsigned cross, int64_t left, int64_t right)
{
	if (t->differ > FAULTS_TOLD)
		return;
	buf_puts(&t->faults, "; ");
	put_line(&t->faults, t, t->axis == AXIS_ROW ? AXIS_COLUMN : AXIS_ROW, cross);
	buf_puts(&t->faults, ": ");
	put_side(&t->faults, t, t->left, cross, left);
	buf_puts(&t->faults, ", but ");
	put_side(&t->faults, t, t->right, cross, right);
}

static void put_outcome(struct buf *out, const struct trial *t, const char *table)
{
	unsigned tried = t->agree + t->differ;

	buf_printf(out, "table %s: ", table);
	if (!tried && t->absent)
		buf_printf(out, "nothing to add: not the lines that /%s/ asks for", t->absent);
	else if (!tried)
		buf_puts(out, "nothing to add: blanks or no plain numbers everywhere");
	else if (!t->differ)
		buf_printf(out, "%u of %u sums agree", t->agree, tried);
	else
		buf_printf(
			out, "%u of %u sums differ%s", t->differ, tried, buf_str(&t->faults));
	if (t->differ > FAULTS_TOLD)
		buf_printf(out, "; and %u more", t->differ - FAULTS_TOLD);
}

/* ---- trying ---- */

static void try_equation(struct trial *t, const struct profile_equation *equation)
{
	int64_t left, right;

	t->axis = equation->each == AXIS_COLUMN ? AXIS_ROW : AXIS_COLUMN;
	t->left = t->right = NULL;
	if (!find_side(t, equation->left, &t->left) ||
		!find_side(t, equation->right, &t->right))
		return;
	for (unsigned cross = 0; cross < t->f->count[equation->each]; cross++) {
		if (!add_side(t, t->left, cross, &left) ||
			!add_side(t, t->right, cross, &right))
			continue;
		if (left == right) {
			t->agree++;
		} else {
			t->differ++;
			put_fault(t, cross, left, right);
		}
	}
}

enum check_status relations_try(const struct profile_check *check, const struct figures *f,
	struct match_cache *matches, struct buf *detail)
{
	struct trial t = {.f = f, .matches = matches};

	for (const struct profile_equation *e = check->equations; e; e = e->next)
		try_equation(&t, e);
	put_outcome(detail, &t, check->table->id);
	detail->failed |= buf_failed(&t.faults) || arena_failed(&t.arena);
	buf_free(&t.faults);
	arena_free(&t.arena);
	return t.differ ? CHECK_FAIL : t.agree ? CHECK_PASS : CHECK_SKIPPED;
}
