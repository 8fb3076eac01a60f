#ifndef GUIDANG_CLI_H
#define GUIDANG_CLI_H

/*
 * What the command lines of all programs have in common: tables of options, which are read by
 * and which --help prints; inputs and outputs, and what is said of them on standard error. It
 * prints, and is no part of the library.
 */
#include "convert/guidang.h"
#include "batch/recipe.h"

/* enum guidang_outcome has the other exit statuses. */
#define CLI_EXIT_OUTPUT 4

/* Most -x programs in one call: what a manifest can tell. */
#define CLI_EXTERNAL_MAX RECIPE_EXTERNAL_MAX

/* The options of any program. A program that can be told more has a struct of its own, with
 * this as its first member. */
struct cli {
	const struct cli_program *program;
	struct options options;
	const char *output; /* -o; NULL or "-": standard output */
	const char *from;   /* -f */
	const char *external[CLI_EXTERNAL_MAX + 1];
	unsigned external_count;
	enum diag_level least; /* what is less grave is not said of a page */
};

enum cli_kind {
	CLI_STRING,  /* const char * */
	CLI_READ,    /* the same: a format that is read; --help has all of them before help */
	CLI_WRITTEN, /* and one that is written */
	CLI_NUMBER,  /* unsigned */
	CLI_FLAG,    /* bool */
	CLI_ACTION,
};

/* What parsing and actions return to go on; anything else is the exit status. */
#define CLI_GO_ON (-1)

struct cli_option {
	const char *name;
	char letter; /* 0: none */
	enum cli_kind kind;
	size_t field; /* where struct cli, or the one around it, has it [bytes]; not of actions
		       */
	int (*action)(struct cli *cli, const char *value);
	const char *value; /* what it takes, for people; NULL: nothing */
	const char *help;
};

struct cli_program {
	const char *name;
	const char *usage;			/* --help begins with it */
	void (*say_inputs)(void);		/* and says more of the inputs; NULL */
	const char *statuses;			/* and ends with it */
	const struct cli_option *const *tables; /* the last is NULL, and a table's last name */
};

/* Options of the programs that convert, of those that write documents too, and of every one. */
extern const struct cli_option cli_converting[], cli_writing[], cli_every[];

/* Reads the options and, for a program that converts, SOURCE_DATE_EPOCH into cli, and sees to
 * it that a reader who closes a pipe ends the program, and that no file takes the place of a
 * standard stream that is closed. CLI_GO_ON, with the inputs from optind
 * on, or the exit status. */
int cli_parse(struct cli *cli, int argc, char **argv);

/* The file that an argument means; NULL: standard input. */
const char *cli_input(const char *argument);

/* What becomes of a page that was read; label is what messages call it. The exit status. */
typedef int cli_take(void *user, const char *label, const struct guidang_page *page);

/*
 * Reads the one page of an input (NULL: standard input), whatever the page is in, with the
 * pictures that were kept with it; says what is to be said, and gives it to take, also if
 * nothing but chrome is found. max_page: a larger page is a fault [bytes]. The exit status, the
 * worst of all; GUIDANG_USAGE if a second page came: then take was called, in vain.
 */
int cli_page(
	const struct cli *cli, const char *input, size_t max_page, cli_take *take, void *user);

/* True if there is such an output format; false after a complaint. */
bool cli_format_known(const struct cli *cli, const char *format);

/*
 * The format to write: to (-t) if it is said, else as the name after -o tells, else text.
 * NULL after a complaint: no such format, a name that tells none, a binary one to a terminal.
 */
const char *cli_format(const struct cli *cli, const char *to);

/* Writes to a file; NULL or "-": standard output. 0, or the exit status after a complaint. */
int cli_write(const char *path, const struct buf *out);

/* "where: error: what" */
void cli_complain(const char *where, const char *what);
/* "where: level: what", if the level is not too low to be said. */
void cli_say(const struct cli *cli, const char *where, enum diag_level level, const char *what);
/* What is said of an input by. */
const char *cli_input_name(const char *input);

#endif
