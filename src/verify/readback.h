#ifndef GUIDANG_READBACK_H
#define GUIDANG_READBACK_H

/*
 * The words of a document, read out of the document: its lines of text and its tables. The same
 * of the page that it was made from; and whether the two agree.
 *
 * Text is compared without white space. What reads knows nothing of what writes: it goes by
 * ODF 1.2 and ISO/IEC 29500 alone.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"

struct readback_cell {
	unsigned row, column, rows, columns; /* place and spans in the grid, from 0 and 1 */
	const char *text;		     /* of all that is in it */
};

struct readback_table {
	struct readback_table *next;
	struct readback_cell *cells; /* row by row, those with text only */
	size_t count, room;
};

struct readback {
	struct arena arena;
	const char **lines; /* outside of tables, those with text only */
	size_t count, room;
	struct readback_table *tables, *last_table;
	bool failed; /* memory ran out */
};

#define READBACK_INIT                                                                          \
	{                                                                                      \
		0                                                                              \
	}

/*
 * Reads an office document. 0, or -1 with a sentence in *why: it is damaged, or what it refers
 * to is not in it. why lives as long as the readback.
 */
int readback_odt(struct readback *r, const char *bytes, size_t len, const char **why);
int readback_docx(struct readback *r, const char *bytes, size_t len, const char **why);
/* Reads what a document has to say out of its page. 0 or -1 (memory). */
int readback_expect(struct readback *r, const struct document *doc);
void readback_free(struct readback *r);

/*
 * Calls lacks for each thing that is in wanted and not in got, in order: a line, a table, a
 * cell, with one sentence. What got has besides does not count: labels, numbers and addresses
 * that a document has and its page has not.
 */
void readback_compare(const struct readback *wanted, const struct readback *got,
	void (*lacks)(void *user, const char *sentence), void *user);

#endif
