/*
 * usage: bench-convert PAGE...
 *
 * Processor time of converting pages in one process, and the least that any program built on
 * the same libraries needs: libxml2 parsing the same bytes by SAX into nothing, and zlib
 * deflating the XML of the same documents at the same level. The best of ROUNDS for
 * each page.
 *
 * Prints lines of a name and a number, for bench.sh: pages, bytes, xml-FORMAT [bytes], and
 * times [s].
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "bench.h"
#include "office/deflater.h"
#include "base/file.h"
#include "convert/guidang.h"

#define ROUNDS 5

/* What a conversion does first, and what it ends with: best times [s]. */
struct page {
	struct buf bytes;
	double parse, text, json, odt, docx, deflate_odt, deflate_docx;
	size_t xml_odt, xml_docx; /* [bytes] */
};

/* ---- the least ---- */

static void deflate_all(const struct buf *bytes)
{
	uLongf size = compressBound((uLong)bytes->len);
	Bytef *out = malloc(size);

	if (!out || compress2(out, &size, (const Bytef *)buf_str(bytes), (uLong)bytes->len,
			    DEFLATER_LEVEL) != Z_OK)
		give_up("zlib refused a document");
	free(out);
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

static void measure_text(
	struct guidang *g, const struct buf *bytes, const char *format, double *whole)
{
	struct buf out = BUF_INIT;
	double start = now();

	convert(g, bytes, format, &out);
	keep_best(whole, start);
	buf_free(&out);
}

static void measure_office(struct guidang *g, const struct buf *bytes, const char *format,
	double *whole, double *deflated, size_t *xml)
{
	struct buf out = BUF_INIT, files = BUF_INIT;
	double start = now();

	convert(g, bytes, format, &out);
	keep_best(whole, start);
	if (out.len) {
		unpack(&out, &files);
		*xml = files.len;
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

	parse_bare(p->bytes.data, p->bytes.len, NULL);
	keep_best(&p->parse, start);
	measure_text(g, &p->bytes, "text", &p->text);
	measure_text(g, &p->bytes, "json", &p->json);
	measure_office(g, &p->bytes, "odt", &p->odt, &p->deflate_odt, &p->xml_odt);
	measure_office(g, &p->bytes, "docx", &p->docx, &p->deflate_docx, &p->xml_docx);
}

static void add(struct page *to, const struct page *p)
{
	to->bytes.len += p->bytes.len;
	to->parse += p->parse;
	to->text += p->text;
	to->json += p->json;
	to->odt += p->odt;
	to->docx += p->docx;
	to->deflate_odt += p->deflate_odt;
	to->deflate_docx += p->deflate_docx;
	to->xml_odt += p->xml_odt;
	to->xml_docx += p->xml_docx;
}

static void print(const struct page *all, int pages)
{
	printf("pages %d\nbytes %zu\n", pages, all->bytes.len);
	printf("xml-odt %zu\nxml-docx %zu\n", all->xml_odt, all->xml_docx);
	printf("parse %.6f\n", all->parse);
	printf("deflate-odt %.6f\ndeflate-docx %.6f\n", all->deflate_odt, all->deflate_docx);
	printf("text %.6f\njson %.6f\nodt %.6f\ndocx %.6f\n", all->text, all->json, all->odt,
		all->docx);
}

int main(int argc, char **argv)
{
	struct page *pages = calloc((size_t)argc, sizeof *pages), all = {0};
	struct guidang *g = guidang_new();

	if (!pages || !g)
		give_up("out of memory");
	for (int i = 1; i < argc; i++)
		if (file_read(argv[i], &pages[i].bytes))
			give_up(argv[i]);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 1; i < argc; i++)
			measure(g, &pages[i]);
	for (int i = 1; i < argc; i++) {
		add(&all, &pages[i]);
		buf_free(&pages[i].bytes);
	}
	print(&all, argc - 1);
	guidang_free(g);
	free(pages);
	return 0;
}
