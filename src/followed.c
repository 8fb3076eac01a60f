#include "followed.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "digest.h"
#include "lookup.h"

struct follower {
	const char *address; /* URI, else file */
	const char *first;   /* label */
	char sha256[65];
};

struct followed {
	struct arena arena;
	struct lookup places; /* in all, by digest */
	struct follower *all;
	size_t count, room;
};

struct followed *followed_new(void)
{
	return calloc(1, sizeof(struct followed));
}

void followed_free(struct followed *f)
{
	if (!f)
		return;
	lookup_free(&f->places);
	arena_free(&f->arena);
	free(f->all);
	free(f);
}

static struct follower *new_follower(struct followed *f)
{
	if (f->count == f->room) {
		size_t room = f->room ? 2 * f->room : 64;
		struct follower *all = reallocarray(f->all, room, sizeof *all);

		if (!all)
			return NULL;
		f->all = all;
		f->room = room;
	}
	return &f->all[f->count++];
}

/* Where a page of the series is: beside the first. */
static const char *address_of(
	struct followed *f, const struct record *first, const struct guidang_input *page)
{
	const char *slash = first->file ? strrchr(first->file, '/') : NULL;
	struct buf path = BUF_INIT;
	char *address;

	if (page->uri)
		return arena_strdup(&f->arena, page->uri);
	buf_put(&path, first->file, slash ? (size_t)(slash + 1 - first->file) : 0);
	buf_puts(&path, page->name);
	address = arena_strdup(&f->arena, buf_str(&path));
	f->arena.failed |= buf_failed(&path);
	buf_free(&path);
	return address;
}

int followed_add(struct followed *f, const struct record *first, const struct series *series)
{
	struct buf label = BUF_INIT;
	const char *name;

	record_label(first, &label);
	name = arena_strdup(&f->arena, buf_str(&label));
	f->arena.failed |= buf_failed(&label);
	buf_free(&label);
	for (unsigned i = 0; i < series->count; i++) {
		const struct guidang_input *page = &series->followers[i];
		struct follower *known = new_follower(f);

		if (!known)
			return -1;
		*known =
			(struct follower){.address = address_of(f, first, page), .first = name};
		digest_sha256(known->sha256, page->bytes, page->len);
		lookup_add(&f->places, 'p', known->sha256, (struct place){0, f->count - 1});
	}
	return arena_failed(&f->arena) ? -1 : 0;
}

const char *followed_by(const struct followed *f, const struct record *record)
{
	const char *address = record->uri ? record->uri : record->file;
	struct place place;

	if (record->kind != RECORD_PAGE || !address)
		return NULL;
	for (unsigned n = 0; lookup_find(&f->places, 'p', record->sha256, n, &place); n++) {
		const struct follower *known = &f->all[place.offset];

		if (!strcmp(known->sha256, record->sha256) && !strcmp(known->address, address))
			return known->first;
	}
	return NULL;
}
