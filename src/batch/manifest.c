#include "batch/manifest-private.h"

#include "base/json.h"

static const char *const outcomes[MANIFEST_OUTCOMES] = {
	[MANIFEST_CONVERTED] = "converted",
	[MANIFEST_JOINED] = "joined",
	[MANIFEST_SKIPPED] = "skipped",
	[MANIFEST_EMPTY] = "nothing-found",
	[MANIFEST_FAILED] = "failed",
};

#define AT(field) offsetof(struct manifest_entry, field)

const struct manifest_member manifest_source_members[] = {
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

const struct manifest_member manifest_page_members[] = {
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

const char *manifest_outcome_name(enum manifest_outcome outcome)
{
	return outcomes[outcome];
}

static void put_members(
	struct json *j, const struct manifest_member *m, const struct manifest_entry *entry)
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

static void put_output(struct json *j, const struct manifest_output *output)
{
	json_open_object(j, NULL);
	json_str(j, "format", output->format);
	json_str(j, "path", output->path);
	json_int(j, "bytes", (int64_t)output->bytes);
	json_str(j, "sha256", output->sha256);
	json_close_object(j);
}

void manifest_put(struct buf *out, const struct manifest_entry *entry)
{
	struct json j = {.out = out};

	json_open_object(&j, NULL);
	json_open_object(&j, "source");
	put_members(&j, manifest_source_members, entry);
	json_close_object(&j);
	json_str(&j, "outcome", outcomes[entry->outcome]);
	json_str(&j, "skip", entry->skip);
	json_str(&j, "reason", entry->reason);
	json_open_array(&j, "outputs");
	for (unsigned i = 0; i < entry->output_count; i++)
		put_output(&j, &entry->outputs[i]);
	json_close_array(&j);
	put_members(&j, manifest_page_members, entry);
	if (entry->recipe)
		recipe_put(&j, entry->recipe);
	json_close_object(&j);
	buf_putc(out, '\n');
}
