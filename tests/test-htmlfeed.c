/* What the parser is given of a page, and where that stands in the source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "htmlattrs.h"
#include "htmlfeed.h"

/* Everything, read in pieces of a few bytes. */
static const char *given(struct htmlfeed *f, const char *page)
{
	static char all[8192];
	size_t len = 0, more;

	htmlfeed_init(f, page, strlen(page));
	while ((more = htmlfeed_read(f, all + len, 7)))
		len += more;
	all[len] = '\0';
	return all;
}

static void assert_given(const char *page, const char *expected)
{
	struct htmlfeed f;

	assert_string_equal(given(&f, page), expected);
	htmlfeed_free(&f);
}

static void test_one_byte_stands_for_what_decides_nothing(void **state)
{
	assert_given("<p>long text</p>", "<p>x</p>");
	assert_given("<p> \n </p>", "<p> </p>");
	assert_given("<p class=\"a b\" id=c>t</p>", "<p >t</p>");
	assert_given("<img src=\"a>b\" alt='c' />", "<img />");
	assert_given("<script>a < b</script>", "<script>x</script>");
	assert_given("<STYLE a=b>p > q</STYLE>", "<STYLE >x</STYLE>");
	assert_given("<!-- a > b --><p>", "<!--x--><p>");
	assert_given("<p>one&nbsp;two</p>", "<p>x&nbsp;x</p>");
}

static void test_what_is_not_plain_is_given_as_it_is(void **state)
{
	assert_given("text <p>", "text <p>");
	assert_given("<p>one &foo; two<b>", "<p>x&foo; two<b>");
	assert_given("<a href='x?a=1&lt=2'>", "<a >");
	assert_given("<a href='x?a=1&lt;2'>", "<a href='x?a=1&lt;2'>");
	assert_given("<p><![if x]>text<b>text</b>", "<p><![if x]>text<b>x</b>");
	assert_given("<!-- saved from url=(0014)about:internet -->",
		"<!-- saved from url=(0014)about:internet -->");
	assert_given("<script><![CDATA[ x ]]></script>", "<script><![CDATA[ x ]]></script>");
}

static void test_the_rest_is_given_where_the_end_is_not_sure(void **state)
{
	assert_given("<p><a href=\"b><i>text</i>", "<p><a href=\"b><i>text</i>");
	assert_given("<!-- a --!><i>text</i>", "<!-- a --!><i>text</i>");
	assert_given("<!--> <i>text</i>", "<!--> <i>text</i>");
	assert_given("<script>a</scripts><i>text</i></script>",
		"<script>a</scripts><i>text</i></script>");
	assert_given("<script></b>text</script>", "<script></b>text</script>");
	assert_given("</ p><i>text</i>", "</ p><i>text</i>");
	assert_given("<?a <i>text</i>", "<?a <i>text</i>");
	assert_given("<!DOCTYPE html PUBLIC \"a>b\"><i>text</i>",
		"<!DOCTYPE html PUBLIC \"a>b\"><i>text</i>");
}

static void test_first_piece_of_a_long_text_is_given(void **state)
{
	static char page[4096];
	struct htmlfeed f;
	const char *all;

	strcpy(page, "<p>");
	memset(page + 3, 'a', 1500);
	strcpy(page + 1503, "</p>");
	all = given(&f, page);
	assert_int_equal(strspn(all + 3, "a"), 1000);
	assert_string_equal(all + 1003, "x</p>");
	htmlfeed_free(&f);
	/* Of each piece the parser asks whether it is blank. */
	memset(page + 3, ' ', 2100);
	strcpy(page + 2103, "text</p>");
	assert_given(page, page);
}

static void test_places_are_those_of_the_source(void **state)
{
	static const char page[] = "<p class=c>text</p>";
	const struct htmlfeed_cut *cut;
	struct htmlfeed f;

	assert_string_equal(given(&f, page), "<p >x</p>");
	assert_int_equal(htmlfeed_place(&f, 2), 2); /* behind the name */
	assert_null(htmlfeed_cut_before(&f, 2, HTMLFEED_ATTRIBUTES));
	assert_int_equal(htmlfeed_place(&f, 3), 10); /* at '>' */
	cut = htmlfeed_cut_before(&f, 3, HTMLFEED_ATTRIBUTES);
	assert_non_null(cut);
	assert_int_equal(cut->start, 2);
	assert_int_equal(cut->end, 10);
	assert_null(htmlfeed_cut_before(&f, 3, HTMLFEED_TEXT));
	assert_int_equal(htmlfeed_place(&f, 4), 11);
	assert_int_equal(htmlfeed_place(&f, 5), 15);
	cut = htmlfeed_cut_before(&f, 5, HTMLFEED_TEXT);
	assert_non_null(cut);
	assert_int_equal(cut->start, 11);
	assert_int_equal(cut->end, 15);
	assert_int_equal(htmlfeed_place(&f, 9), sizeof page - 1);
	htmlfeed_free(&f);
}

/* ---- attributes ---- */

static void test_attributes_are_read_as_the_parser_reads_them(void **state)
{
	static const char tag[] = " A=1 b = 'x>y' c \"noise\" d=\"a&amp;b&c=d\" e=/f/>";
	struct htmlattrs_end end = htmlattrs_end(tag, tag + sizeof tag - 1);
	struct htmlattrs a = HTMLATTRS_INIT;
	htmltag_attrs atts;

	assert_true(end.plain);
	assert_ptr_equal(end.at, strrchr(tag, '>'));
	atts = htmlattrs_read(&a, tag, end.at);
	assert_string_equal(htmltag_find(atts, "a"), "1");
	assert_string_equal(htmltag_find(atts, "b"), "x>y");
	assert_string_equal(htmltag_find(atts, "c"), "");
	assert_null(htmltag_find(atts, "noise"));
	assert_string_equal(htmltag_find(atts, "d"), "a&b&c=d");
	assert_string_equal(htmltag_find(atts, "e"), "/f/");
	htmlattrs_free(&a);
}

static bool is_plain(const char *tag)
{
	struct htmlattrs_end end = htmlattrs_end(tag, tag + strlen(tag));

	return end.at && end.plain;
}

static void test_references_that_are_left_to_the_parser(void **state)
{
	assert_true(is_plain(" a='b&c'>"));
	assert_true(is_plain(" a='b& c&&1'>"));
	assert_false(is_plain(" a='&#65;'>"));
	assert_false(is_plain(" a='&lt;'>"));
	assert_false(is_plain(" a='&\xE4\xB8\xAD'>"));
	assert_false(is_plain(" a='&b\xE4\xB8\xAD'>"));
}

static void test_ends_that_are_not_there(void **state)
{
	static const char *const tags[] = {" a='b>", " a", " a=b /", ""};
	char long_name[128];

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		assert_null(htmlattrs_end(tags[i], tags[i] + strlen(tags[i])).at);
	memset(long_name, 'a', 100);
	strcpy(long_name + 100, ">");
	assert_null(htmlattrs_end(long_name, long_name + 101).at);
	assert_non_null(htmlattrs_end(long_name + 1, long_name + 101).at);
}

static void test_many_attributes(void **state)
{
	static char tag[4096];
	struct htmlattrs a = HTMLATTRS_INIT;
	htmltag_attrs atts;
	size_t len = 0;

	for (int i = 0; i < 200; i++)
		len += (size_t)sprintf(tag + len, " a%d=%d", i, i);
	strcpy(tag + len, ">");
	atts = htmlattrs_read(&a, tag, tag + len);
	assert_string_equal(htmltag_find(atts, "a0"), "0");
	assert_string_equal(htmltag_find(atts, "a199"), "199");
	assert_null(atts[400]);
	htmlattrs_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_byte_stands_for_what_decides_nothing),
		cmocka_unit_test(test_what_is_not_plain_is_given_as_it_is),
		cmocka_unit_test(test_the_rest_is_given_where_the_end_is_not_sure),
		cmocka_unit_test(test_first_piece_of_a_long_text_is_given),
		cmocka_unit_test(test_places_are_those_of_the_source),
		cmocka_unit_test(test_attributes_are_read_as_the_parser_reads_them),
		cmocka_unit_test(test_references_that_are_left_to_the_parser),
		cmocka_unit_test(test_ends_that_are_not_there),
		cmocka_unit_test(test_many_attributes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
