#ifndef GUIDANG_ZIPDIR_H
#define GUIDANG_ZIPDIR_H

/* The places of the members of a ZIP, and the encoding of their names: what libzip reads and
   does not tell (APPNOTE.TXT, 4.3, 4.4.4). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/stream.h"

struct zipdir {
	uint64_t *offsets; /* of the local headers, in the order of the directory [bytes] */
	/* True if their names are UTF-8: told so, or by evidence. What is none by itself may be
	   UTF-8 by chance: GB 18030 has pairs of bytes that are. */
	bool *utf8;
	size_t count;
};

/* Reads the directory of a stream that can be sought. 0, or -1: there is none that can be read,
   or more than most members. */
int zipdir_read(struct zipdir *z, struct stream *in, size_t most);
void zipdir_free(struct zipdir *z);

/* The place where the content of the member at a local header begins [bytes]; 0: no header.
 */
uint64_t zipdir_content(struct stream *in, uint64_t local);

#endif
