/* The sources of a batch, found and converted again. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "package/bag.h"
#include "base/escape.h"
#include "article/series.h"
#include "verify/verify-private.h"

/* Times in a row that an input is read again from its start in vain, where a record is not
   found behind the one before: entries stand in the order of their inputs, so that this is a
   fault already, but where an input was given more than once. */
#define RESCANS_MAX 3

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

	return r->kind == RECORD_PAGE && member &&
	       str_same(member, behind(r->source, v->open)) &&
	       str_same(e->source.record, r->id) &&
	       e->source.offset == (r->offset == RECORD_NOWHERE ? 0 : r->offset);
}

static bool find_behind(struct verify *v, struct record *record)
{
	while (records_next(v->records, record))
		if (is_source(v, record))
			return true;
	return false;
}

/* A pipe in its place would be waited for, and a device has no end. */
static bool is_plain(const char *path)
{
	struct stat st;

	return !stat(path, &st) && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* In the bag, and else where it was. */
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

char *verify_opened_as(struct verify *v, const char *file)
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

/* Sets the file that an input stands in: the longest FILE of FILE#MEMBER that is there. */
static void find_file(struct verify *v, char **file, char **open)
{
	char *hash;

	*file = strdup(v->entry->source.file);
	*open = *file ? verify_opened_as(v, *file) : NULL;
	while (*file && !*open && (hash = strrchr(*file, '#'))) {
		*hash = '\0';
		*open = verify_opened_as(v, *file);
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
	char *root = folder ? verify_opened_as(v, folder) : NULL;
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
	found = find_behind(v, record);
	if (!found && !fresh && v->rescans < RESCANS_MAX) {
		v->rescans++;
		open_source(v);
		found = find_behind(v, record);
	}
	if (found)
		v->rescans = 0;
	return found;
}

bool verify_find_source(struct verify *v, struct record *record)
{
	const struct manifest_entry *e = v->entry;

	if (!find_record(v, record)) {
		verify_tell(
			v, e->source.file, "the source of the documents cannot be read here");
		return false;
	}
	if (!str_same(e->source.sha256, *record->sha256 ? record->sha256 : NULL)) {
		verify_tell(
			v, e->source.file, "the source has changed: its SHA-256 is another");
		return false;
	}
	if (e->source.bytes != record->len || !str_same(e->source.name, record->name) ||
		(e->source.type && !str_same(e->source.type, record->type)) ||
		(record->uri && !str_same(e->source.uri, record->uri)) ||
		(record->captured && !str_same(e->source.captured, record->captured)))
		verify_tell(v, e->source.file,
			"size, name, media type, address or capture of the source is not as in "
			"the "
			"manifest");
	return true;
}

void verify_convert(struct verify *v, const char *const *formats)
{
	const struct batch_page_terms terms = {.options = &v->recipe.options,
		.formats = formats,
		.from = v->recipe.from,
		.least = DIAG_ERROR,
		.keep_page = true};
	struct series *series = NULL;
	struct record record;

	if (!verify_find_source(v, &record) || v->lacking)
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
