/* Which files go into a bag as sources, under which names; and what people want said of it. */
#include "package/bag-private.h"

#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unistr.h>

#include "base/file.h"
#include "archive/records.h"

/* ---- the list ---- */

void bag_source_path(const char *input, struct buf *out)
{
	size_t start = out->len, len;

	for (const char *s = input; *s; s += len) {
		s += strspn(s, "/");
		len = strcspn(s, "/");
		if (!len || (len == 1 && *s == '.') || (len == 2 && !memcmp(s, "..", 2)))
			continue;
		if (out->len > start)
			buf_putc(out, '/');
		buf_put(out, s, len);
	}
}

static int add(struct packing *p, struct bag_sources *s, const char *path)
{
	struct buf inside = BUF_INIT;
	struct bag_source *source;

	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct bag_source *all = reallocarray(s->all, room, sizeof *all);

		if (!all)
			return packing_fail(p, NULL, strerror(ENOMEM));
		s->all = all;
		s->room = room;
	}
	bag_source_path(path, &inside);
	source = &s->all[s->count];
	*source = (struct bag_source){strdup(path), strdup(buf_str(&inside))};
	s->count++;
	if (!source->path || !source->inside || buf_failed(&inside))
		packing_fail(p, NULL, strerror(ENOMEM));
	else if (u8_check((const uint8_t *)buf_str(&inside), inside.len))
		packing_fail(p, path, "its name is no UTF-8, as names in a bag are");
	buf_free(&inside);
	return p->why ? -1 : 0;
}

/* ---- folders ---- */

/* Whether a link is read as an input: it leads to a file below the folder ("": here). */
static bool is_followed(const char *folder, const char *path)
{
	int fd = file_open_linked(*folder ? folder : ".", path);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void bag_sources_leave_out(struct bag_sources *s, const char *path)
{
	struct stat st;

	if (path && !stat(path, &st))
		s->outputs[s->output_count++] = (struct bag_output){st.st_dev, st.st_ino};
}

static bool is_output(const struct bag_sources *s, const FTSENT *f)
{
	if (f->fts_info != FTS_D && f->fts_info != FTS_F)
		return false;
	for (unsigned i = 0; i < s->output_count; i++)
		if (f->fts_statp->st_dev == s->outputs[i].device &&
			f->fts_statp->st_ino == s->outputs[i].inode)
			return true;
	return false;
}

static int add_found(
	struct packing *p, struct bag_sources *s, const char *root, FTS *walk, FTSENT *f)
{
	const char *below = f->fts_path + strlen(root);

	/* What is never read as an input is none. */
	if (is_output(s, f) ||
		(f->fts_level > FTS_ROOTLEVEL && records_is_hidden(f->fts_name))) {
		fts_set(walk, f, FTS_SKIP);
		return 0;
	}
	switch (f->fts_info) {
	case FTS_F:
		return add(p, s, f->fts_path);
	case FTS_SL:
		return is_followed(root, below) ? add(p, s, f->fts_path) : 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return packing_fail(p, f->fts_path, strerror(f->fts_errno));
	default:
		return 0;
	}
}

/* What is in the folder at path, and below. root: the folder that its links must not lead out
   of, how path begins. */
static int add_folder(
	struct packing *p, struct bag_sources *s, const char *root, const char *path)
{
	char *const roots[] = {(char *)(uintptr_t)path, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
	FTSENT *found;
	int rc = 0;

	if (!walk)
		return packing_refused(p, path);
	while (!rc && (errno = 0, found = fts_read(walk)))
		rc = packing_stopped(p) ? -1 : add_found(p, s, root, walk, found);
	if (!rc && errno)
		rc = packing_refused(p, path);
	fts_close(walk);
	return rc;
}

/* ---- a file ---- */

static int add_companions(struct packing *p, struct bag_sources *s, const char *path)
{
	const char *slash = strrchr(path, '/'), *page = slash ? slash + 1 : path;
	struct buf folder = BUF_INIT;
	struct dirent *e;
	DIR *dir;
	int rc = 0;

	buf_put(&folder, path, (size_t)(page - path));
	dir = opendir(folder.len ? buf_str(&folder) : ".");
	while (dir && !rc && (e = readdir(dir))) {
		struct buf companion = BUF_INIT;
		struct stat st;

		if (!records_is_companion_of(e->d_name, page))
			continue;
		buf_printf(&companion, "%s%s", buf_str(&folder), e->d_name);
		if (buf_failed(&companion))
			rc = packing_fail(p, NULL, strerror(ENOMEM));
		else if (!stat(companion.data, &st) && S_ISDIR(st.st_mode))
			rc = add_folder(p, s, buf_str(&folder), companion.data);
		buf_free(&companion);
	}
	if (dir)
		closedir(dir);
	buf_free(&folder);
	return rc;
}

/* ---- all ---- */

static int by_inside(const void *a, const void *b)
{
	return strcmp(
		((const struct bag_source *)a)->inside, ((const struct bag_source *)b)->inside);
}

static void drop(struct bag_source *source)
{
	free(source->path);
	free(source->inside);
}

static bool is_one_file(const char *a, const char *b)
{
	struct stat one, other;

	return !stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* Sorts; an input that was named twice is there once. */
static int settle(struct packing *p, struct bag_sources *s)
{
	size_t kept = 0;
	int rc = 0;

	if (s->count)
		qsort(s->all, s->count, sizeof *s->all, by_inside);
	for (size_t i = 0; i < s->count; i++) {
		struct bag_source *last = kept ? &s->all[kept - 1] : NULL;

		if (!last || strcmp(last->inside, s->all[i].inside)) {
			s->all[kept++] = s->all[i];
			continue;
		}
		if (!is_one_file(last->path, s->all[i].path))
			rc = packing_fail(p, s->all[i].path,
				"another input has the same name in the bag");
		drop(&s->all[i]);
	}
	s->count = kept;
	return rc;
}

int bag_sources_find(
	struct packing *p, char *const *inputs, size_t count, struct bag_sources *s)
{
	for (size_t i = 0; i < count; i++) {
		struct stat st;
		int rc;

		if (stat(inputs[i], &st))
			rc = packing_refused(p, inputs[i]);
		else if (S_ISDIR(st.st_mode))
			rc = add_folder(p, s, inputs[i], inputs[i]);
		else if (!S_ISREG(st.st_mode))
			rc = packing_fail(p, inputs[i],
				"is no file or folder, and cannot be a source in a bag");
		else
			rc = add(p, s, inputs[i]) || add_companions(p, s, inputs[i]) ? -1 : 0;
		if (rc)
			return -1;
	}
	return settle(p, s);
}

void bag_sources_free(struct bag_sources *s)
{
	while (s->count)
		drop(&s->all[--s->count]);
	free(s->all);
}

/* ---- bag-info.txt ---- */

/* What is counted or known here is not to be said by people. */
static bool is_reserved(const char *label, size_t len)
{
	static const char *const reserved[] = {
		"Payload-Oxum", "Bagging-Date", "Bag-Software-Agent"};

	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (strlen(reserved[i]) == len && !strncasecmp(label, reserved[i], len))
			return true;
	return false;
}

/* NULL, or what is wrong with a line. first: no label stands before it. */
static const char *line_fault(const char *line, size_t len, bool first)
{
	const char *colon = memchr(line, ':', len);
	size_t label = colon ? (size_t)(colon - line) : 0;

	if (u8_check((const uint8_t *)line, len) || memchr(line, '\0', len))
		return "is no text in UTF-8";
	if (*line == ' ' || *line == '\t')
		return first ? "begins with white space, and so goes on with no line" : NULL;
	if (!label || line[label - 1] == ' ' || line[label - 1] == '\t')
		return "has a line that is no \"Label: value\"";
	if (len < label + 2 || (colon[1] != ' ' && colon[1] != '\t'))
		return "has a line that is no \"Label: value\"";
	return is_reserved(line, label)
		       ? "has Payload-Oxum, Bagging-Date or Bag-Software-Agent, "
			 "which are known here"
		       : NULL;
}

int bag_info_read(struct packing *p, const char *path, struct buf *out)
{
	struct buf text = BUF_INIT;
	int rc = file_read(path, &text) ? packing_refused(p, path) : 0;
	bool first = true;
	size_t len;

	for (const char *line = buf_str(&text), *end = line + text.len; !rc && line < end;
		line += len + 1) {
		const char *newline = memchr(line, '\n', (size_t)(end - line)), *fault;
		size_t whole;

		len = newline ? (size_t)(newline - line) : (size_t)(end - line);
		whole = len && line[len - 1] == '\r' ? len - 1 : len;
		if (!whole)
			continue;
		fault = line_fault(line, whole, first);
		if (fault)
			rc = packing_fail(p, path, fault);
		buf_put(out, line, whole);
		buf_putc(out, '\n');
		first = false;
	}
	buf_free(&text);
	return rc;
}
