/* Inline styles: what is read, and what must not be read as anything. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "../filters/in-html/style.h"

static void test_lengths(void **state)
{
	assert_int_equal(style_length("16px"), 160);
	assert_int_equal(style_length("12pt"), 160);
	assert_int_equal(style_length("1.5em"), 240);
	assert_int_equal(style_length("1rem"), 160);
	assert_int_equal(style_length("100%"), 160);
	assert_int_equal(style_length("-2em"), -320);
	assert_int_equal(style_length("1IN"), 960);
}

static void test_what_is_no_length(void **state)
{
	static const char *const none[] = {"", "px", "16", "16 px", "large", "1e99px",
		"-1e99px", "nan%", "nanpx", "infpx", "-infem", "10001px", "16zz"};

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(style_length(none[i]), 0);
}

static void test_alignments(void **state)
{
	assert_string_equal(style_align("left"), "left");
	assert_string_equal(style_align("CENTER"), "center");
	assert_string_equal(style_align("right"), "right");
	assert_string_equal(style_align("justify"), "justify");
	assert_null(style_align(""));
	assert_null(style_align("middle"));
}

static void test_hidden(void **state)
{
	assert_true(style_parse("display:none").hidden);
	assert_true(style_parse(" DISPLAY : none ; color:red").hidden);
	assert_true(style_parse("color:red;display:none!important").hidden);
	assert_true(style_parse("visibility:hidden").hidden);
	assert_false(style_parse("display:block").hidden);
	assert_false(style_parse("overflow:hidden").hidden);
	assert_false(style_parse("not-display:none").hidden);
	assert_false(style_parse("displayed:none").hidden);
	assert_false(style_parse("").hidden);
	assert_true(style_parse("display: inline-block").in_line);
	assert_false(style_parse("display:block").in_line);
}

static void test_phrases(void **state)
{
	assert_true(style_parse("font-weight:bold").bold);
	assert_true(style_parse("font-weight:700").bold);
	assert_false(style_parse("font-weight:400").bold);
	assert_false(style_parse("font-weight:normal").bold);
	assert_true(style_parse("font-style:italic").italic);
	assert_true(style_parse("font-style:oblique 10deg").italic);
	assert_true(style_parse("text-decoration:underline").underline);
	assert_true(style_parse("text-decoration:red underline line-through").strike);
	assert_false(style_parse("text-decoration:none").underline);
}

static void test_shape(void **state)
{
	struct style s = style_parse("text-align: center; text-indent: 2em; font-size: 18px");

	assert_string_equal(s.align, "center");
	assert_int_equal(s.indent, 200);
	assert_int_equal(s.size, 180);
	assert_int_equal(style_parse("font-size:large").size, 192);
	assert_int_equal(style_parse("font-size:xx-large").size, 320);
	assert_int_equal(style_parse("font-size:x-small").size, 100);
}

static void test_broken_styles(void **state)
{
	static const char *const broken[] = {":", ";", ";;;:::", "display",
		"display:", "display:;", ":none", "a:b:c", "display none", "\n", "text-align:;",
		"font-size:px"};

	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct style s = style_parse(broken[i]);

		assert_false(s.hidden);
		assert_null(s.align);
		assert_int_equal(s.size, 0);
	}
	assert_true(style_parse(";;:x; display:none").hidden);
	assert_string_equal(style_parse("text-align:right").align, "right");
}

static void test_long_values_are_no_values(void **state)
{
	static char css[100100] = "display:none;text-align:";

	memset(css + strlen(css), 'c', 100000);
	assert_true(style_parse(css).hidden);
	assert_null(style_parse(css).align);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_what_is_no_length),
		cmocka_unit_test(test_alignments),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_phrases),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_broken_styles),
		cmocka_unit_test(test_long_values_are_no_values),
	};

	return cmocka_run_group_tests_name("style", tests, NULL, NULL);
}
