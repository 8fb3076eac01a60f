#ifndef GUIDANG_CHAIN_H
#define GUIDANG_CHAIN_H

/* The filters that run, and their order; and running them. */
#include "document/filter.h"

/* Filters in one chain, external ones included. */
#define CHAIN_MAX 64

struct chain {
	struct chain_step {
		const struct filter *filter; /* NULL: an external program */
		const char *command;
	} steps[CHAIN_MAX];
	unsigned length;
	char names[1024]; /* copy of options->filters, cut into words */
};

/*
 * The chain that options ask for: the default one of the ingest format, or --filters; less
 * --without; with -x programs after all of it but "finish". A chain never goes backwards in
 * stage. 0, or -1 with a sentence in message.
 */
int chain_build(struct chain *c, const struct options *options, const struct filter *ingest,
	char *message, size_t size);

/* Runs the strip and restructure filters over an ingested document. 0 or -1. */
int chain_run(const struct chain *c, struct document *doc);
/* The same in two parts: the strip filters, and all that follow. */
int chain_strip(const struct chain *c, struct document *doc);
int chain_restructure(const struct chain *c, struct document *doc);

/* All filters, generated from the files in filters/; NULL-terminated. */
extern const struct filter *const filters_all[];

/* By name, or NULL. */
const struct filter *filter_by_name(const char *name);
/* The ingest or emit filter of a format ("odt") or of a file name's extension; NULL if there is
   none. */
const struct filter *filter_by_format(enum stage stage, const char *format);
const struct filter *filter_by_extension(enum stage stage, const char *file_name);

const char *stage_name(enum stage stage);

#endif
