#ifndef GUIDANG_XMLOUT_H
#define GUIDANG_XMLOUT_H

/*
 * Writes XML 1.0, UTF-8, into a buf, which remembers whether memory ran out. Characters that
 * XML 1.0 forbids cannot come in: ingest replaced them. While an element is open the buf may be
 * cleared, by who has kept what was in it, and else not changed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"

struct xml_out;

/* Writes to out from its present end; NULL when memory runs out. */
struct xml_out *xml_out_new(struct buf *out);
/* Ends the document. 0, or -1 where anything failed since xml_out_new. Frees x. */
int xml_out_close(struct xml_out *x);
/* For callers whose own memory ran out: xml_out_close tells. */
void xml_fail(struct xml_out *x);

/* Elements on lines of their own from here on, indented by their depth. */
void xml_indent(struct xml_out *x);

void xml_declaration(struct xml_out *x);
/* The name must last until the element is closed. */
void xml_open_name(struct xml_out *x, const char *name, size_t len);
void xml_close(struct xml_out *x);
void xml_attr_name(
	struct xml_out *x, const char *name, size_t len, const char *value, size_t value_len);

/* Names are mostly constants, whose lengths the compiler knows here. */
static inline void xml_open(struct xml_out *x, const char *name)
{
	xml_open_name(x, name, strlen(name));
}

static inline void xml_attr(struct xml_out *x, const char *name, const char *value)
{
	if (value) /* NULL: nothing */
		xml_attr_name(x, name, strlen(name), value, strlen(value));
}

void xml_attr_int(struct xml_out *x, const char *name, long value);
void xml_attr_printf(struct xml_out *x, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void xml_text(struct xml_out *x, const char *s, size_t len);
/* Element with text only; nothing where text is NULL. */
void xml_element(struct xml_out *x, const char *name, const char *text);
/* Well-formed XML, as it is. */
void xml_raw(struct xml_out *x, const char *s, size_t len);

#endif
