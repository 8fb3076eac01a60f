#ifndef GUIDANG_PAIRS_H
#define GUIDANG_PAIRS_H

/* Labels and values that are in one line: "发布时间:2018-03-01 来源:本网字体:[大 中 小]". */
#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"

/* More labels in a line stay in the last value. */
#define PAIRS_A_LINE_MAX 16

/* Places in the text [bytes]. A value ends where the next pair begins. */
struct pair {
	size_t from;		 /* with the brackets and separators before the label */
	size_t label, label_end; /* half-open, without white space at the ends */
	size_t value;		 /* after the colon */
	const char *key;	 /* of field-keys.def; NULL where the label is none of these */
	bool tool;		 /* a font-size switch or the like: no metadata */
};

/*
 * Cuts start..stop of text, which must begin with a known label, at the known labels in it.
 * Their number; 0 where it begins otherwise.
 */
size_t pairs_split(struct match_cache *matches, const char *text, size_t start, size_t stop,
	struct pair pairs[PAIRS_A_LINE_MAX]);

/* Reads start..stop as one pair whose label may be any: a few words, no address, no time of
 * day. */
bool pair_read(struct match_cache *matches, const char *text, size_t start, size_t stop,
	struct pair *p);

/* The end of the value of p, which reaches to stop, without the bracket that was opened before
   the label, and without white space [bytes]. */
size_t pair_value_end(const char *text, const struct pair *p, size_t stop);

#endif
