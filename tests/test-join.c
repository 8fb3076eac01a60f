/* Pages that one document is joined of, by the library. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "session-fixture.h"

static const struct options no_options;

#define PAGE_HEAD                                                                              \
	"<html lang=zh-CN><head><meta "                                                        \
	"charset=utf-8><title>关于水库调度的情况通报</title></head>"                \
	"<body><div class=nav><a href=/>首页</a> <a href=/n>新闻</a> <a "                  \
	"href=/s>服务</a></div>"                                                             \
	"<div class=content><h1>关于水库调度的情况通报</h1>"
#define PAGE_FOOT "</div><div class=footer>版权所有</div></body></html>"

static const char *const paged[] = {
	PAGE_HEAD
	"<p>"
	"第一页说明：全市水库已经完成汛前检查，各项准备工作按计划进行，请各单位继续做好值守。</"
	"p>"
	"<p>检查中发现的问题已经逐项登记，责任单位应当在本月底以前整改完毕，并书面报告结果。</"
	"p>" PAGE_FOOT,
	PAGE_HEAD
	"<p>"
	"第二页说明：中型水库的水位控制在汛限以下，下泄流量由调度中心统一下达，不得擅自变更。</"
	"p>"
	"<p>下游乡镇应当提前通知沿河居民，组织人员巡查堤防，发现险情立即报告，并做好转移准备。<"
	"/p>" PAGE_FOOT,
	PAGE_HEAD
	"<p>"
	"第三页说明：小型水库由所在乡镇负责巡查，每日报告两次，遇到强降雨时应当加密报告次数。</"
	"p>"
	"<p>本通报自印发之日起执行，此前的规定与本通报不一致的，一律以本通报的规定作为准则。</"
	"p>"
	"<p align=right>某市水利局</p><p align=right>2023年5月6日</p>" PAGE_FOOT,
};

static struct session read_paged(void)
{
	struct session s = {.g = guidang_new()};
	struct guidang_input in[3];

	for (size_t i = 0; i < 3; i++)
		in[i] = (struct guidang_input){.name = i ? "p_2.html" : "p.html",
			.bytes = paged[i],
			.len = strlen(paged[i])};
	in[2].name = "p_3.html";
	in[0].followers = &in[1];
	in[0].follower_count = 2;
	assert_non_null(s.g);
	s.outcome = guidang_read(s.g, &no_options, &in[0], &s.page);
	return s;
}

static unsigned occurrences(const char *in, const char *what)
{
	unsigned count = 0;

	while ((in = strstr(in, what))) {
		in += strlen(what);
		count++;
	}
	return count;
}

static void test_followers_are_joined(void **state)
{
	struct session s = read_paged();
	const char *first, *second, *third;
	struct buf text = BUF_INIT;
	char message[200] = "";

	assert_int_equal(s.outcome, GUIDANG_CONVERTED);
	assert_int_equal(guidang_check(s.page, message, sizeof message), 0);
	assert_int_equal(guidang_write(s.page, "text", &text), 0);
	first = strstr(buf_str(&text), "第一页说明");
	second = strstr(buf_str(&text), "第二页说明");
	third = strstr(buf_str(&text), "第三页说明");
	assert_true(first && first < second && second < third);
	assert_int_equal(occurrences(buf_str(&text), "情况通报"), 1);
	buf_clear(&text);
	assert_int_equal(guidang_write(s.page, "ledger", &text), 0);
	assert_int_equal(occurrences(buf_str(&text), "版权所有"), 3);
	assert_non_null(strstr(buf_str(&text), "\"filter\":\"join\""));
	buf_free(&text);
	close_session(&s);
}

/* Every place that the record tells is one in the pages put one behind the other. */
static void test_followers_are_listed(void **state)
{
	struct session s = read_paged();
	struct buf json = BUF_INIT, tree = BUF_INIT, again = BUF_INIT;
	struct session back;
	char offset[64];

	snprintf(offset, sizeof offset, "\"offset\":%zu,\"line\":2", strlen(paged[0]) + 1);
	assert_int_equal(guidang_write(s.page, "json", &json), 0);
	assert_non_null(strstr(buf_str(&json), "\"pages\":[{\"name\":\"p.html\""));
	assert_non_null(strstr(buf_str(&json), "\"name\":\"p_3.html\""));
	assert_non_null(strstr(buf_str(&json), offset));
	assert_int_equal(guidang_write(s.page, "tree", &tree), 0);
	back = read_as(buf_str(&tree), tree.len, "tree", &no_options);
	assert_int_equal(guidang_write(back.page, "json", &again), 0);
	assert_string_equal(buf_str(&json), buf_str(&again));
	close_session(&back);
	close_session(&s);
	buf_free(&json);
	buf_free(&tree);
	buf_free(&again);
}

static void test_a_follower_that_cannot_be_read(void **state)
{
	struct guidang_input follower = {.name = "p_2.html", .bytes = "", .len = 0};
	const struct guidang_input in = {.name = "p.html",
		.bytes = paged[0],
		.len = strlen(paged[0]),
		.followers = &follower,
		.follower_count = 1};
	const struct guidang_input alone = {
		.name = "p.html", .bytes = paged[0], .len = strlen(paged[0])};
	struct session s = {.g = guidang_new()}, t = {.g = guidang_new()};
	struct buf one = BUF_INIT, other = BUF_INIT;
	struct guidang_facts facts;

	assert_non_null(s.g);
	assert_int_equal(guidang_read(s.g, &no_options, &in, &s.page), GUIDANG_CONVERTED);
	assert_int_equal(guidang_diags(s.page)->level, DIAG_WARNING);
	assert_non_null(strstr(guidang_diags(s.page)->message, "p_2.html"));
	assert_int_equal(guidang_facts(s.page, &facts), 0);
	assert_int_equal(facts.pages, 0);
	assert_int_equal(guidang_read(t.g, &no_options, &alone, &t.page), GUIDANG_CONVERTED);
	assert_int_equal(guidang_write(s.page, "text", &one), 0);
	assert_int_equal(guidang_write(t.page, "text", &other), 0);
	assert_string_equal(buf_str(&one), buf_str(&other));
	buf_free(&one);
	buf_free(&other);
	close_session(&s);
	close_session(&t);
}

/* By a site rule: where the last page does. */
static void test_where_it_goes_on(void **state)
{
	static const char *const ends[] = {"", "<a class=more href=p_4.html>Next</a>"};
	char rules[] = "/tmp/guidang-test-XXXXXX";
	static const char rule[] = "next_page_link: //a[@class='more']\n";
	int file = mkstemp(rules);

	assert_true(file >= 0);
	assert_int_equal(write(file, rule, sizeof rule - 1), sizeof rule - 1);
	assert_int_equal(close(file), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct options options = {.rules = rules};
		struct session s = {.g = guidang_new()};
		struct buf one = BUF_INIT, two = BUF_INIT;
		struct guidang_facts facts;

		buf_printf(&one, "%s<a class=more href=p_2.html>Next</a>", paged[0]);
		buf_printf(&two, "%s%s", paged[1], ends[i]);
		const struct guidang_input follower = {
			.name = "p_2.html", .bytes = two.data, .len = two.len};
		const struct guidang_input in = {.name = "p.html",
			.bytes = one.data,
			.len = one.len,
			.followers = &follower,
			.follower_count = 1};

		assert_int_equal(guidang_read(s.g, &options, &in, &s.page), GUIDANG_CONVERTED);
		assert_int_equal(guidang_facts(s.page, &facts), 0);
		assert_int_equal(facts.pages, 2);
		if (i)
			assert_string_equal(facts.next_page, "p_4.html");
		else
			assert_null(facts.next_page);
		close_session(&s);
		buf_free(&one);
		buf_free(&two);
	}
	assert_int_equal(unlink(rules), 0);
}

static void test_what_is_missing_is_said(void **state)
{
	static const struct {
		struct guidang_missing missing;
		const char *said;
	} cases[] = {
		{{"p_2.html", 2, 5}, "page 2 of 5 is not there: p_2.html"},
		{{"p_2.html", 2, 0}, "page 2 is not there: p_2.html"},
		{{"p_2.html", 0, 0},
			"it goes on in p_2.html, which is not part of this document"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct guidang_input in = {.name = "p.html",
			.bytes = paged[0],
			.len = strlen(paged[0]),
			.missing = cases[i].missing};
		struct session s = {.g = guidang_new()};

		assert_non_null(s.g);
		assert_int_equal(
			guidang_read(s.g, &no_options, &in, &s.page), GUIDANG_CONVERTED);
		assert_string_equal(guidang_diags(s.page)->message, cases[i].said);
		close_session(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_followers_are_joined),
		cmocka_unit_test(test_followers_are_listed),
		cmocka_unit_test(test_a_follower_that_cannot_be_read),
		cmocka_unit_test(test_where_it_goes_on),
		cmocka_unit_test(test_what_is_missing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
