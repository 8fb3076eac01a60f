/* The library as its users see it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "session-fixture.h"

static const char *const formats[] = {
	"odt", "docx", "text", "json", "tree", "csv", "audit", "ledger"};

#define FORMATS (sizeof formats / sizeof *formats)

static const char sample[] =
	"<!DOCTYPE html><html lang=zh-CN><head><meta "
	"charset=utf-8><title>年度报告</title></head><body>"
	"<div class=nav><a href=/>首页</a> <a href=/n>新闻</a> <a href=/s>服务</a></div>"
	"<div class=content><h1>某市2020年政府信息公开工作年度报告</h1>"
	"<p>根据《中华人民共和国政府信息公开条例》，现公布本机关年度报告。报告由六个部分组成。<"
	"/p>"
	"<h2>一、总体情况</h2><p>本机关主动公开政府信息<b>三百</b>条，依法办理申请公开<a "
	"href=a.html>二十件</a>。</p>"
	"<table "
	"border=1><tr><th>项目</th><th>数量</th></tr><tr><td>规章</td><td>12</td></tr></table>"
	"<p align=right>某市人民政府</p><p align=right>2021年1月15日</p></div>"
	"<div class=footer>版权所有</div></body></html>";

static const struct options no_options;

static struct session read_html(const char *html)
{
	return read_as(html, strlen(html), NULL, &no_options);
}

static void assert_sound(const struct guidang_page *page)
{
	char message[256] = "";

	if (guidang_check(page, message, sizeof message))
		fail_msg("%s", message);
}

static void assert_written(const struct guidang_page *page, const char *format, struct buf *out)
{
	buf_clear(out);
	assert_int_equal(guidang_write(page, format, out), 0);
}

/* ---- what is written ---- */

static void test_every_format_has_content(void **state)
{
	struct session s = read_html(sample);
	struct buf out = BUF_INIT;

	assert_int_equal(s.outcome, GUIDANG_CONVERTED);
	assert_sound(s.page);
	for (size_t i = 0; i < FORMATS; i++) {
		assert_written(s.page, formats[i], &out);
		assert_true(out.len > 10);
		if (guidang_format_binary(formats[i]))
			assert_memory_equal(out.data, "PK\3\4", 4);
	}
	assert_written(s.page, "text", &out);
	assert_non_null(strstr(buf_str(&out), "总体情况"));
	assert_null(strstr(buf_str(&out), "首页"));
	assert_written(s.page, "json", &out);
	assert_non_null(strstr(buf_str(&out), "\"2021-01-15\""));
	buf_free(&out);
	close_session(&s);
}

static void test_one_page_is_written_ten_times(void **state)
{
	struct session s = read_html(sample);
	struct buf first = BUF_INIT, again = BUF_INIT;

	for (size_t i = 0; i < FORMATS; i++) {
		assert_written(s.page, formats[i], &first);
		for (int round = 0; round < 10; round++) {
			/* Others in between must leave no trace. */
			assert_written(s.page, formats[(i + (size_t)round) % FORMATS], &again);
			assert_written(s.page, formats[i], &again);
			assert_int_equal(again.len, first.len);
			assert_memory_equal(again.data, first.data, first.len);
		}
	}
	assert_sound(s.page);
	buf_free(&first);
	buf_free(&again);
	close_session(&s);
}

static void test_what_was_in_the_buffer_stays(void **state)
{
	struct session s = read_html(sample);
	struct buf out = BUF_INIT, alone = BUF_INIT;

	for (size_t i = 0; i < FORMATS; i++) {
		assert_written(s.page, formats[i], &alone);
		buf_clear(&out);
		buf_puts(&out, "before");
		assert_int_equal(guidang_write(s.page, formats[i], &out), 0);
		assert_int_equal(out.len, alone.len + 6);
		assert_memory_equal(out.data, "before", 6);
		assert_memory_equal(out.data + 6, alone.data, alone.len);
	}
	buf_free(&out);
	buf_free(&alone);
	close_session(&s);
}

static void test_a_tree_gives_the_same_in_every_format(void **state)
{
	struct session html = read_html(sample), tree;
	struct buf xml = BUF_INIT, first = BUF_INIT, second = BUF_INIT;

	assert_written(html.page, "tree", &xml);
	tree = read_as(buf_str(&xml), xml.len, "tree", &no_options);
	assert_int_equal(tree.outcome, GUIDANG_CONVERTED);
	assert_sound(tree.page);
	for (size_t i = 0; i < FORMATS; i++) {
		assert_written(html.page, formats[i], &first);
		assert_written(tree.page, formats[i], &second);
		assert_int_equal(first.len, second.len);
		assert_memory_equal(first.data, second.data, first.len);
	}
	close_session(&tree);
	close_session(&html);
	buf_free(&xml);
	buf_free(&first);
	buf_free(&second);
}

static void test_no_such_format(void **state)
{
	struct session s = read_html(sample);
	struct buf out = BUF_INIT;

	assert_int_equal(guidang_write(s.page, "pdf", &out), -1);
	assert_int_equal(guidang_write(s.page, "html", &out), -1);
	assert_int_equal(out.len, 0);
	buf_free(&out);
	close_session(&s);
}

static void test_a_failed_buffer_is_told(void **state)
{
	struct session s = read_html(sample);
	struct buf out = BUF_INIT;

	out.failed = true;
	for (size_t i = 0; i < FORMATS; i++)
		assert_int_equal(guidang_write(s.page, formats[i], &out), -1);
	buf_free(&out);
	close_session(&s);
}

static void test_ledger(void **state)
{
	struct session s = read_html(sample);
	struct buf out = BUF_INIT;

	assert_int_equal(guidang_write(s.page, "ledger", &out), 0);
	assert_non_null(strstr(buf_str(&out), "首页"));
	assert_int_equal(out.data[0], '{');
	assert_int_equal(out.data[out.len - 1], '\n');
	buf_free(&out);
	close_session(&s);
}

/* ---- two at once ---- */

static void test_two_contexts_do_not_meet(void **state)
{
	struct session a = read_html(sample),
		       b = read_html("<p>Another page, of one paragraph.</p>");
	struct session again;
	struct buf first = BUF_INIT, second = BUF_INIT;

	assert_written(b.page, "text", &second);
	assert_null(strstr(buf_str(&second), "总体情况"));
	assert_written(a.page, "json", &first);
	again = read_html(sample);
	assert_written(again.page, "json", &second);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.data, second.data, first.len);
	close_session(&a);
	assert_written(b.page, "text", &second);
	close_session(&b);
	close_session(&again);
	buf_free(&first);
	buf_free(&second);
}

static void test_pages_of_one_context_outlive_each_other(void **state)
{
	struct guidang *g = guidang_new();
	struct guidang_input in = {.bytes = sample, .len = strlen(sample)};
	struct guidang_page *pages[3];
	struct buf first = BUF_INIT, last = BUF_INIT;

	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
			guidang_read(g, &no_options, &in, &pages[i]), GUIDANG_CONVERTED);
	assert_written(pages[0], "odt", &first);
	guidang_page_free(pages[0]);
	guidang_page_free(pages[1]);
	assert_written(pages[2], "odt", &last);
	assert_int_equal(first.len, last.len);
	assert_memory_equal(first.data, last.data, last.len);
	guidang_page_free(pages[2]);
	guidang_free(g);
	buf_free(&first);
	buf_free(&last);
}

/* ---- outcomes ---- */

static void test_empty_input_fails_with_a_diagnostic(void **state)
{
	struct session s = read_html("");

	assert_int_equal(s.outcome, GUIDANG_FAILED);
	assert_non_null(s.page);
	assert_non_null(guidang_diags(s.page));
	assert_int_equal(guidang_diags(s.page)->level, DIAG_ERROR);
	close_session(&s);
}

static void test_chrome_only(void **state)
{
	struct session s = read_html("<html><body><script>x</script> </body></html>");
	struct buf out = BUF_INIT;

	assert_int_equal(s.outcome, GUIDANG_ONLY_CHROME);
	assert_sound(s.page);
	for (size_t i = 0; i < FORMATS; i++)
		assert_written(s.page, formats[i], &out);
	buf_free(&out);
	close_session(&s);
}

static void test_broken_trees_fail_with_a_diagnostic(void **state)
{
	static const char *const broken[] = {
		"x", "<a>", "<document", "<html/>", "<document><row/></document>"};

	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct session s = read_as(broken[i], strlen(broken[i]), "tree", &no_options);

		assert_int_equal(s.outcome, GUIDANG_FAILED);
		assert_non_null(guidang_diags(s.page));
		close_session(&s);
	}
}

static void assert_usage(const struct options *o, const char *format, const char *why)
{
	struct session s = read_as(sample, strlen(sample), format, o);

	assert_int_equal(s.outcome, GUIDANG_USAGE);
	assert_null(s.page);
	assert_non_null(strstr(guidang_error(s.g), why));
	close_session(&s);
}

static void test_wrong_options_are_told(void **state)
{
	assert_usage(&(struct options){.filters = "nosuch"}, NULL, "no such filter: nosuch");
	assert_usage(&(struct options){.without = "nosuch"}, NULL, "no such filter: nosuch");
	assert_usage(&(struct options){.profile = "nosuch"}, NULL, "no such profile: nosuch");
	assert_usage(
		&(struct options){.filters = "finish,strip-script"}, NULL, "earlier stage");
	assert_usage(&no_options, "odt", "no such input format: odt");
}

static void test_an_error_is_forgotten(void **state)
{
	struct session s = read_as(sample, strlen(sample), "odt", &no_options);
	struct guidang_input in = {.bytes = sample, .len = strlen(sample)};

	assert_true(*guidang_error(s.g));
	assert_int_equal(guidang_read(s.g, &no_options, &in, &s.page), GUIDANG_CONVERTED);
	assert_string_equal(guidang_error(s.g), "");
	close_session(&s);
}

static void test_freeing_nothing(void **state)
{
	guidang_page_free(NULL);
	guidang_free(NULL);
}

/* ---- questions ---- */

static void test_sections_and_tables(void **state)
{
	const struct options absent = {.section = "nosuch"};
	struct session s = read_html(sample),
		       without = read_as(sample, strlen(sample), NULL, &absent);

	assert_int_equal(guidang_tables(s.page), 1);
	assert_true(guidang_section_found(s.page));
	assert_false(guidang_section_found(without.page));
	close_session(&s);
	close_session(&without);
}

static void test_formats(void **state)
{
	assert_string_equal(guidang_format_of("a.odt"), "odt");
	assert_string_equal(guidang_format_of("a.b.txt"), "text");
	assert_null(guidang_format_of("a.pdf"));
	assert_null(guidang_format_of("odt"));
	assert_string_equal(guidang_format_of("dir/a.audit.html"), "audit");
	assert_string_equal(guidang_format_of("a.ledger.jsonl"), "ledger");
	assert_null(guidang_format_of("a.html"));
	assert_null(guidang_format_of("audit.html"));
	assert_null(guidang_format_of("a.jsonl"));
	assert_true(guidang_format_binary("odt"));
	assert_true(guidang_format_binary("docx"));
	assert_false(guidang_format_binary("json"));
	assert_false(guidang_format_binary("nosuch"));
	assert_true(guidang_format_known("html", true));
	assert_false(guidang_format_known("html", false));
	assert_true(guidang_format_known("tree", true));
	assert_true(guidang_format_known("tree", false));
	assert_null(guidang_format_extension("nosuch"));
	assert_string_equal(guidang_format_at(0, true), "html");
	assert_string_equal(guidang_format_at(2, true), "tree");
	assert_null(guidang_format_at(3, true));
	assert_non_null(guidang_format_at(FORMATS - 1, false));
	assert_null(guidang_format_at(FORMATS, false));
	for (size_t i = 0; i < FORMATS; i++) {
		assert_true(guidang_format_known(formats[i], false));
		assert_non_null(guidang_format_extension(formats[i]));
	}
}

static void count_filter(void *user, const char *name, const char *stage, const char *help)
{
	assert_true(*name && *stage && *help);
	++*(unsigned *)user;
}

static void test_each_filter(void **state)
{
	unsigned count = 0;

	guidang_each_filter(count_filter, &count);
	assert_true(count > 15);
}

/* The bytes of every prefix of a page, in memory of just its size, so that reading past it
 * shows. */
static void test_every_prefix_is_read(void **state)
{
	static char copy[sizeof sample];
	struct buf out = BUF_INIT;

	for (size_t len = 1; len < sizeof sample; len += 7) {
		struct session s;

		memcpy(copy, sample, len);
		copy[len] = '\0';
		s = read_as(copy, len, NULL, &no_options);
		assert_true(s.outcome == GUIDANG_CONVERTED || s.outcome == GUIDANG_ONLY_CHROME);
		assert_sound(s.page);
		for (size_t i = 0; i < FORMATS; i++)
			assert_written(s.page, formats[i], &out);
		close_session(&s);
	}
	buf_free(&out);
}

/* ---- facts ---- */

static void test_facts(void **state)
{
	struct session s = read_html(sample);
	struct guidang_facts facts;

	assert_int_equal(guidang_facts(s.page, &facts), 0);
	assert_string_equal(facts.title, "某市2020年政府信息公开工作年度报告");
	assert_string_equal(facts.date, "2021-01-15");
	assert_string_equal(facts.issuer, "某市人民政府");
	assert_null(facts.index);
	assert_int_equal(strlen(facts.sha256), 64);
	assert_true(facts.kept > 0 && facts.dropped > 0);
	close_session(&s);
}

/* What is no digest is not taken for one. */
static void test_a_digest_that_is_known_is_not_computed(void **state)
{
	char known[65];
	struct guidang_input in = {
		.name = "a.html", .bytes = sample, .len = strlen(sample), .sha256 = known};

	memset(known, 'a', sizeof known - 1);
	known[sizeof known - 1] = '\0';
	for (int cut = 0; cut < 2; cut++) {
		struct session s = {.g = guidang_new()};
		struct guidang_facts facts;

		assert_non_null(s.g);
		assert_int_equal(
			guidang_read(s.g, &no_options, &in, &s.page), GUIDANG_CONVERTED);
		assert_int_equal(guidang_facts(s.page, &facts), 0);
		assert_int_equal(strlen(facts.sha256), 64);
		assert_int_equal(!strcmp(facts.sha256, known), !cut);
		close_session(&s);
		known[63] = '\0';
	}
}

static void test_facts_prefer_what_is_printed(void **state)
{
	struct session s = read_html(
		"<meta "
		"charset=utf-8><table><tr><td>索引号：</td><td>A-1</td><td>主题分类：</td>"
		"<td>农业</td></tr><tr><td>发布机构：</td><td>某局</td><td>成文日期：</td>"
		"<td>2020年2月1日</td></tr><tr><td>发布日期：</td><td>2020-03-01</"
		"td><td>文号：</td>"
		"<td>某发〔2020〕1号</td></tr></table><h1>关于春耕的通知</h1>"
		"<p>各区农业局：</p><p>现将春耕的有关事项通知如下，请认真执行。</p>"
		"<p align=right>某市农业局</p><p align=right>2020年2月2日</p>");
	struct guidang_facts facts;

	assert_int_equal(guidang_facts(s.page, &facts), 0);
	assert_string_equal(facts.date, "2020-02-01");
	assert_string_equal(facts.issuer, "某局");
	assert_string_equal(facts.index, "A-1");
	assert_string_equal(facts.number, "某发〔2020〕1号");
	assert_string_equal(facts.category, "农业");
	close_session(&s);
}

/* One pixel. */
static const char gif[] =
	"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";

static int give_picture(void *user, const char *href, const char *uri, struct buf *out)
{
	++*(unsigned *)user;
	assert_string_equal(href, "x.gif");
	assert_string_equal(uri, "http://e.org/a/x.gif");
	buf_put(out, gif, sizeof gif - 1);
	return 0;
}

static void test_what_is_known_from_outside(void **state)
{
	/* "Text" in GB 18030, which no page says that it is. */
	static const char html[] =
		"<html><body><h1>A notice of the office</h1><p>The office publishes this "
		"notice, "
		"\xce\xc4\xd7\xd6, which tells what was asked for, and what was given.</p>"
		"<p><img src=x.gif alt=y></p></body></html>";
	unsigned asked = 0;
	const struct guidang_resources resources = {give_picture, &asked};
	const struct guidang_input in = {.name = "a.warc",
		.bytes = html,
		.len = sizeof html - 1,
		.format = "html",
		.uri = "http://e.org/a/1.html",
		.captured = "2024-03-05T08:00:00Z",
		.charset = "gb2312",
		.resources = &resources};
	struct session s = {.g = guidang_new()};
	struct buf json = BUF_INIT, docx = BUF_INIT;

	s.outcome = guidang_read(s.g, &no_options, &in, &s.page);
	assert_int_equal(s.outcome, GUIDANG_CONVERTED);
	assert_int_equal(guidang_write(s.page, "json", &json), 0);
	assert_non_null(strstr(buf_str(&json), "\"uri\":\"http://e.org/a/1.html\""));
	assert_non_null(strstr(buf_str(&json), "\"captured\":\"2024-03-05T08:00:00Z\""));
	assert_non_null(strstr(buf_str(&json), "\"used\":\"gb18030\",\"by\":\"http\""));
	assert_int_equal(guidang_write(s.page, "docx", &docx), 0);
	assert_int_equal(asked, 1);
	assert_non_null(memmem(docx.data, docx.len, "word/media/", 11));
	buf_free(&json);
	buf_free(&docx);
	close_session(&s);
}

static void test_a_charset_from_outside_that_the_page_contradicts(void **state)
{
	const struct guidang_input in = {.name = "a.warc",
		.bytes = sample,
		.len = sizeof sample - 1,
		.format = "html",
		.charset = "big5"};
	struct session s = {.g = guidang_new()};
	struct buf json = BUF_INIT;

	s.outcome = guidang_read(s.g, &no_options, &in, &s.page);
	assert_int_equal(s.outcome, GUIDANG_CONVERTED);
	assert_int_equal(guidang_write(s.page, "json", &json), 0);
	assert_non_null(strstr(buf_str(&json), "\"used\":\"utf-8\""));
	assert_non_null(guidang_diags(s.page));
	buf_free(&json);
	close_session(&s);
}

/* File systems and archives allow names that XML and JSON do not. */
static void test_names_that_no_document_can_hold(void **state)
{
	const struct options based = {.base_url = "http://a.example/\x01\xff"};
	const struct guidang_input in = {
		.name = "dir/\xd0\xc2\x1b.html", .bytes = sample, .len = sizeof sample - 1};
	struct session s = {.g = guidang_new()};
	struct buf json = BUF_INIT;

	s.outcome = guidang_read(s.g, &based, &in, &s.page);
	assert_int_equal(s.outcome, GUIDANG_CONVERTED);
	assert_int_equal(guidang_write(s.page, "json", &json), 0);
	assert_non_null(strstr(buf_str(&json), "\"name\":\"%D0%C2%1B.html\""));
	assert_non_null(strstr(buf_str(&json), "\"uri\":\"http://a.example/%01%FF\""));
	buf_free(&json);
	close_session(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_format_has_content),
		cmocka_unit_test(test_one_page_is_written_ten_times),
		cmocka_unit_test(test_what_was_in_the_buffer_stays),
		cmocka_unit_test(test_a_tree_gives_the_same_in_every_format),
		cmocka_unit_test(test_no_such_format),
		cmocka_unit_test(test_a_failed_buffer_is_told),
		cmocka_unit_test(test_ledger),
		cmocka_unit_test(test_two_contexts_do_not_meet),
		cmocka_unit_test(test_pages_of_one_context_outlive_each_other),
		cmocka_unit_test(test_empty_input_fails_with_a_diagnostic),
		cmocka_unit_test(test_chrome_only),
		cmocka_unit_test(test_broken_trees_fail_with_a_diagnostic),
		cmocka_unit_test(test_wrong_options_are_told),
		cmocka_unit_test(test_an_error_is_forgotten),
		cmocka_unit_test(test_freeing_nothing),
		cmocka_unit_test(test_sections_and_tables),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_each_filter),
		cmocka_unit_test(test_every_prefix_is_read),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_a_digest_that_is_known_is_not_computed),
		cmocka_unit_test(test_facts_prefer_what_is_printed),
		cmocka_unit_test(test_what_is_known_from_outside),
		cmocka_unit_test(test_a_charset_from_outside_that_the_page_contradicts),
		cmocka_unit_test(test_names_that_no_document_can_hold),
	};

	return cmocka_run_group_tests_name("guidang", tests, NULL, NULL);
}
