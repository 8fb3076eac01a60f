#include "styles.h"

#include <stdio.h>
#include <string.h>

#include "office/properties.h"

/* Levels of a list (ISO/IEC 29500-1, 17.9.6). */
#define LIST_LEVELS 9

static const struct {
	const char *id, *name;
} styles[OFFICE_STYLE_COUNT] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name)                               \
	[OFFICE_##name] = {ooxml, ooxml_name},
#include "office/styles.def"
#undef OFFICE_STYLE
};

const char *const docx_languages[OFFICE_WRITING_COUNT] = {
	[OFFICE_WRITING_WESTERN] = "w:val",
	[OFFICE_WRITING_ASIAN] = "w:eastAsia",
	[OFFICE_WRITING_COMPLEX] = "w:bidi",
};

void docx_val(struct xml_out *x, const char *element, const char *value)
{
	xml_open(x, element);
	xml_attr(x, "w:val", value);
	xml_close(x);
}

void docx_val_int(struct xml_out *x, const char *element, long value)
{
	xml_open(x, element);
	xml_attr_int(x, "w:val", value);
	xml_close(x);
}

void docx_empty(struct xml_out *x, const char *element)
{
	xml_open(x, element);
	xml_close(x);
}

void docx_style_id(char *id, size_t size, enum office_style style, unsigned step)
{
	size_t len = strlen(styles[style].id);

	if (len + 2 > size)
		len = 0;
	memcpy(id, styles[style].id, len);
	if (step)
		id[len++] = (char)('1' + step); /* of at most LAYOUT_STEPS_MAX */
	id[len] = '\0';
}

/* Begins a part: its declaration and root. */
static void open_part(struct xml_out *x, const char *root)
{
	xml_declaration(x);
	xml_open(x, root);
	xml_attr(x, "xmlns:w", DOCX_MAIN);
}

/* ---- properties, in the order of CT_PPrBase and CT_RPr ---- */

static void put_flag(struct xml_out *x, const char *element, const struct layout_value *v)
{
	if (!v->unit)
		return;
	xml_open(x, element);
	if (!v->n)
		xml_attr(x, "w:val", "0");
	xml_close(x);
}

static void put_side(struct xml_out *x, const char *side, const char *color, int space)
{
	xml_open(x, side);
	xml_attr(x, "w:val", "single");
	xml_attr(x, "w:sz", "4");
	xml_attr_int(x, "w:space", space);
	xml_attr(x, "w:color", color);
	xml_close(x);
}

static void put_border(struct xml_out *x, enum office_style style)
{
	static const char *const sides[] = {"w:top", "w:left", "w:bottom", "w:right"};

	if (style != OFFICE_CODE && style != OFFICE_RULE)
		return;
	xml_open(x, "w:pBdr");
	for (int i = 0; i < 4 && style == OFFICE_CODE; i++)
		put_side(x, sides[i], "999999", 3);
	if (style == OFFICE_RULE)
		put_side(x, "w:bottom", "000000", 0);
	xml_close(x);
}

static void put_spacing(struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_value *v = l->styles[style], *line = &v[LAYOUT_LINE];

	if (!v[LAYOUT_BEFORE].unit && !v[LAYOUT_AFTER].unit && !line->unit)
		return;
	xml_open(x, "w:spacing");
	if (v[LAYOUT_BEFORE].unit)
		xml_attr_int(x, "w:before", layout_length(l, style, LAYOUT_BEFORE));
	if (v[LAYOUT_AFTER].unit)
		xml_attr_int(x, "w:after", layout_length(l, style, LAYOUT_AFTER));
	if (line->unit) {
		bool percent = line->unit == LAYOUT_PERCENT;

		/* Percent are given in 1/240 of a line. */
		xml_attr_int(x, "w:line", percent ? line->n * 240 / 100 : line->n);
		xml_attr(x, "w:lineRule",
			percent				? "auto"
			: line->unit == LAYOUT_AT_LEAST ? "atLeast"
							: "exact");
	}
	xml_close(x);
}

/* A length in characters is said in both ways: Word prefers w:leftChars and the like, in 1/100
   of a character, others know only twips. */
static void put_indent_value(struct xml_out *x, const struct layout *l, enum office_style style,
	enum layout_property property, const char *attr, const char *chars)
{
	const struct layout_value *v = &l->styles[style][property];
	long twips = layout_length(l, style, property);

	if (!v->unit)
		return;
	if (v->unit == LAYOUT_EM)
		xml_attr_int(x, chars, v->n < 0 ? -v->n : v->n);
	xml_attr_int(x, attr, twips < 0 ? -twips : twips);
}

static void put_indent(struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_value *v = l->styles[style];
	bool hanging = v[LAYOUT_FIRST].n < 0;

	if (!v[LAYOUT_LEFT].unit && !v[LAYOUT_RIGHT].unit && !v[LAYOUT_FIRST].unit)
		return;
	xml_open(x, "w:ind");
	put_indent_value(x, l, style, LAYOUT_LEFT, "w:left", "w:leftChars");
	put_indent_value(x, l, style, LAYOUT_RIGHT, "w:right", "w:rightChars");
	put_indent_value(x, l, style, LAYOUT_FIRST, hanging ? "w:hanging" : "w:firstLine",
		hanging ? "w:hangingChars" : "w:firstLineChars");
	xml_close(x);
}

static void put_paragraph_properties(
	struct xml_out *x, const struct layout *l, enum office_style style)
{
	static const char *const aligns[OFFICE_ALIGN_COUNT] = {
		NULL, "left", "center", "right", "both"};
	const struct layout_value *v = l->styles[style];

	xml_open(x, "w:pPr");
	put_flag(x, "w:keepNext", &v[LAYOUT_KEEP]);
	put_flag(x, "w:pageBreakBefore", &v[LAYOUT_BREAK]);
	put_flag(x, "w:widowControl", &v[LAYOUT_WIDOWS]);
	put_border(x, style);
	/* If it is 0 or absent, LibreOffice 7.4 does not print the marks that hang out of a
	   justified line; if it is 1, none hang out. Word takes 1 without it. */
	if (style == OFFICE_BASE)
		docx_val(x, "w:overflowPunct", "1");
	put_spacing(x, l, style);
	put_indent(x, l, style);
	if (v[LAYOUT_ALIGN].unit)
		docx_val(x, "w:jc", aligns[v[LAYOUT_ALIGN].n]);
	if (style >= OFFICE_HEADING1 && style <= OFFICE_HEADING6)
		docx_val_int(x, "w:outlineLvl", style - OFFICE_HEADING1);
	xml_close(x);
}

void docx_put_fonts(
	struct xml_out *x, const struct layout_font *cjk, const struct layout_font *latin)
{
	if (!cjk && !latin)
		return;
	xml_open(x, "w:rFonts");
	if (latin) {
		xml_attr(x, "w:ascii", latin->name);
		xml_attr(x, "w:hAnsi", latin->name);
	}
	if (cjk)
		xml_attr(x, "w:eastAsia", cjk->name);
	if (latin)
		xml_attr(x, "w:cs", latin->name);
	xml_close(x);
}

static void put_size(struct xml_out *x, long twips)
{
	/* [1/2 pt] */
	docx_val_int(x, "w:sz", twips / 10);
	docx_val_int(x, "w:szCs", twips / 10);
}

static void put_run_properties(
	struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_value *v = l->styles[style];

	xml_open(x, "w:rPr");
	docx_put_fonts(
		x, layout_font(l, style, LAYOUT_CJK), layout_font(l, style, LAYOUT_LATIN));
	put_flag(x, "w:b", &v[LAYOUT_BOLD]);
	put_flag(x, "w:bCs", &v[LAYOUT_BOLD]);
	put_flag(x, "w:i", &v[LAYOUT_ITALIC]);
	put_flag(x, "w:iCs", &v[LAYOUT_ITALIC]);
	if (v[LAYOUT_SPACING].unit)
		docx_val_int(x, "w:spacing", layout_length(l, style, LAYOUT_SPACING));
	if (v[LAYOUT_SIZE].unit)
		put_size(x, v[LAYOUT_SIZE].n);
	xml_close(x);
}

static void put_languages(struct xml_out *x, const char *element, const struct office *o)
{
	xml_open(x, element);
	for (int i = 0; i < OFFICE_WRITING_COUNT; i++)
		xml_attr(x, docx_languages[i], o->locales[i].tag);
	xml_close(x);
}

/* ---- styles ---- */

static void put_defaults(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;

	xml_open(x, "w:docDefaults");
	xml_open(x, "w:rPrDefault");
	xml_open(x, "w:rPr");
	docx_put_fonts(x, layout_font(l, OFFICE_BASE, LAYOUT_CJK),
		layout_font(l, OFFICE_BASE, LAYOUT_LATIN));
	docx_val(x, "w:kern", "2");
	put_size(x, layout_length(l, OFFICE_BASE, LAYOUT_SIZE));
	put_languages(x, "w:lang", o);
	xml_close(x);
	xml_close(x);
	docx_empty(x, "w:pPrDefault");
	xml_close(x);
}

static void open_style(struct xml_out *x, const char *id, const char *name, const char *parent)
{
	xml_open(x, "w:style");
	xml_attr(x, "w:type", "paragraph");
	if (!parent)
		xml_attr(x, "w:default", "1");
	xml_attr(x, "w:styleId", id);
	docx_val(x, "w:name", name);
	if (parent)
		docx_val(x, "w:basedOn", parent);
}

static void put_style(struct xml_out *x, const struct layout *l, enum office_style style)
{
	bool heading = style >= OFFICE_HEADING1 && style <= OFFICE_HEADING6;

	open_style(x, styles[style].id, styles[style].name,
		style == OFFICE_BASE ? NULL : styles[layout_parent(style)].id);
	if (heading || style == OFFICE_TITLE)
		docx_val(x, "w:next", styles[OFFICE_BODY].id);
	docx_empty(x, "w:qFormat");
	put_paragraph_properties(x, l, style);
	put_run_properties(x, l, style);
	xml_close(x);
}

static void put_step(
	struct xml_out *x, const struct layout *l, enum office_style style, unsigned step)
{
	char id[64], name[64];

	docx_style_id(id, sizeof id, style, step);
	snprintf(name, sizeof name, "%s %u", styles[style].name, step + 1);
	open_style(x, id, name, styles[style].id);
	xml_open(x, "w:rPr");
	put_size(x, l->steps[step]);
	xml_close(x);
	xml_close(x);
}

void docx_put_styles(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;
	struct buf fixed = BUF_INIT;

	open_part(x, "w:styles");
	put_defaults(x, o);
	for (int s = 0; s < OFFICE_STYLE_COUNT; s++)
		put_style(x, l, (enum office_style)s);
	for (unsigned step = 1; step < l->step_count; step++) {
		put_step(x, l, OFFICE_CELL, step);
		put_step(x, l, OFFICE_CELL_HEADER, step);
	}
	office_put_part(&fixed, "parts/docx-styles.inc");
	xml_raw(x, fixed.data, fixed.len);
	xml_close(x);
	buf_free(&fixed);
}

/* ---- fonts ---- */

static bool is_ascii(const char *s)
{
	while (*s && !(*s & 0x80))
		s++;
	return !*s;
}

/* Charsets are Windows': 86 is GB 2312, 0 ANSI (17.8.3.2). */
void docx_put_font_table(struct xml_out *x, const struct layout *l)
{
	open_part(x, "w:fonts");
	for (unsigned i = 0; i < l->font_count; i++) {
		const struct layout_font *f = &l->fonts[i];

		xml_open(x, "w:font");
		xml_attr(x, "w:name", f->name);
		if (f->alternatives)
			docx_val(x, "w:altName", f->alternatives);
		docx_val(x, "w:charset", is_ascii(f->name) ? "00" : "86");
		docx_val(x, "w:family", f->family);
		docx_val(x, "w:pitch", strcmp(f->family, "modern") ? "variable" : "fixed");
		xml_close(x);
	}
	xml_close(x);
}

/* ---- lists ---- */

static void put_level(struct xml_out *x, const struct layout *l, enum docx_numbering kind,
	const struct numbering_format *format, int level)
{
	static const char *const formats[] = {"none", "bullet"};
	static const char *const bullets[] = {"•", "–", "▪"};
	char number[16];

	snprintf(number, sizeof number, "%%%d%s", level + 1, format ? format->suffix : "");
	xml_open(x, "w:lvl");
	xml_attr_int(x, "w:ilvl", level);
	docx_val(x, "w:start", "1");
	docx_val(x, "w:numFmt", format ? format->docx : formats[kind]);
	if (kind == DOCX_LIST_NONE)
		docx_val(x, "w:suff", "nothing");
	docx_val(x, "w:lvlText",
		kind == DOCX_LIST_NONE	   ? ""
		: kind == DOCX_LIST_BULLET ? bullets[level % 3]
					   : number);
	docx_val(x, "w:lvlJc", "left");
	xml_open(x, "w:pPr");
	xml_open(x, "w:ind");
	xml_attr_int(x, "w:left", (level + 1) * office_list_indent(l));
	if (kind == DOCX_LIST_NONE)
		xml_attr(x, "w:firstLine", "0");
	else
		xml_attr_int(x, "w:hanging", office_list_hang(l));
	xml_close(x);
	xml_close(x);
	if (kind == DOCX_LIST_BULLET) {
		const struct layout_font *latin = layout_font(l, OFFICE_BASE, LAYOUT_LATIN);

		xml_open(x, "w:rPr");
		docx_put_fonts(x, latin, latin);
		xml_close(x);
	}
	xml_close(x);
}

static void put_abstract(struct xml_out *x, const struct layout *l, enum docx_numbering kind,
	const struct numbering_format *format, unsigned id)
{
	xml_open(x, "w:abstractNum");
	xml_attr_int(x, "w:abstractNumId", id);
	docx_val(x, "w:multiLevelType", "hybridMultilevel");
	for (int level = 0; level < LIST_LEVELS; level++)
		put_level(x, l, kind, format, level);
	xml_close(x);
}

void docx_put_numbering(struct xml_out *x, const struct layout *l)
{
	static const struct numbering_format decimal = {.docx = "decimal", .suffix = "."};

	put_abstract(x, l, DOCX_LIST_NONE, NULL, DOCX_LIST_NONE);
	put_abstract(x, l, DOCX_LIST_BULLET, NULL, DOCX_LIST_BULLET);
	put_abstract(x, l, DOCX_LIST_NUMBER, &decimal, DOCX_LIST_NUMBER);
}

void docx_put_numbers(struct xml_out *x, const struct layout *l,
	const struct numbering_format *format, unsigned id)
{
	put_abstract(x, l, DOCX_LIST_NUMBER, format, id);
}

/* ---- settings ---- */

void docx_put_settings(struct xml_out *x, const struct office *o)
{
	open_part(x, "w:settings");
	xml_open(x, "w:zoom");
	xml_attr(x, "w:percent", "100");
	xml_close(x);
	docx_val_int(x, "w:defaultTabStop", 2 * layout_em(o->layout, OFFICE_BASE));
	docx_empty(x, "w:evenAndOddHeaders");
	docx_val(x, "w:characterSpacingControl",
		o->chinese ? "compressPunctuation" : "doNotCompress");
	xml_open(x, "w:compat");
	xml_open(x, "w:compatSetting");
	xml_attr(x, "w:name", "compatibilityMode");
	xml_attr(x, "w:uri", "http://schemas.microsoft.com/office/word");
	xml_attr(x, "w:val", "15");
	xml_close(x);
	xml_close(x);
	put_languages(x, "w:themeFontLang", o);
	xml_close(x);
}

/* ---- footers ---- */

static void put_style_name(struct xml_out *x, enum office_style style)
{
	char id[64];

	docx_style_id(id, sizeof id, style, 0);
	docx_val(x, "w:pStyle", id);
}

static void put_field_char(struct xml_out *x, const char *type)
{
	xml_open(x, "w:r");
	xml_open(x, "w:fldChar");
	xml_attr(x, "w:fldCharType", type);
	xml_close(x);
	xml_close(x);
}

static void put_text(struct xml_out *x, const char *element, const char *text)
{
	if (!*text)
		return;
	xml_open(x, "w:r");
	xml_open(x, element);
	xml_attr(x, "xml:space", "preserve");
	xml_text(x, text, strlen(text));
	xml_close(x);
	xml_close(x);
}

static void put_number(struct xml_out *x, const struct layout *l)
{
	put_text(x, "w:t", l->number.before);
	put_field_char(x, "begin");
	put_text(x, "w:instrText", " PAGE ");
	put_field_char(x, "separate");
	put_text(x, "w:t", "1");
	put_field_char(x, "end");
	put_text(x, "w:t", l->number.after);
}

static void put_number_paragraph(
	struct xml_out *x, const struct layout *l, bool even, bool turned)
{
	bool outside = l->number.place == LAYOUT_PLACE_OUTSIDE;

	xml_open(x, "w:p");
	xml_open(x, "w:pPr");
	put_style_name(x, OFFICE_NUMBER);
	if (outside && !turned) {
		xml_open(x, "w:ind");
		xml_attr_int(x, even ? "w:left" : "w:right", l->number.inset);
		xml_close(x);
	}
	docx_val(x, "w:jc", !outside ? "center" : even ? "left" : "right");
	xml_close(x);
	put_number(x, l);
	xml_close(x);
}

/* A table of one cell without borders, whose text is turned, at a place of the page. */
static void put_turned_number(struct xml_out *x, const struct layout *l, bool even)
{
	struct office_turned t = office_turned_number(l, even);

	xml_open(x, "w:tbl");
	xml_open(x, "w:tblPr");
	xml_open(x, "w:tblpPr");
	xml_attr(x, "w:vertAnchor", "page");
	xml_attr(x, "w:horzAnchor", "page");
	xml_attr_int(x, "w:tblpX", t.x);
	xml_attr_int(x, "w:tblpY", t.y);
	xml_close(x);
	xml_open(x, "w:tblW");
	xml_attr_int(x, "w:w", t.width);
	xml_attr(x, "w:type", "dxa");
	xml_close(x);
	xml_open(x, "w:tblLayout");
	xml_attr(x, "w:type", "fixed");
	xml_close(x);
	xml_open(x, "w:tblCellMar");
	for (int side = 0; side < 2; side++) {
		xml_open(x, side ? "w:right" : "w:left");
		xml_attr(x, "w:w", "0");
		xml_attr(x, "w:type", "dxa");
		xml_close(x);
	}
	xml_close(x);
	xml_close(x);
	xml_open(x, "w:tblGrid");
	xml_open(x, "w:gridCol");
	xml_attr_int(x, "w:w", t.width);
	xml_close(x);
	xml_close(x);
	xml_open(x, "w:tr");
	xml_open(x, "w:trPr");
	xml_open(x, "w:trHeight");
	xml_attr_int(x, "w:val", t.height);
	xml_attr(x, "w:hRule", "exact");
	xml_close(x);
	xml_close(x);
	xml_open(x, "w:tc");
	xml_open(x, "w:tcPr");
	xml_open(x, "w:tcW");
	xml_attr_int(x, "w:w", t.width);
	xml_attr(x, "w:type", "dxa");
	xml_close(x);
	docx_val(x, "w:textDirection", "tbRl");
	docx_val(x, "w:vAlign", "center");
	xml_close(x);
	put_number_paragraph(x, l, even, true);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/* Close under the number: its lines have the room that was counted for them. */
static void put_footer_provenance(struct xml_out *x, const struct office *o)
{
	xml_open(x, "w:p");
	xml_open(x, "w:pPr");
	put_style_name(x, OFFICE_PROVENANCE);
	xml_open(x, "w:spacing");
	xml_attr(x, "w:before", "0");
	xml_attr_int(x, "w:line", office_footer_line(o));
	xml_attr(x, "w:lineRule", "exact");
	xml_close(x);
	xml_close(x);
	put_text(x, "w:t", buf_str(&o->footer));
	xml_close(x);
}

void docx_put_footer(struct xml_out *x, const struct office *o, unsigned footer)
{
	const struct layout *l = o->layout;
	bool even = footer % 2, across = footer >= DOCX_FOOTER_ACROSS;

	open_part(x, "w:ftr");
	if (l->number.place == LAYOUT_PLACE_NONE || (across && office_turns_number(l))) {
		if (l->number.place != LAYOUT_PLACE_NONE)
			put_turned_number(x, l, even);
		xml_open(x, "w:p");
		xml_open(x, "w:pPr");
		put_style_name(x, OFFICE_NUMBER);
		xml_close(x);
		xml_close(x);
	} else {
		put_number_paragraph(x, l, even, false);
	}
	if (o->footer.len)
		put_footer_provenance(x, o);
	xml_close(x);
}

/* ---- sections ---- */

static void put_footer_reference(struct xml_out *x, unsigned footer)
{
	xml_open(x, "w:footerReference");
	xml_attr(x, "w:type", footer % 2 ? "even" : "default");
	xml_attr_printf(x, "r:id", "footer%u", footer + 1);
	xml_close(x);
}

/* The number's middle is layout.number.below under the text: the bottom of its line, which is
   0.6 of its size lower, is what w:footer counts from the paper's edge. The sheet across is
   turned so that its head is at the left (GB/T 9704-2012, 8). */
void docx_put_section(struct xml_out *x, const struct office *o, bool across)
{
	const struct layout *l = o->layout;
	unsigned footer = across ? DOCX_FOOTER_ACROSS : DOCX_FOOTER_ODD;
	long width = across ? l->page.height : l->page.width;
	long height = across ? l->page.width : l->page.height;
	long bottom = across ? l->page.right : l->page.bottom;
	long under = bottom - l->number.below -
		     layout_length(l, OFFICE_NUMBER, LAYOUT_SIZE) * 6 / 10 -
		     office_footer_room(o);

	xml_open(x, "w:sectPr");
	put_footer_reference(x, footer);
	put_footer_reference(x, footer + 1);
	xml_open(x, "w:pgSz");
	xml_attr_int(x, "w:w", width);
	xml_attr_int(x, "w:h", height);
	if (width > height)
		xml_attr(x, "w:orient", "landscape");
	xml_close(x);
	xml_open(x, "w:pgMar");
	xml_attr_int(x, "w:top", across ? l->page.left : l->page.top);
	xml_attr_int(x, "w:right", across ? l->page.top : l->page.right);
	xml_attr_int(x, "w:bottom", bottom);
	xml_attr_int(x, "w:left", across ? l->page.bottom : l->page.left);
	xml_attr_int(x, "w:header", 720);
	xml_attr_int(x, "w:footer", under > 0 ? under : 0);
	xml_attr(x, "w:gutter", "0");
	xml_close(x);
	xml_close(x);
}
