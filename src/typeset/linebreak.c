#include "typeset/linebreak.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unilbrk.h>

#include "base/list.h"
#include "tree/text.h"

/* The line that is being filled; places are offsets into the text [bytes]. */
struct filler {
	struct broken_lines *lines;
	const char *text;
	size_t room;   /* in this line [terminal cells] */
	size_t rest;   /* in the lines to come */
	size_t start;  /* of this line */
	size_t width;  /* from start to the character at hand, white space included [terminal
			  cells] */
	size_t brk;    /* last place that the line may end at; start if there is none */
	size_t before; /* width from start to brk */
};

static void add_line(struct broken_lines *l, struct broken_line line)
{
	if (l->count == l->cap) {
		struct broken_line *more = list_double(l->line, &l->cap, sizeof *more);

		if (!more) {
			l->failed = true;
			return;
		}
		l->line = more;
	}
	l->line[l->count++] = line;
}

/* The place of the character that ends before end. */
static size_t char_start(const char *s, size_t end)
{
	do
		end--;
	while (end && (s[end] & 0xC0) == 0x80);
	return end;
}

/* Ends the line before end; the next one starts at next. */
static void end_line(struct filler *f, size_t end, size_t next)
{
	const char *s = f->text;
	unsigned width;

	while (end > f->start) {
		size_t at = char_start(s, end);

		if (!char_is_space(utf8_decode(s + at, end - at, &width)))
			break;
		end = at;
	}
	add_line(f->lines, (struct broken_line){s + f->start, end - f->start});
	f->start = f->brk = next;
	f->room = f->rest;
}

/* Makes room for a character of so many cells at at. White space asks for none: it may hang
 * out. */
static void make_room(struct filler *f, size_t at, size_t cells)
{
	while (f->room && cells && at > f->start && f->width + cells > f->room) {
		bool cut_word = f->brk == f->start;
		size_t end = cut_word ? at : f->brk;

		f->width -= cut_word ? f->width : f->before;
		end_line(f, end, end);
	}
}

static void fill(struct filler *f, size_t len, const char *breaks)
{
	unsigned n;

	for (size_t i = 0; i < len; i += n) {
		uint32_t c = utf8_decode(f->text + i, len - i, &n);
		size_t cells = c == '\t' ? 1 : text_width(f->text + i, n);

		if (breaks[i] == UC_BREAK_MANDATORY) {
			end_line(f, i, i + n);
			f->width = 0;
			continue;
		}
		if (breaks[i] == UC_BREAK_POSSIBLE) {
			f->brk = i;
			f->before = f->width;
		}
		make_room(f, i, char_is_space(c) ? 0 : cells);
		f->width += cells;
	}
	if (f->start < len)
		end_line(f, len, len);
}

#define EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

/* True if one of eight bytes is less than 0x20, or is 0xC2 or 0xE2; now and then also if none
 * is.
 */
static bool may_have_rare_break(const char *eight)
{
	uint64_t bytes, low, c2, e2;

	memcpy(&bytes, eight, sizeof bytes);
	low = (bytes - EIGHT(0x20)) & ~bytes;
	c2 = ((bytes ^ EIGHT(0xC2)) - EIGHT(1)) & ~(bytes ^ EIGHT(0xC2));
	e2 = ((bytes ^ EIGHT(0xE2)) - EIGHT(1)) & ~(bytes ^ EIGHT(0xE2));
	return (low | c2 | e2) & EIGHT(0x80);
}

/* Characters other than \n that must end a line, or that change how one does: C0 controls,
 * U+0085, U+2028, U+2029 (UAX 14, classes BK, CR, NL). */
static bool has_rare_breaks(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c;

		while (len - i > 8 && !may_have_rare_break(text + i))
			i += 8;
		c = (unsigned char)text[i];
		if (c < 0x20 && c != '\n' && c != '\t')
			return true;
		if (c == 0xC2 && i + 1 < len && !memcmp(text + i, "\xC2\x85", 2))
			return true;
		if (c == 0xE2 && i + 2 < len && !memcmp(text + i, "\xE2\x80", 2) &&
			((unsigned char)text[i + 2] | 1) == 0xA9)
			return true;
	}
	return false;
}

/* Without a width to keep, lines end at each \n. */
static void split(struct filler *f, size_t len)
{
	const char *feed;

	while (f->start < len && (feed = memchr(f->text + f->start, '\n', len - f->start))) {
		size_t at = (size_t)(feed - f->text);

		end_line(f, at, at + 1);
	}
	if (f->start < len)
		end_line(f, len, len);
}

void line_break_text(
	struct broken_lines *l, const char *text, size_t len, size_t first, size_t rest)
{
	struct filler f = {.lines = l, .text = text, .room = rest ? first : 0, .rest = rest};
	char *breaks;

	l->count = 0;
	if (!len)
		return;
	if (!rest && !has_rare_breaks(text, len)) {
		split(&f, len);
		return;
	}
	breaks = malloc(len);
	if (!breaks) {
		l->failed = true;
		return;
	}
	u8_possible_linebreaks((const uint8_t *)text, len, "UTF-8", breaks);
	fill(&f, len, breaks);
	free(breaks);
}

size_t line_break_width(const struct broken_line *line)
{
	return text_width(line->text, line->len);
}

size_t line_break_widest(const struct broken_lines *l)
{
	size_t widest = 0;

	for (size_t i = 0; i < l->count; i++) {
		size_t width = line_break_width(&l->line[i]);

		if (width > widest)
			widest = width;
	}
	return widest;
}

void line_break_free(struct broken_lines *l)
{
	free(l->line);
	*l = (struct broken_lines){0};
}
