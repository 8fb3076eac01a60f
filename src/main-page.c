/* guidang without -d: one page to standard output or into a file. */
#include "main.h"

#include <errno.h>
#include <string.h>

#include "records.h"

struct run {
	const struct command *command;
	struct guidang *g;
	struct records *records;
	struct buf document, ledger; /* held until no second page comes */
	bool written;		     /* document is one */
	unsigned pages;
	int status; /* worst so far */
};

static void raise_status(struct run *r, int status)
{
	if (status > r->status)
		r->status = status;
}

static void fail(struct run *r, const char *where, const char *what)
{
	cli_complain(where, what);
	raise_status(r, GUIDANG_FAILED);
}

static void write_page(struct run *r, const char *label, const struct guidang_page *page)
{
	const struct command *c = r->command;

	if (!guidang_section_found(page))
		fail(r, label, "has no such section");
	else if (c->cli.options.table > guidang_tables(page))
		fail(r, label, "has no such table");
	else if (guidang_write(page, c->to, &r->document))
		fail(r, label, strerror(ENOMEM));
	else
		r->written = true;
	if (c->ledger && guidang_ledger(page, &r->ledger))
		fail(r, label, strerror(ENOMEM));
}

static int fetch_resource(void *user, const char *href, const char *uri, struct buf *out)
{
	return records_fetch(user, href, uri, out);
}

static void convert_page(struct run *r, const char *label, const struct record *record)
{
	const struct cli *cli = &r->command->cli;
	const struct guidang_resources resources = {fetch_resource, r->records};
	struct guidang_input in = {.name = record->file,
		.bytes = record->bytes,
		.len = record->len,
		.format = cli->from ? cli->from : record->format,
		.uri = record->uri,
		.captured = record->captured,
		.charset = record->charset,
		.sha256 = record->sha256,
		.resources = &resources};
	struct guidang_page *page = NULL;
	enum guidang_outcome outcome;

	if (record->reason)
		cli_say(cli, label, DIAG_WARNING, record->reason);
	outcome = cli_convert(cli, r->g, label, &in, &page);
	raise_status(r, (int)outcome);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		write_page(r, label, page);
	guidang_page_free(page);
}

static void take_record(struct run *r, const struct record *record)
{
	struct buf label = BUF_INIT;

	record_label(record, &label);
	switch (record->kind) {
	case RECORD_PAGE:
		if (r->pages++) {
			cli_complain(buf_str(&label), "several pages need -d DIR");
			r->status = GUIDANG_USAGE;
		} else {
			convert_page(r, buf_str(&label), record);
		}
		break;
	case RECORD_FAULT:
		fail(r, buf_str(&label), record->reason);
		break;
	case RECORD_SKIPPED:
		cli_say(&r->command->cli, buf_str(&label), DIAG_NOTE, record->reason);
		break;
	case RECORD_RESOURCE:
		break;
	}
	buf_free(&label);
}

static void convert(struct run *r, const char *input)
{
	struct record record;

	records_open(r->records, input);
	while (r->status != GUIDANG_USAGE && records_next(r->records, &record))
		take_record(r, &record);
	if (r->status == GUIDANG_USAGE)
		return;
	if (!r->pages && !r->status)
		fail(r, cli_input_name(input), "no page is in it");
	if (r->written)
		raise_status(r, cli_write(r->command->cli.output, &r->document));
	if (r->command->ledger && r->pages)
		raise_status(r, cli_write(r->command->ledger, &r->ledger));
}

int main_page(const struct command *c, const char *input)
{
	struct run r = {.command = c, .g = guidang_new(), .records = records_new(c->max_bytes)};

	if (r.g && r.records)
		convert(&r, input);
	else
		fail(&r, c->cli.program->name, strerror(ENOMEM));
	buf_free(&r.document);
	buf_free(&r.ledger);
	records_free(r.records);
	guidang_free(r.g);
	return r.status;
}
