#include "verify/readback.h"

#include <libxml/xmlreader.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/list.h"
#include "document/emit.h"
#include "tree/grid.h"
#include "tree/text.h"

/* ---- lines and tables ---- */

void readback_free(struct readback *r)
{
	for (struct readback_table *t = r->tables; t; t = t->next)
		free(t->cells);
	free(r->lines);
	arena_free(&r->arena);
	*r = (struct readback)READBACK_INIT;
}

static void add_line(struct readback *r, const struct buf *text)
{
	if (!text->len)
		return;
	if (r->count == r->room) {
		const char **lines = list_double(r->lines, &r->room, sizeof *lines);

		if (!lines) {
			r->failed = true;
			return;
		}
		r->lines = lines;
	}
	r->lines[r->count++] = arena_strndup(&r->arena, text->data, text->len);
}

static void add_table(struct readback *r)
{
	struct readback_table *t = arena_alloc(&r->arena, sizeof *t);

	if (!t)
		return;
	if (r->last_table)
		r->last_table->next = t;
	else
		r->tables = t;
	r->last_table = t;
}

static void add_cell(struct readback *r, struct readback_cell cell, const struct buf *text)
{
	struct readback_table *t = r->last_table;

	if (!text->len || !t)
		return;
	if (t->count == t->room) {
		struct readback_cell *cells = list_double(t->cells, &t->room, sizeof *cells);

		if (!cells) {
			r->failed = true;
			return;
		}
		t->cells = cells;
	}
	cell.text = arena_strndup(&r->arena, text->data, text->len);
	t->cells[t->count++] = cell;
}

/* ---- what a page has to say ---- */

/* A picture in a document, or what is in its place. */
#define PICTURE "\uFFFC"

static void collect(struct buf *out, const struct node *root)
{
	for (const struct node *n = root; n; n = tree_next(root, n))
		if (n->kind == KIND_IMAGE)
			buf_puts(out, PICTURE);
		else if (n->kind == KIND_TEXT)
			text_collect_squashed(out, n);
}

/* The row's cells. What found no slot (grid_fold) is in the cell before it. */
static void expect_row(struct readback *r, const struct grid *g, unsigned row, struct buf *text)
{
	struct readback_cell cell = {0};
	unsigned next = 0;

	buf_clear(text);
	for (const struct node *c = node_first(g->row_nodes[row]); c; c = node_following(c)) {
		unsigned column = next;

		while (column < g->columns &&
			!(grid_at(g, row, column).origin && grid_at(g, row, column).cell == c))
			column++;
		if (column < g->columns) {
			add_cell(r, cell, text);
			buf_clear(text);
			cell = (struct readback_cell){row, column, grid_rowspan(g, row, column),
				grid_colspan(g, row, column), NULL};
			next = column + 1;
		}
		collect(text, c);
	}
	add_cell(r, cell, text);
}

static void expect_table(struct readback *r, const struct node *table)
{
	struct buf text = BUF_INIT;
	struct grid g;

	add_table(r);
	r->failed |= grid_build(&g, table) != 0;
	if (!r->failed)
		grid_fold(&g);
	for (unsigned row = 0; row < g.rows && !r->failed; row++)
		expect_row(r, &g, row, &text);
	r->failed |= buf_failed(&text);
	buf_free(&text);
	grid_free(&g);
}

/* A line of pictures only has no text, or one of its own. */
static void expect_line(struct readback *r, const struct node *line)
{
	struct buf text = BUF_INIT;

	if (text_measure(line).chars)
		collect(&text, line);
	add_line(r, &text);
	r->failed |= buf_failed(&text);
	buf_free(&text);
}

static void expect_block(struct readback *r, const struct node *block)
{
	const struct node *next;

	for (const struct node *n = block; n; n = next) {
		next = tree_next(block, n);
		if (kind_is_line((enum kind)n->kind)) {
			expect_line(r, n);
			next = tree_next_skip(block, n);
		} else if (n->kind == KIND_TABLE) {
			for (const struct node *c = node_first(n); c; c = node_following(c))
				if (c->kind == KIND_CAPTION)
					expect_line(r, c);
			expect_table(r, n);
			next = tree_next_skip(block, n);
		}
	}
}

int readback_expect(struct readback *r, const struct document *doc)
{
	const struct node *title = document_title(doc);

	if (title)
		expect_line(r, title);
	for (const struct node *b = emit_first_block(doc); b; b = emit_next_block(doc, b))
		expect_block(r, b);
	return r->failed || arena_failed(&r->arena) ? -1 : 0;
}

/* ---- what a document says, as it is read ---- */

/* Rows and columns of a table that is read: more cannot be a document of ours. */
#define GRID_MAX 1000000

struct builder {
	struct readback *to;
	struct buf text; /* of the line or cell at work */
	unsigned depth;	 /* tables around */
	unsigned row, column;
	struct readback_cell cell; /* at work; text is not set */
};

static void put_text(struct builder *b, const char *s)
{
	for (unsigned width; *s; s += width)
		if (!char_is_space(utf8_decode(s, strlen(s) < 4 ? strlen(s) : 4, &width)))
			buf_put(&b->text, s, width);
}

/* Outside of tables a line is complete. */
static void end_line(struct builder *b)
{
	if (b->depth)
		return;
	add_line(b->to, &b->text);
	buf_clear(&b->text);
}

/* Tables in a cell are text of that cell. */
static void open_table(struct builder *b)
{
	if (!b->depth) {
		end_line(b);
		add_table(b->to);
		b->row = 0;
	}
	b->depth++;
}

static void close_table(struct builder *b)
{
	if (b->depth)
		b->depth--;
}

static void open_row(struct builder *b)
{
	if (b->depth != 1)
		return;
	b->row++;
	b->column = 0;
}

/* Spans from 1. The cell is at b->column, which goes on by "over" when it is closed. */
static void open_cell(struct builder *b, unsigned rows, unsigned columns)
{
	if (b->depth != 1)
		return;
	b->cell = (struct readback_cell){b->row - 1, b->column, rows, columns, NULL};
	buf_clear(&b->text);
}

static void close_cell(struct builder *b, unsigned over)
{
	if (b->depth != 1)
		return;
	add_cell(b->to, b->cell, &b->text);
	buf_clear(&b->text);
	b->column += b->column < GRID_MAX ? over : 0;
}

/* ---- the packages of office documents ---- */

struct package {
	zip_t *zip;
	struct readback *to; /* whose arena has the sentences */
	const char *why;
};

/* A part of a document that is larger unpacked is no document of ours [bytes]. */
#define PART_MAX ((zip_uint64_t)2 << 30)

/* p->why by a printf format; -1. */
static int fault(struct package *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fault(struct package *p, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	p->why = arena_strdup(&p->to->arena, sentence);
	if (!p->why)
		p->why = "out of memory";
	return -1;
}

/* 0, or -1 with p->why. The bytes must live as long. */
static int open_package(struct package *p, struct readback *to, const char *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer_create(bytes, len, 0, NULL);

	*p = (struct package){.to = to};
	p->zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL) : NULL;
	if (p->zip)
		return 0;
	zip_source_free(source);
	return fault(p, "it is no ZIP package, or a damaged one");
}

static void close_package(struct package *p)
{
	if (p->zip)
		zip_discard(p->zip);
	p->zip = NULL;
}

static bool has_file(const struct package *p, const char *name)
{
	return zip_name_locate(p->zip, name, 0) >= 0;
}

/* Reads a file to its end, where libzip compares its checksum. */
static int read_index(struct package *p, zip_uint64_t index, struct buf *out)
{
	zip_file_t *file = zip_fopen_index(p->zip, index, 0);
	const char *name = zip_get_name(p->zip, index, 0);
	char chunk[16384];
	zip_uint64_t size = 0;
	zip_int64_t got = -1;

	while (file && size < PART_MAX && (got = zip_fread(file, chunk, sizeof chunk)) > 0) {
		size += (zip_uint64_t)got;
		if (out)
			buf_put(out, chunk, (size_t)got);
	}
	if (file)
		zip_fclose(file);
	return got ? fault(p, "%s in it is damaged", name ? name : "a file") : 0;
}

/* Adds a file's bytes, whose checksum is right. 0, or -1 with p->why. */
static int get_file(struct package *p, const char *name, struct buf *out)
{
	zip_int64_t index = zip_name_locate(p->zip, name, 0);

	if (index < 0)
		return fault(p, "%s is not in it", name);
	if (read_index(p, (zip_uint64_t)index, out))
		return -1;
	return buf_failed(out) ? fault(p, "out of memory") : 0;
}

/* Every file can be read. 0, or -1 with p->why. */
static int check_files(struct package *p)
{
	zip_int64_t count = zip_get_num_entries(p->zip, 0);
	int rc = 0;

	for (zip_int64_t i = 0; i < count && !rc; i++)
		rc = read_index(p, (zip_uint64_t)i, NULL);
	return rc;
}

/* Nothing is printed. */
static void be_silent(void *user, const char *message, xmlParserSeverities severity,
	xmlTextReaderLocatorPtr locator)
{
}

/* Calls on_node for each node of an XML file of the package, in order. 0, or -1 with p->why:
   also if on_node returns -1. */
static int walk_xml(struct package *p, const char *name,
	int (*on_node)(void *user, xmlTextReaderPtr reader), void *user)
{
	struct buf xml = BUF_INIT;
	xmlTextReaderPtr reader = NULL;
	int rc = get_file(p, name, &xml), got = -1;

	if (!rc && xml.len < INT32_MAX)
		reader = xmlReaderForMemory(buf_str(&xml), (int)xml.len, NULL, NULL,
			XML_PARSE_NONET | XML_PARSE_HUGE);
	if (reader) {
		xmlTextReaderSetErrorHandler(reader, be_silent, NULL);
		while (!rc && (got = xmlTextReaderRead(reader)) == 1)
			rc = on_node(user, reader);
	}
	if (!rc && got)
		rc = fault(p, "%s in it is no well-formed XML", name);
	xmlFreeTextReader(reader);
	buf_free(&xml);
	return rc;
}

/* True if the reader is at an element of the name in the namespace. */
static bool is_at(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	const char *uri = (const char *)xmlTextReaderConstNamespaceUri(reader);

	return uri && !strcmp(uri, ns) &&
	       !strcmp((const char *)xmlTextReaderConstLocalName(reader), name);
}

/* The attribute, which the caller gives back with xmlFree; NULL if there is none. */
static char *attribute(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	return (char *)xmlTextReaderGetAttributeNs(
		reader, (const xmlChar *)name, (const xmlChar *)ns);
}

/* The attribute as a number from 1 to GRID_MAX, or 1. */
static unsigned number_of(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	char *value = attribute(reader, ns, name);
	unsigned long number = value ? strtoul(value, NULL, 10) : 1;

	xmlFree(value);
	return number < 1 ? 1 : number > GRID_MAX ? GRID_MAX : (unsigned)number;
}

/* ---- ODF text documents (ODF 1.2, parts 1 and 3) ---- */

#define TEXT   "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define TABLE  "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define DRAW   "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
#define SVG    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
#define OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define XLINK  "http://www.w3.org/1999/xlink"
#define LISTED "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"

struct odt {
	struct builder b;
	struct package *p;
	bool in_body;
	unsigned silent; /* elements around whose text is none of the document */
};

static bool is_paragraph(xmlTextReaderPtr x)
{
	return is_at(x, TEXT, "p") || is_at(x, TEXT, "h");
}

/* Texts in place of a picture, and notes of people. */
static bool is_silent(xmlTextReaderPtr x)
{
	return is_at(x, SVG, "title") || is_at(x, SVG, "desc") ||
	       is_at(x, OFFICE, "annotation");
}

static int check_picture(struct odt *o, xmlTextReaderPtr x)
{
	char *href = attribute(x, XLINK, "href");
	int rc = 0;

	if (!href)
		rc = fault(o->p, "a picture has no address");
	else if (!has_file(o->p, href))
		rc = fault(o->p, "the picture %s is not in it", href);
	xmlFree(href);
	return rc;
}

static int odt_enter(struct odt *o, xmlTextReaderPtr x)
{
	if (is_at(x, TABLE, "table"))
		open_table(&o->b);
	else if (is_at(x, TABLE, "table-row"))
		open_row(&o->b);
	else if (is_at(x, TABLE, "table-cell"))
		open_cell(&o->b, number_of(x, TABLE, "number-rows-spanned"),
			number_of(x, TABLE, "number-columns-spanned"));
	else if (is_at(x, TABLE, "covered-table-cell") && xmlTextReaderIsEmptyElement(x))
		open_cell(&o->b, 1, 1);
	else if (is_at(x, DRAW, "image"))
		return check_picture(o, x);
	else if (is_silent(x) && !xmlTextReaderIsEmptyElement(x))
		o->silent++;
	return 0;
}

static void odt_leave(struct odt *o, xmlTextReaderPtr x)
{
	if (is_paragraph(x))
		end_line(&o->b);
	else if (is_at(x, TABLE, "table"))
		close_table(&o->b);
	else if (is_at(x, TABLE, "table-cell") || is_at(x, TABLE, "covered-table-cell"))
		close_cell(&o->b, number_of(x, TABLE, "number-columns-repeated"));
	else if (is_silent(x) && o->silent)
		o->silent--;
}

static int on_content(void *user, xmlTextReaderPtr x)
{
	struct odt *o = user;
	int type = xmlTextReaderNodeType(x);

	if (is_at(x, OFFICE, "text"))
		o->in_body = type == XML_READER_TYPE_ELEMENT;
	if (!o->in_body)
		return 0;
	if (type == XML_READER_TYPE_ELEMENT) {
		int rc = odt_enter(o, x);

		if (xmlTextReaderIsEmptyElement(x))
			odt_leave(o, x);
		return rc;
	}
	if (type == XML_READER_TYPE_END_ELEMENT)
		odt_leave(o, x);
	else if (xmlTextReaderHasValue(x) && type != XML_READER_TYPE_COMMENT && !o->silent)
		put_text(&o->b, (const char *)xmlTextReaderConstValue(x));
	return 0;
}

/* Each file that META-INF/manifest.xml lists is there (ODF 1.2, part 3, 3.2). */
static int on_manifest(void *user, xmlTextReaderPtr x)
{
	struct package *p = user;
	char *path;
	int rc = 0;

	if (xmlTextReaderNodeType(x) != XML_READER_TYPE_ELEMENT ||
		!is_at(x, LISTED, "file-entry"))
		return 0;
	path = attribute(x, LISTED, "full-path");
	if (!path)
		rc = fault(p, "its manifest has an entry without a name");
	else if (*path && path[strlen(path) - 1] != '/' && !has_file(p, path))
		rc = fault(p, "%s is in its manifest and not in it", path);
	xmlFree(path);
	return rc;
}

int readback_odt(struct readback *r, const char *bytes, size_t len, const char **why)
{
	struct package p;
	struct odt o = {.b = {.to = r}, .p = &p};
	int rc = open_package(&p, r, bytes, len);

	if (!rc)
		rc = check_files(&p);
	if (!rc)
		rc = walk_xml(&p, "META-INF/manifest.xml", on_manifest, &p);
	if (!rc)
		rc = walk_xml(&p, "content.xml", on_content, &o);
	if (!rc && (r->failed || arena_failed(&r->arena) || buf_failed(&o.b.text)))
		rc = fault(&p, "out of memory");
	*why = p.why;
	buf_free(&o.b.text);
	close_package(&p);
	return rc;
}

/* ---- WordprocessingML documents (ISO/IEC 29500-1 and -2) ---- */

#define W    "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"

/* A cell that is continued downwards: w:vMerge (29500-1, 17.4.84). */
struct merged {
	size_t cell; /* number in the table, or SIZE_MAX: its cell has no text */
};

struct docx {
	struct builder b;
	struct package *p;
	unsigned columns;    /* spanned by the cell at work */
	bool merge, restart; /* its w:vMerge */
	struct merged *open; /* by column, of the table at work */
	unsigned open_room;
	bool in_text;
};

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
		return fault(d->p, "out of memory");
	for (unsigned i = d->open_room; i < room; i++)
		open[i].cell = SIZE_MAX;
	d->open = open;
	d->open_room = room;
	return 0;
}

/* Properties of a cell come before its text: what they say is known when it is closed. */
static int docx_close_cell(struct docx *d)
{
	unsigned column = d->b.column;
	struct readback_table *t = d->b.to->last_table;
	size_t before = t ? t->count : 0;

	if (d->b.depth != 1) {
		close_cell(&d->b, 1);
		return 0;
	}
	if (make_room(d, column))
		return -1;
	d->b.cell.columns = d->columns;
	close_cell(&d->b, d->columns);
	if (d->merge && !d->restart) {
		if (d->open[column].cell != SIZE_MAX)
			t->cells[d->open[column].cell].rows++;
		return 0;
	}
	d->open[column].cell = d->merge && t && t->count > before ? before : SIZE_MAX;
	return 0;
}

static void docx_open_table(struct docx *d)
{
	if (!d->b.depth)
		for (unsigned i = 0; i < d->open_room; i++)
			d->open[i].cell = SIZE_MAX;
	open_table(&d->b);
}

static void read_merge(struct docx *d, xmlTextReaderPtr x)
{
	char *value = attribute(x, W, "val");

	d->merge = true;
	d->restart = value && !strcmp(value, "restart");
	xmlFree(value);
}

static void docx_enter(struct docx *d, xmlTextReaderPtr x)
{
	if (is_at(x, W, "tbl")) {
		docx_open_table(d);
	} else if (is_at(x, W, "tr")) {
		open_row(&d->b);
	} else if (is_at(x, W, "tc") && d->b.depth == 1) {
		d->columns = 1;
		d->merge = false;
		open_cell(&d->b, 1, 1);
	} else if (is_at(x, W, "gridSpan") && d->b.depth == 1) {
		d->columns = number_of(x, W, "val");
	} else if (is_at(x, W, "vMerge") && d->b.depth == 1) {
		read_merge(d, x);
	}
}

static int docx_leave(struct docx *d, xmlTextReaderPtr x)
{
	if (is_at(x, W, "p"))
		end_line(&d->b);
	else if (is_at(x, W, "tbl"))
		close_table(&d->b);
	else if (is_at(x, W, "tc"))
		return docx_close_cell(d);
	return 0;
}

static int on_document(void *user, xmlTextReaderPtr x)
{
	struct docx *d = user;
	int type = xmlTextReaderNodeType(x);

	if (is_at(x, W, "t"))
		d->in_text = type == XML_READER_TYPE_ELEMENT && !xmlTextReaderIsEmptyElement(x);
	if (type == XML_READER_TYPE_ELEMENT) {
		docx_enter(d, x);
		return xmlTextReaderIsEmptyElement(x) ? docx_leave(d, x) : 0;
	}
	if (type == XML_READER_TYPE_END_ELEMENT)
		return docx_leave(d, x);
	if (d->in_text && xmlTextReaderHasValue(x))
		put_text(&d->b, (const char *)xmlTextReaderConstValue(x));
	return 0;
}

/* All that the document's relationships lead to inside of the package is there (29500-2, 9.3).
 */
static int on_relationship(void *user, xmlTextReaderPtr x)
{
	struct package *p = user;
	struct buf path = BUF_INIT;
	char *target, *mode;
	int rc = 0;

	if (xmlTextReaderNodeType(x) != XML_READER_TYPE_ELEMENT ||
		!is_at(x, RELS, "Relationship"))
		return 0;
	target = (char *)xmlTextReaderGetAttribute(x, (const xmlChar *)"Target");
	mode = (char *)xmlTextReaderGetAttribute(x, (const xmlChar *)"TargetMode");
	if (target && !(mode && !strcmp(mode, "External"))) {
		buf_printf(&path, "%s%s", *target == '/' ? "" : "word/",
			target + (*target == '/'));
		if (!has_file(p, buf_str(&path)))
			rc = fault(p, "%s is not in it", buf_str(&path));
	}
	xmlFree(target);
	xmlFree(mode);
	buf_free(&path);
	return rc;
}

int readback_docx(struct readback *r, const char *bytes, size_t len, const char **why)
{
	struct package p;
	struct docx d = {.b = {.to = r}, .p = &p};
	int rc = open_package(&p, r, bytes, len);

	if (!rc)
		rc = check_files(&p);
	if (!rc)
		rc = walk_xml(&p, "word/_rels/document.xml.rels", on_relationship, &p);
	if (!rc)
		rc = walk_xml(&p, "word/document.xml", on_document, &d);
	if (!rc && (r->failed || arena_failed(&r->arena) || buf_failed(&d.b.text)))
		rc = fault(&p, "out of memory");
	*why = p.why;
	free(d.open);
	buf_free(&d.b.text);
	close_package(&p);
	return rc;
}

/* ---- comparing ---- */

struct comparison {
	void (*lacks)(void *user, const char *sentence);
	void *user;
};

static void tell(const struct comparison *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void tell(const struct comparison *c, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	c->lacks(c->user, sentence);
}

/* A sentence shows so much of a text [bytes]: whole characters. */
#define SHOWN_MAX 60

static int shown(const char *text)
{
	size_t len = strnlen(text, SHOWN_MAX + 1);

	if (len > SHOWN_MAX)
		while (--len && ((unsigned char)text[len] & 0xC0) == 0x80)
			;
	return (int)len;
}

/* True if the text has all that is wanted, in order: the pieces between pictures. */
static bool has(const char *text, const char *wanted)
{
	while (*wanted) {
		const char *picture = strstr(wanted, PICTURE);
		size_t len = picture ? (size_t)(picture - wanted) : strlen(wanted);

		text = memmem(text, strlen(text), wanted, len);
		if (!text)
			return false;
		text += len;
		wanted += len + (picture ? strlen(PICTURE) : 0);
	}
	return true;
}

/* A line may be in a longer one: labels and numbers are put before it, addresses after it. */
static void compare_lines(
	const struct comparison *c, const struct readback *wanted, const struct readback *got)
{
	size_t from = 0;

	for (size_t i = 0; i < wanted->count; i++) {
		size_t at = from;

		while (at < got->count && !has(got->lines[at], wanted->lines[i]))
			at++;
		if (at == got->count)
			tell(c, "a paragraph is not there, or not in its place: %.*s",
				shown(wanted->lines[i]), wanted->lines[i]);
		else
			from = at + 1;
	}
}

static bool same_cell(const struct readback_cell *a, const struct readback_cell *b)
{
	return a->row == b->row && a->column == b->column && a->rows == b->rows &&
	       a->columns == b->columns && has(b->text, a->text);
}

/* Pictures and nothing else: a document has no text there, or one of its own. */
static bool is_pictures(const char *text)
{
	while (!strncmp(text, PICTURE, strlen(PICTURE)))
		text += strlen(PICTURE);
	return !*text;
}

/* The number of the first cell wanted that is not the same, or the number of cells; whether
   none is, and got has no more. */
static size_t first_difference(
	const struct readback_table *wanted, const struct readback_table *got, bool *same)
{
	size_t i = 0, at = 0;

	for (; i < wanted->count; i++)
		if (at < got->count && same_cell(&wanted->cells[i], &got->cells[at]))
			at++;
		else if (!is_pictures(wanted->cells[i].text))
			break;
	*same = i == wanted->count && at == got->count;
	return i;
}

static void tell_cell(const struct comparison *c, unsigned number,
	const struct readback_table *wanted, const struct readback_table *got)
{
	bool same;
	size_t i = first_difference(wanted, got, &same);
	const struct readback_cell *cell = i < wanted->count ? &wanted->cells[i] : NULL;

	if (cell)
		tell(c,
			"table %u, row %u, column %u, spans %u and %u: not as in the page: "
			"%.*s",
			number, cell->row + 1, cell->column + 1, cell->rows, cell->columns,
			shown(cell->text), cell->text);
	else
		tell(c, "table %u has more cells than in the page", number);
}

/* The table that is the same, from one on; or else that which is the same the longest. */
static const struct readback_table *find_table(
	const struct readback_table *wanted, const struct readback_table *from, bool *same)
{
	const struct readback_table *best = NULL;
	size_t longest = 0;

	*same = false;
	for (const struct readback_table *t = from; t; t = t->next) {
		size_t i = first_difference(wanted, t, same);

		if (*same)
			return t;
		if (!best || i > longest) {
			best = t;
			longest = i;
		}
	}
	return best;
}

static void compare_tables(
	const struct comparison *c, const struct readback *wanted, const struct readback *got)
{
	const struct readback_table *from = got->tables;
	unsigned number = 1;

	for (const struct readback_table *t = wanted->tables; t; t = t->next, number++) {
		bool same;
		const struct readback_table *found = find_table(t, from, &same);

		if (!found && t->count)
			tell(c, "table %u is not there", number);
		else if (found && !same)
			tell_cell(c, number, t, found);
		if (found && same)
			from = found->next;
	}
}

void readback_compare(const struct readback *wanted, const struct readback *got,
	void (*lacks)(void *user, const char *sentence), void *user)
{
	const struct comparison c = {lacks, user};

	compare_lines(&c, wanted, got);
	compare_tables(&c, wanted, got);
}
