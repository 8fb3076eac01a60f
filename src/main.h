#ifndef GUIDANG_MAIN_H
#define GUIDANG_MAIN_H

/* What the parts of the command guidang share. */
#include "cli.h"

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
};

/* Without -d: the one page of an input (NULL: standard input). The exit status. */
int main_page(const struct command *c, const char *input);

/* guidang -d: all inputs into the folder. The exit status. */
int main_batch(const struct command *c, char *const *inputs, int count);

#endif
