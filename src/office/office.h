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
#include "picture/image.h"
#include "office/layout.h"
#include "tree/numbering.h"
#include "office/zip.h"

/* First-line indents go by half characters, from 0 to 10 characters [1/2 em]. */
#define OFFICE_INDENT_MAX   20
#define OFFICE_INDENT_STYLE (-1) /* as the style says */

enum office_list_kind {
	OFFICE_LIST_BULLET,
	OFFICE_LIST_NUMBER,
	OFFICE_LIST_MARKED /* marks are text: the page's own, or numbers that formats have not
			    */
};

/* Lines of a title, but for the first. */
#define OFFICE_CUTS_MAX 7

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
	bool interrupted; /* the writer's: a table stood in the present item */
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
	const struct office_list *list; /* it stands in; NULL for none */
	bool labelled;			/* begins an item of the list */
};

struct office_image {
	enum image_format format;
	const void *bytes;
	size_t len;
	unsigned file;		 /* number of the bytes among those of all pictures, from 1 */
	bool known;		 /* a picture before had the same bytes */
	long width, height;	 /* as shown [twips] */
	const char *alt, *title; /* NULL where there is none */
};

struct office_picture_sum {
	uint8_t sha256[32];
};

struct office_cell {
	unsigned column; /* of its top left, from 0 */
	unsigned colspan, rowspan;
	long width; /* of all its columns [twips] */
	bool header;
};

/*
 * Parsers give up on XML nested deeper than 256 (libxml2's own limit, which LibreOffice has
 * too). Lists and tables beyond OFFICE_NEST_MAX, and lists beyond the nine levels that Word
 * knows, are not opened: what they hold joins what is around them.
 */
#define OFFICE_NEST_MAX 160
#define OFFICE_NEST_TABLE                                                                      \
	8 /* LibreOffice 7.4 lays out 20 tables one in another, and dies of 40 */
#define OFFICE_NEST_LIST 2 /* list, item */
#define OFFICE_LISTS_MAX 9

/* Room between a cell's border and its text, left and right [twips]. filters/parts/ have the
   same. */
#define OFFICE_CELL_PADDING 72

struct office_slot;

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

/* Where the walk is in the parts of an official document (GB/T 9704-2012, 7.3). */
struct office_plan {
	unsigned lines;	    /* of the body that were begun, as far as that counts */
	bool addressed;	    /* the addressee was there */
	bool attached;	    /* the line before named what is attached */
	bool annex;	    /* the line before was the label of an annex */
	bool closing;	    /* the line before was of the signature */
	bool closed;	    /* and no line but notes has come since the date */
	long attached_left; /* where names of attachments begin [twips] */
	long date_left;	    /* of the date under the signature [twips]; 0: as its style says */
	/* Where the open title is cut into lines: bytes of its text, as it stands in the tree.
	 */
	size_t cuts[OFFICE_CUTS_MAX];
	unsigned cut_count, next_cut;
	/* The heading that the open line begins with; face_end 0: none. */
	enum office_style face;
	size_t face_end; /* bytes of the line, as it stands in the tree */
	size_t at;	 /* of these, written */
};

/* Sorts of writing, of which each has its language. */
enum office_writing {
	OFFICE_WRITING_WESTERN,
	OFFICE_WRITING_ASIAN,
	OFFICE_WRITING_COMPLEX,
	OFFICE_WRITING_COUNT
};

/* What formats say of a language: "zh-Hant-TW" is zh, TW and zh-TW, "de" is de, none and de (a
   language without a country is "none" to OpenDocument's readers). */
struct office_locale {
	char language[4], country[5], tag[9];
	enum office_writing writing;
};

/* How a piece of a line differs from its paragraph. */
struct office_run {
	enum office_style face; /* whose typeface it has; OFFICE_BASE: its paragraph's */
	bool rtl;		/* letters that run from the right, in text that does */
	bool foreign;
	struct office_locale locale; /* where it is foreign */
};

struct office;

/* In a well-formed order: paragraphs in cells or outside of tables, all inline matter in
   paragraphs, links in no links. Cells come row by row, and cover the grid without gaps. */
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
	/* What follows stands on new pages, across or upright. Outside of lists and tables. */
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
	unsigned list_count, list_room;
	unsigned list_base;  /* lists from here on are in the innermost cell */
	unsigned flat_lists; /* in it, and too deep to be opened */
	unsigned nest; /* open lists and tables, as OFFICE_NEST_LIST and _TABLE weigh them */
	long width;    /* for text here [twips] */
	const struct node *link;      /* the open one */
	unsigned phrases[KIND_COUNT]; /* open ones, by kind */
	unsigned phrase_count;	      /* and together */
	struct office_run run;
	bool verbatim; /* newlines stand */
	enum { OFFICE_AFTER_NOTHING, OFFICE_AFTER_PARAGRAPH, OFFICE_AFTER_TABLE } after;
	struct buf footer; /* what page footers say besides the number; mostly nothing */
	struct office_picture_sum *pictures; /* whose bytes were written, in their order */
	unsigned picture_count, picture_room;
	struct office_run_in *run_ins; /* of official documents, in reading order */
	unsigned run_in_count, run_ins_met;
	struct office_table *planned; /* measured, and not yet begun; NULL: none */
	struct office_plan plan;
	struct buf scratch;
	bool failed; /* memory ran out */
};

/* Makes o ready to write doc, with the layout of its options: whatever follows, o wants
   office_free. 0 or -1. */
int office_init(struct office *o, const struct document *doc,
	const struct office_writer *writer, void *file);
/* Title, fields and body to the writer. 0 or -1. */
int office_write(struct office *o);
void office_free(struct office *o);

/* Whether pages have a footer, and what it needs for the lines under the number [twips]. */
bool office_has_footer(const struct office *o);
long office_footer_room(const struct office *o);
/* Distance of these lines [twips]. */
long office_footer_line(const struct office *o);

/* What a level of a list is moved in, and what its label stands before the text [twips]. */
long office_list_indent(const struct layout *l);
long office_list_hang(const struct layout *l);

/* Where the page number of a sheet across stands, turned a quarter to the right [twips from the
   sheet's top left]. */
struct office_turned {
	long x, y, width, height;
};

/* Whether it is: it stands where it does on upright pages, outside (GB/T 9704-2012, 8). */
bool office_turns_number(const struct layout *l);
struct office_turned office_turned_number(const struct layout *l, bool even);

/* ---- parts of official documents: office-parts.c, office-runin.c, office-title.c ---- */

/* Gives the line its place, by what it is and where it stands. */
void office_place_line(struct office *o, const struct node *n, struct office_paragraph *p);
/* Whether the signature or its date comes next: no page has them alone (7.3.5.5). */
bool office_signature_follows(const struct office *o, const struct node *n);
/* The line or table after n in reading order; NULL at the end. */
const struct node *office_next_line(const struct office *o, const struct node *n);
/* The table that n is the caption or the line of units of; NULL: of none. */
const struct node *office_led_table(struct office *o, const struct node *n);
/* Width of a text [1/100 em]. */
long office_text_ems(const char *s, size_t len);
/* Levels by the numbers that are printed: 一、 （一） 1. （1）; 0 for none of them. */
unsigned office_printed_level(const char *s);
/* Finds the headings that paragraphs begin with; plans the one of this line, if it has one. */
void office_find_run_ins(struct office *o);
void office_plan_run_in(struct office *o, const struct node *line);
/* Cuts the title into lines of balanced length, between words. width: what a line holds
   [1/100 em]. Answers how many cuts there are. */
unsigned office_cut_title(const char *s, size_t len, long width, size_t cuts[OFFICE_CUTS_MAX]);

/* ---- for the walk: office.c, office-list.c, office-table.c, office-image.c ---- */

/* Before anything that a table is to stand behind, or before it: turns the page as the table
   wants it (NULL: upright). */
void office_turn_page(struct office *o, const struct node *table);
/* Whether the table wants a page across: it is measured, and kept until it begins. */
bool office_is_wide(struct office *o, const struct node *table);
void office_forget_planned(struct office *o);
void office_enter_table(struct office *o, const struct node *table);
void office_leave_table(struct office *o, const struct node *table);
/* Frees the innermost table, and makes what was around it the present place. */
void office_pop_table(struct office *o);
void office_enter_row(struct office *o, const struct node *row);
void office_leave_row(struct office *o, const struct node *row);
void office_enter_cell(struct office *o, const struct node *cell);
bool office_cell_is_header(const struct node *cell);
/* The printed fields as a table: label, value, and where they are short a second pair. */
void office_write_fields(struct office *o);

/* One that says nothing but its style. */
struct office_paragraph office_paragraph_of(enum office_style style);
/* What a writer puts into a part of the row that a cell above covers, where the format wants
 * it. */
struct office_paragraph office_covered_paragraph(const struct office *o);
/* Opens a paragraph of the style with nothing else to it, and closes it. */
void office_empty_paragraph(struct office *o, enum office_style style);
/* A paragraph of the style with this text. */
void office_put_line(struct office *o, enum office_style style, const struct buf *text);
/* One that takes no room. */
void office_tiny_paragraph(struct office *o);
/* An item shows its label even where it begins with a list or a table, or holds nothing. */
void office_show_label(struct office *o);
/* NULL where none is open in the cell or the text. */
struct office_list *office_innermost_list(const struct office *o);
void office_enter_list(struct office *o, const struct node *list);
void office_leave_list(struct office *o, const struct node *list);
void office_enter_item(struct office *o, const struct node *item);
void office_leave_item(struct office *o, const struct node *item);
void office_open_paragraph(struct office *o, const struct node *n, enum office_style style);
void office_close_paragraph(struct office *o);
/* Everything in root, root's own ends included. */
void office_walk(struct office *o, const struct node *root);
/* Writes text to the open paragraph. */
void office_put_text(struct office *o, const char *s, size_t len);
void office_enter_image(struct office *o, const struct node *image);

/* ---- languages: office-language.c ---- */

bool office_is_chinese(const struct document *doc);

/* Reads a tag of BCP 47. False where it names no language that the formats could. */
bool office_read_locale(const char *tag, struct office_locale *l);
/* What text of each sort is in that says nothing of its own. */
void office_read_locales(
	const struct document *doc, struct office_locale locales[OFFICE_WRITING_COUNT]);
/* Whether the page says that the text is in another language than text of its sort is here. */
bool office_is_foreign(
	const struct office *o, const struct node *text, struct office_locale *locale);

/* ---- links: office-link.c ---- */

/*
 * Where a LINK or ATTACHMENT may point: http, https, ftp, mailto, or relative; what RFC 3986
 * does not allow is percent-encoded. False where there is nothing that every reader takes as a
 * URI.
 */
bool office_link_target(const struct node *link, struct buf *out);

/* ---- metadata: office-properties.c ---- */

struct office_property {
	const char *name, *value;
	bool is_date;		  /* value is YYYY-MM-DD */
	const struct node *field; /* that it is from; NULL for none */
};

struct office_meta {
	struct arena arena; /* holds the strings */
	/* NULL where not known: */
	const char *title, *issuer, *index, *topic, *keywords, *summary, *language;
	const char *created;
	char date[sizeof "9999-12-31T23:59:59Z"]; /* what created points to */
	struct office_property
		*properties; /* names differ, also without regard to ASCII case */
	unsigned property_count;
};

/* 0 or -1; office_meta_free in any case. */
int office_meta_init(struct office_meta *m, const struct document *doc);
void office_meta_free(struct office_meta *m);

/* Calls put for each of the keywords that stand in one field. */
void office_each_keyword(
	const char *s, void (*put)(void *user, const char *s, size_t len), void *user);

/* ---- fixed parts: office-meta.c ---- */

/* Of OpenDocument: "1.2". */
const char *office_odf_version(const struct document *doc);

/* Adds a part of filters/parts/ to out. */
void office_put_part(struct buf *out, const char *part);
/* The same as a file of the package. 0 or -1. */
int office_add_part(struct zip_out *p, const char *name, const char *part);

#endif
