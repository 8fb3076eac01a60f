#ifndef GUIDANG_SNIFF_H
#define GUIDANG_SNIFF_H

/* What bytes are, by their beginning: names and declared types may say otherwise. */
#include <stdbool.h>
#include <stddef.h>

/* As much of the beginning as is ever looked at [bytes]. */
#define SNIFF_WINDOW ((size_t)64 << 10)

/* Whether it begins as HTML or XHTML does (WHATWG, MIME Sniffing, 7.1). */
bool sniff_html(const char *bytes, size_t len);
/* UTF-16, by a byte order mark, or markup of which every other byte is NUL: "utf-16le" or
   "utf-16be"; else NULL. */
const char *sniff_utf16(const char *bytes, size_t len);
/* Whether it begins with "<" and what may follow it in markup. */
bool sniff_markup(const char *bytes, size_t len);

/* Whether there is something, and in its beginning no tag: neither HTML nor XML. No NUL either,
   as UTF-16 has them, where tags look otherwise. */
bool sniff_plain_text(const char *bytes, size_t len);

/* What the first bytes say that it is, if that is surely no page and no archive that is read
   ("a PDF"): by what formats begin with, or since too many bytes are none of a text ("binary
   data"); NULL if they say nothing. Text in UTF-16 and UTF-32 is text, with a byte order mark
   and without. */
const char *sniff_foreign(const char *bytes, size_t len);

/* Whether it begins as an object of JSON does, or a list of objects. */
bool sniff_json(const char *bytes, size_t len);

/* For what is declared as HTML: NULL where it may be, else what it is instead ("a PDF"). */
const char *sniff_not_html(const char *bytes, size_t len);

#endif
