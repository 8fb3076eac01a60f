#include "archive/skips.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum kind { RESOURCE, SKIPPED };

static const struct {
	const char *name;
	enum kind kind;
	bool told;
	const char *format;
} skips[SKIP_COUNT] = {
#define SKIP(name, word, kind, told, format) [SKIP_##name] = {word, kind, told, format},
#include "archive/skips.def"
#undef SKIP
};

const char *skip_name(enum skip skip)
{
	return skips[skip].name;
}

enum skip skip_by_name(const char *name)
{
	for (enum skip s = SKIP_NONE + 1; name && s < SKIP_COUNT; s++)
		if (!strcmp(skips[s].name, name))
			return s;
	return SKIP_NONE;
}

const char *skip_format(enum skip skip)
{
	return skips[skip].format;
}

bool skip_is_resource(enum skip skip)
{
	return skip != SKIP_NONE && skips[skip].kind == RESOURCE;
}

/* ---- the count ---- */

void skip_tally_end(struct skip_tally *t)
{
	struct buf said = BUF_INIT;
	const char *before = ": ";
	uint64_t all = 0;

	for (enum skip s = SKIP_NONE; s < SKIP_COUNT; s++)
		all += t->of[s].count;
	buf_printf(&said, "%" PRIu64 " record%s that could be %s skipped", all,
		all == 1 ? "" : "s", all == 1 ? "a page was" : "pages were");
	for (enum skip s = SKIP_NONE; s < SKIP_COUNT; s++) {
		if (t->of[s].address && t->of[s].reason) {
			buf_puts(&said, before);
			if (all > 1)
				buf_printf(&said, "%" PRIu64 " as ", t->of[s].count);
			buf_printf(&said, "%s (%s)", t->of[s].address, t->of[s].reason);
			before = ", ";
		}
		free(t->of[s].address);
		free(t->of[s].reason);
	}
	/* Names of files can hold anything: a terminal must not obey it. */
	for (char *c = t->source; c && *c; c++)
		*c = (unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c;
	if (all)
		t->say(t->user,
			t->source && strcmp(t->source, "-") ? t->source : "standard input",
			buf_failed(&said) ? "records were skipped, and memory ran out"
					  : buf_str(&said));
	buf_free(&said);
	free(t->source);
	*t = (struct skip_tally){.say = t->say, .user = t->user};
}

void skip_tally_add(struct skip_tally *t, const char *source, enum skip skip,
	const char *address, const char *reason)
{
	if (t->source && strcmp(t->source, source))
		skip_tally_end(t);
	if (!t->source)
		t->source = strdup(source);
	if (skips[skip].told && !t->of[skip].count++) {
		t->of[skip].address = strdup(address);
		t->of[skip].reason = strdup(reason);
	}
}
