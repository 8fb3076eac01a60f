#ifndef GUIDANG_PROPOSE_H
#define GUIDANG_PROPOSE_H

/* What becomes rules, between choosing (propose.c) and writing it (propose-write.c). */
#include "site/siteprofile.h"

/* Fewer characters a page are not worth a line; and for a path, which breaks more easily. */
#define STRIP_MIN      4
#define STRIP_MIN_PATH 15

struct proposal {
	const struct selector *selector;
	const char *word;      /* strip_id_or_class instead; NULL */
	uint32_t pages, chars; /* on which it removes, and how many on all of them */
	bool gone;	       /* another one does its work */
};

/* What proposals already take of a node. */
struct taken {
	uint32_t chars;	     /* in it, itself or below */
	struct proposal *by; /* the node itself; NULL */
};

struct proposer {
	struct siteprofile *profile;
	struct taken **taken; /* by page, by node id */
	const struct selector *title, *body;
	uint32_t title_pages, body_pages;
	struct proposal *proposals;
	size_t count;
	const struct selector **sorted; /* candidates, in the order that they are tried in */
	size_t sorted_count;
	struct buf *out;
};

const struct weight *proposer_weight(const struct proposer *r, const struct occurrence *o);
/* Whether any place of the selector stands in the body. */
bool proposer_in_body(const struct proposer *r, const struct selector *s);
/* Whether the selector could be stripped, but for its text. */
bool proposer_may_strip(const struct proposer *r, const struct selector *s);
/* Characters that it removes beyond what others take. */
uint32_t proposer_gain(const struct proposer *r, const struct selector *s);
/* Adds a proposal, which takes them. */
struct proposal *proposer_take(struct proposer *r, const struct selector *s);

/* Writes all to r->out. */
void proposer_write(struct proposer *r);

#endif
