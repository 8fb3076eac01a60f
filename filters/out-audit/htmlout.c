#include "htmlout.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* The reference for the character at s; NULL where it is written as it is. *width: its bytes.
 */
static const char *escape_of(const char *s, size_t len, size_t *width)
{
	unsigned char c = (unsigned char)*s;

	*width = 1;
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return NULL;
	}
	if (c == 0xC2 && len > 1 && (unsigned char)s[1] < 0xA0) {
		*width = 2;
		return REPLACEMENT;
	}
	return c < 0x20 || c == 0x7F ? REPLACEMENT : NULL;
}

void html_text(struct buf *out, const char *s, size_t len)
{
	size_t plain = 0, width;

	for (size_t i = 0; i < len; i += width) {
		const char *escape = escape_of(s + i, len - i, &width);

		if (!escape)
			continue;
		buf_put(out, s + plain, i - plain);
		buf_puts(out, escape);
		plain = i + width;
	}
	buf_put(out, s + plain, len - plain);
}

void html_str(struct buf *out, const char *s)
{
	if (s)
		html_text(out, s, strlen(s));
}

static size_t span(const char *s, size_t len, bool space)
{
	size_t i = 0;

	while (i < len && !memchr(" \t\n\r\f", s[i], 5) != space)
		i++;
	return i;
}

void html_squeezed(struct buf *out, const char *s, size_t len)
{
	while (len) {
		size_t space = span(s, len, true), ink = span(s + space, len - space, false);

		if (space)
			buf_putc(out, ' ');
		html_text(out, s + space, ink);
		s += space + ink;
		len -= space + ink;
	}
}

void html_attr(struct buf *out, const char *name, const char *value)
{
	if (!value)
		return;
	buf_printf(out, " %s=\"", name);
	html_str(out, value);
	buf_putc(out, '"');
}

void html_number(struct buf *out, size_t number)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%zu", number);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_putc(out, ',');
		buf_putc(out, digits[i]);
	}
}

bool html_may_follow(const char *uri)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:"};

	for (size_t i = 0; uri && i < sizeof schemes / sizeof *schemes; i++)
		if (!strncasecmp(uri, schemes[i], strlen(schemes[i])))
			return true;
	return false;
}
