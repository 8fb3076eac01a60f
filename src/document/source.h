#ifndef GUIDANG_SOURCE_H
#define GUIDANG_SOURCE_H

/* Every ingest filter does this first: bytes to UTF-8, with the account of how. */
#include "document/document.h"

/*
 * Chooses the charset (options, BOM, content, declaration, detection: charset.h), decodes into
 * doc->source.text, and fills doc->source.charset; says what a keeper must know of it. Bytes
 * that are clean UTF-8 already are used where they are (bytes[len] is NUL), and must outlive
 * doc. 0, or -1: empty (DIAG_INPUT_EMPTY), or no memory.
 */
int source_decode(struct document *doc, const char *bytes, size_t len);

#endif
