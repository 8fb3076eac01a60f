#ifndef GUIDANG_VERIFY_PRIVATE_H
#define GUIDANG_VERIFY_PRIVATE_H

/* What the parts of verify.h share. */
#include <string.h>

#include "batch/batch-page.h"
#include "verify/verify.h"

struct verify {
	const char *folder;
	const struct verify_terms *terms;
	const struct verify_listener *listener;
	struct verify_counts *counts;
	struct guidang *g;
	struct records *records;
	bool bagged; /* the folder is that of a bag, which may hold the sources */
	const struct manifest_entry *entry;

	struct recipe recipe; /* what the entry's documents are made by, here */
	struct buf recorded;  /* the one last looked at, as the manifest tells it */
	char *files[RECIPE_FILES], *resources; /* of its options, as they can be opened here */
	bool lacking;			       /* one of the files cannot be had */

	char *file, *open; /* the file that records are read from: in the manifest, and here */
	unsigned rescans;  /* of it */
	struct batch_page
		*page;	  /* the entry's source, converted again; NULL where it cannot be had */
	struct buf path;  /* of the file at work, in the folder */
	struct buf bytes; /* of it */
	char **known;	  /* paths that the manifest names */
	size_t known_count, known_room;
	bool memory; /* ran out */
};

static inline void verify_tell(struct verify *v, const char *where, const char *what)
{
	v->counts->problems++;
	v->listener->problem(v->listener->user, where, what);
}

/* The path of an input as it can be opened here, to be freed: what a bag holds comes first.
   NULL: it cannot, or memory ran out. */
char *verify_opened_as(struct verify *v, const char *path);

/*
 * Sets the recipe to the entry's, or where that is not told to what the terms give, and tells
 * where what it was made by is no longer there. -1: it must not or cannot be followed; why has
 * one sentence.
 */
int verify_take_recipe(struct verify *v, struct buf *why);
void verify_free_recipe(struct verify *v);

/* Finds the entry's source; false, and that is told, where it cannot be had or is another. */
bool verify_find_source(struct verify *v, struct record *record);
/* Converts the entry's source again into v->page, where it can be had. */
void verify_convert(struct verify *v, const char *const *formats);

#endif
