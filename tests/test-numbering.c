/* Numbers of lists. */
#include "emit-fixture.h"

#include "tree/numbering.h"

static void assert_written(const char *name, long number, const char *expected)
{
	struct fixture f;
	struct node *list, *item;
	struct buf out = BUF_INIT;

	fixture_open(&f, "zh-CN");
	list = put(&f, NULL, KIND_LIST);
	set_int(&f, list, ATTR_ORDERED, 1);
	set_str(&f, list, ATTR_NUMBERING, numbering_name(name, strlen(name)));
	item = put(&f, list, KIND_ITEM);
	numbering_put(&out, item, number);
	assert_string_equal(buf_str(&out), expected);
	buf_free(&out);
	fixture_close(&f);
}

static void test_counter_styles(void **state)
{
	assert_written("decimal", -3, "-3.");
	assert_written("Lower-Latin", 27, "aa.");
	assert_written("upper-alpha", 702, "ZZ.");
	assert_written("upper-alpha", 703, "AAA.");
	assert_written("lower-roman", 1994, "mcmxciv.");
	assert_written("lower-greek", 24, "ω.");
	assert_written("lower-greek", 25, "αα.");
	assert_written("decimal-leading-zero", -5, "-05.");
	assert_written("decimal-leading-zero", 100, "100.");
	assert_written("cjk-decimal", 120, "一二〇、");
	assert_written("cjk-heavenly-stem", 10, "癸、");
	assert_written("cjk-earthly-branch", 12, "亥、");
	assert_written("no-such-style", 4, "4.");
}

/* Examples of CSS Counter Styles 3, 7.1.2, among them. */
static void test_chinese_numbers(void **state)
{
	assert_written("simp-chinese-informal", 0, "零、");
	assert_written("simp-chinese-informal", 10, "十、");
	assert_written("simp-chinese-informal", 19, "十九、");
	assert_written("simp-chinese-informal", 20, "二十、");
	assert_written("simp-chinese-informal", 110, "一百一十、");
	assert_written("simp-chinese-informal", 1001, "一千零一、");
	assert_written("simp-chinese-informal", 1010, "一千零一十、");
	assert_written("simp-chinese-informal", 6001, "六千零一、");
	assert_written("simp-chinese-informal", -2, "负二、");
	assert_written("cjk-ideographic", -2, "負二、");
	assert_written("simp-chinese-formal", 12, "壹拾贰、");
	assert_written("trad-chinese-formal", 2304, "貳仟參佰零肆、");
}

static void test_numbers_that_a_style_has_not(void **state)
{
	assert_written("lower-alpha", 0, "0.");
	assert_written("upper-roman", 4000, "4000.");
	assert_written("cjk-heavenly-stem", 11, "一一、");
	assert_written("cjk-earthly-branch", -1, "-1、");
	assert_written("simp-chinese-informal", 10000, "一〇〇〇〇、");
	assert_written("disc", 3, "");
	assert_written("none", 3, "");
}

/* What is dropped is on the page all the same; what is hidden is not. */
static void test_all_items_of_the_page_count(void **state)
{
	struct fixture f;
	struct node *list, *items[5];
	struct numbering numbering = {0};

	fixture_open(&f, "zh-CN");
	list = put(&f, NULL, KIND_LIST);
	set_int(&f, list, ATTR_ORDERED, 1);
	set_int(&f, list, ATTR_REVERSED, 1);
	for (size_t i = 0; i < 5; i++)
		items[i] = put(&f, list, KIND_ITEM);
	node_drop(&f.doc.tree, items[1], REASON_TOOLS);
	node_drop(&f.doc.tree, items[2], REASON_HIDDEN);
	assert_int_equal(numbering_go(&numbering, items[0]), 4);
	assert_int_equal(numbering_go(&numbering, items[3]), 2);
	assert_int_equal(numbering_go(&numbering, items[4]), 1);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counter_styles),
		cmocka_unit_test(test_chinese_numbers),
		cmocka_unit_test(test_numbers_that_a_style_has_not),
		cmocka_unit_test(test_all_items_of_the_page_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
