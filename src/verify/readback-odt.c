/* ODF text documents as a reader sees them (ODF 1.2, parts 1 and 3). */
#include "verify/readback-private.h"

#include <string.h>

#define TEXT   "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define TABLE  "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define DRAW   "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
#define SVG    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
#define OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define XLINK  "http://www.w3.org/1999/xlink"
#define LISTED "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"

struct odt {
	struct readback_builder b;
	struct readback_package *p;
	bool in_body;
	unsigned silent; /* elements around whose text is none of the document */
};

static bool is_paragraph(xmlTextReaderPtr x)
{
	return readback_is(x, TEXT, "p") || readback_is(x, TEXT, "h");
}

/* Texts in place of a picture, and notes of people. */
static bool is_silent(xmlTextReaderPtr x)
{
	return readback_is(x, SVG, "title") || readback_is(x, SVG, "desc") ||
	       readback_is(x, OFFICE, "annotation");
}

static int check_picture(struct odt *o, xmlTextReaderPtr x)
{
	char *href = readback_attribute(x, XLINK, "href");
	int rc = 0;

	if (!href)
		rc = readback_fault(o->p, "a picture has no address");
	else if (!readback_has_file(o->p, href))
		rc = readback_fault(o->p, "the picture %s is not in it", href);
	xmlFree(href);
	return rc;
}

static int enter(struct odt *o, xmlTextReaderPtr x)
{
	if (readback_is(x, TABLE, "table"))
		readback_open_table(&o->b);
	else if (readback_is(x, TABLE, "table-row"))
		readback_open_row(&o->b);
	else if (readback_is(x, TABLE, "table-cell"))
		readback_open_cell(&o->b, readback_number(x, TABLE, "number-rows-spanned"),
			readback_number(x, TABLE, "number-columns-spanned"));
	else if (readback_is(x, TABLE, "covered-table-cell") && xmlTextReaderIsEmptyElement(x))
		readback_open_cell(&o->b, 1, 1);
	else if (readback_is(x, DRAW, "image"))
		return check_picture(o, x);
	else if (is_silent(x) && !xmlTextReaderIsEmptyElement(x))
		o->silent++;
	return 0;
}

static void leave(struct odt *o, xmlTextReaderPtr x)
{
	if (is_paragraph(x))
		readback_end_line(&o->b);
	else if (readback_is(x, TABLE, "table"))
		readback_close_table(&o->b);
	else if (readback_is(x, TABLE, "table-cell") ||
		 readback_is(x, TABLE, "covered-table-cell"))
		readback_close_cell(
			&o->b, readback_number(x, TABLE, "number-columns-repeated"));
	else if (is_silent(x) && o->silent)
		o->silent--;
}

static int on_content(void *user, xmlTextReaderPtr x)
{
	struct odt *o = user;
	int type = xmlTextReaderNodeType(x);

	if (readback_is(x, OFFICE, "text"))
		o->in_body = type == XML_READER_TYPE_ELEMENT;
	if (!o->in_body)
		return 0;
	if (type == XML_READER_TYPE_ELEMENT) {
		int rc = enter(o, x);

		if (xmlTextReaderIsEmptyElement(x))
			leave(o, x);
		return rc;
	}
	if (type == XML_READER_TYPE_END_ELEMENT)
		leave(o, x);
	else if (xmlTextReaderHasValue(x) && type != XML_READER_TYPE_COMMENT && !o->silent)
		readback_put_text(&o->b, (const char *)xmlTextReaderConstValue(x));
	return 0;
}

/* What META-INF/manifest.xml lists is there (ODF 1.2, part 3, 3.2). */
static int on_manifest(void *user, xmlTextReaderPtr x)
{
	struct readback_package *p = user;
	char *path;
	int rc = 0;

	if (xmlTextReaderNodeType(x) != XML_READER_TYPE_ELEMENT ||
		!readback_is(x, LISTED, "file-entry"))
		return 0;
	path = readback_attribute(x, LISTED, "full-path");
	if (!path)
		rc = readback_fault(p, "its manifest has an entry without a name");
	else if (*path && path[strlen(path) - 1] != '/' && !readback_has_file(p, path))
		rc = readback_fault(p, "%s is in its manifest and not in it", path);
	xmlFree(path);
	return rc;
}

int readback_odt(struct readback *r, const char *bytes, size_t len, const char **why)
{
	struct readback_package p;
	struct odt o = {.b = {.to = r}, .p = &p};
	int rc = readback_open_package(&p, r, bytes, len);

	if (!rc)
		rc = readback_check_files(&p);
	if (!rc)
		rc = readback_walk_xml(&p, "META-INF/manifest.xml", on_manifest, &p);
	if (!rc)
		rc = readback_walk_xml(&p, "content.xml", on_content, &o);
	if (!rc && (r->failed || arena_failed(&r->arena) || buf_failed(&o.b.text)))
		rc = readback_fault(&p, "out of memory");
	*why = p.why;
	buf_free(&o.b.text);
	readback_close_package(&p);
	return rc;
}
