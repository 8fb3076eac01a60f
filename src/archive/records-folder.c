/* Folders: every file below, bytewise by name, depth first. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "archive/records-private.h"

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

/* "report_files" beside "report.html". */
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

static enum step next(struct records *r, struct reader *self, struct record *record)
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

static void release(struct reader *self)
{
	struct folder_reader *f = (struct folder_reader *)self;

	while (f->depth)
		leave(f);
	buf_free(&f->path);
}

static const struct reader_class class = {.next = next, .free = release};

int records_push_folder(struct records *r, const char *path)
{
	struct folder_reader *f = records_push_reader(r, &class, sizeof *f, path);
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
