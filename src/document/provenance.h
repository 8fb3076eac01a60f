#ifndef GUIDANG_PROVENANCE_H
#define GUIDANG_PROVENANCE_H

/*
 * Where a document comes from, as it says it of itself: entries with a name each, in the
 * document's language, as an archive wants them (DA/T 46-2009: source, creating application).
 */
#include "base/buf.h"
#include "document/document.h"

enum provenance_fact {
	PROVENANCE_ADDRESS,   /* where the page was */
	PROVENANCE_CAPTURED,  /* when it was saved */
	PROVENANCE_SHA256,    /* of the page's bytes as read */
	PROVENANCE_CHARSET,   /* that it was read as */
	PROVENANCE_CONVERTER, /* program and version */
	PROVENANCE_COUNT
};

/* Names differ from language to language: Chinese, or else English. */
const char *provenance_name(enum provenance_fact fact, bool chinese);
/* NULL if it is not known. A digest is written to sha256, and lives there. */
const char *provenance_value(
	const struct document *doc, enum provenance_fact fact, char sha256[65]);

/* Adds one line for print: address (or else the file's name), capture, SHA-256; of what is not
   known nothing. */
void provenance_put_line(struct buf *out, const struct document *doc, bool chinese);
/* Adds to that line the other pages of a document that was joined, each with its SHA-256. */
void provenance_put_pages(struct buf *out, const struct document *doc, bool chinese);

#endif
