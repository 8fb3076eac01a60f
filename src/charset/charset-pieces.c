#include "charset/charset-private.h"

/* How the standard's decoders cut text: Big5, EUC-KR, Shift_JIS, EUC-JP, ISO-2022-JP. */

static bool within(unsigned char byte, unsigned char first, unsigned char last)
{
	return byte >= first && byte <= last;
}

/* A pair with a lead byte: whole where its trail byte is legal. A broken one ends before a
   trail byte that is ASCII, which is read again. */
static struct piece pair(const unsigned char *p, const unsigned char *end, bool legal)
{
	if (end - p < 2)
		return (struct piece){.kind = PIECE_BROKEN, .width = 1};
	if (legal)
		return (struct piece){.kind = PIECE_PLAIN, .width = 2};
	return (struct piece){.kind = PIECE_BROKEN, .width = p[1] < 0x80 ? 1 : 2};
}

static struct piece single(bool legal)
{
	return (struct piece){.kind = legal ? PIECE_PLAIN : PIECE_BROKEN, .width = 1};
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

struct piece big5_piece(const unsigned char *p, const unsigned char *end)
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
			return (struct piece){PIECE_POINT, 2, big5_specials[i].code_point};
	return piece;
}

struct piece euc_kr_piece(const unsigned char *p, const unsigned char *end)
{
	if (!within(*p, 0x81, 0xFE))
		return single(*p < 0x80);
	/* A2E8 is unassigned, and glibc would stop behind it instead of before. */
	if (end - p > 1 && p[0] == 0xA2 && p[1] == 0xE8)
		return (struct piece){.kind = PIECE_BROKEN, .width = 2};
	return pair(p, end, end - p > 1 && within(p[1], 0x41, 0xFE));
}

struct piece shift_jis_piece(const unsigned char *p, const unsigned char *end)
{
	if (*p == 0x80)
		return (struct piece){PIECE_POINT, 1, 0x80};
	if (!within(*p, 0x81, 0x9F) && !within(*p, 0xE0, 0xFC))
		return single(*p < 0x80 || within(*p, 0xA1, 0xDF));
	return pair(
		p, end, end - p > 1 && (within(p[1], 0x40, 0x7E) || within(p[1], 0x80, 0xFC)));
}

struct piece euc_jp_piece(const unsigned char *p, const unsigned char *end)
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
struct piece iso_2022_jp_piece(const unsigned char *p, const unsigned char *end)
{
	(void)p;
	(void)end;
	return (struct piece){.kind = PIECE_PLAIN, .width = 1};
}
