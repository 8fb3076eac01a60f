/* The walk over a document, which tells a writer what to write. */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "document/emit.h"
#include "document/provenance.h"
#include "office/link.h"
#include "office/widths.h"
#include "picture/picture.h"
#include "tree/grid.h"
#include "tree/text.h"

/*
 * Parsers give up on XML nested deeper than 256 (libxml2's own limit, which LibreOffice has
 * too). Lists and tables beyond OFFICE_NEST_MAX, and lists beyond the nine levels that Word
 * knows, are not opened: what they hold joins what is around them.
 */
#define OFFICE_NEST_MAX 160
#define OFFICE_NEST_TABLE                                                                      \
	8 /* LibreOffice 7.4 lays out 20 tables one in another, and dies of 40 */
#define OFFICE_NEST_LIST 2 /* list, item */
#define OFFICE_LISTS_MAX 9

/* Writes everything in root, root's own ends included. */
static void walk_through(struct office *o, const struct node *root);

/* ---- pages and their footers ---- */

static void set_page(struct office *o, bool across)
{
	long width = layout_text_width(o->layout), height = layout_text_height(o->layout);

	o->across = across;
	o->text_width = across ? height : width;
	o->text_height = across ? width : height;
	o->width = o->text_width;
}

bool office_turns_number(const struct layout *l)
{
	return l->number.place == LAYOUT_PLACE_OUTSIDE;
}

/*
 * The sheet across is the upright one turned a quarter to the left: its left margin is the
 * upright one's bottom, its bottom margin the upright one's right.
 */
struct office_turned office_turned_number(const struct layout *l, bool even)
{
	long size = layout_length(l, OFFICE_NUMBER, LAYOUT_SIZE);
	struct office_turned t = {.x = l->page.bottom - l->number.below - size,
		.y = l->page.left + (even ? l->number.inset : 0),
		.width = 2 * size,
		.height = layout_text_width(l) - l->number.inset};

	return t;
}

bool office_has_footer(const struct office *o)
{
	return o->layout->number.place != LAYOUT_PLACE_NONE || o->footer.len;
}

/* A font's own line is 1.2 of its size, or less. */
long office_footer_line(const struct office *o)
{
	return layout_length(o->layout, OFFICE_PROVENANCE, LAYOUT_SIZE) * 12 / 10;
}

/* By the width of its text: two columns of a terminal are an em. */
long office_footer_room(const struct office *o)
{
	long size = layout_length(o->layout, OFFICE_PROVENANCE, LAYOUT_SIZE);
	long width = (long)text_width(buf_str(&o->footer), o->footer.len) * size / 2;
	long whole = layout_text_width(o->layout);

	return (width + whole - 1) / whole * office_footer_line(o);
}

/* ---- text ---- */

/* Bytes up to the first below 0x0E, which tab and newlines are: eight at once, as long as none
   of them is. */
static size_t plain_bytes(const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	for (uint64_t eight; len - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		if ((eight - 0x0E * ones) & ~eight & 0x80 * ones)
			break;
	}
	while (i < len && (unsigned char)s[i] >= 0x0E)
		i++;
	return i;
}

/* Writes text to the open paragraph. */
static void put_text(struct office *o, const char *s, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		i += plain_bytes(s + i, len - i);
		if (i < len && s[i] != '\t' && s[i] != '\n' && s[i] != '\r')
			continue;
		if (i > start)
			o->writer->text(o, s + start, i - start);
		start = i + 1;
		if (i == len)
			return;
		if (s[i] == '\t')
			o->writer->tab(o);
		else if (s[i] == '\n' && o->verbatim)
			o->writer->line_break(o);
		else if (s[i] == '\n')
			o->writer->text(o, " ", 1);
	}
}

/* ---- tables as they will be: a grid without gaps or overlaps, columns with widths ---- */

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

/* A nested table gets this much a column, even if its cell is narrower [twips]. */
#define COLUMN_WIDTH_MIN 60

static struct office_slot *slot_at(const struct office_table *t, unsigned row, unsigned column)
{
	return &t->slots[(size_t)row * t->columns + column];
}

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

/* Gives columns the widths that the layout has for their names, which are in the header rows.
 */
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

/* The table as it will be written; NULL if there is nothing to write, or it is nested too deep.
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
		for (unsigned r = 0; r < t->rows; r++)
			for (unsigned c = 0; c < t->columns; c++)
				if (grid_at(&g, r, c).origin)
					place(t, &g, r, c);
		t->tail_covered = slot_at(t, t->rows - 1, 0)->role == SLOT_BELOW;
		measure_columns(o, t, may_turn);
	}
	grid_free(&g);
	return t;
}

/* Turns the page as the table wants it (NULL: upright), before the table and whatever comes
   with it. The table is measured for it, and kept until it begins. */
static void turn_page(struct office *o, const struct node *table)
{
	bool across;

	if (table && (!o->planned || o->planned->node != table)) {
		free_table(o->planned);
		o->planned = plan_table(o, table, true);
	}
	across = table && o->planned && o->planned->across;
	if (across == o->across || o->table || o->list_count != o->list_base)
		return;
	o->writer->section(o, across);
	set_page(o, across);
}

/* ---- paragraphs ---- */

/* Styles of paragraphs by what they are, or by what they are in; BODY if that does not matter.
 */
static const uint8_t style_of_kind[KIND_COUNT] = {
	[KIND_TITLE] = OFFICE_TITLE,
	[KIND_CODEBLOCK] = OFFICE_CODE,
	[KIND_SIGNATURE] = OFFICE_SIGNATURE,
	[KIND_DATE] = OFFICE_DATE,
	[KIND_TERM] = OFFICE_TERM,
	[KIND_CAPTION] = OFFICE_CAPTION,
	[KIND_RULE] = OFFICE_RULE,
	[KIND_QUOTE] = OFFICE_QUOTE,
	[KIND_FIGURE] = OFFICE_FIGURE,
	[KIND_ITEM] = OFFICE_LIST,
	[KIND_DEF] = OFFICE_DEFINITION,
	[KIND_CELL] = OFFICE_CELL,
};

static bool cell_is_header(const struct node *cell)
{
	return attr_int(cell, ATTR_HEADER, 0) ||
	       node_parent(node_parent(cell))->kind == KIND_HEAD;
}

static enum office_style style_within(const struct node *n)
{
	const struct node *a = node_parent(n);

	while (a && !style_of_kind[a->kind])
		a = node_parent(a);
	if (!a)
		return OFFICE_BODY;
	if (a->kind == KIND_CELL && cell_is_header(a))
		return OFFICE_CELL_HEADER;
	if (a->kind == KIND_DEF && node_parent(a)->kind == KIND_FIELD)
		return OFFICE_FIELD_VALUE;
	return style_of_kind[a->kind];
}

static unsigned heading_level(const struct node *n)
{
	int level = n->kind == KIND_HEADING ? attr_int(n, ATTR_LEVEL, 1) : 0;

	if (n->kind != KIND_HEADING)
		return 0;
	return level < 1 ? 1 : level > 6 ? 6 : (unsigned)level;
}

static enum office_align align_by_name(const char *name)
{
	static const char *const names[OFFICE_ALIGN_COUNT] = {
		"", "left", "center", "right", "justify"};

	for (enum office_align a = OFFICE_ALIGN_LEFT; name && a < OFFICE_ALIGN_COUNT; a++)
		if (!strcmp(name, names[a]))
			return a;
	return OFFICE_ALIGN_STYLE;
}

/* The alignment that the paragraph has itself, or else its cell. */
static enum office_align align_of(const struct node *n)
{
	enum office_align align = align_by_name(attr_str(n, ATTR_ALIGN));
	const struct node *cell = align ? NULL : node_ancestor(n, KIND_CELL);

	return cell ? align_by_name(attr_str(cell, ATTR_ALIGN)) : align;
}

/* Only body text is indented, and not if it is centered or at the right. */
static int indent_of(const struct node *n, const struct office_paragraph *p)
{
	int indent = attr_int(n, ATTR_INDENT, -1);

	if (p->style != OFFICE_BODY)
		return OFFICE_INDENT_STYLE;
	if (p->align == OFFICE_ALIGN_CENTER || p->align == OFFICE_ALIGN_RIGHT)
		return 0;
	if (indent < 0)
		return OFFICE_INDENT_STYLE;
	indent = indent / 50 + (indent % 50 >= 25);
	return indent > OFFICE_INDENT_MAX ? OFFICE_INDENT_MAX : indent;
}

/* The mark before an item, and a space if Western type wants one. */
static void put_mark(struct office *o, const char *mark)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, mark);
	numbering_put_gap(&text, mark);
	put_text(o, buf_str(&text), text.len);
	o->failed |= buf_failed(&text);
	buf_free(&text);
}

/* The last row of a table with the signature below: rows above it may be on the page before.
 */
static bool in_signed_row(const struct office *o)
{
	return o->table && o->table->signed_below && o->table->row == o->table->rows;
}

/* NULL if none is open in the cell or the text. */
static struct office_list *innermost_list(const struct office *o)
{
	return o->list_count > o->list_base ? &o->lists[o->list_count - 1] : NULL;
}

static void open_paragraph(struct office *o, struct office_paragraph *p)
{
	struct office_list *list = innermost_list(o);

	if (p->style == OFFICE_CELL || p->style == OFFICE_CELL_HEADER)
		p->step = o->table ? o->table->step : 0;
	p->keep |= in_signed_row(o);
	p->list = list;
	p->labelled = list && list->pending;
	if (list)
		list->pending = false;
	o->writer->paragraph(o, p);
	o->after = OFFICE_AFTER_PARAGRAPH;
	if (p->labelled && list->mark)
		put_mark(o, list->mark);
}

struct office_paragraph office_paragraph_of(enum office_style style)
{
	return (struct office_paragraph){.style = style,
		.indent = OFFICE_INDENT_STYLE,
		.left = OFFICE_PLACE_STYLE,
		.first = OFFICE_PLACE_STYLE,
		.right = OFFICE_PLACE_STYLE};
}

struct office_paragraph office_covered_paragraph(const struct office *o)
{
	struct office_paragraph p = office_paragraph_of(OFFICE_CELL);

	p.step = o->table->step;
	p.keep = in_signed_row(o);
	return p;
}

static bool holds_image(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_IMAGE)
			return true;
	return false;
}

/* Opens the paragraph of a line of the tree. */
static void open_line(struct office *o, const struct node *n, enum office_style style)
{
	struct office_paragraph p = office_paragraph_of(style);
	bool body = !o->table && o->list_count == o->list_base;
	const struct node *table = body ? office_led_table(o, n) : NULL;

	p.align = align_of(n);
	p.level = heading_level(n);
	p.indent = indent_of(n, &p);
	p.rtl = emit_is_rtl(n);
	p.tall = holds_image(n);
	if (body) {
		turn_page(o, table);
		office_place_line(o, n, &p);
	}
	o->verbatim = n->kind == KIND_CODEBLOCK;
	open_paragraph(o, &p);
}

static void close_paragraph(struct office *o)
{
	o->writer->paragraph_end(o);
	o->verbatim = false;
}

/* A paragraph of the style with nothing in it. */
static void empty_paragraph(struct office *o, enum office_style style)
{
	struct office_paragraph p = office_paragraph_of(style);

	open_paragraph(o, &p);
	close_paragraph(o);
}

/* A paragraph that takes no room. */
static void tiny_paragraph(struct office *o)
{
	struct office_paragraph p = office_paragraph_of(OFFICE_BASE);

	p.tiny = true;
	open_paragraph(o, &p);
	close_paragraph(o);
}

static void enter_line(struct office *o, const struct node *n)
{
	open_line(o, n,
		n->kind == KIND_HEADING	 ? OFFICE_HEADING1 + heading_level(n) - 1
		: style_of_kind[n->kind] ? style_of_kind[n->kind]
					 : style_within(n));
}

static void leave_line(struct office *o, const struct node *n)
{
	(void)n;
	close_paragraph(o);
}

/* A table's caption was written before it, by a walk of its own. */
static bool is_past(const struct office *o, const struct node *caption)
{
	return node_parent(caption)->kind == KIND_TABLE && caption != o->walk->root;
}

static void enter_caption(struct office *o, const struct node *n)
{
	if (is_past(o, n))
		o->walk->skip = true;
	else
		enter_line(o, n);
}

static void leave_caption(struct office *o, const struct node *n)
{
	if (!is_past(o, n))
		leave_line(o, n);
}

static void enter_rule(struct office *o, const struct node *n)
{
	(void)n;
	turn_page(o, NULL);
	empty_paragraph(o, OFFICE_RULE);
}

/* ---- lists ---- */

long office_list_indent(const struct layout *l)
{
	return 2 * layout_em(l, OFFICE_LIST);
}

long office_list_hang(const struct layout *l)
{
	return layout_em(l, OFFICE_LIST) * 3 / 2;
}

/* A format's own numbers are of one sort in a list, and of a size that it writes as CSS does.
 */
static enum office_list_kind kind_of_list(
	const struct node *list, const struct numbering_format **format)
{
	struct numbering numbering = {0};
	bool bullets = false;

	*format = NULL;
	for (const struct node *item = node_first(list); item; item = node_following(item)) {
		const struct numbering_format *own = numbering_format(item);
		enum numbering_kind kind = numbering_kind(item);
		long number = numbering_go(&numbering, item);

		if (attr_str(item, ATTR_MARK))
			return OFFICE_LIST_MARKED;
		bullets |= kind == NUMBERING_BULLET;
		if (kind != NUMBERING_NUMBER)
			continue;
		if ((*format && *format != own) || number < own->first || number > own->last)
			return OFFICE_LIST_MARKED;
		*format = own;
	}
	return bullets == !!*format ? OFFICE_LIST_MARKED
	       : bullets	    ? OFFICE_LIST_BULLET
				    : OFFICE_LIST_NUMBER;
}

/* An item shows its label even if it begins with a list or a table, or is empty. */
static void show_label(struct office *o)
{
	struct office_list *list = innermost_list(o);

	if (list && list->pending)
		empty_paragraph(o, OFFICE_LIST);
}

/* A list without items is none (OpenDocument 1.2, 5.3.2, would take it; OOXML has no lists). */
static void enter_list(struct office *o, const struct node *n)
{
	struct office_list *list;

	if (!node_first(n)) {
		o->walk->skip = true;
		return;
	}
	if (o->list_count - o->list_base == OFFICE_LISTS_MAX ||
		o->nest + OFFICE_NEST_LIST > OFFICE_NEST_MAX) {
		o->flat_lists++;
		return;
	}
	turn_page(o, NULL);
	show_label(o);
	if (o->list_count == o->list_room) {
		list = list_double(o->lists, &o->list_room, sizeof *list);
		if (!list) {
			o->failed = true;
			return;
		}
		o->lists = list;
	}
	list = &o->lists[o->list_count++];
	*list = (struct office_list){.level = o->list_count - o->list_base - 1};
	list->kind = kind_of_list(n, &list->format);
	o->nest += OFFICE_NEST_LIST;
	o->writer->list(o, list);
}

static void leave_list(struct office *o, const struct node *n)
{
	if (!node_first(n))
		return;
	if (o->flat_lists) {
		o->flat_lists--;
		return;
	}
	o->writer->list_end(o);
	o->nest -= OFFICE_NEST_LIST;
	o->list_count--;
}

/* The mark that is printed before the item, as text; NULL for none. */
static const char *mark_of(struct office *o, const struct node *item, long number)
{
	enum numbering_kind kind = numbering_kind(item);
	struct buf mark = BUF_INIT;
	const char *copy = NULL;

	if (kind == NUMBERING_NUMBER)
		numbering_put(&mark, item, number);
	else if (kind == NUMBERING_BULLET)
		buf_puts(&mark, "•");
	if (mark.len)
		copy = arena_strndup(&o->arena, mark.data, mark.len);
	o->failed |= (mark.len && !copy) || buf_failed(&mark);
	buf_free(&mark);
	return copy;
}

static void enter_item(struct office *o, const struct node *n)
{
	struct office_list *list = innermost_list(o);
	bool begun, was_unmarked;
	long before;

	if (o->flat_lists)
		return;
	begun = list->numbering.list;
	was_unmarked = list->unmarked;
	before = list->number;
	list->number = numbering_go(&list->numbering, n);
	list->unmarked = numbering_kind(n) == NUMBERING_NONE;
	list->restarts = !begun || was_unmarked || list->number != before + 1;
	list->mark = attr_str(n, ATTR_MARK);
	if (list->kind == OFFICE_LIST_MARKED && !list->mark)
		list->mark = mark_of(o, n, list->number);
	list->pending = true;
	o->writer->item(o, list);
}

static void leave_item(struct office *o, const struct node *n)
{
	(void)n;
	if (o->flat_lists)
		return;
	show_label(o);
	o->writer->item_end(o);
}

/* ---- pictures ---- */

/* A CSS px is 1/96 in (CSS Values 4, 6.2): 15 twips. */
#define TWIPS_PER_PX 15

/* Larger pictures are not told apart: above any page, and safe to multiply [px]. */
#define PX_MAX 100000

struct office_picture_sum {
	uint8_t sha256[32];
};

static long px_of(const struct node *n, enum attr attr)
{
	int px = attr_int(n, attr, 0);

	return px < 0 ? 0 : px > PX_MAX ? PX_MAX : px;
}

static long scaled(long length, long by, long of)
{
	int64_t result = (int64_t)length * by / of;

	return result < 1 ? 1 : (long)result;
}

/* As wide and high as the page said, else as the picture is; within the text around it. */
static void set_size(const struct office *o, const struct node *n,
	const struct image_info *info, struct office_image *image)
{
	long width = info->width < PX_MAX ? (long)info->width : PX_MAX;
	long height = info->height < PX_MAX ? (long)info->height : PX_MAX;
	long said_width = px_of(n, ATTR_WIDTH), said_height = px_of(n, ATTR_HEIGHT);
	long most = o->width > 20 * TWIPS_PER_PX ? o->width : 20 * TWIPS_PER_PX;

	image->width = said_width    ? said_width
		       : said_height ? scaled(width, said_height, height)
				     : width;
	image->height = said_height  ? said_height
			: said_width ? scaled(height, said_width, width)
				     : height;
	image->width *= TWIPS_PER_PX;
	image->height *= TWIPS_PER_PX;
	if (image->width > most) {
		image->height = scaled(image->height, most, image->width);
		image->width = most;
	}
	if (image->height > o->text_height) {
		image->width = scaled(image->width, o->text_height, image->height);
		image->height = o->text_height;
	}
}

/* The words that the page has for the picture, and its address as written: so that it can be
 * looked for.
 */
static void put_placeholder(struct office *o, const struct node *n)
{
	const char *alt = attr_str(n, ATTR_ALT), *src = attr_str(n, ATTR_SRC);
	const char *between = o->chinese ? "：" : ": ";

	buf_clear(&o->scratch);
	buf_puts(&o->scratch, o->chinese ? "[图片" : "[image");
	if (alt && *alt) {
		buf_printf(&o->scratch, "%s%s", between, alt);
		between = o->chinese ? "，" : ", ";
	}
	if (src && *src && !image_is_data_uri(src))
		buf_printf(&o->scratch, "%s%s", between, src);
	buf_putc(&o->scratch, ']');
	put_text(o, buf_str(&o->scratch), o->scratch.len);
}

/* A picture that the page shows again and again is one file of the package: the number of the
   equal one before, or a new one. 0 when memory runs out. */
static unsigned number_of(struct office *o, const struct buf *bytes, bool *known)
{
	struct office_picture_sum sum;

	picture_sum(bytes->data, bytes->len, sum.sha256);
	*known = false;
	for (unsigned i = 0; i < o->picture_count; i++)
		if (!memcmp(o->pictures[i].sha256, sum.sha256, sizeof sum.sha256)) {
			*known = true;
			return i + 1;
		}
	if (o->picture_count == o->picture_room) {
		struct office_picture_sum *more =
			list_double(o->pictures, &o->picture_room, sizeof *more);

		if (!more) {
			o->failed = true;
			return 0;
		}
		o->pictures = more;
	}
	o->pictures[o->picture_count++] = sum;
	return o->picture_count;
}

static void put_picture(struct office *o, const struct node *n, const struct buf *bytes,
	const struct image_info *info)
{
	struct office_image image = {.format = info->format,
		.bytes = bytes->data,
		.len = bytes->len,
		.alt = attr_str(n, ATTR_ALT),
		.title = attr_str(n, ATTR_TITLE)};

	set_size(o, n, info, &image);
	image.file = number_of(o, bytes, &image.known);
	if (image.file)
		o->writer->image(o, &image);
}

/* Pictures whose bytes are at hand are embedded; for others there is a text. */
static void enter_image(struct office *o, const struct node *n)
{
	struct buf bytes = BUF_INIT;
	struct image_info info = {IMAGE_NONE, 0, 0};
	enum picture_fault fault = picture_decode(n, &bytes);

	if (fault == PICTURE_GOOD)
		fault = picture_check(bytes.data, bytes.len, &info);
	if (fault == PICTURE_GOOD || (fault == PICTURE_VECTOR && o->writer->draws_svg))
		put_picture(o, n, &bytes, &info);
	else
		put_placeholder(o, n);
	o->failed |= buf_failed(&bytes);
	buf_free(&bytes);
}

/* ---- inline matter ---- */

/* A typeface of its own marks titles and headings of official documents, not weight
   (GB/T 9704-2012, 7.3.1 and 7.3.3). */
static bool is_marked_by_face(const struct office *o, const struct node *strong)
{
	return o->layout->official && strong->kind == KIND_STRONG &&
	       (node_ancestor(strong, KIND_HEADING) || node_ancestor(strong, KIND_TITLE));
}

static void enter_phrase(struct office *o, const struct node *n)
{
	if (is_marked_by_face(o, n))
		return;
	o->phrase_count++;
	if (!o->phrases[n->kind]++)
		o->writer->phrase(o, n->kind);
}

static void leave_phrase(struct office *o, const struct node *n)
{
	if (is_marked_by_face(o, n))
		return;
	o->phrase_count--;
	if (!--o->phrases[n->kind])
		o->writer->phrase_end(o, n->kind);
}

static void enter_link(struct office *o, const struct node *n)
{
	buf_clear(&o->scratch);
	if (o->link || !office_link_target(n, &o->scratch))
		return;
	o->link = n;
	o->writer->link(o, buf_str(&o->scratch));
}

static void leave_link(struct office *o, const struct node *n)
{
	if (o->link != n)
		return;
	o->writer->link_end(o);
	o->link = NULL;
}

static void enter_break(struct office *o, const struct node *n)
{
	(void)n;
	o->writer->line_break(o);
}

/* A piece of a text whose language and typeface are the same. */
static void put_piece(struct office *o, const char *s, size_t len)
{
	bool marked = o->run.foreign || o->run.face != OFFICE_BASE;

	if (!len)
		return;
	if (marked)
		o->writer->run(o);
	put_text(o, s, len);
	if (marked)
		o->writer->run_end(o);
}

/* Hebrew, Arabic and the scripts beside them, and their presentation forms. */
static bool has_rtl_letters(const char *s, size_t len)
{
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(s + i, len - i, &width);

		if ((c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
			(c >= 0xFE70 && c <= 0xFEFC))
			return true;
	}
	return false;
}

/* A title's text is cut where its lines were planned to end; the heading that a line begins
   with has its own typeface. */
static void enter_text(struct office *o, const struct node *n)
{
	struct office_plan *plan = &o->plan;
	const char *text = node_text(n);
	size_t done = 0, len = node_text_len(n);

	o->run.foreign = office_is_foreign(o->locales, n, &o->run.locale);
	o->run.rtl = emit_is_rtl(n) && has_rtl_letters(text, len);
	if (plan->at < plan->face_end) {
		done = plan->face_end - plan->at < len ? plan->face_end - plan->at : len;
		o->run.face = plan->face;
		put_piece(o, text, done);
		o->run.face = OFFICE_BASE;
	}
	while (plan->next_cut < plan->cut_count &&
		plan->cuts[plan->next_cut] <= plan->at + len) {
		size_t cut = plan->cuts[plan->next_cut++] - plan->at;

		put_piece(o, text + done, cut - done);
		o->writer->line_break(o);
		done = cut;
	}
	put_piece(o, text + done, len - done);
	plan->at += len;
	o->run = (struct office_run){.face = OFFICE_BASE};
}

/* ---- tables, row by row ---- */

/* Frees the innermost table, and makes what was around it the present place. */
static void pop_table(struct office *o)
{
	struct office_table *t = o->table;

	o->table = t->outer;
	o->list_base = t->list_base;
	o->flat_lists = t->flat_lists;
	o->width = t->width;
	free_table(t);
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
		tiny_paragraph(o);
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
	pop_table(o);
	o->after = OFFICE_AFTER_TABLE;
}

static void write_captions(struct office *o, const struct node *table)
{
	for (const struct node *n = node_first(table); n; n = node_following(n))
		if (n->kind == KIND_CAPTION)
			walk_through(o, n);
}

static void enter_table(struct office *o, const struct node *table)
{
	struct office_table *t = NULL;

	if (!o->table && o->list_count == o->list_base) {
		turn_page(o, table);
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
	show_label(o);
	begin_table(o, t);
}

static void leave_table(struct office *o, const struct node *table)
{
	if (o->table && o->table->node == table)
		end_table(o);
}

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
		empty_paragraph(o, t->cell.header ? OFFICE_CELL_HEADER : OFFICE_CELL);
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

/* Writes the slots of the row before the column that no cell of the row begins. */
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

/* True if the row's table is open; it is not if it would nest too deep. */
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

static void enter_row(struct office *o, const struct node *row)
{
	struct office_table *t = o->table;

	if (!is_open(o, row))
		return;
	t->row++;
	t->next = 0;
	t->row_splits = row_height(o, t) > o->text_height / 2;
	o->writer->row(o, t, t->row <= t->header_rows);
}

static void leave_row(struct office *o, const struct node *row)
{
	if (!is_open(o, row))
		return;
	fill_to(o, o->table->columns);
	o->writer->row_end(o);
}

/* The column that the cell begins in; the number of columns if it has no place in the row. */
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
static void enter_cell(struct office *o, const struct node *cell)
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
		open_cell(o, s->colspan, s->rowspan, cell_is_header(cell));
	} else if (!t->cell_open && t->next < t->columns) {
		/* The grid is cut, and what it has of the row is covered from above: the first
		   slot gives way. */
		s = slot_at(t, t->row - 1, t->next);
		open_cell(o, s->colspan ? s->colspan : 1, 1, cell_is_header(cell));
	}
}

/* ---- the fields ---- */

/* Values up to this width are two in a row [terminal cells]. */
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
	open_line(o, field, OFFICE_FIELD_LABEL);
	put_text(o, label ? label : buf_str(&o->scratch),
		label ? strlen(label) : o->scratch.len);
	close_paragraph(o);
	open_cell(o, colspan, 1, false);
	if (value)
		walk_through(o, value);
	close_cell(o);
}

/* The printed fields as a table: label, value, and if they are short a second pair. */
static void write_fields(struct office *o)
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

/* ---- the walk ---- */

typedef void event(struct office *o, const struct node *n);

/* Kinds that are not here are nothing of their own: what they hold is written. */
static const struct {
	event *enter, *leave;
} events[KIND_COUNT] = {
	[KIND_PARA] = {enter_line, leave_line},
	[KIND_HEADING] = {enter_line, leave_line},
	[KIND_TITLE] = {enter_line, leave_line},
	[KIND_CODEBLOCK] = {enter_line, leave_line},
	[KIND_SIGNATURE] = {enter_line, leave_line},
	[KIND_DATE] = {enter_line, leave_line},
	[KIND_TERM] = {enter_line, leave_line},
	[KIND_CAPTION] = {enter_caption, leave_caption},
	[KIND_RULE] = {enter_rule, NULL},
	[KIND_LIST] = {enter_list, leave_list},
	[KIND_ITEM] = {enter_item, leave_item},
	[KIND_TABLE] = {enter_table, leave_table},
	[KIND_ROW] = {enter_row, leave_row},
	[KIND_CELL] = {enter_cell, NULL},
	[KIND_TEXT] = {enter_text, NULL},
	[KIND_EMPH] = {enter_phrase, leave_phrase},
	[KIND_STRONG] = {enter_phrase, leave_phrase},
	[KIND_UNDERLINE] = {enter_phrase, leave_phrase},
	[KIND_STRIKE] = {enter_phrase, leave_phrase},
	[KIND_SUB] = {enter_phrase, leave_phrase},
	[KIND_SUP] = {enter_phrase, leave_phrase},
	[KIND_CODE] = {enter_phrase, leave_phrase},
	[KIND_LINK] = {enter_link, leave_link},
	[KIND_ATTACHMENT] = {enter_link, leave_link},
	[KIND_IMAGE] = {enter_image, NULL},
	[KIND_BREAK] = {enter_break, NULL},
};

static void walk_through(struct office *o, const struct node *root)
{
	struct walk w = WALK_INIT(root), *outer = o->walk;

	o->walk = &w;
	while (!o->failed && walk_step(&w)) {
		event *e = w.entering ? events[w.node->kind].enter : events[w.node->kind].leave;

		if (e)
			e(o, w.node);
	}
	o->walk = outer;
}

/* ---- all of it ---- */

static int choose_layout(struct office *o)
{
	static const struct layout none = {.step_count = 1};
	struct layout_error error;
	struct layout *own;
	const char *name = o->doc->options->layout;

	if (!name)
		name = o->chinese ? "gongwen" : "plain";
	if (o->doc->layouts && (o->layout = layouts_find(o->doc->layouts, name)))
		return 0;
	own = arena_alloc(&o->arena, sizeof *own);
	o->layout = own ? own : &none;
	return own ? layout_load(own, &o->arena, name, &error) : -1;
}

static bool is_asked(const char *word, const char *where)
{
	return word && !strcmp(word, where);
}

int office_init(struct office *o, const struct document *doc,
	const struct office_writer *writer, void *file)
{
	*o = (struct office){.doc = doc, .writer = writer, .file = file, .arena = ARENA_INIT};
	o->chinese = office_is_chinese(doc);
	office_read_locales(doc, o->locales);
	if (choose_layout(o))
		return -1;
	o->em = layout_em(o->layout, OFFICE_BODY);
	set_page(o, false);
	if (is_asked(doc->options->provenance, "footer"))
		provenance_put_line(&o->footer, doc, o->chinese);
	return buf_failed(&o->footer) ? -1 : 0;
}

void office_free(struct office *o)
{
	while (o->table)
		pop_table(o);
	free_table(o->planned);
	free(o->lists);
	free(o->pictures);
	free(o->run_ins);
	buf_free(&o->scratch);
	buf_free(&o->footer);
	arena_free(&o->arena);
}

static void write_provenance(struct office *o)
{
	struct buf line = BUF_INIT;

	provenance_put_line(&line, o->doc, o->chinese);
	provenance_put_pages(&line, o->doc, o->chinese);
	if (line.len) {
		struct office_paragraph p = office_paragraph_of(OFFICE_PROVENANCE);

		open_paragraph(o, &p);
		put_text(o, line.data, line.len);
		close_paragraph(o);
	}
	o->failed |= buf_failed(&line);
	buf_free(&line);
}

int office_write(struct office *o)
{
	const struct document *doc = o->doc;
	const char *fields = doc->options->fields, *provenance = doc->options->provenance;
	const struct node *title = document_title(doc);

	if (o->layout->official)
		office_find_run_ins(o);
	if (!fields || is_asked(fields, "table"))
		write_fields(o);
	if (title)
		walk_through(o, title);
	for (struct node *n = emit_first_block(doc); n; n = emit_next_block(doc, n))
		walk_through(o, n);
	if (is_asked(fields, "end"))
		write_fields(o);
	if (!provenance || is_asked(provenance, "end"))
		write_provenance(o);
	if (o->after != OFFICE_AFTER_PARAGRAPH)
		tiny_paragraph(o); /* a document ends in a paragraph */
	o->failed |= buf_failed(&o->scratch);
	return o->failed ? -1 : 0;
}
