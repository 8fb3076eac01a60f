/* Addresses of the pages of one article. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "article/paging.h"

static struct paging relation(const char *first, const char *link)
{
	struct paging_address a, b;
	struct paging found;

	assert_true(paging_read(&a, first));
	assert_true(paging_read(&b, link));
	found = paging_of(&a, &b);
	paging_free(&a);
	paging_free(&b);
	return found;
}

static void assert_counted(
	const char *first, const char *link, enum paging_by by, unsigned counter)
{
	struct paging found = relation(first, link);

	assert_int_equal(found.by, by);
	assert_int_equal(found.counter, counter);
}

static void test_pages_of_one_article(void **state)
{
	assert_counted("t1.html", "./t1_2.html", PAGING_NAME, 2);
	assert_counted("http://e.org/x/t1.shtml", "/x/t1-12.shtml#top", PAGING_NAME, 12);
	assert_counted("http://e.org/view?id=3", "view?id=3&page=2", PAGING_QUERY, 2);
	assert_counted("http://e.org/view?id=3", "?page=2&id=3", PAGING_QUERY, 2);
	assert_counted(
		"http://e.org/view?id=3&pageNo=1", "view?id=3&pageNo=2", PAGING_QUERY, 2);
	assert_counted("http://e.org/12.html", "/12.html?currentPage=3", PAGING_QUERY, 3);
	assert_counted("view.php?id=3", "view.php?id=3&p=4", PAGING_QUERY, 4);
	assert_counted("http://e.org/a/123", "http://e.org/a/123/2", PAGING_PATH, 2);
	assert_counted("http://e.org/a/123/", "/a/123/2/", PAGING_PATH, 2);
	assert_counted("t1.html", "http://e.org/t1.html", PAGING_SELF, 0);
	assert_counted("view?id=3", "view?id=3#a", PAGING_SELF, 0);
}

/* As wget names files, with its links converted or not. */
static void test_files_that_pages_were_saved_as(void **state)
{
	assert_counted("view.php%3Fid=3.html", "view.php?id=3&page=2", PAGING_QUERY, 2);
	assert_counted("view.php%3Fid=3.html", "view.php%3Fid=3&page=2.html", PAGING_QUERY, 2);
	assert_counted("view.php%40id=3", "view.php@id=3&page=2", PAGING_QUERY, 2);
	assert_counted("view7.html", "view7%3Fpage=2.html", PAGING_QUERY, 2);
	assert_counted("mail@home.html", "mail@home.html", PAGING_SELF, 0);
}

static void test_other_pages(void **state)
{
	assert_counted("t1.html", "t2.html", PAGING_NONE, 0);
	assert_counted("t1.html", "t1_a.html", PAGING_NONE, 0);
	assert_counted("t1.html", "t1_2024.html", PAGING_NONE, 0);
	assert_counted("t1.html", "t1_02.html", PAGING_NONE, 0);
	assert_counted("t1.html", "t1_2.htm", PAGING_NONE, 0);
	assert_counted("t1.html?v=1", "t1_2.html", PAGING_NONE, 0);
	assert_counted("view?id=3", "view?id=4&page=2", PAGING_NONE, 0);
	assert_counted("view?id=3", "?page=2", PAGING_NONE, 0);
	assert_counted("view?id=3&page=1", "view?id=3&p=2", PAGING_NONE, 0);
	assert_counted("view?id=3", "show?id=3&page=2", PAGING_NONE, 0);
	assert_counted("http://e.org/a/123", "http://e.org/a/124/2", PAGING_NONE, 0);
	assert_counted("http://e.org/a/123", "http://e.org/a/123/edit", PAGING_NONE, 0);
}

static bool may_begin(const char *address, enum paging_by by)
{
	struct paging_address a;
	bool may;

	assert_true(paging_read(&a, address));
	may = paging_may_begin(&a, by);
	paging_free(&a);
	return may;
}

static void test_addresses_of_lists(void **state)
{
	assert_true(may_begin("http://e.org/view?id=3", PAGING_QUERY));
	assert_true(may_begin("http://e.org/a123.html", PAGING_QUERY));
	assert_true(may_begin("http://e.org/view?id=3&page=1", PAGING_QUERY));
	assert_false(may_begin("http://e.org/view?id=3&page=2", PAGING_QUERY));
	assert_false(may_begin("http://e.org/", PAGING_QUERY));
	assert_false(may_begin("http://e.org/news", PAGING_QUERY));
	assert_false(may_begin("http://e.org/list.php?cat=3", PAGING_QUERY));
	assert_false(may_begin("http://e.org/?tag=3", PAGING_QUERY));
	assert_false(may_begin("http://e.org/news/2024", PAGING_QUERY));
	assert_true(may_begin("http://e.org/article/123", PAGING_PATH));
	assert_false(may_begin("http://e.org/2024/05", PAGING_PATH));
	assert_false(may_begin("http://e.org/2024", PAGING_PATH));
	assert_false(may_begin("http://e.org/category/123", PAGING_PATH));
	assert_false(may_begin("http://e.org/article/123.html", PAGING_PATH));
	assert_true(may_begin("http://e.org/t1.html", PAGING_NAME));
	assert_false(may_begin("http://e.org/t1", PAGING_NAME));
}

static void assert_guess(const char *address, unsigned n, const char *wanted)
{
	struct buf first = BUF_INIT;

	if (paging_guess_first(address, n, &first))
		assert_string_equal(buf_str(&first), wanted);
	else
		assert_null(wanted);
	buf_free(&first);
}

static void test_where_the_first_page_may_be(void **state)
{
	assert_guess("http://e.org/x/t1_2.html", 0, "http://e.org/x/t1.html");
	assert_guess("http://e.org/x/t1-2.html", 0, "http://e.org/x/t1.html");
	assert_guess("http://e.org/x/t1-2.html", 1, NULL);
	assert_guess("http://e.org/x/t1.html", 0, NULL);
	assert_guess("http://e.org/x/_2.html", 0, NULL);
	assert_guess("http://e.org/view?id=3&pageNo=2", 0, "http://e.org/view?id=3");
	assert_guess("http://e.org/view?id=3&pageNo=2", 1, "http://e.org/view?id=3&pageNo=1");
	assert_guess("http://e.org/view?pageNo=2&id=3", 0, "http://e.org/view?id=3");
	assert_guess("http://e.org/view?id=3", 0, NULL);
	assert_guess("http://e.org/a/123/2", 0, "http://e.org/a/123");
	assert_guess("view.php%3Fid%3D3%26page%3D2.html", 0, "view.php?id=3");
}

static void assert_saved(const char *address, const char *wanted)
{
	struct buf all = BUF_INIT, name = BUF_INIT;

	for (unsigned n = 0; paging_saved_name(address, n, &name); n++)
		buf_printf(&all, "%s ", buf_str(&name));
	assert_string_equal(buf_str(&all), wanted);
	buf_free(&all);
	buf_free(&name);
}

static void test_names_of_files(void **state)
{
	assert_saved("http://e.org/x/t1_2.html#a", "t1_2.html t1_2.html.html ");
	assert_saved("v?p=2", "v%3Fp%3D2 v%3Fp%3D2.html v%40p%3D2 v%40p%3D2.html ");
	assert_saved("http://e.org/", "");
}

static void assert_beside(
	const char *first, const char *link, enum paging_by by, const char *wanted)
{
	struct buf out = BUF_INIT;

	paging_put_beside(first, link, by, &out);
	assert_string_equal(buf_str(&out), wanted);
	buf_free(&out);
}

static void test_pages_stand_in_one_place(void **state)
{
	assert_beside("http://e.org/x/t1.html", "https://www.e.org/y/t1_1.html#a", PAGING_NAME,
		"http://e.org/x/t1_1.html");
	assert_beside("http://e.org/x/v?id=3", "?id=3&page=2", PAGING_QUERY,
		"http://e.org/x/v?id=3&page=2");
	assert_beside("http://e.org/x/v?id=3", "/v?id=3&page=2", PAGING_QUERY,
		"http://e.org/x/v?id=3&page=2");
	assert_beside("http://e.org/a/123/", "/a/123/2/", PAGING_PATH, "http://e.org/a/123/2/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_of_one_article),
		cmocka_unit_test(test_files_that_pages_were_saved_as),
		cmocka_unit_test(test_other_pages),
		cmocka_unit_test(test_addresses_of_lists),
		cmocka_unit_test(test_where_the_first_page_may_be),
		cmocka_unit_test(test_names_of_files),
		cmocka_unit_test(test_pages_stand_in_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
