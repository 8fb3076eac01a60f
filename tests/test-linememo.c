/* What is kept of lines: never what they were before something changed them. */
#include "emit-fixture.h"
#include "tree/storage.h"
#include "tree/text.h"
#include "document/treexml.h"

struct line {
	struct tree *tree;
	struct node *para, *text, *strong, *link, *other;
};

static void drop(struct line *l)
{
	node_drop(l->tree, l->strong, REASON_LABEL);
}

static void restore(struct line *l)
{
	node_restore(l->tree, l->other);
}

static void wrap(struct line *l)
{
	tree_wrap(l->tree, l->strong, node_new(l->tree, KIND_LINK));
}

static void unwrap(struct line *l)
{
	tree_unwrap(l->tree, l->link);
}

static void move_within(struct line *l)
{
	tree_move_before(l->tree, l->text, l->link);
}

static void move_into_a_phrase(struct line *l)
{
	tree_shift(l->tree, l->link, l->strong);
}

static void move_children(struct line *l)
{
	tree_move_children(l->tree, l->link, l->strong);
}

static void append(struct line *l)
{
	tree_append(l->tree, l->link, node_new_text(l->tree, "9.", 2));
}

static void prepend(struct line *l)
{
	tree_prepend(l->tree, l->para, node_new(l->tree, KIND_IMAGE));
}

static void add_text(struct line *l)
{
	tree_add_text(l->tree, l->link, "公开", strlen("公开"), 0, 0, 1);
}

static void set_text(struct line *l)
{
	text_set(l->tree, l->text, "7", 1);
}

static void restore_text(struct line *l)
{
	text_restore(l->tree, l->text, "8;", 2, 2);
}

static void set_kind(struct line *l)
{
	node_set_kind(l->tree, l->link, KIND_SPAN);
}

static void set_kind_of_line(struct line *l)
{
	node_set_kind(l->tree, l->para, KIND_CODEBLOCK);
}

struct reading {
	struct text_stats stats;
	struct buf squashed;
};

static void read_line(struct reading *r, const struct node *n)
{
	buf_clear(&r->squashed);
	r->stats = text_measure(n);
	text_collect_squashed(&r->squashed, n);
}

/* Reads a line after the change; twice, so that what is kept is read as well. */
static void read_changed(struct reading *r, void (*change)(struct line *), bool read_before)
{
	struct fixture f;
	struct line l;

	fixture_open(&f, "zh-CN");
	l.tree = &f.doc.tree;
	l.para = put_line(&f, NULL, KIND_PARA, "第 1 条, ");
	l.text = node_first(l.para);
	l.strong = put_line(&f, l.para, KIND_STRONG, "two ");
	l.link = put_line(&f, l.para, KIND_LINK, "附件");
	l.other = put_line(&f, l.para, KIND_EMPH, "5 ");
	node_drop(l.tree, l.other, REASON_LABEL);
	if (read_before)
		read_line(r, l.para);
	change(&l);
	read_line(r, l.para);
	read_line(r, l.para);
	fixture_close(&f);
}

static void test_changes_are_seen(void **state)
{
	static void (*const changes[])(struct line *) = {drop, restore, wrap, unwrap,
		move_within, move_into_a_phrase, move_children, append, prepend, add_text,
		set_text, restore_text, set_kind, set_kind_of_line};

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct reading kept = {.squashed = BUF_INIT}, fresh = {.squashed = BUF_INIT};

		read_changed(&kept, changes[i], true);
		read_changed(&fresh, changes[i], false);
		assert_memory_equal(&kept.stats, &fresh.stats, sizeof kept.stats);
		assert_string_equal(buf_str(&kept.squashed), buf_str(&fresh.squashed));
		buf_free(&kept.squashed);
		buf_free(&fresh.squashed);
	}
}

static void test_lines_that_leave(void **state)
{
	struct fixture f;
	struct node *from, *to, *strong;

	fixture_open(&f, "en");
	from = put_line(&f, NULL, KIND_PARA, "one ");
	strong = put_line(&f, from, KIND_STRONG, "two");
	to = put_line(&f, NULL, KIND_PARA, "three");
	assert_int_equal(text_measure(from).chars, 6);
	assert_int_equal(text_measure(to).chars, 5);
	assert_int_equal(tree_shift(&f.doc.tree, to, strong), 0);
	assert_int_equal(text_measure(from).chars, 3);
	assert_int_equal(text_measure(to).chars, 8);
	fixture_close(&f);
}

/* Other nodes have the numbers of those that were read. */
static void test_a_merged_tree(void **state)
{
	static const char answer[] =
		"<guidang xmlns=\"urn:guidang:tree:1\" version=\"1\"><document id=\"1\">"
		"<front id=\"2\"/><para id=\"3\"/><para id=\"5\"><text id=\"6\">three</text>"
		"<text id=\"4\">one</text></para></document></guidang>";
	struct fixture f;
	struct node *from, *to;

	fixture_open(&f, "en");
	from = put_line(&f, NULL, KIND_PARA, "one");
	to = put_line(&f, NULL, KIND_PARA, "three");
	assert_int_equal(text_measure(from).chars, 3);
	assert_int_equal(text_measure(to).chars, 5);
	assert_int_equal(treexml_merge(&f.doc, answer, strlen(answer)), 0);
	from = node_following(document_front(&f.doc));
	to = node_following(from);
	assert_int_equal(from->id, 3);
	assert_int_equal(text_measure(from).chars, 0);
	assert_int_equal(text_measure(to).chars, 8);
	fixture_close(&f);
}

/* Lines that share a place, and more text than is kept. */
static void test_many_long_lines(void **state)
{
	struct fixture f;
	struct node *lines[2 * LINEMEMO_LINES + 2];
	struct buf text = BUF_INIT, squashed = BUF_INIT;
	size_t count = sizeof lines / sizeof *lines;

	fixture_open(&f, "en");
	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		buf_printf(&text, "line %0200zu", i);
		lines[i] = put(&f, NULL, KIND_PARA);
		tree_append(&f.doc.tree, lines[i],
			node_new_text(&f.doc.tree, buf_str(&text), text.len));
	}
	for (int time = 0; time < 2; time++)
		for (size_t i = 0; i < count; i++) {
			buf_clear(&text);
			buf_printf(&text, "line%0200zu", i);
			buf_clear(&squashed);
			text_collect_squashed(&squashed, lines[i]);
			assert_string_equal(buf_str(&squashed), buf_str(&text));
			assert_int_equal(text_measure(lines[i]).digits, 200);
		}
	buf_free(&text);
	buf_free(&squashed);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes_are_seen),
		cmocka_unit_test(test_lines_that_leave),
		cmocka_unit_test(test_a_merged_tree),
		cmocka_unit_test(test_many_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
