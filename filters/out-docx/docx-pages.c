/* Pages of WordprocessingML: footers with their numbers, and sections. */
#include "docx-styles.h"

#include <string.h>

/* ---- footers ---- */

static void put_style(struct xml_out *x, enum office_style style)
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
	put_style(x, OFFICE_NUMBER);
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
	put_style(x, OFFICE_PROVENANCE);
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

	docx_open_part(x, "w:ftr");
	if (l->number.place == LAYOUT_PLACE_NONE || (across && office_turns_number(l))) {
		if (l->number.place != LAYOUT_PLACE_NONE)
			put_turned_number(x, l, even);
		xml_open(x, "w:p");
		xml_open(x, "w:pPr");
		put_style(x, OFFICE_NUMBER);
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
