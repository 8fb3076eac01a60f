/* Web archives: responses and resources that are pages, and what they refer to. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "archive/mime-fields.h"
#include "archive/http.h"
#include "archive/records-private.h"
#include "archive/records-warc.h"
#include "base/sniff.h"

/* ---- one record's payload ---- */

void payload_free(struct payload *p)
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

/* An HTTP response within a record, or the payload itself: what it is, not yet its body. */
enum skip payload_read_head(struct warc *w, struct payload *p)
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

/* What the archive, or the head of the response, tells of a body that is not whole. */
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

int payload_read(struct records *r, struct warc *w, struct payload *p, const char **why)
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

bool payload_may_be_html(const struct payload *p)
{
	static const char *const types[] = {"", "text/html", "application/xhtml+xml",
		"application/octet-stream", "unknown/unknown"};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strcmp(buf_str(&p->http.type), types[i]))
			return true;
	return false;
}

static bool is_declared_html(const struct payload *p)
{
	return !strcmp(buf_str(&p->http.type), "text/html") ||
	       !strcmp(buf_str(&p->http.type), "application/xhtml+xml");
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
	} else if (!html && !is_declared_html(p)) {
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

/* The head of the response is still in p->body; body: length of what follows it, not 0 where
   that is not known. */
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

/* original: what was found last in its place, and is no page. */
static void skip_revisit(struct records *r, struct record *record, struct payload *original)
{
	if (original->http.status && original->http.status != 200)
		skip_status(r, original, 1, record);
	else
		records_skip(r, record, SKIP_REVISIT,
			record->refers_to ? record->refers_to : "a record");
}

/* What a revisit says again (ISO 28500, 6.7): its bytes stand in the record that it refers to.
 */
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
	} else if (warc_lookup_original(r, self, &w->record, &original)) {
		skip_revisit(r, record, &original);
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
	/* A record that is damaged already is left where it stands; a lookup stands elsewhere,
	   where it was a revisit. */
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

int warc_give_page(struct records *r, struct warc_reader *self, const char *source,
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
	warc_lookup_add(r, self, &self->warc.record);
	give_whole(r, self, &self->warc, reader->source, record);
	return STEP_RECORD;
}

static void release(struct reader *reader)
{
	struct warc_reader *self = (struct warc_reader *)reader;

	warc_free(&self->warc);
	unpack_free(self->in);
	warc_free(&self->lookup);
	unpack_free(self->lookup.in);
}

static const struct reader_class class = {.next = next,
	.fetch = warc_lookup_fetch,
	.fetch_page = warc_lookup_page,
	.free = release};

int records_push_warc(struct records *r, struct unpack *in, const struct opening *o)
{
	struct warc_reader *self = in ? records_push_reader(r, &class, sizeof *self,
						o->inner ? o->inner : o->source)
				      : NULL;

	if (!self) {
		unpack_free(in);
		return -1;
	}
	self->warc.in = self->in = in;
	self->file = warc_lookup_file(r, o, in);
	return 0;
}
