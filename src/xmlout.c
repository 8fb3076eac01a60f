#include "xmlout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Elements are opened again in their names, which stand in the output. */
struct place {
	size_t start, len; /* [bytes] */
};

struct xml_out {
	struct buf *out;    /* the caller's */
	struct place *open; /* outermost first */
	size_t depth, room;
	bool in_tag; /* a start tag is not ended yet */
	bool failed;
};

struct xml_out *xml_out_new(struct buf *out)
{
	struct xml_out *x = calloc(1, sizeof *x);

	if (x)
		x->out = out;
	return x;
}

int xml_out_close(struct xml_out *x)
{
	bool failed;

	if (!x)
		return -1;
	while (x->depth && !x->failed && !buf_failed(x->out))
		xml_close(x);
	buf_putc(x->out, '\n');
	failed = x->failed || buf_failed(x->out);
	free(x->open);
	free(x);
	return failed ? -1 : 0;
}

static void end_tag(struct xml_out *x)
{
	if (x->in_tag)
		buf_putc(x->out, '>');
	x->in_tag = false;
}

/* What each byte is written as; NULL: as it is. White space in an attribute would be read as
   spaces (XML 1.0, 3.3.3), and a carriage return as a line feed (2.11). */
static const char *const in_text[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#13;"};
static const char *const in_attr[256] = {['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\t'] = "&#9;",
	['\n'] = "&#10;",
	['\r'] = "&#13;"};

static void put_escaped(
	struct buf *out, const char *s, size_t len, const char *const escapes[256])
{
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		const char *escape = escapes[(unsigned char)s[i]];

		if (!escape)
			continue;
		buf_put(out, s + start, i - start);
		buf_puts(out, escape);
		start = i + 1;
	}
	buf_put(out, s + start, len - start);
}

void xml_indent(struct xml_out *x)
{
	if (x)
		keep(x, xmlTextWriterSetIndent(x->writer, 1));
}

void xml_flush(struct xml_out *x)
{
	if (x)
		keep(x, xmlTextWriterFlush(x->writer));
}

void xml_declaration(struct xml_out *x)
{
	if (x)
		buf_puts(x->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static int make_room(struct xml_out *x)
{
	size_t room = x->room ? 2 * x->room : 32;
	struct place *open = realloc(x->open, room * sizeof *open);

	x->failed |= !open;
	if (!open)
		return -1;
	x->open = open;
	x->room = room;
	return 0;
}

void xml_open(struct xml_out *x, const char *name)
{
	size_t len;

	if (!x || x->failed || (x->depth == x->room && make_room(x)))
		return;
	end_tag(x);
	len = strlen(name);
	x->open[x->depth++] = (struct place){x->out->len + 1, len};
	buf_putc(x->out, '<');
	buf_put(x->out, name, len);
	x->in_tag = true;
}

void xml_close(struct xml_out *x)
{
	struct place name;

	if (!x || x->failed || !x->depth || buf_failed(x->out))
		return;
	name = x->open[--x->depth];
	if (x->in_tag) {
		buf_put(x->out, "/>", 2);
		x->in_tag = false;
		return;
	}
	buf_put(x->out, "</", 2);
	buf_repeat(x->out, name.start, name.len);
	buf_putc(x->out, '>');
}

void xml_attr(struct xml_out *x, const char *name, const char *value)
{
	if (!x || !value)
		return;
	buf_putc(x->out, ' ');
	buf_puts(x->out, name);
	buf_put(x->out, "=\"", 2);
	put_escaped(x->out, value, strlen(value), in_attr);
	buf_putc(x->out, '"');
}

void xml_attr_int(struct xml_out *x, const char *name, long value)
{
	char digits[3 * sizeof value + 2], *start = digits + sizeof digits - 1;
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;

	*start = '\0';
	do
		*--start = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--start = '-';
	xml_attr(x, name, start);
}

void xml_attr_printf(struct xml_out *x, const char *name, const char *format, ...)
{
	va_list args;
	char *value;
	int len;

	if (!x)
		return;
	va_start(args, format);
	len = vasprintf(&value, format, args);
	va_end(args);
	if (len < 0) {
		x->failed = true;
		return;
	}
	xml_attr(x, name, value);
	free(value);
}

void xml_text(struct xml_out *x, const char *s, size_t len)
{
	if (!x || !len)
		return;
	end_tag(x);
	put_escaped(x->out, s, len, in_text);
}

void xml_element(struct xml_out *x, const char *name, const char *text)
{
	if (!text)
		return;
	xml_open(x, name);
	xml_text(x, text, strlen(text));
	xml_close(x);
}

void xml_raw(struct xml_out *x, const char *s, size_t len)
{
	if (!x || !len)
		return;
	end_tag(x);
	buf_put(x->out, s, len);
}
