#ifndef GUIDANG_OFFICIAL_H
#define GUIDANG_OFFICIAL_H

/*
 * The parts of an official document, and where they are put (GB/T 9704-2012; clauses are of
 * it). Words, kind and neighbours of a line tell which part it is.
 */
#include <stdbool.h>
#include <stddef.h>

#include "office/layout.h"
#include "tree/tree.h"

struct office;
struct office_paragraph;

/* Lines of a title, but for the first. */
#define OFFICE_CUTS_MAX 7

/* How far the walk is in the parts of an official document (7.3). */
struct office_plan {
	unsigned lines;	    /* of the body that were begun, as far as that counts */
	bool addressed;	    /* the addressee was there */
	bool attached;	    /* the line before named what is attached */
	bool annex;	    /* the line before was the label of an annex */
	bool closing;	    /* the line before was of the signature */
	bool closed;	    /* and no line but notes has come since the date */
	long attached_left; /* at which names of attachments begin [twips] */
	long date_left;	    /* of the date under the signature [twips]; 0: as its style says */
	/* The cuts of the open title into lines: bytes of its text in the tree. */
	size_t cuts[OFFICE_CUTS_MAX];
	unsigned cut_count, next_cut;
	/* The heading that the open line begins with; face_end 0: none. */
	enum office_style face;
	size_t face_end; /* bytes of the line, as it is in the tree */
	size_t at;	 /* of these, written */
};

/* Finds the headings that paragraphs begin with. Before the walk. */
void office_find_run_ins(struct office *o);
/* Gives the line its place, by its part and its neighbours. Lines come in reading order. */
void office_place_line(struct office *o, const struct node *n, struct office_paragraph *p);
/* True if the signature or its date comes next: no page has them alone (7.3.5.5). */
bool office_signature_follows(const struct office *o, const struct node *n);
/* The table that n is the caption or the line of units of; NULL: of none. */
const struct node *office_led_table(struct office *o, const struct node *n);
/* Width of a text as it prints [1/100 em]. */
long office_text_ems(const char *s, size_t len);
/* Cuts the title into lines of balanced length, between words. width: of a line [1/100 em].
   Returns the number of cuts. */
unsigned office_cut_title(const char *s, size_t len, long width, size_t cuts[OFFICE_CUTS_MAX]);

#endif
