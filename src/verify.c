#include "verify.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bag.h"
#include "digest.h"
#include "file.h"
#include "page.h"
#include "premis.h"
#include "readback.h"
#include "series.h"

struct verify {
	const char *folder;
	const struct verify_terms *terms;
	const struct verify_listener *listener;
	struct verify_counts *counts;
	struct guidang *g;
	struct records *records;
	bool bagged;	   /* the folder is that of a bag, which may hold the sources */
	char *file, *open; /* the file that records are read from: in the manifest, and here */
	unsigned rescans;  /* of it */
	const struct manifest_entry *entry;
	struct job *job;  /* the entry's source, converted again; NULL where it cannot be had */
	struct buf path;  /* of the file at work, in the folder */
	struct buf bytes; /* of it */
	char **known;	  /* paths that the manifest names */
	size_t known_count, known_room;
	bool memory; /* ran out */
};

static void tell(struct verify *v, const char *where, const char *what)
{
	v->counts->problems++;
	v->listener->problem(v->listener->user, where, what);
}

/* ---- sources ---- */

/* Times that an input is read again from its start, where a record is not found behind the one
   before: entries stand in the order of their inputs, so that this is a fault already. */
#define RESCANS_MAX 3

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What follows a file's name in the name of a source: "#" and a member, or nothing. NULL: it is
 * of another file. */
static const char *behind(const char *source, const char *file)
{
	size_t len = strlen(file);

	return strncmp(source, file, len) ? NULL : source + len;
}

static bool is_source(const struct verify *v, const struct record *r)
{
	const struct manifest_entry *e = v->entry;
	const char *member = behind(e->source.file, v->file);

	return r->kind == RECORD_PAGE && member && same(member, behind(r->source, v->open)) &&
	       same(e->source.record, r->id) &&
	       e->source.offset == (r->offset == RECORD_NOWHERE ? 0 : r->offset);
}

static bool find_behind(struct verify *v, struct record *record)
{
	while (records_next(v->records, record))
		if (is_source(v, record))
			return true;
	return false;
}

/* The path of an input as it can be opened here: what a bag holds comes first. NULL: it cannot,
   or memory ran out. */
static char *opened_as(struct verify *v, const char *file)
{
	struct buf path = BUF_INIT;
	char *found = NULL;

	if (v->bagged) {
		buf_printf(&path, "%s/" BAG_SOURCES "/", v->folder);
		bag_source_path(file, &path);
	}
	if (buf_failed(&path))
		v->memory = true;
	else if (v->bagged && !access(path.data, F_OK))
		found = strdup(path.data);
	else if (!access(file, F_OK))
		found = strdup(file);
	buf_free(&path);
	return found;
}

/* Sets the file that an input stands in: FILE of FILE#MEMBER, where there is no file of the
   whole name. */
static void find_file(struct verify *v, char **file, char **open)
{
	const char *source = v->entry->source.file, *hash = strchr(source, '#');

	*file = strdup(source);
	*open = *file ? opened_as(v, *file) : NULL;
	if (!*open && hash) {
		free(*file);
		*file = strndup(source, (size_t)(hash - source));
		*open = *file ? opened_as(v, *file) : NULL;
	}
	if (*file && !*open)
		*open = strdup(*file);
	if (!*file || !*open)
		v->memory = true;
}

static bool find_record(struct verify *v, struct record *record)
{
	char *file, *open;
	bool fresh, found;

	find_file(v, &file, &open);
	fresh = !v->memory && (!same(open, v->open) || !same(file, v->file));
	if (fresh) {
		free(v->file);
		free(v->open);
		v->file = file;
		v->open = open;
		v->rescans = 0;
		records_open(v->records, open);
	} else {
		free(file);
		free(open);
	}
	if (v->memory)
		return false;
	found = find_behind(v, record);
	if (!found && !fresh && v->rescans < RESCANS_MAX) {
		v->rescans++;
		records_open(v->records, v->open);
		found = find_behind(v, record);
	}
	return found;
}

/* The entry's source, converted again into v->job. */
static void convert_source(struct verify *v, const char *const *formats)
{
	const struct job_terms terms = {.options = v->terms->options,
		.formats = formats,
		.from = v->terms->from,
		.least = DIAG_ERROR,
		.keep_page = true};
	struct series *series = NULL;
	struct record record;

	if (v->terms->without_sources)
		return;
	if (!find_record(v, &record)) {
		tell(v, v->entry->source.file,
			"the source of the documents cannot be read here");
		return;
	}
	if (!same(v->entry->source.sha256, *record.sha256 ? record.sha256 : NULL)) {
		tell(v, v->entry->source.file,
			"the source has changed: its SHA-256 is another");
		return;
	}
	if (!v->terms->options->no_join &&
		series_find(v->records, v->terms->options, &record, &series))
		v->memory = true;
	v->job = job_new(v->records, &record, series);
	if (v->job)
		job_do(v->job, v->g, &terms);
	else
		v->memory = true;
}

/* ---- what is said of a page ---- */

static bool same_facts(const struct manifest_entry *e, const struct guidang_facts *f)
{
	return same(e->title, f->title) && same(e->date, f->date) && same(e->index, f->index) &&
	       same(e->number, f->number) && same(e->issuer, f->issuer) &&
	       same(e->category, f->category) && same(e->profile, f->profile);
}

static bool same_counts(const struct manifest_entry *e, const struct guidang_facts *f)
{
	return e->kept == f->kept && e->dropped == f->dropped && e->unlocated == f->unlocated &&
	       e->replaced == f->replaced && e->checks_failed == f->checks_failed &&
	       e->warnings == f->warnings;
}

static void verify_page(struct verify *v)
{
	char message[256];

	if (v->job->outcome != v->entry->outcome) {
		tell(v, v->entry->source.file, "the page has another outcome now");
		return;
	}
	if (!same_facts(v->entry, &v->job->facts))
		tell(v, v->entry->source.file,
			"title, date or another of its facts is not as in the manifest");
	if (!same_counts(v->entry, &v->job->facts))
		tell(v, v->entry->source.file, "its counts are not as in the manifest");
	if (v->job->page && guidang_check(v->job->page, message, sizeof message))
		tell(v, v->entry->source.file, message);
}

/* ---- files ---- */

static void on_lack(void *user, const char *sentence)
{
	struct verify *v = user;

	tell(v, buf_str(&v->path), sentence);
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
		tell(v, buf_str(&v->path), why);
	else if (v->job && v->job->page) {
		if (readback_expect(&wanted, &v->job->page->doc))
			v->memory = true;
		else
			readback_compare(&wanted, &got, on_lack, v);
	}
	readback_free(&got);
	readback_free(&wanted);
}

static void verify_file(struct verify *v, unsigned i)
{
	const struct manifest_output *output = &v->entry->outputs[i];
	const struct buf *again = v->job ? &v->job->outputs[i] : NULL;
	char sha256[65];

	v->counts->files++;
	buf_clear(&v->path);
	buf_clear(&v->bytes);
	buf_printf(&v->path, "%s/%s", v->folder, output->path);
	if (buf_failed(&v->path) || file_read(v->path.data, &v->bytes)) {
		tell(v, buf_str(&v->path),
			buf_failed(&v->path) ? "out of memory" : strerror(errno));
		return;
	}
	digest_sha256(sha256, buf_str(&v->bytes), v->bytes.len);
	if (v->bytes.len != output->bytes || !same(sha256, output->sha256))
		tell(v, v->path.data, "has changed: its SHA-256 is not that of the manifest");
	else if (again && (again->len != v->bytes.len ||
				  memcmp(buf_str(again), buf_str(&v->bytes), again->len)))
		tell(v, v->path.data, "is not what its source gives now");
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
		tell(v, v->folder, strerror(errno));
		return;
	}
	if (v->known_count)
		qsort(v->known, v->known_count, sizeof *v->known, compare_paths);
	while ((found = fts_read(walk))) {
		const char *path = found->fts_path + prefix;

		path += strspn(path, "/");
		if (found->fts_info == FTS_D || found->fts_info == FTS_DP || is_own(v, path))
			continue;
		if (!v->known_count || !bsearch(&path, v->known, v->known_count,
					       sizeof *v->known, compare_paths))
			tell(v, found->fts_path, "is not in the manifest");
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
		.odf_version = v->terms->options->odf_version,
		.from = v->terms->from,
		.epoch = v->terms->options->epoch};
	struct comparison c = {0};
	int rc;

	buf_clear(&v->path);
	buf_printf(&v->path, "%s/" PREMIS_NAME, v->folder);
	if (buf_failed(&v->path) || access(v->path.data, F_OK))
		return;
	c.file = fopen(v->path.data, "re");
	if (!c.file) {
		tell(v, v->path.data, strerror(errno));
		return;
	}
	rc = premis_put(&p, compare, &c);
	if (rc < 0)
		tell(v, v->path.data, p.why ? p.why : strerror(ENOMEM));
	else if (rc || fgetc(c.file) != EOF)
		tell(v, v->path.data, "is not what the manifest gives");
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

static void verify_entry(struct verify *v)
{
	const char *formats[MANIFEST_OUTPUTS_MAX + 1] = {NULL};

	v->counts->entries++;
	if (v->entry->outcome != MANIFEST_CONVERTED)
		return;
	for (unsigned i = 0; i < v->entry->output_count; i++) {
		formats[i] = v->entry->outputs[i].format;
		if (!guidang_format_known(formats[i], false)) {
			tell(v, v->entry->outputs[i].path, "has a format that is not known");
			return;
		}
		learn_path(v, v->entry->outputs[i].path);
	}
	convert_source(v, formats);
	if (v->job)
		verify_page(v);
	for (unsigned i = 0; i < v->entry->output_count; i++)
		verify_file(v, i);
	job_free(v->job);
	v->job = NULL;
}

static int verify_manifest(struct verify *v, struct manifest_reader *r, const char **why)
{
	struct manifest_entry entry;
	enum manifest_read got;

	v->entry = &entry;
	while ((got = manifest_next(r, &entry)) == MANIFEST_ENTRY && !v->memory)
		verify_entry(v);
	*why = v->memory	       ? strerror(ENOMEM)
	       : got == MANIFEST_ERROR ? strerror(errno)
	       : got == MANIFEST_END   ? NULL
				       : "its manifest has a line that is no entry";
	return *why ? -1 : 0;
}

int verify_folder(const char *folder, const struct verify_terms *terms,
	const struct verify_listener *listener, struct verify_counts *counts, const char **why)
{
	struct verify v = {.folder = folder,
		.terms = terms,
		.listener = listener,
		.counts = counts,
		.g = guidang_new(),
		.records = records_new(RECORDS_MAX_PAGE),
		.bagged = is_bagged(folder)};
	struct manifest_reader *r = NULL;
	int rc = -1;

	buf_printf(&v.path, "%s/" MANIFEST_NAME, folder);
	if (!buf_failed(&v.path))
		r = manifest_open(v.path.data);
	if (!v.g || !v.records || buf_failed(&v.path))
		*why = strerror(ENOMEM);
	else if (!r)
		*why = strerror(errno);
	else
		rc = verify_manifest(&v, r, why);
	if (!rc) {
		verify_premis(&v);
		look_for_strangers(&v);
	}
	manifest_close(r);
	while (v.known_count)
		free(v.known[--v.known_count]);
	free(v.known);
	free(v.file);
	free(v.open);
	buf_free(&v.path);
	buf_free(&v.bytes);
	records_free(v.records);
	guidang_free(v.g);
	return rc;
}
