#include "office/zip.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

#include "office/deflater.h"

/* The span of a DOS time: 1980-01-01T00:00:00Z to 2107-12-31T23:59:58Z [s since 1970]. */
#define DOS_FIRST INT64_C(315532800)
#define DOS_LAST  INT64_C(4354819198)

struct zip_out {
	zip_t *zip;
	zip_source_t *memory; /* what zip writes to; kept beyond its closing */
	zip_uint16_t dos_time, dos_date;
	struct deflater *deflater, *own; /* own: to be freed with it; mostly NULL */
};

/* MS-DOS date and time, as ZIP has them (APPNOTE.TXT, 4.4.6). */
static void set_dos_time(struct zip_out *p, int64_t epoch)
{
	time_t t = (time_t)(epoch < DOS_FIRST  ? DOS_FIRST
			    : epoch > DOS_LAST ? DOS_LAST
					       : epoch);
	struct tm tm;

	gmtime_r(&t, &tm);
	p->dos_time = (zip_uint16_t)(tm.tm_hour << 11 | tm.tm_min << 5 | tm.tm_sec >> 1);
	p->dos_date =
		(zip_uint16_t)((tm.tm_year - 80) << 9 | (tm.tm_mon + 1) << 5 | tm.tm_mday);
}

static int open_zip(struct zip_out *p)
{
	p->memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	if (p->memory)
		p->zip = zip_open_from_source(p->memory, ZIP_TRUNCATE, NULL);
	if (!p->zip)
		return -1;
	zip_source_keep(p->memory);
	return 0;
}

struct zip_out *zip_out_new(int64_t epoch, struct deflater *d)
{
	struct zip_out *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	set_dos_time(p, epoch);
	p->own = d ? NULL : deflater_new();
	p->deflater = d ? d : p->own;
	if (!p->deflater || open_zip(p)) {
		zip_out_free(p);
		return NULL;
	}
	return p;
}

/* An empty file has no bytes to own: libzip would not free them. */
static zip_source_t *copied_source(const void *bytes, size_t len)
{
	void *copy = len ? malloc(len) : NULL;
	zip_source_t *source;

	if (len && !copy)
		return NULL;
	if (len)
		memcpy(copy, bytes, len);
	source = zip_source_buffer_create(copy, len, 1, NULL);
	if (!source)
		free(copy);
	return source;
}

/* ---- deflated files: a source that says so is written as it is ---- */

struct deflated_source {
	struct deflated file;
	size_t at; /* bytes read */
	zip_error_t error;
};

static zip_int64_t read_deflated(struct deflated_source *s, void *data, zip_uint64_t len)
{
	size_t rest = s->file.bytes.len - s->at, part = len < rest ? (size_t)len : rest;

	memcpy(data, s->file.bytes.data + s->at, part);
	s->at += part;
	return (zip_int64_t)part;
}

static zip_int64_t stat_deflated(const struct deflated_source *s, void *data, zip_uint64_t len)
{
	zip_stat_t *stat = data;

	if (len < sizeof *stat)
		return -1;
	zip_stat_init(stat);
	stat->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
	stat->size = s->file.size;
	stat->comp_size = s->file.bytes.len;
	stat->crc = s->file.crc;
	stat->comp_method = ZIP_CM_DEFLATE;
	return 0;
}

static void free_deflated(struct deflated_source *s)
{
	buf_free(&s->file.bytes);
	zip_error_fini(&s->error);
	free(s);
}

static zip_int64_t deflated_command(
	void *user, void *data, zip_uint64_t len, zip_source_cmd_t command)
{
	struct deflated_source *s = user;

	switch (command) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
			ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
			-1);
	case ZIP_SOURCE_OPEN:
		s->at = 0;
		return 0;
	case ZIP_SOURCE_READ:
		return read_deflated(s, data, len);
	case ZIP_SOURCE_CLOSE:
		return 0;
	case ZIP_SOURCE_STAT:
		return stat_deflated(s, data, len);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&s->error, data, len);
	case ZIP_SOURCE_FREE:
		free_deflated(s);
		return 0;
	default:
		zip_error_set(&s->error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

static zip_source_t *deflated_source(
	struct deflater *d, const void *bytes, size_t len, bool usual)
{
	struct deflated_source *s = calloc(1, sizeof *s);
	zip_source_t *source;

	if (!s || deflater_run(d, bytes, len, usual, &s->file)) {
		free(s);
		return NULL;
	}
	zip_error_init(&s->error);
	source = zip_source_function_create(deflated_command, s, NULL);
	if (!source)
		free_deflated(s);
	return source;
}

/* ---- files ---- */

int zip_out_add(struct zip_out *p, const char *name, const void *bytes, size_t len,
	enum zip_out_way way)
{
	bool stored = way == ZIP_OUT_STORED;
	zip_source_t *source =
		stored ? copied_source(bytes, len)
		       : deflated_source(p->deflater, bytes, len, way == ZIP_OUT_USUAL);
	zip_int64_t added = source ? zip_file_add(p->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	zip_uint64_t index = (zip_uint64_t)added;

	if (added < 0) {
		zip_source_free(source);
		return -1;
	}
	if (stored && zip_set_file_compression(p->zip, index, ZIP_CM_STORE, 0))
		return -1;
	return zip_file_set_dostime(p->zip, index, p->dos_time, p->dos_date, 0) ? -1 : 0;
}

static int read_all(zip_source_t *source, struct buf *out)
{
	char chunk[16384];
	zip_int64_t got;

	if (zip_source_open(source))
		return -1;
	while ((got = zip_source_read(source, chunk, sizeof chunk)) > 0)
		buf_put(out, chunk, (size_t)got);
	zip_source_close(source);
	return got < 0 || buf_failed(out) ? -1 : 0;
}

int zip_out_close(struct zip_out *p, struct buf *out)
{
	int result = -1;

	if (!zip_close(p->zip)) {
		p->zip = NULL;
		result = read_all(p->memory, out);
	}
	zip_out_free(p);
	return result;
}

void zip_out_free(struct zip_out *p)
{
	if (!p)
		return;
	if (p->zip)
		zip_discard(p->zip);
	zip_source_free(p->memory);
	deflater_free(p->own);
	free(p);
}
