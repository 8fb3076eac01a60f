#ifndef GUIDANG_DOCX_H
#define GUIDANG_DOCX_H

/* Parts of WordprocessingML packages that stand for themselves: pictures and properties. */
#include "office/office.h"
#include "office/properties.h"
#include "base/xmlout.h"

#define DOCX_MAIN     "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define DOCX_DRAWING  "http://schemas.openxmlformats.org/drawingml/2006/"
#define DOCX_PACKAGE  "http://schemas.openxmlformats.org/package/2006/"
#define DOCX_OFFICE   "http://schemas.openxmlformats.org/officeDocument/2006/"
#define DOCX_RELATION DOCX_OFFICE "relationships"

/* The w:drawing of a picture in a run. relation: the id of its file; number: from 1, another
   one for each picture. */
void docx_put_picture(
	struct xml_out *x, const char *relation, unsigned number, const struct office_image *i);

/* docProps/core.xml and docProps/custom.xml. */
void docx_put_core(struct xml_out *x, const struct office_meta *m);
void docx_put_custom(struct xml_out *x, const struct office_meta *m);

#endif
