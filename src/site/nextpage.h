#ifndef GUIDANG_NEXTPAGE_H
#define GUIDANG_NEXTPAGE_H

/* Where a page goes on, by the rules for its site (siterules.h: next_page_link). */
#include "convert/guidang.h"
#include "site/query.h"
#include "site/siterules.h"

/* Sets doc->next_page to what the rules find in the page; faults are said of it. */
void nextpage_find(struct document *doc, const struct siterules *rules, struct query *query);

/*
 * The same for a page that is not under conversion: adds the address to out. 0, also where
 * there is none, or -1 (memory). What is wrong with the rules is said when the page is
 * converted. options->rules must be set.
 */
int nextpage_of(
	const struct options *options, const struct guidang_input *page, struct buf *out);

#endif
