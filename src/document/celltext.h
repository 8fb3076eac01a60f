#ifndef GUIDANG_CELLTEXT_H
#define GUIDANG_CELLTEXT_H

/* What all text-like formats give of a table's cell, a list's item, a field. */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "tree/numbering.h"
#include "tree/tree.h"

/*
 * Adds the text of a CELL: blocks on lines of their own, marks and numbers before list items,
 * the cells of a nested table's row separated by tabs.
 */
void celltext_collect(struct buf *out, const struct node *cell, struct buf *runs);
/* The same with superscripts, subscripts and struck text marked (scripts.h): what is plain text
   for good. Of any block. */
void celltext_print(struct buf *out, const struct node *cell);

/* Adds the mark that is printed before an ITEM, if one is and it is no bullet, and a space
   where Western type wants one. numbering is that of the item's list; NULL: no numbers, only
   marks of the page's own text. */
void celltext_mark(struct buf *out, const struct node *item, struct numbering *numbering);

/* Adds the label of a FIELD as printed, without colon and inner spaces. */
void celltext_label(struct buf *out, const struct node *field);

/* A sign or none, digits with commas between them and one point, a percent or per mille sign or
   none. */
bool celltext_is_number(const char *s, size_t len);

/* Nothing, or what stands in a column of numbers where there is no number: dashes and strokes.
 */
bool celltext_is_placeholder(const char *s, size_t len);

#endif
