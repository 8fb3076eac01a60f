/*
 * Tries the sums that the document's profile says must hold in its tables, and reports what
 * does not add up. Nothing is repaired: the record keeps what was printed.
 */
#include "document/filter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "document/emit.h"
#include "profile/label.h"
#include "profile/profile.h"

/* ---- figures: what a table says ---- */

/*
 * A table of statistics: every slot's number, and the label of every row and column, read off
 * the cells themselves, so that nothing depends on how many header rows or label columns there
 * are.
 *
 * A row's label is its first run of cells with words, from the left, one after the other,
 * joined by LABEL_JOIN; a column's is the first run from the top. A cell that covers several
 * slots of the run counts once, and one that covers several rows is part of each row's label.
 */
/* Unit of a figure: four decimals are as many as 万元 with whole 元 has. */
#define FIGURE_ONE 10000

enum figure_kind {
	FIGURE_BLANK,  /* nothing, or a dash and the like in place of a number */
	FIGURE_NUMBER, /* a number to add; value is set */
	FIGURE_ODD,    /* a number that cannot be added: with a unit, with two signs, in the
			  further slots of a wide cell */
	FIGURE_TEXT,   /* words; text is set */
};

struct figure {
	enum figure_kind kind;
	int64_t value;		 /* [1/FIGURE_ONE] */
	const char *text;	 /* label form; "" where it is too long for a label */
	const struct node *cell; /* NULL where no cell covers the slot */
};

struct figures {
	struct arena arena;
	unsigned count[2];    /* by axis: rows, columns */
	struct figure *slots; /* row by row */
	const char *
		*labels[2]; /* by axis; NULL for a line that is all words: it has no figures */
	const struct node *table;
};

/* More slots than any form has: the largest known, requests of 2021, has 280. */
#define SLOTS_MAX 20000

/* The longest printed label known has 114 bytes. */
#define CELL_MAX 512

#define UNITS "(?:元|万元|亿元|件|条|份|次|人|个|项|家|%)"

/* The kinds of a cell's text; the first that fits. Commas are full width in label form. */
static const struct {
	const char *pattern;
	enum figure_kind kind;
} shapes[] = {
	{"^(?:[-—―–_/\\\\*.…]|无)*$", FIGURE_BLANK},
	{"^[-+]?(?:[0-9]{1,3}(?:，[0-9]{3}){1,3}|[0-9]{1,12})(?:\\.[0-9]{1,4})?$",
		FIGURE_NUMBER},
	{"^[-+—–−]*[0-9][0-9，.]*" UNITS "?$", FIGURE_ODD},
	{"", FIGURE_TEXT},
};

/* A number of the shape above; at most 12 digits before the point: 10^16 is the largest. */
static int64_t number(const char *s)
{
	bool minus = *s == '-';
	int64_t value = 0;
	int decimals = -1;

	for (; *s && decimals < 4; s++) {
		if (*s == '.') {
			decimals = 0;
		} else if (*s >= '0' && *s <= '9') {
			value = value * 10 + (*s - '0');
			decimals += decimals >= 0;
		}
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 4; decimals++)
		value *= 10;
	return minus ? -value : value;
}

static void read_cell(struct figures *f, struct figure *slot, struct match_cache *matches)
{
	struct buf label = BUF_INIT;
	size_t shape = 0;

	slot->kind = FIGURE_TEXT;
	slot->text = "";
	/* 56 is no number where the page has 5 struck and 6, nor 103 where it has 10 to the
	 * 3rd. */
	if (label_collect(&label, slot->cell, CELL_MAX) && !scripts_in(slot->cell)) {
		while (!match(
			matches, shapes[shape].pattern, buf_str(&label), label.len, NULL, 0))
			shape++;
		slot->kind = shapes[shape].kind;
	}
	if (slot->kind == FIGURE_NUMBER)
		slot->value = number(buf_str(&label));
	else if (slot->kind == FIGURE_TEXT && label.len <= CELL_MAX)
		slot->text = arena_strdup(&f->arena, buf_str(&label));
	f->arena.failed |= buf_failed(&label);
	buf_free(&label);
}

static struct figure *slot_at(const struct figures *f, unsigned row, unsigned column)
{
	return &f->slots[(size_t)row * f->count[AXIS_COLUMN] + column];
}

/* The slot where a line of the axis crosses the line number cross of the other axis. */
static const struct figure *figures_at(
	const struct figures *f, enum axis axis, unsigned line, unsigned cross)
{
	return axis == AXIS_ROW ? slot_at(f, line, cross) : slot_at(f, cross, line);
}

/* The slot to the left or above that the same cell covers; NULL where there is none. */
static const struct figure *covered_before(
	const struct figures *f, unsigned row, unsigned column, const struct node *cell)
{
	if (!cell)
		return NULL;
	if (column && slot_at(f, row, column - 1)->cell == cell)
		return slot_at(f, row, column - 1);
	if (row && slot_at(f, row - 1, column)->cell == cell)
		return slot_at(f, row - 1, column);
	return NULL;
}

static void read_slots(struct figures *f, struct match_cache *matches, const struct grid *g)
{
	for (unsigned row = 0; row < g->rows; row++)
		for (unsigned column = 0; column < g->columns; column++) {
			struct figure *slot = slot_at(f, row, column);
			struct grid_slot from = grid_at(g, row, column);
			const struct figure *before = covered_before(f, row, column, from.cell);

			slot->cell = from.cell;
			if (before)
				*slot = *before;
			else if (slot->cell)
				read_cell(f, slot, matches);
			/* Which of its lines a wide cell's number is for is not known. */
			if (slot->kind == FIGURE_NUMBER && !from.origin)
				slot->kind = FIGURE_ODD;
		}
}

/* A line's label; NULL where there is nothing but words from the label on. */
static const char *read_label(
	struct figures *f, enum axis axis, unsigned line, struct buf *label)
{
	unsigned cross = 0, end = f->count[axis == AXIS_ROW ? AXIS_COLUMN : AXIS_ROW];
	const struct node *last = NULL;

	buf_clear(label);
	while (cross < end && figures_at(f, axis, line, cross)->kind != FIGURE_TEXT)
		cross++;
	if (cross == end)
		return "";
	for (; cross < end; cross++) {
		const struct figure *slot = figures_at(f, axis, line, cross);

		if (slot->kind != FIGURE_TEXT)
			return arena_strdup(&f->arena, buf_str(label));
		if (last && last != slot->cell)
			buf_putc(label, LABEL_JOIN);
		if (last != slot->cell)
			buf_puts(label, slot->text ? slot->text : "");
		last = slot->cell;
	}
	return NULL;
}

static void read_labels(struct figures *f, enum axis axis)
{
	struct buf label = BUF_INIT;

	f->labels[axis] = arena_alloc(&f->arena, f->count[axis] * sizeof *f->labels[axis]);
	for (unsigned line = 0; f->labels[axis] && line < f->count[axis]; line++)
		f->labels[axis][line] = read_label(f, axis, line, &label);
	f->arena.failed |= buf_failed(&label);
	buf_free(&label);
}

/* Reads a TABLE. -1 when memory ran out or the table is too large for one of statistics; f is
   empty then. figures_free gives it back in every case. */
static int figures_load(
	struct figures *f, struct match_cache *matches, const struct node *table)
{
	struct grid grid;
	int result = -1;

	*f = (struct figures){.table = table};
	if (grid_build(&grid, table))
		goto out;
	if ((uint64_t)grid.rows * grid.columns > SLOTS_MAX)
		goto out;
	f->count[AXIS_ROW] = grid.rows;
	f->count[AXIS_COLUMN] = grid.columns;
	f->slots = arena_alloc(
		&f->arena, ((size_t)grid.rows * grid.columns + 1) * sizeof *f->slots);
	if (!f->slots)
		goto out;
	read_slots(f, matches, &grid);
	read_labels(f, AXIS_ROW);
	read_labels(f, AXIS_COLUMN);
	result = arena_failed(&f->arena) ? -1 : 0;
out:
	grid_free(&grid);
	return result;
}

static void figures_free(struct figures *f)
{
	arena_free(&f->arena);
}

/* True if some cell with words matches. */
static bool figures_have(
	const struct figures *f, struct match_cache *matches, const char *pattern)
{
	size_t count = (size_t)f->count[AXIS_ROW] * f->count[AXIS_COLUMN];

	for (size_t i = 0; i < count; i++)
		if (f->slots[i].kind == FIGURE_TEXT &&
			match_str(matches, pattern, f->slots[i].text))
			return true;
	return false;
}

/* ---- relations: the lines that a sum is of ---- */

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

/* ---- relations: what is said ---- */

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

/* ---- relations: trying ---- */

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

/*
 * Tries the check's equations in every line. Pass: some line could be tried, and all such
 * agree. Skipped: none could. Adds one sentence about it to detail, with the labels in label
 * form.
 * A blank, a dash or anything but a plain number leaves its line out: a blank is not 0.
 */
static enum check_status relations_try(const struct profile_check *check,
	const struct figures *f, struct match_cache *matches, struct buf *detail)
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

/* ---- the tables of a document ---- */

static bool table_is(
	const struct document *doc, const struct profile_table *spec, const struct figures *f)
{
	const struct profile_pattern *cell = spec->cells;

	while (cell && figures_have(f, doc->matches, cell->pattern))
		cell = cell->next;
	return !cell && spec->cells;
}

static int try_check(
	struct document *doc, const struct profile_check *check, const struct figures *f)
{
	struct buf detail = BUF_INIT;
	enum check_status status = relations_try(check, f, doc->matches, &detail);
	bool failed = buf_failed(&detail);

	if (!failed)
		document_add_check(doc, check->rule, status, buf_str(&detail));
	if (!failed && status == CHECK_FAIL)
		diag_report(doc, DIAG_CHECK_FAILED, node_line(f->table), check->rule,
			buf_str(&detail));
	buf_free(&detail);
	return failed ? -1 : 0;
}

static int try_table(struct document *doc, const struct profile *p,
	const struct profile_table *spec, const struct figures *f)
{
	for (const struct profile_check *check = p->checks; check; check = check->next)
		if (check->table == spec && try_check(doc, check, f))
			return -1;
	return 0;
}

/* Tries spec's checks in every table that it describes; found tells whether there is one. */
static int try_tables(struct document *doc, const struct profile *p,
	const struct profile_table *spec, bool *found)
{
	struct node *root = doc->tree.root;
	int result = 0;

	*found = false;
	for (struct node *n = root; n && !result; n = tree_next(root, n)) {
		struct figures f;

		if (n->kind != KIND_TABLE)
			continue;
		if (!figures_load(&f, doc->matches, n) && table_is(doc, spec, &f)) {
			*found = true;
			result = try_table(doc, p, spec, &f);
		}
		figures_free(&f);
	}
	return result;
}

/* What was to be checked is on record even where its table is missing. */
static int skip_table(
	struct document *doc, const struct profile *p, const struct profile_table *spec)
{
	struct buf detail = BUF_INIT;
	bool failed;

	diag_report(doc, DIAG_TABLE_MISSING, 0, p->name, spec->id);
	buf_printf(&detail, "table %s: there is none", spec->id);
	failed = buf_failed(&detail);
	for (const struct profile_check *check = p->checks; check && !failed;
		check = check->next)
		if (check->table == spec)
			document_add_check(doc, check->rule, CHECK_SKIPPED, buf_str(&detail));
	buf_free(&detail);
	return failed ? -1 : 0;
}

static int run(struct document *doc)
{
	const struct profile *p = profile_for_document(doc);
	bool found;

	if (!p)
		return -1;
	for (const struct profile_table *spec = p->tables; spec; spec = spec->next) {
		if (try_tables(doc, p, spec, &found))
			return -1;
		if (!found && spec->required && skip_table(doc, p, spec))
			return -1;
	}
	return arena_failed(&doc->tree.arena) ? -1 : 0;
}

const struct filter filter_check_tables = {
	.name = "check-tables",
	.stage = STAGE_RESTRUCTURE,
	.help = "try the sums that must hold in the profile's tables",
	.run = run,
};
