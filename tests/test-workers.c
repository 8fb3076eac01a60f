/* Workers: every job is done once, and comes back in order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#include "batch/workers.h"

#define JOBS 1000

struct job {
	unsigned number, done;
};

struct tally {
	atomic_uint opened, closed;
	unsigned refuse_from; /* thread whose open fails; 0: none */
};

static void *open_own(void *user)
{
	struct tally *t = user;

	return atomic_fetch_add(&t->opened, 1) + 1 == t->refuse_from ? NULL : t;
}

static void close_own(void *own)
{
	atomic_fetch_add(&((struct tally *)own)->closed, 1);
}

/* Uneven work, so that jobs are not done in the order they came. */
static void work(void *own, void *p)
{
	struct job *job = p;

	for (volatile unsigned spin = job->number % 7 * 1000; spin; spin--)
		;
	job->done++;
}

static void assert_in_order(unsigned threads)
{
	struct tally tally = {0};
	const struct worker_role role = {open_own, close_own, work, &tally};
	struct workers *w = workers_new(threads, &role);
	struct job jobs[JOBS] = {{0}}, *taken;
	unsigned expected = 0;

	assert_non_null(w);
	for (unsigned i = 0; i < JOBS; i++) {
		jobs[i].number = i;
		if (workers_full(w)) {
			taken = workers_take(w, true);
			assert_ptr_equal(taken, &jobs[expected++]);
		}
		workers_put(w, &jobs[i]);
	}
	while ((taken = workers_take(w, true)))
		assert_ptr_equal(taken, &jobs[expected++]);
	assert_int_equal(expected, JOBS);
	assert_int_equal(workers_pending(w), 0);
	workers_free(w);
	for (unsigned i = 0; i < JOBS; i++)
		assert_int_equal(jobs[i].done, 1);
	assert_int_equal(tally.opened, threads);
	assert_int_equal(tally.closed, threads);
}

static void test_alone(void **state)
{
	assert_in_order(1);
}

static void test_several(void **state)
{
	assert_in_order(2);
	assert_in_order(5);
}

static void test_nothing_to_do(void **state)
{
	struct tally tally = {0};
	const struct worker_role role = {open_own, close_own, work, &tally};
	struct workers *w = workers_new(3, &role);

	assert_non_null(w);
	assert_null(workers_take(w, true));
	workers_free(w);
	workers_free(NULL);
}

static void test_a_thread_that_cannot_begin(void **state)
{
	struct tally tally = {.refuse_from = 2};
	const struct worker_role role = {open_own, close_own, work, &tally};

	assert_null(workers_new(3, &role));
	assert_int_equal(tally.closed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_nothing_to_do),
		cmocka_unit_test(test_a_thread_that_cannot_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
