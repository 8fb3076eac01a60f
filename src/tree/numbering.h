#ifndef GUIDANG_NUMBERING_H
#define GUIDANG_NUMBERING_H

/*
 * The numbers of lists as browsers print them: HTML standard, 4.4.5 and 4.4.8 (start, reversed,
 * value), and CSS Counter Styles Level 3. Items that were dropped are on the page and count;
 * those that the page hides do not.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "tree/tree.h"

/* The place where a list is being read. */
struct numbering {
	const struct node *list, *at; /* the last item; NULL before the first */
	long number;		      /* of it */
};

/* How a counter is written in documents; what is NULL cannot be. */
struct numbering_format {
	const char *name; /* of the counter style in CSS */
	const char *suffix;
	const char *odf,
		*docx;	  /* style:num-format (ODF 1.2, part 1, 19.500), ST_NumberFormat */
	long first, last; /* numbers that ODF and OOXML write as CSS does */
};

enum numbering_kind { NUMBERING_NONE, NUMBERING_BULLET, NUMBERING_NUMBER };

/* The counter style's name as CSS has it, by any of its names, in any case: "decimal" for what
   is none, as CSS does. Lives for ever. */
const char *numbering_name(const char *name, size_t len);
/* The marker of items that have the style. */
enum numbering_kind numbering_kind_of(const char *name);

/* The marker of an ITEM of a LIST; a mark that is text of its own (ATTR_MARK) apart. */
enum numbering_kind numbering_kind(const struct node *item);
/* How its number is written. Lives for ever. */
const struct numbering_format *numbering_format(const struct node *item);

/* Goes on to an item of the list, in order; answers its number. Begins anew in another list. */
long numbering_go(struct numbering *n, const struct node *item);
/* Adds the number as it is printed, such as "7." or "三、". */
void numbering_put(struct buf *out, const struct node *item, long number);
/* Adds the space that follows a mark where Western type wants one. */
void numbering_put_gap(struct buf *out, const char *mark);

#endif
