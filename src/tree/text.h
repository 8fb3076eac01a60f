#ifndef GUIDANG_TEXT_H
#define GUIDANG_TEXT_H

/* The text of nodes. All strings are valid UTF-8. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "tree/tree.h"

/*
 * The live text of a node and all below it, added to out. A BREAK is a newline; blocks are
 * separated by newlines; cells of a row by tabs; white space otherwise as it is.
 */
void text_collect(struct buf *out, const struct node *n);
/* The same with every run of white space made one space (none at the ends, none between two CJK
   characters that a line end was between): what lines are matched by. */
void text_collect_line(struct buf *out, const struct node *n);
/* The same with ideographic spaces as they are, for what is printed: they are characters. */
void text_collect_printed(struct buf *out, const struct node *n);
/* The same for labels: no white space between CJK characters at all ("索 引 号"). */
void text_collect_label(struct buf *out, const struct node *n);
/* The same with all white space removed: what labels are compared by. */
void text_collect_squashed(struct buf *out, const struct node *n);

/* Removes all white space from s in place; the new length. */
size_t text_squash(char *s, size_t len);

/* The first white space in the text from i on, len where there is none; the character before it
   goes to *last, where one was passed. */
size_t text_skip_visible(const char *s, size_t len, size_t i, uint32_t *last);

/* The things that a block is made of: counted over its live text. */
struct text_stats {
	size_t chars;	    /* characters without white space */
	size_t cjk;	    /* of these, CJK */
	size_t digits;	    /* of these, ASCII and full-width digits */
	size_t punctuation; /* of these, sentence punctuation */
	size_t link_chars;  /* of chars, those inside LINK */
	size_t links;	    /* LINKs with text or image */
	size_t images;
	size_t breaks;
	size_t paras;	 /* PARA and HEADING */
	size_t rows;	 /* ROW */
	size_t controls; /* form controls */
};
struct text_stats text_measure(const struct node *n);

/* True if n holds no live character but white space, and no live image (or rule). */
bool node_is_blank(const struct node *n);
/* True if a TEXT has more than white space. */
bool text_is_visible(const struct node *text);

/* True if all of n's live characters are in STRONG. */
bool node_is_strong(const struct node *n);

/* Width of a string in terminal cells: East Asian wide and full-width are 2, combining are 0.
 */
size_t text_width(const char *s, size_t len);

/* ---- visible characters, looked at in their place ---- */

/*
 * The live characters of a node without the white space. Most lines are told from what is
 * looked for by a character or by their length: their text need not be collected for that. All
 * answers are what text_collect_squashed would tell.
 */

/* The first character, the last one; 0 where there is none. */
uint32_t visible_first(const struct node *n);
uint32_t visible_last(const struct node *n);

/* How many characters there are, up to most. */
size_t visible_count(const struct node *n, size_t most);

/* The length of the visible text, if the len bytes at s begin with it; 0 if they do not, or if
   there is none [bytes]. */
size_t visible_begins(const struct node *n, const char *s, size_t len);
/* True if it is this string, which is not empty. */
bool visible_is(const struct node *n, const char *s);

/* Copies the visible text, or the part that fits, to the room bytes at "to": how much goes to
 *len. False where there is more. */
bool visible_copy(const struct node *n, char *to, size_t room, size_t *len);

#endif
