#include "archive/mime.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "archive/mime-fields.h"

/* Multiparts one in another. */
#define DEPTH_MAX 8

/* Longest line that can be a boundary: 70 characters and the dashes (RFC 2046, 5.1.1), and
   white space after it [bytes]. */
#define BOUNDARY_LINE 256

/* Heads without an end. Each is looked for far ahead: after so many nothing more is read. */
#define DAMAGED_MAX 16

struct scan {
	struct mime *mime;
	struct stream *in;
	struct buf boundaries[DEPTH_MAX];
	int depth;
	bool open;	   /* the last part has not ended */
	unsigned line_end; /* length of the last line's end: it belongs to the boundary after
			      it */
	unsigned damaged;  /* heads */
	struct buf head, value;
};

/* ---- lines ---- */

/* The next line, or what of a long one can be looked at. Its length with its end; 0 at the end.
 */
static size_t peek_line(struct stream *in, const char **line)
{
	size_t len = stream_peek(in, BOUNDARY_LINE, line);
	const char *feed = memchr(*line, '\n', len);

	return feed ? (size_t)(feed + 1 - *line) : len;
}

static void skip_line(struct scan *s, const char *line, size_t len)
{
	s->line_end = len && line[len - 1] == '\n' ? 1 : 0;
	if (len > 1 && s->line_end && line[len - 2] == '\r')
		s->line_end = 2;
	stream_skip(s->in, len);
}

enum boundary { NO_BOUNDARY, NEXT_PART, LAST_PART };

/* True if the line is a boundary of a multipart that is open; *depth is that one's. */
static enum boundary boundary_of(const struct scan *s, const char *line, size_t len, int *depth)
{
	if (len < 3 || line[0] != '-' || line[1] != '-')
		return NO_BOUNDARY;
	while (len && strchr(" \t\r\n", line[len - 1]) && line[len - 1])
		len--;
	for (*depth = s->depth - 1; *depth >= 0; --*depth) {
		const struct buf *b = &s->boundaries[*depth];

		if (len < b->len + 2 || memcmp(line + 2, b->data, b->len))
			continue;
		if (len == b->len + 2)
			return NEXT_PART;
		if (len == b->len + 4 && line[len - 1] == '-' && line[len - 2] == '-')
			return LAST_PART;
	}
	return NO_BOUNDARY;
}

/* ---- parts ---- */

/* Looks ahead in growing pieces: most heads are short. */
static int read_head(struct stream *in, struct buf *head)
{
	size_t want = 512, have, length;
	const char *p;

	buf_clear(head);
	do {
		want = want * 4 < MIME_FIELDS_MAX ? want * 4 : MIME_FIELDS_MAX;
		have = stream_peek(in, want, &p);
		length = mime_fields_length(p, have < want ? have : want);
	} while (!length && have >= want && want < MIME_FIELDS_MAX);
	stream_read(in, length, head);
	return length && !buf_failed(head) ? 0 : -1;
}

/* A head of a multipart opens it. */
static bool enter_multipart(struct scan *s, const struct buf *head)
{
	if (!mime_field(head, "Content-Type", &s->value) ||
		strncasecmp(buf_str(&s->value), "multipart/", 10) || s->depth == DEPTH_MAX)
		return false;
	if (!mime_field_parameter(buf_str(&s->value), "boundary", &s->boundaries[s->depth]))
		return false;
	s->depth++;
	return true;
}

static int add_part(struct scan *s, uint64_t head)
{
	struct mime *m = s->mime;
	struct mime_part *parts;

	if (m->count == MIME_PARTS_MAX) {
		m->damage = "has more than 65536 parts";
		return 0;
	}
	if (!(m->count & (m->count - 1))) {
		parts = reallocarray(m->parts, m->count ? m->count * 2 : 1, sizeof *parts);
		if (!parts)
			return -1;
		m->parts = parts;
	}
	m->parts[m->count++] = (struct mime_part){head, stream_at(s->in), stream_end(s->in)};
	s->open = true;
	return 0;
}

static int begin_part(struct scan *s)
{
	uint64_t at = stream_at(s->in);

	if (read_head(s->in, &s->head)) {
		s->mime->damage = "the head of a part is damaged";
		if (++s->damaged == DAMAGED_MAX)
			s->depth = 0;
		return 0;
	}
	s->line_end = 0;
	return enter_multipart(s, &s->head) ? 0 : add_part(s, at);
}

static void end_part(struct scan *s, uint64_t at)
{
	struct mime_part *part;

	if (!s->open)
		return;
	part = &s->mime->parts[s->mime->count - 1];
	part->end = at - part->body > s->line_end ? at - s->line_end : part->body;
	s->open = false;
}

static int read_parts(struct scan *s)
{
	const char *line;
	size_t len;
	bool begins = true; /* a line begins here, not the rest of a long one */
	int rc = 0, depth;

	while (!rc && s->depth && (len = peek_line(s->in, &line))) {
		enum boundary b = begins ? boundary_of(s, line, len, &depth) : NO_BOUNDARY;

		if (b != NO_BOUNDARY)
			end_part(s, stream_at(s->in));
		begins = line[len - 1] == '\n';
		skip_line(s, line, len);
		if (b == NO_BOUNDARY)
			continue;
		s->depth = b == LAST_PART ? depth : depth + 1;
		if (b == NEXT_PART)
			rc = begin_part(s);
	}
	s->mime->cut = s->open;
	if (s->depth && !s->mime->damage)
		s->mime->damage = "is cut off: its last part does not end";
	return rc;
}

int mime_read(struct mime *m, struct stream *in)
{
	struct scan s = {.mime = m, .in = in};
	int rc = 0;

	*m = (struct mime){0};
	if (read_head(in, &m->head))
		m->damage = "its head is damaged";
	else if (enter_multipart(&s, &m->head))
		rc = read_parts(&s);
	else
		rc = add_part(&s, 0);
	for (int i = 0; i < DEPTH_MAX; i++)
		buf_free(&s.boundaries[i]);
	buf_free(&s.head);
	buf_free(&s.value);
	return rc;
}

void mime_free(struct mime *m)
{
	buf_free(&m->head);
	free(m->parts);
	*m = (struct mime){0};
}

/* ---- content ---- */

int mime_part_head(const struct mime_part *part, struct stream *in, struct buf *head)
{
	stream_seek(in, part->head);
	return read_head(in, head);
}

/* Reads a "=" at p: bytes taken, and the byte that they are, or -1 for none. */
static size_t quoted(const char *p, const char *end, int *byte)
{
	const char *q = p + 1;
	int high = q < end ? hex_value(*q) : -1,
	    low = high >= 0 && end - q > 1 ? hex_value(q[1]) : -1;

	if (low >= 0) {
		*byte = high << 4 | low;
		return 3;
	}
	*byte = -1;
	while (q < end && (*q == ' ' || *q == '\t'))
		q++;
	if (q < end && *q == '\r')
		q++;
	if (q < end && *q == '\n')
		return (size_t)(q + 1 - p);
	*byte = '=';
	return 1;
}

void mime_quoted_printable(const char *bytes, size_t len, struct buf *out)
{
	const char *p = bytes, *end = bytes + len;

	while (p < end) {
		const char *next = memchr(p, '=', (size_t)(end - p));
		int byte;

		if (!next)
			next = end;
		buf_put(out, p, (size_t)(next - p));
		p = next;
		if (p < end) {
			p += quoted(p, end, &byte);
			if (byte >= 0)
				buf_putc(out, (char)byte);
		}
	}
}

static int undo_transfer(
	const char *encoding, const struct buf *raw, struct buf *out, const char **why)
{
	*why = "its base64 is damaged";
	if (!strcasecmp(encoding, "base64"))
		return base64_decode(buf_str(raw), raw->len, out);
	*why = "its transfer encoding is not known";
	if (!strcasecmp(encoding, "quoted-printable"))
		mime_quoted_printable(buf_str(raw), raw->len, out);
	else if (!*encoding || !strcasecmp(encoding, "7bit") || !strcasecmp(encoding, "8bit") ||
		 !strcasecmp(encoding, "binary"))
		buf_put(out, buf_str(raw), raw->len);
	else
		return -1;
	return 0;
}

int mime_part_body(const struct mime_part *part, const struct buf *head, struct stream *in,
	size_t max, struct buf *out, const char **why)
{
	struct buf raw = BUF_INIT, encoding = BUF_INIT;
	int rc = -1;

	mime_field(head, "Content-Transfer-Encoding", &encoding);
	stream_seek(in, part->body);
	if (part->end - part->body > max) {
		*why = "larger than is read";
	} else if (stream_read(in, (size_t)(part->end - part->body), &raw) !=
		   part->end - part->body) {
		*why = "cannot be read";
	} else {
		rc = undo_transfer(buf_str(&encoding), &raw, out, why);
		if (buf_failed(&raw) || buf_failed(out)) {
			*why = "memory ran out";
			rc = -1;
		}
	}
	buf_free(&raw);
	buf_free(&encoding);
	return rc;
}
