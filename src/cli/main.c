/* The command line: options in, exit status out. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/main.h"
#include "archive/records.h"

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
	printf("%-11s %-13s %s\n", stage, name, help);
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
	{"to", 't', CLI_WRITTEN, FIELD(to), NULL, "FORMAT", ""},
	{"directory", 'd', CLI_STRING, FIELD(directory), NULL, "DIR",
		"write all inputs' documents to DIR; -t may be a list"},
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
		"a larger page fails; default: 256M"},
	{"max-time", 0, CLI_NUMBER, FIELD(cli.options.max_time), NULL, "S",
		"a page that takes more than S seconds fails"},
	{"shard", 0, CLI_STRING, FIELD(shard), NULL, "I/N",
		"-d: every N-th record only, from the I-th on"},
	{"bag", 0, CLI_STRING, FIELD(bag), NULL, "DIR",
		"-d: when all is done, put it into a BagIt bag at DIR"},
	{"bag-sources", 0, CLI_FLAG, FIELD(bag_sources), NULL, NULL,
		"--bag: with the inputs, as data/sources"},
	{"bag-info", 0, CLI_STRING, FIELD(bag_info), NULL, "FILE",
		"--bag: lines of FILE for its bag-info.txt"},
	{"premis", 0, CLI_FLAG, FIELD(premis), NULL, NULL,
		"-d: write premis.xml beside the manifest"},
	{"warc-out", 0, CLI_STRING, FIELD(warc_out), NULL, "FILE",
		"-d: write the documents as WARC conversion records"},
	{"ledger", 0, CLI_STRING, FIELD(ledger), NULL, "FILE",
		"write every dropped piece to FILE, as JSON"},
	{"list-filters", 0, CLI_ACTION, 0, list_filters, NULL, "show all filters, by stage"},
	{"quiet", 'q', CLI_ACTION, 0, be_quiet, NULL, "say errors only"},
	{"verbose", 'v', CLI_ACTION, 0, be_verbose, NULL, "say notes too"},
	{0},
};

static void say_archives(void)
{
	struct buf names = BUF_INIT;

	records_put_containers(&names);
	printf("Archives that are read: %s.\n\n", buf_str(&names));
	buf_free(&names);
}

static const struct cli_program program = {
	.name = "guidang",
	.usage = "usage: guidang [OPTION...] [FILE...]\n"
		 "Turns saved web pages of government portals into documents. FILE is a page, "
		 "a\n"
		 "folder of pages, or an archive.\n"
		 "Without FILE, or where FILE is -, reads standard input.\n",
	.say_inputs = say_archives,
	.statuses = "Exit status: 0 converted, 1 an input failed, 2 wrong usage,\n"
		    "3 nothing found but chrome, 4 an output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_writing, cli_converting,
		cli_every, NULL},
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
	       : c->shard      ? "--shard needs -d DIR"
	       : c->bag	       ? "--bag needs -d DIR"
	       : c->premis     ? "--premis needs -d DIR"
	       : c->warc_out   ? "--warc-out needs -d DIR"
			       : NULL;
}

static bool reads_stdin(const struct command *c, char *const *inputs, int count)
{
	bool reads = !count && !c->files_from;

	for (int i = 0; i < count; i++)
		reads |= !cli_input(inputs[i]);
	return reads;
}

static int check_options(struct command *c, char *const *inputs, int count)
{
	const char *wrong = stray_option(c);

	if (c->cli.output && c->directory)
		wrong = "-o and -d exclude each other";
	else if (c->to && strchr(c->to, ',') && !c->directory)
		wrong = "several formats need -d DIR";
	else if (count > 1 && !c->directory)
		wrong = "several inputs need -d DIR";
	else if (c->null && !c->files_from)
		wrong = "-0 needs --files-from";
	else if (c->files_from && !cli_input(c->files_from) && reads_stdin(c, inputs, count))
		wrong = "standard input is the list of --files-from, and no input too";
	else if (!c->bag && (c->bag_sources || c->bag_info))
		wrong = c->bag_sources ? "--bag-sources needs --bag DIR"
				       : "--bag-info needs --bag DIR";
	else if (c->bag_sources && reads_stdin(c, inputs, count))
		wrong = "--bag-sources cannot keep standard input";
	if (wrong) {
		cli_complain(program.name, wrong);
		return -1;
	}
	if (!c->directory)
		c->to = cli_format(&c->cli, c->to);
	return c->directory || c->to ? 0 : -1;
}

/* A number of bytes: digits, and K, M or G (powers of 1024) after them. */
static int read_size(const char *s, size_t *to)
{
	static const char units[] = "KMG";
	char *end;
	unsigned long long n;
	const char *unit;

	errno = 0;
	n = strtoull(s, &end, 10);
	if (errno || *s < '0' || *s > '9' || !n)
		return -1;
	unit = *end ? strchr(units, *end) : NULL;
	if (*end && (!unit || end[1]))
		return -1;
	for (; unit && unit >= units; unit--) {
		if (n > SIZE_MAX / 1024)
			return -1;
		n *= 1024;
	}
	*to = (size_t)n;
	return 0;
}

static int read_max_page(struct command *c)
{
	c->max_bytes = RECORDS_MAX_PAGE;
	if (!c->max_page || !read_size(c->max_page, &c->max_bytes))
		return 0;
	cli_complain(program.name, "--max-page takes a size such as 64M");
	return -1;
}

/* ---- one page, to standard output or into a file ---- */

struct documents {
	const struct command *command;
	struct buf document, ledger; /* held until no second page comes */
	bool written;		     /* document is one */
	bool read;		     /* there was a page */
};

static int fail(const char *label, const char *what)
{
	cli_complain(label, what);
	return GUIDANG_FAILED;
}

static int make(void *user, const char *label, const struct guidang_page *page)
{
	struct documents *d = user;
	const struct command *c = d->command;
	int status = 0;

	d->read = true;
	if (!guidang_section_found(page))
		status = fail(label, "has no such section");
	else if (c->cli.options.table > guidang_tables(page))
		status = fail(label, "has no such table");
	else if (guidang_write(page, c->to, &d->document))
		status = fail(label, strerror(ENOMEM));
	else
		d->written = true;
	if (d->written && !strcmp(c->to, "csv") && !guidang_tables(page))
		cli_say(&c->cli, label, DIAG_WARNING, GUIDANG_NO_TABLE);
	if (c->ledger && guidang_write(page, "ledger", &d->ledger))
		status = fail(label, strerror(ENOMEM));
	return status;
}

/* Without -d: the one page of an input (NULL: standard input). The exit status: the worst. */
static int main_page(const struct command *c, const char *input)
{
	struct documents d = {.command = c};
	int status = cli_page(&c->cli, input, c->max_bytes, make, &d), written = 0, told = 0;

	if (d.written && status != GUIDANG_USAGE)
		written = cli_write(c->cli.output, &d.document);
	status = written > status ? written : status;
	if (c->ledger && d.read && status != GUIDANG_USAGE)
		told = cli_write(c->ledger, &d.ledger);
	buf_free(&d.document);
	buf_free(&d.ledger);
	return told > status ? told : status;
}

/* ---- the whole ---- */

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program, .least = DIAG_WARNING}};
	int status = cli_parse(&c.cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (read_max_page(&c) || check_options(&c, argv + optind, argc - optind))
		return GUIDANG_USAGE;
	return c.directory ? main_batch(&c, argv + optind, argc - optind)
			   : main_page(&c, cli_input(argv[optind]));
}
