/* XML that is written, read back by libxml2. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "base/xmlout.h"

static void test_markup(void **state)
{
	struct buf out = BUF_INIT;
	struct xml_out *x = xml_out_new(&out);

	xml_declaration(x);
	xml_open(x, "a");
	xml_attr(x, "b", "1");
	xml_attr(x, "c", NULL);
	xml_attr_int(x, "d", -20);
	xml_attr_printf(x, "e", "%u%%", 7U);
	xml_open(x, "f:g");
	xml_close(x);
	xml_element(x, "h", "text");
	xml_element(x, "i", "");
	xml_element(x, "j", NULL);
	xml_raw(x, "<k/>", 4);
	xml_open(x, "l");
	xml_text(x, "", 0);
	assert_int_equal(xml_out_close(x), 0); /* which closes what is open */
	assert_string_equal(buf_str(&out),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<a b=\"1\" d=\"-20\" e=\"7%\"><f:g/><h>text</h><i/><k/><l/></a>\n");
	buf_free(&out);
}

/* Every character that XML allows and that markup or a parser's white space could change. */
static void test_a_parser_reads_what_was_written(void **state)
{
	static const char text[] = "<&>\"' \t\r\n]]> \r\n 中文 \xF0\xA0\x80\x80";
	struct buf out = BUF_INIT;
	struct xml_out *x = xml_out_new(&out);
	xmlDocPtr doc;
	xmlChar *read;

	xml_open(x, "a");
	xml_attr(x, "b", text);
	xml_text(x, text, strlen(text));
	assert_int_equal(xml_out_close(x), 0);
	doc = xmlReadMemory(out.data, (int)out.len, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	read = xmlGetProp(xmlDocGetRootElement(doc), (const xmlChar *)"b");
	assert_string_equal((const char *)read, text);
	xmlFree(read);
	read = xmlNodeGetContent(xmlDocGetRootElement(doc));
	assert_string_equal((const char *)read, text);
	xmlFree(read);
	xmlFreeDoc(doc);
	buf_free(&out);
}

static void test_numbers(void **state)
{
	static const long numbers[] = {0, 7, -7, 10, 1234567890, LONG_MAX, LONG_MIN};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct buf out = BUF_INIT;
		struct xml_out *x = xml_out_new(&out);
		char expected[64];

		xml_open(x, "a");
		xml_attr_int(x, "n", numbers[i]);
		assert_int_equal(xml_out_close(x), 0);
		snprintf(expected, sizeof expected, "<a n=\"%ld\"/>\n", numbers[i]);
		assert_string_equal(buf_str(&out), expected);
		buf_free(&out);
	}
}

static void test_depth(void **state)
{
	enum { DEPTH = 1000 };
	struct buf out = BUF_INIT;
	struct xml_out *x = xml_out_new(&out);

	for (unsigned i = 0; i < DEPTH; i++)
		xml_open(x, i % 2 ? "even" : "a");
	for (unsigned i = 0; i < DEPTH; i++)
		xml_close(x);
	xml_close(x); /* of nothing: nothing */
	assert_int_equal(xml_out_close(x), 0);
	assert_non_null(strstr(buf_str(&out), "<a><even/></a></even></a>"));
	assert_string_equal(buf_str(&out) + out.len - 12, "</even></a>\n");
	buf_free(&out);
}

/* Elements on lines of their own; text stays as it is. What was written may be taken away. */
static void test_indent(void **state)
{
	struct buf out = BUF_INIT, kept = BUF_INIT;
	struct xml_out *x = xml_out_new(&out);

	xml_indent(x);
	xml_declaration(x);
	xml_open(x, "a");
	xml_attr(x, "b", "1");
	xml_open(x, "c");
	xml_element(x, "d", "text");
	buf_put(&kept, out.data, out.len);
	buf_clear(&out);
	xml_element(x, "e", "");
	assert_int_equal(xml_out_close(x), 0);
	buf_put(&kept, out.data, out.len);
	assert_string_equal(buf_str(&kept),
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<a b=\"1\">\n <c>\n  <d>text</d>\n  <e/>\n </c>\n</a>\n");
	buf_free(&out);
	buf_free(&kept);
}

static void test_memory_that_ran_out_is_told(void **state)
{
	struct buf out = {.failed = true};
	struct xml_out *x = xml_out_new(&out);

	xml_open(x, "a");
	xml_open(x, "b");
	xml_close(x);
	assert_int_equal(xml_out_close(x), -1);
	assert_int_equal(xml_out_close(NULL), -1);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markup),
		cmocka_unit_test(test_a_parser_reads_what_was_written),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_indent),
		cmocka_unit_test(test_memory_that_ran_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
