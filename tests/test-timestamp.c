/* Points in time: what is one, and how browsers print them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "document/document.h"
#include "base/match.h"
#include "document/saved-from.h"
#include "base/timestamp.h"

static void test_is(void **state)
{
	static const char *const good[] = {"2024-01-17", "2024-01-17T10:30:00Z",
		"2024-12-31T23:59:60+08:00", "2024-01-17T10:30:00.25-00:30"};
	static const char *const bad[] = {"", "2024", "2024-1-17", "2024-13-01", "2024-01-32",
		"2024-01-17T", "2024-01-17 10:30:00Z", "2024-01-17T10:30:00",
		"2024-01-17T24:00:00Z", "2024-01-17T10:30:00.Z", "2024-01-17T10:30:00+0800",
		"2024-01-17T10:30:00Zx", "2024-01-17T10:30:00+08:00x", "x2024-01-17"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(timestamp_is(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(timestamp_is(bad[i]));
	(void)state;
}

static void test_browser(void **state)
{
	static const char *const bad[] = {"", "Tue", "Tue Jan", "Tue Jan 16",
		"Tue Foo 16 2024 ", "Tue Jan 36 2024 10:30:00 GMT+0800",
		"Tue Jan 16 2024 10:30:00 GMT", "Tue Jan 16 2024 10:30:00 UTC+0800"};
	char out[TIMESTAMP_SIZE];

	assert_true(timestamp_from_browser(
		"Tue Jan 16 2024 10:30:05 GMT+0800 (China Standard Time)", out));
	assert_string_equal(out, "2024-01-16T10:30:05+08:00");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(timestamp_from_browser(bad[i], out));
	(void)state;
}

struct page {
	struct options options;
	struct match_cache *matches;
	struct document doc;
};

static void open_page(struct page *p)
{
	*p = (struct page){.matches = match_cache_new()};
	assert_non_null(p->matches);
	assert_int_equal(document_init(&p->doc, &p->options, p->matches), 0);
}

static void close_page(struct page *p)
{
	document_free(&p->doc);
	match_cache_free(p->matches);
}

static void test_saved_note(void **state)
{
	struct page p;

	open_page(&p);
	saved_from_take(
		&p.doc, " an ordinary comment, saved date: Tue Jan 16 2024 10:30:05 GMT+0800");
	assert_null(p.doc.source.uri);
	assert_null(p.doc.source.captured);
	saved_from_take(&p.doc,
		"\n Page saved with SingleFile \n url: http://example.com/a.html \n"
		" saved date: Tue Jan 16 2024 10:30:05 GMT+0800 (CST)\n");
	assert_string_equal(p.doc.source.uri, "http://example.com/a.html");
	assert_string_equal(p.doc.base, "http://example.com/a.html");
	assert_string_equal(p.doc.source.captured, "2024-01-16T10:30:05+08:00");
	saved_from_take(&p.doc, " saved from url=(0027)http://example.com/b.html ");
	assert_string_equal(p.doc.source.uri, "http://example.com/a.html");
	close_page(&p);
	open_page(&p);
	saved_from_take(&p.doc, " saved from url=(0027)http://example.com/b.html ");
	assert_string_equal(p.doc.source.uri, "http://example.com/b.html");
	assert_null(p.doc.source.captured);
	close_page(&p);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is),
		cmocka_unit_test(test_browser),
		cmocka_unit_test(test_saved_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
