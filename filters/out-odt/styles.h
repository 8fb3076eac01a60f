#ifndef GUIDANG_OUT_ODT_STYLES_H
#define GUIDANG_OUT_ODT_STYLES_H

/* A layout in OpenDocument: fonts, paragraph and list styles, pages. */
#include <string.h>

#include "base/xmlout.h"
#include "office/office.h"

/* Adds a length attribute. Made of integers, so that no locale has its comma in it. len: of
 * attr. */
void odf_length_name(struct xml_out *x, const char *attr, size_t len, long twips);
static inline void odf_length(struct xml_out *x, const char *attr, long twips)
{
	odf_length_name(x, attr, strlen(attr), twips);
}

/* office:font-face-decls. */
void odf_put_fonts(struct xml_out *x, const struct layout *l);
/* styles.xml, but for its root element, which is open. */
void odf_put_styles(struct xml_out *x, const struct office *o);
/* The list style List_NAME of a format of numbers. */
void odf_put_list_style(
	struct xml_out *x, const struct layout *l, const struct numbering_format *format);

/* How a paragraph or a table turns the page. */
enum odf_turn { ODF_TURN_NOT, ODF_TURN_UPRIGHT, ODF_TURN_ACROSS };

/* The master page that is turned to; NULL for ODF_TURN_NOT. */
const char *odf_master(enum odf_turn turn);

/*
 * Paragraphs and runs of OpenDocument carry no properties but by a style: these are the styles
 * that are made for what the named ones do not say. Each look has one, found by hash.
 */
struct odf_looks {
	struct look *look;
	unsigned count, room;
	unsigned *slots; /* number + 1; 0: free */
	unsigned slot_count;
	bool faced;  /* a run names a font */
	bool failed; /* memory ran out */
};

/* The name of the paragraph's style, of up to size bytes. A new one is written to automatic. */
void odf_look_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o, const struct office_paragraph *p, enum odf_turn turn);
/* The same of the text style for o->run. */
void odf_run_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o);
void odf_looks_free(struct odf_looks *l);

#endif
