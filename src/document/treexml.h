#ifndef GUIDANG_TREEXML_H
#define GUIDANG_TREEXML_H

/*
 * A document as XML, and back: docs/tree.rng, guidang-tree(5). Lossless: every format
 * emitted from what is read is byte for byte what it was before writing.
 */
#include "base/buf.h"
#include "document/document.h"

/* Writes doc, dropped nodes and all. 0 or -1 (memory). */
int treexml_write(const struct document *doc, struct buf *out);

/*
 * Reads into an empty document. Unknown attributes and elements of a later version are ignored
 * with their place; what the content model forbids is an error. 0, or -1 with a DIAG_TREE_XML.
 */
int treexml_read(struct document *doc, const char *xml, size_t len);

/*
 * Reads what an external filter named name answered into the tree of doc, replacing it. Nodes
 * known by id keep their places and books; ids that vanished come back dropped
 * (REASON_EXTERNAL) where they stood; new nodes are flagged NODE_EXTERNAL. 0 or -1.
 */
int treexml_merge(struct document *doc, const char *xml, size_t len);

#endif
