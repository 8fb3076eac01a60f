/* The audit page: parsed by libxml2, and compared with what was read. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

#include "convert/guidang.h"
#include "../filters/out-audit/htmlout.h"

static const struct options no_options;

struct audit {
	struct guidang *g;
	struct guidang_page *page;
	struct buf html;
	htmlDocPtr doc;
	xmlXPathContextPtr paths;
	struct buf text; /* of #pieces, without the page's own words */
	unsigned faults; /* of the HTML, but for names younger than libxml2's parser */
};

/* ---- opening ---- */

#if LIBXML_VERSION >= 21200
typedef const xmlError *parser_error;
#else
typedef xmlError *parser_error;
#endif

static void count_fault(void *user, parser_error error)
{
	*(unsigned *)user += error->code != XML_HTML_UNKNOWN_TAG;
}

static xmlXPathObjectPtr find(const struct audit *a, const char *path)
{
	xmlXPathObjectPtr found = xmlXPathEval((const xmlChar *)path, a->paths);

	assert_non_null(found);
	return found;
}

static int count(const struct audit *a, const char *path)
{
	xmlXPathObjectPtr found = find(a, path);
	int n = found->nodesetval ? found->nodesetval->nodeNr : 0;

	xmlXPathFreeObject(found);
	return n;
}

/* Whether some node of the path holds exactly the text, white space evened out. */
static bool holds(const struct audit *a, const char *path, const char *text)
{
	char test[512];

	snprintf(test, sizeof test, "%s[normalize-space(.)=\"%s\"]", path, text);
	return count(a, test) > 0;
}

static void collect_text(struct audit *a)
{
	xmlXPathObjectPtr found =
		find(a, "//*[@id='pieces']//text()[not(ancestor::*[contains(concat(' "
			"',@class,' '),' ui ')])]");
	int n = found->nodesetval ? found->nodesetval->nodeNr : 0;

	for (int i = 0; i < n; i++)
		buf_puts(&a->text, (const char *)found->nodesetval->nodeTab[i]->content);
	xmlXPathFreeObject(found);
}

static struct audit open_audit(
	const char *bytes, size_t len, const char *format, const struct options *options)
{
	struct audit a = {.g = guidang_new()};
	const struct guidang_input in = {
		.name = "dir/page.html", .bytes = bytes, .len = len, .format = format};
	enum guidang_outcome outcome = guidang_read(a.g, options, &in, &a.page);

	assert_true(outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME);
	assert_int_equal(guidang_write(a.page, "audit", &a.html), 0);
	xmlSetStructuredErrorFunc(&a.faults, count_fault);
	a.doc = htmlReadMemory(a.html.data, (int)a.html.len, NULL, "UTF-8", HTML_PARSE_NONET);
	xmlSetStructuredErrorFunc(NULL, NULL);
	assert_non_null(a.doc);
	a.paths = xmlXPathNewContext(a.doc);
	assert_non_null(a.paths);
	collect_text(&a);
	return a;
}

static struct audit open_html(const char *html)
{
	return open_audit(html, strlen(html), "html", &no_options);
}

static struct audit open_tree(const char *xml)
{
	return open_audit(xml, strlen(xml), "tree", &no_options);
}

static void close_audit(struct audit *a)
{
	xmlXPathFreeContext(a->paths);
	xmlFreeDoc(a->doc);
	buf_free(&a->text);
	buf_free(&a->html);
	guidang_page_free(a->page);
	guidang_free(a->g);
}

static unsigned times(const char *text, const char *word)
{
	unsigned n = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		n++;
	return n;
}

static void assert_once(const struct audit *a, const char *const *words)
{
	for (; *words; words++)
		if (times(buf_str(&a->text), *words) != 1)
			fail_msg("%s stands there %u times", *words,
				times(buf_str(&a->text), *words));
}

static void assert_in_order(const struct audit *a, const char *const *words)
{
	const char *last = buf_str(&a->text);

	for (; *words; words++) {
		const char *at = strstr(last, *words);

		if (!at)
			fail_msg("%s does not stand behind the word before it", *words);
		last = at;
	}
}

/* ---- a whole page ---- */

static const char report[] =
	"<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>某市年度报告</title>"
	"<meta name=SiteName content=某市站点><style>style-word{}</style></head><body>"
	"<div class=nav><a href=/>nav-one首页</a> <a href=/n>nav-two新闻</a> <a "
	"href=/s>nav-three服务</a></div>"
	"<table "
	"class=info><tr><td>索引号：</td><td>IDX-1</td><td>发布机构：</td><td>某市政府ORG</"
	"td></tr></table>"
	"<div class=content><h1>某市年度报告</h1>"
	"<p>根据条例，现公布本机关年度报告para-one。<b>三百bold-one</b>件，<a "
	"href=\"http://a.example/x\">二十件link-one</a>。</p>"
	"<script>script-word()</script>"
	"<p style=\"display:none\">hidden-one</p>"
	"<h2>一、总体情况heading-one</"
	"h2><p>本机关主动公开政府信息，依法办理申请公开para-two。</p>"
	"<ul><li>item-one事项</li><li>item-two事项<ol "
	"start=4><li>deep-one</li><li>deep-two</li></ol></li></ul>"
	"<table border=1><tr><th rowspan=2>项目cell-one</th><th "
	"colspan=2>数量cell-two</th></tr>"
	"<tr><th>甲cell-three</th><th>乙cell-four</th></tr>"
	"<tr><td>规章cell-five</td><td>12cell-six</td><td><script>cell-script</"
	"script>7cell-seven</td></tr></table>"
	"<pre>pre-one  pre-two\npre-three</pre>"
	"<p align=right>某市人民政府</p><p align=right>2021年1月15日</p></div>"
	"<div class=footer>版权所有footer-one</div></body></html>";

static void every_text_stands_there_once(void **state)
{
	static const char *const words[] = {"style-word", "nav-one", "nav-two", "nav-three",
		"索引号", "IDX-1", "ORG", "para-one", "bold-one", "link-one", "script-word",
		"hidden-one", "heading-one", "para-two", "item-one", "item-two", "deep-one",
		"deep-two", "cell-one", "cell-two", "cell-three", "cell-four", "cell-five",
		"cell-six", "cell-script", "cell-seven", "pre-one", "pre-two", "pre-three",
		"某市人民政府", "2021年1月15日", "footer-one", NULL};
	struct audit a = open_html(report);

	assert_once(&a, words);
	/* In <title> and in <h1>. */
	assert_int_equal(times(buf_str(&a.text), "某市年度报告"), 2);
	close_audit(&a);
}

static void order_is_that_of_the_source(void **state)
{
	static const char *const words[] = {"某市年度报告", "style-word", "nav-one", "索引号",
		"IDX-1", "ORG", "某市年度报告", "para-one", "bold-one", "link-one",
		"script-word", "hidden-one", "heading-one", "item-one", "deep-two", "cell-one",
		"cell-seven", "pre-three", "某市人民政府", "2021年", "footer-one", NULL};
	struct audit a = open_html(report);

	assert_in_order(&a, words);
	close_audit(&a);
}

static void pieces_say_what_they_were_kept_as(void **state)
{
	struct audit a = open_html(report);

	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='title']"), 1);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='table']"), 1);
	assert_int_equal(count(&a, "//*[@data-c='heading'][contains(.,'heading-one')]"), 1);
	assert_int_equal(count(&a, "//*[@data-c='list']//li"), 4);
	assert_int_equal(count(&a, "//*[@data-c='signature'][contains(.,'某市人民政府')]"), 1);
	assert_int_equal(count(&a, "//*[@data-c='date'][contains(.,'2021-01-15')]"), 1);
	assert_int_equal(count(&a, "//*[@data-c='code']//*[@class='pre']"), 1);
	assert_true(holds(&a, "//li/span", "4."));
	assert_true(holds(&a, "//li/span", "5."));
	assert_true(count(&a, "//*[@data-c='field'][contains(.,'IDX-1')]") == 1);
	close_audit(&a);
}

static void dropped_pieces_say_why(void **state)
{
	struct audit a = open_html(report);
	const char *hidden = "//*[@data-c='d-hidden'][contains(.,'hidden-one')]";
	char path[200];

	assert_int_equal(count(&a, hidden), 1);
	snprintf(path, sizeof path, "%s//*[contains(.,'strip-hidden')]", hidden);
	assert_true(count(&a, path) > 0);
	snprintf(path, sizeof path, "%s//*[contains(.,'被属性或样式隐藏')]", hidden);
	assert_true(count(&a, path) > 0);
	snprintf(path, sizeof path, "%s//*[contains(.,'第 1 行')]", hidden);
	assert_true(count(&a, path) > 0);
	assert_int_equal(
		count(&a, "//*[@data-c='d-script']//details/pre[contains(.,'script-word')]"),
		1);
	close_audit(&a);
}

static void a_table_is_a_table(void **state)
{
	struct audit a = open_html(report);

	assert_int_equal(count(&a, "//*[@data-c='table']//tr"), 3);
	assert_int_equal(count(&a, "//*[@data-c='table']//th[@rowspan=2]"), 1);
	assert_int_equal(count(&a, "//*[@data-c='table']//th[@colspan=2]"), 1);
	assert_true(holds(&a, "//*[@data-c='table']//td", "12cell-six"));
	assert_int_equal(
		count(&a, "//*[@data-c='table']//td/details[contains(.,'cell-script')]"), 1);
	close_audit(&a);
}

static void added_text_stands_apart(void **state)
{
	struct audit a = open_html(report);

	assert_true(holds(&a, "//*[@id='added']//td", "某市站点"));
	assert_int_equal(times(buf_str(&a.text), "某市站点"), 0);
	close_audit(&a);
}

/* ---- the page around it ---- */

/* The numbers in a column of a table of counts. */
static size_t sum(const struct audit *a, const char *path)
{
	xmlXPathObjectPtr found = find(a, path);
	size_t total = 0;

	for (int i = 0; found->nodesetval && i < found->nodesetval->nodeNr; i++) {
		const char *s = (const char *)found->nodesetval->nodeTab[i]->children->content;
		size_t n = 0;

		for (; *s; s++)
			if (*s != ',')
				n = n * 10 + (size_t)(*s - '0');
		total += n;
	}
	xmlXPathFreeObject(found);
	return total;
}

static void counts_add_up(void **state)
{
	struct audit a = open_html(report);
	size_t kept = sum(&a, "//*[@id='kept']//tbody//td[2]");
	size_t dropped = sum(&a, "//*[@id='dropped']//tbody//td[2]");

	assert_true(kept > 0 && dropped > 0);
	assert_int_equal(kept, sum(&a, "//*[@id='kept']//tfoot//td[2]"));
	assert_int_equal(dropped, sum(&a, "//*[@id='dropped']//tfoot//td[2]"));
	assert_int_equal(kept, sum(&a, "(//*[@id='verdict']//b)[1]"));
	assert_int_equal(kept + dropped, sum(&a, "(//*[@id='verdict']//b)[3]"));
	close_audit(&a);
}

static void jumps_have_targets(void **state)
{
	struct audit a = open_html(report);

	assert_true(count(&a, "//a[starts-with(@href,'#')]") > 10);
	assert_int_equal(
		count(&a, "//a[starts-with(@href,'#')][not(substring(@href,2)=//@id)]"), 0);
	assert_int_equal(count(&a, "//*[@id=following::*/@id]"), 0);
	close_audit(&a);
}

static void the_markup_is_sound(void **state)
{
	struct audit a = open_html(report);

	assert_int_equal(a.faults, 0);
	assert_int_equal(strncmp(a.html.data, "<!DOCTYPE html>\n<html lang=\"zh-CN\">", 35), 0);
	assert_int_equal(count(&a, "//script"), 1);
	assert_int_equal(count(&a, "//style"), 1);
	assert_int_equal(count(&a, "//h1"), 1);
	assert_int_equal(count(&a, "//img|//iframe|//object|//link|//base|//embed"), 0);
	assert_int_equal(count(&a, "//*[@src or @style or @srcset or @background]"), 0);
	close_audit(&a);
}

static void words_follow_the_language(void **state)
{
	static const char html[] =
		"<html lang=en><body><p>The council meets.</p></body></html>";
	struct audit a =
		open_audit(html, strlen(html), "html", &(struct options){.filters = "space"});

	assert_int_equal(strncmp(a.html.data, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
	assert_true(holds(&a, "//h2", "What was left out"));
	assert_true(holds(&a, "//*[@id='pieces']//b", "Paragraph"));
	close_audit(&a);
}

static void one_page_gives_the_same_bytes(void **state)
{
	struct audit a = open_html(report), b = open_html(report);

	assert_int_equal(a.html.len, b.html.len);
	assert_memory_equal(a.html.data, b.html.data, a.html.len);
	close_audit(&b);
	close_audit(&a);
}

/* ---- hostile pages ---- */

static void nothing_breaks_out(void **state)
{
	static const char html[] =
		"<html lang=en><title>T</script><script>alert(1)</script>\"'<img src=x "
		"onerror=alert(1)></title>"
		"<body><h1>A notice &lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt; for "
		"all</h1>"
		"<p>Text with a <a href=\"javascript:alert(3)\">bad-link</a>, a "
		"<a href=\"  JaVaScRiPt:alert(4)\">worse-link</a> and a <a "
		"href='data:text/html,x'>data-link</a>; "
		"a <a href='https://a.example/\"onclick=alert(5)'>good-link</a>.</p>"
		"<p>&lt;/p&gt;&lt;/div&gt;&lt;!-- &#0; &#1; \x01 ]]&gt; &amp;lt; end-word of "
		"it all.</p>"
		"<img src='x\" onerror=\"alert(6)' alt='\"><script>alert(7)</script>'>"
		"<script>var s = '<\\/script>'; // --></script></body></html>";
	struct audit a = open_html(html);

	assert_int_equal(a.faults, 0);
	assert_int_equal(count(&a, "//script"), 1);
	assert_int_equal(count(&a, "//@*[starts-with(name(),'on')]"), 0);
	assert_int_equal(count(&a, "//img"), 0);
	assert_int_equal(
		count(&a, "//a[not(starts-with(@href,'#') or starts-with(@href,'https://'))]"),
		0);
	assert_int_equal(count(&a, "//a[contains(.,'good-link')]"), 1);
	assert_int_equal(count(&a, "//span[@class='a'][contains(.,'-link')]"), 3);
	assert_int_equal(times(buf_str(&a.text), "end-word"), 1);
	assert_true(strlen(a.html.data) == a.html.len);
	close_audit(&a);
}

static void long_code_is_cut_and_long_text_is_not(void **state)
{
	struct buf html = BUF_INIT;
	struct audit a;

	buf_puts(&html, "<html lang=en><body><h1>A long notice</h1><script>");
	for (int i = 0; i < 3000; i++)
		buf_puts(&html, "é");
	buf_puts(&html, "</script><p>");
	for (int i = 0; i < 3000; i++)
		buf_puts(&html, "word ");
	buf_puts(&html, "</p></body></html>");
	a = open_html(buf_str(&html));
	assert_int_equal(times(buf_str(&a.text), "é"), 2000);
	assert_int_equal(times(buf_str(&a.text), "word"), 3000);
	assert_int_equal(count(&a, "//p[contains(.,'2,000 more bytes')]"), 1);
	close_audit(&a);
	buf_free(&html);
}

static void nesting_has_an_end(void **state)
{
	struct buf html = BUF_INIT;
	struct audit a;

	buf_puts(&html, "<html lang=en><body>");
	for (int i = 0; i < 100; i++)
		buf_printf(&html,
			"<table border=1><tr><th>H%dh</th><th>x</th></tr><tr><td>N%dn</td><td>",
			i, i);
	buf_puts(&html, "deepest");
	a = open_audit(buf_str(&html), html.len, "html", &(struct options){.filters = "space"});
	assert_int_equal(times(buf_str(&a.text), "deepest"), 1);
	for (int i = 0; i < 100; i++) {
		char word[16];

		snprintf(word, sizeof word, "N%dn", i);
		assert_int_equal(times(buf_str(&a.text), word), 1);
	}
	assert_int_equal(count(&a, "//*[@id='pieces']//table"), 6);
	close_audit(&a);
	buf_free(&html);
}

static void an_empty_page_says_so(void **state)
{
	struct audit a = open_html("<html lang=en><body></body></html>");

	assert_int_equal(count(&a, "//*[@id='pieces']/*"), 0);
	assert_true(holds(&a, "//*[@id='nothing'][not(@hidden)]", "The page holds no text."));
	close_audit(&a);
}

/* ---- trees that no page gives ---- */

#define TREE_START                                                                             \
	"<guidang xmlns='urn:guidang:tree:1' version='1' language='en' last-id='90'>"          \
	"<source name='t.html' bytes='1' used='utf-8' by='default'/><document id='1'>"
#define TREE_END "</document></guidang>"

static void what_was_dropped_between_cells_stands_below(void **state)
{
	struct audit a = open_tree(TREE_START
		"<front id='2'/><table id='3' at='0+1' line='1'><caption id='4'><text id='5' "
		"at='10+3' line='1'>cap</text></caption>"
		"<body id='6'><row id='7'><cell id='8'><para id='9'><text id='10' at='20+8' "
		"line='2'>cell-one</text>"
		"<text id='11' at='30+9' line='2' "
		"dropped='tools'>cell-tool</text></para></cell>"
		"<cell id='12' dropped='hidden'><para id='13'><text id='14' at='40+8' "
		"line='3'>cell-two</text></para></cell></row>"
		"<row id='15' dropped='duplicate'><cell id='16'><para id='17'><text id='18' "
		"at='50+8' line='4'>row-text</text>"
		"<text id='19' at='60+8' line='4' "
		"dropped='tools'>row-tool</text></para></cell></row></body></table>" TREE_END);
	static const char *const words[] = {
		"cap", "cell-one", "cell-tool", "cell-two", "row-text", "row-tool", NULL};

	assert_once(&a, words);
	assert_int_equal(count(&a, "//td"), 1 + count(&a, "//table[@class='sum']//td"));
	assert_true(count(&a, "//td//del[contains(.,'cell-tool')]") == 1);
	assert_int_equal(count(&a, "//*[@class='aside'][contains(.,'cell-two') and "
				   "contains(.,'row-tool')]"),
		1);
	assert_int_equal(count(&a, "//*[@class='aside']/*[@id]"), 3);
	close_audit(&a);
}

static void what_was_moved_stands_where_it_was(void **state)
{
	struct audit a = open_tree(TREE_START
		"<front id='2'><title id='3' moved='1'><text id='4' at='50+5' "
		"line='5'>Title</text></title>"
		"<field id='60' implied='1'><term id='61'><text id='5' at='20+5' "
		"line='2'>Label</text>"
		"<text id='62' line='2' dropped='label'>:</text></term><def id='63'><para "
		"id='64'>"
		"<text id='6' at='30+5' line='2'>Value</text></para></def></field></front>"
		"<para id='7' at='1+3' line='1'><text id='8' at='5+5' "
		"line='1'>Begin</text></para>"
		"<para id='9' at='60+3' line='6'><text id='10' at='65+3' line='6'>End</text>"
		"<text id='70' line='6'>less</text></para>" TREE_END);
	static const char *const order[] = {
		"Begin", "Label", ":", "Value", "Title", "End", "less", NULL};

	assert_once(&a, order);
	assert_in_order(&a, order);
	assert_int_equal(count(&a, "//*[@data-c='field']//del[@data-c='d-label']"), 1);
	assert_int_equal(count(&a, "//*[@id='pieces']/div"), 4);
	close_audit(&a);
}

/* A row of fields as lists print it, each with its bullet. */
static void separators_stand_in_their_field(void **state)
{
	static const char text[] = "某局2017年年度报告\n\n发布时间:2018-03-01 来源:本网\n\n"
				   "  • 信息类别:\n  • 文件编号: NUM-1\n\n"
				   "  本局按照规定公布年度报告，欢迎查阅para-one。\n";
	static const char *const order[] = {"发布时间", "来源", "•", "信息类别", "•",
		"文件编号", "NUM-1", "para-one", NULL};
	struct audit a = open_audit(text, strlen(text), "text", &no_options);

	assert_in_order(&a, order);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='field']"), 4);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='d-label']"), 0);
	assert_int_equal(count(&a, "//*[@data-c='field']//del[contains(.,'•')]"), 2);
	assert_true(holds(&a, "//*[@data-c='field'][contains(.,'NUM-1')]//small", "文号"));
	close_audit(&a);
}

static void small_neighbours_that_went_the_same_way_are_one_piece(void **state)
{
	static const char html[] =
		"<html lang=en><head><title>A notice of the "
		"office</title><script>code-one()</script>"
		"<script>code-two()</script></head><body><h1>A notice of the office</h1>"
		"<div class=content><p>The office moves to new rooms in spring, which are "
		"bright.</p>"
		"<button>button-one</button> <button>button-two</button>"
		"<p style='display:none'>hidden-one</p>"
		"<p>Letters still reach it at its old address until the end of the year.</p>"
		"</div></body></html>";
	static const char *const words[] = {
		"code-one", "code-two", "button-one", "button-two", "hidden-one", NULL};
	struct audit a = open_html(html);

	assert_once(&a, words);
	assert_in_order(&a, words);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='d-script']"), 1);
	assert_int_equal(count(&a, "//*[@data-c='d-script']//details"), 2);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='d-form']"), 1);
	assert_true(count(&a, "//*[@data-c='d-form']//*[contains(.,'20 bytes')]") > 0);
	assert_int_equal(count(&a, "//*[@id='pieces']/div[@data-c='d-hidden']"), 1);
	close_audit(&a);
}

/* Whatever the template says, and where nothing was kept. */
static void a_page_of_chrome_has_the_language_of_its_text(void **state)
{
	struct audit a =
		open_html("<html lang=en><body><div class=nav><a href=/>首页</a> "
			  "<a href=/n>新闻中心</a> <a href=/m>EN</a></div></body></html>");

	assert_int_equal(strncmp(a.html.data, "<!DOCTYPE html>\n<html lang=\"zh-CN\">", 35), 0);
	assert_true(holds(&a, "//*[@id='messages']//li/text()", "只有网站外壳，没有找到正文"));
	close_audit(&a);
}

static void html_text_escapes(void **state)
{
	struct buf out = BUF_INIT;

	html_text(&out, "a<b>&\"'\t\n\0\x7f\xC2\x85\xC2\xA0z", 16);
	assert_string_equal(buf_str(&out),
		"a&lt;b&gt;&amp;&quot;&#39;\t\n\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xC2\xA0z");
	buf_clear(&out);
	html_squeezed(&out, " \n a \t b ", 9);
	assert_string_equal(buf_str(&out), " a b ");
	buf_clear(&out);
	html_number(&out, 1234567);
	html_number(&out, 12);
	assert_string_equal(buf_str(&out), "1,234,56712");
	assert_true(html_may_follow("HTTPS://a.example/"));
	assert_false(html_may_follow(" https://a.example/"));
	assert_false(html_may_follow("javascript:alert(1)"));
	assert_false(html_may_follow("/relative"));
	assert_false(html_may_follow(NULL));
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_stands_there_once),
		cmocka_unit_test(order_is_that_of_the_source),
		cmocka_unit_test(pieces_say_what_they_were_kept_as),
		cmocka_unit_test(dropped_pieces_say_why),
		cmocka_unit_test(a_table_is_a_table),
		cmocka_unit_test(added_text_stands_apart),
		cmocka_unit_test(counts_add_up),
		cmocka_unit_test(jumps_have_targets),
		cmocka_unit_test(the_markup_is_sound),
		cmocka_unit_test(words_follow_the_language),
		cmocka_unit_test(one_page_gives_the_same_bytes),
		cmocka_unit_test(nothing_breaks_out),
		cmocka_unit_test(long_code_is_cut_and_long_text_is_not),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(an_empty_page_says_so),
		cmocka_unit_test(what_was_dropped_between_cells_stands_below),
		cmocka_unit_test(what_was_moved_stands_where_it_was),
		cmocka_unit_test(separators_stand_in_their_field),
		cmocka_unit_test(small_neighbours_that_went_the_same_way_are_one_piece),
		cmocka_unit_test(a_page_of_chrome_has_the_language_of_its_text),
		cmocka_unit_test(html_text_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
