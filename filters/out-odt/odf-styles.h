#ifndef GUIDANG_ODF_STYLES_H
#define GUIDANG_ODF_STYLES_H

/* What OpenDocument makes of a layout: fonts, paragraph and list styles, pages. */
#include "office/office.h"
#include "office/properties.h"
#include "base/xmlout.h"

/* Master pages: upright, and across for wide tables. */
#define ODF_MASTER_UPRIGHT "Standard"
#define ODF_MASTER_ACROSS  "Landscape"

/* A length of ODF. Made of integers, so that no locale has its comma in it. */
void odf_length_name(struct xml_out *x, const char *attr, size_t len, long twips);
static inline void odf_length(struct xml_out *x, const char *attr, long twips)
{
	odf_length_name(x, attr, strlen(attr), twips);
}

/* Of the paragraph style; with a step of the layout's sizes where that is not 0. */
void odf_style_name(char *name, size_t size, enum office_style style, unsigned step);

/* The style's typeface, and a language: attributes of style:text-properties. */
void odf_put_face(struct xml_out *x, const struct layout *l, enum office_style style);
void odf_put_locale(struct xml_out *x, const struct office_locale *locale);

/* office:font-face-decls. */
void odf_put_fonts(struct xml_out *x, const struct layout *l);

/* office:automatic-styles and office:master-styles of styles.xml. */
void odf_put_pages(struct xml_out *x, const struct office *o);

/* styles.xml, but for its root element, which is open. */
void odf_put_styles(struct xml_out *x, const struct office *o);
/* The list style List_NAME of a format of numbers. */
void odf_put_list_style(
	struct xml_out *x, const struct layout *l, const struct numbering_format *format);

#endif
