#ifndef GUIDANG_LEDGER_H
#define GUIDANG_LEDGER_H

/*
 * The ledger: what was dropped of a page, piece by piece.
 *
 * A piece is a dropped node with all that it holds, but for what was dropped in it before: that
 * is a piece of its own, with its own reason. Pieces do not overlap, and together they are all
 * that was dropped, but for the white space that went from live text (struct books). Only
 * pieces that a reader could miss are listed: with an ingested character other than white
 * space, or with an image.
 */
#include "base/buf.h"
#include "document/document.h"

struct ledger_piece {
	const struct node *node;
	size_t bytes; /* ingested text in it [bytes] */
};

/* The first listed piece in the tree's order where p->node is NULL, else the one after it.
   False at the end. */
bool ledger_next(const struct document *doc, struct ledger_piece *p);

/* Adds the whole text of a piece, white space as it stands; a newline where a block begins. */
void ledger_text(struct buf *out, const struct ledger_piece *p);

/*
 * Writes the ledger as JSON lines, a line a piece: source (file name), id, reason, sentence,
 * filter, offset and length and line (place in the decoded source; 0 where not known), bytes,
 * text, and of a piece that holds pictures their src and alt. After them come the pictures that
 * are kept, but only as text: reason "picture", and besides src and fault (picture-faults.def).
 * 0 or -1 (memory).
 */
int ledger_write(const struct document *doc, struct buf *out);

#endif
