#ifndef GUIDANG_TITLE_CLAIMS_H
#define GUIDANG_TITLE_CLAIMS_H

/*
 * What a page says its title is, besides what it prints: the head's <title> and its parts, meta
 * tags, fields, JSON-LD. Each is a claim, by which printed lines are judged; and which names
 * are the site's, so that they are not taken for titles.
 *
 * Texts are compared by their keys: white space removed, ASCII in lower case, full-width forms,
 * quotes and dashes made plain. Portals write them otherwise in the head than in print.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "document/document.h"

/* The worth of agreement with a claim, by where it was. */
#define WORTH_META    100 /* the portal standard's own tag */
#define WORTH_FIELD   95  /* a printed field */
#define WORTH_HEAD    85  /* the whole <title>, and tags made for sharing */
#define WORTH_SEGMENT 70  /* a part of the <title> */
/* its last part, where shorter than the first: a column or a site; and fewer than four Chinese
   characters, which name no document */
#define WORTH_LITTLE 20

struct title_claim {
	const char *key;
	size_t len; /* [bytes] */
	int worth;
	bool cut;   /* it ended with an ellipsis: the title goes on */
	bool voice; /* said on its own, not a part of something else */
};

enum { TITLE_CLAIMS_MAX = 40, TITLE_SITES_MAX = 8 };

struct title_claims {
	struct document *doc;
	struct title_claim list[TITLE_CLAIMS_MAX];
	unsigned count;
	const char *sites[TITLE_SITES_MAX]; /* keys of the site's names */
	unsigned site_count;
	const char *head; /* key of the head's title; "" where there is none */
	const char *host; /* the label of the page's host that names it; "" where not known */
};

/* Collects everything; head is the head's title, or NULL. Keys live as long as the document. */
void title_claims_collect(
	struct title_claims *c, struct document *doc, const struct node *head);

/* Adds the first headline that a script with words of schema.org gives, unescaped; false where
   there is none. JSON-LD is searched, not parsed: scripts that are no JSON do no harm. */
bool jsonld_headline(struct buf *out, const struct document *doc);

/* Adds the key of a text to out. */
void title_put_key(struct buf *out, const char *text, size_t len);
/* The key of n's live text, in the document's arena; NULL when memory runs out. */
char *title_key(struct document *doc, const struct node *n, size_t *len);

/* Length of a key without the ellipsis at its end, whatever it is made of. */
size_t title_said_len(const char *key, size_t len);

/* How well a text agrees: the worth of the best claim, half of it where one is the beginning of
   the other. */
int title_claims_score(const struct title_claims *c, const char *key, size_t len);
/* True if a line may agree with a claim, by how both begin. */
bool title_claims_may(const struct title_claims *c, const struct node *line);
/* True if a claim begins with the text. */
bool title_claims_begin(const struct title_claims *c, const char *key, size_t len);
/* True if something but the head's title says this title, or begins with it. */
bool title_claims_second(const struct title_claims *c, const char *title, size_t len);
/* True if a text is the last part of the head's title, and that is the shorter one. */
bool title_claims_column(const struct title_claims *c, const char *text, size_t len);
/* The picture that a first-level heading consists of, where its alternative text has words; or
   NULL. */
struct node *title_picture(const struct document *doc);
/* True if the text is a name of the site. */
bool title_claims_site(const struct title_claims *c, const char *key, size_t len);

/*
 * Where the site's name starts in a title ("title - column - site"), whose one line text is:
 * before the first part that is known to be the site's name; where none is known, after the
 * first bar or the last dash. Its length where the site comes first, or where what would be
 * left names nothing.
 */
size_t title_site_at(const struct title_claims *c, const char *text, size_t len);
/* True if a title is a home page's: "Home - site". */
bool title_is_home(const struct title_claims *c, const char *text, size_t len);

/*
 * Share of the words of title that text has, 0 to 1; without the site's names and words that
 * every text has. 0 where title has no such word: in Chinese they are not set apart.
 */
double title_words_found(
	const struct title_claims *c, const char *title, size_t title_len, const char *text);
/* True if text is title with words left out between its first and its last, and has two or
   more. */
bool title_words_left_out(const char *title, size_t title_len, const char *text);
/* True if the document's live text has this share of a title's words. */
bool title_is_about(const struct title_claims *c, const char *title, size_t len, double share);

#endif
