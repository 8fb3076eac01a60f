#ifndef GUIDANG_BAG_H
#define GUIDANG_BAG_H

/*
 * A batch as a bag (BagIt 1.0, RFC 8493): its folder as data/, and if that is wanted the
 * inputs as data/sources/. It is written beside its place, under its name and FILE_PART, synced
 * and renamed: there is never half a bag. What another call left under that name is taken away.
 */
#include "package/packing.h"

/* Within data/. */
#define BAG_SOURCES "sources"

struct bag_terms {
	const char *path;
	const char *info;     /* lines for bag-info.txt, a file; NULL: none */
	char *const *sources; /* inputs as given; NULL: they stay out */
	size_t source_count;
	const char *warc; /* conversion records that were written too; NULL: none */
	bool premis;	  /* the folder has a PREMIS_NAME that belongs to it */
};

/* NULL if a bag can be written there: nothing is there, or an empty folder. Else why not: a
   sentence that lives on. */
const char *bag_refusal(const char *path);

/* 0 or -1. */
int bag_write(struct packing *p, const struct bag_terms *terms);

/* The lines of a file for bag-info.txt (RFC 8493, 2.2.2) to the end of out, each with its
   newline. 0 or -1. */
int bag_info_read(struct packing *p, const char *path, struct buf *out);

/* The path of an input, or of a file below it, within BAG_SOURCES: without a root, and without
   "." and "..". */
void bag_source_path(const char *input, struct buf *out);

#endif
