/*
 * usage: bench-convert PAGE...
 *
 * Processor time of converting pages in one process, against the least that any program built
 * on the same libraries needs: libxml2 parsing the same bytes by SAX into nothing, and zlib
 * deflating the files of the same document, as hard as libzip has it do. The best of ROUNDS for
 * each. Measures only: nothing passes or fails.
 */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>
#include <zlib.h>

#include "file.h"
#include "guidang.h"

#define ROUNDS 5

/* What a conversion does first, and what it ends with: best times [s]. */
struct page {
	struct buf bytes;
	double parse, text, odt, docx, deflate_odt, deflate_docx;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void keep_best(double *best, double start)
{
	double time = now() - start;

	if (!*best || time < *best)
		*best = time;
}

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "bench-convert: %s\n", what);
	exit(1);
}

/* ---- the least ---- */

static void on_start(void *user, const xmlChar *name, const xmlChar **atts)
{
}

static void on_end(void *user, const xmlChar *name)
{
}

static void on_text(void *user, const xmlChar *text, int len)
{
}

static void parse(const struct buf *bytes)
{
	htmlParserCtxtPtr p = htmlCreateMemoryParserCtxt(bytes->data, (int)bytes->len);

	if (!p)
		give_up("libxml2 refused a page");
	*p->sax = (xmlSAXHandler){.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text};
	htmlCtxtUseOptions(p, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				      HTML_PARSE_RECOVER);
	p->options |= XML_PARSE_HUGE;
	htmlParseDocument(p);
	htmlFreeParserCtxt(p);
}

static void deflate_all(const struct buf *bytes)
{
	uLongf size = compressBound((uLong)bytes->len);
	Bytef *out = malloc(size);

	if (!out || compress2(out, &size, (const Bytef *)buf_str(bytes), (uLong)bytes->len,
			    Z_BEST_COMPRESSION) != Z_OK)
		give_up("zlib refused a document");
	free(out);
}

/* The files in an office document, one behind the other. */
static void unpack(const struct buf *document, struct buf *files)
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

/* ---- the whole ---- */

static void convert(
	struct guidang *g, const struct buf *bytes, const char *format, struct buf *out)
{
	struct options options = {.force = true};
	struct guidang_input input = {
		.name = "page.html", .bytes = bytes->data, .len = bytes->len};
	struct guidang_page *page;

	buf_clear(out);
	if (guidang_read(g, &options, &input, &page) != GUIDANG_FAILED &&
		guidang_write(page, format, out))
		give_up("a page cannot be converted");
	guidang_page_free(page);
}

static void measure_format(struct guidang *g, const struct buf *bytes, const char *format,
	double *whole, double *deflated)
{
	struct buf out = BUF_INIT, files = BUF_INIT;
	double start = now();

	convert(g, bytes, format, &out);
	keep_best(whole, start);
	if (deflated && out.len) {
		unpack(&out, &files);
		start = now();
		deflate_all(&files);
		keep_best(deflated, start);
	}
	buf_free(&out);
	buf_free(&files);
}

static void measure(struct guidang *g, struct page *p)
{
	double start = now();

	parse(&p->bytes);
	keep_best(&p->parse, start);
	measure_format(g, &p->bytes, "text", &p->text, NULL);
	measure_format(g, &p->bytes, "odt", &p->odt, &p->deflate_odt);
	measure_format(g, &p->bytes, "docx", &p->docx, &p->deflate_docx);
}

static void print(const char *name, double whole, double least)
{
	printf("%-6s %10.1f %10.1f %8.2f\n", name, whole * 1000, least * 1000, whole / least);
}

static void say_nothing(void *user, const char *format, ...)
{
}

int main(int argc, char **argv)
{
	struct page *pages = calloc((size_t)argc, sizeof *pages), all = {0};
	struct guidang *g = guidang_new();

	xmlSetGenericErrorFunc(NULL, say_nothing);
	if (!pages || !g)
		give_up("out of memory");
	for (int i = 1; i < argc; i++)
		if (file_read(argv[i], &pages[i].bytes))
			give_up(argv[i]);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 1; i < argc; i++)
			measure(g, &pages[i]);
	for (int i = 1; i < argc; i++) {
		struct page *p = &pages[i];

		all.bytes.len += p->bytes.len;
		all.parse += p->parse;
		all.text += p->text;
		all.odt += p->odt;
		all.docx += p->docx;
		all.deflate_odt += p->deflate_odt;
		all.deflate_docx += p->deflate_docx;
		buf_free(&p->bytes);
	}
	printf("%d pages, %zu bytes, in one process\n", argc - 1, all.bytes.len);
	printf("%-6s %10s %10s %8s\n", "", "time [ms]", "least [ms]", "ratio");
	print("text", all.text, all.parse);
	print("odt", all.odt, all.parse + all.deflate_odt);
	print("docx", all.docx, all.parse + all.deflate_docx);
	guidang_free(g);
	free(pages);
	return 0;
}
