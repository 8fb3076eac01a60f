#ifndef GUIDANG_PICTURE_H
#define GUIDANG_PICTURE_H

/*
 * A picture of the page on its way into a document: an IMAGE whose bytes stand in its address
 * (src, a data: URI), or were read from a file and stand in its attribute data as such a URI.
 * Why one is not there says its attribute fault.
 */
#include "base/buf.h"
#include "document/document.h"
#include "picture/image.h"

enum picture_fault {
	PICTURE_GOOD,
#define PICTURE_FAULT(name, word, sentence) PICTURE_##name,
#include "picture/picture-faults.def"
#undef PICTURE_FAULT
	PICTURE_FAULT_COUNT
};

const char *picture_fault_name(enum picture_fault fault); /* NULL for PICTURE_GOOD */
const char *picture_fault_sentence(enum picture_fault fault);
/* What the node's attribute says; PICTURE_GOOD where it says nothing that is known. */
enum picture_fault picture_fault_of(const struct node *image);

/* Largest file that is read as a picture, and the most that all of a page may have [bytes]. */
#define PICTURE_BYTES_MAX      ((size_t)32 << 20)
#define PICTURE_BYTES_MAX_PAGE ((size_t)256 << 20)

/* Whether the bytes are a picture that a document may hold; PICTURE_VECTOR for an SVG. */
enum picture_fault picture_check(const void *bytes, size_t len, struct image_info *info);

/* By which equal pictures are known. */
void picture_sum(const void *bytes, size_t len, uint8_t sha256[32]);

/* Adds the picture's bytes to out. PICTURE_ADDRESS where neither data nor src has them. */
enum picture_fault picture_decode(const struct node *image, struct buf *out);

#endif
