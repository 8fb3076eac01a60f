#ifndef GUIDANG_IMAGE_H
#define GUIDANG_IMAGE_H

/*
 * Images that stand in the page itself: data: URIs (RFC 2397), decoded, and
 * what can be read from the first bytes of a PNG, a JPEG or a GIF. Whether a
 * picture can be drawn is not known from that: only that it has a header.
 */
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

enum image_format { IMAGE_NONE, IMAGE_PNG, IMAGE_JPEG, IMAGE_GIF, IMAGE_FORMAT_COUNT };

struct image_info {
	enum image_format
		format;		/* IMAGE_NONE: not one of them, or broken; the rest is then 0 */
	unsigned width, height; /* both above 0 [px] */
};

/* By the bytes, not by what they are said to be. */
struct image_info image_probe(const void *bytes, size_t len);

const char *image_media_type(enum image_format format); /* "image/png"; NULL for none */
const char *image_extension(enum image_format format); /* "png", "jpeg", "gif"; NULL for none */

bool image_is_data_uri(const char *uri);

/* Adds the bytes of a data: URI to out. -1 where it is none or its base64 is broken: out may
   then hold a part of it. */
int image_decode_uri(const char *uri, struct buf *out);

/* Base64 (RFC 4648, 4) with white space anywhere and padding or none. 0 or -1. */
int base64_decode(const char *s, size_t len, struct buf *out);

#endif
