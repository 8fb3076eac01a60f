#ifndef GUIDANG_RECIPE_H
#define GUIDANG_RECIPE_H

/*
 * What determines the documents of a batch, beside its pages: the program, the options that
 * have an effect on bytes or names, the content of the files that options name, and
 * SOURCE_DATE_EPOCH. Each entry of a manifest tells it, so that the documents can be made again
 * from that alone.
 *
 * Not in it is what only tells how the work is done: jobs, packages.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "document/options.h"

struct json;
struct json_object;

/* Files and folders that options name, whose content counts. */
enum recipe_file { RECIPE_PROFILE, RECIPE_RULES, RECIPE_LAYOUT, RECIPE_FILES };

/* Most external filters. */
#define RECIPE_EXTERNAL_MAX 16

/* Strings are the maker's; NULL and 0: the option was not given. */
struct recipe {
	const char *program;			       /* name and version; NULL: not told */
	struct options options;			       /* max_time may differ within a batch */
	const char *external[RECIPE_EXTERNAL_MAX + 1]; /* what options.external is read into */
	const char *from;			       /* -f */
	const char *to;				       /* -t, a list */
	const char *name;			       /* --name */
	const char *shard;			       /* --shard */
	uint64_t max_page;			       /* --max-page [bytes] */
	const char
		*files[RECIPE_FILES]; /* SHA-256, 64 hexadecimal digits; NULL: there is none */
	const char *unknown;	      /* an option that another version wrote; NULL */
};

/* ---- the options that a recipe has ---- */

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

/* ---- what becomes of a recipe ---- */

/* This program, as recipes tell it. */
extern const char recipe_program[];

/* Sets the recipe's files to the digests of the files that its options name; digests must live
   as long as the recipe. A file that cannot be read has none: who uses it will complain. 0, or
   -1 (memory). */
int recipe_read_files(struct recipe *recipe, char digests[RECIPE_FILES][65]);

/* The option that names a file of the recipe, such as "rules"; and what it names: NULL if it is
   not given, or is no file but something built in. */
const char *recipe_file_option(enum recipe_file file);
const char *recipe_file_path(const struct recipe *recipe, enum recipe_file file);

/* Calls visit for each file that the options name, in folders too, until it returns another
   value than 0. 0, that, or -1 with errno. */
int recipe_each_file(
	const struct recipe *recipe, int (*visit)(void *user, const char *path), void *user);

/* As the member "recipe" of the object that is open in j. */
void recipe_put(struct json *j, const struct recipe *recipe);

/* Reads what recipe_put wrote; strings are object's. false: it is no recipe. */
bool recipe_get(struct json_object *object, struct recipe *recipe);

/* True if now differs from what was recorded, but for the program; then one sentence is added
   to why. */
bool recipe_differs(const struct recipe *recorded, const struct recipe *now, struct buf *why);
/* The same for those options alone that now has. */
bool recipe_contradicts(
	const struct recipe *recorded, const struct recipe *now, struct buf *why);

#endif
