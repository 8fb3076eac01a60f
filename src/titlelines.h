#ifndef GUIDANG_TITLELINES_H
#define GUIDANG_TITLELINES_H

/* The lines of a page among which its title is looked for, in reading order. */
#include <stdbool.h>
#include <stddef.h>

#include "document.h"

/* Lines looked at, from the document's start. */
enum { TITLE_LINES_MAX = 400 };

struct title_line {
	struct node *node;
	char *key, *text;     /* as titleclaims.h compares it; squashed; "" for a picture */
	size_t len, text_len; /* of them [bytes] */
	bool after_prose;     /* live prose stands before it */
};

struct title_lines {
	struct title_line list[TITLE_LINES_MAX];
	unsigned count;
};

/* Live lines, those outside the document's block, and headlines that a reader sees anywhere.
   Texts live as long as the document. 0, or -1 (memory). */
int title_lines_list(struct title_lines *l, struct document *doc);

/* The squashed text of a line, in the document's arena; NULL when memory runs out. */
char *title_line_text(struct document *doc, const struct node *line, size_t *len);

/* Where the line stands in the list; count where it does not. */
unsigned title_lines_find(const struct title_lines *l, const struct node *line);

/* Whether a line is a headline below another one, or one of so many that they head parts. */
bool title_lines_part_heading(const struct title_lines *l, const struct node *line);

/* Whether a sentence of the document stands above its line number first, too short to be prose,
   or a table. */
bool title_lines_text_above(const struct title_lines *l, struct document *doc, unsigned first);

#endif
