#include "batch/job.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "picture/references.h"
#include "article/series.h"

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
	to->root = copy(job, r->root);
	to->id = copy(job, r->id);
	to->name = copy(job, r->name);
	to->file = copy(job, r->file);
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

/* ---- pictures ---- */

/* All pictures of a page; those beyond are not embedded [bytes]. */
#define RESOURCES_MAX ((size_t)64 << 20)

struct resource {
	struct resource *next;
	const char *href;
	struct buf bytes; /* empty: not there */
};

struct gathering {
	struct job *job;
	struct records *records;
};

static struct resource *find_resource(const struct job *job, const char *href)
{
	struct resource *r = job->resources;

	while (r && strcmp(r->href, href))
		r = r->next;
	return r;
}

static void gather(void *user, const char *href)
{
	struct gathering *g = user;
	struct job *job = g->job;
	struct resource *r;

	if (!strncasecmp(href, "data:", 5) || job->bytes > job->record.len + RESOURCES_MAX ||
		find_resource(job, href))
		return;
	r = arena_alloc(&job->arena, sizeof *r);
	if (!r)
		return;
	r->href = copy(job, href);
	r->next = job->resources;
	job->resources = r;
	if (records_fetch(g->records, href, NULL, &r->bytes))
		buf_free(&r->bytes);
	job->bytes += r->bytes.len;
}

static int fetch(void *user, const char *href, const char *uri, struct buf *out)
{
	const struct resource *r = find_resource(user, href);

	if (!r || !r->bytes.len)
		return -1;
	buf_put(out, r->bytes.data, r->bytes.len);
	return buf_failed(out) ? -1 : 0;
}

/* 0 or -1 (memory). */
static int gather_all(struct job *job, struct records *records, const struct record *record,
	const char *charset)
{
	struct gathering g = {job, records};
	const struct series *s = job->series;
	int rc = imagerefs_each(
		record->bytes, record->len, charset, record->charset, gather, &g);

	for (unsigned i = 0; s && i < s->count && !rc; i++) {
		const struct guidang_input *page = &s->followers[i];

		job->bytes += page->len;
		rc = imagerefs_each(page->bytes, page->len, charset, page->charset, gather, &g);
	}
	return rc;
}

struct job *job_new(struct records *records, const struct record *record, const char *charset,
	struct series *series)
{
	struct job *job = calloc(1, sizeof *job);

	if (!job) {
		series_free(series);
		return NULL;
	}
	job->series = series;
	copy_record(job, record);
	job->bytes = record->len;
	job->from = (struct guidang_resources){fetch, job};
	if (records && record->kind == RECORD_PAGE && gather_all(job, records, record, charset))
		job->arena.failed = true;
	if (!arena_failed(&job->arena))
		return job;
	job_free(job);
	return NULL;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	for (struct resource *r = job->resources; r; r = r->next)
		buf_free(&r->bytes);
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_free(&job->outputs[i]);
	buf_free(&job->said);
	buf_free(&job->ledger);
	guidang_page_free(job->page);
	series_free(job->series);
	job_free(job->first);
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
	f->uri = copy(job, f->uri);
	f->captured = copy(job, f->captured);
	f->sha256 = copy(job, f->sha256);
	f->warnings += job->record.reason != NULL;
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
		if (strcmp(terms->formats[i], "csv") != 0 || guidang_tables(page))
			continue;
		job->facts.warnings++;
		if (terms->least <= DIAG_WARNING)
			buf_printf(
				&job->said, "%s: warning: " GUIDANG_NO_TABLE "\n", job->label);
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

static struct guidang_input input_of(struct job *job, const struct job_terms *terms)
{
	const struct record *r = &job->record;

	return (struct guidang_input){.name = r->file,
		.bytes = r->bytes,
		.len = r->len,
		.format = terms->from ? terms->from : r->format,
		.uri = r->uri,
		.captured = r->captured,
		.charset = r->charset,
		.sha256 = r->sha256,
		.resources = &job->from};
}

static void convert(struct job *job, struct guidang *g, const struct job_terms *terms)
{
	const struct record *r = &job->record;
	struct guidang_input input = input_of(job, terms);
	enum guidang_outcome outcome;
	struct guidang_page *page;

	if (r->reason && terms->least <= DIAG_WARNING)
		buf_printf(&job->said, "%s: warning: %s\n", job->label, r->reason);
	job->reason = r->reason;
	series_give(job->series, &input);
	outcome = guidang_read(g, terms->options, &input, &page);
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

/* Whether the page is part of another's document. */
static bool is_joined(struct job *job, struct guidang *g, const struct job_terms *terms)
{
	if (job->first)
		job_do(job->first, g, terms);
	return job->joins && article_is_whole(job->joins);
}

void job_do(struct job *job, struct guidang *g, const struct job_terms *terms)
{
	struct guidang_input input = input_of(job, terms);

	switch (job->record.kind) {
	case RECORD_PAGE:
		job->format = guidang_input_format(&input);
		if (is_joined(job, g, terms)) {
			job->outcome = MANIFEST_JOINED;
			job->reason = article_label(job->joins);
		} else {
			convert(job, g, terms);
		}
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
	if (job->begins)
		article_settle(
			job->begins, job->outcome == MANIFEST_CONVERTED && job->facts.pages);
}
