#ifndef GUIDANG_HEADERCELLS_H
#define GUIDANG_HEADERCELLS_H

/* Labels and values that stand in cells or boxes of their own, and tables of them. */
#include "header.h"

/* The key of a cell, an item or a box that holds a label and nothing else, NULL where it holds
   more; and whether a colon ends the label. */
const char *header_label_of(const struct node *n, bool *colon);

/* A field of what stands in the two: moves the lines of a label's cell into TERM, the blocks of
   a value's cell (NULL: there is none) into DEF. 0, or -1. */
int header_take_cells(
	struct header *h, const char *key, struct node *label, struct node *value);

/* A table of labels and values behind the text gives the index number (索引号). */
bool header_has_index(const struct node *table);
/* Takes all fields of a table, where it is one of labels and values. 0, or -1. */
int header_take_table(struct header *h, struct node *table);

#endif
