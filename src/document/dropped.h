#ifndef GUIDANG_DROPPED_H
#define GUIDANG_DROPPED_H

/*
 * What was dropped of a page, piece by piece.
 *
 * A piece is a dropped node with all that it holds, but for what was dropped in it before: that
 * is a piece of its own, with its own reason. Pieces do not overlap, and together they are all
 * that was dropped, but for the white space that went from live text (struct books). Only
 * pieces that a reader could miss are listed: with an ingested character other than white
 * space, or with an image.
 */
#include "base/buf.h"
#include "document/document.h"

struct dropped_piece {
	const struct node *node;
	size_t bytes; /* ingested text in it [bytes] */
};

/* The first listed piece in the tree's order where p->node is NULL, else the one after it.
   False at the end. */
bool dropped_next(const struct document *doc, struct dropped_piece *p);

/* The node after n in the piece that begins with piece; NULL after its last. */
const struct node *dropped_next_in(const struct node *piece, const struct node *n);

/* Adds the whole text of a piece, white space as it is; a newline where a block begins. */
void dropped_text(struct buf *out, const struct dropped_piece *p);

#endif
