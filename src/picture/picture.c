#include "picture/picture.h"

#include <nettle/sha2.h>
#include <string.h>

#include "picture/svg.h"

static const struct {
	const char *name, *sentence;
} faults[PICTURE_FAULT_COUNT] = {
#define PICTURE_FAULT(name, word, sentence) [PICTURE_##name] = {word, sentence},
#include "picture/picture-faults.def"
#undef PICTURE_FAULT
};

const char *picture_fault_name(enum picture_fault fault)
{
	return faults[fault].name;
}

const char *picture_fault_sentence(enum picture_fault fault)
{
	return faults[fault].sentence;
}

enum picture_fault picture_fault_of(const struct node *image)
{
	const char *name = attr_str(image, ATTR_FAULT);

	for (enum picture_fault f = PICTURE_GOOD + 1; name && f < PICTURE_FAULT_COUNT; f++)
		if (!strcmp(faults[f].name, name))
			return f;
	return PICTURE_GOOD;
}

enum picture_fault picture_check(const void *bytes, size_t len, struct image_info *info)
{
	enum svg_state svg;

	*info = image_probe(bytes, len);
	if (info->format != IMAGE_NONE)
		return image_is_whole(info->format, bytes, len) ? PICTURE_GOOD : PICTURE_BROKEN;
	svg = svg_read(bytes, len, info);
	return svg == SVG_STILL	   ? PICTURE_VECTOR
	       : svg == SVG_ACTIVE ? PICTURE_ACTIVE
	       : svg == SVG_BROKEN ? PICTURE_BROKEN
				   : PICTURE_FORMAT;
}

void picture_sum(const void *bytes, size_t len, uint8_t sha256[32])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, bytes);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, sha256);
}

enum picture_fault picture_decode(const struct node *image, struct buf *out)
{
	const char *uri = attr_str(image, ATTR_DATA);

	if (!uri)
		uri = attr_str(image, ATTR_SRC);
	if (!image_is_data_uri(uri))
		return PICTURE_ADDRESS;
	return image_decode_uri(uri, out) || !out->len ? PICTURE_BROKEN : PICTURE_GOOD;
}
