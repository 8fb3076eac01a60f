#include "archive/warc.h"

#include <string.h>
#include <strings.h>

#include "archive/mime-fields.h"

/* After faults, so much is read again; without an end, a file of nothing but lying lengths
   would be read once for each [bytes]. */
#define REREAD_MAX ((uint64_t)256 << 20)

static const char *const type_names[] = {
	[WARC_OTHER] = "unknown",
	[WARC_INFO] = "warcinfo",
	[WARC_RESPONSE] = "response",
	[WARC_RESOURCE] = "resource",
	[WARC_REQUEST] = "request",
	[WARC_METADATA] = "metadata",
	[WARC_REVISIT] = "revisit",
	[WARC_CONVERSION] = "conversion",
	[WARC_CONTINUATION] = "continuation",
};

#define TYPES (sizeof type_names / sizeof *type_names)

const char *warc_type_name(enum warc_type type)
{
	return type_names[type];
}

/* ---- finding records ---- */

/* WARC/0.17 to 1.1 have one form. */
static bool is_version(const char *bytes, size_t len)
{
	return len >= 6 && !strncasecmp(bytes, "WARC/", 5) &&
	       (bytes[5] == '0' || bytes[5] == '1');
}

/* As much as shows that a record begins: "\nWARC/0.17\r\nWARC-" [bytes]. */
#define BEGINNING ((size_t)17)

/* True if a field of WARC follows the version's line. */
static bool is_headed(const char *p, const char *end)
{
	for (p += 5; p < end && ((*p >= '0' && *p <= '9') || *p == '.'); p++)
		;
	p += p < end && *p == '\r';
	return end - p >= 6 && *p == '\n' && !strncasecmp(p + 1, "WARC-", 5);
}

/* The place, after its first byte, where a record begins: with a line; or anywhere, as where a
   crawler that was broken off went on in the same file, if a field follows. NULL: nowhere. */
static const char *find_record(const char *p, size_t len)
{
	const char *at = p, *end = p + len;

	while (len && (at = memmem(at, (size_t)(end - at), "WARC/", 5))) {
		if (at > p && is_version(at, (size_t)(end - at)) &&
			(at[-1] == '\n' || is_headed(at, end)))
			return at;
		at += 5;
	}
	return NULL;
}

/* Empty lines may be between records. */
static void skip_newlines(struct unpack *in)
{
	const char *p;

	while (unpack_peek(in, 1, &p) && (*p == '\r' || *p == '\n'))
		unpack_skip(in, 1);
}

/* Goes on to where a record begins, or to the end of the member. Looks ahead in
   growing pieces: it may be near, and again and again. */
static void scan(struct unpack *in)
{
	size_t want = 512, len;
	const char *p, *found;

	do {
		len = unpack_peek(in, want, &p);
		found = find_record(p, len);
		unpack_skip(in, found		  ? (uint64_t)(found - p)
				: len > BEGINNING ? len - BEGINNING
						  : len);
		want = want * 4 < UNPACK_WINDOW / 2 ? want * 4 : UNPACK_WINDOW / 2;
	} while (!found && len > BEGINNING);
}

/* To where a record begins. WARC_FAULT for what is before it. */
static enum warc_found find(struct warc *w, uint64_t *offset, const char **why)
{
	const char *p;

	for (;;) {
		enum unpack_state state;
		size_t len;

		skip_newlines(w->in);
		*offset = unpack_offset(w->in);
		len = unpack_peek(w->in, 6, &p);
		if (is_version(p, len)) {
			w->lost = false;
			return WARC_FOUND;
		}
		if (len)
			scan(w->in);
		if (len && !w->lost) {
			w->lost = true;
			*why = "what stands here is no WARC record";
			return WARC_FAULT;
		}
		state = unpack_state(w->in);
		if (state == UNPACK_DATA)
			continue;
		if (state == UNPACK_FAULT && !w->lost) {
			w->lost = true;
			*why = unpack_why(w->in);
			return WARC_FAULT;
		}
		if (state == UNPACK_FAULT ? !unpack_resync(w->in) : !unpack_next(w->in))
			return WARC_END;
	}
}

/* A head must fit into what can be seen of a member at once. */
_Static_assert(MIME_FIELDS_MAX <= UNPACK_WINDOW, "heads are looked for by unpack_peek");

/* The head, with its first line, of at most most bytes. Reads ahead in growing pieces: most
   heads are short. A peek may show more than was asked for, by how the file is packed: what is
   looked at is what was asked for. */
static bool read_head(struct unpack *in, uint64_t most, struct buf *head)
{
	size_t want = 128, length = 0, have;
	const char *p;

	buf_clear(head);
	do {
		want = want * 4 < MIME_FIELDS_MAX ? want * 4 : MIME_FIELDS_MAX;
		have = unpack_peek(in, want, &p);
		length = mime_fields_length(p, want < most
						       ? (have < want ? have : want)
						       : (have < most ? have : (size_t)most));
		/* If another record begins before the head ends, it has no end of its own. */
	} while (!length && have >= want && want < MIME_FIELDS_MAX && want < most &&
		 !find_record(p, want));
	if (find_record(p, length))
		length = 0;
	unpack_read(in, length, head);
	return length && !buf_failed(head);
}

static enum warc_type type_of(const char *name)
{
	for (size_t i = WARC_INFO; i < TYPES; i++)
		if (!strcasecmp(type_names[i], name))
			return (enum warc_type)i;
	return WARC_OTHER;
}

static bool take_head(struct warc_record *record)
{
	struct buf value = BUF_INIT;
	bool good = warc_field(record, "Content-Length", &value) &&
		    mime_field_number(buf_str(&value), &record->left);

	record->type =
		warc_field(record, "WARC-Type", &value) ? type_of(buf_str(&value)) : WARC_OTHER;
	buf_free(&value);
	return good;
}

enum warc_found warc_next(struct warc *w, uint64_t *offset, const char **why)
{
	struct warc_record *record = &w->record;
	enum warc_found found = find(w, offset, why);

	if (found != WARC_FOUND)
		return found;
	record->offset = *offset;
	record->addressable = !unpack_compressed(w->in) || !unpack_at(w->in);
	record->body_read = 0;
	record->cut = record->ended = false;
	if (!read_head(w->in, MIME_FIELDS_MAX, &record->head)) {
		unpack_skip(w->in, 5); /* after "WARC/": it is not to be found again */
		*why = unpack_state(w->in) == UNPACK_FAULT ? unpack_why(w->in)
							   : "the head of a record is damaged";
		w->lost = true;
		return WARC_FAULT;
	}
	record->body_at = unpack_at(w->in);
	if (!take_head(record)) {
		*why = "a record does not tell its length";
		w->lost = true;
		return WARC_FAULT;
	}
	return WARC_FOUND;
}

bool warc_field(const struct warc_record *record, const char *name, struct buf *value)
{
	if (!mime_field(&record->head, name, value))
		return false;
	if (value->len >= 2 && value->data[0] == '<' && value->data[value->len - 1] == '>') {
		memmove(value->data, value->data + 1, value->len - 2);
		value->len -= 2;
		value->data[value->len] = '\0';
	}
	return value->len;
}

/* ---- the block ---- */

/*
 * A member ended within a block. Compressors that know nothing of records cut anywhere; but
 * where the next member begins with a record, this one is too short.
 */
static bool goes_on(struct warc *w)
{
	const char *p;
	size_t len;

	if (unpack_state(w->in) != UNPACK_MEMBER_END || !unpack_next(w->in))
		return false;
	len = unpack_peek(w->in, 6, &p);
	return len && !is_version(p, len);
}

/* Goes back to where the block begins, if that can be: not in a member that is damaged itself,
   and not to one that ended. */
static bool go_back(struct warc *w)
{
	const struct warc_record *record = &w->record;
	bool packed = unpack_compressed(w->in);
	uint64_t again = packed ? unpack_at(w->in) : record->body_read;

	if (!stream_seekable(unpack_raw(w->in)) || w->reread + again > REREAD_MAX ||
		(packed && (unpack_state(w->in) == UNPACK_FAULT ||
				   unpack_member(w->in) != record->offset)))
		return false;
	w->reread += again;
	unpack_seek(w->in, packed ? record->offset : record->body_at);
	if (packed)
		unpack_skip(w->in, record->body_at);
	return true;
}

/* The record is damaged: what it may have swallowed is read again. */
static int lose(struct warc *w, const char **why)
{
	*why = unpack_state(w->in) == UNPACK_FAULT ? unpack_why(w->in) : *why;
	w->lost = true;
	w->rewound = go_back(w);
	return -1;
}

int warc_read(struct warc *w, uint64_t n, struct buf *out, const char **why)
{
	uint64_t want = n < w->record.left ? n : w->record.left;

	while (want) {
		size_t got = unpack_read(w->in, (size_t)want, out);

		want -= got;
		w->record.left -= got;
		w->record.body_read += got;
		*why = buf_failed(out) ? "memory ran out" : "a record is cut off";
		w->record.cut = want && !buf_failed(out) &&
				(unpack_state(w->in) == UNPACK_MEMBER_END || unpack_cut(w->in));
		if (want && (buf_failed(out) || !goes_on(w)))
			return lose(w, why);
	}
	return 0;
}

bool warc_read_http_head(struct warc *w, struct buf *head)
{
	if (!read_head(w->in, w->record.left, head))
		return false;
	w->record.left -= head->len;
	w->record.body_read += head->len;
	return true;
}

/* Two line ends (ISO 28500, 4), whatever follows. Some writers leave them out: then a record
   follows, or the end. */
static bool ends_here(struct warc *w)
{
	const char *p;
	size_t len = unpack_peek(w->in, 4, &p);

	if (len >= 4 && !memcmp(p, "\r\n\r\n", 4)) {
		unpack_skip(w->in, 4);
		len = unpack_peek(w->in, 1, &p);
		return len || unpack_state(w->in) != UNPACK_FAULT;
	}
	skip_newlines(w->in);
	len = unpack_peek(w->in, 6, &p);
	return len ? is_version(p, len) : unpack_state(w->in) != UNPACK_FAULT;
}

/* True if another record begins in the block, whose length is wrong then. The block is passed.
 */
static bool holds_record(struct warc *w)
{
	uint64_t end = unpack_at(w->in), left;
	bool found = false;
	const char *p;
	size_t len;

	if (w->reread + end - w->record.body_at > REREAD_MAX || !go_back(w))
		return false;
	w->reread += end - w->record.body_at;
	while (!found && (left = end - unpack_at(w->in)) &&
		(len = unpack_peek(w->in, UNPACK_WINDOW / 2, &p))) {
		len = len < left ? len : (size_t)left;
		found = find_record(p, len);
		unpack_skip(w->in, len < left && len > BEGINNING ? len - BEGINNING : len);
	}
	unpack_skip(w->in, end - unpack_at(w->in));
	return found;
}

/* True if a record follows, or the end. */
static bool is_followed(struct warc *w)
{
	const char *p;
	size_t len;

	skip_newlines(w->in);
	len = unpack_peek(w->in, 6, &p);
	return !len || is_version(p, len);
}

int warc_finish(struct warc *w, const char **why)
{
	*why = "a record is cut off";
	while (w->record.left) {
		w->record.left -= unpack_skip(w->in, w->record.left);
		if (w->record.left && !goes_on(w))
			return lose(w, why);
	}
	*why = "the length of a record is wrong";
	if (!w->record.ended && (!ends_here(w) || (!is_followed(w) && holds_record(w))))
		return lose(w, why);
	w->record.ended = true;
	return 0;
}

static void shorten(struct buf *b, size_t len)
{
	b->len = len;
	if (b->data)
		b->data[len] = '\0';
}

int warc_read_rest(struct warc *w, struct buf *out, const char **why)
{
	size_t start = out->len, end;
	const char *p, *next;

	if (!warc_read(w, w->record.left, out, why)) {
		size_t ahead = unpack_peek(w->in, BEGINNING, &p);

		/* The next record may begin in the last bytes of the block. */
		end = out->len;
		buf_put(out, p, ahead < BEGINNING ? ahead : BEGINNING);
		if (!warc_finish(w, why) && !buf_failed(out)) {
			shorten(out, end);
			return 0;
		}
	} else {
		end = out->len;
	}
	if (buf_failed(out))
		return -1;
	p = buf_str(out) + start;
	next = is_version(p, out->len - start) ? p : find_record(p, out->len - start);
	if (next && next >= out->data + end)
		next = NULL;
	if (next ? !w->rewound : !w->record.cut)
		return -1;
	shorten(out, next ? (size_t)(next - out->data) : end);
	/* The line ends after the block are none of it. */
	if (out->len - start >= 4 && !memcmp(out->data + out->len - 4, "\r\n\r\n", 4))
		shorten(out, out->len - 4);
	return 1;
}

void warc_free(struct warc *w)
{
	buf_free(&w->record.head);
}
