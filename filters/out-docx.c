/*
 * WordprocessingML, transitional (ISO/IEC 29500-1 and -4), without markup compatibility: no
 * mc:, no w14:. Elements stand in the order of the schema's sequences, which Word insists on.
 */
#include "docx.h"
#include "filter.h"
#include "office.h"
#include "xmlout.h"

#include <stdio.h>
#include <string.h>

/* Numbering instances: one each for what has no numbers and for bullets; numbered lists get one
   apiece from here on. The abstract ones are in docx-lists.inc, in this order. */
enum { NUM_NONE = 1, NUM_BULLET, NUM_FIRST_LIST };
enum { ABSTRACT_NONE, ABSTRACT_BULLET, ABSTRACT_NUMBER };

/* Levels of a list [w:ilvl from 0]: deeper ones look like the last (17.9.3). */
#define LEVEL_MAX 8

struct docx {
	struct package *package;
	struct xml_out *body, *relations, *numbering;
	struct buf body_bytes, relations_bytes, numbering_bytes;
	unsigned links, pictures, numbered;
	bool failed;
};

static const char *const style_ids[OFFICE_STYLE_COUNT] = {
#define OFFICE_STYLE(name, odf, ooxml) [OFFICE_##name] = ooxml,
#include "office-styles.def"
#undef OFFICE_STYLE
};

static struct xml_out *body_of(struct office *o)
{
	return ((struct docx *)o->file)->body;
}

/* An element that only has w:val. */
static void put_val(struct xml_out *x, const char *element, const char *value)
{
	xml_open(x, element);
	xml_attr(x, "w:val", value);
	xml_close(x);
}

static void put_val_int(struct xml_out *x, const char *element, long value)
{
	xml_open(x, element);
	xml_attr_int(x, "w:val", value);
	xml_close(x);
}

static void put_empty(struct xml_out *x, const char *element)
{
	xml_open(x, element);
	xml_close(x);
}

static void close_element(struct office *o)
{
	xml_close(body_of(o));
}

/* ---- paragraphs ---- */

/* Paragraphs in an item after its first stand in the list too, without a number. */
static void put_numbering(struct xml_out *x, const struct office_paragraph *p)
{
	unsigned level = p->list->level;

	xml_open(x, "w:numPr");
	put_val_int(x, "w:ilvl", level < LEVEL_MAX ? level : LEVEL_MAX);
	put_val_int(x, "w:numId", p->labelled ? p->list->id : NUM_NONE);
	xml_close(x);
}

/* w:firstLineChars is in 1/100 of a character; Word prefers it, others read w:firstLine. */
static void put_indent(struct office *o, const struct office_paragraph *p)
{
	struct xml_out *x = body_of(o);

	xml_open(x, "w:ind");
	xml_attr_int(x, "w:firstLineChars", p->indent * 50L);
	xml_attr_int(x, "w:firstLine", p->indent * o->em / 2);
	xml_close(x);
}

static void paragraph(struct office *o, const struct office_paragraph *p)
{
	static const char *const aligns[OFFICE_ALIGN_COUNT] = {
		NULL, "left", "center", "right", "both"};
	struct xml_out *x = body_of(o);

	xml_open(x, "w:p");
	xml_open(x, "w:pPr");
	put_val(x, "w:pStyle", style_ids[p->style]);
	if (p->list)
		put_numbering(x, p);
	if (p->indent != OFFICE_INDENT_STYLE)
		put_indent(o, p);
	if (p->align != OFFICE_ALIGN_STYLE)
		put_val(x, "w:jc", aligns[p->align]);
	xml_close(x);
}

/* ---- runs ---- */

/* What the open phrases come to, in the order of CT_RPr. */
static void put_run_properties(struct office *o)
{
	const unsigned *open = o->phrases;
	struct xml_out *x = body_of(o);

	if (o->link || open[KIND_CODE])
		put_val(x, "w:rStyle",
			!o->link	  ? "VerbatimChar"
			: open[KIND_CODE] ? "VerbatimLink"
					  : "Hyperlink");
	if (open[KIND_STRONG]) {
		put_empty(x, "w:b");
		put_empty(x, "w:bCs");
	}
	if (open[KIND_EMPH]) {
		put_empty(x, "w:i");
		put_empty(x, "w:iCs");
	}
	if (open[KIND_STRIKE])
		put_empty(x, "w:strike");
	if (open[KIND_UNDERLINE])
		put_val(x, "w:u", "single");
	if (open[KIND_SUP])
		put_val(x, "w:vertAlign", "superscript");
	else if (open[KIND_SUB])
		put_val(x, "w:vertAlign", "subscript");
}

static void open_run(struct office *o)
{
	bool plain = !o->link;

	for (enum kind k = 0; k < KIND_COUNT && plain; k++)
		plain = !o->phrases[k];
	xml_open(body_of(o), "w:r");
	if (plain)
		return;
	xml_open(body_of(o), "w:rPr");
	put_run_properties(o);
	xml_close(body_of(o));
}

static void text(struct office *o, const char *s, size_t len)
{
	struct xml_out *x = body_of(o);

	open_run(o);
	xml_open(x, "w:t");
	xml_attr(x, "xml:space", "preserve");
	xml_text(x, s, len);
	xml_close(x);
	xml_close(x);
}

static void put_run(struct office *o, const char *element)
{
	open_run(o);
	put_empty(body_of(o), element);
	xml_close(body_of(o));
}

static void tab(struct office *o)
{
	put_run(o, "w:tab");
}

static void line_break(struct office *o)
{
	put_run(o, "w:br");
}

/* Runs do not nest: each says all that is open around it. */
static void no_element(struct office *o, enum kind kind)
{
	(void)o;
	(void)kind;
}

static void put_relation(struct docx *docx, const char *id, const char *type,
	const char *target, const char *mode)
{
	xml_open(docx->relations, "Relationship");
	xml_attr(docx->relations, "Id", id);
	xml_attr(docx->relations, "Type", type);
	xml_attr(docx->relations, "Target", target);
	xml_attr(docx->relations, "TargetMode", mode);
	xml_close(docx->relations);
}

static void link(struct office *o, const char *uri)
{
	struct docx *docx = o->file;
	char id[24];

	snprintf(id, sizeof id, "link%u", ++docx->links);
	put_relation(docx, id, DOCX_RELATION "/hyperlink", uri, "External");
	xml_open(docx->body, "w:hyperlink");
	xml_attr(docx->body, "r:id", id);
	xml_attr(docx->body, "w:history", "1");
}

/* ---- pictures ---- */

/* No SVG: readers that know it want it in an extension, beside a raster picture that we have
 * not. */
static void image(struct office *o, const struct office_image *i)
{
	struct docx *docx = o->file;
	unsigned number = ++docx->pictures;
	char id[24], path[48];

	snprintf(id, sizeof id, "image%u", i->file);
	snprintf(path, sizeof path, "word/media/%s.%s", id, image_extension(i->format));
	if (!i->known && package_add(docx->package, path, i->bytes, i->len, true))
		docx->failed = true;
	if (!i->known)
		put_relation(docx, id, DOCX_RELATION "/image", path + strlen("word/"), NULL);
	open_run(o);
	docx_put_picture(docx->body, id, number, i);
	xml_close(docx->body);
}

/* ---- lists ---- */

/* Items are paragraphs that name a numbering instance: here a list is nothing but that. */
static void nothing(struct office *o)
{
	(void)o;
}

static void put_instance(struct xml_out *x, unsigned id, unsigned abstract)
{
	xml_open(x, "w:num");
	xml_attr_int(x, "w:numId", id);
	put_val_int(x, "w:abstractNumId", abstract);
}

static void list(struct office *o, struct office_list *l)
{
	struct docx *docx = o->file;
	unsigned level = l->level < LEVEL_MAX ? l->level : LEVEL_MAX;

	l->id = l->kind == OFFICE_LIST_BULLET ? NUM_BULLET : NUM_NONE;
	if (l->kind != OFFICE_LIST_NUMBER)
		return;
	l->id = NUM_FIRST_LIST + docx->numbered++;
	put_instance(docx->numbering, l->id, ABSTRACT_NUMBER);
	xml_open(docx->numbering, "w:lvlOverride");
	xml_attr_int(docx->numbering, "w:ilvl", level);
	put_val_int(docx->numbering, "w:startOverride", l->number);
	xml_close(docx->numbering);
	xml_close(docx->numbering);
}

static void item(struct office *o, struct office_list *l)
{
	(void)o;
	(void)l;
}

/* ---- tables ---- */

/* A width in twips: dxa, "twentieths of a point". */
static void put_width(struct xml_out *x, const char *element, long twips)
{
	xml_open(x, element);
	xml_attr_int(x, "w:w", twips);
	xml_attr(x, "w:type", "dxa");
	xml_close(x);
}

static void table(struct office *o, struct office_table *t)
{
	struct xml_out *x = body_of(o);
	long width = 0;

	for (unsigned c = 0; c < t->columns; c++)
		width += t->widths[c];
	xml_open(x, "w:tbl");
	xml_open(x, "w:tblPr");
	put_val(x, "w:tblStyle", "TableGrid");
	put_width(x, "w:tblW", width);
	xml_open(x, "w:tblLayout");
	xml_attr(x, "w:type", "fixed");
	xml_close(x);
	xml_close(x);
	xml_open(x, "w:tblGrid");
	for (unsigned c = 0; c < t->columns; c++) {
		xml_open(x, "w:gridCol");
		xml_attr_int(x, "w:w", t->widths[c]);
		xml_close(x);
	}
	xml_close(x);
}

static void table_end(struct office *o, struct office_table *t)
{
	(void)t;
	xml_close(body_of(o));
}

static void row(struct office *o, struct office_table *t, bool header)
{
	struct xml_out *x = body_of(o);

	(void)t;
	xml_open(x, "w:tr");
	if (!header)
		return;
	xml_open(x, "w:trPr");
	put_empty(x, "w:cantSplit");
	put_empty(x, "w:tblHeader");
	xml_close(x);
}

static void open_cell(struct xml_out *x, const struct office_cell *c, const char *merge)
{
	xml_open(x, "w:tc");
	xml_open(x, "w:tcPr");
	put_width(x, "w:tcW", c->width);
	if (c->colspan > 1)
		put_val_int(x, "w:gridSpan", c->colspan);
	if (merge)
		put_val(x, "w:vMerge", merge);
	xml_close(x);
}

static void cell(struct office *o, const struct office_cell *c)
{
	open_cell(body_of(o), c, c->rowspan > 1 ? "restart" : NULL);
}

static void cell_end(struct office *o, const struct office_cell *c)
{
	(void)c;
	xml_close(body_of(o));
}

static void covered(struct office *o, const struct office_cell *c)
{
	static const struct office_paragraph empty = {
		.style = OFFICE_CELL, .indent = OFFICE_INDENT_STYLE};

	open_cell(body_of(o), c, "continue");
	paragraph(o, &empty);
	xml_close(body_of(o));
	xml_close(body_of(o));
}

static const struct office_writer writer = {
	.paragraph = paragraph,
	.paragraph_end = close_element,
	.text = text,
	.tab = tab,
	.line_break = line_break,
	.phrase = no_element,
	.phrase_end = no_element,
	.link = link,
	.link_end = close_element,
	.image = image,
	.list = list,
	.list_end = nothing,
	.item = item,
	.item_end = nothing,
	.table = table,
	.table_end = table_end,
	.row = row,
	.row_end = close_element,
	.cell = cell,
	.cell_end = cell_end,
	.covered = covered,
};

/* ---- the package ---- */

/* Adds a fixed part to what x writes. */
static void put_fixed(
	struct docx *docx, struct xml_out *x, const struct document *doc, const char *part)
{
	struct buf text = BUF_INIT;

	office_put_part(&text, doc, part);
	docx->failed |= buf_failed(&text);
	xml_raw(x, text.data, text.len);
	buf_free(&text);
}

static void begin_document(struct docx *docx)
{
	struct xml_out *x = docx->body;

	xml_declaration(x);
	xml_open(x, "w:document");
	xml_attr(x, "xmlns:w", DOCX_MAIN);
	xml_attr(x, "xmlns:r", DOCX_RELATION);
	xml_attr(x, "xmlns:wp", DOCX_DRAWING "wordprocessingDrawing");
	xml_attr(x, "xmlns:a", DOCX_DRAWING "main");
	xml_attr(x, "xmlns:pic", DOCX_DRAWING "picture");
	xml_open(x, "w:body");
}

static void begin_relations(struct docx *docx, const struct document *doc, bool chinese)
{
	xml_declaration(docx->relations);
	xml_open(docx->relations, "Relationships");
	xml_attr(docx->relations, "xmlns", DOCX_PACKAGE "relationships");
	put_fixed(docx, docx->relations, doc,
		chinese ? "parts/docx-document-rels-zh.inc" : "parts/docx-document-rels.inc");
}

static void begin_numbering(struct docx *docx, const struct document *doc)
{
	xml_declaration(docx->numbering);
	xml_open(docx->numbering, "w:numbering");
	xml_attr(docx->numbering, "xmlns:w", DOCX_MAIN);
	put_fixed(docx, docx->numbering, doc, "parts/docx-lists.inc");
	put_instance(docx->numbering, NUM_NONE, ABSTRACT_NONE);
	xml_close(docx->numbering);
	put_instance(docx->numbering, NUM_BULLET, ABSTRACT_BULLET);
	xml_close(docx->numbering);
}

static void add_written(
	struct docx *docx, const char *path, struct xml_out *x, struct buf *bytes)
{
	if (xml_out_close(x) || buf_failed(bytes) ||
		package_add(docx->package, path, bytes->data, bytes->len, false))
		docx->failed = true;
	buf_free(bytes);
}

static void add_properties(struct docx *docx, const struct document *doc)
{
	struct buf core = BUF_INIT, custom = BUF_INIT;
	struct xml_out *core_xml = xml_out_new(&core), *custom_xml = xml_out_new(&custom);
	struct office_meta meta;

	if (office_meta_init(&meta, doc)) {
		docx->failed = true;
	} else {
		docx_put_core(core_xml, &meta);
		docx_put_custom(custom_xml, &meta);
	}
	add_written(docx, "docProps/core.xml", core_xml, &core);
	add_written(docx, "docProps/custom.xml", custom_xml, &custom);
	office_meta_free(&meta);
}

/* Fixed files of the package; a NULL part: only Chinese documents have it. */
static void add_fixed(struct docx *docx, const struct document *doc)
{
	static const struct {
		const char *path, *chinese, *other;
	} files[] = {
		{"[Content_Types].xml", "parts/docx-content-types-zh.xml",
			"parts/docx-content-types.xml"},
		{"_rels/.rels", "parts/docx-rels.xml", "parts/docx-rels.xml"},
		{"docProps/app.xml", "parts/docx-app.xml", "parts/docx-app.xml"},
		{"word/fontTable.xml", "parts/docx-fonts.xml", "parts/docx-fonts.xml"},
		{"word/styles.xml", "parts/docx-styles-zh.xml", "parts/docx-styles.xml"},
		{"word/settings.xml", "parts/docx-settings-zh.xml", "parts/docx-settings.xml"},
		{"word/footer1.xml", "parts/docx-footer-odd-zh.xml", "parts/docx-footer.xml"},
		{"word/footer2.xml", "parts/docx-footer-even-zh.xml", NULL},
	};
	bool chinese = office_is_chinese(doc);

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *part = chinese ? files[i].chinese : files[i].other;

		if (part && office_add_part(docx->package, files[i].path, doc, part))
			docx->failed = true;
	}
}

static void add_parts(struct docx *docx, const struct document *doc, bool chinese)
{
	put_fixed(docx, docx->body, doc,
		chinese ? "parts/docx-section-zh.inc" : "parts/docx-section.inc");
	add_written(docx, "word/document.xml", docx->body, &docx->body_bytes);
	add_written(
		docx, "word/_rels/document.xml.rels", docx->relations, &docx->relations_bytes);
	add_written(docx, "word/numbering.xml", docx->numbering, &docx->numbering_bytes);
	add_properties(docx, doc);
}

static int emit(const struct document *doc, struct buf *out)
{
	struct docx docx = {.package = package_new(doc->options->epoch)};
	bool chinese = office_is_chinese(doc);
	struct office office;

	if (!docx.package)
		return -1;
	docx.body = xml_out_new(&docx.body_bytes);
	docx.relations = xml_out_new(&docx.relations_bytes);
	docx.numbering = xml_out_new(&docx.numbering_bytes);
	add_fixed(&docx, doc);
	begin_document(&docx);
	begin_relations(&docx, doc, chinese);
	begin_numbering(&docx, doc);
	docx.failed |= office_write(&office, doc, &writer, &docx) != 0;
	add_parts(&docx, doc, chinese);
	if (docx.failed) {
		package_free(docx.package);
		return -1;
	}
	return package_close(docx.package, out);
}

const struct filter filter_out_docx = {
	.name = "out-docx",
	.stage = STAGE_EMIT,
	.help = "Office Open XML, WordprocessingML",
	.format = "docx",
	.extension = "docx",
	.binary = true,
	.emit = emit,
};
