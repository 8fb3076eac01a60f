#ifndef GUIDANG_VERIFY_H
#define GUIDANG_VERIFY_H

/*
 * Whether a batch is still what its manifest says, and says what its sources say.
 *
 * For each entry of the manifest that has a digest the source record is read again, and if
 * it is a page of its own, converted again by what the manifest tells that it was made by.
 * Then: its digest, place and address are those of the manifest; what is said of the page is
 * still said; the books balance; each file is there with its size and digest, and is what the
 * conversion gives; and an office document, read by ODF or ISO/IEC 29500 alone, is whole and
 * has every line, table and cell. What lies in the folder and is not in the manifest is told as
 * well, and a premis.xml that is not what the manifest gives. Where the folder is that of a
 * bag, sources that the bag holds are read there.
 */
#include <stdbool.h>
#include <stdint.h>

#include "batch/batch.h"

struct verify_terms {
	/* Options that the caller says the batch was made by: they must not be another than the
	   manifest tells, and counts if that tells nothing. With its files' digests. */
	const struct recipe *given;
	bool without_sources; /* files only: their digests, and whether they are whole */
};

struct verify_listener {
	/* A thing that does not hold: the file or record it is about, and one sentence. */
	void (*problem)(void *user, const char *where, const char *what);
	/* A thing to know. */
	void (*notice)(void *user, const char *where, const char *what);
	void *user;
};

struct verify_counts {
	uint64_t entries, files, problems;
};

enum verify_end {
	VERIFY_DONE,
	VERIFY_UNREADABLE, /* the manifest cannot be read, or memory ran out */
	VERIFY_REFUSED,	   /* what is given is not what the manifest tells */
};

/* If it is not done, one sentence is added to why. */
enum verify_end verify_folder(const char *folder, const struct verify_terms *terms,
	const struct verify_listener *listener, struct verify_counts *counts, struct buf *why);

#endif
