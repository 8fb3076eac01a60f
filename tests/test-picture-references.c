/* Addresses of pictures, out of bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "picture/references.h"

static void add(void *user, const char *address)
{
	buf_printf(user, "%s\n", address);
}

static void assert_refs_of(
	const char *html, size_t len, const char *charset, const char *http, const char *want)
{
	struct buf got = BUF_INIT;

	assert_int_equal(imagerefs_each(html, len, charset, http, add, &got), 0);
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static void assert_refs(const char *html, const char *want)
{
	assert_refs_of(html, strlen(html), NULL, NULL, want);
}

static void test_forms_of_attributes(void **state)
{
	assert_refs(
		"<img src=\"a.png\"><IMG SRC='b.png'/><img\nsrc = c.png ><img alt=x src=d.png>",
		"a.png\nb.png\nc.png\nd.png\n");
	assert_refs("<img alt='src=\"no.png\" > ' src=yes.png>", "yes.png\n");
	assert_refs("<img src=a.png src=b.png data-src=c.png>", "a.png\n");
	assert_refs("<img src='' data-src=a.png data-src=b.png>", "a.png\n");
}

static void test_references(void **state)
{
	assert_refs("<img src=\"a?x=1&amp;y=2\">", "a?x=1&y=2\n");
	assert_refs("<img src='a?x=1&#38;y=2&#x26;z=3'>", "a?x=1&y=2&z=3\n");
	assert_refs("<img src='a&amp-b&amp'><img src='a?x&amp=1&copy=2'>",
		"a&-b&\na?x&amp=1&copy=2\n");
	assert_refs("<img src='&#22270;.png'>", "图.png\n");
}

static void test_elements_only(void **state)
{
	assert_refs("<!-- <img src=a> --><img src=b>", "b\n");
	assert_refs("<!--><img src=a><!-- <img src=b> --!><img src=c>", "a\nc\n");
	assert_refs("<SCRIPT>w('<img src=a>')</SCRIPT><img src=b>", "b\n");
	assert_refs("<title><img src=a></title><textarea><img src=b></textarea>", "");
	assert_refs(
		"<noscript><img src=a></noscript><template><img src=b></template>", "a\nb\n");
	assert_refs("<a title='<img src=a>'><img src=b></a>", "b\n");
	assert_refs("<svg><title/><image src=b /></svg><img src=a>", "a\n");
	assert_refs("<IMAGE src=a><svg></svg><image data-src=b>", "a\nb\n");
}

static void test_encodings(void **state)
{
	static const char gb[] = "<p title='\x81\x5C\x81\x7C'><img src='\xD5\xFE&#38;.png'>";
	static const char utf16[] = "<\0i\0m\0g\0 \0s\0r\0c\0=\0\x3F\x65>\0";
	static const char marked[] = "\xFE\xFF\0x\0<\0i\0m\0g\0 \0s\0r\0c\0=\x65\x3F\0>";

	assert_refs("<meta charset=gb2312><img src='\xD5\xFE.png'>", "政.png\n");
	assert_refs_of(gb, strlen(gb), "gbk", "utf-8", "政&.png\n");
	assert_refs_of(gb, strlen(gb), NULL, "gb18030", "政&.png\n");
	assert_refs("<img src='\xE6\x94\xBF.png'>", "政.png\n");
	assert_refs_of(utf16, sizeof utf16 - 1, NULL, "gbk", "政\n");
	assert_refs_of(marked, sizeof marked - 1, "gbk", NULL, "政\n");
}

static void test_late_loading(void **state)
{
	assert_refs(
		"<img data-src=a.png><img data-original=b.png src=c.png>", "a.png\nc.png\n");
}

static void test_what_is_no_image(void **state)
{
	assert_refs("<imgx src=a><images src=b><p src=c>img src=d", "");
	assert_refs("<img><img src><img src=''>", "");
}

static void test_cut_off_anywhere(void **state)
{
	static const char html[] = "<p><img alt=\"x\" src = 'a.png' data-src=b>";
	struct buf got = BUF_INIT;

	for (size_t len = 0; len < sizeof html; len++)
		imagerefs_each(html, len, NULL, NULL, add, &got);
	buf_free(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_of_attributes),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_late_loading),
		cmocka_unit_test(test_elements_only),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_what_is_no_image),
		cmocka_unit_test(test_cut_off_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
