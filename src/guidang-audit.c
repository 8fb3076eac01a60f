/* guidang-audit: the ledger of one page as a page, for people to check a conversion by. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "guidang.h"

/* GUIDANG_CONVERTED and the rest, and: */
#define EXIT_OUTPUT 4

struct command {
	struct options options;
	const char *output; /* -o; NULL: standard output */
	const char *from;   /* -f */
};

static const struct option_row {
	const char *name;
	char letter;  /* 0: none */
	size_t field; /* in struct command */
	const char *value, *help;
} rows[] = {
	{"output", 'o', offsetof(struct command, output), "FILE", "write to FILE"},
	{"from", 'f', offsetof(struct command, from), "FORMAT",
		"html, text or tree; default: by the name, else html"},
	{"base-url", 0, offsetof(struct command, options.base_url), "URL",
		"where the page was; resolves its links"},
	{"charset", 0, offsetof(struct command, options.charset), "LABEL",
		"the page's encoding, whatever it says"},
	{"filters", 0, offsetof(struct command, options.filters), "A,B,C",
		"run these instead of the default chain"},
	{"without", 0, offsetof(struct command, options.without), "A,B",
		"leave these out of the chain"},
	{"profile", 0, offsetof(struct command, options.profile), "NAME",
		"sections by this profile (a name or a file)"},
	{"version", 'V', 0, NULL, "show the version"},
	{"help", 'h', 0, NULL, "show this"},
};

#define ROWS (sizeof rows / sizeof *rows)

static void complain(const char *where, const char *what)
{
	fprintf(stderr, "%s: error: %s\n", where, what);
}

/* ---- options ---- */

static void print_help(void)
{
	puts("usage: guidang-audit [OPTION...] [FILE]\n"
	     "Shows what becomes of a saved web page, piece by piece, as an HTML page.\n"
	     "Without FILE, or where FILE is -, reads standard input.\n");
	for (size_t i = 0; i < ROWS; i++) {
		char name[48];

		snprintf(name, sizeof name, "%c%c%c --%s%s%s", rows[i].letter ? '-' : ' ',
			rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? ',' : ' ',
			rows[i].name, rows[i].value ? " " : "",
			rows[i].value ? rows[i].value : "");
		printf("  %-24s %s\n", name, rows[i].help);
	}
	puts("\nExit status: 0 written, 1 the input failed, 2 wrong usage,\n"
	     "3 nothing found but chrome (the page is written), 4 the output could not be "
	     "written.");
}

/* Long options are numbered from here, letters are their own number. */
enum { ONLY_LONG = 256 };

static void make_getopt_tables(struct option *longs, char *shorts)
{
	for (size_t i = 0; i < ROWS; i++) {
		longs[i] = (struct option){rows[i].name,
			rows[i].value ? required_argument : no_argument, NULL,
			ONLY_LONG + (int)i};
		if (!rows[i].letter)
			continue;
		*shorts++ = rows[i].letter;
		if (rows[i].value)
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

/* 0 to go on, 1 when all is done, -1 after a complaint. */
static int parse_options(struct command *c, int argc, char **argv)
{
	struct option longs[ROWS + 1] = {0};
	char shorts[2 * ROWS + 1];
	const struct option_row *row;
	int code;

	make_getopt_tables(longs, shorts);
	while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (code == '?' || !(row = row_of(code)))
			return -1;
		if (row->value) {
			*(const char **)((char *)c + row->field) = optarg;
			continue;
		}
		if (row->letter == 'h')
			print_help();
		else
			puts("guidang-audit " GUIDANG_VERSION);
		return 1;
	}
	return 0;
}

static int check_options(const struct command *c, int inputs)
{
	const char *wrong = NULL;

	if (inputs > 1)
		wrong = "takes one input";
	else if (c->from && !guidang_format_known(c->from, true))
		wrong = "no such input format; there are html, text and tree";
	if (wrong)
		complain("guidang-audit", wrong);
	return wrong ? -1 : 0;
}

/* ---- the page ---- */

static int put_output(const struct command *c, const struct buf *out)
{
	const char *path = c->output && strcmp(c->output, "-") ? c->output : NULL;
	int rc = path ? file_replace(path, buf_str(out), out->len)
		      : file_write_fd(STDOUT_FILENO, buf_str(out), out->len);

	if (!rc)
		return 0;
	complain(path ? path : "standard output", strerror(errno));
	return EXIT_OUTPUT;
}

static void say_errors(const char *name, const struct diag *d)
{
	for (; d; d = d->next)
		if (d->level == DIAG_ERROR)
			complain(name, d->message);
}

static int write_audit(
	const struct command *c, const char *name, const struct guidang_page *page)
{
	struct buf out = BUF_INIT;
	int status;

	if (guidang_audit(page, &out)) {
		complain(name, strerror(ENOMEM));
		status = GUIDANG_FAILED;
	} else {
		status = put_output(c, &out);
	}
	buf_free(&out);
	return status;
}

static int audit_bytes(
	const struct command *c, struct guidang *g, const char *input, const struct buf *bytes)
{
	struct guidang_input in = {
		.name = input, .bytes = buf_str(bytes), .len = bytes->len, .format = c->from};
	const char *name = input ? input : "standard input";
	struct guidang_page *page;
	enum guidang_outcome outcome = guidang_read(g, &c->options, &in, &page);
	int status = (int)outcome;

	if (outcome == GUIDANG_USAGE)
		complain("guidang-audit", guidang_error(g));
	else if (outcome == GUIDANG_FAILED && !(page && guidang_diags(page)))
		complain(name, "cannot be read");
	else
		say_errors(name, guidang_diags(page));
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME) {
		int written = write_audit(c, name, page);

		status = written ? written : status;
	}
	guidang_page_free(page);
	return status;
}

static int audit_file(const struct command *c, struct guidang *g, const char *input)
{
	struct buf bytes = BUF_INIT;
	int status = GUIDANG_FAILED;

	if (file_read(input, &bytes))
		complain(input ? input : "standard input", strerror(errno));
	else
		status = audit_bytes(c, g, input, &bytes);
	buf_free(&bytes);
	return status;
}

int main(int argc, char **argv)
{
	struct command c = {0};
	struct guidang *g;
	const char *input;
	int status, done = parse_options(&c, argc, argv);

	if (done > 0)
		return fflush(stdout) ? EXIT_OUTPUT : 0;
	if (done < 0 || check_options(&c, argc - optind))
		return GUIDANG_USAGE;
	/* A reader that closed the pipe has what it wanted. */
	signal(SIGPIPE, SIG_DFL);
	g = guidang_new();
	if (!g) {
		complain("guidang-audit", strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	input = optind < argc && strcmp(argv[optind], "-") ? argv[optind] : NULL;
	status = audit_file(&c, g, input);
	guidang_free(g);
	return status;
}
