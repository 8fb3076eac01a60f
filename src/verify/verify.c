#include "verify/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/records.h"
#include "article/series.h"
#include "base/digest.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/json.h"
#include "base/list.h"
#include "batch/batch-page.h"
#include "convert/guidang.h"
#include "package/bag.h"
#include "package/premis.h"
#include "verify/readback.h"

struct verify {
	const char *folder;
	const struct verify_terms *terms;
	const struct verify_listener *listener;
	struct verify_counts *counts;
	struct guidang *g;
	struct records *records;
	bool bagged; /* the folder is that of a bag, which may hold the sources */
	const struct manifest_entry *entry;

	struct recipe recipe; /* what the entry's documents are made by, here */
	struct buf recorded;  /* the one last looked at, as the manifest tells it */
	char *files[RECIPE_FILES], *resources; /* of its options, as they can be opened here */
	bool lacking;			       /* one of the files cannot be had */

	char *file, *open; /* the file that records are read from: in the manifest, and here */
	unsigned rescans;  /* of it */
	struct batch_page
		*page;	  /* the entry's source, converted again; NULL if it cannot be had */
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

/* ---- inputs, as they can be opened here ---- */

/* A pipe in its place would be waited for, and a device has no end. */
static bool is_plain(const char *path)
{
	struct stat st;

	return !stat(path, &st) && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* In the bag, and else at its old place. */
static char *open_as(struct verify *v, const char *file)
{
	struct buf path = BUF_INIT;
	char *found = NULL;

	if (v->bagged) {
		buf_printf(&path, "%s/" BAG_SOURCES "/", v->folder);
		bag_source_path(file, &path);
	}
	if (buf_failed(&path))
		v->memory = true;
	else if (v->bagged && is_plain(path.data))
		found = strdup(path.data);
	else if (is_plain(file))
		found = strdup(file);
	buf_free(&path);
	return found;
}

/* The path of an input as it can be opened here, to be freed: what a bag holds comes first.
   NULL: it cannot, or memory ran out. */
static char *opened_as(struct verify *v, const char *file)
{
	char *found = open_as(v, file);
	struct buf bytes = BUF_INIT;

	if (found)
		return found;
	/* Of a name that is no UTF-8 the manifest has the bytes as %XX. */
	percent_decode_invalid(file, &bytes);
	if (buf_failed(&bytes))
		v->memory = true;
	else
		found = open_as(v, buf_str(&bytes));
	buf_free(&bytes);
	return found;
}

/* ---- what the documents of an entry were made by ---- */

static const char **option_of(struct recipe *r, enum recipe_file file)
{
	return file == RECIPE_PROFILE ? &r->options.profile
	       : file == RECIPE_RULES ? &r->options.rules
				      : &r->options.layout;
}

/* As it can be opened here, to be freed; NULL if there is none. What is not there is as the
   manifest has it: whoever opens it will say so. What must not be opened is "". */
static char *find_path(struct verify *v, const char *recorded, const char *given)
{
	char *path = given || !recorded ? NULL : opened_as(v, recorded);

	if (path || !recorded)
		return path;
	path = strdup(given ? given : access(recorded, F_OK) ? recorded : "");
	v->memory |= !path;
	return path;
}

static void find_paths(struct verify *v, const struct recipe *recorded)
{
	const struct recipe *given = v->terms->given;

	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		free(v->files[f]);
		v->files[f] =
			find_path(v, recipe_file_path(recorded, f), recipe_file_path(given, f));
	}
	free(v->resources);
	v->resources = find_path(v, recorded->options.resources, NULL);
}

static void check_files(struct verify *v, const struct recipe *recorded)
{
	struct recipe now = v->recipe;
	char digests[RECIPE_FILES][65];

	v->memory |= recipe_read_files(&now, digests) != 0;
	v->lacking = false;
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		if (str_same(now.files[f], recorded->files[f]))
			continue;
		tell(v, v->files[f] && *v->files[f] ? v->files[f] : recipe_file_option(f),
			now.files[f] ? "has changed: its SHA-256 is not that of the manifest"
				     : "cannot be read here, and documents were made by it");
		v->lacking |= !now.files[f];
	}
}

/* Sets it to one that the manifest tells, with paths as they can be opened here. */
static void set_recipe(struct verify *v, const struct recipe *recorded)
{
	v->recipe = *recorded;
	v->recipe.options.max_time = 0;
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		if (v->files[f])
			*option_of(&v->recipe, f) = v->files[f];
	if (v->resources)
		v->recipe.options.resources = v->resources;
}

/* True if it must not be followed. */
static bool is_refused(struct verify *v, const struct recipe *recorded, struct buf *why)
{
	const struct recipe *given = v->terms->given;

	if (recorded->unknown)
		buf_printf(
			why, "--%s is in the manifest, and not known here", recorded->unknown);
	else if (!v->terms->without_sources && recorded->options.external &&
		 !given->options.external)
		buf_printf(why,
			"-x \"%s\" is in the manifest; such a program is only run where it is "
			"given here, too",
			recorded->options.external[0]);
	else
		return recipe_contradicts(recorded, given, why);
	return true;
}

/* Pages and pictures that were too large then are so now. */
static void set_max_page(struct verify *v)
{
	uint64_t max = v->recipe.max_page ? v->recipe.max_page : RECORDS_MAX_PAGE;

	records_free(v->records);
	v->records = records_new(max < SIZE_MAX ? (size_t)max : SIZE_MAX);
	v->memory |= !v->records;
	free(v->file);
	v->file = NULL;
}

static void notice_program(struct verify *v, const struct recipe *recorded)
{
	struct buf notice = BUF_INIT;

	if (!strcmp(recorded->program, recipe_program))
		return;
	buf_printf(&notice,
		"is from %s, and this is %s: documents that differ may be right for both",
		recorded->program, recipe_program);
	v->listener->notice(v->listener->user, MANIFEST_NAME, buf_str(&notice));
	buf_free(&notice);
}

static int look_at(struct verify *v, const struct recipe *recorded, struct buf *why)
{
	if (is_refused(v, recorded, why))
		return -1;
	if (v->terms->without_sources)
		return 0;
	find_paths(v, recorded);
	set_recipe(v, recorded);
	check_files(v, recorded);
	set_max_page(v);
	notice_program(v, recorded);
	return 0;
}

static void take_given(struct verify *v)
{
	bool first = !v->recipe.program;

	v->recipe = *v->terms->given;
	if (first && !v->terms->without_sources)
		v->listener->notice(v->listener->user, MANIFEST_NAME,
			"does not tell what it was made by: the options of this call are "
			"taken");
	buf_clear(&v->recorded);
	v->lacking = false;
}

/* True if it is the one last looked at, but for what may differ within a batch; it is now. */
static bool is_known(struct verify *v, const struct recipe *recorded)
{
	struct recipe fixed = *recorded;
	struct buf text = BUF_INIT;
	struct json j = {.out = &text};
	bool known;

	fixed.options.max_time = 0;
	json_open_object(&j, NULL);
	recipe_put(&j, &fixed);
	json_close_object(&j);
	known = text.len == v->recorded.len &&
		!memcmp(buf_str(&text), buf_str(&v->recorded), text.len);
	if (!known && v->recorded.len)
		tell(v, v->entry->source.file,
			"its recipe is another than that of the entry before");
	v->memory |= buf_failed(&text);
	buf_free(&v->recorded);
	v->recorded = text;
	return known;
}

/* Sets the recipe to the entry's, or if that is not told to what the terms give, and tells if
   what it was made by is no longer there. -1: it must not or cannot be followed; why has one
   sentence. */
static int take_recipe(struct verify *v, struct buf *why)
{
	const struct recipe *recorded = v->entry->recipe;

	if (!recorded) {
		take_given(v);
		return 0;
	}
	if (!is_known(v, recorded) && look_at(v, recorded, why))
		return -1;
	set_recipe(v, recorded);
	return 0;
}

/* ---- the source, found and converted again ---- */

/* Times in a row that an input is read again from its start in vain, if a record is not
   found after the one before: entries are in the order of their inputs, so that this is a fault
   already, unless an input was given more than once. */
#define RESCANS_MAX 3

/* The rest of the name of a source after that of its file: "#" and a member, or nothing. NULL:
   it is of another file. */
static const char *member_of(const char *source, const char *file)
{
	size_t len = strlen(file);

	return strncmp(source, file, len) ? NULL : source + len;
}

static bool is_source(const struct verify *v, const struct record *r)
{
	const struct manifest_entry *e = v->entry;
	const char *member = member_of(e->source.file, v->file);

	return r->kind == RECORD_PAGE && member &&
	       str_same(member, member_of(r->source, v->open)) &&
	       str_same(e->source.record, r->id) &&
	       e->source.offset == (r->offset == RECORD_NOWHERE ? 0 : r->offset);
}

static bool find_next(struct verify *v, struct record *record)
{
	while (records_next(v->records, record))
		if (is_source(v, record))
			return true;
	return false;
}

/* Sets the file that an input is in: the longest FILE of FILE#MEMBER that is there. */
static void find_file(struct verify *v, char **file, char **open)
{
	char *hash;

	*file = strdup(v->entry->source.file);
	*open = *file ? opened_as(v, *file) : NULL;
	while (*file && !*open && (hash = strrchr(*file, '#'))) {
		*hash = '\0';
		*open = opened_as(v, *file);
	}
	if (*file && !*open)
		*open = strdup(""); /* no file has this name */
	if (!*file || !*open)
		v->memory = true;
}

/* Opens it as the batch did: what was found below a folder has there what it shows. */
static void open_source(struct verify *v)
{
	const char *folder = v->entry->source.folder;
	char *root = folder ? opened_as(v, folder) : NULL;
	size_t len = root ? strlen(root) : 0;

	while (len > 1 && root[len - 1] == '/')
		root[--len] = '\0';
	if (folder)
		records_open_below(v->records, root ? root : folder, v->open);
	else
		records_open(v->records, v->open);
	free(root);
}

static bool find_record(struct verify *v, struct record *record)
{
	char *file, *open;
	bool fresh, found;

	find_file(v, &file, &open);
	fresh = !v->memory && (!str_same(open, v->open) || !str_same(file, v->file));
	if (fresh) {
		free(v->file);
		free(v->open);
		v->file = file;
		v->open = open;
		v->rescans = 0;
		open_source(v);
	} else {
		free(file);
		free(open);
	}
	if (v->memory)
		return false;
	found = find_next(v, record);
	if (!found && !fresh && v->rescans < RESCANS_MAX) {
		v->rescans++;
		open_source(v);
		found = find_next(v, record);
	}
	if (found)
		v->rescans = 0;
	return found;
}

/* Finds the entry's source; false, and that is told, if it cannot be had or is another. */
static bool find_source(struct verify *v, struct record *record)
{
	const struct manifest_entry *e = v->entry;

	if (!find_record(v, record)) {
		tell(v, e->source.file, "the source of the documents cannot be read here");
		return false;
	}
	if (!str_same(e->source.sha256, *record->sha256 ? record->sha256 : NULL)) {
		tell(v, e->source.file, "the source has changed: its SHA-256 is another");
		return false;
	}
	if (e->source.bytes != record->len || !str_same(e->source.name, record->name) ||
		(e->source.type && !str_same(e->source.type, record->type)) ||
		(record->uri && !str_same(e->source.uri, record->uri)) ||
		(record->captured && !str_same(e->source.captured, record->captured)))
		tell(v, e->source.file,
			"size, name, media type, address or capture of the source is not as in "
			"the manifest");
	return true;
}

/* Converts the entry's source again into v->page, if it can be had. */
static void convert(struct verify *v, const char *const *formats)
{
	const struct batch_page_terms terms = {.options = &v->recipe.options,
		.formats = formats,
		.from = v->recipe.from,
		.least = DIAG_ERROR,
		.keep_page = true};
	struct series *series = NULL;
	struct record record;

	if (!find_source(v, &record) || v->lacking)
		return;
	if (!v->recipe.options.no_join &&
		series_find(v->records, &v->recipe.options, &record, &series))
		v->memory = true;
	v->page = batch_page_new(v->records, &record, v->recipe.options.charset, series);
	if (v->page)
		batch_page_convert(v->page, v->g, &terms);
	else
		v->memory = true;
}

/* ---- what is said of a page ---- */

static bool same_facts(const struct manifest_entry *e, const struct guidang_facts *f)
{
	return str_same(e->title, f->title) && str_same(e->date, f->date) &&
	       str_same(e->index, f->index) && str_same(e->number, f->number) &&
	       str_same(e->issuer, f->issuer) && str_same(e->category, f->category) &&
	       str_same(e->profile, f->profile);
}

/* Place and time, as the page itself notes them: what its record tells was compared before. */
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
	tell(v, v->entry->source.file, buf_str(&said));
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
		tell(v, v->entry->source.file, "its reason is not as in the manifest");
	if (v->entry->source.format && !str_same(v->entry->source.format, v->page->format))
		tell(v, v->entry->source.file,
			"what its source is read as is not as in the manifest");
	if (!same_origin(v->entry, v->page))
		tell(v, v->entry->source.file,
			"address or capture of the source is not as in the manifest");
	if (!same_facts(v->entry, &v->page->facts))
		tell(v, v->entry->source.file,
			"title, date or another of its facts is not as in the manifest");
	if (!same_counts(v->entry, &v->page->facts))
		tell(v, v->entry->source.file, "its counts are not as in the manifest");
	/* If a filter failed, those after it were not to put the page in order. */
	if (v->page->kept && v->page->outcome != MANIFEST_FAILED &&
		guidang_check(v->page->kept, message, sizeof message))
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

/* The document is whole, and lacks nothing of the page. */
static void verify_document(struct verify *v, read_document *read)
{
	struct readback got = READBACK_INIT, wanted = READBACK_INIT;
	const char *why;

	if (read(&got, buf_str(&v->bytes), v->bytes.len, &why))
		tell(v, buf_str(&v->path), why);
	else if (v->page && v->page->kept) {
		if (readback_expect(&wanted, guidang_document(v->page->kept)))
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
		tell(v, buf_str(&v->path), why);
		return;
	}
	digest_sha256(sha256, buf_str(&v->bytes), v->bytes.len);
	if (v->bytes.len != output->bytes || !str_same(sha256, output->sha256))
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
		char **known = list_double(v->known, &v->known_room, sizeof *known);

		if (!known) {
			v->memory = true;
			return;
		}
		v->known = known;
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
	for (size_t i = 1; i < v->known_count; i++)
		if (!strcmp(v->known[i - 1], v->known[i]))
			tell(v, v->known[i], "is in the manifest twice");
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
		tell(v, v->path.data,
			fd < 0 ? "is no ordinary file, or cannot be read" : strerror(errno));
		if (fd >= 0)
			close(fd);
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

/* ---- the whole ---- */

/* The files of an entry; false if one has a format that is not known. */
static bool learn_files(struct verify *v, const char *formats[MANIFEST_OUTPUTS_MAX + 1])
{
	for (unsigned i = 0; i < v->entry->output_count; i++) {
		formats[i] = v->entry->outputs[i].format;
		if (!guidang_format_known(formats[i], false)) {
			tell(v, v->entry->outputs[i].path, "has a format that is not known");
			return false;
		}
		learn_path(v, v->entry->outputs[i].path);
	}
	return true;
}

/* A page was written in the formats that the batch was asked for, and what is no page in none.
 */
static void verify_formats(struct verify *v)
{
	const struct manifest_entry *e = v->entry;
	struct buf formats = BUF_INIT;

	for (unsigned i = 0; i < e->output_count; i++)
		buf_printf(&formats, "%s%s", i ? "," : "", e->outputs[i].format);
	if (e->outcome == MANIFEST_CONVERTED
			? e->recipe && !str_same(e->recipe->to, buf_str(&formats))
			: e->output_count)
		tell(v, e->source.file,
			"its documents are not those that the manifest's recipe asks for");
	v->memory |= buf_failed(&formats);
	buf_free(&formats);
}

/* How long a page takes is another thing every time. */
static bool may_have_taken_too_long(const struct manifest_entry *e)
{
	return e->outcome == MANIFEST_FAILED && (!e->recipe || e->recipe->options.max_time);
}

/* Nothing is to be known of a source that is a record without bytes. */
static void verify_source(struct verify *v, const char *const *formats)
{
	const struct manifest_entry *e = v->entry;
	struct record record;

	if (v->terms->without_sources || e->outcome == MANIFEST_SKIPPED ||
		(e->outcome == MANIFEST_FAILED && !e->source.sha256))
		return;
	if (e->outcome == MANIFEST_JOINED || may_have_taken_too_long(e))
		find_source(v, &record);
	else
		convert(v, formats);
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
		if (take_recipe(v, why))
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

static bool is_bagged(const char *folder)
{
	struct buf declaration = BUF_INIT;
	bool bagged;

	buf_printf(&declaration, "%s/../bagit.txt", folder);
	bagged = !buf_failed(&declaration) && !access(declaration.data, F_OK);
	buf_free(&declaration);
	return bagged;
}

static void discard(struct verify *v)
{
	while (v->known_count)
		free(v->known[--v->known_count]);
	free(v->known);
	free(v->file);
	free(v->open);
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		free(v->files[f]);
	free(v->resources);
	buf_free(&v->recorded);
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
