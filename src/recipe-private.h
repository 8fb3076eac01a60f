#ifndef GUIDANG_RECIPE_PRIVATE_H
#define GUIDANG_RECIPE_PRIVATE_H

/* What writing and reading a recipe share: its options. */
#include <stddef.h>

#include "recipe.h"

struct recipe_member {
	const char *name; /* of the option, long; NULL ends the list */
	enum { TEXT, NUMBER, NUMBER64, FLAG, LIST } type; /* LIST: of external */
	size_t at;					  /* in struct recipe [bytes] */
};

/* In the order of writing. */
extern const struct recipe_member recipe_members[];

#endif
