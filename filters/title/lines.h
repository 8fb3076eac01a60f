#ifndef GUIDANG_TITLE_LINES_H
#define GUIDANG_TITLE_LINES_H

/* The lines of a page among which its title is looked for, in reading order. */
#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

/* ---- all lines ---- */

/* Lines looked at, from the document's start. */
enum { TITLE_LINES_MAX = 400 };

struct title_line {
	struct node *node;
	const char *key, *text;	  /* of those that were asked for, see below; NULL before */
	size_t key_len, text_len; /* [bytes] */
	bool after_prose;	  /* live prose is before it */
};

struct title_lines {
	struct title_line list[TITLE_LINES_MAX];
	unsigned count;
	bool failed; /* memory ran out */
};

/* Live lines, those outside the document's block, and headlines that a reader sees anywhere. */
void title_lines_list(struct title_lines *l, struct document *doc);

/* A line with its key, as claims.h compares it, and with its text, squashed: both as they
   were when they were asked for first, "" for a picture. Few lines of a page are asked. They
   live as long as the document. */
const struct title_line *title_lines_key(
	struct title_lines *l, struct document *doc, unsigned i);
const struct title_line *title_lines_text(
	struct title_lines *l, struct document *doc, unsigned i);

/* The index of the line in the list; count where it is not there. */
unsigned title_lines_find(const struct title_lines *l, const struct node *line);

/* True if a line is a headline below another one, or one of so many that they head parts. */
bool title_lines_part_heading(const struct title_lines *l, const struct node *line);

/* True if a line is all that its cell holds, and other cells of the row hold something: their
   label, or what is told of it. */
bool title_line_datum(const struct node *line);

/* True if a sentence of the document is above its line number first, too short to be prose,
   or a table. */
bool title_lines_text_above(struct title_lines *l, struct document *doc, unsigned first);

/* ---- how much a line looks like a title ---- */

/* Points for a line's level, name, place, size and weight: from 0 to TITLE_STYLE_MAX. */
#define TITLE_STYLE_MAX (40 + 15 + 12 + 8 + 12 + 4)
int title_line_style(const struct document *doc, const struct node *n);
/* The same, or some more: what takes no reading of names. */
int title_line_style_most(const struct node *n);

/* Points for what official documents call themselves at the end, TITLE_GENRE_WORTH or 0; text
   is the line's, squashed. */
#define TITLE_GENRE_WORTH 12
int title_line_genre(const struct document *doc, const char *text, size_t len);

/* True if a line is centred, by itself or by what holds it. */
bool title_line_centred(const struct node *line);

/* True if a line is a first-level heading. */
bool title_line_level_one(const struct node *line);

/* True if the page's own software calls a line the headline of an article. */
bool title_line_headline(const struct document *doc, const struct node *line);

#endif
