#ifndef GUIDANG_QUERY_H
#define GUIDANG_QUERY_H

/*
 * XPath 1.0 over a page as it was ingested: an xmlDoc beside the tree, whose nodes point back
 * to ours.
 *
 * It has the elements that have a node (html, head and body always), their text, and of their
 * attributes class, id, role, name, href, src, alt, title and lang; a role also stands as
 * itemprop, since the tree keeps either. Meta tags that the tree keeps have name and property
 * (both the tag's name) and content. Elements that nobody wrote are not there: their content
 * stands in what they stand in. Dropped nodes are there, so that positions count as in the
 * page.
 */
#include <libxml/xpath.h>

#include "document/document.h"

struct query {
	xmlDoc *xml;
	xmlXPathContext *context;
	char error[160]; /* why the last expression failed: one sentence */
};

/* The tree may be changed afterwards, but its nodes must stay. query_close also after -1
 * (memory). */
int query_open(struct query *q, const struct document *doc);
void query_close(struct query *q);

/* What an expression finds in the whole page; NULL, with q->error, where it is faulty or takes
   too long. xmlXPathFreeObject gives back. */
xmlXPathObject *query_run(struct query *q, const char *xpath);

/* Our node of an XML node; the DOCUMENT for body; NULL for html, head, meta tags and
 * attributes. */
struct node *query_node(const xmlNode *xml);

#endif
