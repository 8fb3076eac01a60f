#include "convert/chain.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "convert/external.h"

/* The default chain. A tree that is read again went through it, and is only finished. */
static const char *const default_chain[] = {
	"strip-script",
	"strip-hidden",
	"strip-forms",
	"strip-rules",
	"strip-copies",
	"strip-chrome",
	"strip-outside",
	"strip-repeats",
	"strip-calls",
	"belongings", /* beside the block that was found */
	"space",
	"fields",
	"title",
	"meta",
	"table",
	"signature",
	"heading",
	"attachment",
	"section",
	"check-tables",
	"pictures", /* only of what is kept */
	"finish",
};

#define WORD(name, word) word,
static const char *const stage_names[] = {STAGES(WORD)};

const char *stage_name(enum stage stage)
{
	return stage_names[stage];
}

const struct filter *filter_by_name(const char *name)
{
	const struct filter *const *f = filters_all;

	while (*f && strcmp((*f)->name, name))
		f++;
	return *f;
}

const struct filter *filter_by_format(enum stage stage, const char *format)
{
	const struct filter *const *f = filters_all;

	while (*f && ((*f)->stage != stage || strcmp((*f)->format, format)))
		f++;
	return *f;
}

/* True if the name of a file without its folders ends in a dot and one of the words. */
static bool has_extension(const char *leaf, const char *words)
{
	size_t len = strlen(leaf);

	for (size_t n; *words; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		if (n < len && leaf[len - n - 1] == '.' &&
			!strncasecmp(leaf + len - n, words, n))
			return true;
	}
	return false;
}

const struct filter *filter_by_extension(enum stage stage, const char *file_name)
{
	const char *slash = strrchr(file_name, '/');
	const struct filter *const *f = filters_all;

	while (*f && ((*f)->stage != stage ||
			     !has_extension(slash ? slash + 1 : file_name, (*f)->extension)))
		f++;
	return *f;
}

/* True if word is one of the words in list, which commas separate. */
static bool listed(const char *list, const char *word, size_t len)
{
	const char *end;

	for (; list; list = *end ? end + 1 : NULL) {
		end = strchrnul(list, ',');
		if ((size_t)(end - list) == len && !strncasecmp(list, word, len))
			return true;
	}
	return false;
}

static int add(struct chain *c, const struct filter *filter, const char *command)
{
	if (c->length == CHAIN_MAX)
		return -1;
	c->steps[c->length++] = (struct chain_step){filter, command};
	return 0;
}

/* Programs run before what finishes the tree, which they may leave unfinished. */
static int add_external(struct chain *c, const char *command)
{
	struct chain_step *last = c->length ? &c->steps[c->length - 1] : NULL;

	if (!last || !last->filter || strcmp(last->filter->name, "finish"))
		return add(c, NULL, command);
	if (add(c, last->filter, NULL))
		return -1;
	*last = (struct chain_step){NULL, command};
	return 0;
}

#define DEFAULT_LENGTH (sizeof default_chain / sizeof *default_chain)

static int add_default(struct chain *c, const struct options *o, bool finish_only)
{
	for (size_t i = finish_only ? DEFAULT_LENGTH - 1 : 0; i < DEFAULT_LENGTH; i++) {
		const struct filter *f = filter_by_name(default_chain[i]);

		if (f && !listed(o->without, f->name, strlen(f->name)) && add(c, f, NULL))
			return -1;
	}
	return 0;
}

static int add_named(struct chain *c, const struct options *o, char *message, size_t size)
{
	char *rest = NULL;

	if (snprintf(c->names, sizeof c->names, "%s", o->filters) >= (int)sizeof c->names) {
		snprintf(message, size, "the list of filters is too long");
		return -1;
	}
	for (char *w = strtok_r(c->names, ",", &rest); w; w = strtok_r(NULL, ",", &rest)) {
		const struct filter *f = filter_by_name(w);

		if (!f || f->stage == STAGE_INGEST || f->stage == STAGE_EMIT) {
			snprintf(message, size,
				"no such filter: %s (see guidang --list-filters)", w);
			return -1;
		}
		if (c->length && f->stage < c->steps[c->length - 1].filter->stage) {
			snprintf(message, size,
				"filter %s cannot follow %s: it is of an earlier stage", w,
				c->steps[c->length - 1].filter->name);
			return -1;
		}
		if (listed(o->without, w, strlen(w)))
			continue;
		if (add(c, f, NULL)) {
			snprintf(message, size, "more than %d filters", CHAIN_MAX);
			return -1;
		}
	}
	return 0;
}

static int check_without(const char *without, char *message, size_t size)
{
	for (const char *w = without; w && *w;) {
		size_t len = strcspn(w, ",");
		const struct filter *const *f = filters_all;

		while (*f && !listed((*f)->name, w, len))
			f++;
		if (!*f) {
			snprintf(message, size,
				"no such filter: %.*s (see guidang --list-filters)", (int)len,
				w);
			return -1;
		}
		w += len + (w[len] == ',');
	}
	return 0;
}

int chain_build(struct chain *c, const struct options *o, const struct filter *ingest,
	char *message, size_t size)
{
	int rc = 0;

	*c = (struct chain){0};
	if (check_without(o->without, message, size))
		return -1;
	if (o->filters)
		rc = add_named(c, o, message, size);
	else
		rc = add_default(c, o, !strcmp(ingest->format, "tree"));
	for (const char *const *x = o->external; !rc && x && *x; x++)
		if ((rc = add_external(c, *x)))
			snprintf(message, size, "more than %d filters", CHAIN_MAX);
	return rc;
}

/* Steps of the strip stage; programs come after them. */
static unsigned strip_length(const struct chain *c)
{
	unsigned i = 0;

	while (i < c->length && c->steps[i].filter && c->steps[i].filter->stage == STAGE_STRIP)
		i++;
	return i;
}

static int run_steps(const struct chain *c, struct document *doc, unsigned from, unsigned end)
{
	for (unsigned i = from; i < end; i++) {
		const struct chain_step *step = &c->steps[i];
		int rc;

		if (step->filter) {
			document_enter_filter(doc, step->filter->name);
			rc = step->filter->run(doc);
		} else {
			rc = external_run(doc, step->command);
		}
		if (rc || arena_failed(&doc->tree.arena))
			return -1;
		if (deadline_over(&doc->deadline)) {
			diag_report(doc, DIAG_TOO_LONG, 0, doc->options->max_time);
			return -1;
		}
	}
	return 0;
}

int chain_strip(const struct chain *c, struct document *doc)
{
	return run_steps(c, doc, 0, strip_length(c));
}

int chain_restructure(const struct chain *c, struct document *doc)
{
	return run_steps(c, doc, strip_length(c), c->length);
}

int chain_run(const struct chain *c, struct document *doc)
{
	return run_steps(c, doc, 0, c->length);
}
