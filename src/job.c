#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"

static const char *copy(struct job *job, const char *s)
{
	return s ? arena_strdup(&job->arena, s) : NULL;
}

static void copy_record(struct job *job, const struct record *r)
{
	struct record *to = &job->record;
	struct buf label = BUF_INIT;

	*to = *r;
	to->bytes = r->bytes ? arena_strndup(&job->arena, r->bytes, r->len) : NULL;
	to->reason = copy(job, r->reason);
	to->source = copy(job, r->source);
	to->id = copy(job, r->id);
	to->name = copy(job, r->name);
	to->format = copy(job, r->format);
	to->uri = copy(job, r->uri);
	to->captured = copy(job, r->captured);
	to->type = copy(job, r->type);
	to->charset = copy(job, r->charset);
	to->refers_to = copy(job, r->refers_to);
	record_label(r, &label);
	job->label = copy(job, buf_str(&label));
	job->arena.failed |= buf_failed(&label);
	buf_free(&label);
}

struct job *job_new(const struct record *record)
{
	struct job *job = calloc(1, sizeof *job);

	if (!job)
		return NULL;
	copy_record(job, record);
	if (!arena_failed(&job->arena))
		return job;
	job_free(job);
	return NULL;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_free(&job->outputs[i]);
	buf_free(&job->said);
	buf_free(&job->ledger);
	guidang_page_free(job->page);
	arena_free(&job->arena);
	free(job);
}

static void fail(struct job *job, const char *reason)
{
	job->outcome = MANIFEST_FAILED;
	job->reason = reason;
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_clear(&job->outputs[i]);
}

/* ---- what is said of a page ---- */

static void say_diags(struct job *job, const struct diag *d, enum diag_level least)
{
	for (; d; d = d->next) {
		if (d->level < least)
			continue;
		buf_puts(&job->said, job->label);
		if (d->line)
			buf_printf(&job->said, ":%u", d->line);
		buf_printf(&job->said, ": %s: %s\n", diag_level_name(d->level), d->message);
	}
}

/* The first error: why the page failed. */
static const char *error_of(struct job *job, const struct guidang_page *page)
{
	const struct diag *d = page ? guidang_diags(page) : NULL;

	while (d && d->level != DIAG_ERROR)
		d = d->next;
	return d ? copy(job, d->message) : "cannot be read";
}

static void copy_facts(struct job *job, struct guidang_page *page)
{
	struct guidang_facts *f = &job->facts;

	if (guidang_facts(page, f)) {
		fail(job, "out of memory");
		return;
	}
	f->title = copy(job, f->title);
	f->date = copy(job, f->date);
	f->index = copy(job, f->index);
	f->number = copy(job, f->number);
	f->issuer = copy(job, f->issuer);
	f->category = copy(job, f->category);
	f->profile = copy(job, f->profile);
	f->next_page = copy(job, f->next_page);
	f->sha256 = copy(job, f->sha256);
}

/* ---- documents ---- */

static void write_outputs(
	struct job *job, const struct guidang_page *page, const struct job_terms *terms)
{
	if (!guidang_section_found(page)) {
		fail(job, "has no such section");
		return;
	}
	if (terms->options->table > guidang_tables(page)) {
		fail(job, "has no such table");
		return;
	}
	for (unsigned i = 0; terms->formats[i]; i++) {
		struct buf *out = &job->outputs[i];

		if (guidang_write(page, terms->formats[i], out)) {
			fail(job, "out of memory");
			return;
		}
		digest_sha256(job->digests[i], buf_str(out), out->len);
	}
}

static void take_page(struct job *job, enum guidang_outcome outcome, struct guidang_page *page,
	const struct job_terms *terms)
{
	job->outcome = outcome == GUIDANG_CONVERTED ? MANIFEST_CONVERTED : MANIFEST_EMPTY;
	copy_facts(job, page);
	if (job->outcome == MANIFEST_CONVERTED)
		write_outputs(job, page, terms);
	if (terms->ledger && guidang_ledger(page, &job->ledger))
		fail(job, "out of memory");
}

static void convert(struct job *job, struct guidang *g, const struct job_terms *terms)
{
	const struct record *r = &job->record;
	struct guidang_input input = {.name = r->name,
		.bytes = r->bytes,
		.len = r->len,
		.format = terms->from ? terms->from : r->format};
	enum guidang_outcome outcome;
	struct guidang_page *page;

	job->options = *terms->options;
	if (!job->options.base_url)
		job->options.base_url = r->uri;
	job->options.http_charset = r->charset;
	outcome = guidang_read(g, &job->options, &input, &page);
	if (page)
		say_diags(job, guidang_diags(page), terms->least);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		take_page(job, outcome, page, terms);
	else if (outcome == GUIDANG_USAGE)
		fail(job, copy(job, guidang_error(g)));
	else
		fail(job, error_of(job, page));
	job->usage = outcome == GUIDANG_USAGE;
	if (terms->keep_page)
		job->page = page;
	else
		guidang_page_free(page);
}

void job_do(struct job *job, struct guidang *g, const struct job_terms *terms)
{
	switch (job->record.kind) {
	case RECORD_PAGE:
		convert(job, g, terms);
		break;
	case RECORD_RESOURCE:
	case RECORD_SKIPPED:
		job->outcome = MANIFEST_SKIPPED;
		job->reason = job->record.reason;
		break;
	case RECORD_FAULT:
		fail(job, job->record.reason);
		break;
	}
	if (arena_failed(&job->arena) || buf_failed(&job->said) || buf_failed(&job->ledger))
		fail(job, "out of memory");
}
