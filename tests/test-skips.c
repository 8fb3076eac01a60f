/* What is said of records that were skipped and could have been pages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "archive/records.h"

static void keep(void *user, const char *source, const char *sentence)
{
	buf_printf(user, "%s: %s\n", source, sentence);
}

static void test_words_are_found_again(void **state)
{
	for (enum skip s = SKIP_NONE + 1; s < SKIP_COUNT; s++)
		assert_int_equal(skip_by_name(skip_name(s)), s);
	assert_null(skip_name(SKIP_NONE));
	assert_int_equal(skip_by_name(NULL), SKIP_NONE);
	assert_int_equal(skip_by_name("none of them"), SKIP_NONE);
}

static void test_each_source_is_told_once(void **state)
{
	struct buf said = BUF_INIT;
	struct skip_tally t = {.say = keep, .user = &said};

	skip_tally_add(&t, "a", SKIP_NONE, "u:0", "");
	skip_tally_add(&t, "a", SKIP_REVISIT, "u:1", "first");
	skip_tally_add(&t, "a", SKIP_MEDIA_TYPE, "u:2", "second");
	skip_tally_add(&t, "b\033", SKIP_SEGMENT, "u:3", "third");
	skip_tally_add(&t, "b\033", SKIP_CODING, "u:4", "fourth");
	skip_tally_add(&t, "b\033", SKIP_SEGMENT, "u:5", "fifth");
	skip_tally_add(&t, "c", SKIP_EMPTY, "u:6", "sixth");
	skip_tally_add(&t, "-", SKIP_TAGLESS, "u:7", "seventh");
	skip_tally_end(&t);
	skip_tally_end(&t);
	assert_string_equal(buf_str(&said),
		"a: 1 record that could be a page was skipped: u:1 (first)\n"
		"b?: 3 records that could be pages were skipped: 1 as u:4 (fourth), 2 as u:3 "
		"(third)\n"
		"standard input: 1 record that could be a page was skipped: u:7 (seventh)\n");
	buf_free(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_found_again),
		cmocka_unit_test(test_each_source_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
