/* Making, linking, moving, dropping; text and its books; attributes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "tree/tree.h"

static int open_tree(void **state)
{
	static struct tree t;

	*state = &t;
	return tree_init(&t);
}

/* Whatever a test did, the links, the model and the books hold. */
static int close_tree(void **state)
{
	struct tree *t = *state;
	char message[200] = "";
	int rc = tree_check(t, false, message, sizeof message);

	if (rc)
		print_error("%s\n", message);
	tree_free(t);
	return rc;
}

static struct node *put(struct tree *t, struct node *parent, enum kind kind)
{
	struct node *n = node_new(t, kind);

	assert_int_equal(tree_append(t, parent, n), 0);
	return n;
}

static struct node *put_text(struct tree *t, struct node *parent, const char *text)
{
	return tree_add_text(t, parent, text, strlen(text), 0, 0, 1);
}

static void assert_text(const struct node *n, const char *want)
{
	assert_non_null(n);
	assert_int_equal(n->kind, KIND_TEXT);
	assert_int_equal(node_text_len(n), strlen(want));
	assert_memory_equal(node_text(n), want, node_text_len(n));
}

/* ---- making and linking ---- */

static void test_new_tree_is_a_document_with_a_front(void **state)
{
	struct tree *t = *state;

	assert_int_equal(t->root->kind, KIND_DOCUMENT);
	assert_null(node_parent(t->root));
	assert_int_equal(node_first_all(t->root)->kind, KIND_FRONT);
	assert_ptr_equal(node_first_all(t->root), node_last_all(t->root));
}

static void test_ids_count_from_one_and_are_unique(void **state)
{
	struct tree *t = *state;

	assert_int_equal(t->root->id, 1);
	for (uint32_t i = 3; i < 100; i++)
		assert_int_equal(node_new(t, KIND_PARA)->id, i);
	assert_int_equal(t->last_id, 99);
}

static void test_append_prepend_and_insert(void **state)
{
	struct tree *t = *state;
	struct node *box = put(t, t->root, KIND_BOX), *b = put(t, box, KIND_PARA);
	struct node *a = node_new(t, KIND_PARA), *c = node_new(t, KIND_PARA);
	struct node *d = node_new(t, KIND_PARA), *e = node_new(t, KIND_PARA);

	assert_int_equal(tree_prepend(t, box, a), 0);
	assert_int_equal(tree_insert_after(t, b, d), 0);
	assert_int_equal(tree_insert_before(t, d, c), 0);
	assert_int_equal(tree_insert_after(t, d, e), 0);
	assert_ptr_equal(node_first_all(box), a);
	assert_ptr_equal(node_next_all(a), b);
	assert_ptr_equal(node_next_all(b), c);
	assert_ptr_equal(node_next_all(c), d);
	assert_ptr_equal(node_next_all(d), e);
	assert_ptr_equal(node_last_all(box), e);
	assert_null(node_next_all(e));
	assert_ptr_equal(node_prev_all(e), d);
}

static void test_the_model_refuses(void **state)
{
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *cell = node_new(t, KIND_CELL);

	assert_int_equal(tree_append(t, t->root, cell), -1);
	assert_int_equal(tree_prepend(t, para, cell), -1);
	assert_int_equal(tree_insert_before(t, para, cell), -1);
	assert_int_equal(tree_insert_after(t, para, cell), -1);
	assert_null(node_parent(cell));
	assert_null(node_first_all(para));
	assert_null(tree_add_text(t, t->root, "x", 1, 0, 1, 1));
	assert_int_equal(t->ingested, 0);
}

static void test_linked_nodes_are_not_linked_again(void **state)
{
	struct tree *t = *state;
	struct node *a = put(t, t->root, KIND_BOX), *b = put(t, t->root, KIND_BOX);
	struct node *para = put(t, a, KIND_PARA);

	assert_int_equal(tree_append(t, b, para), -1);
	assert_int_equal(tree_insert_before(t, b, para), -1);
	assert_int_equal(tree_wrap(t, para, b), -1);
	assert_ptr_equal(node_parent(para), a);
}

static void test_new_like_copies_all_but_content(void **state)
{
	struct tree *t = *state;
	struct node *link = node_new(t, KIND_LINK), *copy;

	link->element = ELEMENT_A;
	node_set_line(t, link, 7);
	attr_set_str(t, link, ATTR_HREF, "a.html");
	attr_set_int(t, link, ATTR_SIZE, 160);
	put_text(t, link, "label");
	copy = node_new_like(t, link);
	assert_int_equal(copy->kind, KIND_LINK);
	assert_int_equal(copy->element, ELEMENT_A);
	assert_int_equal(node_line(copy), 7);
	assert_int_equal(copy->flags, NODE_IMPLIED);
	assert_string_equal(attr_str(copy, ATTR_HREF), "a.html");
	assert_int_equal(attr_int(copy, ATTR_SIZE, 0), 160);
	assert_null(node_first_all(copy));
	assert_null(node_parent(copy));
	t->ingested = 0; /* the label was never linked into the tree */
}

/* ---- moving ---- */

static void test_move_marks_and_shift_does_not(void **state)
{
	struct tree *t = *state;
	struct node *a = put(t, t->root, KIND_BOX), *b = put(t, t->root, KIND_BOX);
	struct node *x = put(t, a, KIND_PARA), *y = put(t, a, KIND_PARA);

	assert_int_equal(tree_shift(t, b, x), 0);
	assert_ptr_equal(node_parent(x), b);
	assert_false(x->flags & NODE_MOVED);
	assert_int_equal(tree_move_before(t, x, y), 0);
	assert_ptr_equal(node_first_all(b), y);
	assert_true(y->flags & NODE_MOVED);
	assert_null(node_first_all(a));
	assert_null(node_last_all(a));
}

static void test_shift_to_its_own_place(void **state)
{
	struct tree *t = *state;
	struct node *a = put(t, t->root, KIND_PARA), *b = put(t, t->root, KIND_PARA);

	assert_int_equal(tree_shift(t, t->root, b), 0);
	assert_int_equal(tree_shift_before(t, b, a), 0);
	assert_ptr_equal(node_next_all(a), b);
	assert_int_equal(tree_shift(t, t->root, a), 0);
	assert_ptr_equal(node_last_all(t->root), a);
}

static void test_refused_moves_change_nothing(void **state)
{
	struct tree *t = *state;
	struct node *outer = put(t, t->root, KIND_BOX), *inner = put(t, outer, KIND_BOX);
	struct node *para = put(t, inner, KIND_PARA);

	assert_int_equal(tree_move(t, inner, outer), -1); /* into itself */
	assert_int_equal(tree_move(t, outer, outer), -1);
	assert_int_equal(tree_move(t, para, inner), -1); /* the model */
	assert_int_equal(tree_move_before(t, inner, inner), -1);
	assert_int_equal(tree_move(t, outer, node_new(t, KIND_PARA)), -1); /* not linked */
	assert_int_equal(tree_move(t, outer, t->root), -1);
	assert_ptr_equal(node_parent(inner), outer);
	assert_ptr_equal(node_parent(para), inner);
	assert_false(inner->flags & NODE_MOVED);
}

static void test_wrap(void **state)
{
	struct tree *t = *state;
	struct node *a = put(t, t->root, KIND_PARA), *b = put(t, t->root, KIND_PARA);
	struct node *box = node_new(t, KIND_BOX);

	assert_int_equal(tree_wrap(t, a, node_new(t, KIND_ROW)), -1);
	assert_int_equal(tree_wrap(t, a, node_new(t, KIND_LIST)), -1); /* may not hold a PARA */
	assert_int_equal(tree_wrap(t, a, box), 0);
	assert_ptr_equal(node_parent(a), box);
	assert_ptr_equal(node_next_all(box), b);
	assert_ptr_equal(node_prev_all(box), node_first_all(t->root));
	assert_null(node_next_all(a));
}

static void test_unwrap_keeps_the_order(void **state)
{
	struct tree *t = *state;
	struct node *before = put(t, t->root, KIND_PARA), *box = put(t, t->root, KIND_BOX);
	struct node *after = put(t, t->root, KIND_PARA);
	struct node *a = put(t, box, KIND_PARA), *b = put(t, box, KIND_PARA);

	assert_int_equal(tree_unwrap(t, box), 0);
	assert_ptr_equal(node_following(before), a);
	assert_ptr_equal(node_following(a), b);
	assert_ptr_equal(node_following(b), after);
	assert_int_equal(box->reason, REASON_WRAPPER);
	assert_ptr_equal(node_parent(box), t->root); /* nothing is unlinked */
}

static void test_unwrap_alone_and_at_the_ends(void **state)
{
	struct tree *t = *state;
	struct node *box = put(t, t->root, KIND_BOX), *a = put(t, box, KIND_BOX);
	struct node *b = put(t, box, KIND_BOX), *c = put(t, a, KIND_PARA);
	struct node *d = put(t, b, KIND_PARA);
	char message[200] = "";

	assert_int_equal(tree_unwrap(t, a), 0); /* c, a, b */
	assert_int_equal(tree_unwrap(t, a), 0); /* empty now */
	assert_int_equal(tree_unwrap(t, b), 0); /* c, a, d, b */
	assert_ptr_equal(node_first_all(box), c);
	assert_ptr_equal(node_next_all(a), d);
	assert_ptr_equal(node_prev_all(d), a);
	assert_ptr_equal(node_last_all(box), b);
	assert_int_equal(tree_unwrap(t, box), 0);
	assert_ptr_equal(node_parent(c), t->root);
	assert_null(node_first_all(box));
	assert_ptr_equal(node_prev_all(box), b);
	assert_int_equal(tree_check(t, false, message, sizeof message), 0);
}

static void test_unwrap_is_all_or_nothing(void **state)
{
	struct tree *t = *state;
	struct node *list = put(t, t->root, KIND_LIST), *item = put(t, list, KIND_ITEM);
	struct node *para = put(t, item, KIND_PARA);

	assert_int_equal(tree_unwrap(t, item), -1);
	assert_ptr_equal(node_parent(para), item);
	assert_true(node_live(item));
	assert_int_equal(tree_unwrap(t, t->root), -1);
}

static void test_move_children(void **state)
{
	struct tree *t = *state;
	struct node *from = put(t, t->root, KIND_BOX), *to = put(t, t->root, KIND_BOX);
	struct node *first = put(t, to, KIND_PARA);
	struct node *a = put(t, from, KIND_PARA), *b = put(t, from, KIND_QUOTE);

	assert_int_equal(tree_move_children(t, put(t, t->root, KIND_PARA), from), -1);
	assert_ptr_equal(node_parent(a), from);
	assert_int_equal(tree_move_children(t, to, from), 0);
	assert_null(node_first_all(from));
	assert_ptr_equal(node_next_all(first), a);
	assert_ptr_equal(node_last_all(to), b);
}

static void test_move_children_into_themselves_is_refused(void **state)
{
	struct tree *t = *state;
	struct node *outer = put(t, t->root, KIND_BOX), *inner = put(t, outer, KIND_BOX);

	assert_int_equal(tree_move_children(t, inner, outer), -1);
	assert_int_equal(tree_move_children(t, outer, outer), -1);
	assert_ptr_equal(node_parent(inner), outer);
}

static void test_set_kind_asks_parent_and_children(void **state)
{
	struct tree *t = *state;
	struct node *box = put(t, t->root, KIND_BOX), *para = put(t, box, KIND_PARA);

	put_text(t, para, "x");
	assert_int_equal(node_set_kind(t, para, KIND_HEADING), 0);
	assert_int_equal(para->kind, KIND_HEADING);
	assert_int_equal(node_set_kind(t, para, KIND_BOX), -1);	 /* its text */
	assert_int_equal(node_set_kind(t, para, KIND_TERM), -1); /* its parent */
	assert_int_equal(node_set_kind(t, box, KIND_LIST), -1);
	assert_int_equal(para->kind, KIND_HEADING);
}

static void test_filters_leave_their_stamp(void **state)
{
	struct tree *t = *state;
	struct node *a = put(t, t->root, KIND_PARA), *b = put(t, t->root, KIND_PARA);
	struct node *box = put(t, t->root, KIND_BOX);

	t->filter = 5;
	node_drop(t, a, REASON_EMPTY);
	assert_int_equal(a->filter, 5);
	assert_int_equal(b->filter, 0);
	t->filter = 6;
	tree_move(t, box, b);
	assert_int_equal(b->filter, 6);
	assert_int_equal(node_new(t, KIND_PARA)->filter, 6);
}

static void test_null_is_no_node(void **state)
{
	struct tree *t = *state;

	assert_int_equal(tree_append(t, NULL, node_new(t, KIND_PARA)), -1);
	assert_int_equal(tree_append(t, t->root, NULL), -1);
	assert_int_equal(tree_prepend(t, NULL, NULL), -1);
	assert_int_equal(tree_insert_before(t, NULL, NULL), -1);
	assert_int_equal(tree_insert_after(t, NULL, NULL), -1);
	assert_int_equal(tree_move(t, t->root, NULL), -1);
	assert_int_equal(tree_move(t, NULL, t->root), -1);
	assert_int_equal(tree_shift_before(t, NULL, t->root), -1);
	assert_int_equal(tree_wrap(t, NULL, NULL), -1);
	assert_int_equal(tree_unwrap(t, NULL), -1);
	assert_int_equal(tree_move_children(t, NULL, NULL), -1);
	assert_int_equal(node_set_kind(t, NULL, KIND_PARA), -1);
	assert_null(node_new_like(t, NULL));
	assert_null(tree_add_text(t, NULL, "x", 1, 0, 1, 1));
	assert_null(text_split(t, NULL, 1));
	node_drop(t, NULL, REASON_EMPTY);
	node_restore(t, NULL);
	text_set(t, NULL, "", 0);
	attr_set_str(t, NULL, ATTR_HREF, "x");
	attr_set_int(t, NULL, ATTR_LEVEL, 1);
	attr_clear(NULL, ATTR_HREF);
	assert_null(attr_str(NULL, ATTR_HREF));
	assert_int_equal(attr_int(NULL, ATTR_LEVEL, 9), 9);
	assert_int_equal(node_reason(NULL), REASON_LIVE);
}

/* ---- dropping ---- */

static void test_drop_marks_and_restore_unmarks(void **state)
{
	struct tree *t = *state;
	struct node *box = put(t, t->root, KIND_BOX), *para = put(t, box, KIND_PARA);

	node_drop(t, box, REASON_FOOTER);
	assert_ptr_equal(node_parent(box), t->root);
	assert_int_equal(node_reason(box), REASON_FOOTER);
	assert_true(node_live(para));
	assert_int_equal(node_reason(para), REASON_FOOTER);
	node_drop(t, para, REASON_EMPTY);
	assert_int_equal(node_reason(para), REASON_EMPTY); /* the nearest */
	node_restore(t, para);
	node_restore(t, box);
	assert_int_equal(node_reason(para), REASON_LIVE);
}

static void test_the_document_cannot_be_dropped(void **state)
{
	struct tree *t = *state;

	node_drop(t, t->root, REASON_EMPTY);
	assert_true(node_live(t->root));
}

/* ---- text ---- */

static void test_generated_text_is_a_copy_outside_the_books(void **state)
{
	struct tree *t = *state;
	char word[] = "word";
	struct node *n = node_new_text(t, word, 4);

	word[0] = 'X';
	assert_text(n, "word");
	assert_int_equal(node_raw_len(n), 0);
	assert_int_equal(n->flags, NODE_GENERATED);
	assert_int_equal(tree_append(t, put(t, t->root, KIND_PARA), n), 0);
	assert_int_equal(tree_books(t).kept, 0);
}

static void test_text_in_the_source_is_not_copied(void **state)
{
	static const char source[] = "one two";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA);
	struct node *a = tree_add_text(t, para, source, 3, 100, 3, 5);
	struct node *b = tree_add_text(t, para, source + 3, 4, 103, 4, 5);

	assert_ptr_equal(a, b);
	assert_ptr_equal(node_text(a), source);
	assert_text(a, "one two");
	assert_int_equal(a->offset, 100);
	assert_int_equal(a->length, 7);
	assert_int_equal(node_line(a), 5);
	assert_int_equal(node_raw_len(a), 7);
	assert_int_equal(t->ingested, 7);
}

static void test_text_at_its_place_needs_no_data(void **state)
{
	static const char source[] = "<p>one\ntwo three";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *a, *b;

	tree_set_source(t, source, strlen(source));
	a = tree_add_text(t, para, source + 3, 4, 3, 4, 1);
	assert_ptr_equal(tree_add_text(t, para, source + 7, 9, 7, 9, 2), a);
	assert_int_equal(a->data_ref, 0);
	assert_ptr_equal(node_text(a), source + 3);
	b = text_split(t, a, 5);
	assert_int_equal(b->data_ref, 0);
	assert_text(a, "one\nt");
	assert_text(b, "wo three");
	assert_int_equal(b->offset, 8);
	assert_int_equal(node_line(b), 2);
	assert_int_equal(node_raw_len(a), 5);
	assert_int_equal(node_raw_len(b), 8);
	text_set(t, b, source + 11, 5);
	assert_text(b, "three");
	assert_int_equal(node_raw_len(b), 8);
	assert_int_equal(b->length, 8);
	assert_int_equal(tree_books(t).by_reason[REASON_SPACE], 3);
	assert_int_equal(tree_books(t).kept, 10);
}

static void test_the_place_tells_the_line(void **state)
{
	enum { LEN = 3 * POOL_LINES_STEP };
	static char source[LEN + 1];
	struct tree *t = *state;
	struct node *n = put(t, t->root, KIND_PARA);
	uint32_t line = 1;

	for (int i = 0; i < LEN; i++)
		source[i] = i % 7 ? 'x' : '\n';
	tree_set_source(t, source, LEN);
	assert_int_equal(node_line(n), 0);
	for (uint32_t i = 0; i < LEN; i++) {
		node_set_place(n, i, 1);
		assert_int_equal(node_line(n), line);
		line += source[i] == '\n';
	}
	assert_int_equal(n->attr_ref, 0);
	node_set_line(t, n, 5);
	assert_int_equal(node_line(n), 5);
	node_set_place(n, 1, NODE_LENGTH_MAX + 1U);
	assert_int_equal(n->length, 0);
}

static void test_text_that_is_not_its_place_has_data(void **state)
{
	static const char source[] = "<p>a &amp; b";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *n;

	tree_set_source(t, source, strlen(source));
	n = tree_add_text(t, para, source + 3, 2, 3, 2, 1);
	assert_ptr_equal(tree_add_text(t, para, "&", 1, 5, 5, 1), n);
	assert_ptr_equal(tree_add_text(t, para, source + 10, 2, 10, 2, 1), n);
	assert_text(n, "a & b");
	assert_int_equal(node_raw_len(n), 5);
	assert_int_equal(n->offset, 3);
	assert_int_equal(n->length, 9);
	assert_string_equal(source, "<p>a &amp; b");
	n = tree_add_text(t, put(t, t->root, KIND_PARA), source + 3, 2, 7, 2, 1);
	assert_text(n, "a ");
}

static void test_copies_have_all_but_links(void **state)
{
	static const char source[] = "text";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *text, *copy;

	tree_set_source(t, source, strlen(source));
	text = tree_add_text(t, para, source, 4, 0, 4, 3);
	attr_set_str(t, para, ATTR_CLASS, "lead");
	attr_set_int(t, para, ATTR_SIZE, 12);
	copy = node_new_copy(t, para);
	assert_int_equal(copy->id, para->id);
	assert_null(node_parent(copy));
	assert_null(node_first_all(copy));
	assert_string_equal(attr_str(copy, ATTR_CLASS), "lead");
	attr_clear(copy, ATTR_CLASS);
	assert_string_equal(attr_str(para, ATTR_CLASS), "lead");
	assert_int_equal(attr_int(copy, ATTR_SIZE, 0), 12);
	assert_text(node_new_copy(t, text), "text");
	text_set(t, text, "te", 2);
	copy = node_new_copy(t, text);
	text_set(t, text, "t", 1);
	assert_text(copy, "te");
	assert_int_equal(node_raw_len(copy), 4);
}

static void test_scattered_pieces_merge(void **state)
{
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA);
	static const char piece[2][2] = {"a", "b"};

	for (uint32_t i = 0; i < 5000; i++)
		assert_non_null(tree_add_text(t, para, piece[i % 2], 1, i, 1, 1));
	assert_ptr_equal(node_first_all(para), node_last_all(para));
	assert_int_equal(node_text_len(node_first_all(para)), 5000);
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(node_text(node_first_all(para))[i], "ab"[i % 2]);
	/* Linear: a copy has twice the room that it needs. */
	assert_true(t->arena.used < 100000);
}

static void test_text_does_not_merge_with_what_is_not_its_like(void **state)
{
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *a, *b, *c;

	assert_int_equal(tree_append(t, para, node_new_text(t, "generated", 9)), 0);
	a = put_text(t, para, "a");
	assert_ptr_not_equal(a, node_first_all(para));
	node_drop(t, a, REASON_SPACE);
	b = put_text(t, para, "b");
	assert_ptr_not_equal(b, a);
	put(t, para, KIND_BREAK);
	c = put_text(t, para, "c");
	assert_ptr_not_equal(c, b);
	assert_text(a, "a");
	assert_text(c, "c");
}

static void test_split(void **state)
{
	static const char source[] = "one\ntwo";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *tail;
	struct node *n = tree_add_text(t, para, source, 7, 10, 7, 3);

	tail = text_split(t, n, 4);
	assert_text(n, "one\n");
	assert_text(tail, "two");
	assert_ptr_equal(node_next_all(n), tail);
	assert_ptr_equal(node_last_all(para), tail);
	assert_int_equal(n->length, 4);
	assert_int_equal(tail->offset, 14);
	assert_int_equal(tail->length, 3);
	assert_int_equal(node_line(tail), 4);
	assert_int_equal(node_raw_len(n) + node_raw_len(tail), 7);
	assert_int_equal(tree_books(t).kept, 7);
}

static void test_split_at_the_ends_is_refused(void **state)
{
	struct tree *t = *state;
	struct node *n = put_text(t, put(t, t->root, KIND_PARA), "abc");

	assert_null(text_split(t, n, 0));
	assert_null(text_split(t, n, 3));
	assert_null(text_split(t, n, SIZE_MAX));
	assert_null(text_split(t, node_parent(n), 1));
	assert_text(n, "abc");
}

static void test_split_of_dropped_text_stays_dropped(void **state)
{
	struct tree *t = *state;
	struct node *n = put_text(t, put(t, t->root, KIND_PARA), "abcd"), *tail;

	node_drop(t, n, REASON_LABEL);
	tail = text_split(t, n, 2);
	assert_int_equal(tail->reason, REASON_LABEL);
	assert_int_equal(tree_books(t).by_reason[REASON_LABEL], 4);
}

static void test_text_added_after_a_split_spares_the_tail(void **state)
{
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *other = put(t, t->root, KIND_PARA);
	struct node *head, *tail;

	put_text(t, para, "ab");
	head = put_text(t, para, "cd"); /* copied, with room behind it */
	tail = text_split(t, head, 2);
	assert_int_equal(tree_shift(t, other, tail), 0);
	assert_ptr_equal(put_text(t, para, "XY"), head);
	assert_text(head, "abXY");
	assert_text(tail, "cd");
}

static void test_text_added_after_text_set_spares_it(void **state)
{
	static char shorter[] = "a--------";
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *n;

	put_text(t, para, "aa");
	n = put_text(t, para, "bb");
	text_set(t, n, shorter, 1);
	put_text(t, para, "cc");
	assert_text(n, "acc");
	assert_string_equal(shorter, "a--------");
}

/* ---- the books ---- */

static void test_books_balance_over_drops_and_space(void **state)
{
	struct tree *t = *state;
	struct node *live = put(t, t->root, KIND_PARA), *gone = put(t, t->root, KIND_BOX);
	struct node *inner = put(t, gone, KIND_PARA);
	struct books b;

	text_set(t, put_text(t, live, " a  b "), "a b", 3);
	put_text(t, inner, "footer");
	node_drop(t, gone, REASON_FOOTER);
	b = tree_books(t);
	assert_int_equal(b.ingested, 12);
	assert_int_equal(b.kept, 3);
	assert_int_equal(b.dropped, 9);
	assert_int_equal(b.by_reason[REASON_SPACE], 3);
	assert_int_equal(b.by_reason[REASON_FOOTER], 6);
	assert_int_equal(b.unlocated, 0);
	node_drop(t, inner, REASON_LABEL);
	assert_int_equal(tree_books(t).by_reason[REASON_LABEL], 6);
	node_restore(t, inner);
	node_restore(t, gone);
	assert_int_equal(tree_books(t).kept, 9);
}

static void test_text_that_grew_is_not_kept_twice(void **state)
{
	struct tree *t = *state;

	text_set(t, put_text(t, put(t, t->root, KIND_PARA), "ab"), "longer than before", 18);
	assert_int_equal(tree_books(t).kept, 2);
}

/* ---- attributes ---- */

static void test_attributes(void **state)
{
	struct tree *t = *state;
	struct node *n = node_new(t, KIND_LINK);
	char href[] = "a.html";

	assert_null(attr_str(n, ATTR_HREF));
	assert_int_equal(attr_int(n, ATTR_SIZE, -3), -3);
	attr_set_str(t, n, ATTR_HREF, href);
	href[0] = 'X';
	attr_set_int(t, n, ATTR_SIZE, -120);
	attr_set_strn(t, n, ATTR_CLASS, "red blue", 3);
	assert_string_equal(attr_str(n, ATTR_HREF), "a.html");
	assert_int_equal(attr_int(n, ATTR_SIZE, 0), -120);
	assert_string_equal(attr_str(n, ATTR_CLASS), "red");
	attr_set_str(t, n, ATTR_HREF, "");
	assert_string_equal(attr_str(n, ATTR_HREF), "");
	attr_set_str(t, n, ATTR_HREF, NULL);
	assert_string_equal(attr_str(n, ATTR_HREF), "");
	attr_clear(n, ATTR_SIZE);
	attr_clear(n, ATTR_SIZE);
	assert_int_equal(attr_int(n, ATTR_SIZE, 7), 7);
	assert_string_equal(attr_str(n, ATTR_CLASS), "red");
}

/* ---- no memory ---- */

static void test_refused_memory_is_asked_for_once(void **state)
{
	struct tree *t = *state;
	struct node *para = put(t, t->root, KIND_PARA), *n = put_text(t, para, "ab");

	assert_null(arena_alloc(&t->arena, SIZE_MAX));
	assert_null(node_new(t, KIND_PARA));
	assert_null(node_new_text(t, "x", 1));
	assert_null(node_new_like(t, para));
	assert_null(text_split(t, n, 1));
	assert_null(put_text(t, para, "apart"));
	attr_set_str(t, para, ATTR_CLASS, "x");
	assert_null(attr_str(para, ATTR_CLASS));
	assert_int_equal(tree_append(t, t->root, node_new(t, KIND_BOX)), -1);
	assert_true(arena_failed(&t->arena));
	assert_text(n, "ab");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_tree, close_tree)
	const struct CMUnitTest tests[] = {
		TEST(test_new_tree_is_a_document_with_a_front),
		TEST(test_ids_count_from_one_and_are_unique),
		TEST(test_append_prepend_and_insert),
		TEST(test_the_model_refuses),
		TEST(test_linked_nodes_are_not_linked_again),
		TEST(test_new_like_copies_all_but_content),
		TEST(test_move_marks_and_shift_does_not),
		TEST(test_shift_to_its_own_place),
		TEST(test_refused_moves_change_nothing),
		TEST(test_wrap),
		TEST(test_unwrap_keeps_the_order),
		TEST(test_unwrap_alone_and_at_the_ends),
		TEST(test_unwrap_is_all_or_nothing),
		TEST(test_move_children),
		TEST(test_move_children_into_themselves_is_refused),
		TEST(test_set_kind_asks_parent_and_children),
		TEST(test_filters_leave_their_stamp),
		TEST(test_null_is_no_node),
		TEST(test_drop_marks_and_restore_unmarks),
		TEST(test_the_document_cannot_be_dropped),
		TEST(test_generated_text_is_a_copy_outside_the_books),
		TEST(test_text_in_the_source_is_not_copied),
		TEST(test_text_at_its_place_needs_no_data),
		TEST(test_the_place_tells_the_line),
		TEST(test_text_that_is_not_its_place_has_data),
		TEST(test_copies_have_all_but_links),
		TEST(test_scattered_pieces_merge),
		TEST(test_text_does_not_merge_with_what_is_not_its_like),
		TEST(test_split),
		TEST(test_split_at_the_ends_is_refused),
		TEST(test_split_of_dropped_text_stays_dropped),
		TEST(test_text_added_after_a_split_spares_the_tail),
		TEST(test_text_added_after_text_set_spares_it),
		TEST(test_books_balance_over_drops_and_space),
		TEST(test_text_that_grew_is_not_kept_twice),
		TEST(test_attributes),
		TEST(test_refused_memory_is_asked_for_once),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
