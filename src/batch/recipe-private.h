#ifndef GUIDANG_RECIPE_PRIVATE_H
#define GUIDANG_RECIPE_PRIVATE_H

/* What writing and reading a recipe share: its options. */
#include <stddef.h>

#include "batch/recipe.h"

enum recipe_type {
	RECIPE_TEXT,
	RECIPE_NUMBER,
	RECIPE_FREE_NUMBER, /* it may differ within a batch */
	RECIPE_NUMBER64,
	RECIPE_FLAG,
	RECIPE_LIST, /* of external */
};

struct recipe_member {
	const char *name; /* of the option, long; NULL ends the list */
	enum recipe_type type;
	size_t at; /* in struct recipe [bytes] */
};

/* In the order of writing. */
extern const struct recipe_member recipe_members[];

#endif
