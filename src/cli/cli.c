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

#include "archive/records.h"
#include "article/series.h"
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
	if (p->say_inputs)
		p->say_inputs();
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

/* ---- the one page of an input, with what was kept beside it ---- */

struct reading {
	const struct cli *cli;
	struct guidang *g;
	struct records *records;
	cli_take *take;
	void *user;
	unsigned pages;
	int status; /* worst so far */
	struct skip_tally skips;
};

static void raise_status(struct reading *r, int status)
{
	if (status > r->status)
		r->status = status;
}

static void fail(struct reading *r, const char *where, const char *what)
{
	cli_complain(where, what);
	raise_status(r, GUIDANG_FAILED);
}

static void say_diags(const struct cli *cli, const char *label, const struct diag *d)
{
	for (; d; d = d->next) {
		if (!d->line)
			cli_say(cli, label, d->level, d->message);
		else if (d->level >= cli->least)
			fprintf(stderr, "%s:%u: %s: %s\n", label, d->line,
				diag_level_name(d->level), d->message);
	}
}

static void say_outcome(const struct reading *r, const char *label,
	enum guidang_outcome outcome, const struct guidang_page *page)
{
	const struct diag *diags = page ? guidang_diags(page) : NULL;
	const char *place = guidang_error_place(r->g);

	say_diags(r->cli, label, diags);
	if (outcome == GUIDANG_USAGE)
		cli_complain(*place ? place : r->cli->program->name, guidang_error(r->g));
	else if (outcome == GUIDANG_FAILED && !diags)
		cli_complain(label, "cannot be read");
}

static int fetch_resource(void *user, const char *href, const char *uri, struct buf *out)
{
	return records_fetch(user, href, uri, out);
}

static void convert_page(struct reading *r, const char *label, const struct record *record)
{
	const struct guidang_resources resources = {fetch_resource, r->records};
	struct series *series = NULL;
	struct guidang_input in = {.name = record->file,
		.bytes = record->bytes,
		.len = record->len,
		.format = r->cli->from ? r->cli->from : record->format,
		.uri = record->uri,
		.captured = record->captured,
		.charset = record->charset,
		.sha256 = record->sha256,
		.resources = &resources};
	struct guidang_page *page = NULL;
	enum guidang_outcome outcome;

	if (record->reason)
		cli_say(r->cli, label, DIAG_WARNING, record->reason);
	if (!r->cli->options.no_join &&
		series_find(r->records, &r->cli->options, record, &series))
		fail(r, label, strerror(ENOMEM));
	series_give(series, &in);
	outcome = guidang_read(r->g, &r->cli->options, &in, &page);
	say_outcome(r, label, outcome, page);
	raise_status(r, (int)outcome);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		raise_status(r, r->take(r->user, label, page));
	guidang_page_free(page);
	series_free(series);
}

static void say_skips(void *user, const char *source, const char *sentence)
{
	const struct reading *r = user;

	cli_say(r->cli, source, DIAG_WARNING, sentence);
}

static void take_record(struct reading *r, const struct record *record)
{
	struct buf label = BUF_INIT;

	record_label(record, &label);
	skip_tally_add(&r->skips, record->source, record->skip,
		record->uri ? record->uri : buf_str(&label), record->reason);
	switch (record->kind) {
	case RECORD_PAGE:
		if (r->pages++) {
			cli_complain(buf_str(&label), "several pages need guidang -d DIR");
			r->status = GUIDANG_USAGE;
		} else {
			convert_page(r, buf_str(&label), record);
		}
		break;
	case RECORD_FAULT:
		fail(r, buf_str(&label), record->reason);
		break;
	case RECORD_SKIPPED:
	case RECORD_RESOURCE:
		cli_say(r->cli, buf_str(&label), DIAG_NOTE, record->reason);
		break;
	}
	buf_free(&label);
}

static void read_input(struct reading *r, const char *input)
{
	struct record record;

	records_open(r->records, input);
	while (r->status != GUIDANG_USAGE && records_next(r->records, &record))
		take_record(r, &record);
	skip_tally_end(&r->skips);
	if (!r->pages && !r->status)
		fail(r, cli_input_name(input), "no page is in it");
}

int cli_page(
	const struct cli *cli, const char *input, size_t max_page, cli_take *take, void *user)
{
	struct reading r = {.cli = cli,
		.g = guidang_new(),
		.records = records_new(max_page),
		.take = take,
		.user = user};

	r.skips = (struct skip_tally){.say = say_skips, .user = &r};
	if (r.g && r.records)
		read_input(&r, input);
	else
		fail(&r, cli->program->name, strerror(ENOMEM));
	records_free(r.records);
	guidang_free(r.g);
	return r.status;
}
