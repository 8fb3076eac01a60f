#ifndef GUIDANG_SITEPROFILE_H
#define GUIDANG_SITEPROFILE_H

/*
 * All that several pages of one site have in common: which lines of text are the same on most
 * of them, and which elements, by an XPath that means the same place on every page, hold such
 * lines or hold others.
 */
#include "base/hash.h"
#include "document/document.h"
#include "site/query.h"

/* How XPaths name a place, the most robust first. */
enum naming {
	BY_ID,	    /* //div[@id='x'] */
	BY_CLASS,   /* //div[@class='x y'] */
	BY_WORD,    /* //div[contains(concat(' ', normalize-space(@class), ' '), ' x ')] */
	BY_ELEMENT, /* //article */
	BY_PATH,    /* //div[@id='x']/table[2] */
};

/* The text of a node, in characters without white space. */
struct weight {
	uint32_t chars;
	uint32_t near;	  /* of these, in lines nearly the same on most pages */
	uint32_t differs; /* of chars, in lines that are neither the same nor nearly */
	uint32_t prose;	  /* of differs, outside links and blocks that are named after chrome */
	uint32_t before;  /* prose of the page in front of the node */
};

struct site_page {
	struct document *doc;
	struct query query;
	struct weight *weights; /* by node id */
	size_t size;		/* of weights: the tree makes no nodes any more */
	const char *title,
		*tag; /* squashed: of the head, of the meta tag; "" where there is none */
};

struct occurrence {
	struct node *node;
	uint32_t page; /* from 0 */
	struct occurrence *next;
};

struct selector {
	const char *xpath;
	const char *value; /* BY_ID, BY_CLASS: of the attribute; else NULL */
	enum naming naming;
	uint32_t order;			 /* in which it was first met, from 0 */
	uint32_t pages;			 /* that have it */
	struct weight all;		 /* on all of them */
	struct occurrence *first, *last; /* by page, then in reading order */
	struct selector *next, *next_hashed;
};

#define SELECTOR_BUCKETS 8192

/* The filters that pages go through before they are compared: what no reader ever sees is
   neither common to pages nor different. */
#define SITEPROFILE_FILTERS "strip-script,strip-hidden,strip-forms"

/* Zeroed is empty. */
struct siteprofile {
	struct arena arena;
	struct site_page **pages;
	uint32_t page_count;
	uint32_t most; /* pages that are more than half of all */
	struct counter lines, shingles;
	struct selector *selectors, *last_selector;
	struct selector *buckets[SELECTOR_BUCKETS];
	uint32_t selector_count;
};

/*
 * Adds a page: a document of malloc, ingested and filtered, whose bytes are in its own arena.
 * It is taken over in any case, and so is freed here. 0, or -1 (memory).
 */
int siteprofile_add(struct siteprofile *p, struct document *doc);
void siteprofile_free(struct siteprofile *p);

/* Compares the pages, once all are added. 0 or -1 (memory). */
int siteprofile_compare(struct siteprofile *p);

const struct weight *siteprofile_weight(
	const struct siteprofile *p, uint32_t page, const struct node *n);

/* Writes the rules that are proposed, as a file for a person to read and correct. 0 or -1
 * (memory). */
int siteprofile_propose(struct siteprofile *p, struct buf *out);

#endif
