#ifndef GUIDANG_SKIPS_H
#define GUIDANG_SKIPS_H

/*
 * Why records are not converted, and the count of those that could have been pages: nothing
 * that may be lost goes by without a word.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum skip {
	SKIP_NONE,
#define SKIP(name, word, kind, told, format) SKIP_##name,
#include "archive/skips.def"
#undef SKIP
	SKIP_COUNT
};

/* Its word in the manifest; NULL for SKIP_NONE. */
const char *skip_name(enum skip skip);
/* The one of this word; SKIP_NONE where there is none, or name is NULL. */
enum skip skip_by_name(const char *name);
/* What its sentence is made by, for printf. */
const char *skip_format(enum skip skip);
/* Whether the record is a resource, which a page may show. */
bool skip_is_resource(enum skip skip);

/* What one source skipped that could have been a page. */
struct skip_tally {
	/* Told at the end of a source, as messages call it, if there is something to tell: one
	   sentence. */
	void (*say)(void *user, const char *source, const char *sentence);
	void *user;
	char *source; /* as of struct record */
	struct {
		uint64_t count;
		char *address, *reason; /* of the first; NULL where memory ran out */
	} of[SKIP_COUNT];
};

/* Counts a record; SKIP_NONE and what is not told count nothing. A record of another source
   ends the one before. */
void skip_tally_add(struct skip_tally *t, const char *source, enum skip skip,
	const char *address, const char *reason);
/* Ends the source. */
void skip_tally_end(struct skip_tally *t);

#endif
