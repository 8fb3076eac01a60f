#ifndef GUIDANG_LINE_H
#define GUIDANG_LINE_H

/*
 * The characters of one line (a LINE node), whatever phrases they are in: searched as one
 * string, cut and moved by byte ranges of it; and the white space among them.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "document/document.h"

/* ---- text ---- */

struct line_text {
	struct node *node;
	struct buf text; /* its live text; a BREAK is a newline */
	struct line_piece {
		struct node *node; /* TEXT, BREAK or IMAGE */
		size_t start, end; /* in text [bytes] */
	} * pieces;
	size_t count, room;
};

/* Reads a LINE. linetext_free gives back, also after -1 (memory). */
int linetext_read(struct line_text *l, struct node *node);
void linetext_free(struct line_text *l);

/*
 * Moves the bytes from start to end, with the phrases that are wholly in them, to the end of
 * to (a LINE). Phrases cut in two are not copied: their text moves without them.
 * l is then stale; read it again. 0 or -1.
 */
int linetext_move(
	struct line_text *l, struct document *doc, size_t start, size_t end, struct node *to);

/* Drops the bytes from start to end. l is then stale. 0 or -1. */
int linetext_drop(struct line_text *l, struct document *doc, size_t start, size_t end,
	enum reason reason);

/* ---- white space ---- */

/*
 * Squeezes the white space in line: runs become one space, or their ideographic spaces where
 * they have any; a wrap of the source inside Chinese text becomes none, an indent leaves the
 * text and becomes the line's (ATTR_INDENT) unless it is an ordinary one. A BREAK ends the line
 * for white space too. scratch is the caller's, to be used again; buf_failed(scratch) where
 * memory ran out.
 */
void line_squeeze(struct document *doc, struct node *line, struct buf *scratch);

#endif
