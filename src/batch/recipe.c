#include "batch/recipe.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/escape.h"
#include "base/file.h"
#include "base/json.h"
#include "office/layout.h"
#include "profile/profile.h"
#include "version.h"

const char recipe_program[] = "guidang " GUIDANG_VERSION;

/* ---- the options ---- */

#define AT(field) offsetof(struct recipe, field)

const struct recipe_member recipe_members[] = {
	{"to", RECIPE_TEXT, AT(to)},
	{"name", RECIPE_TEXT, AT(name)},
	{"shard", RECIPE_TEXT, AT(shard)},
	{"max-page", RECIPE_NUMBER64, AT(max_page)},
	{"max-time", RECIPE_FREE_NUMBER, AT(options.max_time)},
	{"from", RECIPE_TEXT, AT(from)},
	{"base-url", RECIPE_TEXT, AT(options.base_url)},
	{"captured", RECIPE_TEXT, AT(options.captured)},
	{"charset", RECIPE_TEXT, AT(options.charset)},
	{"filters", RECIPE_TEXT, AT(options.filters)},
	{"without", RECIPE_TEXT, AT(options.without)},
	{"external", RECIPE_LIST, AT(options.external)},
	{"profile", RECIPE_TEXT, AT(options.profile)},
	{"rules", RECIPE_TEXT, AT(options.rules)},
	{"resources", RECIPE_TEXT, AT(options.resources)},
	{"no-join", RECIPE_FLAG, AT(options.no_join)},
	{"force", RECIPE_FLAG, AT(options.force)},
	{"layout", RECIPE_TEXT, AT(options.layout)},
	{"section", RECIPE_TEXT, AT(options.section)},
	{"fields", RECIPE_TEXT, AT(options.fields)},
	{"provenance", RECIPE_TEXT, AT(options.provenance)},
	{"odf-version", RECIPE_TEXT, AT(options.odf_version)},
	{"columns", RECIPE_NUMBER, AT(options.columns)},
	{"table", RECIPE_NUMBER, AT(options.table)},
	{0},
};

static const char *text_of(const struct recipe *r, const struct recipe_member *m)
{
	return *(const char *const *)((const char *)r + m->at);
}

/* Of a number or a flag. */
static uint64_t number_of(const struct recipe *r, const struct recipe_member *m)
{
	const void *field = (const char *)r + m->at;

	return m->type == RECIPE_FLAG	    ? *(const bool *)field
	       : m->type == RECIPE_NUMBER64 ? *(const uint64_t *)field
					    : *(const unsigned *)field;
}

static bool is_given(const struct recipe *r, const struct recipe_member *m)
{
	return m->type == RECIPE_TEXT	? text_of(r, m) != NULL
	       : m->type == RECIPE_LIST ? r->options.external != NULL
					: number_of(r, m) != 0;
}

/* ---- the files that options name ---- */

static const char *const file_options[RECIPE_FILES] = {
	[RECIPE_PROFILE] = "profile",
	[RECIPE_RULES] = "rules",
	[RECIPE_LAYOUT] = "layout",
};

const char *recipe_file_option(enum recipe_file file)
{
	return file_options[file];
}

const char *recipe_file_path(const struct recipe *r, enum recipe_file file)
{
	const char *profile = r->options.profile, *layout = r->options.layout;

	switch (file) {
	case RECIPE_PROFILE:
		return profile && profile_is_file(profile) ? profile : NULL;
	case RECIPE_LAYOUT:
		return layout && layout_is_file(layout) ? layout : NULL;
	case RECIPE_RULES:
	case RECIPE_FILES:
		break;
	}
	return r->options.rules;
}

/* ---- folders of rules ---- */

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int is_rules_name(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot && !strcmp(dot, ".txt");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Visits the files that may be rules, bytewise by name. 0, or -1 with errno, or what visit said
   that is not 0. */
static int each_rules(
	const char *folder, int (*visit)(void *user, const char *path), void *user)
{
	struct buf path = BUF_INIT;
	struct dirent **names;
	int count = scandir(folder, &names, is_rules_name, by_bytes), rc = 0;

	if (count < 0)
		return -1;
	for (int i = 0; i < count; i++) {
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder, names[i]->d_name);
		if (buf_failed(&path)) {
			errno = ENOMEM;
			rc = -1;
		}
		if (!rc)
			rc = visit(user, path.data);
		free(names[i]);
	}
	free(names);
	buf_free(&path);
	return rc;
}

int recipe_each_file(
	const struct recipe *r, int (*visit)(void *user, const char *path), void *user)
{
	int rc = 0;

	for (enum recipe_file f = 0; f < RECIPE_FILES && !rc; f++) {
		const char *path = recipe_file_path(r, f);

		if (path && f == RECIPE_RULES && is_folder(path))
			rc = each_rules(path, visit, user);
		else if (path)
			rc = visit(user, path);
	}
	return rc;
}

/* ---- digests ---- */

/* 0, or -1 with errno. */
static int digest_file(const char *path, char hex[65])
{
	struct buf bytes = BUF_INIT;
	int rc = file_read(path, &bytes), error = errno;

	if (!rc)
		digest_sha256(hex, buf_str(&bytes), bytes.len);
	buf_free(&bytes);
	errno = error;
	return rc;
}

/* A line as sha256sum has it. */
static int put_line(struct buf *lines, const char *path, const char *name)
{
	char hex[65];

	if (digest_file(path, hex))
		return -1;
	buf_printf(lines, "%s  %s\n", hex, name);
	return 0;
}

static int digest_lines(struct buf *lines, char hex[65])
{
	int rc = buf_failed(lines) ? -1 : 0;

	if (rc)
		errno = ENOMEM;
	else
		digest_sha256(hex, buf_str(lines), lines->len);
	return rc;
}

/* What cannot be read has a line without a digest. */
static int put_rules(void *user, const char *path)
{
	struct buf *lines = user;
	const char *name = strrchr(path, '/') + 1;

	if (!put_line(lines, path, name))
		return 0;
	if (errno == ENOMEM)
		return -1;
	buf_printf(lines, "-  %s\n", name);
	return 0;
}

/* Of the list of its rules. */
static int digest_folder(const char *path, char hex[65])
{
	struct buf lines = BUF_INIT;
	int rc = each_rules(path, put_rules, &lines) || digest_lines(&lines, hex) ? -1 : 0;

	buf_free(&lines);
	return rc;
}

/* With the layout that it is based on, if that is a file too. */
static int digest_layout(const char *path, char hex[65])
{
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct buf lines = BUF_INIT;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct layout layout;
	int rc;

	layout_load(&layout, &arena, path, &error);
	if (layout.base && layout_is_file(layout.base))
		rc = put_line(&lines, layout.base, layout.base) ||
				     put_line(&lines, path, name) || digest_lines(&lines, hex)
			     ? -1
			     : 0;
	else
		rc = digest_file(path, hex);
	arena_free(&arena);
	buf_free(&lines);
	return rc;
}

int recipe_read_files(struct recipe *r, char digests[RECIPE_FILES][65])
{
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		const char *path = recipe_file_path(r, f);
		int rc = -1;

		r->files[f] = NULL;
		if (!path)
			continue;
		if (f == RECIPE_RULES && is_folder(path))
			rc = digest_folder(path, digests[f]);
		else if (f == RECIPE_LAYOUT)
			rc = digest_layout(path, digests[f]);
		else
			rc = digest_file(path, digests[f]);
		if (!rc)
			r->files[f] = digests[f];
		else if (errno == ENOMEM)
			return -1;
	}
	return 0;
}

/* ---- writing ---- */

static void put_member(struct json *j, const struct recipe *r, const struct recipe_member *m)
{
	switch (m->type) {
	case RECIPE_TEXT:
		json_str(j, m->name, text_of(r, m));
		break;
	case RECIPE_NUMBER:
	case RECIPE_FREE_NUMBER:
	case RECIPE_NUMBER64:
		json_int(j, m->name, (int64_t)number_of(r, m));
		break;
	case RECIPE_FLAG:
		json_flag(j, m->name, true);
		break;
	case RECIPE_LIST:
		json_open_array(j, m->name);
		for (const char *const *e = r->options.external; *e; e++)
			json_str(j, NULL, *e);
		json_close_array(j);
		break;
	}
}

void recipe_put(struct json *j, const struct recipe *r)
{
	json_open_object(j, "recipe");
	json_str(j, "program", r->program);
	if (r->options.epoch)
		json_int(j, "epoch", r->options.epoch);
	else
		json_null(j, "epoch");
	json_open_object(j, "options");
	for (const struct recipe_member *m = recipe_members; m->name; m++)
		if (is_given(r, m))
			put_member(j, r, m);
	json_close_object(j);
	json_open_object(j, "files");
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		if (r->files[f])
			json_str(j, recipe_file_option(f), r->files[f]);
	json_close_object(j);
	json_close_object(j);
}

/* ---- reading ---- */

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

static bool get_options(struct json_object *options, struct recipe *r)
{
	if (!json_object_is_type(options, json_type_object))
		return false;
	json_object_object_foreach(options, name, value)
	{
		const struct recipe_member *m = recipe_members;

		while (m->name && strcmp(m->name, name))
			m++;
		if (!m->name)
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

/* ---- comparing ---- */

static bool same_list(const char *const *a, const char *const *b)
{
	if (!a || !b)
		return a == b;
	while (*a && *b && percent_is_same(*a, *b))
		a++, b++;
	return !*a && !*b;
}

/* a is what was read. */
static bool same_member(
	const struct recipe *a, const struct recipe *b, const struct recipe_member *m)
{
	return m->type == RECIPE_FREE_NUMBER ? true
	       : m->type == RECIPE_TEXT	     ? percent_is_same(text_of(a, m), text_of(b, m))
	       : m->type == RECIPE_LIST ? same_list(a->options.external, b->options.external)
					: number_of(a, m) == number_of(b, m);
}

static void put_value(struct buf *out, const struct recipe *r, const struct recipe_member *m)
{
	if (m->type == RECIPE_LIST)
		for (const char *const *e = r->options.external; *e; e++)
			buf_printf(out, "%s\"%s\"", e == r->options.external ? "" : ", ", *e);
	else if (m->type == RECIPE_TEXT)
		buf_printf(out, "\"%s\"", text_of(r, m));
	else
		buf_printf(out, "%" PRIu64, number_of(r, m));
}

/* "--profile is "b" here, and "a" in the manifest" */
static void say_member(struct buf *why, const struct recipe *recorded, const struct recipe *now,
	const struct recipe_member *m)
{
	bool was = is_given(recorded, m), is = is_given(now, m);

	buf_printf(why, "--%s is ", m->name);
	if (is && m->type != RECIPE_FLAG)
		put_value(why, now, m);
	else
		buf_puts(why, is ? "given" : "not given");
	buf_puts(why, " here, and ");
	if (was && m->type != RECIPE_FLAG)
		put_value(why, recorded, m);
	else
		buf_puts(why, was ? "given" : "not given");
	buf_puts(why, " in the manifest");
}

static void put_epoch(struct buf *why, int64_t epoch)
{
	if (epoch)
		buf_printf(why, "%" PRId64, epoch);
	else
		buf_puts(why, "not set");
}

static bool differs_by_file(
	const struct recipe *recorded, const struct recipe *now, struct buf *why)
{
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		if (!str_same(recorded->files[f], now->files[f])) {
			buf_printf(why,
				"what --%s names has changed: its SHA-256 is not that of the "
				"manifest",
				recipe_file_option(f));
			return true;
		}
	return false;
}

bool recipe_differs(const struct recipe *recorded, const struct recipe *now, struct buf *why)
{
	if (recorded->unknown) {
		buf_printf(
			why, "--%s is in the manifest, and not known here", recorded->unknown);
		return true;
	}
	for (const struct recipe_member *m = recipe_members; m->name; m++)
		if (!same_member(recorded, now, m)) {
			say_member(why, recorded, now, m);
			return true;
		}
	if (recorded->options.epoch != now->options.epoch) {
		buf_puts(why, "SOURCE_DATE_EPOCH is ");
		put_epoch(why, now->options.epoch);
		buf_puts(why, " here, and ");
		put_epoch(why, recorded->options.epoch);
		buf_puts(why, " in the manifest");
		return true;
	}
	return differs_by_file(recorded, now, why);
}

/* A file of the same content may have another name. */
static bool same_file(
	const struct recipe *a, const struct recipe *b, const struct recipe_member *m)
{
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++)
		if (!strcmp(m->name, recipe_file_option(f)))
			return a->files[f] && str_same(a->files[f], b->files[f]);
	return false;
}

bool recipe_contradicts(
	const struct recipe *recorded, const struct recipe *now, struct buf *why)
{
	for (const struct recipe_member *m = recipe_members; m->name; m++) {
		if (!is_given(now, m) || same_member(recorded, now, m) ||
			same_file(recorded, now, m))
			continue;
		say_member(why, recorded, now, m);
		return true;
	}
	return false;
}
