#ifndef GUIDANG_HTML_TAG_H
#define GUIDANG_HTML_TAG_H

/*
 * What a start tag of HTML says: the node that its element makes, with those of its attributes
 * and inline styles that matter.
 */
#include "document/document.h"
#include "html/token.h"

/* A start tag that is read. Zeroed but for doc and token; buf_free(&value) at the end. */
struct htmltag {
	struct document *doc;
	const struct html_token *token;
	struct buf value; /* the characters of one that was asked for last */
	bool in_line; /* of the node that was made of it last: it is styled to be in a line */
};

typedef struct htmltag *htmltag_attrs;

/* The value of an attribute, "" if it has none; NULL if the tag does not have it. The name in
   lower case. The string is the document's. */
const char *htmltag_find(htmltag_attrs atts, const char *name);

/* The node of an element, not linked, without its place; NULL when memory runs out. */
struct node *htmltag_node(struct document *doc, enum element element, htmltag_attrs atts);

/* What <html> and <body>, which become no nodes, say of the whole page: the direction of its
   text. */
void htmltag_root(struct document *doc, htmltag_attrs atts);

#endif
