#ifndef GUIDANG_OFFICE_H
#define GUIDANG_OFFICE_H

/*
 * What the two office formats share: one walk over the document, which tells a
 * writer what to write, paragraph by paragraph and cell by cell. The writer
 * knows its format's elements and nothing of the tree.
 *
 * Lengths are twips: 1/20 pt, 1/1440 in; a CSS px is 15, a millimetre 56.7.
 */
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "office/language.h"
#include "office/layout.h"
#include "office/official.h"
#include "picture/image.h"
#include "tree/numbering.h"

/* First-line indents go by half characters, from 0 to 10 characters [1/2 em]. */
#define OFFICE_INDENT_MAX   20
#define OFFICE_INDENT_STYLE (-1) /* as the style says */

enum office_list_kind {
	OFFICE_LIST_BULLET,
	OFFICE_LIST_NUMBER,
	OFFICE_LIST_MARKED /* marks are text: the page's own, or numbers that formats have not
			    */
};

struct office_list {
	enum office_list_kind kind;
	unsigned level; /* lists around it within the same cell, from 0 */
	const struct numbering_format *format; /* of a NUMBER list */
	struct numbering numbering;	       /* where it is */
	long number;			       /* of the present item */
	bool restarts;			       /* that does not follow from the item before */
	bool unmarked;	  /* the present item has no bullet or number, others have */
	bool pending;	  /* the present item has no paragraph yet */
	const char *mark; /* of the present item, as it is text; NULL for none */
	bool interrupted; /* the writer's: a table was in the present item */
	unsigned id;	  /* the writer's */
};

#define OFFICE_PLACE_STYLE LONG_MIN /* as the style says */

struct office_paragraph {
	enum office_style style;
	unsigned step; /* of the layout's table sizes; 0: the style's own */
	enum office_align align;
	int indent;		 /* first line [1/2 em], or OFFICE_INDENT_STYLE */
	long left, first, right; /* [twips], or OFFICE_PLACE_STYLE; first goes before indent */
	bool keep;		 /* on one page with what follows, whatever the style says */
	bool joined;		 /* no room before it, whatever the style says */
	bool rtl;		 /* runs from the right */
	bool tall;		 /* holds what may be higher than a line */
	bool tiny;	/* only there because the format wants a paragraph: takes no room */
	unsigned level; /* of a heading, from 1; 0 for all else */
	const struct office_list *list; /* that it is in; NULL for none */
	bool labelled;			/* begins an item of the list */
};

struct office_image {
	enum image_format format;
	const void *bytes;
	size_t len;
	unsigned file;		 /* number of the bytes among those of all pictures, from 1 */
	bool known;		 /* a picture before had the same bytes */
	long width, height;	 /* as shown [twips] */
	const char *alt, *title; /* NULL if there is none */
};

struct office_cell {
	unsigned column; /* of its top left, from 0 */
	unsigned colspan, rowspan;
	long width; /* of all its columns [twips] */
	bool header;
};

struct office_slot;
struct office_picture_sum;

struct office_table {
	struct office_table *outer;
	const struct node *node; /* NULL: the table of fields */
	unsigned rows, columns;
	unsigned header_rows;	   /* at the top */
	long *widths;		   /* of the columns [twips] */
	unsigned step;		   /* of the layout's sizes, for its text */
	bool across;		   /* too wide for the page upright */
	struct office_slot *slots; /* rows * columns */
	unsigned row;		   /* rows begun */
	unsigned next;		   /* first column of the row that is not yet written */
	struct office_cell cell;   /* the one that is open, or the last one */
	bool cell_open;
	bool header_open;  /* the writer's */
	bool row_splits;   /* the present row may be higher than a page */
	bool rtl;	   /* its first column is at the right */
	bool signed_below; /* the signature follows */
	bool tail_covered; /* the last row begins with a cell of one above */
	/* Of what is around it: */
	unsigned list_base, flat_lists;
	long width;
};

/* How a piece of a line differs from its paragraph. */
struct office_run {
	enum office_style face; /* whose typeface it has; OFFICE_BASE: its paragraph's */
	bool rtl;		/* letters that run from the right, in text that does */
	bool foreign;
	struct office_locale locale; /* if it is foreign */
};

struct office;

/* What is called comes in a well-formed order: paragraphs in cells or outside of tables, all
   inline matter in paragraphs, links in no links. Cells come row by row, and cover the grid
   without gaps. */
struct office_writer {
	bool draws_svg; /* the format knows SVG */
	void (*paragraph)(struct office *o, const struct office_paragraph *p);
	void (*paragraph_end)(struct office *o);
	void (*text)(struct office *o, const char *s, size_t len); /* no tab, no newline */
	void (*tab)(struct office *o);
	void (*line_break)(struct office *o);
	void (*phrase)(
		struct office *o, enum kind kind); /* EMPH to CODE; in none of its kind */
	void (*phrase_end)(struct office *o, enum kind kind);
	/* o->run says something, until run_end. Within one there is text only. */
	void (*run)(struct office *o);
	void (*run_end)(struct office *o);
	void (*link)(struct office *o, const char *uri);
	void (*link_end)(struct office *o);
	void (*image)(struct office *o, const struct office_image *image);
	void (*list)(struct office *o, struct office_list *list);
	void (*list_end)(struct office *o);
	void (*item)(struct office *o, struct office_list *list);
	void (*item_end)(struct office *o);
	void (*table)(struct office *o, struct office_table *t);
	void (*table_end)(struct office *o, struct office_table *t);
	void (*row)(struct office *o, struct office_table *t, bool header);
	void (*row_end)(struct office *o);
	void (*cell)(struct office *o, const struct office_cell *cell);
	void (*cell_end)(struct office *o, const struct office_cell *cell);
	/* A part of this row that a cell above covers. */
	void (*covered)(struct office *o, const struct office_cell *cell);
	/* What follows is on new pages, across or upright. Outside of lists and tables. */
	void (*section)(struct office *o, bool across);
};

struct office {
	const struct document *doc;
	const struct office_writer *writer;
	void *file; /* the writer's */
	bool chinese;
	struct office_locale locales[OFFICE_WRITING_COUNT];
	const struct layout *layout;
	struct arena arena;	      /* holds a layout that is not the session's */
	long text_width, text_height; /* of the present page [twips] */
	long em;		      /* of body text [twips] */
	bool across;		      /* the present page is */

	/* The walk's, which a writer may read: */
	struct walk *walk;
	struct office_table *table; /* innermost; NULL outside */
	struct office_list *lists;  /* outermost first */
	unsigned list_count;
	size_t list_room;
	unsigned list_base;  /* lists from here on are in the innermost cell */
	unsigned flat_lists; /* in it, and too deep to be opened */
	unsigned nest; /* open lists and tables, as OFFICE_NEST_LIST and _TABLE weigh them */
	long width;    /* for text here [twips] */
	const struct node *link;      /* the open one */
	unsigned phrases[KIND_COUNT]; /* open ones, by kind */
	unsigned phrase_count;	      /* and together */
	struct office_run run;
	bool verbatim; /* newlines are kept */
	enum { OFFICE_AFTER_NOTHING, OFFICE_AFTER_PARAGRAPH, OFFICE_AFTER_TABLE } after;
	struct buf footer; /* what page footers say besides the number; mostly nothing */
	struct office_picture_sum *pictures; /* whose bytes were written, in their order */
	unsigned picture_count;
	size_t picture_room;
	struct office_run_in *run_ins; /* of official documents, in reading order */
	unsigned run_in_count, run_ins_met;
	struct office_table *planned; /* measured, and not yet begun; NULL: none */
	struct office_plan plan;
	struct buf scratch;
	bool failed; /* memory ran out */
};

/* Makes o ready to write doc, with the layout of its options; call office_free in any case.
   file: the writer's own. 0 or -1. */
int office_init(struct office *o, const struct document *doc,
	const struct office_writer *writer, void *file);
/* Tells the writer title, fields and body. 0 or -1. */
int office_write(struct office *o);
void office_free(struct office *o);

/* True if pages have a footer. */
bool office_has_footer(const struct office *o);
/* The room that it needs for the lines under the number [twips]. */
long office_footer_room(const struct office *o);
/* Distance of these lines [twips]. */
long office_footer_line(const struct office *o);

/* How far a level of a list is moved in, and how far before the text its label is [twips]. */
long office_list_indent(const struct layout *l);
long office_list_hang(const struct layout *l);

/* The place of the page number of a sheet across, turned a quarter to the right [twips from the
   sheet's top left]. */
struct office_turned {
	long x, y, width, height;
};

/* True if it is turned: it is where it is on upright pages, outside (GB/T 9704-2012, 8). */
bool office_turns_number(const struct layout *l);
struct office_turned office_turned_number(const struct layout *l, bool even);

/* One that says nothing but its style. */
struct office_paragraph office_paragraph_of(enum office_style style);
/* For writers whose format wants a paragraph in a part of the row that a cell above covers. */
struct office_paragraph office_covered_paragraph(const struct office *o);

#endif
