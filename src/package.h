#ifndef GUIDANG_PACKAGE_H
#define GUIDANG_PACKAGE_H

/*
 * A ZIP package in memory (libzip), the same bytes every time: entries in the
 * order added, one fixed time, no extra fields, no data descriptors.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* How hard zlib deflates entries (1 to 9). Above 6 the XML of documents takes two to three
   times as long and gets less than 1 % smaller. */
#define PACKAGE_LEVEL 6

struct package;

/* epoch: modification time of every entry [s since 1970]; before 1980 it is 1980-01-01,
   the earliest that ZIP can say. NULL when memory runs out. */
struct package *package_new(int64_t epoch);

/* Adds a file. The bytes are copied. stored: without compression. 0 or -1. */
int package_add(
	struct package *p, const char *name, const void *bytes, size_t len, bool stored);

/* Adds what bytes holds, which is then empty. 0, or -1 also where bytes has nothing or failed.
 */
int package_give(struct package *p, const char *name, struct buf *bytes);

/* Writes the package to out and frees it, whatever the outcome. 0 or -1. */
int package_close(struct package *p, struct buf *out);
void package_free(struct package *p); /* instead of package_close */

#endif
