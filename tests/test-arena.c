/* Memory of one document: zeroed, aligned, sticky in failure. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdalign.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

/* Under the address sanitizer a refused allocation shall be NULL, as it is without. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void test_new_arena_holds_nothing(void **state)
{
	struct arena a = ARENA_INIT;

	assert_int_equal(a.used, 0);
	assert_false(arena_failed(&a));
	arena_free(&a);
}

static void test_memory_is_zeroed_and_aligned(void **state)
{
	struct arena a = ARENA_INIT;

	for (size_t size = 1; size < 3000; size += 7) {
		unsigned char *p = arena_alloc(&a, size);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, size);
	}
	arena_free(&a);
}

static void test_pieces_do_not_overlap(void **state)
{
	enum { COUNT = 2000 };
	static unsigned char *pieces[COUNT];
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < COUNT; i++) {
		pieces[i] = arena_alloc(&a, 100 + i % 50);
		assert_non_null(pieces[i]);
		memset(pieces[i], (int)(i % 251), 100 + i % 50);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < 100 + i % 50; j++)
			assert_int_equal(pieces[i][j], i % 251);
	arena_free(&a);
}

static void test_strings_between_objects_keep_alignment(void **state)
{
	struct arena a = ARENA_INIT;

	for (size_t len = 0; len < 40; len++) {
		assert_non_null(
			arena_strndup(&a, "0123456789012345678901234567890123456789", len));
		assert_int_equal((uintptr_t)arena_alloc(&a, 1) % alignof(max_align_t), 0);
	}
	arena_free(&a);
}

static void test_used_counts_what_was_given_out(void **state)
{
	struct arena a = ARENA_INIT;

	arena_alloc(&a, 100);
	arena_alloc(&a, 28);
	assert_int_equal(a.used, 128);
	arena_strdup(&a, "four");
	assert_int_equal(a.used, 133);
	arena_free(&a);
}

static void test_object_larger_than_any_block(void **state)
{
	const size_t size = (size_t)5 << 20;
	struct arena a = ARENA_INIT;
	char *small = arena_alloc(&a, 8), *large = arena_alloc(&a, size);

	assert_non_null(small);
	assert_non_null(large);
	memset(small, 'a', 8);
	memset(large, 'b', size);
	assert_int_equal(small[7], 'a');
	assert_non_null(arena_alloc(&a, 8));
	arena_free(&a);
}

static void test_strndup_copies_and_terminates(void **state)
{
	struct arena a = ARENA_INIT;
	char source[] = "one\0two";
	char *copy = arena_strndup(&a, source, 7);

	assert_memory_equal(copy, "one\0two", 8);
	source[0] = 'X';
	assert_int_equal(copy[0], 'o');
	assert_string_equal(arena_strndup(&a, "abc", 2), "ab");
	assert_string_equal(arena_strndup(&a, "abc", 0), "");
	assert_string_equal(arena_strdup(&a, "whole"), "whole");
	arena_free(&a);
}

static void test_null_string_is_no_failure(void **state)
{
	struct arena a = ARENA_INIT;

	assert_null(arena_strdup(&a, NULL));
	assert_null(arena_strndup(&a, NULL, 3));
	assert_false(arena_failed(&a));
	arena_free(&a);
}

static void test_failure_is_remembered(void **state)
{
	struct arena a = ARENA_INIT;

	assert_non_null(arena_alloc(&a, 16));
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_true(arena_failed(&a));
	/* There would be room, but the document is already incomplete. */
	assert_null(arena_alloc(&a, 1));
	assert_null(arena_strdup(&a, "x"));
	assert_true(arena_failed(&a));
	arena_free(&a);
}

static void test_sizes_that_wrap_fail(void **state)
{
	for (size_t less = 0; less < 64; less++) {
		struct arena a = ARENA_INIT;

		assert_non_null(arena_alloc(&a, 1));
		assert_null(arena_alloc(&a, SIZE_MAX - less));
		assert_true(arena_failed(&a));
		arena_free(&a);
	}
}

static void test_freed_arena_can_be_used_again(void **state)
{
	struct arena a = ARENA_INIT;

	assert_null(arena_alloc(&a, SIZE_MAX));
	arena_free(&a);
	assert_false(arena_failed(&a));
	assert_int_equal(a.used, 0);
	assert_string_equal(arena_strdup(&a, "again"), "again");
	arena_free(&a);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_arena_holds_nothing),
		cmocka_unit_test(test_memory_is_zeroed_and_aligned),
		cmocka_unit_test(test_pieces_do_not_overlap),
		cmocka_unit_test(test_strings_between_objects_keep_alignment),
		cmocka_unit_test(test_used_counts_what_was_given_out),
		cmocka_unit_test(test_object_larger_than_any_block),
		cmocka_unit_test(test_strndup_copies_and_terminates),
		cmocka_unit_test(test_null_string_is_no_failure),
		cmocka_unit_test(test_failure_is_remembered),
		cmocka_unit_test(test_sizes_that_wrap_fail),
		cmocka_unit_test(test_freed_arena_can_be_used_again),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
