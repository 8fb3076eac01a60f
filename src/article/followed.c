#include "article/followed.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/escape.h"
#include "archive/lookup.h"
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

struct followed {
	struct arena arena;
	struct lookup places; /* in all, by digest */
	struct page *all;
	size_t count, room;
	struct article *articles;
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

static const char *label_of(struct followed *f, const struct record *first)
{
	struct buf label = BUF_INIT;
	const char *copy;

	record_label(first, &label);
	copy = buf_failed(&label) ? NULL : arena_strdup(&f->arena, buf_str(&label));
	buf_free(&label);
	return copy;
}

static struct article *new_article(struct followed *f, const struct record *first)
{
	struct article *a = arena_alloc(&f->arena, sizeof *a);
	struct buf address = BUF_INIT;

	if (!a)
		return NULL;
	*a = (struct article){.label = label_of(f, first), .open = true};
	if (first->uri)
		buf_puts(&address, first->uri);
	else
		percent_encode_name(first->file, &address);
	a->address = buf_failed(&address) ? NULL : arena_strdup(&f->arena, buf_str(&address));
	buf_free(&address);
	if (!a->label || !a->address)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->settled, NULL);
	a->next = f->articles;
	f->articles = a;
	return a;
}

/* ---- pages ---- */

struct followed *followed_new(void)
{
	return calloc(1, sizeof(struct followed));
}

void followed_free(struct followed *f)
{
	if (!f)
		return;
	for (struct article *a = f->articles; a; a = a->next) {
		pthread_cond_destroy(&a->settled);
		pthread_mutex_destroy(&a->lock);
	}
	lookup_free(&f->places);
	arena_free(&f->arena);
	free(f->all);
	free(f);
}

static struct page *new_page(struct followed *f)
{
	if (f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 64;
		struct page *all = reallocarray(f->all, room, sizeof *all);

		if (!all)
			return NULL;
		f->all = all;
		f->room = room;
	}
	return &f->all[f->count++];
}

static int learn(struct followed *f, struct article *article, char kind, const char *address,
	const char *sha256)
{
	struct page *page = new_page(f);

	if (!page)
		return -1;
	*page = (struct page){.address = arena_strdup(&f->arena, address), .article = article};
	memcpy(page->sha256, sha256, sizeof page->sha256);
	lookup_add(&f->places, kind, sha256, (struct place){0, f->count - 1});
	return page->address ? 0 : -1;
}

struct article *followed_add(
	struct followed *f, const struct record *first, const struct series *series)
{
	struct article *article = new_article(f, first);
	struct buf address = BUF_INIT;
	char sha256[65];
	int rc;

	record_address(first, &address);
	rc = !article || buf_failed(&address) ||
	     learn(f, article, FIRST, buf_str(&address), first->sha256);
	buf_free(&address);
	for (unsigned i = 0; i < series->count && !rc; i++) {
		digest_sha256(sha256, series->followers[i].bytes, series->followers[i].len);
		rc = learn(f, article, LATER, series->addresses[i], sha256);
	}
	return rc ? NULL : article;
}

static struct article *find(const struct followed *f, char kind, const struct record *record)
{
	struct article *found = NULL;
	struct buf address = BUF_INIT;
	struct place place;

	if (record->kind != RECORD_PAGE || !f->count)
		return NULL;
	record_address(record, &address);
	for (unsigned n = 0; !found && lookup_find(&f->places, kind, record->sha256, n, &place);
		n++) {
		const struct page *page = &f->all[place.offset];

		if (!strcmp(page->sha256, record->sha256) &&
			!strcmp(page->address, buf_str(&address)))
			found = page->article;
	}
	buf_free(&address);
	return found;
}

struct article *followed_by(const struct followed *f, const struct record *record)
{
	return find(f, LATER, record);
}

struct article *followed_begun(const struct followed *f, const struct record *record)
{
	return find(f, FIRST, record);
}
