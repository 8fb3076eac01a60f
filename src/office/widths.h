#ifndef GUIDANG_WIDTHS_H
#define GUIDANG_WIDTHS_H

/* Widths of a table's columns, from the text of its cells. Ems are 1/100 of the size. */
#include <stdbool.h>
#include <stdint.h>

#include "office/layout.h"
#include "tree/tree.h"

/* Room between a cell's border and its text, left and right [twips]. filters/parts/ have the
   same. */
#define OFFICE_CELL_PADDING 72

/* The width that a cell's text wants. */
struct width_wish {
	uint32_t total; /* all of its lines, one after the other [1/100 em] */
	uint16_t lines; /* paragraphs, and what line breaks make of them */
	uint16_t least; /* narrower, words would be cut [1/100 em] */
	uint16_t whole; /* wider, nothing would be gained [1/100 em] */
};

struct width_wish widths_of_cell(const struct node *cell);

/* The space between Chinese and Western: a quarter of a character in Word and LibreOffice
   [1/100 em]. */
#define WIDTHS_AUTO_SPACE 25

/* One character of a text, as wide as in the fonts that layouts name [1/100 em]. */
unsigned widths_of_char(uint32_t c);

/* Texts are told apart by their width up to here [em]. */
#define WIDTHS_EMS 40

struct width_column {
	long least, whole; /* [1/100 em] */
	long fixed;	   /* what the layout gives it [twips]; 0: nothing */
	uint32_t cells[WIDTHS_EMS +
		       1]; /* that have this column alone, by the width of their text */
};

/* A wish over columns: what they lack of it is spread over them. */
void widths_add(struct width_column *columns, unsigned count, const struct width_wish *wish);

/* The largest of the layout's table sizes in which most cells need one or two lines; the
   smallest if there is none. *fits: no word is cut in it. */
unsigned widths_choose_step(const struct width_column *columns, unsigned count, long width,
	const struct layout *l, bool *fits);

/* Width of each column [twips]; together they are width. What is fixed stays, if there are
   others and the rest is wide enough for their words. If not all texts have room in one
   line, they are shared out so that there are few lines in all. size: of the text [twips]. */
void widths_spread(long *widths, const struct width_column *columns, unsigned count, long width,
	long size);

#endif
