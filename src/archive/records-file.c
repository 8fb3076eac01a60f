/* One file or member: a page, or what stands beside pages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/file.h"
#include "archive/records-private.h"
#include "base/sniff.h"

struct page_reader {
	struct reader reader;
	struct unpack *in;
	char *path, *member, *text, *root;
	uint64_t offset;
	enum standing standing;
	bool given;
};

/* Why a stream ended: of a member, whose archive was read well so far, the system says little.
 */
static const char *why_ended(int error, bool member)
{
	if (member && error == EFBIG)
		return "unpacks to more than 1100 times its size";
	return member && error == EIO ? "its content is damaged" : strerror(error);
}

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
	if (error)
		return why_ended(error, member);
	return unpack_state(in) == UNPACK_FAULT ? unpack_why(in) : NULL;
}

static enum step next(struct records *r, struct reader *self, struct record *record)
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

/* ---- what stands beside it ---- */

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

static void release(struct reader *self)
{
	struct page_reader *p = (struct page_reader *)self;

	unpack_free(p->in);
	free(p->path);
	free(p->member);
	free(p->text);
	free(p->root);
}

static const struct reader_class class = {
	.next = next, .fetch = fetch, .fetch_page = fetch_page, .free = release};

static int copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -1 : 0;
}

int records_push_page(struct records *r, struct unpack *in, const struct opening *o)
{
	struct page_reader *p =
		in ? records_push_reader(r, &class, sizeof *p, o->source) : NULL;

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
