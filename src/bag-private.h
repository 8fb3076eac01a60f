#ifndef GUIDANG_BAG_PRIVATE_H
#define GUIDANG_BAG_PRIVATE_H

/* The files that inputs consist of. */
#include "bag.h"

struct bag_source {
	char *path;   /* as it is opened */
	char *inside; /* within BAG_SOURCES */
};

struct bag_sources {
	struct bag_source *all; /* bytewise by inside, which differ */
	size_t count, room;
};

/* All that the inputs are read from: files, all files below folders but what is never read, and
   the folder that a browser saved with a page. 0 or -1. */
int bag_sources_find(
	struct packing *p, char *const *inputs, size_t count, struct bag_sources *s);
void bag_sources_free(struct bag_sources *s);

#endif
