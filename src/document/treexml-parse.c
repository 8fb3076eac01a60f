/*
 * SAX events of the tree's XML to elements.
 *
 * libxml2's SAX2 and not its reader: with SAX a document type is refused before
 * one entity of it is declared, so that none can be expanded; and no second
 * tree is built.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

#include "document/treexml-private.h"

/* ---- what went wrong ---- */

uint32_t treexml_line(const struct treexml_parser *p)
{
	int line = p->xml ? xmlSAX2GetLineNumber(p->xml) : 0;

	return line > 0 ? (uint32_t)line : 0;
}

static void fail(struct treexml_parser *p, uint32_t line, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));
static void fail(struct treexml_parser *p, uint32_t line, const char *format, va_list arguments)
{
	/* Longer than diag_report lets a message be: it is cut there, at a character's edge. */
	char message[1024];
	size_t len = 0;

	if (p->failed)
		return;
	p->failed = true;
	if (p->answered) {
		snprintf(message, sizeof(message),
			"the answer of %.60s, line %u: ", p->answered, line > 0 ? line : 1);
		len = strlen(message);
		line = 0;
	}
	vsnprintf(message + len, sizeof(message) - len, format, arguments);
	diag_report(p->doc, DIAG_TREE_XML, line, message);
}

void treexml_fail(struct treexml_parser *p, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail(p, treexml_line(p), format, arguments);
	va_end(arguments);
}

void treexml_fail_at(struct treexml_parser *p, uint32_t line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fail(p, line, format, arguments);
	va_end(arguments);
}

/* What libxml2 says of XML that is not well-formed: its first line. */
static void fail_as_xml_said(struct treexml_parser *p)
{
	const xmlError *error = xmlCtxtGetLastError(p->xml);
	const char *message = error && error->message ? error->message : "it cannot be read";
	int line = error ? error->line : 0;

	treexml_fail_at(
		p, line > 0 ? (uint32_t)line : 0, "%.*s", (int)strcspn(message, "\n"), message);
}

/* ---- attributes ---- */

struct xml_value xml_attribute(struct xml_attributes attributes, int i)
{
	const xmlChar **a = attributes.list + (ptrdiff_t)5 * i;

	if (a[1])
		return (struct xml_value){NULL, NULL, 0};
	return (struct xml_value){
		(const char *)a[0], (const char *)a[3], (size_t)(a[4] - a[3])};
}

char *xml_attribute_copy(
	struct arena *arena, struct xml_attributes attributes, const char *name)
{
	for (int i = 0; i < attributes.count; i++) {
		struct xml_value value = xml_attribute(attributes, i);

		if (value.name && strcmp(value.name, name) == 0)
			return arena_strndup(arena, value.text, value.len);
	}
	return NULL;
}

int treexml_number(struct xml_value value, uint64_t max, uint64_t *number)
{
	uint64_t n = 0;

	if (value.len == 0)
		return -1;
	for (size_t i = 0; i < value.len; i++) {
		unsigned digit = (unsigned)value.text[i] - '0';

		if (digit > 9 || n > (max - digit) / 10)
			return -1;
		n = n * 10 + digit;
	}
	*number = n;
	return 0;
}

/* ---- elements ---- */

static bool is_blank(const struct buf *text)
{
	return !text->data || strspn(text->data, " \t\r\n") == text->len;
}

/* Settles the characters before a tag. In <text> and <diag> they wait for the end. */
static void settle_characters(struct treexml_parser *p)
{
	if (p->place == PLACE_TREE)
		treexml_node_characters(p);
	else if (!is_blank(&p->text))
		treexml_fail(p, "characters where none may stand");
	buf_clear(&p->text);
}

/* Passes over an element and all it holds. */
static void skip(struct treexml_parser *p)
{
	if (++p->skipping > TREEXML_DEPTH_MAX)
		treexml_fail(p, "nested deeper than %d", TREEXML_DEPTH_MAX);
}

static const struct treexml_element *find_element(
	const struct treexml_parser *p, const char *name)
{
	const struct treexml_element *e = p->elements;

	while (e->name && (e->in != p->place || strcmp(e->name, name) != 0))
		e++;
	return e->name ? e : NULL;
}

static void start_tree(
	struct treexml_parser *p, const char *name, struct xml_attributes attributes)
{
	if (p->root) {
		treexml_fail(p, "it has two documents");
		return;
	}
	p->place = PLACE_TREE;
	treexml_node_start(p, name, attributes);
}

/* Outside the tree, what a later version may have added is passed over with all it holds. */
static void start_outer(
	struct treexml_parser *p, const char *name, struct xml_attributes attributes)
{
	const struct treexml_element *e = find_element(p, name);

	if (p->place == PLACE_ROOT && strcmp(name, kind_name(KIND_DOCUMENT)) == 0) {
		start_tree(p, name, attributes);
	} else if (!e && p->place == PLACE_OUTSIDE) {
		treexml_fail(p, "the outermost element is %s", name);
	} else if (!e) {
		skip(p);
	} else {
		p->place = e->place;
		if (e->start)
			e->start(p, attributes);
	}
}

/* Last in every handler: stopping gives up the bytes that attributes are lent from. */
static void stop_if_failed(struct treexml_parser *p)
{
	if (p->failed)
		xmlStopParser(p->xml);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
	const xmlChar **attributes)
{
	struct treexml_parser *p = user;
	struct xml_attributes list = {attributes, attribute_count};
	bool ours = uri && strcmp((const char *)uri, TREEXML_NAMESPACE) == 0;

	if (p->failed)
		return;
	if (!ours && p->place == PLACE_OUTSIDE) {
		treexml_fail(
			p, "the outermost element is not guidang of %s", TREEXML_NAMESPACE);
	} else if (!ours || p->skipping > 0) {
		skip(p);
	} else {
		if (p->place != PLACE_DIAG)
			settle_characters(p);
		if (p->place == PLACE_TREE)
			treexml_node_start(p, (const char *)name, list);
		else
			start_outer(p, (const char *)name, list);
	}
	stop_if_failed(p);
}

static void end_outer(struct treexml_parser *p)
{
	const struct treexml_element *e = p->elements;

	while (e->place != p->place)
		e++;
	if (e->end)
		e->end(p);
	else
		settle_characters(p);
	buf_clear(&p->text);
	p->place = e->in;
}

static void end_node(struct treexml_parser *p)
{
	treexml_node_end(p);
	if (!p->open)
		p->place = PLACE_ROOT;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct treexml_parser *p = user;

	if (p->failed)
		return;
	if (p->skipping > 0)
		p->skipping--;
	else if (p->place == PLACE_TREE)
		end_node(p);
	else
		end_outer(p);
	stop_if_failed(p);
}

static void on_characters(void *user, const xmlChar *text, int len)
{
	struct treexml_parser *p = user;

	if (!p->failed && p->skipping == 0)
		buf_put(&p->text, text, (size_t)len);
}

/* Reached before the first declaration in it: no entity is ever declared. */
static void on_doctype(
	void *user, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	treexml_fail(user, "it has a document type");
	stop_if_failed(user);
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.internalSubset = on_doctype,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_characters,
	.ignorableWhitespace = on_characters,
	.cdataBlock = on_characters,
};

/* ---- the whole ---- */

static void run_parser(struct treexml_parser *p)
{
	*p->xml->sax = handler;
	p->xml->userData = p;
	/* HUGE: a text may be longer than 10 MB, and nesting deeper than 256: both have limits
	   of their own here. NOENT: or else an & in an attribute comes as "&#38;"; there are no
	   entities that it could expand, see on_doctype. */
	xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT |
					  XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (xmlParseDocument(p->xml) < 0 && !p->failed)
		fail_as_xml_said(p);
	if (!p->failed && !p->root)
		treexml_fail_at(p, 0, "it has no document");
	if (buf_failed(&p->text) || arena_failed(&p->doc->tree.arena))
		p->failed = true;
}

int treexml_parse(struct treexml_parser *p, const char *xml, size_t len)
{
	struct tree *t = &p->doc->tree;
	uint32_t last_id = t->last_id;
	uint8_t filter = t->filter;

	if (len == 0 || len > INT_MAX) {
		treexml_fail_at(p, 0, len == 0 ? "it is empty" : "it is larger than 2 GiB");
		return -1;
	}
	p->xml = xmlCreateMemoryParserCtxt(xml, (int)len);
	if (!p->xml)
		return -1;
	run_parser(p);
	xmlFreeParserCtxt(p->xml);
	p->xml = NULL;
	t->last_id = last_id;
	t->filter = filter;
	return p->failed ? -1 : 0;
}

void treexml_parser_free(struct treexml_parser *p)
{
	buf_free(&p->text);
	free(p->ids);
}
