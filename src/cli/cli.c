#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

/* Most options of a program. */
#define OPTIONS_MAX 64

/* Long options are numbered from here; letters are their own number. */
enum { ONLY_LONG = 256 };

void cli_complain(const char *where, const char *what)
{
	fprintf(stderr, "%s: error: %s\n", where, what);
}

/* All formats that are read (input) or written, last before the last one. */
static void list_formats(FILE *to, bool input, const char *last)
{
	const char *format = guidang_format_at(0, input), *next;

	for (unsigned i = 1; format; i++, format = next) {
		next = guidang_format_at(i, input);
		fputs(format, to);
		if (next)
			fputs(guidang_format_at(i + 1, input) ? ", " : last, to);
	}
}

static void complain_of_format(const struct cli *cli, const char *format, bool input)
{
	fprintf(stderr, "%s: error: no such %s format: %s; there are ", cli->program->name,
		input ? "input" : "output", format);
	list_formats(stderr, input, " and ");
	fputc('\n', stderr);
}

/* ---- options ---- */

static int show_help(struct cli *cli, const char *value)
{
	const struct cli_program *p = cli->program;

	puts(p->usage);
	for (const struct cli_option *const *table = p->tables; *table; table++)
		for (const struct cli_option *o = *table; o->name; o++) {
			char name[48], letter[8] = "   ";

			if (o->letter)
				snprintf(letter, sizeof letter, "-%c,", o->letter);
			snprintf(name, sizeof name, "%s --%s%s%s", letter, o->name,
				o->value ? " " : "", o->value ? o->value : "");
			printf("  %-24s ", name);
			if (o->kind == CLI_READ || o->kind == CLI_WRITTEN)
				list_formats(stdout, o->kind == CLI_READ, ", ");
			puts(o->help);
		}
	printf("\n%s\n", p->statuses);
	return fflush(stdout) ? CLI_EXIT_OUTPUT : 0;
}

static int show_version(struct cli *cli, const char *value)
{
	printf("%s %s\n", cli->program->name, GUIDANG_VERSION);
	return fflush(stdout) ? CLI_EXIT_OUTPUT : 0;
}

static int add_external(struct cli *cli, const char *command)
{
	if (cli->external_count == CLI_EXTERNAL_MAX) {
		cli_complain(cli->program->name, "too many external filters");
		return GUIDANG_USAGE;
	}
	cli->external[cli->external_count++] = command;
	cli->options.external = cli->external;
	return CLI_GO_ON;
}

#define FIELD(name) offsetof(struct cli, name)

const struct cli_option cli_converting[] = {
	{"from", 'f', CLI_READ, FIELD(from), NULL, "FORMAT",
		"; default: by the name, else html"},
	{"base-url", 0, CLI_STRING, FIELD(options.base_url), NULL, "URL",
		"where the page was; resolves its links"},
	{"captured", 0, CLI_STRING, FIELD(options.captured), NULL, "TIME",
		"when the page was saved: 2024-01-17T10:30:00+08:00"},
	{"charset", 0, CLI_STRING, FIELD(options.charset), NULL, "LABEL",
		"the page's encoding, whatever it says"},
	{"filters", 0, CLI_STRING, FIELD(options.filters), NULL, "A,B,C",
		"run these instead of the default chain"},
	{"without", 0, CLI_STRING, FIELD(options.without), NULL, "A,B",
		"leave these out of the chain"},
	{"external", 'x', CLI_ACTION, 0, add_external, "COMMAND",
		"a program as a filter: the tree's XML in and out"},
	{"profile", 0, CLI_STRING, FIELD(options.profile), NULL, "NAME",
		"sections by this profile (a name or a file)"},
	{"rules", 0, CLI_STRING, FIELD(options.rules), NULL, "FILE|DIR",
		"rules for the site: a file, or a folder of HOST.txt"},
	{"resources", 0, CLI_STRING, FIELD(options.resources), NULL, "DIR",
		"files of pictures, besides those beside the page"},
	{"no-join", 0, CLI_FLAG, FIELD(options.no_join), NULL, NULL,
		"pages of one article stay by themselves"},
	{"force", 0, CLI_FLAG, FIELD(options.force), NULL, NULL,
		"keep what there is, even if it looks like chrome only"},
	{0},
};

const struct cli_option cli_writing[] = {
	{"layout", 0, CLI_STRING, FIELD(options.layout), NULL, "NAME|FILE",
		"odt, docx: look; gongwen, plain, catalogue or a file"},
	{"section", 0, CLI_STRING, FIELD(options.section), NULL, "ID",
		"write this section only"},
	{"fields", 0, CLI_STRING, FIELD(options.fields), NULL, "WHERE",
		"odt, docx: metadata as a table (default), end or none"},
	{"provenance", 0, CLI_STRING, FIELD(options.provenance), NULL, "WHERE",
		"odt, docx: source, at the end (default), footer, none"},
	{"odf-version", 0, CLI_STRING, FIELD(options.odf_version), NULL, "V",
		"odt: OpenDocument 1.2 (default) or 1.3"},
	{"columns", 0, CLI_NUMBER, FIELD(options.columns), NULL, "N",
		"text: wrap at N columns"},
	{"table", 0, CLI_NUMBER, FIELD(options.table), NULL, "N", "csv: the N-th table only"},
	{0},
};

const struct cli_option cli_every[] = {
	{"version", 'V', CLI_ACTION, 0, show_version, NULL, "show the version"},
	{"help", 'h', CLI_ACTION, 0, show_help, NULL, "show this"},
	{0},
};

static int set_number(const struct cli *cli, unsigned *to, const char *name, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n < 1 || n > INT_MAX) {
		fprintf(stderr, "%s: error: --%s takes a whole number from 1 on, not \"%s\"\n",
			cli->program->name, name, value);
		return GUIDANG_USAGE;
	}
	*to = (unsigned)n;
	return CLI_GO_ON;
}

static int apply(struct cli *cli, const struct cli_option *o, const char *value)
{
	void *field = (char *)cli + o->field;

	switch (o->kind) {
	case CLI_STRING:
	case CLI_READ:
	case CLI_WRITTEN:
		*(const char **)field = value;
		break;
	case CLI_NUMBER:
		return set_number(cli, field, o->name, value);
	case CLI_FLAG:
		*(bool *)field = true;
		break;
	case CLI_ACTION:
		return o->action(cli, value);
	}
	return CLI_GO_ON;
}

/* All options of a program, as getopt wants them. */
struct getopt_tables {
	const struct cli_option *rows[OPTIONS_MAX];
	size_t count;
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2];
};

static void add_row(struct getopt_tables *t, const struct cli_option *o)
{
	char *shorts = t->shorts + strlen(t->shorts);

	t->longs[t->count] = (struct option){o->name,
		o->value ? required_argument : no_argument, NULL, ONLY_LONG + (int)t->count};
	t->rows[t->count++] = o;
	if (o->letter)
		*shorts++ = o->letter;
	if (o->letter && o->value)
		*shorts++ = ':';
}

static const struct cli_option *row_of(const struct getopt_tables *t, int code)
{
	for (size_t i = 0; i < t->count; i++)
		if (code == ONLY_LONG + (int)i || code == t->rows[i]->letter)
			return t->rows[i];
	return NULL;
}

/* What getopt_long() refused, and answered code to. */
static int refuse_option(
	const struct cli *cli, const struct getopt_tables *t, int code, const char *argument)
{
	const struct cli_option *o = optopt ? row_of(t, optopt) : NULL;

	fprintf(stderr, "%s: error: ", cli->program->name);
	if (o && code == ':')
		fprintf(stderr, "--%s needs %s\n", o->name, o->value);
	else if (o)
		fprintf(stderr, "--%s takes no value\n", o->name);
	else if (optopt)
		fprintf(stderr, "no such option: -%c (see --help)\n", optopt);
	else
		fprintf(stderr, "no such option: %s (see --help)\n", argument);
	return GUIDANG_USAGE;
}

static int read_options(struct cli *cli, int argc, char **argv)
{
	/* The colon tells a value that is missing from an option that is not there. */
	struct getopt_tables t = {.count = 0, .shorts = ":"};
	int code, next = CLI_GO_ON;

	for (const struct cli_option *const *table = cli->program->tables; *table; table++)
		for (const struct cli_option *o = *table; o->name && t.count < OPTIONS_MAX; o++)
			add_row(&t, o);
	opterr = 0;
	while (next == CLI_GO_ON &&
		(code = getopt_long(argc, argv, t.shorts, t.longs, NULL)) != -1) {
		if (code == '?' || code == ':')
			next = refuse_option(cli, &t, code, argv[optind - 1]);
		else
			next = apply(cli, row_of(&t, code), optarg);
	}
	return next;
}

static bool converts(const struct cli_program *program)
{
	const struct cli_option *const *table = program->tables;

	while (*table && *table != cli_converting)
		table++;
	return *table;
}

static int read_epoch(const struct cli_program *program, struct options *o)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;

	if (!epoch || !*epoch)
		return 0;
	errno = 0;
	o->epoch = strtoll(epoch, &end, 10);
	if (errno || *end || o->epoch < 0) {
		cli_complain(program->name, "SOURCE_DATE_EPOCH is no number of seconds");
		return -1;
	}
	return 0;
}

/* A standard stream that the caller closed stays one that cannot be used: else the first file
   that is opened had its number, and what is said would be written into that. */
static bool hold_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

int cli_parse(struct cli *cli, int argc, char **argv)
{
	int next = hold_streams() ? read_options(cli, argc, argv) : CLI_EXIT_OUTPUT;

	if (next == CLI_GO_ON && cli->from && !guidang_format_known(cli->from, true)) {
		complain_of_format(cli, cli->from, true);
		next = GUIDANG_USAGE;
	}
	if (next == CLI_GO_ON && converts(cli->program) &&
		read_epoch(cli->program, &cli->options))
		next = GUIDANG_USAGE;
	/* A reader that closed the pipe has what it wanted. */
	signal(SIGPIPE, SIG_DFL);
	return next;
}

/* ---- inputs and outputs ---- */

const char *cli_input(const char *argument)
{
	return argument && strcmp(argument, "-") ? argument : NULL;
}

const char *cli_input_name(const char *input)
{
	return input ? input : "standard input";
}

void cli_say(const struct cli *cli, const char *where, enum diag_level level, const char *what)
{
	if (level >= cli->least)
		fprintf(stderr, "%s: %s: %s\n", where, diag_level_name(level), what);
}

bool cli_format_known(const struct cli *cli, const char *format)
{
	bool known = guidang_format_known(format, false);

	if (!known)
		complain_of_format(cli, format, false);
	return known;
}

const char *cli_format(const struct cli *cli, const char *to)
{
	bool file = cli->output && strcmp(cli->output, "-");
	const char *wrong = NULL;

	if (!to)
		to = file ? guidang_format_of(cli->output) : "text";
	if (!to)
		wrong = "the name after -o tells no format; say it with -t";
	else if (!cli_format_known(cli, to))
		return NULL;
	else if (!cli->output && guidang_format_binary(to) && isatty(STDOUT_FILENO))
		wrong = "a binary document is not written to a terminal; use -o FILE";
	if (wrong)
		cli_complain(cli->program->name, wrong);
	return wrong ? NULL : to;
}

int cli_write(const char *path, const struct buf *out)
{
	bool file = path && strcmp(path, "-");
	int rc = file ? file_replace(path, buf_str(out), out->len)
		      : file_write_fd(STDOUT_FILENO, buf_str(out), out->len);

	if (!rc)
		return 0;
	cli_complain(file ? path : "standard output", file ? file_why(errno) : strerror(errno));
	return CLI_EXIT_OUTPUT;
}
