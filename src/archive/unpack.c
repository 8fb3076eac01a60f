#include "archive/unpack.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* A member's first bytes come in small pieces, since many are looked at for a few bytes only.
 */
#define GRAIN_MIN ((size_t)1 << 10)

/* The dictionary of a .warc.zst, as unpacked [bytes]. */
#define DICTIONARY_MAX ((size_t)16 << 20)

/* zstd's own limit for what its command unpacks without being asked: windows of 128 MiB. */
#define ZSTD_WINDOW_LOG 27

/* Deflate gives at most 1032 bytes a byte (RFC 1951, 3.2.5: 258 bytes for 2 bits). */
#define RATIO_MAX 1100
/* Below this nothing is taken for a bomb [bytes]. */
#define BOMB_MIN ((uint64_t)1 << 30)

/* So much is read a second time after faults, over the whole stream: without an end, a file
   made of faults would be read again for each of them [bytes]. */
#define REREAD_MAX ((uint64_t)256 << 20)

enum packing { PLAIN, GZIP, ZSTD };

static const struct {
	const char *magic;
	size_t len;
} packings[] = {
	[PLAIN] = {"", 0},
	[GZIP] = {"\x1f\x8b\x08", 3},	  /* RFC 1952, 2.3.1: deflate is the only method */
	[ZSTD] = {"\x28\xb5\x2f\xfd", 4}, /* RFC 8878, 3.1.1 */
};

struct unpack {
	struct stream *raw;
	enum packing packing;
	z_stream zlib;
	bool zlib_begun;
	ZSTD_DCtx *zstd;
	char *window;
	size_t next, have; /* in the window: the next byte, and after the last one */
	size_t grain;	   /* unpacked at once [bytes] */
	uint64_t base;	   /* place of window[0] in the member */
	uint64_t member;
	uint64_t given, taken; /* over all members, unpacked and packed [bytes] */
	uint64_t reread;
	enum unpack_state state;
	const char *why;
	bool cut;   /* the stream ended within a member */
	bool begun; /* a member was begun before: what comes now is no dictionary */
	bool spent; /* a bomb: nothing more is unpacked */
};

static void fail(struct unpack *u, const char *why)
{
	u->state = UNPACK_FAULT;
	u->why = why;
}

static uint32_t le32(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* The frame that is a dictionary, if it comes first. */
#define DICTIONARY 0x184D2A5Du

/* Skippable frames are 0x184D2A50 to 0x184D2A5F (RFC 8878, 3.1.2). */
static bool is_skippable(const char *p)
{
	return (le32(p) & 0xFFFFFFF0u) == 0x184D2A50u;
}

static bool begins_as(const struct unpack *u, const char *bytes, size_t len)
{
	return len >= packings[u->packing].len &&
	       !memcmp(bytes, packings[u->packing].magic, packings[u->packing].len);
}

/* ---- a dictionary ---- */

/* A dictionary may itself be compressed. 0 or -1. */
static int unpack_dictionary(struct unpack *u, const struct buf *packed, struct buf *out)
{
	ZSTD_inBuffer in = {buf_str(packed), packed->len, 0};
	size_t left = 1;
	char chunk[4096];

	while (left && in.pos < in.size && out->len < DICTIONARY_MAX && !buf_failed(out)) {
		ZSTD_outBuffer piece = {chunk, sizeof chunk, 0};

		left = ZSTD_decompressStream(u->zstd, &piece, &in);
		if (ZSTD_isError(left))
			return -1;
		buf_put(out, chunk, piece.pos);
	}
	ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
	return left || buf_failed(out) ? -1 : 0;
}

static int load_dictionary(struct unpack *u, size_t len)
{
	struct buf packed = BUF_INIT, plain = BUF_INIT;
	int rc = len <= DICTIONARY_MAX && stream_read(u->raw, len, &packed) == len ? 0 : -1;
	const struct buf *use = &packed;

	if (!rc && begins_as(u, buf_str(&packed), packed.len)) {
		rc = unpack_dictionary(u, &packed, &plain);
		use = &plain;
	}
	if (!rc && ZSTD_isError(ZSTD_DCtx_loadDictionary(u->zstd, buf_str(use), use->len)))
		rc = -1;
	buf_free(&packed);
	buf_free(&plain);
	return rc;
}

/* Frames that are no data: the first may be the dictionary, others say nothing. */
static int skip_frames(struct unpack *u)
{
	const char *p;

	while (stream_peek(u->raw, 8, &p) >= 8 && is_skippable(p)) {
		bool dictionary = !u->begun && le32(p) == DICTIONARY;
		uint32_t len = le32(p + 4);

		stream_skip(u->raw, 8);
		if (dictionary ? load_dictionary(u, len) : stream_skip(u->raw, len) < len)
			return -1;
	}
	return 0;
}

/* ---- members ---- */

static void reset(struct unpack *u)
{
	u->next = u->have = 0;
	u->base = 0;
	u->grain = GRAIN_MIN;
	u->state = UNPACK_DATA;
	u->why = "";
	u->cut = false;
	u->member = stream_at(u->raw);
	if (u->packing == GZIP)
		inflateReset(&u->zlib);
	else if (u->packing == ZSTD)
		ZSTD_DCtx_reset(u->zstd, ZSTD_reset_session_only);
}

/* Begins a member where the raw stream is. */
static void begin(struct unpack *u)
{
	const char *p;
	size_t len;

	reset(u);
	if (u->packing == ZSTD && skip_frames(u))
		fail(u, "a frame of Zstandard is damaged");
	u->begun = true;
	u->member = stream_at(u->raw);
	len = stream_peek(u->raw, 8, &p);
	if (u->state == UNPACK_DATA && !begins_as(u, p, len))
		fail(u, "between compressed records stands what is none");
}

static enum packing packing_of(struct stream *raw)
{
	const char *p;
	size_t len = stream_peek(raw, 8, &p);

	if (len >= 3 && !memcmp(p, packings[GZIP].magic, 3))
		return GZIP;
	return len >= 8 && (!memcmp(p, packings[ZSTD].magic, 4) || is_skippable(p)) ? ZSTD
										    : PLAIN;
}

bool unpack_is_packed(const char *bytes, size_t len)
{
	return (len >= 3 && !memcmp(bytes, packings[GZIP].magic, 3)) ||
	       (len >= 4 &&
		       (!memcmp(bytes, packings[ZSTD].magic, 4) || le32(bytes) == DICTIONARY));
}

static int prepare(struct unpack *u)
{
	if (u->packing == PLAIN)
		return 0;
	u->window = malloc(UNPACK_WINDOW);
	if (u->packing == GZIP)
		/* 16: with gzip's header and its checksum. */
		u->zlib_begun = inflateInit2(&u->zlib, 16 + MAX_WBITS) == Z_OK;
	else
		u->zstd = ZSTD_createDCtx();
	if (u->zstd)
		ZSTD_DCtx_setParameter(u->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	return u->window && (u->zlib_begun || u->zstd) ? 0 : -1;
}

struct unpack *unpack_new_plain(struct stream *raw)
{
	struct unpack *u = raw ? calloc(1, sizeof *u) : NULL;

	if (!u) {
		stream_free(raw);
		return NULL;
	}
	u->raw = raw;
	u->why = "";
	return u;
}

struct unpack *unpack_new(struct stream *raw)
{
	struct unpack *u = unpack_new_plain(raw);

	if (!u)
		return NULL;
	u->packing = packing_of(raw);
	if (prepare(u)) {
		unpack_free(u);
		return NULL;
	}
	if (u->packing != PLAIN)
		begin(u);
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	if (u->zlib_begun)
		inflateEnd(&u->zlib);
	ZSTD_freeDCtx(u->zstd);
	stream_free(u->raw);
	free(u->window);
	free(u);
}

bool unpack_next(struct unpack *u)
{
	const char *p;

	if (u->packing == PLAIN || u->spent || !stream_peek(u->raw, 1, &p))
		return false;
	begin(u);
	return u->state != UNPACK_DATA || stream_peek(u->raw, 1, &p);
}

/* Goes on to the magic of a member; false at the end. */
static bool find_magic(struct unpack *u)
{
	size_t magic = packings[u->packing].len, want = 512, len;
	const char *p, *found;

	while ((len = stream_peek(u->raw, want, &p)) >= magic) {
		found = memmem(p, len, packings[u->packing].magic, magic);
		stream_skip(u->raw, found ? (uint64_t)(found - p) : len - magic + 1);
		if (found)
			return true;
		want = want * 4 < STREAM_WINDOW / 2 ? want * 4 : STREAM_WINDOW / 2;
	}
	stream_skip(u->raw, len);
	return false;
}

bool unpack_resync(struct unpack *u)
{
	uint64_t from = u->member + 1, at = stream_at(u->raw);

	if (u->packing == PLAIN || u->spent)
		return false;
	/* A member that was cut off has swallowed the beginning of the next one. */
	if (stream_seekable(u->raw) && at > from && u->reread + (at - from) <= REREAD_MAX) {
		u->reread += at - from;
		stream_seek(u->raw, from);
	} else if (at < from) {
		stream_skip(u->raw, from - at);
	}
	if (!find_magic(u))
		return false;
	begin(u);
	return true;
}

void unpack_seek(struct unpack *u, uint64_t offset)
{
	stream_seek(u->raw, offset);
	if (u->packing != PLAIN)
		begin(u);
}

/* ---- bytes ---- */

static void inflate_piece(struct unpack *u, const char *in, size_t len, size_t room)
{
	int rc;

	u->zlib.next_in = (unsigned char *)in;
	u->zlib.avail_in = (unsigned)len;
	u->zlib.next_out = (unsigned char *)u->window + u->have;
	u->zlib.avail_out = (unsigned)room;
	rc = inflate(&u->zlib, Z_NO_FLUSH);
	stream_skip(u->raw, len - u->zlib.avail_in);
	u->taken += len - u->zlib.avail_in;
	u->have += room - u->zlib.avail_out;
	u->given += room - u->zlib.avail_out;
	if (rc == Z_STREAM_END)
		u->state = UNPACK_MEMBER_END;
	else if (rc != Z_OK && (rc != Z_BUF_ERROR || u->zlib.avail_out == room))
		fail(u, "a compressed record is damaged (gzip)");
}

static void decompress_piece(struct unpack *u, const char *in, size_t len, size_t room)
{
	ZSTD_inBuffer from = {in, len, 0};
	ZSTD_outBuffer to = {u->window + u->have, room, 0};
	size_t rc = ZSTD_decompressStream(u->zstd, &to, &from);

	stream_skip(u->raw, from.pos);
	u->taken += from.pos;
	u->have += to.pos;
	u->given += to.pos;
	if (ZSTD_isError(rc) || (rc && !from.pos && !to.pos))
		fail(u, "a compressed record is damaged (Zstandard)");
	else if (!rc)
		u->state = UNPACK_MEMBER_END;
}

static void fill(struct unpack *u)
{
	const char *in;
	size_t len = stream_peek(u->raw, 1, &in), room;

	if (u->next) {
		memmove(u->window, u->window + u->next, u->have - u->next);
		u->base += u->next;
		u->have -= u->next;
		u->next = 0;
	}
	room = UNPACK_WINDOW - u->have;
	room = room < u->grain ? room : u->grain;
	u->grain = u->grain < UNPACK_WINDOW ? u->grain * 2 : u->grain;
	if (!len) {
		u->cut = !stream_error(u->raw);
		fail(u, u->cut ? "a compressed record is cut off"
			       : "the file cannot be read further");
	} else if (u->packing == GZIP) {
		inflate_piece(u, in, len, room);
	} else {
		decompress_piece(u, in, len, room);
	}
	if (u->given > BOMB_MIN && u->given / RATIO_MAX > u->taken) {
		fail(u, "unpacks to more than 1100 times its size: nothing more of it is read");
		u->spent = true;
	}
}

size_t unpack_peek(struct unpack *u, size_t want, const char **bytes)
{
	if (u->packing == PLAIN)
		return stream_peek(u->raw, want, bytes);
	if (want > UNPACK_WINDOW)
		want = UNPACK_WINDOW;
	while (u->have - u->next < want && u->state == UNPACK_DATA)
		fill(u);
	*bytes = u->window + u->next;
	return u->have - u->next;
}

uint64_t unpack_skip(struct unpack *u, uint64_t n)
{
	uint64_t done = 0;
	const char *bytes;

	if (u->packing == PLAIN)
		return stream_skip(u->raw, n);
	while (done < n) {
		size_t have = unpack_peek(u, 1, &bytes);
		size_t part = n - done < have ? (size_t)(n - done) : have;

		if (!have)
			break;
		u->next += part;
		done += part;
	}
	return done;
}

size_t unpack_read(struct unpack *u, size_t n, struct buf *out)
{
	size_t done = 0;
	const char *bytes;

	if (u->packing == PLAIN)
		return stream_read(u->raw, n, out);
	while (done < n && !buf_failed(out)) {
		size_t have = unpack_peek(u, 1, &bytes);
		size_t part = n - done < have ? n - done : have;

		if (!have)
			break;
		buf_put(out, bytes, part);
		u->next += part;
		done += part;
	}
	return done;
}

enum unpack_state unpack_state(struct unpack *u)
{
	const char *bytes;

	if (u->packing == PLAIN) {
		if (stream_peek(u->raw, 1, &bytes))
			return UNPACK_DATA;
		if (!stream_error(u->raw))
			return UNPACK_MEMBER_END;
		u->why = "the file cannot be read further";
		return UNPACK_FAULT;
	}
	return u->have > u->next ? UNPACK_DATA : u->state;
}

const char *unpack_why(const struct unpack *u)
{
	return u->why;
}

bool unpack_cut(const struct unpack *u)
{
	return u->cut;
}

bool unpack_compressed(const struct unpack *u)
{
	return u->packing != PLAIN;
}

uint64_t unpack_member(const struct unpack *u)
{
	return u->member;
}

uint64_t unpack_at(const struct unpack *u)
{
	return u->packing == PLAIN ? stream_at(u->raw) : u->base + u->next;
}

uint64_t unpack_offset(const struct unpack *u)
{
	return u->packing == PLAIN ? stream_at(u->raw) : u->member;
}

struct stream *unpack_raw(const struct unpack *u)
{
	return u->raw;
}
