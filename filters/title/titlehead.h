#ifndef GUIDANG_TITLEHEAD_H
#define GUIDANG_TITLEHEAD_H

/*
 * The head's title against a printed line. What is printed is the title, unless the line is a
 * slogan, the name of a column, or less than what head and tags say.
 */
#include <stdbool.h>

#include "titleclaims.h"
#include "titlelines.h"

/* The lines that would be the title, and what agreed with them. */
struct title_candidate {
	struct node *const *lines;
	unsigned count;
	int said; /* worth of the claim; 0: nothing */
};

/* Whether the head's title is the better one. */
bool title_head_is_better(const struct title_claims *claims, const struct title_lines *lines,
	const struct title_candidate *printed, const struct node *head);

#endif
