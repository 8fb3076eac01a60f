#include "archive/records.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "charset/charset.h"
#include "base/digest.h"
#include "base/escape.h"
#include "archive/records-private.h"
#include "base/sniff.h"

/* ---- readers ---- */

void *records_push_reader(
	struct records *r, const struct reader_class *class, size_t size, const char *source)
{
	struct reader *reader = calloc(1, size);
	char *name = strdup(source);

	if (!reader || !name) {
		free(reader);
		free(name);
		return NULL;
	}
	reader->class = class;
	reader->source = name;
	reader->outer = r->top;
	r->top = reader;
	return reader;
}

static void pop(struct records *r)
{
	struct reader *top = r->top;

	r->top = top->outer;
	free(top->source);
	top->class->free(top);
	free(top);
}

static void close_all(struct records *r)
{
	while (r->top)
		pop(r);
	free(r->fault_source);
	r->fault_source = NULL;
	r->fault = NULL;
	arena_free(&r->strings);
	r->strings = (struct arena)ARENA_INIT;
}

struct records *records_new(size_t max_page)
{
	struct records *r = calloc(1, sizeof *r);

	if (r)
		r->max_page = max_page;
	return r;
}

void records_free(struct records *r)
{
	if (!r)
		return;
	close_all(r);
	for (unsigned i = 0; i < r->file_count; i++)
		free(r->files[i].path);
	free(r->files);
	place_index_free(&r->places);
	buf_free(&r->bytes);
	free(r);
}

/* ---- choosing by content ---- */

/* What is packed: another archive, or one file. */
static int push_packed(struct records *r, struct unpack *in, const struct opening *o)
{
	const char *bytes;
	size_t len = unpack_peek(in, 512, &bytes);

	switch (sniff_container(bytes, len)) {
	case CONTAINER_WARC:
		return records_push_warc(r, in, o);
	case CONTAINER_TAR:
		return records_push_tar(r, in, o);
	default:
		return records_push_page(r, in, o);
	}
}

/* A file can be read at any place; all else is read as a whole first. */
static int push_mhtml(
	struct records *r, struct stream *stream, const struct opening *o, const char **why)
{
	struct buf bytes = BUF_INIT;

	if (o->path && stream_seekable(stream))
		return records_push_mhtml(r, stream, &bytes, o);
	stream_read(stream, r->max_page, &bytes);
	if (stream_read(stream, 1, &bytes)) {
		*why = records_too_large(r);
		stream_free(stream);
		buf_free(&bytes);
		return -1;
	}
	stream_free(stream);
	return records_push_mhtml(r, NULL, &bytes, o);
}

static int push_zip(struct records *r, struct stream *stream, const struct opening *o)
{
	if (!o->path || records_push_zip(r, o->path))
		/* Without its directory, from one member to the next. */
		return records_push_tar(r, unpack_new(stream), o);
	stream_free(stream);
	return 0;
}

/* Archives of files are opened where the caller named them, or they stand in a folder. */
static int push_archive(struct records *r, enum container container, struct stream *stream,
	const struct opening *o, const char **why)
{
	if (o->member && container != CONTAINER_GZIP && container != CONTAINER_ZSTD) {
		*why = "an archive in an archive is not opened";
		stream_free(stream);
		return -1;
	}
	if (container == CONTAINER_ZIP)
		return push_zip(r, stream, o);
	if (container == CONTAINER_TAR)
		return records_push_tar(r, unpack_new(stream), o);
	return push_packed(r, unpack_new(stream), o);
}

int records_push(
	struct records *r, struct stream *stream, const struct opening *o, const char **why)
{
	const char *bytes;
	size_t len = stream_peek(stream, SNIFF_WINDOW, &bytes);
	enum container container =
		o->standing == STANDING_RESOURCE ? CONTAINER_NONE : sniff_container(bytes, len);
	int rc;

	*why = strerror(ENOMEM);
	if (container == CONTAINER_NONE)
		rc = records_push_page(r, unpack_new_plain(stream), o);
	else if (container == CONTAINER_WARC)
		rc = records_push_warc(r, unpack_new(stream), o);
	else if (container == CONTAINER_MHTML)
		rc = push_mhtml(r, stream, o, why);
	else
		rc = push_archive(r, container, stream, o, why);
	return rc;
}

/* ---- the stream ---- */

static int open_file(struct records *r, const struct opening *o, const char **why)
{
	struct stream *stream = stream_open(o->path);

	if (stream)
		return records_push(r, stream, o, why);
	*why = strerror(errno);
	return -1;
}

int records_pass_over(struct records *r, int folder)
{
	struct stat st;

	if (fstat(folder, &st))
		return -1;
	r->passes_over = true;
	r->over_device = st.st_dev;
	r->over_inode = st.st_ino;
	return 0;
}

bool records_is_passed_over(const struct records *r, const struct stat *st)
{
	return r->passes_over && st->st_dev == r->over_device && st->st_ino == r->over_inode;
}

static int open_folder(
	struct records *r, const char *path, const struct stat *st, const char **why)
{
	int rc;

	if (records_is_passed_over(r, st)) {
		*why = "is the folder that is written to";
		return -1;
	}
	rc = records_push_folder(r, path);
	*why = strerror(errno);
	return rc;
}

static void remember_fault(struct records *r, const char *source, const char *why)
{
	r->fault = why;
	r->fault_source = strdup(source);
}

void records_open(struct records *r, const char *path)
{
	const struct opening o = {.source = path ? path : "-", .path = path};
	bool folder;
	const char *why = NULL;
	struct stat st;

	close_all(r);
	folder = path && !stat(path, &st) && S_ISDIR(st.st_mode);
	if (!(folder ? open_folder(r, path, &st, &why) : open_file(r, &o, &why)))
		return;
	remember_fault(r, o.source, why);
}

void records_open_below(struct records *r, const char *root, const char *path)
{
	struct opening o = {
		.source = path, .path = path, .root = root, .standing = STANDING_MEMBER};
	size_t len = strlen(root);
	struct stream *stream = NULL;
	const char *why = "does not lie in its folder";

	close_all(r);
	if (!strncmp(path, root, len) && path[len] == '/') {
		stream = stream_open(path);
		why = strerror(errno);
	}
	if (!stream || records_push(r, stream, &o, &why))
		remember_fault(r, path, why);
}

static bool give_fault(struct records *r, struct record *record)
{
	records_say(record, RECORD_FAULT, r->fault, r->fault_source ? r->fault_source : "-",
		RECORD_NOWHERE);
	r->fault = NULL;
	return true;
}

bool records_next(struct records *r, struct record *record)
{
	if (r->fault)
		return give_fault(r, record);
	arena_free(&r->strings);
	r->strings = (struct arena)ARENA_INIT;
	r->fetched = r->fetched_pages = 0;
	while (r->top) {
		enum step step = r->top->class->next(r, r->top, record);

		if (step == STEP_RECORD && arena_failed(&r->strings))
			records_say(record, RECORD_FAULT, strerror(ENOMEM), r->top->source,
				record->offset);
		if (step == STEP_RECORD)
			return true;
		if (step == STEP_END)
			pop(r);
	}
	return false;
}

int records_fetch(struct records *r, const char *href, const char *uri, struct buf *out)
{
	if (!r->top || !r->top->class->fetch || r->fetched > r->max_page)
		return -1;
	return r->top->class->fetch(r, r->top, href, uri, out);
}

int records_fetch_page(struct records *r, const char *name, const char *uri,
	struct record *page, struct buf *bytes)
{
	uint64_t fetched = r->fetched;
	int rc;

	buf_clear(bytes);
	if (!r->top || !r->top->class->fetch_page || r->fetched_pages > r->max_page)
		return -1;
	r->fetched = r->fetched_pages;
	rc = r->top->class->fetch_page(r, r->top, name, uri, page, bytes);
	r->fetched_pages = r->fetched;
	r->fetched = fetched;
	return rc;
}

int records_judge_member(struct record *page, const char *name, const struct buf *bytes)
{
	if (sniff_container(buf_str(bytes), bytes->len) != CONTAINER_NONE ||
		!records_is_page(name, buf_str(bytes), bytes->len, &page->format))
		return -1;
	page->bytes = buf_str(bytes);
	page->len = bytes->len;
	digest_sha256(page->sha256, page->bytes, page->len);
	return 0;
}

int records_read_all(struct records *r, struct stream *s, struct buf *out)
{
	r->fetched += stream_read(s, r->max_page, out);
	return stream_read(s, 1, out) || stream_error(s) || buf_failed(out) ? -1 : 0;
}

/* ---- making records ---- */

const char *records_text(struct records *r, const char *s)
{
	struct buf text = BUF_INIT;
	char *copy;

	if (!s || !*s)
		return NULL;
	percent_encode_invalid(s, true, &text);
	copy = arena_strndup(&r->strings, buf_str(&text), text.len);
	if (buf_failed(&text))
		r->strings.failed = true;
	buf_free(&text);
	return copy;
}

void records_put_gb(const char *name, struct buf *out)
{
	struct charset_counts counts = {0};
	struct buf text = BUF_INIT;
	bool read = !charset_decode(&text, "gb18030", name, strlen(name), &counts) &&
		    !counts.replaced && !counts.doubtful;

	buf_puts(out, read ? buf_str(&text) : name);
	buf_free(&text);
}

const char *records_gb_text(struct records *r, const char *name)
{
	struct buf text = BUF_INIT;
	const char *copy;

	records_put_gb(name, &text);
	copy = records_text(r, buf_str(&text));
	r->strings.failed |= buf_failed(&text);
	buf_free(&text);
	return copy;
}

const char *records_member_text(struct records *r, const char *name)
{
	return charset_is_clean_utf8(name, strlen(name)) ? records_text(r, name)
							 : records_gb_text(r, name);
}

const char *records_inner(struct records *r, const char *file, const char *member)
{
	struct buf inner = BUF_INIT;
	char *copy;

	buf_printf(&inner, "%s#%s", file, member ? member : "");
	copy = buf_failed(&inner) ? NULL : arena_strdup(&r->strings, buf_str(&inner));
	r->strings.failed |= !copy;
	buf_free(&inner);
	return copy ? copy : file;
}

const char *records_sentence(struct records *r, const char *format, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	return records_text(r, sentence);
}

enum step records_skip(struct records *r, struct record *record, enum skip skip, ...)
{
	char sentence[512];
	va_list args;

	va_start(args, skip);
	vsnprintf(sentence, sizeof sentence, skip_format(skip), args);
	va_end(args);
	record->kind = skip_is_resource(skip) ? RECORD_RESOURCE : RECORD_SKIPPED;
	record->skip = skip;
	record->reason = records_text(r, sentence);
	return STEP_RECORD;
}

const char *records_too_large(struct records *r)
{
	return records_sentence(r, "larger than %zu bytes", r->max_page);
}

enum step records_say(struct record *record, enum record_kind kind, const char *reason,
	const char *source, uint64_t offset)
{
	*record = (struct record){.kind = kind,
		.reason = reason,
		.source = source,
		.file = strcmp(source, "-") ? source : NULL,
		.offset = offset,
		.name = "page.html"};
	return STEP_RECORD;
}

void records_set_page(struct records *r, struct record *record)
{
	record->bytes = buf_str(&r->bytes);
	record->len = r->bytes.len;
	digest_sha256(record->sha256, record->bytes, record->len);
}

/* Names of files can hold anything: a terminal must not obey it. */
static void put_printable(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_putc(out, (unsigned char)*s < ' ' || *s == 0x7F ? '?' : *s);
}

void record_label(const struct record *record, struct buf *out)
{
	put_printable(out, strcmp(record->source, "-") ? record->source : "standard input");
	if (record->offset == RECORD_NOWHERE)
		return;
	if (record->file && strcmp(record->file, record->source))
		buf_printf(out, "#%s", record->file);
	else
		buf_printf(out, "#%llu", (unsigned long long)record->offset);
}

void record_address(const struct record *record, struct buf *out)
{
	buf_puts(out, record->uri ? record->uri : record->source);
	if (!record->uri && record->file && strcmp(record->file, record->source))
		buf_printf(out, "#%s", record->file);
}
