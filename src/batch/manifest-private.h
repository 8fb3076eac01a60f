#ifndef GUIDANG_MANIFEST_PRIVATE_H
#define GUIDANG_MANIFEST_PRIVATE_H

/* What writing and reading a manifest share: the members of an entry. */
#include "batch/manifest.h"

struct manifest_member {
	const char *key;				  /* NULL ends a list */
	size_t at;					  /* in struct manifest_entry */
	enum { TEXT, NEWER_TEXT, NUMBER64, NUMBER } type; /* NEWER_TEXT: it may not be there */
};

/* In the order of writing: of the source, and of the page. */
extern const struct manifest_member manifest_source_members[], manifest_page_members[];

#endif
