/* ZIP files, WACZ among them: by their directory, member by member. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "records-private.h"
#include "sniff.h"
#include "zipdir.h"

struct zip_reader {
	struct reader reader;
	zip_t *zip;
	struct zipdir directory;
	struct stream *raw;
	zip_uint64_t next; /* member */
	char *current;	   /* name of the member last opened */
	uint64_t given;	   /* unpacked so far [bytes] */
	bool office;	   /* a document that is a ZIP, not an archive of pages */
	bool spent;	   /* unpacked more than it may */
};

/* A member that is read. */
struct member {
	struct zip_reader *zip;
	zip_file_t *file;
};

static bool is_spent(struct zip_reader *z)
{
	if (z->given > RECORDS_BOMB_MIN && z->given / RECORDS_RATIO_MAX > stream_end(z->raw))
		z->spent = true;
	return z->spent;
}

static ssize_t read_member(void *user, char *to, size_t room)
{
	struct member *m = user;
	zip_int64_t got = is_spent(m->zip) ? -1 : zip_fread(m->file, to, room);

	if (got < 0) {
		errno = m->zip->spent ? EFBIG : EIO;
		return -1;
	}
	m->zip->given += (uint64_t)got;
	return (ssize_t)got;
}

static void close_member(void *user)
{
	struct member *m = user;

	zip_fclose(m->file);
	free(m);
}

static struct stream *open_member(struct zip_reader *z, zip_uint64_t i)
{
	struct member *m = malloc(sizeof *m);
	struct stream *s;

	if (!m)
		return NULL;
	*m = (struct member){z, zip_fopen_index(z->zip, i, 0)};
	s = m->file ? stream_from(read_member, close_member, m) : NULL;
	if (!s && m->file)
		close_member(m);
	else if (!s)
		free(m);
	return s;
}

/* A WARC that is stored as it is (which WACZ asks for) can be read at any place. */
static struct stream *open_stored_warc(struct zip_reader *z, zip_uint64_t i,
	const zip_stat_t *st, const char *path, uint64_t *start)
{
	struct stream *s;
	const char *p;
	size_t len;

	if (st->comp_method != ZIP_CM_STORE || st->encryption_method != ZIP_EM_NONE)
		return NULL;
	*start = zipdir_content(z->raw, z->directory.offsets[i]);
	s = *start ? stream_open_range(path, *start, st->size) : NULL;
	if (!s)
		return NULL;
	len = stream_peek(s, 512, &p);
	switch (sniff_container(p, len)) {
	case CONTAINER_WARC:
	case CONTAINER_GZIP:
	case CONTAINER_ZSTD:
		return s;
	default:
		stream_free(s);
		return NULL;
	}
}

/* "report.html" stands beside the folder "report_files" that the member is in. */
static bool belongs_to_page(struct zip_reader *z, const char *name)
{
	static const char *const extensions[] = {".html", ".htm", ".shtml", ".xhtml"};
	struct buf folder = BUF_INIT, page = BUF_INIT;
	bool found = false;

	for (const char *slash = strchr(name, '/'); slash && !found;
		slash = strchr(slash + 1, '/')) {
		buf_clear(&folder);
		buf_clear(&page);
		buf_put(&folder, name, (size_t)(slash - name));
		for (size_t i = 0;
			i < 4 && !found && records_is_companion(buf_str(&folder), &page); i++) {
			buf_puts(&page, extensions[i]);
			found = zip_name_locate(z->zip, buf_str(&page), ZIP_FL_ENC_RAW) >= 0;
			buf_clear(&page);
		}
	}
	buf_free(&folder);
	buf_free(&page);
	return found;
}

static const char *text_of(
	struct records *r, const struct zip_reader *z, zip_uint64_t i, const char *name)
{
	return z->directory.utf8[i] ? records_member_text(r, name) : records_gb_text(r, name);
}

static void set_place(struct records *r, struct zip_reader *z, struct record *record,
	enum record_kind kind, zip_uint64_t i, const char *name, const char *why)
{
	records_say(record, kind, why, z->reader.source, z->directory.offsets[i]);
	record->id = text_of(r, z, i, name);
	if (record->id) {
		record->file = record->id;
		record->name = records_name(r, record->id);
	}
}

static enum step say(struct records *r, struct zip_reader *z, struct record *record,
	enum record_kind kind, const char *name, const char *why)
{
	set_place(r, z, record, kind, z->next - 1, name, why);
	return STEP_RECORD;
}

static enum step open_next(
	struct records *r, struct zip_reader *z, zip_uint64_t i, struct record *record)
{
	const char *name = zip_get_name(z->zip, i, ZIP_FL_ENC_RAW), *why = NULL;
	struct opening o = {.source = z->reader.source,
		.offset = z->directory.offsets[i],
		.standing = STANDING_MEMBER};
	struct stream *s;
	zip_stat_t st;

	if (!name || zip_stat_index(z->zip, i, 0, &st))
		return say(r, z, record, RECORD_FAULT, "", zip_strerror(z->zip));
	if (*name && name[strlen(name) - 1] == '/')
		return STEP_AGAIN;
	if (records_is_hidden(name))
		return say(r, z, record, RECORD_SKIPPED, name, "hidden by its name");
	free(z->current);
	o.member = z->current = strdup(name);
	o.text = text_of(r, z, i, name);
	if (!o.member)
		return say(r, z, record, RECORD_FAULT, name, strerror(ENOMEM));
	if (belongs_to_page(z, name))
		o.standing = STANDING_RESOURCE;
	s = open_stored_warc(z, i, &st, z->reader.source, &o.start);
	if (s) {
		o.path = z->reader.source;
	} else {
		o.inner = records_inner(r, z->reader.source, o.text);
		s = open_member(z, i);
	}
	if (!s)
		return say(r, z, record, RECORD_FAULT, name,
			records_sentence(r, "cannot be opened: %s", zip_strerror(z->zip)));
	if (records_push(r, s, &o, &why))
		return say(r, z, record, RECORD_FAULT, name, why);
	return STEP_AGAIN;
}

static enum step next(struct records *r, struct reader *self, struct record *record)
{
	struct zip_reader *z = (struct zip_reader *)self;

	if (z->office) {
		z->office = false;
		z->next = z->directory.count;
		return records_say(record, RECORD_RESOURCE, "an office document", self->source,
			RECORD_NOWHERE);
	}
	if (z->spent && z->next < z->directory.count) {
		z->next = z->directory.count;
		return records_say(record, RECORD_FAULT,
			"unpacks to more than 1100 times its size: nothing more of it is read",
			self->source, RECORD_NOWHERE);
	}
	if (z->next == z->directory.count)
		return STEP_END;
	return open_next(r, z, z->next++, record);
}

static int fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out)
{
	struct zip_reader *z = (struct zip_reader *)self;
	struct buf path = BUF_INIT;
	zip_int64_t i = -1;
	struct stream *s = NULL;
	int rc = -1;

	if (z->current && !records_resolve_path(z->current, href, &path))
		i = zip_name_locate(z->zip, buf_str(&path), ZIP_FL_ENC_RAW);
	if (i >= 0)
		s = open_member(z, (zip_uint64_t)i);
	if (s)
		rc = records_read_all(r, s, out);
	stream_free(s);
	buf_free(&path);
	return rc;
}

static int fetch_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	struct zip_reader *z = (struct zip_reader *)self;
	struct buf path = BUF_INIT;
	zip_int64_t i = -1;
	int rc = -1;

	if (z->current && !records_resolve_path(z->current, name, &path))
		i = zip_name_locate(z->zip, buf_str(&path), ZIP_FL_ENC_RAW);
	if (i >= 0 && !records_is_hidden(buf_str(&path)) && !fetch(r, self, name, uri, bytes)) {
		set_place(r, z, page, RECORD_PAGE, (zip_uint64_t)i, buf_str(&path), NULL);
		rc = records_judge_member(page, buf_str(&path), bytes);
	}
	buf_free(&path);
	return rc;
}

static void release(struct reader *self)
{
	struct zip_reader *z = (struct zip_reader *)self;

	if (z->zip)
		zip_discard(z->zip);
	zipdir_free(&z->directory);
	stream_free(z->raw);
	free(z->current);
}

static const struct reader_class class = {
	.next = next, .fetch = fetch, .fetch_page = fetch_page, .free = release};

/* Office Open XML, OpenDocument and EPUB are ZIP files as well. */
static bool is_office(zip_t *zip)
{
	const char *first = zip_get_name(zip, 0, ZIP_FL_ENC_RAW);

	return (first && !strcmp(first, "mimetype")) ||
	       zip_name_locate(zip, "[Content_Types].xml", ZIP_FL_ENC_RAW) >= 0;
}

int records_push_zip(struct records *r, const char *path)
{
	struct stream *raw = stream_open(path);
	struct zipdir directory = {0};
	struct zip_reader *z = NULL;
	zip_t *zip = NULL;

	if (raw && !zipdir_read(&directory, raw, RECORDS_MEMBERS_MAX))
		zip = zip_open(path, ZIP_RDONLY, NULL);
	if (zip && zip_get_num_entries(zip, 0) == (zip_int64_t)directory.count)
		z = records_push_reader(r, &class, sizeof *z, path);
	if (!z) {
		if (zip)
			zip_discard(zip);
		zipdir_free(&directory);
		stream_free(raw);
		return -1;
	}
	z->zip = zip;
	z->directory = directory;
	z->raw = raw;
	z->office = is_office(zip);
	return 0;
}
