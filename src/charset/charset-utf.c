#include "charset/charset-private.h"

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
	unsigned width; /* [bytes]; where broken, of the maximal subpart, which becomes one
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
static bool may_stand_in_xml(uint32_t c)
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

/* Whether a block is ASCII that XML may hold. There is no branch in it, so that compilers do it
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
			if (p == end || *p >= 0x80 || !may_stand_in_xml(*p))
				return p;
	}
}

/* Whether a character of U+1000 to U+CFFF is at p, of three bytes: nearly all of Han. */
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
		if (!s.whole || !may_stand_in_xml(c))
			return p;
		*high |= c >= 0x80;
		*doubtful += is_private_use(c);
		p += s.width;
	}
}

void sink_broken(struct sink *sink)
{
	buf_put(sink->out, "\xEF\xBF\xBD", 3);
	sink->counts.replaced++;
}

void sink_point(struct sink *sink, uint32_t c)
{
	if (c == '\f') {
		/* ASCII white space in HTML, which XML cannot hold. */
		buf_putc(sink->out, ' ');
	} else if (!may_stand_in_xml(c)) {
		sink_broken(sink);
	} else {
		buf_put_utf8(sink->out, c);
		sink->counts.doubtful += is_private_use(c);
	}
}

void sink_text(struct sink *sink, const unsigned char *p, size_t len)
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

int decode_utf8(struct sink *sink, const struct charset *charset, const unsigned char *bytes,
	size_t len)
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
		sink_point(sink, unit); /* a surrogate that stands alone may not stand in XML */
	}
	if (p < end)
		sink_broken(sink); /* what the end cut off is one error */
}

int decode_utf16le(struct sink *sink, const struct charset *charset, const unsigned char *bytes,
	size_t len)
{
	(void)charset;
	decode_utf16(sink, bytes, len, 1, 0);
	return 0;
}

int decode_utf16be(struct sink *sink, const struct charset *charset, const unsigned char *bytes,
	size_t len)
{
	(void)charset;
	decode_utf16(sink, bytes, len, 0, 1);
	return 0;
}

/* Encoding Standard, 14.5. */
int decode_user_defined(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	for (size_t i = 0; i < len; i++)
		sink_point(sink, bytes[i] < 0x80 ? bytes[i] : 0xF700u + bytes[i]);
	return 0;
}

/* Encoding Standard, 14.1: of these charsets nothing is read, because filters can be evaded by
 * them. */
int decode_replacement(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len)
{
	(void)charset;
	(void)bytes;
	if (len)
		sink_broken(sink);
	return 0;
}
