#ifndef GUIDANG_HTMLSCAN_H
#define GUIDANG_HTMLSCAN_H

/*
 * HTML looked through before it is read: tags and attributes in the bytes as they stand, in an
 * encoding that is ASCII below 128. What a parser would mend is not mended.
 */
#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct scan {
	const char *at, *end;
};

struct slice {
	const char *start;
	size_t len;
};

bool scan_is_space(char c);

/* The next attribute of the tag that s is in; false at the tag's end. */
bool scan_attribute(struct scan *s, struct slice *name, struct slice *value);

/* Adds an attribute's value. Of what a reference can be, "&amp;" is the one that addresses
   need. */
void scan_put_value(struct buf *out, struct slice value);

#endif
