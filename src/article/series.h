#ifndef GUIDANG_SERIES_H
#define GUIDANG_SERIES_H

/*
 * The pages of one article. Portals cut long ones: "t1.html" goes on in "t1_1.html" (or
 * "t1_2.html"), "view?id=3" in "view?id=3&page=2", "/article/123" in "/article/123/2", each
 * with links to its neighbours.
 *
 * Lists are cut so too, and articles have neighbours: so pages go together only where
 *
 *   - their addresses differ in a counter (paging.h), or rel=next and a link by the page's
 *     number lead to one address;
 *   - each is there and links back to the one before or to the first;
 *   - all have one title but for a counter;
 *   - each is a text: what is between two of its links is more than all else outside of
 *     links;
 *   - the first page's longest piece of text is not in the others: they would be the same text
 *     with other comments below.
 *
 * A site rule that names the next page (docs/guidang-siterules.5) is believed instead.
 * Encodings that are not ASCII below 128 are not looked at.
 */
#include "base/arena.h"
#include "convert/guidang.h"
#include "archive/records.h"

/* Pages after the first. */
#define SERIES_MAX 99

struct series {
	struct guidang_input followers[SERIES_MAX]; /* what guidang_input.followers wants */
	struct buf bytes[SERIES_MAX];
	const char *addresses[SERIES_MAX]; /* as record_address has them */
	const char *beside[SERIES_MAX]; /* a file beside the one that was named; NULL: it is in
					   what was */
	unsigned count;
	struct guidang_missing missing; /* where all are there its name is NULL */
	struct arena arena;
};

/*
 * Finds what a page goes on with, which is the record that r gave last or one that it can
 * fetch. *series is NULL if there is nothing, else the caller's to free after the document
 * that is made of it. options->rules are the site rules. 0, or -1 when memory runs out.
 */
int series_find(struct records *r, const struct options *options, const struct record *page,
	struct series **series);

struct series_first {
	struct record page;    /* strings live as long as those of the page that goes it on */
	struct buf bytes;      /* of page; own */
	struct series *series; /* what it goes on with, own; NULL: no first page was found */
};

/*
 * Finds the first page of the article that a page goes on, where that is another record of the
 * same folder or archive and goes on in the page; page is the record that r gave last. at:
 * where the first page is known to be, its address or name; NULL: it is guessed from the page's
 * own address. nothing: the guesses that were last found to be no first page of any article,
 * which are not looked at again; kept by the caller. *first is zeroed. 0, or -1 when memory
 * runs out.
 */
int series_find_first(struct records *r, const struct options *options,
	const struct record *page, const char *at, struct buf *nothing,
	struct series_first *first);
void series_first_free(struct series_first *first);

/* Makes the pages of a series followers of its first page, in; NULL is allowed. */
void series_give(const struct series *s, struct guidang_input *in);
void series_free(struct series *s); /* NULL is allowed */

#endif
