#ifndef GUIDANG_ESCAPE_H
#define GUIDANG_ESCAPE_H

/* Bytes written as characters: hexadecimal digits, %XX (RFC 3986, 2.1), base64 (RFC 4648, 4).
 */
#include <stdbool.h>

#include "base/buf.h"

/* 0 to 15, or -1 for what is no hexadecimal digit. */
int hex_value(char c);

/* Adds the len bytes at s with their %XX undone; a stray % stands for itself. */
void percent_decode(const char *s, size_t len, struct buf *out);

/* Adds the len bytes at s, each %XX that is not unreserved (RFC 3986, 2.3). */
void percent_encode(const char *s, size_t len, struct buf *out);
/* Adds the name of a file as an address has it: without folders, percent-encoded. */
void percent_encode_name(const char *path, struct buf *address);

/* Adds s as UTF-8: bytes that are none, as names of files may have them, as %XX; controls: so
   are control characters. */
void percent_encode_invalid(const char *s, bool controls, struct buf *out);
/* The bytes of names that percent_encode_invalid made of them. */
void percent_decode_invalid(const char *s, struct buf *out);
/* As str_same, but text may be what percent_encode_invalid makes of s without controls. */
bool percent_is_same(const char *text, const char *s);

/* Adds what the base64 at s stands for; white space may be anywhere, padding may be left out.
 * 0, or -1 where it is none or memory runs out: out may then hold a part of it. */
int base64_decode(const char *s, size_t len, struct buf *out);

/* Adds the len bytes as base64, padded, in one line. */
void base64_encode(const void *bytes, size_t len, struct buf *out);

#endif
