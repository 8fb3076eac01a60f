/* What a batch tells of how far it is, by a clock of the test. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/progress.h"

static char said_path[64], input_path[64];
static int real_stderr;

/* Standard error goes into a file; an input of 1000 bytes is there. */
static int setup(void **state)
{
	int said, input;

	strcpy(said_path, "/tmp/test-progress-XXXXXX");
	strcpy(input_path, "/tmp/test-progress-XXXXXX");
	said = mkstemp(said_path);
	input = mkstemp(input_path);
	real_stderr = dup(STDERR_FILENO);
	if (said < 0 || input < 0 || real_stderr < 0 || ftruncate(input, 1000) ||
		dup2(said, STDERR_FILENO) < 0)
		return -1;
	close(said);
	close(input);
	return 0;
}

static int teardown(void **state)
{
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	return remove(said_path) | remove(input_path);
}

/* All that was said so far. */
static const char *said(void)
{
	static char text[1000];
	FILE *f = fopen(said_path, "r");
	size_t len = f ? fread(text, 1, sizeof text - 1, f) : 0;

	if (f)
		fclose(f);
	text[len] = '\0';
	return text;
}

static double now; /* [s] */

static double told_clock(void)
{
	return now;
}

/* A batch that begins at 5 s. */
static struct progress started(bool terminal)
{
	struct progress p;

	progress_start(&p, false);
	p.terminal = terminal;
	p.clock = told_clock;
	p.begun = now = 5;
	progress_expect(&p, input_path);
	return p;
}

static void done(struct progress *p, unsigned count, uint64_t offset)
{
	while (count--)
		progress_step(p, input_path, offset, false, false);
}

static void test_log_has_a_line_a_minute(void **state)
{
	struct progress p = started(false);

	now = 5 + 59.5;
	done(&p, 1199, 10);
	assert_string_equal(said(), "");
	now = 5 + 60;
	progress_step(&p, input_path, 500, true, false);
	assert_string_equal(said(), "guidang: 1200 done, 1 failed, 20/s\n");
	now = 5 + 119;
	done(&p, 1, 500);
	progress_clear(&p);
	progress_end(&p);
	assert_string_equal(said(), "guidang: 1200 done, 1 failed, 20/s\n");
}

static void test_terminal_renews_its_line(void **state)
{
	struct progress p = started(true);

	now = 5 + 100;
	done(&p, 2, 500); /* the second at the same time is not told */
	assert_string_equal(said(), "\rguidang: 1 done, 0 failed, 0.0/s, 1:40 left\033[K");
	now = 5 + 100.25;
	done(&p, 1, 1000);
	progress_end(&p);
	assert_string_equal(said(), "\rguidang: 1 done, 0 failed, 0.0/s, 1:40 left\033[K"
				    "\rguidang: 3 done, 0 failed, 0.0/s\033[K"
				    "\r\033[K");
}

static void test_messages_take_the_line_off_once(void **state)
{
	struct progress p = started(true);

	progress_clear(&p);
	now = 5 + 0.5;
	done(&p, 1, 500);
	progress_clear(&p);
	progress_clear(&p);
	progress_end(&p);
	assert_string_equal(said(), "\rguidang: 1 done, 0 failed\033[K\r\033[K");
}

static void test_hours(void **state)
{
	struct progress p = started(true);

	now = 5 + 2 * 3600 + 63;
	done(&p, 1, 500);
	progress_end(&p);
	assert_string_equal(
		said(), "\rguidang: 1 done, 0 failed, 0.0/s, 2:01:03 left\033[K\r\033[K");
}

/* 80 % were done before and passed over within 2 s; then a tenth takes 10 s. */
static void test_earlier_work_says_nothing_of_speed(void **state)
{
	struct progress p = started(true);

	now = 5 + 2;
	for (int i = 0; i < 99; i++)
		progress_step(&p, input_path, 800, false, true);
	assert_string_equal(said(), "\rguidang: 1 done, 0 failed\033[K");
	now += 10;
	done(&p, 1, 900);
	progress_end(&p);
	assert_string_equal(said(),
		"\rguidang: 1 done, 0 failed\033[K"
		"\rguidang: 100 done, 0 failed, 0.1/s, 0:10 left\033[K\r\033[K");
}

/* Of 2000 bytes, the first thousand took 100 s. */
static void test_several_inputs(void **state)
{
	struct progress p = started(true);

	progress_expect(&p, input_path);
	done(&p, 1000, 0);
	now = 5 + 100;
	progress_step(&p, "another", 0, false, false);
	progress_end(&p);
	assert_string_equal(
		said(), "\rguidang: 1001 done, 0 failed, 10/s, 1:40 left\033[K\r\033[K");
}

static void test_silent(void **state)
{
	struct progress p = started(true);

	p.silent = true;
	now = 5 + 100;
	progress_step(&p, input_path, 500, true, false);
	progress_clear(&p);
	progress_end(&p);
	assert_string_equal(said(), "");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_log_has_a_line_a_minute),
		T(test_terminal_renews_its_line),
		T(test_hours),
		T(test_messages_take_the_line_off_once),
		T(test_earlier_work_says_nothing_of_speed),
		T(test_several_inputs),
		T(test_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
