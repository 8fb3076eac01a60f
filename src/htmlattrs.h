#ifndef GUIDANG_HTMLATTRS_H
#define GUIDANG_HTMLATTRS_H

/*
 * Tags in the source, read as libxml2's parser reads them (2.9 to 2.13): names, attributes,
 * and where a tag ends.
 */
#include "buf.h"
#include "htmltag.h"

/* White space as XML has it. */
static inline bool htmlattrs_is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Behind the name of an element or attribute at s, which may be empty; NULL where it is so long
   that the parser cuts it. */
const char *htmlattrs_name_end(const char *s, const char *end);

/* Where a tag ends. */
struct htmlattrs_end {
	const char *at; /* its '>', or the '/' before that; NULL: not to be known */
	bool plain;	/* htmlattrs_read gives for it what the parser would */
};

/* Of the start tag whose element's name ends at s. */
struct htmlattrs_end htmlattrs_end(const char *s, const char *text_end);

struct htmlattrs {
	struct buf strings;
	const unsigned char **list;
	size_t room; /* of list */
};

#define HTMLATTRS_INIT                                                                         \
	{                                                                                      \
		.strings = BUF_INIT                                                            \
	}

/* The attributes of a plain tag from the end of its name to the end that was found; they live
   until the next are read. NULL where there are none, or memory runs out. */
htmltag_attrs htmlattrs_read(struct htmlattrs *a, const char *s, const char *end);
void htmlattrs_free(struct htmlattrs *a);

#endif
