/* Saved pages in one file. */
#include "records-fixture.h"

#include "archive/mime.h"

#define HEAD                                                                                   \
	"From: <Saved by Blink>\r\n"                                                           \
	"Snapshot-Content-Location: http://e.org/a/page.html\r\n"                              \
	"Date: Tue, 5 Mar 2024 16:00:00 +0800\r\n"                                             \
	"MIME-Version: 1.0\r\n"                                                                \
	"Content-Type: "                                                                       \
	"multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--=_b\"\r\n\r\n"
#define PART "\r\n----=_b\r\n"
#define END  "\r\n----=_b--\r\n"
#define HTML                                                                                   \
	"Content-Type: text/html; charset=gbk\r\nContent-Location: "                           \
	"http://e.org/a/page.html\r\n"

static void test_the_root_is_the_page_and_all_else_its_resources(void **state)
{
	struct record record;
	struct records *r;

	fixture_puts("a.mht", HEAD
		"This is what old readers show." PART HTML
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>f=6f=6F, "
		"so=\r\nft=3D</p>" PART
		"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
		"Content-Location: http://e.org/x.png\r\n\r\ncGljdHVy\r\nZQ==" PART
		"Content-Type: text/css\r\nContent-ID: <s@e.org>\r\n\r\np { }" PART
		"Content-Type: text/html\r\nContent-Location: cid:f@e.org\r\n\r\n<p>Frame" END
		"What stands behind is nothing.");
	assert_records("a.mht",
		"page http://e.org/a/page.html\nresource http://e.org/x.png: a part of a "
		"saved page\nresource s@e.org: a part of a saved page\n"
		"resource cid:f@e.org: a frame of the page\n");
	r = read_page("a.mht", 0, &record);
	assert_string_equal(record.bytes, "<p>foo, soft=</p>");
	assert_string_equal(record.charset, "gbk");
	assert_string_equal(record.type, "text/html");
	assert_string_equal(record.captured, "2024-03-05T08:00:00Z");
	assert_string_equal(record.name, "a.mht");
	assert_fetched(r, "../x.png", NULL, "picture");
	assert_fetched(r, "http://e.org/x.png", NULL, "picture");
	assert_fetched(r, "x", "http://e.org/x.png", "picture");
	assert_fetched(r, "cid:s@e.org", NULL, "p { }");
	assert_fetched(r, "cid:f@e.org", NULL, "<p>Frame");
	assert_fetched(r, "y.png", NULL, NULL);
	assert_fetched(r, "cid:t@e.org", NULL, NULL);
	records_free(r);
}

static void assert_page(const char *mhtml, const char *want)
{
	struct record record;
	struct records *r;

	fixture_puts("a.mht", mhtml);
	r = read_page("a.mht", 0, &record);
	assert_string_equal(record.bytes, want);
	records_free(r);
}

static void test_the_start_parameter_names_the_root(void **state)
{
	assert_page("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; "
		    "start=\"<2>\"\n\n"
		    "--b\nContent-Type: text/html\nContent-ID: <1>\n\n<p>One\n"
		    "--b\nContent-Type: text/html\nContent-ID: <2>\n\n<p>Two\n--b--\n",
		"<p>Two");
}

static void test_multiparts_in_multiparts(void **state)
{
	assert_page("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
		    "--b\nContent-Type: multipart/alternative; boundary=bb\n\n"
		    "--bb\nContent-Type: text/plain\n\nPlain\n"
		    "--bb\nContent-Type: text/html\n\n<p>Inner\n--bb--\n\n"
		    "--b\nContent-Type: text/html\n\n<p>Outer\n--b--\n",
		"<p>Inner");
}

static void test_an_inner_multipart_that_does_not_end(void **state)
{
	assert_page("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
		    "--b\nContent-Type: multipart/alternative; boundary=bb\n\n"
		    "--bb\nContent-Type: text/plain\n\nPlain\n"
		    "--b\nContent-Type: text/html\n\n<p>Outer\n--b--\n",
		"<p>Outer");
}

static void test_one_part_without_multipart(void **state)
{
	assert_page("From: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n"
		    "Content-Transfer-Encoding: 8bit\r\n\r\n<p>All of it</p>\r\n",
		"<p>All of it</p>\r\n");
}

static void test_boundaries_are_whole_lines(void **state)
{
	assert_page(HEAD PART HTML "\r\n<p>x ----=_b\r\n----=_bc\r\n --" PART
				   "Content-Type: text/css\r\n\r\n" END,
		"<p>x ----=_b\r\n----=_bc\r\n --");
}

static void test_long_lines_hold_no_boundary(void **state)
{
	struct buf mhtml = BUF_INIT;
	struct record record;
	struct records *r;

	buf_puts(&mhtml, HEAD PART HTML "\r\n");
	for (int i = 0; i < 20000; i++)
		buf_puts(&mhtml, "----=_b--");
	buf_puts(&mhtml, END);
	fixture_write("a.mht", mhtml.data, mhtml.len);
	r = read_page("a.mht", 0, &record);
	assert_int_equal(record.len, 20000 * 9);
	records_free(r);
	buf_free(&mhtml);
}

static void test_quoted_printable(void **state)
{
	static const char *const cases[][2] = {
		{"a=3Db", "a=b"},
		{"=e4=BD=A0", "\xe4\xbd\xa0"},
		{"a=\nb", "ab"},
		{"a= \t\r\nb", "ab"},
		{"a=", "a="},
		{"a=4", "a=4"},
		{"a=zz=", "a=zz="},
		{"= ", "= "},
		{"", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = BUF_INIT;

		mime_quoted_printable(cases[i][0], strlen(cases[i][0]), &out);
		assert_string_equal(buf_str(&out), cases[i][1]);
		buf_free(&out);
	}
}

/* ---- faults ---- */

static void assert_read_as(const char *mhtml, const char *want)
{
	fixture_puts("a.mht", mhtml);
	assert_records("a.mht", want);
}

static void test_a_file_that_ends_too_early(void **state)
{
	assert_read_as(HEAD PART HTML
		"\r\n<p>x</p>" PART
		"Content-Type: image/png\r\nContent-Location: u:x\r\n\r\nhalf",
		"page http://e.org/a/page.html\nresource u:x: a part of a saved page\n"
		"fault: is cut off: its last part does not end\n");
}

static void test_a_page_that_ends_too_early(void **state)
{
	assert_read_as(HEAD PART HTML "\r\n<p>x",
		"page http://e.org/a/page.html: is cut off\n"
		"fault: is cut off: its last part does not end\n");
}

static void test_a_part_without_an_end_of_its_head(void **state)
{
	assert_read_as(HEAD PART HTML "\r\n<p>x</p>" PART "Content-Type: image/png",
		"page http://e.org/a/page.html\nfault: the head of a part is damaged\n");
}

static void test_a_message_without_html(void **state)
{
	assert_read_as("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nA letter.",
		"fault: a MIME message without HTML in it\nresource: a part of a saved page\n");
}

static void test_a_page_of_a_damaged_encoding(void **state)
{
	assert_read_as(HEAD PART HTML "Content-Transfer-Encoding: base64\r\n\r\n!!!" END,
		"fault http://e.org/a/page.html: its base64 is damaged\n");
	assert_read_as(HEAD PART HTML "Content-Transfer-Encoding: x-own\r\n\r\nabc" END,
		"fault http://e.org/a/page.html: its transfer encoding is not known\n");
}

static void test_a_page_that_is_too_large(void **state)
{
	struct buf mhtml = BUF_INIT;

	buf_puts(&mhtml, HEAD PART HTML "\r\n");
	while (mhtml.len < FIXTURE_MAX_PAGE + 1000)
		buf_puts(&mhtml, "<p>much</p>\r\n");
	buf_puts(&mhtml, END);
	assert_archive(
		"a.mht", &mhtml, "fault http://e.org/a/page.html: larger than is read\n");
}

static void test_more_parts_than_are_read(void **state)
{
	struct buf mhtml = BUF_INIT, have = BUF_INIT;
	struct records *r = records_new(FIXTURE_MAX_PAGE);

	buf_puts(&mhtml, HEAD PART HTML "\r\n<p>x</p>");
	for (size_t i = 0; i < MIME_PARTS_MAX; i++)
		buf_puts(&mhtml, PART "\r\n");
	buf_puts(&mhtml, END);
	fixture_write("a.mht", mhtml.data, mhtml.len);
	read_all_of(r, fixture_path("a.mht"), false, &have);
	assert_non_null(strstr(buf_str(&have), "fault: has more than 65536 parts\n"));
	records_free(r);
	buf_free(&mhtml);
	buf_free(&have);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_root_is_the_page_and_all_else_its_resources),
		cmocka_unit_test(test_the_start_parameter_names_the_root),
		cmocka_unit_test(test_multiparts_in_multiparts),
		cmocka_unit_test(test_an_inner_multipart_that_does_not_end),
		cmocka_unit_test(test_one_part_without_multipart),
		cmocka_unit_test(test_boundaries_are_whole_lines),
		cmocka_unit_test(test_long_lines_hold_no_boundary),
		cmocka_unit_test(test_quoted_printable),
		cmocka_unit_test(test_a_file_that_ends_too_early),
		cmocka_unit_test(test_a_page_that_ends_too_early),
		cmocka_unit_test(test_a_part_without_an_end_of_its_head),
		cmocka_unit_test(test_a_message_without_html),
		cmocka_unit_test(test_a_page_of_a_damaged_encoding),
		cmocka_unit_test(test_a_page_that_is_too_large),
		cmocka_unit_test(test_more_parts_than_are_read),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
