/* Pages of OpenDocument: page layouts, master pages, their footers with the page number. */
#include "odf-styles.h"

#include <string.h>

static const char number_style[] = "Footer";

struct page {
	const char *name;
	long width, height, top, right, bottom, left;
};

/*
 * LibreOffice counts the distance to the text (fo:margin-top) into the footer's height: page
 * margin and that height together are the layout's margin. The middle of a line of the number
 * is 0.6 of its size below its top.
 */
static void put_footer(
	struct xml_out *x, const struct office *o, const struct page *p, bool upright)
{
	const struct layout *l = o->layout;
	long size = layout_length(l, OFFICE_NUMBER, LAYOUT_SIZE);
	long gap = l->number.below - size * 6 / 10, height;

	gap = gap < 0 ? 0 : gap;
	height = gap + 2 * size + office_footer_room(o);
	height = height > p->bottom ? p->bottom : height;
	odf_length(x, "fo:margin-bottom", p->bottom - height);
	xml_close(x); /* style:page-layout-properties */
	xml_open(x, "style:footer-style");
	xml_open(x, "style:header-footer-properties");
	odf_length(x, "svg:height", height);
	odf_length(x, "fo:margin-top", upright ? gap : 0);
	xml_attr(x, "fo:margin-bottom", "0pt");
	xml_attr(x, "style:dynamic-spacing", "false");
	xml_close(x);
	xml_close(x);
}

static void put_page(
	struct xml_out *x, const struct office *o, const struct page *p, bool upright)
{
	xml_open(x, "style:page-layout");
	xml_attr(x, "style:name", p->name);
	xml_attr(x, "style:page-usage", "all");
	xml_open(x, "style:page-layout-properties");
	odf_length(x, "fo:page-width", p->width);
	odf_length(x, "fo:page-height", p->height);
	xml_attr(x, "style:print-orientation", p->width > p->height ? "landscape" : "portrait");
	xml_attr(x, "style:num-format", "1");
	xml_attr(x, "style:writing-mode", "lr-tb");
	odf_length(x, "fo:margin-top", p->top);
	odf_length(x, "fo:margin-right", p->right);
	odf_length(x, "fo:margin-left", p->left);
	if (office_has_footer(o)) {
		put_footer(x, o, p, upright);
	} else {
		odf_length(x, "fo:margin-bottom", p->bottom);
		xml_close(x);
	}
	xml_close(x);
}

/* The sheet across is turned so that its head is at the left (GB/T 9704-2012, 8). */
static void put_pages(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;
	struct page upright = {"Page", l->page.width, l->page.height, l->page.top,
		l->page.right, l->page.bottom, l->page.left};
	struct page across = {"Across", l->page.height, l->page.width, l->page.left,
		l->page.top, l->page.right, l->page.bottom};

	put_page(x, o, &upright, true);
	put_page(x, o, &across, !office_turns_number(l));
}

static void put_number(struct xml_out *x, const struct layout *l)
{
	xml_text(x, l->number.before, strlen(l->number.before));
	xml_open(x, "text:page-number");
	xml_attr(x, "text:select-page", "current");
	xml_text(x, "1", 1);
	xml_close(x);
	xml_text(x, l->number.after, strlen(l->number.after));
}

typedef void put_number_fn(struct xml_out *x, const struct layout *l, bool even);

/* The number, and under it what else the footer is to say. */
static void put_footer_text(
	struct xml_out *x, const struct office *o, put_number_fn *put, bool even)
{
	if (o->layout->number.place != LAYOUT_PLACE_NONE)
		put(x, o->layout, even);
	if (!o->footer.len)
		return;
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", "Provenance_20_footer");
	xml_text(x, buf_str(&o->footer), o->footer.len);
	xml_close(x);
}

static void put_footers(struct xml_out *x, const struct office *o, put_number_fn *put)
{
	if (!office_has_footer(o))
		return;
	xml_open(x, "style:footer");
	put_footer_text(x, o, put, false);
	xml_close(x);
	if (o->layout->number.place != LAYOUT_PLACE_OUTSIDE)
		return;
	xml_open(x, "style:footer-left");
	put_footer_text(x, o, put, true);
	xml_close(x);
}

static void put_upright_number(struct xml_out *x, const struct layout *l, bool even)
{
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", even ? "Footer_20_left" : "Footer_20_right");
	put_number(x, l);
	xml_close(x);
}

/* LibreOffice turns the text of a table's cell, but not that of a frame. */
static void put_turned_table(struct xml_out *x, const struct layout *l, bool even)
{
	xml_open(x, "table:table");
	xml_attr(x, "table:name", even ? "Number_even" : "Number_odd");
	xml_attr(x, "table:style-name", "Turned.table");
	xml_open(x, "table:table-column");
	xml_attr(x, "table:style-name", "Turned.column");
	xml_close(x);
	xml_open(x, "table:table-row");
	xml_attr(x, "table:style-name", "Turned.row");
	xml_open(x, "table:table-cell");
	xml_attr(x, "table:style-name", "Turned.cell");
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", even ? "Turned_20_left" : "Turned_20_right");
	put_number(x, l);
	xml_close(x);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/*
 * Clause 8: on a sheet across, the number stands where it does on the others once the sheet is
 * turned upright, head to the left: at the left edge, at the foot of odd pages and the head of
 * even ones, turned with it.
 */
static void put_turned_number(struct xml_out *x, const struct layout *l, bool even)
{
	struct office_turned t = office_turned_number(l, even);

	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", number_style);
	xml_open(x, "draw:frame");
	xml_attr(x, "draw:style-name", "Turned");
	xml_attr(x, "draw:name", even ? "Number even" : "Number odd");
	xml_attr(x, "text:anchor-type", "paragraph");
	odf_length(x, "svg:x", t.x);
	odf_length(x, "svg:y", t.y);
	odf_length(x, "svg:width", t.width);
	xml_open(x, "draw:text-box");
	odf_length(x, "fo:min-height", t.height);
	put_turned_table(x, l, even);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/* A style of the family and its element of properties: both are to be closed. */
static void open_automatic(
	struct xml_out *x, const char *name, const char *family, const char *properties)
{
	xml_open(x, "style:style");
	xml_attr(x, "style:name", name);
	xml_attr(x, "style:family", family);
	xml_open(x, properties);
}

static void close_automatic(struct xml_out *x)
{
	xml_close(x);
	xml_close(x);
}

static void put_turned_frame(struct xml_out *x)
{
	static const char *const values[][2] = {
		{"style:vertical-pos", "from-top"},
		{"style:vertical-rel", "page"},
		{"style:horizontal-pos", "from-left"},
		{"style:horizontal-rel", "page"},
		{"style:wrap", "run-through"},
		{"style:flow-with-text", "false"},
		{"draw:fill", "none"},
		{"draw:stroke", "none"},
		{"fo:border", "none"},
		{"fo:padding", "0pt"},
	};

	/* Without a style called Frame behind it, LibreOffice makes a drawing of it, without
	   page numbers. */
	xml_open(x, "style:style");
	xml_attr(x, "style:name", "Turned");
	xml_attr(x, "style:family", "graphic");
	xml_attr(x, "style:parent-style-name", "Frame");
	xml_open(x, "style:graphic-properties");
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		xml_attr(x, values[i][0], values[i][1]);
	close_automatic(x);
}

static void put_turned_styles(struct xml_out *x, const struct layout *l)
{
	struct office_turned t = office_turned_number(l, false);

	put_turned_frame(x);
	open_automatic(x, "Turned.table", "table", "style:table-properties");
	odf_length(x, "style:width", t.width);
	xml_attr(x, "table:align", "left");
	close_automatic(x);
	open_automatic(x, "Turned.column", "table-column", "style:table-column-properties");
	odf_length(x, "style:column-width", t.width);
	close_automatic(x);
	open_automatic(x, "Turned.row", "table-row", "style:table-row-properties");
	odf_length(x, "style:row-height", t.height);
	close_automatic(x);
	open_automatic(x, "Turned.cell", "table-cell", "style:table-cell-properties");
	xml_attr(x, "fo:border", "none");
	xml_attr(x, "fo:padding", "0pt");
	xml_attr(x, "style:vertical-align", "middle");
	xml_attr(x, "style:writing-mode", "tb-rl");
	close_automatic(x);
	for (int even = 0; even < 2; even++) {
		xml_open(x, "style:style");
		xml_attr(x, "style:name", even ? "Turned_20_left" : "Turned_20_right");
		xml_attr(x, "style:family", "paragraph");
		xml_attr(x, "style:parent-style-name", number_style);
		xml_open(x, "style:paragraph-properties");
		xml_attr(x, "fo:text-align", even ? "start" : "end");
		close_automatic(x);
	}
}

/* Close under the number: the lines have the room that was counted for them. */
static void put_provenance_style(struct xml_out *x, const struct office *o)
{
	xml_open(x, "style:style");
	xml_attr(x, "style:name", "Provenance_20_footer");
	xml_attr(x, "style:family", "paragraph");
	xml_attr(x, "style:parent-style-name", "Provenance");
	xml_open(x, "style:paragraph-properties");
	xml_attr(x, "fo:margin-top", "0pt");
	odf_length(x, "fo:line-height", office_footer_line(o));
	close_automatic(x);
}

static void put_master(struct xml_out *x, const struct office *o, const char *name,
	const char *page, put_number_fn *number)
{
	xml_open(x, "style:master-page");
	xml_attr(x, "style:name", name);
	xml_attr(x, "style:page-layout-name", page);
	put_footers(x, o, number);
	xml_close(x);
}

void odf_put_pages(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;

	xml_open(x, "office:automatic-styles");
	if (office_turns_number(l))
		put_turned_styles(x, l);
	if (o->footer.len)
		put_provenance_style(x, o);
	put_pages(x, o);
	xml_close(x);
	xml_open(x, "office:master-styles");
	put_master(x, o, ODF_MASTER_UPRIGHT, "Page", put_upright_number);
	put_master(x, o, ODF_MASTER_ACROSS, "Across",
		office_turns_number(l) ? put_turned_number : put_upright_number);
	xml_close(x);
}
