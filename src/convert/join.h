#ifndef GUIDANG_JOIN_H
#define GUIDANG_JOIN_H

/*
 * Pages of one document, each stripped by itself, put into one tree.
 *
 * The sources are one after the other in the document's decoded source: places in the tree
 * count through them, and source.pages says where each begins.
 */
#include "document/document.h"

/* Puts the body of parts (count of them, stripped, with the page's options) after that of doc.
   What they repeat of doc's head and foot is dropped; doc goes on where the last one does. 0,
   or -1: memory, or too large. */
int join_pages(struct document *doc, const struct document *const *parts, unsigned count);

#endif
