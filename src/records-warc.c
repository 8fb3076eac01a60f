/* Web archives: responses and resources that are pages, and what they refer to. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "headers.h"
#include "http.h"
#include "records-private.h"
#include "records-warc.h"
#include "sniff.h"

/* ---- one record's payload ---- */

void payload_free(struct payload *p)
{
	http_free(&p->http);
	buf_free(&p->body);
	buf_free(&p->value);
}

/* An HTTP response within a record, or the payload itself: what it is, not yet its body. */
const char *payload_read_head(struct warc *w, struct payload *p)
{
	const struct warc_record *record = &w->record;

	p->http.status = 0;
	p->http.chunked = false;
	p->http.length = 0;
	buf_clear(&p->http.type);
	buf_clear(&p->http.charset);
	buf_clear(&p->http.encoding);
	if (!warc_field(record, "Content-Type", &p->value))
		buf_clear(&p->value);
	if (record->type == WARC_RESOURCE) {
		headers_media_type(buf_str(&p->value), &p->http.type);
		headers_parameter(buf_str(&p->value), "charset", &p->http.charset);
		return NULL;
	}
	if (p->value.len && strncasecmp(p->value.data, "application/http", 16))
		return "a response of another protocol than HTTP";
	buf_clear(&p->body);
	if (!warc_read_http_head(w, &p->body) || !http_parse(&p->http, &p->body))
		return "a response without a head of HTTP";
	return NULL;
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
	buf_clear(&p->body);
	if (w->record.left > r->max_page) {
		*why = records_too_large(r);
		return -1;
	}
	if (warc_read(w, w->record.left, &p->body, why))
		return -1;
	p->lack = lack_of(r, w, p);
	return http_decode(&p->http, &p->body, r->max_page, why);
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

/* No page by its declared type. */
static void set_resource(struct records *r, const struct payload *p, struct record *record)
{
	record->kind = RECORD_RESOURCE;
	record->reason = records_sentence(r, "declared as %s", buf_str(&p->http.type));
}

/* The body is in p: a page, or what else it is. */
static void judge(struct records *r, struct payload *p, struct record *record)
{
	const char *other = sniff_not_html(buf_str(&p->body), p->body.len);

	if (!is_declared_html(p)) {
		record->kind = sniff_html(buf_str(&p->body), p->body.len) ? RECORD_PAGE
									  : RECORD_RESOURCE;
	} else if (other) {
		record->kind = RECORD_SKIPPED;
		record->reason =
			p->body.len ? records_sentence(r, "declared as HTML, and is %s", other)
				    : "an empty response";
	} else {
		record->kind = RECORD_PAGE;
	}
	if (record->kind == RECORD_PAGE) {
		struct buf swap = r->bytes;

		record->reason = p->lack;
		r->bytes = p->body;
		p->body = swap;
		records_set_page(r, record);
	}
}

static void skip_status(struct records *r, struct payload *p, struct record *record)
{
	record->reason = records_sentence(r, "HTTP status %d", p->http.status);
	/* The head is still in body. */
	if (p->http.status / 100 == 3 && headers_get(&p->body, "Location", &p->value))
		record->reason = records_sentence(
			r, "HTTP status %d, leads to %s", p->http.status, buf_str(&p->value));
}

/* Responses and resources. NULL, or what is damaged. */
static const char *give_payload(
	struct records *r, struct warc *w, struct payload *p, struct record *record)
{
	const char *why = payload_read_head(w, p);

	set_payload(r, p, record);
	if (why) {
		record->reason = why;
	} else if (warc_field(&w->record, "WARC-Segment-Number", &p->value)) {
		record->reason = "a part of a segmented record: segments are not put together";
	} else if (p->http.status && p->http.status != 200) {
		skip_status(r, p, record);
	} else if (!payload_may_be_html(p)) {
		set_resource(r, p, record);
	} else if (payload_read(r, w, p, &why)) {
		return why;
	} else {
		judge(r, p, record);
	}
	return NULL;
}

/* What a revisit says again (ISO 28500, 6.7): its bytes stand in the record that it refers to.
 */
static const char *give_revisit(struct records *r, struct warc_reader *self, struct warc *w,
	struct payload *p, struct record *record)
{
	struct buf key = BUF_INIT;
	struct payload original = {0}, *shown = p;

	record->refers_to = field(r, w, "WARC-Refers-To", &key);
	if (!record->refers_to)
		record->refers_to = field(r, w, "WARC-Refers-To-Target-URI", &key);
	if (!payload_read_head(w, p) && !payload_may_be_html(p)) {
		set_resource(r, p, record);
	} else if (warc_lookup_original(r, self, &w->record, &original)) {
		record->reason = "a revisit of a record that is not here";
	} else {
		shown = &original;
		if (payload_may_be_html(&original))
			judge(r, &original, record);
		else
			set_resource(r, &original, record);
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
	record->reason = records_sentence(r, "a record of type %s", warc_type_name(type));
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
