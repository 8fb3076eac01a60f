/* guidang-audit: a short name for guidang -t audit. It says errors only; what is less is said
   in the page. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "archive/records.h"

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
	.statuses = "Exit status: 0 written, 1 the input failed, 2 wrong usage,\n"
		    "3 nothing found but chrome (the page is written),\n"
		    "4 the output could not be written.",
	.tables = (const struct cli_option *const[]){own, cli_converting, cli_every, NULL},
};

static int write_audit(void *user, const char *label, const struct guidang_page *page)
{
	if (!guidang_write(page, "audit", user))
		return 0;
	cli_complain(label, strerror(ENOMEM));
	return GUIDANG_FAILED;
}

int main(int argc, char **argv)
{
	struct cli cli = {.program = &program, .least = DIAG_ERROR};
	struct buf out = BUF_INIT;
	int status = cli_parse(&cli, argc, argv);

	if (status != CLI_GO_ON)
		return status;
	if (argc - optind > 1) {
		cli_complain(program.name, "takes one input");
		return GUIDANG_USAGE;
	}
	status = cli_page(&cli, cli_input(argv[optind]), RECORDS_MAX_PAGE, write_audit, &out);
	if (out.len && status != GUIDANG_USAGE) {
		int written = cli_write(cli.output, &out);

		status = written > status ? written : status;
	}
	buf_free(&out);
	return status;
}
