#ifndef GUIDANG_IMAGE_H
#define GUIDANG_IMAGE_H

/*
 * Images that stand in the page itself: data: URIs (RFC 2397), decoded, and
 * what can be read from the outermost structure of a PNG, a JPEG or a GIF.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum image_format {
	IMAGE_NONE,
	IMAGE_PNG,
	IMAGE_JPEG,
	IMAGE_GIF,
	IMAGE_SVG, /* by svg.h */
	IMAGE_FORMAT_COUNT
};

struct image_info {
	enum image_format
		format;		/* IMAGE_NONE: not one of them, or broken; the rest is then 0 */
	unsigned width, height; /* both above 0 [px] */
};

/* By the bytes, not by what they are said to be: PNG, JPEG and GIF. */
struct image_info image_probe(const void *bytes, size_t len);
/* Whether something is drawn before the bytes of a PNG, JPEG or GIF end: of a PNG all, of the
   others a beginning, which is what browsers show. Compressed data are not looked into. */
bool image_is_whole(enum image_format format, const void *bytes, size_t len);

const char *image_media_type(enum image_format format); /* "image/png"; NULL for none */
const char *image_extension(
	enum image_format format); /* "png", "jpeg", "gif", "svg"; NULL for none */

bool image_is_data_uri(const char *uri);

/* Adds the bytes of a data: URI to out. -1 where it is none or its base64 is broken: out may
   then hold a part of it. */
int image_decode_uri(const char *uri, struct buf *out);

/* Adds a data: URI of the bytes to out. */
void image_encode_uri(enum image_format format, const void *bytes, size_t len, struct buf *out);

#endif
