/* The one page of an input, with what was kept beside it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "archive/records.h"
#include "article/series.h"

struct reading {
	const struct cli *cli;
	struct guidang *g;
	struct records *records;
	cli_take *take;
	void *user;
	unsigned pages;
	int status; /* worst so far */
	struct skip_tally skips;
};

static void raise_status(struct reading *r, int status)
{
	if (status > r->status)
		r->status = status;
}

static void fail(struct reading *r, const char *where, const char *what)
{
	cli_complain(where, what);
	raise_status(r, GUIDANG_FAILED);
}

static void say_diags(const struct cli *cli, const char *label, const struct diag *d)
{
	for (; d; d = d->next) {
		if (!d->line)
			cli_say(cli, label, d->level, d->message);
		else if (d->level >= cli->least)
			fprintf(stderr, "%s:%u: %s: %s\n", label, d->line,
				diag_level_name(d->level), d->message);
	}
}

static void say_outcome(const struct reading *r, const char *label,
	enum guidang_outcome outcome, const struct guidang_page *page)
{
	const struct diag *diags = page ? guidang_diags(page) : NULL;
	const char *place = guidang_error_place(r->g);

	say_diags(r->cli, label, diags);
	if (outcome == GUIDANG_USAGE)
		cli_complain(*place ? place : r->cli->program->name, guidang_error(r->g));
	else if (outcome == GUIDANG_FAILED && !diags)
		cli_complain(label, "cannot be read");
}

static int fetch_resource(void *user, const char *href, const char *uri, struct buf *out)
{
	return records_fetch(user, href, uri, out);
}

static void convert_page(struct reading *r, const char *label, const struct record *record)
{
	const struct guidang_resources resources = {fetch_resource, r->records};
	struct series *series = NULL;
	struct guidang_input in = {.name = record->file,
		.bytes = record->bytes,
		.len = record->len,
		.format = r->cli->from ? r->cli->from : record->format,
		.uri = record->uri,
		.captured = record->captured,
		.charset = record->charset,
		.sha256 = record->sha256,
		.resources = &resources};
	struct guidang_page *page = NULL;
	enum guidang_outcome outcome;

	if (record->reason)
		cli_say(r->cli, label, DIAG_WARNING, record->reason);
	if (!r->cli->options.no_join &&
		series_find(r->records, &r->cli->options, record, &series))
		fail(r, label, strerror(ENOMEM));
	series_give(series, &in);
	outcome = guidang_read(r->g, &r->cli->options, &in, &page);
	say_outcome(r, label, outcome, page);
	raise_status(r, (int)outcome);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		raise_status(r, r->take(r->user, label, page));
	guidang_page_free(page);
	series_free(series);
}

static void say_skips(void *user, const char *source, const char *sentence)
{
	const struct reading *r = user;

	cli_say(r->cli, source, DIAG_WARNING, sentence);
}

static void take_record(struct reading *r, const struct record *record)
{
	struct buf label = BUF_INIT;

	record_label(record, &label);
	skip_tally_add(&r->skips, record->source, record->skip,
		record->uri ? record->uri : buf_str(&label), record->reason);
	switch (record->kind) {
	case RECORD_PAGE:
		if (r->pages++) {
			cli_complain(buf_str(&label), "several pages need guidang -d DIR");
			r->status = GUIDANG_USAGE;
		} else {
			convert_page(r, buf_str(&label), record);
		}
		break;
	case RECORD_FAULT:
		fail(r, buf_str(&label), record->reason);
		break;
	case RECORD_SKIPPED:
	case RECORD_RESOURCE:
		cli_say(r->cli, buf_str(&label), DIAG_NOTE, record->reason);
		break;
	}
	buf_free(&label);
}

static void read_input(struct reading *r, const char *input)
{
	struct record record;

	records_open(r->records, input);
	while (r->status != GUIDANG_USAGE && records_next(r->records, &record))
		take_record(r, &record);
	skip_tally_end(&r->skips);
	if (!r->pages && !r->status)
		fail(r, cli_input_name(input), "no page is in it");
}

int cli_page(
	const struct cli *cli, const char *input, size_t max_page, cli_take *take, void *user)
{
	struct reading r = {.cli = cli,
		.g = guidang_new(),
		.records = records_new(max_page),
		.take = take,
		.user = user};

	r.skips = (struct skip_tally){.say = say_skips, .user = &r};
	if (r.g && r.records)
		read_input(&r, input);
	else
		fail(&r, cli->program->name, strerror(ENOMEM));
	records_free(r.records);
	guidang_free(r.g);
	return r.status;
}
