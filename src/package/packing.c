#include "package/packing.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"

/* ---- what failed ---- */

int packing_fail(struct packing *p, const char *where, const char *why)
{
	if (!p->why) {
		p->why = strdup(why);
		p->where = where ? strdup(where) : NULL;
	}
	return -1;
}

int packing_refused(struct packing *p, const char *where)
{
	return packing_fail(p, where, file_why(errno));
}

bool packing_stopped(struct packing *p)
{
	if (!p->stop || !*p->stop)
		return false;
	if (!p->why)
		p->stopped = true;
	packing_fail(p, NULL, "stopped");
	return true;
}

void packing_free(struct packing *p)
{
	free(p->where);
	free(p->why);
	p->where = p->why = NULL;
}

/* ---- the manifest ---- */

char *packing_path(struct packing *p, const char *path)
{
	char *whole;

	if (asprintf(&whole, "%s/%s", p->folder, path) >= 0)
		return whole;
	packing_fail(p, NULL, strerror(ENOMEM));
	return NULL;
}

static int visit_all(struct packing *p, struct manifest_reader *r, const char *path,
	int (*visit)(void *user, const struct manifest_entry *e), void *user)
{
	struct manifest_entry entry;
	enum manifest_read got;
	int rc = 0;

	while (!rc && !packing_stopped(p) && (got = manifest_next(r, &entry)) != MANIFEST_END) {
		if (got == MANIFEST_ENTRY)
			rc = visit(user, &entry);
		else if (got == MANIFEST_ERROR)
			rc = packing_refused(p, path);
		else
			rc = packing_fail(p, path, "a line is no entry of a manifest");
	}
	return packing_stopped(p) ? -1 : rc;
}

int packing_each(
	struct packing *p, int (*visit)(void *user, const struct manifest_entry *e), void *user)
{
	char *path = packing_path(p, MANIFEST_NAME);
	struct manifest_reader *r = path ? manifest_open(path) : NULL;
	int rc = r ? visit_all(p, r, path, visit, user) : path ? packing_refused(p, path) : -1;

	manifest_close(r);
	free(path);
	return rc;
}

static int digest_fd(struct packing *p, int fd, struct sha256_ctx *ctx, uint64_t *bytes)
{
	char chunk[16384];
	ssize_t got;

	*bytes = 0;
	while ((got = read(fd, chunk, sizeof chunk)) != 0) {
		if (packing_stopped(p))
			return -1;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return packing_refused(p, MANIFEST_NAME);
		sha256_update(ctx, (size_t)got, (const uint8_t *)chunk);
		*bytes += (uint64_t)got;
	}
	return 0;
}

int packing_manifest(struct packing *p, char sha256[65], uint64_t *bytes)
{
	char *path = packing_path(p, MANIFEST_NAME);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1, rc = -1;
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	if (fd >= 0) {
		rc = digest_fd(p, fd, &ctx, bytes);
		close(fd);
	} else if (path) {
		packing_refused(p, path);
	}
	sha256_digest(&ctx, sizeof sum, sum);
	digest_hex(sha256, sum, sizeof sum);
	free(path);
	return rc;
}

/* ---- files ---- */

int packing_read(struct packing *p, const struct manifest_output *output, struct buf *out)
{
	char *path = packing_path(p, output->path), sha256[65];
	size_t before = out->len;
	int rc = -1;

	if (path && packing_stopped(p)) {
		rc = -1;
	} else if (path && file_read(path, out)) {
		packing_refused(p, path);
	} else if (path) {
		digest_sha256(sha256, buf_str(out) + before, out->len - before);
		rc = out->len - before == output->bytes && !strcmp(sha256, output->sha256)
			     ? 0
			     : packing_fail(p, path,
				       "has changed: its SHA-256 is not that of the manifest");
	}
	free(path);
	return rc;
}

bool packing_is_warc_record(const struct manifest_entry *e)
{
	const char *c = e->source.record;

	if (!c || !e->source.uri || !isalpha((unsigned char)*c))
		return false;
	while (isalnum((unsigned char)*c) || (*c && strchr("+-.", *c)))
		c++;
	return *c == ':';
}

/* ---- what it was made by ---- */

const char *packing_odf_version(const struct packing *p, const struct manifest_entry *e)
{
	return e->recipe ? e->recipe->options.odf_version : p->odf_version;
}

const char *packing_from(const struct packing *p, const struct manifest_entry *e)
{
	return e->recipe ? e->recipe->from : p->from;
}

int64_t packing_epoch(const struct packing *p, const struct manifest_entry *e)
{
	return e->recipe ? e->recipe->options.epoch : p->epoch;
}

void packing_time(int64_t epoch, char time[PACKING_TIME_SIZE])
{
	time_t t = (time_t)epoch;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(time, PACKING_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		*time = '\0';
}
