#include "odf-files.h"

#include <string.h>

#include "version.h"

void odf_put_root(struct xml_out *x, const char *name, const struct document *doc)
{
	static const struct {
		const char *prefix, *uri;
	} namespaces[] = {
		{"xmlns:office", ODF_NAMESPACE "office:1.0"},
		{"xmlns:style", ODF_NAMESPACE "style:1.0"},
		{"xmlns:text", ODF_NAMESPACE "text:1.0"},
		{"xmlns:table", ODF_NAMESPACE "table:1.0"},
		{"xmlns:draw", ODF_NAMESPACE "drawing:1.0"},
		{"xmlns:fo", ODF_NAMESPACE "xsl-fo-compatible:1.0"},
		{"xmlns:svg", ODF_NAMESPACE "svg-compatible:1.0"},
		{"xmlns:meta", ODF_NAMESPACE "meta:1.0"},
		{"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
		{"xmlns:xlink", "http://www.w3.org/1999/xlink"},
	};

	xml_declaration(x);
	xml_open(x, name);
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		xml_attr(x, namespaces[i].prefix, namespaces[i].uri);
	xml_attr(x, "office:version", office_odf_version(doc));
}

static void put_keyword(void *x, const char *s, size_t len)
{
	xml_open(x, "meta:keyword");
	xml_text(x, s, len);
	xml_close(x);
}

void odf_put_meta(struct xml_out *x, const struct document *doc, const struct office_meta *m)
{
	odf_put_root(x, "office:document-meta", doc);
	xml_open(x, "office:meta");
	xml_element(x, "meta:generator", "guidang/" GUIDANG_VERSION);
	xml_element(x, "dc:title", m->title);
	xml_element(x, "dc:description", m->summary);
	xml_element(x, "dc:subject", m->topic);
	if (m->keywords)
		office_each_keyword(m->keywords, put_keyword, x);
	xml_element(x, "meta:initial-creator", m->issuer);
	xml_element(x, "dc:creator", m->issuer);
	xml_element(x, "meta:creation-date", m->created);
	xml_element(x, "dc:date", m->created);
	xml_element(x, "dc:language", m->language);
	for (unsigned i = 0; i < m->property_count; i++) {
		xml_open(x, "meta:user-defined");
		xml_attr(x, "meta:name", m->properties[i].name);
		xml_attr(x, "meta:value-type", m->properties[i].is_date ? "date" : "string");
		xml_text(x, m->properties[i].value, strlen(m->properties[i].value));
		xml_close(x);
	}
}

/*
 * Settings have their meaning from the program that they name (3.10). LibreOffice keeps the row
 * of a table with what follows, as its first paragraph says, where TableRowKeep is set. For a
 * document with settings, it takes those that are not there as programs of long ago had them:
 * the others are as in a new document, and as it has them for one without settings.
 */
void odf_put_settings(struct xml_out *x, const struct document *doc)
{
	struct buf items = BUF_INIT;

	odf_put_root(x, "office:document-settings", doc);
	xml_attr(x, "xmlns:config", ODF_NAMESPACE "config:1.0");
	xml_attr(x, "xmlns:ooo", "http://openoffice.org/2004/office");
	xml_open(x, "office:settings");
	xml_open(x, "config:config-item-set");
	xml_attr(x, "config:name", "ooo:configuration-settings");
	office_put_part(&items, "parts/odt-settings.inc");
	if (buf_failed(&items))
		xml_fail(x);
	xml_raw(x, items.data, items.len);
	buf_free(&items);
}
