/*
 * WordprocessingML, transitional (ISO/IEC 29500-1 and -4), without markup compatibility: no
 * mc:, no w14:. Elements are in the order of the schema's sequences, which Word insists on.
 */
#include "document/filter.h"
#include "base/xmlout.h"
#include "office/office.h"
#include "office/properties.h"
#include "out-docx/styles.h"

#include <stdio.h>
#include <string.h>

#define DRAWING	 "http://schemas.openxmlformats.org/drawingml/2006/"
#define PACKAGE	 "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE	 "http://schemas.openxmlformats.org/officeDocument/2006/"
#define RELATION OFFICE "relationships"

/* Numbering instances: one each for what has no numbers and for bullets; numbered lists get one
   apiece from here on. */
enum { NUM_NONE = 1, NUM_BULLET, NUM_FIRST_LIST };

/* Levels of a list [w:ilvl from 0]: deeper ones look like the last (17.9.3). */
#define LEVEL_MAX 8

/* Formats of numbers that numbering.c knows are less. */
#define FORMATS_MAX 16

struct docx {
	struct zip_out *zip;
	struct xml_out *body, *relations, *numbering;
	struct buf body_bytes, relations_bytes, numbering_bytes;
	unsigned links, pictures, numbered;
	size_t abstracts_at; /* at which more of them belong into numbering_bytes */
	const struct numbering_format *format[FORMATS_MAX]; /* of these, in order */
	unsigned formats;
	bool begun; /* there is a paragraph */
	bool failed;
};

static struct xml_out *body_of(struct office *o)
{
	return ((struct docx *)o->file)->body;
}

static void close_element(struct office *o)
{
	xml_close(body_of(o));
}

/* ---- paragraphs ---- */

/* Paragraphs in an item after its first are in the list too, without a number. */
static void put_numbering(struct xml_out *x, const struct office_paragraph *p)
{
	unsigned level = p->list->level;

	xml_open(x, "w:numPr");
	docx_val_int(x, "w:ilvl", level < LEVEL_MAX ? level : LEVEL_MAX);
	docx_val_int(x, "w:numId", p->labelled && !p->list->unmarked ? p->list->id : NUM_NONE);
	xml_close(x);
}

/* w:firstLineChars and the like are in 1/100 of a character, and go before the length in twips
   if they are not 0. */
static void put_indent(struct office *o, const struct office_paragraph *p)
{
	struct xml_out *x = body_of(o);

	xml_open(x, "w:ind");
	if (p->left != OFFICE_PLACE_STYLE) {
		xml_attr(x, "w:leftChars", "0");
		xml_attr_int(x, "w:left", p->left);
	}
	if (p->right != OFFICE_PLACE_STYLE) {
		xml_attr(x, "w:rightChars", "0");
		xml_attr_int(x, "w:right", p->right);
	}
	if (p->first != OFFICE_PLACE_STYLE) {
		xml_attr(x, "w:firstLineChars", "0");
		if (p->first < 0)
			xml_attr_int(x, "w:hanging", -p->first);
		else
			xml_attr_int(x, "w:firstLine", p->first);
	} else if (p->indent != OFFICE_INDENT_STYLE) {
		xml_attr_int(x, "w:firstLineChars", p->indent * 50L);
		xml_attr_int(x, "w:firstLine", p->indent * o->em / 2);
	}
	xml_close(x);
}

static void put_spacing(struct xml_out *x, const struct office_paragraph *p)
{
	if (!p->joined && !p->tall && !p->tiny)
		return;
	xml_open(x, "w:spacing");
	if (p->joined || p->tiny)
		xml_attr(x, "w:before", "0");
	if (p->tiny)
		xml_attr(x, "w:after", "0");
	if (p->tall || p->tiny) {
		xml_attr(x, "w:line", p->tiny ? "20" : "240");
		xml_attr(x, "w:lineRule", p->tiny ? "exact" : "auto");
	}
	xml_close(x);
}

/* Opens w:p, and in it w:pPr. */
static void open_paragraph(struct office *o, const struct office_paragraph *p)
{
	static const char *const aligns[OFFICE_ALIGN_COUNT] = {
		NULL, "left", "center", "right", "both"};
	unsigned level = p->style - OFFICE_HEADING1 + 1; /* as the style says */
	/* Left and right mean the side that lines begin at and end at (part 4, 14.11.2). */
	enum office_align align = p->rtl && p->align == OFFICE_ALIGN_LEFT ? OFFICE_ALIGN_RIGHT
				  : p->rtl && p->align == OFFICE_ALIGN_RIGHT ? OFFICE_ALIGN_LEFT
									     : p->align;
	struct xml_out *x = body_of(o);
	char id[64];

	docx_style_id(id, sizeof id, p->style, p->step);
	xml_open(x, "w:p");
	xml_open(x, "w:pPr");
	docx_val(x, "w:pStyle", id);
	if (p->keep)
		docx_empty(x, "w:keepNext");
	if (p->list)
		put_numbering(x, p);
	if (p->rtl)
		docx_empty(x, "w:bidi");
	put_spacing(x, p);
	if (p->indent != OFFICE_INDENT_STYLE || p->left != OFFICE_PLACE_STYLE ||
		p->right != OFFICE_PLACE_STYLE || p->first != OFFICE_PLACE_STYLE)
		put_indent(o, p);
	if (p->align != OFFICE_ALIGN_STYLE)
		docx_val(x, "w:jc", aligns[align]);
	if (p->level && p->level != level)
		docx_val_int(x, "w:outlineLvl", p->level - 1);
	if (p->tiny) {
		/* The mark at a paragraph's end has a size too: it would make room. */
		xml_open(x, "w:rPr");
		docx_val(x, "w:sz", "2");
		docx_val(x, "w:szCs", "2");
		xml_close(x);
	}
}

static void paragraph(struct office *o, const struct office_paragraph *p)
{
	open_paragraph(o, p);
	xml_close(body_of(o));
	((struct docx *)o->file)->begun = true;
}

/* A section's page is said at its end, in its last paragraph. */
static void section(struct office *o, bool across)
{
	struct office_paragraph last = office_paragraph_of(OFFICE_BASE);
	struct docx *docx = o->file;

	(void)across;
	if (!docx->begun)
		return;
	last.tiny = true;
	open_paragraph(o, &last);
	docx_put_section(docx->body, o, o->across);
	xml_close(docx->body);
	xml_close(docx->body);
}

/* ---- runs ---- */

/* The properties that the open phrases add up to, in the order of CT_RPr. */
static void put_run_properties(struct office *o)
{
	const unsigned *open = o->phrases;
	const struct office_run *run = &o->run;
	struct xml_out *x = body_of(o);

	if (o->link || open[KIND_CODE])
		docx_val(x, "w:rStyle",
			!o->link	  ? "VerbatimChar"
			: open[KIND_CODE] ? "VerbatimLink"
					  : "Hyperlink");
	if (run->face != OFFICE_BASE)
		docx_put_fonts(x, layout_font(o->layout, run->face, LAYOUT_CJK),
			layout_font(o->layout, run->face, LAYOUT_LATIN));
	if (open[KIND_STRONG]) {
		docx_empty(x, "w:b");
		docx_empty(x, "w:bCs");
	}
	if (open[KIND_EMPH]) {
		docx_empty(x, "w:i");
		docx_empty(x, "w:iCs");
	}
	if (open[KIND_STRIKE])
		docx_empty(x, "w:strike");
	if (open[KIND_UNDERLINE])
		docx_val(x, "w:u", "single");
	if (open[KIND_SUP])
		docx_val(x, "w:vertAlign", "superscript");
	else if (open[KIND_SUB])
		docx_val(x, "w:vertAlign", "subscript");
	if (run->rtl)
		docx_empty(x, "w:rtl");
	if (run->foreign) {
		xml_open(x, "w:lang");
		xml_attr(x, docx_languages[run->locale.writing], run->locale.tag);
		xml_close(x);
	}
}

static void open_run(struct office *o)
{
	xml_open(body_of(o), "w:r");
	if (!o->link && !o->phrase_count && !o->run.rtl && !o->run.foreign &&
		o->run.face == OFFICE_BASE)
		return;
	xml_open(body_of(o), "w:rPr");
	put_run_properties(o);
	xml_close(body_of(o));
}

/* Word takes white space away at the ends of a text that does not say to preserve it. */
static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void text(struct office *o, const char *s, size_t len)
{
	struct xml_out *x = body_of(o);

	open_run(o);
	xml_open(x, "w:t");
	if (is_white(s[0]) || is_white(s[len - 1]))
		xml_attr(x, "xml:space", "preserve");
	xml_text(x, s, len);
	xml_close(x);
	xml_close(x);
}

static void put_run(struct office *o, const char *element)
{
	open_run(o);
	docx_empty(body_of(o), element);
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

static void nothing(struct office *o)
{
	(void)o;
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
	put_relation(docx, id, RELATION "/hyperlink", uri, "External");
	xml_open(docx->body, "w:hyperlink");
	xml_attr(docx->body, "r:id", id);
	xml_attr(docx->body, "w:history", "1");
}

/* ---- pictures ---- */

/* One twip is 635 English Metric Units, the unit of DrawingML (ISO/IEC 29500-1, 20.1.10.16). */
#define EMU_PER_TWIP 635

static void put_extent(struct xml_out *x, const char *element, const struct office_image *i)
{
	xml_open(x, element);
	xml_attr_int(x, "cx", i->width * EMU_PER_TWIP);
	xml_attr_int(x, "cy", i->height * EMU_PER_TWIP);
	xml_close(x);
}

static void put_picture_name(
	struct xml_out *x, const char *element, unsigned number, const struct office_image *i)
{
	xml_open(x, element);
	xml_attr_int(x, "id", number);
	xml_attr_printf(x, "name", "Picture %u", number);
	xml_attr(x, "descr", i->alt);
	xml_attr(x, "title", i->title);
	xml_close(x);
}

/* pic:pic: names, the picture itself, its shape (20.2.2.5). */
static void put_pic(
	struct xml_out *x, const char *relation, unsigned number, const struct office_image *i)
{
	xml_open(x, "pic:pic");
	xml_open(x, "pic:nvPicPr");
	put_picture_name(x, "pic:cNvPr", number, i);
	docx_empty(x, "pic:cNvPicPr");
	xml_close(x);
	xml_open(x, "pic:blipFill");
	xml_open(x, "a:blip");
	xml_attr(x, "r:embed", relation);
	xml_close(x);
	xml_open(x, "a:stretch");
	docx_empty(x, "a:fillRect");
	xml_close(x);
	xml_close(x);
	xml_open(x, "pic:spPr");
	xml_open(x, "a:xfrm");
	xml_open(x, "a:off");
	xml_attr(x, "x", "0");
	xml_attr(x, "y", "0");
	xml_close(x);
	put_extent(x, "a:ext", i);
	xml_close(x);
	xml_open(x, "a:prstGeom");
	xml_attr(x, "prst", "rect");
	docx_empty(x, "a:avLst");
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/* The w:drawing of a picture in a run. relation: the id of its file; number: from 1, another
   one for each picture. */
static void put_picture(
	struct xml_out *x, const char *relation, unsigned number, const struct office_image *i)
{
	static const char *const distances[] = {"distT", "distB", "distL", "distR"};

	xml_open(x, "w:drawing");
	xml_open(x, "wp:inline");
	for (size_t d = 0; d < sizeof distances / sizeof *distances; d++)
		xml_attr(x, distances[d], "0");
	put_extent(x, "wp:extent", i);
	put_picture_name(x, "wp:docPr", number, i);
	xml_open(x, "a:graphic");
	xml_open(x, "a:graphicData");
	xml_attr(x, "uri", DRAWING "picture");
	put_pic(x, relation, number, i);
	xml_close(x);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/* No SVG: readers that know it want it in an extension, beside a raster picture that we
   do not have. */
static void image(struct office *o, const struct office_image *i)
{
	struct docx *docx = o->file;
	unsigned number = ++docx->pictures;
	char id[24], path[48];

	snprintf(id, sizeof id, "image%u", i->file);
	snprintf(path, sizeof path, "word/media/%s.%s", id, image_extension(i->format));
	if (!i->known && zip_out_add(docx->zip, path, i->bytes, i->len, ZIP_OUT_STORED))
		docx->failed = true;
	if (!i->known)
		put_relation(docx, id, RELATION "/image", path + strlen("word/"), NULL);
	open_run(o);
	put_picture(docx->body, id, number, i);
	xml_close(docx->body);
}

/* ---- lists ---- */

/* Items are paragraphs that name a numbering instance: here a list is nothing but that. */
static void put_instance(struct xml_out *x, unsigned id, unsigned abstract)
{
	xml_open(x, "w:num");
	xml_attr_int(x, "w:numId", id);
	docx_val_int(x, "w:abstractNumId", abstract);
}

static void list(struct office *o, struct office_list *l)
{
	(void)o;
	l->id = l->kind == OFFICE_LIST_BULLET ? NUM_BULLET : NUM_NONE;
}

/* The abstract numbering of the format: one apiece is written for those that are used. */
static unsigned abstract_of(struct docx *docx, const struct numbering_format *format)
{
	unsigned i = 0;

	if (!strcmp(format->name, "decimal"))
		return DOCX_LIST_NUMBER;
	while (i < docx->formats && docx->format[i] != format)
		i++;
	if (i == docx->formats && i < FORMATS_MAX)
		docx->format[docx->formats++] = format;
	return DOCX_LIST_COUNT + i;
}

/* An item that does not go on from the one before has an instance of its own. */
static void item(struct office *o, struct office_list *l)
{
	struct docx *docx = o->file;
	unsigned level = l->level < LEVEL_MAX ? l->level : LEVEL_MAX;

	if (l->kind != OFFICE_LIST_NUMBER || l->unmarked || !l->restarts)
		return;
	l->id = NUM_FIRST_LIST + docx->numbered++;
	put_instance(docx->numbering, l->id, abstract_of(docx, l->format));
	xml_open(docx->numbering, "w:lvlOverride");
	xml_attr_int(docx->numbering, "w:ilvl", level);
	docx_val_int(docx->numbering, "w:startOverride", l->number);
	xml_close(docx->numbering);
	xml_close(docx->numbering);
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
	docx_val(x, "w:tblStyle", "TableGrid");
	if (t->rtl)
		docx_empty(x, "w:bidiVisual");
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

	xml_open(x, "w:tr");
	if (!header && t->row_splits)
		return;
	xml_open(x, "w:trPr");
	if (!t->row_splits)
		docx_empty(x, "w:cantSplit");
	if (header)
		docx_empty(x, "w:tblHeader");
	xml_close(x);
}

static void open_cell(struct xml_out *x, const struct office_cell *c, const char *merge)
{
	xml_open(x, "w:tc");
	xml_open(x, "w:tcPr");
	put_width(x, "w:tcW", c->width);
	if (c->colspan > 1)
		docx_val_int(x, "w:gridSpan", c->colspan);
	if (merge)
		docx_val(x, "w:vMerge", merge);
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
	struct office_paragraph empty = office_covered_paragraph(o);

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
	.run = nothing,
	.run_end = nothing,
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
	.section = section,
};

/* ---- the package ---- */

static void begin_document(struct docx *docx)
{
	struct xml_out *x = docx->body;

	xml_declaration(x);
	xml_open(x, "w:document");
	xml_attr(x, "xmlns:w", DOCX_MAIN);
	xml_attr(x, "xmlns:r", RELATION);
	xml_attr(x, "xmlns:wp", DRAWING "wordprocessingDrawing");
	xml_attr(x, "xmlns:a", DRAWING "main");
	xml_attr(x, "xmlns:pic", DRAWING "picture");
	xml_open(x, "w:body");
}

static void begin_relations(struct docx *docx)
{
	struct buf fixed = BUF_INIT;

	xml_declaration(docx->relations);
	xml_open(docx->relations, "Relationships");
	xml_attr(docx->relations, "xmlns", PACKAGE "relationships");
	office_put_part(&fixed, "parts/docx-document-rels.inc");
	docx->failed |= buf_failed(&fixed);
	xml_raw(docx->relations, fixed.data, fixed.len);
	buf_free(&fixed);
}

static void begin_numbering(struct docx *docx, const struct layout *l)
{
	xml_declaration(docx->numbering);
	xml_open(docx->numbering, "w:numbering");
	xml_attr(docx->numbering, "xmlns:w", DOCX_MAIN);
	docx_put_numbering(docx->numbering, l);
	docx->abstracts_at = docx->numbering_bytes.len;
	put_instance(docx->numbering, NUM_NONE, DOCX_LIST_NONE);
	xml_close(docx->numbering);
	put_instance(docx->numbering, NUM_BULLET, DOCX_LIST_BULLET);
	xml_close(docx->numbering);
}

static void add_written(struct docx *docx, const char *path, struct xml_out *x,
	struct buf *bytes, enum zip_out_way way)
{
	if (xml_out_close(x) || zip_out_add(docx->zip, path, bytes->data, bytes->len, way))
		docx->failed = true;
	buf_free(bytes);
}

/* The parts that are made of the layout. */
static void add_layout(struct docx *docx, const struct office *o)
{
	struct buf styles = BUF_INIT, fonts = BUF_INIT, settings = BUF_INIT;
	struct xml_out *styles_xml = xml_out_new(&styles), *fonts_xml = xml_out_new(&fonts),
		       *settings_xml = xml_out_new(&settings);

	docx_put_styles(styles_xml, o);
	docx_put_font_table(fonts_xml, o->layout);
	docx_put_settings(settings_xml, o);
	add_written(docx, "word/styles.xml", styles_xml, &styles, ZIP_OUT_USUAL);
	add_written(docx, "word/fontTable.xml", fonts_xml, &fonts, ZIP_OUT_USUAL);
	add_written(docx, "word/settings.xml", settings_xml, &settings, ZIP_OUT_USUAL);
	for (unsigned i = 0; i < DOCX_FOOTERS; i++) {
		struct buf footer = BUF_INIT;
		struct xml_out *x = xml_out_new(&footer);
		char path[40];

		snprintf(path, sizeof path, "word/footer%u.xml", i + 1);
		docx_put_footer(x, o, i);
		add_written(docx, path, x, &footer, ZIP_OUT_USUAL);
	}
}

static void put_core(struct xml_out *x, const struct office_meta *m)
{
	static const char *const dates[] = {"dcterms:created", "dcterms:modified"};

	xml_declaration(x);
	xml_open(x, "cp:coreProperties");
	xml_attr(x, "xmlns:cp", PACKAGE "metadata/core-properties");
	xml_attr(x, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	xml_attr(x, "xmlns:dcterms", "http://purl.org/dc/terms/");
	xml_attr(x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_element(x, "dc:title", m->title);
	xml_element(x, "dc:subject", m->topic);
	xml_element(x, "dc:creator", m->issuer);
	xml_element(x, "cp:keywords", m->keywords);
	xml_element(x, "dc:description", m->summary);
	xml_element(x, "dc:identifier", m->index);
	xml_element(x, "dc:language", m->language);
	for (size_t i = 0; m->created && i < sizeof dates / sizeof *dates; i++) {
		xml_open(x, dates[i]);
		xml_attr(x, "xsi:type", "dcterms:W3CDTF");
		xml_text(x, m->created, strlen(m->created));
		xml_close(x);
	}
}

/* Variant types have no day: it is its first second (22.4.2.12, ISO 8601). */
static void put_property_value(struct xml_out *x, const struct office_property *p)
{
	char time[sizeof "9999-12-31T00:00:00Z"];

	if (!p->is_date) {
		xml_element(x, "vt:lpwstr", p->value);
		return;
	}
	snprintf(time, sizeof time, "%sT00:00:00Z", p->value);
	xml_element(x, "vt:filetime", time);
}

/* The format identifier is the one for all custom properties; their numbers begin at 2 (part 1,
   22.3.2.2). */
static void put_custom(struct xml_out *x, const struct office_meta *m)
{
	xml_declaration(x);
	xml_open(x, "Properties");
	xml_attr(x, "xmlns", OFFICE "custom-properties");
	xml_attr(x, "xmlns:vt", OFFICE "docPropsVTypes");
	for (unsigned i = 0; i < m->property_count; i++) {
		xml_open(x, "property");
		xml_attr(x, "fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}");
		xml_attr_int(x, "pid", i + 2);
		xml_attr(x, "name", m->properties[i].name);
		put_property_value(x, &m->properties[i]);
		xml_close(x);
	}
}

static void add_properties(struct docx *docx, const struct document *doc)
{
	struct buf core = BUF_INIT, custom = BUF_INIT;
	struct xml_out *core_xml = xml_out_new(&core), *custom_xml = xml_out_new(&custom);
	struct office_meta meta;

	if (office_meta_init(&meta, doc)) {
		docx->failed = true;
	} else {
		put_core(core_xml, &meta);
		put_custom(custom_xml, &meta);
	}
	add_written(docx, "docProps/core.xml", core_xml, &core, ZIP_OUT_DEFLATED);
	add_written(docx, "docProps/custom.xml", custom_xml, &custom, ZIP_OUT_DEFLATED);
	office_meta_free(&meta);
}

/* Fixed files of the package. */
static void add_fixed(struct docx *docx)
{
	static const struct {
		const char *path, *part;
	} files[] = {
		{"[Content_Types].xml", "parts/docx-content-types.xml"},
		{"_rels/.rels", "parts/docx-rels.xml"},
		{"docProps/app.xml", "parts/docx-app.xml"},
	};

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (office_add_part(docx->zip, files[i].path, files[i].part))
			docx->failed = true;
}

static void add_parts(struct docx *docx, const struct office *o)
{
	struct buf abstracts = BUF_INIT;
	struct xml_out *x = xml_out_new(&abstracts);

	for (unsigned i = 0; i < docx->formats; i++)
		docx_put_numbers(x, o->layout, docx->format[i], DOCX_LIST_COUNT + i);
	docx->failed |= xml_out_close(x) != 0;
	buf_insert(&docx->numbering_bytes, docx->abstracts_at, abstracts.data, abstracts.len);
	buf_free(&abstracts);
	docx_put_section(docx->body, o, o->across);
	add_written(docx, "word/document.xml", docx->body, &docx->body_bytes, ZIP_OUT_DEFLATED);
	add_written(docx, "word/_rels/document.xml.rels", docx->relations,
		&docx->relations_bytes, ZIP_OUT_DEFLATED);
	add_written(docx, "word/numbering.xml", docx->numbering, &docx->numbering_bytes,
		ZIP_OUT_USUAL);
	add_layout(docx, o);
	add_properties(docx, o->doc);
}

static int emit(const struct document *doc, struct buf *out)
{
	struct docx docx = {.zip = zip_out_new(doc->options->epoch, doc->deflater)};
	struct office office;

	if (!docx.zip)
		return -1;
	docx.body = xml_out_new(&docx.body_bytes);
	docx.relations = xml_out_new(&docx.relations_bytes);
	docx.numbering = xml_out_new(&docx.numbering_bytes);
	docx.failed = office_init(&office, doc, &writer, &docx);
	add_fixed(&docx);
	begin_document(&docx);
	begin_relations(&docx);
	begin_numbering(&docx, office.layout);
	docx.failed |= office_write(&office) != 0;
	add_parts(&docx, &office);
	office_free(&office);
	if (docx.failed) {
		zip_out_free(docx.zip);
		return -1;
	}
	return zip_out_close(docx.zip, out);
}

const struct filter filter_out_docx = {
	.name = "out-docx",
	.stage = STAGE_EMIT,
	.help = "Office Open XML, WordprocessingML",
	.format = "docx",
	.extension = "docx",
	.binary = true,
	.emit = emit,
	.media = {{"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"Office Open XML Document", NULL, "fmt/412"}},
};
