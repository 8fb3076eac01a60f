#ifndef GUIDANG_READER_H
#define GUIDANG_READER_H

/*
 * What a reader of records is. A reader may open another one within it: they are a stack, and
 * the innermost gives records first. Those that read containers are told by their content; to
 * add one is a file, with its reader and its struct container, and a line in containers.def.
 */
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "archive/place-index.h"
#include "archive/records.h"
#include "archive/unpack.h"

struct reader;

enum step { STEP_RECORD, STEP_AGAIN, STEP_END };

struct reader_class {
	/* The next record; STEP_AGAIN if another reader was pushed, or nothing came of it. */
	enum step (*next)(struct records *r, struct reader *self, struct record *record);
	/* records_fetch for the record last given; NULL: there is nothing to fetch. */
	int (*fetch)(struct records *r, struct reader *self, const char *href, const char *uri,
		struct buf *out);
	/* records_fetch_page; NULL: there are no others. */
	int (*fetch_page)(struct records *r, struct reader *self, const char *name,
		const char *uri, struct record *page, struct buf *bytes);
	void (*free)(struct reader *self);
};

/* The head of every reader. */
struct reader {
	const struct reader_class *class;
	struct reader *outer;
	char *source; /* as of struct record; own */
};

struct records {
	size_t max_page;
	bool passes_over; /* the folder of this device and inode */
	dev_t over_device;
	ino_t over_inode;
	struct reader *top;
	struct arena strings; /* of the present record */
	struct buf bytes;     /* of the present record */
	const char *fault;    /* found when opening: the next record */
	char *fault_source;
	uint64_t fetched;	/* for the present record; what failed counts as well [bytes] */
	uint64_t fetched_pages; /* the same, of other pages [bytes] */
	struct place_index places; /* of all archives read so far */
	struct archive_file {
		char *path;
		uint64_t start, len; /* the part that is the archive [bytes] */
	} * files;
	unsigned file_count;
};

/* How bytes belong to the folder or the archive that holds them. */
enum standing {
	STANDING_ALONE,	   /* named by the caller: a page, whatever it is called */
	STANDING_MEMBER,   /* in a folder or an archive: a page if it looks like one */
	STANDING_RESOURCE, /* in the folder that belongs to a saved page */
};

/* Bytes for which a reader is to be opened. */
struct opening {
	const char *source; /* of its records */
	const char *path;   /* of the file that it is or is in, if it can be read again; NULL */
	uint64_t start;	    /* of it in that file [bytes] */
	const char *member; /* name in the archive, its bytes; NULL for a file */
	const char *text;   /* that name in UTF-8, as messages and records say it */
	const char *inner;  /* FILE#MEMBER, the source of records in an archive in it; NULL */
	uint64_t offset;    /* of its record */
	const char *root;   /* folder that resources may come from; NULL: that of the page */
	enum standing standing;
};

/* A kind of archive. */
struct container {
	const char *names; /* as users know it, by commas */
	/* True if it begins so. len: SNIFF_WINDOW or more, 512 of what is packed, or all there
	   are [bytes]. */
	bool (*is)(const char *bytes, size_t len);
	/* Pushes its reader over in, which is at its start and is taken. 0, or -1 with a
	   sentence in *why, which may be in the arena; before, that is that memory ran out. */
	int (*open)(struct records *r, struct unpack *in, const struct opening *o,
		const char **why);
	bool inside; /* it gives pages, so that it is opened within an archive too */
	bool packed; /* it may be packed by gzip or Zstandard */
};

#define CONTAINER(name) extern const struct container container_##name;
#include "archive/containers.def"
#undef CONTAINER

/* The container that begins so; NULL: none. */
const struct container *records_container(const char *bytes, size_t len);

/* Pushes the reader that the content of a stream calls for; the stream is taken. 0, or -1 as
   open of struct container. */
int records_push(
	struct records *r, struct stream *stream, const struct opening *o, const char **why);
/* Pushes the reader of a folder, or of what is no container, which is taken. 0, or -1 with
   errno, or for memory. */
int records_push_folder(struct records *r, const char *path);
int records_push_page(struct records *r, struct unpack *in, const struct opening *o);

struct stat;
/* True of the folder that records_pass_over named. */
bool records_is_passed_over(const struct records *r, const struct stat *st);

/* Allocates a reader of size bytes with its head set, and pushes it. NULL: memory. */
void *records_push_reader(
	struct records *r, const struct reader_class *class, size_t size, const char *source);

/* ---- making records ---- */

/* Text of the present record: a copy without control characters; what is no UTF-8 is
   percent-encoded byte by byte. NULL for "". */
const char *records_text(struct records *r, const char *s);
/* A sentence in the arena. */
const char *records_sentence(struct records *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sets record to this kind and sentence, and to its place; all else is cleared. */
enum step records_say(struct record *record, enum record_kind kind, const char *reason,
	const char *source, uint64_t offset);
/* Makes record one that is skipped, or a resource, with what its sentence needs. STEP_RECORD.
 */
enum step records_skip(struct records *r, struct record *record, enum skip skip, ...);
/* The name of a member as text: UTF-8, else GB 18030 (archives made on Chinese systems tell no
   charset), else as records_text. */
const char *records_member_text(struct records *r, const char *name);
/* The same of one that is no UTF-8, whatever it looks like; and its characters alone. */
const char *records_gb_text(struct records *r, const char *name);
void records_put_gb(const char *name, struct buf *out);
/* "FILE#MEMBER", in the arena; member as text. */
const char *records_inner(struct records *r, const char *file, const char *member);
/* Makes record a page of r->bytes, with their digest. */
void records_set_page(struct records *r, struct record *record);
/* "larger than N bytes" for this r. */
const char *records_too_large(struct records *r);

/* The last part of a path or a URI, made fit for a file name; "page.html" if it has none. */
const char *records_name(struct records *r, const char *path);

/* True if a member of this name and beginning is a page. *format is set as of struct record. */
bool records_is_page(const char *name, const char *bytes, size_t len, const char **format);

/* Gives page its bytes, which were read otherwise than in turn. 0, or -1: in a folder or
   an archive it would not be a page under that name. */
int records_judge_member(struct record *page, const char *name, const struct buf *bytes);

/* Adds the bytes of a file in the folder of another at path, if that is really below root
   (NULL: below the folder); name is percent-encoded. The file's path, in the arena; NULL:
   there is none that can be read. */
const char *records_read_beside(struct records *r, const char *path, const char *root,
	const char *name, struct buf *out);

/* An archive may unpack to this many times its size, or RECORDS_BOMB_MIN bytes. Deflate
   gives at most 1032 bytes a byte. */
#define RECORDS_RATIO_MAX 1100
#define RECORDS_BOMB_MIN  ((uint64_t)1 << 30)
/* Members of a ZIP or a tar. */
#define RECORDS_MEMBERS_MAX 1000000

/* ---- resources by path ---- */

/*
 * Adds the path that href means on a page at path "from" (no leading slash): query, fragment
 * and percent-encoding undone, "." and ".." resolved. 0, or -1: it is absolute, has a
 * scheme, or leads out of the root.
 */
int records_resolve_path(const char *from, const char *href, struct buf *path);

/* Reads all of a stream, a resource, to the end of out. 0, or -1: more than max_page, or it
 * cannot be read.
 */
int records_read_all(struct records *r, struct stream *s, struct buf *out);

#endif
