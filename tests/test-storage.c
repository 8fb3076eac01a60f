/* Things of one tree, and the numbers by which they refer to each other. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tree/storage.h"

/* More things than several slabs of chunks hold. */
#define COUNT 100000

struct thing {
	uint32_t before; /* the thing that was made before */
	uint32_t number;
	char bytes[36];
};

static void test_references_lead_back(void **state)
{
	struct pool *p = pool_new();
	struct thing *last = NULL;
	uint32_t number = COUNT;

	assert_non_null(p);
	for (uint32_t i = 1; i <= COUNT; i++) {
		struct thing *made = pool_alloc(p, sizeof *made, alignof(struct thing));

		assert_non_null(made);
		assert_int_equal(made->before, 0);
		assert_int_equal(made->bytes[35], 0);
		memset(made, 0xFF, sizeof *made);
		made->before = pool_ref(last);
		made->number = i;
		last = made;
	}
	for (struct thing *at = last; at; at = pool_at(at, at->before)) {
		assert_int_equal(at->number, number);
		assert_ptr_equal(pool_at(last, pool_ref(at)), at);
		number--;
	}
	assert_int_equal(number, 0);
	pool_free(p);
}

static void test_null_is_no_reference(void **state)
{
	struct pool *p = pool_new();
	uint32_t *thing = pool_alloc(p, sizeof *thing, alignof(uint32_t));

	assert_non_null(thing);
	assert_int_equal(pool_ref(NULL), 0);
	assert_true(pool_ref(thing) > 0);
	assert_null(pool_at(thing, 0));
	pool_free(p);
	pool_free(NULL);
}

static void test_alignment_is_kept(void **state)
{
	struct pool *p = pool_new();

	for (int i = 0; i < COUNT; i++) {
		void *small = pool_alloc(p, POOL_UNIT, POOL_UNIT);
		void *large = pool_alloc(p, 16, 8);

		assert_non_null(small);
		assert_non_null(large);
		assert_int_equal((uintptr_t)small % POOL_UNIT, 0);
		assert_int_equal((uintptr_t)large % 8, 0);
		assert_ptr_equal(pool_at(small, pool_ref(large)), large);
	}
	pool_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references_lead_back),
		cmocka_unit_test(test_null_is_no_reference),
		cmocka_unit_test(test_alignment_is_kept),
	};

	return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
