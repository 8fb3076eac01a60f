/* What is known of a page, and what is said about it. */
#include <stdio.h>

#include "emit-fixture.h"

static void test_new_document(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	assert_non_null(document_front(&f.doc));
	assert_null(document_title(&f.doc));
	assert_null(f.doc.diags);
	assert_string_equal(f.doc.source.name, "-");
	assert_string_equal(document_filter_name(&f.doc, 0), "");
	fixture_close(&f);
}

static void test_the_base_url_option_is_the_base(void **state)
{
	struct options o = {.base_url = "http://e.org/a/"};
	struct document doc;

	assert_int_equal(document_init(&doc, &o, NULL), 0);
	assert_string_equal(doc.base, "http://e.org/a/");
	document_free(&doc);
}

/* ---- filters ---- */

static void test_filter_names_are_kept_once(void **state)
{
	struct fixture f;
	char name[] = "space";

	fixture_open(&f, NULL);
	document_enter_filter(&f.doc, name);
	assert_int_equal(f.doc.tree.filter, 1);
	document_enter_filter(&f.doc, "table");
	assert_int_equal(f.doc.tree.filter, 2);
	name[0] = 'X';
	document_enter_filter(&f.doc, "space");
	assert_int_equal(f.doc.tree.filter, 1);
	assert_string_equal(document_filter_name(&f.doc, 1), "space");
	assert_string_equal(document_filter_name(&f.doc, 3), "");
	assert_string_equal(document_filter_name(&f.doc, 255), "");
	fixture_close(&f);
}

static void test_more_filters_than_names(void **state)
{
	struct fixture f;
	char name[32];

	fixture_open(&f, NULL);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "filter-%d", i);
		document_enter_filter(&f.doc, name);
	}
	assert_true(f.doc.filter_count <= 256);
	assert_string_equal(document_filter_name(&f.doc, 100), "filter-99");
	fixture_close(&f);
}

/* ---- diagnostics ---- */

static void test_diags_are_kept_in_order(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	diag_report(&f.doc, DIAG_NO_TITLE, 0);
	diag_report(&f.doc, DIAG_TREE_XML, 12, "no root");
	assert_int_equal(f.doc.diags->level, DIAG_NOTE);
	assert_int_equal(f.doc.diags->line, 0);
	assert_string_equal(f.doc.diags->next->message, "not a document tree: no root");
	assert_int_equal(f.doc.diags->next->line, 12);
	assert_null(f.doc.diags->next->next);
	assert_int_equal(f.doc.diag_count[DIAG_NOTE], 1);
	assert_int_equal(f.doc.diag_count[DIAG_ERROR], 1);
	assert_string_equal(diag_level_name(DIAG_WARNING), "warning");
	fixture_close(&f);
}

static void test_a_message_is_one_line(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	diag_report(&f.doc, DIAG_TREE_XML, 1, "a\nb\rc\td\x1B[31m");
	assert_string_equal(f.doc.diags->message, "not a document tree: a b c d [31m");
	fixture_close(&f);
}

/* Whatever byte the cut falls on, the message is whole characters. */
static void test_a_long_message_is_cut_at_a_character(void **state)
{
	struct fixture f;
	char text[1300] = "";

	fixture_open(&f, NULL);
	for (size_t shift = 0; shift < 3; shift++) {
		unsigned width = 1;
		const char *m;
		size_t len;

		text[shift] = '\0';
		while (strlen(text) < shift)
			strcat(text, "a");
		for (int i = 0; i < 300; i++)
			strcat(text, "政");
		diag_report(&f.doc, DIAG_TREE_XML, 1, text);
		m = f.doc.last_diag->message;
		len = strlen(m);
		assert_in_range(len, 390, 399);
		for (size_t i = strlen("not a document tree: ") + shift; i < len; i += width) {
			assert_true(len - i >= 3);
			assert_int_equal(utf8_decode(m + i, len - i, &width), 0x653F);
		}
	}
	fixture_close(&f);
}

/* ---- checks and fields ---- */

static void test_checks_are_kept_in_order(void **state)
{
	struct fixture f;
	char detail[] = "3 + 4 = 7";

	fixture_open(&f, NULL);
	document_add_check(&f.doc, "a.total", CHECK_PASS, detail);
	document_add_check(&f.doc, "b.total", CHECK_FAIL, "no");
	detail[0] = 'X';
	assert_string_equal(f.doc.checks->detail, "3 + 4 = 7");
	assert_string_equal(f.doc.checks->next->rule, "b.total");
	assert_string_equal(check_status_name(CHECK_SKIPPED), "skipped");
	assert_string_equal(check_status_name(CHECK_FAIL), "fail");
	fixture_close(&f);
}

static void test_fields(void **state)
{
	struct fixture f;
	struct buf text = BUF_INIT;
	struct node *field, *first;

	fixture_open(&f, NULL);
	first = document_add_field(&f.doc, "index", "索引号", "014/2", "print");
	document_add_field(&f.doc, "index", "索引号", "second", "print");
	document_add_field(&f.doc, NULL, "其他", "x", "meta");
	field = document_field(&f.doc, "index");
	assert_ptr_equal(field, first);
	assert_null(document_field(&f.doc, "number"));
	text_collect(&text, field_label(field));
	assert_string_equal(buf_str(&text), "索引号");
	buf_clear(&text);
	text_collect(&text, field_value(field));
	assert_string_equal(buf_str(&text), "014/2");
	assert_string_equal(attr_str(field, ATTR_LABEL), "索引号");
	assert_string_equal(attr_str(field, ATTR_ORIGIN), "print");
	assert_null(attr_str(node_last_all(node_first_all(f.doc.tree.root)), ATTR_KEY));
	assert_true(field->flags & NODE_GENERATED);
	assert_null(field_value(NULL));
	assert_null(field_label(NULL));
	node_drop(&f.doc.tree, field, REASON_DUPLICATE);
	assert_ptr_not_equal(document_field(&f.doc, "index"), first);
	assert_int_equal(tree_books(&f.doc.tree).ingested, 0);
	buf_free(&text);
	fixture_close(&f);
}

/* ---- links ---- */

static void test_resolve(void **state)
{
	static const struct {
		const char *href, *uri;
	} cases[] = {{"b.html", "http://e.org/d/b.html"}, {"/x", "http://e.org/x"},
		{"../y", "http://e.org/y"}, {"//o.org/z", "http://o.org/z"},
		{"https://o.org/", "https://o.org/"}, {"?q=1", "http://e.org/d/a.html?q=1"},
		{"#p", "http://e.org/d/a.html#p"}, {"mailto:a@e.org", "mailto:a@e.org"}};
	struct fixture f;

	fixture_open(&f, NULL);
	assert_null(document_resolve(&f.doc, "b.html"));
	f.doc.base = "http://e.org/d/a.html";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(document_resolve(&f.doc, cases[i].href), cases[i].uri);
	assert_null(document_resolve(&f.doc, NULL));
	assert_null(document_resolve(&f.doc, ""));
	fixture_close(&f);
}

static void test_refused_memory(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	assert_null(arena_alloc(&f.doc.tree.arena, SIZE_MAX));
	f.doc.base = "http://e.org/";
	assert_null(document_resolve(&f.doc, "x"));
	assert_null(document_add_field(&f.doc, "k", "l", "v", "meta"));
	document_add_check(&f.doc, "r", CHECK_PASS, "d");
	diag_report(&f.doc, DIAG_NO_TITLE, 0);
	document_enter_filter(&f.doc, "new");
	assert_null(f.doc.diags);
	assert_null(f.doc.checks);
	assert_true(arena_failed(&f.doc.tree.arena));
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_document),
		cmocka_unit_test(test_the_base_url_option_is_the_base),
		cmocka_unit_test(test_filter_names_are_kept_once),
		cmocka_unit_test(test_more_filters_than_names),
		cmocka_unit_test(test_diags_are_kept_in_order),
		cmocka_unit_test(test_a_message_is_one_line),
		cmocka_unit_test(test_a_long_message_is_cut_at_a_character),
		cmocka_unit_test(test_checks_are_kept_in_order),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_refused_memory),
	};

	return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
