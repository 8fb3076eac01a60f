#include "batch/recipe-private.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/escape.h"
#include "convert/guidang.h"
#include "base/json.h"

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
		json_bool(j, m->name, true);
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
