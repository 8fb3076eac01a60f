#ifndef GUIDANG_WARC_H
#define GUIDANG_WARC_H

/*
 * WARC (ISO 28500:2017; 1.0 and 1.1 read alike): one record after the other, and on after
 * damage.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "archive/unpack.h"

enum warc_type {
	WARC_OTHER, /* a type that the standard does not have */
	WARC_INFO,
	WARC_RESPONSE,
	WARC_RESOURCE,
	WARC_REQUEST,
	WARC_METADATA,
	WARC_REVISIT,
	WARC_CONVERSION,
	WARC_CONTINUATION,
};

/* A record whose head was read. */
struct warc_record {
	enum warc_type type;
	struct buf head;    /* its fields */
	uint64_t offset;    /* unpack_offset of its first byte [bytes] */
	bool addressable;   /* it can be read again by its offset alone */
	uint64_t left;	    /* of its block, not yet read [bytes] */
	uint64_t body_at;   /* place of the block in its member [bytes] */
	uint64_t body_read; /* read of the block, not skipped [bytes] */
	bool cut;	    /* the input, or its member, ended within the block */
	bool ended;	    /* it was passed */
};

struct warc {
	struct unpack *in; /* the caller's */
	struct warc_record record;
	uint64_t reread; /* read a second time after faults [bytes] */
	bool lost;	 /* the last record was damaged: the next one is looked for */
	bool rewound;	 /* and what it may have swallowed is read again */
};

enum warc_found { WARC_FOUND, WARC_END, WARC_FAULT };

/*
 * Finds the next record and reads its head. WARC_FAULT: *why says what is damaged, at *offset;
 * calling again goes on after it.
 */
enum warc_found warc_next(struct warc *w, uint64_t *offset, const char **why);

/* A field of the record's head into value, as mime_field; brackets around it are taken off. */
bool warc_field(const struct warc_record *record, const char *name, struct buf *value);
/* "response" and so on. */
const char *warc_type_name(enum warc_type type);

/* Adds up to n bytes of the block to out. 0, or -1 with a sentence: the record is damaged. */
int warc_read(struct warc *w, uint64_t n, struct buf *out, const char **why);
/* Adds the rest of the block to out and passes the record. 0; 1: the block is cut off, by
   the end of the input or by another record, and all there is of it is in out; -1 with a
   sentence: the record is damaged. */
int warc_read_rest(struct warc *w, struct buf *out, const char **why);
/* Cuts an HTTP head from the block into head. True if there is one. */
bool warc_read_http_head(struct warc *w, struct buf *head);
/* Passes the record, and looks whether it ends there. 0, or -1 with a sentence. After this
   or another -1, warc_next finds the next record, reading again what this one may have
   swallowed. */
int warc_finish(struct warc *w, const char **why);

void warc_free(struct warc *w);

#endif
