#ifndef GUIDANG_HTMLTEXT_H
#define GUIDANG_HTMLTEXT_H

/* Character references of HTML that libxml2 2.9 reads otherwise than the standard, or not. */
#include "document.h"

/* A copy of what the parser made of text, fit for XML, in the document's memory; NULL when that
   runs out. *len [bytes] is of the text, then of the copy. reference: it may stand for
   references of numbers. */
const char *htmltext_clean(struct document *doc, const char *text, size_t *len, bool reference);

/* What a name of len bytes means without its semicolon (HTML standard, 13.5: Latin-1 names and
   a few); 0: nothing. */
unsigned htmltext_bare_reference(const char *name, size_t len);

/* What a name means that came with HTML 5, and that libxml2 2.9 does not know: those that pages
   use; 0: nothing. */
unsigned htmltext_new_reference(const char *name, size_t len);

#endif
