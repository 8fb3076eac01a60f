/* Web archives, out of order: what revisits refer to, and resources of pages. */
#include <errno.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>

#include "archive/records-warc.h"

/* One key may stand for many captures: so many are looked at. */
#define CANDIDATES_MAX 8

/* Resources that fail, for one page. */
#define FAILED_MOST 16

/* ---- the index ---- */

unsigned warc_lookup_file(struct records *r, const struct opening *o, const struct unpack *in)
{
	struct stream *raw = unpack_raw(in);
	struct archive_file *files, *file;

	if (!o->path || !stream_seekable(raw))
		return FILE_NONE;
	files = reallocarray(r->files, r->file_count + 1, sizeof *files);
	if (!files)
		return FILE_NONE;
	r->files = files;
	file = &files[r->file_count];
	*file = (struct archive_file){strdup(o->path), o->start, stream_end(raw) - o->start};
	return file->path ? r->file_count++ : FILE_NONE;
}

/* A URI without its fragment, which no server sees. */
static void cut_fragment(struct buf *uri)
{
	size_t len = strcspn(buf_str(uri), "#");

	if (len < uri->len) {
		uri->len = len;
		uri->data[len] = '\0';
	}
}

static void add_key(struct records *r, const struct warc_record *record, char kind,
	const char *name, struct place place)
{
	struct buf value = BUF_INIT;

	if (warc_field(record, name, &value)) {
		cut_fragment(&value);
		place_index_add(&r->places, kind, buf_str(&value), place);
	}
	buf_free(&value);
}

static void add_record(struct records *r, unsigned file, const struct warc_record *record)
{
	struct place place = {file, record->offset};

	if (!record->addressable)
		return;
	if (record->type != WARC_RESPONSE && record->type != WARC_RESOURCE &&
		record->type != WARC_REVISIT)
		return;
	add_key(r, record, 'u', "WARC-Target-URI", place);
	if (record->type == WARC_REVISIT)
		return;
	add_key(r, record, 'i', "WARC-Record-ID", place);
	add_key(r, record, 'd', "WARC-Payload-Digest", place);
}

void warc_lookup_add(
	struct records *r, struct warc_reader *self, const struct warc_record *record)
{
	if (self->file != FILE_NONE && !self->complete)
		add_record(r, self->file, record);
}

/* ---- another opening of the files ---- */

static bool open_lookup(struct records *r, struct warc_reader *self, unsigned file)
{
	const struct archive_file *f = &r->files[file];

	if (self->lookup.in && self->lookup_file == file)
		return true;
	unpack_free(self->lookup.in);
	self->lookup.in = unpack_new(stream_open_range(f->path, f->start, f->len));
	self->lookup_file = file;
	return self->lookup.in;
}

/* The head of the record at a place. */
static bool read_place(struct records *r, struct warc_reader *self, struct place place)
{
	uint64_t offset;
	const char *why;

	if (!open_lookup(r, self, place.file))
		return false;
	unpack_seek(self->lookup.in, place.offset);
	self->lookup.lost = false;
	return warc_next(&self->lookup, &offset, &why) == WARC_FOUND && offset == place.offset;
}

/* Brings what stands behind the record at hand into the index: resources follow their page. */
static void index_ahead(struct records *r, struct warc_reader *self)
{
	enum warc_found found;
	uint64_t offset;
	const char *why;

	if (self->complete || self->file == FILE_NONE || !open_lookup(r, self, self->file))
		return;
	self->complete = true;
	unpack_seek(self->lookup.in, self->warc.record.offset);
	self->lookup.lost = false;
	while ((found = warc_next(&self->lookup, &offset, &why)) != WARC_END) {
		if (found != WARC_FOUND)
			continue;
		if (offset > self->warc.record.offset)
			add_record(r, self->file, &self->lookup.record);
		warc_finish(&self->lookup, &why);
	}
}

/* ---- records by key ---- */

struct wanted {
	char kind;
	const char *field; /* that has the key */
	const char *key;
	const char *date; /* WARC-Date; NULL or "": any */
};

/* Two keys can have one hash: the record itself says whether it is meant. */
static bool is_wanted(const struct warc_record *record, const struct wanted *wanted)
{
	struct buf value = BUF_INIT;
	bool same = warc_field(record, wanted->field, &value);

	if (same) {
		cut_fragment(&value);
		same = !strcmp(buf_str(&value), wanted->key);
	}
	if (same && wanted->date && *wanted->date)
		same = warc_field(record, "WARC-Date", &value) &&
		       !strcmp(buf_str(&value), wanted->date);
	buf_free(&value);
	return same;
}

/* The record at hand in the lookup, into p. */
static bool read_payload(struct records *r, struct warc_reader *self, struct payload *p)
{
	const char *why;
	bool read;

	if (payload_read_head(&self->lookup, p) || (p->http.status && p->http.status != 200))
		return false;
	read = !payload_read(r, &self->lookup, p, &why);
	/* How much a body that failed was unpacked to is not known. */
	r->fetched += read ? p->body.len : r->max_page / FAILED_MOST;
	return read;
}

static int read_original(struct records *r, struct warc_reader *self,
	const struct warc_record *revisit, struct payload *p);

static bool find_payload(struct records *r, struct warc_reader *self,
	const struct wanted *wanted, bool through_revisits, struct payload *p)
{
	struct place place;

	for (unsigned n = 0; n < CANDIDATES_MAX; n++) {
		if (!place_index_find(&r->places, wanted->kind, wanted->key, n, &place))
			return false;
		if (!read_place(r, self, place) || !is_wanted(&self->lookup.record, wanted))
			continue;
		if (self->lookup.record.type != WARC_REVISIT) {
			if (read_payload(r, self, p))
				return true;
		} else if (through_revisits &&
			   !read_original(r, self, &self->lookup.record, p)) {
			return true;
		}
	}
	return false;
}

static int read_original(struct records *r, struct warc_reader *self,
	const struct warc_record *revisit, struct payload *p)
{
	struct buf id = BUF_INIT, uri = BUF_INIT, date = BUF_INIT, digest = BUF_INIT;
	bool found = false;

	/* All of them now: what is read next may take the revisit's place. */
	bool has_id = warc_field(revisit, "WARC-Refers-To", &id);
	bool has_uri = warc_field(revisit, "WARC-Refers-To-Target-URI", &uri);
	bool has_digest = warc_field(revisit, "WARC-Payload-Digest", &digest);
	bool has_date = warc_field(revisit, "WARC-Refers-To-Date", &date);

	cut_fragment(&uri);
	if (has_id)
		found = find_payload(r, self,
			&(struct wanted){'i', "WARC-Record-ID", buf_str(&id), NULL}, false, p);
	if (!found && has_digest)
		found = find_payload(r, self,
			&(struct wanted){'d', "WARC-Payload-Digest", buf_str(&digest), NULL},
			false, p);
	if (!found && has_uri && has_date)
		found = find_payload(r, self,
			&(struct wanted){'u', "WARC-Target-URI", buf_str(&uri), buf_str(&date)},
			false, p);
	buf_free(&id);
	buf_free(&uri);
	buf_free(&date);
	buf_free(&digest);
	return found ? 0 : -1;
}

int warc_lookup_original(struct records *r, struct warc_reader *self,
	const struct warc_record *revisit, struct payload *p)
{
	if (!read_original(r, self, revisit, p))
		return 0;
	if (self->complete)
		return -1;
	index_ahead(r, self);
	return read_original(r, self, revisit, p);
}

/* ---- resources ---- */

/* The URI that href means on the page at hand. 0 or -1. */
static int resolve(
	const struct warc_record *page, const char *href, const char *uri, struct buf *out)
{
	xmlChar *whole = NULL;

	if (!uri && warc_field(page, "WARC-Target-URI", out))
		whole = xmlBuildURI((const xmlChar *)href, (const xmlChar *)buf_str(out));
	buf_clear(out);
	if (uri || whole)
		buf_puts(out, uri ? uri : (const char *)whole);
	xmlFree(whole);
	cut_fragment(out);
	return out->len && !buf_failed(out) ? 0 : -1;
}

int warc_lookup_fetch(struct records *r, struct reader *reader, const char *href,
	const char *uri, struct buf *out)
{
	struct warc_reader *self = (struct warc_reader *)reader;
	struct wanted wanted = {'u', "WARC-Target-URI", NULL, NULL};
	struct payload p = {0};
	struct buf key = BUF_INIT;
	bool found = false;

	if (!resolve(&self->warc.record, href, uri, &key)) {
		wanted.key = buf_str(&key);
		found = find_payload(r, self, &wanted, true, &p);
		if (!found && !self->complete) {
			index_ahead(r, self);
			found = find_payload(r, self, &wanted, true, &p);
		}
	}
	if (found)
		buf_put(out, buf_str(&p.body), p.body.len);
	payload_free(&p);
	buf_free(&key);
	return found && !buf_failed(out) ? 0 : -1;
}

/* ---- pages ---- */

/* What records of a file say they are in: of this archive the name it was opened under. */
static const char *source_of(
	const struct records *r, const struct warc_reader *self, unsigned file)
{
	return file == self->file ? self->reader.source : r->files[file].path;
}

static int find_page(struct records *r, struct warc_reader *self, const struct wanted *wanted,
	struct record *page, struct buf *bytes)
{
	struct place place;

	for (unsigned n = 0; n < CANDIDATES_MAX; n++) {
		if (!place_index_find(&r->places, wanted->kind, wanted->key, n, &place))
			return -1;
		if (!read_place(r, self, place) || !is_wanted(&self->lookup.record, wanted))
			continue;
		if (!warc_give_page(r, self, source_of(r, self, place.file), page, bytes)) {
			page->earlier = place.file != self->file;
			return 0;
		}
		if (page->kind == RECORD_FAULT)
			r->fetched += r->max_page / FAILED_MOST;
	}
	return -1;
}

int warc_lookup_page(struct records *r, struct reader *reader, const char *name,
	const char *uri, struct record *page, struct buf *bytes)
{
	struct warc_reader *self = (struct warc_reader *)reader;
	struct wanted wanted = {'u', "WARC-Target-URI", uri, NULL};

	if (!uri)
		return -1;
	if (!find_page(r, self, &wanted, page, bytes))
		return 0;
	if (self->complete)
		return -1;
	index_ahead(r, self);
	return find_page(r, self, &wanted, page, bytes);
}
