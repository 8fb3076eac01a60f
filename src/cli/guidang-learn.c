/* guidang-learn: pages of one site in, rules for a person to read out. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "base/file.h"
#include "convert/chain.h"
#include "site/siteprofile.h"

/* With fewer pages, all that two documents have in common looks like the site's; more than the
   upper bound are kept in memory at once and teach nothing new. */
#define PAGES_MIN 3
#define PAGES_MAX 1000

static const struct cli_option own[] = {
	{"output", 'o', CLI_STRING, offsetof(struct cli, output), NULL, "FILE",
		"write to FILE"},
	{"charset", 0, CLI_STRING, offsetof(struct cli, options.charset), NULL, "LABEL",
		"the pages' encoding, whatever they say"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang-learn",
	.usage =
		"usage: guidang-learn [OPTION...] PAGE PAGE PAGE...\n"
		"Proposes rules for a site from three or more of its saved pages, to be read,\n"
		"corrected and given to guidang --rules.\n",
	.statuses = "Exit status: 0 proposed, 1 a page could not be read, 2 wrong usage,\n"
		    "4 the output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_every, NULL},
};

static int fail(const char *where, const char *what, int status)
{
	cli_complain(where, what);
	return status;
}

/* CLI_GO_ON, or the exit status. */
static int check_count(int pages)
{
	if (pages < PAGES_MIN)
		return fail(program.name, "three pages of a site or more are needed",
			GUIDANG_USAGE);
	if (pages > PAGES_MAX)
		return fail(program.name, "more than 1000 pages", GUIDANG_USAGE);
	return CLI_GO_ON;
}

struct learning {
	struct siteprofile profile;
	struct options options;
	struct match_cache *matches;
};

/* Ingests and filters the bytes into an empty document, which has a copy of them. 0 or -1. */
static int read_page(
	struct learning *l, struct document *doc, const char *name, const struct buf *bytes)
{
	const struct filter *ingest = filter_by_format(STAGE_INGEST, "html");
	const char *copy;
	char error[160];
	struct chain chain;

	if (document_init(doc, &l->options, l->matches) ||
		chain_build(&chain, &l->options, ingest, error, sizeof error))
		return -1;
	doc->source.name = arena_strdup(&doc->tree.arena, name);
	copy = arena_strndup(&doc->tree.arena, buf_str(bytes), bytes->len);
	if (!copy || bytes->len > INT32_MAX || ingest->ingest(doc, copy, bytes->len))
		return -1;
	return chain_run(&chain, doc);
}

static int add_page(struct learning *l, const char *name)
{
	struct document *doc = calloc(1, sizeof *doc);
	struct buf bytes = BUF_INIT;
	int status = 0;

	errno = 0;
	if (!doc || file_read(name, &bytes))
		status = fail(name, strerror(errno), GUIDANG_FAILED);
	else if (read_page(l, doc, name, &bytes))
		status = fail(name, "cannot be read", GUIDANG_FAILED);
	buf_free(&bytes);
	if (status) {
		if (doc)
			document_free(doc);
		free(doc);
	} else if (siteprofile_add(&l->profile, doc)) {
		status = fail(name, "cannot be read", GUIDANG_FAILED);
	}
	return status;
}

static int learn(const struct cli *cli, struct learning *l, char **pages, int count)
{
	struct siteprofile *p = &l->profile;
	struct buf rules = BUF_INIT;
	int status = 0;

	for (int i = 0; i < count && !status; i++)
		status = add_page(l, pages[i]);
	if (!status && (siteprofile_compare(p) || siteprofile_propose(p, &rules)))
		status = fail(program.name, strerror(ENOMEM), GUIDANG_FAILED);
	if (!status)
		status = cli_write(cli->output, &rules);
	buf_free(&rules);
	return status;
}

int main(int argc, char **argv)
{
	struct cli cli = {.program = &program};
	struct learning l = {.options.filters = SITEPROFILE_FILTERS};
	int status = cli_parse(&cli, argc, argv);

	if (status == CLI_GO_ON)
		status = check_count(argc - optind);
	if (status != CLI_GO_ON)
		return status;
	l.matches = match_cache_new();
	if (!l.matches)
		return fail(program.name, strerror(ENOMEM), GUIDANG_FAILED);
	l.options.charset = cli.options.charset;
	status = learn(&cli, &l, argv + optind, argc - optind);
	siteprofile_free(&l.profile);
	match_cache_free(l.matches);
	return status;
}
