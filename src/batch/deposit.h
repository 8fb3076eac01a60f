#ifndef GUIDANG_DEPOSIT_H
#define GUIDANG_DEPOSIT_H

/*
 * The folder that a batch is written into: its files, and the manifest of them.
 *
 * A file is whole or not there, and what the manifest says is there is on the disk: files are
 * written beside, renamed, and synced in groups before the group's entries are. Work that was
 * broken off anywhere, by whatever means, is taken up behind the last entry.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"
#include "batch/manifest.h"

/* A file under this name is one in writing; none is left after deposit_close. */
#define DEPOSIT_PART FILE_PART

struct deposit;

/*
 * Opens the folder, and makes it and those above where they are not there. resume: what its
 * manifest has may be asked for with deposit_recorded, and a last line that was broken off is
 * cut; else a manifest that holds anything is a refusal. NULL: *why tells, one sentence that
 * lives on.
 */
struct deposit *deposit_open(const char *folder, bool resume, const char **why);

/* A descriptor of the folder, which stays the deposit's. */
int deposit_folder(const struct deposit *d);

/* The next entry of the manifest as it was found (see manifest_next): MANIFEST_END after the
   last. Entries may only be put behind it. */
enum manifest_read deposit_recorded(struct deposit *d, struct manifest_entry *entry);

/* Writes a file of the batch, and the folders above it; path as in struct manifest_output. 0,
   or -1 with errno. */
int deposit_put_file(struct deposit *d, const char *path, const char *bytes, size_t len);

/* Adds an entry whose files were put. 0, or -1 with errno: nothing of it is in the manifest
 * then. */
int deposit_put_entry(struct deposit *d, const struct manifest_entry *entry);

/* Sees that all that was put is on the disk. 0, or -1 with errno. */
int deposit_commit(struct deposit *d);

/* Commits and closes. 0, or -1 with errno, closed all the same. NULL is allowed. */
int deposit_close(struct deposit *d);

#endif
