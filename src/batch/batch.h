#ifndef GUIDANG_BATCH_H
#define GUIDANG_BATCH_H

/*
 * Whole archives: every page of the inputs into documents in a folder, with a manifest.
 *
 * Documents, names and manifest are the same whatever the number of jobs, and however often the
 * work was broken off and taken up again.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "batch/output-folder.h"
#include "batch/batch-page.h"

struct batch_terms {
	struct batch_page_terms page;
	const struct recipe *recipe; /* all of this that determines documents */
	const char *names;	     /* template, see outname.h; it has no fault */
	unsigned jobs;		     /* at a time, from 1 */
	size_t max_page;	     /* larger pages fail [bytes] */
	unsigned shard;	 /* of shards, from 0: every shards-th record, this one first */
	unsigned shards; /* from 1 */
	/* Inputs that are known to come, bytewise by name: a file of them may be the first page
	   of an article that is a file before it. */
	const char *const *named;
	size_t named_count;
};

/* What a batch tells while it works, always from the thread that runs it. */
struct batch_listener {
	/* An entry of the manifest, now or in an earlier run (then page is NULL). */
	void (*entry)(
		void *user, const struct manifest_entry *entry, const struct batch_page *page);
	/* A file beside an input goes into the document of that, and may be no input itself. */
	void (*beside)(void *user, const char *path);
	void *user;
};

enum batch_end {
	BATCH_DONE,
	BATCH_STOPPED,	/* as asked for: what was begun is done */
	BATCH_TERMS,	/* why: the terms are wrong */
	BATCH_MISMATCH, /* why: the manifest found tells of other inputs or terms */
	BATCH_OUTPUT,	/* why: an output could not be written; nothing more was done */
	BATCH_MEMORY,	/* why: memory or threads cannot be had */
};

struct batch;

/* The folder stays the caller's. NULL when memory runs out. terms must live on.
 */
struct batch *batch_new(const struct batch_terms *terms, struct output_folder *folder,
	const struct batch_listener *listener);
void batch_free(struct batch *b); /* NULL is allowed */

/* Takes the records of an input (NULL: standard input). BATCH_DONE to go on. */
enum batch_end batch_add(struct batch *b, const char *path);

/* How many pages the inputs had so far, those of other shards and what could not be read
   included. */
uint64_t batch_pages(const struct batch *b);

/* Waits for what is in work, writes it, and commits. To be called whatever batch_add said. */
enum batch_end batch_finish(struct batch *b);

/* Asks for the end after what is in work. May be called from a signal handler. */
void batch_stop(struct batch *b);

/* One sentence for what ended a batch; where: the file or record that it is about, or NULL. */
const char *batch_why(const struct batch *b, const char **where);

#endif
