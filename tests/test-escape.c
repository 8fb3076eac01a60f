/* Bytes written as characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/escape.h"

static void check_base64(const char *in, const char *expected)
{
	struct buf out = BUF_INIT;
	int result = base64_decode(in, strlen(in), &out);

	assert_int_equal(result, expected ? 0 : -1);
	if (expected)
		assert_string_equal(buf_str(&out), expected);
	buf_free(&out);
}

/* RFC 4648, 10, and what is broken. */
static void test_base64(void **state)
{
	check_base64("", "");
	check_base64("Zg==", "f");
	check_base64("Zm8=", "fo");
	check_base64("Zm9v", "foo");
	check_base64("Zm9vYmE", "fooba");
	check_base64(" Zm9v\r\nYmFy\t", "foobar");
	check_base64("Z", NULL);
	check_base64("Zm9vY", NULL);
	check_base64("Zg=", NULL);
	check_base64("Zg===", NULL);
	check_base64("Zg==Zg==", NULL);
	check_base64("Zm-v", NULL);
	(void)state;
}

/* Over several steps of the encoder, at each rest of a group. */
static void test_base64_there_and_back(void **state)
{
	char bytes[1600];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7);
	for (size_t len = sizeof bytes - 3; len < sizeof bytes; len++) {
		struct buf text = BUF_INIT, back = BUF_INIT;

		base64_encode(bytes, len, &text);
		assert_int_equal(text.len, (len + 2) / 3 * 4);
		assert_int_equal(base64_decode(text.data, text.len, &back), 0);
		assert_int_equal(back.len, len);
		assert_memory_equal(back.data, bytes, len);
		buf_free(&text);
		buf_free(&back);
	}
}

static void test_percent(void **state)
{
	static const char in[] = "a%20b%2Fc%2f%%41%4%zz%", expected[] = "a b/c/%A%4%zz%";
	struct buf out = BUF_INIT;

	percent_decode(in, strlen(in), &out);
	assert_string_equal(buf_str(&out), expected);
	buf_clear(&out);
	percent_decode("x%00y", 5, &out);
	assert_int_equal(out.len, 3);
	assert_memory_equal(out.data, "x\0y", 3);
	buf_free(&out);
}

static void test_hexadecimal(void **state)
{
	assert_int_equal(hex_value('0'), 0);
	assert_int_equal(hex_value('a'), 10);
	assert_int_equal(hex_value('F'), 15);
	assert_int_equal(hex_value('g'), -1);
	assert_int_equal(hex_value('\0'), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_base64_there_and_back),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
