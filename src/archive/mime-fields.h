#ifndef GUIDANG_MIME_FIELDS_H
#define GUIDANG_MIME_FIELDS_H

/*
 * Blocks of "Name: value" lines, as WARC (ISO 28500, 4), HTTP (RFC 9112, 5) and mail (RFC
 * 5322, 2.2) have them: names in any case, values that go on in lines that begin with white
 * space, lines that end with LF or CR LF.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* More than this is no header block [bytes]: as much as streams look ahead. */
#define MIME_FIELDS_MAX ((size_t)128 << 10)

/* Length of a block up to and with its empty line [bytes]; 0 where there is no empty line. A
   block that begins with it is just that line. */
size_t mime_fields_length(const char *bytes, size_t len);

/* Sets value to that of the first field of the name in a block: folded lines joined, no white
   space around it, no control characters in it. True if there is such a field. */
bool mime_field(const struct buf *block, const char *name, struct buf *value);

/* Sets value to a parameter of a field's value ("charset" of "text/html; charset=gbk"), its
   quotes undone. True if there is one. */
bool mime_field_parameter(const char *field, const char *name, struct buf *value);

/* Sets type to a field's media type, in lower case and without parameters. */
void mime_field_media_type(const char *field, struct buf *type);

/* A number of digits and nothing else, such as Content-Length. True if it is one that fits. */
bool mime_field_number(const char *value, uint64_t *number);

/* A date of mail (RFC 5322, 3.3) as RFC 3339 in UTC. True if it is one. */
bool mime_field_date(const char *value, char iso[21]);

#endif
