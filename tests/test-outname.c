/* Names of a batch's files: the same every time, and safe wherever they are copied to. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "batch/outname.h"

static void assert_name(
	const char *template, const struct outname_facts *facts, const char *want)
{
	struct buf got = BUF_INIT;

	outname_put(&got, template, facts);
	assert_false(buf_failed(&got));
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static void assert_title_name(const char *title, const char *want)
{
	struct outname_facts facts = {.title = title, .sha256 = "0123456789abcdef"};

	assert_name("{title}", &facts, want);
}

static void test_words(void **state)
{
	struct outname_facts facts = {.index = "000014349/2023-00012",
		.number = "某发〔2023〕5号",
		.date = "2023-05-06",
		.title = "关于检查的通知",
		.issuer = "某局",
		.uri = "https://user@www.example.gov.cn:8080/art/2023/5/6/art_1_2.html?x=1#y",
		.source = "crawl/page.one.html",
		.sha256 = "0123456789abcdef"};

	assert_name(OUTNAME_DEFAULT, &facts, "2023-05-06-关于检查的通知");
	assert_name("{index}", &facts, "000014349_2023-00012");
	assert_name("{number} {issuer}", &facts, "某发〔2023〕5号_某局");
	assert_name("{host}/{path}", &facts, "www.example.gov.cn_8080/art/2023/5/6/art_1_2");
	assert_name("{stem}-{digest8}", &facts, "page.one-01234567");
}

static void test_what_is_not_known_takes_its_separator_along(void **state)
{
	struct outname_facts title = {.title = "通知"}, date = {.date = "2023-05-06"};

	assert_name("{date}-{title}", &title, "通知");
	assert_name("{date}-{title}", &date, "2023-05-06");
	assert_name("{host}/{date} - {title}", &title, "通知");
	assert_name("{date}-{index}-{title}", &title, "通知");
}

static void test_nothing_known(void **state)
{
	struct outname_facts digest = {.sha256 = "0123456789abcdef"}, none = {0};

	assert_name("{date}-{title}", &digest, "01234567");
	assert_name("{date}-{title}", &none, "page");
}

static void test_no_way_out_of_the_folder(void **state)
{
	struct outname_facts facts = {.uri = "http://h/../../etc/passwd", .title = "../../x"};

	assert_name("{path}", &facts, "etc/passwd");
	assert_name("{title}", &facts, "x");
	assert_name("../{title}", &facts, "x");
	assert_name("/abs/{title}", &facts, "abs/x");
}

static void test_characters_that_file_systems_refuse(void **state)
{
	assert_title_name("a<b>c:d\"e|f?g*h\\i", "a_b_c_d_e_f_g_h_i");
	assert_title_name("a\x01\x7F\u202E\u200D"
			  "b",
		"ab");
	assert_title_name(" \u3000 a \t\n b ", "a_b");
	assert_title_name("-rf", "rf");
	assert_title_name(".hidden", "hidden");
	assert_title_name("end. .", "end");
	assert_title_name("CON", "CON_");
	assert_title_name("lpt1.txt", "lpt1.txt_");
	assert_title_name("console", "console");
}

static void test_one_form_of_a_character(void **state)
{
	assert_title_name("Cafe\u0301", "Caf\u00E9");
}

static void test_long_names_are_cut_between_characters(void **state)
{
	char title[600] = "";
	struct outname_facts facts = {.title = title};
	struct buf got = BUF_INIT;

	for (unsigned i = 0; i < 150; i++)
		strcat(title, "长");
	outname_put(&got, "{title}", &facts);
	assert_int_equal(got.len, OUTNAME_MAX / 3 * 3);
	assert_int_equal(got.len % 3, 0);
	buf_free(&got);
}

static void test_templates_that_are_wrong(void **state)
{
	assert_null(outname_fault("{date}-{title}"));
	assert_null(outname_fault("plain"));
	assert_null(outname_fault("{host}/..{date}"));
	assert_non_null(outname_fault("../{title}"));
	assert_non_null(outname_fault("{host}/.."));
	assert_non_null(outname_fault("/{title}"));
	assert_non_null(outname_fault(""));
	assert_non_null(outname_fault("{dat}"));
	assert_non_null(outname_fault("{date"));
	assert_non_null(outname_fault("date}"));
}

static void assert_added(struct outname_set *s, const char *name, const char *want)
{
	struct buf got = BUF_INIT;

	assert_int_equal(outname_set_add(s, name, &got), 0);
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static void test_no_two_the_same(void **state)
{
	struct outname_set *s = outname_set_new();

	assert_non_null(s);
	assert_added(s, "a", "a");
	assert_added(s, "a", "a-2");
	assert_added(s, "a", "a-3");
	assert_added(s, "b-2", "b-2");
	assert_added(s, "b", "b");
	assert_added(s, "b", "b-3");
	assert_added(s, "A", "A-4");
	assert_added(s, "通知", "通知");
	outname_set_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_what_is_not_known_takes_its_separator_along),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_no_way_out_of_the_folder),
		cmocka_unit_test(test_characters_that_file_systems_refuse),
		cmocka_unit_test(test_one_form_of_a_character),
		cmocka_unit_test(test_long_names_are_cut_between_characters),
		cmocka_unit_test(test_templates_that_are_wrong),
		cmocka_unit_test(test_no_two_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
