#ifndef GUIDANG_WARCOUT_H
#define GUIDANG_WARCOUT_H

/*
 * The documents of a batch as a WARC 1.1 file (ISO 28500:2017) of conversion records (6.8),
 * each of which refers to the record that its page was.
 *
 * WARC-Date, which every record needs, is when the batch was made, if the caller says so;
 * else the capture of the page, on which the document depends and on nothing later.
 */
#include "package/packing.h"

/* Writes to path, by gzip, a member a record, if its name ends in .gz; whole or not at all.
 *left_out: documents of pages that are no records of a web archive; they are not in it. 0 or
 *-1. */
int warcout_write(struct packing *p, const char *path, uint64_t *left_out);

#endif
