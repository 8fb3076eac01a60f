/* Web archives: responses and resources that are pages, and what they refer to. An index of the
   places of records serves what comes out of order: revisits, resources, other pages. */
#include <errno.h>
#include <inttypes.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "archive/http.h"
#include "archive/mime-fields.h"
#include "archive/reader.h"
#include "archive/warc.h"
#include "base/sniff.h"

/* No number of a file: its records cannot be read again. */
#define FILE_NONE UINT32_MAX

/* One key may be that of many captures: so many are looked at. */
#define CANDIDATES_MAX 8

/* Resources that fail, for one page. */
#define FAILED_MOST 16

struct warc_reader {
	struct reader reader;
	struct unpack *in;
	struct warc warc;   /* over in */
	unsigned file;	    /* number in records.files, or FILE_NONE */
	bool complete;	    /* all of the archive is in the index */
	struct warc lookup; /* over another opening of lookup_file */
	unsigned lookup_file;
};

struct payload {
	struct http http;
	struct buf body;
	struct buf value; /* of a field, for the moment */
	const char *lack; /* that it is not whole, a sentence; NULL */
	const char *cut;  /* the fault, if the record is cut off; NULL */
};

/* ---- one record's payload ---- */

static void payload_free(struct payload *p)
{
	http_free(&p->http);
	buf_free(&p->body);
	buf_free(&p->value);
}

/* By the type of the record, which value has, or else by its address. */
static bool is_http(const struct warc_record *record, struct buf *value)
{
	bool typed = value->len;

	return !strncasecmp(buf_str(value), "application/http", 16) ||
	       (warc_field(record, "WARC-Target-URI", value)
			       ? !strncasecmp(buf_str(value), "http", 4)
			       : !typed);
}

/* An HTTP response within a record, or the payload itself: its head, up to the body. SKIP_NONE,
   or why it is none. */
static enum skip payload_read_head(struct warc *w, struct payload *p)
{
	const struct warc_record *record = &w->record;
	const char *bytes;

	p->http.status = 0;
	p->http.chunked = false;
	p->http.length = 0;
	buf_clear(&p->http.type);
	buf_clear(&p->http.charset);
	buf_clear(&p->http.encoding);
	if (!warc_field(record, "Content-Type", &p->value))
		buf_clear(&p->value);
	if (record->type == WARC_RESOURCE) {
		mime_field_media_type(buf_str(&p->value), &p->http.type);
		mime_field_parameter(buf_str(&p->value), "charset", &p->http.charset);
		return SKIP_NONE;
	}
	if (!is_http(record, &p->value))
		return SKIP_PROTOCOL;
	buf_clear(&p->body);
	if (warc_read_http_head(w, &p->body))
		return http_parse(&p->http, &p->body) ? SKIP_NONE : SKIP_NO_HTTP_HEAD;
	return record->left > MIME_FIELDS_MAX && unpack_peek(w->in, 5, &bytes) >= 5 &&
			       !strncasecmp(bytes, "HTTP/", 5)
		       ? SKIP_LONG_HTTP_HEAD
		       : SKIP_NO_HTTP_HEAD;
}

/* The sentence of the archive, or of the head of the response, on a body that is not whole. */
static const char *lack_of(struct records *r, const struct warc *w, struct payload *p)
{
	if (warc_field(&w->record, "WARC-Truncated", &p->value))
		return records_sentence(
			r, "was cut off when it was archived (%s)", buf_str(&p->value));
	if (http_lacks(&p->http, p->body.len))
		return records_sentence(r, "was cut off on its way: %zu bytes of %" PRIu64,
			p->body.len, p->http.length);
	return NULL;
}

/* Reads and decodes the body after the head. 0, or -1 with a sentence. */
static int payload_read(struct records *r, struct warc *w, struct payload *p, const char **why)
{
	uint64_t told = w->record.left;
	int rc;

	buf_clear(&p->body);
	p->cut = p->lack = NULL;
	if (told > r->max_page) {
		*why = records_too_large(r);
		return -1;
	}
	rc = warc_read_rest(w, &p->body, why);
	if (rc < 0)
		return -1;
	if (rc) {
		p->cut = *why;
		p->lack = records_sentence(r,
			"was cut off in its archive: %zu bytes of %" PRIu64, p->body.len, told);
	} else {
		p->lack = lack_of(r, w, p);
	}
	rc = http_decode(&p->http, &p->body, r->max_page, why);
	if (rc > 0 && !p->lack)
		p->lack = *why;
	return rc < 0 ? -1 : 0;
}

/* By its declared type, or the lack of one. */
static bool payload_may_be_html(const struct payload *p)
{
	static const char *const types[] = {"", "text/html", "application/xhtml+xml",
		"application/octet-stream", "unknown/unknown"};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strcmp(buf_str(&p->http.type), types[i]))
			return true;
	return false;
}

/* ---- the index ---- */

/* The number of the file that a reader is opened for. */
static unsigned number_file(struct records *r, const struct opening *o, const struct unpack *in)
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

/* Brings what comes after the record at hand into the index: resources follow their page. */
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
	/* It is not known how much a body that failed was unpacked to. */
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

/* Reads the record that a revisit refers to into p, body and all. 0 or -1. */
static int find_original(struct records *r, struct warc_reader *self,
	const struct warc_record *revisit, struct payload *p)
{
	if (!read_original(r, self, revisit, p))
		return 0;
	if (self->complete)
		return -1;
	index_ahead(r, self);
	return read_original(r, self, revisit, p);
}

/* ---- records ---- */

/* The shape of RFC 3339 in UTC, which is all that WARC allows (ISO 28500, 5.4). */
static bool is_date(const char *s)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:dd";
	size_t i = 0;

	for (; shape[i]; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return false;
	if (s[i] == '.')
		i += 1 + strspn(s + i + 1, "0123456789");
	return s[i] == 'Z' && !s[i + 1];
}

static const char *field(
	struct records *r, const struct warc *w, const char *name, struct buf *value)
{
	return warc_field(&w->record, name, value) ? records_text(r, buf_str(value)) : NULL;
}

static void set_head(
	struct records *r, const struct warc *w, const char *source, struct record *record)
{
	struct buf value = BUF_INIT;

	records_say(record, RECORD_SKIPPED, NULL, source, w->record.offset);
	record->id = field(r, w, "WARC-Record-ID", &value);
	record->uri = field(r, w, "WARC-Target-URI", &value);
	if (warc_field(&w->record, "WARC-Date", &value) && is_date(buf_str(&value)))
		record->captured = records_text(r, buf_str(&value));
	record->name = records_name(r, record->uri ? record->uri : "");
	record->format = "html";
	buf_free(&value);
}

static void set_payload(struct records *r, const struct payload *p, struct record *record)
{
	record->status = p->http.status;
	record->type = records_text(r, buf_str(&p->http.type));
	record->charset = records_text(r, buf_str(&p->http.charset));
}

/* The body is in p: a page, or what else it is. */
static void judge(struct records *r, struct payload *p, struct record *record)
{
	const char *bytes = buf_str(&p->body);
	size_t len = p->body.len;
	bool html = sniff_html(bytes, len);
	const char *other = html ? NULL : sniff_not_html(bytes, len);

	if (!len && p->lack) {
		records_skip(r, record, SKIP_NOTHING_LEFT, p->lack);
	} else if (!len || (other && !strcmp(other, "empty"))) {
		records_skip(r, record, SKIP_EMPTY);
	} else if (!html && !sniff_markup(bytes, len) &&
		   http_unknown_coding(&p->http, &p->value)) {
		records_skip(r, record, SKIP_CODING, buf_str(&p->value));
	} else if (!html && strcmp(buf_str(&p->http.type), "text/html") != 0 &&
		   strcmp(buf_str(&p->http.type), "application/xhtml+xml") != 0) {
		records_skip(r, record, SKIP_NOT_HTML);
	} else if (other && !strncmp(other, "text", 4)) {
		records_skip(r, record, SKIP_TAGLESS);
	} else if (other) {
		records_skip(r, record, SKIP_OTHER_CONTENT, other);
	} else {
		struct buf swap = r->bytes;

		record->kind = RECORD_PAGE;
		record->reason = p->lack;
		r->bytes = p->body;
		p->body = swap;
		records_set_page(r, record);
	}
}

/* The head of the response is still in p->body; body: length of what follows it, not 0 if that
   is not known. */
static void skip_status(
	struct records *r, struct payload *p, uint64_t body, struct record *record)
{
	int status = p->http.status;

	if (status / 100 == 3 && mime_field(&p->body, "Location", &p->value))
		records_skip(r, record, SKIP_REDIRECT, status, buf_str(&p->value));
	else if (status >= 300 && status < 600)
		records_skip(r, record, SKIP_ERROR_STATUS, status);
	else if (!payload_may_be_html(p))
		records_skip(r, record, SKIP_MEDIA_TYPE, buf_str(&p->http.type));
	else if (!body)
		records_skip(r, record, SKIP_EMPTY);
	else
		records_skip(r, record, SKIP_OTHER_STATUS, status);
}

/* Responses and resources. NULL, or what is damaged. */
static const char *give_payload(
	struct records *r, struct warc *w, struct payload *p, struct record *record)
{
	enum skip skip = payload_read_head(w, p);
	const char *why;

	set_payload(r, p, record);
	if (skip) {
		records_skip(r, record, skip, MIME_FIELDS_MAX);
	} else if (p->http.status && p->http.status != 200) {
		skip_status(r, p, w->record.left, record);
	} else if (!payload_may_be_html(p)) {
		records_skip(r, record, SKIP_MEDIA_TYPE, buf_str(&p->http.type));
	} else if (warc_field(&w->record, "WARC-Segment-Number", &p->value)) {
		records_skip(r, record, SKIP_SEGMENT);
	} else if (payload_read(r, w, p, &why)) {
		return why;
	} else {
		judge(r, p, record);
		/* Nothing is given of what is there, so that the fault is to be said. */
		return record->kind == RECORD_PAGE ? NULL : p->cut;
	}
	return NULL;
}

/* Gives what a revisit says again (ISO 28500, 6.7): its bytes are in the record that it refers
   to. */
static const char *give_revisit(struct records *r, struct warc_reader *self, struct warc *w,
	struct payload *p, struct record *record)
{
	struct buf key = BUF_INIT;
	struct payload original = {0}, *shown = p;
	enum skip skip;

	record->refers_to = field(r, w, "WARC-Refers-To", &key);
	if (!record->refers_to)
		record->refers_to = field(r, w, "WARC-Refers-To-Target-URI", &key);
	skip = payload_read_head(w, p);
	if (skip == SKIP_PROTOCOL) {
		records_skip(r, record, skip);
	} else if (!skip && p->http.status != 200 && p->http.status != 304) {
		/* 304 is what the server said when it was asked again, not what it gave. */
		skip_status(r, p, 1, record);
	} else if (!payload_may_be_html(p)) {
		records_skip(r, record, SKIP_MEDIA_TYPE, buf_str(&p->http.type));
	} else if (find_original(r, self, &w->record, &original)) {
		/* The record that was found last in its place is no page. */
		if (original.http.status && original.http.status != 200)
			skip_status(r, &original, 1, record);
		else
			records_skip(r, record, SKIP_REVISIT,
				record->refers_to ? record->refers_to : "a record");
	} else {
		shown = &original;
		if (payload_may_be_html(&original))
			judge(r, &original, record);
		else
			records_skip(r, record, SKIP_MEDIA_TYPE, buf_str(&original.http.type));
	}
	set_payload(r, shown, record);
	payload_free(&original);
	buf_free(&key);
	return NULL;
}

static const char *give(struct records *r, struct warc_reader *self, struct warc *w,
	struct payload *p, struct record *record)
{
	enum warc_type type = w->record.type;

	if (type == WARC_RESPONSE || type == WARC_RESOURCE)
		return give_payload(r, w, p, record);
	if (type == WARC_REVISIT)
		return give_revisit(r, self, w, p, record);
	if (type == WARC_CONTINUATION)
		records_skip(r, record, SKIP_SEGMENT);
	else if (type == WARC_OTHER)
		records_skip(r, record, SKIP_UNKNOWN_TYPE,
			warc_field(&w->record, "WARC-Type", &p->value) ? buf_str(&p->value)
								       : "none");
	else
		records_skip(r, record, SKIP_RECORD_TYPE, warc_type_name(type));
	return NULL;
}

/* The record that w, which reads source, is at the head of. */
static void give_whole(struct records *r, struct warc_reader *self, struct warc *w,
	const char *source, struct record *record)
{
	bool revisit = w->record.type == WARC_REVISIT;
	struct payload p = {0};
	const char *damage, *why;

	set_head(r, w, source, record);
	damage = give(r, self, w, &p, record);
	/* A record that is damaged already is left where it is; a lookup is elsewhere after a
	   revisit. */
	if (!w->lost && !(revisit && w == &self->lookup) && warc_finish(w, &why))
		damage = why;
	if (damage) {
		record->kind = RECORD_FAULT;
		record->skip = SKIP_NONE;
		record->reason = damage;
		record->bytes = NULL;
		record->len = 0;
		*record->sha256 = '\0';
	}
	payload_free(&p);
}

static enum step next(struct records *r, struct reader *reader, struct record *record)
{
	struct warc_reader *self = (struct warc_reader *)reader;
	const char *why;
	uint64_t offset;

	switch (warc_next(&self->warc, &offset, &why)) {
	case WARC_END:
		return STEP_END;
	case WARC_FAULT:
		return records_say(record, RECORD_FAULT, why, reader->source, offset);
	case WARC_FOUND:
		break;
	}
	if (self->file != FILE_NONE && !self->complete)
		add_record(r, self->file, &self->warc.record);
	give_whole(r, self, &self->warc, reader->source, record);
	return STEP_RECORD;
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

static int fetch(struct records *r, struct reader *reader, const char *href, const char *uri,
	struct buf *out)
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

/* The source of records of a file: of this archive, the name it was opened under. */
static const char *source_of(
	const struct records *r, const struct warc_reader *self, unsigned file)
{
	return file == self->file ? self->reader.source : r->files[file].path;
}

/* The record that the lookup is at the head of, in source. 0, or -1 if it is no page. */
static int give_page(struct records *r, struct warc_reader *self, const char *source,
	struct record *record, struct buf *bytes)
{
	struct buf own = r->bytes;

	r->bytes = *bytes;
	buf_clear(&r->bytes);
	give_whole(r, self, &self->lookup, source, record);
	*bytes = r->bytes;
	r->bytes = own;
	r->fetched += bytes->len;
	record->bytes = buf_str(bytes);
	return record->kind == RECORD_PAGE ? 0 : -1;
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
		if (!give_page(r, self, source_of(r, self, place.file), page, bytes)) {
			page->earlier = place.file != self->file;
			return 0;
		}
		if (page->kind == RECORD_FAULT)
			r->fetched += r->max_page / FAILED_MOST;
	}
	return -1;
}

static int fetch_page(struct records *r, struct reader *reader, const char *name,
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
/* ---- the reader ---- */

static void release(struct reader *reader)
{
	struct warc_reader *self = (struct warc_reader *)reader;

	warc_free(&self->warc);
	unpack_free(self->in);
	warc_free(&self->lookup);
	unpack_free(self->lookup.in);
}

static const struct reader_class class = {
	.next = next, .fetch = fetch, .fetch_page = fetch_page, .free = release};

static int push_warc(
	struct records *r, struct unpack *in, const struct opening *o, const char **why)
{
	struct warc_reader *self =
		records_push_reader(r, &class, sizeof *self, o->inner ? o->inner : o->source);

	if (!self) {
		unpack_free(in);
		return -1;
	}
	self->warc.in = self->in = in;
	self->file = number_file(r, o, in);
	return 0;
}

static bool is_warc(const char *bytes, size_t len)
{
	return len >= 5 && !memcmp(bytes, "WARC/", 5);
}

const struct container container_warc = {
	.names = "WARC", .is = is_warc, .open = push_warc, .inside = true, .packed = true};
