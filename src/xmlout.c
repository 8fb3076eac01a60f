#include "xmlout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct xml_out {
	struct buf *out;  /* the caller's */
	struct buf names; /* of open elements, one behind the other, outermost first */
	size_t *starts;	  /* of each in names */
	size_t depth, room;
	bool in_tag;  /* a start tag is not ended yet */
	bool in_text; /* text was written last */
	bool indent;
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
	while (x->depth && !x->failed && !buf_failed(&x->names))
		xml_close(x);
	buf_putc(x->out, '\n');
	failed = x->failed || buf_failed(x->out) || buf_failed(&x->names);
	buf_free(&x->names);
	free(x->starts);
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
static const char *const text_escapes[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#13;"};
static const char *const attr_escapes[256] = {['&'] = "&amp;",
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
		x->indent = true;
}

void xml_declaration(struct xml_out *x)
{
	if (x)
		buf_puts(x->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static int make_room(struct xml_out *x)
{
	size_t room = x->room ? 2 * x->room : 32;
	size_t *starts = realloc(x->starts, room * sizeof *starts);

	x->failed |= !starts;
	if (!starts)
		return -1;
	x->starts = starts;
	x->room = room;
	return 0;
}

/* White space between elements; none beside text, which it would be part of. */
static void put_indent(struct xml_out *x)
{
	if (!x->indent || x->in_text)
		return;
	buf_putc(x->out, '\n');
	for (size_t i = 0; i < x->depth; i++)
		buf_putc(x->out, ' ');
}

void xml_open(struct xml_out *x, const char *name)
{
	size_t len;

	if (!x || x->failed || (x->depth == x->room && make_room(x)))
		return;
	end_tag(x);
	if (x->depth)
		put_indent(x);
	len = strlen(name);
	x->starts[x->depth++] = x->names.len;
	buf_put(&x->names, name, len);
	buf_putc(x->out, '<');
	buf_put(x->out, name, len);
	x->in_tag = true;
	x->in_text = false;
}

static void put_end_tag(struct xml_out *x, const char *name, size_t len)
{
	put_indent(x);
	buf_put(x->out, "</", 2);
	buf_put(x->out, name, len);
	buf_putc(x->out, '>');
}

void xml_close(struct xml_out *x)
{
	size_t start;

	if (!x || x->failed || !x->depth || buf_failed(&x->names))
		return;
	start = x->starts[--x->depth];
	if (x->in_tag)
		buf_put(x->out, "/>", 2);
	else
		put_end_tag(x, x->names.data + start, x->names.len - start);
	x->names.len = start;
	x->in_tag = x->in_text = false;
}

void xml_attr(struct xml_out *x, const char *name, const char *value)
{
	if (!x || !value)
		return;
	buf_putc(x->out, ' ');
	buf_puts(x->out, name);
	buf_put(x->out, "=\"", 2);
	put_escaped(x->out, value, strlen(value), attr_escapes);
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
	x->in_text = true;
	put_escaped(x->out, s, len, text_escapes);
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
	x->in_text = true;
	buf_put(x->out, s, len);
}
