#ifndef GUIDANG_EMIT_H
#define GUIDANG_EMIT_H

/*
 * What emitters share: the order of a document, and the range that was asked for.
 *
 * The tree at emit (docs/tree.5): DOCUMENT holds FRONT first, then the body's blocks. No BOX,
 * no SPAN. FIELD is TERM DEF.
 */
#include "base/buf.h"
#include "document/document.h"
#include "document/runs.h"

/* First and following top-level body blocks, within --section where one was asked for. */
struct node *emit_first_block(const struct document *doc);
struct node *emit_next_block(const struct document *doc, const struct node *block);
/* Whether --section named a section that the document has (true where none was asked for). */
bool emit_section_found(const struct document *doc);

/* The attachments in reading order: live ATTACHMENT nodes; NULL at the end. */
struct node *emit_next_attachment(const struct document *doc, const struct node *after);

/* Whether n's text runs from the right: as it says itself, or what is around it. */
bool emit_is_rtl(const struct node *n);

/* The text of a LINE in one piece: BREAK as newline, images as nothing. runs: its runs are
   added there, where it is not NULL. */
void emit_line_text(struct buf *out, const struct node *line, struct buf *runs);

#endif
