/* The growing byte string: content, termination, sticky failure. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"

static void test_empty_is_an_empty_string(void **state)
{
	struct buf b = BUF_INIT;

	assert_string_equal(buf_str(&b), "");
	buf_put(&b, "ignored", 0);
	buf_puts(&b, "");
	assert_int_equal(b.len, 0);
	assert_string_equal(buf_str(&b), "");
	buf_free(&b);
}

static void test_pieces_join(void **state)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "one ");
	buf_put(&b, "two___", 3);
	buf_putc(&b, ' ');
	buf_printf(&b, "%d %s", 3, "four");
	assert_string_equal(buf_str(&b), "one two 3 four");
	assert_int_equal(b.len, 14);
	buf_free(&b);
}

static void test_nul_bytes_are_content(void **state)
{
	struct buf b = BUF_INIT;

	buf_put(&b, "a\0b", 3);
	buf_putc(&b, '\0');
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.data, "a\0b\0", 5);
	buf_free(&b);
}

static void test_every_length_is_terminated(void **state)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < 5000; i++) {
		buf_putc(&b, 'x');
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], '\0');
		assert_true(b.cap > b.len);
	}
	assert_int_equal(strspn(b.data, "x"), 5000);
	buf_free(&b);
}

static void test_insert(void **state)
{
	struct buf b = BUF_INIT;

	buf_insert(&b, 0, "bd", 2);
	assert_string_equal(buf_str(&b), "bd");
	buf_insert(&b, 1, "c", 1);
	buf_insert(&b, 0, "a", 1);
	buf_insert(&b, 4, "e", 1);
	buf_insert(&b, 2, "", 0);
	assert_string_equal(buf_str(&b), "abcde");
	buf_free(&b);
}

static void test_long_printf(void **state)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "[");
	buf_printf(&b, "%*s]", 10000, "end");
	assert_int_equal(b.len, 10002);
	assert_string_equal(buf_str(&b) + 10001 - 3, "end]");
	buf_free(&b);
}

static void test_printf_of_nothing(void **state)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s", "");
	assert_int_equal(b.len, 0);
	assert_string_equal(buf_str(&b), "");
	assert_false(buf_failed(&b));
	buf_free(&b);
}

static void test_utf8_at_the_edges_of_each_length(void **state)
{
	static const struct {
		uint32_t code_point;
		const char *bytes;
	} edges[] = {{0x01, "\x01"}, {0x7F, "\x7F"}, {0x80, "\xC2\x80"}, {0x7FF, "\xDF\xBF"},
		{0x800, "\xE0\xA0\x80"}, {0x653F, "\xE6\x94\xBF"}, {0xFFFD, "\xEF\xBF\xBD"},
		{0x10000, "\xF0\x90\x80\x80"}, {0x10FFFF, "\xF4\x8F\xBF\xBF"}};

	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
		struct buf b = BUF_INIT;

		buf_put_utf8(&b, edges[i].code_point);
		assert_string_equal(buf_str(&b), edges[i].bytes);
		buf_free(&b);
	}
}

static void test_clear_keeps_the_memory(void **state)
{
	struct buf b = BUF_INIT;
	size_t cap;

	buf_clear(&b);
	buf_puts(&b, "something");
	cap = b.cap;
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.cap, cap);
	assert_string_equal(buf_str(&b), "");
	buf_puts(&b, "else");
	assert_string_equal(buf_str(&b), "else");
	buf_free(&b);
}

static void test_free_makes_it_new(void **state)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "x");
	buf_free(&b);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	buf_free(&b);
	buf_puts(&b, "y");
	assert_string_equal(buf_str(&b), "y");
	buf_free(&b);
}

static void test_length_that_wraps_fails(void **state)
{
	struct buf b = BUF_INIT;
	volatile size_t len = SIZE_MAX - 2; /* which the compiler would warn of */

	buf_puts(&b, "kept");
	buf_put(&b, "x", len);
	assert_true(buf_failed(&b));
	assert_string_equal(buf_str(&b), "kept");
	buf_free(&b);
	assert_false(buf_failed(&b));
}

static void test_after_a_failure_nothing_is_written(void **state)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "kept");
	b.failed = true;
	buf_put(&b, "1", 1);
	buf_puts(&b, "2");
	buf_putc(&b, '3');
	buf_printf(&b, "%d", 4);
	buf_put_utf8(&b, 0x4E94);
	assert_int_equal(b.len, 4);
	assert_string_equal(buf_str(&b), "kept");
	buf_free(&b);
}

/* Status of a child that grows a buf without end in 256 MiB of address space. */
static int grow_until_refused(void)
{
	const struct rlimit limit = {(rlim_t)256 << 20, (rlim_t)256 << 20};
	static char chunk[1 << 20];
	struct buf b = BUF_INIT;
	size_t len;

	if (setrlimit(RLIMIT_AS, &limit))
		return 2;
	for (int i = 0; i < 1024 && !buf_failed(&b); i++)
		buf_put(&b, chunk, sizeof chunk);
	len = b.len;
	buf_puts(&b, "more");
	return buf_failed(&b) && b.len == len && len % sizeof chunk == 0 && len ? 0 : 1;
}

static void test_refused_memory_is_a_failure(void **state)
{
	int status;
	pid_t child;

#if defined(__SANITIZE_ADDRESS__)
	skip(); /* its shadow does not fit into the limit */
#endif
	child = fork();
	assert_int_not_equal(child, -1);
	if (!child)
		_exit(grow_until_refused());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_is_an_empty_string),
		cmocka_unit_test(test_pieces_join),
		cmocka_unit_test(test_nul_bytes_are_content),
		cmocka_unit_test(test_every_length_is_terminated),
		cmocka_unit_test(test_insert),
		cmocka_unit_test(test_long_printf),
		cmocka_unit_test(test_printf_of_nothing),
		cmocka_unit_test(test_utf8_at_the_edges_of_each_length),
		cmocka_unit_test(test_clear_keeps_the_memory),
		cmocka_unit_test(test_free_makes_it_new),
		cmocka_unit_test(test_length_that_wraps_fails),
		cmocka_unit_test(test_after_a_failure_nothing_is_written),
		cmocka_unit_test(test_refused_memory_is_a_failure),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
