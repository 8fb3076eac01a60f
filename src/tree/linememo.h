#ifndef GUIDANG_LINEMEMO_H
#define GUIDANG_LINEMEMO_H

/*
 * What was read of a page's lines, until they change: one filter after the other asks the same
 * line what it is made of, and for its text without white space. text.c asks here before it
 * reads; what changes a tree (tree.c) has the line forgotten that it changes. So it is nothing
 * but faster: of an entry that is not there, nothing is known.
 *
 * It belongs to the pool that the nodes are in, and is of one size for all pages: lines whose
 * numbers are LINEMEMO_LINES apart share a place, which the later one takes.
 */
#include "tree/tree.h"

#define LINEMEMO_LINES 1024	  /* a power of two */
#define LINEMEMO_BYTES (1u << 16) /* of texts [bytes] */

struct linememo_entry {
	uint32_t id; /* of the line; 0: none */
	/* As struct text_stats has them (text.h). */
	uint32_t chars, cjk, digits, punctuation, link_chars, links, images, breaks, controls;
	/* Text without white space: where it is, one more than that, and how long [bytes]. */
	uint32_t squashed, squashed_len;
	bool measured;
};

/* The entry of a node, which nothing need be known of yet; NULL where it is no line, or memory
   ran out. Valid until the next call. */
struct linememo_entry *linememo_of(const struct node *n);

/* The text of an entry that has one. */
const char *linememo_squashed(const struct node *n, const struct linememo_entry *e);

/* Keeps a text with the entry, where there is room. */
void linememo_keep_squashed(
	const struct node *n, struct linememo_entry *e, const char *text, size_t len);

void linememo_free(struct linememo *m);

/* The line that n is, or stands in, is about to change, or has. */
void linememo_forget(const struct node *n);
/* Other nodes take the numbers of those in the pool of n. */
void linememo_forget_all(const struct node *n);

#endif
