#ifndef GUIDANG_TESTS_FEED_FIXTURE_H
#define GUIDANG_TESTS_FEED_FIXTURE_H

/* A page read twice: once with what htmlfeed.h cuts out, once with all bytes given to libxml2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "filter.h"
#include "htmlfeed.h"
#include "match.h"
#include "treexml.h"

extern const struct filter filter_in_html;

static bool feed_whole; /* the parser gets the page as it is */

/* The linker puts it in the place of htmlfeed_init (--wrap). */
void __real_htmlfeed_init(struct htmlfeed *f, const char *text, size_t len);
void __wrap_htmlfeed_init(struct htmlfeed *f, const char *text, size_t len);

void __wrap_htmlfeed_init(struct htmlfeed *f, const char *text, size_t len)
{
	__real_htmlfeed_init(f, text, len);
	if (feed_whole)
		f->as_is = len;
}

/* Takes out of XML what the tree has of one attribute. */
static inline void feed_forget(struct buf *xml, const char *attribute)
{
	char *to = xml->data, *from = xml->data, *found;
	const char *value_end;

	while ((found = strstr(from, attribute)) &&
		(value_end = strchr(found + strlen(attribute), '"'))) {
		memmove(to, from, (size_t)(found - from));
		to += found - from;
		from += value_end + 1 - from;
	}
	memmove(to, from, strlen(from) + 1);
	xml->len = strlen(xml->data);
}

/* White space becomes one space: of a text that is longer than the parser gives at once, pieces
   are left out that are nothing but white space. */
static inline void feed_collapse(struct buf *xml)
{
	size_t to = 0;

	for (size_t at = 0; at < xml->len; at++) {
		char c = xml->data[at];

		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
		if (c != ' ' || !to || xml->data[to - 1] != ' ')
			xml->data[to++] = c;
	}
	xml->data[to] = '\0';
	xml->len = to;
}

/* The tree as it is read, in XML, before any other filter. Without places: where the parser
   itself splits a text or adds a paragraph, it knows them less well than the cuts do. Empty
   where a page is refused. bytes[len] is NUL. */
static inline struct buf feed_tree(const char *bytes, size_t len, bool whole)
{
	static const struct options options;
	struct match_cache *matches = match_cache_new();
	struct document doc;
	struct buf xml = BUF_INIT;

	feed_whole = whole;
	if (!matches || document_init(&doc, &options, matches) ||
		(!filter_in_html.ingest(&doc, bytes, len) && treexml_write(&doc, &xml))) {
		fputs("no memory for a tree\n", stderr);
		abort();
	}
	document_free(&doc);
	match_cache_free(matches);
	if (!xml.len)
		return xml;
	feed_forget(&xml, " at=\"");
	feed_forget(&xml, " line=\"");
	feed_forget(&xml, " ingested=\"");
	feed_collapse(&xml);
	return xml;
}

#endif
