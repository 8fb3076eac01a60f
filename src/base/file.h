#ifndef GUIDANG_FILE_H
#define GUIDANG_FILE_H

/* Files in and out: whole, or not at all. */
#include <stdbool.h>

#include "base/buf.h"

/* Reads a file, or standard input where path is NULL, to the end of out. 0, or -1 with errno.
 */
int file_read(const char *path, struct buf *out);

/* Reads from fd to the end of out; more than most bytes are EFBIG. 0, or -1 with errno. */
int file_read_fd(int fd, size_t most, struct buf *out);

/*
 * Opens the file path below folder for reading. Every part of path must be a plain name: no
 * "..", no link, and at the end an ordinary file. -1 with errno, EXDEV if path leads elsewhere.
 */
int file_open_below(const char *folder, const char *path);
/* The same, but links are followed if they lead to a file below the folder. */
int file_open_linked(const char *folder, const char *path);

/* Writes all bytes. 0, or -1 with errno. */
int file_write_fd(int fd, const char *bytes, size_t len);

/* Makes the folders above path, which is below folder (a file descriptor, or AT_FDCWD), where
   they are not there. 0, or -1 with errno. */
int file_make_folders(int folder, const char *path);

/* Renames the file name in the folder from to path below folder (file descriptors), whose
   folders are made. Links are not followed. 0, or -1 with errno, EXDEV if path leads elsewhere.
 */
int file_rename_below(int from, const char *name, int folder, const char *path);

/* Behind the name of a file that is in writing. */
#define FILE_PART ".guidang-part"

/*
 * A file in writing. It stands beside path, under path and FILE_PART, until it is whole: path
 * is never half a file, and what path was stays where anything fails. What a process that was
 * killed left there is taken away; a lock tells that from what another one is writing, which is
 * refused (EWOULDBLOCK). A path that is no ordinary file (a device, a pipe) is written to
 * directly.
 */
struct file_writer {
	int fd;
	char *path, *beside;
	bool through; /* path itself is written to */
};

/* 0, or -1 with errno, and nothing to abandon. */
int file_writer_open(struct file_writer *w, const char *path);
/* 0, or -1 with errno. */
int file_writer_put(struct file_writer *w, const char *bytes, size_t len);
/* Syncs and renames. 0, or -1 with errno and nothing left behind; w is done with either way. */
int file_writer_commit(struct file_writer *w);
/* Takes away what was written; errno stays. */
void file_writer_abandon(struct file_writer *w);

/* The sentence for an errno of these functions. */
const char *file_why(int error);

/* Writes all bytes to path by a file_writer. 0, or -1 with errno. */
int file_replace(const char *path, const char *bytes, size_t len);

#endif
