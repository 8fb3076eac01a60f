#ifndef GUIDANG_MAIN_H
#define GUIDANG_MAIN_H

/* The command guidang: its options, and what a batch and its packages do with them. */
#include <signal.h>

#include "cli/cli.h"

struct command {
	struct cli cli;
	const char *to;	       /* -t: a format; with -d a list of them */
	const char *directory; /* -d */
	const char *ledger;    /* --ledger */
	const char *max_page;  /* --max-page */
	size_t max_bytes;      /* the same [bytes] */

	/* With -d only: */
	const char *names;	/* --name */
	const char *shard;	/* --shard */
	const char *files_from; /* --files-from */
	unsigned jobs;		/* -j; 0: one a processor */
	bool null;		/* -0 */
	bool resume;		/* --resume */
	const char *bag;	/* --bag */
	const char *bag_info;	/* --bag-info */
	bool bag_sources;	/* --bag-sources */
	bool premis;		/* --premis */
	const char *warc_out;	/* --warc-out */
};

/* The inputs of a batch, as they were given, and what beside them goes into documents. */
struct inputs {
	char **all;
	size_t count, room;
};

/* 0, or -1 with errno. */
int inputs_add(struct inputs *inputs, const char *path);
void inputs_free(struct inputs *inputs);

/*
 * Packages of a batch: what its folder holds, in the forms that archives take in. To be asked
 * when the folder is there: whether they can be written. 0, or the exit status after a
 * complaint.
 */
int packages_check(const struct command *c);
/* Writes them, when the batch is done; stop: not 0 asks for the end. 0, the exit status after a
   complaint, or -1 if the end was asked for. Of a package that failed nothing is left. */
int packages_write(const struct command *c, const struct inputs *inputs,
	const volatile sig_atomic_t *stop);

/* guidang -d: all inputs into the folder. The exit status. */
int main_batch(const struct command *c, char *const *inputs, int count);

#endif
