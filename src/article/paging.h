#ifndef GUIDANG_PAGING_H
#define GUIDANG_PAGING_H

/*
 * Addresses of the pages of one article, which differ in a counter only:
 *
 *     t1.html           t1_1.html, t1-2.html      in the name
 *     view?id=3         view?id=3&page=2          in the query, under one of a few names
 *     /article/123      /article/123/2            as another part of the path
 *
 * An address is that of a page or of a link, or the name of a file that a page was saved as:
 * "view?id=3&page=2.html" and "view@id=3&page=2" are what wget makes of the second.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum paging_by {
	PAGING_NONE, /* no page of the article */
	PAGING_SELF, /* the first page itself */
	PAGING_NAME,
	PAGING_QUERY,
	PAGING_PATH,
};

struct paging {
	enum paging_by by;
	const char *mark; /* the text before the counter; never freed */
	unsigned counter; /* 0 where it has none */
};

/* Zeroed is none. paging_free at the end. */
struct paging_address {
	struct buf folder;     /* the part of the path before the leaf */
	struct buf leaf;       /* the last part of the path, percent-decoded */
	struct buf query;      /* without the counter, as written */
	const char *parameter; /* that counts, in lower case; NULL: none */
	char written[16];      /* the parameter as written */
	unsigned counter;      /* of the parameter */
};

/* Reads an address up to its fragment. false: memory ran out. */
bool paging_read(struct paging_address *a, const char *address);
void paging_free(struct paging_address *a);

/* True if an address may have a parameter that counts pages, as it is in a page's bytes
   from its "?" on, len of them or up to a quote or white space. */
bool paging_has_parameter(const char *query, size_t len);

/* True if both name one place, the counter apart. */
bool paging_same(const struct paging_address *a, const struct paging_address *b);

/* The relation of a link on a page of the article, whose first page is at first. */
struct paging paging_of(const struct paging_address *first, const struct paging_address *link);

/* True if the address can be that of the first page of an article whose pages are counted so:
   one that has a number of its own and no word that lists have, where the counter is no part of
   the name. */
bool paging_may_begin(const struct paging_address *a, enum paging_by by);

/* The place where the first page of the article may be whose address is that of another page:
   the n-th guess, from 0, made of the address as it is written. false: no such guess. */
bool paging_guess_first(const char *address, unsigned n, struct buf *first);

/* The part that all addresses of the article's pages have in common, in that of its first page
   or, later, in that of another: the leaf up to its extension, or up to the counter. */
void paging_put_stem(const struct paging_address *a, bool later, struct buf *stem);

/* The address of another page of the article, beside its first page: where the link leads if
   both are in one place, whatever host and folder the link is written with. */
void paging_put_beside(const char *first, const char *link, enum paging_by by, struct buf *out);

/* The last part of an address as it is written, with its query. */
const char *paging_leaf(const char *address);

/* Names that a page at the address may have been saved under, percent-encoded: the n-th, from
   0. false: no more. */
bool paging_saved_name(const char *address, unsigned n, struct buf *name);

#endif
