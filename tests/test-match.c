/* Patterns: groups, the cache, and patterns or lines that are hostile. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/match.h"

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

static void test_groups_are_half_open(void **state)
{
	const char *s = "第一章 总则";
	struct span g[4];

	assert_true(match(*state, "第(.)章\\s(x)?(总)", s, strlen(s), g, 4));
	assert_int_equal(g[0].start, 0);
	assert_int_equal(g[0].end, 13);
	assert_int_equal(g[1].start, 3);
	assert_int_equal(g[1].end, 6);
	assert_int_equal(g[2].start, SIZE_MAX);
	assert_int_equal(g[3].start, 10);
	assert_int_equal(g[3].end, 13);
}

static void test_more_spans_than_groups(void **state)
{
	struct span g[3] = {{1, 1}, {1, 1}, {1, 1}};

	assert_true(match(*state, "b", "abc", 3, g, 3));
	assert_int_equal(g[0].start, 1);
	assert_int_equal(g[1].start, SIZE_MAX);
	assert_int_equal(g[2].start, SIZE_MAX);
}

static void test_more_groups_than_are_kept(void **state)
{
	char pattern[40 * 3 + 1] = "", line[41] = "";
	struct span g[2];

	for (int i = 0; i < 40; i++) {
		strcat(pattern, "(x)");
		strcat(line, "x");
	}
	assert_true(match(*state, pattern, line, 40, g, 2));
	assert_int_equal(g[0].start, 0);
	assert_int_equal(g[0].end, 40);
	assert_int_equal(g[1].end, 1);
}

static void test_length_ends_the_line(void **state)
{
	assert_true(match(*state, "^ab$", "abc", 2, NULL, 0));
	assert_false(match(*state, "c", "abc", 2, NULL, 0));
	assert_true(match(*state, "^$", "", 0, NULL, 0));
}

static void test_unicode_classes(void **state)
{
	assert_true(match_str(*state, "^.$", "政"));
	assert_true(match_str(*state, "^\\w{2}$", "政府"));
	assert_true(match_str(*state, "^\\s$", "\u3000"));
	assert_true(match_str(*state, "(?i)^É$", "é"));
}

static void test_no_string_is_no_match(void **state)
{
	assert_false(match_str(*state, "", NULL));
	assert_true(match_str(*state, "", ""));
}

static void test_a_broken_pattern_finds_nothing(void **state)
{
	assert_false(match_str(*state, "(", "("));
	assert_false(match_str(*state, "(", "("));
	assert_false(match_str(*state, "\xFF", "a"));
}

static void test_valid_tells_why_not(void **state)
{
	char message[200] = "";

	assert_true(match_valid(*state, "^第.条$", message, sizeof message));
	assert_string_equal(message, "");
	assert_false(match_valid(*state, "a(b", message, sizeof message));
	assert_non_null(strstr(message, "at byte 3"));
}

/* A pattern that tries out ever more for each letter: first easily, then beyond all limits. */
static void test_answers_do_not_depend_on_what_was_asked_before(void **state)
{
	static const char runaway[] = "^(?:(?:a+)+b|a+c)$";
	char line[41];
	bool found[2] = {false, false};

	for (int i = 0; i < 100; i++)
		assert_true(match_str(*state, runaway, "ac"));
	memset(line, 'a', sizeof line);
	for (size_t len = 2; len < sizeof line; len++) {
		struct match_cache *fresh = match_cache_new();
		bool used;

		assert_non_null(fresh);
		line[len - 1] = 'c';
		used = match(*state, runaway, line, len, NULL, 0);
		assert_int_equal(match(fresh, runaway, line, len, NULL, 0), used);
		assert_true(match_may(*state, runaway, line, len));
		found[used] = true;
		line[len - 1] = 'a';
		match_cache_free(fresh);
	}
	assert_true(found[true]);
	assert_true(found[false]);
	assert_false(match_may(*state, runaway, "d", 1));
}

/* A cache that has matched much answers as a fresh one does, whatever a line begins with. */
static void test_a_used_cache_answers_like_a_fresh_one(void **state)
{
	static const char *const patterns[] = {"^(?:第[一二]章|[A-C]\\.?|(?i:page)|é)",
		"^(?!第)\\w+$", "^$|^[^\\d]*\\d", "^(?=.{3})\\S.", "^\\b.\\b$", "^\\s*$",
		"^a$"};
	static const char *const lines[] = {"第一章", "第三章", "第", "A", "b.", "PAGE", "pag",
		"é", "É", "1", "x1", "", " ", "章", "\u3000", "ab", "a\n", "a", "\U0001F600.",
		"-"};

	for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++)
		for (size_t i = 0; i < 400; i++) {
			const char *line = lines[i * 7 % (sizeof lines / sizeof *lines)];
			struct match_cache *fresh = match_cache_new();
			bool found;

			assert_non_null(fresh);
			found = match_str(fresh, patterns[p], line);
			assert_int_equal(match_str(*state, patterns[p], line), found);
			assert_int_equal(
				match_may(*state, patterns[p], line, strlen(line)), found);
			match_cache_free(fresh);
		}
}

static void test_the_first_that_is_found(void **state)
{
	static const char *const patterns[] = {
		"^第[一二]章", "(", "^(?i:page|part)$", "章$", "^$"};

	for (int i = 0; i < 3; i++) {
		assert_int_equal(match_first(*state, patterns, 5, "第一章", 9), 0);
		assert_int_equal(match_first(*state, patterns, 5, "第三章", 9), 3);
		assert_int_equal(match_first(*state, patterns, 5, "第三", 6), 5);
		assert_int_equal(match_first(*state, patterns, 5, "Page", 4), 2);
		assert_int_equal(match_first(*state, patterns, 5, "Pages", 5), 5);
		assert_int_equal(match_first(*state, patterns, 5, "", 0), 4);
	}
}

static void test_words(void **state)
{
	static const char words[] = "logo|/file/|©|办法";

	assert_true(match_words(*state, words, "the LoGo.png", 12));
	assert_true(match_words(*state, words, "a/File/", 7));
	assert_true(match_words(*state, words, "暂行办法", strlen("暂行办法")));
	assert_true(match_words(*state, words, "©", strlen("©")));
	assert_false(match_words(*state, words, "a/File/", 6));
	assert_false(match_words(*state, words, "lofo logan |", 12));
	assert_false(match_words(*state, words, "办", strlen("办")));
	assert_false(match_words(*state, words, "", 0));
}

static void test_patterns_are_told_apart_by_content(void **state)
{
	char pattern[8];

	/* The same address each time: what stands there counts. */
	for (int round = 0; round < 2; round++)
		for (char c = 'a'; c <= 'z'; c++) {
			char line[2] = {c, '\0'};

			snprintf(pattern, sizeof pattern, "^%c$", c);
			assert_true(match_str(*state, pattern, line));
			assert_false(match_str(*state, pattern, "0"));
		}
}

static void test_many_patterns(void **state)
{
	char pattern[16], line[16];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 2000; i++) {
			snprintf(pattern, sizeof pattern, "^n%d$", i);
			snprintf(line, sizeof line, "n%d", i);
			assert_true(match_str(*state, pattern, line));
		}
}

/* Backtracking that would take longer than the universe has lasted. */
static void test_catastrophic_patterns_give_up(void **state)
{
	static char line[100000];
	clock_t start = clock();

	memset(line, 'a', sizeof line);
	line[sizeof line - 1] = 'b';
	assert_false(match(*state, "^(a+)+$", line, sizeof line, NULL, 0));
	assert_false(match(*state, "^(a|a|aa)*c", line, sizeof line, NULL, 0));
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5.0);
	/* The cache works on. */
	assert_true(match_str(*state, "^a", "a"));
}

static void test_two_caches_are_apart(void **state)
{
	struct match_cache *other = match_cache_new();
	struct span a[1], b[1];

	assert_non_null(other);
	assert_true(match(*state, "b", "ab", 2, a, 1));
	assert_true(match(other, "b", "b", 1, b, 1));
	assert_int_equal(a[0].start, 1);
	assert_int_equal(b[0].start, 0);
	match_cache_free(other);
	match_cache_free(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)
	const struct CMUnitTest tests[] = {
		TEST(test_groups_are_half_open),
		TEST(test_more_spans_than_groups),
		TEST(test_more_groups_than_are_kept),
		TEST(test_length_ends_the_line),
		TEST(test_unicode_classes),
		TEST(test_no_string_is_no_match),
		TEST(test_a_broken_pattern_finds_nothing),
		TEST(test_valid_tells_why_not),
		TEST(test_answers_do_not_depend_on_what_was_asked_before),
		TEST(test_a_used_cache_answers_like_a_fresh_one),
		TEST(test_the_first_that_is_found),
		TEST(test_words),
		TEST(test_patterns_are_told_apart_by_content),
		TEST(test_many_patterns),
		TEST(test_catastrophic_patterns_give_up),
		TEST(test_two_caches_are_apart),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
