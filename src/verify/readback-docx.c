/* WordprocessingML documents as a reader sees them (ISO/IEC 29500-1 and -2). */
#include "verify/readback-private.h"

#include <stdlib.h>
#include <string.h>

#define W    "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"

/* A cell that is continued downwards: w:vMerge (29500-1, 17.4.84). */
struct merged {
	size_t cell; /* number in the table, or SIZE_MAX: its cell has no text */
};

struct docx {
	struct readback_builder b;
	struct readback_package *p;
	unsigned columns;    /* spanned by the cell at work */
	bool merge, restart; /* its w:vMerge */
	struct merged *open; /* by column, of the table at work */
	unsigned open_room;
	bool in_text;
};

static bool is_on(xmlTextReaderPtr x)
{
	return xmlTextReaderNodeType(x) == XML_READER_TYPE_ELEMENT;
}

static int make_room(struct docx *d, unsigned column)
{
	struct merged *open;
	unsigned room = d->open_room ? d->open_room : 64;

	if (column < d->open_room)
		return 0;
	while (room <= column)
		room *= 2;
	open = realloc(d->open, room * sizeof *open);
	if (!open)
		return readback_fault(d->p, "out of memory");
	for (unsigned i = d->open_room; i < room; i++)
		open[i].cell = SIZE_MAX;
	d->open = open;
	d->open_room = room;
	return 0;
}

static struct readback_table *table(struct docx *d)
{
	return d->b.to->last_table;
}

/* Properties of a cell come before its text: what they say is known when it is closed. */
static int close_cell(struct docx *d)
{
	unsigned column = d->b.column;
	size_t before;

	if (d->b.depth != 1) {
		readback_close_cell(&d->b, 1);
		return 0;
	}
	if (make_room(d, column))
		return -1;
	d->b.cell.columns = d->columns;
	before = table(d) ? table(d)->count : 0;
	readback_close_cell(&d->b, d->columns);
	if (d->merge && !d->restart) {
		if (d->open[column].cell != SIZE_MAX)
			table(d)->cells[d->open[column].cell].rows++;
		return 0;
	}
	d->open[column].cell =
		d->merge && table(d) && table(d)->count > before ? before : SIZE_MAX;
	return 0;
}

static void open_table(struct docx *d)
{
	if (!d->b.depth)
		for (unsigned i = 0; i < d->open_room; i++)
			d->open[i].cell = SIZE_MAX;
	readback_open_table(&d->b);
}

static void read_merge(struct docx *d, xmlTextReaderPtr x)
{
	char *value = readback_attribute(x, W, "val");

	d->merge = true;
	d->restart = value && !strcmp(value, "restart");
	xmlFree(value);
}

static void enter(struct docx *d, xmlTextReaderPtr x)
{
	if (readback_is(x, W, "tbl")) {
		open_table(d);
	} else if (readback_is(x, W, "tr")) {
		readback_open_row(&d->b);
	} else if (readback_is(x, W, "tc") && d->b.depth == 1) {
		d->columns = 1;
		d->merge = false;
		readback_open_cell(&d->b, 1, 1);
	} else if (readback_is(x, W, "gridSpan") && d->b.depth == 1) {
		d->columns = readback_number(x, W, "val");
	} else if (readback_is(x, W, "vMerge") && d->b.depth == 1) {
		read_merge(d, x);
	}
}

static int leave(struct docx *d, xmlTextReaderPtr x)
{
	if (readback_is(x, W, "p"))
		readback_end_line(&d->b);
	else if (readback_is(x, W, "tbl"))
		readback_close_table(&d->b);
	else if (readback_is(x, W, "tc"))
		return close_cell(d);
	return 0;
}

static int on_document(void *user, xmlTextReaderPtr x)
{
	struct docx *d = user;
	int type = xmlTextReaderNodeType(x);

	if (readback_is(x, W, "t"))
		d->in_text = is_on(x) && !xmlTextReaderIsEmptyElement(x);
	if (type == XML_READER_TYPE_ELEMENT) {
		enter(d, x);
		return xmlTextReaderIsEmptyElement(x) ? leave(d, x) : 0;
	}
	if (type == XML_READER_TYPE_END_ELEMENT)
		return leave(d, x);
	if (d->in_text && xmlTextReaderHasValue(x))
		readback_put_text(&d->b, (const char *)xmlTextReaderConstValue(x));
	return 0;
}

/* What the document's relationships lead to inside of the package is there (29500-2, 9.3). */
static int on_relationship(void *user, xmlTextReaderPtr x)
{
	struct readback_package *p = user;
	struct buf path = BUF_INIT;
	char *target, *mode;
	int rc = 0;

	if (!is_on(x) || !readback_is(x, RELS, "Relationship"))
		return 0;
	target = (char *)xmlTextReaderGetAttribute(x, (const xmlChar *)"Target");
	mode = (char *)xmlTextReaderGetAttribute(x, (const xmlChar *)"TargetMode");
	if (target && !(mode && !strcmp(mode, "External"))) {
		buf_printf(&path, "%s%s", *target == '/' ? "" : "word/",
			target + (*target == '/'));
		if (!readback_has_file(p, buf_str(&path)))
			rc = readback_fault(p, "%s is not in it", buf_str(&path));
	}
	xmlFree(target);
	xmlFree(mode);
	buf_free(&path);
	return rc;
}

int readback_docx(struct readback *r, const char *bytes, size_t len, const char **why)
{
	struct readback_package p;
	struct docx d = {.b = {.to = r}, .p = &p};
	int rc = readback_open_package(&p, r, bytes, len);

	if (!rc)
		rc = readback_check_files(&p);
	if (!rc)
		rc = readback_walk_xml(&p, "word/_rels/document.xml.rels", on_relationship, &p);
	if (!rc)
		rc = readback_walk_xml(&p, "word/document.xml", on_document, &d);
	if (!rc && (r->failed || arena_failed(&r->arena) || buf_failed(&d.b.text)))
		rc = readback_fault(&p, "out of memory");
	*why = p.why;
	free(d.open);
	buf_free(&d.b.text);
	readback_close_package(&p);
	return rc;
}
