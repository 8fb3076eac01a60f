#ifndef GUIDANG_SVG_H
#define GUIDANG_SVG_H

/*
 * SVG pictures, which are documents of their own: whether one draws nothing but what stands in
 * it. Whoever opens the document that holds it must not load anything from elsewhere by that.
 */
#include <stddef.h>

#include "picture/image.h"

enum svg_state {
	SVG_NONE,   /* another format */
	SVG_BROKEN, /* not well-formed, or without size */
	SVG_ACTIVE, /* has scripts, names style sheets, types or pictures elsewhere */
	SVG_STILL,  /* nothing of the kind */
};

/* info is filled where the state is SVG_STILL: its size is that of the root element [CSS px].
 */
enum svg_state svg_read(const void *bytes, size_t len, struct image_info *info);

#endif
