/* Archives that are read from one member to the next: tar, packed or not, and ZIP files whose
   directory is lost. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "archive/reader.h"

struct tar_reader {
	struct reader reader;
	struct unpack *in;
	size_t lent; /* of in, to libarchive [bytes] */
	struct archive *archive;
	char *path;	/* where it can be read again; NULL */
	uint64_t count; /* of members */
	uint64_t at;	/* where the last one begins, unpacked [bytes] */
	uint64_t given; /* unpacked so far [bytes] */
	char *current;	/* name of the member last opened */
	bool ended, spent;
	struct place_index places; /* of members, by name */
	bool complete;		   /* all of them are in places */
};

/* ---- what libarchive reads ---- */

static ssize_t feed(struct archive *a, void *user, const void **bytes)
{
	struct tar_reader *t = user;

	unpack_skip(t->in, t->lent);
	do
		t->lent = unpack_peek(t->in, 1, (const char **)bytes);
	while (!t->lent && unpack_state(t->in) == UNPACK_MEMBER_END && unpack_next(t->in));
	if (t->lent || unpack_state(t->in) != UNPACK_FAULT)
		return (ssize_t)t->lent;
	archive_set_error(a, EIO, "%s", unpack_why(t->in));
	return ARCHIVE_FATAL;
}

static la_int64_t skip(struct archive *a, void *user, la_int64_t n)
{
	struct tar_reader *t = user;

	unpack_skip(t->in, t->lent);
	t->lent = 0;
	return (la_int64_t)unpack_skip(t->in, (uint64_t)n);
}

/* gzip and Zstandard are undone before. */
static struct archive *open_archive(struct tar_reader *t)
{
	struct archive *a = archive_read_new();

	if (!a)
		return NULL;
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip_streamable(a);
	archive_read_set_read_callback(a, feed);
	archive_read_set_skip_callback(a, skip);
	archive_read_set_callback_data(a, t);
	if (archive_read_open1(a) == ARCHIVE_OK)
		return a;
	archive_read_free(a);
	return NULL;
}

/* ---- members ---- */

static ssize_t read_member(void *user, char *to, size_t room)
{
	struct tar_reader *t = user;
	uint64_t taken = (uint64_t)archive_filter_bytes(t->archive, -1);
	la_ssize_t got;

	if (t->given > RECORDS_BOMB_MIN && t->given / RECORDS_RATIO_MAX > taken)
		t->spent = true;
	got = t->spent ? -1 : archive_read_data(t->archive, to, room);
	if (got < 0) {
		errno = t->spent ? EFBIG : EIO;
		return -1;
	}
	t->given += (uint64_t)got;
	return got;
}

static void set_place(struct records *r, struct tar_reader *t, struct record *record,
	enum record_kind kind, uint64_t at, const char *name, const char *why)
{
	records_say(record, kind, why, t->reader.source, at);
	record->id = name ? records_member_text(r, name) : NULL;
	if (record->id) {
		record->file = record->id;
		record->name = records_name(r, record->id);
	}
}

static enum step say(struct records *r, struct tar_reader *t, struct record *record,
	enum record_kind kind, const char *name, const char *why)
{
	set_place(r, t, record, kind, t->at, name, why);
	return STEP_RECORD;
}

static enum step leave(struct records *r, struct tar_reader *t, struct record *record,
	const char *name, enum skip skip)
{
	say(r, t, record, RECORD_SKIPPED, name, NULL);
	return records_skip(r, record, skip);
}

/* "report.html" came before the folder "report_files" that the member is in. */
static bool belongs_to_page(const struct tar_reader *t, const char *name)
{
	static const char *const extensions[] = {".html", ".htm", ".shtml", ".xhtml"};
	struct buf folder = BUF_INIT, page = BUF_INIT;
	struct place place;
	bool found = false;

	for (const char *slash = strchr(name, '/'); slash && !found;
		slash = strchr(slash + 1, '/')) {
		buf_clear(&folder);
		buf_put(&folder, name, (size_t)(slash - name));
		for (size_t i = 0;
			i < 4 && !found && records_is_companion(buf_str(&folder), &page); i++) {
			buf_puts(&page, extensions[i]);
			found = place_index_find(&t->places, 'n', buf_str(&page), 0, &place);
			buf_clear(&page);
		}
	}
	buf_free(&folder);
	buf_free(&page);
	return found;
}

static void remember(struct tar_reader *t, struct archive *a, const char *name)
{
	if (!t->complete)
		place_index_add(&t->places, 'n', name,
			(struct place){0, (uint64_t)archive_read_header_position(a)});
}

/* "./a/b" and "a/b" are one name. */
static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (!name) /* in UTF-8 only, which the locale cannot say */
		name = archive_entry_pathname_utf8(entry);
	while (name && name[0] == '.' && name[1] == '/')
		name += 2;
	return name && *name ? name : NULL;
}

static enum step open_member(struct records *r, struct tar_reader *t,
	struct archive_entry *entry, struct record *record)
{
	const char *name = name_of(entry), *why = NULL;
	struct opening o = {
		.source = t->reader.source, .offset = t->at, .standing = STANDING_MEMBER};
	struct stream *s;

	if (archive_entry_filetype(entry) == AE_IFDIR || !name)
		return STEP_AGAIN;
	if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) != AE_IFREG)
		return leave(r, t, record, name, SKIP_NO_FILE);
	if (records_is_hidden(name))
		return leave(r, t, record, name, SKIP_HIDDEN);
	remember(t, t->archive, name);
	free(t->current);
	o.member = t->current = strdup(name);
	if (belongs_to_page(t, name))
		o.standing = STANDING_RESOURCE;
	o.text = records_member_text(r, name);
	o.inner = records_inner(r, t->reader.source, o.text);
	s = o.member ? stream_from(read_member, NULL, t) : NULL;
	if (!s)
		return say(r, t, record, RECORD_FAULT, name, strerror(ENOMEM));
	return records_push(r, s, &o, &why) ? say(r, t, record, RECORD_FAULT, name, why)
					    : STEP_AGAIN;
}

static enum step end_with(
	struct records *r, struct tar_reader *t, struct record *record, const char *why)
{
	t->ended = true;
	return say(r, t, record, RECORD_FAULT, NULL, why);
}

static enum step next(struct records *r, struct reader *self, struct record *record)
{
	struct tar_reader *t = (struct tar_reader *)self;
	struct archive_entry *entry;
	int rc;

	if (t->ended)
		return STEP_END;
	if (t->spent)
		return end_with(r, t, record,
			"unpacks to more than 1100 times its size: nothing more of it is read");
	rc = archive_read_next_header(t->archive, &entry);
	if (rc == ARCHIVE_EOF)
		return STEP_END;
	if (rc < ARCHIVE_WARN)
		return end_with(r, t, record,
			records_sentence(r, "damaged: %s", archive_error_string(t->archive)));
	if (++t->count > RECORDS_MEMBERS_MAX)
		return end_with(r, t, record, "more than a million members");
	t->at = (uint64_t)archive_read_header_position(t->archive);
	return open_member(r, t, entry, record);
}

/* ---- resources ---- */

static bool open_again(struct tar_reader *again, const char *path, uint64_t offset)
{
	*again = (struct tar_reader){.in = unpack_new_plain(stream_open(path))};
	if (!again->in)
		return false;
	unpack_seek(again->in, offset);
	again->archive = open_archive(again);
	return again->archive;
}

static void close_again(struct tar_reader *again)
{
	archive_read_free(again->archive);
	unpack_free(again->in);
}

/* Learns all names, in another reading: resources may follow their page. */
static void index_all(struct tar_reader *t)
{
	struct archive_entry *entry;
	struct tar_reader again;
	uint64_t count = 0;

	if (open_again(&again, t->path, 0))
		while (count++ < RECORDS_MEMBERS_MAX &&
			archive_read_next_header(again.archive, &entry) >= ARCHIVE_WARN)
			if (count > t->count && name_of(entry))
				remember(t, again.archive, name_of(entry));
	t->complete = true;
	close_again(&again);
}

static int read_at(struct records *r, struct tar_reader *t, const char *name, uint64_t offset,
	struct buf *out)
{
	struct tar_reader again;
	struct archive_entry *entry;
	struct stream *s = NULL;
	int rc = -1;

	if (open_again(&again, t->path, offset) &&
		archive_read_next_header(again.archive, &entry) >= ARCHIVE_WARN &&
		name_of(entry) && !strcmp(name_of(entry), name))
		s = stream_from(read_member, NULL, &again);
	if (s)
		rc = records_read_all(r, s, out);
	stream_free(s);
	close_again(&again);
	return rc;
}

/* Only an archive that is not packed can be read at any place. */
static int fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out)
{
	struct tar_reader *t = (struct tar_reader *)self;
	struct buf path = BUF_INIT;
	struct place place;
	int rc = -1;

	if (t->path && t->current && !records_resolve_path(t->current, href, &path)) {
		if (!t->complete &&
			!place_index_find(&t->places, 'n', buf_str(&path), 0, &place))
			index_all(t);
		if (place_index_find(&t->places, 'n', buf_str(&path), 0, &place))
			rc = read_at(r, t, buf_str(&path), place.offset, out);
	}
	buf_free(&path);
	return rc;
}

static int fetch_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	struct tar_reader *t = (struct tar_reader *)self;
	struct buf path = BUF_INIT;
	struct place place;
	int rc = -1;

	if (!fetch(r, self, name, uri, bytes) &&
		!records_resolve_path(t->current, name, &path) &&
		!records_is_hidden(buf_str(&path)) &&
		place_index_find(&t->places, 'n', buf_str(&path), 0, &place)) {
		set_place(r, t, page, RECORD_PAGE, place.offset, buf_str(&path), NULL);
		rc = records_judge_member(page, buf_str(&path), bytes);
	}
	buf_free(&path);
	return rc;
}

static void release(struct reader *self)
{
	struct tar_reader *t = (struct tar_reader *)self;

	archive_read_free(t->archive);
	unpack_free(t->in);
	place_index_free(&t->places);
	free(t->path);
	free(t->current);
}

static const struct reader_class class = {
	.next = next, .fetch = fetch, .fetch_page = fetch_page, .free = release};

static int push_tar(
	struct records *r, struct unpack *in, const struct opening *o, const char **why)
{
	struct tar_reader *t = records_push_reader(r, &class, sizeof *t, o->source);

	if (!t) {
		unpack_free(in);
		return -1;
	}
	t->in = in;
	if (o->path && !unpack_compressed(in) && stream_seekable(unpack_raw(in)))
		t->path = strdup(o->path);
	t->archive = open_archive(t);
	t->ended = !t->archive;
	if (!t->archive)
		return -1;
	if (archive_filter_code(t->archive, 0) != ARCHIVE_FILTER_NONE) {
		free(t->path);
		t->path = NULL;
	}
	return 0;
}

/* ---- how it is told ---- */

/* The header (POSIX.1, pax, ustar Interchange Format) [bytes]. */
#define HEADER ((size_t)512)
#define SUM    ((size_t)148)
#define MAGIC  ((size_t)257)

/* The header's bytes added up, with spaces for the eight of the sum itself. */
static bool has_sum(const char *bytes)
{
	unsigned long sum = 0, said = 0;
	size_t at = SUM;

	for (size_t i = 0; i < HEADER; i++)
		sum += i - SUM < 8 ? ' ' : (unsigned char)bytes[i];
	while (at < SUM + 8 && bytes[at] == ' ')
		at++;
	for (; at < SUM + 8 && bytes[at] >= '0' && bytes[at] <= '7'; at++)
		said = said * 8 + (unsigned long)(bytes[at] - '0');
	return sum == said;
}

/* Packed by bzip2 or xz it may be one. The oldest form has no magic. */
static bool is_tar(const char *bytes, size_t len)
{
	static const char xz[] = {'\xfd', '7', 'z', 'X', 'Z'};

	if ((len >= 3 && !memcmp(bytes, "BZh", 3)) ||
		(len >= sizeof xz && !memcmp(bytes, xz, sizeof xz)))
		return true;
	return len >= HEADER && (!memcmp(bytes + MAGIC, "ustar", 5) || has_sum(bytes));
}

const struct container container_tar = {
	.names = "tar", .is = is_tar, .open = push_tar, .packed = true};
