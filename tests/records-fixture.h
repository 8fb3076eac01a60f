#ifndef GUIDANG_TESTS_RECORDS_FIXTURE_H
#define GUIDANG_TESTS_RECORDS_FIXTURE_H

/* For tests of records: a folder to write archives into, gzip and WARC to write, and what comes
   out of them, a line a record. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#include "base/file.h"
#include "archive/records.h"

#define PAGE_SMALL	 "<html><body><p>A page of few words.</p></body></html>"
#define FIXTURE_MAX_PAGE ((size_t)1 << 20)

static char fixture_folder[64];

static inline int fixture_open(void **state)
{
	strcpy(fixture_folder, "/tmp/guidang-test-XXXXXX");
	return mkdtemp(fixture_folder) ? 0 : -1;
}

static inline int fixture_remove(
	const char *path, const struct stat *st, int type, struct FTW *where)
{
	return remove(path);
}

static inline int fixture_close(void **state)
{
	return nftw(fixture_folder, fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline const char *fixture_path(const char *name)
{
	static char path[2][256];
	static unsigned turn;

	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", fixture_folder, name);
	return path[turn];
}

static inline void fixture_folder_new(const char *name)
{
	assert_int_equal(mkdir(fixture_path(name), 0777), 0);
}

static inline void fixture_write(const char *name, const void *bytes, size_t len)
{
	assert_int_equal(file_replace(fixture_path(name), bytes, len), 0);
}

static inline void fixture_puts(const char *name, const char *s)
{
	fixture_write(name, s, strlen(s));
}

/* ---- writing ---- */

/* A member of gzip (window 31), or bare deflate (-15), or zlib (15). */
static inline void put_deflated(struct buf *out, int window, const char *bytes, size_t len)
{
	z_stream z = {.next_in = (unsigned char *)bytes, .avail_in = (unsigned)len};
	char piece[4096];
	int rc;

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	do {
		z.next_out = (unsigned char *)piece;
		z.avail_out = sizeof piece;
		rc = deflate(&z, Z_FINISH);
		buf_put(out, piece, sizeof piece - z.avail_out);
	} while (rc == Z_OK);
	assert_int_equal(rc, Z_STREAM_END);
	deflateEnd(&z);
}

static inline void put_gzip(struct buf *out, const struct buf *bytes)
{
	put_deflated(out, 31, buf_str(bytes), bytes->len);
}

static inline void put_zstd(struct buf *out, const struct buf *bytes)
{
	size_t room = ZSTD_compressBound(bytes->len), len;
	char *packed = malloc(room);

	assert_non_null(packed);
	len = ZSTD_compress(packed, room, buf_str(bytes), bytes->len, 3);
	assert_false(ZSTD_isError(len));
	buf_put(out, packed, len);
	free(packed);
}

/* A WARC record: fields are lines, each with its CR LF. */
static inline void put_record(
	struct buf *out, const char *type, const char *fields, const char *block, size_t len)
{
	buf_printf(out, "WARC/1.0\r\nWARC-Type: %s\r\n%sContent-Length: %zu\r\n\r\n", type,
		fields, len);
	buf_put(out, block, len);
	buf_puts(out, "\r\n\r\n");
}

/* A response to a URI. head: the status line behind the version, and fields, each with CR LF.
 */
static inline void put_response(
	struct buf *out, const char *uri, const char *head, const char *body, size_t len)
{
	struct buf fields = BUF_INIT, block = BUF_INIT;

	buf_printf(&fields,
		"WARC-Target-URI: %s\r\nWARC-Date: 2024-03-05T08:00:00Z\r\n"
		"WARC-Record-ID: <urn:id:%s>\r\nContent-Type: "
		"application/http;msgtype=response\r\n",
		uri, uri);
	buf_printf(&block, "HTTP/1.1 %s\r\n", head);
	buf_put(&block, body, len);
	put_record(out, "response", buf_str(&fields), buf_str(&block), block.len);
	buf_free(&fields);
	buf_free(&block);
}

#define HTML_HEAD "200 OK\r\nContent-Type: text/html\r\n"

/* An HTML page, that says which one it is. */
static inline void put_page(struct buf *out, const char *uri)
{
	struct buf page = BUF_INIT;

	buf_printf(&page, "<html><body><p>This is %s.</p></body></html>", uri);
	put_response(out, uri, HTML_HEAD, buf_str(&page), page.len);
	buf_free(&page);
}

/* ---- reading ---- */

/*
 * What is in a file, a line a record: the kind; "@" and its offset, where that is asked for;
 * the URI or the id, else the file's name; " = " and the beginning of the page; ": " and the
 * reason.
 */
static inline void describe(struct buf *out, const struct record *record, bool offsets)
{
	static const char *const kinds[] = {"page", "resource", "skipped", "fault"};
	const char *slash = strrchr(record->source, '/');

	buf_puts(out, kinds[record->kind]);
	if (offsets && record->offset != RECORD_NOWHERE)
		buf_printf(out, "@%llu", (unsigned long long)record->offset);
	if (record->uri || record->id)
		buf_printf(out, " %s", record->uri ? record->uri : record->id);
	else if (record->offset == RECORD_NOWHERE)
		buf_printf(out, " %s", slash ? slash + 1 : record->source);
	if (record->reason)
		buf_printf(out, ": %s", record->reason);
	buf_putc(out, '\n');
}

static inline void read_all_of(
	struct records *r, const char *path, bool offsets, struct buf *out)
{
	struct record record;

	records_open(r, path);
	while (records_next(r, &record)) {
		assert_true((record.kind == RECORD_PAGE) == (record.bytes != NULL));
		assert_int_equal(strlen(record.sha256), record.kind == RECORD_PAGE ? 64 : 0);
		assert_true(record.bytes == NULL || record.bytes[record.len] == '\0');
		assert_true(record.name && *record.name && !strchr(record.name, '/'));
		if (record.kind == RECORD_SKIPPED || record.kind == RECORD_FAULT)
			assert_non_null(record.reason);
		describe(out, &record, offsets);
	}
	assert_false(records_next(r, &record));
}

static inline void assert_read(const char *name, bool offsets, const char *want)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct buf have = BUF_INIT;

	assert_non_null(r);
	read_all_of(r, fixture_path(name), offsets, &have);
	assert_string_equal(buf_str(&have), want);
	buf_free(&have);
	records_free(r);
}

static inline void assert_records(const char *name, const char *want)
{
	assert_read(name, false, want);
}

/* With offsets. */
__attribute__((format(printf, 2, 3))) static inline void assert_records_at(
	const char *name, const char *want, ...)
{
	char text[2048];
	va_list args;

	va_start(args, want);
	vsnprintf(text, sizeof text, want, args);
	va_end(args);
	assert_read(name, true, text);
}

/* Writes an archive and reads it. */
static inline void assert_archive(const char *name, struct buf *bytes, const char *want)
{
	fixture_write(name, buf_str(bytes), bytes->len);
	assert_records(name, want);
	buf_free(bytes);
}

/* The n-th page of a file, from 0; r is to be freed behind it. */
static inline struct records *read_page(const char *name, unsigned n, struct record *record)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);

	assert_non_null(r);
	records_open(r, fixture_path(name));
	do
		assert_true(records_next(r, record));
	while (record->kind != RECORD_PAGE || n--);
	return r;
}

static inline void assert_fetched(
	struct records *r, const char *href, const char *uri, const char *want)
{
	struct buf out = BUF_INIT;

	assert_int_equal(records_fetch(r, href, uri, &out), want ? 0 : -1);
	if (want)
		assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

#endif
