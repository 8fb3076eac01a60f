#include "batch/manifest-private.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct manifest_reader {
	FILE *file;
	char *line;
	size_t cap;
	unsigned number;
	struct json_tokener *tokener;
	struct json_object *object; /* what the last entry's strings belong to */
	struct recipe recipe;	    /* the last entry's */
};

void manifest_close(struct manifest_reader *r)
{
	if (!r)
		return;
	json_object_put(r->object);
	if (r->tokener)
		json_tokener_free(r->tokener);
	if (r->file)
		fclose(r->file);
	free(r->line);
	free(r);
}

struct manifest_reader *manifest_open(const char *path)
{
	return manifest_open_fd(open(path, O_RDONLY | O_CLOEXEC));
}

struct manifest_reader *manifest_open_fd(int fd)
{
	struct manifest_reader *r = fd < 0 ? NULL : calloc(1, sizeof *r);
	int error;

	if (fd < 0)
		return NULL;
	if (!r) {
		close(fd);
		errno = ENOMEM;
		return NULL;
	}
	r->tokener = json_tokener_new();
	r->file = r->tokener ? fdopen(fd, "r") : NULL;
	if (r->file) {
		json_tokener_set_flags(
			r->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
		return r;
	}
	error = r->tokener ? errno : ENOMEM;
	close(fd);
	manifest_close(r);
	errno = error;
	return NULL;
}

unsigned manifest_line(const struct manifest_reader *r)
{
	return r->number;
}

static const char *get_text(const struct json_object *object, const char *key)
{
	const struct json_object *value = json_object_object_get(object, key);

	return json_object_is_type(value, json_type_string)
		       ? json_object_get_string((struct json_object *)value)
		       : NULL;
}

static bool get_number(const struct json_object *object, const char *key, uint64_t *to)
{
	const struct json_object *value = json_object_object_get(object, key);

	if (!json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 0)
		return false;
	*to = (uint64_t)json_object_get_int64(value);
	return true;
}

/* Null and a string are texts; a member that is not there, and all else, is none. */
static bool has_text(const struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) &&
	       (!value || json_object_is_type(value, json_type_string));
}

static bool get_member(
	const struct json_object *object, const struct manifest_member *m, void *field)
{
	uint64_t number;

	if (m->type == TEXT || m->type == NEWER_TEXT) {
		*(const char **)field = get_text(object, m->key);
		return has_text(object, m->key) ||
		       (m->type == NEWER_TEXT &&
			       !json_object_object_get_ex(object, m->key, NULL));
	}
	if (!get_number(object, m->key, &number) || (m->type == NUMBER && number > UINT32_MAX))
		return false;
	if (m->type == NUMBER64)
		*(uint64_t *)field = number;
	else
		*(unsigned *)field = (unsigned)number;
	return true;
}

static bool get_members(const struct json_object *object, const struct manifest_member *m,
	struct manifest_entry *entry)
{
	for (; m->key; m++)
		if (!get_member(object, m, (char *)entry + m->at))
			return false;
	return true;
}

static bool get_outcome(const struct json_object *object, struct manifest_entry *entry)
{
	const char *name = get_text(object, "outcome");

	for (int i = 0; name && i < MANIFEST_OUTCOMES; i++)
		if (!strcmp(name, manifest_outcome_name((enum manifest_outcome)i))) {
			entry->outcome = (enum manifest_outcome)i;
			return true;
		}
	return false;
}

/* Whether a path stays in the folder of the manifest. */
static bool is_inside(const char *path)
{
	size_t len;

	if (!*path)
		return false;
	for (const char *s = path; s; s = s[len] ? s + len + 1 : NULL) {
		len = strcspn(s, "/");
		if (!len || (len == 2 && !memcmp(s, "..", 2)))
			return false;
	}
	return true;
}

static bool get_outputs(const struct json_object *object, struct manifest_entry *entry)
{
	const struct json_object *list = json_object_object_get(object, "outputs");
	size_t count;

	if (!json_object_is_type(list, json_type_array))
		return false;
	count = json_object_array_length(list);
	if (count > MANIFEST_OUTPUTS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct json_object *from = json_object_array_get_idx(list, i);
		struct manifest_output *to = &entry->outputs[i];

		to->format = get_text(from, "format");
		to->path = get_text(from, "path");
		to->sha256 = get_text(from, "sha256");
		if (!to->format || !to->path || !to->sha256 || !is_inside(to->path) ||
			!get_number(from, "bytes", &to->bytes))
			return false;
	}
	entry->output_count = (unsigned)count;
	return true;
}

static bool get_recipe(
	const struct json_object *object, struct recipe *recipe, struct manifest_entry *entry)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, "recipe", &value))
		return true;
	entry->recipe = recipe;
	return recipe_get(value, recipe);
}

/* recipe: where the entry's is read into. */
static bool get_entry(
	const struct json_object *object, struct recipe *recipe, struct manifest_entry *entry)
{
	const struct json_object *source;

	*entry = (struct manifest_entry){0};
	if (!json_object_is_type(object, json_type_object))
		return false;
	source = json_object_object_get(object, "source");
	entry->skip = get_text(object, "skip");
	entry->reason = get_text(object, "reason");
	return get_members(source, manifest_source_members, entry) && entry->source.file &&
	       get_outcome(object, entry) && has_text(object, "reason") &&
	       get_outputs(object, entry) &&
	       get_members(object, manifest_page_members, entry) &&
	       get_recipe(object, recipe, entry);
}

/* The line's value, where it is one JSON value and nothing else; the caller owns it. */
static struct json_object *parse_line(struct json_tokener *tokener, const char *line, int len)
{
	struct json_object *object;

	json_tokener_reset(tokener);
	object = json_tokener_parse_ex(tokener, line, len);
	if (json_tokener_get_error(tokener) == json_tokener_success)
		return object;
	json_object_put(object);
	return NULL;
}

enum manifest_read manifest_next(struct manifest_reader *r, struct manifest_entry *entry)
{
	ssize_t len;

	errno = 0;
	len = getline(&r->line, &r->cap, r->file);
	if (len < 0)
		return ferror(r->file) || errno == ENOMEM ? MANIFEST_ERROR : MANIFEST_END;
	r->number++;
	if (r->line[len - 1] != '\n')
		return MANIFEST_CUT;
	json_object_put(r->object);
	r->object = len < INT_MAX ? parse_line(r->tokener, r->line, (int)len) : NULL;
	return get_entry(r->object, &r->recipe, entry) ? MANIFEST_ENTRY : MANIFEST_MALFORMED;
}
