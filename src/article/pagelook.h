#ifndef GUIDANG_PAGELOOK_H
#define GUIDANG_PAGELOOK_H

/*
 * What a page says of itself and of the other pages of its article, seen in its bytes: links to
 * them, its title, and how much of it is text. Encodings that the reader of html/token.h cannot
 * read are not understood.
 */
#include "base/arena.h"
#include "article/paging.h"
#include "base/slice.h"

/* Links of a page that are kept; who would count more pages than that makes lists. */
#define PAGE_LINKS_MAX 1000

struct page_link {
	struct paging to;
	const char *href; /* references resolved */
	unsigned number;  /* that is the link's text, from 1; 0: it is no number */
	bool leads_on;	  /* its text can be that of a link to another page */
	bool says_next;	  /* by its text or by rel=next */
	struct page_link *next;
};

struct page_look {
	struct arena arena;
	unsigned count;			/* of links */
	struct page_link *links, *last; /* to pages of the article; where there is rel=next, all
					   whose text is a number too */
	const char *rel_next;		/* where rel=next leads; NULL */
	struct slice title;
	struct slice piece; /* longest text between two tags */
	size_t longest;	    /* text between two links [bytes without white space] */
	size_t text;	    /* outside of links [bytes without white space] */
};

/* True if a page holds links that page_look could find, as the first of an article; and if
   it may lead to the others as a later one. No more than searches for bytes. */
bool page_look_is_worth(const struct paging_address *first, const char *html, size_t len);
bool page_look_is_later(const struct paging_address *own, const char *html, size_t len);

/* Looks at a page of the article whose first page is at first. Titles and pieces lie in html.
   0 or -1 (memory); page_look_free in any case. */
int page_look(
	struct page_look *l, const struct paging_address *first, const char *html, size_t len);
void page_look_free(struct page_look *l);

/* True if most of what is outside of links is one text. */
bool page_look_is_text(const struct page_look *l);
/* True if the titles are one, but for the counter of the page, which is counted from 1. */
bool page_look_same_title(struct slice first, struct slice other, unsigned page);

#endif
