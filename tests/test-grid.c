/* Forming a table: spans, ragged rows, overlaps, and tables made to be expensive. */
#include "emit-fixture.h"

#include <time.h>

/* The slots as letters, a row a line: the first byte of each cell's text, '-' where no cell is,
   in lower case where the slot is not the cell's origin. */
static void assert_grid(const struct node *table, const char *want)
{
	struct grid g;
	struct buf have = BUF_INIT;

	assert_int_equal(grid_build(&g, table), 0);
	for (unsigned r = 0; r < g.rows; r++) {
		buf_puts(&have, r ? "|" : "");
		for (unsigned c = 0; c < g.columns; c++) {
			struct grid_slot s = grid_at(&g, r, c);
			char letter =
				s.cell ? *node_text(node_first_all(node_first_all(s.cell)))
				       : '-';

			buf_putc(&have, s.cell && !s.origin ? (char)(letter | 0x20) : letter);
		}
	}
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
	grid_free(&g);
}

static void test_plain_table(void **state)
{
	struct fixture f;
	struct node *table, *body;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, "A|B");
	put_row(&f, body, "C|D");
	assert_grid(table, "AB|CD");
	fixture_close(&f);
}

static void test_spans(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "A", 2, 2);
	put_cell(&f, row, "B", 1, 3);
	put_row(&f, body, "C");
	put_row(&f, body, "D|E");
	assert_grid(table, "AaB-|aabC|DEb-");
	fixture_close(&f);
}

static void test_spans_end_with_the_table(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "A", 1, 9);
	put_cell(&f, row, "B", 65534, 1);
	put_row(&f, body, "C");
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.rows, 2);
	assert_int_equal(g.columns, GRID_COLUMNS_MAX);
	assert_int_equal(grid_rowspan(&g, 0, 0), 2);
	assert_int_equal(grid_colspan(&g, 0, 1), GRID_COLUMNS_MAX - 1);
	assert_int_equal(g.narrowest, 2);
	assert_int_equal(g.widest, GRID_COLUMNS_MAX);
	grid_free(&g);
	fixture_close(&f);
}

/* HTML standard, 4.9.11: rowspan="0" means the rest of the rows. */
static void test_rowspan_zero(void **state)
{
	struct fixture f;
	struct node *table, *body, *row, *cell;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	cell = put_cell(&f, row, "A", 1, 1);
	set_int(&f, cell, ATTR_ROWSPAN, 0);
	put_cell(&f, row, "B", 1, 1);
	put_row(&f, body, "C");
	put_row(&f, body, "D");
	assert_grid(table, "AB|aC|aD");
	set_int(&f, cell, ATTR_ROWSPAN, -5);
	set_int(&f, cell, ATTR_COLSPAN, 0);
	assert_grid(table, "AB|C-|D-");
	fixture_close(&f);
}

static void test_ragged_rows(void **state)
{
	struct fixture f;
	struct node *table, *body;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_row(&f, body, "A");
	put_row(&f, body, "B|C|D");
	put(&f, body, KIND_ROW);
	assert_grid(table, "A--|BCD|---");
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.narrowest, 0);
	assert_int_equal(g.widest, 3);
	assert_false(g.overlap);
	grid_free(&g);
	fixture_close(&f);
}

static void test_the_first_cell_keeps_a_slot(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "A", 1, 1);
	put_cell(&f, row, "B", 1, 2);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "C", 3, 1);
	assert_grid(table, "AB-|Cbc");
	assert_int_equal(grid_build(&g, table), 0);
	assert_true(g.overlap);
	grid_free(&g);
	fixture_close(&f);
}

static void test_groups_of_rows(void **state)
{
	struct fixture f;
	struct node *table;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	put_line(&f, table, KIND_CAPTION, "caption");
	put_row(&f, put(&f, table, KIND_HEAD), "A");
	put_row(&f, put(&f, table, KIND_BODY), "B");
	put_row(&f, put(&f, table, KIND_BODY), "C");
	put_row(&f, put(&f, table, KIND_FOOT), "D");
	assert_grid(table, "A|B|C|D");
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.header_rows, 1);
	assert_int_equal(g.body_rows, 2);
	for (unsigned r = 0; r < g.rows; r++)
		assert_int_equal(g.row_nodes[r]->kind, KIND_ROW);
	grid_free(&g);
	fixture_close(&f);
}

/* Only rows that come first are header rows, whatever group later ones stand in. */
static void test_a_head_behind_the_body_is_no_header(void **state)
{
	struct fixture f;
	struct node *table;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	put_row(&f, put(&f, table, KIND_HEAD), "A");
	put_row(&f, put(&f, table, KIND_BODY), "B");
	put_row(&f, put(&f, table, KIND_HEAD), "C");
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.header_rows, 1);
	assert_int_equal(g.body_rows, 2);
	grid_free(&g);
	fixture_close(&f);
}

static void test_dropped_rows_and_cells_do_not_count(void **state)
{
	struct fixture f;
	struct node *table, *body, *row;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	row = put_row(&f, body, "A|B|C");
	node_drop(&f.doc.tree, node_next_all(node_first_all(row)), REASON_EMPTY);
	node_drop(&f.doc.tree, put_row(&f, body, "D|E|F|G"), REASON_EMPTY);
	put_row(&f, body, "H|I");
	assert_grid(table, "AC|HI");
	fixture_close(&f);
}

static void test_nested_tables_keep_their_rows(void **state)
{
	struct fixture f;
	struct node *table, *row, *inner;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	row = put_row(&f, put(&f, table, KIND_BODY), "A|B");
	inner = put(&f, node_last_all(row), KIND_TABLE);
	put_row(&f, put(&f, inner, KIND_BODY), "C|D|E");
	assert_grid(table, "AB");
	assert_grid(inner, "CDE");
	fixture_close(&f);
}

static void test_tables_without_cells(void **state)
{
	struct fixture f;
	struct node *table, *body;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	assert_grid(table, "");
	body = put(&f, table, KIND_BODY);
	put(&f, body, KIND_ROW);
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.rows * g.columns, 0);
	assert_int_equal(g.header_rows, 0);
	grid_free(&g);
	grid_free(&g);
	fixture_close(&f);
}

/* Cells that each claim all rows and all columns from an ever earlier column on: the work must
   stay with the slots, not with what is claimed. */
static void test_claims_cost_no_more_than_slots(void **state)
{
	enum { WIDTH = 900, ROWS = GRID_SLOTS_MAX / GRID_COLUMNS_MAX };
	struct fixture f;
	struct node *table, *body;
	struct grid g;
	clock_t start;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	for (int r = 0; r < WIDTH; r++) {
		struct node *row = put(&f, body, KIND_ROW);

		for (int c = 0; c < WIDTH - 1 - r; c++)
			put(&f, row, KIND_CELL);
		put_cell(&f, row, "", r + 1, ROWS);
	}
	for (int r = WIDTH; r < ROWS; r++)
		put(&f, body, KIND_ROW);
	start = clock();
	assert_int_equal(grid_build(&g, table), 0);
	assert_int_equal(g.rows, ROWS);
	assert_true(g.overlap);
	assert_int_equal(grid_rowspan(&g, 0, WIDTH - 1), ROWS);
	/* By claims this would be 1.6 thousand million slots. */
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 1.0);
	grid_free(&g);
	fixture_close(&f);
}

static void test_a_table_of_too_many_slots_has_no_grid(void **state)
{
	struct fixture f;
	struct node *table, *body;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_cell(&f, put(&f, body, KIND_ROW), "A", GRID_COLUMNS_MAX, 1);
	for (int r = 0; r < GRID_SLOTS_MAX / GRID_COLUMNS_MAX; r++)
		put(&f, body, KIND_ROW);
	assert_int_equal(grid_build(&g, table), 0);
	assert_true(g.cut);
	assert_int_equal(g.rows, 0);
	assert_int_equal(g.columns, 0);
	assert_int_equal(g.body_rows, 0);
	grid_free(&g);
	fixture_close(&f);
}

static void test_cells_beyond_the_last_column_are_cut(void **state)
{
	struct fixture f;
	struct node *table, *body;
	struct grid g;

	fixture_open(&f, "en");
	table = put(&f, NULL, KIND_TABLE);
	body = put(&f, table, KIND_BODY);
	put_cell(&f, put(&f, body, KIND_ROW), "A", GRID_COLUMNS_MAX, 1);
	assert_int_equal(grid_build(&g, table), 0);
	assert_false(g.cut);
	grid_free(&g);
	put_cell(&f, node_first_all(body), "B", 1, 1);
	assert_int_equal(grid_build(&g, table), 0);
	assert_true(g.cut);
	assert_int_equal(g.columns, GRID_COLUMNS_MAX);
	grid_free(&g);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_table),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_spans_end_with_the_table),
		cmocka_unit_test(test_rowspan_zero),
		cmocka_unit_test(test_ragged_rows),
		cmocka_unit_test(test_the_first_cell_keeps_a_slot),
		cmocka_unit_test(test_groups_of_rows),
		cmocka_unit_test(test_a_head_behind_the_body_is_no_header),
		cmocka_unit_test(test_dropped_rows_and_cells_do_not_count),
		cmocka_unit_test(test_nested_tables_keep_their_rows),
		cmocka_unit_test(test_tables_without_cells),
		cmocka_unit_test(test_a_table_of_too_many_slots_has_no_grid),
		cmocka_unit_test(test_cells_beyond_the_last_column_are_cut),
		cmocka_unit_test(test_claims_cost_no_more_than_slots),
	};

	return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}
