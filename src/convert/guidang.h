#ifndef GUIDANG_H
#define GUIDANG_H

/*
 * libguidang: saved web pages of government portals to documents that can be kept.
 *
 *     struct guidang *g = guidang_new();
 *     struct guidang_page *page;
 *     enum guidang_outcome outcome = guidang_read(g, &options, &input, &page);
 *     if (page)
 *             guidang_write(page, "odt", &out);
 *     guidang_page_free(page);
 *     guidang_free(g);
 *
 * One struct guidang serves one thread; nothing is shared between two. No function here prints.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "document/diag.h"
#include "convert/facts.h"
#include "document/options.h"
#include "version.h"

struct guidang;	     /* what is worth keeping between pages: compiled patterns */
struct guidang_page; /* a page that was read */
struct document;

/* A page that a document goes on with and that is no part of it. */
struct guidang_missing {
	const char *name; /* of its address or file; NULL: none is missing */
	unsigned page;	  /* where it is not there: its number, from 1; 0: it is left out */
	unsigned of;	  /* pages in all; 0: not known */
};

struct guidang_input {
	const char *name;   /* file name; NULL: standard input */
	const char *bytes;  /* bytes[len] must be NUL; must outlive the page */
	size_t len;	    /* [bytes], less than 2^31 */
	const char *format; /* one that is read; NULL: from the name, else html */
	/* What is known from outside of the page; NULL where nothing is: */
	const char *uri;      /* where it was; options.base_url is stronger */
	const char *captured; /* when it was saved, RFC 3339 */
	const char *charset;  /* label of the HTTP header or the like */
	const char *sha256;   /* of the bytes, 64 hexadecimal digits; else it is computed */
	const struct guidang_resources *resources;
	/* The pages that the document goes on with, in order; their own followers and resources
	   are not asked for. */
	const struct guidang_input *followers;
	unsigned follower_count;
	struct guidang_missing missing;
};

/* The values are the command's exit statuses. */
enum guidang_outcome {
	GUIDANG_CONVERTED = 0,
	GUIDANG_FAILED = 1, /* the input; why is in the diagnostics, or memory ran out */
	GUIDANG_USAGE = 2,  /* the options; why is in guidang_error */
	GUIDANG_ONLY_CHROME = 3,
};

struct guidang *guidang_new(void); /* NULL when memory runs out */
void guidang_free(struct guidang *g);

/*
 * Reads a page and runs the chain. *page is set whenever there is something to tell: also after
 * a failure its diagnostics can be asked for, then it cannot be written. The caller frees it,
 * before g. options must outlive it.
 */
enum guidang_outcome guidang_read(struct guidang *g, const struct options *options,
	const struct guidang_input *input, struct guidang_page **page);
void guidang_page_free(struct guidang_page *page);

/* The format that guidang_read takes an input for. */
const char *guidang_input_format(const struct guidang_input *input);

/* Why the options were wrong: one sentence; "" where they were not. */
const char *guidang_error(const struct guidang *g);
/* Where that is: a file that an option names, and the line in it, "a.layout:3"; "" where it is
   the option itself. */
const char *guidang_error_place(const struct guidang *g);

/* Writes the page in a format, one that guidang_format_at() has, to the end of out. Any number
   of times. 0, or -1: no such format, or memory. */
int guidang_write(const struct guidang_page *page, const char *format, struct buf *out);

/* What a list of documents says of the page; the strings live as long as it does. 0 or -1
   (memory). */
int guidang_facts(struct guidang_page *page, struct guidang_facts *facts);

/* The page's record, for what looks into it: the library alone tells what it is. It lives as
   long as the page. */
const struct document *guidang_document(const struct guidang_page *page);

/* All that is said about the page, in order; NULL if nothing is. */
const struct diag *guidang_diags(const struct guidang_page *page);

/* True if options->section names a section that the page has, or none is asked for. */
bool guidang_section_found(const struct guidang_page *page);
/* Data tables in the body. */
unsigned guidang_tables(const struct guidang_page *page);
/* The warning, if it has none and is written as CSV: the file is empty. */
#define GUIDANG_NO_TABLE "has no table: its CSV is empty"

/* Checks the whole tree: links, content model, books (of a page that came as a tree, what it
 * lacks is unlocated). 0, or -1 with a sentence in message. */
int guidang_check(const struct guidang_page *page, char *message, size_t size);

/* The i-th format, from 0 on, that is read (input) or written, by the alphabet; NULL after the
   last. */
const char *guidang_format_at(unsigned i, bool input);
/* Format word for a file name's extension, or NULL; whether a format is binary; whether there
   is one; what names of its files end in, after a dot: words, of which the first is written. */
const char *guidang_format_of(const char *file_name);
bool guidang_format_binary(const char *format);
bool guidang_format_known(const char *format, bool input);
const char *guidang_format_extension(const char *format);

/* Calls print for each filter. */
void guidang_each_filter(
	void (*print)(void *user, const char *name, const char *stage, const char *help),
	void *user);

#endif
