#ifndef GUIDANG_SERIES_H
#define GUIDANG_SERIES_H

/*
 * The pages of one article. Portals cut long ones: "t1.html" goes on in "t1_1.html" (or
 * "t1_2.html"), that in the next, each with links to its neighbours.
 *
 * Lists are cut so too, and articles have neighbours: so pages go together only where the
 * first one's name without counter is that of all, each is there and links back to the one
 * before, all have one title but for a counter, and each is a text: what stands between two of
 * its links is more than all else outside of links. Names that are not plain ASCII, and
 * encodings that are not ASCII below 128, are not looked at.
 */
#include "guidang.h"
#include "records.h"

/* Pages behind the first. */
#define SERIES_MAX 99

struct series {
	struct guidang_input followers[SERIES_MAX]; /* what guidang_input.followers wants */
	struct buf bytes[SERIES_MAX];
	char *names[SERIES_MAX], *uris[SERIES_MAX];
	unsigned count;
	char *missing; /* name of the page that it would go on with, and that is not there or
			  too many */
};

/*
 * Finds what a page goes on with, which is the record that r gave last. *series is NULL where
 * there is nothing, else the caller's to free behind the document that is made of it. 0, or -1
 * when memory runs out.
 */
int series_find(struct records *r, const struct record *page, struct series **series);
/* Makes the pages of a series followers of its first page, in; NULL is allowed. */
void series_give(const struct series *s, struct guidang_input *in);
void series_free(struct series *s); /* NULL is allowed */

#endif
