/* What blocks are made of, and what their names say. */
#include "emit-fixture.h"

#include "evidence/evidence.h"

static struct features measure(struct fixture *f, const struct node *n)
{
	struct evidence e;
	struct features features;

	assert_int_equal(evidence_measure(&e, &f->doc), 0);
	features = *evidence_of(&e, n);
	evidence_free(&e);
	return features;
}

static void test_counts_add_up_to_the_root(void **state)
{
	struct fixture f;
	struct node *box;
	struct features s;

	fixture_open(&f, "zh-CN");
	box = put(&f, NULL, KIND_BOX);
	put_line(&f, put_line(&f, box, KIND_PARA, "政府公开，"), KIND_LINK, "链接");
	put_line(&f, put(&f, box, KIND_PARA), KIND_LINK, "链接 abc");
	put(&f, box, KIND_PARA);
	s = measure(&f, box);
	assert_int_equal(s.chars, 12);
	assert_int_equal(s.link_chars, 7);
	assert_int_equal(s.links, 2);
	assert_int_equal(s.lines, 2);
	assert_int_equal(s.link_lines, 1);
	assert_int_equal(s.punctuation, 1);
	assert_int_equal(measure(&f, f.doc.tree.root).chars, 12);
	fixture_close(&f);
}

static void test_dropped_blocks_do_not_count(void **state)
{
	struct fixture f;
	struct node *box, *para;

	fixture_open(&f, "en");
	box = put(&f, NULL, KIND_BOX);
	put_line(&f, box, KIND_PARA, "kept");
	para = put_line(&f, box, KIND_PARA, "gone");
	node_drop(&f.doc.tree, para, REASON_EMPTY);
	assert_int_equal(measure(&f, box).chars, 4);
	assert_int_equal(measure(&f, para).chars, 0);
	fixture_close(&f);
}

static void test_prose_outweighs_menus(void **state)
{
	struct fixture f;
	struct node *prose, *menu, *label;

	fixture_open(&f, "zh-CN");
	prose = put_line(&f, NULL, KIND_PARA, "本机关依法公开政府信息，接受监督。");
	menu = put(&f, NULL, KIND_PARA);
	put_line(&f, menu, KIND_LINK, "首页新闻公开服务互动数据机构概况");
	label = put_line(&f, NULL, KIND_PARA, "首页新闻");
	assert_true(measure(&f, prose).prose > 16.0f);
	assert_true(measure(&f, menu).prose == 0.0f);
	assert_true(measure(&f, label).prose > 0.0f);
	assert_true(measure(&f, label).prose < 4.0f);
	fixture_close(&f);
}

static void test_a_block_alone_has_the_same_prose(void **state)
{
	struct fixture f;
	struct node *box, *inner;

	fixture_open(&f, "zh-CN");
	box = put(&f, NULL, KIND_BOX);
	inner = put(&f, box, KIND_BOX);
	for (int i = 0; i < 20; i++) {
		put_line(&f, i % 3 ? inner : box, KIND_PARA, "Short label");
		put_line(&f, i % 2 ? inner : box, KIND_PARA,
			"One sentence, and a half; no more.");
	}
	node_drop(&f.doc.tree, put_line(&f, box, KIND_PARA, "Gone, for good."), REASON_EMPTY);
	assert_true(block_prose(box) > 100.0f);
	assert_true(block_prose(box) == measure(&f, box).prose);
	assert_true(block_prose(f.doc.tree.root) == measure(&f, f.doc.tree.root).prose);
	fixture_close(&f);
}

static void test_link_density(void **state)
{
	struct features none = {0}, half = {.chars = 10, .link_chars = 5};

	assert_true(link_density(&none) == 0.0);
	assert_true(link_density(&half) == 0.5);
}

static void test_nodes_made_later_have_no_features(void **state)
{
	struct fixture f;
	struct evidence e;

	fixture_open(&f, "en");
	assert_int_equal(evidence_measure(&e, &f.doc), 0);
	assert_int_equal(evidence_of(&e, put_line(&f, NULL, KIND_PARA, "late"))->chars, 0);
	evidence_free(&e);
	evidence_free(&e);
	fixture_close(&f);
}

/* As many kinds of line as no small table holds, each twice: what is alike is kept once. */
static void test_each_node_has_its_own_features(void **state)
{
	enum { KINDS = 2000 };
	static const struct node *lines[2 * KINDS];
	struct fixture f;
	struct evidence e;
	char text[KINDS + 1];

	fixture_open(&f, "en");
	memset(text, 'x', sizeof text);
	for (int i = 0; i < 2 * KINDS; i++) {
		text[i % KINDS + 1] = '\0';
		lines[i] = put_line(&f, NULL, KIND_PARA, text);
		text[i % KINDS + 1] = 'x';
	}
	assert_int_equal(evidence_measure(&e, &f.doc), 0);
	for (uint32_t i = 0; i < 2 * KINDS; i++)
		assert_int_equal(evidence_of(&e, lines[i])->chars, i % KINDS + 1);
	assert_int_equal(evidence_of(&e, f.doc.tree.root)->lines, 2 * KINDS);
	evidence_free(&e);
	fixture_close(&f);
}

static int hint(struct fixture *f, enum element element, enum attr attr, const char *value)
{
	struct node *n = node_new(&f->doc.tree, KIND_BOX);

	n->element = (uint8_t)element;
	if (value)
		set_str(f, n, attr, value);
	return class_hint(n);
}

static void test_hints(void **state)
{
	struct fixture f;

	fixture_open(&f, "en");
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, NULL), -1);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, ""), -1);
	assert_int_equal(hint(&f, ELEMENT_NAV, ATTR_CLASS, NULL), REASON_NAVIGATION);
	assert_int_equal(hint(&f, ELEMENT_ARTICLE, ATTR_CLASS, NULL), REASON_LIVE);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "page-footer"), REASON_FOOTER);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_HTMLID, "pageFooter"), REASON_FOOTER);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_ROLE, "navigation"), REASON_NAVIGATION);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "content"), REASON_LIVE);
	/* Whatever it is the footer of. */
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "content footer"), REASON_FOOTER);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_ROLE, "dialog"), REASON_BANNER);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "search-box"), REASON_FORM);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "search-results"), REASON_LIVE);
	fixture_close(&f);
}

static void test_tab_panels_are_not_their_menu(void **state)
{
	struct fixture f;
	struct node *n;

	fixture_open(&f, "en");
	n = put(&f, NULL, KIND_BOX);
	set_str(&f, n, ATTR_HTMLID, "menu-tab-1");
	assert_int_equal(class_hint(n), REASON_NAVIGATION);
	set_str(&f, n, ATTR_ROLE, "tabpanel");
	assert_int_equal(class_hint(n), -1);
	fixture_close(&f);
}

static bool landmark(struct fixture *f, enum element element, enum attr attr, const char *value)
{
	struct node *n = node_new(&f->doc.tree, KIND_BOX);

	n->element = (uint8_t)element;
	if (value)
		set_str(f, n, attr, value);
	return is_landmark(n);
}

static void test_landmarks(void **state)
{
	struct fixture f;

	fixture_open(&f, "en");
	assert_true(landmark(&f, ELEMENT_ARTICLE, ATTR_CLASS, NULL));
	assert_true(landmark(&f, ELEMENT_MAIN, ATTR_CLASS, NULL));
	assert_true(landmark(&f, ELEMENT_DIV, ATTR_ROLE, "main"));
	assert_true(landmark(&f, ELEMENT_DIV, ATTR_ROLE, "articleBody"));
	assert_true(landmark(&f, ELEMENT_DIV, ATTR_CLASS, "wide entry-content"));
	assert_false(landmark(&f, ELEMENT_DIV, ATTR_CLASS, "entry-content-wrap"));
	assert_false(landmark(&f, ELEMENT_DIV, ATTR_CLASS, "no-entry-content"));
	assert_false(landmark(&f, ELEMENT_DIV, ATTR_ROLE, "navigation"));
	assert_false(landmark(&f, ELEMENT_DIV, ATTR_CLASS, NULL));
	fixture_close(&f);
}

static void test_words_begin_where_words_begin(void **state)
{
	struct fixture f;

	fixture_open(&f, "en");
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "barefoot"), -1);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "unrelated"), -1);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "FOOTER"), REASON_FOOTER);
	assert_int_equal(hint(&f, ELEMENT_DIV, ATTR_CLASS, "x_foot1"), REASON_FOOTER);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts_add_up_to_the_root),
		cmocka_unit_test(test_dropped_blocks_do_not_count),
		cmocka_unit_test(test_prose_outweighs_menus),
		cmocka_unit_test(test_a_block_alone_has_the_same_prose),
		cmocka_unit_test(test_link_density),
		cmocka_unit_test(test_nodes_made_later_have_no_features),
		cmocka_unit_test(test_each_node_has_its_own_features),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_tab_panels_are_not_their_menu),
		cmocka_unit_test(test_landmarks),
		cmocka_unit_test(test_words_begin_where_words_begin),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
