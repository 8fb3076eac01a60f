#ifndef GUIDANG_OUT_TEXT_TABLE_H
#define GUIDANG_OUT_TEXT_TABLE_H

/* Tables as text, drawn with box characters. */
#include <stddef.h>

#include "base/buf.h"
#include "tree/tree.h"

/*
 * Draws a TABLE, caption apart, each line with its newline. Merged cells are drawn merged; the
 * rows of HEAD end in a double line; columns of numbers are set right.
 * limit: width that the drawing should keep to [terminal cells]; the widest columns are made
 * narrower first, none below 4. 0: no limit, and a column takes at most 40. A table too large
 * to be read as a drawing is written a row a line, cells separated by tabs. 0 or -1 (memory).
 */
int table_draw(struct buf *out, const struct node *table, size_t limit);

#endif
