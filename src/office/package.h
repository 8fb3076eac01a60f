#ifndef GUIDANG_PACKAGE_H
#define GUIDANG_PACKAGE_H

/*
 * A ZIP package in memory (libzip), the same bytes every time: entries in the
 * order added, one fixed time, no extra fields, no data descriptors.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct deflater;
struct package;

enum package_way {
	PACKAGE_STORED,	  /* without compression */
	PACKAGE_DEFLATED, /* as deflater.h does it */
	PACKAGE_USUAL	  /* the same, where many documents have such a file */
};

/* epoch: modification time of every entry [s since 1970]; before 1980 it is 1980-01-01,
   the earliest that ZIP can say. d must outlive the package; NULL: it has one of its own. NULL
   when memory runs out. */
struct package *package_new(int64_t epoch, struct deflater *d);

/* Adds a file; the bytes are not needed any more then. 0 or -1. */
int package_add(struct package *p, const char *name, const void *bytes, size_t len,
	enum package_way way);

/* Writes the package to out and frees it, whatever the outcome. 0 or -1. */
int package_close(struct package *p, struct buf *out);
void package_free(struct package *p); /* instead of package_close */

#endif
