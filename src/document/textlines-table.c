/* Tables in plain text: cells between tabs, and cells that have become lines. */
#include "document/textlines.h"

#include <stdlib.h>
#include <string.h>

/* ---- cells between tabs ---- */

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Where line i itself starts: the first has the blank lines before it. */
static size_t own_start(const struct textlines *ls, size_t i)
{
	size_t at = ls->at[i].start;

	while (at > ls->at[i].begin && !is_line_end(ls->text[at - 1]))
		at--;
	return at;
}

static size_t own_end(const struct textlines *ls, size_t i)
{
	size_t at = ls->at[i].stop;

	while (at < ls->at[i + 1].begin && !is_line_end(ls->text[at]))
		at++;
	return at;
}

bool textline_next_cell(const struct textlines *ls, size_t i, struct textline_cell *cell)
{
	bool first = !cell->to;
	const char *tab;

	if (cell->last)
		return false;
	if (first)
		cell->end = own_end(ls, i);
	cell->from = first ? ls->at[i].begin : cell->to;
	cell->start = first ? own_start(ls, i) : cell->to;
	tab = memchr(ls->text + cell->start, '\t', cell->end - cell->start);
	cell->last = !tab;
	cell->stop = tab ? (size_t)(tab - ls->text) : cell->end;
	cell->to = tab ? cell->stop + 1 : ls->at[i + 1].begin;
	return true;
}

size_t textline_cells(const struct textlines *ls, size_t i)
{
	struct textline_cell cell = {0};
	size_t n = 0;

	while (textline_next_cell(ls, i, &cell))
		n++;
	return n;
}

bool textline_has_amount(const struct textlines *ls, size_t i)
{
	struct textline_cell cell = {0};

	while (textline_next_cell(ls, i, &cell)) {
		size_t start = cell.start, stop = cell.stop;

		range_trim(ls->text, &start, &stop);
		if (cell_class(ls->text + start, stop - start) == CELL_NUMBER)
			return true;
	}
	return false;
}

/* ---- cells that have become lines ---- */

/*
 * The lines are tried at every width that divides their number. At the right one, columns are
 * of one kind each: names in the first, amounts in others, and words at the head of all. At a
 * wrong one they are mixed. Where that does not single out one width, there is no table: to
 * invent one would be worse than to leave paragraphs.
 */
#define COLUMNS_MIN 2
#define COLUMNS_MAX 20
#define ROWS_MIN    3

/* Cells that have their column's kind, of 100, below which columns are mixed. A caption above
   or a note below the cells, of up to MARGIN_MAX lines, is believed only where all of them
   have. */
#define PURE_MIN   90
#define MARGIN_MAX 2

/* Lines from "at" on that look like cells, alike in their indent and in the gaps between them.
 */
static size_t run_length(const struct textlines *ls, size_t at)
{
	const struct textline *first = &ls->at[at];
	bool gap = textline_gap(ls, at);
	size_t end = at;

	while (end < ls->count && ls->at[end].cell != CELL_NONE && !ls->at[end].bullet &&
		ls->at[end].indent == first->indent) {
		end++;
		if (textline_gap(ls, end - 1) != gap)
			break;
	}
	return end - at;
}

struct tally {
	size_t words, numbers, dashes;
};

/* What the column at cells[0] holds below its head. */
static struct tally tally_column(const struct textline *cells, size_t rows, size_t columns)
{
	struct tally t = {0};

	for (size_t i = columns; i < rows * columns; i += columns) {
		t.words += cells[i].cell == CELL_WORDS;
		t.numbers += cells[i].cell == CELL_NUMBER;
		t.dashes += cells[i].cell == CELL_DASH;
	}
	return t;
}

/* Whether the first column counts the rows: 序号. */
static bool is_serial(
	const struct textlines *ls, const struct textline *cells, size_t rows, size_t columns)
{
	for (size_t row = 1; row < rows; row++)
		if (strtoul(ls->text + cells[row * columns].start, NULL, 10) != row)
			return false;
	return true;
}

/* How pure the columns are, of 100; 0 where it is no table. */
static unsigned purity(
	const struct textlines *ls, const struct textline *cells, size_t rows, size_t columns)
{
	size_t pure = 0, amounts = 0;

	for (size_t i = 0; i < columns; i++)
		if (cells[i].cell != CELL_WORDS)
			return 0;
	for (size_t i = 0; i < columns; i++) {
		struct tally t = tally_column(cells + i, rows, columns);
		bool amount = t.numbers > t.words;

		if (!i && amount && !is_serial(ls, cells, rows, columns))
			return 0;
		amounts += i && amount;
		pure += t.dashes + (amount ? t.numbers : t.words);
	}
	return amounts ? (unsigned)(pure * 100 / ((rows - 1) * columns)) : 0;
}

/* The one width at which n cells are purest; 0 where none is pure enough, or two are. */
static size_t best_columns(
	const struct textlines *ls, const struct textline *cells, size_t n, unsigned least)
{
	unsigned best = least - 1;
	size_t found = 0;

	for (size_t columns = COLUMNS_MIN; columns <= COLUMNS_MAX && columns * ROWS_MIN <= n;
		columns++) {
		unsigned pure = n % columns ? 0 : purity(ls, cells, n / columns, columns);

		if (pure > best) {
			best = pure;
			found = columns;
		} else if (pure == best && found) {
			found = 0;
		}
	}
	return found;
}

bool textlines_find_table(const struct textlines *ls, size_t at, struct textlines_table *table)
{
	size_t run = run_length(ls, at);

	*table = (struct textlines_table){.run = run};
	for (size_t above = 0; above <= MARGIN_MAX; above++)
		for (size_t below = 0; below <= MARGIN_MAX; below++) {
			size_t n = run > above + below ? run - above - below : 0;

			table->columns = best_columns(
				ls, ls->at + at + above, n, above + below ? 100 : PURE_MIN);
			if (!table->columns)
				continue;
			table->first = at + above;
			table->rows = n / table->columns;
			return true;
		}
	return false;
}
