#include "batch/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"

/* ---- the members of an entry ---- */

static const char *const outcomes[MANIFEST_OUTCOMES] = {
	[MANIFEST_CONVERTED] = "converted",
	[MANIFEST_JOINED] = "joined",
	[MANIFEST_SKIPPED] = "skipped",
	[MANIFEST_EMPTY] = "nothing-found",
	[MANIFEST_FAILED] = "failed",
};

const char *manifest_outcome_name(enum manifest_outcome outcome)
{
	return outcomes[outcome];
}

struct member {
	const char *key;				  /* NULL ends a list */
	size_t at;					  /* in struct manifest_entry [bytes] */
	enum { TEXT, NEWER_TEXT, NUMBER64, NUMBER } type; /* NEWER_TEXT: it may not be there */
};

#define AT(field) offsetof(struct manifest_entry, field)

/* In the order of writing: of the source, and of the page. */
static const struct member source_members[] = {
	{"file", AT(source.file), TEXT},
	{"folder", AT(source.folder), NEWER_TEXT},
	{"offset", AT(source.offset), NUMBER64},
	{"record", AT(source.record), TEXT},
	{"name", AT(source.name), TEXT},
	{"uri", AT(source.uri), TEXT},
	{"captured", AT(source.captured), TEXT},
	{"type", AT(source.type), NEWER_TEXT},
	{"format", AT(source.format), NEWER_TEXT},
	{"bytes", AT(source.bytes), NUMBER64},
	{"sha256", AT(source.sha256), TEXT},
	{0},
};

static const struct member page_members[] = {
	{"title", AT(title), TEXT},
	{"date", AT(date), TEXT},
	{"index", AT(index), TEXT},
	{"number", AT(number), TEXT},
	{"issuer", AT(issuer), TEXT},
	{"category", AT(category), TEXT},
	{"profile", AT(profile), TEXT},
	{"kept", AT(kept), NUMBER64},
	{"dropped", AT(dropped), NUMBER64},
	{"unlocated", AT(unlocated), NUMBER64},
	{"replaced", AT(replaced), NUMBER64},
	{"checks_failed", AT(checks_failed), NUMBER},
	{"warnings", AT(warnings), NUMBER},
	{0},
};

/* ---- writing ---- */

static void put_members(
	struct json *j, const struct member *m, const struct manifest_entry *entry)
{
	for (; m->key; m++) {
		const void *field = (const char *)entry + m->at;

		switch (m->type) {
		case TEXT:
		case NEWER_TEXT:
			json_str(j, m->key, *(const char *const *)field);
			break;
		case NUMBER64:
			json_int(j, m->key, (int64_t) * (const uint64_t *)field);
			break;
		case NUMBER:
			json_int(j, m->key, *(const unsigned *)field);
			break;
		}
	}
}

void manifest_put(struct buf *out, const struct manifest_entry *entry)
{
	struct json j = {.out = out};

	json_open_object(&j, NULL);
	json_open_object(&j, "source");
	put_members(&j, source_members, entry);
	json_close_object(&j);
	json_str(&j, "outcome", outcomes[entry->outcome]);
	json_str(&j, "skip", entry->skip);
	json_str(&j, "reason", entry->reason);
	json_open_array(&j, "outputs");
	for (unsigned i = 0; i < entry->output_count; i++) {
		const struct manifest_output *output = &entry->outputs[i];

		json_open_object(&j, NULL);
		json_str(&j, "format", output->format);
		json_str(&j, "path", output->path);
		json_int(&j, "bytes", (int64_t)output->bytes);
		json_str(&j, "sha256", output->sha256);
		json_close_object(&j);
	}
	json_close_array(&j);
	put_members(&j, page_members, entry);
	if (entry->recipe)
		recipe_put(&j, entry->recipe);
	json_close_object(&j);
	buf_putc(out, '\n');
}

/* ---- reading an entry ---- */

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

static bool get_member(const struct json_object *object, const struct member *m, void *field)
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

static bool get_members(
	const struct json_object *object, const struct member *m, struct manifest_entry *entry)
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
		if (!strcmp(name, outcomes[i])) {
			entry->outcome = (enum manifest_outcome)i;
			return true;
		}
	return false;
}

/* True if a path stays in the folder of the manifest. */
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

/* The recipe of the entry is read into *recipe. */
static bool get_entry(
	const struct json_object *object, struct recipe *recipe, struct manifest_entry *entry)
{
	const struct json_object *source;
	struct json_object *made_by;

	*entry = (struct manifest_entry){0};
	if (!json_object_is_type(object, json_type_object))
		return false;
	source = json_object_object_get(object, "source");
	entry->skip = get_text(object, "skip");
	entry->reason = get_text(object, "reason");
	if (json_object_object_get_ex(object, "recipe", &made_by)) {
		if (!recipe_get(made_by, recipe))
			return false;
		entry->recipe = recipe;
	}
	return get_members(source, source_members, entry) && entry->source.file &&
	       get_outcome(object, entry) && has_text(object, "reason") &&
	       get_outputs(object, entry) && get_members(object, page_members, entry);
}

/* ---- reading a manifest, line by line ---- */

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

/* The value of a line, or NULL if it is not one JSON value alone; the caller owns it. */
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
