#ifndef GUIDANG_OUT_DOCX_STYLES_H
#define GUIDANG_OUT_DOCX_STYLES_H

/* A layout in WordprocessingML: fonts, styles, numbering, footers, sections. */
#include "base/xmlout.h"
#include "office/office.h"

#define DOCX_MAIN "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

/* Abstract numberings of docx_put_numbering, in this order. */
enum docx_numbering { DOCX_LIST_NONE, DOCX_LIST_BULLET, DOCX_LIST_NUMBER, DOCX_LIST_COUNT };

/* Footers: of upright pages and of those across, odd and even each. Their parts are
   word/footer1.xml and on, their relations' ids footer1 and on, in this order. */
enum docx_footer { DOCX_FOOTER_ODD, DOCX_FOOTER_EVEN, DOCX_FOOTER_ACROSS, DOCX_FOOTERS = 4 };

/* An element that has no more than w:val. */
void docx_val(struct xml_out *x, const char *element, const char *value);
void docx_val_int(struct xml_out *x, const char *element, long value);
void docx_empty(struct xml_out *x, const char *element);

/* Of the paragraph style; with a step of the layout's sizes if that is not 0. */
void docx_style_id(char *id, size_t size, enum office_style style, unsigned step);

/* Attributes of w:lang. */
extern const char *const docx_languages[OFFICE_WRITING_COUNT];

/* w:rFonts, if there is any font. */
void docx_put_fonts(
	struct xml_out *x, const struct layout_font *cjk, const struct layout_font *latin);

/* word/styles.xml, word/fontTable.xml, word/settings.xml, a footer: whole parts. */
void docx_put_styles(struct xml_out *x, const struct office *o);
void docx_put_font_table(struct xml_out *x, const struct layout *l);
void docx_put_settings(struct xml_out *x, const struct office *o);
void docx_put_footer(struct xml_out *x, const struct office *o, unsigned footer);

/* w:abstractNum elements. */
void docx_put_numbering(struct xml_out *x, const struct layout *l);
/* One more, for numbers of a format. */
void docx_put_numbers(struct xml_out *x, const struct layout *l,
	const struct numbering_format *format, unsigned id);

/* w:sectPr for the pages that end here. */
void docx_put_section(struct xml_out *x, const struct office *o, bool across);

#endif
