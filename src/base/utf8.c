#include "base/utf8.h"

#include <unictype.h>

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof *(ranges))

bool char_is_rare_space(uint32_t c)
{
	static const struct range spaces[] = {{0x85, 0x85}, {0xA0, 0xA0}, {0x1680, 0x1680},
		{0x2000, 0x200B}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x2060},
		{0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

	return IN(c, spaces);
}

bool char_is_han(uint32_t c)
{
	static const struct range han[] = {{0x2E80, 0x2FDF}, {0x3005, 0x3007}, {0x3400, 0x4DBF},
		{0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF}};

	return char_is_ideograph(c) || (c >= 0x2E80 && IN(c, han));
}

bool char_is_letter(uint32_t c)
{
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L);
}

bool char_is_number(uint32_t c)
{
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_N);
}

bool char_is_cjk(uint32_t c)
{
	static const struct range cjk[] = {{0x1100, 0x11FF}, {0x2E80, 0x303E}, {0x3041, 0x33FF},
		{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA960, 0xA97F}, {0xAC00, 0xD7FF},
		{0xF900, 0xFAFF}, {0xFE30, 0xFE4F}, {0xFF01, 0xFFEF}, {0x20000, 0x323AF}};

	return char_is_ideograph(c) || (c >= 0x1100 && IN(c, cjk));
}

bool char_is_unspaced(uint32_t c)
{
	static const struct range hangul[] = {
		{0x1100, 0x11FF}, {0x3131, 0x318E}, {0xA960, 0xA97F}, {0xAC00, 0xD7FF}};

	return char_is_ideograph(c) || (char_is_cjk(c) && !IN(c, hangul));
}

bool char_is_punctuation(uint32_t c)
{
	static const struct range marks[] = {{0x2026, 0x2026}, {0x3001, 0x3002},
		{0xFF01, 0xFF01}, {0xFF0C, 0xFF0C}, {0xFF0E, 0xFF0E}, {0xFF1A, 0xFF1B},
		{0xFF1F, 0xFF1F}};

	if (c < 0x80)
		return c == '.' || c == ',' || c == ';' || c == '!' || c == '?';
	return !char_is_ideograph(c) && IN(c, marks);
}

void range_trim(const char *text, size_t *start, size_t *stop)
{
	unsigned width;

	while (*start < *stop &&
		char_is_space(utf8_decode(text + *start, *stop - *start, &width)))
		*start += width;
	while (*start < *stop) {
		size_t last = *stop - 1;

		while (last > *start && ((unsigned char)text[last] & 0xC0) == 0x80)
			last--;
		if (!char_is_space(utf8_decode(text + last, *stop - last, &width)))
			break;
		*stop = last;
	}
}
