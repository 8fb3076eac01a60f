#ifndef GUIDANG_BAG_PRIVATE_H
#define GUIDANG_BAG_PRIVATE_H

/* The files that inputs consist of. */
#include <sys/types.h>

#include "package/bag.h"

struct bag_source {
	char *path;   /* as it is opened */
	char *inside; /* within BAG_SOURCES */
};

/* What is written by this call, and is no input where one holds it: the batch, the bag, its
   conversion records. */
#define BAG_OUTPUTS_MAX 3

struct bag_sources {
	struct bag_source *all; /* bytewise by inside, which differ */
	size_t count, room;
	struct bag_output {
		dev_t device;
		ino_t inode;
	} outputs[BAG_OUTPUTS_MAX];
	unsigned output_count;
};

/* Leaves out a file or folder that is written, and all below; NULL is allowed. At most
   BAG_OUTPUTS_MAX times. */
void bag_sources_leave_out(struct bag_sources *s, const char *path);

/* All that the inputs are read from: files, all files below folders but what is never read, and
   the folder that a browser saved with a page. 0 or -1. */
int bag_sources_find(
	struct packing *p, char *const *inputs, size_t count, struct bag_sources *s);
void bag_sources_free(struct bag_sources *s);

#endif
