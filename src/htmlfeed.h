#ifndef GUIDANG_HTMLFEED_H
#define GUIDANG_HTMLFEED_H

/*
 * What libxml2's parser is given to read of a page.
 *
 * The parser looks at every byte several times, and copies most; what decides how the page is
 * built are the names of its tags. So of text, of attributes, and of what scripts, styles and
 * comments hold, it gets one byte that stands for all: a cut. Who hears of that byte takes what
 * was cut from the source. Only what leaves no doubt about how the parser would read it is cut;
 * where it is not so, it gets the bytes as they are, and where the scanner cannot know any
 * more what the parser is at, it gets all that is left.
 */
#include <stdbool.h>
#include <stddef.h>

/* The parser gives text in pieces of this length [bytes], and asks of each whether it is
   blank. */
#define HTMLFEED_PIECE 1000

enum htmlfeed_kind { HTMLFEED_TEXT, HTMLFEED_ATTRIBUTES, HTMLFEED_COMMENT };

struct htmlfeed_cut {
	size_t given;	   /* where the byte stands in what is given */
	size_t start, end; /* what it stands for in the source, half-open [bytes] */
	enum htmlfeed_kind kind;
};

struct htmlfeed {
	const char *text; /* the source: clean UTF-8, a NUL behind it */
	size_t len;	  /* [bytes] */
	size_t at;	  /* read of it */
	size_t given;	  /* to the parser [bytes] */

	/* What is done next: bytes are given as they are up to as_is; what follows up to
	   cut_end is cut, if anything does; and they are as they are up to token_end. */
	size_t as_is, cut_end, token_end;
	enum htmlfeed_kind kind;
	char stand_in;

	size_t next_tag; /* the first '<' that is not before at */
	bool fresh;	 /* what the parser reads next is a token of its own */
	const char *raw; /* the name of the element whose text is next, script or style; NULL */
	size_t raw_len;	 /* of the name [bytes] */

	struct htmlfeed_cut *cuts;  /* that the parser has not passed, and some before them */
	size_t count, room, passed; /* of cuts */
	struct htmlfeed_cut last;   /* that it has passed */
};

void htmlfeed_init(struct htmlfeed *f, const char *text, size_t len);
void htmlfeed_free(struct htmlfeed *f);

/* The next bytes for the parser: how many, at most room; 0: all was given. */
size_t htmlfeed_read(struct htmlfeed *f, char *to, size_t room);

/* The place in the source of a place in what was given. Places come in order. */
size_t htmlfeed_place(struct htmlfeed *f, size_t given);

/* The cut of the kind that the parser has just read, where it is at the place that
   htmlfeed_place was asked for last; NULL where it has read other bytes. */
const struct htmlfeed_cut *htmlfeed_cut_before(
	const struct htmlfeed *f, size_t given, enum htmlfeed_kind kind);

#endif
