#include "docx.h"

#include <stdio.h>
#include <string.h>

/* One twip is 635 English Metric Units, the unit of DrawingML (ISO/IEC 29500-1, 20.1.10.16). */
#define EMU_PER_TWIP 635

static void put_empty(struct xml_out *x, const char *element)
{
	xml_open(x, element);
	xml_close(x);
}

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
	put_empty(x, "pic:cNvPicPr");
	xml_close(x);
	xml_open(x, "pic:blipFill");
	xml_open(x, "a:blip");
	xml_attr(x, "r:embed", relation);
	xml_close(x);
	xml_open(x, "a:stretch");
	put_empty(x, "a:fillRect");
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
	put_empty(x, "a:avLst");
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

void docx_put_picture(
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
	xml_attr(x, "uri", DOCX_DRAWING "picture");
	put_pic(x, relation, number, i);
	xml_close(x);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

void docx_put_core(struct xml_out *x, const struct office_meta *m)
{
	static const char *const dates[] = {"dcterms:created", "dcterms:modified"};

	xml_declaration(x);
	xml_open(x, "cp:coreProperties");
	xml_attr(x, "xmlns:cp", DOCX_PACKAGE "metadata/core-properties");
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
void docx_put_custom(struct xml_out *x, const struct office_meta *m)
{
	xml_declaration(x);
	xml_open(x, "Properties");
	xml_attr(x, "xmlns", DOCX_OFFICE "custom-properties");
	xml_attr(x, "xmlns:vt", DOCX_OFFICE "docPropsVTypes");
	for (unsigned i = 0; i < m->property_count; i++) {
		xml_open(x, "property");
		xml_attr(x, "fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}");
		xml_attr_int(x, "pid", i + 2);
		xml_attr(x, "name", m->properties[i].name);
		put_property_value(x, &m->properties[i]);
		xml_close(x);
	}
}
