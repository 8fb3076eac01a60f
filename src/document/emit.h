#ifndef GUIDANG_EMIT_H
#define GUIDANG_EMIT_H

/*
 * What emitters share: the order of a document and the range that was asked for; the text of
 * lines, cells, items and fields; superscripts and subscripts in plain text.
 *
 * The tree at emit (docs/guidang-tree.5): DOCUMENT holds FRONT first, then the body's blocks.
 * No BOX, no SPAN. FIELD is TERM DEF.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "document/document.h"
#include "tree/numbering.h"

/* ---- order ---- */

/* First and following top-level body blocks, within --section where one was asked for. */
struct node *emit_first_block(const struct document *doc);
struct node *emit_next_block(const struct document *doc, const struct node *block);
/* True if --section named a section that the document has (true where none was asked for). */
bool emit_section_found(const struct document *doc);

/* The attachments in reading order: live ATTACHMENT nodes; NULL at the end. */
struct node *emit_next_attachment(const struct document *doc, const struct node *after);

/* True if n's text runs from the right: as it says itself, or what is around it. */
bool emit_is_rtl(const struct node *n);

/* ---- runs: which text of the tree the pieces of a collected text are from ---- */

struct run {
	size_t end;		 /* in the collected text [bytes] */
	const struct node *text; /* the TEXT; NULL for what is from none */
};

/* Adds the run that ends here to runs, a buf of struct run; NULL: to none. */
static inline void runs_add(struct buf *runs, size_t end, const struct node *text)
{
	struct run run = {end, text};

	if (runs)
		buf_put(runs, &run, sizeof run);
}

/* ---- lines, items, fields, cells ---- */

/* The text of a LINE in one piece: BREAK as newline, images as nothing. runs: its runs are
   added there, where it is not NULL. */
void emit_line_text(struct buf *out, const struct node *line, struct buf *runs);

/* Adds the mark that is printed before an ITEM, if one is and it is no bullet, and a space
   where Western type wants one. numbering is that of the item's list; NULL: no numbers, only
   marks of the page's own text. */
void celltext_mark(struct buf *out, const struct node *item, struct numbering *numbering);

/* Adds the label of a FIELD as printed, without colon and inner spaces. */
void celltext_label(struct buf *out, const struct node *field);

/*
 * Adds the text of a CELL: blocks on lines of their own, marks and numbers before list items,
 * the cells of a nested table's row separated by tabs.
 */
void celltext_collect(struct buf *out, const struct node *cell, struct buf *runs);
/* The same with superscripts, subscripts and struck text marked (below): what is plain text
   for good. Of any block. */
void celltext_print(struct buf *out, const struct node *cell);

/* A sign or none, digits with commas between them and one point, a percent or per mille sign or
   none. */
bool celltext_is_number(const char *s, size_t len);

/* Nothing, or the dashes and strokes that fill a column of numbers where there is no number. */
bool celltext_is_placeholder(const char *s, size_t len);

/* ---- superscripts, subscripts and struck text ---- */

/*
 * Plain text has these so: 10³, H₂O, x^n, a_(ij), ~~5~~6. Digits and signs that all have a
 * raised or lowered character are that; else a sign is put before them.
 */

/* Deeper ones are not marked. */
#define SCRIPTS_MAX 16

struct scripts {
	size_t start[SCRIPTS_MAX]; /* of what is open, in the text [bytes] */
	unsigned depth;
};

/* Of a walk that adds text to out: every node that is entered and left, or text alone. */
void scripts_enter(struct scripts *s, const struct buf *out, const struct node *n);
void scripts_leave(struct scripts *s, struct buf *out, const struct node *n);

/* True if anything in n is to be marked. */
bool scripts_in(const struct node *n);

#endif
