#ifndef GUIDANG_MANIFEST_H
#define GUIDANG_MANIFEST_H

/*
 * The manifest of a batch: what became of each source record, one JSON object a line
 * (manifest.jsonl; docs/guidang-manifest.5). It is written in the order of the input, and it
 * holds no clock reading, so that the same input gives the same manifest whatever the number of
 * jobs, and however often the work was broken off and taken up again.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "batch/recipe.h"

#define MANIFEST_NAME "manifest.jsonl"

/* Formats that a page is written in at most. */
#define MANIFEST_OUTPUTS_MAX 8

enum manifest_outcome {
	MANIFEST_CONVERTED,
	MANIFEST_JOINED,  /* part of another page's document */
	MANIFEST_SKIPPED, /* no page: a picture, a redirect, a style sheet */
	MANIFEST_EMPTY,	  /* nothing found but chrome */
	MANIFEST_FAILED,
	MANIFEST_OUTCOMES
};

struct manifest_output {
	const char *format; /* odt, docx … */
	const char *path;   /* below the manifest's folder, "/" between names */
	uint64_t bytes;
	const char *sha256; /* 64 hexadecimal digits */
};

/* Strings are UTF-8; NULL: not known. */
struct manifest_entry {
	struct {
		const char *file;   /* as given on the command line, or found below it */
		const char *folder; /* as given, below which it was found; NULL: it was given */
		uint64_t offset;    /* of the record in the file [bytes] */
		const char *record; /* WARC-Record-ID, or the member's name */
		const char *name;   /* of a file that it could be saved as */
		const char *uri;
		const char *captured; /* RFC 3339 */
		const char *type;     /* media type that its archive declares */
		const char *format;   /* that it was read as: html, text, tree */
		const char *sha256;   /* of the page's bytes */
		uint64_t bytes;
	} source;

	enum manifest_outcome outcome;
	const char *skip;   /* why it was skipped, a word of skips.def */
	const char *reason; /* why it was skipped or failed, or what it was joined to */

	struct manifest_output outputs[MANIFEST_OUTPUTS_MAX];
	unsigned output_count;

	const char *title, *date, *index, *number, *issuer, *category, *profile;
	uint64_t kept, dropped, unlocated; /* text of the page [bytes of UTF-8] */
	uint64_t replaced;		   /* characters that could not be read */
	unsigned checks_failed, warnings;

	const struct recipe *recipe; /* NULL: not told, as in manifests of old */
};

/* "converted" and the rest. */
const char *manifest_outcome_name(enum manifest_outcome outcome);

/* The entry as one line with its newline, to the end of out. */
void manifest_put(struct buf *out, const struct manifest_entry *entry);

/* Reads a manifest, line by line. */
struct manifest_reader;

/* NULL with errno if the file cannot be opened. */
struct manifest_reader *manifest_open(const char *path);
/* The same of a file that was opened, which it takes; -1 is none. */
struct manifest_reader *manifest_open_fd(int fd);

enum manifest_read {
	MANIFEST_ENTRY,	    /* *entry was filled */
	MANIFEST_END,	    /* no line is left */
	MANIFEST_CUT,	    /* the last line has no end: its writing was broken off */
	MANIFEST_MALFORMED, /* the line is no entry; the next call goes on after it */
	MANIFEST_ERROR,	    /* errno tells; no further call */
};

/* The next entry; its strings live until the next call or manifest_close. */
enum manifest_read manifest_next(struct manifest_reader *r, struct manifest_entry *entry);

/* The line that manifest_next read last, from 1. */
unsigned manifest_line(const struct manifest_reader *r);

void manifest_close(struct manifest_reader *r); /* NULL is allowed */

#endif
