/* One line as one string, cut and moved by its bytes. */
#include "emit-fixture.h"

#include "document/line.h"

struct line {
	struct fixture f;
	struct node *para, *to, *strong;
	struct line_text text;
};

/* para: one <strong>two</strong><br>three */
static void open_line(struct line *l)
{
	fixture_open(&l->f, "en");
	l->para = put_line(&l->f, NULL, KIND_PARA, "one ");
	l->strong = put_line(&l->f, l->para, KIND_STRONG, "two");
	put(&l->f, l->para, KIND_BREAK);
	put_text(&l->f, l->para, "three");
	l->to = put(&l->f, NULL, KIND_PARA);
	assert_int_equal(linetext_read(&l->text, l->para), 0);
}

/* What both lines hold then. */
static void close_line(struct line *l, const char *left, const char *moved)
{
	char message[200] = "";
	struct buf have = BUF_INIT;

	text_collect(&have, l->para);
	assert_string_equal(buf_str(&have), left);
	buf_clear(&have);
	text_collect(&have, l->to);
	assert_string_equal(buf_str(&have), moved);
	assert_int_equal(tree_check(&l->f.doc.tree, false, message, sizeof message), 0);
	buf_free(&have);
	linetext_free(&l->text);
	linetext_free(&l->text);
	fixture_close(&l->f);
}

static void test_read(void **state)
{
	struct line l;

	open_line(&l);
	assert_string_equal(buf_str(&l.text.text), "one two\nthree");
	assert_int_equal(l.text.count, 4);
	assert_int_equal(l.text.pieces[1].start, 4);
	assert_int_equal(l.text.pieces[1].end, 7);
	assert_int_equal(l.text.pieces[2].node->kind, KIND_BREAK);
	close_line(&l, "one two\nthree", "");
}

static void test_dropped_pieces_are_not_read(void **state)
{
	struct line l;

	open_line(&l);
	node_drop(&l.f.doc.tree, l.strong, REASON_LABEL);
	linetext_free(&l.text);
	assert_int_equal(linetext_read(&l.text, l.para), 0);
	assert_string_equal(buf_str(&l.text.text), "one \nthree");
	close_line(&l, "one \nthree", "");
}

static void test_phrases_move_whole(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 2, 7, l.to), 0);
	assert_ptr_equal(node_parent(l.strong), l.to);
	close_line(&l, "on\nthree", "e two");
}

static void test_phrases_cut_in_two_are_left(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 5, 10, l.to), 0);
	assert_ptr_equal(node_parent(l.strong), l.para);
	assert_int_equal(node_first_all(l.to)->kind, KIND_TEXT);
	close_line(&l, "one tree", "wo\nth");
}

static void test_both_cuts_in_one_piece(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 9, 11, l.to), 0);
	close_line(&l, "one two\ntee", "hr");
}

static void test_everything(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 0, 13, l.to), 0);
	close_line(&l, "", "one two\nthree");
}

static void test_nothing(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 5, 5, l.to), 0);
	assert_int_equal(linetext_drop(&l.text, &l.f.doc, 0, 0, REASON_LABEL), 0);
	assert_int_equal(linetext_drop(&l.text, &l.f.doc, 100, 200, REASON_LABEL), 0);
	close_line(&l, "one two\nthree", "");
}

static void test_drop(void **state)
{
	struct line l;

	open_line(&l);
	assert_int_equal(linetext_drop(&l.text, &l.f.doc, 3, 8, REASON_LABEL), 0);
	assert_int_equal(tree_books(&l.f.doc.tree).by_reason[REASON_LABEL], 4);
	close_line(&l, "onethree", "");
}

static void test_images_belong_to_the_range_they_start(void **state)
{
	struct line l;
	struct node *image;

	open_line(&l);
	image = put(&l.f, l.para, KIND_IMAGE);
	assert_int_equal(tree_shift_before(&l.f.doc.tree, l.strong, image), 0);
	linetext_free(&l.text);
	assert_int_equal(linetext_read(&l.text, l.para), 0);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 4, 7, l.to), 0);
	assert_ptr_equal(node_first_all(l.to), image);
	close_line(&l, "one \nthree", "two");
}

static void test_order_is_kept_over_many_pieces(void **state)
{
	struct line l;
	char want[601] = "";

	open_line(&l);
	for (int i = 0; i < 200; i++) {
		put_line(&l.f, l.para, i % 3 ? KIND_EMPH : KIND_STRONG, "abc");
		strcat(want, "abc");
	}
	linetext_free(&l.text);
	assert_int_equal(linetext_read(&l.text, l.para), 0);
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 13, 613, l.to), 0);
	close_line(&l, "one two\nthree", want);
}

static void test_refused_memory(void **state)
{
	struct line l;

	open_line(&l);
	assert_null(arena_alloc(&l.f.doc.tree.arena, SIZE_MAX));
	assert_int_equal(linetext_move(&l.text, &l.f.doc, 1, 2, l.to), -1);
	close_line(&l, "one two\nthree", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_dropped_pieces_are_not_read),
		cmocka_unit_test(test_phrases_move_whole),
		cmocka_unit_test(test_phrases_cut_in_two_are_left),
		cmocka_unit_test(test_both_cuts_in_one_piece),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_images_belong_to_the_range_they_start),
		cmocka_unit_test(test_order_is_kept_over_many_pieces),
		cmocka_unit_test(test_refused_memory),
	};

	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
