/* One file or member: a page, or what is beside pages. And folders: every file below, bytewise
   by name, depth first. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/reader.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/sniff.h"

/* ---- a page ---- */

struct page_reader {
	struct reader reader;
	struct unpack *in;
	char *path, *member, *text, *root;
	uint64_t offset;
	enum standing standing;
	bool given;
};

/* All of it, through the members of a packed file. NULL, or why not. */
static const char *read_page(struct records *r, struct unpack *in, bool member)
{
	size_t room;
	int error;

	buf_clear(&r->bytes);
	do {
		room = r->max_page - r->bytes.len;
		if (unpack_read(in, room, &r->bytes) == room && unpack_state(in) == UNPACK_DATA)
			return records_too_large(r);
	} while (unpack_state(in) == UNPACK_MEMBER_END && unpack_next(in));
	if (buf_failed(&r->bytes))
		return strerror(ENOMEM);
	error = stream_error(unpack_raw(in));
	/* Of a member, whose archive was read well so far, the system says little. */
	if (error && member && error == EFBIG)
		return "unpacks to more than 1100 times its size";
	if (error)
		return member && error == EIO ? "its content is damaged" : strerror(error);
	return unpack_state(in) == UNPACK_FAULT ? unpack_why(in) : NULL;
}

static enum step next_page(struct records *r, struct reader *self, struct record *record)
{
	struct page_reader *p = (struct page_reader *)self;
	const char *name = p->member ? p->member : p->path ? p->path : "stdin", *bytes, *why;
	const char *format = NULL, *foreign;
	size_t len;

	if (p->given)
		return STEP_END;
	p->given = true;
	records_say(record, RECORD_PAGE, NULL, self->source, p->offset);
	record->root = p->root;
	record->id = p->text;
	record->file = record->id ? record->id : record->file;
	record->name = records_name(r, record->id ? record->id : name);
	record->alone = p->standing == STANDING_ALONE;
	len = unpack_peek(p->in, SNIFF_WINDOW, &bytes);
	foreign = sniff_foreign(bytes, len);
	if (p->standing == STANDING_RESOURCE)
		return records_skip(r, record, SKIP_PART);
	if (p->standing == STANDING_MEMBER && !records_is_page(name, bytes, len, &format))
		return foreign ? records_skip(r, record, SKIP_FOREIGN, foreign)
			       : records_skip(r, record, SKIP_NO_PAGE);
	record->format = format;
	why = foreign ? records_sentence(r, "is %s", foreign) : read_page(r, p->in, p->member);
	if (why) {
		record->kind = RECORD_FAULT;
		record->reason = why;
	} else {
		records_set_page(r, record);
	}
	return STEP_RECORD;
}

/* ---- what is beside it ---- */

/* A file below a folder. 0 or -1. */
static int read_below(struct records *r, const char *folder, const char *path, struct buf *out)
{
	struct stream *s = stream_open_fd(file_open_linked(folder, path));
	int rc = s ? records_read_all(r, s, out) : -1;

	stream_free(s);
	return rc;
}

/* Beside a page that was named alone, only its own folder is looked into. */
static bool is_own_folder(const char *page, const char *path)
{
	struct buf folder = BUF_INIT;
	bool own;

	buf_put(&folder, path, strcspn(path, "/"));
	own = path[folder.len] == '/' && records_is_companion_of(buf_str(&folder), page);
	buf_free(&folder);
	return own;
}

static int fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out)
{
	const struct page_reader *p = (struct page_reader *)self;
	const char *slash = p->path ? strrchr(p->path, '/') : NULL, *page;
	struct buf root = BUF_INIT, below = BUF_INIT;
	int rc = -1;

	/* The archive that the page is a member of knows the others. */
	if (p->member && self->outer->class->fetch)
		return self->outer->class->fetch(r, self->outer, href, uri, out);
	if (!p->path || p->member)
		return -1;
	if (p->root) {
		buf_puts(&root, p->root);
		page = p->path + strlen(p->root) + 1;
	} else {
		buf_put(&root, p->path, slash ? (size_t)(slash - p->path) + 1 : 0);
		page = p->path + root.len;
		if (!root.len)
			buf_puts(&root, ".");
	}
	if (!records_resolve_path(page, href, &below) &&
		(p->root || is_own_folder(page, buf_str(&below))) && !buf_failed(&root) &&
		!buf_failed(&below))
		rc = read_below(r, buf_str(&root), buf_str(&below), out);
	buf_free(&root);
	buf_free(&below);
	return rc;
}

/* The path of a file in the folder of another; NULL where the name is no file's. */
static const char *beside(struct records *r, const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *file = NULL;
	struct buf decoded = BUF_INIT, whole = BUF_INIT;

	percent_decode(name, strlen(name), &decoded);
	buf_put(&whole, path, slash ? (size_t)(slash + 1 - path) : 0);
	buf_puts(&whole, buf_str(&decoded));
	if (decoded.len && *decoded.data != '.' && !memchr(decoded.data, '/', decoded.len) &&
		!memchr(decoded.data, '\0', decoded.len) && !buf_failed(&decoded) &&
		!buf_failed(&whole))
		file = arena_strdup(&r->strings, buf_str(&whole));
	buf_free(&decoded);
	buf_free(&whole);
	return file;
}

const char *records_read_beside(struct records *r, const char *path, const char *root,
	const char *name, struct buf *out)
{
	const char *slash = strrchr(path, '/'), *file = beside(r, path, name);
	struct buf folder = BUF_INIT;
	size_t above = root ? strlen(root) : slash ? (size_t)(slash + 1 - path) : 0;

	buf_put(&folder, path, above);
	if (!above)
		buf_putc(&folder, '.');
	if (file && (buf_failed(&folder) || read_below(r, buf_str(&folder), file + above, out)))
		file = NULL;
	buf_free(&folder);
	return file;
}

static int fetch_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	const struct page_reader *p = (struct page_reader *)self;
	const char *file;

	if (p->member && self->outer->class->fetch_page)
		return self->outer->class->fetch_page(r, self->outer, name, uri, page, bytes);
	if (!p->path || p->member)
		return -1;
	file = records_read_beside(r, p->path, p->root, name, bytes);
	if (!file)
		return -1;
	records_say(page, RECORD_PAGE, NULL, file, RECORD_NOWHERE);
	page->name = records_name(r, name);
	page->alone = p->standing == STANDING_ALONE;
	return records_judge_member(page, file, bytes);
}

static void release_page(struct reader *self)
{
	struct page_reader *p = (struct page_reader *)self;

	unpack_free(p->in);
	free(p->path);
	free(p->member);
	free(p->text);
	free(p->root);
}

static const struct reader_class page_class = {
	.next = next_page, .fetch = fetch, .fetch_page = fetch_page, .free = release_page};

static int copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -1 : 0;
}

int records_push_page(struct records *r, struct unpack *in, const struct opening *o)
{
	struct page_reader *p = records_push_reader(r, &page_class, sizeof *p, o->source);

	if (!p) {
		unpack_free(in);
		return -1;
	}
	p->in = in;
	p->offset = o->member ? o->offset : RECORD_NOWHERE;
	p->standing = o->standing;
	if (copy(&p->path, o->path) || copy(&p->member, o->member) || copy(&p->text, o->text) ||
		copy(&p->root, o->root)) {
		p->given = true; /* nothing is to be read */
		return -1;
	}
	return 0;
}

/* ---- folders ---- */

/* Folders one in another. Deeper ones are no order that people made. */
#define DEPTH_MAX 64

struct level {
	struct dirent **names;
	int count, next;
	size_t path_len; /* of the folder, within the path [bytes] */
	bool resources;	 /* the folder of a saved page, or in one */
};

struct folder_reader {
	struct reader reader;
	struct buf path;
	size_t root_len; /* [bytes] */
	struct level levels[DEPTH_MAX];
	int depth;
};

/* Not by the rules of a language, which differ between systems. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int no_dots(const struct dirent *e)
{
	return strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
}

/* The folder at path. 0, or -1: errno tells, where the depth does not. */
static int enter(struct folder_reader *f, bool resources)
{
	struct level *level = &f->levels[f->depth];

	if (f->depth == DEPTH_MAX)
		return -1;
	level->count = scandir(buf_str(&f->path), &level->names, no_dots, by_bytes);
	if (level->count < 0)
		return -1;
	level->next = 0;
	level->path_len = f->path.len;
	level->resources = resources;
	f->depth++;
	return 0;
}

static void leave(struct folder_reader *f)
{
	struct level *level = &f->levels[--f->depth];

	for (int i = 0; i < level->count; i++)
		free(level->names[i]);
	free(level->names);
}

/* True of "report_files" beside "report.html". */
static bool belongs_to_page(const struct level *level, const char *folder)
{
	struct buf page = BUF_INIT;
	bool found = false;

	if (records_is_companion(folder, &page))
		for (int i = 0; i < level->count && !found; i++) {
			const char *name = level->names[i]->d_name, *format;

			found = !strncmp(name, buf_str(&page), page.len) &&
				name[page.len] == '.' &&
				records_is_page(name, "<a", 2, &format);
		}
	buf_free(&page);
	return found;
}

static enum step fault(const struct folder_reader *f, struct record *record, const char *reason)
{
	return records_say(record, RECORD_FAULT, reason, buf_str(&f->path), RECORD_NOWHERE);
}

static enum step skip(
	struct records *r, const struct folder_reader *f, struct record *record, enum skip skip)
{
	fault(f, record, NULL);
	return records_skip(r, record, skip);
}

static enum step open_file(
	struct records *r, const struct folder_reader *f, struct record *record, bool resource)
{
	char *root = strndup(buf_str(&f->path), f->root_len);
	const char *below = buf_str(&f->path) + f->root_len + 1;
	struct stream *stream = root ? stream_open_fd(file_open_linked(root, below)) : NULL;
	bool out = !stream && errno == EXDEV;
	const char *why = strerror(errno);
	struct opening o = {.source = buf_str(&f->path),
		.path = buf_str(&f->path),
		.root = root,
		.standing = resource ? STANDING_RESOURCE : STANDING_MEMBER};
	enum step step = STEP_AGAIN;

	if (out)
		step = skip(r, f, record, SKIP_LINK_OUT);
	else if (!stream || records_push(r, stream, &o, &why))
		step = fault(f, record, why);
	free(root);
	return step;
}

static enum step open_folder(struct folder_reader *f, struct record *record,
	const struct level *level, const char *name)
{
	if (!enter(f, level->resources || belongs_to_page(level, name)))
		return STEP_AGAIN;
	return fault(f, record,
		f->depth == DEPTH_MAX ? "stands too deep in folders" : strerror(errno));
}

static enum step next_file(struct records *r, struct reader *self, struct record *record)
{
	struct folder_reader *f = (struct folder_reader *)self;
	struct level *level;
	struct stat st, target;
	const char *name;

	while (f->depth && f->levels[f->depth - 1].next == f->levels[f->depth - 1].count)
		leave(f);
	if (!f->depth)
		return STEP_END;
	level = &f->levels[f->depth - 1];
	name = level->names[level->next++]->d_name;
	f->path.len = level->path_len;
	buf_printf(&f->path, "/%s", name);
	if (buf_failed(&f->path))
		return STEP_END;
	if (*name == '.')
		return skip(r, f, record, SKIP_HIDDEN);
	if (lstat(buf_str(&f->path), &st) || stat(buf_str(&f->path), &target))
		return fault(f, record, strerror(errno));
	if (records_is_passed_over(r, &st))
		return skip(r, f, record, SKIP_OUTPUT);
	if (S_ISDIR(st.st_mode))
		return open_folder(f, record, level, name);
	if (S_ISDIR(target.st_mode))
		return skip(r, f, record, SKIP_LINK);
	if (!S_ISREG(target.st_mode))
		return skip(r, f, record, SKIP_NO_FILE);
	return open_file(r, f, record, level->resources);
}

static void release_folder(struct reader *self)
{
	struct folder_reader *f = (struct folder_reader *)self;

	while (f->depth)
		leave(f);
	buf_free(&f->path);
}

static const struct reader_class folder_class = {.next = next_file, .free = release_folder};

int records_push_folder(struct records *r, const char *path)
{
	struct folder_reader *f = records_push_reader(r, &folder_class, sizeof *f, path);
	size_t len = strlen(path);

	if (!f) {
		errno = ENOMEM;
		return -1;
	}
	while (len > 1 && path[len - 1] == '/')
		len--;
	buf_put(&f->path, path, len);
	f->root_len = len;
	return enter(f, false);
}
