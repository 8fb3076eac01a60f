#ifndef GUIDANG_ODF_FILES_H
#define GUIDANG_ODF_FILES_H

/* What the files of an OpenDocument package share, and those beside content and styles. */
#include "office/office.h"
#include "office/properties.h"
#include "base/xmlout.h"

#define ODF_NAMESPACE "urn:oasis:names:tc:opendocument:xmlns:"

/* Begins a file: its declaration and root, with the namespaces. */
void odf_put_root(struct xml_out *x, const char *name, const struct document *doc);
/* meta.xml and settings.xml. */
void odf_put_meta(
	struct xml_out *x, const struct document *doc, const struct office_meta *meta);
void odf_put_settings(struct xml_out *x, const struct document *doc);

#endif
