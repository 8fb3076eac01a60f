/* Addresses of pictures, out of bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "imagerefs.h"

static void add(void *user, const char *address)
{
	buf_printf(user, "%s\n", address);
}

static void assert_refs(const char *html, const char *want)
{
	struct buf got = BUF_INIT;

	imagerefs_each(html, strlen(html), add, &got);
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static void test_forms_of_attributes(void **state)
{
	assert_refs(
		"<img src=\"a.png\"><IMG SRC='b.png'/><img\nsrc = c.png ><img alt=x src=d.png>",
		"a.png\nb.png\nc.png\nd.png\n");
	assert_refs("<img alt='src=\"no.png\" > ' src=yes.png>", "yes.png\n");
	assert_refs("<img src=\"a?x=1&amp;y=2\">", "a?x=1&y=2\n");
}

static void test_late_loading(void **state)
{
	assert_refs(
		"<img data-src=a.png><img data-original=b.png src=c.png>", "a.png\nc.png\n");
}

static void test_what_is_no_image(void **state)
{
	assert_refs("<imgx src=a><image src=b><p src=c>img src=d", "");
	assert_refs("<img><img src><img src=''>", "");
}

static void test_cut_off_anywhere(void **state)
{
	static const char html[] = "<p><img alt=\"x\" src = 'a.png' data-src=b>";
	struct buf got = BUF_INIT;

	for (size_t len = 0; len < sizeof html; len++)
		imagerefs_each(html, len, add, &got);
	buf_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_of_attributes),
		cmocka_unit_test(test_late_loading),
		cmocka_unit_test(test_what_is_no_image),
		cmocka_unit_test(test_cut_off_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
