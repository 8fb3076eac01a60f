#ifndef GUIDANG_HTML_BUILDER_H
#define GUIDANG_HTML_BUILDER_H

/*
 * Builds a tree that keeps the content model from elements as the standard nests them
 * (construct.h says how).
 *
 * - What a block may not hold closes nothing: missing parts are implied (an item's list, a
 * paragraph), other content in a table is fostered before it (HTML standard, 13.2.6.1).
 * - Phrases (bold, links, spans) are made lazily, around the text and images they hold, and
 * again, flagged implied, in every block that they go on in. A link, or what decides by other
 * means what becomes of its text, ends with its line if no end tag closes it.
 * - A block in what holds a line only (a heading, a term, a caption) dissolves: its content
 * stays, with a BREAK, flagged implied, between it and other content of the line.
 * - Deeper than TREE_DEPTH_MAX nothing more is nested: the content stays, its boxes do not.
 *
 * The builder keeps the stack of open elements of the standard (13.2.4.2): the elements that
 * hold what comes next, outermost first.
 */
#include "document/document.h"
#include "element.h"

enum html_namespace { HTML_ELEMENT, SVG_ELEMENT, MATHML_ELEMENT };

struct builder_open {
	struct node *node; /* block: made; phrase: the first one, linked once it was needed, or
			      NULL for an element that only counts */
	struct node *latest; /* phrase: where it was last made */
	struct slice name;   /* as it is written */
	uint32_t serial;     /* of the element, from 1 */
	uint8_t element;     /* enum element; ELEMENT_OTHER for those of SVG and MathML */
	uint8_t space;	     /* enum html_namespace */
	uint8_t traits, integration; /* of the caller's: what counts for it as open, and how
					HTML begins again in it */
	bool phrase;
	bool in_line;	/* a block: a box in a line, as a word is; a marquee, or by its style */
	bool dissolved; /* a block: what it holds goes into the line that node is or is in */
};

struct builder {
	struct document *doc;
	struct tree *tree;
	struct builder_open open[TREE_DEPTH_MAX];
	unsigned depth;	    /* of open */
	unsigned phrases;   /* of open: those that make nodes around text */
	unsigned overflow;  /* elements open beyond the depth kept, whose end tags will come */
	uint32_t continued; /* phrases made again in further blocks */
	uint32_t serial;    /* given last */
	const struct node *ended; /* a line in which a dissolved block began or ended; a BREAK
				     comes before its next content; NULL: none */
};

/* b is zeroed. */
void builder_init(struct builder *b, struct document *doc);

/* Opens what o describes: its node made and not linked, unless its place is not here (a head's
   title), or NULL for one that only counts; phrase; name, element, space, traits, integration,
   in_line.
   0, or -1 if there is no room: the caller keeps to TREE_DEPTH_MAX. */
int builder_open(struct builder *b, const struct builder_open *o);
/* Closes the elements from depth on. written: the outermost of them by its end tag, not because
   something around it ended. */
void builder_close(struct builder *b, unsigned depth, bool written);
/* Takes one open element out of the stack, closed by its end tag, whatever is open in it. */
void builder_remove(struct builder *b, unsigned at);
/* Opens an element between those that are open. */
void builder_insert(struct builder *b, unsigned at, const struct builder_open *o);
/* Opens a formatting element again that something around it has ended: a link ended with it. */
void builder_go_on(struct builder *b, const struct builder_open *o);
/* An element without content. */
void builder_single(struct builder *b, struct node *node);
/* Text with its place as for tree_add_text. What is blank, white space only, is not added
   between blocks: false then. */
bool builder_text(
	struct builder *b, struct slice text, bool blank, uint32_t offset, uint32_t length);

#endif
