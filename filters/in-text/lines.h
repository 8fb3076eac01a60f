#ifndef GUIDANG_IN_TEXT_LINES_H
#define GUIDANG_IN_TEXT_LINES_H

/*
 * Plain text as lines: what is in them, how far in, and what they look like.
 *
 * Blank lines are not kept. Every byte belongs to one line nevertheless: a line
 * reaches from its begin to the begin of the next, with the blank lines between
 * them; the first also has those before it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/match.h"

/* The cell that a line would be in a table. */
enum cell {
	CELL_NONE, /* too long, or a sentence: no cell */
	CELL_DASH, /* means nothing: a dash, 无 */
	CELL_WORDS,
	CELL_NUMBER, /* an amount, a date, a telephone number */
};

struct textline {
	uint32_t begin;	      /* [bytes] */
	uint32_t start, stop; /* the same without white space at the ends, half-open [bytes] */
	uint32_t number;      /* in the text, from 1 */
	uint16_t indent;      /* white space before start [1/100 em] */
	uint16_t width; /* of start to stop [terminal cells]; UINT16_MAX: not measured, too long
			 */
	uint8_t cell;	/* enum cell */
	uint8_t bullet; /* from start to the text after a bullet [bytes]; 0: no bullet */
	bool numbered;	/* starts with an outline number */
	bool tabbed;	/* has a tab between start and stop */
};

struct textlines {
	struct buf store;
	const char *text;
	const struct textline
		*at; /* count lines, and one more: the number of the line after them,
		      and where that begins: at the end, but past LINES_MAX */
	size_t count;
	unsigned
		wrap; /* column at which the text was wrapped [terminal cells]; 0: it was not */
};

/* Lines that are told apart; what follows is left alone. No document has so many (at 28 lines a
   page, 9000 pages), and a data file's should not cost 300 bytes of tree each. */
#define LINES_MAX 250000

/* Reads len bytes at text (valid UTF-8), which must outlive ls. 0, or -1: no memory.
   textlines_free gives it back, also after -1. */
int textlines_read(
	struct textlines *ls, struct match_cache *matches, const char *text, size_t len);
void textlines_free(struct textlines *ls);

/* True if line i is the last, or a blank line comes before the next. */
bool textline_gap(const struct textlines *ls, size_t i);
/* True if the next line is the same paragraph: line i was wrapped there. */
bool textline_continues(const struct textlines *ls, size_t i);

/* A table of which each cell is a line. */
struct textlines_table {
	size_t first;	      /* line of the first cell, a header as are all of the first row */
	size_t rows, columns; /* 0: no table */
	size_t run; /* lines looked at, table or not: none of them needs to be tried again */
};

/* True if such a table starts at line "at", or up to two lines (its caption) later. Linear in
   run. */
bool textlines_find_table(const struct textlines *ls, size_t at, struct textlines_table *table);

/* Cells of a line between tabs. Set all to 0, then ask for one after the other. */
struct textline_cell {
	size_t start, stop; /* between the tabs [bytes] */
	size_t from,
		to; /* with the tab after it; the last one to the next line's begin [bytes] */
	size_t end; /* of the line itself [bytes] */
	bool last;
};

/* The next cell of line i; false at the end. */
bool textline_next_cell(const struct textlines *ls, size_t i, struct textline_cell *cell);
/* How many there are, and whether one is an amount. */
size_t textline_cells(const struct textlines *ls, size_t i);
bool textline_has_amount(const struct textlines *ls, size_t i);

/* The cell that the len bytes at s, white space trimmed, would be. */
enum cell cell_class(const char *s, size_t len);

#endif
