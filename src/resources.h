#ifndef GUIDANG_RESOURCES_H
#define GUIDANG_RESOURCES_H

/*
 * The files that a page may show: those in its own folder, and those in a folder given for it
 * (--resources). No others: whatever an address says, nothing is opened that does not stand in
 * one of the two, or below it.
 */
#include <stddef.h>

#include "buf.h"
#include "document.h"
#include "picture.h"

/*
 * Adds the file to out that stands for an image: in the page's folder by its relative address;
 * in the resources by that, by HOST/PATH, or by PATH. What follows ? is a part of the name;
 * where there is no such file, it is left out behind the name of a picture. PICTURE_GOOD says
 * no more than that it was read.
 */
enum picture_fault resources_read(
	const struct document *doc, const struct node *image, struct buf *out);

/*
 * Opens the file path below folder for reading. Every part of path must be a plain name: no
 * "..", no link, and at the end an ordinary file. -1 with errno, EXDEV where path leads
 * elsewhere.
 */
int resources_open(const char *folder, const char *path);

#endif
