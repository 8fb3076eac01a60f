/* guidang-verify: whether a batch is still what it was, and says what its sources say. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "base/escape.h"
#include "verify/verify.h"

struct command {
	struct cli cli;
	bool without_sources; /* --without-sources */
	struct recipe given;
	char digests[RECIPE_FILES][65]; /* of its files */
};

static const struct cli_option own[] = {
	{"without-sources", 0, CLI_FLAG, offsetof(struct command, without_sources), NULL, NULL,
		"look at the files alone"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang-verify",
	.usage =
		"usage: guidang-verify [OPTION...] DIR...\n"
		"Reads what guidang -d wrote into folders against its sources, and tells what\n"
		"does not hold, a line each. The manifest tells with which options; one that\n"
		"is given must be the same.\n",
	.statuses = "Exit status: 0 all holds, 1 something does not, 2 wrong usage,\n"
		    "4 standard output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_writing, cli_converting,
		cli_every, NULL},
};

/* Names and words of strangers, for a terminal: a line each, and nothing that commands it. */
static const char *plain(struct buf *out, const char *s)
{
	percent_encode_invalid(s, true, out);
	return buf_failed(out) ? strerror(ENOMEM) : buf_str(out);
}

static void on_problem(void *user, const char *where, const char *what)
{
	struct buf place = BUF_INIT, sentence = BUF_INIT;

	printf("%s: %s\n", plain(&place, where), plain(&sentence, what));
	buf_free(&place);
	buf_free(&sentence);
}

static void on_notice(void *user, const char *where, const char *what)
{
	struct buf place = BUF_INIT, sentence = BUF_INIT;

	cli_say(user, plain(&place, where), DIAG_WARNING, plain(&sentence, what));
	buf_free(&place);
	buf_free(&sentence);
}

/* The exit status that an end asks for. */
static int verify(struct command *c, const char *folder, struct verify_counts *counts)
{
	const struct verify_terms terms = {&c->given, c->without_sources};
	const struct verify_listener listener = {on_problem, on_notice, &c->cli};
	struct buf why = BUF_INIT, sentence = BUF_INIT;
	enum verify_end end = verify_folder(folder, &terms, &listener, counts, &why);

	if (end != VERIFY_DONE)
		cli_complain(folder,
			buf_failed(&why) ? strerror(ENOMEM) : plain(&sentence, buf_str(&why)));
	buf_free(&why);
	buf_free(&sentence);
	return end == VERIFY_DONE ? 0 : end == VERIFY_REFUSED ? GUIDANG_USAGE : GUIDANG_FAILED;
}

static int read_given(struct command *c)
{
	c->given = (struct recipe){
		.program = recipe_program, .options = c->cli.options, .from = c->cli.from};
	if (!recipe_read_files(&c->given, c->digests))
		return 0;
	cli_complain(program.name, strerror(ENOMEM));
	return -1;
}

int main(int argc, char **argv)
{
	struct command c = {.cli = {.program = &program, .least = DIAG_WARNING}};
	struct verify_counts counts = {0};
	int status = cli_parse(&c.cli, argc, argv), worst = 0;

	if (status != CLI_GO_ON)
		return status;
	if (optind == argc) {
		cli_complain(program.name, "a folder with a manifest is needed");
		return GUIDANG_USAGE;
	}
	if (read_given(&c))
		return GUIDANG_FAILED;
	for (int i = optind; i < argc; i++) {
		status = verify(&c, argv[i], &counts);
		worst = status > worst ? status : worst;
	}
	if (fflush(stdout)) {
		cli_complain("standard output", "cannot be written");
		return CLI_EXIT_OUTPUT;
	}
	return worst ? worst : counts.problems ? GUIDANG_FAILED : 0;
}
