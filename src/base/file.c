#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
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
		if (slash == path)
			continue; /* the root */
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

/* ---- files below a folder ---- */

/* Opens one part of a path. O_NOFOLLOW: a link could lead anywhere. O_NONBLOCK: a pipe would
 * wait. */
static int open_part(int folder, const char *name, bool last)
{
	int flags = last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
	int fd = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR) &&
		!fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW)) {
		errno = S_ISLNK(st.st_mode) ? EXDEV : ENOENT;
	} else if (fd >= 0 && last && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		fd = -1;
		errno = ENOENT;
	}
	return fd;
}

/* The next part of *path, which is moved past it, to name. Whether there is one that may be
   opened; errno says why not. */
static bool next_name(const char **path, char name[NAME_MAX + 1])
{
	size_t len;

	*path += strspn(*path, "/");
	len = strcspn(*path, "/");
	if (!len || len > NAME_MAX) {
		errno = ENOENT;
		return false;
	}
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	errno = EXDEV;
	return strcmp(name, "..") != 0;
}

static void close_quietly(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

int file_open_below(const char *folder, const char *path)
{
	int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char name[NAME_MAX + 1];
	bool last = false;

	while (fd >= 0 && !last) {
		int within = fd;
		bool usable = next_name(&path, name);

		last = !*path;
		fd = usable ? open_part(within, name, last) : -1;
		close_quietly(within);
	}
	return fd;
}

int file_open_linked(const char *folder, const char *path)
{
	struct buf whole = BUF_INIT;
	char *real, *root;
	size_t len;
	int fd = -1;

	buf_printf(&whole, "%s/%s", folder, path);
	real = buf_failed(&whole) ? NULL : realpath(whole.data, NULL);
	root = real ? realpath(folder, NULL) : NULL;
	len = root ? strlen(root) : 0;
	if (buf_failed(&whole))
		errno = ENOMEM;
	else if (len &&
		 (strncmp(real, root, len) || (root[len - 1] != '/' && real[len] != '/')))
		errno = EXDEV;
	else if (len)
		fd = file_open_below(root, real + len);
	free(real);
	free(root);
	buf_free(&whole);
	return fd;
}

/* A folder, which is made if it is not there. */
static int open_made(int folder, const char *name)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, fd;

	if (mkdirat(folder, name, 0777) && errno != EEXIST)
		return -1;
	fd = openat(folder, name, flags);
	if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
		errno = EXDEV;
	return fd;
}

int file_rename_below(int from, const char *name, int folder, const char *path)
{
	char part[NAME_MAX + 1];
	int fd = fcntl(folder, F_DUPFD_CLOEXEC, 0), rc = -1;

	while (fd >= 0 && rc < 0 && next_name(&path, part)) {
		int within = fd;

		if (!*path) {
			rc = renameat(from, name, within, part);
			break;
		}
		fd = open_made(within, part);
		close_quietly(within);
	}
	if (fd >= 0)
		close_quietly(fd);
	return rc;
}

/* ---- files in writing ---- */

/* path and FILE_PART; a name that would be too long loses its end. NULL: memory. */
static char *name_beside(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	int most = NAME_MAX - (int)strlen(FILE_PART);
	char *beside;

	if (asprintf(&beside, "%.*s%.*s" FILE_PART, (int)(name - path), path, most, name) < 0)
		return NULL;
	return beside;
}

/* Whether path is still the file that fd was opened by. */
static bool is_still(int fd, const char *path)
{
	struct stat opened, there;

	return !fstat(fd, &opened) && !lstat(path, &there) && opened.st_dev == there.st_dev &&
	       opened.st_ino == there.st_ino;
}

/* Times that others may come between until that is told. */
#define ATTEMPTS 16

/* Takes away what nobody is writing. 0, or -1 with errno: it is in work, or cannot be; EEXIST:
   what is there is no ordinary file. O_NONBLOCK: a pipe would wait for a reader. */
static int take_away(const char *path)
{
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), rc = 0, error;
	struct stat st;

	if (fd < 0) {
		if (errno == ELOOP || errno == ENXIO || errno == EISDIR)
			errno = EEXIST;
		return errno == ENOENT ? 0 : -1;
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		errno = EEXIST;
		rc = -1;
	} else if (flock(fd, LOCK_EX | LOCK_NB) || (is_still(fd, path) && unlink(path)))
		rc = -1;
	error = errno;
	close(fd);
	errno = error;
	return rc;
}

/* Creates and locks it. A file descriptor, or -1 with errno. */
static int open_beside(const char *path, mode_t mode)
{
	int error = EWOULDBLOCK;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

		if (fd < 0 && (errno != EEXIST || take_away(path)))
			return -1;
		if (fd < 0)
			continue;
		error = EWOULDBLOCK;
		if (flock(fd, LOCK_EX | LOCK_NB))
			error = errno;
		else if (is_still(fd, path))
			return fd;
		close(fd);
		if (error != EWOULDBLOCK)
			break;
	}
	errno = error;
	return -1;
}

int file_writer_open(struct file_writer *w, const char *path)
{
	struct stat old;
	bool there = !stat(path, &old);

	*w = (struct file_writer){.fd = -1, .path = strdup(path)};
	w->through = there && !S_ISREG(old.st_mode);
	if (!w->through)
		w->beside = name_beside(path);
	if (!w->path || (!w->through && !w->beside))
		errno = ENOMEM;
	else
		w->fd = w->through ? open(path, O_WRONLY | O_CLOEXEC)
				   : open_beside(w->beside, there ? 0600 : 0666);
	if (w->fd >= 0 && (w->through || !there || !fchmod(w->fd, old.st_mode & 07777)))
		return 0;
	file_writer_abandon(w);
	return -1;
}

int file_writer_put(struct file_writer *w, const char *bytes, size_t len)
{
	return file_write_fd(w->fd, bytes, len);
}

/* The name goes before the lock does: behind that it may be another's. */
void file_writer_abandon(struct file_writer *w)
{
	int error = errno;

	if (w->fd >= 0 && w->beside)
		unlink(w->beside);
	if (w->fd >= 0)
		close(w->fd);
	free(w->beside);
	free(w->path);
	*w = (struct file_writer){.fd = -1};
	errno = error;
}

int file_writer_commit(struct file_writer *w)
{
	int rc = w->through ? 0 : fsync(w->fd) || rename(w->beside, w->path) ? -1 : 0;

	if (!rc) {
		rc = close(w->fd);
		w->fd = -1;
	}
	file_writer_abandon(w);
	return rc ? -1 : 0;
}

const char *file_why(int error)
{
	return error == EWOULDBLOCK ? "another guidang is writing it"
	       : error == EXDEV	    ? "a part of its path is no folder, or a link to one"
	       : error == EEXIST    ? "what has its name and " FILE_PART
				   " already is no ordinary file"
				 : strerror(error);
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
