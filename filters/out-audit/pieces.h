#ifndef GUIDANG_AUDIT_PIECES_H
#define GUIDANG_AUDIT_PIECES_H

/*
 * The pieces of the audit page: the text of the saved page in the order of its source, one
 * frame each, as what it was kept as or with the reason why it was dropped.
 */
#include "base/buf.h"
#include "document/document.h"
#include "words.h"

/* Filters that node->filter can name. */
#define AUDIT_FILTERS 256

struct audit_tally {
	size_t pieces, bytes;
	size_t first;			      /* number of its first piece, from 1; 0: none */
	unsigned char filters[AUDIT_FILTERS]; /* 1 where the filter dropped one of them */
};

/* The page under construction. */
struct audit {
	const struct document *doc;
	enum audit_language language;
	struct buf *out;
	struct books books;
	struct audit_tally kept[AUDIT_KINDS], dropped[REASON_COUNT];
	size_t pieces; /* numbered so far; the number is in the piece's id: p12 */
	size_t links;  /* live LINKs and ATTACHMENTs shown */
};

/* Writes all pieces and counts them, and the kept bytes by kind. 0 or -1 (memory; a failed
   a->out is the caller's to see). */
int audit_write_pieces(struct audit *a);

/* What a LINE is kept as where nothing around it says otherwise. */
enum audit_kind audit_line_kind(enum kind kind);
/* The dropped node nearest around n, or n; NULL where n is live. */
const struct node *audit_dropped_by(const struct node *n);

void audit_say(struct audit *a, enum audit_word word);
/* "line 12", in the page's language; nothing for 0. */
void audit_say_line(struct audit *a, uint32_t line);
/* "1,234 bytes" */
void audit_say_bytes(struct audit *a, size_t bytes);

#endif
