#ifndef GUIDANG_AUDIT_H
#define GUIDANG_AUDIT_H

/*
 * The ledger as a page: one HTML document, complete in itself, by which a reader can check a
 * conversion without the original. It shows the whole text of the page in the order of the
 * source, each piece as what it was kept as or with the reason why it was dropped.
 *
 * Every ingested character but white space stands in it once; only the text of scripts and
 * style sheets is cut. What filters made themselves stands apart. Its words are Chinese where
 * doc->language is, or, where that is not sure, most letters of the page; else English. Nothing
 * in it is fetched, and nothing of the page can run in it.
 */
#include "base/buf.h"
#include "document/document.h"

/* Adds the page to out. 0 or -1 (memory). */
int audit_write(const struct document *doc, struct buf *out);

#endif
