/*
 * Tables that only place things on the page are unwrapped in reading order; tables of data stay
 * whole, with their header rows in HEAD.
 */
#include "document/filter.h"

#include <string.h>

/* A cell of a layout holds paragraphs: so many, with so many characters. */
#define LAYOUT_PARAS 3
#define LAYOUT_CHARS 600

/* A table of data fills this share of its slots, and its cells have no more than this on
   average [characters]. */
#define DATA_FILL  0.4
#define DATA_CHARS 160

/* Longest text of a cell in a table that holds tables, and says by no border, no header and no
   labels that it is one of data [characters]. */
#define NEST_CHARS 40

/* Longest text of a header cell that no <th> tells [characters]; most header rows. */
#define HEADER_CHARS 40
#define HEADER_ROWS  5

/* ---- layout or data ---- */

/* What a table's own cells hold; what is in tables within them is theirs. */
struct shape {
	unsigned cells, filled;
	unsigned nests;	       /* of filled: hold tables */
	unsigned links;	       /* in all cells */
	size_t chars, largest; /* largest: of one cell [characters] */
	size_t largest_paras;
	size_t beside;	      /* a table: the most in one cell [characters] */
	unsigned spoken_rows; /* rows with two filled cells, or more */
	bool header;
};

/* Adds a cell; whether it is filled. */
static bool add_cell(struct shape *s, const struct node *cell)
{
	struct text_stats m;
	size_t chars = 0, paras = 0;
	bool nests = false;
	const struct node *next;

	for (const struct node *n = cell; n; n = next) {
		bool table = n->kind == KIND_TABLE;

		next = table ? tree_next_skip(cell, n) : tree_next_block(cell, n);
		nests |= table;
		if (!kind_is_line((enum kind)n->kind))
			continue;
		m = text_measure(n);
		chars += m.chars;
		paras += m.paras;
		s->links += (unsigned)m.links;
	}
	s->cells++;
	s->filled += chars || nests;
	s->nests += nests;
	s->chars += chars;
	if (nests && chars > s->beside)
		s->beside = chars;
	if (chars > s->largest) {
		s->largest = chars;
		s->largest_paras = paras;
	}
	return chars || nests;
}

static struct shape shape_of(const struct grid *g, const struct node *table)
{
	struct shape s = {0};

	for (const struct node *n = node_first(table); n; n = node_following(n))
		s.header |= n->kind == KIND_HEAD || n->kind == KIND_CAPTION;
	for (unsigned r = 0; r < g->rows; r++) {
		unsigned filled = 0;

		for (unsigned c = 0; c < g->columns; c++) {
			struct grid_slot slot = grid_at(g, r, c);

			if (!slot.origin)
				continue;
			filled += add_cell(&s, slot.cell);
			s.header |= attr_int(slot.cell, ATTR_HEADER, 0) != 0;
		}
		s.spoken_rows += filled > 1;
	}
	return s;
}

static bool says_presentation(const struct node *table)
{
	const char *role = attr_str(table, ATTR_ROLE);

	return role && (!strcmp(role, "presentation") || !strcmp(role, "none"));
}

/* Longest label in the first column of a table of matters and what there is to say of them
 * [characters]; rows that show that it is one. */
#define LABEL_CHARS 24
#define LABEL_ROWS  3

static bool is_label(const struct node *cell)
{
	struct text_stats m = text_measure(cell);

	return m.chars && m.chars <= LABEL_CHARS && !m.links && !m.images &&
	       !cell_holds_table(cell);
}

/* Every row begins with a label of its own: however long the text beside it, it is data. */
static bool is_labelled(const struct grid *g)
{
	for (unsigned r = 0; r < g->rows; r++) {
		struct grid_slot s = grid_at(g, r, 0);

		if (!s.origin || !is_label(s.cell) || s.cell == grid_at(g, r, 1).cell)
			return false;
	}
	return g->rows >= LABEL_ROWS;
}

/* A form to fill in: a row of labels above rows that are blank. */
static bool is_blank_form(const struct grid *g, const struct shape *s)
{
	if (g->columns < 3 || g->rows < 2 || s->filled != g->columns)
		return false;
	for (unsigned c = 0; c < g->columns; c++) {
		struct grid_slot label = grid_at(g, 0, c);

		if (!label.origin || !is_label(label.cell))
			return false;
	}
	return true;
}

/*
 * True if a table whose cells hold tables of data may be one of data itself. A layout has rows
 * of several cells too: a menu beside the text. In a table of data most rows are so, and most
 * cells hold none of the tables.
 */
static bool may_nest(const struct grid *g, const struct shape *s)
{
	return s->spoken_rows >= 2 && 2 * s->spoken_rows >= g->rows &&
	       2 * s->nests <= s->filled;
}

static bool is_layout(const struct grid *g, const struct node *table)
{
	struct shape s;

	if (g->columns < 2 || says_presentation(table))
		return true;
	s = shape_of(g, table);
	if (!s.filled)
		return true;
	if (s.nests && !may_nest(g, &s))
		return true;
	if (is_labelled(g) || is_blank_form(g, &s))
		return false;
	if (s.largest_paras >= LAYOUT_PARAS && s.largest >= LAYOUT_CHARS &&
		2 * s.largest > s.chars && s.cells <= 6)
		return true;
	if (s.beside > DATA_CHARS)
		return true;
	if (s.header || attr_int(table, ATTR_BORDER, 0) > 0)
		return g->rows < 2 && !s.header;
	if (s.nests && (s.links || s.largest > NEST_CHARS))
		return true;
	return g->rows < 2 || s.filled < DATA_FILL * s.cells ||
	       s.chars > (size_t)DATA_CHARS * s.filled;
}

static int unwrap(struct document *doc, struct node *table)
{
	struct tree *t = &doc->tree;

	for (struct node *n = table; n; n = tree_next(table, n)) {
		if (n->kind == KIND_CAPTION) {
			struct node *para = node_new_like(t, n);

			if (!para)
				return -1;
			para->kind = KIND_PARA;
			if (tree_insert_before(t, table, para) ||
				tree_move_children(t, para, n))
				return -1;
		}
		if (n->kind != KIND_CELL)
			continue;
		while (node_first_all(n))
			if (tree_shift_before(t, table, node_first_all(n)))
				return -1;
	}
	node_drop(t, table, REASON_WRAPPER);
	return 0;
}

/* ---- header rows ---- */

static bool is_number(struct document *doc, const struct node *cell)
{
	struct buf text = BUF_INIT;
	bool number;

	text_collect_squashed(&text, cell);
	number = text.len && match(doc->matches, "^[-+±]?[\\d.,％%‰—–/\\-]+$", text.data,
				     text.len, NULL, 0);
	buf_free(&text);
	return number;
}

static bool is_short_label(struct document *doc, const struct node *cell)
{
	struct text_stats m = text_measure(cell);

	return m.chars && m.chars <= HEADER_CHARS && m.punctuation <= 2 &&
	       !cell_holds_table(cell) && !is_number(doc, cell);
}

static bool row_is_th(const struct grid *g, unsigned row)
{
	for (unsigned c = 0; c < g->columns; c++) {
		struct grid_slot s = grid_at(g, row, c);

		if (s.cell && !node_is_blank(s.cell) && !attr_int(s.cell, ATTR_HEADER, 0))
			return false;
	}
	return true;
}

static bool row_is_labels(struct document *doc, const struct grid *g, unsigned row)
{
	for (unsigned c = 0; c < g->columns; c++) {
		struct grid_slot s = grid_at(g, row, c);

		if (!s.cell || !is_short_label(doc, s.cell))
			return false;
	}
	return true;
}

/* One cell across the whole table is a section's title, not a header. */
static bool row_is_section(const struct grid *g, unsigned row)
{
	return grid_at(g, row, 0).cell == grid_at(g, row, g->columns - 1).cell;
}

/* How far the cells of the first row reach down; two rows at least where one of them heads
 * several. */
static unsigned depth_of_spans(const struct grid *g)
{
	unsigned depth = 1;

	for (unsigned c = 0; c < g->columns; c++) {
		unsigned down = grid_rowspan(g, 0, c);

		if (down > depth)
			depth = down;
		if (depth < 2 && grid_colspan(g, 0, c) > 1)
			depth = 2;
	}
	return depth;
}

/* So many rows and those that cells of theirs reach down into: a header ends where its cells
 * do. */
static unsigned whole_rows(const struct grid *g, unsigned rows)
{
	for (unsigned r = 0; r < rows && rows < g->rows; r++)
		for (unsigned c = 0; c < g->columns; c++) {
			unsigned end = r + grid_rowspan(g, r, c);

			if (end > rows)
				rows = end;
		}
	return rows;
}

static bool column_is_numbers(
	struct document *doc, const struct grid *g, unsigned column, unsigned from)
{
	unsigned numbers = 0, filled = 0;

	for (unsigned r = from; r < g->rows; r++) {
		struct grid_slot s = grid_at(g, r, column);

		if (!s.origin || node_is_blank(s.cell))
			continue;
		filled++;
		numbers += is_number(doc, s.cell);
	}
	return filled && 10 * numbers >= 6 * filled;
}

static bool has_numbers_below(struct document *doc, const struct grid *g, unsigned from)
{
	for (unsigned c = 0; c < g->columns; c++)
		if (column_is_numbers(doc, g, c, from))
			return true;
	return false;
}

static bool row_is_strong(const struct grid *g, unsigned row)
{
	for (unsigned c = 0; c < g->columns; c++) {
		struct grid_slot s = grid_at(g, row, c);

		if (!s.cell || !node_is_strong(s.cell))
			return false;
	}
	return true;
}

static unsigned guess_header_rows(struct document *doc, const struct grid *g)
{
	unsigned depth = 0;

	while (depth < g->rows && depth < HEADER_ROWS && row_is_th(g, depth))
		depth++;
	if (depth)
		return depth < g->rows ? whole_rows(g, depth) : 0;
	if (row_is_section(g, 0) || !row_is_labels(doc, g, 0))
		return 0;
	depth = whole_rows(g, depth_of_spans(g));
	if (depth >= g->rows || depth > HEADER_ROWS)
		return 0;
	return depth > 1 || has_numbers_below(doc, g, depth) ||
			       (row_is_strong(g, 0) && !row_is_strong(g, 1))
		       ? depth
		       : 0;
}

static int make_head(
	struct document *doc, struct node *table, const struct grid *g, unsigned rows)
{
	struct tree *t = &doc->tree;
	struct node *head = node_new(t, KIND_HEAD);

	if (!head || tree_insert_before(t, node_parent(g->row_nodes[0]), head))
		return -1;
	head->flags = NODE_IMPLIED;
	for (unsigned r = 0; r < rows; r++)
		if (tree_shift(t, head, g->row_nodes[r]))
			return -1;
	return 0;
}

/* Cells of HEAD are header cells, whatever their element was. */
static void mark_head(struct document *doc, const struct node *table)
{
	for (struct node *n = node_first(table); n; n = node_following(n))
		for (struct node *c = n->kind == KIND_HEAD ? n : NULL; c; c = tree_next(n, c))
			if (c->kind == KIND_CELL)
				attr_set_int(&doc->tree, c, ATTR_HEADER, 1);
}

static int finish_data(struct document *doc, struct node *table, const struct grid *g)
{
	unsigned rows = g->header_rows ? 0 : guess_header_rows(doc, g);

	if (g->narrowest != g->widest)
		diag_report(doc, DIAG_TABLE_RAGGED, node_line(table), g->narrowest, g->widest);
	if (g->overlap)
		diag_report(doc, DIAG_TABLE_OVERLAP, node_line(table));
	if (g->columns > GRID_COLUMNS_OFFICE)
		diag_report(doc, DIAG_TABLE_WIDE, node_line(table), g->columns,
			GRID_COLUMNS_OFFICE + 1);
	if (rows && make_head(doc, table, g, rows))
		return -1;
	mark_head(doc, table);
	return 0;
}

/* ---- all of them, inner ones first: an outer one may turn out to be data then ---- */

static int treat(struct document *doc, struct node *table)
{
	struct grid g;
	int rc = grid_build(&g, table);

	if (!rc && g.cut)
		diag_report(doc, DIAG_TABLE_TOO_LARGE, node_line(table));
	if (!rc)
		rc = g.cut || is_layout(&g, table) ? unwrap(doc, table)
						   : finish_data(doc, table, &g);
	grid_free(&g);
	return rc;
}

static struct node *deepest_first(struct node *n)
{
	while (node_first(n))
		n = node_first(n);
	return n;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root, *next;

	for (struct node *n = deepest_first(root); n != root; n = next) {
		struct node *following = node_following(n);

		next = following ? deepest_first(following) : node_parent(n);
		if (n->kind == KIND_TABLE && treat(doc, n))
			return -1;
	}
	return 0;
}

const struct filter filter_table = {
	.name = "table",
	.stage = STAGE_RESTRUCTURE,
	.help = "unwrap layout tables, find header rows of data tables",
	.run = run,
};
