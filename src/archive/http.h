#ifndef GUIDANG_HTTP_H
#define GUIDANG_HTTP_H

/* Responses of HTTP as web archives keep them: head (RFC 9112) and body (RFC 9110, 8.4). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct http {
	int status;	     /* such as 200 */
	struct buf type;     /* media type in lower case, without parameters; "" where none */
	struct buf charset;  /* of the content type, as written; "" where none */
	struct buf encoding; /* content codings, as written */
	bool chunked;
	uint64_t length; /* as declared [bytes]; 0: not */
};

#define HTTP_INIT                                                                              \
	{                                                                                      \
		0                                                                              \
	}

/* Reads a head: status line and fields. True if it is one: a status line of another protocol is
   taken, as browsers do ("ICY 200 OK", "http/1.1 200"), if all after it are fields. http is of
   HTTP_INIT or used before. */
bool http_parse(struct http *http, const struct buf *head);
void http_free(struct http *http);

/* True if the body, not decoded yet, is shorter than its head says. Of what is coded it cannot
   be told: archives keep it decoded under the same head. */
bool http_lacks(const struct http *http, size_t len);

/*
 * Undoes chunks and content codings (gzip, deflate, br, zstd) in place. Archives often hold
 * bodies that are decoded already under a head that says otherwise: those stay as they are.
 * What comes out is at most max bytes. 0; 1 with a sentence: the body is cut off, and what is
 * there of it was decoded; or -1 with a sentence.
 */
int http_decode(const struct http *http, struct buf *body, size_t max, const char **why);

/* Sets name to a content coding of the body that is not undone. True if there is one. */
bool http_unknown_coding(const struct http *http, struct buf *name);

#endif
