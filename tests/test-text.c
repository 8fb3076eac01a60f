/* Characters, and the text of nodes as one string. */
#include "emit-fixture.h"

/* ---- characters ---- */

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t code_point;
		unsigned width;
	} cases[] = {{"A", 'A', 1}, {"\x7F", 0x7F, 1}, {"é", 0xE9, 2}, {"\xDF\xBF", 0x7FF, 2},
		{"政", 0x653F, 3}, {"\xEF\xBF\xBD", 0xFFFD, 3}, {"𠀀", 0x20000, 4},
		{"\xF4\x8F\xBF\xBF", 0x10FFFF, 4}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		unsigned width = 0;

		assert_int_equal(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), &width),
			cases[i].code_point);
		assert_int_equal(width, cases[i].width);
	}
}

static void test_decode_stays_within_what_is_there(void **state)
{
	static const char bytes[] = "\xF0\x9F\x98";

	for (size_t len = 1; len <= 3; len++) {
		unsigned width = 0;

		utf8_decode(bytes, len, &width);
		assert_in_range(width, 1, len);
	}
}

static void test_spaces(void **state)
{
	static const uint32_t spaces[] = {' ', '\t', '\n', '\r', '\f', 0x0B, 0xA0, 0x1680,
		0x2000, 0x2003, 0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF};
	static const uint32_t others[] = {0, 0x1F, '!', 'a', 0x9F, 0xA1, 0x1FFF, 0x200C, 0x2027,
		0x2FFF, 0x3001, 0x4E00, 0xFEFE};

	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		assert_true(char_is_space(spaces[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(char_is_space(others[i]));
}

static void test_scripts(void **state)
{
	/* han, kana, full-width comma, hangul, latin */
	static const struct {
		uint32_t c;
		bool han, cjk;
	} cases[] = {{0x653F, true, true}, {0x3007, true, true}, {0x20000, true, true},
		{0x3042, false, true}, {0x30A2, false, true}, {0xFF0C, false, true},
		{0x3002, false, true}, {0xD55C, false, true}, {0x3105, false, true},
		{'A', false, false}, {0xE9, false, false}, {0x1F600, false, false},
		{0x2026, false, false}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(char_is_han(cases[i].c), cases[i].han);
		assert_int_equal(char_is_cjk(cases[i].c), cases[i].cjk);
	}
}

static void test_punctuation(void **state)
{
	static const uint32_t marks[] = {'.', ',', ';', '!', '?', 0x3002, 0xFF0C, 0x3001,
		0xFF1B, 0xFF01, 0xFF1F, 0xFF1A, 0x2026};
	static const uint32_t others[] = {0, ':', '-', '(', 'a', '0', 0x300A, 0xFF08, 0x653F};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		assert_true(char_is_punctuation(marks[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(char_is_punctuation(others[i]));
}

static void test_squash(void **state)
{
	char s[] = " 索 引\u3000号\u00A0:\t1 ";
	size_t len = text_squash(s, strlen(s));

	assert_int_equal(len, strlen("索引号:1"));
	assert_memory_equal(s, "索引号:1", len);
	assert_int_equal(text_squash(s, 0), 0);
}

static void test_width(void **state)
{
	assert_int_equal(text_width("", 0), 0);
	assert_int_equal(text_width("abc", 3), 3);
	assert_int_equal(text_width("政府A", strlen("政府A")), 5);
	assert_int_equal(text_width("，", 3), 2);
	assert_int_equal(text_width("e\u0301", 3), 1);
	assert_int_equal(text_width("a\tb\x7F", 4), 2);
}

/* ---- text of nodes ---- */

static void assert_collected(void (*collect)(struct buf *out, const struct node *n),
	const struct node *n, const char *want)
{
	struct buf have = BUF_INIT;

	buf_puts(&have, "kept ");
	collect(&have, n);
	assert_string_equal(buf_str(&have) + strlen("kept "), want);
	assert_memory_equal(have.data, "kept ", 5);
	buf_free(&have);
}

static void test_collect(void **state)
{
	struct fixture f;
	struct node *box, *para, *table, *body;

	fixture_open(&f, "en");
	box = put(&f, NULL, KIND_BOX);
	para = put_line(&f, box, KIND_PARA, " one ");
	put_line(&f, para, KIND_STRONG, "two");
	put(&f, para, KIND_BREAK);
	put_text(&f, para, "three");
	put_line(&f, box, KIND_PARA, "four");
	table = put(&f, box, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, "a|b");
	put_row(&f, body, "c|d");
	assert_collected(text_collect, para, " one two\nthree");
	assert_collected(text_collect, box, " one two\nthree\nfour\na\tb\nc\td");
	assert_collected(text_collect, NULL, "");
	fixture_close(&f);
}

static void test_collect_line(void **state)
{
	struct fixture f;
	struct node *box, *para;

	fixture_open(&f, "zh-CN");
	box = put(&f, NULL, KIND_BOX);
	para = put_line(&f, box, KIND_PARA, "\u3000\u3000政府\n信息 Act \t 2019 ");
	put_line(&f, para, KIND_STRONG, " 公开");
	put_line(&f, box, KIND_PARA, "next");
	assert_collected(text_collect_line, para, "政府信息 Act 2019 公开");
	assert_collected(text_collect_line, box, "政府信息 Act 2019 公开 next");
	assert_collected(text_collect_squashed, box, "政府信息Act2019公开next");
	assert_collected(text_collect_line, NULL, "");
	fixture_close(&f);
}

static void test_dropped_text_is_not_collected(void **state)
{
	struct fixture f;
	struct node *para;

	fixture_open(&f, "en");
	para = put_line(&f, NULL, KIND_PARA, "kept");
	node_drop(&f.doc.tree, put_line(&f, para, KIND_STRONG, " gone"), REASON_LABEL);
	assert_collected(text_collect, para, "kept");
	assert_collected(text_collect_line, para, "kept");
	assert_collected(text_collect_squashed, para, "kept");
	fixture_close(&f);
}

static void test_measure(void **state)
{
	struct fixture f;
	struct node *box, *para, *link;
	struct text_stats s;

	fixture_open(&f, "zh-CN");
	box = put(&f, NULL, KIND_BOX);
	para = put_line(&f, box, KIND_PARA, "政府 3条。");
	link = put_line(&f, para, KIND_LINK, "附件1");
	put(&f, para, KIND_BREAK);
	put(&f, para, KIND_IMAGE);
	put_row(&f, put(&f, put(&f, box, KIND_TABLE), KIND_BODY), "a|b");
	put(&f, link, KIND_SPAN)->element = ELEMENT_INPUT;
	s = text_measure(box);
	assert_int_equal(s.chars, 10);
	assert_int_equal(s.cjk, 6);
	assert_int_equal(s.digits, 2);
	assert_int_equal(s.punctuation, 1);
	assert_int_equal(s.link_chars, 3);
	assert_int_equal(s.links, 1);
	assert_int_equal(s.images, 1);
	assert_int_equal(s.breaks, 1);
	assert_int_equal(s.paras, 3);
	assert_int_equal(s.rows, 1);
	assert_int_equal(s.controls, 1);
	assert_int_equal(text_measure(NULL).chars, 0);
	fixture_close(&f);
}

static void test_blank(void **state)
{
	struct fixture f;
	struct node *para, *image;

	fixture_open(&f, "en");
	para = put_line(&f, NULL, KIND_PARA, " \u00A0\u3000\n");
	assert_true(node_is_blank(para));
	put(&f, para, KIND_BREAK);
	assert_true(node_is_blank(para));
	image = put(&f, para, KIND_IMAGE);
	assert_false(node_is_blank(para));
	node_drop(&f.doc.tree, image, REASON_EMPTY);
	assert_true(node_is_blank(para));
	put_text(&f, para, ".");
	assert_false(node_is_blank(para));
	assert_false(node_is_blank(put(&f, NULL, KIND_RULE)));
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_decode_stays_within_what_is_there),
		cmocka_unit_test(test_spaces),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_punctuation),
		cmocka_unit_test(test_squash),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_collect),
		cmocka_unit_test(test_collect_line),
		cmocka_unit_test(test_dropped_text_is_not_collected),
		cmocka_unit_test(test_measure),
		cmocka_unit_test(test_blank),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
