#include "article/articles.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/escape.h"
#include "archive/place-index.h"
#include "article/paging.h"

/* Open and undertaken are told by the thread that reads; the rest any thread may tell. */
struct article {
	const char *label, *address;
	bool open;
	pthread_mutex_t lock;
	pthread_cond_t settled;
	enum { PENDING, WHOLE, APART } state;
	struct article *next;
};

struct page {
	const char *address; /* as record_address has it */
	struct article *article;
	char sha256[65];
};

struct articles {
	struct arena arena;
	struct place_index places; /* in pages, by digest */
	struct page *pages;
	size_t count, room;
	struct article *newest; /* the others by next */
};

/* Kinds of keys. */
#define FIRST 'f'
#define LATER 'p'

/* ---- articles ---- */

const char *article_label(const struct article *a)
{
	return a->label;
}

const char *article_address(const struct article *a)
{
	return a->address;
}

bool article_is_open(const struct article *a)
{
	return a->open;
}

void article_undertake(struct article *a)
{
	a->open = false;
}

void article_settle(struct article *a, bool whole)
{
	pthread_mutex_lock(&a->lock);
	a->state = whole ? WHOLE : APART;
	pthread_cond_broadcast(&a->settled);
	pthread_mutex_unlock(&a->lock);
}

bool article_is_whole(struct article *a)
{
	bool whole;

	pthread_mutex_lock(&a->lock);
	while (a->state == PENDING)
		pthread_cond_wait(&a->settled, &a->lock);
	whole = a->state == WHOLE;
	pthread_mutex_unlock(&a->lock);
	return whole;
}

static struct article *new_article(struct articles *all, const struct record *first)
{
	struct article *a = arena_alloc(&all->arena, sizeof *a);
	struct buf label = BUF_INIT, address = BUF_INIT;

	if (!a)
		return NULL;
	*a = (struct article){.open = true};
	record_label(first, &label);
	a->label = buf_failed(&label) ? NULL : arena_strdup(&all->arena, buf_str(&label));
	buf_free(&label);
	if (first->uri)
		buf_puts(&address, first->uri);
	else
		percent_encode_name(first->file, &address);
	a->address = buf_failed(&address) ? NULL : arena_strdup(&all->arena, buf_str(&address));
	buf_free(&address);
	if (!a->label || !a->address)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->settled, NULL);
	a->next = all->newest;
	all->newest = a;
	return a;
}

/* ---- pages ---- */

struct articles *articles_new(void)
{
	return calloc(1, sizeof(struct articles));
}

void articles_free(struct articles *all)
{
	if (!all)
		return;
	for (struct article *a = all->newest; a; a = a->next) {
		pthread_cond_destroy(&a->settled);
		pthread_mutex_destroy(&a->lock);
	}
	place_index_free(&all->places);
	arena_free(&all->arena);
	free(all->pages);
	free(all);
}

static int learn(struct articles *all, struct article *article, char kind, const char *address,
	const char *sha256)
{
	struct page *page;

	if (all->count == all->room) {
		size_t room = all->room ? 2 * all->room : 64;

		page = reallocarray(all->pages, room, sizeof *page);
		if (!page)
			return -1;
		all->pages = page;
		all->room = room;
	}
	page = &all->pages[all->count++];
	*page = (struct page){
		.address = arena_strdup(&all->arena, address), .article = article};
	memcpy(page->sha256, sha256, sizeof page->sha256);
	place_index_add(&all->places, kind, sha256, (struct place){0, all->count - 1});
	return page->address ? 0 : -1;
}

struct article *articles_add(
	struct articles *all, const struct record *first, const struct series *series)
{
	struct article *article = new_article(all, first);
	struct buf address = BUF_INIT;
	char sha256[65];
	int rc;

	record_address(first, &address);
	rc = !article || buf_failed(&address) ||
	     learn(all, article, FIRST, buf_str(&address), first->sha256);
	buf_free(&address);
	for (unsigned i = 0; i < series->count && !rc; i++) {
		digest_sha256(sha256, series->followers[i].bytes, series->followers[i].len);
		rc = learn(all, article, LATER, series->addresses[i], sha256);
	}
	return rc ? NULL : article;
}

static struct article *find(const struct articles *all, char kind, const struct record *record)
{
	struct article *found = NULL;
	struct buf address = BUF_INIT;
	struct place place;

	if (record->kind != RECORD_PAGE || !all->count)
		return NULL;
	record_address(record, &address);
	for (unsigned n = 0;
		!found && place_index_find(&all->places, kind, record->sha256, n, &place);
		n++) {
		const struct page *page = &all->pages[place.offset];

		if (!strcmp(page->sha256, record->sha256) &&
			!strcmp(page->address, buf_str(&address)))
			found = page->article;
	}
	buf_free(&address);
	return found;
}

struct article *articles_with_later(const struct articles *all, const struct record *record)
{
	return find(all, LATER, record);
}

struct article *articles_with_first(const struct articles *all, const struct record *record)
{
	return find(all, FIRST, record);
}
