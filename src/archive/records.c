#include "archive/records.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "charset/charset.h"
#include "base/digest.h"
#include "base/escape.h"
#include "archive/reader.h"
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

static const struct container *const containers[] = {
#define CONTAINER(name) &container_##name,
#include "archive/containers.def"
#undef CONTAINER
};

#define CONTAINERS (sizeof containers / sizeof *containers)

const struct container *records_container(const char *bytes, size_t len)
{
	for (size_t i = 0; i < CONTAINERS; i++)
		if (containers[i]->is(bytes, len))
			return containers[i];
	return NULL;
}

void records_put_containers(struct buf *out)
{
	for (size_t i = 0; i < CONTAINERS; i++)
		buf_printf(out, "%s%s", i ? ", " : "", containers[i]->names);
}

/* As much of what is packed as shows which container it is [bytes]. */
#define PACKED_WINDOW 512

int records_push(
	struct records *r, struct stream *stream, const struct opening *o, const char **why)
{
	bool part = o->standing == STANDING_RESOURCE, packed;
	const struct container *container;
	const char *bytes;
	struct unpack *in;
	size_t len;

	*why = strerror(ENOMEM);
	len = stream_peek(stream, SNIFF_WINDOW, &bytes);
	packed = !part && unpack_is_packed(bytes, len);
	in = packed ? unpack_new(stream) : unpack_new_plain(stream);
	if (!in)
		return -1;
	len = unpack_peek(in, packed ? PACKED_WINDOW : SNIFF_WINDOW, &bytes);
	container = part ? NULL : records_container(bytes, len);
	if (!container || (packed && !container->packed))
		return records_push_page(r, in, o);
	if (o->member && !container->inside && !packed) {
		*why = "an archive in an archive is not opened";
		unpack_free(in);
		return -1;
	}
	return container->open(r, in, o, why);
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

bool records_next(struct records *r, struct record *record)
{
	if (r->fault) {
		records_say(record, RECORD_FAULT, r->fault,
			r->fault_source ? r->fault_source : "-", RECORD_NOWHERE);
		r->fault = NULL;
		return true;
	}
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
	if (unpack_is_packed(buf_str(bytes), bytes->len) ||
		records_container(buf_str(bytes), bytes->len) ||
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

/* ---- why records are skipped ---- */

enum kind { RESOURCE, SKIPPED };

static const struct {
	const char *name;
	enum kind kind;
	bool told;
	const char *format;
} skips[SKIP_COUNT] = {
#define SKIP(name, word, kind, told, format) [SKIP_##name] = {word, kind, told, format},
#include "archive/skips.def"
#undef SKIP
};

const char *skip_name(enum skip skip)
{
	return skips[skip].name;
}

enum skip skip_by_name(const char *name)
{
	for (enum skip s = SKIP_NONE + 1; name && s < SKIP_COUNT; s++)
		if (!strcmp(skips[s].name, name))
			return s;
	return SKIP_NONE;
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
	vsnprintf(sentence, sizeof sentence, skips[skip].format, args);
	va_end(args);
	record->kind = skip != SKIP_NONE && skips[skip].kind == RESOURCE ? RECORD_RESOURCE
									 : RECORD_SKIPPED;
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

/* ---- names and paths in archives and folders ---- */

/* Longest name that is made [bytes]: file systems take 255, and an extension follows. */
#define NAME_LONGEST ((size_t)200)

const char *records_name(struct records *r, const char *path)
{
	size_t len = strcspn(path, "?#");
	struct buf name = BUF_INIT;
	const char *start, *text;

	while (len && path[len - 1] == '/')
		len--;
	start = memrchr(path, '/', len);
	start = start ? start + 1 : path;
	percent_decode(start, (size_t)(path + len - start), &name);
	for (size_t i = 0; i < name.len; i++)
		if (!name.data[i] || name.data[i] == '/' || name.data[i] == '\\' ||
			(!i && name.data[i] == '.'))
			name.data[i] = '_';
	if (name.len > NAME_LONGEST) {
		size_t cut = NAME_LONGEST;

		while (cut && ((unsigned char)name.data[cut] & 0xC0) == 0x80)
			cut--;
		name.data[cut] = '\0';
	}
	text = records_text(r, buf_str(&name));
	buf_free(&name);
	return text ? text : "page.html";
}

bool records_is_hidden(const char *path)
{
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/') {
		size_t len = strcspn(p, "/");

		if (*p == '.' && len > (p[1] == '.' ? 2 : 1))
			return true;
	}
	return !strncmp(path, "__MACOSX/", 9);
}

static bool has_extension(const char *name, const char *extensions)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot ? strlen(dot + 1) : 0;

	for (const char *p = extensions; len && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == len && !strncasecmp(p, dot + 1, len))
			return true;
	return false;
}

bool records_is_page(const char *name, const char *bytes, size_t len, const char **format)
{
	*format = NULL;
	if (!len)
		return has_extension(name, "html htm shtml xhtml txt text");
	if (has_extension(name, "html htm shtml xhtml")) {
		const char *other = sniff_not_html(bytes, len);

		return !other || !strncmp(other, "text", 4);
	}
	if (has_extension(name, "txt text"))
		return true;
	if (has_extension(name, "xml") && memmem(bytes, len, "urn:guidang:tree:", 17))
		return true;
	/* Scripts of servers, and names without an extension, hide pages; style sheets,
	   pictures of SVG, feeds and scripts are none. */
	if (has_extension(name, "js css svg xml rss json") || !sniff_html(bytes, len))
		return false;
	*format = "html";
	return true;
}

/* Adds one component of a path. -1: it leads out of the root. */
static int append_component(struct buf *path, const char *p, size_t len)
{
	if (!len || (len == 1 && *p == '.'))
		return 0;
	if (len == 2 && !memcmp(p, "..", 2)) {
		const char *slash = memrchr(buf_str(path), '/', path->len);

		if (!path->len)
			return -1;
		path->len = slash ? (size_t)(slash - path->data) : 0;
		path->data[path->len] = '\0';
		return 0;
	}
	if (path->len)
		buf_putc(path, '/');
	buf_put(path, p, len);
	return 0;
}

static int append_components(struct buf *path, const char *p, const char *end)
{
	while (p < end) {
		const char *slash = memchr(p, '/', (size_t)(end - p));

		if (append_component(path, p, (size_t)((slash ? slash : end) - p)))
			return -1;
		p = slash ? slash + 1 : end;
	}
	return 0;
}

int records_resolve_path(const char *from, const char *href, struct buf *path)
{
	size_t len = strcspn(href, "?#");
	const char *folder_end = strrchr(from, '/');
	struct buf decoded = BUF_INIT;
	int rc = -1;

	if (!len || *href == '/' || *href == '\\' || memchr(href, ':', len))
		return -1;
	percent_decode(href, len, &decoded);
	if (!memchr(buf_str(&decoded), '\0', decoded.len) &&
		!append_components(path, from, folder_end ? folder_end : from) &&
		!append_components(path, buf_str(&decoded), buf_str(&decoded) + decoded.len) &&
		path->len && !buf_failed(path) && !buf_failed(&decoded))
		rc = 0;
	buf_free(&decoded);
	return rc;
}

bool records_is_companion(const char *folder, struct buf *page)
{
	static const char *const endings[] = {
		"_files", ".files", "_file", "-Dateien", "_fichiers"};
	size_t len = strlen(folder);

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t ending = strlen(endings[i]);

		if (len > ending && !strcmp(folder + len - ending, endings[i])) {
			buf_put(page, folder, len - ending);
			return true;
		}
	}
	return false;
}

bool records_is_companion_of(const char *folder, const char *page)
{
	const char *dot = strrchr(page, '.');
	size_t len = dot ? (size_t)(dot - page) : strlen(page);
	struct buf stem = BUF_INIT;
	bool is = records_is_companion(folder, &stem) && stem.len == len &&
		  !memcmp(buf_str(&stem), page, len);

	buf_free(&stem);
	return is;
}

/* ---- the count of what was skipped ---- */

void skip_tally_end(struct skip_tally *t)
{
	struct buf said = BUF_INIT;
	const char *before = ": ";
	uint64_t all = 0;

	for (enum skip s = SKIP_NONE; s < SKIP_COUNT; s++)
		all += t->of[s].count;
	buf_printf(&said, "%" PRIu64 " record%s that could be %s skipped", all,
		all == 1 ? "" : "s", all == 1 ? "a page was" : "pages were");
	for (enum skip s = SKIP_NONE; s < SKIP_COUNT; s++) {
		if (t->of[s].address && t->of[s].reason) {
			buf_puts(&said, before);
			if (all > 1)
				buf_printf(&said, "%" PRIu64 " as ", t->of[s].count);
			buf_printf(&said, "%s (%s)", t->of[s].address, t->of[s].reason);
			before = ", ";
		}
		free(t->of[s].address);
		free(t->of[s].reason);
	}
	/* Names of files can hold anything: a terminal must not obey it. */
	for (char *c = t->source; c && *c; c++)
		*c = (unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c;
	if (all)
		t->say(t->user,
			t->source && strcmp(t->source, "-") ? t->source : "standard input",
			buf_failed(&said) ? "records were skipped, and memory ran out"
					  : buf_str(&said));
	buf_free(&said);
	free(t->source);
	*t = (struct skip_tally){.say = t->say, .user = t->user};
}

void skip_tally_add(struct skip_tally *t, const char *source, enum skip skip,
	const char *address, const char *reason)
{
	if (t->source && strcmp(t->source, source))
		skip_tally_end(t);
	if (!t->source)
		t->source = strdup(source);
	if (skips[skip].told && !t->of[skip].count++) {
		t->of[skip].address = strdup(address);
		t->of[skip].reason = strdup(reason);
	}
}
