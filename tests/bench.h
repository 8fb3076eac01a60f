#ifndef GUIDANG_BENCH_H
#define GUIDANG_BENCH_H

/* What programs that measure have in common. */
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zip.h>

#include "base/buf.h"

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline void keep_best(double *best, double start)
{
	double time = now() - start;

	if (!*best || time < *best)
		*best = time;
}

static inline _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

/* The files in a document, one behind the other. */
static inline void unpack(const struct buf *document, struct buf *files)
{
	zip_source_t *source = zip_source_buffer_create(document->data, document->len, 0, NULL);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
	char chunk[16384];

	if (!zip)
		give_up("libzip refused a document");
	for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
		zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
		zip_int64_t got;

		while (file && (got = zip_fread(file, chunk, sizeof chunk)) > 0)
			buf_put(files, chunk, (size_t)got);
		zip_fclose(file);
	}
	zip_discard(zip);
}

/* ---- libxml2, bare ---- */

static inline void on_start(void *user, const xmlChar *name, const xmlChar **atts)
{
}

static inline void on_end(void *user, const xmlChar *name)
{
}

static inline void on_text(void *user, const xmlChar *text, int len)
{
}

static inline void on_error(void *user, const char *format, ...)
{
}

/* A page by libxml2's SAX into nothing. encoding: NULL for what the page says. */
static inline void parse_bare(const char *bytes, size_t len, const char *encoding)
{
	htmlParserCtxtPtr p = htmlCreateMemoryParserCtxt(bytes, (int)len);

	if (!p)
		give_up("libxml2 refused a page");
	xmlSetGenericErrorFunc(NULL, on_error);
	*p->sax = (xmlSAXHandler){.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text};
	htmlCtxtUseOptions(p, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				      HTML_PARSE_RECOVER);
	p->options |= XML_PARSE_HUGE;
	if (encoding)
		xmlSwitchToEncoding(p, xmlFindCharEncodingHandler(encoding));
	htmlParseDocument(p);
	htmlFreeParserCtxt(p);
}

#endif
