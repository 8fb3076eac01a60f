#include "xmlout.h"

#include <libxml/xmlwriter.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct xml_out {
	xmlTextWriterPtr writer; /* owns its output buffer */
	const struct buf *out;	 /* where that goes; the caller's */
	bool failed;
};

static int write_to_buf(void *context, const char *bytes, int len)
{
	struct buf *out = context;

	buf_put(out, bytes, (size_t)len);
	return len; /* the buf remembers a refusal; -1 would make libxml2 print */
}

struct xml_out *xml_out_new(struct buf *out)
{
	struct xml_out *x = calloc(1, sizeof *x);
	xmlOutputBufferPtr buffer =
		x ? xmlOutputBufferCreateIO(write_to_buf, NULL, out, NULL) : NULL;

	if (buffer)
		x->writer = xmlNewTextWriter(buffer);
	if (x && x->writer) {
		x->out = out;
		return x;
	}
	if (buffer)
		xmlOutputBufferClose(buffer);
	free(x);
	return NULL;
}

int xml_out_close(struct xml_out *x)
{
	bool failed;

	if (!x)
		return -1;
	if (xmlTextWriterEndDocument(x->writer) < 0 || xmlTextWriterFlush(x->writer) < 0)
		x->failed = true;
	failed = x->failed || buf_failed(x->out);
	xmlFreeTextWriter(x->writer);
	free(x);
	return failed ? -1 : 0;
}

static void keep(struct xml_out *x, int result)
{
	if (result < 0)
		x->failed = true;
}

static void put_raw(struct xml_out *x, const char *s, size_t len)
{
	if (len > INT_MAX)
		x->failed = true;
	else if (len)
		keep(x, xmlTextWriterWriteRawLen(x->writer, (const xmlChar *)s, (int)len));
}

/*
 * Escaped here and not by xmlTextWriterWriteString, which needs NUL-terminated text, and which
 * in attributes turns all that is not ASCII into character references.
 */
static const char *escape_of(char c, bool in_attr)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r':
		return "&#13;";
	case '"':
		return in_attr ? "&quot;" : NULL;
	case '\n':
		return in_attr ? "&#10;" : NULL;
	case '\t':
		return in_attr ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

static void put_escaped(struct xml_out *x, const char *s, size_t len, bool in_attr)
{
	size_t start = 0;

	for (size_t i = 0; i < len; i++) {
		const char *escape;

		if ((unsigned char)s[i] > '>') /* what is escaped comes before */
			continue;
		escape = escape_of(s[i], in_attr);
		if (!escape)
			continue;
		put_raw(x, s + start, i - start);
		put_raw(x, escape, strlen(escape));
		start = i + 1;
	}
	put_raw(x, s + start, len - start);
}

void xml_declaration(struct xml_out *x)
{
	static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

	if (x)
		put_raw(x, declaration, sizeof declaration - 1);
}

void xml_open(struct xml_out *x, const char *name)
{
	if (x)
		keep(x, xmlTextWriterStartElement(x->writer, (const xmlChar *)name));
}

void xml_close(struct xml_out *x)
{
	if (x)
		keep(x, xmlTextWriterEndElement(x->writer));
}

void xml_attr(struct xml_out *x, const char *name, const char *value)
{
	if (!x || !value)
		return;
	keep(x, xmlTextWriterStartAttribute(x->writer, (const xmlChar *)name));
	put_escaped(x, value, strlen(value), true);
	keep(x, xmlTextWriterEndAttribute(x->writer));
}

void xml_attr_int(struct xml_out *x, const char *name, long value)
{
	xml_attr_printf(x, name, "%ld", value);
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
	if (x)
		put_escaped(x, s, len, false);
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
	if (x)
		put_raw(x, s, len);
}
