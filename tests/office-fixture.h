#ifndef GUIDANG_TESTS_OFFICE_FIXTURE_H
#define GUIDANG_TESTS_OFFICE_FIXTURE_H

/* Office documents for tests: made by hand, written, opened by libzip and asked by XPath. */
#include "emit-fixture.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

extern const struct filter filter_out_odt, filter_out_docx;

/* A picture of 40 x 20 px, of which only the first pixels are there. */
#define PICTURE "data:image/gif;base64,R0lGODlhKAAUAIAAAP///zNmmSwAAAAAKAAUAAACAUwAOw=="
/* One drawn by lines, 40 x 20 px. */
#define DRAWING                                                                                \
	"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' "             \
	"height='20'/%3E"

#define NS_OASIS "urn:oasis:names:tc:opendocument:xmlns:"

static const struct {
	const char *prefix, *uri;
} namespaces[] = {
	{"office", NS_OASIS "office:1.0"},
	{"style", NS_OASIS "style:1.0"},
	{"text", NS_OASIS "text:1.0"},
	{"table", NS_OASIS "table:1.0"},
	{"draw", NS_OASIS "drawing:1.0"},
	{"fo", NS_OASIS "xsl-fo-compatible:1.0"},
	{"svg", NS_OASIS "svg-compatible:1.0"},
	{"meta", NS_OASIS "meta:1.0"},
	{"manifest", NS_OASIS "manifest:1.0"},
	{"config", NS_OASIS "config:1.0"},
	{"dc", "http://purl.org/dc/elements/1.1/"},
	{"dcterms", "http://purl.org/dc/terms/"},
	{"xlink", "http://www.w3.org/1999/xlink"},
	{"w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
	{"r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"},
	{"wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
	{"rel", "http://schemas.openxmlformats.org/package/2006/relationships"},
	{"cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"},
	{"vt", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"},
	{"cust", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"},
};

/* ---- reading what was written ---- */

struct opened {
	zip_t *zip;
	xmlDocPtr xml; /* the part asked last */
	xmlXPathContextPtr xpath;
};

static inline void write_as(struct fixture *f, const struct filter *filter)
{
	buf_clear(&f->out);
	assert_int_equal(filter->emit(&f->doc, &f->out), 0);
}

static inline void open_package(struct opened *p, const struct fixture *f)
{
	zip_source_t *source = zip_source_buffer_create(f->out.data, f->out.len, 0, NULL);

	*p = (struct opened){.zip = zip_open_from_source(source, ZIP_CHECKCONS, NULL)};
	assert_non_null(p->zip);
}

static inline void close_part(struct opened *p)
{
	xmlXPathFreeContext(p->xpath);
	xmlFreeDoc(p->xml);
	p->xpath = NULL;
	p->xml = NULL;
}

static inline void close_package(struct opened *p)
{
	close_part(p);
	zip_discard(p->zip);
}

static inline char *read_file(struct opened *p, const char *name, size_t *len)
{
	struct zip_stat stat;
	zip_file_t *file = zip_fopen(p->zip, name, 0);
	char *bytes;

	assert_non_null(file);
	assert_int_equal(zip_stat(p->zip, name, 0, &stat), 0);
	bytes = malloc(stat.size + 1);
	assert_non_null(bytes);
	assert_int_equal(zip_fread(file, bytes, stat.size), stat.size);
	zip_fclose(file);
	*len = stat.size;
	return bytes;
}

/* Parses strictly, without XML_PARSE_HUGE: depth and size stay within what parsers take. */
static inline void open_part(struct opened *p, const char *name)
{
	size_t len;
	char *bytes = read_file(p, name, &len);

	close_part(p);
	p->xml = xmlReadMemory(bytes, (int)len, name, NULL, XML_PARSE_NONET);
	free(bytes);
	assert_non_null(p->xml);
	p->xpath = xmlXPathNewContext(p->xml);
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		xmlXPathRegisterNs(p->xpath, (const xmlChar *)namespaces[i].prefix,
			(const xmlChar *)namespaces[i].uri);
}

static inline int count(struct opened *p, const char *expression)
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)expression, p->xpath);
	int n;

	assert_non_null(found);
	assert_int_equal(found->type, XPATH_NODESET);
	n = found->nodesetval ? found->nodesetval->nodeNr : 0;
	xmlXPathFreeObject(found);
	return n;
}

static inline void check_string(struct opened *p, const char *expression, const char *expected)
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)expression, p->xpath);
	xmlChar *have = xmlXPathCastToString(found);

	assert_string_equal((const char *)have, expected);
	xmlFree(have);
	xmlXPathFreeObject(found);
}

static inline double number(struct opened *p, const char *expression)
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)expression, p->xpath);
	double n = xmlXPathCastToNumber(found);

	xmlXPathFreeObject(found);
	return n;
}

/* Writes the document and opens its body. */
static inline void open_odt(struct opened *p, struct fixture *f)
{
	write_as(f, &filter_out_odt);
	open_package(p, f);
	open_part(p, "content.xml");
}

static inline void open_docx(struct opened *p, struct fixture *f)
{
	write_as(f, &filter_out_docx);
	open_package(p, f);
	open_part(p, "word/document.xml");
}

/* ---- what holds for every document ---- */

static inline long attr_number(xmlNodePtr n, const char *name, long fallback)
{
	xmlChar *value = n ? xmlGetProp(n, (const xmlChar *)name) : NULL;
	long number_ = value ? strtol((const char *)value, NULL, 10) : fallback;

	xmlFree(value);
	return number_;
}

static inline xmlNodePtr child(xmlNodePtr n, const char *name)
{
	for (n = n ? n->children : NULL; n; n = n->next)
		if (!xmlStrcmp(n->name, (const xmlChar *)name))
			return n;
	return NULL;
}

static inline long sum_children(xmlNodePtr n, const char *name, const char *attr)
{
	long sum = 0;

	for (n = n->children; n; n = n->next)
		if (!xmlStrcmp(n->name, (const xmlChar *)name))
			sum += attr ? attr_number(n, attr, 1) : 1;
	return sum;
}

static inline void each(struct opened *p, const char *expression, void (*check)(xmlNodePtr n))
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)expression, p->xpath);

	for (int i = 0; found->nodesetval && i < found->nodesetval->nodeNr; i++)
		check(found->nodesetval->nodeTab[i]);
	xmlXPathFreeObject(found);
}

static inline void check_odt_row(xmlNodePtr row)
{
	xmlNodePtr table = row->parent;

	if (xmlStrcmp(table->name, (const xmlChar *)"table"))
		table = table->parent;
	assert_int_equal(sum_children(row, "table-cell", NULL) +
				 sum_children(row, "covered-table-cell", NULL),
		sum_children(table, "table-column", "number-columns-repeated"));
}

static inline long docx_row_width(xmlNodePtr row)
{
	long sum = 0;

	for (xmlNodePtr cell = row->children; cell; cell = cell->next)
		if (!xmlStrcmp(cell->name, (const xmlChar *)"tc"))
			sum += attr_number(child(child(cell, "tcPr"), "gridSpan"), "val", 1);
	return sum;
}

static inline void check_docx_row(xmlNodePtr row)
{
	assert_int_equal(docx_row_width(row),
		sum_children(child(row->parent, "tblGrid"), "gridCol", NULL));
}

static inline void check_odt(struct opened *p)
{
	each(p, "//table:table-row", check_odt_row);
	assert_int_equal(count(p, "//table:table-cell[not(*[last()][self::text:p or "
				  "self::text:h or self::text:list])]"),
		0);
	assert_int_equal(count(p, "//office:text[not(*[last()][self::text:p or self::text:h or "
				  "self::text:list])]"),
		0);
	assert_int_equal(
		count(p, "//text:list-item/table:table | //text:list-header/table:table"), 0);
	assert_int_equal(count(p, "//text:a//text:a | //text:p//text:p"), 0);
	/* Every automatic style that is used is there, once. */
	assert_int_equal(count(p, "//text:p[contains(@text:style-name, '.')]"
				  "[not(@text:style-name = //style:style/@style:name)]"),
		0);
	assert_int_equal(count(p, "//style:style[@style:name = "
				  "preceding-sibling::style:style/@style:name]"),
		0);
}

static inline void check_docx(struct opened *p)
{
	each(p, "//w:tr", check_docx_row);
	assert_int_equal(count(p, "//w:tc[not(*[last()][self::w:p])]"), 0);
	assert_int_equal(count(p, "//w:tbl[following-sibling::*[1][self::w:tbl]]"), 0);
	assert_int_equal(
		count(p, "//w:body/w:sectPr[not(preceding-sibling::*[1][self::w:p])]"), 0);
	assert_int_equal(count(p, "//w:hyperlink//w:hyperlink | //w:p//w:p"), 0);
	/* A cell that continues one above: there is a row above, in the same table. */
	assert_int_equal(count(p, "//w:vMerge[@w:val='continue']"
				  "[not(ancestor::w:tr[1]/preceding-sibling::w:tr)]"),
		0);
}

/* Both formats, twice each: the same bytes. */
static inline void check_document(struct fixture *f)
{
	static const struct {
		const struct filter *filter;
		const char *part;
		void (*check)(struct opened *p);
	} formats[] = {
		{&filter_out_odt, "content.xml", check_odt},
		{&filter_out_docx, "word/document.xml", check_docx},
	};
	struct buf again = BUF_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct opened p;

		write_as(f, formats[i].filter);
		buf_clear(&again);
		assert_int_equal(formats[i].filter->emit(&f->doc, &again), 0);
		assert_int_equal(again.len, f->out.len);
		assert_memory_equal(again.data, f->out.data, again.len);
		open_package(&p, f);
		open_part(&p, formats[i].part);
		formats[i].check(&p);
		close_package(&p);
	}
	buf_free(&again);
}

/* ---- making documents ---- */

static inline struct node *put_attr(
	struct fixture *f, struct node *n, enum attr attr, const char *value)
{
	attr_set_str(&f->doc.tree, n, attr, value);
	return n;
}

/* A title cell over two rows and columns, a ragged row, an empty cell. */
static inline struct node *put_table(struct fixture *f, struct node *parent)
{
	struct node *table = put(f, parent, KIND_TABLE);
	struct node *head, *body, *row;

	put_line(f, table, KIND_CAPTION, "表1");
	head = put(f, table, KIND_HEAD);
	row = put(f, head, KIND_ROW);
	put_cell(f, row, "项目", 2, 2);
	put_cell(f, row, "数量", 2, 1);
	row = put(f, head, KIND_ROW);
	put_cell(f, row, "甲", 1, 1);
	put_cell(f, row, "乙", 1, 1);
	body = put(f, table, KIND_BODY);
	row = put(f, body, KIND_ROW);
	put_cell(f, row, "一", 1, 2);
	put_cell(f, row, "二", 1, 1);
	put_cell(f, row, "", 1, 1);
	row = put(f, body, KIND_ROW);
	put_cell(f, row, "三", 1, 1);
	put_cell(f, row, "四", 2, 1);
	return table;
}

static inline struct node *put_item(struct fixture *f, struct node *list, const char *text)
{
	struct node *item = put(f, list, KIND_ITEM);

	if (text)
		put_line(f, item, KIND_PARA, text);
	return item;
}

#endif
