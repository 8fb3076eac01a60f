/* What the documents of an entry were made by, as the manifest tells it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "archive/records.h"
#include "verify/verify-private.h"

/* ---- files that options name ---- */

static const char **option_of(struct recipe *r, enum recipe_file file)
{
	return file == RECIPE_PROFILE ? &r->options.profile
	       : file == RECIPE_RULES ? &r->options.rules
				      : &r->options.layout;
}

/* As it can be opened here, to be freed; NULL where there is none. What is not there is as the
   manifest has it: whoever opens it will say so. What must not be opened is "". */
static char *find_path(struct verify *v, const char *recorded, const char *given)
{
	char *path = given || !recorded ? NULL : verify_opened_as(v, recorded);

	if (path || !recorded)
		return path;
	path = strdup(given ? given : access(recorded, F_OK) ? recorded : "");
	v->memory |= !path;
	return path;
}

static void find_paths(struct verify *v, const struct recipe *recorded)
{
	const struct recipe *given = v->terms->given;

	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		free(v->files[f]);
		v->files[f] =
			find_path(v, recipe_file_path(recorded, f), recipe_file_path(given, f));
	}
	free(v->resources);
	v->resources = find_path(v, recorded->options.resources, NULL);
}

static void check_files(struct verify *v, const struct recipe *recorded)
{
	struct recipe now = v->recipe;
	char digests[RECIPE_FILES][65];

	v->memory |= recipe_read_files(&now, digests) != 0;
	v->lacking = false;
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		if (str_same(now.files[f], recorded->files[f]))
			continue;
		verify_tell(v,
			v->files[f] && *v->files[f] ? v->files[f] : recipe_file_option(f),
			now.files[f] ? "has changed: its SHA-256 is not that of the manifest"
				     : "cannot be read here, and documents were made by it");
		v->lacking |= !now.files[f];
	}
}

/* ---- the recipe ---- */

/* Sets it to one that the manifest tells, with paths as they can be opened here. */
static void set_recipe(struct verify *v, const struct recipe *recorded)
{
	v->recipe = *recorded;
	v->recipe.options.max_time = 0;
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		if (v->files[f])
			*option_of(&v->recipe, f) = v->files[f];
	if (v->resources)
		v->recipe.options.resources = v->resources;
}

/* Whether it must not be followed. */
static bool is_refused(struct verify *v, const struct recipe *recorded, struct buf *why)
{
	const struct recipe *given = v->terms->given;

	if (recorded->unknown)
		buf_printf(
			why, "--%s is in the manifest, and not known here", recorded->unknown);
	else if (!v->terms->without_sources && recorded->options.external &&
		 !given->options.external)
		buf_printf(why,
			"-x \"%s\" is in the manifest; such a program is only run where it is "
			"given here, too",
			recorded->options.external[0]);
	else
		return recipe_contradicts(recorded, given, why);
	return true;
}

/* Pages and pictures that were too large then are so now. */
static void set_max_page(struct verify *v)
{
	uint64_t max = v->recipe.max_page ? v->recipe.max_page : RECORDS_MAX_PAGE;

	records_free(v->records);
	v->records = records_new(max < SIZE_MAX ? (size_t)max : SIZE_MAX);
	v->memory |= !v->records;
	free(v->file);
	v->file = NULL;
}

static void notice_program(struct verify *v, const struct recipe *recorded)
{
	struct buf notice = BUF_INIT;

	if (!strcmp(recorded->program, recipe_program))
		return;
	buf_printf(&notice,
		"is from %s, and this is %s: documents that differ may be right for both",
		recorded->program, recipe_program);
	v->listener->notice(v->listener->user, MANIFEST_NAME, buf_str(&notice));
	buf_free(&notice);
}

static int look_at(struct verify *v, const struct recipe *recorded, struct buf *why)
{
	if (is_refused(v, recorded, why))
		return -1;
	if (v->terms->without_sources)
		return 0;
	find_paths(v, recorded);
	set_recipe(v, recorded);
	check_files(v, recorded);
	set_max_page(v);
	notice_program(v, recorded);
	return 0;
}

static void take_given(struct verify *v)
{
	bool first = !v->recipe.program;

	v->recipe = *v->terms->given;
	if (first && !v->terms->without_sources)
		v->listener->notice(v->listener->user, MANIFEST_NAME,
			"does not tell what it was made by: the options of this call are "
			"taken");
	buf_clear(&v->recorded);
	v->lacking = false;
}

/* Whether it is the one last looked at, but for what may differ within a batch; it is now. */
static bool is_known(struct verify *v, const struct recipe *recorded)
{
	struct recipe fixed = *recorded;
	struct buf text = BUF_INIT;
	struct json j = {.out = &text};
	bool known;

	fixed.options.max_time = 0;
	json_open_object(&j, NULL);
	recipe_put(&j, &fixed);
	json_close_object(&j);
	known = text.len == v->recorded.len &&
		!memcmp(buf_str(&text), buf_str(&v->recorded), text.len);
	if (!known && v->recorded.len)
		verify_tell(v, v->entry->source.file,
			"its recipe is another than that of the entry before");
	v->memory |= buf_failed(&text);
	buf_free(&v->recorded);
	v->recorded = text;
	return known;
}

int verify_take_recipe(struct verify *v, struct buf *why)
{
	const struct recipe *recorded = v->entry->recipe;

	if (!recorded) {
		take_given(v);
		return 0;
	}
	if (!is_known(v, recorded) && look_at(v, recorded, why))
		return -1;
	set_recipe(v, recorded);
	return 0;
}

void verify_free_recipe(struct verify *v)
{
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		free(v->files[f]);
	free(v->resources);
	buf_free(&v->recorded);
}
