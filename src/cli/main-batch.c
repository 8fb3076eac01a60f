/* guidang -d: whole archives into a folder. */
#include "cli/main.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/outname.h"
#include "cli/progress.h"
#include "archive/records.h"

/* More threads than this only wait for each other. */
#define JOBS_MAX 256

#define FORMATS_DEFAULT "odt"

struct run {
	const struct command *command;
	struct batch_terms terms;
	struct recipe recipe;
	char digests[RECIPE_FILES][65]; /* of its files */
	char *formats;			/* -t, cut into words */
	struct buf to;			/* the same as one list */
	const char *words[MANIFEST_OUTPUTS_MAX + 1];
	struct progress progress;
	FILE *ledger;
	FILE *list; /* --files-from; NULL: none */
	struct inputs inputs;
	const char **named; /* of the command line, in bytewise order */
	bool done;	    /* to the end of the inputs */
	bool failed, empty; /* a page was */
	int broken;	    /* the exit status if inputs are not known in full; 0 */
	bool ledger_failed;
	struct skip_tally skips;
	bool untold; /* it was said that entries do not tell what they were made by */
};

/* ---- terms ---- */

static int read_formats(struct run *r)
{
	const struct cli *cli = &r->command->cli;
	unsigned count = 0;
	char *rest = NULL;

	r->formats = strdup(r->command->to ? r->command->to : FORMATS_DEFAULT);
	for (char *word = r->formats ? strtok_r(r->formats, ",", &rest) : NULL; word;
		word = strtok_r(NULL, ",", &rest)) {
		if (!cli_format_known(cli, word))
			return -1;
		for (unsigned i = 0; i < count; i++)
			if (!strcmp(r->words[i], word)) {
				cli_complain(cli->program->name, "-t has a format twice");
				return -1;
			}
		if (count == MANIFEST_OUTPUTS_MAX) {
			cli_complain(cli->program->name, "-t has too many formats");
			return -1;
		}
		buf_printf(&r->to, "%s%s", count ? "," : "", word);
		r->words[count++] = word;
	}
	r->terms.page.formats = r->words;
	if (!count)
		cli_complain(
			cli->program->name, r->formats ? "-t has no format" : strerror(ENOMEM));
	return count ? 0 : -1;
}

static int read_shard(struct run *r)
{
	const char *s = r->command->shard;
	unsigned part, parts;
	char more;

	r->terms.shards = 1;
	if (!s)
		return 0;
	if (sscanf(s, "%u/%u%c", &part, &parts, &more) != 2 || !part || part > parts) {
		cli_complain(r->command->cli.program->name,
			"--shard takes a part and their number, such as 1/4");
		return -1;
	}
	r->terms.shard = part - 1;
	r->terms.shards = parts;
	return 0;
}

static int read_names(struct run *r)
{
	const char *fault;

	r->terms.names = r->command->names ? r->command->names : OUTNAME_DEFAULT;
	fault = outname_fault(r->terms.names);
	if (fault)
		cli_complain(r->command->cli.program->name, fault);
	return fault ? -1 : 0;
}

/* Those this process may run on. */
static unsigned processors(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);

	return count > 0 ? (unsigned)count : 1;
}

static int read_jobs(struct run *r)
{
	unsigned jobs = r->command->jobs ? r->command->jobs : processors();

	if (r->command->jobs > JOBS_MAX) {
		cli_complain(r->command->cli.program->name, "-j takes 256 jobs at most");
		return -1;
	}
	r->terms.jobs = jobs < JOBS_MAX ? jobs : JOBS_MAX;
	return 0;
}

static int read_recipe(struct run *r)
{
	const struct command *c = r->command;

	r->recipe = (struct recipe){.program = recipe_program,
		.options = c->cli.options,
		.from = c->cli.from,
		.to = buf_str(&r->to),
		.name = c->names,
		.shard = c->shard,
		.max_page = c->max_bytes == RECORDS_MAX_PAGE ? 0 : c->max_bytes};
	r->terms.recipe = &r->recipe;
	if (!buf_failed(&r->to) && !recipe_read_files(&r->recipe, r->digests))
		return 0;
	cli_complain(c->cli.program->name, strerror(ENOMEM));
	return -1;
}

static int read_terms(struct run *r)
{
	const struct command *c = r->command;

	r->terms.page.options = &c->cli.options;
	r->terms.page.from = c->cli.from;
	r->terms.page.least = c->cli.least;
	r->terms.page.ledger = c->ledger;
	r->terms.max_page = c->max_bytes;
	return read_formats(r) || read_shard(r) || read_names(r) || read_jobs(r) ||
			       read_recipe(r)
		       ? -1
		       : 0;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What the command line names. -1 (memory). */
static int sort_inputs(struct run *r, char *const *inputs, int count)
{
	r->named = calloc((size_t)count + 1, sizeof *r->named);
	if (!r->named) {
		cli_complain(r->command->cli.program->name, strerror(errno));
		return -1;
	}
	for (int i = 0; i < count; i++)
		r->named[i] = inputs[i];
	qsort(r->named, (size_t)count, sizeof *r->named, by_bytes);
	r->terms.named = r->named;
	r->terms.named_count = (size_t)count;
	return 0;
}

/* ---- what is told ---- */

static void write_ledger(struct run *r, const struct buf *lines)
{
	if (fwrite(buf_str(lines), 1, lines->len, r->ledger) == lines->len)
		return;
	if (!r->ledger_failed)
		cli_complain(r->command->ledger, strerror(errno));
	r->ledger_failed = true;
}

/* The manifest is called as the caller finds it. */
static void say_of_manifest(const struct run *r, enum diag_level level, const char *what)
{
	if (level >= r->command->cli.least)
		fprintf(stderr, "%s/" MANIFEST_NAME ": %s: %s\n", r->command->directory,
			diag_level_name(level), what);
}

static void say_untold(struct run *r)
{
	if (!r->untold)
		say_of_manifest(r, DIAG_WARNING,
			"does not tell what its entries were made by: that it was the same "
			"cannot be seen");
	r->untold = true;
}

static void say_skips(void *user, const char *source, const char *sentence)
{
	struct run *r = user;

	if (r->command->cli.least <= DIAG_WARNING)
		progress_clear(&r->progress);
	cli_say(&r->command->cli, source, DIAG_WARNING, sentence);
}

static void on_entry(void *user, const struct manifest_entry *e, const struct batch_page *page)
{
	struct run *r = user;

	r->failed |= e->outcome == MANIFEST_FAILED;
	r->empty |= e->outcome == MANIFEST_EMPTY;
	if (!e->recipe)
		say_untold(r);
	if (page && (page->said.len || e->outcome == MANIFEST_FAILED))
		progress_clear(&r->progress);
	if (page)
		fputs(buf_str(&page->said), stderr);
	if (page && e->outcome == MANIFEST_FAILED && !page->said.len)
		cli_complain(page->label, e->reason);
	if (page && e->outcome == MANIFEST_SKIPPED && e->reason)
		cli_say(&r->command->cli, page->label, DIAG_NOTE, e->reason);
	if (page && r->ledger)
		write_ledger(r, &page->ledger);
	skip_tally_add(&r->skips, e->source.file, skip_by_name(e->skip),
		e->source.uri	   ? e->source.uri
		: e->source.record ? e->source.record
				   : e->source.file,
		e->reason ? e->reason : "");
	progress_step(&r->progress, e->source.file, e->source.offset,
		e->outcome == MANIFEST_FAILED, !page);
}

/* ---- running ---- */

static struct batch *interrupted; /* NULL: none is at work */
static volatile sig_atomic_t interrupted_by;

static void on_signal(int number)
{
	interrupted_by = number;
	if (interrupted)
		batch_stop(interrupted);
}

/* What the caller had ignored, as a shell does for jobs in the background, stays ignored. */
static void catch_signal(int number, const struct sigaction *action)
{
	struct sigaction before;

	if (!sigaction(number, NULL, &before) && before.sa_handler != SIG_IGN)
		sigaction(number, action, NULL);
}

/* The second signal ends the program at once. */
static void catch_signals(struct batch *b)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	interrupted = b;
	sigemptyset(&action.sa_mask);
	catch_signal(SIGINT, &action);
	catch_signal(SIGTERM, &action);
}

/* NULL, standard input and a folder that was not named, is none. */
static void remember(void *user, const char *path)
{
	struct run *r = user;

	if (path && inputs_add(&r->inputs, path)) {
		cli_complain(r->command->cli.program->name, strerror(errno));
		r->broken = CLI_EXIT_OUTPUT;
	}
}

static int remember_file(void *user, const char *path)
{
	struct run *r = user;

	return inputs_add(&r->inputs, path);
}

/* What the documents can be made again from, beside their pages. */
static void remember_files(struct run *r)
{
	if (!r->command->bag_sources)
		return;
	remember(r, r->command->cli.options.resources);
	if (recipe_each_file(&r->recipe, remember_file, r)) {
		cli_complain(r->command->cli.program->name, strerror(errno));
		r->broken = CLI_EXIT_OUTPUT;
	}
}

/* Nobody has to look into the manifest to see that there was nothing. */
static enum batch_end add_input(struct run *r, struct batch *b, const char *path)
{
	uint64_t before = batch_pages(b);
	enum batch_end end;

	remember(r, path);
	end = batch_add(b, path);
	if (end == BATCH_DONE && batch_pages(b) == before)
		cli_say(&r->command->cli, cli_input_name(path), DIAG_WARNING,
			"no page is in it");
	return end;
}

/* Names of files: one that is "-" is no standard input. */
static enum batch_end add_listed_name(struct run *r, struct batch *b, const char *name)
{
	return add_input(r, b, strcmp(name, "-") ? name : "./-");
}

static enum batch_end add_listed(struct run *r, struct batch *b)
{
	int separator = r->command->null ? '\0' : '\n';
	enum batch_end end = BATCH_DONE;
	bool any = false;
	char *path = NULL;
	size_t cap = 0;
	ssize_t len;

	errno = 0;
	while (end == BATCH_DONE && (len = getdelim(&path, &cap, separator, r->list)) > 0) {
		if (path[len - 1] == separator)
			path[len - 1] = '\0';
		any |= *path != '\0';
		if (*path)
			end = add_listed_name(r, b, path);
	}
	if (end == BATCH_DONE && !feof(r->list)) {
		cli_complain(r->command->files_from, strerror(errno));
		r->broken = GUIDANG_USAGE;
	} else if (end == BATCH_DONE && !any) {
		cli_say(&r->command->cli, r->command->files_from, DIAG_WARNING,
			"names no input");
	}
	free(path);
	return end;
}

static void add_inputs(struct run *r, struct batch *b, char *const *inputs, int count)
{
	enum batch_end end = BATCH_DONE;

	for (int i = 0; i < count; i++)
		progress_expect(&r->progress, inputs[i]);
	if (!count && !r->list)
		end = add_input(r, b, NULL);
	for (int i = 0; i < count && end == BATCH_DONE; i++)
		end = add_input(r, b, cli_input(inputs[i]));
	if (end == BATCH_DONE && r->list)
		add_listed(r, b);
}

static int status_of_stop(const struct run *r)
{
	cli_complain(r->command->cli.program->name, "stopped; --resume goes on");
	return 128 + interrupted_by; /* as a shell tells of signals */
}

/* where: as batch_why() tells it. */
static void complain_of(const struct run *r, const char *where, const char *why)
{
	if (where && !strcmp(where, MANIFEST_NAME))
		say_of_manifest(r, DIAG_ERROR, why);
	else
		cli_complain(where ? where : r->command->cli.program->name, why);
}

static int status_of(struct run *r, const struct batch *b, enum batch_end end)
{
	const char *where, *why = batch_why(b, &where);

	switch (end) {
	case BATCH_DONE:
		r->done = !r->broken;
		if (r->broken)
			return r->broken;
		if (r->ledger_failed)
			return CLI_EXIT_OUTPUT;
		return r->failed ? GUIDANG_FAILED : r->empty ? GUIDANG_ONLY_CHROME : 0;
	case BATCH_STOPPED:
		return status_of_stop(r);
	case BATCH_TERMS:
		cli_complain(r->command->cli.program->name, why);
		return GUIDANG_USAGE;
	case BATCH_OUTPUT:
		complain_of(r, where, why);
		return CLI_EXIT_OUTPUT;
	case BATCH_MISMATCH:
		complain_of(r, where, why);
		return GUIDANG_USAGE;
	case BATCH_MEMORY:
		break;
	}
	/* Not what a failed page gives: the work is not done. */
	complain_of(r, where, why);
	return CLI_EXIT_OUTPUT;
}

/* What the manifest tells of files must have been so for all pages. */
static int check_files(struct run *r)
{
	struct recipe now = r->recipe;
	char digests[RECIPE_FILES][65];
	struct buf why = BUF_INIT;
	int status = 0;

	if (recipe_read_files(&now, digests) || recipe_differs(&r->recipe, &now, &why)) {
		buf_puts(&why, ", while pages were converted by it");
		cli_complain(r->command->cli.program->name,
			buf_failed(&why) ? strerror(ENOMEM) : buf_str(&why));
		status = GUIDANG_USAGE;
	}
	buf_free(&why);
	return status;
}

static int run_batch(struct run *r, struct output_folder *out, char *const *inputs, int count)
{
	const struct batch_listener listener = {on_entry, remember, r};
	struct batch *b = batch_new(&r->terms, out, &listener);
	int status;

	if (!b) {
		cli_complain(r->command->cli.program->name, strerror(errno));
		return CLI_EXIT_OUTPUT;
	}
	catch_signals(b);
	progress_start(&r->progress, r->command->cli.least == DIAG_ERROR);
	add_inputs(r, b, inputs, count);
	status = batch_finish(b);
	skip_tally_end(&r->skips);
	progress_end(&r->progress);
	status = status_of(r, b, (enum batch_end)status);
	interrupted = NULL;
	batch_free(b);
	return status;
}

/* What a batch comes to is said by the graver of both: its packages' status, or its own. */
static int run_all(struct run *r, struct output_folder *out, char *const *inputs, int count)
{
	int status = packages_check(r->command), packages = 0;

	if (status)
		return status;
	remember_files(r);
	status = run_batch(r, out, inputs, count);
	if (r->done && check_files(r))
		return GUIDANG_USAGE;
	if (r->done)
		packages = packages_write(r->command, &r->inputs, &interrupted_by);
	if (packages < 0)
		return status_of_stop(r);
	return packages ? packages : status;
}

static int run_in_folder(struct run *r, char *const *inputs, int count)
{
	const char *folder = r->command->directory, *why;
	struct output_folder *out = output_folder_open(folder, r->command->resume, &why);
	int status;

	if (!out) {
		cli_complain(folder, why);
		return CLI_EXIT_OUTPUT;
	}
	status = run_all(r, out, inputs, count);
	if (output_folder_close(out) && !status) {
		cli_complain(folder, strerror(errno));
		status = CLI_EXIT_OUTPUT;
	}
	return status;
}

/* A list that cannot be read is told before anything is made. */
static int open_list(struct run *r)
{
	const char *path = r->command->files_from;
	int first;

	if (!path)
		return 0;
	r->list = cli_input(path) ? fopen(path, "re") : stdin;
	first = r->list ? getc(r->list) : EOF;
	if (!r->list || ferror(r->list)) {
		cli_complain(path, strerror(errno));
		return -1;
	}
	ungetc(first, r->list);
	return 0;
}

static void close_list(struct run *r)
{
	if (r->list && r->list != stdin)
		fclose(r->list);
}

static int open_ledger(struct run *r)
{
	const char *path = r->command->ledger;

	if (!path)
		return 0;
	r->ledger = strcmp(path, "-") ? fopen(path, "we") : stdout;
	if (!r->ledger)
		cli_complain(path, strerror(errno));
	return r->ledger ? 0 : -1;
}

static int close_ledger(struct run *r)
{
	int rc = !r->ledger || r->ledger == stdout ? fflush(stdout) : fclose(r->ledger);

	if (rc)
		cli_complain(r->command->ledger ? r->command->ledger : "standard output",
			strerror(errno));
	return rc;
}

int main_batch(const struct command *c, char *const *inputs, int count)
{
	struct run r = {.command = c};
	int status;

	r.skips = (struct skip_tally){.say = say_skips, .user = &r};

	if (read_terms(&r) || open_list(&r))
		status = GUIDANG_USAGE;
	else if (sort_inputs(&r, inputs, count))
		status = CLI_EXIT_OUTPUT;
	else if (open_ledger(&r))
		status = CLI_EXIT_OUTPUT;
	else
		status = run_in_folder(&r, inputs, count);
	if (close_ledger(&r) && !status)
		status = CLI_EXIT_OUTPUT;
	close_list(&r);
	free(r.formats);
	free(r.named);
	buf_free(&r.to);
	inputs_free(&r.inputs);
	return status;
}
