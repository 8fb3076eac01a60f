#ifndef GUIDANG_LINK_H
#define GUIDANG_LINK_H

/*
 * Links that every reader of an office document takes.
 *
 * One malformed address makes a whole DOCX unreadable for some consumers (a relationship's
 * Target is an anyURI, ECMA-376 part 2, 9.3), so what is doubtful becomes plain text.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "tree/tree.h"

/*
 * Adds to out where a LINK or ATTACHMENT may point: http, https, ftp, mailto, or relative; what
 * RFC 3986 does not allow is percent-encoded. False if there is nothing that every reader takes
 * as a URI.
 */
bool office_link_target(const struct node *link, struct buf *out);

#endif
