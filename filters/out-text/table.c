#include "table.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "document/emit.h"
#include "tree/grid.h"
#include "typeset/linebreak.h"
#include "tree/text.h"

/* Widths [terminal cells]. */
#define COLUMN_MAX 40 /* if there is no limit */
#define COLUMN_MIN 4  /* two CJK characters */

/* Rows times columns, and lines times terminal cells, past which no drawing is made: pages of a
   few kilobytes can ask for gigabytes of empty boxes. */
#define AREA_MAX 4000000

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

/* A cell that is drawn; rows and columns are those of the drawing. */
struct box {
	const struct node *cell;
	unsigned row, column, rows, columns;
	size_t text, len; /* in the drawing's texts [bytes] */
	size_t natural;	  /* width of its widest line [terminal cells] */
	enum align align;
	struct broken_lines lines;
};

/*
 * Rows and columns of the grid in which no cell begins are not drawn: they would be nothing but
 * more room for the cells that cover them.
 */
struct drawing {
	struct grid grid;
	unsigned rows, columns, header_rows;
	unsigned *row_of, *column_of; /* the grid's row and column of a drawn one */
	struct box *boxes;
	unsigned box_count;
	unsigned *slots; /* rows * columns: index into boxes, from 1; 0: no cell */
	size_t *width;	 /* of columns, padding apart [terminal cells] */
	size_t *height;	 /* of rows [lines] */
	size_t *top;	 /* of rows: the border above [lines, from 0] */
	size_t pad;	 /* space on either side of a text [terminal cells] */
	struct buf texts;
};

static struct grid_slot slot_of(const struct drawing *d, unsigned row, unsigned column)
{
	return grid_at(&d->grid, d->row_of[row], d->column_of[column]);
}

static unsigned *drawn(const struct drawing *d, unsigned row, unsigned column)
{
	return &d->slots[(size_t)row * d->columns + column];
}

static void free_drawing(struct drawing *d)
{
	for (unsigned i = 0; i < d->box_count; i++)
		line_break_free(&d->boxes[i].lines);
	free(d->row_of);
	free(d->column_of);
	free(d->boxes);
	free(d->slots);
	free(d->width);
	free(d->height);
	free(d->top);
	buf_free(&d->texts);
	grid_free(&d->grid);
}

/* Finds the rows and columns in which cells begin, and counts these cells. 0 or -1. */
static int find_origins(struct drawing *d, size_t *origins)
{
	const struct grid *g = &d->grid;

	d->row_of = calloc(g->rows, sizeof *d->row_of);
	d->column_of = calloc(g->columns, sizeof *d->column_of);
	if (!d->row_of || !d->column_of)
		return -1;
	for (unsigned r = 0; r < g->rows; r++)
		for (unsigned c = 0; c < g->columns; c++)
			if (grid_at(g, r, c).origin) {
				d->row_of[r] = d->column_of[c] = 1;
				++*origins;
			}
	for (unsigned r = 0; r < g->rows; r++)
		if (d->row_of[r]) {
			d->header_rows += r < g->header_rows;
			d->row_of[d->rows++] = r;
		}
	for (unsigned c = 0; c < g->columns; c++)
		if (d->column_of[c])
			d->column_of[d->columns++] = c;
	return 0;
}

static int allocate(struct drawing *d, size_t origins)
{
	d->boxes = calloc(origins, sizeof *d->boxes);
	d->slots = calloc((size_t)d->rows * d->columns, sizeof *d->slots);
	d->width = calloc(d->columns, sizeof *d->width);
	d->height = calloc(d->rows, sizeof *d->height);
	d->top = calloc(d->rows, sizeof *d->top);
	return d->boxes && d->slots && d->width && d->height && d->top ? 0 : -1;
}

/* A drawing has no tab stops: a tab is two spaces. */
static void take_text(struct drawing *d, struct box *b, struct buf *scratch)
{
	buf_clear(scratch);
	celltext_print(scratch, b->cell);
	b->text = d->texts.len;
	for (size_t i = 0, n; i < scratch->len; i += n + 1) {
		const char *s = scratch->data + i, *tab = memchr(s, '\t', scratch->len - i);

		n = tab ? (size_t)(tab - s) : scratch->len - i;
		buf_put(&d->texts, s, n);
		if (tab)
			buf_puts(&d->texts, "  ");
	}
	b->len = d->texts.len - b->text;
}

static enum align align_of(const struct node *cell)
{
	const char *align = attr_str(cell, ATTR_ALIGN);

	if (!align)
		return attr_int(cell, ATTR_HEADER, 0) ? ALIGN_CENTER : ALIGN_LEFT;
	return !strcmp(align, "right")	  ? ALIGN_RIGHT
	       : !strcmp(align, "center") ? ALIGN_CENTER
					  : ALIGN_LEFT;
}

/* True if n slots from row, column on show the cell. */
static bool shows(const struct drawing *d, const struct node *cell, unsigned row,
	unsigned column, unsigned n)
{
	for (unsigned c = column; c < column + n; c++)
		if (c >= d->columns || slot_of(d, row, c).cell != cell)
			return false;
	return true;
}

/* A box is a rectangle; if cells overlap, the rest of the later one stays empty. */
static void place_box(struct drawing *d, unsigned row, unsigned column)
{
	struct box *b = &d->boxes[d->box_count++];

	*b = (struct box){.row = row, .column = column, .rows = 1, .columns = 1};
	b->cell = slot_of(d, row, column).cell;
	b->align = align_of(b->cell);
	while (shows(d, b->cell, row, column + b->columns, 1))
		b->columns++;
	while (row + b->rows < d->rows && shows(d, b->cell, row + b->rows, column, b->columns))
		b->rows++;
	for (unsigned r = row; r < row + b->rows; r++)
		for (unsigned c = column; c < column + b->columns; c++)
			*drawn(d, r, c) = d->box_count;
}

static int place_boxes(struct drawing *d)
{
	struct buf scratch = BUF_INIT;
	bool failed;

	for (unsigned r = 0; r < d->rows; r++)
		for (unsigned c = 0; c < d->columns; c++)
			if (slot_of(d, r, c).origin) {
				place_box(d, r, c);
				take_text(d, &d->boxes[d->box_count - 1], &scratch);
			}
	failed = buf_failed(&scratch) || buf_failed(&d->texts);
	buf_free(&scratch);
	return failed ? -1 : 0;
}

static const char *box_text(const struct drawing *d, const struct box *b)
{
	return buf_str(&d->texts) + b->text;
}

/* True if a column holds numbers only, headers and merged cells apart. */
static bool is_numeric(const struct drawing *d, unsigned column)
{
	bool found = false;

	for (unsigned r = d->header_rows; r < d->rows; r++) {
		unsigned i = *drawn(d, r, column);
		const struct box *b = i ? &d->boxes[i - 1] : NULL;

		if (!b || b->columns > 1 || attr_int(b->cell, ATTR_HEADER, 0))
			continue;
		if (celltext_is_number(box_text(d, b), b->len))
			found = true;
		else if (!celltext_is_placeholder(box_text(d, b), b->len))
			return false;
	}
	return found;
}

static void align_numbers(struct drawing *d)
{
	for (unsigned c = 0; c < d->columns; c++) {
		if (!is_numeric(d, c))
			continue;
		for (unsigned r = d->header_rows; r < d->rows; r++) {
			unsigned i = *drawn(d, r, c);
			struct box *b = i ? &d->boxes[i - 1] : NULL;

			if (b && b->columns == 1 && !attr_str(b->cell, ATTR_ALIGN) &&
				!attr_int(b->cell, ATTR_HEADER, 0))
				b->align = ALIGN_RIGHT;
		}
	}
}

/* ---- widths and heights ---- */

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* From border to border, over n columns [terminal cells]. */
static size_t inner_width(const struct drawing *d, unsigned column, unsigned n)
{
	size_t width = (n - 1) * (1 + 2 * d->pad);

	for (unsigned c = column; c < column + n; c++)
		width += d->width[c];
	return width;
}

static size_t total_width(const struct drawing *d)
{
	return inner_width(d, 0, d->columns) + 2 * d->pad + 2;
}

static void widen(struct drawing *d, const struct box *b)
{
	size_t need = min_size(b->natural, COLUMN_MAX),
	       have = inner_width(d, b->column, b->columns);

	for (unsigned i = 0; i < b->columns && need > have; i++) {
		size_t more = (need - have) / (b->columns - i);

		d->width[b->column + i] += more;
		have += more;
	}
}

/* The widths that the texts ask for: single columns first, then what merged cells want besides.
 */
static void ask_widths(struct drawing *d, size_t column_max)
{
	for (unsigned c = 0; c < d->columns; c++)
		d->width[c] = 1;
	for (unsigned i = 0; i < d->box_count; i++) {
		const struct box *b = &d->boxes[i];
		size_t want = min_size(b->natural, column_max);

		if (b->columns == 1 && want > d->width[b->column])
			d->width[b->column] = want;
	}
	for (unsigned i = 0; i < d->box_count; i++)
		if (d->boxes[i].columns > 1)
			widen(d, &d->boxes[i]);
}

static size_t sum_at_most(const struct drawing *d, size_t level)
{
	size_t sum = 0;

	for (unsigned c = 0; c < d->columns; c++)
		sum += min_size(d->width[c], level);
	return sum;
}

/* Cuts the widest columns down to one level, the highest at which all fit into limit. */
static void shrink(struct drawing *d, size_t limit)
{
	size_t borders = total_width(d) - sum_at_most(d, SIZE_MAX);
	size_t room = limit > borders ? limit - borders : 0;
	size_t low = COLUMN_MIN, high = room > low ? room : low, spare;

	while (low < high) {
		size_t level = high - (high - low) / 2;

		if (sum_at_most(d, level) <= room)
			low = level;
		else
			high = level - 1;
	}
	spare = sum_at_most(d, low) < room ? room - sum_at_most(d, low) : 0;
	for (unsigned c = 0; c < d->columns; c++)
		if (d->width[c] > low) {
			d->width[c] = low + (spare ? 1 : 0);
			spare -= spare ? 1 : 0;
		}
}

/* The space around the texts is given up first. */
static void set_widths(struct drawing *d, size_t limit)
{
	size_t column_max = !limit ? COLUMN_MAX : limit > COLUMN_MIN ? limit : COLUMN_MIN;

	d->pad = 1;
	ask_widths(d, column_max);
	if (limit && total_width(d) > limit) {
		d->pad = 0;
		ask_widths(d, column_max);
	}
	if (limit && total_width(d) > limit)
		shrink(d, limit);
}

static void heighten(struct drawing *d, const struct box *b)
{
	size_t have = b->rows - 1;

	for (unsigned r = b->row; r < b->row + b->rows; r++)
		have += d->height[r];
	if (b->lines.count > have)
		d->height[b->row + b->rows - 1] += b->lines.count - have;
}

static void set_heights(struct drawing *d)
{
	for (unsigned r = 0; r < d->rows; r++)
		d->height[r] = 1;
	for (unsigned i = 0; i < d->box_count; i++)
		if (d->boxes[i].rows == 1)
			heighten(d, &d->boxes[i]);
	for (unsigned i = 0; i < d->box_count; i++)
		if (d->boxes[i].rows > 1)
			heighten(d, &d->boxes[i]);
	for (unsigned r = 1; r < d->rows; r++)
		d->top[r] = d->top[r - 1] + 1 + d->height[r - 1];
}

static bool wrap_box(const struct drawing *d, struct box *b, size_t width)
{
	line_break_text(&b->lines, box_text(d, b), b->len, width, width);
	return !b->lines.failed;
}

static int lay_out(struct drawing *d, size_t limit)
{
	for (unsigned i = 0; i < d->box_count; i++) {
		struct box *b = &d->boxes[i];

		if (!wrap_box(d, b, 0))
			return -1;
		b->natural = line_break_widest(&b->lines);
	}
	set_widths(d, limit);
	for (unsigned i = 0; i < d->box_count; i++) {
		struct box *b = &d->boxes[i];

		if (!wrap_box(d, b, inner_width(d, b->column, b->columns)))
			return -1;
	}
	set_heights(d);
	return 0;
}

/* ---- drawing ---- */

enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

/* Signs of places at which borders meet, by the sides from which they come: plain, and with a
 * double line across.
 */
static const char *const junctions[2][16] = {
	{" ", "╵", "╷", "│", "╴", "┘", "┐", "┤", "╶", "└", "┌", "├", "─", "┴", "┬", "┼"},
	{" ", "╵", "╷", "│", "═", "╛", "╕", "╡", "═", "╘", "╒", "╞", "═", "╧", "╤", "╪"},
};

#define OUTSIDE UINT_MAX

/* Index of the box that shows in a slot, from 1; 0: none does. OUTSIDE around the table: one
   before the first row or column wraps to a number past the last. */
static unsigned box_at(const struct drawing *d, unsigned row, unsigned column)
{
	return row < d->rows && column < d->columns ? *drawn(d, row, column) : OUTSIDE;
}

static bool border_between(unsigned a, unsigned b)
{
	return a != b || !a;
}

static const char *junction(const struct drawing *d, unsigned row, unsigned column, bool twice)
{
	unsigned above_left = box_at(d, row - 1, column - 1),
		 above = box_at(d, row - 1, column);
	unsigned left = box_at(d, row, column - 1), here = box_at(d, row, column);
	unsigned sides = 0;

	sides |= border_between(above_left, above) ? UP : 0;
	sides |= border_between(left, here) ? DOWN : 0;
	sides |= border_between(above_left, left) ? LEFT : 0;
	sides |= border_between(above, here) ? RIGHT : 0;
	return junctions[twice][sides];
}

static void repeat(struct buf *out, const char *s, size_t n)
{
	while (n--)
		buf_puts(out, s);
}

/* The line of a box that is on the drawing's line y. */
static void draw_text(struct buf *out, const struct drawing *d, const struct box *b, size_t y)
{
	static const struct broken_line empty;
	size_t i = y - d->top[b->row] - 1;
	const struct broken_line *line = i < b->lines.count ? &b->lines.line[i] : &empty;
	size_t room = inner_width(d, b->column, b->columns);
	size_t width = line_break_width(line), spare = room > width ? room - width : 0;
	size_t before = b->align == ALIGN_RIGHT	   ? spare
			: b->align == ALIGN_CENTER ? spare / 2
						   : 0;

	repeat(out, " ", d->pad + before);
	buf_put(out, line->text, line->len);
	repeat(out, " ", spare - before + d->pad);
}

/* The border above row; a box that goes across it is drawn through. */
static void draw_border(struct buf *out, const struct drawing *d, unsigned row, size_t y)
{
	bool twice = row && row == d->header_rows && row < d->rows;
	unsigned c = 0;

	while (c < d->columns) {
		unsigned here = box_at(d, row, c);

		buf_puts(out, junction(d, row, c, twice));
		if (border_between(box_at(d, row - 1, c), here)) {
			repeat(out, twice ? "═" : "─", d->width[c] + 2 * d->pad);
			c++;
		} else {
			draw_text(out, d, &d->boxes[here - 1], y);
			c += d->boxes[here - 1].columns;
		}
	}
	buf_puts(out, junction(d, row, c, twice));
	buf_putc(out, '\n');
}

static void draw_line(struct buf *out, const struct drawing *d, unsigned row, size_t y)
{
	unsigned c = 0;

	while (c < d->columns) {
		unsigned here = box_at(d, row, c);

		buf_puts(out, "│");
		if (here) {
			draw_text(out, d, &d->boxes[here - 1], y);
			c += d->boxes[here - 1].columns;
		} else {
			repeat(out, " ", d->width[c] + 2 * d->pad);
			c++;
		}
	}
	buf_puts(out, "│\n");
}

static void draw(struct buf *out, const struct drawing *d)
{
	size_t y = 0;

	for (unsigned r = 0; r < d->rows; r++) {
		draw_border(out, d, r, y++);
		for (size_t i = 0; i < d->height[r]; i++)
			draw_line(out, d, r, y++);
	}
	draw_border(out, d, d->rows, y);
}

/* Writes a cell in one line. */
static void put_marked(struct buf *out, const struct node *cell)
{
	size_t start = out->len;

	celltext_print(out, cell);
	for (size_t i = start; i < out->len; i++)
		if (out->data[i] == '\n' || out->data[i] == '\t')
			out->data[i] = ' ';
}

static void write_plain(struct buf *out, const struct grid *g)
{
	for (unsigned r = 0; r < g->rows; r++) {
		const struct node *cell = node_first(g->row_nodes[r]);

		for (; cell; cell = node_following(cell)) {
			if (scripts_in(cell))
				put_marked(out, cell);
			else
				text_collect_printed(out, cell);
			if (node_following(cell))
				buf_putc(out, '\t');
		}
		buf_putc(out, '\n');
	}
}

static int draw_grid(struct buf *out, struct drawing *d, size_t limit)
{
	size_t origins = 0, lines;

	if (find_origins(d, &origins))
		return -1;
	if (d->rows > AREA_MAX / d->columns) {
		write_plain(out, &d->grid);
		return 0;
	}
	if (allocate(d, origins) || place_boxes(d))
		return -1;
	align_numbers(d);
	if (lay_out(d, limit))
		return -1;
	lines = d->top[d->rows - 1] + d->height[d->rows - 1] + 2;
	if (lines <= AREA_MAX / total_width(d))
		draw(out, d);
	else
		write_plain(out, &d->grid);
	return 0;
}

int table_draw(struct buf *out, const struct node *table, size_t limit)
{
	struct drawing d = {0};
	int result = grid_build(&d.grid, table);

	if (!result && d.grid.columns)
		result = draw_grid(out, &d, limit);
	free_drawing(&d);
	return result || buf_failed(out) ? -1 : 0;
}
