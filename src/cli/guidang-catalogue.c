/* guidang-catalogue: 归档文件目录, the list of the documents of a batch, from its manifest. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/catalogue.h"
#include "cli/cli.h"
#include "batch/manifest.h"

struct command {
	struct cli cli;
	const char *to;	   /* -t */
	const char *title; /* --title */
	const char *group; /* --by */
};

static const struct cli_option own[] = {
	{"output", 'o', CLI_STRING, offsetof(struct command, cli.output), NULL, "FILE",
		"write to FILE; its name tells the format"},
	{"to", 't', CLI_WRITTEN, offsetof(struct command, to), NULL, "FORMAT", ""},
	{"by", 0, CLI_STRING, offsetof(struct command, group), NULL, "WHAT",
		"group by year (default), issuer or none"},
	{"title", 0, CLI_STRING, offsetof(struct command, title), NULL, "TEXT",
		"instead of 归档文件目录"},
	{"columns", 0, CLI_NUMBER, offsetof(struct command, cli.options.columns), NULL, "N",
		"text: wrap at N columns"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang-catalogue",
	.usage = "usage: guidang-catalogue [OPTION...] DIR...\n"
		 "Lists the documents that guidang -d wrote into folders, from their "
		 "manifests.\n"
		 "DIR may also be the manifest itself.\n",
	.statuses = "Exit status: 0 written, 1 a manifest could not be read, 2 wrong usage,\n"
		    "4 the output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_every, NULL},
};

static int group_by_name(const char *name, enum catalogue_group *group)
{
	static const char *const names[] = {[CATALOGUE_BY_YEAR] = "year",
		[CATALOGUE_BY_ISSUER] = "issuer",
		[CATALOGUE_UNGROUPED] = "none"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i], name)) {
			*group = (enum catalogue_group)i;
			return 0;
		}
	return -1;
}

static int add_manifest(struct catalogue *catalogue, const char *name)
{
	struct buf path = BUF_INIT;
	struct stat st;
	unsigned line;
	int status = 0;

	buf_puts(&path, name);
	if (!stat(name, &st) && S_ISDIR(st.st_mode))
		buf_puts(&path, "/" MANIFEST_NAME);
	switch (buf_failed(&path) ? CATALOGUE_UNREADABLE
				  : catalogue_add(catalogue, buf_str(&path), &line)) {
	case CATALOGUE_READ:
		break;
	case CATALOGUE_CUT:
		fprintf(stderr,
			"%s:%u: warning: is broken off here; what follows is not in the list\n",
			buf_str(&path), line);
		break;
	case CATALOGUE_MALFORMED:
		fprintf(stderr, "%s:%u: error: no entry of a manifest\n", buf_str(&path), line);
		status = GUIDANG_FAILED;
		break;
	case CATALOGUE_UNREADABLE:
		cli_complain(buf_str(&path), strerror(errno));
		status = GUIDANG_FAILED;
		break;
	}
	buf_free(&path);
	return status;
}

static int write_catalogue(const struct command *c, struct catalogue *catalogue,
	enum catalogue_group group, const char *format)
{
	struct buf out = BUF_INIT;
	int status;

	if (catalogue_write(catalogue, group, c->title, &c->cli.options, format, &out)) {
		cli_complain(program.name, strerror(ENOMEM));
		status = GUIDANG_FAILED;
	} else {
		status = cli_write(c->cli.output, &out);
	}
	buf_free(&out);
	return status;
}

static int run(const struct command *c, enum catalogue_group group, char **dirs)
{
	const char *format = cli_format(&c->cli, c->to);
	struct catalogue *catalogue;
	int status = 0;

	if (!format)
		return GUIDANG_USAGE;
	catalogue = catalogue_new();
	if (!catalogue) {
		cli_complain(program.name, strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	for (; *dirs && !status; dirs++)
		status = add_manifest(catalogue, *dirs);
	if (!status)
		status = write_catalogue(c, catalogue, group, format);
	catalogue_free(catalogue);
	return status;
}

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program}};
	enum catalogue_group group = CATALOGUE_BY_YEAR;
	int status = cli_parse(&c.cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (c.group && group_by_name(c.group, &group))
		cli_complain(program.name, "--by takes year, issuer or none");
	else if (optind == argc)
		cli_complain(program.name, "a folder with a manifest is needed");
	else
		return run(&c, group, argv + optind);
	return GUIDANG_USAGE;
}
