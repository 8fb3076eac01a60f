#ifndef GUIDANG_BATCH_PAGE_H
#define GUIDANG_BATCH_PAGE_H

/* A page of a batch: one source record on its way from the archive to its documents. */
#include "base/arena.h"
#include "article/articles.h"
#include "convert/guidang.h"
#include "batch/manifest.h"
#include "archive/records.h"

/* How the pages of a batch are converted. The same for all, and read by several threads. */
struct batch_page_terms {
	const struct options *options;
	const char *const *formats; /* NULL ends them; MANIFEST_OUTPUTS_MAX at most */
	const char *from;	    /* format of all pages; NULL: each one's own */
	enum diag_level least;	    /* what is less grave is not said of a page */
	bool ledger;		    /* the dropped pieces are wanted */
	bool keep_page;		    /* the page itself is wanted */
};

struct batch_page {
	struct arena arena;
	struct record record;	       /* bytes and all strings are the page's */
	const char *label;	       /* what messages call the record */
	struct resource *resources;    /* pictures that are beside it */
	size_t bytes;		       /* of the page and its resources */
	struct guidang_resources from; /* what the page is told of them */
	struct series *series;	       /* pages that it goes on with; NULL */

	struct article *begins;	  /* that its document is to be of: it settles that; NULL */
	struct article *joins;	  /* whose document it is part of, if that is made; NULL */
	struct batch_page *first; /* to be done before it, only to see whether it is; NULL */

	enum manifest_outcome outcome;
	const char *reason;	    /* as in struct manifest_entry */
	const char *format;	    /* that the page was read as; NULL: it is none */
	struct guidang_facts facts; /* strings are the page's */
	struct buf outputs[MANIFEST_OUTPUTS_MAX];
	char digests[MANIFEST_OUTPUTS_MAX][65]; /* SHA-256 of outputs */
	struct buf said;			/* diagnostics, a line each */
	struct buf ledger;
	struct guidang_page *kept; /* if it was to be kept; g must outlive it then; NULL */
	bool usage;		   /* the terms themselves are wrong: reason says why */
};

/*
 * A page for the record that records gave last, which is copied with the pictures that it and
 * the pages of series, which it goes on with, may show: they can be had only now. If records is
 * NULL, pictures are left out. charset is that of the options, or NULL. series is taken,
 * whatever the outcome, and may be NULL. NULL when memory runs out.
 */
struct batch_page *batch_page_new(struct records *records, const struct record *record,
	const char *charset, struct series *series);
void batch_page_free(struct batch_page *page); /* NULL is allowed */

/*
 * Converts it. A record that is no page is done with what the record says of itself; so is
 * what memory runs out for: it failed, and nothing of it is left but that.
 */
void batch_page_convert(
	struct batch_page *page, struct guidang *g, const struct batch_page_terms *terms);

#endif
