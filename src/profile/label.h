#ifndef GUIDANG_LABEL_H
#define GUIDANG_LABEL_H

/*
 * Labels: the form in which headings and table cells meet the patterns of a
 * profile. White space is gone, and what prints alike is one character:
 * letters, digits and signs are half width, but parentheses, comma, colon,
 * semicolon, ! and ? full width. So a printed label can be copied into a
 * pattern as it stands: none of its parentheses is a group.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/match.h"
#include "tree/tree.h"

/* Between the parts of a label that several cells make: "三、办理结果>（七）总计". */
#define LABEL_JOIN '>'

/* Adds the label form of the len bytes at s (valid UTF-8). */
void label_put(struct buf *out, const char *s, size_t len);

/* Adds the label form of n's live text. Stops at a nested TABLE and once max bytes were added,
   and then answers false: so much is no label. */
bool label_collect(struct buf *out, const struct node *n, size_t max);

/* Length of the outline number in front of a label: 一、 （一） 1. 第一部分 [bytes]. */
size_t label_numbering(struct match_cache *matches, const char *label, size_t len);

#endif
