#include "package/bag-private.h"

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

#include "base/digest.h"
#include "base/file.h"
#include "convert/guidang.h"
#include "package/premis.h"

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
	buf_printf(&b->part, "%s" BAG_PART, buf_str(&b->path));
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

/* What may stand for a line's end, and what stands for it then (RFC 8493, 2.1.3). */
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

/* Reads from to its end, into the sums and, where it is no -1, into to. */
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

/* Whether the sums are those of the manifest's file. */
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

/* name: the file as it is; folder, inside: where it goes to. expected: what it must be, or
 * NULL. */
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
	struct bag_sources sources = {0};
	int rc;

	bag_sources_leave_out(&sources, b->packing->folder);
	bag_sources_leave_out(&sources, b->part.data);
	bag_sources_leave_out(&sources, b->terms->warc);
	rc = bag_sources_find(b->packing, b->terms->sources, b->terms->source_count, &sources);
	for (size_t i = 0; i < sources.count && !rc; i++)
		rc = put_payload(
			b, sources.all[i].path, BAG_SOURCES "/", sources.all[i].inside, NULL);
	bag_sources_free(&sources);
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

static int put_declaration(struct bag *b)
{
	struct buf text = BUF_INIT;
	int rc;

	buf_puts(&text, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
	rc = put_tag_file(b, "bagit.txt", &text);
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
	struct buf list = BUF_INIT;
	int rc = put_declaration(b) || put_info(b) || digest_manifest(b) ? -1 : 0;

	buf_put(&list, buf_str(&b->tags), b->tags.len);
	if (!rc)
		rc = buf_failed(&b->tags) ? no_memory(b) : put_tag_file(b, TAGMANIFEST, &list);
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
