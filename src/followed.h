#ifndef GUIDANG_FOLLOWED_H
#define GUIDANG_FOLLOWED_H

/*
 * Which pages of a batch became part of another's document: those that come behind the first
 * page of their article, with the same address and the same bytes as went into it. What comes
 * before it, or differs, is a page by itself: so no text is lost, and no order of work counts.
 */
#include "records.h"
#include "series.h"

struct followed;

struct followed *followed_new(void); /* NULL when memory runs out */
void followed_free(struct followed *f);

/* Learns the pages that first goes on with. 0 or -1. */
int followed_add(struct followed *f, const struct record *first, const struct series *series);

/* What messages call the first page of the article that the record is a page of; NULL: of
   none. Lives as long as f. */
const char *followed_by(const struct followed *f, const struct record *record);

#endif
