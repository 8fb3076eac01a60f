/* Heads, fields and bodies of HTTP, and the fields of WARC and mail. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "archive/mime-fields.h"
#include "archive/http.h"
#include "base/sniff.h"

#define MOST ((size_t)1 << 20)

static void assert_field(const char *block, const char *name, const char *want)
{
	struct buf b = BUF_INIT, value = BUF_INIT;

	buf_puts(&b, block);
	assert_int_equal(mime_field(&b, name, &value), want != NULL);
	assert_string_equal(buf_str(&value), want ? want : "");
	buf_free(&b);
	buf_free(&value);
}

static void test_fields(void **state)
{
	assert_field("A: 1\r\nB: 2\r\n\r\n", "b", "2");
	assert_field("A: 1\nA: 2\n\n", "A", "1");
	assert_field("A : 1 \t\r\n\r\n", "a", "1");
	assert_field("A: one\r\n\t two\r\n  \r\n three\r\nB: x\r\n\r\n", "A", "one two three");
	assert_field("AB: 1\r\nA: 2\r\n\r\n", "A", "2");
	assert_field("A:\r\n\r\n", "A", "");
	assert_field("A: x\001y\177z\r\n", "A", "xyz");
	assert_field("A 1\r\n\r\n", "A", NULL);
	assert_field("A", "A", NULL);
	assert_field("A:", "A", "");
	assert_field("", "A", NULL);
}

static void test_the_length_of_a_block(void **state)
{
	static const struct {
		const char *block;
		size_t want;
	} cases[] = {
		{"A: 1\r\n\r\nbody", 8},
		{"A: 1\n\nbody", 6},
		{"\r\nbody", 2},
		{"\n", 1},
		{"A: 1\r\n", 0},
		{"A: 1\r\n\r", 0},
		{"A: 1", 0},
		{"", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(mime_fields_length(cases[i].block, strlen(cases[i].block)),
			cases[i].want);
}

static void test_parameters(void **state)
{
	static const char *const cases[][3] = {
		{"text/html; charset=gbk", "charset", "gbk"},
		{"text/html;charset=\"gb 2312\"", "CHARSET", "gb 2312"},
		{"text/html; x=\"a;charset=no\"; charset = yes", "charset", "yes"},
		{"a/b; boundary=\"q\\\"uoted\"", "boundary", "q\"uoted"},
		{"text/html; charset=", "charset", NULL},
		{"text/html; charset", "charset", NULL},
		{"text/html", "charset", NULL},
		{"charset=x", "charset", NULL},
		{"a/b; mycharset=x; charset=\"unfinished", "charset", "unfinished"},
		{"", "charset", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf value = BUF_INIT;

		assert_int_equal(mime_field_parameter(cases[i][0], cases[i][1], &value),
			cases[i][2] != NULL);
		if (cases[i][2])
			assert_string_equal(buf_str(&value), cases[i][2]);
		buf_free(&value);
	}
}

static void test_numbers(void **state)
{
	uint64_t n;

	assert_true(mime_field_number("0", &n) && n == 0);
	assert_true(mime_field_number("18446744073709551599", &n));
	assert_true(n == UINT64_C(18446744073709551599));
	assert_false(mime_field_number("18446744073709551616", &n));
	assert_false(mime_field_number("", &n));
	assert_false(mime_field_number("-1", &n));
	assert_false(mime_field_number("1 ", &n));
	assert_false(mime_field_number("0x1", &n));
}

static void test_dates_of_mail(void **state)
{
	static const char *const cases[][2] = {
		{"Tue, 5 Mar 2024 16:00:00 +0800", "2024-03-05T08:00:00Z"},
		{"5 Mar 2024 08:00:00 -0000", "2024-03-05T08:00:00Z"},
		{"Thu, 29 Feb 2024 23:30:00 -0130", "2024-03-01T01:00:00Z"},
		{"Mon, 1 Jan 2024 00:00:00 GMT", "2024-01-01T00:00:00Z"},
		{"yesterday", NULL},
		{"5 Mar 24 08:00:00", NULL},
		{"5 Xyz 2024 08:00:00", NULL},
		{"5 Mar 2024 25:00:00", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char iso[21];

		assert_int_equal(mime_field_date(cases[i][0], iso), cases[i][1] != NULL);
		if (cases[i][1])
			assert_string_equal(iso, cases[i][1]);
	}
}

/* ---- HTTP ---- */

static void test_heads(void **state)
{
	struct http http = HTTP_INIT;
	struct buf head = BUF_INIT;

	buf_puts(&head, "HTTP/1.1 404 Not Found\r\nContent-Type: Text/HTML;charset=GBK\r\n"
			"content-encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n");
	assert_true(http_parse(&http, &head));
	assert_int_equal(http.status, 404);
	assert_string_equal(buf_str(&http.type), "text/html");
	assert_string_equal(buf_str(&http.charset), "GBK");
	assert_string_equal(buf_str(&http.encoding), "gzip");
	assert_true(http.chunked);
	buf_clear(&head);
	buf_puts(&head, "HTTP/2 200\r\n\r\n");
	assert_true(http_parse(&http, &head));
	assert_int_equal(http.status, 200);
	assert_string_equal(buf_str(&http.type), "");
	assert_string_equal(buf_str(&http.charset), "");
	assert_false(http.chunked);
	buf_clear(&head);
	buf_puts(&head, "GET / HTTP/1.1\r\n\r\n");
	assert_false(http_parse(&http, &head));
	http_free(&http);
	buf_free(&head);
}

static void test_status_lines(void **state)
{
	static const struct {
		const char *head;
		int status; /* 0: none */
	} cases[] = {
		{"HTTP/1.1 200\r\n\r\n", 200},
		{"HTTPX/1.1 200 OK\r\nA: 1\r\n\r\n", 200},
		{"ICY 200 OK\r\nA: 1\r\n folded\r\n\r\n", 200},
		{"http/1.1\t404 Gone\nA : 1\n\n", 404},
		{"HTTP 200\r\nA: 1\r\nB:\r\n\r\n", 200},
		{"ICY 200 OK\r\n\r\n", 0},
		{"ICY 200 OK\r\nA: 1\r\nno field\r\n\r\n", 0},
		{"ICY 200 OK\r\n folded\r\nA: 1\r\n\r\n", 0},
		{"ICY 2000 OK\r\nA: 1\r\n\r\n", 0},
		{"ICY 020 OK\r\nA: 1\r\n\r\n", 0},
		{"ICY: 200 OK\r\nA: 1\r\n\r\n", 0},
		{"ICY200 OK\r\nA: 1\r\n\r\n", 0},
		{"GET 200 HTTP/1.1\r\n\r\n", 0},
		{" 200 OK\r\nA: 1\r\n\r\n", 0},
		{"", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http http = HTTP_INIT;
		struct buf head = BUF_INIT;

		buf_puts(&head, cases[i].head);
		assert_int_equal(http_parse(&http, &head), cases[i].status != 0);
		assert_int_equal(http.status, cases[i].status);
		http_free(&http);
		buf_free(&head);
	}
}

/* Decodes a body; NULL where that fails, with the sentence in *why. */
static bool decode(
	struct buf *body, const char *encoding, bool chunked, size_t most, const char **why)
{
	struct http http = {.chunked = chunked};
	int rc;

	buf_puts(&http.encoding, encoding);
	*why = NULL;
	rc = http_decode(&http, body, most, why);
	assert_true(!rc || *why);
	http_free(&http);
	return !rc;
}

static void test_chunks(void **state)
{
	static const struct {
		const char *body, *want; /* NULL: a fault */
	} cases[] = {
		{"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde"},
		{"3\nabc\n0\n\n", "abc"},
		{"A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", "0123456789"},
		{"<p>Not chunked at all", "<p>Not chunked at all"},
		{"", ""},
		{"5\r\nabc", NULL},
		{"3\r\nabc\r\n", NULL},
		{"3\r\nabc\r\nxyz\r\n", NULL},
		{"ffffffffffffffff\r\nabc", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf body = BUF_INIT;
		const char *why;

		buf_puts(&body, cases[i].body);
		assert_int_equal(decode(&body, "", true, MOST, &why), cases[i].want != NULL);
		if (cases[i].want)
			assert_string_equal(buf_str(&body), cases[i].want);
		buf_free(&body);
	}
}

static const char text[] =
	"<html><body>The same text, the same text, the same text.</body></html>";

/* As gzip (window 31), zlib (15) or bare deflate (-15). */
static void put_deflated(struct buf *out, int window)
{
	z_stream z = {.next_in = (unsigned char *)text, .avail_in = sizeof text - 1};
	char piece[1024];

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = (unsigned char *)piece;
	z.avail_out = sizeof piece;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_put(out, piece, sizeof piece - z.avail_out);
	deflateEnd(&z);
}

static void put_zstd(struct buf *out)
{
	char piece[1024];
	size_t len = ZSTD_compress(piece, sizeof piece, text, sizeof text - 1, 9);

	assert_false(ZSTD_isError(len));
	buf_put(out, piece, len);
}

/* A stream of Brotli (RFC 7932, 9) whose text is not compressed: no window to speak of, one
   uncompressed metablock, an empty last one. */
static void put_brotli(struct buf *out)
{
	size_t n = sizeof text - 2; /* MLEN - 1 */
	/* WBITS 0 (1 bit: 16), ISLAST 0, MNIBBLES 0 (2 bits: 4), MLEN-1 (16 bits),
	 * ISUNCOMPRESSED 1 */
	unsigned long head = 0UL | (unsigned long)n << 4 | 1UL << 20;

	buf_putc(out, (char)(head & 0xFF));
	buf_putc(out, (char)(head >> 8 & 0xFF));
	buf_putc(out, (char)(head >> 16 & 0xFF));
	buf_put(out, text, sizeof text - 1);
	buf_putc(out, 3); /* ISLAST, ISLASTEMPTY */
}

static void put_coded(struct buf *out, const char *encoding)
{
	if (!strcmp(encoding, "br"))
		put_brotli(out);
	else if (!strcmp(encoding, "zstd"))
		put_zstd(out);
	else
		put_deflated(out, strcmp(encoding, "deflate") ? 31 : 15);
}

static const char *const encodings[] = {"gzip", "x-gzip", "deflate", "br", "zstd"};

/* Wherever a body is cut off, what is there of it is given. */
static void test_bodies_that_are_cut_off(void **state)
{
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		struct buf whole = BUF_INIT;

		put_coded(&whole, encodings[i]);
		for (size_t len = 1; len < whole.len; len++) {
			struct http http = {.chunked = false};
			struct buf body = BUF_INIT;
			const char *why = NULL;

			buf_puts(&http.encoding, encodings[i]);
			buf_put(&body, whole.data, len);
			assert_int_equal(http_decode(&http, &body, MOST, &why), 1);
			assert_string_equal(why, "its compressed content is cut off");
			assert_true(body.len < sizeof text);
			assert_memory_equal(buf_str(&body), text, body.len);
			http_free(&http);
			buf_free(&body);
		}
		buf_free(&whole);
	}
}

static void test_chunks_that_are_cut_off(void **state)
{
	static const char whole[] = "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n";

	for (size_t len = 3; len < sizeof whole - 1; len++) {
		struct http http = {.chunked = true};
		struct buf body = BUF_INIT;
		const char *why = NULL;

		buf_put(&body, whole, len);
		assert_int_equal(http_decode(&http, &body, MOST, &why), 1);
		assert_non_null(why);
		assert_memory_equal(buf_str(&body), "abcde", body.len);
		assert_true(body.len == 5 || len < 17);
		buf_free(&body);
	}
}

static void test_codings_that_are_not_known(void **state)
{
	static const struct {
		const char *list, *want; /* NULL: all are */
	} cases[] = {{"", NULL}, {"gzip, BR", NULL}, {"gzip, lzma", "lzma"},
		{"lzma ,, br", "lzma"}, {"br, br, br, br, gzip", "br"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http http = HTTP_INIT;
		struct buf name = BUF_INIT;

		buf_puts(&http.encoding, cases[i].list);
		assert_int_equal(http_unknown_coding(&http, &name), cases[i].want != NULL);
		assert_string_equal(buf_str(&name), cases[i].want ? cases[i].want : "");
		http_free(&http);
		buf_free(&name);
	}
}

static void test_content_codings(void **state)
{
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		struct buf body = BUF_INIT;
		const char *why;

		put_coded(&body, encodings[i]);
		assert_true(decode(&body, encodings[i], false, MOST, &why));
		assert_string_equal(buf_str(&body), text);
		buf_free(&body);
	}
}

static void test_content_that_is_cut_off_or_too_large(void **state)
{
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		struct buf body = BUF_INIT;
		const char *why;

		put_coded(&body, encodings[i]);
		body.len -= 5;
		assert_false(decode(&body, encodings[i], false, MOST, &why));
		buf_clear(&body);
		put_coded(&body, encodings[i]);
		assert_false(decode(&body, encodings[i], false, 20, &why));
		assert_string_equal(why, "its content is larger than is read");
		buf_free(&body);
	}
}

static void test_codings_that_were_undone_before(void **state)
{
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		struct buf body = BUF_INIT;
		const char *why;

		buf_puts(&body, text);
		assert_true(decode(&body, encodings[i], true, MOST, &why));
		assert_string_equal(buf_str(&body), text);
		buf_clear(&body);
		buf_puts(&body, "neither markup nor compressed");
		assert_false(decode(&body, encodings[i], false, MOST, &why));
		buf_free(&body);
	}
}

static void test_bare_deflate_and_several_codings(void **state)
{
	struct buf body = BUF_INIT;
	const char *why;

	put_deflated(&body, -15);
	assert_true(decode(&body, "deflate", false, MOST, &why));
	assert_string_equal(buf_str(&body), text);
	buf_clear(&body);
	put_deflated(&body, 31);
	put_deflated(&body, 31);
	assert_true(decode(&body, "identity , gzip", false, MOST, &why));
	assert_int_equal(body.len, 2 * (sizeof text - 1));
	assert_true(decode(&body, "x-unknown", false, MOST, &why));
	assert_int_equal(body.len, 2 * (sizeof text - 1));
	buf_free(&body);
}

/* ---- sniffing ---- */

static void test_html_by_its_beginning(void **state)
{
	static const struct {
		const char *bytes;
		bool html;
	} cases[] = {
		{"<!doctype html>", true},
		{"\xef\xbb\xbf \r\n<HTML lang=zh>", true},
		{"<!-- a note --><p>", true},
		{"<?xml version='1.0'?><html xmlns='x'>", true},
		{"<?xml version='1.0'?><svg>", false},
		{"<htmlx>", false},
		{"<b>", true},
		{"<br/>", false},
		{"<", false},
		{"", false},
		{"text <p>", false},
		{"\xff\xfe<\0h\0", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			sniff_html(cases[i].bytes, strlen(cases[i].bytes)), cases[i].html);
}

static void test_utf16_without_a_mark(void **state)
{
	assert_string_equal(sniff_utf16("<\0!\0D\0", 6), "utf-16le");
	assert_string_equal(sniff_utf16("\0<\0h\0t", 6), "utf-16be");
	assert_null(sniff_utf16("<\0 \0", 4));
	assert_null(sniff_utf16("<\0h", 3));
	assert_null(sniff_utf16("<html>", 6));
	assert_null(sniff_not_html("\0<\0p\0>", 6));
	assert_true(sniff_html("<\0p\0>\0", 6));
}

static void test_what_is_no_page(void **state)
{
	assert_string_equal(sniff_foreign("%PDF-1.7\n", 9), "a PDF");
	assert_string_equal(sniff_foreign("7z\xbc\xaf\x27\x1c\0\4", 8), "a 7z archive");
	assert_string_equal(sniff_foreign("filedesc://a.arc 0.0.0.0", 24), "an ARC archive");
	assert_string_equal(sniff_foreign("FWS\6\0\0", 6), "a Flash film");
	assert_null(sniff_foreign("FWS 2024", 8));
	assert_null(sniff_foreign("PK\3\4", 4));
	assert_null(sniff_foreign("", 0));
	assert_string_equal(sniff_foreign("\x7f"
					  "ELF\2\1\1\0",
				    8),
		"a program");
	assert_string_equal(sniff_foreign("SQLite format 3\0\x10", 17), "an SQLite database");
	assert_string_equal(
		sniff_foreign("\x04\x22\x4d\x18\x64", 5), "LZ4 data, which is not unpacked");
	assert_string_equal(sniff_foreign("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "an image");
	assert_string_equal(sniff_not_html("\1\2<p>\3\4", 7), "binary data");
}

/* What random bytes are named does not matter; what is text stays text. */
static void test_what_is_no_text(void **state)
{
	/* "第一个page" and a line feed in UTF-16, without a mark */
	static const char wide[] = "\x2c\x7b\0\x4e\x2a\x4ep\0a\0g\0e\0\n";
	char bytes[4096];
	uint32_t seed = 1;

	for (size_t i = 0; i < sizeof bytes; i++) {
		seed = seed * 1664525 + 1013904223;
		bytes[i] = (char)(seed >> 24);
	}
	assert_string_equal(sniff_foreign(bytes, sizeof bytes), "binary data");
	assert_null(sniff_foreign(wide, sizeof wide));
	assert_null(sniff_foreign("\0\0\0t\0\0\0e\0\0\0x\0\0\0t", 16));
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes, "<html><p>\1\2", 11);
	assert_null(sniff_foreign(bytes, sizeof bytes));
	memset(bytes, 'a', sizeof bytes);
	memcpy(bytes, "\x1b$B\1\2", 5);
	assert_null(sniff_foreign(bytes, sizeof bytes));
}

static void test_json_by_its_beginning(void **state)
{
	assert_true(sniff_json("\xef\xbb\xbf {\n \"log\": {}}", 17));
	assert_true(sniff_json("[ {\"a\": 1}]", 11));
	assert_false(sniff_json("[图片]", 8));
	assert_false(sniff_json("{name}", 6));
	assert_false(sniff_json("<p>{\"a\": 1}", 11));
	assert_false(sniff_json("", 0));
}

static void test_plain_text(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool text;
	} cases[] = {{"", 0, false}, {"3 < 4 <3", 8, true}, {"a<", 2, true}, {"a<b", 3, false},
		{"a<!", 3, false}, {"a</", 3, false}, {"<\0p\0", 4, false}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(sniff_plain_text(cases[i].bytes, cases[i].len), cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_the_length_of_a_block),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_dates_of_mail),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_status_lines),
		cmocka_unit_test(test_bodies_that_are_cut_off),
		cmocka_unit_test(test_chunks_that_are_cut_off),
		cmocka_unit_test(test_codings_that_are_not_known),
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_content_codings),
		cmocka_unit_test(test_content_that_is_cut_off_or_too_large),
		cmocka_unit_test(test_codings_that_were_undone_before),
		cmocka_unit_test(test_bare_deflate_and_several_codings),
		cmocka_unit_test(test_html_by_its_beginning),
		cmocka_unit_test(test_utf16_without_a_mark),
		cmocka_unit_test(test_what_is_no_page),
		cmocka_unit_test(test_what_is_no_text),
		cmocka_unit_test(test_json_by_its_beginning),
		cmocka_unit_test(test_plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
