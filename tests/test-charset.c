#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <iconv.h>

#include "base/buf.h"
#include "charset/charset.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* A string literal with its length: bytes may be NUL. */
#define BYTES(s) s, sizeof(s) - 1

#define FFFD "\xEF\xBF\xBD"

static const struct {
	const char *label, *name;
} labels[] = {
#define LABEL(id, text) {text, #id},
#include "charset/labels.def"
};

static const char *const charsets[] = {
#define CHARSET(id, name, decoder, cutter, iconv) name,
#include "charset/labels.def"
};

static struct charset_counts check_decode(
	const char *charset, const char *bytes, size_t len, const char *want)
{
	struct buf out = BUF_INIT;
	struct charset_counts counts;

	assert_int_equal(charset_decode(&out, charset, bytes, len, &counts), 0);
	assert_string_equal(buf_str(&out), want);
	assert_true(charset_is_clean_utf8(buf_str(&out), out.len));
	buf_free(&out);
	return counts;
}

struct decoding {
	const char *charset;
	const char *bytes;
	size_t len;
	const char *want;
	unsigned replaced;
};

static void check_decodings(const struct decoding *d, size_t count)
{
	for (; count; d++, count--)
		assert_int_equal(check_decode(d->charset, d->bytes, d->len, d->want).replaced,
			d->replaced);
}

/* Labels */

static void every_label_is_found(void **state)
{
	char written[64];

	(void)state;
	assert_int_equal(COUNT(labels), 228); /* as many as the Encoding Standard has */
	for (size_t i = 0; i < COUNT(labels); i++) {
		const char *label = labels[i].label, *name;

		name = charset_by_label(label, strlen(label));
		assert_non_null(name);
		snprintf(written, sizeof(written), "\t %s\r\n", label);
		for (char *c = written; *c; c++)
			if (*c >= 'a' && *c <= 'z')
				*c = (char)(*c - 'a' + 'A');
		assert_ptr_equal(charset_by_label(written, strlen(written)), name);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(labels[k].label, label);
	}
}

static void every_name_is_its_own_label(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(charsets); i++)
		assert_string_equal(
			charset_by_label(charsets[i], strlen(charsets[i])), charsets[i]);
}

static void labels_select_what_the_standard_says(void **state)
{
	static const char *const pairs[][2] = {
		{"gb2312", "gb18030"},
		{"x-gbk", "gb18030"},
		{"ISO-8859-1", "windows-1252"},
		{"us-ascii", "windows-1252"},
		{"latin5", "windows-1254"},
		{"big5-hkscs", "big5"},
		{"ks_c_5601-1987", "euc-kr"},
		{"sjis", "shift_jis"},
		{"unicode", "utf-16le"},
		{"tis-620", "windows-874"},
		{"hz-gb-2312", "replacement"},
		{"iso-2022-cn", "replacement"},
	};
	static const char *const none[] = {"", " ", "utf8mb4", "cp936", "gb18030-2000",
		"euc-cn", "UTF_8", "utf-8;", "utf-7", "who-knows"};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++)
		assert_string_equal(
			charset_by_label(pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
	for (size_t i = 0; i < COUNT(none); i++)
		assert_null(charset_by_label(none[i], strlen(none[i])));
	assert_null(charset_by_label(NULL, 0));
	assert_string_equal(charset_by_label("gbk2", 3), "gb18030");
}

static void what_is_no_label_is_refused(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	assert_int_equal(charset_decode(&out, "who-knows", "a", 1, NULL), -1);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

/* Unicode */

static void utf8_is_replaced_by_maximal_subparts(void **state)
{
	static const struct decoding cases[] = {
		{"utf-8", BYTES("plain \xE6\x94\xBF\xE5\xBA\x9C, \xF0\xA0\x82\x87"),
			"plain \xE6\x94\xBF\xE5\xBA\x9C, \xF0\xA0\x82\x87", 0},
		{"utf-8",
			BYTES("\x80"
			      "a\xFF"),
			FFFD "a" FFFD, 2},
		{"utf-8", BYTES("\xC0\xAF"), FFFD FFFD, 2},
		{"utf-8", BYTES("\xE6\x94<b>"), FFFD "<b>", 1},
		{"utf-8", BYTES("\xE0\x80\x80"), FFFD FFFD FFFD, 3},
		{"utf-8", BYTES("\xED\xA0\x80"), FFFD FFFD FFFD, 3},
		{"utf-8",
			BYTES("\xF0\x90\x80"
			      "A"),
			FFFD "A", 1},
		{"utf-8", BYTES("\xF4\x90\x80\x80"), FFFD FFFD FFFD FFFD, 4},
		{"utf-8",
			BYTES("\xF5"
			      "A"),
			FFFD "A", 1},
		/* The standard's own example: Unicode, table 3-8. */
		{"utf-8", BYTES("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
			"a" FFFD FFFD FFFD "b" FFFD "c" FFFD FFFD "d", 6},
		{"utf-8", BYTES("\xE6\x94\xBF\xE5\xBA"), "\xE6\x94\xBF" FFFD, 1},
		{"utf-8", BYTES("\xF0\xA0\x82"), FFFD, 1},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
	static const struct decoding cases[] = {
		{"utf-8", BYTES("a\0b"), "a" FFFD "b", 1},
		{"utf-8", BYTES("\t\r\n\x7F"), "\t\r\n\x7F", 0},
		{"utf-8",
			BYTES("1234567\x01\x1F"
			      "89abcdefg\x0B"),
			"1234567" FFFD FFFD "89abcdefg" FFFD, 3},
		{"utf-8", BYTES("a\fb"), "a b", 0},
		{"utf-8", BYTES("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD"), FFFD FFFD FFFD, 2},
		{"utf-8", BYTES("\xEF\xB7\x90\xF0\x9F\xBF\xBE"), "\xEF\xB7\x90\xF0\x9F\xBF\xBE",
			0},
		{"gb18030", BYTES("a\0b\x1B\f"), "a" FFFD "b" FFFD " ", 2},
		{"gb18030", BYTES("\x84\x31\xA4\x39"), FFFD, 1},
		{"windows-1252", BYTES("\x01\f\x85"), FFFD " \xE2\x80\xA6", 1},
		{"utf-16le", BYTES("\0\0\f\0\xFE\xFF\xFF\xFF"), FFFD " " FFFD FFFD, 3},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

static void utf16_is_read_in_both_orders(void **state)
{
	static const struct decoding cases[] = {
		{"utf-16le", BYTES("a\0\x3F\x65\x40\xD8\x87\xDC"),
			"a\xE6\x94\xBF\xF0\xA0\x82\x87", 0},
		{"utf-16be", BYTES("\0a\x65\x3F\xD8\x40\xDC\x87"),
			"a\xE6\x94\xBF\xF0\xA0\x82\x87", 0},
		{"utf-16le", BYTES("a\0b"), "a" FFFD, 1},
		{"utf-16le", BYTES("b"), FFFD, 1},
		{"utf-16le",
			BYTES("\x40\xD8"
			      "a\0"),
			FFFD "a", 1},
		{"utf-16le",
			BYTES("\x87\xDC"
			      "a\0"),
			FFFD "a", 1},
		{"utf-16be", BYTES("\xD8\x40\xD8\x40\xDC\x87"), FFFD "\xF0\xA0\x82\x87", 1},
		{"utf-16le", BYTES("a\0\x40\xD8"), "a" FFFD, 1},
		{"utf-16le", BYTES("a\0\x40\xD8\x87"), "a" FFFD, 1},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

static void private_use_is_counted(void **state)
{
	(void)state;
	assert_int_equal(check_decode("utf-8", BYTES("\xEE\x80\x80\xEF\xA3\xBF\xEF\xA4\x80"),
				 "\xEE\x80\x80\xEF\xA3\xBF\xEF\xA4\x80")
				 .doubtful,
		2);
	assert_int_equal(check_decode("utf-8", BYTES("\xF3\xB0\x80\x80\xF0\xA0\x82\x87"),
				 "\xF3\xB0\x80\x80\xF0\xA0\x82\x87")
				 .doubtful,
		1);
	assert_int_equal(check_decode("gb18030", BYTES("\xAA\xA1\xFE\x51\xD5\xFE"),
				 "\xEE\x80\x80\xEE\xA0\x96\xE6\x94\xBF")
				 .doubtful,
		2);
	assert_int_equal(
		check_decode("x-user-defined", BYTES("a\x80\xFF"), "a\xEF\x9E\x80\xEF\x9F\xBF")
			.doubtful,
		2);
}

static void clean_is_what_comes_back_unchanged(void **state)
{
	(void)state;
	assert_true(charset_is_clean_utf8(NULL, 0));
	assert_true(charset_is_clean_utf8(BYTES("12345678\r\n\t\xE6\x94\xBF")));
	assert_false(charset_is_clean_utf8(BYTES("12345678\f")));
	assert_false(charset_is_clean_utf8(BYTES("1234567\0"
						 "12345678")));
	assert_false(charset_is_clean_utf8(BYTES("\xEF\xBF\xBE")));
	assert_false(charset_is_clean_utf8(BYTES("12345678\xE6\x94")));
}

/* gb18030 */

/* Where the standard's index differs from iconv: the codes moved by GB 18030-2022 (new C
   libraries have moved them too), A3A0, and six that the standard leaves private-use. */
static const struct {
	unsigned code;
	uint32_t point;
} gb_corrections[] = {
	{0xA3A0, 0x3000},
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

static void put_expected_pair(struct buf *want, iconv_t cd, const char pair[2])
{
	unsigned code = (unsigned)(unsigned char)pair[0] << 8 | (unsigned char)pair[1];
	char out[8], *from = (char *)pair, *to = out;
	size_t left = 2, room = sizeof(out);

	for (size_t i = 0; i < COUNT(gb_corrections); i++)
		if (gb_corrections[i].code == code) {
			buf_put_utf8(want, gb_corrections[i].point);
			return;
		}
	assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
	buf_put(want, out, (size_t)(to - out));
}

static void gb18030_pairs_are_the_standards(void **state)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	struct buf want = BUF_INIT, all = BUF_INIT;
	struct charset_counts counts;

	(void)state;
	for (int lead = 0x81; lead <= 0xFE; lead++)
		for (int trail = 0x40; trail <= 0xFE; trail++) {
			const char pair[2] = {(char)lead, (char)trail};

			if (trail == 0x7F)
				continue;
			put_expected_pair(&want, cd, pair);
			buf_put(&all, pair, 2);
		}
	assert_int_equal(all.len, 2 * 23940);
	counts = check_decode("gb18030", all.data, all.len, buf_str(&want));
	assert_int_equal(counts.replaced, 0);
	assert_int_equal(counts.doubtful, 2048);
	buf_free(&want);
	buf_free(&all);
	iconv_close(cd);
}

static void put_four_bytes(struct buf *b, uint32_t pointer)
{
	buf_putc(b, (char)(0x81 + pointer / 12600));
	buf_putc(b, (char)(0x30 + pointer / 1260 % 10));
	buf_putc(b, (char)(0x81 + pointer / 10 % 126));
	buf_putc(b, (char)(0x30 + pointer % 10));
}

/* Every BMP character has exactly one code. Those without a pair have four bytes, in order. */
static void gb18030_four_bytes_fill_the_gaps(void **state)
{
	struct buf four = BUF_INIT, out = BUF_INIT;
	uint32_t last = 0;
	struct charset_counts counts;

	(void)state;
	for (uint32_t pointer = 0; pointer <= 39417; pointer++)
		if (pointer != 7457)
			put_four_bytes(&four, pointer);
	assert_int_equal(charset_decode(&out, "gb18030", four.data, four.len, &counts), 0);
	assert_int_equal(counts.replaced, 0);
	for (const unsigned char *p = (const unsigned char *)buf_str(&out); *p;) {
		unsigned width = *p < 0xE0 ? 2 : 3;
		uint32_t point = *p & (0xFFu >> (width + 1));

		for (unsigned i = 1; i < width; i++)
			point = point << 6 | (p[i] & 0x3F);
		assert_true(point > last);
		last = point;
		p += width;
	}
	assert_int_equal(last, 0xFFFD);
	buf_free(&four);
	buf_free(&out);
}

static void gb18030_reads_four_bytes(void **state)
{
	static const struct {
		uint32_t pointer, point; /* point 0: none */
	} cases[] = {
		{0, 0x80},
		{7457, 0xE7C7},
		{7458, 0x1E40},
		{19057, 0x9FB4},
		{19064, 0x9FBB},
		{39076, 0xFE10},
		{39085, 0xFE19},
		{39394, 0xFFE6},
		{39420, 0},
		{188999, 0},
		{189000, 0x10000},
		{1237575, 0x10FFFF},
		{1237576, 0},
		{1587599, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf in = BUF_INIT, want = BUF_INIT;

		put_four_bytes(&in, cases[i].pointer);
		if (cases[i].point)
			buf_put_utf8(&want, cases[i].point);
		else
			buf_puts(&want, FFFD);
		buf_putc(&in, '<');
		buf_putc(&want, '<');
		check_decode("gb18030", in.data, in.len, buf_str(&want));
		buf_free(&in);
		buf_free(&want);
	}
}

static void gb18030_goes_on_after_errors(void **state)
{
	static const struct decoding cases[] = {
		{"gb2312",
			BYTES("\x80"
			      "5"),
			"\xE2\x82\xAC"
			"5",
			0},
		{"gb2312",
			BYTES("\xFF"
			      "5"),
			FFFD "5", 1},
		{"gbk", BYTES("\xD5<b>\xD5\xFE</b>"), FFFD "<b>\xE6\x94\xBF</b>", 1},
		{"gbk",
			BYTES("\xD5\x7F\xD5\xFF"
			      "a"),
			FFFD "\x7F" FFFD "a", 2},
		{"gb18030",
			BYTES("\x81\x30"
			      "ab"),
			FFFD "0ab", 1},
		{"gb18030",
			BYTES("\x81\x30\x81"
			      "a"),
			FFFD "0\xE4\xB9\xA4", 1},
		{"gb18030", BYTES("\x81\x30\x81\xFF"), FFFD "0" FFFD, 2},
		{"gb18030", BYTES("a\xD5"), "a" FFFD, 1},
		{"gb18030", BYTES("a\x81\x30"), "a" FFFD, 1},
		{"gb18030", BYTES("a\x81\x30\x81"), "a" FFFD, 1},
		{"gb18030",
			BYTES("a\x81\x30"
			      "a"),
			"a" FFFD "0a", 1},
		{"gb18030", BYTES("\xA1\xA1\xA3\xA0\xA2\xE3"),
			"\xE3\x80\x80\xE3\x80\x80\xE2\x82\xAC", 0},
		{"gb18030", BYTES("\xA1\xA4\xA1\xAA"), "\xC2\xB7\xE2\x80\x94", 0},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

/* The other charsets */

static void single_byte_charsets_follow_the_standard(void **state)
{
	static const struct decoding cases[] = {
		{"iso-8859-1", BYTES("\x80\x81\x8D\x8F\x90\x9D\xE9"),
			"\xE2\x82\xAC\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D\xC3\xA9", 0},
		{"windows-1251", BYTES("\xCF\x98!"), "\xD0\x9F\xC2\x98!", 0},
		{"windows-1253", BYTES("\xAA\xD2\xFF\x81"), FFFD FFFD FFFD "\xC2\x81", 3},
		{"windows-1255", BYTES("\xCA\xE9\xC4"), "\xD6\xBA\xD7\x99\xD6\xB4", 0},
		{"windows-1258", BYTES("a\xCC"), "a\xCC\x80", 0},
		{"windows-874", BYTES("\x80\x81\xDB"), "\xE2\x82\xAC\xC2\x81" FFFD, 1},
		{"iso-8859-9", BYTES("\xFD"), "\xC4\xB1", 0},
		{"iso-8859-6", BYTES("\xA1\xC7"), FFFD "\xD8\xA7", 1},
		{"koi8-u", BYTES("\xAE\xBE\xC1"), "\xD1\x9E\xD0\x8E\xD0\xB0", 0},
		{"koi8-r", BYTES("\xC1"), "\xD0\xB0", 0},
		{"macintosh", BYTES("\xC6\xF0\xDB"), "\xE2\x88\x86\xEF\xA3\xBF\xE2\x82\xAC", 0},
		{"x-mac-cyrillic", BYTES("\x80\xFF"), "\xD0\x90\xE2\x82\xAC", 0},
		{"ibm866", BYTES("\x80\xFF"), "\xD0\x90\xC2\xA0", 0},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

static void multi_byte_charsets_go_on_after_errors(void **state)
{
	static const struct decoding cases[] = {
		{"big5", BYTES("\xAC\x46\xA9\xB2"), "\xE6\x94\xBF\xE5\xBA\x9C", 0},
		{"big5", BYTES("\xA1\x45\xA1\xE3\xA2\x47"),
			"\xE2\x80\xA7\xEF\xBD\x9E\xEF\xBF\xA1", 0},
		{"big5", BYTES("\x88\x62\x88\x66"), "\xC3\x8A\xCC\x84\xC3\x8A", 0},
		{"big5", BYTES("\xAC<b>\x80\xFF\xAC"), FFFD "<b>" FFFD FFFD FFFD, 4},
		{"big5",
			BYTES("\x81\x40\x81\xA1"
			      "a"),
			FFFD "@" FFFD "a", 2},
		{"shift_jis", BYTES("\x93\xFA\xB1\x80\x5C\x7E"),
			"\xE6\x97\xA5\xEF\xBD\xB1\xC2\x80\\~", 0},
		{"shift_jis", BYTES("\x93<\xA0\xFD\x85\x40\x93"),
			FFFD "<" FFFD FFFD FFFD "@" FFFD, 5},
		{"euc-jp", BYTES("\xC6\xFC\x8E\xB1\x8F\xB0\xA1"),
			"\xE6\x97\xA5\xEF\xBD\xB1\xE4\xB8\x82", 0},
		{"euc-jp", BYTES("\xC6<\x8F\xB0<\x8F<\x8E<\x80"),
			FFFD "<" FFFD "<" FFFD "<" FFFD "<" FFFD, 5},
		{"euc-jp", BYTES("\x8F\xB0"), FFFD, 1},
		{"euc-kr", BYTES("\xC7\xD1\x81\x41"), "\xED\x95\x9C\xEA\xB0\x82", 0},
		{"euc-kr",
			BYTES("\xC7<\xA2\xE8"
			      "A\xC7"),
			FFFD "<" FFFD "A" FFFD, 3},
		{"iso-2022-jp", BYTES("a\x1B$B\x46\x7C\x1B(Bb"),
			"a\xE6\x97\xA5"
			"b",
			0},
		{"iso-2022-jp",
			BYTES("a\xE9"
			      "b"),
			"a" FFFD "b", 1},
		{"hz-gb-2312", BYTES("any ~{text~}"), FFFD, 1},
		{"iso-2022-kr", BYTES(""), "", 0},
	};

	(void)state;
	check_decodings(cases, COUNT(cases));
}

/* More than one of iconv's output buffers, with a correction and an error far inside. */
static void long_text_is_read_in_one_piece(void **state)
{
	struct buf in = BUF_INIT, want = BUF_INIT;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		buf_puts(&in, i % 1000 ? "\xD5\xFE" : "\xA3\xA0\xD5.");
		buf_puts(&want, i % 1000 ? "\xE6\x94\xBF" : "\xE3\x80\x80" FFFD ".");
	}
	assert_int_equal(check_decode("gbk", in.data, in.len, buf_str(&want)).replaced, 30);
	buf_free(&in);
	buf_free(&want);
}

/* Random bytes. What comes out is UTF-8 that XML can hold, the same each time. */
static void anything_can_be_decoded(void **state)
{
	char bytes[512];
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 200; round++) {
		size_t len = (size_t)round * 2 + (size_t)round % 3;

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)((seed >> 24) | (round & 1 ? 0x80 : 0));
		}
		for (size_t i = 0; i < COUNT(charsets); i++) {
			struct buf a = BUF_INIT, b = BUF_INIT;
			/* A copy of its exact size, so that reading past its end is seen. */
			char *copy = malloc(len + !len);

			assert_non_null(copy);
			memcpy(copy, bytes, len);
			assert_int_equal(charset_decode(&a, charsets[i], copy, len, NULL), 0);
			assert_int_equal(charset_decode(&b, charsets[i], copy, len, NULL), 0);
			assert_true(charset_is_clean_utf8(buf_str(&a), a.len));
			assert_string_equal(buf_str(&a), buf_str(&b));
			charset_choose(copy, len, NULL, NULL, NULL);
			free(copy);
			buf_free(&a);
			buf_free(&b);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_label_is_found),
		cmocka_unit_test(every_name_is_its_own_label),
		cmocka_unit_test(labels_select_what_the_standard_says),
		cmocka_unit_test(what_is_no_label_is_refused),
		cmocka_unit_test(utf8_is_replaced_by_maximal_subparts),
		cmocka_unit_test(what_xml_cannot_hold_is_replaced),
		cmocka_unit_test(utf16_is_read_in_both_orders),
		cmocka_unit_test(private_use_is_counted),
		cmocka_unit_test(clean_is_what_comes_back_unchanged),
		cmocka_unit_test(gb18030_pairs_are_the_standards),
		cmocka_unit_test(gb18030_four_bytes_fill_the_gaps),
		cmocka_unit_test(gb18030_reads_four_bytes),
		cmocka_unit_test(gb18030_goes_on_after_errors),
		cmocka_unit_test(single_byte_charsets_follow_the_standard),
		cmocka_unit_test(multi_byte_charsets_go_on_after_errors),
		cmocka_unit_test(long_text_is_read_in_one_piece),
		cmocka_unit_test(anything_can_be_decoded),
	};

	return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
