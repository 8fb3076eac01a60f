#ifndef GUIDANG_EVIDENCE_H
#define GUIDANG_EVIDENCE_H

/*
 * The features of blocks, measured once for a whole tree: how much they read like prose, how
 * much of them is links, and what their class words say. Filters decide by it.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "tree/text.h"

struct features {
	uint32_t chars;	      /* without white space */
	uint32_t link_chars;  /* of these, in links */
	uint32_t punctuation; /* of these, sentence punctuation outside links */
	uint32_t links;
	uint32_t lines;	     /* LINEs with text */
	uint32_t link_lines; /* of these, those that are mostly links */
	float prose;	     /* weight of what reads like sentences [Chinese characters] */
};

/* Nodes that are made of the same have one entry between them: tables of thousands of small
   cells are made of little else. */
struct evidence {
	uint32_t *by_id; /* node id to index of kinds; 0: nothing */
	size_t size;	 /* of by_id */
	struct features *kinds;
	uint32_t kind_count, room; /* of kinds */
	uint32_t *slots;	   /* hash table of indices of kinds; 0: free */
	size_t slot_count;	   /* a power of two */
};

/* Measures the live nodes below root. evidence_free gives back, also after -1 (memory). */
int evidence_measure(struct evidence *e, const struct document *doc);
void evidence_free(struct evidence *e);

const struct features *evidence_of(const struct evidence *e, const struct node *n);

/* How much a block reads like prose: what evidence_measure finds, of one block alone. */
float block_prose(const struct node *block);

/* How much a part of a line reads like prose, taken for a line of its own. */
float phrase_prose(const struct node *phrase);

/* Share of a block's characters that are in links, 0 to 1. */
double link_density(const struct features *f);

/* True if a line is where a document's title and metadata may be found: live, or dropped
   for no other reason than that it lay outside the document's block. */
bool line_is_findable(const struct node *line);
/* True if a line is live prose: with it the text proper begins. */
bool line_is_prose(const struct node *line);
/* The same of what was measured of a line. */
bool text_is_prose(const struct text_stats *s);

/*
 * What the element, role, class and id of a node say of it: a reason to drop it, REASON_LIVE
 * where they say that it is the document's, or -1 where they say nothing. Hints, not proof.
 */
int class_hint(const struct node *n);

/*
 * True if a node is marked as the page's own text: <article>, <main>, their roles
 * (WAI-ARIA 1.2, 5.3.3 and 5.3.4), itemprop articleBody (schema.org), or the class that the
 * common publishing systems give it. Cards of other documents are articles too: how much it
 * holds decides.
 */
bool is_landmark(const struct node *n);

#endif
