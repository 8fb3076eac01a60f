#ifndef GUIDANG_TITLECLAIMS_PRIVATE_H
#define GUIDANG_TITLECLAIMS_PRIVATE_H

/* What titleclaims.c and titlesite.c share: a title's parts, and the site's names. */
#include "titleclaims.h"

enum { TITLE_PARTS_MAX = 12 };

/* A part of a title: "title - column - site" has three. */
struct title_part {
	size_t gap;	   /* where the separator before it starts [bytes] */
	size_t start, end; /* [bytes] */
};

/* Cuts a title at its separators; how many parts came, at least one. */
size_t title_parts(const char *text, size_t len, struct title_part *parts);

/* The key of a text, in the document's arena; NULL when memory runs out. */
char *title_key_of(struct document *doc, const char *text, size_t len, size_t *key_len);
/* Whether a text begins with another. */
bool title_begins(const char *text, size_t len, const char *with, size_t with_len);

/* What tells the site's names: its host, what portals are called, what the logo prints. */
void title_find_host(struct title_claims *c);
void title_find_portals(struct title_claims *c, const struct buf *head);
void title_find_logos(struct title_claims *c);
/* One more of them; NULL and "" are none. */
void title_add_site(struct title_claims *c, const char *key);

/* Whether a part is the site's name. What does not stand first may say more than that:
   "Example's Forum". */
bool title_site_part(const struct title_claims *c, const char *text,
	const struct title_part *part, bool first);
/* Whether a line is the site's logo. */
bool title_is_logo(const struct document *doc, const struct node *line);

#endif
