#include "archive/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stream {
	int fd;		       /* -1: none */
	stream_source *source; /* of the bytes, where there is no fd */
	void (*release)(void *user);
	void *user;
	const char *bytes; /* the window: own, or all of the memory given */
	char *window;	   /* own; NULL for memory */
	size_t next, have; /* in bytes: the next one, and after the last one */
	uint64_t base;	   /* position of bytes[0] */
	uint64_t start, end;
	bool seekable, ended;
	int error;
};

static struct stream *stream_new(int fd)
{
	struct stream *s = calloc(1, sizeof *s);
	char *window = malloc(STREAM_WINDOW);

	if (!s || !window) {
		free(s);
		free(window);
		errno = ENOMEM;
		return NULL;
	}
	s->fd = fd;
	s->bytes = s->window = window;
	s->end = STREAM_UNKNOWN;
	return s;
}

/* Ordinary files have an end and can be sought; others are read as they come. */
static void look_at_file(struct stream *s)
{
	struct stat st;
	off_t at = lseek(s->fd, 0, SEEK_CUR);

	if (fstat(s->fd, &st) || !S_ISREG(st.st_mode) || at < 0)
		return;
	s->seekable = true;
	s->base = s->start = (uint64_t)at;
	s->end = st.st_size > at ? (uint64_t)st.st_size : (uint64_t)at;
}

struct stream *stream_open(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC)
		      : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

	return stream_open_fd(fd);
}

struct stream *stream_open_fd(int fd)
{
	struct stream *s = fd < 0 ? NULL : stream_new(fd);

	if (fd < 0)
		return NULL;
	if (s)
		look_at_file(s);
	else
		close(fd);
	return s;
}

struct stream *stream_open_range(const char *path, uint64_t start, uint64_t len)
{
	struct stream *s = stream_open(path);

	if (!s)
		return NULL;
	if (!s->seekable || start > s->end || len > s->end - start) {
		stream_free(s);
		errno = EINVAL;
		return NULL;
	}
	s->base = s->start = start;
	s->end = start + len;
	return s;
}

struct stream *stream_memory(const char *bytes, size_t len)
{
	struct stream *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->fd = -1;
	s->bytes = bytes;
	s->have = len;
	s->end = len;
	s->seekable = s->ended = true;
	return s;
}

struct stream *stream_from(stream_source *source, void (*release)(void *user), void *user)
{
	struct stream *s = stream_new(-1);

	if (!s)
		return NULL;
	s->source = source;
	s->release = release;
	s->user = user;
	return s;
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	if (s->release)
		s->release(s->user);
	free(s->window);
	free(s);
}

static ssize_t read_more(struct stream *s, char *to, size_t room)
{
	uint64_t at = s->base + s->have;
	ssize_t got;

	if (s->end != STREAM_UNKNOWN && room > s->end - at)
		room = (size_t)(s->end - at);
	if (!room)
		return 0;
	if (s->source)
		return s->source(s->user, to, room);
	do
		got = s->seekable ? pread(s->fd, to, room, (off_t)at) : read(s->fd, to, room);
	while (got < 0 && errno == EINTR);
	return got;
}

/* One read to the end of the window. */
static void fill(struct stream *s)
{
	ssize_t got;

	if (s->next) {
		memmove(s->window, s->window + s->next, s->have - s->next);
		s->base += s->next;
		s->have -= s->next;
		s->next = 0;
	}
	got = read_more(s, s->window + s->have, STREAM_WINDOW - s->have);
	if (got > 0) {
		s->have += (size_t)got;
	} else {
		s->ended = true;
		s->error = got < 0 ? errno : 0;
	}
}

size_t stream_peek(struct stream *s, size_t want, const char **bytes)
{
	if (want > STREAM_WINDOW)
		want = STREAM_WINDOW;
	while (s->have - s->next < want && !s->ended)
		fill(s);
	*bytes = s->bytes + s->next;
	return s->have - s->next;
}

uint64_t stream_skip(struct stream *s, uint64_t n)
{
	uint64_t done = 0;
	const char *bytes;

	if (s->seekable) {
		uint64_t left = s->end - stream_at(s);

		done = n < left ? n : left;
		stream_seek(s, stream_at(s) + done);
		return done;
	}
	while (done < n) {
		size_t have = stream_peek(s, 1, &bytes);
		size_t part = n - done < have ? (size_t)(n - done) : have;

		if (!have)
			break;
		s->next += part;
		done += part;
	}
	return done;
}

size_t stream_read(struct stream *s, size_t n, struct buf *out)
{
	size_t done = 0;
	const char *bytes;

	while (done < n && !buf_failed(out)) {
		size_t have = stream_peek(s, 1, &bytes);
		size_t part = n - done < have ? n - done : have;

		if (!have)
			break;
		buf_put(out, bytes, part);
		s->next += part;
		done += part;
	}
	return done;
}

uint64_t stream_at(const struct stream *s)
{
	return s->base + s->next;
}

uint64_t stream_end(const struct stream *s)
{
	return s->end;
}

bool stream_seekable(const struct stream *s)
{
	return s->seekable;
}

void stream_seek(struct stream *s, uint64_t at)
{
	if (at < s->start)
		at = s->start;
	if (at > s->end)
		at = s->end;
	if (at >= s->base && at <= s->base + s->have) {
		s->next = (size_t)(at - s->base);
	} else {
		s->base = at;
		s->next = s->have = 0;
		s->ended = s->error != 0;
	}
}

int stream_error(const struct stream *s)
{
	return s->error;
}
