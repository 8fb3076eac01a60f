#ifndef GUIDANG_UTF8_H
#define GUIDANG_UTF8_H

/* Characters of Unicode, and UTF-8. All strings are valid. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The code point at s (len > 0 bytes are there); its length goes to *width [bytes]. */
static inline uint32_t utf8_decode(const char *s, size_t len, unsigned *width)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80 || len < 2) {
		*width = 1;
		return u[0];
	}
	if (u[0] < 0xE0 || len < 3) {
		*width = 2;
		return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
	}
	if (u[0] < 0xF0 || len < 4) {
		*width = 3;
		return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 |
		       (u[2] & 0x3F);
	}
	*width = 4;
	return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
	       (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3F);
}

/* White space of any kind: ASCII, U+00A0, U+1680, U+2000-200B, U+2028, 2029, 202F, 205F, 3000,
 * FEFF. */
bool char_is_rare_space(uint32_t c); /* those above ASCII */
static inline bool char_is_space(uint32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return (c <= 0x3000 || c >= 0xFEFF) && char_is_rare_space(c);
}
/* The block of ideographs that nearly all Chinese text is written in. */
static inline bool char_is_ideograph(uint32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}
/* True if a character begins with this byte that is plainly Han, and three bytes long: U+4000
   to U+9FFF do. */
static inline bool utf8_begins_han(char byte)
{
	return (unsigned char)byte >= 0xE4 && (unsigned char)byte <= 0xE9;
}
/* True if the next eight bytes, where there are so many, are ASCII: those are stepped over at
   once. */
static inline bool utf8_eight_ascii(const char *s, size_t left)
{
	uint64_t eight;

	if (left < sizeof eight)
		return false;
	memcpy(&eight, s, sizeof eight);
	return !(eight & UINT64_C(0x8080808080808080));
}
/* Han, kana, hangul, bopomofo and the punctuation and full-width forms set with them. */
bool char_is_cjk(uint32_t c);
/* Of these, all but hangul: text in which a line wrap of the source is no space. */
bool char_is_unspaced(uint32_t c);
bool char_is_han(uint32_t c);
/* Of any script (Unicode's general categories L and N). */
bool char_is_letter(uint32_t c);
bool char_is_number(uint32_t c);
/* Sentence punctuation, ASCII and full-width: . , ; ! ? 。 ， 、 ； ！ ？ ： … */
bool char_is_punctuation(uint32_t c);

/* Moves *start and *stop inwards over white space [bytes of text]. */
void range_trim(const char *text, size_t *start, size_t *stop);

#endif
