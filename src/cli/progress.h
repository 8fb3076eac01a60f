#ifndef GUIDANG_PROGRESS_H
#define GUIDANG_PROGRESS_H

/* How far a batch is, on standard error: a line that renews itself on a terminal, elsewhere a
   line a minute. Part of the command line. */
#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool silent, terminal;
	bool shown;	       /* a line is on the terminal that is to be renewed */
	double (*clock)(void); /* [s] */
	double begun;	       /* by that clock [s] */
	double told;	       /* when the last line was written [s since begun] */
	uint64_t total;	       /* of the inputs, 0 if it cannot be known [bytes] */
	uint64_t before;       /* of the inputs that are done [bytes] */
	char *file;	       /* the input at work */
	uint64_t done, failed;
	uint64_t skipped;    /* of these, done by an earlier run */
	double resumed;	     /* when the last of them was passed over [s since begun] */
	uint64_t resumed_at; /* and where it begins, as before [bytes] */
};

/* Starts the clock. */
void progress_start(struct progress *p, bool silent);
/* One more input is to come: a file, or a folder with all it holds. */
void progress_expect(struct progress *p, const char *path);

/* A record is done; file and offset: where it begins [bytes]. */
void progress_step(
	struct progress *p, const char *file, uint64_t offset, bool failed, bool earlier);

/* Takes the line off the terminal, so that something else can be printed. */
void progress_clear(struct progress *p);
/* Leaves nothing on the terminal. */
void progress_end(struct progress *p);

#endif
