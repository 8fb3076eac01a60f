/* The command line: options in, one page after the other, exit status out. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "main.h"

/* ---- options ---- */

static int be_quiet(struct cli *cli, const char *value)
{
	cli->least = DIAG_ERROR;
	return CLI_GO_ON;
}

static int be_verbose(struct cli *cli, const char *value)
{
	cli->least = DIAG_NOTE;
	return CLI_GO_ON;
}

static void print_filter(void *user, const char *name, const char *stage, const char *help)
{
	printf("%-12s %-14s %s\n", stage, name, help);
}

static int list_filters(struct cli *cli, const char *value)
{
	guidang_each_filter(print_filter, NULL);
	return fflush(stdout) ? CLI_EXIT_OUTPUT : 0;
}

#define FIELD(name) offsetof(struct command, name)

static const struct cli_option own[] = {
	{"output", 'o', CLI_STRING, FIELD(cli.output), NULL, "FILE",
		"write to FILE; its name tells the format"},
	{"to", 't', CLI_STRING, FIELD(to), NULL, "FORMAT",
		"odt, docx, text, json, tree or csv; with -d a list of them"},
	{"directory", 'd', CLI_STRING, FIELD(directory), NULL, "DIR",
		"write the documents of all inputs into DIR"},
	{"name", 0, CLI_STRING, FIELD(names), NULL, "TEMPLATE",
		"-d: names of documents; default: {date}-{title}"},
	{"jobs", 'j', CLI_NUMBER, FIELD(jobs), NULL, "N",
		"-d: pages at a time; default: one a processor"},
	{"resume", 0, CLI_FLAG, FIELD(resume), NULL, NULL,
		"-d: go on where an earlier call was broken off"},
	{"files-from", 0, CLI_STRING, FIELD(files_from), NULL, "FILE",
		"-d: inputs, a line each, from FILE too"},
	{"null", '0', CLI_FLAG, FIELD(null), NULL, NULL,
		"--files-from: NUL ends a name, not a line"},
	{"max-page", 0, CLI_STRING, FIELD(max_page), NULL, "SIZE",
		"-d: larger pages fail; default: 256M"},
	{"max-time", 0, CLI_NUMBER, FIELD(cli.options.max_time), NULL, "S",
		"a page that takes more than S seconds fails"},
	{"shard", 0, CLI_STRING, FIELD(shard), NULL, "I/N",
		"-d: every N-th record only, from the I-th on"},
	{"section", 0, CLI_STRING, FIELD(cli.options.section), NULL, "ID",
		"write this section only"},
	{"ledger", 0, CLI_STRING, FIELD(ledger), NULL, "FILE",
		"write every dropped piece to FILE, a JSON object a line"},
	{"columns", 0, CLI_NUMBER, FIELD(cli.options.columns), NULL, "N",
		"text: wrap at N columns"},
	{"table", 0, CLI_NUMBER, FIELD(cli.options.table), NULL, "N",
		"csv: the N-th table only"},
	{"list-filters", 0, CLI_ACTION, 0, list_filters, NULL, "show all filters, by stage"},
	{"quiet", 'q', CLI_ACTION, 0, be_quiet, NULL, "say errors only"},
	{"verbose", 'v', CLI_ACTION, 0, be_verbose, NULL, "say notes too"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang",
	.usage = "usage: guidang [OPTION...] [FILE...]\n"
		 "Turns saved web pages of government portals into documents.\n"
		 "Without FILE, or where FILE is -, reads standard input.\n",
	.statuses = "Exit status: 0 converted, 1 an input failed, 2 wrong usage,\n"
		    "3 nothing found but chrome, 4 an output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_converting, cli_every, NULL},
};

/* An option that needs -d and was given without it, or NULL. */
static const char *stray_option(const struct command *c)
{
	if (c->directory)
		return NULL;
	return c->names	       ? "--name needs -d DIR"
	       : c->jobs       ? "-j needs -d DIR"
	       : c->resume     ? "--resume needs -d DIR"
	       : c->files_from ? "--files-from needs -d DIR"
	       : c->max_page   ? "--max-page needs -d DIR"
	       : c->shard      ? "--shard needs -d DIR"
			       : NULL;
}

static int check_options(struct command *c, int inputs)
{
	const char *wrong = stray_option(c);

	if (c->cli.output && c->directory)
		wrong = "-o and -d exclude each other";
	else if (inputs > 1 && !c->directory)
		wrong = "several inputs need -d DIR";
	else if (c->null && !c->files_from)
		wrong = "-0 needs --files-from";
	if (wrong) {
		cli_complain(program.name, wrong);
		return -1;
	}
	if (!c->directory)
		c->to = cli_format(&c->cli, c->to);
	return c->directory || c->to ? 0 : -1;
}

static int read_epoch(struct options *o)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;

	if (!epoch || !*epoch)
		return 0;
	errno = 0;
	o->epoch = strtoll(epoch, &end, 10);
	if (errno || *end || o->epoch < 0) {
		cli_complain(program.name, "SOURCE_DATE_EPOCH is no number of seconds");
		return -1;
	}
	return 0;
}

/* ---- one page ---- */

static int write_page(struct command *c, const char *input, const struct guidang_page *page)
{
	const char *name = cli_input_name(input), *wrong = NULL;
	struct buf out = BUF_INIT;
	int status = GUIDANG_FAILED;

	if (!guidang_section_found(page))
		wrong = "has no such section";
	else if (c->cli.options.table > guidang_tables(page))
		wrong = "has no such table";
	else if (guidang_write(page, c->to, &out))
		wrong = strerror(ENOMEM);
	if (wrong)
		cli_complain(name, wrong);
	else
		status = cli_write(c->cli.output, &out);
	buf_free(&out);
	return status;
}

static int write_ledger(struct command *c, const char *input, const struct guidang_page *page)
{
	struct buf lines = BUF_INIT;
	int status = GUIDANG_FAILED;

	if (guidang_ledger(page, &lines))
		cli_complain(cli_input_name(input), strerror(ENOMEM));
	else
		status = cli_write(c->ledger, &lines);
	buf_free(&lines);
	return status;
}

static int worst(int a, int b)
{
	return a > b ? a : b;
}

static int convert_page(struct command *c, struct guidang *g, const char *input)
{
	struct buf bytes = BUF_INIT;
	struct guidang_page *page;
	enum guidang_outcome outcome = cli_read(&c->cli, g, input, &bytes, &page);
	int status = (int)outcome;

	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME) {
		status = worst(status, write_page(c, input, page));
		if (c->ledger)
			status = worst(status, write_ledger(c, input, page));
	}
	guidang_page_free(page);
	buf_free(&bytes);
	return status;
}

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program, .least = DIAG_WARNING}};
	struct guidang *g = NULL;
	int status = cli_parse(&c.cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (read_epoch(&c.cli.options) || check_options(&c, argc - optind))
		return GUIDANG_USAGE;
	if (c.directory)
		return main_batch(&c, argv + optind, argc - optind);
	g = guidang_new();
	if (!g) {
		cli_complain(program.name, strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	status = convert_page(&c, g, cli_input(argv[optind]));
	guidang_free(g);
	return status;
}
