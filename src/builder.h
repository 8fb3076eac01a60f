#ifndef GUIDANG_BUILDER_H
#define GUIDANG_BUILDER_H

/*
 * Builds a tree that keeps the content model from elements as they come, however they are
 * nested.
 *
 * - What a block may not hold closes nothing: missing parts are implied (a row's body, an
 * item's list), boxes at a table's seams are transparent, other content there is fostered
 * before the table (HTML standard, 13.2.6.1).
 * - Phrases (bold, links, spans) are made lazily, around the text and images they hold, and
 * again, flagged implied, in every block that stands in them and on its far side. A link, or
 * what decides by other means what becomes of its text, ends with its line where no end tag
 * closes it.
 * - Deeper than TREE_DEPTH_MAX nothing more is nested: the content stays, its boxes do not.
 */
#include "document.h"

enum treatment { BLOCK, FLOWS, PHRASE, PLAIN, SINGLE, IGNORE };

struct builder_open {
	struct node *node; /* block: made; phrase: the first one, linked once it was needed, or
			      NULL for an element that only counts */
	struct node *latest; /* phrase: where it was last made */
	enum element element;
	bool phrase;
};

struct builder {
	struct document *doc;
	struct tree *tree;
	struct builder_open open[TREE_DEPTH_MAX];
	unsigned depth;	    /* of open */
	unsigned overflow;  /* elements open beyond the depth kept */
	uint32_t continued; /* phrases made again in further blocks */
};

void builder_init(struct builder *b, struct document *doc);

/* What becomes of an element: elements.def. */
enum treatment element_treatment(enum element element);
enum kind element_kind(enum element element);

/* Opens an element with a node made for it, linked already where its place is not here (a
   head's title); NULL for one that only counts (IGNORE). */
void builder_open(struct builder *b, enum element element, struct node *node, bool phrase);
/* Closes the innermost open element of the name, and what was left open in it. written: by its
   end tag, not because something around it ended. */
void builder_close(struct builder *b, enum element element, bool written);
/* An element without content. */
void builder_single(struct builder *b, struct node *node);
/* Text; arguments as for tree_add_text, the line told by the place. White space where no text
   may stand, or between blocks, is not ingested. */
void builder_text(
	struct builder *b, const char *text, size_t len, uint32_t offset, uint32_t length);

#endif
