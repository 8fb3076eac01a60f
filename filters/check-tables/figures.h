#ifndef GUIDANG_FIGURES_H
#define GUIDANG_FIGURES_H

/*
 * A table of statistics: every slot's number, and the label of every row and column, read off
 * the cells themselves, so that nothing depends on how many header rows or label columns there
 * are.
 *
 * A row's label is its first run of cells with words, from the left, one after the other,
 * joined by LABEL_JOIN; a column's is the first run from the top. A cell that covers several
 * slots of the run counts once, and one that covers several rows is part of each row's label.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/match.h"
#include "profile/profile.h"
#include "tree/tree.h"

/* Unit of a figure: four decimals are as many as 万元 with whole 元 has. */
#define FIGURE_ONE 10000

enum figure_kind {
	FIGURE_BLANK,  /* nothing, or a dash and the like in place of a number */
	FIGURE_NUMBER, /* a number to add; value is set */
	FIGURE_ODD,    /* a number that cannot be added: with a unit, with two signs, in the
			  further    slots of a wide cell */
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

/* Reads a TABLE. -1 when memory ran out or the table is too large for one of statistics; f is
   empty then. figures_free gives it back in every case. */
int figures_load(struct figures *f, struct match_cache *matches, const struct node *table);
void figures_free(struct figures *f);

/* The slot where a line of the axis crosses the line number cross of the other axis. */
const struct figure *figures_at(
	const struct figures *f, enum axis axis, unsigned line, unsigned cross);

/* Whether some cell with words matches. */
bool figures_have(const struct figures *f, struct match_cache *matches, const char *pattern);

#endif
