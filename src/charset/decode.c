#include "charset/decode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "html/token.h"

/*
 * The decoders of the Encoding Standard: UTF-8 and UTF-16 by hand, and for the others iconv,
 * which does the greater part. A table corrects single bytes; of charsets of several bytes a
 * cutter says what iconv may read.
 */
#define INVALID_ICONV ((iconv_t)-1)

/* ---- UTF-8 as it is ---- */

/*
 * Well-formed UTF-8 (Unicode, table 3-7): lead bytes, the length they announce, and what may
 * follow at once. Every later byte is 80 to BF.
 */
static const struct lead {
	unsigned char first, last; /* lead bytes */
	unsigned char length;	   /* of the sequence [bytes] */
	unsigned char low, high;   /* second byte */
} leads[] = {
	{0xC2, 0xDF, 2, 0x80, 0xBF},
	{0xE0, 0xE0, 3, 0xA0, 0xBF},
	{0xE1, 0xEC, 3, 0x80, 0xBF},
	{0xED, 0xED, 3, 0x80, 0x9F},
	{0xEE, 0xEF, 3, 0x80, 0xBF},
	{0xF0, 0xF0, 4, 0x90, 0xBF},
	{0xF1, 0xF3, 4, 0x80, 0xBF},
	{0xF4, 0xF4, 4, 0x80, 0x8F},
};

static const struct lead *find_lead(unsigned char byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

struct sequence {
	unsigned width; /* [bytes]; if broken, of the maximal subpart, which becomes one
			   U+FFFD */
	bool whole;
	bool cut; /* the end came where more was due */
};

/* The character at p < end, which is above U+007F or broken. */
static struct sequence read_sequence(const unsigned char *p, const unsigned char *end)
{
	const struct lead *lead = find_lead(*p);
	struct sequence s = {.width = 1};

	if (!lead)
		return s;
	while (s.width < lead->length && p + s.width < end) {
		unsigned char low = s.width == 1 ? lead->low : 0x80;
		unsigned char high = s.width == 1 ? lead->high : 0xBF;

		if (p[s.width] < low || p[s.width] > high)
			return s;
		s.width++;
	}
	s.whole = s.width == lead->length;
	s.cut = !s.whole;
	return s;
}

static uint32_t code_point_of(const unsigned char *p, unsigned width)
{
	uint32_t c = width == 1 ? *p : *p & (0x7Fu >> width);

	for (unsigned i = 1; i < width; i++)
		c = c << 6 | (p[i] & 0x3Fu);
	return c;
}

/* XML 1.0, production 2. */
static bool may_be_in_xml(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF);
}

static bool is_private_use(uint32_t c)
{
	return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

/* So many bytes are looked at together [bytes]. */
#define BLOCK 32

/* True if a block is ASCII that XML may hold. There is no branch in it, so that compilers do it
   with instructions that take many bytes. */
static bool is_plain_block(const unsigned char *p)
{
	unsigned char other = 0;

	for (int i = 0; i < BLOCK; i++)
		other |= ((signed char)p[i] < 0x20) & (p[i] != '\t') & (p[i] != '\n') &
			 (p[i] != '\r');
	return !other;
}

static const unsigned char *skip_plain_ascii(const unsigned char *p, const unsigned char *end)
{
	if (p < end && *p >= 0x80)
		return p;
	for (;;) {
		while (end - p >= BLOCK && is_plain_block(p))
			p += BLOCK;
		for (int i = 0; i < BLOCK; i++, p++)
			if (p == end || *p >= 0x80 || !may_be_in_xml(*p))
				return p;
	}
}

/* True if a character of U+1000 to U+CFFF is at p, of three bytes: nearly all of Han. */
static bool is_common(const unsigned char *p)
{
	return *p >= 0xE1 && *p <= 0xEC && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80;
}

/* After the longest part of the text that can be copied as it is. Sets what was seen of
   characters above U+007F: high, any; doubtful, how many more of private use. */
static const unsigned char *skip_clean(
	const unsigned char *p, const unsigned char *end, bool *high, uint64_t *doubtful)
{
	for (;;) {
		struct sequence s;
		uint32_t c;

		p = skip_plain_ascii(p, end);
		for (; end - p >= 3 && is_common(p); p += 3)
			*high = true;
		if (p == end)
			return p;
		s = *p < 0x80 ? (struct sequence){.width = 1, .whole = true}
			      : read_sequence(p, end);
		c = code_point_of(p, s.width);
		if (!s.whole || !may_be_in_xml(c))
			return p;
		*high |= c >= 0x80;
		*doubtful += is_private_use(c);
		p += s.width;
	}
}

struct utf8_look utf8_look(const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len;
	struct utf8_look look = {.clean = true};
	uint64_t doubtful = 0;

	while ((p = skip_clean(p, end, &look.likely, &doubtful)) < end) {
		struct sequence s = {.width = 1};

		look.clean = false;
		if (*p >= 0x80) {
			s = read_sequence(p, end);
			look.likely = s.whole || (s.cut && look.likely);
			if (!s.whole)
				break;
		}
		p += s.width;
	}
	return look;
}

bool charset_is_clean_utf8(const char *bytes, size_t len)
{
	return !len || utf8_look((const unsigned char *)bytes, len).clean;
}

/* ---- The way out of every decoder ---- */

/* Decoders write here. Whatever they hand over, only what XML may hold comes out. */
struct sink {
	struct buf *out;
	struct charset_counts counts;
};

/* One U+FFFD for something that could not be read. */
static void sink_broken(struct sink *sink)
{
	buf_put(sink->out, "\xEF\xBF\xBD", 3);
	sink->counts.replaced++;
}

static void sink_point(struct sink *sink, uint32_t c)
{
	if (c == '\f') {
		/* ASCII white space in HTML, which XML cannot hold. */
		buf_putc(sink->out, ' ');
	} else if (!may_be_in_xml(c)) {
		sink_broken(sink);
	} else {
		buf_put_utf8(sink->out, c);
		sink->counts.doubtful += is_private_use(c);
	}
}

/* UTF-8, broken or not. */
static void sink_text(struct sink *sink, const unsigned char *p, size_t len)
{
	const unsigned char *end = p + len, *next;
	bool high = false;

	while (p < end) {
		next = skip_clean(p, end, &high, &sink->counts.doubtful);
		buf_put(sink->out, p, (size_t)(next - p));
		p = next;
		if (p == end)
			break;
		if (*p < 0x80) {
			sink_point(sink, *p++);
		} else {
			sink_broken(sink);
			p += read_sequence(p, end).width;
		}
	}
}

/* ---- UTF-8, UTF-16, and what no charset is ---- */

static int decode_utf8(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	sink_text(sink, bytes, len);
	return 0;
}

static bool is_high_surrogate(uint32_t unit)
{
	return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(uint32_t unit)
{
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* high and low: place of the bytes in a code unit. */
static void decode_utf16(
	struct sink *sink, const unsigned char *p, size_t len, unsigned high, unsigned low)
{
	const unsigned char *end = p + len;
	uint32_t unit, next;

	for (; end - p >= 2; p += 2) {
		unit = (uint32_t)p[high] << 8 | p[low];
		if (is_high_surrogate(unit)) {
			if (end - p < 4)
				break;
			next = (uint32_t)p[2 + high] << 8 | p[2 + low];
			if (is_low_surrogate(next)) {
				unit = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
				p += 2;
			}
		}
		sink_point(sink, unit); /* a surrogate that is alone may not be in XML */
	}
	if (p < end)
		sink_broken(sink); /* what the end cut off is one error */
}

static int decode_utf16le(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	decode_utf16(sink, bytes, len, 1, 0);
	return 0;
}

static int decode_utf16be(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	decode_utf16(sink, bytes, len, 0, 1);
	return 0;
}

/* Encoding Standard, 14.5. */
static int decode_user_defined(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	for (size_t i = 0; i < len; i++)
		sink_point(sink, bytes[i] < 0x80 ? bytes[i] : 0xF700u + bytes[i]);
	return 0;
}

/* Encoding Standard, 14.1: of these charsets nothing is read, because filters can be evaded by
 * them. */
static int decode_replacement(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	(void)bytes;
	if (len)
		sink_broken(sink);
	return 0;
}

/* ---- Single bytes ---- */

/*
 * Single-byte charsets: iconv tells the upper half once, byte by byte, and a table does the
 * rest. So nothing depends on how iconv goes on after an error, and it cannot compose what the
 * standard leaves apart (as it does in windows-1255 and windows-1258).
 */

/* The standard's indexes differ from iconv here. */
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

/* iconv's character for one byte; 0 if it is unassigned. */
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

static int decode_single_byte(
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

/* ---- Several bytes, cut ---- */

/*
 * A piece of text in a multi-byte charset, cut by the rules of the standard's decoder: what one
 * round of it reads before it gives a code point or an error.
 */
struct piece {
	enum { PIECE_PLAIN, PIECE_POINT, PIECE_BROKEN } kind;
	unsigned width; /* [bytes], at least 1, never past the end */
	uint32_t
		code_point; /* of a PIECE_POINT: what iconv does not know, or knows otherwise */
};

static struct piece plain(unsigned width)
{
	return (struct piece){.kind = PIECE_PLAIN, .width = width};
}

static struct piece point(unsigned width, uint32_t code_point)
{
	return (struct piece){PIECE_POINT, width, code_point};
}

static struct piece broken(unsigned width)
{
	return (struct piece){.kind = PIECE_BROKEN, .width = width};
}

static bool within(unsigned char byte, unsigned char first, unsigned char last)
{
	return byte >= first && byte <= last;
}

/* How the standard's decoders cut text: Big5, EUC-KR, Shift_JIS, EUC-JP, ISO-2022-JP. */

/* A pair with a lead byte: whole if its trail byte is legal. A broken one ends before a
   trail byte that is ASCII, which is read again. */
static struct piece pair(const unsigned char *p, const unsigned char *end, bool legal)
{
	if (end - p < 2)
		return broken(1);
	if (legal)
		return plain(2);
	return broken(p[1] < 0x80 ? 1 : 2);
}

static struct piece single(bool legal)
{
	return legal ? plain(1) : broken(1);
}

/* Big5 codes that BIG5-HKSCS reads otherwise than the standard's index. */
static const struct {
	uint16_t code, code_point;
} big5_specials[] = {
	{0xA145, 0x2027},
	{0xA14E, 0xFE51},
	{0xA15A, 0x2574},
	{0xA1C2, 0x00AF},
	{0xA1E3, 0xFF5E},
	{0xA1F2, 0x2295},
	{0xA1F3, 0x2299},
	{0xA241, 0x2215},
	{0xA242, 0xFE68},
	{0xA244, 0xFFE5},
	{0xA246, 0xFFE0},
	{0xA247, 0xFFE1},
};

static struct piece big5_piece(const unsigned char *p, const unsigned char *end)
{
	struct piece piece;
	uint16_t code;

	if (!within(*p, 0x81, 0xFE))
		return single(*p < 0x80);
	piece = pair(
		p, end, end - p > 1 && (within(p[1], 0x40, 0x7E) || within(p[1], 0xA1, 0xFE)));
	if (piece.kind != PIECE_PLAIN || !within(*p, 0xA1, 0xA2))
		return piece;
	code = (uint16_t)(p[0] << 8 | p[1]);
	for (size_t i = 0; i < sizeof(big5_specials) / sizeof(*big5_specials); i++)
		if (big5_specials[i].code == code)
			return point(2, big5_specials[i].code_point);
	return piece;
}

static struct piece euc_kr_piece(const unsigned char *p, const unsigned char *end)
{
	if (!within(*p, 0x81, 0xFE))
		return single(*p < 0x80);
	/* A2E8 is unassigned, and glibc would stop after it instead of before. */
	if (end - p > 1 && p[0] == 0xA2 && p[1] == 0xE8)
		return broken(2);
	return pair(p, end, end - p > 1 && within(p[1], 0x41, 0xFE));
}

static struct piece shift_jis_piece(const unsigned char *p, const unsigned char *end)
{
	if (*p == 0x80)
		return point(1, 0x80);
	if (!within(*p, 0x81, 0x9F) && !within(*p, 0xE0, 0xFC))
		return single(*p < 0x80 || within(*p, 0xA1, 0xDF));
	return pair(
		p, end, end - p > 1 && (within(p[1], 0x40, 0x7E) || within(p[1], 0x80, 0xFC)));
}

static struct piece euc_jp_piece(const unsigned char *p, const unsigned char *end)
{
	bool jis_x_0212 = *p == 0x8F;
	struct piece piece;

	if (*p != 0x8E && !jis_x_0212 && !within(*p, 0xA1, 0xFE))
		return single(*p < 0x80);
	if (!jis_x_0212 || end - p < 2 || !within(p[1], 0xA1, 0xFE))
		return pair(p, end,
			end - p > 1 && within(p[1], 0xA1, *p == 0x8E ? 0xDF : 0xFE) &&
				!jis_x_0212);
	piece = pair(p + 1, end, end - p > 2 && within(p[2], 0xA1, 0xFE));
	piece.width++;
	return piece;
}

/* Escape sequences rule ISO-2022-JP: iconv reads it whole, and errors are single bytes. */
static struct piece iso_2022_jp_piece(const unsigned char *p, const unsigned char *end)
{
	(void)p;
	(void)end;
	return plain(1);
}

/* ---- GB 18030, cut ---- */

/*
 * The gb18030 decoder of the Encoding Standard (10.2.1), as far as it differs from iconv's. The
 * codes that GB 18030-2022 moved out of the private-use area are here too, since it depends
 * on the age of the C library how iconv reads them.
 */
struct special {
	uint16_t code; /* both bytes */
	uint16_t code_point;
};

/* By code. */
static const struct special specials[] = {
	{0xA3A0, 0x3000}, /* U+E5E5 in the national standard; a space in deployed content */
	{0xA6D9, 0xFE10},
	{0xA6DA, 0xFE12},
	{0xA6DB, 0xFE11},
	{0xA6DC, 0xFE13},
	{0xA6DD, 0xFE14},
	{0xA6DE, 0xFE15},
	{0xA6DF, 0xFE16},
	{0xA6EC, 0xFE17},
	{0xA6ED, 0xFE18},
	{0xA6F3, 0xFE19},
	/* Six stay private-use in the standard's index, where the C library has Extension B. */
	{0xFE51, 0xE816},
	{0xFE52, 0xE817},
	{0xFE53, 0xE818},
	{0xFE59, 0x9FB4},
	{0xFE61, 0x9FB5},
	{0xFE66, 0x9FB6},
	{0xFE67, 0x9FB7},
	{0xFE6C, 0xE831},
	{0xFE6D, 0x9FB8},
	{0xFE76, 0xE83B},
	{0xFE7E, 0x9FB9},
	{0xFE90, 0x9FBA},
	{0xFE91, 0xE855},
	{0xFEA0, 0x9FBB},
};

/* Four-byte codes by their pointer (Encoding Standard, 10.2.1), which counts them from
 * 81308130. */
enum {
	POINTER_BMP_LAST = 39419, /* 8431A439: U+FFFF */
	POINTER_PLANE_1 = 189000, /* 90308130: U+10000 */
	POINTER_LAST = 1237575,	  /* E3329A35: U+10FFFF */
};

/* Codes that iconv rejects, because 2022 took the characters away from them. In the standard's
   ranges they still have them. */
static const struct range {
	uint32_t first, last; /* pointers */
	uint32_t code_point;  /* of the first */
} vacated[] = {
	{7457, 7457, 0xE7C7},	/* 8135F437 */
	{19057, 19064, 0x9FB4}, /* 82359037 */
	{39076, 39085, 0xFE10}, /* 84318236 */
};

static struct piece two_bytes(const unsigned char *p)
{
	uint16_t code = (uint16_t)(p[0] << 8 | p[1]);

	if (p[0] == 0xA3 || p[0] == 0xA6 || p[0] == 0xFE)
		for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++)
			if (specials[i].code == code)
				return point(2, specials[i].code_point);
	return plain(2);
}

static struct piece four_bytes(const unsigned char *p)
{
	uint32_t pointer = (p[0] - 0x81u) * 12600 + (p[1] - 0x30u) * 1260 +
			   (p[2] - 0x81u) * 10 + (p[3] - 0x30u);

	if (pointer > POINTER_LAST || (pointer > POINTER_BMP_LAST && pointer < POINTER_PLANE_1))
		return broken(4);
	if (pointer >= POINTER_PLANE_1)
		return point(4, 0x10000 + pointer - POINTER_PLANE_1);
	for (size_t i = 0; i < sizeof(vacated) / sizeof(*vacated); i++)
		if (pointer >= vacated[i].first && pointer <= vacated[i].last)
			return point(4, vacated[i].code_point + pointer - vacated[i].first);
	return plain(4);
}

/* The bytes after a broken lead byte are read again, but for a second byte above 7F, which can
   only belong to it. What the end cut off is one error. */
static struct piece gb18030_piece(const unsigned char *p, const unsigned char *end)
{
	size_t left = (size_t)(end - p);

	if (p[0] < 0x80)
		return plain(1);
	if (p[0] == 0x80)
		return point(1, 0x20AC);
	if (!within(p[0], 0x81, 0xFE) || left < 2)
		return broken(1);
	if (!within(p[1], '0', '9')) {
		if (p[1] >= 0x40 && p[1] != 0x7F && p[1] != 0xFF)
			return two_bytes(p);
		return broken(p[1] < 0x80 ? 1 : 2);
	}
	if ((left > 2 && !within(p[2], 0x81, 0xFE)) || (left > 3 && !within(p[3], '0', '9')))
		return broken(1);
	return left < 4 ? broken((unsigned)left) : four_bytes(p);
}

/* ---- Several bytes, read ---- */

/*
 * Multi-byte charsets: a cutter finds the pieces the way the standard does; runs of those that
 * iconv reads as the standard does go to iconv, in one call as far as they reach.
 */
struct decoder {
	struct sink *sink;
	piece_cutter *cut;
	iconv_t cd;
	bool keeps_state; /* over errors, because escape sequences switch it */
};

/* One call of iconv, whose UTF-8 goes to the sink; its error, or 0. in NULL: what it held back.
 */
static int convert_some(struct decoder *d, const unsigned char **in, size_t *len)
{
	char chunk[16384];
	char *from = in ? (char *)*in : NULL, *to = chunk;
	size_t room = sizeof(chunk);
	size_t rc = iconv(d->cd, in ? &from : NULL, len, &to, &room);
	int error = rc == (size_t)-1 ? errno : 0;

	sink_text(d->sink, (const unsigned char *)chunk, (size_t)(to - chunk));
	if (in)
		*in = (const unsigned char *)from;
	return error;
}

/* A run of pieces that are whole by their form. iconv may know of no character for one: then
   its last byte is read again if it is ASCII, as the standard does (11.1.1, 12.3.1, 13.1.1).
 */
static void convert_run(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	size_t left;
	unsigned width;
	int error;

	while (p < end) {
		left = (size_t)(end - p);
		error = convert_some(d, &p, &left);
		if (!error || p == end)
			break;
		if (error == E2BIG)
			continue;
		if (!d->keeps_state)
			convert_some(d, NULL, NULL);
		sink_broken(d->sink);
		width = d->cut(p, end).width;
		p += width > 1 && p[width - 1] < 0x80 ? width - 1 : width;
	}
	if (!d->keeps_state)
		convert_some(d, NULL, NULL);
}

static void convert_pieces(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *run = p;
	struct piece piece;

	while (p < end) {
		if (*p < 0x80) {
			p++;
			continue;
		}
		piece = d->cut(p, end);
		if (piece.kind != PIECE_PLAIN) {
			convert_run(d, run, p);
			run = p + piece.width;
		}
		if (piece.kind == PIECE_POINT)
			sink_point(d->sink, piece.code_point);
		else if (piece.kind == PIECE_BROKEN)
			sink_broken(d->sink);
		p += piece.width;
	}
	convert_run(d, run, end);
}

static int decode_pieces(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	struct decoder d = {
		.sink = sink,
		.cut = charset->cut,
		.keeps_state = charset->cut == iso_2022_jp_piece,
	};

	d.cd = iconv_open("UTF-8", charset->iconv);
	if (d.cd == INVALID_ICONV)
		return -1;
	convert_pieces(&d, bytes, bytes + len);
	iconv_close(d.cd);
	return 0;
}

/* ---- Charsets and their labels ---- */

const struct charset charsets[] = {
#define CHARSET(id, name, decoder, cutter, iconv) {CHARSET_##id, name, decoder, cutter, iconv},
#include "charset/labels.def"
};

static const struct label {
	const char *text;
	enum charset_id id;
} labels[] = {
#define LABEL(id, text) {text, CHARSET_##id},
#include "charset/labels.def"
};

/* "Get an encoding" (Encoding Standard, 4.2). */
const struct charset *charset_find(const char *label, size_t len)
{
	while (len && html_is_space(*label))
		label++, len--;
	while (len && html_is_space(label[len - 1]))
		len--;
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (strlen(labels[i].text) == len && !strncasecmp(labels[i].text, label, len))
			return &charsets[labels[i].id];
	return NULL;
}

bool charset_is_single_byte(const struct charset *charset)
{
	return charset->decode == decode_single_byte;
}

const char *charset_by_label(const char *label, size_t len)
{
	const struct charset *charset = charset_find(label, len);

	return charset ? charset->name : NULL;
}

int charset_decode(struct buf *out, const char *charset, const char *bytes, size_t len,
	struct charset_counts *counts)
{
	const struct charset *found = charset_find(charset, strlen(charset));
	struct sink sink = {.out = out};
	int rc = found ? 0 : -1;

	if (found && len)
		rc = found->decode(&sink, found, (const unsigned char *)bytes, len);
	if (counts)
		*counts = sink.counts;
	return rc || buf_failed(out) ? -1 : 0;
}
