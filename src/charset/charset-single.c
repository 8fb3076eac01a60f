#include "charset/charset-private.h"

#include <iconv.h>

#define INVALID_ICONV ((iconv_t)-1)

/*
 * Single-byte charsets: iconv tells the upper half once, byte by byte, and a table does the
 * rest. So nothing depends on how iconv goes on after an error, and it cannot compose what the
 * standard leaves apart (as it does in windows-1255 and windows-1258).
 */

/* Where the standard's indexes differ from iconv. */
static const struct correction {
	enum charset_id id;
	unsigned char byte;
	uint16_t code_point;
} corrections[] = {
	{CHARSET_KOI8_U, 0xAE, 0x045E},
	{CHARSET_KOI8_U, 0xBE, 0x040E},
	{CHARSET_MACINTOSH, 0xC6, 0x2206},
	{CHARSET_MACINTOSH, 0xF0, 0xF8FF},
	{CHARSET_WINDOWS_1255, 0xCA, 0x05BA},
	{CHARSET_X_MAC_CYRILLIC, 0xFF, 0x20AC},
};

/* What iconv gives for one byte; 0 where it is unassigned. */
static uint32_t ask_iconv(iconv_t cd, unsigned char byte)
{
	char in[1] = {(char)byte}, out[8];
	char *from = in, *to = out;
	size_t in_left = sizeof(in), out_left = sizeof(out);
	const unsigned char *u = (const unsigned char *)out;

	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &in_left, &to, &out_left) == (size_t)-1)
		return 0;
	/* A letter that could take an accent is held back until this. */
	iconv(cd, NULL, NULL, &to, &out_left);
	switch (to - out) {
	case 1:
		return u[0];
	case 2:
		return (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
	case 3:
		return (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
	default:
		return 0;
	}
}

static bool is_windows(const struct charset *charset)
{
	return charset->iconv[0] == 'C' && charset->iconv[1] == 'P';
}

static int load_upper_half(const struct charset *charset, uint32_t upper[128])
{
	iconv_t cd = iconv_open("UTF-8", charset->iconv);

	if (cd == INVALID_ICONV)
		return -1;
	for (unsigned i = 0; i < 128; i++) {
		upper[i] = ask_iconv(cd, (unsigned char)(0x80 + i));
		/* Microsoft's gaps below A0 are the C1 controls in the standard's indexes. */
		if (!upper[i] && i < 0x20 && is_windows(charset))
			upper[i] = 0x80 + i;
	}
	for (size_t i = 0; i < sizeof(corrections) / sizeof(*corrections); i++)
		if (corrections[i].id == charset->id)
			upper[corrections[i].byte - 0x80] = corrections[i].code_point;
	iconv_close(cd);
	return 0;
}

int decode_single_byte(
	struct sink *sink, const struct charset *charset, const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len, *run;
	uint32_t upper[128];

	if (load_upper_half(charset, upper))
		return -1;
	while (p < end) {
		for (run = p; p < end && *p < 0x80; p++)
			;
		sink_text(sink, run, (size_t)(p - run));
		for (; p < end && *p >= 0x80; p++)
			if (upper[*p - 0x80])
				sink_point(sink, upper[*p - 0x80]);
			else
				sink_broken(sink);
	}
	return 0;
}
