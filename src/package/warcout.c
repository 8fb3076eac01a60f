#include "package/warcout.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/digest.h"
#include "base/file.h"
#include "convert/guidang.h"
#include "package/media.h"

/* If no time is known. */
#define NO_TIME "1970-01-01T00:00:00Z"

/* deflateInit2: a window of 32 KiB, and a head and a tail of gzip; zlib writes no time into it.
 */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8

struct warcout {
	struct packing *packing;
	struct file_writer file;
	bool gzip;
	char info_id[DIGEST_UUID_SIZE];
	char latest[PACKING_TIME_SIZE]; /* capture of a page that was converted */
	uint64_t left_out;
	struct buf record, packed, block;
};

static int no_memory(struct warcout *w)
{
	return packing_fail(w->packing, NULL, strerror(ENOMEM));
}

/* ---- records ---- */

static int pack(struct warcout *w)
{
	z_stream z = {0};
	size_t bound;
	char *packed;
	int rc;

	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		return no_memory(w);
	bound = deflateBound(&z, w->record.len);
	packed = w->record.len <= UINT32_MAX && bound <= UINT32_MAX ? malloc(bound) : NULL;
	z.next_in = (Bytef *)w->record.data;
	z.avail_in = (uInt)w->record.len;
	z.next_out = (Bytef *)packed;
	z.avail_out = (uInt)bound;
	rc = packed && deflate(&z, Z_FINISH) == Z_STREAM_END ? 0 : no_memory(w);
	buf_clear(&w->packed);
	if (!rc)
		buf_put(&w->packed, packed, z.total_out);
	deflateEnd(&z);
	free(packed);
	return rc;
}

/* Writes the record: its head is in w->record, its block is given. */
static int put_record(struct warcout *w, const struct buf *block)
{
	const struct buf *out = &w->record;

	buf_printf(&w->record, "Content-Length: %zu\r\n\r\n", block->len);
	buf_put(&w->record, buf_str(block), block->len);
	buf_puts(&w->record, "\r\n\r\n");
	if (buf_failed(&w->record))
		return no_memory(w);
	if (w->gzip) {
		if (pack(w))
			return -1;
		out = &w->packed;
	}
	if (buf_failed(out))
		return no_memory(w);
	return file_writer_put(&w->file, out->data, out->len)
		       ? packing_refused(w->packing, w->file.path)
		       : 0;
}

/* Begins a record's head in w->record. */
static void begin(struct warcout *w, const char *type, const char *id, const char *date)
{
	char time[PACKING_TIME_SIZE];

	packing_time(w->packing->epoch, time);
	buf_clear(&w->record);
	buf_printf(&w->record,
		"WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <%s>\r\nWARC-Date: %s\r\n", type,
		id,
		w->packing->epoch ? time
		: date && *date	  ? date
				  : NO_TIME);
}

static int put_info(struct warcout *w)
{
	struct buf *block = &w->block;

	buf_clear(block);
	buf_puts(block,
		"software: guidang/" GUIDANG_VERSION "\r\n"
		"format: WARC File Format 1.1\r\n"
		"conformsTo: http://iipc.github.io/warc-specifications/specifications/"
		"warc-format/warc-1.1/\r\n"
		"description: documents made from the pages that WARC-Refers-To names\r\n");
	begin(w, "warcinfo", w->info_id, w->latest);
	buf_puts(&w->record, "Content-Type: application/warc-fields\r\n");
	return put_record(w, block);
}

/* The digests are those of the manifest, in its digits: the payload is the block (ISO
 * 28500, 6.8). */
static int put_output(
	struct warcout *w, const struct manifest_entry *e, const struct manifest_output *o)
{
	const struct media *media = media_of(o->format, packing_odf_version(w->packing, e));
	char id[DIGEST_UUID_SIZE];
	struct buf name = BUF_INIT;
	int rc = -1;

	buf_clear(&w->block);
	buf_printf(
		&name, "guidang:conversion\n%s\n%s\n%s", e->source.record, o->path, o->sha256);
	digest_uuid(id, buf_str(&name), name.len);
	if (!media)
		packing_fail(w->packing, o->path, "has a format that is not known");
	else if (buf_failed(&name))
		no_memory(w);
	else if (!packing_read(w->packing, o, &w->block)) {
		begin(w, "conversion", id, e->source.captured);
		buf_printf(&w->record,
			"WARC-Target-URI: %s\r\nWARC-Refers-To: <%s>\r\n"
			"WARC-Warcinfo-ID: <%s>\r\nWARC-Block-Digest: sha256:%s\r\n"
			"WARC-Payload-Digest: sha256:%s\r\nContent-Type: %s\r\n",
			e->source.uri, e->source.record, w->info_id, o->sha256, o->sha256,
			media->type);
		rc = put_record(w, &w->block);
	}
	buf_free(&name);
	return rc;
}

/* ---- the whole ---- */

static int put_entry(void *user, const struct manifest_entry *e)
{
	struct warcout *w = user;
	int rc = 0;

	if (!packing_is_warc_record(e)) {
		w->left_out += e->output_count;
		return 0;
	}
	for (unsigned i = 0; i < e->output_count && !rc; i++)
		rc = put_output(w, e, &e->outputs[i]);
	return rc;
}

static int find_latest(void *user, const struct manifest_entry *e)
{
	struct warcout *w = user;

	if (e->output_count && packing_is_warc_record(e) && e->source.captured &&
		strlen(e->source.captured) < sizeof w->latest &&
		strcmp(e->source.captured, w->latest) > 0)
		strcpy(w->latest, e->source.captured);
	return 0;
}

static int put_all(struct warcout *w)
{
	char sha256[65], name[96];
	uint64_t bytes;
	int len;

	if (packing_manifest(w->packing, sha256, &bytes) ||
		packing_each(w->packing, find_latest, w))
		return -1;
	len = snprintf(name, sizeof name, "guidang:warcinfo\n%s", sha256);
	digest_uuid(w->info_id, name, (size_t)len);
	return put_info(w) ? -1 : packing_each(w->packing, put_entry, w);
}

int warcout_write(struct packing *p, const char *path, uint64_t *left_out)
{
	struct warcout w = {.packing = p};
	size_t len = strlen(path);
	int rc;

	w.gzip = len > 3 && !strcmp(path + len - 3, ".gz");
	if (file_writer_open(&w.file, path))
		return packing_refused(p, path);
	rc = put_all(&w);
	if (rc)
		file_writer_abandon(&w.file);
	else if (file_writer_commit(&w.file))
		rc = packing_refused(p, path);
	*left_out = w.left_out;
	buf_free(&w.record);
	buf_free(&w.packed);
	buf_free(&w.block);
	return rc;
}
