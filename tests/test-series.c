/* Which pages go together as one article: in a folder, by their names and links. */
#include "records-fixture.h"

#include "followed.h"
#include "series.h"

#define PARA                                                                                   \
	"<p>The office keeps the books of the waterworks by the year, and shows them to "      \
	"whoever "                                                                             \
	"asks. What was built is listed with its cost, what was planned and not built is "     \
	"listed without, and the list is closed in January by the officer who keeps it.</p>"
#define PARAS PARA PARA PARA PARA

static struct options options;

/* Each page has a text of its own: its name stands in every sentence. */
static void put_body(struct buf *page, const char *name, const char *body)
{
	static const char office[] = "The office";
	const char *at;

	while ((at = strstr(body, office))) {
		buf_put(page, body, (size_t)(at - body));
		buf_printf(page, "The office of %s", name);
		body = at + strlen(office);
	}
	buf_puts(page, body);
}

/* A page of links before and behind the text, as portals have them. */
static void put_article(
	const char *name, const char *title, const char *body, const char *links)
{
	struct buf page = BUF_INIT;

	buf_printf(&page,
		"<html><head><title>%s</title><style>a { color: red }</style></head><body>"
		"<a href=/>Home</a> <a href=/news>News</a>",
		title);
	put_body(&page, name, body);
	buf_printf(&page,
		"<div>%s</div><script>var next = 'none';</script><p>The office</p></body></html>",
		links);
	fixture_write(name, page.data, page.len);
	buf_free(&page);
}

static struct series *find(struct records *r, const char *name)
{
	struct series *series;
	struct record record;

	records_open(r, fixture_path(name));
	assert_true(records_next(r, &record));
	assert_int_equal(record.kind, RECORD_PAGE);
	assert_int_equal(series_find(r, &options, &record, &series), 0);
	return series;
}

/* wanted: names of what the page goes on with, a space behind each; "-": nothing. */
static void assert_series(const char *name, const char *wanted, const char *missing)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct series *s = find(r, name);
	struct buf found = BUF_INIT;

	for (unsigned i = 0; s && i < s->count; i++)
		buf_printf(&found, "%s ", s->followers[i].name);
	assert_string_equal(s ? buf_str(&found) : "-", wanted);
	if (missing)
		assert_string_equal(s->missing.name, missing);
	else
		assert_true(!s || !s->missing.name);
	buf_free(&found);
	series_free(s);
	records_free(r);
}

static void test_counted_from_1(void **state)
{
	fixture_folder_new("a");
	put_article("a/t1.html", "Report", PARAS,
		"<a href='./t1_1.html'>2</a><a href='t1_2.html'>3</a>");
	put_article("a/t1_1.html", "Report (2)", PARAS,
		"<a href=t1.html>1</a><a href=t1_2.html>3</a>");
	put_article("a/t1_2.html", "Report (3)", "<p>That is all there was this year.</p>",
		"<a href=t1.html>1</a><a href=t1_1.html>2</a>");
	assert_series("a/t1.html", "t1_1.html t1_2.html ", NULL);
	assert_series("a/t1_1.html", "-", NULL);
	assert_series("a/t1_2.html", "-", NULL);
}

static void test_counted_from_2(void **state)
{
	fixture_folder_new("b");
	put_article("b/t1.shtml", "Report", PARAS,
		"<A class=next HREF='http://e.org/x/t1_2.shtml'>Next</A>");
	put_article("b/t1_2.shtml", "Report", PARAS, "<a href='/x/t1.shtml'>Back</a>");
	assert_series("b/t1.shtml", "t1_2.shtml ", NULL);
}

static void test_what_is_not_there(void **state)
{
	fixture_folder_new("c");
	put_article("c/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	assert_series("c/t1.html", "", "t1_1.html");
	put_article(
		"c/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a><a href=t1_2.html>3</a>");
	assert_series("c/t1.html", "t1_1.html ", "t1_2.html");
}

static void test_what_does_not_belong(void **state)
{
	static const char list[] = "<ul><li>2024-05-06 <a href=x1.html>" PARA "</a></li>"
				   "<li>2024-05-07 <a href=x2.html>" PARA "</a></li>"
				   "<li>2024-05-08 <a href=x3.html>" PARA "</a></li></ul>";

	fixture_folder_new("d");
	/* Lists. */
	put_article("d/index.html", "News", list, "<a href=index_1.html>2</a>");
	put_article("d/index_1.html", "News", list, "<a href=index.html>1</a>");
	assert_series("d/index.html", "-", NULL);
	/* Articles side by side, and one whose number looks like a counter. */
	put_article("d/t20240510_77.html", "Report", PARAS,
		"<a href=t20240510_78.html>Next</a><a href=t20240511_1.html>Last</a>");
	put_article(
		"d/t20240510_78.html", "Report", PARAS, "<a href=t20240510_77.html>Back</a>");
	assert_series("d/t20240510_77.html", "-", NULL);
	/* Articles side by side whose names and titles differ by a number. */
	put_article("d/report.html", "2023 annual report", PARAS,
		"<a href=report_1.html>Next article: 2024 annual report</a>");
	put_article(
		"d/report_1.html", "2024 annual report", PARAS, "<a href=report.html>Back</a>");
	assert_series("d/report.html", "-", NULL);
	put_article(
		"d/report.html", "2023 annual report", PARAS, "<a href=report_1.html>Next</a>");
	assert_series("d/report.html", "-", NULL);
	put_article(
		"d/report_1.html", "2023 annual report", PARAS, "<a href=report.html>Back</a>");
	assert_series("d/report.html", "report_1.html ", NULL);
	put_article("d/report.html", "2023 annual report", PARAS,
		"<a href=report_1.html>下一篇</a>");
	assert_series("d/report.html", "-", NULL);
	/* Another title; no way back; a list in place of the text. */
	put_article("d/t2.html", "Report", PARAS, "<a href=t2_1.html>2</a>");
	put_article("d/t2_1.html", "Notice", PARAS, "<a href=t2.html>1</a>");
	assert_series("d/t2.html", "-", NULL);
	put_article("d/t2_1.html", "Report", PARAS, "<a href=t3.html>1</a>");
	assert_series("d/t2.html", "-", NULL);
	put_article("d/t2_1.html", "Report", list, "<a href=t2.html>1</a>");
	assert_series("d/t2.html", "-", NULL);
	put_article("d/t2_1.html", "Report", PARAS, "<a href=t2.html>1</a>");
	assert_series("d/t2.html", "t2_1.html ", NULL);
	/* Too little to be sure of. */
	put_article("d/t2.html", "Report", PARA, "<a href=t2_1.html>2</a>");
	assert_series("d/t2.html", "-", NULL);
	/* Links in comments and scripts are none. */
	put_article("d/t2.html", "Report", PARAS,
		"<!-- <a href=t2_1.html>2</a> --><script>'<a href=t2_1.html>'</script>");
	assert_series("d/t2.html", "-", NULL);
}

static void test_counters_in_titles(void **state)
{
	static const char *const titles[] = {"水利报告（2）-某局", "水利报告(2)-某局",
		"水利报告第2页-某局", "水利报告_2-某局", "水利报告（1）-某局",
		"水利报告 - 某局"};
	static const char *const others[] = {"水利报告（3）-某局", "水利报告2-某局",
		"水利报告（2）", "水利（2）报告（2）-某局"};

	fixture_folder_new("h");
	put_article("h/t1.html", "水利报告-某局", PARAS, "<a href=t1_1.html>2</a>");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		put_article("h/t1_1.html", titles[i], PARAS, "<a href=t1.html>1</a>");
		assert_series("h/t1.html", "t1_1.html ", NULL);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		put_article("h/t1_1.html", others[i], PARAS, "<a href=t1.html>1</a>");
		assert_series("h/t1.html", "-", NULL);
	}
}

static void test_more_pages_than_are_joined(void **state)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct series *s;

	fixture_folder_new("i");
	put_article("i/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	for (unsigned k = 1; k <= SERIES_MAX + 1; k++) {
		char name[32], links[80];

		snprintf(name, sizeof name, "i/t1_%u.html", k);
		snprintf(links, sizeof links,
			"<a href=t1.html>1</a><a href=t1_%u.html>Next</a>", k + 1);
		put_article(name, "Report", PARA, links);
	}
	s = find(r, "i/t1.html");
	assert_int_equal(s->count, SERIES_MAX);
	assert_string_equal(s->missing.name, "t1_100.html");
	assert_int_equal(s->missing.page, 0);
	series_free(s);
	records_free(r);
}

static void test_a_page_that_ends_anywhere(void **state)
{
	static const char page[] = "<title>Report</title>" PARAS
				   "<a href='t1_1.html'>2</a><!-- x --><script>y</script>";

	fixture_folder_new("e");
	put_article("e/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	for (size_t len = sizeof page - 60; len < sizeof page; len++) {
		struct records *r = records_new(FIXTURE_MAX_PAGE);

		fixture_write("e/t1.html", page, len);
		series_free(find(r, "e/t1.html"));
		records_free(r);
	}
}

static void test_what_became_part(void **state)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct followed *f = followed_new();
	struct series *s;
	struct record record;

	fixture_folder_new("f");
	put_article("f/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	put_article("f/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("f/t1.html"));
	assert_true(records_next(r, &record));
	assert_int_equal(series_find(r, &options, &record, &s), 0);
	assert_non_null(followed_add(f, &record, s));
	assert_null(followed_by(f, &record));
	assert_non_null(followed_begun(f, &record));
	series_free(s);
	records_open(r, fixture_path("f/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(followed_begun(f, &record));
	assert_string_equal(
		article_label(followed_by(f, &record)), fixture_path("f/t1.html"));
	/* Other bytes, and the same elsewhere. */
	fixture_folder_new("g");
	put_article("g/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("g/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(followed_by(f, &record));
	put_article("f/t1_1.html", "Report", PARAS PARA, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("f/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(followed_by(f, &record));
	followed_free(f);
	records_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counted_from_1),
		cmocka_unit_test(test_counted_from_2),
		cmocka_unit_test(test_what_is_not_there),
		cmocka_unit_test(test_what_does_not_belong),
		cmocka_unit_test(test_counters_in_titles),
		cmocka_unit_test(test_more_pages_than_are_joined),
		cmocka_unit_test(test_a_page_that_ends_anywhere),
		cmocka_unit_test(test_what_became_part),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
