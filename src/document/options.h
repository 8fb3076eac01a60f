#ifndef GUIDANG_OPTIONS_H
#define GUIDANG_OPTIONS_H

/* All that a caller may ask of a conversion. Zeroed is the default. Strings are the caller's.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct options {
	const char *charset;   /* --charset: label that overrides what the page says */
	const char *base_url;  /* --base-url */
	const char *profile;   /* --profile: name or file; NULL: the one that applies */
	const char *rules;     /* --rules: a file of site rules, or a folder of them by host */
	const char *layout;    /* --layout: name or file; NULL: the one for the language */
	const char *resources; /* --resources: folder of files that the page may show */
	const char *captured;  /* --captured: when the page was saved, RFC 3339 */
	const char *section;   /* --section: emit this section only */
	/* Words; NULL is the first one: */
	const char *fields;	 /* --fields: table, end, none: where documents print them */
	const char *odf_version; /* --odf-version: 1.2, 1.3: of OpenDocument, in an ODT */
	const char *provenance;	 /* --provenance: end, footer, none: where documents say their
				    source */
	const char *filters;	 /* --filters: comma-separated; NULL: the default chain */
	const char *without;	 /* --without: comma-separated */
	const char *const *external; /* -x: commands, in order; NULL or NULL-terminated */
	unsigned
		columns; /* --columns: text is wrapped at this width [terminal cells]; 0: not */
	unsigned table;	 /* --table: csv of this data table only, from 1; 0: all */
	unsigned max_time; /* --max-time: a page that takes longer fails [s]; 0: none does */
	bool no_join;	   /* --no-join: pages of one article stay by themselves */
	bool force;	   /* --force: keep the body even where it looks like mere chrome */
	int64_t epoch;	   /* SOURCE_DATE_EPOCH [s since 1970]; documents' dates */
};

/* The bytes of pictures that a page shows and does not hold. Must outlive the page.
 */
struct guidang_resources {
	/* href as in the page, uri resolved or NULL. Adds the bytes to out. 0, or -1: not
	 * there. */
	int (*fetch)(void *user, const char *href, const char *uri, struct buf *out);
	void *user;
};

#endif
