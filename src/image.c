#include "image.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

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

static const char digits64[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* 0 to 63; -1 for white space, -2 for the padding, -3 for all else. */
static int base64_value(char c)
{
	const char *found = c ? strchr(digits64, c) : NULL;

	if (found)
		return (int)(found - digits64);
	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return -1;
	return c == '=' ? -2 : -3;
}

int base64_decode(const char *s, size_t len, struct buf *out)
{
	uint32_t bits = 0;
	unsigned have = 0, digits = 0, padding = 0; /* have: bits not yet written */

	for (size_t i = 0; i < len; i++) {
		int value = base64_value(s[i]);

		if (value == -1)
			continue;
		if (value == -3 || (value >= 0 && padding))
			return -1;
		if (value == -2) {
			padding++;
			continue;
		}
		bits = bits << 6 | (uint32_t)value;
		digits++;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_putc(out, (char)(bits >> have & 0xFF));
		}
	}
	if (digits % 4 == 1 || padding > 2 || (padding && (digits + padding) % 4))
		return -1;
	return buf_failed(out) ? -1 : 0;
}

void image_encode_uri(enum image_format format, const void *bytes, size_t len, struct buf *out)
{
	const uint8_t *p = bytes;

	buf_printf(out, "data:%s;base64,", image_media_type(format));
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)p[i] << 16 |
				(left > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
				(left > 2 ? p[i + 2] : 0U);
		char four[4];

		for (size_t d = 0; d < 4; d++)
			four[d] = d <= left ? digits64[bits >> (18 - 6 * d) & 63] : '=';
		buf_put(out, four, 4);
	}
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void percent_decode(const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		int high = s[i] == '%' && len - i > 2 ? hex_value(s[i + 1]) : -1;
		int low = high >= 0 ? hex_value(s[i + 2]) : -1;

		buf_putc(out, low >= 0 ? (char)(high << 4 | low) : s[i]);
		i += low >= 0 ? 2 : 0;
	}
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
