/*
 * usage: bench-html PAGE...
 *
 * Processor time of reading HTML, the best of ROUNDS for each page: by libxml2's SAX and by
 * gumbo into nothing, and by html/token.h and html/construct.h. All read the same decoded text,
 * but for the lines of whole pages, as bytes. Prints MB of what was read a second, and how many
 * times as fast as libxml2 that is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_GUMBO
#include <gumbo.h>
#endif

#include "bench.h"
#include "base/file.h"
#include "document/filter.h"
#include "../filters/in-html/construct.h"
#include "html/token.h"
#include "document/source.h"

#define ROUNDS 9

extern const struct filter filter_in_html;

/* What is measured, best times [s]. */
enum what { SAX_PAGE, INGEST, SAX, GUMBO, TOKENS, TREE, WHATS };

static const struct options options;
static struct match_cache *matches;

struct page {
	struct buf bytes, text; /* as read; decoded */
	double best[WHATS];
};

/* A document of the page's, without what it says. */
static void open_document(struct document *doc)
{
	if (document_init(doc, &options, matches))
		give_up("out of memory");
}

static void decode(struct page *p)
{
	struct document doc;

	open_document(&doc);
	if (source_decode(&doc, buf_str(&p->bytes), p->bytes.len))
		give_up("a page cannot be decoded");
	buf_put(&p->text, doc.source.text, doc.source.text_len);
	document_free(&doc);
}

static void read_tokens(const struct buf *text)
{
	struct html_reader r;
	struct html_token t;

	html_reader_init(&r, text->data, text->len);
	while (html_next_flat(&r, &t))
		;
	html_reader_free(&r);
}

static void read_tree(const struct buf *text)
{
	struct document doc;

	open_document(&doc);
	doc.source.text = text->data;
	doc.source.text_len = text->len;
	tree_set_source(&doc.tree, text->data, text->len);
	if (html_construct(&doc))
		give_up("out of memory");
	document_free(&doc);
}

static void ingest(const struct buf *bytes)
{
	struct document doc;

	open_document(&doc);
	if (filter_in_html.ingest(&doc, bytes->data, bytes->len))
		give_up("a page cannot be read");
	document_free(&doc);
}

static void read_by_gumbo(const struct buf *text)
{
#ifdef HAVE_GUMBO
	GumboOutput *tree =
		gumbo_parse_with_options(&kGumboDefaultOptions, text->data, text->len);

	gumbo_destroy_output(&kGumboDefaultOptions, tree);
#endif
}

static void measure(struct page *p)
{
	for (enum what w = 0; w < WHATS; w++) {
		double start = now();

		switch (w) {
		case SAX_PAGE:
			parse_bare(p->bytes.data, p->bytes.len, NULL);
			break;
		case INGEST:
			ingest(&p->bytes);
			break;
		case SAX:
			parse_bare(p->text.data, p->text.len, "UTF-8");
			break;
		case GUMBO:
			read_by_gumbo(&p->text);
			break;
		case TOKENS:
			read_tokens(&p->text);
			break;
		case TREE:
			read_tree(&p->text);
			break;
		case WHATS:
			break;
		}
		keep_best(&p->best[w], start);
	}
}

static void print(const struct page *all)
{
	static const struct {
		const char *name;
		enum what what, least;
		bool of_bytes;
	} lines[] = {{"pages: SAX", SAX_PAGE, SAX_PAGE, true},
		{"pages: ingest", INGEST, SAX_PAGE, true}, {"text: SAX", SAX, SAX, false},
		{"text: gumbo", GUMBO, SAX, false}, {"text: tokens", TOKENS, SAX, false},
		{"text: tree", TREE, SAX, false}};

	printf("%-14s %9s %9s\n", "", "MB/s", "times SAX");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		double time = all->best[lines[i].what];
		size_t size = lines[i].of_bytes ? all->bytes.len : all->text.len;

#ifndef HAVE_GUMBO
		if (lines[i].what == GUMBO) {
			printf("%-14s gumbo is not installed\n", lines[i].name);
			continue;
		}
#endif
		printf("%-14s %9.1f %9.2f\n", lines[i].name, (double)size / 1e6 / time,
			all->best[lines[i].least] / time);
	}
}

int main(int argc, char **argv)
{
	struct page *pages = calloc((size_t)argc, sizeof *pages), all = {0};

	matches = match_cache_new();
	if (!pages || !matches)
		give_up("out of memory");
	for (int i = 1; i < argc; i++) {
		if (file_read(argv[i], &pages[i].bytes))
			give_up(argv[i]);
		if (pages[i].bytes.len)
			decode(&pages[i]);
	}
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 1; i < argc; i++)
			if (pages[i].bytes.len)
				measure(&pages[i]);
	for (int i = 1; i < argc; i++) {
		all.bytes.len += pages[i].bytes.len;
		all.text.len += pages[i].text.len;
		for (enum what w = 0; w < WHATS; w++)
			all.best[w] += pages[i].best[w];
		buf_free(&pages[i].bytes);
		buf_free(&pages[i].text);
	}
	print(&all);
	match_cache_free(matches);
	free(pages);
	return 0;
}
