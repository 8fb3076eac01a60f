#include "site/query.h"

#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Steps that one expression may take. A class test on every element of a page takes some 20 for
 * each: enough for 1,000,000 elements; a cross product of all elements with all ends in about a
 * second.
 */
#define STEPS_MAX 20000000

static const struct {
	enum attr attr;
	const char *name;
} attributes[] = {
	{ATTR_CLASS, "class"},
	{ATTR_HTMLID, "id"},
	{ATTR_ROLE, "role"},
	{ATTR_ROLE, "itemprop"},
	{ATTR_NAME, "name"},
	{ATTR_HREF, "href"},
	{ATTR_SRC, "src"},
	{ATTR_ALT, "alt"},
	{ATTR_TITLE, "title"},
	{ATTR_LANG, "lang"},
};

struct maker {
	xmlDoc *xml;
	xmlNode **of; /* by node id: where the node's content goes; NULL: nowhere */
	xmlNode *head, *body;
	bool failed;
};

/* By hand, since xmlAddChild merges texts in time that grows with their length. */
static xmlNode *link_last(struct maker *m, xmlNode *parent, xmlNode *child)
{
	if (!child) {
		m->failed = true;
		return NULL;
	}
	child->parent = parent;
	child->prev = parent->last;
	*(parent->last ? &parent->last->next : &parent->children) = child;
	parent->last = child;
	return child;
}

static xmlNode *add_element(struct maker *m, xmlNode *parent, const char *name)
{
	return link_last(m, parent, xmlNewDocNode(m->xml, NULL, (const xmlChar *)name, NULL));
}

/* XML has no form feed: XPath would not take it for the white space that it is in HTML. */
static void add_attribute(
	struct maker *m, xmlNode *element, const char *name, const char *value)
{
	xmlAttr *made;

	if (!element || !value)
		return;
	made = xmlNewProp(element, (const xmlChar *)name, (const xmlChar *)value);
	m->failed |= !made;
	for (xmlNode *n = made ? made->children : NULL; n; n = n->next)
		for (xmlChar *c = n->content; c && *c; c++)
			if (*c == '\f')
				*c = ' ';
}

/* True if a node stands for an element that the page wrote. Phrases that are continued behind a
   block are implied, and still elements. */
static bool is_written(const struct node *n)
{
	if (n->element == ELEMENT_OTHER)
		return false;
	return !(n->flags & NODE_IMPLIED) || kind_is_inline((enum kind)n->kind);
}

static void add_meta(struct maker *m, const struct node *field)
{
	const struct node *para =
		field_value(field) ? node_first_all(field_value(field)) : NULL;
	const struct node *text = para ? node_first_all(para) : NULL;
	const char *name = attr_str(field, ATTR_LABEL);
	xmlNode *meta = add_element(m, m->head, "meta");
	xmlChar *content =
		text && text->kind == KIND_TEXT
			? xmlStrndup((const xmlChar *)node_text(text), (int)node_text_len(text))
			: NULL;

	add_attribute(m, meta, "name", name);
	add_attribute(m, meta, "property", name);
	add_attribute(m, meta, "content", content ? (const char *)content : "");
	xmlFree(content);
}

static void add_node(struct maker *m, struct node *n)
{
	xmlNode *parent = m->of[node_parent(n)->id], *made = NULL;

	if (n->kind == KIND_FRONT) {
		m->of[n->id] = m->head;
	} else if (n->kind == KIND_FIELD) {
		add_meta(m, n);
	} else if (parent && n->kind == KIND_TEXT) {
		made = link_last(m, parent,
			xmlNewDocTextLen(
				m->xml, (const xmlChar *)node_text(n), (int)node_text_len(n)));
	} else if (parent && is_written(n)) {
		made = add_element(m, parent, element_name((enum element)n->element));
		for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
			add_attribute(
				m, made, attributes[i].name, attr_str(n, attributes[i].attr));
		m->of[n->id] = made;
	} else {
		m->of[n->id] = parent;
	}
	if (made)
		made->_private = n;
}

static int make(struct query *q, const struct document *doc)
{
	struct node *root = doc->tree.root;
	struct maker m = {.of = calloc((size_t)doc->tree.last_id + 1, sizeof(xmlNode *))};
	xmlNode *html;

	q->xml = m.xml = xmlNewDoc((const xmlChar *)"1.0");
	html = m.xml ? xmlNewDocNode(m.xml, NULL, (const xmlChar *)"html", NULL) : NULL;
	m.failed = !m.of || !html;
	if (html) {
		xmlDocSetRootElement(m.xml, html);
		m.head = add_element(&m, html, "head");
		m.body = add_element(&m, html, "body");
	}
	if (!m.failed) {
		m.body->_private = root;
		m.of[root->id] = m.body;
	}
	for (struct node *n = tree_next_all(root, root); n && !m.failed;
		n = tree_next_all(root, n))
		add_node(&m, n);
	free(m.of);
	return m.failed ? -1 : 0;
}

/* Errors are asked for afterwards; without handlers libxml2 prints them, some by the one, some
 * by the other. */
static void print_nothing(void *user, const char *format, ...)
{
}

#if LIBXML_VERSION >= 21200
static void keep_quiet(void *user, const xmlError *error)
#else
static void keep_quiet(void *user, xmlError *error)
#endif
{
}

int query_open(struct query *q, const struct document *doc)
{
	*q = (struct query){0};
	if (make(q, doc))
		return -1;
	q->context = xmlXPathNewContext(q->xml);
	if (!q->context)
		return -1;
	q->context->error = keep_quiet;
	q->context->opLimit = STEPS_MAX;
	return 0;
}

void query_close(struct query *q)
{
	xmlXPathFreeContext(q->context);
	xmlFreeDoc(q->xml);
	*q = (struct query){0};
}

static void explain(struct query *q)
{
	const xmlError *e = &q->context->lastError;

	switch (e->code) {
	case XML_XPATH_UNKNOWN_FUNC_ERROR:
		snprintf(q->error, sizeof q->error,
			"the XPath calls a function that XPath 1.0 has not");
		break;
	case XML_XPATH_UNDEF_VARIABLE_ERROR:
	case XML_XPATH_UNDEF_PREFIX_ERROR:
		snprintf(q->error, sizeof q->error,
			"the XPath names a variable or a prefix that nothing defines");
		break;
	default:
		/* libxml2's codes beyond those of the XPath syntax are its limits. */
		if (e->code > XML_XPATH_INVALID_CHAR_ERROR || q->context->opCount >= STEPS_MAX)
			snprintf(q->error, sizeof q->error, "the XPath takes too many steps");
		else
			snprintf(q->error, sizeof q->error, "the XPath is faulty at byte %d",
				e->int1 + 1);
	}
}

xmlXPathObject *query_run(struct query *q, const char *xpath)
{
	xmlXPathCompExpr *compiled;
	xmlXPathObject *found = NULL;
	/* The thread's own, in libxml2 built with threads. */
	xmlGenericErrorFunc print = xmlGenericError;
	void *print_user = xmlGenericErrorContext;

	*q->error = '\0';
	xmlResetError(&q->context->lastError);
	q->context->opCount = 0;
	q->context->node = (xmlNode *)q->xml;
	xmlSetGenericErrorFunc(NULL, print_nothing);
	compiled = xmlXPathCtxtCompile(q->context, (const xmlChar *)xpath);
	if (compiled)
		found = xmlXPathCompiledEval(compiled, q->context);
	xmlSetGenericErrorFunc(print_user, print);
	if (!found)
		explain(q);
	xmlXPathFreeCompExpr(compiled);
	return found;
}

struct node *query_node(const xmlNode *xml)
{
	return xml->type == XML_ELEMENT_NODE || xml->type == XML_TEXT_NODE ? xml->_private
									   : NULL;
}
