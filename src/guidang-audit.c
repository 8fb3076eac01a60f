/* guidang-audit: the ledger of one page as a page, for people to check a conversion by. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const struct cli_option own[] = {
	{"output", 'o', CLI_STRING, offsetof(struct cli, output), NULL, "FILE",
		"write to FILE"},
	{0},
};

static const struct cli_program program = {
	.name = "guidang-audit",
	.usage = "usage: guidang-audit [OPTION...] [FILE]\n"
		 "Shows what becomes of a saved web page, piece by piece, as an HTML page.\n"
		 "Without FILE, or where FILE is -, reads standard input.\n",
	.statuses =
		"Exit status: 0 written, 1 the input failed, 2 wrong usage,\n"
		"3 nothing found but chrome (the page is written), 4 the output could not be "
		"written.",
	.tables = (const struct cli_option *const[]){own, cli_converting, cli_every, NULL},
};

static int write_audit(
	const struct cli *cli, const char *input, const struct guidang_page *page)
{
	struct buf out = BUF_INIT;
	int status;

	if (guidang_audit(page, &out)) {
		cli_complain(cli_input_name(input), strerror(ENOMEM));
		status = GUIDANG_FAILED;
	} else {
		status = cli_write(cli->output, &out);
	}
	buf_free(&out);
	return status;
}

static int audit_file(const struct cli *cli, struct guidang *g, const char *input)
{
	struct buf bytes = BUF_INIT;
	struct guidang_page *page;
	enum guidang_outcome outcome = cli_read(cli, g, input, &bytes, &page);
	int status = (int)outcome;

	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME) {
		int written = write_audit(cli, input, page);

		status = written ? written : status;
	}
	guidang_page_free(page);
	buf_free(&bytes);
	return status;
}

int main(int argc, char **argv)
{
	/* What is less than an error is said in the page. */
	struct cli cli = {.program = &program, .least = DIAG_ERROR};
	struct guidang *g;
	int status = cli_parse(&cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (argc - optind > 1) {
		cli_complain(program.name, "takes one input");
		return GUIDANG_USAGE;
	}
	g = guidang_new();
	if (!g) {
		cli_complain(program.name, strerror(ENOMEM));
		return GUIDANG_FAILED;
	}
	status = audit_file(&cli, g, cli_input(argv[optind]));
	guidang_free(g);
	return status;
}
