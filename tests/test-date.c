/* Dates as documents print them, and what only looks like one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "document/date.h"

static int open_cache(void **state)
{
	*state = match_cache_new();
	return *state ? 0 : -1;
}

static int close_cache(void **state)
{
	match_cache_free(*state);
	return 0;
}

/* want NULL: no date. */
static void assert_read(struct match_cache *c, const char *s, const char *want)
{
	char iso[11] = "";

	if (date_read(c, s, strlen(s), iso) != (want != NULL))
		fail_msg("\"%s\" is read as \"%s\"", s, iso);
	if (want)
		assert_string_equal(iso, want);
}

static void test_digits(void **state)
{
	assert_read(*state, "2017年5月15日", "2017-05-15");
	assert_read(*state, "2017年05月01日", "2017-05-01");
	assert_read(*state, "2017-05-15", "2017-05-15");
	assert_read(*state, "2017/5/15", "2017-05-15");
	assert_read(*state, "2017.5.15", "2017-05-15");
	assert_read(*state, "1999-12-31 10:20:30", "1999-12-31");
}

static void test_white_space_between(void **state)
{
	assert_read(*state, "2 0 1 7 年 5 月 1 5 日", "2017-05-15");
	assert_read(*state, "2017年\u00A05月\u300015\n日", "2017-05-15");
	assert_read(*state, "2017 - 05 - 15", "2017-05-15");
}

static void test_han_digits(void **state)
{
	assert_read(*state, "二〇一七年五月十五日", "2017-05-15");
	assert_read(*state, "二○一〇年十月十日", "2010-10-10");
	assert_read(*state, "二零二一年十二月三十一日", "2021-12-31");
	assert_read(*state, "二〇二〇年十一月二十日", "2020-11-20");
	assert_read(*state, "一九九九年一月二十一日", "1999-01-21");
	assert_read(*state, "二〇〇八年三月二日", "2008-03-02");
	assert_read(*state, "二O一一年一月一日", "2011-01-01");
}

static void test_every_han_day_and_year(void **state)
{
	static const char *const digits[] = {
		"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	char s[64], want[64];

	for (int year = 1950; year < 2100; year++) {
		snprintf(s, sizeof s, "%s%s%s%s年一月三日", digits[year / 1000],
			digits[year / 100 % 10], digits[year / 10 % 10], digits[year % 10]);
		snprintf(want, sizeof want, "%04d-01-03", year);
		assert_read(*state, s, want);
	}
	for (int day = 1; day <= 31; day++) {
		snprintf(s, sizeof s, "二〇二〇年一月%s%s%s日",
			day >= 20 ? digits[day / 10] : "", day >= 10 ? "十" : "",
			day % 10 ? digits[day % 10] : "");
		snprintf(want, sizeof want, "2020-01-%02d", day);
		assert_read(*state, s, want);
	}
}

static void test_english(void **state)
{
	assert_read(*state, "May 15, 2017", "2017-05-15");
	assert_read(*state, "15 May 2017", "2017-05-15");
	assert_read(*state, "Published: 3 September 2020", "2020-09-03");
	assert_read(*state, "DECEMBER 1 1999", "1999-12-01");
	assert_read(*state, "Mayor 15, 201", NULL);
}

static void test_days_that_are_not(void **state)
{
	assert_read(*state, "2017年13月1日", NULL);
	assert_read(*state, "2017年0月1日", NULL);
	assert_read(*state, "2017年2月29日", NULL);
	assert_read(*state, "2016年2月29日", "2016-02-29");
	assert_read(*state, "1900-02-29", NULL);
	assert_read(*state, "2000-02-29", "2000-02-29");
	assert_read(*state, "2017-04-31", NULL);
	assert_read(*state, "1899年1月1日", NULL);
	assert_read(*state, "2200-01-01", NULL);
}

static void test_numbers_that_are_no_dates(void **state)
{
	assert_read(*state, "", NULL);
	assert_read(*state, "014314799/2024-00002", NULL);
	assert_read(*state, "12017-05-15", NULL);
	assert_read(*state, "2017-05-151", NULL);
	assert_read(*state, "2017年5月", NULL);
	assert_read(*state, "2017", NULL);
}

static void test_a_real_date_behind_one_that_is_not(void **state)
{
	assert_read(*state, "2017年13月45日，2017年5月15日", "2017-05-15");
	assert_read(*state, "2017-99-99 2017-05-15", "2017-05-15");
}

static void test_whole(void **state)
{
	char iso[11];

	assert_true(date_is(*state, " 2017年5月15日\n", strlen(" 2017年5月15日\n"), iso));
	assert_string_equal(iso, "2017-05-15");
	assert_true(
		date_is(*state, "二〇一七年五月十五日", strlen("二〇一七年五月十五日"), iso));
	assert_false(date_is(*state, "于2017年5月15日", strlen("于2017年5月15日"), iso));
	assert_false(date_is(*state, "2017年5月15日印发", strlen("2017年5月15日印发"), iso));
	assert_false(date_is(*state, "2017年2月30日", strlen("2017年2月30日"), iso));
	assert_false(date_is(*state, "", 0, iso));
}

/* By what it begins and ends with. */
static void test_what_may_be_a_date(void **state)
{
	assert_true(date_may_be('2', U'日'));
	assert_true(date_may_be(U'二', U'日'));
	assert_true(date_may_be(U'一', U'日'));
	assert_true(date_may_be('M', '7'));
	assert_true(date_may_be('1', U'７'));
	assert_false(date_may_be('2', '.'));
	assert_false(date_may_be('2', U'。'));
	assert_false(date_may_be(U'于', U'日'));
	assert_false(date_may_be(0, 0));
}

static void test_long_runs_of_white_space(void **state)
{
	static char s[20000];

	memset(s, ' ', sizeof s - 1);
	memcpy(s, "2017", 4);
	assert_read(*state, s, NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)
	const struct CMUnitTest tests[] = {
		TEST(test_digits),
		TEST(test_white_space_between),
		TEST(test_han_digits),
		TEST(test_every_han_day_and_year),
		TEST(test_english),
		TEST(test_days_that_are_not),
		TEST(test_numbers_that_are_no_dates),
		TEST(test_a_real_date_behind_one_that_is_not),
		TEST(test_whole),
		TEST(test_what_may_be_a_date),
		TEST(test_long_runs_of_white_space),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
