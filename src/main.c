/* The command line: options in, one page after the other, exit status out. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

struct command {
	struct cli cli;
	const char *to;	       /* -t */
	const char *directory; /* -d */
	const char *ledger;    /* --ledger */
	struct buf ledger_lines;
	struct buf written; /* paths written into -d, each with its NUL */
	int status;	    /* worst so far */
};

static void raise_status(struct command *c, int status)
{
	if (status > c->status)
		c->status = status;
}

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
		"odt, docx, text, json, tree or csv"},
	{"directory", 'd', CLI_STRING, FIELD(directory), NULL, "DIR",
		"write each input's document into DIR"},
	{"layout", 0, CLI_STRING, FIELD(cli.options.layout), NULL, "NAME|FILE",
		"odt, docx: print like this; gongwen, plain, or a file"},
	{"section", 0, CLI_STRING, FIELD(cli.options.section), NULL, "ID",
		"write this section only"},
	{"fields", 0, CLI_STRING, FIELD(cli.options.fields), NULL, "WHERE",
		"odt, docx: print the fields as a table (default), end or none"},
	{"provenance", 0, CLI_STRING, FIELD(cli.options.provenance), NULL, "WHERE",
		"odt, docx: print source and capture at the end (default), footer or none"},
	{"odf-version", 0, CLI_STRING, FIELD(cli.options.odf_version), NULL, "VERSION",
		"odt: OpenDocument 1.2 (default) or 1.3"},
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

static int check_options(struct command *c, int inputs)
{
	const char *to = c->to		 ? c->to
			 : c->cli.output ? guidang_format_of(c->cli.output)
					 : NULL;
	const char *wrong = NULL;

	if (!to && c->cli.output && strcmp(c->cli.output, "-"))
		wrong = "the name after -o tells no format; say it with -t";
	else if (!to)
		to = c->directory ? "odt" : "text";
	if (!wrong && !guidang_format_known(to, false))
		wrong = "no such output format; there are odt, docx, text, json, tree and csv";
	else if (c->cli.output && c->directory)
		wrong = "-o and -d exclude each other";
	else if (inputs > 1 && !c->directory)
		wrong = "several inputs need -d DIR";
	else if (!wrong && !c->cli.output && !c->directory && guidang_format_binary(to) &&
		 isatty(STDOUT_FILENO))
		wrong = "a binary document is not written to a terminal; use -o FILE";
	if (wrong)
		cli_complain(program.name, wrong);
	c->to = to;
	return wrong ? -1 : 0;
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

/* ---- pages ---- */

/* DIR/NAME.EXT for the input's name; without directory the file of -o, or NULL for standard
 * output. */
static const char *output_path(const struct command *c, const char *input, struct buf *path)
{
	const char *name = input ? input : "stdin", *slash = strrchr(name, '/'), *dot;
	const char *extension = guidang_format_extension(c->to);

	if (!c->directory)
		return c->cli.output && strcmp(c->cli.output, "-") ? c->cli.output : NULL;
	name = slash ? slash + 1 : name;
	dot = strrchr(name, '.');
	buf_printf(path, "%s/%.*s.%.*s", c->directory,
		(int)(dot && dot != name ? dot - name : (long)strlen(name)), name,
		(int)strcspn(extension, " "), extension);
	return buf_str(path);
}

/* Whether another input of this call gave its document the name: it must not be overwritten. */
static bool is_taken(struct command *c, const char *path)
{
	const char *at = buf_str(&c->written), *end = at + c->written.len;

	for (; at < end; at += strlen(at) + 1)
		if (!strcmp(at, path))
			return true;
	buf_put(&c->written, path, strlen(path) + 1);
	return buf_failed(&c->written); /* what cannot be remembered might be overwritten */
}

static void put_page(struct command *c, const char *path, const struct buf *out)
{
	if (c->directory && is_taken(c, path)) {
		cli_complain(path, "another input has this name; the first one stays");
		raise_status(c, CLI_EXIT_OUTPUT);
	} else {
		raise_status(c, cli_write(path, out));
	}
}

static void write_page(struct command *c, const char *input, const struct guidang_page *page)
{
	const char *name = cli_input_name(input);
	struct buf out = BUF_INIT, path = BUF_INIT;

	if (!guidang_section_found(page)) {
		cli_complain(name, "has no such section");
		raise_status(c, GUIDANG_FAILED);
	} else if (c->cli.options.table > guidang_tables(page)) {
		cli_complain(name, "has no such table");
		raise_status(c, GUIDANG_FAILED);
	} else if (guidang_write(page, c->to, &out)) {
		cli_complain(name, strerror(ENOMEM));
		raise_status(c, GUIDANG_FAILED);
	} else {
		put_page(c, output_path(c, input, &path), &out);
	}
	if (c->ledger && guidang_ledger(page, &c->ledger_lines))
		raise_status(c, GUIDANG_FAILED);
	buf_free(&path);
	buf_free(&out);
}

static void convert_file(struct command *c, struct guidang *g, const char *input)
{
	struct buf bytes = BUF_INIT;
	struct guidang_page *page;
	enum guidang_outcome outcome = cli_read(&c->cli, g, input, &bytes, &page);

	raise_status(c, (int)outcome);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		write_page(c, input, page);
	guidang_page_free(page);
	buf_free(&bytes);
}

static void convert_all(struct command *c, struct guidang *g, char **inputs, int count)
{
	if (c->directory && mkdir(c->directory, 0777) && errno != EEXIST) {
		cli_complain(c->directory, strerror(errno));
		raise_status(c, CLI_EXIT_OUTPUT);
		return;
	}
	if (!count)
		convert_file(c, g, NULL);
	for (int i = 0; i < count && c->status != GUIDANG_USAGE; i++)
		convert_file(c, g, cli_input(inputs[i]));
	if (c->ledger)
		raise_status(c, cli_write(c->ledger, &c->ledger_lines));
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
	g = guidang_new();
	if (!g) {
		cli_complain(program.name, strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	convert_all(&c, g, argv + optind, argc - optind);
	guidang_free(g);
	buf_free(&c.ledger_lines);
	buf_free(&c.written);
	return c.status;
}
