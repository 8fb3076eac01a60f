#ifndef GUIDANG_DOCUMENT_H
#define GUIDANG_DOCUMENT_H

/*
 * One page under conversion: its source, its tree, what is known of it, and
 * what was said about it. Everything the JSON record and the office documents
 * need is here or in the tree, and nowhere else: so a tree written as XML and
 * read again gives the same bytes in every format.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/deadline.h"
#include "document/diag.h"
#include "document/options.h"
#include "tree/tree.h"

/* One of several pages that were joined to a document. */
struct source_page {
	const char *name, *uri, *captured; /* as in struct source */
	uint64_t bytes;			   /* as read */
	char sha256[65];
	uint64_t offset; /* where it begins in the decoded source [bytes] */
	uint32_t line;	 /* and its first line in it, from 1 */
};

struct source {
	const char
		*name;	 /* the file's name as given, without folders; "-" for standard input */
	const char *uri; /* where the page was; NULL where not known */
	const char *captured; /* when it was saved, RFC 3339; NULL where not known */
	uint64_t bytes;	      /* size as read [bytes] */
	char sha256[65];     /* of the bytes as read, if that is known already: source_sha256 */
	const char *as_read; /* these bytes; NULL: it came as a tree that does not hold them */
	size_t as_read_len;  /* [bytes] */
	struct {
		const char *declared;  /* label in the page, as written; NULL where none */
		const char *used;      /* WHATWG name in lower case */
		const char *transport; /* label that came with the page; NULL where none */
		const char *by;	   /* bom, option, http, content, declared, detected, default */
		uint64_t replaced; /* U+FFFD put in place of what could not be read */
		uint64_t doubtful; /* private-use characters decoded */
	} charset;
	/* What the decoded source consists of, as its reader tells it [bytes]. */
	struct source_parts {
		uint64_t text;	 /* what readers may see; references as they are written */
		uint64_t script; /* in script and style */
		uint64_t markup; /* tags, declarations, bounds of CDATA sections */
		uint64_t comment;
	} parts;
	struct source_page *pages; /* in order, the first included; NULL where it is alone */
	unsigned page_count;
	const char
		*text; /* decoded source, UTF-8, NUL-terminated; NULL when it came as a tree */
	size_t text_len; /* [bytes] */
};

/* The SHA-256 of the bytes as read, hexadecimal, to hex; "" if it is not known. It is taken
   when it is asked for: text and tables do without. */
void source_sha256(const struct source *s, char hex[65]);

enum check_status { CHECK_PASS, CHECK_FAIL, CHECK_SKIPPED };

struct check {
	const char *rule; /* such as "requests.total" */
	enum check_status status;
	const char *detail; /* one sentence, for people */
	struct check *next;
};

struct document {
	struct tree tree;
	struct source source;
	const struct options *options;
	struct deadline deadline;    /* of the whole conversion, by options->max_time */
	struct match_cache *matches; /* compiled patterns, see match.h */
	struct layouts *layouts;     /* built-in ones, see layout.h; NULL: read for each */
	struct deflater *deflater;   /* of packages, see deflater.h; NULL: each has its own */
	const struct guidang_resources
		*resources; /* bytes of pictures; NULL where there are none */

	const char
		*folder;  /* that the page's files are in; NULL for none. Not kept in a tree */
	const char *base; /* base for links: --base-url or <base href>; NULL where not known */
	const char *language;  /* BCP 47; NULL where not known */
	const char *published; /* YYYY-MM-DD; NULL where not known */
	const char *profile;   /* name of the profile that applied; NULL where none did */
	const char *next_page; /* where the document goes on, by a site rule; NULL where not
				  known */
	bool body_by_rule; /* a site rule named the body: nothing in it is taken for chrome */
	struct check *checks, *last_check;

	struct diag *diags, *last_diag;
	unsigned diag_count[3]; /* by level */

	const char **filter_names; /* index: node->filter; 0 is "" */
	unsigned filter_count;

	void *extension; /* of the caller; guidang does not touch it */
};

/* Zeroes doc and gives it an empty tree. options must outlive doc. -1 when memory runs out. */
int document_init(
	struct document *doc, const struct options *options, struct match_cache *matches);
void document_free(struct document *doc);

/* Names the filter at work; nodes touched from now on carry it. Names are kept once. */
void document_enter_filter(struct document *doc, const char *name);
/* The name of a node's filter index; "" for none. */
const char *document_filter_name(const struct document *doc, unsigned index);

/* Says something about the page. line 0: no place. */
void diag_report(struct document *doc, enum diag_code code, uint32_t line, ...);

/* Adds a check's outcome. Strings are copied. */
void document_add_check(
	struct document *doc, const char *rule, enum check_status status, const char *detail);
const char *check_status_name(enum check_status status); /* "pass", "fail", "skipped" */

/* The front matter and what is in it (live nodes; NULL where there is none). */
struct node *document_front(const struct document *doc);
struct node *document_title(const struct document *doc);
/* The first FIELD with the key. */
struct node *document_field(const struct document *doc, const char *key);
/* TERM and DEF of a FIELD. */
struct node *field_label(const struct node *field);
struct node *field_value(const struct node *field);

/* A FIELD at the end of FRONT, with label and value as generated text. key may be NULL. */
struct node *document_add_field(struct document *doc, const char *key, const char *label,
	const char *value, const char *origin);

/* href resolved against the base (RFC 3986) into the arena; NULL where there is no base, or it
   cannot be resolved. */
const char *document_resolve(struct document *doc, const char *href);

#endif
