#ifndef GUIDANG_AUDIT_PRIVATE_H
#define GUIDANG_AUDIT_PRIVATE_H

/* What the parts of the audit page share (audit*.c). */
#include "audit-words.h"
#include "base/buf.h"
#include "document/document.h"
#include "tree/numbering.h"

/* Lists and tables are drawn nested down to here, deeper ones as plain lines. */
#define AUDIT_NESTING_MAX 6

/* ---- items: the text in the order of the source (audit-items.c) ---- */

/* A TEXT, IMAGE or BREAK, or a whole live TABLE that stands in no other. */
struct audit_item {
	const struct node *node;
	const struct node *unit; /* what it is shown with: kept, its block; dropped, the nearest
				    dropped node around it */
	size_t sequence;	 /* its place in the tree's order */
	uint32_t offset;	 /* in the decoded source [bytes]; where not known, that of what
				    stands before it */
	uint8_t reason;		 /* enum reason; REASON_LIVE where it was kept */
	uint8_t kind;		 /* enum audit_kind, where it was kept */
	bool ink;		 /* has more than white space */
	bool first;		 /* of its unit's items with ink, in the order of the source */
};

struct audit_items {
	struct audit_item *list;
	size_t count, room;
	bool failed;
};

/* ---- the page under construction ---- */

/* Filters that node->filter can name. */
#define AUDIT_FILTERS 256

struct audit_tally {
	size_t pieces, bytes;
	size_t first;			      /* number of its first piece, from 1; 0: none */
	unsigned char filters[AUDIT_FILTERS]; /* 1 where the filter dropped one of them */
};

struct audit {
	const struct document *doc;
	enum audit_language language;
	struct buf *out;
	struct books books;
	struct audit_items items;
	struct audit_tally kept[AUDIT_KINDS], dropped[REASON_COUNT];
	size_t pieces; /* numbered so far; the number is in the piece's id: p12 */
	size_t links;  /* live LINKs and ATTACHMENTs shown */
};

/* Collects and sorts a->items; counts the kept bytes by kind. Memory: a->items.failed. */
void audit_collect(struct audit *a);
void audit_items_free(struct audit_items *items);

/* What a LINE is kept as where nothing around it says otherwise. */
enum audit_kind audit_line_kind(enum kind kind);
/* The node behind all that n holds. */
const struct node *audit_after(const struct node *root, const struct node *n);
/* The dropped node nearest around n, or n; NULL where n is live. */
const struct node *audit_dropped_by(const struct node *n);
/* Whether a reader would miss it: it has a letter or a digit, or is an image. */
bool audit_says_something(const struct node *n);

/* ---- counts ---- */

/* The next piece, a->pieces, is one of tally's. */
void audit_count_piece(struct audit *a, struct audit_tally *tally);
/* The same for one that was dropped. */
void audit_count_dropped(struct audit *a, const struct node *dropped);

/* ---- words ---- */

void audit_say(struct audit *a, enum audit_word word);
/* "line 12", in the page's language; nothing for 0. */
void audit_say_line(struct audit *a, uint32_t line);
/* "1,234 bytes" */
void audit_say_bytes(struct audit *a, size_t bytes);

/* Why a node was dropped: sentence, filter, line. */
void audit_say_why(struct audit *a, const struct node *dropped);

/* A message, or a check's sentence, in the page's language (audit-sentences.c). */
void audit_say_message(struct audit *a, const struct diag *d);
void audit_say_detail(struct audit *a, const char *detail);

/* ---- runs: text in lines (audit-run.c) ---- */

enum audit_style {
	AUDIT_PLAIN,   /* lines are <p> */
	AUDIT_ITEMS,   /* lines are <li> */
	AUDIT_DROPPED, /* all is dropped: lines are <span>, without markup */
};

struct audit_run {
	struct audit *a;
	enum audit_style style;
	const struct node *line;	 /* the LINE that is open, or NULL */
	const struct node *item;	 /* ITEM of the last line, or NULL */
	const struct node *dropped;	 /* the dropped node whose text is open, or NULL */
	const struct node *dropped_line; /* the LINE of the last dropped text */
	const struct node *link;	 /* open LINK or ATTACHMENT, or NULL */
	unsigned marks;			 /* open marks, a bit each */
	const struct node *code_of; /* the dropped script that is being gathered, or NULL */
	struct buf code;	    /* its text */
	struct numbering numbered[AUDIT_NESTING_MAX]; /* of each depth [from 0] */
};

/* Writes a TEXT, IMAGE or BREAK, live or dropped. */
void audit_run_node(struct audit_run *r, const struct node *n);
/* Closes what is open and gives back what r holds; r may be used again. */
void audit_run_end(struct audit_run *r);

/* ---- pieces (audit-pieces.c, audit-table.c) ---- */

void audit_write_pieces(struct audit *a);
void audit_write_table(struct audit *a, const struct node *table);
/* What filters made themselves (audit-added.c). */
void audit_write_added(struct audit *a);
/* The counts on top, written when the pieces are counted (audit-summary.c). */
void audit_write_summary(struct audit *a);

#endif
