#ifndef GUIDANG_RESOURCES_H
#define GUIDANG_RESOURCES_H

/*
 * The files that a page may show: those kept with it (struct guidang_resources), and those in a
 * folder given for it (--resources). Whatever an address says, nothing is opened in that folder
 * that is not in it, or below.
 */
#include <stddef.h>

#include "base/buf.h"
#include "document/document.h"
#include "picture/picture.h"

/*
 * Puts the bytes of an image into out, which is empty: kept with the page; or in
 * the folder by a relative address, by HOST/PATH, or by PATH. What follows ? is a part of the
 * name; where there is no such file, it is left out after the name of a picture. PICTURE_GOOD
 * says no more than that they were read.
 */
enum picture_fault resources_read(
	const struct document *doc, const struct node *image, struct buf *out);

#endif
