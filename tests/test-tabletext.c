/* Lines of a given width, and tables drawn as text. */
#include "emit-fixture.h"

#include "document/emit.h"
#include "typeset/linebreak.h"
#include "../filters/out-text/table.h"

/* ---- lines ---- */

/* want: the lines, with | between them. */
static void assert_lines(const char *text, size_t first, size_t rest, const char *want)
{
	struct broken_lines l = BROKEN_LINES_INIT;
	struct buf have = BUF_INIT;

	line_break_text(&l, text, strlen(text), first, rest);
	assert_false(l.failed);
	for (size_t i = 0; i < l.count; i++) {
		buf_puts(&have, i ? "|" : "");
		buf_put(&have, l.line[i].text, l.line[i].len);
	}
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
	line_break_free(&l);
}

static void test_lines_unwrapped(void **state)
{
	assert_lines("", 0, 0, "");
	assert_lines("a b", 0, 0, "a b");
	assert_lines("a \u3000\n\n b\r\nc\n", 0, 0, "a|| b|c");
	/* Characters that always end a line, wherever they stand. */
	assert_lines("0123456789\f0123456789", 0, 0, "0123456789|0123456789");
	assert_lines("“01”—01234567\xC2\x85"
		     "0",
		0, 0, "“01”—01234567|0");
	assert_lines("0123456\u20280123456\u20290", 0, 0, "0123456|0123456|0");
	assert_lines("\u2028012345678", 0, 0, "|012345678");
}

static void test_widths(void **state)
{
	struct broken_lines l = BROKEN_LINES_INIT;

	line_break_text(&l, "a\n政府 \nbcd", 13, 0, 0);
	assert_int_equal(l.count, 3);
	assert_int_equal(line_break_width(&l.line[0]), 1);
	assert_int_equal(line_break_width(&l.line[1]), 4);
	assert_int_equal(line_break_widest(&l), 4);
	line_break_free(&l);
	assert_int_equal(line_break_widest(&l), 0);
}

static void test_lines_wrapped(void **state)
{
	assert_lines("the quick brown fox", 9, 9, "the quick|brown fox");
	assert_lines("the quick brown fox", 3, 9, "the|quick|brown fox");
	assert_lines("one   two", 3, 3, "one|two");
	assert_lines("abcdefgh ij", 3, 3, "abc|def|gh|ij");
	assert_lines("a\nbb cc", 2, 2, "a|bb|cc");
	/* A full stop may not begin a line, an opening bracket not end one. */
	assert_lines("政府信息。公开", 8, 8, "政府信|息。公开");
	assert_lines("政府（信息）公开", 6, 6, "政府|（信|息）公|开");
	/* A character of two cells takes a line of one. */
	assert_lines("政府", 1, 1, "政|府");
	/* A combining accent stays with its letter. */
	assert_lines("e\u0301e\u0301e\u0301", 2, 2, "e\u0301e\u0301|e\u0301");
}

/* ---- numbers ---- */

static bool is_number(const char *s)
{
	return celltext_is_number(s, strlen(s));
}

static void test_numbers(void **state)
{
	assert_true(is_number("0"));
	assert_true(is_number("-1,234.50"));
	assert_true(is_number("+5%"));
	assert_true(is_number("\u22122"));
	assert_true(is_number("12‰"));
	assert_false(is_number(""));
	assert_false(is_number("-"));
	assert_false(is_number("%"));
	assert_false(is_number("1."));
	assert_false(is_number("1.2.3"));
	assert_false(is_number("1,,2"));
	assert_false(is_number("-1+2"));
	assert_false(is_number("2%x"));
	assert_false(is_number("3 "));
	assert_true(celltext_is_placeholder("", 0));
	assert_true(celltext_is_placeholder("——", 6));
	assert_false(celltext_is_placeholder("-1", 2));
}

/* ---- drawn tables ---- */

static void assert_drawing(const struct node *table, size_t limit, const char *want)
{
	struct buf out = BUF_INIT;

	assert_int_equal(table_draw(&out, table, limit), 0);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void test_table_simple(void **state)
{
	struct fixture f;
	struct node *table, *body;

	fixture_open(&f, "zh");
	table = put(&f, NULL, KIND_TABLE);
	set_int(&f, node_first(put_row(&f, put(&f, table, KIND_HEAD), "项目|件数")),
		ATTR_HEADER, 1);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, "规章|3");
	put_row(&f, body, "规范性文件|1,204");
	put_row(&f, body, "其他|—");
	assert_drawing(table, 0,
		"┌────────────┬───────┐\n"
		"│    项目    │ 件数  │\n"
		"╞════════════╪═══════╡\n"
		"│ 规章       │     3 │\n"
		"├────────────┼───────┤\n"
		"│ 规范性文件 │ 1,204 │\n"
		"├────────────┼───────┤\n"
		"│ 其他       │     — │\n"
		"└────────────┴───────┘\n");
	fixture_close(&f);
}

static void test_table_merged(void **state)
{
	struct fixture f;
	struct node *table, *group, *row;

	fixture_open(&f, "zh");
	table = put(&f, NULL, KIND_TABLE);
	group = put(&f, table, KIND_HEAD);
	row = put(&f, group, KIND_ROW);
	put_cell(&f, row, "项目", 2, 2);
	put_cell(&f, row, "申请人情况", 2, 1);
	put_row(&f, group, "自然人|法人");
	group = put(&f, table, KIND_BODY);
	row = put(&f, group, KIND_ROW);
	put_cell(&f, row, "一\n二\n三\n四", 1, 2);
	put_cell(&f, row, "公开", 1, 1);
	put_cell(&f, row, "1", 1, 1);
	put_cell(&f, row, "2", 1, 1);
	row = put(&f, group, KIND_ROW);
	put_cell(&f, row, "合计", 1, 1);
	put_cell(&f, row, "3", 2, 1);
	assert_drawing(table, 0,
		"┌───────────┬───────────────┐\n"
		"│ 项目      │ 申请人情况    │\n"
		"│           ├────────┬──────┤\n"
		"│           │ 自然人 │ 法人 │\n"
		"╞════╤══════╪════════╪══════╡\n"
		"│ 一 │ 公开 │      1 │    2 │\n"
		"│ 二 ├──────┼────────┴──────┤\n"
		"│ 三 │ 合计 │ 3             │\n"
		"│ 四 │      │               │\n"
		"└────┴──────┴───────────────┘\n");
	fixture_close(&f);
}

/* Columns and rows in which no cell begins, rows that are too short, spans without end. */
static void test_table_ragged(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "wide", 1000, 1);
	put_cell(&f, row, "cut off", 1, 1);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "tall", 1, 9);
	put_cell(&f, row, "b", 2, 1);
	put_cell(&f, row, "", 1, 1);
	put(&f, body, KIND_ROW);
	put_row(&f, body, "c");
	assert_drawing(table, 0,
		"┌──────────────┐\n"
		"│ wide         │\n"
		"├──────┬───┬───┤\n"
		"│ tall │ b │   │\n"
		"│      ├───┼───┤\n"
		"│      │ c │   │\n"
		"└──────┴───┴───┘\n");
	fixture_close(&f);
}

/* The second row's merged cell runs into the first row's tall one: the first has the slot. */
static void test_table_overlap(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "a", 1, 1);
	put_cell(&f, row, "b", 1, 2);
	put_cell(&f, row, "c", 1, 1);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "d", 3, 1);
	assert_drawing(table, 0,
		"┌───┬───┬───┐\n"
		"│ a │ b │ c │\n"
		"├───┤   ├───┤\n"
		"│ d │   │   │\n"
		"└───┴───┴───┘\n");
	fixture_close(&f);
}

static void test_table_limit(void **state)
{
	struct fixture f;
	struct node *table, *body;

	fixture_open(&f, "zh");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, "编号|本机关主动公开的规范性文件|2024-01-17");
	assert_drawing(table, 48,
		"┌────┬──────────────────────────┬──────────┐\n"
		"│编号│本机关主动公开的规范性文件│2024-01-17│\n"
		"└────┴──────────────────────────┴──────────┘\n");
	assert_drawing(table, 41,
		"┌────┬───────────────────────┬──────────┐\n"
		"│编号│本机关主动公开的规范性 │2024-01-17│\n"
		"│    │文件                   │          │\n"
		"└────┴───────────────────────┴──────────┘\n");
	assert_drawing(table, 24,
		"┌────┬────────┬────────┐\n"
		"│编号│本机关主│2024-01-│\n"
		"│    │动公开的│17      │\n"
		"│    │规范性文│        │\n"
		"│    │件      │        │\n"
		"└────┴────────┴────────┘\n");
	assert_drawing(table, 1,
		"┌────┬────┬────┐\n"
		"│编号│本机│2024│\n"
		"│    │关主│-01-│\n"
		"│    │动公│17  │\n"
		"│    │开的│    │\n"
		"│    │规范│    │\n"
		"│    │性文│    │\n"
		"│    │件  │    │\n"
		"└────┴────┴────┘\n");
	fixture_close(&f);
}

/* Without a limit a column takes 40 cells, and a merged cell asks for no more. */
static void test_table_wraps_at_40(void **state)
{
	static const char words[] = "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii";
	struct fixture f;
	struct node *table, *body;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, words);
	assert_drawing(table, 0,
		"┌──────────────────────────────────────────┐\n"
		"│ aaaa bbbb cccc dddd eeee ffff gggg hhhh  │\n"
		"│ iiii                                     │\n"
		"└──────────────────────────────────────────┘\n");
	fixture_close(&f);
}

static void test_table_without_cells(void **state)
{
	struct fixture f;
	struct node *table;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	assert_drawing(table, 0, "");
	put(&f, put(&f, table, KIND_BODY), KIND_ROW);
	assert_drawing(table, 0, "");
	fixture_close(&f);
}

/* 1000 columns, 3000 rows: three million empty boxes are not drawn. */
static void test_table_too_large(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;
	struct buf out = BUF_INIT;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	for (int i = 0; i < 1000; i++)
		put_cell(&f, row, "x", 1, 1);
	for (int i = 0; i < 3000; i++)
		put_row(&f, body, "y");
	assert_int_equal(table_draw(&out, table, 0), 0);
	assert_int_equal(out.len, 2000 + 2 * 3000);
	assert_memory_equal(out.data, "x\tx\tx", 5);
	assert_memory_equal(out.data + out.len - 5, "\ny\ny\n", 5);
	buf_free(&out);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_unwrapped),
		cmocka_unit_test(test_lines_wrapped),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_table_simple),
		cmocka_unit_test(test_table_merged),
		cmocka_unit_test(test_table_ragged),
		cmocka_unit_test(test_table_overlap),
		cmocka_unit_test(test_table_limit),
		cmocka_unit_test(test_table_wraps_at_40),
		cmocka_unit_test(test_table_without_cells),
		cmocka_unit_test(test_table_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
