#ifndef GUIDANG_JSONLD_H
#define GUIDANG_JSONLD_H

/* What a page says of itself in its scripts, for search engines: JSON-LD with the words of
   schema.org. Searched, not parsed: scripts that are no JSON do no harm. */
#include <stdbool.h>

#include "base/buf.h"
#include "document/document.h"

/* Adds the first headline that a script with words of schema.org gives, unescaped; false where
   there is none. */
bool jsonld_headline(struct buf *out, const struct document *doc);

#endif
