#include "base/escape.h"

#include <ctype.h>
#include <nettle/base64.h>
#include <string.h>
#include <unistr.h>

int hex_value(char c)
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

/* U+0080 to U+009F, which command terminals too. */
static bool is_c1(const char *s)
{
	return (unsigned char)*s == 0xC2 && ((unsigned char)s[1] & 0xE0) == 0x80;
}

void percent_encode(const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++)
		if (isalnum((unsigned char)s[i]) || strchr("-._~", s[i]))
			buf_putc(out, s[i]);
		else
			buf_printf(out, "%%%02X", (unsigned char)s[i]);
}

void percent_encode_name(const char *path, struct buf *address)
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	percent_encode(path, strlen(path), address);
}

void percent_encode_invalid(const char *s, bool controls, struct buf *out)
{
	const uint8_t *invalid = u8_check((const uint8_t *)s, strlen(s));

	for (; *s; s++) {
		bool encode = (const uint8_t *)s == invalid;

		if (encode)
			invalid = u8_check((const uint8_t *)s + 1, strlen(s + 1));
		encode |= controls && ((unsigned char)*s < ' ' || *s == 0x7F || is_c1(s));
		if (controls && is_c1(s))
			buf_printf(out, "%%%02X", (unsigned char)*s++);
		if (encode)
			buf_printf(out, "%%%02X", (unsigned char)*s);
		else
			buf_putc(out, *s);
	}
}

void percent_decode_invalid(const char *s, struct buf *out)
{
	for (; *s; s++) {
		int high = *s == '%' ? hex_value(s[1]) : -1;
		int low = high >= 8 ? hex_value(s[2]) : -1;

		buf_putc(out, low >= 0 ? (char)(high << 4 | low) : *s);
		s += low >= 0 ? 2 : 0;
	}
}

bool percent_is_same(const char *text, const char *s)
{
	struct buf encoded = BUF_INIT;
	bool same;

	if (!text || !s || !strcmp(text, s))
		return str_same(text, s);
	percent_encode_invalid(s, false, &encoded);
	same = !buf_failed(&encoded) && !strcmp(text, buf_str(&encoded));
	buf_free(&encoded);
	return same;
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

void base64_encode(const void *bytes, size_t len, struct buf *out)
{
	const uint8_t *p = bytes;
	enum {
		STEP = 3 * 256
	}; /* bytes at a time: whole groups, so that only the end is padded */
	char text[BASE64_ENCODE_RAW_LENGTH(STEP)];

	for (size_t i = 0; i < len; i += STEP) {
		size_t n = len - i < STEP ? len - i : STEP;

		base64_encode_raw(text, n, p + i);
		buf_put(out, text, BASE64_ENCODE_RAW_LENGTH(n));
	}
}
