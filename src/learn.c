/* guidang-learn: pages of one site in, rules for a person to read out. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "siteprofile.h"

/* GUIDANG_CONVERTED and the rest, and: */
#define EXIT_OUTPUT 4

/* With fewer pages, what two documents have in common looks like the site's; more than the
   upper bound are kept in memory at once and teach nothing new. */
#define PAGES_MIN 3
#define PAGES_MAX 1000

struct command {
	const char *output;  /* -o; NULL: standard output */
	const char *charset; /* --charset */
};

static int complain(const char *where, const char *what, int status)
{
	fprintf(stderr, "%s: error: %s\n", where, what);
	return status;
}

static int show_help(void)
{
	puts("usage: guidang-learn [OPTION...] PAGE PAGE PAGE...\n"
	     "Proposes rules for a site from three or more of its saved pages, to be read, "
	     "corrected\n"
	     "and given to guidang --rules.\n\n"
	     "  -o, --output FILE        write to FILE\n"
	     "      --charset LABEL      the pages' encoding, whatever they say\n"
	     "  -V, --version            show the version\n"
	     "  -h, --help               show this\n\n"
	     "Exit status: 0 proposed, 1 a page could not be read, 2 wrong usage,\n"
	     "4 the output could not be written.");
	return fflush(stdout) ? EXIT_OUTPUT : 0;
}

static int show_version(void)
{
	puts("guidang-learn " GUIDANG_VERSION);
	return fflush(stdout) ? EXIT_OUTPUT : 0;
}

/* -1 to go on; else the exit status. */
static int parse_options(struct command *c, int argc, char **argv)
{
	static const struct option longs[] = {
		{"output", required_argument, NULL, 'o'},
		{"charset", required_argument, NULL, 'c'},
		{"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int code;

	while ((code = getopt_long(argc, argv, "o:Vh", longs, NULL)) != -1) {
		switch (code) {
		case 'o':
			c->output = optarg;
			break;
		case 'c':
			c->charset = optarg;
			break;
		case 'V':
			return show_version();
		case 'h':
			return show_help();
		default:
			return GUIDANG_USAGE;
		}
	}
	if (argc - optind < PAGES_MIN)
		return complain("guidang-learn", "three pages of a site or more are needed",
			GUIDANG_USAGE);
	if (argc - optind > PAGES_MAX)
		return complain("guidang-learn", "more than 1000 pages", GUIDANG_USAGE);
	return -1;
}

static int add_page(struct siteprofile *p, const char *name)
{
	struct buf bytes = BUF_INIT;
	int status = 0;

	errno = 0;
	if (file_read(name, &bytes))
		status = complain(name, strerror(errno), GUIDANG_FAILED);
	else if (siteprofile_add(p, name, &bytes))
		status = complain(name, "cannot be read", GUIDANG_FAILED);
	buf_free(&bytes);
	return status;
}

static int learn(const struct command *c, struct siteprofile *p, char **pages, int count)
{
	struct buf rules = BUF_INIT;
	int status = 0, rc;

	for (int i = 0; i < count && !status; i++)
		status = add_page(p, pages[i]);
	if (!status && (siteprofile_compare(p) || siteprofile_propose(p, &rules)))
		status = complain("guidang-learn", strerror(ENOMEM), GUIDANG_FAILED);
	if (!status) {
		rc = c->output && strcmp(c->output, "-")
			     ? file_replace(c->output, buf_str(&rules), rules.len)
			     : file_write_fd(STDOUT_FILENO, buf_str(&rules), rules.len);
		if (rc)
			status = complain(c->output ? c->output : "standard output",
				strerror(errno), EXIT_OUTPUT);
	}
	buf_free(&rules);
	return status;
}

int main(int argc, char **argv)
{
	struct command c = {0};
	struct siteprofile profile;
	struct match_cache *matches;
	int status = parse_options(&c, argc, argv);

	if (status >= 0)
		return status;
	/* A reader that closed the pipe has what it wanted. */
	signal(SIGPIPE, SIG_DFL);
	matches = match_cache_new();
	if (!matches)
		return complain("guidang-learn", strerror(ENOMEM), GUIDANG_FAILED);
	siteprofile_init(&profile, matches);
	profile.options.charset = c.charset;
	status = learn(&c, &profile, argv + optind, argc - optind);
	siteprofile_free(&profile);
	match_cache_free(matches);
	return status;
}
