#ifndef GUIDANG_TITLELINES_H
#define GUIDANG_TITLELINES_H

/* The lines of a page among which its title is looked for, in reading order. */
#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

/* Lines looked at, from the document's start. */
enum { TITLE_LINES_MAX = 400 };

struct title_line {
	struct node *node;
	const char *key, *text;	  /* of those that were asked for, see below; NULL before */
	size_t key_len, text_len; /* [bytes] */
	bool after_prose;	  /* live prose stands before it */
};

struct title_lines {
	struct title_line list[TITLE_LINES_MAX];
	unsigned count;
	bool failed; /* memory ran out */
};

/* Live lines, those outside the document's block, and headlines that a reader sees anywhere. */
void title_lines_list(struct title_lines *l, struct document *doc);

/* A line with its key, as titleclaims.h compares it, and with its text, squashed: both as they
   were when they were asked for first, "" for a picture. Few lines of a page are asked. They
   live as long as the document. */
const struct title_line *title_lines_key(
	struct title_lines *l, struct document *doc, unsigned i);
const struct title_line *title_lines_text(
	struct title_lines *l, struct document *doc, unsigned i);

/* Where the line stands in the list; count where it does not. */
unsigned title_lines_find(const struct title_lines *l, const struct node *line);

/* Whether a line is a headline below another one, or one of so many that they head parts. */
bool title_lines_part_heading(const struct title_lines *l, const struct node *line);

/* Whether a line is all that its cell holds, and other cells of the row hold something: their
   label, or what is told of it. */
bool title_line_datum(const struct node *line);

/* Whether a sentence of the document stands above its line number first, too short to be prose,
   or a table. */
bool title_lines_text_above(struct title_lines *l, struct document *doc, unsigned first);

#endif
