/* The command line: options in, one page after the other, exit status out. */
#include <errno.h>
#include <search.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "records.h"

/* --max-page counts in MiB: more would be no size, and the library takes no more than 2 GiB. */
#define MAX_PAGE_MOST 2047

/* A path written into -d, and the last number that was put behind it for another page. */
struct taken {
	unsigned last;
	char path[];
};

struct command {
	struct cli cli;
	const char *to;	       /* -t */
	const char *directory; /* -d */
	const char *ledger;    /* --ledger */
	struct buf ledger_lines;
	const char *files_from; /* --files-from */
	bool null;		/* -0 */
	unsigned max_page;	/* --max-page [MiB]; 0: as ever */
	struct guidang *g;
	struct records *records;
	void *taken;	 /* tree of struct taken */
	struct buf held; /* without -d: the document, until no second one comes */
	bool holds;
	unsigned pages; /* of the present input, or without -d of all */
	int status;	/* worst so far */
	bool stop;	/* wrong usage that only an input showed */
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
	{"files-from", 0, CLI_STRING, FIELD(files_from), NULL, "FILE",
		"read the names of inputs from FILE, one a line"},
	{"null", '0', CLI_FLAG, FIELD(null), NULL, NULL,
		"--files-from: the names end with NUL, not with the line"},
	{"max-page", 0, CLI_NUMBER, FIELD(max_page), NULL, "N",
		"a page of more than N MiB fails (256)"},
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
		 "Turns saved web pages of government portals into documents. FILE is a page, "
		 "a\n"
		 "folder of pages, or an archive: WARC, WACZ, MHTML, ZIP, tar.\n"
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
	else if (c->null && !c->files_from)
		wrong = "-0 needs --files-from";
	else if (c->max_page > MAX_PAGE_MOST)
		wrong = "--max-page is at most 2047";
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

/* ---- names of outputs ---- */

/* DIR/NAME.EXT for a page's name, with a number behind it where that is not 0. */
static void put_path(
	const struct command *c, const char *name, unsigned number, struct buf *path)
{
	const char *dot = strrchr(name, '.'), *extension = guidang_format_extension(c->to);

	buf_clear(path);
	buf_printf(path, "%s/%.*s", c->directory,
		(int)(dot && dot != name ? dot - name : (long)strlen(name)), name);
	if (number)
		buf_printf(path, "-%u", number);
	buf_printf(path, ".%.*s", (int)strcspn(extension, " "), extension);
}

static int compare_taken(const void *a, const void *b)
{
	return strcmp(((const struct taken *)a)->path, ((const struct taken *)b)->path);
}

/* The entry of a path, new or old. NULL: memory. */
static struct taken *take(struct command *c, const struct buf *path, bool *new)
{
	struct taken *entry = malloc(sizeof *entry + path->len + 1), **found = NULL;

	if (entry && !buf_failed(path)) {
		entry->last = 1;
		strcpy(entry->path, buf_str(path));
		found = tsearch(entry, &c->taken, compare_taken);
	}
	*new = found &&*found == entry;
	if (!*new)
		free(entry);
	return found ? *found : NULL;
}

/*
 * Where a page is to be written. What another one of this call was written to is never
 * overwritten: pages of an archive or a folder, whose names nobody chose, are numbered.
 */
static int choose_path(struct command *c, const char *name, bool chosen, struct buf *path)
{
	struct taken *entry;
	bool new;

	put_path(c, name, 0, path);
	entry = take(c, path, &new);
	while (entry && !new && !chosen) {
		put_path(c, name, ++entry->last, path);
		if (!take(c, path, &new))
			entry = NULL;
	}
	if (entry && new)
		return 0;
	cli_complain(buf_str(path),
		entry ? "another input has this name; the first one stays" : strerror(ENOMEM));
	raise_status(c, CLI_EXIT_OUTPUT);
	return -1;
}

/* ---- pages ---- */

static void put_page(
	struct command *c, const struct record *record, bool chosen, struct buf *out)
{
	struct buf path = BUF_INIT;

	if (!c->directory) {
		c->held = *out;
		c->holds = true;
		*out = (struct buf)BUF_INIT;
	} else if (!choose_path(c, record->name, chosen, &path)) {
		raise_status(c, cli_write(buf_str(&path), out));
	}
	buf_free(&path);
}

static void write_page(struct command *c, const char *label, const struct record *record,
	bool chosen, const struct guidang_page *page)
{
	struct buf out = BUF_INIT;
	const char *wrong = NULL;

	if (!guidang_section_found(page))
		wrong = "has no such section";
	else if (c->cli.options.table > guidang_tables(page))
		wrong = "has no such table";
	else if (guidang_write(page, c->to, &out))
		wrong = strerror(ENOMEM);
	else
		put_page(c, record, chosen, &out);
	if (wrong) {
		cli_complain(label, wrong);
		raise_status(c, GUIDANG_FAILED);
	}
	if (c->ledger && guidang_ledger(page, &c->ledger_lines))
		raise_status(c, GUIDANG_FAILED);
	buf_free(&out);
}

static int fetch_resource(void *user, const char *href, const char *uri, struct buf *out)
{
	return records_fetch(user, href, uri, out);
}

static void convert_page(
	struct command *c, const char *label, const struct record *record, bool chosen)
{
	const struct guidang_resources resources = {fetch_resource, c->records};
	struct guidang_input in = {.name = record->file,
		.bytes = record->bytes,
		.len = record->len,
		.format = c->cli.from ? c->cli.from : record->format,
		.uri = record->uri,
		.captured = record->captured,
		.charset = record->charset,
		.resources = &resources};
	struct guidang_page *page = NULL;
	enum guidang_outcome outcome;

	if (c->pages++ && !c->directory) {
		cli_complain(label, "several pages need -d DIR");
		c->stop = true;
		return;
	}
	if (record->reason)
		cli_say(&c->cli, label, DIAG_WARNING, record->reason);
	outcome = cli_convert(&c->cli, c->g, label, &in, &page);
	raise_status(c, (int)outcome);
	c->stop = outcome == GUIDANG_USAGE;
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		write_page(c, label, record, chosen, page);
	guidang_page_free(page);
}

static void take_record(struct command *c, const struct record *record, bool chosen)
{
	struct buf label = BUF_INIT;

	record_label(record, &label);
	switch (record->kind) {
	case RECORD_PAGE:
		convert_page(c, buf_str(&label), record, chosen);
		break;
	case RECORD_FAULT:
		cli_complain(buf_str(&label), record->reason);
		raise_status(c, GUIDANG_FAILED);
		break;
	case RECORD_SKIPPED:
		cli_say(&c->cli, buf_str(&label), DIAG_NOTE, record->reason);
		break;
	case RECORD_RESOURCE:
		break;
	}
	buf_free(&label);
}

/* A page, or all pages of a folder or an archive. NULL: standard input. */
static void convert_input(struct command *c, const char *input)
{
	struct record record;
	bool said = false; /* a page, or why there is none */

	if (c->directory)
		c->pages = 0;
	records_open(c->records, input);
	while (!c->stop && records_next(c->records, &record)) {
		bool chosen = record.offset == RECORD_NOWHERE &&
			      (!input || !strcmp(record.source, input));

		said |= record.kind == RECORD_PAGE || record.kind == RECORD_FAULT;
		take_record(c, &record, chosen);
	}
	if (!said) {
		cli_complain(cli_input_name(input), "no page is in it");
		raise_status(c, GUIDANG_FAILED);
	}
}

static void convert_listed(struct command *c)
{
	const char *path = cli_input(c->files_from);
	FILE *list = path ? fopen(path, "re") : stdin;
	char *name = NULL;
	size_t room = 0;
	ssize_t len;

	while (list && !c->stop &&
		(len = getdelim(&name, &room, c->null ? 0 : '\n', list)) >= 0) {
		if (!c->null && len && name[len - 1] == '\n')
			name[--len] = '\0';
		if (*name)
			convert_input(c, name);
	}
	if (!list || ferror(list)) {
		cli_complain(cli_input_name(path), strerror(errno));
		raise_status(c, GUIDANG_FAILED);
	}
	free(name);
	if (path && list)
		fclose(list);
}

static void convert_all(struct command *c, char **inputs, int count)
{
	if (c->directory && mkdir(c->directory, 0777) && errno != EEXIST) {
		cli_complain(c->directory, strerror(errno));
		raise_status(c, CLI_EXIT_OUTPUT);
		return;
	}
	if (!count && !c->files_from)
		convert_input(c, NULL);
	for (int i = 0; i < count && !c->stop; i++)
		convert_input(c, cli_input(inputs[i]));
	if (c->files_from)
		convert_listed(c);
	if (c->stop) {
		c->status = GUIDANG_USAGE;
		return;
	}
	if (c->holds)
		raise_status(c, cli_write(c->cli.output, &c->held));
	if (c->ledger)
		raise_status(c, cli_write(c->ledger, &c->ledger_lines));
}

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program, .least = DIAG_WARNING}};
	int status = cli_parse(&c.cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (read_epoch(&c.cli.options) || check_options(&c, argc - optind))
		return GUIDANG_USAGE;
	c.g = guidang_new();
	c.records = records_new(c.max_page ? (size_t)c.max_page << 20 : RECORDS_MAX_PAGE);
	if (c.g && c.records) {
		convert_all(&c, argv + optind, argc - optind);
	} else {
		cli_complain(program.name, strerror(ENOMEM));
		c.status = GUIDANG_FAILED;
	}
	records_free(c.records);
	guidang_free(c.g);
	tdestroy(c.taken, free);
	buf_free(&c.held);
	buf_free(&c.ledger_lines);
	return c.status;
}
