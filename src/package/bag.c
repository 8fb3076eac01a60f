#include "package/bag.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unistr.h>

#include "archive/records.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/list.h"
#include "package/premis.h"
#include "version.h"

/* ---- sources: the files that the inputs consist of ---- */

struct source {
	char *path;   /* as it is opened */
	char *inside; /* within BAG_SOURCES */
};

/* Written by this call, and no input even if one holds it: the batch, the bag, its conversion
   records. */
#define OUTPUTS_MAX 3

struct sources {
	struct source *all; /* bytewise by inside, which differ */
	size_t count, room;
	struct output {
		dev_t device;
		ino_t inode;
	} outputs[OUTPUTS_MAX];
	unsigned output_count;
};

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

static int add_source(struct packing *p, struct sources *s, const char *path)
{
	struct buf inside = BUF_INIT;
	struct source *source;

	if (s->count == s->room) {
		struct source *all = list_double(s->all, &s->room, sizeof *all);

		if (!all)
			return packing_fail(p, NULL, strerror(ENOMEM));
		s->all = all;
	}
	bag_source_path(path, &inside);
	source = &s->all[s->count];
	*source = (struct source){strdup(path), strdup(buf_str(&inside))};
	s->count++;
	if (!source->path || !source->inside || buf_failed(&inside))
		packing_fail(p, NULL, strerror(ENOMEM));
	else if (u8_check((const uint8_t *)buf_str(&inside), inside.len))
		packing_fail(p, path, "its name is no UTF-8, as names in a bag are");
	buf_free(&inside);
	return p->why ? -1 : 0;
}

/* Leaves out a file or folder that is written, and all below; NULL is allowed. At most
   OUTPUTS_MAX times. */
static void leave_out(struct sources *s, const char *path)
{
	struct stat st;

	if (path && !stat(path, &st))
		s->outputs[s->output_count++] = (struct output){st.st_dev, st.st_ino};
}

static bool is_left_out(const struct sources *s, const FTSENT *f)
{
	if (f->fts_info != FTS_D && f->fts_info != FTS_F)
		return false;
	for (unsigned i = 0; i < s->output_count; i++)
		if (f->fts_statp->st_dev == s->outputs[i].device &&
			f->fts_statp->st_ino == s->outputs[i].inode)
			return true;
	return false;
}

/* True if a link is read as an input: it leads to a file below the folder ("": here). */
static bool is_followed(const char *folder, const char *path)
{
	int fd = file_open_linked(*folder ? folder : ".", path);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int add_found(
	struct packing *p, struct sources *s, const char *root, FTS *walk, FTSENT *f)
{
	const char *below = f->fts_path + strlen(root);

	/* What is never read as an input is none. */
	if (is_left_out(s, f) ||
		(f->fts_level > FTS_ROOTLEVEL && records_is_hidden(f->fts_name))) {
		fts_set(walk, f, FTS_SKIP);
		return 0;
	}
	switch (f->fts_info) {
	case FTS_F:
		return add_source(p, s, f->fts_path);
	case FTS_SL:
		return is_followed(root, below) ? add_source(p, s, f->fts_path) : 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return packing_fail(p, f->fts_path, strerror(f->fts_errno));
	default:
		return 0;
	}
}

/* Adds what is in the folder at path, and below. root: the folder that its links must not lead
   out of, how path begins. */
static int add_folder(struct packing *p, struct sources *s, const char *root, const char *path)
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

static int add_companions(struct packing *p, struct sources *s, const char *path)
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

static int by_inside(const void *a, const void *b)
{
	return strcmp(((const struct source *)a)->inside, ((const struct source *)b)->inside);
}

static void drop_source(struct source *source)
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
static int settle(struct packing *p, struct sources *s)
{
	size_t kept = 0;
	int rc = 0;

	if (s->count)
		qsort(s->all, s->count, sizeof *s->all, by_inside);
	for (size_t i = 0; i < s->count; i++) {
		struct source *last = kept ? &s->all[kept - 1] : NULL;

		if (!last || strcmp(last->inside, s->all[i].inside)) {
			s->all[kept++] = s->all[i];
			continue;
		}
		if (!is_one_file(last->path, s->all[i].path))
			rc = packing_fail(p, s->all[i].path,
				"another input has the same name in the bag");
		drop_source(&s->all[i]);
	}
	s->count = kept;
	return rc;
}

/* All that the inputs are read from: files, all files below folders but what is never read, and
   the folder that a browser saved with a page. 0 or -1. */
static int find_sources(struct packing *p, char *const *inputs, size_t count, struct sources *s)
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
			rc = add_source(p, s, inputs[i]) || add_companions(p, s, inputs[i]) ? -1
											    : 0;
		if (rc)
			return -1;
	}
	return settle(p, s);
}

static void free_sources(struct sources *s)
{
	while (s->count)
		drop_source(&s->all[--s->count]);
	free(s->all);
}

#define MANIFEST    "manifest-sha512.txt"
#define TAGMANIFEST "tagmanifest-sha512.txt"

/* A payload manifest is written in pieces of this size [bytes]. */
#define PIECE ((size_t)64 << 10)

#define CHUNK ((size_t)256 << 10)

struct bag {
	struct packing *packing;
	const struct bag_terms *terms;
	struct buf path, part;	/* of the bag, and of what it is written as */
	int root;		/* the latter: a file descriptor, locked; -1 */
	int manifest;		/* MANIFEST: a file descriptor; -1 */
	struct buf lines;	/* for it, not yet written */
	struct buf tags;	/* TAGMANIFEST */
	uint64_t octets, files; /* of the payload */
	char *chunk;
};

static int no_memory(struct bag *b)
{
	return packing_fail(b->packing, NULL, strerror(ENOMEM));
}

/* ---- the place ---- */

static bool is_empty_folder(const char *path)
{
	char *const roots[] = {(char *)(uintptr_t)path, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *root = walk ? fts_read(walk) : NULL;
	bool empty = root && root->fts_info == FTS_D && (errno = 0, !fts_children(walk, 0)) &&
		     !errno;

	if (walk)
		fts_close(walk);
	return empty;
}

const char *bag_refusal(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? NULL : strerror(errno);
	return is_empty_folder(path) ? NULL : "is there already, and no empty folder";
}

/* Takes a folder away, with all that is in it. */
static int take_away(const char *path)
{
	char *const roots[] = {(char *)(uintptr_t)path, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *found;
	int rc = walk ? 0 : -1;

	while (walk && !rc && (found = fts_read(walk))) {
		if (found->fts_info == FTS_DP)
			rc = rmdir(found->fts_accpath);
		else if (found->fts_info != FTS_D)
			rc = unlink(found->fts_accpath);
	}
	if (walk)
		fts_close(walk);
	return rc;
}

/* A lock tells a call that is at work from one that was broken off. */
static int lock_part(struct bag *b)
{
	const char *part = b->part.data;

	if (mkdir(part, 0777) && errno != EEXIST)
		return packing_refused(b->packing, part);
	b->root = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (b->root < 0)
		return packing_refused(b->packing, part);
	if (!flock(b->root, LOCK_EX | LOCK_NB))
		return 0;
	packing_refused(b->packing, part);
	close(b->root);
	b->root = -1;
	return -1;
}

static int open_part(struct bag *b)
{
	size_t len = strlen(b->terms->path);

	while (len > 1 && b->terms->path[len - 1] == '/')
		len--;
	buf_put(&b->path, b->terms->path, len);
	buf_printf(&b->part, "%s" FILE_PART, buf_str(&b->path));
	if (buf_failed(&b->path) || buf_failed(&b->part))
		return no_memory(b);
	if (lock_part(b))
		return -1;
	if (is_empty_folder(b->part.data))
		return 0;
	/* What was broken off: away with it, and with its lock. */
	if (take_away(b->part.data))
		return packing_refused(b->packing, b->part.data);
	close(b->root);
	return lock_part(b);
}

/* ---- files ---- */

/* A line's end in a name, and what is written for it (RFC 8493, 2.1.3). */
static void put_name(struct buf *out, const char *path)
{
	for (; *path; path++)
		if (*path == '\n' || *path == '\r' || *path == '%')
			buf_printf(out, "%%%02X", (unsigned char)*path);
		else
			buf_putc(out, *path);
}

static void put_line(struct buf *out, const uint8_t sum[SHA512_DIGEST_SIZE], const char *path)
{
	char hex[2 * SHA512_DIGEST_SIZE + 1];

	digest_hex(hex, sum, SHA512_DIGEST_SIZE);
	buf_printf(out, "%s  ", hex);
	put_name(out, path);
	buf_putc(out, '\n');
}

static int create(struct bag *b, const char *path)
{
	int fd;

	if (file_make_folders(b->root, path))
		return packing_refused(b->packing, path);
	fd = openat(b->root, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return packing_fail(
			b->packing, path, "would stand in the bag twice; see --name");
	return fd < 0 ? packing_refused(b->packing, path) : fd;
}

struct sums {
	struct sha512_ctx sha512;
	struct sha256_ctx sha256;
	uint64_t bytes;
};

/* Reads from to its end, into the sums and, if it is no -1, into to. */
static int copy(struct bag *b, int from, int to, struct sums *sums, const char *name)
{
	ssize_t got;

	sha512_init(&sums->sha512);
	sha256_init(&sums->sha256);
	sums->bytes = 0;
	while ((got = read(from, b->chunk, CHUNK)) != 0) {
		if (packing_stopped(b->packing))
			return -1;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return packing_refused(b->packing, name);
		sha512_update(&sums->sha512, (size_t)got, (const uint8_t *)b->chunk);
		sha256_update(&sums->sha256, (size_t)got, (const uint8_t *)b->chunk);
		sums->bytes += (uint64_t)got;
		if (to >= 0 && file_write_fd(to, b->chunk, (size_t)got))
			return packing_refused(b->packing, b->part.data);
	}
	return 0;
}

static int flush_lines(struct bag *b, size_t least)
{
	if (buf_failed(&b->lines))
		return no_memory(b);
	if (b->lines.len < least)
		return 0;
	if (file_write_fd(b->manifest, buf_str(&b->lines), b->lines.len))
		return packing_refused(b->packing, b->part.data);
	buf_clear(&b->lines);
	return 0;
}

/* True if the sums are those of the manifest's file. */
static bool is_output(struct sums *sums, const struct manifest_output *o)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	char hex[65];

	sha256_digest(&sums->sha256, sizeof sum, sum);
	digest_hex(hex, sum, sizeof sum);
	return sums->bytes == o->bytes && !strcmp(hex, o->sha256);
}

static int copy_payload(struct bag *b, int from, const char *name, const char *path,
	const struct manifest_output *expected)
{
	uint8_t sum[SHA512_DIGEST_SIZE];
	struct sums sums;
	int to = create(b, path), rc;

	if (to < 0)
		return -1;
	rc = copy(b, from, to, &sums, name);
	if (close(to) && !rc)
		rc = packing_refused(b->packing, b->part.data);
	if (!rc && expected && !is_output(&sums, expected))
		rc = packing_fail(b->packing, name,
			"has changed: its SHA-256 is not that of the manifest");
	if (rc)
		return rc;
	sha512_digest(&sums.sha512, sizeof sum, sum);
	put_line(&b->lines, sum, path);
	b->octets += sums.bytes;
	b->files++;
	return flush_lines(b, PIECE);
}

/* name: the file as it is; folder, inside: its place in the bag. expected: what it must be, or
   NULL. */
static int put_payload(struct bag *b, const char *name, const char *folder, const char *inside,
	const struct manifest_output *expected)
{
	struct buf path = BUF_INIT;
	int from = open(name, O_RDONLY | O_CLOEXEC), rc;

	buf_printf(&path, "data/%s%s", folder, inside);
	if (from < 0)
		rc = packing_refused(b->packing, name);
	else if (buf_failed(&path))
		rc = no_memory(b);
	else
		rc = copy_payload(b, from, name, path.data, expected);
	if (from >= 0)
		close(from);
	buf_free(&path);
	return rc;
}

static int put_from_folder(
	struct bag *b, const char *name, const struct manifest_output *expected)
{
	char *path = packing_path(b->packing, name);
	int rc = path ? put_payload(b, path, "", name, expected) : -1;

	free(path);
	return rc;
}

/* ---- the payload ---- */

static int put_outputs(void *user, const struct manifest_entry *e)
{
	struct bag *b = user;
	int rc = 0;

	for (unsigned i = 0; i < e->output_count && !rc; i++)
		rc = put_from_folder(b, e->outputs[i].path, &e->outputs[i]);
	return rc;
}

static int put_sources(struct bag *b)
{
	struct sources sources = {0};
	int rc;

	leave_out(&sources, b->packing->folder);
	leave_out(&sources, b->part.data);
	leave_out(&sources, b->terms->warc);
	rc = find_sources(b->packing, b->terms->sources, b->terms->source_count, &sources);
	for (size_t i = 0; i < sources.count && !rc; i++)
		rc = put_payload(
			b, sources.all[i].path, BAG_SOURCES "/", sources.all[i].inside, NULL);
	free_sources(&sources);
	return rc;
}

static int put_all_payload(struct bag *b)
{
	int rc;

	b->manifest = create(b, MANIFEST);
	if (b->manifest < 0)
		return -1;
	rc = put_from_folder(b, MANIFEST_NAME, NULL);
	if (!rc && b->terms->premis)
		rc = put_from_folder(b, PREMIS_NAME, NULL);
	if (!rc)
		rc = packing_each(b->packing, put_outputs, b);
	if (!rc && b->terms->sources)
		rc = put_sources(b);
	return rc ? rc : flush_lines(b, 1);
}

/* ---- tag files ---- */

static int put_tag_file(struct bag *b, const char *name, const struct buf *text)
{
	uint8_t sum[SHA512_DIGEST_SIZE];
	struct sha512_ctx ctx;
	int fd = buf_failed(text) ? no_memory(b) : create(b, name), rc;

	if (fd < 0)
		return -1;
	rc = file_write_fd(fd, buf_str(text), text->len)
		     ? packing_refused(b->packing, b->part.data)
		     : 0;
	if (close(fd) && !rc)
		rc = packing_refused(b->packing, b->part.data);
	sha512_init(&ctx);
	sha512_update(&ctx, text->len, (const uint8_t *)buf_str(text));
	sha512_digest(&ctx, sizeof sum, sum);
	put_line(&b->tags, sum, name);
	return rc;
}

/* People are not to say in bag-info.txt what is counted or known here. */
static bool is_reserved(const char *label, size_t len)
{
	static const char *const reserved[] = {
		"Payload-Oxum", "Bagging-Date", "Bag-Software-Agent"};

	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (strlen(reserved[i]) == len && !strncasecmp(label, reserved[i], len))
			return true;
	return false;
}

/* NULL, or what is wrong with a line. first: no label is before it. */
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

/* The batch is known by its manifest: one batch has one identifier. */
static int put_identifier(struct bag *b, struct buf *text)
{
	char sha256[65], name[96], urn[DIGEST_UUID_SIZE];
	uint64_t bytes;
	int len;

	if (packing_manifest(b->packing, sha256, &bytes))
		return -1;
	len = snprintf(name, sizeof name, "guidang:batch\n%s", sha256);
	digest_uuid(urn, name, (size_t)len);
	buf_printf(text, "External-Identifier: %s\n", urn);
	return 0;
}

static int put_info(struct bag *b)
{
	struct buf text = BUF_INIT;
	char time[PACKING_TIME_SIZE];
	int rc = b->terms->info ? bag_info_read(b->packing, b->terms->info, &text) : 0;

	if (!rc)
		rc = put_identifier(b, &text);
	packing_time(b->packing->epoch, time);
	if (b->packing->epoch)
		buf_printf(&text, "Bagging-Date: %.10s\n", time);
	buf_printf(&text,
		"Bag-Software-Agent: guidang " GUIDANG_VERSION "\nPayload-Oxum: %" PRIu64
		".%" PRIu64 "\n",
		b->octets, b->files);
	if (!rc)
		rc = put_tag_file(b, "bag-info.txt", &text);
	buf_free(&text);
	return rc;
}

/* MANIFEST is written; its own digest comes from what was. */
static int digest_manifest(struct bag *b)
{
	uint8_t sum[SHA512_DIGEST_SIZE];
	struct sums sums;

	if (lseek(b->manifest, 0, SEEK_SET) < 0)
		return packing_refused(b->packing, b->part.data);
	if (copy(b, b->manifest, -1, &sums, b->part.data))
		return -1;
	sha512_digest(&sums.sha512, sizeof sum, sum);
	put_line(&b->tags, sum, MANIFEST);
	return 0;
}

static int put_tags(struct bag *b)
{
	struct buf declaration = BUF_INIT, list = BUF_INIT;
	int rc;

	buf_puts(&declaration, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
	rc = put_tag_file(b, "bagit.txt", &declaration) || put_info(b) || digest_manifest(b)
		     ? -1
		     : 0;
	buf_put(&list, buf_str(&b->tags), b->tags.len);
	if (!rc)
		rc = buf_failed(&b->tags) ? no_memory(b) : put_tag_file(b, TAGMANIFEST, &list);
	buf_free(&declaration);
	buf_free(&list);
	return rc;
}

/* ---- the whole ---- */

static int sync_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *parent =
		slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
	int fd = parent ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	free(parent);
	return rc;
}

static int put_in_place(struct bag *b)
{
	if (packing_stopped(b->packing))
		return -1;
	if (syncfs(b->root))
		return packing_refused(b->packing, b->part.data);
	if (rename(b->part.data, b->path.data))
		return packing_refused(b->packing, b->path.data);
	return sync_parent(b->path.data) ? packing_refused(b->packing, b->path.data) : 0;
}

int bag_write(struct packing *p, const struct bag_terms *terms)
{
	struct bag b = {.packing = p, .terms = terms, .root = -1, .manifest = -1};
	const char *refusal = bag_refusal(terms->path);
	int rc = refusal ? packing_fail(p, terms->path, refusal) : 0;

	b.chunk = malloc(CHUNK);
	if (!rc && !b.chunk)
		rc = no_memory(&b);
	if (!rc)
		rc = open_part(&b) || put_all_payload(&b) || put_tags(&b) || put_in_place(&b)
			     ? -1
			     : 0;
	if (rc && b.root >= 0)
		take_away(b.part.data);
	if (b.manifest >= 0)
		close(b.manifest);
	if (b.root >= 0)
		close(b.root);
	buf_free(&b.path);
	buf_free(&b.part);
	buf_free(&b.lines);
	buf_free(&b.tags);
	free(b.chunk);
	return rc;
}
