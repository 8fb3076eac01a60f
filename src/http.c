#include "http.h"

#include <brotli/decode.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

#include "escape.h"
#include "headers.h"
#include "sniff.h"

/* Content codings of one body. */
#define CODINGS_MAX 4

#define CHUNK ((size_t)64 << 10)

static const char too_large[] = "its content is larger than is read";
static const char no_memory[] = "memory ran out";

/* ---- head ---- */

bool http_parse(struct http *http, const struct buf *head)
{
	struct buf value = BUF_INIT;
	int status;
	bool good;

	buf_clear(&http->type);
	buf_clear(&http->charset);
	buf_clear(&http->encoding);
	good = sscanf(buf_str(head), "HTTP/%*9[0-9.] %3d", &status) == 1 && status >= 100;
	http->status = good ? status : 0;
	if (headers_get(head, "Content-Type", &value)) {
		headers_media_type(buf_str(&value), &http->type);
		headers_parameter(buf_str(&value), "charset", &http->charset);
	}
	headers_get(head, "Content-Encoding", &http->encoding);
	http->length = 0;
	if (headers_get(head, "Content-Length", &value) &&
		!headers_number(buf_str(&value), &http->length))
		http->length = 0;
	http->chunked = headers_get(head, "Transfer-Encoding", &value) &&
			strcasestr(buf_str(&value), "chunked");
	buf_free(&value);
	return good;
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

/* Chunks moved together in place. */
static int undo_chunks(struct buf *body, const char **why)
{
	const char *p = body->data, *end = p + body->len;
	size_t size, kept = 0;

	if (!body->len || !chunk_size(p, end, &size))
		return 0; /* undone before it was archived */
	while (p < end && (p = chunk_size(p, end, &size)) && size) {
		if (size > (size_t)(end - p)) {
			*why = "its last chunk is cut off";
			return -1;
		}
		memmove(body->data + kept, p, size);
		kept += size;
		p += size;
		if (p < end && *p == '\r')
			p++;
		if (p < end && *p == '\n')
			p++;
	}
	if (!p || size) {
		*why = p ? "its last chunk is missing" : "its chunks are damaged";
		return -1;
	}
	body->len = kept;
	body->data[kept] = '\0';
	return 0;
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

/* One member to out. 0 at its end, or -1. */
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
	*why = rc == Z_BUF_ERROR ? "its compressed content is cut off"
				 : "its compressed content is damaged";
	return -1;
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
	if (!undo_gzip(in, max, out, why))
		return 0;
	if (*why == too_large)
		return -1;
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
		*why = result == BROTLI_DECODER_RESULT_ERROR
			       ? "its compressed content is damaged"
			       : "its compressed content is cut off";
		rc = -1;
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
		*why = ZSTD_isError(left) ? "its compressed content is damaged"
					  : "its compressed content is cut off";
		rc = -1;
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

	if (coding->undo(body, max, &plain, why)) {
		buf_free(&plain);
		/* Markup is no compressed content: it was undone before it was archived. */
		return *why != too_large && *why != no_memory &&
				       sniff_markup(buf_str(body), body->len)
			       ? 0
			       : -1;
	}
	buf_free(body);
	*body = plain;
	return 0;
}

/* The codings were applied in their order (RFC 9110, 8.4): they are undone from the last. */
static int undo_codings(const char *list, struct buf *body, size_t max, const char **why)
{
	const char *end = list + strlen(list);

	for (int i = 0; end > list && i < CODINGS_MAX; i++) {
		const char *comma = memrchr(list, ',', (size_t)(end - list));
		const char *name = comma ? comma + 1 : list, *behind = end;
		const struct coding *coding;

		name += strspn(name, " \t");
		while (behind > name && (behind[-1] == ' ' || behind[-1] == '\t'))
			behind--;
		coding = behind > name ? coding_of(name, (size_t)(behind - name)) : NULL;
		if (coding && body->len && undo_coding(coding, body, max, why))
			return -1;
		end = comma ? comma : list;
	}
	return 0;
}

int http_decode(const struct http *http, struct buf *body, size_t max, const char **why)
{
	if (http->chunked && undo_chunks(body, why))
		return -1;
	return undo_codings(buf_str(&http->encoding), body, max, why);
}
