#ifndef GUIDANG_RECORDS_H
#define GUIDANG_RECORDS_H

/*
 * Inputs as streams of records: pages, and what is beside them, out of files, folders and
 * archives (docs/archives.md lists them). What a path is, its content tells, not its name
 * (containers.def has the archives).
 *
 *     struct records *r = records_new(RECORDS_MAX_PAGE);
 *     records_open(r, "crawl.warc.gz");
 *     while (records_next(r, &record))
 *             ...
 *     records_free(r);
 *
 * The order is that of the archive; in folders it is bytewise by name. The same input gives the
 * same records. Memory does not grow with the input but for an index of places that is bounded
 * (place-index.h): one record is held at a time. One struct records serves one thread.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Pages above this are faults, if nothing else is asked for [bytes]. */
#define RECORDS_MAX_PAGE ((size_t)256 << 20)

/* No offset: what a compressed archive, or none, has no place for. */
#define RECORD_NOWHERE UINT64_MAX

/* Why a record is not converted. */
enum skip {
	SKIP_NONE,
#define SKIP(name, word, kind, told, format) SKIP_##name,
#include "archive/skips.def"
#undef SKIP
	SKIP_COUNT
};

enum record_kind {
	RECORD_PAGE,	 /* bytes to be converted */
	RECORD_RESOURCE, /* a picture, a style sheet, an attachment, a frame: no page by itself
			  */
	RECORD_SKIPPED,	 /* read, and nothing to be converted; reason says why */
	RECORD_FAULT,	 /* could not be read; reason says why. The stream goes on after it */
};

/* All strings and bytes are lent until the next call of records_next, records_open or
   records_free. Strings are UTF-8 without control characters, but source, root and file, which
   are as the system has them; NULL where nothing is known. */
struct record {
	enum record_kind kind;
	enum skip skip;	    /* of a resource, and of what is skipped: why */
	const char *reason; /* the same, or of a fault: one sentence. Of a page: what must be
			       said of it */

	const char *bytes; /* pages only: decoded to what a server meant; bytes[len] is NUL */
	size_t len;	   /* [bytes] */
	char sha256[65];   /* of bytes, hexadecimal; "" where there are none */

	const char *source; /* the file as opened or found; "-" for standard input. For an
			       archive inside of an archive FILE#MEMBER */
	const char *root; /* folder below which source was found; NULL: it was opened itself */
	uint64_t offset;  /* where the record begins in source [bytes]; in a compressed stream,
			     where its member begins. RECORD_NOWHERE */
	const char *id;	  /* WARC-Record-ID without brackets, name of the member, Content-ID */
	const char *name; /* of a file that a page could be saved as: no folder, never empty */
	const char *file; /* the file or the member that it is or is in: its name can tell
			     the format. NULL: standard input */
	const char *format; /* html, text, tree; NULL: what file says */

	const char *uri;       /* target URI; where the page was */
	const char *captured;  /* RFC 3339 */
	int status;	       /* of HTTP; 0: none */
	const char *type;      /* media type in lower case, without parameters */
	const char *charset;   /* label that the transport gave */
	const char *refers_to; /* of a revisit: id or URI of the record that has the bytes */

	bool alone;   /* a file that the caller named: what is beside it is no input */
	bool earlier; /* of records_fetch_page: in an archive that was read before */
};

struct records;

/* NULL when memory runs out. max_page: larger pages are faults [bytes]. */
struct records *records_new(size_t max_page);
void records_free(struct records *r);

/* The folder of this descriptor is never read: what is written there are no inputs. 0, or -1
   with errno. */
int records_pass_over(struct records *r, int folder);

/* Opens a file, a folder or, with NULL, standard input, and closes what was open. It does not
   fail: what cannot be opened is the first record, a fault. */
void records_open(struct records *r, const char *path);
/* The same for a file that lies below the folder root: what opening root gives of it. */
void records_open_below(struct records *r, const char *root, const char *path);
/* The next record, or false at the end. */
bool records_next(struct records *r, struct record *record);

/*
 * The bytes of a resource of the record last given, from the same archive, folder or "complete
 * page": href as the page has it, uri resolved (may be NULL). Added to out; 0, or -1 where
 * there is none, or more than max_page. Nothing outside of what was opened is ever read.
 */
int records_fetch(struct records *r, const char *href, const char *uri, struct buf *out);

/*
 * Another page of the folder or archive that the record last given is in, as records_next would
 * give it: by uri where pages have addresses, else by its name beside the record, which is
 * percent-encoded. Its bytes are put in bytes, and are those of *page; its strings live as long
 * as the record last given. 0, or -1 where there is none, or what is there is no page.
 */
int records_fetch_page(struct records *r, const char *name, const char *uri,
	struct record *page, struct buf *bytes);

/* The names of the archives that are read, by commas. */
void records_put_containers(struct buf *out);

/* Adds the address by which a page is known from one record to another: its URI, else
 * FILE#MEMBER or FILE. */
void record_address(const struct record *record, struct buf *out);

/* FILE#MEMBER or FILE#OFFSET, or FILE where that is all: what messages call the record. */
void record_label(const struct record *record, struct buf *out);

/* True of a member that is what systems keep for themselves: a part of its path begins with a
   dot, or it is a Macintosh's shadow of another. */
bool records_is_hidden(const char *path);

/* True if a folder of this name would belong to a saved page ("report_files" to "report.html");
   adds what the page's name is without its extension. */
bool records_is_companion(const char *folder, struct buf *page);
/* True if that page's name is this. */
bool records_is_companion_of(const char *folder, const char *page);

/* ---- why records are skipped ---- */

/* Its word in the manifest; NULL for SKIP_NONE. */
const char *skip_name(enum skip skip);
/* The one of this word; SKIP_NONE if there is none, or name is NULL. */
enum skip skip_by_name(const char *name);

/* The count of what one source skipped that could have been a page: nothing that may be lost
   goes by without a word. */
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
