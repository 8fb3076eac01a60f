/*
 * OpenDocument Text 1.2 (ISO/IEC 26300:2015) or 1.3 (OASIS, 2021), strictly: no extension
 * elements. What is written is the same in both but for the number. Clauses below are of 1.2,
 * part 1, the schema, unless another part is named.
 */
#include "document/filter.h"
#include "office/office.h"
#include "office/properties.h"
#include "base/xmlout.h"
#include "out-odt/styles.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

/* LibreOffice reads from a row's first paragraph whether it stays with what follows, and has
   none of ours if that cell is covered from above. Then a table of no more rows stays whole
   with the signature: of a longer one, LibreOffice would tear the signature from its date. */
#define KEPT_ROWS 6

#define NAMESPACE "urn:oasis:names:tc:opendocument:xmlns:"

#define MEDIA_TYPE "application/vnd.oasis.opendocument.text"

/* Formats of numbers that numbering.c knows are less. */
#define LIST_STYLES_MAX 16

struct odt {
	struct zip_out *zip;
	struct xml_out *body, *automatic, *manifest;
	struct buf body_bytes, automatic_bytes, manifest_bytes;
	size_t styles_at; /* at which the automatic styles belong into body_bytes */
	unsigned tables, pictures;
	bool after_space; /* the next space of the paragraph would be taken for a part of this
			     one */
	int turn;	  /* of the next paragraph or table, as in struct look */
	struct odf_looks looks;
	const struct numbering_format *list_style[LIST_STYLES_MAX]; /* that are written */
	unsigned list_styles;
	bool failed;
};

static struct xml_out *body_of(struct office *o)
{
	return ((struct odt *)o->file)->body;
}

/* ---- paragraphs ---- */

/* The page is turned by the style of the first thing on it. */
static void section(struct office *o, bool across)
{
	((struct odt *)o->file)->turn = across ? ODF_TURN_ACROSS : ODF_TURN_UPRIGHT;
}

static void paragraph(struct office *o, const struct office_paragraph *p)
{
	struct odt *odt = o->file;
	char name[64];

	xml_open(odt->body, p->level ? "text:h" : "text:p");
	odf_look_name(name, sizeof name, &odt->looks, odt->automatic, o, p, odt->turn);
	odt->turn = ODF_TURN_NOT;
	xml_attr(odt->body, "text:style-name", name);
	if (p->level)
		xml_attr_int(odt->body, "text:outline-level", p->level);
	odt->after_space = true;
}

static void close_element(struct office *o)
{
	xml_close(body_of(o));
}

/* ---- inline matter ---- */

/* Spaces at the beginning of a paragraph and after a space count only as text:s (6.1.2, 6.1.3).
 */
static size_t put_spaces(struct odt *odt, const char *s, size_t len)
{
	size_t n = 0, more;

	while (n < len && s[n] == ' ')
		n++;
	more = n;
	if (n && !odt->after_space) {
		xml_text(odt->body, " ", 1);
		more--;
	}
	if (more) {
		xml_open(odt->body, "text:s");
		if (more > 1)
			xml_attr_int(odt->body, "text:c", (long)more);
		xml_close(odt->body);
	}
	odt->after_space |= n > 0;
	return n;
}

/* Bytes up to the first of two spaces; all of them if no two follow each other. */
static size_t up_to_two_spaces(const char *s, size_t len)
{
	const char *at = s, *end = s + len;

	while ((at = memchr(at, ' ', (size_t)(end - at))) && ++at < end)
		if (*at == ' ')
			return (size_t)(at - s) - 1;
	return len;
}

/* A single space after something else is written as it is. */
static void text(struct office *o, const char *s, size_t len)
{
	struct odt *odt = o->file;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = odt->after_space && s[i] == ' ' ? 0 : up_to_two_spaces(s + i, len - i);
		xml_text(odt->body, s + i, n);
		if (n)
			odt->after_space = s[i + n - 1] == ' ';
		else
			n = put_spaces(odt, s + i, len - i);
	}
}

static void put_empty(struct office *o, const char *element)
{
	xml_open(body_of(o), element);
	xml_close(body_of(o));
	((struct odt *)o->file)->after_space = true;
}

static void tab(struct office *o)
{
	put_empty(o, "text:tab");
}

static void line_break(struct office *o)
{
	put_empty(o, "text:line-break");
}

static void phrase(struct office *o, enum kind kind)
{
	static const char *const names[KIND_COUNT] = {
		[KIND_EMPH] = "Emphasis",
		[KIND_STRONG] = "Strong_20_Emphasis",
		[KIND_UNDERLINE] = "Underline",
		[KIND_STRIKE] = "Strikethrough",
		[KIND_SUB] = "Subscript",
		[KIND_SUP] = "Superscript",
		[KIND_CODE] = "Source_20_Text",
	};

	xml_open(body_of(o), "text:span");
	xml_attr(body_of(o), "text:style-name", names[kind]);
}

static void phrase_end(struct office *o, enum kind kind)
{
	(void)kind;
	xml_close(body_of(o));
}

static void run(struct office *o)
{
	struct odt *odt = o->file;
	char name[64];

	odf_run_name(name, sizeof name, &odt->looks, odt->automatic, o);
	xml_open(odt->body, "text:span");
	xml_attr(odt->body, "text:style-name", name);
}

/* A relative reference starts in the package, as in a folder: "../" leads out of it (part
 * 3, 3.7). */
static void link(struct office *o, const char *uri)
{
	struct xml_out *x = body_of(o);
	bool relative = *uri != '/' && uri[strcspn(uri, ":/?#")] != ':';

	xml_open(x, "text:a");
	xml_attr(x, "xlink:type", "simple");
	xml_attr_printf(x, "xlink:href", "%s%s", relative ? "../" : "", uri);
	xml_attr(x, "text:style-name", "Internet_20_link");
	xml_attr(x, "text:visited-style-name", "Internet_20_link");
}

static void put_manifest_entry(struct odt *odt, const char *path, const char *media_type)
{
	xml_open(odt->manifest, "manifest:file-entry");
	xml_attr(odt->manifest, "manifest:full-path", path);
	xml_attr(odt->manifest, "manifest:media-type", media_type);
	xml_close(odt->manifest);
}

static void add_picture(struct odt *odt, const struct office_image *image, const char *path)
{
	put_manifest_entry(odt, path, image_media_type(image->format));
	if (zip_out_add(odt->zip, path, image->bytes, image->len, ZIP_OUT_STORED))
		odt->failed = true;
}

static void image(struct office *o, const struct office_image *i)
{
	struct odt *odt = o->file;
	struct xml_out *x = odt->body;
	char path[40];

	odt->pictures++;
	snprintf(path, sizeof path, "Pictures/%u.%s", i->file, image_extension(i->format));
	if (!i->known)
		add_picture(odt, i, path);
	xml_open(x, "draw:frame");
	xml_attr(x, "draw:style-name", "Picture");
	xml_attr_printf(x, "draw:name", "Picture %u", odt->pictures);
	xml_attr(x, "text:anchor-type", "as-char");
	odf_length(x, "svg:width", i->width);
	odf_length(x, "svg:height", i->height);
	xml_open(x, "draw:image");
	xml_attr(x, "xlink:href", path);
	xml_attr(x, "xlink:type", "simple");
	xml_attr(x, "xlink:show", "embed");
	xml_attr(x, "xlink:actuate", "onLoad");
	xml_close(x);
	xml_element(x, "svg:title", i->title);
	xml_element(x, "svg:desc", i->alt);
	xml_close(x);
	odt->after_space = false;
}

/* ---- lists ---- */

static void open_list(struct office *o, const struct office_list *l)
{
	static const char *const names[] = {
		[OFFICE_LIST_BULLET] = "List_20_Bullet",
		[OFFICE_LIST_NUMBER] = "List_20_Number",
		[OFFICE_LIST_MARKED] = "List_20_None",
	};

	xml_open(body_of(o), "text:list");
	if (l->kind == OFFICE_LIST_NUMBER && strcmp(l->format->name, "decimal"))
		xml_attr_printf(body_of(o), "text:style-name", "List_%s", l->format->name);
	else
		xml_attr(body_of(o), "text:style-name", names[l->kind]);
}

/* Styles of numbers that are not decimal are written if a list has them. */
static void list(struct office *o, struct office_list *l)
{
	struct odt *odt = o->file;

	if (l->kind == OFFICE_LIST_NUMBER && strcmp(l->format->name, "decimal")) {
		unsigned i = 0;

		while (i < odt->list_styles && odt->list_style[i] != l->format)
			i++;
		if (i == odt->list_styles && i < LIST_STYLES_MAX) {
			odt->list_style[odt->list_styles++] = l->format;
			odf_put_list_style(odt->automatic, o->layout, l->format);
		}
	}
	open_list(o, l);
}

/* A number is said if it does not follow from the item before in the same text:list. */
static void item(struct office *o, struct office_list *l)
{
	struct xml_out *x = body_of(o);

	xml_open(x, "text:list-item");
	if (l->kind != OFFICE_LIST_MARKED && l->unmarked)
		xml_attr(x, "text:style-override", "List_20_None");
	else if (l->kind == OFFICE_LIST_NUMBER && (l->restarts || l->interrupted))
		xml_attr_int(x, "text:start-value", l->number);
	l->interrupted = false;
}

/* A list item holds no table (5.3.3): the lists end before it ... */
static void interrupt_lists(struct office *o)
{
	for (unsigned i = o->list_base; i < o->list_count; i++) {
		xml_close(body_of(o)); /* the item */
		xml_close(body_of(o)); /* the list */
	}
}

/* ... and go on after it with a header, which is an item without a number (5.3.5). */
static void resume_lists(struct office *o)
{
	for (unsigned i = o->list_base; i < o->list_count; i++) {
		open_list(o, &o->lists[i]);
		xml_open(body_of(o), "text:list-header");
		o->lists[i].interrupted = true;
	}
}

/* ---- tables ---- */

static void put_table_styles(
	struct office *o, const struct office_table *t, unsigned number, enum odf_turn turn)
{
	struct xml_out *x = ((struct odt *)o->file)->automatic;
	long width = 0;

	for (unsigned c = 0; c < t->columns; c++)
		width += t->widths[c];
	xml_open(x, "style:style");
	xml_attr_printf(x, "style:name", "Table%u", number);
	xml_attr(x, "style:family", "table");
	xml_attr(x, "style:master-page-name", odf_master(turn));
	xml_open(x, "style:table-properties");
	odf_length(x, "style:width", width);
	xml_attr(x, "table:align", "left");
	if (t->rtl)
		xml_attr(x, "style:writing-mode", "rl-tb");
	if (t->signed_below && t->tail_covered && t->rows <= KEPT_ROWS)
		xml_attr(x, "fo:keep-with-next", "always");
	xml_close(x);
	xml_close(x);
	for (unsigned c = 0; c < t->columns; c++) {
		if (c && t->widths[c] == t->widths[c - 1])
			continue;
		xml_open(x, "style:style");
		xml_attr_printf(x, "style:name", "Table%u.%u", number, c + 1);
		xml_attr(x, "style:family", "table-column");
		xml_open(x, "style:table-column-properties");
		odf_length(x, "style:column-width", t->widths[c]);
		xml_close(x);
		xml_close(x);
	}
}

/* Columns of one width in a row share a declaration. */
static void put_columns(struct office *o, const struct office_table *t, unsigned number)
{
	struct xml_out *x = body_of(o);
	unsigned alike;

	for (unsigned c = 0; c < t->columns; c += alike) {
		for (alike = 1; c + alike < t->columns; alike++)
			if (t->widths[c + alike] != t->widths[c])
				break;
		xml_open(x, "table:table-column");
		xml_attr_printf(x, "table:style-name", "Table%u.%u", number, c + 1);
		if (alike > 1)
			xml_attr_int(x, "table:number-columns-repeated", alike);
		xml_close(x);
	}
}

static void table(struct office *o, struct office_table *t)
{
	struct odt *odt = o->file;
	unsigned number = ++odt->tables;

	interrupt_lists(o);
	put_table_styles(o, t, number, odt->turn);
	odt->turn = ODF_TURN_NOT;
	xml_open(odt->body, "table:table");
	xml_attr_printf(odt->body, "table:name", "Table%u", number);
	xml_attr_printf(odt->body, "table:style-name", "Table%u", number);
	put_columns(o, t, number);
}

static void end_header_rows(struct office *o, struct office_table *t)
{
	if (t->header_open)
		xml_close(body_of(o));
	t->header_open = false;
}

static void table_end(struct office *o, struct office_table *t)
{
	end_header_rows(o, t);
	xml_close(body_of(o));
	resume_lists(o);
}

static void row(struct office *o, struct office_table *t, bool header)
{
	struct xml_out *x = body_of(o);

	if (!header)
		end_header_rows(o, t);
	else if (!t->header_open)
		xml_open(x, "table:table-header-rows");
	t->header_open = header;
	xml_open(x, "table:table-row");
	if (!t->row_splits)
		xml_attr(x, "table:style-name", "Row");
}

static void put_covered(struct office *o, unsigned n)
{
	while (n--) {
		xml_open(body_of(o), "table:covered-table-cell");
		xml_close(body_of(o));
	}
}

static void cell(struct office *o, const struct office_cell *c)
{
	struct xml_out *x = body_of(o);

	xml_open(x, "table:table-cell");
	xml_attr(x, "table:style-name", "Cell");
	if (c->colspan > 1 || c->rowspan > 1) {
		xml_attr_int(x, "table:number-columns-spanned", c->colspan);
		xml_attr_int(x, "table:number-rows-spanned", c->rowspan);
	}
}

static void cell_end(struct office *o, const struct office_cell *c)
{
	xml_close(body_of(o));
	put_covered(o, c->colspan - 1);
}

static void covered(struct office *o, const struct office_cell *c)
{
	put_covered(o, c->colspan);
}

static const struct office_writer writer = {
	.draws_svg = true, /* 10.4.4 names SVG beside PNG */
	.paragraph = paragraph,
	.paragraph_end = close_element,
	.text = text,
	.tab = tab,
	.line_break = line_break,
	.phrase = phrase,
	.phrase_end = phrase_end,
	.run = run,
	.run_end = close_element,
	.link = link,
	.link_end = close_element,
	.image = image,
	.list = list,
	.list_end = close_element,
	.item = item,
	.item_end = close_element,
	.table = table,
	.table_end = table_end,
	.row = row,
	.row_end = close_element,
	.cell = cell,
	.cell_end = cell_end,
	.covered = covered,
	.section = section,
};

/* ---- the package ---- */

/* Ends x, adds what it wrote, and frees that. x takes part in the manifest before it is ended.
 */
static void add_written(struct odt *odt, const char *path, struct xml_out *x, struct buf *bytes,
	enum zip_out_way way)
{
	if (xml_out_close(x) || zip_out_add(odt->zip, path, bytes->data, bytes->len, way))
		odt->failed = true;
	buf_free(bytes);
}

/* Begins a file: its declaration and root, with the namespaces. */
static void put_root(struct xml_out *x, const char *name, const struct document *doc)
{
	static const struct {
		const char *prefix, *uri;
	} namespaces[] = {
		{"xmlns:office", NAMESPACE "office:1.0"},
		{"xmlns:style", NAMESPACE "style:1.0"},
		{"xmlns:text", NAMESPACE "text:1.0"},
		{"xmlns:table", NAMESPACE "table:1.0"},
		{"xmlns:draw", NAMESPACE "drawing:1.0"},
		{"xmlns:fo", NAMESPACE "xsl-fo-compatible:1.0"},
		{"xmlns:svg", NAMESPACE "svg-compatible:1.0"},
		{"xmlns:meta", NAMESPACE "meta:1.0"},
		{"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
		{"xmlns:xlink", "http://www.w3.org/1999/xlink"},
	};

	xml_declaration(x);
	xml_open(x, name);
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		xml_attr(x, namespaces[i].prefix, namespaces[i].uri);
	xml_attr(x, "office:version", office_odf_version(doc));
}

static void begin_content(struct odt *odt, const struct document *doc)
{
	put_root(odt->body, "office:document-content", doc);
	xml_raw(odt->body, "\n", 1);
	odt->styles_at = odt->body_bytes.len;
	xml_open(odt->body, "office:body");
	xml_open(odt->body, "office:text");
}

/* Which styles paragraphs need is known when all of them are written. Fonts that they name are
   declared in this file too: LibreOffice looks for them nowhere else. */
static void add_content(struct odt *odt, const struct layout *l)
{
	struct buf fonts = BUF_INIT, styles = BUF_INIT, fixed = BUF_INIT;
	struct xml_out *fonts_xml = xml_out_new(&fonts), *x = xml_out_new(&styles);

	if (odt->looks.faced)
		odf_put_fonts(fonts_xml, l);
	office_put_part(&fixed, "parts/odt-automatic.inc");
	xml_open(x, "office:automatic-styles");
	xml_raw(x, fixed.data, fixed.len);
	xml_raw(x, odt->automatic_bytes.data, odt->automatic_bytes.len);
	if (xml_out_close(fonts_xml) || xml_out_close(x) || buf_failed(&fixed) ||
		xml_out_close(odt->body))
		odt->failed = true;
	buf_insert(&odt->body_bytes, odt->styles_at, styles.data, styles.len);
	if (odt->looks.faced)
		buf_insert(&odt->body_bytes, odt->styles_at, fonts.data, fonts.len);
	odt->failed |= buf_failed(&odt->body_bytes) ||
		       zip_out_add(odt->zip, "content.xml", odt->body_bytes.data,
			       odt->body_bytes.len, ZIP_OUT_DEFLATED);
	buf_free(&odt->body_bytes);
	buf_free(&fixed);
	buf_free(&styles);
	buf_free(&fonts);
}

static void add_styles(struct odt *odt, const struct office *o)
{
	struct buf bytes = BUF_INIT;
	struct xml_out *x = xml_out_new(&bytes);

	put_root(x, "office:document-styles", o->doc);
	odf_put_styles(x, o);
	add_written(odt, "styles.xml", x, &bytes, ZIP_OUT_USUAL);
}

static void put_keyword(void *x, const char *s, size_t len)
{
	xml_open(x, "meta:keyword");
	xml_text(x, s, len);
	xml_close(x);
}

static void put_meta(struct xml_out *x, const struct document *doc, const struct office_meta *m)
{
	put_root(x, "office:document-meta", doc);
	xml_open(x, "office:meta");
	xml_element(x, "meta:generator", "guidang/" GUIDANG_VERSION);
	xml_element(x, "dc:title", m->title);
	xml_element(x, "dc:description", m->summary);
	xml_element(x, "dc:subject", m->topic);
	if (m->keywords)
		office_each_keyword(m->keywords, put_keyword, x);
	xml_element(x, "meta:initial-creator", m->issuer);
	xml_element(x, "dc:creator", m->issuer);
	xml_element(x, "meta:creation-date", m->created);
	xml_element(x, "dc:date", m->created);
	xml_element(x, "dc:language", m->language);
	for (unsigned i = 0; i < m->property_count; i++) {
		xml_open(x, "meta:user-defined");
		xml_attr(x, "meta:name", m->properties[i].name);
		xml_attr(x, "meta:value-type", m->properties[i].is_date ? "date" : "string");
		xml_text(x, m->properties[i].value, strlen(m->properties[i].value));
		xml_close(x);
	}
}

static void add_meta(struct odt *odt, const struct document *doc)
{
	struct buf bytes = BUF_INIT;
	struct xml_out *x = xml_out_new(&bytes);
	struct office_meta meta;

	if (office_meta_init(&meta, doc))
		odt->failed = true;
	else
		put_meta(x, doc, &meta);
	add_written(odt, "meta.xml", x, &bytes, ZIP_OUT_DEFLATED);
	office_meta_free(&meta);
}

/*
 * Settings have their meaning from the program that they name (3.10). LibreOffice keeps the row
 * of a table with what follows, as its first paragraph says, if TableRowKeep is set. For a
 * document with settings, it takes those that are not there as programs of long ago had them:
 * the others are as in a new document, and as it has them for one without settings.
 */
static void add_settings(struct odt *odt, const struct document *doc)
{
	struct buf bytes = BUF_INIT, items = BUF_INIT;
	struct xml_out *x = xml_out_new(&bytes);

	put_root(x, "office:document-settings", doc);
	xml_attr(x, "xmlns:config", NAMESPACE "config:1.0");
	xml_attr(x, "xmlns:ooo", "http://openoffice.org/2004/office");
	xml_open(x, "office:settings");
	xml_open(x, "config:config-item-set");
	xml_attr(x, "config:name", "ooo:configuration-settings");
	office_put_part(&items, "parts/odt-settings.inc");
	if (buf_failed(&items))
		xml_fail(x);
	xml_raw(x, items.data, items.len);
	buf_free(&items);
	add_written(odt, "settings.xml", x, &bytes, ZIP_OUT_USUAL);
}

/* Part 3, 3.2: every file but mimetype and the manifest itself, once; "/" is the document. */
static void begin_manifest(struct odt *odt, const struct document *doc)
{
	xml_declaration(odt->manifest);
	xml_open(odt->manifest, "manifest:manifest");
	xml_attr(odt->manifest, "xmlns:manifest", NAMESPACE "manifest:1.0");
	xml_attr(odt->manifest, "manifest:version", office_odf_version(doc));
	put_manifest_entry(odt, "/", MEDIA_TYPE);
	put_manifest_entry(odt, "content.xml", "text/xml");
	put_manifest_entry(odt, "styles.xml", "text/xml");
	put_manifest_entry(odt, "meta.xml", "text/xml");
	put_manifest_entry(odt, "settings.xml", "text/xml");
}

static void add_parts(struct odt *odt, const struct office *o)
{
	if (xml_out_close(odt->automatic))
		odt->failed = true;
	add_content(odt, o->layout);
	add_styles(odt, o);
	add_meta(odt, o->doc);
	add_settings(odt, o->doc);
	add_written(odt, "META-INF/manifest.xml", odt->manifest, &odt->manifest_bytes,
		ZIP_OUT_USUAL);
}

/* mimetype is the first file, stored, without extra field (part 3, 3.3). */
static int emit(const struct document *doc, struct buf *out)
{
	struct odt odt = {.zip = zip_out_new(doc->options->epoch, doc->deflater)};
	struct office office;

	if (!odt.zip)
		return -1;
	odt.body = xml_out_new(&odt.body_bytes);
	odt.automatic = xml_out_new(&odt.automatic_bytes);
	odt.manifest = xml_out_new(&odt.manifest_bytes);
	odt.failed = zip_out_add(
		odt.zip, "mimetype", MEDIA_TYPE, strlen(MEDIA_TYPE), ZIP_OUT_STORED);
	begin_manifest(&odt, doc);
	begin_content(&odt, doc);
	if (office_init(&office, doc, &writer, &odt))
		odt.failed = true;
	odt.failed = odt.failed || office_write(&office);
	add_parts(&odt, &office);
	office_free(&office);
	odt.failed |= odt.looks.failed;
	odf_looks_free(&odt.looks);
	buf_free(&odt.automatic_bytes);
	if (odt.failed) {
		zip_out_free(odt.zip);
		return -1;
	}
	return zip_out_close(odt.zip, out);
}

const struct filter filter_out_odt = {
	.name = "out-odt",
	.stage = STAGE_EMIT,
	.help = "OpenDocument Text 1.2 or 1.3",
	.format = "odt",
	.extension = "odt",
	.binary = true,
	.emit = emit,
	.media = {{"application/vnd.oasis.opendocument.text", "OpenDocument Text", "1.2",
			  "fmt/291"},
		{"application/vnd.oasis.opendocument.text", "OpenDocument Text", "1.3",
			"fmt/1756"}},
};
