#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)

int file_read_fd(int fd, size_t most, struct buf *out)
{
	char *chunk = malloc(CHUNK);
	ssize_t got = chunk ? 1 : -1;
	size_t start = out->len;

	while (got > 0) {
		got = read(fd, chunk, CHUNK);
		if (got > 0 && (size_t)got > most - (out->len - start)) {
			errno = EFBIG;
			got = -1;
		} else if (got > 0)
			buf_put(out, chunk, (size_t)got);
		else if (got < 0 && errno == EINTR)
			got = 1;
		if (buf_failed(out)) {
			errno = ENOMEM;
			got = -1;
		}
	}
	free(chunk);
	return got < 0 ? -1 : 0;
}

int file_read(const char *path, struct buf *out)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	int rc = fd < 0 ? -1 : file_read_fd(fd, SIZE_MAX, out), error = errno;

	if (path && fd >= 0)
		close(fd);
	errno = error;
	return rc;
}

int file_write_fd(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t put = write(fd, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		bytes += put;
		len -= (size_t)put;
	}
	return 0;
}

int file_make_folders(int folder, const char *path)
{
	struct buf part = BUF_INIT;
	int rc = 0;

	for (const char *slash = path; !rc && (slash = strchr(slash, '/')); slash++) {
		buf_clear(&part);
		buf_put(&part, path, (size_t)(slash - path));
		if (buf_failed(&part)) {
			errno = ENOMEM;
			rc = -1;
		} else if (mkdirat(folder, buf_str(&part), 0777) && errno != EEXIST) {
			rc = -1;
		}
	}
	buf_free(&part);
	return rc;
}

/* The permissions that an ordinary new file would have. */
static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

int file_writer_open(struct file_writer *w, const char *path)
{
	struct stat old;
	bool there = !stat(path, &old);

	*w = (struct file_writer){.path = strdup(path)};
	w->through = there && !S_ISREG(old.st_mode);
	if (!w->through && asprintf(&w->beside, "%s.XXXXXX", path) < 0)
		w->beside = NULL;
	if (!w->path || (!w->through && !w->beside)) {
		w->fd = -1;
		file_writer_abandon(w);
		errno = ENOMEM;
		return -1;
	}
	w->fd = w->through ? open(path, O_WRONLY | O_CLOEXEC) : mkostemp(w->beside, O_CLOEXEC);
	if (w->fd >= 0 &&
		(w->through || !fchmod(w->fd, there ? old.st_mode & 07777 : new_file_mode())))
		return 0;
	if (w->fd < 0) {
		free(w->beside);
		w->beside = NULL;
	}
	file_writer_abandon(w);
	return -1;
}

int file_writer_put(struct file_writer *w, const char *bytes, size_t len)
{
	return file_write_fd(w->fd, bytes, len);
}

void file_writer_abandon(struct file_writer *w)
{
	int error = errno;

	if (w->fd >= 0)
		close(w->fd);
	if (w->beside)
		unlink(w->beside);
	free(w->beside);
	free(w->path);
	*w = (struct file_writer){.fd = -1};
	errno = error;
}

int file_writer_commit(struct file_writer *w)
{
	int rc = w->through ? 0 : fsync(w->fd);

	if (!rc) {
		rc = close(w->fd);
		w->fd = -1;
	}
	if (!rc && !w->through) {
		rc = rename(w->beside, w->path);
		if (!rc) {
			free(w->beside);
			w->beside = NULL;
		}
	}
	file_writer_abandon(w);
	return rc ? -1 : 0;
}

int file_replace(const char *path, const char *bytes, size_t len)
{
	struct file_writer w;

	if (file_writer_open(&w, path))
		return -1;
	if (!file_writer_put(&w, bytes, len))
		return file_writer_commit(&w);
	file_writer_abandon(&w);
	return -1;
}
