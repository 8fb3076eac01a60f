#include "base/xmlout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"

/* Small documents are written without growing [bytes]. */
#define ROOM_AT_FIRST 4000

struct element {
	const char *name;
	size_t len;
};

struct xml_out {
	struct buf *out;      /* the caller's */
	struct element *open; /* outermost first */
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
	buf_reserve(out, ROOM_AT_FIRST);
	return x;
}

int xml_out_close(struct xml_out *x)
{
	bool failed;

	if (!x)
		return -1;
	while (x->depth && !x->failed)
		xml_close(x);
	buf_putc(x->out, '\n');
	failed = x->failed || buf_failed(x->out);
	free(x->open);
	free(x);
	return failed ? -1 : 0;
}

void xml_fail(struct xml_out *x)
{
	if (x)
		x->failed = true;
}

/* ---- bytes: room is made once for all that a call writes ---- */

/* Where more bytes may be written; NULL where there is no memory for them. */
static char *room_for(struct buf *out, size_t more)
{
	if (out->failed || (more >= out->cap - out->len && buf_reserve(out, more)))
		return NULL;
	return out->data + out->len;
}

static char *put(char *at, const char *s, size_t len)
{
	memcpy(at, s, len);
	return at + len;
}

static void written_to(struct buf *out, char *end)
{
	*end = '\0';
	out->len = (size_t)(end - out->data);
}

static void end_tag(struct xml_out *x)
{
	if (x->in_tag)
		buf_putc(x->out, '>');
	x->in_tag = false;
}

enum place { IN_TEXT, IN_ATTR };

/* What each byte is written as; NULL: as it is. White space in an attribute would be read as
   spaces (XML 1.0, 3.3.3), and a carriage return as a line feed (2.11). */
static const char *const escapes[][256] = {
	[IN_TEXT] = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['\r'] = "&#13;"},
	[IN_ATTR] = {['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\t'] = "&#9;",
		['\n'] = "&#10;",
		['\r'] = "&#13;"},
};

/* The same as bits of places, which are tried eight bytes at once. */
static const unsigned char escaped[256] = {['&'] = 1 << IN_TEXT | 1 << IN_ATTR,
	['<'] = 1 << IN_TEXT | 1 << IN_ATTR,
	['>'] = 1 << IN_TEXT | 1 << IN_ATTR,
	['\r'] = 1 << IN_TEXT | 1 << IN_ATTR,
	['"'] = 1 << IN_ATTR,
	['\t'] = 1 << IN_ATTR,
	['\n'] = 1 << IN_ATTR};

/* How many bytes from the start are written as they are. */
static size_t plain(const char *s, size_t len, enum place place)
{
	const unsigned char *c = (const unsigned char *)s, *end = c + len;
	unsigned bit = 1U << place;

	while (end - c >= 8 &&
		!((escaped[c[0]] | escaped[c[1]] | escaped[c[2]] | escaped[c[3]] |
			  escaped[c[4]] | escaped[c[5]] | escaped[c[6]] | escaped[c[7]]) &
			bit))
		c += 8;
	while (c < end && !(escaped[*c] & bit))
		c++;
	return len - (size_t)(end - c);
}

static void put_escaped(struct buf *out, const char *s, size_t len, enum place place)
{
	for (;;) {
		size_t n = plain(s, len, place);

		buf_put(out, s, n);
		if (n == len)
			return;
		buf_puts(out, escapes[place][(unsigned char)s[n]]);
		s += n + 1;
		len -= n + 1;
	}
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
	struct element *open = list_double(x->open, &x->room, sizeof *open);

	x->failed |= !open;
	if (!open)
		return -1;
	x->open = open;
	return 0;
}

/* White space between elements; none beside text, which it would be part of. */
static void put_indent(struct xml_out *x)
{
	if (x->in_text)
		return;
	buf_putc(x->out, '\n');
	for (size_t i = 0; i < x->depth; i++)
		buf_putc(x->out, ' ');
}

void xml_open_name(struct xml_out *x, const char *name, size_t len)
{
	char *at;

	if (!x || x->failed || (x->depth == x->room && make_room(x)))
		return;
	if (x->indent && x->depth) {
		end_tag(x);
		put_indent(x);
	}
	x->open[x->depth++] = (struct element){name, len};
	at = room_for(x->out, len + 2);
	if (!at)
		return;
	if (x->in_tag)
		*at++ = '>';
	*at++ = '<';
	written_to(x->out, put(at, name, len));
	x->in_tag = true;
	x->in_text = false;
}

static char *put_end_tag(char *at, const struct element *e)
{
	*at++ = '<';
	*at++ = '/';
	at = put(at, e->name, e->len);
	*at++ = '>';
	return at;
}

void xml_close(struct xml_out *x)
{
	const struct element *e;
	char *at;

	if (!x || x->failed || !x->depth)
		return;
	e = &x->open[--x->depth];
	if (x->indent && !x->in_tag)
		put_indent(x);
	at = room_for(x->out, e->len + 3);
	if (!at)
		return;
	written_to(x->out, x->in_tag ? put(at, "/>", 2) : put_end_tag(at, e));
	x->in_tag = x->in_text = false;
}

void xml_attr_name(
	struct xml_out *x, const char *name, size_t len, const char *value, size_t value_len)
{
	char *at = x ? room_for(x->out, len + value_len + 4) : NULL;
	size_t as_is = at ? plain(value, value_len, IN_ATTR) : 0;

	if (!at)
		return;
	*at++ = ' ';
	at = put(at, name, len);
	*at++ = '=';
	*at++ = '"';
	at = put(at, value, as_is);
	if (as_is == value_len) {
		*at++ = '"';
		written_to(x->out, at);
		return;
	}
	written_to(x->out, at);
	put_escaped(x->out, value + as_is, value_len - as_is, IN_ATTR);
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
	put_escaped(x->out, s, len, IN_TEXT);
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
