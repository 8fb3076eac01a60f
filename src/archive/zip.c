/* ZIP files, WACZ among them: by their directory, member by member. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "archive/reader.h"
#include "archive/zipdir.h"

struct zip_reader {
	struct reader reader;
	zip_t *zip;
	struct zipdir directory;
	struct stream *raw;
	zip_uint64_t next;	  /* member */
	char *current;		  /* name of the member last opened, its bytes */
	char *text;		  /* the same as text */
	struct place_index names; /* members whose names are no UTF-8 */
	uint64_t given;		  /* unpacked so far [bytes] */
	bool office;		  /* a document that is a ZIP, not an archive of pages */
	bool spent;		  /* unpacked more than it may */
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
	if (unpack_is_packed(p, len) || container_warc.is(p, len))
		return s;
	stream_free(s);
	return NULL;
}

/* ---- members by name ---- */

/* Kinds of keys. */
#define BYTES 'b' /* libzip looks names up that it has converted from code page 437 */
#define TEXT  't' /* pages ask for others in UTF-8 */

static const char *name_of(const struct zip_reader *z, zip_uint64_t i)
{
	const char *name = zip_get_name(z->zip, i, ZIP_FL_ENC_RAW);

	return name ? name : "";
}

static void learn_names(struct zip_reader *z)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < z->directory.count; i++) {
		const struct place place = {0, i};

		if (z->directory.utf8[i])
			continue;
		buf_clear(&text);
		records_put_gb(name_of(z, i), &text);
		place_index_add(&z->names, BYTES, name_of(z, i), place);
		place_index_add(&z->names, TEXT, buf_str(&text), place);
	}
	buf_free(&text);
}

static bool has_name(const struct zip_reader *z, zip_uint64_t i, char kind, const char *name)
{
	struct buf text = BUF_INIT;
	bool has;

	if (kind == BYTES)
		return !strcmp(name_of(z, i), name);
	records_put_gb(name_of(z, i), &text);
	has = !strcmp(buf_str(&text), name);
	buf_free(&text);
	return has;
}

static zip_int64_t locate(const struct zip_reader *z, char kind, const char *name)
{
	zip_int64_t found = zip_name_locate(z->zip, name, ZIP_FL_ENC_RAW);
	struct place place;

	for (unsigned n = 0; found < 0 && place_index_find(&z->names, kind, name, n, &place);
		n++)
		if (has_name(z, place.offset, kind, name))
			found = (zip_int64_t)place.offset;
	return found;
}

/* The member that an address on the current one means, or -1. */
static zip_int64_t locate_beside(const struct zip_reader *z, const char *href)
{
	struct buf path = BUF_INIT;
	zip_int64_t found = -1;

	if (z->current && !records_resolve_path(z->current, href, &path))
		found = locate(z, BYTES, buf_str(&path));
	buf_clear(&path);
	if (found < 0 && z->text && !records_resolve_path(z->text, href, &path))
		found = locate(z, TEXT, buf_str(&path));
	buf_free(&path);
	return found;
}

/* "report.html" is beside the folder "report_files" that the member is in. */
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
			found = locate(z, BYTES, buf_str(&page)) >= 0;
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
	if (records_is_hidden(name)) {
		say(r, z, record, RECORD_SKIPPED, name, NULL);
		return records_skip(r, record, SKIP_HIDDEN);
	}
	free(z->current);
	free(z->text);
	o.member = z->current = strdup(name);
	o.text = text_of(r, z, i, name);
	z->text = o.text ? strdup(o.text) : NULL;
	if (!z->current || !z->text)
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
		records_say(record, RECORD_RESOURCE, NULL, self->source, RECORD_NOWHERE);
		return records_skip(r, record, SKIP_FOREIGN, "an office document");
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

static int fetch_member(struct records *r, struct zip_reader *z, zip_int64_t i, struct buf *out)
{
	struct stream *s = i >= 0 ? open_member(z, (zip_uint64_t)i) : NULL;
	int rc = s ? records_read_all(r, s, out) : -1;

	stream_free(s);
	return rc;
}

static int fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out)
{
	struct zip_reader *z = (struct zip_reader *)self;

	return fetch_member(r, z, locate_beside(z, href), out);
}

static int fetch_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	struct zip_reader *z = (struct zip_reader *)self;
	zip_int64_t i = locate_beside(z, name);
	const char *member = i >= 0 ? name_of(z, (zip_uint64_t)i) : "";

	if (records_is_hidden(member) || fetch_member(r, z, i, bytes))
		return -1;
	set_place(r, z, page, RECORD_PAGE, (zip_uint64_t)i, member, NULL);
	return records_judge_member(page, member, bytes);
}

static void release(struct reader *self)
{
	struct zip_reader *z = (struct zip_reader *)self;

	if (z->zip)
		zip_discard(z->zip);
	zipdir_free(&z->directory);
	stream_free(z->raw);
	free(z->current);
	free(z->text);
	place_index_free(&z->names);
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

/* 0, or -1: the file has no directory that can be read, or memory ran out. */
static int open_directory(struct records *r, const char *path)
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
	learn_names(z);
	return 0;
}

static int push_zip(
	struct records *r, struct unpack *in, const struct opening *o, const char **why)
{
	if (!o->path || open_directory(r, o->path))
		/* Without its directory, from one member to the next. */
		return container_tar.open(r, in, o, why);
	unpack_free(in);
	return 0;
}

/* One without members begins with its directory's end. */
static bool is_zip(const char *bytes, size_t len)
{
	return len >= 4 && (!memcmp(bytes, "PK\3\4", 4) || !memcmp(bytes, "PK\5\6", 4));
}

const struct container container_zip = {.names = "WACZ, ZIP", .is = is_zip, .open = push_zip};
