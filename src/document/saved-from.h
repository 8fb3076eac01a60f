#ifndef GUIDANG_SAVED_FROM_H
#define GUIDANG_SAVED_FROM_H

/* The comment in which a browser notes where, and when, it saved a page. */
#include "document/document.h"

/* False only where the comment is none. */
bool saved_from_may(const char *comment, size_t len);

/* Takes over what the comment says and doc does not know yet: source.uri, and by it base;
   source.captured. */
void saved_from_take(struct document *doc, const char *comment);

#endif
