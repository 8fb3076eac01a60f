#ifndef GUIDANG_HTML_HEAD_H
#define GUIDANG_HTML_HEAD_H

/* What a page's head says of it: title, metadata, language, addresses, and how it is to be
 * read. */
#include "tag.h"

struct html_head {
	struct document *doc;
	const char *canonical; /* <link rel=canonical>; NULL */
};

/* Takes a <meta>, <base> or <link>; false for any other element. */
bool head_read(struct html_head *h, enum element element, htmltag_attrs atts);
/* At the end of the page: what the head says of its address counts if nothing better did. */
void head_close(struct html_head *h);

/* The language of <html> or <body>, if none is known yet. */
void head_read_language(struct document *doc, htmltag_attrs atts);

/* A <title>'s node (NULL if memory ran out): the document's if it is the first, and in the
   head; else it is a line of the body. Returns it. */
struct node *head_title(struct document *doc, struct node *title, bool in_body);

/* Whether browsers read a page with the DOCTYPE in quirks mode (HTML standard, 13.2.6.4.1). */
bool head_is_quirky(const struct html_token *doctype);

#endif
