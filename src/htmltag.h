#ifndef GUIDANG_HTMLTAG_H
#define GUIDANG_HTMLTAG_H

/*
 * What a start tag of HTML says: the node that its element makes, with those of its attributes
 * and inline styles that matter.
 */
#include "document.h"

/* Names and values in turn, as libxml2's SAX gives them, NULL at the end; NULL where there are
   none. A value is NULL where the tag has the name only. */
typedef const unsigned char **htmltag_attrs;

/* The value of an attribute, "" where it has none; NULL where the tag does not have it. The
   name in lower case. */
const char *htmltag_find(htmltag_attrs atts, const char *name);

/* The node of an element, not linked, without its place; NULL when memory runs out. */
struct node *htmltag_node(struct document *doc, enum element element, htmltag_attrs atts);

/* What <html> and <body>, which become no nodes, say of the whole page: the direction of its
 * text.
 */
void htmltag_root(struct document *doc, htmltag_attrs atts);

#endif
