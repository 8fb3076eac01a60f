#ifndef GUIDANG_UNPACK_H
#define GUIDANG_UNPACK_H

/*
 * A stream as it is, or decompressed member by member: gzip (RFC 1952) and Zstandard (RFC 8878,
 * with the dictionary that .warc.zst may begin with). A member of a web archive is one record;
 * it can be read alone, when its offset is known. A stream that is not compressed is one
 * member.
 *
 * What is read of a member cannot be read again, but by unpack_seek.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "archive/stream.h"

/* Most that can be looked ahead [bytes]. */
#define UNPACK_WINDOW ((size_t)128 << 10)

struct unpack;

/* True if bytes begin as what gzip or Zstandard packed. */
bool unpack_is_packed(const char *bytes, size_t len);

enum unpack_state {
	UNPACK_DATA,	   /* the member goes on */
	UNPACK_MEMBER_END, /* of this member; unpack_next begins the next one */
	UNPACK_FAULT,	   /* unpack_why says what; unpack_resync goes on */
};

/* Over a stream at its start, which it takes: unpack_free frees both. The first member is
   begun. NULL when memory runs out, or raw is NULL; raw is freed then. */
struct unpack *unpack_new(struct stream *raw);
/* The same, taken as not compressed whatever it is. */
struct unpack *unpack_new_plain(struct stream *raw);
void unpack_free(struct unpack *u);

/* As stream_peek, skip and read, within the member. */
size_t unpack_peek(struct unpack *u, size_t want, const char **bytes);
uint64_t unpack_skip(struct unpack *u, uint64_t n);
size_t unpack_read(struct unpack *u, size_t n, struct buf *out);

/* The state after a peek, skip or read that fell short; UNPACK_DATA if none did. */
enum unpack_state unpack_state(struct unpack *u);
const char *unpack_why(const struct unpack *u); /* of the fault, one sentence */
/* True if the fault is that the stream ends within the member: what was given of it is right.
 */
bool unpack_cut(const struct unpack *u);

/* Begins the member after the present one, which has ended. False at the end of the stream;
   what is no member is a fault of the next one. */
bool unpack_next(struct unpack *u);
/* After a fault, or where the content is: begins at the next place that looks like a member.
   False at the end of the stream. */
bool unpack_resync(struct unpack *u);
/* Begins the member at an offset of a stream that can be sought. */
void unpack_seek(struct unpack *u, uint64_t offset);

bool unpack_compressed(const struct unpack *u);
/* The place where the present member begins in the raw stream [bytes]. */
uint64_t unpack_member(const struct unpack *u);
/* The place of the next byte in the member, unpacked [bytes]. */
uint64_t unpack_at(const struct unpack *u);
/* The place to look for what begins at the next byte: its own in a plain stream, the member's
   in a compressed one [bytes]. */
uint64_t unpack_offset(const struct unpack *u);
/* The stream below. */
struct stream *unpack_raw(const struct unpack *u);

#endif
