/* guidang-verify: whether a batch is still what it was, and says what its sources say. */
#include <stdio.h>
#include <unistd.h>

#include "cli.h"
#include "verify.h"

struct command {
	struct cli cli;
	bool without_sources; /* --without-sources */
};

static const struct cli_option own[] = {
	{"without-sources", 0, CLI_FLAG, offsetof(struct command, without_sources), NULL, NULL,
		"look at the files alone"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang-verify",
	.usage = "usage: guidang-verify [OPTION...] DIR...\n"
		 "Reads what guidang -d wrote into folders against its sources, and tells what "
		 "does\n"
		 "not hold, a line each. Options that the conversion had have to be given "
		 "again.\n",
	.statuses = "Exit status: 0 all holds, 1 something does not, 2 wrong usage.",
	.tables = (const struct cli_option *const[]){own, cli_writing, cli_converting,
		cli_every, NULL},
};

static void on_problem(void *user, const char *where, const char *what)
{
	printf("%s: %s\n", where, what);
}

static int verify(const struct command *c, const char *folder, struct verify_counts *counts)
{
	const struct verify_terms terms = {&c->cli.options, c->cli.from, c->without_sources};
	const struct verify_listener listener = {on_problem, NULL};
	const char *why;

	if (!verify_folder(folder, &terms, &listener, counts, &why))
		return 0;
	cli_complain(folder, why);
	return -1;
}

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program, .least = DIAG_ERROR}};
	struct verify_counts counts = {0};
	int status = cli_parse(&c.cli, argc, argv), rc = 0;

	if (status != CLI_GO_ON)
		return status;
	if (optind == argc) {
		cli_complain(program.name, "a folder with a manifest is needed");
		return GUIDANG_USAGE;
	}
	for (int i = optind; i < argc; i++)
		rc |= verify(&c, argv[i], &counts);
	if (fflush(stdout)) {
		cli_complain("standard output", "cannot be written");
		return CLI_EXIT_OUTPUT;
	}
	return rc || counts.problems ? GUIDANG_FAILED : 0;
}
