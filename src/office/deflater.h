#ifndef GUIDANG_DEFLATER_H
#define GUIDANG_DEFLATER_H

/*
 * Deflates the files of packages (RFC 1951, without a header). zlib's state, a quarter of a
 * megabyte, is made once; of files that document after document has, the outcome is kept. What
 * comes out depends on what comes in alone.
 *
 * One deflater serves one thread; many packages may use it one after the other.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* How hard zlib works (1 to 9). 9 takes two to four times as long on the XML of documents,
   which get 1 % smaller by it, and large tables at most 10 %. */
#define DEFLATER_LEVEL 6

/* How much memory zlib has for it (1 to 9; 8 is its own choice). 9 takes a tenth longer,
   clearing and missing caches, and gains nothing. */
#define DEFLATER_MEMORY 8

struct deflater;

struct deflated {
	struct buf bytes;
	uint64_t size; /* before [bytes] */
	uint32_t crc;  /* CRC-32 of the bytes before */
};

struct deflater *deflater_new(void); /* NULL when memory runs out */
void deflater_free(struct deflater *d);

/* Deflates len bytes; out is overwritten, and the caller's to free if this succeeds. usual:
   the same may come again. 0 or -1. */
int deflater_run(
	struct deflater *d, const void *bytes, size_t len, bool usual, struct deflated *out);

#endif
