#ifndef GUIDANG_OUTNAME_H
#define GUIDANG_OUTNAME_H

/*
 * Names of the files of a batch: readable, the same every time, safe on any file system.
 *
 * A template such as "{date}-{title}" is filled with what is known of a page. Between braces:
 *
 *     index number date title issuer    metadata of the page
 *     host path                         of its address
 *     stem                              name of the source without folders and extension
 *     digest8                           first 8 hexadecimal digits of the source's SHA-256
 *
 * "/" in the template makes folders; {path} keeps those of the address. An empty word takes the
 * separator before it along, at the start of a name the one after it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define OUTNAME_DEFAULT "{date}-{title}"

/* A name without extension [bytes]. ext4, APFS and NTFS take 255 bytes or UTF-16 units; the
   rest is for the extension, a number and the suffix of a file that is being written. */
#define OUTNAME_MAX 200

/* The facts that are known of a page; NULL or "": not known. */
struct outname_facts {
	const char *index, *number, *date, *title, *issuer;
	const char *uri;    /* where the page was */
	const char *source; /* its file's or member's name, with or without folders */
	const char *sha256; /* hexadecimal, at least 8 digits */
};

/* NULL, or what is wrong with a template: one sentence. */
const char *outname_fault(const char *template);

/*
 * The path for a page, without extension, to the end of out: relative, of names that are no
 * longer than OUTNAME_MAX, in Unicode's form NFC, without control and format characters,
 * without what Windows forbids (learn.microsoft.com, "Naming Files, Paths, and Namespaces": < >
 * : " / \ | ? *, device names, dots and spaces at the end) and without a dot or minus sign at
 * the start. White space becomes "_". If nothing is left, it is the digest. out's failure
 * tells of memory.
 */
void outname_put(struct buf *out, const char *template, const struct outname_facts *facts);

/* Names given in this batch. Two names that differ in case only are the same, since file
   systems may think so. */
struct outname_set;

struct outname_set *outname_set_new(void); /* NULL when memory runs out */
void outname_set_free(struct outname_set *s);

/*
 * Adds a name: itself where it is new, else the first of "NAME-2", "NAME-3" … that is. The
 * name that was added is written to the end of out. 0, or -1 when memory runs out.
 */
int outname_set_add(struct outname_set *s, const char *name, struct buf *out);

#endif
