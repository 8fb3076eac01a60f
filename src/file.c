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

/* The permissions that an ordinary new file would have. */
static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int write_beside(const char *path, char *beside, const char *bytes, size_t len)
{
	struct stat old;
	int fd = mkstemp(beside), error;
	bool written;

	if (fd < 0)
		return -1;
	written = !fchmod(fd, stat(path, &old) ? new_file_mode() : old.st_mode & 07777) &&
		  !file_write_fd(fd, bytes, len) && !fsync(fd);
	error = errno;
	if (close(fd) && written) {
		written = false;
		error = errno;
	}
	if (written && !rename(beside, path))
		return 0;
	if (written)
		error = errno;
	unlink(beside);
	errno = error;
	return -1;
}

static int write_through(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc, error;

	if (fd < 0)
		return -1;
	rc = file_write_fd(fd, bytes, len);
	error = errno;
	if (close(fd) && !rc)
		return -1;
	errno = error;
	return rc;
}

int file_replace(const char *path, const char *bytes, size_t len)
{
	struct buf beside = BUF_INIT;
	struct stat old;
	int rc = -1, error;

	if (!stat(path, &old) && !S_ISREG(old.st_mode))
		return write_through(path, bytes, len);
	buf_printf(&beside, "%s.XXXXXX", path);
	if (buf_failed(&beside))
		errno = ENOMEM;
	else
		rc = write_beside(path, beside.data, bytes, len);
	error = errno;
	buf_free(&beside);
	errno = error;
	return rc;
}
