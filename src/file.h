#ifndef GUIDANG_FILE_H
#define GUIDANG_FILE_H

/* Files in and out: whole, or not at all. */
#include "buf.h"

/* Reads a file, or standard input where path is NULL, to the end of out. 0, or -1 with errno.
 */
int file_read(const char *path, struct buf *out);

/* Reads from fd to the end of out; more than most bytes are EFBIG. 0, or -1 with errno. */
int file_read_fd(int fd, size_t most, struct buf *out);

/* Writes all bytes. 0, or -1 with errno. */
int file_write_fd(int fd, const char *bytes, size_t len);

/*
 * Writes bytes to a file beside path, syncs it, and renames it to path: path is never half a
 * file. What path was stays where anything fails. A path that is no ordinary file (a device, a
 * pipe) is written to directly. 0, or -1 with errno.
 */
int file_replace(const char *path, const char *bytes, size_t len);

#endif
