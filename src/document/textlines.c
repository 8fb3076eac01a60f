#include "document/textlines.h"

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

void range_trim(const char *text, size_t *start, size_t *stop)
{
	unsigned width;

	while (*start < *stop &&
		char_is_space(utf8_decode(text + *start, *stop - *start, &width)))
		*start += width;
	while (*start < *stop) {
		size_t last = *stop - 1;

		while (last > *start && ((unsigned char)text[last] & 0xC0) == 0x80)
			last--;
		if (!char_is_space(utf8_decode(text + last, *stop - last, &width)))
			break;
		*stop = last;
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
	/* "2017年" heads a column of amounts; "30人", "12万元" stand in one. */
	if (!m.digits || m.letters > 2 || (m.last == U'年' && m.digits == 4))
		return CELL_WORDS;
	return char_is_digit(m.first) || char_in(m.first, U"+-－−—.(（约") ? CELL_NUMBER
									   : CELL_WORDS;
}

/* Bullets; those that are also signs or hyphens count with white space behind them only. */
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

/* Bytes up to the text behind a bullet; 0 where there is none, or more white space than anyone
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

/* Whether the next line could be a wrapped part of line i, by its place. */
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
