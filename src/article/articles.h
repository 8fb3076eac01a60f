#ifndef GUIDANG_ARTICLES_H
#define GUIDANG_ARTICLES_H

/*
 * The articles of a batch that have several pages. A page becomes part of another's document if
 * it has the address and the bytes of one that goes into it. They may come after the first page
 * of their article, or before it where the archive can be read at any place. What differs is a
 * page by itself.
 *
 * They are part of it only where it can be made. So each waits for what becomes of it: no text
 * is lost, and no order of work counts.
 */
#include "archive/records.h"
#include "article/series.h"

struct articles;
struct article; /* of several pages, that one document is to be made of */

struct articles *articles_new(void); /* NULL when memory runs out */
void articles_free(struct articles *all);

/* Learns the pages that first goes on with. NULL when memory runs out. */
struct article *articles_add(
	struct articles *all, const struct record *first, const struct series *series);

/* The article that the record is a page of, not the first, or that it begins; NULL: none. They
   live as long as all. */
struct article *articles_with_later(const struct articles *all, const struct record *record);
struct article *articles_with_first(const struct articles *all, const struct record *record);

/* The name of its first page in messages, and the address that series_find_first takes for it.
 */
const char *article_label(const struct article *a);
const char *article_address(const struct article *a);

/* True if nobody has undertaken yet to make the document. */
bool article_is_open(const struct article *a);
/* Somebody will: article_settle must be called, from any thread. */
void article_undertake(struct article *a);
void article_settle(struct article *a, bool whole);
/* Waits for that. True if the document is there, with all the pages in it. */
bool article_is_whole(struct article *a);

#endif
