#ifndef GUIDANG_MIME_H
#define GUIDANG_MIME_H

/*
 * MIME messages (RFC 2045, 2046) as lists of places: where each part's head and body are.
 * Nothing of the bodies is held. Multiparts within multiparts are opened; their parts are in
 * one list.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "archive/stream.h"

/* Parts of one message. A saved page has hundreds. */
#define MIME_PARTS_MAX ((size_t)1 << 16)

struct mime_part {
	uint64_t head, body, end; /* of the head, of the body, and after it [bytes] */
};

struct mime {
	struct buf head; /* of the message */
	struct mime_part *parts;
	size_t count;
	bool cut;	    /* the last part does not end */
	const char *damage; /* of the whole, a sentence; NULL. All that was found is there */
};

/* Reads a message from a stream that can be sought. -1 when memory runs out. */
int mime_read(struct mime *m, struct stream *in);
void mime_free(struct mime *m);

/* The head of a part. 0 or -1. */
int mime_part_head(const struct mime_part *part, struct stream *in, struct buf *head);
/* Adds the body to out, its transfer encoding (a field of head) undone; at most max bytes. 0,
   or -1 with a sentence. */
int mime_part_body(const struct mime_part *part, const struct buf *head, struct stream *in,
	size_t max, struct buf *out, const char **why);

/* Undoes quoted-printable (RFC 2045, 6.7); a "=" that means nothing stays. */
void mime_quoted_printable(const char *bytes, size_t len, struct buf *out);

#endif
