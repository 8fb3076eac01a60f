#include "tree/grid.h"

#include <stdlib.h>
#include <string.h>

static bool holds_rows(enum kind kind)
{
	return kind == KIND_HEAD || kind == KIND_BODY || kind == KIND_FOOT;
}

/* The row after row, or the table's first where row is NULL. */
static struct node *next_row(const struct node *table, const struct node *row)
{
	struct node *next = node_following(row);
	struct node *group = row ? node_following(node_parent(row)) : node_first(table);

	for (; !next && group; group = node_following(group))
		if (holds_rows(group->kind))
			next = node_first(group);
	return next;
}

static unsigned span_of(const struct node *cell, enum attr attr, unsigned most)
{
	int span = attr_int(cell, attr, 1);

	/* rowspan="0" covers all that is left of the table (HTML standard, 4.9.11). */
	if (attr == ATTR_ROWSPAN && span == 0)
		return most;
	return span < 1 ? 1 : (unsigned)span > most ? most : (unsigned)span;
}

/* An upper bound of the columns: what the cells of each row claim, and what hangs down into it.
 */
static unsigned columns_bound(const struct node *table, unsigned rows)
{
	unsigned widest = 0, hanging = 0;

	for (const struct node *row = next_row(table, NULL); row; row = next_row(table, row)) {
		unsigned own = 0;

		for (const struct node *c = node_first(row); c; c = node_following(c)) {
			unsigned span = span_of(c, ATTR_COLSPAN, GRID_COLUMNS_MAX);

			own += span;
			if (span_of(c, ATTR_ROWSPAN, rows) > 1)
				hanging += span;
			if (own + hanging >= GRID_COLUMNS_MAX)
				return GRID_COLUMNS_MAX;
		}
		if (own > widest)
			widest = own;
	}
	return widest + hanging;
}

/* The highest bit of a slot: the cell's origin is here. References are smaller (storage.h). */
#define ORIGIN (POOL_REF_MAX + 1)

static uint32_t *slot(struct grid *g, unsigned row, unsigned column)
{
	return &g->slots[(size_t)row * g->columns + column];
}

static void place(struct grid *g, struct node *cell, unsigned row, unsigned column)
{
	unsigned down = span_of(cell, ATTR_ROWSPAN, g->rows - row);
	unsigned across = span_of(cell, ATTR_COLSPAN, g->columns - column);
	uint32_t ref = pool_ref(cell);

	/* A column taken in the first row hangs from above; one free there is free further
	 * down. */
	for (unsigned c = column; c < column + across; c++) {
		if (*slot(g, row, c)) {
			g->overlap = true;
			continue;
		}
		for (unsigned r = row; r < row + down; r++)
			*slot(g, r, c) = ref | (r == row && c == column ? ORIGIN : 0);
	}
}

static void fill_row(struct grid *g, unsigned row)
{
	unsigned column = 0;

	for (struct node *c = node_first(g->row_nodes[row]); c; c = node_following(c)) {
		while (column < g->columns && *slot(g, row, column))
			column++;
		if (column == g->columns) {
			g->cut = true;
			return;
		}
		place(g, c, row, column);
	}
}

/* Packs the rows to their first columns. */
static void pack_rows(struct grid *g, unsigned columns)
{
	for (unsigned r = 1; r < g->rows && columns < g->columns; r++)
		memmove(&g->slots[(size_t)r * columns], slot(g, r, 0),
			columns * sizeof *g->slots);
	g->columns = columns;
}

/* Leaves the columns that some cell covers. */
static void trim_columns(struct grid *g)
{
	g->narrowest = g->columns;
	for (unsigned r = 0; r < g->rows; r++) {
		unsigned covered = g->columns;

		while (covered && !*slot(g, r, covered - 1))
			covered--;
		if (covered > g->widest)
			g->widest = covered;
		if (covered < g->narrowest)
			g->narrowest = covered;
	}
	pack_rows(g, g->widest);
}

void grid_fold(struct grid *g)
{
	if (g->columns <= GRID_COLUMNS_OFFICE)
		return;
	for (unsigned r = 0; r < g->rows; r++) {
		unsigned c = 0;

		while (c < g->columns && !(*slot(g, r, c) & ORIGIN))
			c++;
		if (c >= GRID_COLUMNS_OFFICE && c < g->columns)
			*slot(g, r, 0) = *slot(g, r, c);
	}
	pack_rows(g, GRID_COLUMNS_OFFICE);
}

int grid_build(struct grid *g, const struct node *table)
{
	unsigned r = 0;

	*g = (struct grid){.table = table};
	for (struct node *row = next_row(table, NULL); row; row = next_row(table, row)) {
		bool header = node_parent(row)->kind == KIND_HEAD && g->header_rows == g->rows;

		g->header_rows += header;
		g->body_rows += !header && node_parent(row)->kind != KIND_FOOT;
		g->rows++;
	}
	g->columns = g->rows ? columns_bound(table, g->rows) : 0;
	g->cut = g->columns && g->rows > GRID_SLOTS_MAX / g->columns;
	if (!g->columns || g->cut) {
		g->rows = g->columns = g->header_rows = g->body_rows = 0;
		return 0;
	}
	g->row_nodes = calloc(g->rows, sizeof *g->row_nodes);
	g->slots = calloc((size_t)g->rows * g->columns, sizeof *g->slots);
	if (!g->row_nodes || !g->slots)
		return -1;
	for (struct node *row = next_row(table, NULL); row; row = next_row(table, row))
		g->row_nodes[r++] = row;
	for (r = 0; r < g->rows; r++)
		fill_row(g, r);
	trim_columns(g);
	return 0;
}

void grid_free(struct grid *g)
{
	free(g->slots);
	free(g->row_nodes);
	*g = (struct grid){0};
}

static uint32_t cell_ref(const struct grid *g, unsigned row, unsigned column)
{
	return g->slots[(size_t)row * g->columns + column] & POOL_REF_MAX;
}

struct grid_slot grid_at(const struct grid *g, unsigned row, unsigned column)
{
	return (struct grid_slot){pool_at(g->table, cell_ref(g, row, column)),
		(g->slots[(size_t)row * g->columns + column] & ORIGIN) != 0};
}

unsigned grid_rowspan(const struct grid *g, unsigned row, unsigned column)
{
	uint32_t cell = cell_ref(g, row, column);
	unsigned r = row + 1;

	while (cell && r < g->rows && cell_ref(g, r, column) == cell)
		r++;
	return r - row;
}

unsigned grid_colspan(const struct grid *g, unsigned row, unsigned column)
{
	uint32_t cell = cell_ref(g, row, column);
	unsigned c = column + 1;

	while (cell && c < g->columns && cell_ref(g, row, c) == cell)
		c++;
	return c - column;
}

bool cell_holds_table(const struct node *cell)
{
	for (const struct node *n = cell; n; n = tree_next_block(cell, n))
		if (n->kind == KIND_TABLE)
			return true;
	return false;
}
