/* The tree's audit must find what tests break on purpose. */
#include "emit-fixture.h"

static char message[200];

static int check(struct fixture *f, bool emit_ready)
{
	*message = '\0';
	return tree_check(&f->doc.tree, emit_ready, message, sizeof message);
}

static void test_sound_tree(void **state)
{
	struct fixture f;

	fixture_open(&f, "en");
	put_line(&f, put(&f, NULL, KIND_BOX), KIND_PARA, "text");
	assert_int_equal(check(&f, false), 0);
	assert_string_equal(message, "");
	fixture_close(&f);
}

static void test_broken_links_are_found(void **state)
{
	struct fixture f;
	struct node *a, *b, *c, *elsewhere;

	fixture_open(&f, "en");
	a = put(&f, NULL, KIND_PARA);
	b = put(&f, NULL, KIND_PARA);
	c = put(&f, NULL, KIND_PARA);
	elsewhere = put(&f, b, KIND_STRONG);
	b->prev_ref = pool_ref(c);
	assert_int_equal(check(&f, false), -1);
	assert_non_null(strstr(message, "broken links"));
	b->prev_ref = pool_ref(a);
	c->prev_ref = pool_ref(a);
	assert_int_equal(check(&f, false), -1);
	c->prev_ref = pool_ref(b);
	elsewhere->parent_ref = pool_ref(a);
	assert_int_equal(check(&f, false), -1);
	elsewhere->parent_ref = pool_ref(b);
	node_first_all(f.doc.tree.root)->prev_ref = pool_ref(b);
	assert_int_equal(check(&f, false), -1);
	node_first_all(f.doc.tree.root)->prev_ref = pool_ref(c);
	assert_int_equal(check(&f, false), 0);
	fixture_close(&f);
}

static void test_forbidden_content_is_found(void **state)
{
	struct fixture f;
	struct node *para;

	fixture_open(&f, "en");
	para = put(&f, put(&f, NULL, KIND_BOX), KIND_PARA);
	para->kind = KIND_ROW;
	assert_int_equal(check(&f, false), -1);
	assert_non_null(strstr(message, "row"));
	assert_non_null(strstr(message, "box"));
	fixture_close(&f);
}

static void test_forbidden_content_of_dropped_nodes_too(void **state)
{
	struct fixture f;
	struct node *para;

	fixture_open(&f, "en");
	para = put(&f, NULL, KIND_PARA);
	node_drop(&f.doc.tree, para, REASON_EMPTY);
	para->kind = KIND_CELL;
	assert_int_equal(check(&f, false), -1);
	fixture_close(&f);
}

static void test_books_that_do_not_balance_are_found(void **state)
{
	struct fixture f;
	struct node *text;

	fixture_open(&f, "en");
	text = put_text(&f, put(&f, NULL, KIND_PARA), "four");
	text_restore(&f.doc.tree, text, "four", 4, 3);
	assert_int_equal(check(&f, false), -1);
	assert_non_null(strstr(message, "4 text bytes ingested"));
	text_restore(&f.doc.tree, text, "four", 4, 5);
	assert_int_equal(check(&f, false), -1);
	text_restore(&f.doc.tree, text, "four", 4, 4);
	assert_int_equal(check(&f, false), 0);
	fixture_close(&f);
}

static void test_shells_are_faults_at_emit_only(void **state)
{
	struct fixture f;
	struct node *box, *span;

	fixture_open(&f, "en");
	box = put(&f, NULL, KIND_BOX);
	assert_int_equal(check(&f, false), 0);
	assert_int_equal(check(&f, true), -1);
	assert_non_null(strstr(message, "is left at emit"));
	node_drop(&f.doc.tree, box, REASON_WRAPPER);
	assert_int_equal(check(&f, true), 0);
	span = put(&f, put(&f, NULL, KIND_PARA), KIND_SPAN);
	assert_int_equal(check(&f, true), -1);
	node_drop(&f.doc.tree, span, REASON_WRAPPER);
	assert_int_equal(check(&f, true), 0);
	fixture_close(&f);
}

static void test_title_stands_in_the_front_at_emit(void **state)
{
	struct fixture f;
	struct node *title;

	fixture_open(&f, "en");
	title = put_line(&f, NULL, KIND_TITLE, "Title");
	assert_int_equal(check(&f, false), 0);
	assert_int_equal(check(&f, true), -1);
	assert_int_equal(tree_move(&f.doc.tree, document_front(&f.doc), title), 0);
	assert_int_equal(check(&f, true), 0);
	fixture_close(&f);
}

static void test_message_is_cut_to_its_room(void **state)
{
	struct fixture f;
	char small[8] = "#######";

	fixture_open(&f, "en");
	put(&f, NULL, KIND_BOX);
	assert_int_equal(tree_check(&f.doc.tree, true, small, sizeof small), -1);
	assert_int_equal(strlen(small), 7);
	fixture_close(&f);
}

/* What is dropped within what was dropped has its own reason, and only its own text. */
static void test_books_by_the_nearest_reason(void **state)
{
	struct fixture f;
	struct node *outer, *inner, *deep, *text;
	struct books books;

	fixture_open(&f, "en");
	put_line(&f, NULL, KIND_PARA, "1");
	outer = put(&f, NULL, KIND_BOX);
	put_line(&f, outer, KIND_PARA, "22");
	inner = put(&f, outer, KIND_BOX);
	put_line(&f, inner, KIND_PARA, "333");
	deep = put_line(&f, inner, KIND_PARA, "44444");
	put_line(&f, outer, KIND_PARA, "666666");
	text = node_first(put_line(&f, NULL, KIND_PARA, "8888888"));
	put_line(&f, NULL, KIND_PARA, "99999999");
	node_drop(&f.doc.tree, deep, REASON_TOOLS);
	node_drop(&f.doc.tree, inner, REASON_SCRIPT);
	node_drop(&f.doc.tree, outer, REASON_BOILERPLATE);
	node_drop(&f.doc.tree, text, REASON_TITLE);
	books = tree_books(&f.doc.tree);
	assert_int_equal(books.kept, 1 + 8);
	assert_int_equal(books.by_reason[REASON_BOILERPLATE], 2 + 6);
	assert_int_equal(books.by_reason[REASON_SCRIPT], 3);
	assert_int_equal(books.by_reason[REASON_TOOLS], 5);
	assert_int_equal(books.by_reason[REASON_TITLE], 7);
	assert_int_equal(check(&f, false), 0);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound_tree),
		cmocka_unit_test(test_broken_links_are_found),
		cmocka_unit_test(test_forbidden_content_is_found),
		cmocka_unit_test(test_forbidden_content_of_dropped_nodes_too),
		cmocka_unit_test(test_books_that_do_not_balance_are_found),
		cmocka_unit_test(test_shells_are_faults_at_emit_only),
		cmocka_unit_test(test_title_stands_in_the_front_at_emit),
		cmocka_unit_test(test_message_is_cut_to_its_room),
		cmocka_unit_test(test_books_by_the_nearest_reason),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
