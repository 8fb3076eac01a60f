/* References that libxml2 reads otherwise than the HTML standard. */
#include "htmltext.h"

#include "emit-fixture.h"

static void assert_clean(const char *text, bool reference, const char *expected)
{
	struct fixture f;
	size_t len = strlen(text);
	const char *clean;

	fixture_open(&f, "en");
	clean = htmltext_clean(&f.doc, text, &len, reference);
	assert_string_equal(clean, expected);
	assert_int_equal(len, strlen(expected));
	fixture_close(&f);
}

static void test_numbers_of_windows_1252(void **state)
{
	assert_clean("\xC2\x80\xC2\x93", true, "€“");
	assert_clean("\xC2\x81", true, "\xC2\x81");
	assert_clean("\xC2\x80", false, "\xC2\x80");
}

static void test_what_xml_cannot_hold_is_replaced(void **state)
{
	assert_clean("a\x01\tb\xEF\xBF\xBF", false, "a\xEF\xBF\xBD\tb\xEF\xBF\xBD");
}

static void test_names_without_semicolon(void **state)
{
	assert_int_equal(htmltext_bare_reference("copy", 4), 0xA9);
	assert_int_equal(htmltext_bare_reference("copyright", 4), 0xA9);
	assert_int_equal(htmltext_bare_reference("apos", 4), 0);
	assert_int_equal(htmltext_bare_reference("euro", 4), 0);
	assert_int_equal(htmltext_bare_reference("", 0), 0);
	assert_int_equal(htmltext_bare_reference("averyverylongname", 17), 0);
}

static void test_names_of_html_5(void **state)
{
	assert_int_equal(htmltext_new_reference("comma", 5), ',');
	assert_int_equal(htmltext_new_reference("commat", 6), '@');
	assert_int_equal(htmltext_new_reference("comm", 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_of_windows_1252),
		cmocka_unit_test(test_what_xml_cannot_hold_is_replaced),
		cmocka_unit_test(test_names_without_semicolon),
		cmocka_unit_test(test_names_of_html_5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
