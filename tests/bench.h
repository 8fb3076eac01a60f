#ifndef GUIDANG_BENCH_H
#define GUIDANG_BENCH_H

/* What programs that measure have in common. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zip.h>

#include "buf.h"

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline void keep_best(double *best, double start)
{
	double time = now() - start;

	if (!*best || time < *best)
		*best = time;
}

static inline _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "%s\n", what);
	exit(1);
}

/* The files in a document, one behind the other. */
static inline void unpack(const struct buf *document, struct buf *files)
{
	zip_source_t *source = zip_source_buffer_create(document->data, document->len, 0, NULL);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
	char chunk[16384];

	if (!zip)
		give_up("libzip refused a document");
	for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
		zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);
		zip_int64_t got;

		while (file && (got = zip_fread(file, chunk, sizeof chunk)) > 0)
			buf_put(files, chunk, (size_t)got);
		zip_fclose(file);
	}
	zip_discard(zip);
}

#endif
