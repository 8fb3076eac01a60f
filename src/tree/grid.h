#ifndef GUIDANG_GRID_H
#define GUIDANG_GRID_H

/*
 * The occupancy grid of a table: which cell covers which slot, by the HTML
 * table model (HTML standard, 4.9.12 "Forming a table"): rowspans end at the
 * table's last row, rows may be ragged.
 */
#include <stdbool.h>
#include <stddef.h>

#include "tree/tree.h"

struct grid_slot {
	struct node *cell; /* NULL: no cell covers the slot */
	bool origin;	   /* the cell's top left slot */
};

struct grid {
	unsigned rows, columns;
	unsigned header_rows; /* live ROWs in HEAD, which are first */
	unsigned body_rows;   /* rows from header_rows on that are not in FOOT */
	const struct node *table;
	uint32_t *slots; /* rows * columns, row by row: reference of the cell, and whether it is
			    its origin: grid_at tells */
	struct node **row_nodes;    /* rows */
	unsigned narrowest, widest; /* columns covered, over the rows */
	bool overlap;		    /* two cells wanted one slot: the first has it */
	bool cut;		    /* cells are outside the grid: it is too large */
};

/* Columns past this are cut off, as are spans [columns]; 1000 is HTML's own limit for colspan.
   A table of more slots has an empty grid [slots]. */
#define GRID_COLUMNS_MAX 1000
#define GRID_SLOTS_MAX	 4000000

/* Word opens no table that has more columns: ODT and DOCX have no more. */
#define GRID_COLUMNS_OFFICE 63

/* Builds the grid of a TABLE's live rows and cells. grid_free gives it back, also after -1
   (memory). Rows of nested tables are not its rows. */
int grid_build(struct grid *g, const struct node *table);
void grid_free(struct grid *g);

/* Leaves the first GRID_COLUMNS_OFFICE columns. Cells beyond have no slots any more, and belong
   to the cell before them in their row; where there is none, the first of them gets the row's
   first slot, and what covers that from above ends there. */
void grid_fold(struct grid *g);

struct grid_slot grid_at(const struct grid *g, unsigned row, unsigned column);
/* Spans of the cell whose origin is at row, column, as they fit into the grid [slots]. */
unsigned grid_rowspan(const struct grid *g, unsigned row, unsigned column);
unsigned grid_colspan(const struct grid *g, unsigned row, unsigned column);

/* True if a live TABLE is in the CELL, however deep. */
bool cell_holds_table(const struct node *cell);

#endif
