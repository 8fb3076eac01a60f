#ifndef GUIDANG_PROPERTIES_H
#define GUIDANG_PROPERTIES_H

/*
 * Metadata of an office document: its title and the like, and properties with a name of their
 * own: where it comes from, and the page's metadata fields. And the parts of its package that
 * are the same in all documents.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "document/document.h"
#include "office/zip.h"

struct office_property {
	const char *name, *value;
	bool is_date;		  /* value is YYYY-MM-DD */
	const struct node *field; /* that it is from; NULL for none */
};

struct office_meta {
	struct arena arena; /* holds the strings */
	char sha256[65];    /* of the source */
	/* NULL if not known: */
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

/* Calls put for each of the keywords of one field. */
void office_each_keyword(
	const char *s, void (*put)(void *user, const char *s, size_t len), void *user);

/* Of OpenDocument: "1.2". */
const char *office_odf_version(const struct document *doc);

/* Adds a part of filters/parts/ to out. */
void office_put_part(struct buf *out, const char *part);
/* The same as a file of the package. 0 or -1. */
int office_add_part(struct zip_out *p, const char *name, const char *part);

#endif
