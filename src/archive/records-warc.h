#ifndef GUIDANG_RECORDS_WARC_H
#define GUIDANG_RECORDS_WARC_H

/* What the reader of web archives shares with its lookups. */
#include "archive/http.h"
#include "archive/records-private.h"
#include "archive/warc.h"

/* No number of a file: its records cannot be read again. */
#define FILE_NONE UINT32_MAX

struct warc_reader {
	struct reader reader;
	struct unpack *in;
	struct warc warc;   /* over in */
	unsigned file;	    /* number in records.files, or FILE_NONE */
	bool complete;	    /* all of the archive is in the index */
	struct warc lookup; /* over another opening of lookup_file */
	unsigned lookup_file;
};

struct payload {
	struct http http;
	struct buf body;
	struct buf value; /* of a field, for the moment */
	const char *lack; /* that it is not whole, a sentence; NULL */
	const char *cut;  /* the fault, where the record is cut off; NULL */
};

void payload_free(struct payload *p);
/* Reads and decodes the body behind the head. 0, or -1 with a sentence. */
int payload_read(struct records *r, struct warc *w, struct payload *p, const char **why);
/* Its head, up to the body. SKIP_NONE, or why it is none. */
enum skip payload_read_head(struct warc *w, struct payload *p);
/* By its declared type, or the lack of one. */
bool payload_may_be_html(const struct payload *p);

/* The number of the file that a reader is opened for. */
unsigned warc_lookup_file(struct records *r, const struct opening *o, const struct unpack *in);
/* Puts the record at hand into the index. */
void warc_lookup_add(
	struct records *r, struct warc_reader *self, const struct warc_record *record);
/* Reads the record that a revisit refers to into p, body and all. 0 or -1. */
int warc_lookup_original(struct records *r, struct warc_reader *self,
	const struct warc_record *revisit, struct payload *p);
int warc_lookup_fetch(struct records *r, struct reader *self, const char *href, const char *uri,
	struct buf *out);
/* The first record that is a page at uri. */
int warc_lookup_page(struct records *r, struct reader *self, const char *name, const char *uri,
	struct record *page, struct buf *bytes);
/* The record that the lookup is at the head of, in source. 0, or -1 where it is no page. */
int warc_give_page(struct records *r, struct warc_reader *self, const char *source,
	struct record *record, struct buf *bytes);

#endif
