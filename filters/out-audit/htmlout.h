#ifndef GUIDANG_HTMLOUT_H
#define GUIDANG_HTMLOUT_H

/*
 * Writes HTML: text and attribute values that cannot break out of where they are.
 *
 * Characters that an HTML document may not hold (C0 controls but tab and line ends, DEL, C1
 * controls: HTML standard, 13.2.3.5 "Preprocessing the input stream") become U+FFFD.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Text, or an attribute's value between quotes of either kind. */
void html_text(struct buf *out, const char *s, size_t len);
void html_str(struct buf *out, const char *s); /* NULL: nothing */

/* Text with every run of ASCII white space as one space. */
void html_squeezed(struct buf *out, const char *s, size_t len);

/* ` name="value"`; nothing where value is NULL. */
void html_attr(struct buf *out, const char *name, const char *value);

/* A whole number with a comma for every three digits. */
void html_number(struct buf *out, size_t number);

/* True if an address may be followed from a page: http, https or mailto, and nothing else. */
bool html_may_follow(const char *uri);

#endif
