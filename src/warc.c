#include "warc.h"

#include <string.h>
#include <strings.h>

#include "headers.h"

/* After faults, so much is read again in a plain stream; without an end, a file of nothing but
   lying lengths would be read once for each [bytes]. */
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
	return len >= 6 && !memcmp(bytes, "WARC/", 5) && (bytes[5] == '0' || bytes[5] == '1');
}

/* Empty lines may stand between records. */
static void skip_newlines(struct unpack *in)
{
	const char *p;

	while (unpack_peek(in, 1, &p) && (*p == '\r' || *p == '\n'))
		unpack_skip(in, 1);
}

/* Goes on to a line that begins as a record does, or to the end of the member. Looks ahead in
   growing pieces: it may be near, and again and again. */
static void scan(struct unpack *in)
{
	size_t want = 512, len;
	const char *p, *found;

	while ((len = unpack_peek(in, want, &p)) > 7) {
		found = memmem(p, len, "\nWARC/", 6);
		while (found && !is_version(found + 1, (size_t)(p + len - found - 1)))
			found = memmem(found + 1, (size_t)(p + len - found - 1), "\nWARC/", 6);
		unpack_skip(in, found ? (uint64_t)(found + 1 - p) : len - 6);
		if (found)
			return;
		want = want * 4 < UNPACK_WINDOW / 2 ? want * 4 : UNPACK_WINDOW / 2;
	}
	unpack_skip(in, len);
}

/* To where a record begins. WARC_FAULT for what stands before it. */
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

/* Whether another record begins before the head ends: then it has no end of its own, and is not
   to be looked for further. */
static bool is_overrun(const char *p, size_t len)
{
	const char *next = len ? memmem(p + 1, len - 1, "\nWARC/", 6) : NULL;

	return next && is_version(next + 1, (size_t)(p + len - next - 1));
}

/* A head must fit into what can be seen of a member at once. */
_Static_assert(HEADERS_MAX <= UNPACK_WINDOW, "heads are looked for by unpack_peek");

/* The head, with its first line, of at most most bytes. Reads ahead in growing pieces: most
   heads are short. A peek may show more than was asked for, by how the file is packed: what is
   looked at is what was asked for. */
static bool read_head(struct unpack *in, uint64_t most, struct buf *head)
{
	size_t want = 128, length = 0, have;
	const char *p;

	buf_clear(head);
	do {
		want = want * 4 < HEADERS_MAX ? want * 4 : HEADERS_MAX;
		have = unpack_peek(in, want, &p);
		length = headers_length(p, want < most ? (have < want ? have : want)
						       : (have < most ? have : (size_t)most));
	} while (!length && have >= want && want < HEADERS_MAX && want < most &&
		 !is_overrun(p, want));
	if (is_overrun(p, length))
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
		    headers_number(buf_str(&value), &record->left);

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
	if (!read_head(w->in, HEADERS_MAX, &record->head)) {
		unpack_skip(w->in, 5); /* behind "WARC/": it is not to be found again */
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
	if (!headers_get(&record->head, name, value))
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

/* The record is damaged. In a plain stream what it may have swallowed is read again. */
static int lose(struct warc *w, const char **why)
{
	struct stream *raw = unpack_raw(w->in);

	*why = unpack_state(w->in) == UNPACK_FAULT ? unpack_why(w->in) : *why;
	w->lost = true;
	if (!unpack_compressed(w->in) && stream_seekable(raw) &&
		w->reread + w->record.body_read <= REREAD_MAX) {
		w->reread += w->record.body_read;
		stream_seek(raw, w->record.body_at);
	}
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

int warc_finish(struct warc *w, const char **why)
{
	*why = "a record is cut off";
	while (w->record.left) {
		w->record.left -= unpack_skip(w->in, w->record.left);
		if (w->record.left && !goes_on(w))
			return lose(w, why);
	}
	*why = "the length of a record is wrong";
	return ends_here(w) ? 0 : lose(w, why);
}

void warc_free(struct warc *w)
{
	buf_free(&w->record.head);
}
