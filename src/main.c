/* The command line: options in, one page after the other, exit status out. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "guidang.h"

/* GUIDANG_CONVERTED and the rest, and: */
#define EXIT_OUTPUT 4

/* Most -x programs in one call. */
#define EXTERNAL_MAX 16

enum verbosity { QUIET, NORMAL, VERBOSE };

struct command {
	struct options options;
	const char *output;    /* -o */
	const char *to;	       /* -t */
	const char *from;      /* -f */
	const char *directory; /* -d */
	const char *ledger;    /* --ledger */
	const char *external[EXTERNAL_MAX + 1];
	unsigned external_count;
	enum verbosity verbosity;
	struct buf ledger_lines;
	struct buf written; /* paths written into -d, each with its NUL */
	int status;	    /* worst so far */
};

enum argument { NONE, STRING, NUMBER, ACTION };

/* Long options without a letter start here. */
enum { ONLY_LONG = 256 };

static int show_help(struct command *c);
static int show_version(struct command *c);
static int list_filters(struct command *c);

static const struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum argument argument;
	size_t field; /* in struct command */
	int (*action)(struct command *c);
	const char *value, *help;
} rows[] = {
#define STRING_OPTION(name, letter, field, value, help)                                        \
	{                                                                                      \
		name, letter, STRING, offsetof(struct command, field), NULL, value, help       \
	}
	STRING_OPTION(
		"output", 'o', output, "FILE", "write to FILE; its name tells the format"),
	STRING_OPTION("to", 't', to, "FORMAT", "odt, docx, text, json, tree or csv"),
	STRING_OPTION("from", 'f', from, "FORMAT",
		"html, text or tree; default: by the name, else html"),
	STRING_OPTION(
		"directory", 'd', directory, "DIR", "write each input's document into DIR"),
	STRING_OPTION("base-url", 0, options.base_url, "URL",
		"where the page was; resolves its links"),
	STRING_OPTION("charset", 0, options.charset, "LABEL",
		"the page's encoding, whatever it says"),
	STRING_OPTION("filters", 0, options.filters, "A,B,C",
		"run these instead of the default chain"),
	STRING_OPTION("without", 0, options.without, "A,B", "leave these out of the chain"),
	{"external", 'x', ACTION, 0, NULL, "COMMAND",
		"a program as a filter: the tree's XML in and out"},
	STRING_OPTION("profile", 0, options.profile, "NAME",
		"sections by this profile (a name or a file)"),
	STRING_OPTION("rules", 0, options.rules, "FILE|DIR",
		"rules for the site: a file, or a folder of HOST.txt"),
	STRING_OPTION("section", 0, options.section, "ID", "write this section only"),
	STRING_OPTION("ledger", 0, ledger, "FILE",
		"write every dropped piece to FILE, a JSON object a line"),
	{"columns", 0, NUMBER, offsetof(struct command, options.columns), NULL, "N",
		"text: wrap at N columns"},
	{"table", 0, NUMBER, offsetof(struct command, options.table), NULL, "N",
		"csv: the N-th table only"},
	{"force", 0, NONE, offsetof(struct command, options.force), NULL, NULL,
		"keep what there is, even where it looks like chrome only"},
	{"list-filters", 0, ACTION, 0, list_filters, NULL, "show all filters, by stage"},
	{"quiet", 'q', ACTION, QUIET, NULL, NULL, "say errors only"},
	{"verbose", 'v', ACTION, VERBOSE, NULL, NULL, "say notes too"},
	{"version", 'V', ACTION, 0, show_version, NULL, "show the version"},
	{"help", 'h', ACTION, 0, show_help, NULL, "show this"},
};

#define ROWS (sizeof rows / sizeof *rows)

static void raise_status(struct command *c, int status)
{
	if (status > c->status)
		c->status = status;
}

static void complain(const char *where, const char *what)
{
	fprintf(stderr, "%s: error: %s\n", where, what);
}

/* ---- options ---- */

static int show_help(struct command *c)
{
	puts("usage: guidang [OPTION...] [FILE...]\n"
	     "Turns saved web pages of government portals into documents.\n"
	     "Without FILE, or where FILE is -, reads standard input.\n");
	for (size_t i = 0; i < ROWS; i++) {
		char name[48];
		int len = rows[i].letter ? snprintf(name, sizeof name, "-%c, ", rows[i].letter)
					 : snprintf(name, sizeof name, "    ");

		snprintf(name + len, sizeof name - (size_t)len, "--%s%s%s", rows[i].name,
			rows[i].value ? " " : "", rows[i].value ? rows[i].value : "");
		printf("  %-24s %s\n", name, rows[i].help);
	}
	puts("\nExit status: 0 converted, 1 an input failed, 2 wrong usage,\n"
	     "3 nothing found but chrome, 4 an output could not be written.");
	return fflush(stdout) ? EXIT_OUTPUT : 0;
}

static int show_version(struct command *c)
{
	puts("guidang " GUIDANG_VERSION);
	return fflush(stdout) ? EXIT_OUTPUT : 0;
}

static void print_filter(void *user, const char *name, const char *stage, const char *help)
{
	printf("%-12s %-14s %s\n", stage, name, help);
}

static int list_filters(struct command *c)
{
	guidang_each_filter(print_filter, NULL);
	return fflush(stdout) ? EXIT_OUTPUT : 0;
}

static int set_number(unsigned *to, const char *name, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n > INT_MAX) {
		fprintf(stderr, "guidang: error: --%s takes a whole number, not \"%s\"\n", name,
			value);
		return -1;
	}
	*to = (unsigned)n;
	return 0;
}

static int add_external(struct command *c, const char *command)
{
	if (c->external_count == EXTERNAL_MAX) {
		complain("guidang", "too many external filters");
		return -1;
	}
	c->external[c->external_count++] = command;
	c->options.external = c->external;
	return 0;
}

/* 0 to go on, 1 when all is done (c->status), -1 after a complaint. */
static int apply(struct command *c, const struct option_row *row, const char *value)
{
	void *field = (char *)c + row->field;

	switch (row->argument) {
	case STRING:
		*(const char **)field = value;
		return 0;
	case NUMBER:
		return set_number(field, row->name, value);
	case NONE:
		*(bool *)field = true;
		return 0;
	case ACTION:
		if (row->action) {
			c->status = row->action(c);
			return 1;
		}
		if (row->value)
			return add_external(c, value);
		c->verbosity = (enum verbosity)row->field;
		return 0;
	}
	return -1;
}

static void make_getopt_tables(struct option *longs, char *shorts)
{
	for (size_t i = 0; i < ROWS; i++) {
		bool takes = rows[i].value;

		longs[i] = (struct option){rows[i].name,
			takes ? required_argument : no_argument, NULL, ONLY_LONG + (int)i};
		if (!rows[i].letter)
			continue;
		*shorts++ = rows[i].letter;
		if (takes)
			*shorts++ = ':';
	}
	*shorts = '\0';
}

static const struct option_row *row_of(int code)
{
	for (size_t i = 0; i < ROWS; i++)
		if (code == ONLY_LONG + (int)i || code == rows[i].letter)
			return &rows[i];
	return NULL;
}

static int parse_options(struct command *c, int argc, char **argv)
{
	struct option longs[ROWS + 1] = {0};
	char shorts[2 * ROWS + 1];
	int code, done = 0;

	make_getopt_tables(longs, shorts);
	while (!done && (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = code == '?' ? NULL : row_of(code);

		done = row ? apply(c, row, optarg) : -1;
	}
	return done;
}

static int check_options(struct command *c, int inputs)
{
	const char *to = c->to ? c->to : c->output ? guidang_format_of(c->output) : NULL;
	const char *wrong = NULL;

	if (!to && c->output && strcmp(c->output, "-"))
		wrong = "the name after -o tells no format; say it with -t";
	else if (!to)
		to = c->directory ? "odt" : "text";
	if (!wrong && !guidang_format_known(to, false))
		wrong = "no such output format; there are odt, docx, text, json, tree and csv";
	else if (c->from && !guidang_format_known(c->from, true))
		wrong = "no such input format; there are html, text and tree";
	else if (c->output && c->directory)
		wrong = "-o and -d exclude each other";
	else if (inputs > 1 && !c->directory)
		wrong = "several inputs need -d DIR";
	else if (!wrong && !c->output && !c->directory && guidang_format_binary(to) &&
		 isatty(STDOUT_FILENO))
		wrong = "a binary document is not written to a terminal; use -o FILE";
	if (wrong)
		complain("guidang", wrong);
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
		complain("guidang", "SOURCE_DATE_EPOCH is no number of seconds");
		return -1;
	}
	return 0;
}

/* ---- pages ---- */

static void say_diags(const struct command *c, const char *name, const struct diag *d)
{
	static const enum diag_level least[] = {
		[QUIET] = DIAG_ERROR, [NORMAL] = DIAG_WARNING, [VERBOSE] = DIAG_NOTE};

	for (; d; d = d->next) {
		if (d->level < least[c->verbosity])
			continue;
		if (d->line)
			fprintf(stderr, "%s:%u: %s: %s\n", name, d->line,
				diag_level_name(d->level), d->message);
		else
			fprintf(stderr, "%s: %s: %s\n", name, diag_level_name(d->level),
				d->message);
	}
}

/* DIR/NAME.EXT for the input's name; without directory the file of -o, or NULL for standard
 * output. */
static const char *output_path(const struct command *c, const char *input, struct buf *path)
{
	const char *name = input ? input : "stdin", *slash = strrchr(name, '/'), *dot;
	const char *extension = guidang_format_extension(c->to);

	if (!c->directory)
		return c->output && strcmp(c->output, "-") ? c->output : NULL;
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

static int put_output(struct command *c, const char *path, const struct buf *out)
{
	int rc = path ? file_replace(path, buf_str(out), out->len)
		      : file_write_fd(STDOUT_FILENO, buf_str(out), out->len);

	if (!rc)
		return 0;
	complain(path ? path : "standard output", strerror(errno));
	raise_status(c, EXIT_OUTPUT);
	return -1;
}

static void put_page(struct command *c, const char *path, const struct buf *out)
{
	if (c->directory && is_taken(c, path)) {
		complain(path, "another input has this name; the first one stays");
		raise_status(c, EXIT_OUTPUT);
	} else {
		put_output(c, path, out);
	}
}

static void write_page(
	struct command *c, const char *name, const char *input, const struct guidang_page *page)
{
	struct buf out = BUF_INIT, path = BUF_INIT;

	if (!guidang_section_found(page)) {
		complain(name, "has no such section");
		raise_status(c, GUIDANG_FAILED);
	} else if (c->options.table > guidang_tables(page)) {
		complain(name, "has no such table");
		raise_status(c, GUIDANG_FAILED);
	} else if (guidang_write(page, c->to, &out)) {
		complain(name, strerror(ENOMEM));
		raise_status(c, GUIDANG_FAILED);
	} else {
		put_page(c, output_path(c, input, &path), &out);
	}
	if (c->ledger && guidang_ledger(page, &c->ledger_lines))
		raise_status(c, GUIDANG_FAILED);
	buf_free(&path);
	buf_free(&out);
}

static void convert_bytes(struct command *c, struct guidang *g, const char *name,
	const char *input, const struct buf *bytes)
{
	struct guidang_input in = {
		.name = input, .bytes = buf_str(bytes), .len = bytes->len, .format = c->from};
	struct guidang_page *page;
	enum guidang_outcome outcome = guidang_read(g, &c->options, &in, &page);

	raise_status(c, (int)outcome);
	if (page)
		say_diags(c, name, guidang_diags(page));
	if (outcome == GUIDANG_USAGE)
		complain("guidang", guidang_error(g));
	else if (outcome == GUIDANG_FAILED && !(page && guidang_diags(page)))
		complain(name, "cannot be read");
	else if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		write_page(c, name, input, page);
	guidang_page_free(page);
}

static void convert_file(struct command *c, struct guidang *g, const char *input)
{
	const char *name = input ? input : "standard input";
	struct buf bytes = BUF_INIT;

	if (file_read(input, &bytes)) {
		complain(name, strerror(errno));
		raise_status(c, GUIDANG_FAILED);
	} else {
		convert_bytes(c, g, name, input, &bytes);
	}
	buf_free(&bytes);
}

static void convert_all(struct command *c, struct guidang *g, char **inputs, int count)
{
	if (c->directory && mkdir(c->directory, 0777) && errno != EEXIST) {
		complain(c->directory, strerror(errno));
		raise_status(c, EXIT_OUTPUT);
		return;
	}
	if (!count)
		convert_file(c, g, NULL);
	for (int i = 0; i < count && c->status != GUIDANG_USAGE; i++)
		convert_file(c, g, strcmp(inputs[i], "-") ? inputs[i] : NULL);
	if (c->ledger)
		put_output(c, strcmp(c->ledger, "-") ? c->ledger : NULL, &c->ledger_lines);
}

int main(int argc, char **argv)
{
	struct command c = {.verbosity = NORMAL};
	struct guidang *g = NULL;
	int done = parse_options(&c, argc, argv);

	if (done > 0)
		return c.status;
	if (done < 0 || read_epoch(&c.options) || check_options(&c, argc - optind))
		return GUIDANG_USAGE;
	/* A reader that closed the pipe has what it wanted. */
	signal(SIGPIPE, SIG_DFL);
	g = guidang_new();
	if (!g) {
		complain("guidang", strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	convert_all(&c, g, argv + optind, argc - optind);
	guidang_free(g);
	buf_free(&c.ledger_lines);
	buf_free(&c.written);
	return c.status;
}
