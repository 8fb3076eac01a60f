#ifndef GUIDANG_LINEBREAK_H
#define GUIDANG_LINEBREAK_H

/*
 * Text cut into lines of a given width: at the places that UAX #14 allows
 * (libunistring), as late as possible. So no line begins with 。 or 」, and no
 * word is cut, unless it alone is wider than a line.
 */
#include <stdbool.h>
#include <stddef.h>

struct broken_line {
	/* Within the text that was wrapped; without the white space at its end. */
	const char *text;
	size_t len; /* [bytes] */
};

struct broken_lines {
	struct broken_line *line;
	size_t count, cap;
	bool failed; /* memory ran out: lines are missing. Stays set */
};

#define BROKEN_LINES_INIT                                                                      \
	{                                                                                      \
		0                                                                              \
	}

/*
 * Replaces l's lines by those of text (valid UTF-8), which must outlive them. A newline always
 * ends a line.
 * first and rest: room in the first line and in the others, at least 1 [terminal cells]; rest
 * 0: only newlines end lines. An empty text has no line; one newline at its end begins none.
 */
void line_break_text(
	struct broken_lines *l, const char *text, size_t len, size_t first, size_t rest);
/* Width of a line [terminal cells]. */
size_t line_break_width(const struct broken_line *line);
/* Width of the widest line [terminal cells]. */
size_t line_break_widest(const struct broken_lines *l);
void line_break_free(struct broken_lines *l);

#endif
