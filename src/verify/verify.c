#include "verify/verify-private.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "package/bag.h"
#include "base/digest.h"
#include "base/file.h"
#include "convert/page.h"
#include "package/premis.h"
#include "verify/readback.h"

/* ---- what is said of a page ---- */

static bool same_facts(const struct manifest_entry *e, const struct guidang_facts *f)
{
	return str_same(e->title, f->title) && str_same(e->date, f->date) &&
	       str_same(e->index, f->index) && str_same(e->number, f->number) &&
	       str_same(e->issuer, f->issuer) && str_same(e->category, f->category) &&
	       str_same(e->profile, f->profile);
}

/* Where and when, as the page itself notes it: what its record tells was compared before. */
static bool same_origin(const struct manifest_entry *e, const struct batch_page *page)
{
	const struct record *r = &page->record;

	return (r->uri || str_same(e->source.uri, page->facts.uri)) &&
	       (r->captured || str_same(e->source.captured, page->facts.captured));
}

static bool same_counts(const struct manifest_entry *e, const struct guidang_facts *f)
{
	return e->kept == f->kept && e->dropped == f->dropped && e->unlocated == f->unlocated &&
	       e->replaced == f->replaced && e->checks_failed == f->checks_failed &&
	       e->warnings == f->warnings;
}

static void tell_outcome(struct verify *v)
{
	struct buf said = BUF_INIT;

	buf_printf(&said, "the page is %s in the manifest, and now %s%s%s",
		manifest_outcome_name(v->entry->outcome),
		manifest_outcome_name(v->page->outcome), v->page->reason ? ": " : "",
		v->page->reason ? v->page->reason : "");
	verify_tell(v, v->entry->source.file, buf_str(&said));
	buf_free(&said);
}

static void verify_page(struct verify *v)
{
	char message[256];

	if (v->page->outcome != v->entry->outcome) {
		tell_outcome(v);
		return;
	}
	if (v->entry->outcome != MANIFEST_CONVERTED &&
		!str_same(v->entry->reason, v->page->reason))
		verify_tell(v, v->entry->source.file, "its reason is not as in the manifest");
	if (v->entry->source.format && !str_same(v->entry->source.format, v->page->format))
		verify_tell(v, v->entry->source.file,
			"what its source is read as is not as in the manifest");
	if (!same_origin(v->entry, v->page))
		verify_tell(v, v->entry->source.file,
			"address or capture of the source is not as in the manifest");
	if (!same_facts(v->entry, &v->page->facts))
		verify_tell(v, v->entry->source.file,
			"title, date or another of its facts is not as in the manifest");
	if (!same_counts(v->entry, &v->page->facts))
		verify_tell(v, v->entry->source.file, "its counts are not as in the manifest");
	/* Where a filter failed, those behind it were not to put the page in order. */
	if (v->page->kept && v->page->outcome != MANIFEST_FAILED &&
		guidang_check(v->page->kept, message, sizeof message))
		verify_tell(v, v->entry->source.file, message);
}

/* ---- files ---- */

static void on_lack(void *user, const char *sentence)
{
	struct verify *v = user;

	verify_tell(v, buf_str(&v->path), sentence);
}

typedef int read_document(struct readback *r, const char *bytes, size_t len, const char **why);

static read_document *reader_of(const char *format)
{
	return !strcmp(format, "odt")	 ? readback_odt
	       : !strcmp(format, "docx") ? readback_docx
					 : NULL;
}

/* Whether the document is whole, and lacks nothing of the page. */
static void verify_document(struct verify *v, read_document *read)
{
	struct readback got = READBACK_INIT, wanted = READBACK_INIT;
	const char *why;

	if (read(&got, buf_str(&v->bytes), v->bytes.len, &why))
		verify_tell(v, buf_str(&v->path), why);
	else if (v->page && v->page->kept) {
		if (readback_expect(&wanted, &v->page->kept->doc))
			v->memory = true;
		else
			readback_compare(&wanted, &got, on_lack, v);
	}
	readback_free(&got);
	readback_free(&wanted);
}

/* Reads it, if it is no longer than the manifest tells. NULL, or why not. */
static const char *read_output(struct verify *v, const struct manifest_output *output)
{
	int fd = file_open_below(v->folder, output->path), rc, error;
	struct stat st;

	if (fd < 0)
		return errno == EXDEV ? "is a link, or in a folder that is one"
		       : errno == ENOENT && !lstat(v->path.data, &st) ? "is no ordinary file"
								      : strerror(errno);
	rc = fstat(fd, &st);
	if (!rc && (uint64_t)st.st_size > output->bytes) {
		close(fd);
		return "has changed: it is larger than the manifest tells";
	}
	rc = rc || file_read_fd(fd, (size_t)output->bytes, &v->bytes) ? -1 : 0;
	error = errno;
	close(fd);
	return !rc ? NULL : strerror(error);
}

static void verify_file(struct verify *v, unsigned i)
{
	const struct manifest_output *output = &v->entry->outputs[i];
	const struct buf *again = v->page ? &v->page->outputs[i] : NULL;
	const char *why;
	char sha256[65];

	v->counts->files++;
	/* What one file was too large for does not count for the next. */
	buf_free(&v->bytes);
	buf_clear(&v->path);
	buf_printf(&v->path, "%s/%s", v->folder, output->path);
	why = buf_failed(&v->path) ? "out of memory" : read_output(v, output);
	if (why) {
		verify_tell(v, buf_str(&v->path), why);
		return;
	}
	digest_sha256(sha256, buf_str(&v->bytes), v->bytes.len);
	if (v->bytes.len != output->bytes || !str_same(sha256, output->sha256))
		verify_tell(v, v->path.data,
			"has changed: its SHA-256 is not that of the manifest");
	else if (again && (again->len != v->bytes.len ||
				  memcmp(buf_str(again), buf_str(&v->bytes), again->len)))
		verify_tell(v, v->path.data, "is not what its source gives now");
	if (reader_of(output->format))
		verify_document(v, reader_of(output->format));
}

/* ---- what is in the folder ---- */

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void learn_path(struct verify *v, const char *path)
{
	if (v->known_count == v->known_room) {
		size_t room = v->known_room ? 2 * v->known_room : 256;
		char **known = realloc(v->known, room * sizeof *known);

		if (!known) {
			v->memory = true;
			return;
		}
		v->known = known;
		v->known_room = room;
	}
	v->known[v->known_count] = strdup(path);
	if (v->known[v->known_count])
		v->known_count++;
	else
		v->memory = true;
}

/* What belongs to a batch and is not in its manifest. */
static bool is_own(const struct verify *v, const char *path)
{
	return !strcmp(path, MANIFEST_NAME) || !strcmp(path, PREMIS_NAME) ||
	       (v->bagged && !strncmp(path, BAG_SOURCES "/", strlen(BAG_SOURCES "/")));
}

static void look_for_strangers(struct verify *v)
{
	char *const roots[] = {(char *)(uintptr_t)v->folder, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	size_t prefix = strlen(v->folder);
	FTSENT *found;

	if (!walk) {
		verify_tell(v, v->folder, strerror(errno));
		return;
	}
	if (v->known_count)
		qsort(v->known, v->known_count, sizeof *v->known, compare_paths);
	for (size_t i = 1; i < v->known_count; i++)
		if (!strcmp(v->known[i - 1], v->known[i]))
			verify_tell(v, v->known[i], "is in the manifest twice");
	while ((found = fts_read(walk))) {
		const char *path = found->fts_path + prefix;

		path += strspn(path, "/");
		if (found->fts_info == FTS_D || found->fts_info == FTS_DP || is_own(v, path))
			continue;
		if (!v->known_count || !bsearch(&path, v->known, v->known_count,
					       sizeof *v->known, compare_paths))
			verify_tell(v, found->fts_path, "is not in the manifest");
	}
	fts_close(walk);
}

/* ---- what was made of the manifest ---- */

struct comparison {
	FILE *file;
	bool differs;
};

static int compare(void *user, const char *bytes, size_t len)
{
	struct comparison *c = user;
	char chunk[4096];

	for (size_t n; len && !c->differs; len -= n, bytes += n) {
		n = len < sizeof chunk ? len : sizeof chunk;
		c->differs = fread(chunk, 1, n, c->file) != n || memcmp(chunk, bytes, n);
	}
	return c->differs;
}

static void verify_premis(struct verify *v)
{
	struct packing p = {.folder = v->folder,
		.odf_version = v->terms->given->options.odf_version,
		.from = v->terms->given->from,
		.epoch = v->terms->given->options.epoch};
	struct comparison c = {0};
	int fd, rc;

	buf_clear(&v->path);
	buf_printf(&v->path, "%s/" PREMIS_NAME, v->folder);
	if (buf_failed(&v->path) ||
		faccessat(AT_FDCWD, v->path.data, F_OK, AT_SYMLINK_NOFOLLOW))
		return;
	fd = file_open_below(v->folder, PREMIS_NAME);
	c.file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!c.file) {
		verify_tell(v, v->path.data,
			fd < 0 ? "is no ordinary file, or cannot be read" : strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	rc = premis_put(&p, compare, &c);
	if (rc < 0)
		verify_tell(v, v->path.data, p.why ? p.why : strerror(ENOMEM));
	else if (rc || fgetc(c.file) != EOF)
		verify_tell(v, v->path.data, "is not what the manifest gives");
	fclose(c.file);
	packing_free(&p);
}

static bool is_bagged(const char *folder)
{
	struct buf declaration = BUF_INIT;
	bool bagged;

	buf_printf(&declaration, "%s/../bagit.txt", folder);
	bagged = !buf_failed(&declaration) && !access(declaration.data, F_OK);
	buf_free(&declaration);
	return bagged;
}

/* ---- the whole ---- */

/* The files of an entry; false where one has a format that is not known. */
static bool learn_files(struct verify *v, const char *formats[MANIFEST_OUTPUTS_MAX + 1])
{
	for (unsigned i = 0; i < v->entry->output_count; i++) {
		formats[i] = v->entry->outputs[i].format;
		if (!guidang_format_known(formats[i], false)) {
			verify_tell(
				v, v->entry->outputs[i].path, "has a format that is not known");
			return false;
		}
		learn_path(v, v->entry->outputs[i].path);
	}
	return true;
}

/* Whether a page was written in the formats that the batch was asked for, and no others in
 * none. */
static void verify_formats(struct verify *v)
{
	const struct manifest_entry *e = v->entry;
	struct buf formats = BUF_INIT;

	for (unsigned i = 0; i < e->output_count; i++)
		buf_printf(&formats, "%s%s", i ? "," : "", e->outputs[i].format);
	if (e->outcome == MANIFEST_CONVERTED
			? e->recipe && !str_same(e->recipe->to, buf_str(&formats))
			: e->output_count)
		verify_tell(v, e->source.file,
			"its documents are not those that the manifest's recipe asks for");
	v->memory |= buf_failed(&formats);
	buf_free(&formats);
}

/* How long a page takes is another thing every time. */
static bool may_have_taken_too_long(const struct manifest_entry *e)
{
	return e->outcome == MANIFEST_FAILED && (!e->recipe || e->recipe->options.max_time);
}

/* What is to be known of a source that gave an entry: a record without bytes has nothing. */
static void verify_source(struct verify *v, const char *const *formats)
{
	const struct manifest_entry *e = v->entry;
	struct record record;

	if (v->terms->without_sources || e->outcome == MANIFEST_SKIPPED ||
		(e->outcome == MANIFEST_FAILED && !e->source.sha256))
		return;
	if (e->outcome == MANIFEST_JOINED || may_have_taken_too_long(e))
		verify_find_source(v, &record);
	else
		verify_convert(v, formats);
}

static void verify_entry(struct verify *v)
{
	const char *formats[MANIFEST_OUTPUTS_MAX + 1] = {NULL};

	v->counts->entries++;
	if (!learn_files(v, formats))
		return;
	verify_formats(v);
	verify_source(v, formats);
	if (v->page)
		verify_page(v);
	for (unsigned i = 0; i < v->entry->output_count; i++)
		verify_file(v, i);
	batch_page_free(v->page);
	v->page = NULL;
}

static enum verify_end verify_manifest(
	struct verify *v, struct manifest_reader *r, struct buf *why)
{
	struct manifest_entry entry;
	enum manifest_read got;

	v->entry = &entry;
	while ((got = manifest_next(r, &entry)) == MANIFEST_ENTRY && !v->memory) {
		if (verify_take_recipe(v, why))
			return VERIFY_REFUSED;
		if (!v->memory)
			verify_entry(v);
	}
	if (got == MANIFEST_END && !v->memory)
		return VERIFY_DONE;
	buf_puts(why, v->memory		      ? strerror(ENOMEM)
		      : got == MANIFEST_ERROR ? strerror(errno)
					      : "its manifest has a line that is no entry");
	return VERIFY_UNREADABLE;
}

static void discard(struct verify *v)
{
	while (v->known_count)
		free(v->known[--v->known_count]);
	free(v->known);
	free(v->file);
	free(v->open);
	verify_free_recipe(v);
	buf_free(&v->path);
	buf_free(&v->bytes);
	records_free(v->records);
	guidang_free(v->g);
}

enum verify_end verify_folder(const char *folder, const struct verify_terms *terms,
	const struct verify_listener *listener, struct verify_counts *counts, struct buf *why)
{
	struct verify v = {.folder = folder,
		.terms = terms,
		.listener = listener,
		.counts = counts,
		.g = guidang_new(),
		.records = records_new(RECORDS_MAX_PAGE),
		.bagged = is_bagged(folder)};
	enum verify_end end = VERIFY_UNREADABLE;
	struct manifest_reader *r = NULL;

	buf_printf(&v.path, "%s/" MANIFEST_NAME, folder);
	if (!buf_failed(&v.path))
		r = manifest_open_fd(file_open_below(folder, MANIFEST_NAME));
	if (!v.g || !v.records || buf_failed(&v.path))
		buf_puts(why, strerror(ENOMEM));
	else if (!r)
		buf_printf(why, "its " MANIFEST_NAME " cannot be read: %s",
			errno == EXDEV ? "it is a link" : strerror(errno));
	else
		end = verify_manifest(&v, r, why);
	if (end == VERIFY_DONE) {
		verify_premis(&v);
		look_for_strangers(&v);
	}
	manifest_close(r);
	discard(&v);
	return end;
}
