/* guidang -d: what is made of a batch that is done, for those who take it in. */
#include "cli/main.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "package/bag.h"
#include "package/premis.h"
#include "package/warcout.h"

/* ---- inputs ---- */

int inputs_add(struct inputs *inputs, const char *path)
{
	if (inputs->count == inputs->room) {
		size_t room = inputs->room ? 2 * inputs->room : 16;
		char **all = reallocarray(inputs->all, room, sizeof *all);

		if (!all)
			return -1;
		inputs->all = all;
		inputs->room = room;
	}
	inputs->all[inputs->count] = strdup(path);
	return inputs->all[inputs->count++] ? 0 : -1;
}

void inputs_free(struct inputs *inputs)
{
	while (inputs->count)
		free(inputs->all[--inputs->count]);
	free(inputs->all);
}

/* ---- before ---- */

/* The real path of the folder that a path lies in, to be freed; NULL with errno. */
static char *parent_of(const char *path)
{
	size_t len = strlen(path);
	const char *slash;
	char *parent, *real;

	while (len > 1 && path[len - 1] == '/')
		len--;
	slash = memrchr(path, '/', len);
	parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	real = parent ? realpath(parent, NULL) : NULL;
	free(parent);
	return real;
}

/* True if a folder is the batch's, or in it: a package there would be a stranger. */
static bool lies_in(const char *real, const char *folder)
{
	char *root = realpath(folder, NULL);
	size_t len = root ? strlen(root) : 0;
	bool lies = root && !strncmp(real, root, len) && (!real[len] || real[len] == '/');

	free(root);
	return lies;
}

static const char *warc_refusal(const char *path)
{
	struct stat st;

	return !stat(path, &st) && (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_size))
		       ? "is there already"
		       : NULL;
}

/* It would be a pity to find out when the batch is done. */
static int check_place(const struct command *c, const char *path, const char *refusal)
{
	char *parent = parent_of(path);

	if (!parent)
		refusal = strerror(errno);
	else if (lies_in(parent, c->directory))
		refusal = "cannot lie in the folder of -d";
	else if (access(path, F_OK) && access(parent, W_OK))
		refusal = strerror(errno);
	free(parent);
	if (refusal)
		cli_complain(path, refusal);
	return refusal ? CLI_EXIT_OUTPUT : 0;
}

static int check_info(const struct command *c)
{
	struct packing p = {.folder = c->directory};
	struct buf lines = BUF_INIT;
	int status = bag_info_read(&p, c->bag_info, &lines) ? GUIDANG_USAGE : 0;

	if (status)
		cli_complain(p.where ? p.where : c->bag_info, p.why ? p.why : strerror(ENOMEM));
	packing_free(&p);
	buf_free(&lines);
	return status;
}

int packages_check(const struct command *c)
{
	int status;

	premis_tidy(c->directory);
	status = c->bag ? check_place(c, c->bag, bag_refusal(c->bag)) : 0;
	if (!status && c->warc_out)
		status = check_place(c, c->warc_out, warc_refusal(c->warc_out));
	if (!status && c->bag_info)
		status = check_info(c);
	return status;
}

/* ---- after ---- */

static int write_bag(struct packing *p, const struct command *c, const struct inputs *inputs)
{
	const struct bag_terms terms = {.path = c->bag,
		.info = c->bag_info,
		.sources = c->bag_sources ? inputs->all : NULL,
		.source_count = inputs->count,
		.warc = c->warc_out,
		.premis = c->premis};

	return bag_write(p, &terms);
}

static int write_warc(struct packing *p, const struct command *c)
{
	uint64_t left_out = 0;
	int rc = warcout_write(p, c->warc_out, &left_out);
	char said[128];

	if (rc || !left_out)
		return rc;
	snprintf(said, sizeof said,
		"%" PRIu64
		" documents are not in it: their pages are no records of a web archive",
		left_out);
	cli_say(&c->cli, c->warc_out, DIAG_WARNING, said);
	return 0;
}

int packages_write(
	const struct command *c, const struct inputs *inputs, const volatile sig_atomic_t *stop)
{
	struct packing p = {.folder = c->directory,
		.odf_version = c->cli.options.odf_version,
		.from = c->cli.from,
		.epoch = c->cli.options.epoch,
		.stop = stop};
	int rc = 0;

	if (c->premis)
		rc = premis_write(&p);
	if (!rc && c->warc_out)
		rc = write_warc(&p, c);
	if (!rc && c->bag)
		rc = write_bag(&p, c, inputs);
	if (rc && !p.stopped)
		cli_complain(p.where ? p.where : c->cli.program->name,
			p.why ? p.why : strerror(ENOMEM));
	rc = !rc ? 0 : p.stopped ? -1 : CLI_EXIT_OUTPUT;
	packing_free(&p);
	return rc;
}
