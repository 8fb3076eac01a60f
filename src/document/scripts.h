#ifndef GUIDANG_SCRIPTS_H
#define GUIDANG_SCRIPTS_H

/*
 * What plain text makes of superscripts, subscripts and struck text: 10³, H₂O, x^n, a_(ij),
 * ~~5~~6. Digits and signs that all have a raised or lowered character are that; else a sign is
 * put before them.
 */
#include "base/buf.h"
#include "tree/tree.h"

/* Deeper ones are not marked. */
#define SCRIPTS_MAX 16

struct scripts {
	size_t start[SCRIPTS_MAX]; /* of what is open, in the text [bytes] */
	unsigned depth;
};

/* Of a walk that adds text to out: every node that is entered and left, or text alone. */
void scripts_enter(struct scripts *s, const struct buf *out, const struct node *n);
void scripts_leave(struct scripts *s, struct buf *out, const struct node *n);

/* Whether anything in n is to be marked. */
bool scripts_in(const struct node *n);

#endif
