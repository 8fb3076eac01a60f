/* What a page says its title is; which of it is the site's name. */
#include "emit-fixture.h"

#include <stdlib.h>

#include "base/match.h"
#include "../filters/title/claims.h"

struct page {
	struct fixture f;
	struct match_cache *cache;
	struct title_claims claims;
};

static void open_page(struct page *p, const char *base)
{
	fixture_open(&p->f, "en");
	p->cache = match_cache_new();
	assert_non_null(p->cache);
	p->f.doc.matches = p->cache;
	p->f.doc.base = base;
}

static void close_page(struct page *p)
{
	fixture_close(&p->f);
	match_cache_free(p->cache);
}

static void add_meta(struct page *p, const char *key, const char *label, const char *value)
{
	assert_non_null(document_add_field(&p->f.doc, key, label, value, "meta"));
}

/* Collects the claims of a page whose head says head; NULL: it has none. */
static const struct title_claims *collect(struct page *p, const char *head)
{
	struct node *title = NULL;

	if (head)
		title = put_line(&p->f, document_front(&p->f.doc), KIND_TITLE, head);
	title_claims_collect(&p->claims, &p->f.doc, title);
	return &p->claims;
}

static int score(const struct title_claims *c, const char *text)
{
	struct buf key = BUF_INIT;
	int worth;

	title_put_key(&key, text, strlen(text));
	worth = title_claims_score(c, buf_str(&key), key.len);
	buf_free(&key);
	return worth;
}

/* What is left of a title without the site. */
static void assert_left(const struct title_claims *c, const char *title, const char *left)
{
	char *copy = strndup(title, title_site_at(c, title, strlen(title)));

	assert_non_null(copy);
	assert_string_equal(copy, left);
	free(copy);
}

static void test_key_is_blind_to_typing(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	const char *head = "The Mayor's Notice (2031) -- Part 1",
		   *print = "THE MAYOR’S　NOTICE（２０３１）—Part 1";

	title_put_key(&a, head, strlen(head));
	title_put_key(&b, print, strlen(print));
	assert_string_equal(buf_str(&a), "themayor'snotice(2031)-part1");
	assert_string_equal(buf_str(&b), buf_str(&a));
	buf_free(&a);
	buf_free(&b);
}

static void test_whole_claims_are_worth_more_than_parts(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, NULL);
	add_meta(&p, "title", "ArticleTitle", "Mooring Fees in 2031");
	c = collect(&p, "Fees for moorings in the basin | Notices");
	assert_int_equal(score(c, "Mooring fees in 2031"), WORTH_META);
	assert_int_equal(score(c, "Mooring fees"), WORTH_META / 2);
	assert_int_equal(score(c, "Fees for moorings in the basin | Notices"), WORTH_HEAD);
	assert_int_equal(score(c, "Fees for moorings in the basin"), WORTH_SEGMENT);
	assert_int_equal(score(c, "Notices"), WORTH_LITTLE);
	assert_int_equal(score(c, "Dredging"), 0);
	close_page(&p);
}

static void test_short_chinese_claims_say_little(void **state)
{
	struct page p;

	open_page(&p, NULL);
	assert_int_equal(score(collect(&p, "通知"), "通知"), WORTH_LITTLE);
	close_page(&p);
}

static void test_cut_claims_go_on_in_print(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, NULL);
	c = collect(&p, "Fees for moorings in the…");
	assert_int_equal(
		score(c, "Fees for moorings in the eastern and the western basin"), WORTH_HEAD);
	assert_int_equal(score(c, "Fees for dredging"), 0);
	assert_int_equal(title_said_len("fees…..", 9), 4);
	assert_int_equal(title_said_len("fees.", 5), 5);
	close_page(&p);
}

static void test_known_site_is_cut(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, "https://www.saltmere.example/fees");
	add_meta(&p, "site", "og:site_name", "Harbour Office");
	c = collect(&p, NULL);
	assert_left(c, "Fees - Summer - Harbour Office", "Fees - Summer");
	assert_left(c, "Fees - Summer - Saltmere's Notices", "Fees - Summer");
	assert_left(c, "Harbour Office - Fees", "Harbour Office - Fees");
	assert_left(c, "Home - Harbour Office", "Home - Harbour Office");
	assert_true(title_claims_site(c, "harbouroffice", 13));
	assert_true(title_claims_site(c, "saltmere.example", 16));
	assert_false(title_claims_site(c, "saltmereregatta", 15));
	close_page(&p);
}

static void test_unknown_site_is_behind_a_bar_or_the_last_dash(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, NULL);
	c = collect(&p, NULL);
	assert_left(c, "Fees - Summer | Notices | Saltmere", "Fees - Summer");
	assert_left(c, "Well-known fees - Summer - Saltmere", "Well-known fees - Summer");
	assert_left(c, "Well-known fees", "Well-known fees");
	assert_left(c, "关于周六照常办公的通知-青榆区", "关于周六照常办公的通知");
	close_page(&p);
}

static void test_tag_tells_where_the_title_ends(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, NULL);
	add_meta(&p, "title", "og:title", "Fees: Summer");
	c = collect(&p, "Fees: Summer : Notices : Saltmere");
	assert_left(c, "Fees: Summer : Notices : Saltmere", "Fees: Summer");
	close_page(&p);
}

static void test_portal_in_the_head_is_the_site(void **state)
{
	struct page p;
	const char *portal = "青榆区人民政府";
	const struct title_claims *c;

	open_page(&p, NULL);
	c = collect(&p, "青榆区人民政府 | 关于周六照常办公的通知");
	assert_true(title_claims_site(c, portal, strlen(portal)));
	assert_int_equal(score(c, portal), 0);
	assert_int_equal(score(c, "关于周六照常办公的通知"), WORTH_SEGMENT);
	close_page(&p);
}

static void test_title_may_end_with_a_portal(void **state)
{
	struct page p;
	const char *title = "省里表扬青榆区人民政府";
	const struct title_claims *c;

	open_page(&p, NULL);
	c = collect(&p, "省里表扬青榆区人民政府_要闻_青榆区人民政府门户网站");
	assert_false(title_claims_site(c, title, strlen(title)));
	assert_int_equal(score(c, title), WORTH_SEGMENT);
	close_page(&p);
}

static void test_logo_is_the_site_unless_it_is_the_title(void **state)
{
	struct page p;
	const struct title_claims *c;
	struct node *logo, *bar;

	open_page(&p, NULL);
	add_meta(&p, "title", "og:title", "Mooring fees");
	logo = put_line(&p.f, NULL, KIND_HEADING, "Saltmere");
	set_str(&p.f, logo, ATTR_HTMLID, "logo");
	bar = put_line(&p.f, NULL, KIND_PARA, "Mooring fees");
	set_str(&p.f, bar, ATTR_CLASS, "bar logo");
	c = collect(&p, NULL);
	assert_true(title_claims_site(c, "saltmere", 8));
	assert_false(title_claims_site(c, "mooringfees", 11));
	close_page(&p);
}

static void test_words_found(void **state)
{
	struct page p;
	const struct title_claims *c;
	const char *title = "Permits for Dredging in Saltmere";

	open_page(&p, NULL);
	add_meta(&p, "site", "og:site_name", "Saltmere");
	c = collect(&p, NULL);
	assert_float_equal(
		title_words_found(c, title, strlen(title), "A permit (DREDGING)"), 1, 0);
	assert_float_equal(
		title_words_found(c, title, strlen(title), "Saltmere permits"), 0.5, 0);
	assert_float_equal(title_words_found(c, title, strlen(title), "for in"), 0, 0);
	assert_float_equal(title_words_found(c, "办公通知", 12, "办公通知"), 0, 0);
	close_page(&p);
}

static void assert_left_out(const char *title, const char *text, bool left_out)
{
	assert_int_equal(title_words_left_out(title, strlen(title), text), left_out);
}

static void test_words_left_out(void **state)
{
	assert_left_out("Dredging Permit Services", "DREDGING services", true);
	assert_left_out("Dredging Permit Services", "Dredging - Services!", true);
	assert_left_out("Dredging Permit Services", "Dredging Permit", false);
	assert_left_out("Dredging Permit Services", "Permit Services", false);
	assert_left_out("Dredging Permit Services", "Dredging Permit Services", false);
	assert_left_out("Dredging Permit Services", "Dredging New Services", false);
	assert_left_out("Dredging Permit Services", "Dredging Services Now", false);
	assert_left_out("Services and Services", "Services", false);
	assert_left_out("", "", false);
}

static bool is_column(const struct title_claims *c, const char *text)
{
	return title_claims_column(c, text, strlen(text));
}

static void test_last_part_is_a_column_where_shorter(void **state)
{
	struct page p;
	const struct title_claims *c;

	open_page(&p, NULL);
	c = collect(&p, "Who dredges this year? : Moorings");
	assert_true(is_column(c, "MOORINGS"));
	assert_false(is_column(c, "Who dredges this year?"));
	assert_false(is_column(c, "Mooring"));
	close_page(&p);
	open_page(&p, NULL);
	assert_false(is_column(collect(&p, "Fees : Moorings in winter"), "Moorings in winter"));
	close_page(&p);
}

static void put_script(struct page *p, const char *text)
{
	struct node *script = put(&p->f, put(&p->f, NULL, KIND_PARA), KIND_SPAN);

	script->element = ELEMENT_SCRIPT;
	put_text(&p->f, script, text);
	node_drop(&p->f.doc.tree, script, REASON_SCRIPT);
}

static void test_headline_of_a_script(void **state)
{
	struct page p;
	struct buf out = BUF_INIT;

	open_page(&p, NULL);
	put_script(&p, "var x = {\"headline\": \"not of schema words\"}");
	assert_false(jsonld_headline(&out, &p.f.doc));
	put_script(&p, "{\"@context\":\"https://schema.org\",\"headline\": "
		       "\"\\u5173\\u4E8e \\\"a\\/b\\\"\\n\\ud83d\\ude00 \\ud83d \\u12\"}");
	assert_true(jsonld_headline(&out, &p.f.doc));
	assert_string_equal(buf_str(&out), "关于 \"a/b\" 😀 \xEF\xBF\xBD \xEF\xBF\xBD");
	buf_free(&out);
	close_page(&p);
}

static void test_headline_that_is_a_picture(void **state)
{
	struct page p;
	struct node *heading, *image;

	open_page(&p, NULL);
	heading = put(&p.f, NULL, KIND_HEADING);
	set_int(&p.f, heading, ATTR_LEVEL, 1);
	image = put(&p.f, heading, KIND_IMAGE);
	assert_null(title_picture(&p.f.doc));
	set_str(&p.f, image, ATTR_ALT, "Mooring fees");
	assert_ptr_equal(title_picture(&p.f.doc), image);
	assert_int_equal(score(collect(&p, NULL), "Mooring fees"), WORTH_SEGMENT);
	put_text(&p.f, heading, "in words");
	assert_null(title_picture(&p.f.doc));
	close_page(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_is_blind_to_typing),
		cmocka_unit_test(test_whole_claims_are_worth_more_than_parts),
		cmocka_unit_test(test_short_chinese_claims_say_little),
		cmocka_unit_test(test_cut_claims_go_on_in_print),
		cmocka_unit_test(test_known_site_is_cut),
		cmocka_unit_test(test_unknown_site_is_behind_a_bar_or_the_last_dash),
		cmocka_unit_test(test_tag_tells_where_the_title_ends),
		cmocka_unit_test(test_portal_in_the_head_is_the_site),
		cmocka_unit_test(test_title_may_end_with_a_portal),
		cmocka_unit_test(test_logo_is_the_site_unless_it_is_the_title),
		cmocka_unit_test(test_words_found),
		cmocka_unit_test(test_words_left_out),
		cmocka_unit_test(test_last_part_is_a_column_where_shorter),
		cmocka_unit_test(test_headline_of_a_script),
		cmocka_unit_test(test_headline_that_is_a_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
