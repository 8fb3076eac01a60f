#include "charset/charset-private.h"

/*
 * The gb18030 decoder of the Encoding Standard (10.2.1), as far as it differs from iconv's. The
 * codes that GB 18030-2022 moved out of the private-use area stand here too, since it depends
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

static bool is_lead(unsigned char byte)
{
	return byte >= 0x81 && byte <= 0xFE;
}

static bool is_digit(unsigned char byte)
{
	return byte >= 0x30 && byte <= 0x39;
}

static struct piece piece_of(unsigned width, uint32_t code_point)
{
	return (struct piece){PIECE_POINT, width, code_point};
}

static struct piece broken(unsigned width)
{
	return (struct piece){.kind = PIECE_BROKEN, .width = width};
}

static struct piece two_bytes(const unsigned char *p)
{
	uint16_t code = (uint16_t)(p[0] << 8 | p[1]);

	if (p[0] == 0xA3 || p[0] == 0xA6 || p[0] == 0xFE)
		for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++)
			if (specials[i].code == code)
				return piece_of(2, specials[i].code_point);
	return (struct piece){.kind = PIECE_PLAIN, .width = 2};
}

static struct piece four_bytes(const unsigned char *p)
{
	uint32_t pointer = (p[0] - 0x81u) * 12600 + (p[1] - 0x30u) * 1260 +
			   (p[2] - 0x81u) * 10 + (p[3] - 0x30u);

	if (pointer > POINTER_LAST || (pointer > POINTER_BMP_LAST && pointer < POINTER_PLANE_1))
		return broken(4);
	if (pointer >= POINTER_PLANE_1)
		return piece_of(4, 0x10000 + pointer - POINTER_PLANE_1);
	for (size_t i = 0; i < sizeof(vacated) / sizeof(*vacated); i++)
		if (pointer >= vacated[i].first && pointer <= vacated[i].last)
			return piece_of(4, vacated[i].code_point + pointer - vacated[i].first);
	return (struct piece){.kind = PIECE_PLAIN, .width = 4};
}

/* The bytes behind a broken lead byte are read again, but for a second byte above 7F, which can
   only belong to it. What the end cut off is one error. */
struct piece gb18030_piece(const unsigned char *p, const unsigned char *end)
{
	size_t left = (size_t)(end - p);

	if (p[0] < 0x80)
		return (struct piece){.kind = PIECE_PLAIN, .width = 1};
	if (p[0] == 0x80)
		return piece_of(1, 0x20AC);
	if (!is_lead(p[0]) || left < 2)
		return broken(1);
	if (!is_digit(p[1])) {
		if (p[1] >= 0x40 && p[1] != 0x7F && p[1] != 0xFF)
			return two_bytes(p);
		return broken(p[1] < 0x80 ? 1 : 2);
	}
	if ((left > 2 && !is_lead(p[2])) || (left > 3 && !is_digit(p[3])))
		return broken(1);
	return left < 4 ? broken((unsigned)left) : four_bytes(p);
}
