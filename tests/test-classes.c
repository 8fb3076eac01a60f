/* Words of a class attribute. */
#include "emit-fixture.h"

#include "html/classes.h"

static void assert_words(const char *words, const char *expected)
{
	const char *word = NULL;
	struct buf joined = BUF_INIT;

	for (size_t len; (len = class_next(words, &word));) {
		buf_put(&joined, word, len);
		buf_putc(&joined, '|');
	}
	assert_string_equal(buf_str(&joined), expected);
	buf_free(&joined);
}

static void test_all_white_space_of_html_separates(void **state)
{
	assert_words("a b\tc\nd\fe\rf", "a|b|c|d|e|f|");
	assert_words("  x\n\n\tng-hide \r\n", "x|ng-hide|");
	assert_words("a\vb", "a\vb|");
	assert_words("a\u00A0b\u3000c", "a\u00A0b\u3000c|");
}

static void test_no_words(void **state)
{
	assert_words(NULL, "");
	assert_words("", "");
	assert_words(" \n", "");
}

static void test_a_word_is_whole(void **state)
{
	assert_true(class_is("ng-hide x", 7, "ng-hide"));
	assert_false(class_is("ng-hide x", 7, "ng-hid"));
	assert_false(class_is("ng-hide x", 7, "NG-HIDE"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_white_space_of_html_separates),
		cmocka_unit_test(test_no_words),
		cmocka_unit_test(test_a_word_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
