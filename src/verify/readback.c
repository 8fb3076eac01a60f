#include "verify/readback-private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/emit.h"
#include "tree/grid.h"
#include "tree/text.h"

/* ---- building ---- */

void readback_free(struct readback *r)
{
	for (struct readback_table *t = r->tables; t; t = t->next)
		free(t->cells);
	free(r->lines);
	arena_free(&r->arena);
	*r = (struct readback)READBACK_INIT;
}

/* Room for one more thing of the size in an array. NULL when memory runs out. */
static void *grow(struct readback *r, void *array, size_t count, size_t *room, size_t size)
{
	void *larger;

	if (count < *room)
		return array;
	larger = realloc(array, (*room ? 2 * *room : 64) * size);
	if (!larger) {
		r->failed = true;
		return NULL;
	}
	*room = *room ? 2 * *room : 64;
	return larger;
}

static void add_line(struct readback *r, const struct buf *text)
{
	const char **lines;

	if (!text->len)
		return;
	lines = grow(r, r->lines, r->count, &r->room, sizeof *lines);
	if (!lines)
		return;
	r->lines = lines;
	r->lines[r->count++] = arena_strndup(&r->arena, text->data, text->len);
}

static void add_table(struct readback *r)
{
	struct readback_table *t = arena_alloc(&r->arena, sizeof *t);

	if (!t)
		return;
	if (r->last_table)
		r->last_table->next = t;
	else
		r->tables = t;
	r->last_table = t;
}

static void add_cell(struct readback *r, struct readback_cell cell, const struct buf *text)
{
	struct readback_table *t = r->last_table;
	struct readback_cell *cells;

	if (!text->len || !t)
		return;
	cells = grow(r, t->cells, t->count, &t->room, sizeof *cells);
	if (!cells)
		return;
	t->cells = cells;
	cell.text = arena_strndup(&r->arena, text->data, text->len);
	t->cells[t->count++] = cell;
}

void readback_put_text(struct readback_builder *b, const char *s)
{
	for (unsigned width; *s; s += width)
		if (!char_is_space(utf8_decode(s, strlen(s) < 4 ? strlen(s) : 4, &width)))
			buf_put(&b->text, s, width);
}

void readback_end_line(struct readback_builder *b)
{
	if (b->depth)
		return;
	add_line(b->to, &b->text);
	buf_clear(&b->text);
}

/* Tables in a cell are text of that cell. */
void readback_open_table(struct readback_builder *b)
{
	if (!b->depth) {
		readback_end_line(b);
		add_table(b->to);
		b->row = 0;
	}
	b->depth++;
}

void readback_close_table(struct readback_builder *b)
{
	if (b->depth)
		b->depth--;
}

void readback_open_row(struct readback_builder *b)
{
	if (b->depth != 1)
		return;
	b->row++;
	b->column = 0;
}

void readback_open_cell(struct readback_builder *b, unsigned rows, unsigned columns)
{
	if (b->depth != 1)
		return;
	b->cell = (struct readback_cell){b->row - 1, b->column, rows, columns, NULL};
	buf_clear(&b->text);
}

void readback_close_cell(struct readback_builder *b, unsigned over)
{
	if (b->depth != 1)
		return;
	add_cell(b->to, b->cell, &b->text);
	buf_clear(&b->text);
	b->column += b->column < READBACK_GRID_MAX ? over : 0;
}

/* ---- what a page has to say ---- */

/* Where a document has a picture, or what stands in its place. */
#define PICTURE "\uFFFC"

static void collect(struct buf *out, const struct node *root)
{
	for (const struct node *n = root; n; n = tree_next(root, n))
		if (n->kind == KIND_IMAGE)
			buf_puts(out, PICTURE);
		else if (n->kind == KIND_TEXT)
			text_collect_squashed(out, n);
}

/* The row's cells. What found no slot (grid_fold) is in the cell before it. */
static void expect_row(struct readback *r, const struct grid *g, unsigned row, struct buf *text)
{
	struct readback_cell cell = {0};
	unsigned next = 0;

	buf_clear(text);
	for (const struct node *c = node_first(g->row_nodes[row]); c; c = node_following(c)) {
		unsigned column = next;

		while (column < g->columns &&
			!(grid_at(g, row, column).origin && grid_at(g, row, column).cell == c))
			column++;
		if (column < g->columns) {
			add_cell(r, cell, text);
			buf_clear(text);
			cell = (struct readback_cell){row, column, grid_rowspan(g, row, column),
				grid_colspan(g, row, column), NULL};
			next = column + 1;
		}
		collect(text, c);
	}
	add_cell(r, cell, text);
}

static void expect_table(struct readback *r, const struct node *table)
{
	struct buf text = BUF_INIT;
	struct grid g;

	add_table(r);
	r->failed |= grid_build(&g, table) != 0;
	if (!r->failed)
		grid_fold(&g);
	for (unsigned row = 0; row < g.rows && !r->failed; row++)
		expect_row(r, &g, row, &text);
	r->failed |= buf_failed(&text);
	buf_free(&text);
	grid_free(&g);
}

/* A line of pictures only has no text, or one of its own. */
static void expect_line(struct readback *r, const struct node *line)
{
	struct buf text = BUF_INIT;

	if (text_measure(line).chars)
		collect(&text, line);
	add_line(r, &text);
	r->failed |= buf_failed(&text);
	buf_free(&text);
}

static void expect_block(struct readback *r, const struct node *block)
{
	const struct node *next;

	for (const struct node *n = block; n; n = next) {
		next = tree_next(block, n);
		if (kind_is_line((enum kind)n->kind)) {
			expect_line(r, n);
			next = tree_next_skip(block, n);
		} else if (n->kind == KIND_TABLE) {
			for (const struct node *c = node_first(n); c; c = node_following(c))
				if (c->kind == KIND_CAPTION)
					expect_line(r, c);
			expect_table(r, n);
			next = tree_next_skip(block, n);
		}
	}
}

int readback_expect(struct readback *r, const struct document *doc)
{
	const struct node *title = document_title(doc);

	if (title)
		expect_line(r, title);
	for (const struct node *b = emit_first_block(doc); b; b = emit_next_block(doc, b))
		expect_block(r, b);
	return r->failed || arena_failed(&r->arena) ? -1 : 0;
}

/* ---- comparing ---- */

struct comparison {
	void (*lacks)(void *user, const char *sentence);
	void *user;
};

static void tell(const struct comparison *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void tell(const struct comparison *c, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	c->lacks(c->user, sentence);
}

/* How much of a text a sentence shows [bytes]: whole characters. */
#define SHOWN_MAX 60

static int shown(const char *text)
{
	size_t len = strnlen(text, SHOWN_MAX + 1);

	if (len > SHOWN_MAX)
		while (--len && ((unsigned char)text[len] & 0xC0) == 0x80)
			;
	return (int)len;
}

/* Whether the text has all that is wanted, in order: the pieces between pictures. */
static bool has(const char *text, const char *wanted)
{
	while (*wanted) {
		const char *picture = strstr(wanted, PICTURE);
		size_t len = picture ? (size_t)(picture - wanted) : strlen(wanted);

		text = memmem(text, strlen(text), wanted, len);
		if (!text)
			return false;
		text += len;
		wanted += len + (picture ? strlen(PICTURE) : 0);
	}
	return true;
}

/* A line may stand in a longer one: labels and numbers are put before it, addresses behind it.
 */
static void compare_lines(
	const struct comparison *c, const struct readback *wanted, const struct readback *got)
{
	size_t from = 0;

	for (size_t i = 0; i < wanted->count; i++) {
		size_t at = from;

		while (at < got->count && !has(got->lines[at], wanted->lines[i]))
			at++;
		if (at == got->count)
			tell(c, "a paragraph is not there, or not in its place: %.*s",
				shown(wanted->lines[i]), wanted->lines[i]);
		else
			from = at + 1;
	}
}

static bool same_cell(const struct readback_cell *a, const struct readback_cell *b)
{
	return a->row == b->row && a->column == b->column && a->rows == b->rows &&
	       a->columns == b->columns && has(b->text, a->text);
}

/* Pictures and nothing else: a document has no text there, or one of its own. */
static bool is_pictures(const char *text)
{
	while (!strncmp(text, PICTURE, strlen(PICTURE)))
		text += strlen(PICTURE);
	return !*text;
}

/* The number of the first cell wanted that is not the same, or the number of cells; whether
   none is, and got has no more. */
static size_t first_difference(
	const struct readback_table *wanted, const struct readback_table *got, bool *same)
{
	size_t i = 0, at = 0;

	for (; i < wanted->count; i++)
		if (at < got->count && same_cell(&wanted->cells[i], &got->cells[at]))
			at++;
		else if (!is_pictures(wanted->cells[i].text))
			break;
	*same = i == wanted->count && at == got->count;
	return i;
}

static void tell_cell(const struct comparison *c, unsigned number,
	const struct readback_table *wanted, const struct readback_table *got)
{
	bool same;
	size_t i = first_difference(wanted, got, &same);
	const struct readback_cell *cell = i < wanted->count ? &wanted->cells[i] : NULL;

	if (cell)
		tell(c,
			"table %u, row %u, column %u, spans %u and %u: not as in the page: "
			"%.*s",
			number, cell->row + 1, cell->column + 1, cell->rows, cell->columns,
			shown(cell->text), cell->text);
	else
		tell(c, "table %u has more cells than in the page", number);
}

/* The table that is the same, from one on; or else that which is the same the longest. */
static const struct readback_table *find_table(
	const struct readback_table *wanted, const struct readback_table *from, bool *same)
{
	const struct readback_table *best = NULL;
	size_t longest = 0;

	*same = false;
	for (const struct readback_table *t = from; t; t = t->next) {
		size_t i = first_difference(wanted, t, same);

		if (*same)
			return t;
		if (!best || i > longest) {
			best = t;
			longest = i;
		}
	}
	return best;
}

static void compare_tables(
	const struct comparison *c, const struct readback *wanted, const struct readback *got)
{
	const struct readback_table *from = got->tables;
	unsigned number = 1;

	for (const struct readback_table *t = wanted->tables; t; t = t->next, number++) {
		bool same;
		const struct readback_table *found = find_table(t, from, &same);

		if (!found && t->count)
			tell(c, "table %u is not there", number);
		else if (found && !same)
			tell_cell(c, number, t, found);
		if (found && same)
			from = found->next;
	}
}

void readback_compare(const struct readback *wanted, const struct readback *got,
	void (*lacks)(void *user, const char *sentence), void *user)
{
	const struct comparison c = {lacks, user};

	compare_lines(&c, wanted, got);
	compare_tables(&c, wanted, got);
}
