/* Pages are read the same whether libxml2 is given all of them or what htmlfeed.h leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed-fixture.h"

static void assert_same(const struct buf *page)
{
	const char *bytes = buf_str(page);
	struct buf whole = feed_tree(bytes, page->len, true);
	struct buf cut = feed_tree(bytes, page->len, false);

	if (strcmp(buf_str(&whole), buf_str(&cut)))
		fail_msg("%s\n-- whole:\n%s\n-- cut:\n%s", bytes, buf_str(&whole),
			buf_str(&cut));
	buf_free(&whole);
	buf_free(&cut);
}

/* What pages are put together of: whole tags, broken ones, and what parsers stumble over. */
static const char *const parts[] = {"text", "t", ">", " ", "\n", "\xE4\xB8\xAD\xE6\x96\x87",
	"=", "/", "<", "&", "&amp;", "&nbsp;", "&ldquo", "&lt;", "&foo;", "&hellip;",
	"&#20013;", "&#x;", "&#0;", "'", "\"", "/>", "-->", "<!--", "<!-- c -->", "<!-->",
	"<!--->", "--!>", "<!-- a -- b -->", "<!--[if IE]>", "<![endif]-->", "<![if !a]>",
	"<![endif]>", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<!DOCTYPE html PUBLIC \"a>b\">",
	"<!d", "<?xml version='1'?>", "<?", "<? a", "</", "</>", "</ p>", "<_a>", "<:a>", "<p>",
	"</p>", "<p", "<p class=a id='b'>", "<p a='", "<p a=\"", "<p title=a&amp;b>",
	"<p title='&lt;&nbsp;&#65;&foo;'>", "<p title='a&lt=b&c'>", "<p id=a/>", "<p / id=b>",
	"<p id=a id=b ID=c>", "<P CLASS='x'\n", "<br>", "<br/>", "<br / >", "<hr a=b/>",
	"<img src=a alt='b>c'>", "<img alt=d /", "<a href='?a=1&b=2'>", "<a name=n></a>",
	"</a>", "<a.b>", "<b>", "</b>", "<font size=+1>", "</font\n>",
	"<span style='font-weight:bold'>", "</span >", "<div>", "</div>", "</div a='>'>",
	"<div align=center>", "<html>", "<html lang=zh>", "</html>", "<head>", "</head>",
	"<body>", "</body>", "<body lang='en' a>", "<title>", "</title>",
	"<title a=b>T</title>", "<meta name=author content='x'>", "<meta charset=gb2312>",
	"<base href=http://a.example/b/>", "<link rel=canonical href=http://a.example/>",
	"<script>", "</script>", "<script>a</b>c", "<script src=a></script>",
	"<script>if (a<b && '</p>') \"", "<script><!-- a\n", "</scripts>", "<SCRIPT type='a'>",
	"</SCRIPT >", "<style>", "</style>", "<style>p > a { b: c }", "<style media=a><!--",
	"<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>", "<noscript>",
	"</noscript>", "<iframe src=a>", "</iframe>", "<select>", "<option value=1>",
	"</option>", "</select>", "<form>", "</form>", "<input type=hidden value='a'>",
	"<svg viewBox='0 0 1 1'>", "</svg>", "<path d='M0'/>", "<math>", "<mi>x</mi>",
	"</math>", "<table>", "<tr>", "<td>", "<td colspan=2 rowspan='3'>", "<th>", "</tr>",
	"</table>", "<caption>", "<ul>", "<li>", "</ul>", "<dl>", "<dt>", "<dd>", "<h1>",
	"</h1>", "<pre>", "</pre>", "<object>", "<frameset>", "<frame src=a>", "<o:p>",
	"</o:p>", "<center>", "<blockquote>", "<video>", "<canvas>", "<button hidden>",
	"<ruby>", "<template>"};

#define PART_COUNT  (sizeof parts / sizeof *parts)
#define PLAIN_COUNT 8 /* of parts: those that are made long */

#define PAGES	  4000
#define PARTS_MAX 24

static uint64_t random_state = 1;

/* The same numbers in every run (Knuth's MMIX generator). */
static size_t random_below(size_t n)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (size_t)(random_state >> 33) % n;
}

/* Long texts end about where the parser's pieces and reads do. */
static void put_long(struct buf *page, const char *part)
{
	static const size_t lens[] = {99, 100, 101, 998, 999, 1000, 1001, 1002, 1999, 2000,
		2001, 3996, 4000, 4002, 8000};
	size_t end = page->len + lens[random_below(sizeof lens / sizeof *lens)];

	while (page->len < end)
		buf_puts(page, part);
}

static void put_part(struct buf *page)
{
	size_t i = random_below(PART_COUNT), choice = random_below(60);

	if (i < PLAIN_COUNT && choice < 8)
		put_long(page, parts[i]);
	else if (choice == 58)
		buf_putc(page, random_below(2) ? '\0' : '\x01');
	else
		buf_put(page, parts[i], strlen(parts[i]) - (choice == 59));
}

static void test_pages_of_any_parts(void **state)
{
	struct buf page = BUF_INIT;

	for (unsigned i = 0; i < PAGES; i++) {
		buf_clear(&page);
		for (size_t n = 1 + random_below(PARTS_MAX); n; n--)
			put_part(&page);
		assert_same(&page);
	}
	buf_free(&page);
}

static void assert_reads(const char *page, const char *text)
{
	struct buf xml = feed_tree(page, strlen(page), false);

	if (!strstr(buf_str(&xml), text))
		fail_msg("%s\n-- has no %s:\n%s", page, text, buf_str(&xml));
	buf_free(&xml);
}

static void test_text_before_a_bogus_comment_is_kept(void **state)
{
	assert_reads("</b>long text<![if !a]>more<![endif]>", ">long textmore<");
	assert_reads("</b>t<![if !a]>more<![endif]>", ">tmore<"); /* too short to be cut */
	assert_reads("<b>long text</b><![if !a]>more", ">more<");
}

static void test_no_stand_in_is_taken_for_text(void **state)
{
	assert_reads("<p>a</p><!DOCTYPE html></b>long text", "long text");
}

static void test_white_space_before_the_first_tag_is_none(void **state)
{
	assert_reads("<!-- c --> long text", ">long text<");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_of_any_parts),
		cmocka_unit_test(test_text_before_a_bogus_comment_is_kept),
		cmocka_unit_test(test_white_space_before_the_first_tag_is_none),
		cmocka_unit_test(test_no_stand_in_is_taken_for_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
