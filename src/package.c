#include "package.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

/* The span of a DOS time: 1980-01-01T00:00:00Z to 2107-12-31T23:59:58Z [s since 1970]. */
#define DOS_FIRST INT64_C(315532800)
#define DOS_LAST  INT64_C(4354819198)

struct package {
	zip_t *zip;
	zip_source_t *memory; /* what zip writes to; kept beyond its closing */
	zip_uint16_t dos_time, dos_date;
};

/* MS-DOS date and time, as ZIP has them (APPNOTE.TXT, 4.4.6). */
static void set_dos_time(struct package *p, int64_t epoch)
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

struct package *package_new(int64_t epoch)
{
	struct package *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	set_dos_time(p, epoch);
	p->memory = zip_source_buffer_create(NULL, 0, 0, NULL);
	if (p->memory)
		p->zip = zip_open_from_source(p->memory, ZIP_TRUNCATE, NULL);
	if (!p->zip) {
		zip_source_free(p->memory);
		free(p);
		return NULL;
	}
	zip_source_keep(p->memory);
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

static int add_source(struct package *p, const char *name, zip_source_t *source, bool stored)
{
	zip_int64_t added = source ? zip_file_add(p->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	zip_uint64_t index = (zip_uint64_t)added;

	if (added < 0) {
		zip_source_free(source);
		return -1;
	}
	if (zip_set_file_compression(p->zip, index, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
		    stored ? 0 : PACKAGE_LEVEL) ||
		zip_file_set_dostime(p->zip, index, p->dos_time, p->dos_date, 0))
		return -1;
	return 0;
}

int package_add(struct package *p, const char *name, const void *bytes, size_t len, bool stored)
{
	return add_source(p, name, copied_source(bytes, len), stored);
}

int package_give(struct package *p, const char *name, struct buf *bytes)
{
	zip_source_t *source =
		buf_failed(bytes) || !bytes->len
			? NULL
			: zip_source_buffer_create(bytes->data, bytes->len, 1, NULL);

	if (!source)
		return -1;
	*bytes = (struct buf)BUF_INIT;
	return add_source(p, name, source, false);
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

int package_close(struct package *p, struct buf *out)
{
	int result = -1;

	if (!zip_close(p->zip)) {
		p->zip = NULL;
		result = read_all(p->memory, out);
	}
	package_free(p);
	return result;
}

void package_free(struct package *p)
{
	if (!p)
		return;
	if (p->zip)
		zip_discard(p->zip);
	zip_source_free(p->memory);
	free(p);
}
