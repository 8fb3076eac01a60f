/* The tokens of HTML: what they are, where they are, and what the reader knows between two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "token-rules.h"

static const char *const types[] = {
	[HTML_END] = "end",
	[HTML_TEXT] = "text",
	[HTML_REFERENCE] = "reference",
	[HTML_START_TAG] = "start",
	[HTML_END_TAG] = "end tag",
	[HTML_COMMENT] = "comment",
	[HTML_DOCTYPE] = "doctype",
	[HTML_CDATA] = "cdata",
	[HTML_BROKEN] = "broken",
};

static void put(struct buf *out, struct slice s)
{
	buf_printf(out, "%.*s", (int)s.len, s.start);
}

/* Each token of a text: its type, what it says in brackets, its place [from-to). */
static void assert_tokens_of(const char *html, bool foreign, const char *want)
{
	struct buf have = BUF_INIT;
	struct html_reader r;
	struct html_token t;

	html_reader_init(&r, html, strlen(html));
	r.foreign = foreign;
	while (foreign ? html_next(&r, &t) : html_next_flat(&r, &t)) {
		buf_printf(&have, "%s%s(", have.len ? " " : "", types[t.type]);
		put(&have, t.name);
		put(&have, t.text);
		buf_put(&have, t.meaning, t.meaning_len);
		for (size_t i = 0; i < t.attribute_count; i++) {
			buf_putc(&have, ' ');
			put(&have, t.attributes[i].name);
			buf_putc(&have, '=');
			put(&have, t.attributes[i].value);
		}
		if (t.public_id.start)
			buf_printf(&have, " p:%.*s", (int)t.public_id.len, t.public_id.start);
		if (t.system_id.start)
			buf_printf(&have, " s:%.*s", (int)t.system_id.len, t.system_id.start);
		buf_printf(&have, "%s%s)%d-%d", t.self_closing ? " /" : "",
			t.quirks ? " quirks" : "", (int)(t.all.start - html),
			(int)(r.at - html));
	}
	html_reader_free(&r);
	if (strcmp(buf_str(&have), want) != 0)
		fail_msg("%s\n  gives %s\n  not   %s", html, buf_str(&have), want);
	buf_free(&have);
}

static void assert_tokens(const char *html, const char *want)
{
	assert_tokens_of(html, false, want);
}

static void test_each_kind_has_its_place(void **state)
{
	assert_tokens("<!DOCTYPE html><P class=a>R&amp;D</p><!-- c -->",
		"doctype(html)0-15 start(P class=a)15-26 text(R)26-27 reference(&)27-32 "
		"text(D)32-33 end tag(p)33-37 comment( c )37-47");
	assert_tokens("<!doctype HTML public \"a\" 's' x>", "doctype(HTML p:a s:s)0-32");
	assert_tokens("<!DOCTYPE>", "doctype( quirks)0-10");
	assert_tokens(
		"<!DOCTYPE html PUBLIC \"a>b", "doctype(html p:a quirks)0-25 text(b)25-26");
	assert_tokens("<?xml v?>a</ b><!if>",
		"comment(?xml v?)0-9 text(a)9-10 comment( b)10-15 "
		"comment(if)15-20");
	assert_tokens("", "");
}

static void test_attributes_stay_as_they_are_written(void **state)
{
	assert_tokens(
		"<a b=1 B='2' c=\"3>\" d e= 4 b=5/>", "start(a b=1 B=2 c=3> d= e=4 b=5/)0-32");
	assert_tokens("<a =b==c/d>", "start(a =b==c/d)0-11");
	assert_tokens("<a b//e=\"f\"g/h>", "start(a b= e=f g= h=)0-15");
	assert_tokens("<a href=x?a=1&b=&amp;>", "start(a href=x?a=1&b=&amp;)0-22");
	assert_tokens("<a\n\tb\f=\r\n'\n'>", "start(a b=\n)0-13");
	assert_tokens("</a b=c/>", "end tag(a b=c/)0-9");
}

static void test_the_first_of_a_name_is_found(void **state)
{
	static const char html[] = "<a HREF=1 href=2 empty x=''>";
	struct html_reader r;
	struct html_token t;

	html_reader_init(&r, html, strlen(html));
	assert_true(html_next(&r, &t));
	assert_int_equal(t.attribute_count, 4);
	assert_memory_equal(html_attribute(&t, "href").start, "1", 1);
	assert_non_null(html_attribute(&t, "empty").start);
	assert_int_equal(html_attribute(&t, "empty").len, 0);
	assert_non_null(html_attribute(&t, "x").start);
	assert_null(html_attribute(&t, "y").start);
	html_reader_free(&r);
}

static void test_tags_close_themselves_with_their_last_byte(void **state)
{
	assert_tokens("<br/><br /><br / ><br x=/><br/x>",
		"start(br /)0-5 start(br /)5-11 start(br)11-18 start(br x=/)18-26 "
		"start(br x=)26-32");
}

static void test_comments_end_as_browsers_end_them(void **state)
{
	assert_tokens("<!-->a<!--->b<!--c--!>d<!--e--->f",
		"comment()0-5 text(a)5-6 comment()6-12 text(b)12-13 comment(c)13-22 "
		"text(d)22-23 comment(e-)23-32 text(f)32-33");
	assert_tokens("<!--a-->-->", "comment(a)0-8 text(-->)8-11");
	assert_tokens("<!----><!----!>", "comment()0-7 comment()7-15");
	assert_tokens("<!--a", "comment(a)0-5");
	assert_tokens("<!--a--!", "comment(a)0-8");
	assert_tokens("<!--a--", "comment(a)0-7");
	assert_tokens("<!", "comment()0-2");
}

static void test_what_is_no_tag(void **state)
{
	assert_tokens("a</>b", "text(a)0-1 broken()1-4 text(b)4-5");
	assert_tokens("a < b <1 <", "text(a < b <1 <)0-10");
	assert_tokens("a</", "text(a</)0-3");
}

static void test_the_end_of_the_text_cuts_tags(void **state)
{
	assert_tokens("a<b", "text(a)0-1 broken()1-3");
	assert_tokens("a<b c='d>e", "text(a)0-1 broken()1-10");
	assert_tokens("a<b c=\"d\"", "text(a)0-1 broken()1-9");
	assert_tokens("a</b ", "text(a)0-1 broken()1-5");
}

static void test_cdata_is_of_svg_and_math(void **state)
{
	assert_tokens("<![CDATA[a>b]]>", "comment([CDATA[a)0-11 text(b]]>)11-15");
	assert_tokens_of("<![CDATA[a>b]]>c", true, "cdata(a>b)0-15 text(c)15-16");
	assert_tokens_of("<![CDATA[a]]", true, "cdata(a]])0-12");
	assert_tokens_of("<![cdata[a]]>", true, "comment([cdata[a]])0-13");
	assert_tokens("<svg><![CDATA[<]]></svg><![CDATA[<]]>",
		"start(svg)0-5 cdata(<)5-18 end tag(svg)18-24 comment([CDATA[<]])24-37");
	assert_tokens("<svg/><![CDATA[<]]>", "start(svg /)0-6 comment([CDATA[<]])6-19");
}

static void test_raw_text_ends_with_its_own_tag(void **state)
{
	assert_tokens("<title>a&lt;<b></titles></TITLE >c",
		"start(title)0-7 text(a)7-8 reference(<)8-12 text(<b></titles>)12-24 "
		"end tag(TITLE)24-33 text(c)33-34");
	assert_tokens("<style>a&lt;</b></style/>",
		"start(style)0-7 text(a&lt;</b>)7-16 end tag(style /)16-25");
	assert_tokens(
		"<plaintext>a</plaintext>", "start(plaintext)0-11 text(a</plaintext>)11-24");
	assert_tokens("<xmp>a</xmp", "start(xmp)0-5 text(a</xmp)5-11");
	assert_tokens("<svg><style/><p>", "start(svg)0-5 start(style /)5-13 start(p)13-16");
}

static void test_scripts_escape_their_ends(void **state)
{
	assert_tokens("<script><!--</script>a",
		"start(script)0-8 text(<!--)8-12 end tag(script)12-21 text(a)21-22");
	assert_tokens("<script><!--<script></script></script>",
		"start(script)0-8 text(<!--<script></script>)8-29 end tag(script)29-38");
	assert_tokens("<script><!--<script>--></script>",
		"start(script)0-8 text(<!--<script>-->)8-23 end tag(script)23-32");
	assert_tokens("<script><!--><script></script>",
		"start(script)0-8 text(<!--><script>)8-21 end tag(script)21-30");
	assert_tokens("<script><!--<scripts></script>",
		"start(script)0-8 text(<!--<scripts>)8-21 end tag(script)21-30");
	assert_tokens("<script><!--<script></script>",
		"start(script)0-8 text(<!--<script></script>)8-29");
}

static void test_references_at_the_end(void **state)
{
	assert_tokens("a&", "text(a&)0-2");
	assert_tokens("a&#", "text(a&#)0-3");
	assert_tokens("a&#x", "text(a&#x)0-4");
	assert_tokens("&#65", "reference(A)0-4");
	assert_tokens("&am", "text(&am)0-3");
	assert_tokens("&amp", "reference(&)0-4");
	assert_tokens("&ampa", "reference(&)0-4 text(a)4-5");
	assert_tokens("&notin", "reference(\u00ac)0-4 text(in)4-6");
	assert_tokens("&notin;", "reference(\u2209)0-7");
	assert_tokens("&NotEqualTilde;", "reference(\u2242\u0338)0-15");
}

/* The rule of attributes for references, newlines, NUL. */
static void test_values_are_the_standards(void **state)
{
	static const char text[] = "a\r\nb\rc\0d";
	struct buf out = BUF_INIT;

	html_put_value(&out, (struct slice){text, sizeof text - 1});
	assert_string_equal(out.data, "a\nb\nc\ufffdd");
	buf_clear(&out);
	html_put_value(&out, (struct slice){"?a=1&copy=2&amp;c&lt&#13;", 25});
	assert_string_equal(out.data, "?a=1&copy=2&c<\r");
	buf_free(&out);
}

static void test_rules_hold_of_pages(void **state)
{
	static const char *const pages[] = {"testdata/malformed/input.html",
		"testdata/rich-content/input.html", "testdata/report-2021/input.html",
		"testdata/angular-dump/input.html", "testdata/big5-page/input.html"};

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct buf page = BUF_INIT;

		assert_int_equal(file_read(pages[i], &page), 0);
		for (enum html_content c = HTML_DATA; c <= HTML_PLAINTEXT; c++) {
			const char *broken = broken_by_text(buf_str(&page), page.len, c, false);

			if (broken)
				fail_msg("%s: not so: %s", pages[i], broken);
		}
		buf_free(&page);
	}
}

/* Cut anywhere: the tokens before the cut stay. */
static void test_rules_hold_of_every_prefix(void **state)
{
	static const char page[] =
		"<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN' \"x\"><title>a&amp;b</title>"
		"<script>if (a<b) c('<!--<script>x</script>-->')</script><!-- c --!>d&notin;e"
		"&#x4e2d;<a href=\"?a=1&amp;b\" checked/ x='>'>f</a ><svg><![CDATA[<g>]]></svg>"
		"<style>h>i{}</style></><?j?>k < l && m</ n>CounterClockwise"
		"&CounterClockwiseContourIntegral;<textarea>\n<p></textarea><plaintext></p>";

	for (size_t cut = 0; cut < sizeof page; cut++) {
		const char *broken;
		struct html_reader r;

		html_reader_init(&r, page, sizeof page - 1);
		broken = broken_by_cut(r, html_next_flat, cut);
		if (broken)
			fail_msg("up to byte %zu, not so: %s", cut, broken);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_kind_has_its_place),
		cmocka_unit_test(test_attributes_stay_as_they_are_written),
		cmocka_unit_test(test_the_first_of_a_name_is_found),
		cmocka_unit_test(test_tags_close_themselves_with_their_last_byte),
		cmocka_unit_test(test_comments_end_as_browsers_end_them),
		cmocka_unit_test(test_what_is_no_tag),
		cmocka_unit_test(test_the_end_of_the_text_cuts_tags),
		cmocka_unit_test(test_cdata_is_of_svg_and_math),
		cmocka_unit_test(test_raw_text_ends_with_its_own_tag),
		cmocka_unit_test(test_scripts_escape_their_ends),
		cmocka_unit_test(test_references_at_the_end),
		cmocka_unit_test(test_values_are_the_standards),
		cmocka_unit_test(test_rules_hold_of_pages),
		cmocka_unit_test(test_rules_hold_of_every_prefix),
	};

	return cmocka_run_group_tests_name("html-token", tests, NULL, NULL);
}
