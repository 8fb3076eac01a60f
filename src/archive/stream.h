#ifndef GUIDANG_STREAM_H
#define GUIDANG_STREAM_H

/*
 * Bytes in order with a view ahead, from a file, a part of one, memory, or whatever a function
 * gives. Memory does not grow with what is read: STREAM_WINDOW bytes are held.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

/* Most that can be looked ahead [bytes]. */
#define STREAM_WINDOW ((size_t)128 << 10)

/* A size or an end that is not known. */
#define STREAM_UNKNOWN UINT64_MAX

struct stream;

/* Bytes to to, at most room; 0 at the end, -1 with errno. */
typedef ssize_t stream_source(void *user, char *to, size_t room);

/* A file; standard input where path is NULL. NULL with errno. */
struct stream *stream_open(const char *path);
/* A file that was opened, which it takes; -1 is none. NULL with errno. */
struct stream *stream_open_fd(int fd);
/* The len bytes of a file from start on; positions stay those of the file. NULL with errno. */
struct stream *stream_open_range(const char *path, uint64_t start, uint64_t len);
/* Bytes that outlive the stream. NULL when memory runs out. */
struct stream *stream_memory(const char *bytes, size_t len);
/* The bytes that source gives; stream_free calls release. NULL when memory runs out. */
struct stream *stream_from(stream_source *source, void (*release)(void *user), void *user);
void stream_free(struct stream *s);

/*
 * Shows the next bytes: want of them (at most STREAM_WINDOW), or all there are before the end.
 * How many; it may be more. *bytes is lent until the next call.
 */
size_t stream_peek(struct stream *s, size_t want, const char **bytes);
/* Goes on by n bytes, or to the end; by how many. */
uint64_t stream_skip(struct stream *s, uint64_t n);
/* Adds up to n bytes to out and goes on after them; how many. */
size_t stream_read(struct stream *s, size_t n, struct buf *out);

/* The place of the next byte [bytes]. */
uint64_t stream_at(const struct stream *s);
/* The place after the last byte [bytes]; STREAM_UNKNOWN if only reading shows it. */
uint64_t stream_end(const struct stream *s);
/* True if stream_seek works: for files and memory, not for pipes. */
bool stream_seekable(const struct stream *s);
/* Goes to a place between the first byte and stream_end. */
void stream_seek(struct stream *s, uint64_t at);
/* errno of a read that failed, which ended the stream; 0. */
int stream_error(const struct stream *s);

#endif
