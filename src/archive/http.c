#include "archive/http.h"

#include <brotli/decode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

#include "base/escape.h"
#include "archive/mime-fields.h"
#include "base/sniff.h"

/* Content codings of one body. */
#define CODINGS_MAX 4

#define CHUNK ((size_t)64 << 10)

static const char too_large[] = "its content is larger than is read";
static const char no_memory[] = "memory ran out";
static const char content_cut[] = "its compressed content is cut off";

/* ---- head ---- */

/* True if there are fields, and each line but the first is one or goes on with one. */
static bool has_fields(const char *head)
{
	const char *line = strchr(head, '\n');
	bool any = false;

	for (; line && line[1]; line = strchr(line + 1, '\n')) {
		size_t name = strcspn(line + 1, ": \t\r\n");

		if (line[1] == '\n' || line[1] == '\r')
			return any;
		if (name && line[1 + name + strspn(line + 1 + name, " \t")] == ':')
			any = true;
		else if (!any || name)
			return false;
	}
	return any;
}

/* Of a status line (RFC 9112, 4), 0 where it is none: a protocol, and three digits. */
static int status_of(const char *head)
{
	size_t protocol = strcspn(head, ": \t\r\n");
	const char *p = head + protocol + strspn(head + protocol, " \t");
	int status;

	if (sscanf(head, "HTTP/%*9[0-9.] %3d", &status) == 1)
		return status < 100 ? 0 : status;
	if (!protocol || p == head + protocol || strspn(p, "0123456789") != 3 ||
		!strchr(" \t\r\n", p[3]) || !has_fields(head))
		return 0;
	status = atoi(p);
	return status < 100 ? 0 : status;
}

bool http_parse(struct http *http, const struct buf *head)
{
	struct buf value = BUF_INIT;

	buf_clear(&http->type);
	buf_clear(&http->charset);
	buf_clear(&http->encoding);
	http->status = status_of(buf_str(head));
	if (mime_field(head, "Content-Type", &value)) {
		mime_field_media_type(buf_str(&value), &http->type);
		mime_field_parameter(buf_str(&value), "charset", &http->charset);
	}
	mime_field(head, "Content-Encoding", &http->encoding);
	http->length = 0;
	if (mime_field(head, "Content-Length", &value) &&
		!mime_field_number(buf_str(&value), &http->length))
		http->length = 0;
	http->chunked = mime_field(head, "Transfer-Encoding", &value) &&
			strcasestr(buf_str(&value), "chunked");
	buf_free(&value);
	return http->status;
}

void http_free(struct http *http)
{
	buf_free(&http->type);
	buf_free(&http->charset);
	buf_free(&http->encoding);
}

bool http_lacks(const struct http *http, size_t len)
{
	return !http->chunked && !http->encoding.len && len < http->length;
}

/* ---- chunks ---- */

/* The line that begins a chunk (RFC 9112, 7.1): its size; extensions are passed over. What
   follows the line, or NULL where it is none. */
static const char *chunk_size(const char *p, const char *end, size_t *size)
{
	const char *feed = memchr(p, '\n', (size_t)(end - p));
	size_t n = 0;
	int digits = 0;

	if (!feed)
		return NULL;
	for (; p < feed && hex_value(*p) >= 0 && digits < 16; p++, digits++)
		n = n << 4 | (size_t)hex_value(*p);
	*size = n;
	return digits && (*p == '\r' || *p == '\n' || *p == ';' || *p == ' ' || *p == '\t')
		       ? feed + 1
		       : NULL;
}

/* Chunks moved together in place. As http_decode. */
static int undo_chunks(struct buf *body, const char **why)
{
	const char *p = body->data, *end = p + body->len, *line = p;
	size_t size, kept = 0;
	int rc = 0;

	if (!body->len || !chunk_size(p, end, &size))
		return 0; /* undone before it was archived */
	while (p < end && (line = p, p = chunk_size(p, end, &size)) && size) {
		if (size > (size_t)(end - p)) {
			*why = "its last chunk is cut off";
			size = (size_t)(end - p);
			rc = 1;
		}
		memmove(body->data + kept, p, size);
		kept += size;
		p += size;
		if (p < end && *p == '\r')
			p++;
		if (p < end && *p == '\n')
			p++;
	}
	if (!p && memchr(line, '\n', (size_t)(end - line))) {
		*why = "its chunks are damaged";
		return -1;
	}
	if (!rc && (!p || size)) {
		*why = "its last chunk is missing";
		rc = 1;
	}
	body->len = kept;
	body->data[kept] = '\0';
	return rc;
}

/* ---- content codings ---- */

/* Adds a piece; -1 where out would be more than max. */
static int add(struct buf *out, const char *piece, size_t len, size_t max, const char **why)
{
	if (len > max - out->len) {
		*why = too_large;
		return -1;
	}
	buf_put(out, piece, len);
	if (buf_failed(out)) {
		*why = no_memory;
		return -1;
	}
	return 0;
}

/* One member to out. 0 at its end, 1 where it is cut off, or -1. */
static int inflate_member(z_stream *z, struct buf *out, size_t max, const char **why)
{
	char piece[CHUNK];
	int rc = Z_OK;

	while (rc == Z_OK) {
		z->next_out = (unsigned char *)piece;
		z->avail_out = sizeof piece;
		rc = inflate(z, Z_NO_FLUSH);
		if (add(out, piece, sizeof piece - z->avail_out, max, why))
			return -1;
	}
	if (rc == Z_STREAM_END)
		return 0;
	*why = rc == Z_BUF_ERROR ? content_cut : "its compressed content is damaged";
	return rc == Z_BUF_ERROR ? 1 : -1;
}

static int inflate_all(const char *bytes, size_t len, int window, size_t max, struct buf *out,
	const char **why)
{
	z_stream z = {.next_in = (unsigned char *)bytes, .avail_in = (unsigned)len};
	int rc;

	if (len > UINT32_MAX || inflateInit2(&z, window) != Z_OK) {
		*why = no_memory;
		return -1;
	}
	do
		rc = inflate_member(&z, out, max, why);
	while (!rc && z.avail_in > 2 && !memcmp(z.next_in, "\x1f\x8b\x08", 3) &&
		inflateReset(&z) == Z_OK);
	inflateEnd(&z);
	return rc;
}

/* gzip or zlib, whichever it is. */
static int undo_gzip(const struct buf *in, size_t max, struct buf *out, const char **why)
{
	return inflate_all(buf_str(in), in->len, 32 + MAX_WBITS, max, out, why);
}

/* "deflate" is zlib's format (RFC 9110, 8.4.1.2), or, by an old mistake, bare deflate. */
static int undo_deflate(const struct buf *in, size_t max, struct buf *out, const char **why)
{
	int rc = undo_gzip(in, max, out, why);

	if (rc >= 0 || *why == too_large)
		return rc;
	buf_clear(out);
	return inflate_all(buf_str(in), in->len, -MAX_WBITS, max, out, why);
}

static int undo_brotli(const struct buf *in, size_t max, struct buf *out, const char **why)
{
	BrotliDecoderState *d = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	const uint8_t *next = (const uint8_t *)buf_str(in);
	size_t left = in->len;
	char piece[CHUNK];
	int rc = d ? 0 : -1;

	while (!rc && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		uint8_t *to = (uint8_t *)piece;
		size_t room = sizeof piece;

		result = BrotliDecoderDecompressStream(d, &left, &next, &room, &to, NULL);
		rc = add(out, piece, sizeof piece - room, max, why);
	}
	if (!rc && result != BROTLI_DECODER_RESULT_SUCCESS) {
		rc = result == BROTLI_DECODER_RESULT_ERROR ? -1 : 1;
		*why = rc < 0 ? "its compressed content is damaged" : content_cut;
	}
	if (!d)
		*why = no_memory;
	BrotliDecoderDestroyInstance(d);
	return rc;
}

static int undo_zstd(const struct buf *in, size_t max, struct buf *out, const char **why)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	ZSTD_inBuffer from = {buf_str(in), in->len, 0};
	size_t left = 1, before = 1;
	char piece[CHUNK];
	int rc = d ? 0 : -1;

	while (!rc && !ZSTD_isError(left) && (from.pos < from.size || before)) {
		ZSTD_outBuffer to = {piece, sizeof piece, 0};

		left = ZSTD_decompressStream(d, &to, &from);
		before = to.pos == to.size;
		rc = add(out, piece, to.pos, max, why);
	}
	if (!rc && left) {
		rc = ZSTD_isError(left) ? -1 : 1;
		*why = rc < 0 ? "its compressed content is damaged" : content_cut;
	}
	if (!d)
		*why = no_memory;
	ZSTD_freeDCtx(d);
	return rc;
}

static const struct coding {
	const char *name;
	int (*undo)(const struct buf *in, size_t max, struct buf *out, const char **why);
} codings[] = {
	{"gzip", undo_gzip},
	{"x-gzip", undo_gzip},
	{"deflate", undo_deflate},
	{"br", undo_brotli},
	{"zstd", undo_zstd},
};

static const struct coding *coding_of(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
		if (strlen(codings[i].name) == len && !strncasecmp(codings[i].name, name, len))
			return &codings[i];
	return NULL;
}

static int undo_coding(
	const struct coding *coding, struct buf *body, size_t max, const char **why)
{
	struct buf plain = BUF_INIT;
	int rc = coding->undo(body, max, &plain, why);

	/* Markup is no compressed content: it was undone before it was archived. */
	if (rc && *why != too_large && *why != no_memory &&
		sniff_markup(buf_str(body), body->len)) {
		buf_free(&plain);
		return 0;
	}
	if (rc < 0) {
		buf_free(&plain);
		return rc;
	}
	buf_free(body);
	*body = plain;
	return rc;
}

/* The codings of a list from its end, to which end points first: they were applied in its order
   (RFC 9110, 8.4). The name of the next one, its length in *len; NULL after the last. */
static const char *next_coding(const char *list, const char **end, size_t *len)
{
	while (*end > list) {
		const char *comma = memrchr(list, ',', (size_t)(*end - list));
		const char *name = comma ? comma + 1 : list, *behind = *end;

		name += strspn(name, " \t");
		while (behind > name && (behind[-1] == ' ' || behind[-1] == '\t'))
			behind--;
		*end = comma ? comma : list;
		if (behind > name) {
			*len = (size_t)(behind - name);
			return name;
		}
	}
	return NULL;
}

int http_decode(const struct http *http, struct buf *body, size_t max, const char **why)
{
	const char *list = buf_str(&http->encoding), *end = list + strlen(list), *name,
		   *what = "";
	int rc = http->chunked ? undo_chunks(body, why) : 0;
	size_t len;

	for (int i = 0; rc >= 0 && i < CODINGS_MAX && (name = next_coding(list, &end, &len));
		i++) {
		const struct coding *coding = coding_of(name, len);
		int undone = coding && body->len ? undo_coding(coding, body, max, &what) : 0;

		/* The first cut is said. */
		if (undone < 0 || (undone && !rc))
			*why = what;
		rc = undone ? undone : rc;
	}
	return rc;
}

bool http_unknown_coding(const struct http *http, struct buf *name)
{
	const char *list = buf_str(&http->encoding), *end = list + strlen(list), *found;
	size_t len;

	buf_clear(name);
	for (int i = 0; (found = next_coding(list, &end, &len)); i++)
		if (i >= CODINGS_MAX || !coding_of(found, len)) {
			buf_put(name, found, len);
			return true;
		}
	return false;
}
