#ifndef GUIDANG_PACKING_H
#define GUIDANG_PACKING_H

/*
 * A batch that is done, on its way into a package: its manifest and its files are read again,
 * and what is packed is what the manifest tells of. What bag.h, premis.h and warcout.h share.
 *
 * No clock is read: one batch gives one package. The only date of the work itself is the one
 * that the caller gives.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "batch/manifest.h"

struct packing {
	const char *folder; /* the batch's */
	/* What it was made by; an entry that tells it is believed: */
	const char *odf_version; /* of its ODT; NULL: the one that is written by itself */
	const char *from;	 /* format of all its pages; NULL: each one's own */
	int64_t epoch;		 /* when it was made [s since 1970]; 0: not said */
	const volatile sig_atomic_t *stop; /* not 0 asks for the end; NULL: nobody does */

	/* Why a call failed: */
	bool stopped; /* it was asked to */
	char *where;  /* the file that it is about; NULL */
	char *why;    /* a sentence; NULL: memory ran out */
};

/* Says why, if nothing was said before. -1. */
int packing_fail(struct packing *p, const char *where, const char *why);
/* The same by errno. -1. */
int packing_refused(struct packing *p, const char *where);
/* True if the end is asked for: that is said then. */
bool packing_stopped(struct packing *p);
void packing_free(struct packing *p);

/* Calls visit for each entry of the manifest, until it returns another value than 0. 0, or
   that, or -1 if the manifest cannot be read or the end is asked for. */
int packing_each(struct packing *p, int (*visit)(void *user, const struct manifest_entry *e),
	void *user);

/* SHA-256 and size of the manifest. 0 or -1. */
int packing_manifest(struct packing *p, char sha256[65], uint64_t *bytes);

/* Reads a file of the batch to the end of out; what is not as the manifest says is refused. 0
   or -1. */
int packing_read(struct packing *p, const struct manifest_output *output, struct buf *out);

/* The path of a file in the batch's folder, to be freed; NULL, and that is said. */
char *packing_path(struct packing *p, const char *path);

/* True if the entry's source is a record of a web archive: it has an id of its own, which is a
   URI (ISO 28500, 5.2), and an address. */
bool packing_is_warc_record(const struct manifest_entry *e);

/* The options that an entry was made by: as it tells, or else as the caller does. */
const char *packing_odf_version(const struct packing *p, const struct manifest_entry *e);
const char *packing_from(const struct packing *p, const struct manifest_entry *e);
int64_t packing_epoch(const struct packing *p, const struct manifest_entry *e);

/* A time [s since 1970] as RFC 3339 in UTC: its first 10 characters are the date. */
#define PACKING_TIME_SIZE 32
void packing_time(int64_t epoch, char time[PACKING_TIME_SIZE]);

#endif
