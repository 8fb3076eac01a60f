#ifndef GUIDANG_HTML_TOKEN_H
#define GUIDANG_HTML_TOKEN_H

/*
 * The one reader of HTML: the tokenization of the HTML standard (13.2.5), as a reader that is
 * asked for one token after the other.
 *
 * The text is lent, in UTF-8 or another encoding in which each byte that begins or ends
 * something here is that character of ASCII: single-byte ones, GB 18030, Big5, Shift_JIS, EUC.
 * (Other bytes of a character may be digits, letters, "\\", "|" or "`" there, never "<", ">",
 * "&",
 * "=", "/", a quote or white space.) UTF-16 and ISO-2022-JP are none. Tokens point into it.
 * They tile it: each byte is in exactly one token, in order. Nothing is allocated for a token
 * but room for its attributes, which is kept for the next ones.
 *
 * What depends on the tree is told by whoever builds it: html_enter, and the member foreign;
 * html_next_flat does without one.
 * Between two tokens, position, content, raw and foreign are all that the reader knows.
 */
#include <stdint.h>

#include "base/buf.h"
#include "base/slice.h"

enum html_token_type {
	HTML_END,  /* of the text */
	HTML_TEXT, /* characters that mean themselves, but for newlines and NUL (13.2.3.5) */
	HTML_REFERENCE, /* a character reference */
	HTML_START_TAG,
	HTML_END_TAG,
	HTML_COMMENT,
	HTML_DOCTYPE,
	HTML_CDATA,  /* a CDATA section: characters that mean themselves */
	HTML_BROKEN, /* "</>", or a tag that the end of the text cuts off: the standard drops it
		      */
};

/* How the content of an element is read: the states that the standard begins it with. */
enum html_content { HTML_DATA, HTML_RCDATA, HTML_RAWTEXT, HTML_SCRIPT, HTML_PLAINTEXT };

struct html_attribute {
	struct slice name, value; /* as they are written, a value without its quotes */
};

/* Longest meaning of a character reference [bytes]. */
#define HTML_MEANING_MAX 6

struct html_token {
	enum html_token_type type;
	struct slice all;  /* of the text */
	struct slice name; /* tags, DOCTYPE: as it is written; DOCTYPE: start NULL if missing */
	struct slice text; /* TEXT, CDATA, COMMENT: what they hold, as it is written */
	char meaning[HTML_MEANING_MAX + 1];	 /* REFERENCE: in UTF-8 */
	uint8_t meaning_len;			 /* [bytes] */
	bool self_closing;			 /* tags */
	bool quirks;				 /* DOCTYPE: broken, as browsers judge it */
	struct slice public_id, system_id;	 /* DOCTYPE; start NULL if missing */
	const struct html_attribute *attributes; /* tags: in order, repeated ones too; lent
						    until the next token */
	size_t attribute_count;
};

struct html_reader {
	const char *at, *end; /* what is left of the text */
	enum html_content content;
	struct slice raw; /* the element whose end tag ends RCDATA, RAWTEXT and SCRIPT */
	bool foreign;	  /* the next token is within SVG or MathML, where CDATA sections are */
	bool failed;	  /* memory was refused: attributes are missing */
	struct html_attribute *attributes;
	size_t attribute_room;
	/* The first '<' and the first '&' that are not before at; end if there is none, NULL or
	   before at where they were not searched yet. */
	const char *next_tag, *next_reference;
};

/* A reader from the start of a text of len bytes. The caller calls html_reader_free. */
void html_reader_init(struct html_reader *r, const char *text, size_t len);
void html_reader_free(struct html_reader *r);

/* The next token; false at the end of the text, where its type is HTML_END. */
bool html_next(struct html_reader *r, struct html_token *token);

/* After a start tag: what it opens is read as the elements of HTML are (13.2.6.4.4 and on),
   without scripting: script as a script, title and textarea with references but without tags,
   style, xmp, iframe, noembed and noframes as they are, plaintext up to the end. */
void html_enter(struct html_reader *r, const struct html_token *start_tag);

/* html_next for who builds no tree: enters what a start tag opens. SVG and MathML are from
   their start tag to their next end tag; a tag that closes itself opens nothing there. */
bool html_next_flat(struct html_reader *r, struct html_token *token);

/* White space in HTML: tab, LF, FF, CR, space. */
static inline bool html_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Adds the value of an attribute: references are resolved by the rule for attributes
   (13.2.5.73), newlines are LF. */
void html_put_value(struct buf *out, struct slice value);

/* Whether html_put_value adds the value as it is written: nothing in it could mean anything
   else. */
bool html_value_is_plain(struct slice value);

/* The value of the first attribute of the name, in upper or lower case; start NULL if the tag
   has none, len 0 if it is empty. */
struct slice html_attribute(const struct html_token *tag, const char *name);

#endif
