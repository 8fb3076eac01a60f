#ifndef GUIDANG_HEADER_H
#define GUIDANG_HEADER_H

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
	struct node *anchor; /* the first FIELD that a meta tag made: printed ones stand before
				it */
	const struct node
		*list; /* the LIST asked about last, and whether its labels are known */
	bool list_known;
	bool marked; /* labels without colons were met */
};

/* A date in digits, with the time of day: how portals print when they published (pattern). */
#define HEADER_CLOCK "(?:\\s*\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?)?"
#define HEADER_DATE  "\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}" HEADER_CLOCK

/* An empty FIELD in reading order, before next (or where next is NULL, behind the printed
   ones). NULL on failure. */
struct node *header_field(struct header *h, const char *key, struct node *next);

/* The first line of a FIELD's value, made where there is none. NULL on failure. */
struct node *header_value_line(struct document *doc, struct node *field);

/* Sets the label as the record gives it: without white space, colon and brackets. */
void header_set_label(struct document *doc, struct node *field);

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

/* What is left of a line whose pairs were taken: brackets and bars go, words stay. */
void header_drop_rest(struct document *doc, struct node *line);

#endif
