#include "figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tree/grid.h"
#include "profile/label.h"
#include "document/emit.h"

/* More slots than any form has: the largest known, requests of 2021, has 280. */
#define SLOTS_MAX 20000

/* The longest printed label known has 114 bytes. */
#define CELL_MAX 512

#define UNITS "(?:元|万元|亿元|件|条|份|次|人|个|项|家|%)"

/* What a cell's text is; the first that fits. Commas are full width in label form. */
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

/* NULL where nothing but words stands from the label on. */
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

int figures_load(struct figures *f, struct match_cache *matches, const struct node *table)
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

void figures_free(struct figures *f)
{
	arena_free(&f->arena);
}

const struct figure *figures_at(
	const struct figures *f, enum axis axis, unsigned line, unsigned cross)
{
	return axis == AXIS_ROW ? slot_at(f, line, cross) : slot_at(f, cross, line);
}

bool figures_have(const struct figures *f, struct match_cache *matches, const char *pattern)
{
	size_t count = (size_t)f->count[AXIS_ROW] * f->count[AXIS_COLUMN];

	for (size_t i = 0; i < count; i++)
		if (f->slots[i].kind == FIGURE_TEXT &&
			match_str(matches, pattern, f->slots[i].text))
			return true;
	return false;
}
