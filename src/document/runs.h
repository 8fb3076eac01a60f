#ifndef GUIDANG_RUNS_H
#define GUIDANG_RUNS_H

/* Which text of the tree the pieces of a collected text are from. */
#include "base/buf.h"
#include "tree/tree.h"

struct run {
	size_t end;		 /* in the collected text [bytes] */
	const struct node *text; /* the TEXT; NULL for what is from none */
};

/* Adds the run that ends here to runs, a buf of struct run; NULL: to none. */
static inline void runs_add(struct buf *runs, size_t end, const struct node *text)
{
	struct run run = {end, text};

	if (runs)
		buf_put(runs, &run, sizeof run);
}

#endif
