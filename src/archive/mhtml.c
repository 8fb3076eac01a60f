/* Saved pages in one file, MHTML (RFC 2557): the root is the page, all else its resources. */
#include <errno.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "archive/mime-fields.h"
#include "archive/mime.h"
#include "archive/reader.h"

struct mhtml_reader {
	struct reader reader;
	struct stream *in;
	struct unpack *file; /* what in is of; NULL: it reads memory */
	struct buf memory;
	char *name;	   /* of the file or the member */
	char *path, *root; /* as of struct opening; path NULL: it is a member */
	bool alone;	   /* as of struct record */
	struct mime mime;
	struct place_index places; /* of parts, by Content-Location and Content-ID */
	size_t root_part;	   /* number of the page's part */
	size_t next;		   /* part to be given; first the root comes, then the others */
	bool page_given, damage_given;
	struct buf uri; /* of the page */
};

/* ---- fields ---- */

/* A Content-ID without its brackets. */
static bool get_id(const struct buf *head, struct buf *id)
{
	if (!mime_field(head, "Content-ID", id))
		return false;
	if (id->len >= 2 && id->data[0] == '<' && id->data[id->len - 1] == '>') {
		memmove(id->data, id->data + 1, id->len - 2);
		id->len -= 2;
		id->data[id->len] = '\0';
	}
	return id->len;
}

static bool is_html(const struct buf *head, struct buf *scratch)
{
	struct buf type = BUF_INIT;
	bool html = false;

	if (mime_field(head, "Content-Type", scratch)) {
		mime_field_media_type(buf_str(scratch), &type);
		html = !strcmp(buf_str(&type), "text/html") ||
		       !strcmp(buf_str(&type), "application/xhtml+xml");
	}
	buf_free(&type);
	return html;
}

/* ---- what is there ---- */

/* Takes the part that the "start" parameter names, else the first HTML (RFC 2387, 3.2). */
static void choose_root(struct mhtml_reader *m)
{
	struct buf head = BUF_INIT, value = BUF_INIT, start = BUF_INIT;
	bool found = false;

	if (mime_field(&m->mime.head, "Content-Type", &value))
		mime_field_parameter(buf_str(&value), "start", &start);
	for (size_t i = 0; i < m->mime.count; i++) {
		struct place place = {0, i};
		bool html;

		if (mime_part_head(&m->mime.parts[i], m->in, &head))
			continue;
		html = is_html(&head, &value);
		if (mime_field(&head, "Content-Location", &value))
			place_index_add(&m->places, 'l', buf_str(&value), place);
		if (mime_field(&head, "Content-ID", &value) && start.len && !found &&
			!strcmp(buf_str(&value), buf_str(&start))) {
			m->root_part = i;
			found = true;
		} else if (html && m->root_part == SIZE_MAX) {
			m->root_part = i;
		}
		if (get_id(&head, &value))
			place_index_add(&m->places, 'c', buf_str(&value), place);
	}
	buf_free(&head);
	buf_free(&value);
	buf_free(&start);
}

/* Finds where the page was: what its part says, unless that is a name made for the file. */
static void find_uri(struct mhtml_reader *m, const struct buf *head)
{
	static const char *const fields[] = {"Snapshot-Content-Location", "Content-Location"};
	bool own = mime_field(head, "Content-Location", &m->uri) &&
		   strstr(buf_str(&m->uri), "://");

	for (size_t i = 0; i < sizeof fields / sizeof *fields && !own; i++)
		own = mime_field(&m->mime.head, fields[i], &m->uri) &&
		      strstr(buf_str(&m->uri), "://");
	if (!own)
		buf_clear(&m->uri);
}

/* ---- records ---- */

static void set_fields(struct records *r, const struct buf *head, struct record *record)
{
	struct buf value = BUF_INIT, part = BUF_INIT;

	if (mime_field(head, "Content-Type", &value)) {
		mime_field_media_type(buf_str(&value), &part);
		record->type = records_text(r, buf_str(&part));
		if (mime_field_parameter(buf_str(&value), "charset", &part))
			record->charset = records_text(r, buf_str(&part));
	}
	if (mime_field(head, "Content-Location", &value))
		record->uri = records_text(r, buf_str(&value));
	if (get_id(head, &value))
		record->id = records_text(r, buf_str(&value));
	buf_free(&value);
	buf_free(&part);
}

static void give_page(struct records *r, struct mhtml_reader *m, const struct mime_part *part,
	const struct buf *head, struct record *record)
{
	struct buf date = BUF_INIT;
	char captured[21];
	const char *why;

	find_uri(m, head);
	record->alone = m->alone;
	record->uri = records_text(r, buf_str(&m->uri));
	record->name = records_name(r, m->name);
	record->format = "html";
	if (mime_field(&m->mime.head, "Date", &date) &&
		mime_field_date(buf_str(&date), captured))
		record->captured = records_text(r, captured);
	buf_clear(&r->bytes);
	if (mime_part_body(part, head, m->in, r->max_page, &r->bytes, &why)) {
		record->kind = RECORD_FAULT;
		record->reason = why;
	} else {
		records_set_page(r, record);
		if (m->mime.cut && part == &m->mime.parts[m->mime.count - 1])
			record->reason = "is cut off";
	}
	buf_free(&date);
}

static enum step give_part(
	struct records *r, struct mhtml_reader *m, size_t i, struct record *record)
{
	const struct mime_part *part = &m->mime.parts[i];
	struct buf head = BUF_INIT, value = BUF_INIT;
	bool page = i == m->root_part;

	records_say(record, RECORD_PAGE, NULL, m->reader.source, part->head);
	if (mime_part_head(part, m->in, &head)) {
		record->kind = RECORD_FAULT;
		record->reason = "the head of a part cannot be read";
	} else {
		set_fields(r, &head, record);
		if (page)
			give_page(r, m, part, &head, record);
		else
			records_skip(
				r, record, is_html(&head, &value) ? SKIP_FRAME : SKIP_PART);
	}
	buf_free(&head);
	buf_free(&value);
	return STEP_RECORD;
}

static enum step next(struct records *r, struct reader *self, struct record *record)
{
	struct mhtml_reader *m = (struct mhtml_reader *)self;

	if (!m->page_given) {
		m->page_given = true;
		if (m->root_part != SIZE_MAX)
			return give_part(r, m, m->root_part, record);
		return records_say(record, RECORD_FAULT, "a MIME message without HTML in it",
			self->source, 0);
	}
	if (m->next == m->root_part)
		m->next++;
	if (m->next < m->mime.count)
		return give_part(r, m, m->next++, record);
	if (m->mime.damage && !m->damage_given) {
		m->damage_given = true;
		return records_say(
			record, RECORD_FAULT, m->mime.damage, self->source, stream_end(m->in));
	}
	return STEP_END;
}

/* ---- resources ---- */

static int fetch_part(
	struct records *r, struct mhtml_reader *m, char kind, const char *key, struct buf *out)
{
	struct buf head = BUF_INIT, value = BUF_INIT;
	struct place place;
	const char *why;
	int rc = -1;

	for (unsigned n = 0; rc && place_index_find(&m->places, kind, key, n, &place); n++) {
		const struct mime_part *part = &m->mime.parts[place.offset];
		bool same;

		if (mime_part_head(part, m->in, &head))
			continue;
		same = kind == 'c' ? get_id(&head, &value)
				   : mime_field(&head, "Content-Location", &value);
		if (same && !strcmp(buf_str(&value), key)) {
			r->fetched += part->end - part->body;
			rc = mime_part_body(part, &head, m->in, r->max_page, out, &why);
		}
	}
	buf_free(&head);
	buf_free(&value);
	return rc;
}

/* A URI of cid: names a Content-ID (RFC 2392); all else a Content-Location, as it is or
   resolved against the page's (RFC 2557, 8.2). */
static int fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out)
{
	struct mhtml_reader *m = (struct mhtml_reader *)self;
	xmlChar *whole;
	int rc;

	if (!strncasecmp(href, "cid:", 4) && !fetch_part(r, m, 'c', href + 4, out))
		return 0;
	rc = fetch_part(r, m, 'l', href, out);
	if (rc && uri)
		rc = fetch_part(r, m, 'l', uri, out);
	if (rc && m->uri.len) {
		whole = xmlBuildURI((const xmlChar *)href, (const xmlChar *)buf_str(&m->uri));
		if (whole)
			rc = fetch_part(r, m, 'l', (const char *)whole, out);
		xmlFree(whole);
	}
	return rc;
}

/* ---- other pages ---- */

static void release(struct reader *self)
{
	struct mhtml_reader *m = (struct mhtml_reader *)self;

	if (m->file)
		unpack_free(m->file);
	else
		stream_free(m->in);
	buf_free(&m->memory);
	buf_free(&m->uri);
	free(m->name);
	free(m->path);
	free(m->root);
	mime_free(&m->mime);
	place_index_free(&m->places);
}

/* Most that browsers count the files of one title to: "Title (1).mhtml". */
#define COPIES_MAX 12

static size_t stem_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? (size_t)(dot - name) : strlen(name);
}

/* Without a browser's count at its end: "Title (1)". */
static size_t title_of(const char *name, size_t stem)
{
	size_t at = stem;

	if (at < 4 || name[--at] != ')')
		return stem;
	while (at && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	return at > 2 && at < stem - 1 && name[at - 1] == '(' && name[at - 2] == ' ' ? at - 2
										     : stem;
}

/* Names that the page at an address may have beside this one, percent-encoded: the n-th, from
   0. Browsers name files after titles, and count them; people after addresses. */
static bool put_name(
	const struct mhtml_reader *m, const char *leaf, unsigned n, struct buf *encoded)
{
	const char *slash = strrchr(m->name, '/'), *own = slash ? slash + 1 : m->name;
	size_t stem = stem_of(own), title = title_of(own, stem);
	struct buf name = BUF_INIT;

	buf_clear(encoded);
	if (n < 2) /* "t1_2.mhtml", "view?id=3&page=2.mhtml" */
		percent_decode(leaf, n ? strlen(leaf) : stem_of(leaf), &name);
	else
		buf_put(&name, own, title);
	if (n > 2)
		buf_printf(&name, " (%u)", n - 2);
	buf_puts(&name, own + stem);
	percent_encode_name(buf_str(&name), encoded);
	encoded->failed |= buf_failed(&name);
	buf_free(&name);
	return n <= COPIES_MAX + 2 && !buf_failed(encoded);
}

/* The bytes of another file or member beside this one. Its name, FILE or FILE#MEMBER; NULL. */
static const char *read_other(struct records *r, const struct mhtml_reader *m, const char *name,
	struct buf *bytes, char **member)
{
	const struct reader *outer = m->reader.outer;
	struct buf path = BUF_INIT;
	const char *source = NULL;

	if (m->path) {
		source = records_read_beside(r, m->path, m->root, name, bytes);
		*member = source ? strdup(source) : NULL;
	} else if (outer && outer->class->fetch &&
		   !outer->class->fetch(r, m->reader.outer, name, NULL, bytes) &&
		   !records_resolve_path(m->name, name, &path)) {
		source =
			records_inner(r, outer->source, records_member_text(r, buf_str(&path)));
		*member = strdup(buf_str(&path));
	}
	buf_free(&path);
	return *member ? source : NULL;
}

/* The page of an MHTML whose bytes are in other, if it is the one at uri. 0 or -1. */
static int take_other(struct records *r, struct mhtml_reader *other, const char *uri,
	struct record *page, struct buf *bytes)
{
	struct buf own = r->bytes;

	if (records_container(buf_str(&other->memory), other->memory.len) != &container_mhtml)
		return -1;
	other->root_part = SIZE_MAX;
	other->in = stream_memory(buf_str(&other->memory), other->memory.len);
	if (!other->in || mime_read(&other->mime, other->in))
		return -1;
	choose_root(other);
	if (other->root_part == SIZE_MAX)
		return -1;
	r->bytes = *bytes;
	give_part(r, other, other->root_part, page);
	*bytes = r->bytes;
	r->bytes = own;
	page->bytes = buf_str(bytes);
	return page->kind == RECORD_PAGE && page->uri && !strcmp(page->uri, uri) ? 0 : -1;
}

static int fetch_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	const struct mhtml_reader *m = (struct mhtml_reader *)self;
	struct buf encoded = BUF_INIT;
	int rc = -1;

	for (unsigned n = 0; rc && uri && put_name(m, name, n, &encoded); n++) {
		struct mhtml_reader other = {.alone = m->alone};
		const char *source =
			read_other(r, m, buf_str(&encoded), &other.memory, &other.name);

		if (source) {
			other.reader.source = arena_strdup(&r->strings, source);
			rc = other.reader.source ? take_other(r, &other, uri, page, bytes) : -1;
		}
		release(&other.reader);
	}
	buf_free(&encoded);
	return rc;
}

static const struct reader_class class = {
	.next = next, .fetch = fetch, .fetch_page = fetch_page, .free = release};

static int copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -1 : 0;
}

/* A file can be read at any place; all else is read as a whole first. 0, or -1 with a sentence.
 */
static int take_input(
	struct records *r, struct mhtml_reader *m, struct unpack *in, const char **why)
{
	bool large;

	if (m->path && stream_seekable(unpack_raw(in))) {
		m->file = in;
		m->in = unpack_raw(in);
		return 0;
	}
	unpack_read(in, r->max_page, &m->memory);
	large = unpack_read(in, 1, &m->memory);
	unpack_free(in);
	if (large)
		*why = records_too_large(r);
	else if (!buf_failed(&m->memory))
		m->in = stream_memory(buf_str(&m->memory), m->memory.len);
	return m->in ? 0 : -1;
}

static int push_mhtml(
	struct records *r, struct unpack *in, const struct opening *o, const char **why)
{
	struct mhtml_reader *m =
		records_push_reader(r, &class, sizeof *m, o->inner ? o->inner : o->source);
	int rc;

	if (!m) {
		unpack_free(in);
		return -1;
	}
	m->alone = o->standing == STANDING_ALONE;
	m->root_part = SIZE_MAX;
	rc = copy(&m->name, o->member ? o->member : o->path ? o->path : "stdin");
	rc |= copy(&m->path, o->member ? NULL : o->path) | copy(&m->root, o->root);
	rc |= take_input(r, m, in, why);
	if (rc || mime_read(&m->mime, m->in)) {
		m->page_given = m->damage_given = true; /* nothing is to be read */
		m->mime.count = 0;
		return -1;
	}
	choose_root(m);
	return 0;
}

/* ---- how it is told ---- */

/* The head of a mail is not looked through further than this [bytes]. */
#define HEAD_MAX ((size_t)8 << 10)

/* A field of the head's name at the beginning of a line. */
static bool has_field(const char *bytes, size_t len, const char *name)
{
	size_t name_len = strlen(name);
	const char *p = bytes, *end = bytes + len;

	while (p && (size_t)(end - p) > name_len) {
		if (!strncasecmp(p, name, name_len))
			return true;
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : NULL;
	}
	return false;
}

/* The first line is a field, and the head says that it is MIME (RFC 2045, 4). */
static bool is_mail(const char *bytes, size_t len)
{
	size_t name = 0;

	if (len > HEAD_MAX)
		len = HEAD_MAX;
	while (name < len && (((bytes[name] | 0x20) >= 'a' && (bytes[name] | 0x20) <= 'z') ||
				     bytes[name] == '-'))
		name++;
	return name && name < len && bytes[name] == ':' &&
	       has_field(bytes, len, "MIME-Version:") && has_field(bytes, len, "Content-Type:");
}

const struct container container_mhtml = {
	.names = "MHTML", .is = is_mail, .open = push_mhtml, .inside = true};
