#include "office/widths.h"

#include "tree/grid.h"
#include "tree/text.h"

/* All [1/100 em]. Chinese breaks anywhere, but columns of single characters read badly; words
   and numbers stay whole up to a length; longer text than WISH_MAX gives no wider column. */
#define CJK_LEAST  200
#define WORD_MAX   1000
#define WISH_MAX   4000
#define EMPTY_WISH 100

/* A size is large enough if columns of this width hold their text in few lines. */
#define COMFORT 1200

unsigned widths_of_char(uint32_t c)
{
	if (c >= 0x2E80 || (c >= 0x2014 && c <= 0x203B))
		return 100;
	if (c >= '0' && c <= '9')
		return 56;
	if (c >= 'A' && c <= 'Z')
		return 72;
	if (c == ' ' || c == '.' || c == ',' || c == ':' || c == ';' || c == '\'')
		return 28;
	return c < 0x80 ? 54 : 60;
}

struct scan {
	struct width_wish wish;
	uint32_t line;	 /* width of the present line so far */
	uint32_t word;	 /* of the present word */
	uint32_t chars;	 /* of the present run of Chinese */
	unsigned before; /* width of the character before; 0: none in the line */
};

static void raise(uint16_t *to, uint32_t value, uint32_t most)
{
	if (value > most)
		value = most;
	if (*to < value)
		*to = (uint16_t)value;
}

static void end_word(struct scan *s)
{
	raise(&s->wish.least, s->word, WORD_MAX);
	s->word = 0;
}

static void end_line(struct scan *s)
{
	if (!s->line)
		return;
	end_word(s);
	s->chars = 0;
	s->before = 0;
	raise(&s->wish.whole, s->line, WISH_MAX);
	s->wish.total += s->line;
	s->wish.lines += s->wish.lines < UINT16_MAX;
	s->line = 0;
}

static void scan_char(struct scan *s, uint32_t c)
{
	unsigned width = widths_of_char(c);

	if (s->before && (s->before == 100) != (width == 100) && c != ' ')
		s->line += WIDTHS_AUTO_SPACE;
	s->before = width;
	s->line += width;
	if (width == 100) {
		end_word(s);
		s->chars += width;
		raise(&s->wish.least, s->chars, CJK_LEAST);
		return;
	}
	s->chars = 0;
	if (c == ' ' || c == 0xA0)
		end_word(s);
	else
		s->word += width;
}

static void scan_text(struct scan *s, const char *text, size_t len)
{
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(text + i, len - i, &width);

		if (c != '\n' && c != '\r' && c != '\t')
			scan_char(s, c);
	}
}

struct width_wish widths_of_cell(const struct node *cell)
{
	struct scan s = {.wish = {.least = EMPTY_WISH, .whole = EMPTY_WISH}};

	for (const struct node *n = cell; n; n = tree_next(cell, n))
		if (n->kind == KIND_TEXT)
			scan_text(&s, node_text(n), node_text_len(n));
		else if (n->kind == KIND_BREAK || n->kind == KIND_PARA ||
			 n->kind == KIND_ITEM || n->kind == KIND_CELL)
			end_line(&s);
	end_line(&s);
	return s.wish;
}

/* ---- columns ---- */

static void raise_columns(struct width_column *columns, unsigned count, long wish, bool whole)
{
	long sum = 0, lack, before = 0, given = 0, all = 0;

	for (unsigned c = 0; c < count; c++) {
		sum += whole ? columns[c].whole : columns[c].least;
		all += columns[c].whole;
	}
	lack = wish - sum;
	for (unsigned c = 0; c < count && lack > 0; c++) {
		long more;

		before += columns[c].whole;
		more = lack * before / all - given;
		given += more;
		if (whole)
			columns[c].whole += more;
		else
			columns[c].least += more;
	}
	for (unsigned c = 0; c < count; c++)
		if (columns[c].whole < columns[c].least)
			columns[c].whole = columns[c].least;
}

void widths_add(struct width_column *columns, unsigned count, const struct width_wish *wish)
{
	for (unsigned c = 0; c < count; c++) {
		if (columns[c].least < EMPTY_WISH)
			columns[c].least = EMPTY_WISH;
		if (columns[c].whole < EMPTY_WISH)
			columns[c].whole = EMPTY_WISH;
	}
	if (count == 1) {
		columns->cells[wish->total >= 100 * WIDTHS_EMS ? WIDTHS_EMS
							       : (wish->total + 99) / 100] +=
			1 + wish->total / (100 * WIDTHS_EMS);
	}
	raise_columns(columns, count, wish->least, false);
	raise_columns(columns, count, wish->whole, true);
}

/* Of a border, half of which is in each cell beside it [twips]. */
#define BORDER 20

static long in_twips(long ems, long size)
{
	return (ems * size + 99) / 100 + 2 * OFFICE_CELL_PADDING + BORDER;
}

/* Its words have room whatever the layout says. */
static long least_twips(const struct width_column *column, long size)
{
	long least = in_twips(column->least, size);

	return column->fixed > least ? column->fixed : least;
}

unsigned widths_choose_step(const struct width_column *columns, unsigned count, long width,
	const struct layout *l, bool *fits)
{
	unsigned step = 0;
	long least = 0, comfort;

	for (;; step++) {
		comfort = least = 0;
		for (unsigned c = 0; c < count; c++) {
			long whole = columns[c].whole < COMFORT ? columns[c].whole : COMFORT;

			if (whole < columns[c].least)
				whole = columns[c].least;
			comfort += columns[c].fixed ? least_twips(&columns[c], l->steps[step])
						    : in_twips(whole, l->steps[step]);
			least += least_twips(&columns[c], l->steps[step]);
		}
		if (comfort <= width || step + 1 == l->step_count)
			break;
	}
	*fits = least <= width;
	return step;
}

/* Shares out width by weights; what rounding leaves goes along. */
static void share(long *widths, const long *weights, unsigned count, long width)
{
	long long sum = 0, before = 0;
	long done = 0;

	for (unsigned c = 0; c < count; c++)
		sum += weights[c];
	for (unsigned c = 0; c < count && sum; c++) {
		long part;

		before += weights[c];
		part = (long)(width * before / sum) - done;
		widths[c] += part;
		done += part;
	}
}

/* Lines of all texts of a column, by its width: from 1 to WIDTHS_EMS ems, in which each text
 * has one.
 */
struct lines {
	unsigned long in[WIDTHS_EMS + 1];
};

static void count_lines(struct lines *lines, const struct width_column *column)
{
	*lines = (struct lines){{0}};
	for (unsigned w = 1; w <= WIDTHS_EMS; w++)
		for (unsigned ems = 1; column->cells[w] && ems <= WIDTHS_EMS; ems++)
			lines->in[ems] +=
				column->cells[w] * (unsigned long)((w + ems - 1) / ems);
}

struct gain {
	unsigned column;
	unsigned ems;	     /* wider by this */
	unsigned long lines; /* that are saved */
};

/* The widening of one column, by no more than the ems that are left, that saves most lines for
 * its width. */
static struct gain best_gain(
	const struct lines *lines, const unsigned *ems, unsigned count, unsigned left)
{
	struct gain best = {0};

	for (unsigned c = 0; c < count; c++)
		for (unsigned more = 1; more <= left && ems[c] + more <= WIDTHS_EMS; more++) {
			unsigned long saved = lines[c].in[ems[c]] - lines[c].in[ems[c] + more];

			if (saved * (best.ems ? best.ems : 1) >
				best.lines * (unsigned long)more)
				best = (struct gain){c, more, saved};
		}
	return best;
}

/* Gives em after em to the column that has most of it. What is left is shared out by width. */
static void fill(
	long *widths, const struct width_column *columns, unsigned count, long width, long size)
{
	unsigned ems[GRID_COLUMNS_OFFICE], left = (unsigned)(width / size);
	long weights[GRID_COLUMNS_OFFICE];
	struct lines lines[GRID_COLUMNS_OFFICE];
	struct gain gain;

	for (unsigned c = 0; c < count; c++) {
		ems[c] = (unsigned)(columns[c].least + 99) / 100;
		count_lines(&lines[c], &columns[c]);
	}
	while (left && (gain = best_gain(lines, ems, count, left)).lines) {
		ems[gain.column] += gain.ems;
		widths[gain.column] += gain.ems * size;
		left -= gain.ems;
		width -= gain.ems * size;
	}
	for (unsigned c = 0; c < count; c++)
		weights[c] = widths[c];
	share(widths, weights, count, width);
}

static void spread(
	long *widths, const struct width_column *columns, unsigned count, long width, long size)
{
	long least[GRID_COLUMNS_OFFICE], whole[GRID_COLUMNS_OFFICE], least_sum = 0,
								     whole_sum = 0;

	for (unsigned c = 0; c < count; c++) {
		least[c] = in_twips(columns[c].least, size);
		whole[c] = in_twips(columns[c].whole, size);
		least_sum += least[c];
		whole_sum += whole[c];
		widths[c] = 0;
	}
	if (whole_sum <= width)
		share(widths, whole, count, width);
	else
		share(widths, least, count, least_sum < width ? least_sum : width);
	if (whole_sum > width && least_sum < width)
		fill(widths, columns, count, width - least_sum, size);
}

/* The width left for the others; 0 if there are none, or their words would be cut. */
static long left_by_fixed(
	const struct width_column *columns, unsigned count, long width, long size)
{
	long least = 0;

	for (unsigned c = 0; c < count; c++)
		if (columns[c].fixed)
			width -= least_twips(&columns[c], size);
		else
			least += in_twips(columns[c].least, size);
	return least && width >= least ? width : 0;
}

void widths_spread(
	long *widths, const struct width_column *columns, unsigned count, long width, long size)
{
	long rest = left_by_fixed(columns, count, width, size),
	     others_widths[GRID_COLUMNS_OFFICE];
	struct width_column others[GRID_COLUMNS_OFFICE];
	unsigned n = 0;

	if (!rest) {
		spread(widths, columns, count, width, size);
		return;
	}
	for (unsigned c = 0; c < count; c++)
		if (!columns[c].fixed)
			others[n++] = columns[c];
	spread(others_widths, others, n, rest, size);
	n = 0;
	for (unsigned c = 0; c < count; c++)
		widths[c] =
			columns[c].fixed ? least_twips(&columns[c], size) : others_widths[n++];
}
