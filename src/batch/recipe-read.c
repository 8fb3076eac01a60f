/* A recipe out of JSON. */
#include "batch/recipe-private.h"

#include <json-c/json.h>
#include <string.h>

static bool get_list(struct json_object *value, struct recipe *r)
{
	size_t count;

	if (!json_object_is_type(value, json_type_array))
		return false;
	count = json_object_array_length(value);
	if (!count || count > RECIPE_EXTERNAL_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct json_object *command = json_object_array_get_idx(value, i);

		if (!json_object_is_type(command, json_type_string))
			return false;
		r->external[i] = json_object_get_string(command);
	}
	r->options.external = r->external;
	return true;
}

static bool get_number(
	struct json_object *value, struct recipe *r, const struct recipe_member *m)
{
	void *field = (char *)r + m->at;
	int64_t n = json_object_get_int64(value);

	if (!json_object_is_type(value, json_type_int) || n <= 0 ||
		(m->type != RECIPE_NUMBER64 && n > INT32_MAX))
		return false;
	if (m->type != RECIPE_NUMBER64)
		*(unsigned *)field = (unsigned)n;
	else
		*(uint64_t *)field = (uint64_t)n;
	return true;
}

static bool get_member(
	struct json_object *value, struct recipe *r, const struct recipe_member *m)
{
	void *field = (char *)r + m->at;

	switch (m->type) {
	case RECIPE_TEXT:
		*(const char **)field = json_object_get_string(value);
		return json_object_is_type(value, json_type_string);
	case RECIPE_FLAG:
		*(bool *)field = json_object_get_boolean(value);
		return json_object_is_type(value, json_type_boolean);
	case RECIPE_LIST:
		return get_list(value, r);
	case RECIPE_NUMBER:
	case RECIPE_FREE_NUMBER:
	case RECIPE_NUMBER64:
		break;
	}
	return get_number(value, r, m);
}

static const struct recipe_member *find_member(const char *name)
{
	const struct recipe_member *m = recipe_members;

	while (m->name && strcmp(m->name, name))
		m++;
	return m->name ? m : NULL;
}

static bool get_options(struct json_object *options, struct recipe *r)
{
	if (!json_object_is_type(options, json_type_object))
		return false;
	json_object_object_foreach(options, name, value)
	{
		const struct recipe_member *m = find_member(name);

		if (!m)
			r->unknown = name;
		else if (!get_member(value, r, m))
			return false;
	}
	return true;
}

static bool get_files(struct json_object *files, struct recipe *r)
{
	if (!json_object_is_type(files, json_type_object))
		return false;
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		struct json_object *digest =
			json_object_object_get(files, recipe_file_option(f));

		if (digest && !json_object_is_type(digest, json_type_string))
			return false;
		r->files[f] = digest ? json_object_get_string(digest) : NULL;
	}
	return true;
}

bool recipe_get(struct json_object *object, struct recipe *r)
{
	struct json_object *program, *epoch;

	*r = (struct recipe){0};
	if (!json_object_is_type(object, json_type_object))
		return false;
	program = json_object_object_get(object, "program");
	epoch = json_object_object_get(object, "epoch");
	r->program = json_object_get_string(program);
	r->options.epoch = json_object_get_int64(epoch);
	return json_object_is_type(program, json_type_string) &&
	       (!epoch || json_object_is_type(epoch, json_type_int)) && r->options.epoch >= 0 &&
	       get_options(json_object_object_get(object, "options"), r) &&
	       get_files(json_object_object_get(object, "files"), r);
}
