#ifndef GUIDANG_OUTPUT_FOLDER_H
#define GUIDANG_OUTPUT_FOLDER_H

/*
 * The folder that a batch is written into: its files, and the manifest of them.
 *
 * A file is whole or not there, and what the manifest says is there is on the disk: files are
 * written beside under FILE_PART, renamed, and synced in groups before the group's entries are.
 * Work that was broken off anywhere, by whatever means, is taken up after the last entry.
 */
#include <stdbool.h>
#include <stddef.h>

#include "batch/manifest.h"

struct output_folder;

/*
 * Opens the folder, and makes it and those above if they are not there. resume: what its
 * manifest has may be asked for with output_folder_recorded, and a last line that was broken
 * off is cut; else a manifest that holds anything is a refusal. NULL: *why tells, one sentence
 * that lives on.
 */
struct output_folder *output_folder_open(const char *folder, bool resume, const char **why);

/* A descriptor of the folder, which stays the output_folder's. */
int output_folder_fd(const struct output_folder *d);

/* The next entry of the manifest as it was found (see manifest_next): MANIFEST_END after the
   last. Entries may only be put after that. */
enum manifest_read output_folder_recorded(
	struct output_folder *d, struct manifest_entry *entry);

/* Writes a file of the batch, and the folders above it; path as in struct manifest_output. 0,
   or -1 with errno. */
int output_folder_put_file(
	struct output_folder *d, const char *path, const char *bytes, size_t len);

/* Adds an entry whose files were put. 0, or -1 with errno: nothing of it is in the manifest
 * then. */
int output_folder_put_entry(struct output_folder *d, const struct manifest_entry *entry);

/* Sees that all that was put is on the disk. 0, or -1 with errno. */
int output_folder_commit(struct output_folder *d);

/* Commits and closes. 0, or -1 with errno, closed all the same. NULL is allowed. */
int output_folder_close(struct output_folder *d);

#endif
