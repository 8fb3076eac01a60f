/* The content model as a whole: classes, and the rules that writers rely on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "tree/tree.h"

enum class { ROOT, FLOW, LINE, PART, INLINE, VOID, TEXT };

static const enum class classes[KIND_COUNT] = {
#define KIND(name, xml, class) class,
#include "tree/kinds.def"
#undef KIND
};

static void test_leaves_hold_nothing(void **state)
{
	for (enum kind parent = 0; parent < KIND_COUNT; parent++)
		for (enum kind child = 0; child < KIND_COUNT; child++)
			if (classes[parent] == VOID || classes[parent] == TEXT)
				assert_false(kind_may_hold(parent, child));
}

static void test_nothing_holds_the_document(void **state)
{
	for (enum kind parent = 0; parent < KIND_COUNT; parent++)
		assert_false(kind_may_hold(parent, KIND_DOCUMENT));
}

static void test_text_stands_in_lines_and_phrases_only(void **state)
{
	for (enum kind parent = 0; parent < KIND_COUNT; parent++) {
		bool line = classes[parent] == LINE || classes[parent] == INLINE ||
			    parent == KIND_TERM || parent == KIND_CAPTION;

		assert_int_equal(kind_may_hold(parent, KIND_TEXT), line);
		assert_int_equal(kind_may_hold(parent, KIND_BREAK), line);
		assert_int_equal(kind_may_hold(parent, KIND_IMAGE), line);
		assert_int_equal(kind_may_hold(parent, KIND_LINK), line);
	}
}

static void test_what_holds_a_paragraph_holds_every_block(void **state)
{
	for (enum kind parent = 0; parent < KIND_COUNT; parent++)
		for (enum kind child = 0; child < KIND_COUNT; child++)
			if (kind_is_block(child) && parent != KIND_FRONT)
				assert_int_equal(kind_may_hold(parent, child),
					kind_may_hold(parent, KIND_PARA));
}

static void test_no_parent_mixes_blocks_and_inlines(void **state)
{
	for (enum kind parent = 0; parent < KIND_COUNT; parent++)
		assert_false(
			kind_may_hold(parent, KIND_PARA) && kind_may_hold(parent, KIND_TEXT));
}

static void test_parts_are_at_home_in_one_parent(void **state)
{
	static const struct {
		enum kind part, parents[3];
		unsigned count;
	} homes[] = {
		{KIND_FRONT, {KIND_DOCUMENT}, 1},
		{KIND_FIELD, {KIND_FRONT}, 1},
		{KIND_ITEM, {KIND_LIST}, 1},
		{KIND_TERM, {KIND_DEFLIST, KIND_FIELD}, 2},
		{KIND_DEF, {KIND_DEFLIST, KIND_FIELD}, 2},
		{KIND_CAPTION, {KIND_TABLE, KIND_FIGURE}, 2},
		{KIND_HEAD, {KIND_TABLE}, 1},
		{KIND_BODY, {KIND_TABLE}, 1},
		{KIND_FOOT, {KIND_TABLE}, 1},
		{KIND_ROW, {KIND_HEAD, KIND_BODY, KIND_FOOT}, 3},
		{KIND_CELL, {KIND_ROW}, 1},
	};

	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		for (enum kind parent = 0; parent < KIND_COUNT; parent++) {
			bool home = false;

			for (unsigned j = 0; j < homes[i].count; j++)
				home = home || homes[i].parents[j] == parent;
			assert_int_equal(kind_may_hold(parent, homes[i].part), home);
		}
}

static void test_questions_agree_with_the_classes(void **state)
{
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		bool rule = kind == KIND_RULE;

		assert_int_equal(kind_is_inline(kind),
			classes[kind] == INLINE || classes[kind] == TEXT ||
				(classes[kind] == VOID && !rule));
		assert_int_equal(kind_is_block(kind),
			classes[kind] == FLOW || classes[kind] == LINE || rule);
		assert_int_equal(kind_is_line(kind),
			classes[kind] == LINE || kind == KIND_TERM || kind == KIND_CAPTION);
		assert_false(kind_is_inline(kind) && kind_is_block(kind));
	}
}

static void test_names_lead_back_to_their_kinds(void **state)
{
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		assert_int_equal(kind_by_name(kind_name(kind)), kind);
	for (enum reason reason = 0; reason < REASON_COUNT; reason++) {
		assert_int_equal(reason_by_name(reason_name(reason)), reason);
		assert_true(*reason_sentence(reason));
	}
	for (enum attr attr = 0; attr < ATTR_COUNT; attr++)
		assert_int_equal(attr_by_name(attr_name(attr)), attr);
	for (enum element element = 0; element < ELEMENT_COUNT; element++)
		assert_int_equal(element_by_name(element_name(element)), element);
	assert_string_equal(reason_name(REASON_LIVE), "live");
	assert_string_equal(element_name(ELEMENT_OTHER), "");
}

static void test_unknown_names(void **state)
{
	assert_int_equal(kind_by_name("nosuch"), -1);
	assert_int_equal(kind_by_name(""), -1);
	assert_int_equal(reason_by_name("nosuch"), -1);
	assert_int_equal(attr_by_name("nosuch"), -1);
	assert_int_equal(element_by_name("nosuch"), ELEMENT_OTHER);
	assert_int_equal(element_by_name("tabl"), ELEMENT_OTHER);
}

static void test_types_of_attributes(void **state)
{
	assert_true(attr_is_number(ATTR_LEVEL));
	assert_true(attr_is_number(ATTR_COLSPAN));
	assert_false(attr_is_number(ATTR_HREF));
	assert_false(attr_is_number(ATTR_ISO));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaves_hold_nothing),
		cmocka_unit_test(test_nothing_holds_the_document),
		cmocka_unit_test(test_text_stands_in_lines_and_phrases_only),
		cmocka_unit_test(test_what_holds_a_paragraph_holds_every_block),
		cmocka_unit_test(test_no_parent_mixes_blocks_and_inlines),
		cmocka_unit_test(test_parts_are_at_home_in_one_parent),
		cmocka_unit_test(test_questions_agree_with_the_classes),
		cmocka_unit_test(test_names_lead_back_to_their_kinds),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_types_of_attributes),
	};

	return cmocka_run_group_tests_name("content", tests, NULL, NULL);
}
