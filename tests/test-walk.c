/* Walking: order, dropped nodes, changes between two steps, depth. */
#include "emit-fixture.h"

struct page {
	struct fixture f;
	struct node *box, *a, *text, *strong, *quote, *b;
};

/* document(front box(a(text strong) quote(b))) */
static void open_page(struct page *p)
{
	fixture_open(&p->f, "en");
	p->box = put(&p->f, NULL, KIND_BOX);
	p->a = put(&p->f, p->box, KIND_PARA);
	p->text = put_text(&p->f, p->a, "x");
	p->strong = put(&p->f, p->a, KIND_STRONG);
	p->quote = put(&p->f, p->box, KIND_QUOTE);
	p->b = put(&p->f, p->quote, KIND_PARA);
}

static void close_page(struct page *p)
{
	fixture_close(&p->f);
}

/* The kinds that a walk meets, by their first letters; leaving is a dot. */
static void assert_walk(const struct node *root, const char *want)
{
	struct walk w = WALK_INIT(root);
	struct buf have = BUF_INIT;

	while (walk_step(&w))
		buf_putc(&have, w.entering ? *kind_name((enum kind)w.node->kind) : '.');
	assert_false(walk_step(&w));
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
}

static void assert_next(const struct node *root, const char *want)
{
	struct buf have = BUF_INIT;

	for (const struct node *n = root; n; n = tree_next(root, n))
		buf_putc(&have, *kind_name((enum kind)n->kind));
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
}

static void test_preorder_within_the_root(void **state)
{
	struct page p;

	open_page(&p);
	assert_next(p.f.doc.tree.root, "dfbptsqp");
	assert_next(p.box, "bptsqp");
	assert_next(p.a, "pts");
	assert_next(p.text, "t");
	close_page(&p);
}

static void test_skip_does_not_go_in(void **state)
{
	struct page p;

	open_page(&p);
	assert_ptr_equal(tree_next_skip(p.box, p.a), p.quote);
	assert_ptr_equal(tree_next_skip(p.box, p.strong), p.quote);
	assert_null(tree_next_skip(p.box, p.box));
	assert_null(tree_next_skip(p.box, p.quote));
	close_page(&p);
}

static void test_dropped_nodes_are_stepped_over(void **state)
{
	struct page p;

	open_page(&p);
	node_drop(&p.f.doc.tree, p.a, REASON_EMPTY);
	assert_next(p.box, "bqp");
	assert_walk(p.box, "bqp...");
	assert_ptr_equal(node_first(p.box), p.quote);
	assert_null(node_preceding(p.quote));
	assert_ptr_equal(tree_next_all(p.box, p.box), p.a);
	assert_ptr_equal(tree_next_all(p.box, p.a), p.text);
	node_drop(&p.f.doc.tree, p.quote, REASON_EMPTY);
	assert_null(node_first(p.box));
	assert_null(node_last(p.box));
	assert_walk(p.box, "b.");
	close_page(&p);
}

static void test_a_node_may_be_dropped_on_the_way(void **state)
{
	struct page p;

	open_page(&p);
	node_drop(&p.f.doc.tree, p.a, REASON_EMPTY);
	assert_ptr_equal(tree_next(p.box, p.a), p.quote);
	close_page(&p);
}

static void test_children_may_be_added_on_the_way(void **state)
{
	struct page p;
	unsigned paras = 0;

	open_page(&p);
	for (struct node *n = p.box; n; n = tree_next(p.box, n)) {
		if (n->kind == KIND_QUOTE)
			put(&p.f, n, KIND_PARA);
		paras += n->kind == KIND_PARA;
	}
	assert_int_equal(paras, 3);
	close_page(&p);
}

static void test_enter_and_leave(void **state)
{
	struct page p;

	open_page(&p);
	assert_walk(p.f.doc.tree.root, "df.bpt.s..qp....");
	assert_walk(p.text, "t.");
	assert_walk(NULL, "");
	close_page(&p);
}

static void test_skipped_subtrees_are_left(void **state)
{
	struct walk w;
	struct page p;
	struct buf have = BUF_INIT;

	open_page(&p);
	w = (struct walk)WALK_INIT(p.box);
	while (walk_step(&w)) {
		buf_putc(&have, w.entering ? *kind_name((enum kind)w.node->kind) : '.');
		w.skip = w.entering && w.node == p.a;
	}
	assert_string_equal(buf_str(&have), "bp.qp...");
	buf_free(&have);
	close_page(&p);
}

static void test_siblings_and_ancestors(void **state)
{
	struct page p;

	open_page(&p);
	assert_ptr_equal(node_following(p.a), p.quote);
	assert_ptr_equal(node_preceding(p.quote), p.a);
	assert_ptr_equal(node_last(p.box), p.quote);
	assert_null(node_following(p.quote));
	assert_ptr_equal(node_ancestor(p.text, KIND_BOX), p.box);
	assert_null(node_ancestor(p.box, KIND_BOX));
	assert_null(node_ancestor(p.text, KIND_TABLE));
	assert_true(node_within(p.text, p.box));
	assert_true(node_within(p.box, p.box));
	assert_false(node_within(p.box, p.a));
	assert_false(node_within(NULL, p.a));
	close_page(&p);
}

static void test_null_is_no_node(void **state)
{
	assert_null(node_first(NULL));
	assert_null(node_last(NULL));
	assert_null(node_following(NULL));
	assert_null(node_preceding(NULL));
	assert_null(node_ancestor(NULL, KIND_BOX));
	assert_null(tree_next(NULL, NULL));
	assert_null(tree_next_skip(NULL, NULL));
	assert_null(tree_next_all(NULL, NULL));
}

static void test_depth_costs_no_stack(void **state)
{
	enum { DEPTH = 300000 };
	struct fixture f;
	struct walk w;
	struct node *n = NULL;
	size_t steps = 0, nodes = 0;

	fixture_open(&f, "en");
	for (size_t i = 0; i < DEPTH; i++)
		n = put(&f, n, KIND_BOX);
	w = (struct walk)WALK_INIT(node_last_all(f.doc.tree.root));
	while (walk_step(&w))
		steps++;
	for (n = f.doc.tree.root; n; n = tree_next_all(f.doc.tree.root, n))
		nodes++;
	assert_int_equal(steps, 2 * DEPTH);
	assert_int_equal(nodes, DEPTH + 2);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_preorder_within_the_root),
		cmocka_unit_test(test_skip_does_not_go_in),
		cmocka_unit_test(test_dropped_nodes_are_stepped_over),
		cmocka_unit_test(test_a_node_may_be_dropped_on_the_way),
		cmocka_unit_test(test_children_may_be_added_on_the_way),
		cmocka_unit_test(test_enter_and_leave),
		cmocka_unit_test(test_skipped_subtrees_are_left),
		cmocka_unit_test(test_siblings_and_ancestors),
		cmocka_unit_test(test_null_is_no_node),
		cmocka_unit_test(test_depth_costs_no_stack),
	};

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
