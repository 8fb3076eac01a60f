#include "batch/output-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/* Entries that are committed together at most, and the longest time that one waits for others
   [s]: what is done twice when work is broken off. */
#define GROUP_ENTRIES 64
#define GROUP_SECONDS 1

/* Room on the disk that is kept for the next group's entries: what was done can be told of even
   if its files have filled the disk [bytes]. */
#define RESERVE ((off_t)256 << 10)

struct output_folder {
	int folder, manifest; /* file descriptors */
	off_t committed;      /* length of the manifest that is on the disk [bytes] */
	struct buf lines;     /* entries to be committed */
	unsigned entries;     /* in lines */
	time_t last;	      /* when was committed last, monotonic [s] */
	struct manifest_reader *recorded;
};

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ---- opening ---- */

int output_folder_fd(const struct output_folder *d)
{
	return d->folder;
}

/* The end of the manifest's last whole line [bytes]; -1 with errno. */
static off_t whole_length(int fd, off_t size)
{
	char chunk[4096];

	while (size > 0) {
		size_t want = size < (off_t)sizeof chunk ? (size_t)size : sizeof chunk;
		ssize_t got = pread(fd, chunk, want, size - (off_t)want);
		const char *end;

		if (got != (ssize_t)want) {
			errno = got < 0 ? errno : EIO;
			return -1;
		}
		end = memrchr(chunk, '\n', want);
		size -= (off_t)want;
		if (end)
			return size + (end + 1 - chunk);
	}
	return 0;
}

/* Not every file system can: then there is none. */
static void reserve(const struct output_folder *d)
{
	fallocate(d->manifest, FALLOC_FL_KEEP_SIZE, d->committed, RESERVE);
}

static void release(const struct output_folder *d)
{
	if (ftruncate(d->manifest, d->committed))
		return; /* nothing but room is lost */
}

/* NULL, or why not. */
static const char *open_manifest(struct output_folder *d, bool resume)
{
	struct stat st;

	/* What is there may be a stranger's: a link is not followed, a pipe not waited for. */
	d->manifest = openat(d->folder, MANIFEST_NAME,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	if (d->manifest < 0)
		return errno == ELOOP ? "its " MANIFEST_NAME " is a link" : strerror(errno);
	if (fstat(d->manifest, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "its " MANIFEST_NAME " is no ordinary file";
	if (flock(d->manifest, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK ? "another guidang is writing into it"
					    : strerror(errno);
	if (fstat(d->manifest, &st))
		return strerror(errno);
	if (st.st_size && !resume)
		return "has a manifest; --resume goes on with it";
	d->committed = whole_length(d->manifest, st.st_size);
	if (d->committed < 0 || ftruncate(d->manifest, d->committed) ||
		lseek(d->manifest, d->committed, SEEK_SET) < 0)
		return strerror(errno);
	if (unlinkat(d->folder, FILE_PART, 0) && errno != ENOENT)
		return strerror(errno);
	reserve(d);
	d->recorded = manifest_open_fd(
		openat(d->folder, MANIFEST_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
	return d->recorded ? NULL : strerror(errno);
}

static void discard(struct output_folder *d)
{
	if (d->manifest >= 0)
		close(d->manifest);
	if (d->folder >= 0)
		close(d->folder);
	manifest_close(d->recorded);
	buf_free(&d->lines);
	free(d);
}

struct output_folder *output_folder_open(const char *folder, bool resume, const char **why)
{
	struct output_folder *d = calloc(1, sizeof *d);

	if (!d) {
		*why = strerror(ENOMEM);
		return NULL;
	}
	d->manifest = -1;
	d->last = now();
	d->folder = -1;
	if (!file_make_folders(AT_FDCWD, folder) && (!mkdir(folder, 0777) || errno == EEXIST))
		d->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*why = d->folder < 0 ? strerror(errno) : open_manifest(d, resume);
	if (!*why)
		return d;
	discard(d);
	return NULL;
}

enum manifest_read output_folder_recorded(struct output_folder *d, struct manifest_entry *entry)
{
	return manifest_next(d->recorded, entry);
}

/* ---- files ---- */

static int write_part(const struct output_folder *d, const char *bytes, size_t len)
{
	int fd = openat(d->folder, FILE_PART,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	int rc, error;

	if (fd < 0)
		return -1;
	rc = file_write_fd(fd, bytes, len);
	error = errno;
	if (close(fd) && !rc)
		return -1;
	errno = error;
	return rc;
}

int output_folder_put_file(
	struct output_folder *d, const char *path, const char *bytes, size_t len)
{
	int error;

	if (!write_part(d, bytes, len) &&
		!file_rename_below(d->folder, FILE_PART, d->folder, path))
		return 0;
	error = errno;
	unlinkat(d->folder, FILE_PART, 0);
	errno = error;
	return -1;
}

/* ---- entries ---- */

static int write_lines(struct output_folder *d)
{
	if (!file_write_fd(d->manifest, buf_str(&d->lines), d->lines.len) &&
		!fdatasync(d->manifest)) {
		d->committed += (off_t)d->lines.len;
		reserve(d);
		return 0;
	}
	return -1;
}

/* The manifest as it was before: no half entry is left. */
static void take_back(struct output_folder *d)
{
	int error = errno;

	if (!ftruncate(d->manifest, d->committed))
		lseek(d->manifest, d->committed, SEEK_SET);
	errno = error;
}

int output_folder_commit(struct output_folder *d)
{
	int rc = 0;

	if (d->entries) {
		rc = syncfs(d->folder) || write_lines(d) ? -1 : 0;
		if (rc)
			take_back(d);
		buf_clear(&d->lines);
		d->entries = 0;
	}
	d->last = now();
	return rc;
}

int output_folder_put_entry(struct output_folder *d, const struct manifest_entry *entry)
{
	manifest_put(&d->lines, entry);
	if (buf_failed(&d->lines)) {
		errno = ENOMEM;
		return -1;
	}
	d->entries++;
	return d->entries == GROUP_ENTRIES || now() - d->last >= GROUP_SECONDS
		       ? output_folder_commit(d)
		       : 0;
}

int output_folder_close(struct output_folder *d)
{
	int rc, error;

	if (!d)
		return 0;
	rc = buf_failed(&d->lines) ? 0 : output_folder_commit(d);
	error = errno;
	release(d);
	discard(d);
	errno = error;
	return rc;
}
