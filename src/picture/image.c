#include "picture/image.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"

static const struct {
	const char *media_type, *extension;
} formats[IMAGE_FORMAT_COUNT] = {
	[IMAGE_PNG] = {"image/png", "png"},
	[IMAGE_JPEG] = {"image/jpeg", "jpeg"},
	[IMAGE_GIF] = {"image/gif", "gif"},
	[IMAGE_SVG] = {"image/svg+xml", "svg"},
};

const char *image_media_type(enum image_format format)
{
	return formats[format].media_type;
}

const char *image_extension(enum image_format format)
{
	return formats[format].extension;
}

static unsigned be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static unsigned le16(const uint8_t *p)
{
	return (unsigned)p[1] << 8 | p[0];
}

/* PNG (W3C PNG, 5.2 and 11.2.1): the signature, then IHDR with width and height. */
static bool probe_png(const uint8_t *p, size_t len, struct image_info *info)
{
	if (len < 24 || memcmp(p, "\x89PNG\r\n\x1a\n", 8) || memcmp(p + 12, "IHDR", 4))
		return false;
	info->format = IMAGE_PNG;
	info->width = be16(p + 16) << 16 | be16(p + 18);
	info->height = be16(p + 20) << 16 | be16(p + 22);
	return true;
}

/* GIF (GIF89a, 17 and 18): the signature, then the logical screen's size. */
static bool probe_gif(const uint8_t *p, size_t len, struct image_info *info)
{
	if (len < 10 || (memcmp(p, "GIF87a", 6) && memcmp(p, "GIF89a", 6)))
		return false;
	info->format = IMAGE_GIF;
	info->width = le16(p + 6);
	info->height = le16(p + 8);
	return true;
}

/* Start of frame: 0xC0 to 0xCF, but not the tables 0xC4, 0xC8 and 0xCC (ITU-T T.81, table B.1).
 */
static bool is_frame_marker(uint8_t marker)
{
	return (marker & 0xF0) == 0xC0 && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static bool is_scan_marker(uint8_t marker)
{
	return marker == 0xDA;
}

/* JPEG (ITU-T T.81, B.1 and B.2): the place of the first marker segment of a kind, or 0. */
static size_t find_segment(const uint8_t *p, size_t len, bool (*wanted)(uint8_t marker))
{
	size_t at = 2;

	if (len < 4 || p[0] != 0xFF || p[1] != 0xD8)
		return 0;
	while (len - at >= 9 && p[at] == 0xFF) {
		uint8_t marker = p[at + 1];
		unsigned segment = be16(p + at + 2);

		if (marker == 0xFF) { /* fill byte */
			at++;
			continue;
		}
		if (wanted(marker))
			return at;
		if (segment < 2 || segment + 2 > len - at)
			return 0;
		at += segment + 2;
	}
	return 0;
}

static bool probe_jpeg(const uint8_t *p, size_t len, struct image_info *info)
{
	size_t at = find_segment(p, len, is_frame_marker);

	if (!at)
		return false;
	info->format = IMAGE_JPEG;
	info->height = be16(p + at + 5);
	info->width = be16(p + at + 7);
	return true;
}

/* PNG, 5.3: chunks of length, type, data and checksum, the last one IEND. */
static bool is_whole_png(const uint8_t *p, size_t len)
{
	bool data = false;
	size_t at = 8;

	while (len - at >= 12) {
		size_t chunk = (size_t)be16(p + at) << 16 | be16(p + at + 2);

		if (chunk > len - at - 12)
			return false;
		if (!memcmp(p + at + 4, "IEND", 4))
			return data;
		data |= !memcmp(p + at + 4, "IDAT", 4);
		at += chunk + 12;
	}
	return false;
}

/* GIF89a, 18 to 24: blocks behind the global colour table; "," begins an image, "!" an
 * extension. */
static bool is_whole_gif(const uint8_t *p, size_t len)
{
	size_t at = 13;

	if (len < 13)
		return false;
	if (p[10] & 0x80)
		at += (size_t)3 << ((p[10] & 7) + 1);
	while (at + 2 < len && p[at] == '!') {
		at += 2;
		while (at < len && p[at])
			at += p[at] + (size_t)1;
		at++;
	}
	return at + 10 < len && p[at] == ',';
}

bool image_is_whole(enum image_format format, const void *bytes, size_t len)
{
	switch (format) {
	case IMAGE_PNG:
		return is_whole_png(bytes, len);
	case IMAGE_GIF:
		return is_whole_gif(bytes, len);
	case IMAGE_JPEG:
		return find_segment(bytes, len, is_scan_marker);
	default:
		return false;
	}
}

struct image_info image_probe(const void *bytes, size_t len)
{
	struct image_info info = {IMAGE_NONE, 0, 0};

	if (probe_png(bytes, len, &info) || probe_gif(bytes, len, &info) ||
		probe_jpeg(bytes, len, &info))
		if (info.width && info.height)
			return info;
	return (struct image_info){IMAGE_NONE, 0, 0};
}

bool image_is_data_uri(const char *uri)
{
	return uri && !strncasecmp(uri, "data:", 5);
}

void image_encode_uri(enum image_format format, const void *bytes, size_t len, struct buf *out)
{
	buf_printf(out, "data:%s;base64,", image_media_type(format));
	base64_encode(bytes, len, out);
}

static bool ends_in_base64(const char *type, size_t len)
{
	return len >= 7 && !strncasecmp(type + len - 7, ";base64", 7);
}

int image_decode_uri(const char *uri, struct buf *out)
{
	const char *comma = image_is_data_uri(uri) ? strchr(uri, ',') : NULL;
	struct buf bytes = BUF_INIT;
	int result = -1;

	if (!comma)
		return -1;
	percent_decode(comma + 1, strlen(comma + 1), &bytes);
	if (!ends_in_base64(uri, (size_t)(comma - uri))) {
		buf_put(out, bytes.data, bytes.len);
		result = buf_failed(out) ? -1 : 0;
	} else if (bytes.len) {
		result = base64_decode(bytes.data, bytes.len, out);
	}
	if (buf_failed(&bytes))
		result = -1;
	buf_free(&bytes);
	return result;
}
