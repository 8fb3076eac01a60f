#ifndef GUIDANG_SQUEEZE_H
#define GUIDANG_SQUEEZE_H

/* White space in lines. */
#include "base/buf.h"
#include "document/document.h"

/*
 * Squeezes the white space in line: runs become one space, or their ideographic spaces where
 * they have any; a wrap of the source inside Chinese text becomes none, an indent leaves the
 * text and becomes the line's (ATTR_INDENT) unless it is an ordinary one. A BREAK ends the line
 * for white space too. scratch is the caller's, to be used again; buf_failed(scratch) where
 * memory ran out.
 */
void line_squeeze(struct document *doc, struct node *line, struct buf *scratch);

#endif
