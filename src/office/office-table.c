/*
 * Tables for office formats: a grid without gaps or overlaps, the widths of its
 * columns, and its cells in order.
 */
#include "office/office-widths.h"
#include "office/office.h"

#include "document/emit.h"

#include <stdlib.h>
#include <string.h>

#include "tree/grid.h"
#include "tree/text.h"

enum slot_role {
	SLOT_EMPTY,   /* no cell: gets an empty one */
	SLOT_ORIGIN,  /* top left of a cell */
	SLOT_BELOW,   /* left edge of a further row of a cell */
	SLOT_COVERED, /* the rest of a cell */
};

struct office_slot {
	const struct node *cell;
	unsigned colspan, rowspan; /* ORIGIN and BELOW [slots] */
	struct width_wish wish;	   /* ORIGIN */
	enum slot_role role;
};

/* A nested table gets this much a column, even where its cell is narrower [twips]. */
#define COLUMN_WIDTH_MIN 60

static struct office_slot *slot_at(const struct office_table *t, unsigned row, unsigned column)
{
	return &t->slots[(size_t)row * t->columns + column];
}

/* ---- layout ---- */

/* The largest rectangle of one cell: overlaps in HTML can leave other shapes, which neither
   OpenDocument nor OOXML knows. */
static void place(struct office_table *t, const struct grid *g, unsigned row, unsigned column)
{
	unsigned colspan = grid_colspan(g, row, column);
	unsigned rowspan = grid_rowspan(g, row, column), down = 1;

	while (down < rowspan && grid_colspan(g, row + down, column) >= colspan)
		down++;
	for (unsigned r = 0; r < down; r++)
		for (unsigned c = 0; c < colspan; c++)
			*slot_at(t, row + r, column + c) =
				(struct office_slot){.cell = grid_at(g, row, column).cell,
					.role = c   ? SLOT_COVERED
						: r ? SLOT_BELOW
						    : SLOT_ORIGIN,
					.colspan = colspan,
					.rowspan = down};
}

static unsigned leading_headers(const struct grid *g)
{
	unsigned n = 0;

	while (n < g->header_rows && node_parent(g->row_nodes[n])->kind == KIND_HEAD)
		n++;
	return n;
}

static void lay_out(struct office_table *t, const struct grid *g)
{
	for (unsigned r = 0; r < t->rows; r++)
		for (unsigned c = 0; c < t->columns; c++)
			if (grid_at(g, r, c).origin)
				place(t, g, r, c);
}

/* ---- widths ---- */

/* A line of a size takes this much of the page [1/10 of the size]. */
#define LINE_HEIGHT 13

/* Cells over several columns come last: what the columns have from others is enough for most.
 */
static void collect_wishes(struct office_table *t, struct width_column *columns)
{
	size_t slots = (size_t)t->rows * t->columns;

	for (size_t i = 0; i < slots; i++)
		if (t->slots[i].role == SLOT_ORIGIN) {
			t->slots[i].wish = widths_of_cell(t->slots[i].cell);
			if (t->slots[i].colspan == 1)
				widths_add(&columns[i % t->columns], 1, &t->slots[i].wish);
		}
	for (size_t i = 0; i < slots; i++)
		if (t->slots[i].role == SLOT_ORIGIN && t->slots[i].colspan > 1)
			widths_add(&columns[i % t->columns], t->slots[i].colspan,
				&t->slots[i].wish);
}

static long fixed_width(const struct layout *l, const char *name)
{
	for (unsigned i = 0; i < l->column_count; i++)
		if (!strcmp(name, l->columns[i].name))
			return l->columns[i].width;
	return 0;
}

/* What the layout gives to columns by their names, which stand in the header rows. */
static void fix_columns(
	struct office *o, const struct office_table *t, struct width_column *columns)
{
	size_t slots = o->layout->column_count ? (size_t)t->header_rows * t->columns : 0;

	for (size_t i = 0; i < slots; i++) {
		struct width_column *column = &columns[i % t->columns];

		if (t->slots[i].role != SLOT_ORIGIN || t->slots[i].colspan > 1 || column->fixed)
			continue;
		buf_clear(&o->scratch);
		text_collect_line(&o->scratch, t->slots[i].cell);
		column->fixed = fixed_width(o->layout, buf_str(&o->scratch));
	}
	o->failed |= buf_failed(&o->scratch);
}

/* Tables in tables are as their outer one. */
static void measure_columns(struct office *o, struct office_table *t, bool may_turn)
{
	static const struct width_wish none = {.least = 0};
	struct width_column columns[GRID_COLUMNS_OFFICE] = {{0}};
	long across = layout_text_height(o->layout), upright = layout_text_width(o->layout);
	long least = COLUMN_WIDTH_MIN * (long)t->columns;
	long width = may_turn ? upright : o->width > least ? o->width : least;
	bool fits;

	for (unsigned c = 0; c < t->columns; c++)
		widths_add(&columns[c], 1, &none);
	collect_wishes(t, columns);
	fix_columns(o, t, columns);
	t->step = widths_choose_step(columns, t->columns, width, o->layout, &fits);
	if (!fits && may_turn && across > upright) {
		t->across = true;
		width = across;
		t->step = widths_choose_step(columns, t->columns, width, o->layout, &fits);
	}
	if (o->table && t->step < o->table->step)
		t->step = o->table->step;
	widths_spread(t->widths, columns, t->columns, width, o->layout->steps[t->step]);
}

/* ---- the stack of tables ---- */

static void free_table(struct office_table *t)
{
	if (!t)
		return;
	free(t->slots);
	free(t->widths);
	free(t);
}

static struct office_table *new_table(struct office *o, unsigned rows, unsigned columns)
{
	struct office_table *t = calloc(1, sizeof *t);

	if (t) {
		t->rows = rows;
		t->columns = columns;
		t->widths = calloc(columns, sizeof *t->widths);
		t->slots = calloc((size_t)rows * columns, sizeof *t->slots);
	}
	if (t && t->widths && t->slots)
		return t;
	o->failed = true;
	free_table(t);
	return NULL;
}

void office_pop_table(struct office *o)
{
	struct office_table *t = o->table;

	o->table = t->outer;
	o->list_base = t->list_base;
	o->flat_lists = t->flat_lists;
	o->width = t->width;
	free_table(t);
}

void office_forget_planned(struct office *o)
{
	free_table(o->planned);
	o->planned = NULL;
}

/* Makes the table the innermost one, and opens it for the writer. Two that touch would be one
   in Word. */
static void begin_table(struct office *o, struct office_table *t)
{
	t->outer = o->table;
	t->list_base = o->list_base;
	t->flat_lists = o->flat_lists;
	t->width = o->width;
	if (o->after == OFFICE_AFTER_TABLE)
		office_tiny_paragraph(o);
	o->table = t;
	o->writer->table(o, t);
	o->list_base = o->list_count;
	o->flat_lists = 0;
	o->nest += OFFICE_NEST_TABLE;
}

static void end_table(struct office *o)
{
	struct office_table *t = o->table;

	o->list_base = t->list_base;
	o->nest -= OFFICE_NEST_TABLE;
	o->writer->table_end(o, t);
	office_pop_table(o);
	o->after = OFFICE_AFTER_TABLE;
}

static void write_captions(struct office *o, const struct node *table)
{
	for (const struct node *n = node_first(table); n; n = node_following(n))
		if (n->kind == KIND_CAPTION)
			office_walk(o, n);
}

/* The table as it will be written; NULL where there is nothing to write, or it stands too deep.
   may_turn: it may have a page of its own, across. */
static struct office_table *plan_table(
	struct office *o, const struct node *table, bool may_turn)
{
	struct grid g = {0};
	struct office_table *t = NULL;
	int built = grid_build(&g, table);

	o->failed |= built != 0;
	if (!built)
		grid_fold(&g);
	if (!built && g.columns && o->nest + OFFICE_NEST_TABLE <= OFFICE_NEST_MAX)
		t = new_table(o, g.rows, g.columns);
	if (t) {
		t->node = table;
		t->rtl = emit_is_rtl(table);
		t->header_rows = leading_headers(&g);
		lay_out(t, &g);
		t->tail_covered = slot_at(t, t->rows - 1, 0)->role == SLOT_BELOW;
		measure_columns(o, t, may_turn);
	}
	grid_free(&g);
	return t;
}

bool office_is_wide(struct office *o, const struct node *table)
{
	if (!o->planned || o->planned->node != table) {
		office_forget_planned(o);
		o->planned = plan_table(o, table, true);
	}
	return o->planned && o->planned->across;
}

void office_enter_table(struct office *o, const struct node *table)
{
	struct office_table *t = NULL;

	if (!o->table && o->list_count == o->list_base) {
		office_turn_page(o, table);
		write_captions(o, table);
		t = o->planned;
		o->planned = NULL;
	} else {
		write_captions(o, table);
		t = plan_table(o, table, false);
	}
	if (!t)
		return;
	t->signed_below = !o->table && !o->list_count && office_signature_follows(o, table);
	office_show_label(o);
	begin_table(o, t);
}

void office_leave_table(struct office *o, const struct node *table)
{
	if (o->table && o->table->node == table)
		end_table(o);
}

/* ---- rows and cells ---- */

static long width_of(const struct office_table *t, unsigned column, unsigned colspan)
{
	long width = 0;

	for (unsigned c = column; c < column + colspan; c++)
		width += t->widths[c];
	return width;
}

/* A cell ends in a paragraph: Word takes no other end. */
static void close_cell(struct office *o)
{
	struct office_table *t = o->table;

	if (!t->cell_open)
		return;
	if (o->after != OFFICE_AFTER_PARAGRAPH)
		office_empty_paragraph(o, t->cell.header ? OFFICE_CELL_HEADER : OFFICE_CELL);
	o->writer->cell_end(o, &t->cell);
	t->cell_open = false;
	o->width = t->width;
}

static void open_cell(struct office *o, unsigned colspan, unsigned rowspan, bool header)
{
	struct office_table *t = o->table;

	close_cell(o);
	t->cell = (struct office_cell){.column = t->next,
		.colspan = colspan,
		.rowspan = rowspan,
		.width = width_of(t, t->next, colspan),
		.header = header};
	t->cell_open = true;
	t->next += colspan;
	o->width = t->cell.width - 2 * OFFICE_CELL_PADDING;
	o->after = OFFICE_AFTER_NOTHING;
	o->writer->cell(o, &t->cell);
}

/* Writes what stands in the row before the column and is not begun by a cell of the row. */
static void fill_to(struct office *o, unsigned column)
{
	struct office_table *t = o->table;

	close_cell(o);
	while (t->next < column) {
		const struct office_slot *s = slot_at(t, t->row - 1, t->next);

		if (s->role == SLOT_BELOW) {
			struct office_cell below = {.column = t->next,
				.colspan = s->colspan,
				.rowspan = 1,
				.width = width_of(t, t->next, s->colspan)};

			o->writer->covered(o, &below);
			t->next += s->colspan;
		} else {
			open_cell(o, s->colspan ? s->colspan : 1, 1, false);
			close_cell(o);
		}
	}
}

/* Whether the row's table is open; it is not where it would nest too deep. */
static bool is_open(const struct office *o, const struct node *row)
{
	return o->table && o->table->node == node_parent(node_parent(row));
}

/* About what the row will take, by its widest text [twips]. */
static long row_height(const struct office *o, struct office_table *t)
{
	long size = o->layout->steps[t->step], most = 0;

	for (unsigned c = 0; c < t->columns; c++) {
		const struct office_slot *s = slot_at(t, t->row - 1, c);
		long width, lines;

		if (s->role != SLOT_ORIGIN)
			continue;
		width = width_of(t, c, s->colspan) - 2 * OFFICE_CELL_PADDING;
		width = width < size ? size : width;
		lines = s->wish.lines + (long)(s->wish.total / 100) * size / width;
		if (most < lines / (long)s->rowspan)
			most = lines / (long)s->rowspan;
	}
	return most * size * LINE_HEIGHT / 10;
}

void office_enter_row(struct office *o, const struct node *row)
{
	struct office_table *t = o->table;

	if (!is_open(o, row))
		return;
	t->row++;
	t->next = 0;
	t->row_splits = row_height(o, t) > o->text_height / 2;
	o->writer->row(o, t, t->row <= t->header_rows);
}

void office_leave_row(struct office *o, const struct node *row)
{
	if (!is_open(o, row))
		return;
	fill_to(o, o->table->columns);
	o->writer->row_end(o);
}

bool office_cell_is_header(const struct node *cell)
{
	return attr_int(cell, ATTR_HEADER, 0) ||
	       node_parent(node_parent(cell))->kind == KIND_HEAD;
}

/* The column where the cell begins; the number of columns where it has no place in the row. */
static unsigned column_of(const struct office_table *t, const struct node *cell)
{
	unsigned c = t->next;

	while (c < t->columns && (slot_at(t, t->row - 1, c)->role != SLOT_ORIGIN ||
					 slot_at(t, t->row - 1, c)->cell != cell))
		c++;
	return c;
}

/*
 * A cell stays open until the next one, or the row's end: what is in a cell that found no
 * place, beyond GRID_COLUMNS_OFFICE, then joins the cell before it.
 */
void office_enter_cell(struct office *o, const struct node *cell)
{
	struct office_table *t = o->table;
	const struct office_slot *s;
	unsigned column;

	if (!is_open(o, node_parent(cell)))
		return;
	column = column_of(t, cell);
	if (column < t->columns) {
		fill_to(o, column);
		s = slot_at(t, t->row - 1, column);
		open_cell(o, s->colspan, s->rowspan, office_cell_is_header(cell));
	} else if (!t->cell_open && t->next < t->columns) {
		/* The grid is cut, and what it has of the row is covered from above: the first
		   slot gives way. */
		s = slot_at(t, t->row - 1, t->next);
		open_cell(o, s->colspan ? s->colspan : 1, 1, office_cell_is_header(cell));
	}
}

/* ---- the fields ---- */

/* Values up to this stand two in a row [terminal cells]. */
#define FIELD_SHORT 26

static struct node *next_printed(struct node *n)
{
	for (; n; n = node_following(n)) {
		const char *origin = attr_str(n, ATTR_ORIGIN);

		if (n->kind == KIND_FIELD && origin && !strcmp(origin, "print"))
			break;
	}
	return n;
}

static bool is_short(struct office *o, const struct node *field)
{
	buf_clear(&o->scratch);
	text_collect_printed(&o->scratch, field_value(field));
	return text_width(buf_str(&o->scratch), o->scratch.len) <= FIELD_SHORT;
}

static void write_field(struct office *o, const struct node *field, unsigned colspan)
{
	const char *label = attr_str(field, ATTR_LABEL);
	struct node *value = field_value(field);

	open_cell(o, 1, 1, true);
	buf_clear(&o->scratch);
	if (!label)
		text_collect_label(&o->scratch, field_label(field));
	office_open_paragraph(o, field, OFFICE_FIELD_LABEL);
	office_put_text(o, label ? label : buf_str(&o->scratch),
		label ? strlen(label) : o->scratch.len);
	office_close_paragraph(o);
	open_cell(o, colspan, 1, false);
	if (value)
		office_walk(o, value);
	close_cell(o);
}

void office_write_fields(struct office *o)
{
	struct node *field = next_printed(node_first(document_front(o->doc)));
	static const struct width_column columns[] = {
		{.whole = 500}, {.whole = 1300}, {.whole = 500}, {.whole = 1300}};
	struct office_table *t = field ? new_table(o, 1, 4) : NULL;

	if (!t)
		return;
	widths_spread(t->widths, columns, t->columns, o->width,
		layout_length(o->layout, OFFICE_FIELD_VALUE, LAYOUT_SIZE));
	begin_table(o, t);
	while (field) {
		struct node *next = next_printed(node_following(field));
		bool pair = next && is_short(o, field) && is_short(o, next);

		t->row++;
		t->next = 0;
		o->writer->row(o, t, false);
		write_field(o, field, pair ? 1 : 3);
		if (pair)
			write_field(o, next, 1);
		o->writer->row_end(o);
		field = pair ? next_printed(node_following(next)) : next;
	}
	end_table(o);
}
