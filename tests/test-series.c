/* Which pages go together as one article: in a folder, by their names and links. */
#include "records-fixture.h"

#include "article/articles.h"
#include "article/series.h"

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
		"<div>%s</div><script>var next = 'none';</script><p>The "
		"office</p></body></html>",
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

static void test_numbers_of_pages(void **state)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct series *s;

	fixture_folder_new("n");
	/* "1" is the first page itself under another name. */
	put_article("n/t1.html", "Report", PARAS,
		"<a href=t1_1.html>1</a> <a href=t1_2.html>2</a> <a href=t1_3.html>3</a>"
		"<a href=t1_5.html>Last</a>");
	put_article("n/t1_1.html", "Report", PARA, "<a href=t1.html>1</a>");
	put_article("n/t1_2.html", "Report", PARA,
		"<a href=t1.html>1</a><a href=t1_3.html>[3]</a><a href=t1_5.html>Last</a>");
	s = find(r, "n/t1.html");
	assert_int_equal(s->count, 1);
	assert_string_equal(s->followers[0].name, "t1_2.html");
	assert_string_equal(s->missing.name, "t1_3.html");
	assert_int_equal(s->missing.page, 3);
	assert_int_equal(s->missing.of, 5);
	series_free(s);
	put_article("n/t1.html", "Report", PARAS, "<a href=t1_2.html>Next</a>");
	assert_int_equal(remove(fixture_path("n/t1_2.html")), 0);
	s = find(r, "n/t1.html");
	assert_int_equal(s->missing.page, 2);
	assert_int_equal(s->missing.of, 0);
	series_free(s);
	/* A number that is not that of the next page. */
	put_article("n/t1.html", "Report", PARAS, "<a href=t1_2.html>7</a>");
	assert_series("n/t1.html", "-", NULL);
	records_free(r);
}

static void test_hyphens(void **state)
{
	fixture_folder_new("o");
	put_article("o/c1-77.html", "Report", PARAS, "<a href=c1-77-2.html>2</a>");
	put_article("o/c1-77-2.html", "Report", PARAS, "<a href=c1-77.html>1</a>");
	assert_series("o/c1-77.html", "c1-77-2.html ", NULL);
}

/* One article, saved under the names that wget gives; links as they were or as it makes them.
 */
static void test_queries_in_names(void **state)
{
	static const char *const firsts[] = {"q/view.php?id=3", "q/view.php?id=3.html",
		"q/view.php@id=3", "q/view.php@id=3.html"};
	static const char *const seconds[] = {"q/view.php?id=3&page=2",
		"q/view.php?id=3&page=2.html", "q/view.php@id=3&page=2",
		"q/view.php@id=3&page=2.html"};
	static const char *const links[] = {"<a href='view.php?id=3&amp;page=2'>2</a>",
		"<a href='http://e.org/view.php?page=2&id=3'>Next</a>",
		"<a href='view.php?id=3&page=2'>2</a><a href='view.php?id=3&page=1'>1</a>"};

	fixture_folder_new("q");
	for (size_t i = 0; i < 4; i++) {
		put_article(seconds[i], "Report", PARAS, "<a href='view.php?id=3'>1</a>");
		for (size_t k = 0; k < 3; k++) {
			struct buf wanted = BUF_INIT;

			buf_printf(&wanted, "%s ", seconds[i] + 2);
			put_article(firsts[i], "Report", PARAS, links[k]);
			/* The order of parameters is that of the link. */
			if (k != 1)
				assert_series(firsts[i], buf_str(&wanted), NULL);
			buf_free(&wanted);
		}
		put_article(firsts[i], "Report", PARAS, "<a href='view.php?id=4&page=2'>2</a>");
		assert_series(firsts[i], "-", NULL);
		assert_int_equal(remove(fixture_path(seconds[i])), 0);
	}
}

/* Links are what a browser takes for links, and read as it reads them. */
static void test_links_however_they_are_written(void **state)
{
	static const char *const links[] = {
		"<!-- <a href=x> --!><A HREF='?id=3&page=2' href=x>2</A>",
		"<a href='?id=3&#38;page=2'>2</a>",
		"<a href='?id=3&amp;page=2'>&nbsp;2&nbsp;</a>",
		"<a href='?id=3&page=2'>第&#50;页</a>",
		"<a href='?id=3&page=2'>Page &raquo</a>",
		"<a title='>' href=?id=3&page=2>2<img alt='x>y'></a>",
		"<a href='?id=3&page=2'><!-- " PARAS " -->2</a>",
		"<a href='?id=3&page=2'>2<script>'</a>'</script></a>"};
	static const char *const others[] = {
		"<textarea><a href='?id=3&page=2'>2</a></textarea>",
		"<iframe><a href='?id=3&page=2'>2</a></iframe>",
		"<script><!-- <script></script> '<a href=\"?id=3&page=2\">2</a>' --></script>",
		"<p title='<a href=?id=3&page=2>2</a>'>"};

	fixture_folder_new("l");
	put_article("l/v?id=3&page=2", "Report", PARAS, "<a href='?id=3'>1</a>");
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		put_article("l/v?id=3", "Report", PARAS, links[i]);
		assert_series("l/v?id=3", "v?id=3&page=2 ", NULL);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		put_article("l/v?id=3", "Report", PARAS, others[i]);
		assert_series("l/v?id=3", "-", NULL);
	}
	/* Titles with references and tags that are none; the text of a form is none. */
	put_article("l/v?id=3", "Q&amp;A <1>", PARAS, "<a href='?id=3&page=2'>2</a>");
	put_article("l/v?id=3&page=2", "Q&amp;A <1> (2)", PARA,
		"<a href='?id=3'>1</a><textarea>" PARAS "</textarea>");
	assert_series("l/v?id=3", "v?id=3&page=2 ", NULL);
	put_article("l/v?id=3&page=2", "Q&amp;A <2>", PARA, "<a href='?id=3'>1</a>");
	assert_series("l/v?id=3", "-", NULL);
}

static void test_links_as_wget_makes_them(void **state)
{
	fixture_folder_new("w");
	put_article("w/view7.html", "Report", PARAS,
		"<a href='view7%3Fpage=2.html'>2</a><a href='view7%3Fpage=3.html'>3</a>");
	put_article("w/view7?page=2.html", "Report", PARAS,
		"<a href=view7.html>1</a><a href='view7%3Fpage=3.html'>3</a>");
	put_article("w/view7?page=3.html", "Report", PARAS,
		"<a href=view7.html>1</a><a href='view7%3Fpage=2.html'>2</a>");
	assert_series("w/view7.html", "view7?page=2.html view7?page=3.html ", NULL);
	assert_series("w/view7?page=2.html", "-", NULL);
}

static void test_queries_that_are_not_followed(void **state)
{
	fixture_folder_new("p");
	/* Which of two is the second page, nothing says. */
	put_article("p/v?id=3", "Report", PARAS,
		"<a href='?id=3&page=1'><img></a><a href='?id=3&page=2'><img></a>");
	put_article("p/v?id=3&page=1", "Report", PARAS, "<a href='?id=3'>1</a>");
	put_article("p/v?id=3&page=2", "Report", PARAS, "<a href='?id=3'>1</a>");
	assert_series("p/v?id=3", "-", NULL);
	/* The article again, with other comments below. */
	put_article("p/v?id=3", "Report", PARAS, "<a href='?id=3&page=2'>2</a>");
	assert_series("p/v?id=3", "v?id=3&page=2 ", NULL);
	put_article("p/v?id=3", "Report", PARAS, "<a href='?id=3'>1</a><p>Well done!</p>");
	assert_int_equal(rename(fixture_path("p/v?id=3"), fixture_path("p/v?id=3&page=2")), 0);
	put_article("p/v?id=3", "Report", PARAS, "<a href='?id=3&page=2'>2</a>");
	assert_series("p/v?id=3", "-", NULL);
	/* A list of articles, and the first page of a site. */
	put_article("p/list?id=3", "News", PARAS, "<a href='?id=3&page=2'>2</a>");
	put_article("p/list?id=3&page=2", "News", PARAS, "<a href='?id=3'>1</a>");
	assert_series("p/list?id=3", "-", NULL);
	put_article("p/blog", "News", PARAS, "<a href='?page=2'>2</a>");
	put_article("p/blog?page=2", "News", PARAS, "<a href=blog>1</a>");
	assert_series("p/blog", "-", NULL);
}

static void test_rel_next(void **state)
{
	fixture_folder_new("r");
	put_article("r/a.html", "Report", PARAS,
		"<link rel='next' href='a-part-two.html'><a href=a-part-two.html>2</a>");
	put_article("r/a-part-two.html", "Report (2)", PARAS,
		"<a href=a.html>1</a><a rel=next href=a-part-three.html>3</a>");
	put_article("r/a-part-three.html", "Report (3)", PARAS,
		"<a href=a.html>1</a><a rel=prev href=a-part-two.html>2</a>");
	assert_series("r/a.html", "a-part-two.html a-part-three.html ", NULL);
	/* Blogs: the next article, with the same title, or a number in it. */
	put_article("r/b.html", "Diary", PARAS, "<a rel=next href=c.html>Diary (2)</a>");
	put_article("r/c.html", "Diary (2)", PARAS, "<a rel=prev href=b.html>Diary</a>");
	assert_series("r/b.html", "-", NULL);
	put_article("r/b.html", "Diary", PARAS,
		"<link rel=next href=c.html><a href=c.html>Next</a><a href=d.html>2</a>");
	put_article("r/c.html", "Diary", PARAS, "<a rel=prev href=b.html>Back</a>");
	assert_series("r/b.html", "-", NULL);
	/* It says which of the counters is the second page. */
	put_article("r/v?id=3", "Report", PARAS,
		"<link rel=next href='?id=3&page=1'><a href='?id=3&page=1'><img></a>");
	put_article("r/v?id=3&page=1", "Report", PARAS, "<a href='?id=3'>Back</a>");
	assert_series("r/v?id=3", "v?id=3&page=1 ", NULL);
}

static void test_site_rules(void **state)
{
	fixture_folder_new("s");
	fixture_puts("s/rules", "next_page_link: //a[@class='more']\n");
	put_article("s/one.html", "Report", PARA, "<a class=more href=two.html>Read on</a>");
	put_article("s/two.html", "Notice", PARA, "<a class=more href='three.html#x'>On</a>");
	put_article("s/three.html", "Notice", PARA, "<a class=more href=one.html>Back</a>");
	assert_series("s/one.html", "-", NULL);
	options.rules = fixture_path("s/rules");
	assert_series("s/one.html", "two.html three.html ", NULL);
	put_article("s/three.html", "Notice", PARA, "<a class=more href=four.html>Back</a>");
	options.rules = fixture_path("s/rules");
	assert_series("s/one.html", "two.html three.html ", "four.html");
	/* Another directory is not looked into; what the rule does not find is judged as ever.
	 */
	put_article("s/one.html", "Report", PARA, "<a class=more href=../t/t1.html>On</a>");
	options.rules = fixture_path("s/rules");
	assert_series("s/one.html", "", "t1.html");
	put_article("s/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	put_article("s/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	options.rules = fixture_path("s/rules");
	assert_series("s/t1.html", "t1_1.html ", NULL);
	options.rules = NULL;
}

/* Rules by host, of pages whose address only they themselves tell. */
static void test_site_rules_by_host(void **state)
{
	static const char *const telling[] = {"<base href=http://e.org/>",
		"<BASE HREF='http://e.org/'>", "<!-- saved from url=(0013)http://e.org/ -->"};

	fixture_folder_new("y");
	fixture_folder_new("y/rules");
	fixture_puts("y/rules/e.org.txt", "next_page_link: //a[@class='more']\n");
	put_article("y/two.html", "Notice", PARA, "");
	options.rules = fixture_path("y/rules");
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		struct buf links = BUF_INIT;

		buf_printf(&links, "%s<a class=more href=two.html>On</a>", telling[i]);
		put_article("y/one.html", "Report", PARA, buf_str(&links));
		options.rules = fixture_path("y/rules");
		assert_series("y/one.html", "two.html ", NULL);
		buf_free(&links);
	}
	put_article("y/one.html", "Report", PARA, "<a class=more href=two.html>On</a>");
	options.rules = fixture_path("y/rules");
	assert_series("y/one.html", "-", NULL);
	options.rules = NULL;
}

static void assert_first(const char *folder, const char *later, const char *wanted)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct buf nothing = BUF_INIT;
	struct series_first first;
	struct record record;

	records_open(r, fixture_path(folder));
	while (records_next(r, &record) && strcmp(record.name, later))
		;
	assert_string_equal(record.name, later);
	for (unsigned again = 0; again < 2; again++) {
		assert_int_equal(
			series_find_first(r, &options, &record, NULL, &nothing, &first), 0);
		assert_string_equal(first.series ? first.page.name : "-", wanted);
		series_first_free(&first);
	}
	buf_free(&nothing);
	records_free(r);
}

static void test_the_first_page_is_found(void **state)
{
	fixture_folder_new("v");
	put_article("v/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	put_article(
		"v/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a><a href=t1_2.html>3</a>");
	put_article("v/t1_2.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	put_article("v/t1_3.html", "Report", PARAS, "<a href=t1_2.html>2</a>");
	assert_first("v", "t1.html", "-");
	assert_first("v", "t1_1.html", "t1.html");
	assert_first("v", "t1_2.html", "t1.html");
	assert_first("v", "t1_3.html", "-");
	assert_first("v/t1_1.html", "t1_1.html", "t1.html");
}

static void test_what_became_part(void **state)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct articles *all = articles_new();
	struct series *s;
	struct record record;

	fixture_folder_new("f");
	put_article("f/t1.html", "Report", PARAS, "<a href=t1_1.html>2</a>");
	put_article("f/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("f/t1.html"));
	assert_true(records_next(r, &record));
	assert_int_equal(series_find(r, &options, &record, &s), 0);
	assert_non_null(articles_add(all, &record, s));
	assert_null(articles_with_later(all, &record));
	assert_non_null(articles_with_first(all, &record));
	series_free(s);
	records_open(r, fixture_path("f/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(articles_with_first(all, &record));
	assert_string_equal(
		article_label(articles_with_later(all, &record)), fixture_path("f/t1.html"));
	/* Other bytes, and the same elsewhere. */
	fixture_folder_new("g");
	put_article("g/t1_1.html", "Report", PARAS, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("g/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(articles_with_later(all, &record));
	put_article("f/t1_1.html", "Report", PARAS PARA, "<a href=t1.html>1</a>");
	records_open(r, fixture_path("f/t1_1.html"));
	assert_true(records_next(r, &record));
	assert_null(articles_with_later(all, &record));
	articles_free(all);
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
		cmocka_unit_test(test_numbers_of_pages),
		cmocka_unit_test(test_hyphens),
		cmocka_unit_test(test_queries_in_names),
		cmocka_unit_test(test_links_however_they_are_written),
		cmocka_unit_test(test_links_as_wget_makes_them),
		cmocka_unit_test(test_queries_that_are_not_followed),
		cmocka_unit_test(test_rel_next),
		cmocka_unit_test(test_site_rules),
		cmocka_unit_test(test_site_rules_by_host),
		cmocka_unit_test(test_the_first_page_is_found),
		cmocka_unit_test(test_what_became_part),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
