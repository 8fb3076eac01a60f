/* Site rules: their files, what they do to small pages, and what is learned from pages of a
 * site. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/chain.h"
#include "base/file.h"
#include "site/siteprofile.h"
#include "site/rules.h"
#include "tree/text.h"

/* ---- a page and its rules ---- */

struct page {
	struct options options;
	struct match_cache *matches;
	struct document doc;
	char rules[40]; /* file */
};

static void write_rules(struct page *p, const char *rules)
{
	int fd;

	strcpy(p->rules, "/tmp/test-siterules-XXXXXX");
	fd = mkstemp(p->rules);
	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, rules, strlen(rules)), 0);
	close(fd);
	p->options.rules = p->rules;
}

static void open_page(struct page *p, const char *html, const char *rules)
{
	char message[200];

	*p = (struct page){0};
	write_rules(p, rules);
	p->matches = match_cache_new();
	assert_non_null(p->matches);
	assert_int_equal(document_init(&p->doc, &p->options, p->matches), 0);
	assert_int_equal(
		filter_by_format(STAGE_INGEST, "html")->ingest(&p->doc, html, strlen(html)), 0);
	document_enter_filter(&p->doc, "strip-rules");
	assert_int_equal(filter_by_name("strip-rules")->run(&p->doc), 0);
	if (tree_check(&p->doc.tree, false, message, sizeof message))
		fail_msg("%s", message);
}

static void close_page(struct page *p)
{
	unlink(p->rules);
	document_free(&p->doc);
	match_cache_free(p->matches);
}

static void check_text(const struct node *n, const char *want)
{
	struct buf text = BUF_INIT;

	text_collect_line(&text, n);
	assert_string_equal(buf_str(&text), want);
	buf_free(&text);
}

/* The live text of all that is not front matter, in one line. */
static void check_body(const struct document *doc, const char *want)
{
	struct buf text = BUF_INIT;

	for (struct node *n = node_first(doc->tree.root); n; n = node_following(n)) {
		if (n->kind == KIND_FRONT || node_is_blank(n))
			continue;
		if (text.len)
			buf_putc(&text, ' ');
		text_collect_line(&text, n);
	}
	assert_string_equal(buf_str(&text), want);
	buf_free(&text);
}

static unsigned count_diags(const struct document *doc, enum diag_code code)
{
	unsigned n = 0;

	for (const struct diag *d = doc->diags; d; d = d->next)
		n += d->code == code;
	return n;
}

static void check_page(const char *html, const char *rules, const char *want)
{
	struct page p;

	open_page(&p, html, rules);
	check_body(&p.doc, want);
	assert_int_equal(count_diags(&p.doc, DIAG_RULE_FAULTY), 0);
	close_page(&p);
}

/* ---- files ---- */

static void parse(struct siterules *rules, struct document *doc, const char *text)
{
	static const struct options options;

	assert_int_equal(document_init(doc, &options, NULL), 0);
	siterules_parse(rules, doc, "site.txt", text, strlen(text));
}

static void check_rule(const struct rule *r, const char *value, uint32_t line)
{
	assert_non_null(r);
	assert_string_equal(r->value, value);
	assert_int_equal(r->line, line);
}

static void test_file(void **state)
{
	struct siterules rules;
	struct document doc;
	const struct rule *title;

	parse(&rules, &doc,
		"\xEF\xBB\xBF# body: //comment\r\n"
		"  title :  //h1[@id='a:b']  \r\n"
		"\n"
		"title: //h2\n"
		"strip: //a # not a comment\n"
		"http_header(user-agent): PHP/5.2\n"
		"replace_string(<p>: </p>): \n"
		"prune: no\n"
		"body: //div");
	title = rules.first[DIRECTIVE_TITLE];
	check_rule(title, "//h1[@id='a:b']", 2);
	check_rule(title->next, "//h2", 4);
	assert_null(title->next->next);
	check_rule(rules.first[DIRECTIVE_STRIP], "//a # not a comment", 5);
	check_rule(rules.first[DIRECTIVE_BODY], "//div", 9);
	assert_null(rules.first[DIRECTIVE_PRUNE]);
	assert_null(doc.diags);
	document_free(&doc);
}

static void test_faulty_file(void **state)
{
	static const struct {
		enum diag_code code;
		const char *message;
	} want[] = {
		{DIAG_RULE_UNKNOWN, "rules site.txt:1: no directive is called \"shorten\""},
		{DIAG_RULE_FAULTY, "rules site.txt:2: a colon is missing behind the directive"},
		{DIAG_RULE_UNKNOWN, "rules site.txt:3: the directive says nothing"},
		{DIAG_RULE_FAULTY, "rules site.txt:4: the line is not UTF-8"},
		{DIAG_RULE_UNKNOWN, "rules site.txt:5: no directive is called \"\""},
	};
	struct siterules rules;
	struct document doc;
	const struct diag *d;

	parse(&rules, &doc,
		"shorten: //p\nstrip //div\nstrip:\t\nstrip: //a[.='\xFF']\n: x\nstrip: //p\n");
	d = doc.diags;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++, d = d->next) {
		assert_non_null(d);
		assert_int_equal(d->code, want[i].code);
		assert_string_equal(d->message, want[i].message);
	}
	assert_null(d);
	check_rule(rules.first[DIRECTIVE_STRIP], "//p", 6);
	document_free(&doc);
}

static void test_long_line(void **state)
{
	struct siterules rules;
	struct document doc;
	char text[9000] = "strip: //";

	memset(text + strlen(text), 'p', sizeof text - 20);
	parse(&rules, &doc, text);
	assert_null(rules.first[DIRECTIVE_STRIP]);
	assert_int_equal(count_diags(&doc, DIAG_RULE_FAULTY), 1);
	document_free(&doc);
}

static void test_hosts(void **state)
{
	static const struct {
		const char *uri, *host; /* NULL: none */
	} cases[] = {
		{"http://www.Example.gov.cn/a/b.html", "example.gov.cn"},
		{"https://user:word@xxgk.example.cn:8080?x", "xxgk.example.cn"},
		{"http://example.org", "example.org"},
		{"file:///home/page.html", NULL},
		{"http://../../etc/passwd", NULL},
		{"http://a\\b/", "a"},
		{"http://[::1]/", NULL},
		{"http://www./", NULL},
		{"page.html", NULL},
		{"", NULL},
		{NULL, NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char host[HOST_SIZE] = "";

		assert_int_equal(siterules_host(cases[i].uri, host), cases[i].host != NULL);
		if (cases[i].host)
			assert_string_equal(host, cases[i].host);
	}
}

static void check_file(
	const char *uri, const char *path, const char *want, enum diag_level worst)
{
	struct options options = {.base_url = uri};
	struct siterules rules;
	struct document doc;

	assert_int_equal(document_init(&doc, &options, NULL), 0);
	assert_int_equal(siterules_load(&rules, &doc, path), worst == DIAG_ERROR ? -1 : 0);
	if (want)
		assert_string_equal(rules.file, want);
	else
		assert_null(rules.file);
	assert_int_equal(doc.diag_count[DIAG_ERROR], worst == DIAG_ERROR);
	document_free(&doc);
}

static void test_file_by_host(void **state)
{
	check_file("http://www.qinghe.example/x", "testdata/rules", "qinghe.example.txt",
		DIAG_NOTE);
	check_file("http://a.b.qinghe.example/x", "testdata/rules", ".qinghe.example.txt",
		DIAG_NOTE);
	check_file("http://other.example/x", "testdata/rules", NULL, DIAG_NOTE);
	check_file(NULL, "testdata/rules", NULL, DIAG_NOTE);
	check_file("http://other.example/x", "testdata/rules/qinghe.example.txt",
		"qinghe.example.txt", DIAG_NOTE);
	check_file(NULL, "testdata/rules/no-such-file.txt", NULL, DIAG_ERROR);
}

/* ---- effects ---- */

#define BODY(content)                                                                          \
	"<html><head><title>Head</title><meta name=author content=Li></head><body>" content

static void test_strip(void **state)
{
	check_page(BODY("<div class='a'>one</div><p id=x>two</p><p>three</p>"),
		"strip: //div[@class='a']\nstrip: //p[@id='x']\n", "three");
	check_page(BODY("<p>one<br>two</p>"), "strip: //p/text()[1]\n", "two");
	check_page(BODY("<p>one</p>"),
		"strip: //meta\nstrip: //body\nstrip: /html\nstrip: //@class\n", "one");
	check_page(
		BODY("<table><tr><td>one<td>two</table>"), "strip: //table/tr/td[2]\n", "one");
	check_page(BODY("<div itemprop=name>one</div><div>two</div>"),
		"strip: //*[@itemprop='name']\n", "two");
}

static void test_strip_names(void **state)
{
	check_page(
		BODY("<div class='top share-box'>one</div><p id='share-2'>two</p><p>three</p>"),
		"strip_id_or_class: 'share-'\n", "three");
	check_page(BODY("<p class=x>one</p>"), "strip_id_or_class: ''\n", "one");
}

static void test_strip_images(void **state)
{
	struct page p;
	unsigned images = 0;

	open_page(&p, BODY("<p>one<img src='/icons/a.png'><img src='/b.png'></p>"),
		"strip_image_src: /icons/\n");
	for (struct node *n = p.doc.tree.root; n; n = tree_next(p.doc.tree.root, n))
		if (n->kind == KIND_IMAGE) {
			assert_string_equal(attr_str(n, ATTR_SRC), "/b.png");
			images++;
		}
	assert_int_equal(images, 1);
	close_page(&p);
}

static void test_body(void **state)
{
	static const char html[] = BODY(
		"<div class=nav>one</div><div class=c><p>two</p><div class=c>three</div></div>"
		"<table><tr><td class=d>four<td>five</table>");

	check_page(html, "body: //div[@class='none']\nbody: //div[@class='c']\nbody: //td\n",
		"two three");
	check_page(html, "body: //td[@class='d'] | //div[@class='nav']\n", "one four");
	check_page(html, "body: //div[@class='c']\nstrip: //div[@class='c']/p\n", "three");
	check_page(html, "body: //body\n", "one two three four five");
}

static void test_body_marks(void **state)
{
	struct page p;

	open_page(&p, BODY("<p>one</p><div>two</div>"), "body: //div\n");
	assert_true(p.doc.body_by_rule);
	close_page(&p);
	open_page(&p, BODY("<p>one</p>"), "strip: //i\nbody: //div\n");
	assert_false(p.doc.body_by_rule);
	check_body(&p.doc, "one");
	assert_int_equal(count_diags(&p.doc, DIAG_RULE_NO_BODY), 1);
	close_page(&p);
}

static void check_title(
	const char *html, const char *rules, const char *title, const char *body)
{
	struct page p;

	open_page(&p, html, rules);
	check_text(document_title(&p.doc), title);
	assert_string_equal(attr_str(document_title(&p.doc), ATTR_ORIGIN), "rule");
	check_body(&p.doc, body);
	close_page(&p);
}

static void test_title(void **state)
{
	static const char html[] =
		BODY("<div class=t> <h1>The <b>title</b></h1></div><p>The title</p>"
		     "<p>By <span class=s>short</span> line</p><div class=two><p>a<p>b</div>");

	check_title(html, "title: //h1\n", "The title", "By short line a b");
	check_title(html, "title: //h3\ntitle: //div[@class='t']\n", "The title",
		"By short line a b");
	check_title(html, "title: //span[@class='s']\n", "short",
		"The title The title By line a b");
	check_title(html, "title: //div[@class='two']\n", "ab",
		"The title The title By short line a b");
	check_title(html, "title: substring-after(//h1, 'The ')\n", "title",
		"The title The title By short line a b");
	check_title(html, "title: //title\n", "Head", "The title The title By short line a b");
	check_title(html, "title: //meta[@property='author']/@content\n", "Li",
		"The title The title By short line a b");
}

static void test_fields(void **state)
{
	struct page p;

	open_page(&p, BODY("<p class=d>2024-03-01 10:20</p><p class=a>By: Wang</p><p>text</p>"),
		"date: //p[@class='d']\nauthor: //p[@class='a']\n");
	check_text(field_value(document_field(&p.doc, "published")), "2024-03-01 10:20");
	assert_string_equal(p.doc.published, "2024-03-01");
	check_text(field_value(document_field(&p.doc, "author")), "By: Wang");
	assert_string_equal(attr_str(document_field(&p.doc, "author"), ATTR_ORIGIN), "rule");
	check_body(&p.doc, "By: Wang text");
	close_page(&p);
}

static void test_next_page(void **state)
{
	struct page p;

	open_page(&p, BODY("<base href='http://a.example/x/'><a id=n href='2.html'>next</a>"),
		"next_page_link: //a[@id='none']\nnext_page_link: //a[@id='n']\n");
	assert_non_null(strstr(p.doc.next_page, "2.html"));
	close_page(&p);
	open_page(&p, BODY("<a href='3.html'>next</a>"), "next_page_link: //a/@href\n");
	assert_string_equal(p.doc.next_page, "3.html");
	close_page(&p);
	open_page(&p, BODY("<a>next</a>"), "next_page_link: //a\n");
	assert_null(p.doc.next_page);
	close_page(&p);
}

static void test_faulty_xpath(void **state)
{
	struct page p;

	open_page(&p, BODY("<p class=x>one</p><p>two</p>"),
		"strip: //p[\nstrip: //p[lower-case(.)='x']\nstrip: //p[$x]\nstrip: "
		"//a:p\nstrip: 1 + \n"
		"strip: //p[@class='x']\nbody: count(//p)\n");
	assert_int_equal(count_diags(&p.doc, DIAG_RULE_FAULTY), 5);
	check_body(&p.doc, "two");
	close_page(&p);
}

static void test_hostile_xpath(void **state)
{
	struct buf html = BUF_INIT, rules = BUF_INIT;
	struct page p;

	for (int i = 0; i < 400; i++)
		buf_puts(&html, "<p>x</p>");
	buf_puts(&rules, "strip: //*[count(//*[count(//*) > 0]) > 0]\nstrip: //p[");
	for (int i = 0; i < 4000; i++)
		buf_putc(&rules, '(');
	buf_puts(&rules, "1\n");
	open_page(&p, buf_str(&html), buf_str(&rules));
	assert_int_equal(count_diags(&p.doc, DIAG_RULE_FAULTY), 2);
	assert_non_null(strstr(p.doc.diags->message, "too many steps"));
	close_page(&p);
	buf_free(&html);
	buf_free(&rules);
}

/* ---- learning ---- */

static void add_page(struct siteprofile *profile, struct match_cache *matches, const char *name)
{
	static const struct options options = {.filters = SITEPROFILE_FILTERS};
	const struct filter *ingest = filter_by_format(STAGE_INGEST, "html");
	struct document *doc = calloc(1, sizeof *doc);
	struct buf bytes = BUF_INIT;
	struct chain chain;
	const char *copy;
	char error[160];

	assert_non_null(doc);
	assert_int_equal(document_init(doc, &options, matches), 0);
	assert_int_equal(chain_build(&chain, &options, ingest, error, sizeof error), 0);
	assert_int_equal(file_read(name, &bytes), 0);
	copy = arena_strndup(&doc->tree.arena, buf_str(&bytes), bytes.len);
	assert_non_null(copy);
	assert_int_equal(ingest->ingest(doc, copy, bytes.len), 0);
	assert_int_equal(chain_run(&chain, doc), 0);
	assert_int_equal(siteprofile_add(profile, doc), 0);
	buf_free(&bytes);
}

static void learn(struct siteprofile *profile, struct match_cache *matches, struct buf *out)
{
	*profile = (struct siteprofile){0};
	add_page(profile, matches, "testdata/learn/page-1.html");
	add_page(profile, matches, "testdata/learn/page-2.html");
	add_page(profile, matches, "testdata/learn/page-3.html");
	assert_int_equal(siteprofile_compare(profile), 0);
	assert_int_equal(siteprofile_propose(profile, out), 0);
}

static void test_learned(void **state)
{
	struct match_cache *matches = match_cache_new();
	struct buf golden = BUF_INIT, first = BUF_INIT, again = BUF_INIT;
	struct siteprofile profile;

	learn(&profile, matches, &first);
	siteprofile_free(&profile);
	learn(&profile, matches, &again);
	siteprofile_free(&profile);
	assert_int_equal(file_read("testdata/learn/expected.txt", &golden), 0);
	assert_string_equal(buf_str(&first), buf_str(&golden));
	assert_string_equal(buf_str(&again), buf_str(&golden));
	buf_free(&golden);
	buf_free(&first);
	buf_free(&again);
	match_cache_free(matches);
}

/* The text that an XPath selects on a page, squashed. */
static void select_text(struct site_page *page, const char *xpath, struct buf *text)
{
	xmlXPathObject *found = query_run(&page->query, xpath);

	assert_non_null(found);
	for (int i = 0; found->nodesetval && i < found->nodesetval->nodeNr; i++)
		text_collect_squashed(text, query_node(found->nodesetval->nodeTab[i]));
	xmlXPathFreeObject(found);
}

static void test_strips_only_what_is_the_same(void **state)
{
	struct match_cache *matches = match_cache_new();
	struct buf rules = BUF_INIT;
	struct siteprofile profile;
	struct siterules learned;
	unsigned strips = 0;

	learn(&profile, matches, &rules);
	siterules_parse(&learned, profile.pages[0]->doc, "learned", buf_str(&rules), rules.len);
	for (const struct rule *r = learned.first[DIRECTIVE_STRIP]; r; r = r->next, strips++) {
		struct buf first = BUF_INIT;

		select_text(profile.pages[0], r->value, &first);
		assert_true(first.len > 0);
		for (uint32_t i = 1; i < profile.page_count; i++) {
			struct buf text = BUF_INIT;

			select_text(profile.pages[i], r->value, &text);
			assert_string_equal(buf_str(&text), buf_str(&first));
			buf_free(&text);
		}
		buf_free(&first);
	}
	assert_true(strips > 0);
	buf_free(&rules);
	siteprofile_free(&profile);
	match_cache_free(matches);
}

static void test_counter(void **state)
{
	struct counter c = COUNTER_INIT;

	for (uint32_t page = 1; page <= 3; page++)
		for (uint64_t i = 1; i <= 5000; i += page) {
			counter_add(&c, i, page);
			counter_add(&c, i, page);
		}
	assert_int_equal(counter_pages(&c, 1), 3);
	assert_int_equal(counter_pages(&c, 2), 1);
	assert_int_equal(counter_pages(&c, 4), 2);
	assert_int_equal(counter_pages(&c, 9999), 0);
	counter_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_faulty_file),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_file_by_host),
		cmocka_unit_test(test_strip),
		cmocka_unit_test(test_strip_names),
		cmocka_unit_test(test_strip_images),
		cmocka_unit_test(test_body),
		cmocka_unit_test(test_body_marks),
		cmocka_unit_test(test_title),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_next_page),
		cmocka_unit_test(test_faulty_xpath),
		cmocka_unit_test(test_hostile_xpath),
		cmocka_unit_test(test_learned),
		cmocka_unit_test(test_strips_only_what_is_the_same),
		cmocka_unit_test(test_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
