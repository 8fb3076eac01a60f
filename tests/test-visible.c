/* What a node says, looked at in its place: always what its collected text would tell. */
#include "emit-fixture.h"

#include "tree/text.h"

struct line {
	struct fixture f;
	struct node *para, *gone;
};

/* first, then a phrase that is dropped, then an empty phrase, then last. */
static struct node *open_line(struct line *l, const char *first, const char *last)
{
	fixture_open(&l->f, "en");
	l->para = put_line(&l->f, NULL, KIND_PARA, first);
	l->gone = put_line(&l->f, l->para, KIND_STRONG, "gone");
	node_drop(&l->f.doc.tree, l->gone, REASON_TOOLS);
	put(&l->f, l->para, KIND_EMPH);
	put(&l->f, l->para, KIND_BREAK);
	put_line(&l->f, l->para, KIND_SPAN, last);
	put_text(&l->f, l->para, " \n");
	return l->para;
}

static void test_first_and_last(void **state)
{
	static const struct {
		const char *first, *last;
		uint32_t starts, ends;
	} cases[] = {{"\t a", "b ", 'a', 'b'}, {" \u3000政", "府\u00A0", 0x653F, 0x5E9C},
		{" ", "\u200B𠀀 ", 0x20000, 0x20000}, {"é", " ", 0xE9, 0xE9}, {" ", "\n", 0, 0},
		{"", "", 0, 0}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct line l;
		const struct node *n = open_line(&l, cases[i].first, cases[i].last);

		assert_int_equal(visible_first(n), cases[i].starts);
		assert_int_equal(visible_last(n), cases[i].ends);
		fixture_close(&l.f);
	}
}

/* A dropped node that is asked itself is read, as collecting does. */
static void test_dropped(void **state)
{
	struct line l;

	open_line(&l, "one", "two");
	assert_true(visible_is(l.gone, "gone"));
	assert_int_equal(visible_first(l.gone), 'g');
	assert_int_equal(visible_last(l.gone), 'e');
	assert_false(visible_is(l.para, "onegonetwo"));
	fixture_close(&l.f);
}

/* What stands behind it in the document is not its own. */
static void test_others_are_not_read(void **state)
{
	struct line l;
	struct node *before, *after;

	fixture_open(&l.f, "en");
	before = put_line(&l.f, NULL, KIND_PARA, "before");
	l.para = put(&l.f, NULL, KIND_PARA);
	after = put_line(&l.f, NULL, KIND_PARA, "after");
	assert_int_equal(visible_first(l.para), 0);
	assert_int_equal(visible_last(l.para), 0);
	assert_int_equal(visible_count(l.para, 10), 0);
	assert_int_equal(visible_last(after), 'r');
	assert_int_equal(visible_count(before, 10), 6);
	fixture_close(&l.f);
}

static void test_count(void **state)
{
	struct line l;
	const struct node *n = open_line(&l, " 政府 a", "b\u3000c");

	assert_int_equal(visible_count(n, 100), 5);
	assert_int_equal(visible_count(n, 100), text_measure(n).chars);
	assert_int_equal(visible_count(n, 5), 5);
	assert_int_equal(visible_count(n, 4), 4);
	assert_int_equal(visible_count(n, 0), 0);
	fixture_close(&l.f);
}

static void test_compared(void **state)
{
	struct line l;
	const struct node *n = open_line(&l, " 目 ", "\u3000录1");

	assert_true(visible_is(n, "目录1"));
	assert_false(visible_is(n, "目录"));
	assert_false(visible_is(n, "目录12"));
	assert_false(visible_is(n, "目录2"));
	assert_int_equal(visible_begins(n, "目录1 and more", 14), strlen("目录1"));
	assert_int_equal(visible_begins(n, "目录1", strlen("目录")), 0);
	assert_int_equal(visible_begins(n, "目录", 5), 0);
	assert_int_equal(visible_begins(n, "", 0), 0);
	fixture_close(&l.f);
}

static void test_copied(void **state)
{
	char to[16] = "";
	size_t len;
	struct line l;
	const struct node *n = open_line(&l, " 日 期", "：");

	assert_true(visible_copy(n, to, strlen("日期："), &len));
	assert_int_equal(len, strlen("日期："));
	assert_memory_equal(to, "日期：", len);
	assert_false(visible_copy(n, to, strlen("日期：") - 1, &len));
	assert_false(visible_copy(n, to, 0, &len));
	fixture_close(&l.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_and_last),
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_others_are_not_read),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_compared),
		cmocka_unit_test(test_copied),
	};

	return cmocka_run_group_tests_name("visible", tests, NULL, NULL);
}
