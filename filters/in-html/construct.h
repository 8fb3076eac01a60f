#ifndef GUIDANG_HTML_CONSTRUCT_H
#define GUIDANG_HTML_CONSTRUCT_H

/*
 * Tree construction (HTML standard, 13.2.6): which elements hold what, however a page is
 * written. Scripting is off.
 *
 * The stack of open elements, the list of active formatting elements and the insertion modes
 * are the standard's; what it would move afterwards in a DOM (the adoption agency's furthest
 * blocks) is not moved, since builder.h makes phrases anew in every block: what a reader sees
 * is the same.
 */
#include "document/document.h"

/* Reads the decoded source of doc into its tree; head.h takes what the head says. 0, or -1 when
   memory runs out. */
int html_construct(struct document *doc);

#endif
