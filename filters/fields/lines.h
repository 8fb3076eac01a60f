#ifndef GUIDANG_FIELDS_LINES_H
#define GUIDANG_FIELDS_LINES_H

/*
 * FIELDs made of what a page prints: the pairs of a line become TERM and DEF of a FIELD in the
 * front matter, what held them together is dropped as labels' (colons, bars) or as tools.
 *
 * What returns int answers 0, or -1 when memory runs out or the content model forbids it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "document/document.h"
#include "base/match.h"
#include "document/pairs.h"

struct header {
	struct document *doc;
	struct node *anchor; /* the first FIELD that a meta tag made: printed ones are before
				it */
	const struct node
		*list; /* the LIST asked about last, and whether its labels are known */
	bool list_known;
	bool marked; /* labels without colons were met */
};

/* A date in digits, with the time of day: how portals print when they published (pattern). */
#define HEADER_CLOCK "(?:\\s*\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?)?"
#define HEADER_DATE  "\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}" HEADER_CLOCK

/* The pairs of a line that starts with a known label, or with a date before it; 0 for another.
 */
size_t header_pairs(struct match_cache *matches, const struct buf *text,
	struct pair pairs[PAIRS_A_LINE_MAX]);

/* Takes the pair of line (whose text is text) whose value reaches to stop [bytes], before
 *next, which becomes the FIELD made. */
int header_take_pair(struct header *h, struct node *line, const struct buf *text,
	const struct pair *p, size_t stop, struct node **next);

/* Takes n pairs, the date before them too, and drops what is left of the line. */
int header_take_pairs(struct header *h, struct node *line, const struct buf *text,
	const struct pair *pairs, size_t n);

/* Takes a date that has no label: a FIELD "published", before next. */
int header_take_date(
	struct header *h, struct node *line, const struct span *date, struct node *next);

/* Drops what is left of a line whose pairs were taken: brackets and bars go, words stay. */
void header_drop_rest(struct document *doc, struct node *line);

/* ---- labels and values in cells or boxes of their own, and tables of them ---- */

/* The key of a cell, an item or a box that holds a label and nothing else, NULL where it holds
   more; and whether a colon ends the label. */
const char *header_label_of(const struct node *n, bool *colon);

/* A field of what is in the two: moves the lines of a label's cell into TERM, the blocks of
   a value's cell (NULL: there is none) into DEF. 0, or -1. */
int header_take_cells(
	struct header *h, const char *key, struct node *label, struct node *value);

/* A table of labels and values after the text gives the index number (索引号). */
bool header_has_index(const struct node *table);
/* Takes all fields of a table, where it is one of labels and values. 0, or -1. */
int header_take_table(struct header *h, struct node *table);

#endif
