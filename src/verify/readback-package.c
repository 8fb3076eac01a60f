/* The packages of office documents, as a reader sees them. */
#include "verify/readback-private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A part of a document that is larger unpacked is no document of ours [bytes]. */
#define PART_MAX ((zip_uint64_t)2 << 30)

int readback_fault(struct readback_package *p, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	p->why = arena_strdup(&p->to->arena, sentence);
	if (!p->why)
		p->why = "out of memory";
	return -1;
}

int readback_open_package(
	struct readback_package *p, struct readback *to, const char *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer_create(bytes, len, 0, NULL);

	*p = (struct readback_package){.to = to};
	p->zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL) : NULL;
	if (p->zip)
		return 0;
	zip_source_free(source);
	return readback_fault(p, "it is no ZIP package, or a damaged one");
}

void readback_close_package(struct readback_package *p)
{
	if (p->zip)
		zip_discard(p->zip);
	p->zip = NULL;
}

bool readback_has_file(const struct readback_package *p, const char *name)
{
	return zip_name_locate(p->zip, name, 0) >= 0;
}

/* Reads a file to its end, where libzip compares its checksum. */
static int read_index(struct readback_package *p, zip_uint64_t index, struct buf *out)
{
	zip_file_t *file = zip_fopen_index(p->zip, index, 0);
	const char *name = zip_get_name(p->zip, index, 0);
	char chunk[16384];
	zip_uint64_t size = 0;
	zip_int64_t got = -1;

	while (file && size < PART_MAX && (got = zip_fread(file, chunk, sizeof chunk)) > 0) {
		size += (zip_uint64_t)got;
		if (out)
			buf_put(out, chunk, (size_t)got);
	}
	if (file)
		zip_fclose(file);
	return got ? readback_fault(p, "%s in it is damaged", name ? name : "a file") : 0;
}

int readback_get_file(struct readback_package *p, const char *name, struct buf *out)
{
	zip_int64_t index = zip_name_locate(p->zip, name, 0);

	if (index < 0)
		return readback_fault(p, "%s is not in it", name);
	if (read_index(p, (zip_uint64_t)index, out))
		return -1;
	return buf_failed(out) ? readback_fault(p, "out of memory") : 0;
}

int readback_check_files(struct readback_package *p)
{
	zip_int64_t count = zip_get_num_entries(p->zip, 0);
	int rc = 0;

	for (zip_int64_t i = 0; i < count && !rc; i++)
		rc = read_index(p, (zip_uint64_t)i, NULL);
	return rc;
}

/* ---- XML ---- */

/* Nothing is printed. */
static void be_silent(void *user, const char *message, xmlParserSeverities severity,
	xmlTextReaderLocatorPtr locator)
{
}

int readback_walk_xml(struct readback_package *p, const char *name,
	int (*on_node)(void *user, xmlTextReaderPtr reader), void *user)
{
	struct buf xml = BUF_INIT;
	xmlTextReaderPtr reader = NULL;
	int rc = readback_get_file(p, name, &xml), got = -1;

	if (!rc && xml.len < INT32_MAX)
		reader = xmlReaderForMemory(buf_str(&xml), (int)xml.len, NULL, NULL,
			XML_PARSE_NONET | XML_PARSE_HUGE);
	if (reader) {
		xmlTextReaderSetErrorHandler(reader, be_silent, NULL);
		while (!rc && (got = xmlTextReaderRead(reader)) == 1)
			rc = on_node(user, reader);
	}
	if (!rc && got)
		rc = readback_fault(p, "%s in it is no well-formed XML", name);
	xmlFreeTextReader(reader);
	buf_free(&xml);
	return rc;
}

bool readback_is(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	const char *uri = (const char *)xmlTextReaderConstNamespaceUri(reader);

	return uri && !strcmp(uri, ns) &&
	       !strcmp((const char *)xmlTextReaderConstLocalName(reader), name);
}

char *readback_attribute(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	return (char *)xmlTextReaderGetAttributeNs(
		reader, (const xmlChar *)name, (const xmlChar *)ns);
}

unsigned readback_number(xmlTextReaderPtr reader, const char *ns, const char *name)
{
	char *value = readback_attribute(reader, ns, name);
	unsigned long number = value ? strtoul(value, NULL, 10) : 1;

	xmlFree(value);
	return number < 1		    ? 1
	       : number > READBACK_GRID_MAX ? READBACK_GRID_MAX
					    : (unsigned)number;
}
