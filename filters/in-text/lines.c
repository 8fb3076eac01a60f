#include "lines.h"

#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "tree/text.h"

/* Longer lines are not measured: nothing that asks for a width takes them [bytes]. */
#define MEASURED_MAX 1024

/* Widest cell: the name of an event or an office takes some 40 [terminal cells]. */
#define CELL_WIDTH_MAX 60

/* Columns at which people and mailers wrap [terminal cells]. */
#define WRAP_MIN 40
#define WRAP_MAX 120

/* Places where the text could have been wrapped, below which nothing can be said. */
#define WRAP_EVIDENCE 3

/* ---- characters ---- */

static bool char_in(uint32_t c, const char32_t *set)
{
	while (*set && *set != c)
		set++;
	return *set;
}

static bool char_is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

/* [1/100 em]; a column of the terminal is half an em, a tab four columns. */
static unsigned char_indent(uint32_t c)
{
	switch (c) {
	case 0x3000:
	case 0x2003:
		return 100;
	case ' ':
	case 0xA0:
	case 0x2002:
		return 50;
	case '\t':
		return 200;
	default:
		return 0;
	}
}

/* ---- what a line looks like ---- */

struct makeup {
	size_t digits, letters; /* the rest are signs and white space */
	uint32_t first, last;
};

static struct makeup cell_makeup(const char *s, size_t len)
{
	struct makeup m = {0};
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(s + i, len - i, &width);

		m.first = i ? m.first : c;
		m.last = c;
		if (char_is_digit(c))
			m.digits++;
		else if (!char_is_space(c) && !char_in(c, U".,:/+-~%‰()·－—–―−％．，：／（）"))
			m.letters++;
	}
	return m;
}

enum cell cell_class(const char *s, size_t len)
{
	struct makeup m;

	if (!len || len > 4 * CELL_WIDTH_MAX || text_width(s, len) > CELL_WIDTH_MAX)
		return CELL_NONE;
	m = cell_makeup(s, len);
	if (char_in(m.last, U"。；;：:！？"))
		return CELL_NONE;
	if (!m.digits && (!m.letters || (m.letters == 1 && m.first == U'无')))
		return CELL_DASH;
	/* "2017年" heads a column of amounts; "30人", "12万元" are in one. */
	if (!m.digits || m.letters > 2 || (m.last == U'年' && m.digits == 4))
		return CELL_WORDS;
	return char_is_digit(m.first) || char_in(m.first, U"+-－−—.(（约") ? CELL_NUMBER
									   : CELL_WORDS;
}

/* Bullets; those that are also signs or hyphens count with white space after them only. */
static const struct {
	const char *mark;
	bool spaced;
} bullets[] = {
	{"•", false},
	{"·", false},
	{"●", false},
	{"■", false},
	{"◆", false},
	{"▪", false},
	{"‣", false},
	{"◦", false},
	{"*", true},
	{"-", true},
	{"–", true},
};

/* Bytes up to the text after a bullet; 0 where there is none, or more white space than anyone
   puts there. */
static uint8_t bullet_length(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		size_t mark = strlen(bullets[i].mark), text = mark, stop = len;

		if (len <= mark || memcmp(s, bullets[i].mark, mark))
			continue;
		range_trim(s, &text, &stop);
		return (text == mark && bullets[i].spaced) || text > UINT8_MAX ? 0
									       : (uint8_t)text;
	}
	return 0;
}

static bool is_numbered(struct match_cache *matches, const char *s, size_t len)
{
	return match(matches,
		"^(?:[一二三四五六七八九十百]+[、.．]|[（(][一二三四五六七八九十0-9]+[）)]"
		"|[0-9]{1,3}(?:[、）)]|[.．](?![0-9]))|第[一二三四五六七八九十百0-9]+["
		"部编章节条]"
		"|[①-⑳])",
		s, len, NULL, 0);
}

/* ---- reading ---- */

static struct textline describe(
	struct match_cache *matches, const char *text, size_t begin, size_t start, size_t stop)
{
	const char *s = text + start;
	size_t len = stop - start, indent = 0;
	unsigned width;

	for (size_t i = begin; i < start && indent < UINT16_MAX / 2; i += width)
		indent += char_indent(utf8_decode(text + i, start - i, &width));
	return (struct textline){
		.begin = (uint32_t)begin,
		.start = (uint32_t)start,
		.stop = (uint32_t)stop,
		.indent = (uint16_t)indent,
		.width = len > MEASURED_MAX ? UINT16_MAX : (uint16_t)text_width(s, len),
		.cell = (uint8_t)cell_class(s, len),
		.bullet = bullet_length(s, len),
		.numbered = is_numbered(matches, s, len),
		.tabbed = memchr(s, '\t', len),
	};
}

static size_t line_end(const char *text, size_t at, size_t len)
{
	while (at < len && text[at] != '\n' && text[at] != '\r')
		at++;
	return at;
}

/* Behind the line end at "at": LF, CR LF, or CR. */
static size_t skip_line_end(const char *text, size_t at, size_t len)
{
	if (at + 1 < len && text[at] == '\r' && text[at + 1] == '\n')
		return at + 2;
	return at < len ? at + 1 : at;
}

static void read_all(struct textlines *ls, struct match_cache *matches, size_t len)
{
	struct textline after = {0};
	uint32_t number = 0;
	size_t at = 0;

	while (at < len && ls->count < LINES_MAX) {
		size_t end = line_end(ls->text, at, len), start = at, stop = end;

		number++;
		range_trim(ls->text, &start, &stop);
		if (start < stop) {
			struct textline line = describe(matches, ls->text, at, start, stop);

			line.begin = ls->count++ ? line.begin : 0;
			line.number = number;
			buf_put(&ls->store, &line, sizeof line);
		}
		at = skip_line_end(ls->text, end, len);
	}
	after.begin = (uint32_t)at;
	after.number = number + 1;
	buf_put(&ls->store, &after, sizeof after);
}

/* ---- wrapped text ---- */

bool textline_gap(const struct textlines *ls, size_t i)
{
	return i + 1 == ls->count || ls->at[i + 1].number - ls->at[i].number > 1;
}

static unsigned line_columns(const struct textline *line)
{
	return line->indent / 50U + line->width;
}

/* True if the next line could be a wrapped part of line i, by its place. */
static bool may_continue(const struct textlines *ls, size_t i)
{
	const struct textline *line = &ls->at[i], *next = line + 1;

	return i + 1 < ls->count && !textline_gap(ls, i) && !next->bullet && !next->numbered &&
	       next->indent <= line->indent;
}

/* Columns that the first word of a line would have needed on the line before. */
static unsigned first_word(const struct textlines *ls, size_t i)
{
	const char *s = ls->text + ls->at[i].start;
	size_t len = ls->at[i].stop - ls->at[i].start, end = 0;
	unsigned width;

	/* A mark may not start a line, so that a character takes one along (GB/T 15834, 5.1.1).
	 */
	if (char_is_cjk(utf8_decode(s, len, &width)))
		return 4;
	while (end < len && end < WRAP_MAX &&
		!char_is_space(utf8_decode(s + end, len - end, &width)))
		end += width;
	return 1 + (unsigned)text_width(s, end);
}

static bool is_full(const struct textlines *ls, size_t i, unsigned wrap)
{
	return line_columns(&ls->at[i]) + first_word(ls, i + 1) > wrap;
}

bool textline_continues(const struct textlines *ls, size_t i)
{
	return ls->wrap && may_continue(ls, i) && is_full(ls, i, ls->wrap);
}

/* The widest line that another one could go on with; 0 where no one wraps there. */
static unsigned widest(const struct textlines *ls)
{
	unsigned width = 0;

	for (size_t i = 0; i < ls->count; i++)
		if (may_continue(ls, i) && line_columns(&ls->at[i]) > width)
			width = line_columns(&ls->at[i]);
	return width >= WRAP_MIN && width <= WRAP_MAX ? width : 0;
}

/* Text was wrapped where nearly every line that may go on is full: the next word had no room.
 */
static unsigned find_wrap(const struct textlines *ls)
{
	unsigned wrap = widest(ls);
	size_t breaks = 0, full = 0;

	for (size_t i = 0; wrap && i < ls->count; i++) {
		if (!may_continue(ls, i))
			continue;
		breaks++;
		full += is_full(ls, i, wrap);
	}
	return breaks >= WRAP_EVIDENCE && full * 4 >= breaks * 3 ? wrap : 0;
}

int textlines_read(
	struct textlines *ls, struct match_cache *matches, const char *text, size_t len)
{
	*ls = (struct textlines){.store = BUF_INIT, .text = text};
	read_all(ls, matches, len);
	if (buf_failed(&ls->store))
		return -1;
	ls->at = (const struct textline *)(const void *)ls->store.data;
	ls->wrap = find_wrap(ls);
	return 0;
}

void textlines_free(struct textlines *ls)
{
	buf_free(&ls->store);
}

/* ---- cells between tabs ---- */

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* The start of line i itself: the first has the blank lines before it. */
static size_t own_start(const struct textlines *ls, size_t i)
{
	size_t at = ls->at[i].start;

	while (at > ls->at[i].begin && !is_line_end(ls->text[at - 1]))
		at--;
	return at;
}

static size_t own_end(const struct textlines *ls, size_t i)
{
	size_t at = ls->at[i].stop;

	while (at < ls->at[i + 1].begin && !is_line_end(ls->text[at]))
		at++;
	return at;
}

bool textline_next_cell(const struct textlines *ls, size_t i, struct textline_cell *cell)
{
	bool first = !cell->to;
	const char *tab;

	if (cell->last)
		return false;
	if (first)
		cell->end = own_end(ls, i);
	cell->from = first ? ls->at[i].begin : cell->to;
	cell->start = first ? own_start(ls, i) : cell->to;
	tab = memchr(ls->text + cell->start, '\t', cell->end - cell->start);
	cell->last = !tab;
	cell->stop = tab ? (size_t)(tab - ls->text) : cell->end;
	cell->to = tab ? cell->stop + 1 : ls->at[i + 1].begin;
	return true;
}

size_t textline_cells(const struct textlines *ls, size_t i)
{
	struct textline_cell cell = {0};
	size_t n = 0;

	while (textline_next_cell(ls, i, &cell))
		n++;
	return n;
}

bool textline_has_amount(const struct textlines *ls, size_t i)
{
	struct textline_cell cell = {0};

	while (textline_next_cell(ls, i, &cell)) {
		size_t start = cell.start, stop = cell.stop;

		range_trim(ls->text, &start, &stop);
		if (cell_class(ls->text + start, stop - start) == CELL_NUMBER)
			return true;
	}
	return false;
}

/* ---- cells that have become lines ---- */

/*
 * The lines are tried at every width that divides their number. At the right one, columns are
 * of one kind each: names in the first, amounts in others, and words at the head of all. At a
 * wrong one they are mixed. Where that does not single out one width, there is no table: to
 * invent one would be worse than to leave paragraphs.
 */
#define COLUMNS_MIN 2
#define COLUMNS_MAX 20
#define ROWS_MIN    3

/* Cells that have their column's kind, of 100, below which columns are mixed. A caption above
   or a note below the cells, of up to MARGIN_MAX lines, is believed only where all of them
   have. */
#define PURE_MIN   90
#define MARGIN_MAX 2

/* Lines from "at" on that look like cells, alike in their indent and in the gaps between them.
 */
static size_t run_length(const struct textlines *ls, size_t at)
{
	const struct textline *first = &ls->at[at];
	bool gap = textline_gap(ls, at);
	size_t end = at;

	while (end < ls->count && ls->at[end].cell != CELL_NONE && !ls->at[end].bullet &&
		ls->at[end].indent == first->indent) {
		end++;
		if (textline_gap(ls, end - 1) != gap)
			break;
	}
	return end - at;
}

struct tally {
	size_t words, numbers, dashes;
};

/* The kinds that the column at cells[0] holds below its head. */
static struct tally tally_column(const struct textline *cells, size_t rows, size_t columns)
{
	struct tally t = {0};

	for (size_t i = columns; i < rows * columns; i += columns) {
		t.words += cells[i].cell == CELL_WORDS;
		t.numbers += cells[i].cell == CELL_NUMBER;
		t.dashes += cells[i].cell == CELL_DASH;
	}
	return t;
}

/* True if the first column counts the rows: 序号. */
static bool is_serial(
	const struct textlines *ls, const struct textline *cells, size_t rows, size_t columns)
{
	for (size_t row = 1; row < rows; row++)
		if (strtoul(ls->text + cells[row * columns].start, NULL, 10) != row)
			return false;
	return true;
}

/* How pure the columns are, of 100; 0 where it is no table. */
static unsigned purity(
	const struct textlines *ls, const struct textline *cells, size_t rows, size_t columns)
{
	size_t pure = 0, amounts = 0;

	for (size_t i = 0; i < columns; i++)
		if (cells[i].cell != CELL_WORDS)
			return 0;
	for (size_t i = 0; i < columns; i++) {
		struct tally t = tally_column(cells + i, rows, columns);
		bool amount = t.numbers > t.words;

		if (!i && amount && !is_serial(ls, cells, rows, columns))
			return 0;
		amounts += i && amount;
		pure += t.dashes + (amount ? t.numbers : t.words);
	}
	return amounts ? (unsigned)(pure * 100 / ((rows - 1) * columns)) : 0;
}

/* The one width at which n cells are purest; 0 where none is pure enough, or two are. */
static size_t best_columns(
	const struct textlines *ls, const struct textline *cells, size_t n, unsigned least)
{
	unsigned best = least - 1;
	size_t found = 0;

	for (size_t columns = COLUMNS_MIN; columns <= COLUMNS_MAX && columns * ROWS_MIN <= n;
		columns++) {
		unsigned pure = n % columns ? 0 : purity(ls, cells, n / columns, columns);

		if (pure > best) {
			best = pure;
			found = columns;
		} else if (pure == best && found) {
			found = 0;
		}
	}
	return found;
}

bool textlines_find_table(const struct textlines *ls, size_t at, struct textlines_table *table)
{
	size_t run = run_length(ls, at);

	*table = (struct textlines_table){.run = run};
	for (size_t above = 0; above <= MARGIN_MAX; above++)
		for (size_t below = 0; below <= MARGIN_MAX; below++) {
			size_t n = run > above + below ? run - above - below : 0;

			table->columns = best_columns(
				ls, ls->at + at + above, n, above + below ? 100 : PURE_MIN);
			if (!table->columns)
				continue;
			table->first = at + above;
			table->rows = n / table->columns;
			return true;
		}
	return false;
}
