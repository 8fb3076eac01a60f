#ifndef GUIDANG_ZIP_H
#define GUIDANG_ZIP_H

/*
 * A ZIP archive written to memory (libzip), the same bytes every time: entries in the
 * order added, one fixed time, no extra fields, no data descriptors.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct deflater;
struct zip_out;

enum zip_out_way {
	ZIP_OUT_STORED,	  /* without compression */
	ZIP_OUT_DEFLATED, /* as deflater.h does it */
	ZIP_OUT_USUAL	  /* the same, if many documents have such a file */
};

/* epoch: modification time of every entry [s since 1970]; before 1980 it is 1980-01-01,
   the earliest that ZIP can say. d must outlive it; NULL: it has one of its own. NULL when
   memory runs out. */
struct zip_out *zip_out_new(int64_t epoch, struct deflater *d);

/* Adds a file; the bytes are not needed after it. 0 or -1. */
int zip_out_add(struct zip_out *p, const char *name, const void *bytes, size_t len,
	enum zip_out_way way);

/* Writes the archive to out and frees it, whatever the outcome. 0 or -1. */
int zip_out_close(struct zip_out *p, struct buf *out);
void zip_out_free(struct zip_out *p); /* instead of zip_out_close */

#endif
