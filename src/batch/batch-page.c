#include "batch/batch-page.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "picture/references.h"
#include "article/series.h"

static const char *copy(struct batch_page *p, const char *s)
{
	return s ? arena_strdup(&p->arena, s) : NULL;
}

static void copy_record(struct batch_page *p, const struct record *r)
{
	struct record *to = &p->record;
	struct buf label = BUF_INIT;

	*to = *r;
	to->bytes = r->bytes ? arena_strndup(&p->arena, r->bytes, r->len) : NULL;
	to->reason = copy(p, r->reason);
	to->source = copy(p, r->source);
	to->root = copy(p, r->root);
	to->id = copy(p, r->id);
	to->name = copy(p, r->name);
	to->file = copy(p, r->file);
	to->format = copy(p, r->format);
	to->uri = copy(p, r->uri);
	to->captured = copy(p, r->captured);
	to->type = copy(p, r->type);
	to->charset = copy(p, r->charset);
	to->refers_to = copy(p, r->refers_to);
	record_label(r, &label);
	p->label = copy(p, buf_str(&label));
	p->arena.failed |= buf_failed(&label);
	buf_free(&label);
}

/* ---- pictures ---- */

/* All pictures of a page; what is beyond is not embedded [bytes]. */
#define RESOURCES_MAX ((size_t)64 << 20)

struct resource {
	struct resource *next;
	const char *href;
	struct buf bytes; /* empty: not there */
};

struct gathering {
	struct batch_page *page;
	struct records *records;
};

static struct resource *find_resource(const struct batch_page *p, const char *href)
{
	struct resource *r = p->resources;

	while (r && strcmp(r->href, href))
		r = r->next;
	return r;
}

static void gather(void *user, const char *href)
{
	struct gathering *g = user;
	struct batch_page *p = g->page;
	struct resource *r;

	if (!strncasecmp(href, "data:", 5) || p->bytes > p->record.len + RESOURCES_MAX ||
		find_resource(p, href))
		return;
	r = arena_alloc(&p->arena, sizeof *r);
	if (!r)
		return;
	r->href = copy(p, href);
	r->next = p->resources;
	p->resources = r;
	if (records_fetch(g->records, href, NULL, &r->bytes))
		buf_free(&r->bytes);
	p->bytes += r->bytes.len;
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
static int gather_all(struct batch_page *p, struct records *records,
	const struct record *record, const char *charset)
{
	struct gathering g = {p, records};
	const struct series *s = p->series;
	int rc = imagerefs_each(
		record->bytes, record->len, charset, record->charset, gather, &g);

	for (unsigned i = 0; s && i < s->count && !rc; i++) {
		const struct guidang_input *page = &s->followers[i];

		p->bytes += page->len;
		rc = imagerefs_each(page->bytes, page->len, charset, page->charset, gather, &g);
	}
	return rc;
}

struct batch_page *batch_page_new(struct records *records, const struct record *record,
	const char *charset, struct series *series)
{
	struct batch_page *p = calloc(1, sizeof *p);

	if (!p) {
		series_free(series);
		return NULL;
	}
	p->series = series;
	copy_record(p, record);
	p->bytes = record->len;
	p->from = (struct guidang_resources){fetch, p};
	if (records && record->kind == RECORD_PAGE && gather_all(p, records, record, charset))
		p->arena.failed = true;
	if (!arena_failed(&p->arena))
		return p;
	batch_page_free(p);
	return NULL;
}

void batch_page_free(struct batch_page *p)
{
	if (!p)
		return;
	for (struct resource *r = p->resources; r; r = r->next)
		buf_free(&r->bytes);
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_free(&p->outputs[i]);
	buf_free(&p->said);
	buf_free(&p->ledger);
	guidang_page_free(p->kept);
	series_free(p->series);
	batch_page_free(p->first);
	arena_free(&p->arena);
	free(p);
}

static void fail(struct batch_page *p, const char *reason)
{
	p->outcome = MANIFEST_FAILED;
	p->reason = reason;
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_clear(&p->outputs[i]);
}

/* ---- what is said of a page ---- */

static void say_diags(struct batch_page *p, const struct diag *d, enum diag_level least)
{
	for (; d; d = d->next) {
		if (d->level < least)
			continue;
		buf_puts(&p->said, p->label);
		if (d->line)
			buf_printf(&p->said, ":%u", d->line);
		buf_printf(&p->said, ": %s: %s\n", diag_level_name(d->level), d->message);
	}
}

/* The first error: the reason why the page failed. */
static const char *error_of(struct batch_page *p, const struct guidang_page *page)
{
	const struct diag *d = page ? guidang_diags(page) : NULL;

	while (d && d->level != DIAG_ERROR)
		d = d->next;
	return d ? copy(p, d->message) : "cannot be read";
}

static void copy_facts(struct batch_page *p, struct guidang_page *page)
{
	struct guidang_facts *f = &p->facts;

	if (guidang_facts(page, f)) {
		fail(p, "out of memory");
		return;
	}
	f->title = copy(p, f->title);
	f->date = copy(p, f->date);
	f->index = copy(p, f->index);
	f->number = copy(p, f->number);
	f->issuer = copy(p, f->issuer);
	f->category = copy(p, f->category);
	f->profile = copy(p, f->profile);
	f->next_page = copy(p, f->next_page);
	f->uri = copy(p, f->uri);
	f->captured = copy(p, f->captured);
	f->sha256 = copy(p, f->sha256);
	f->warnings += p->record.reason != NULL;
}

/* ---- documents ---- */

static void write_outputs(struct batch_page *p, const struct guidang_page *page,
	const struct batch_page_terms *terms)
{
	if (!guidang_section_found(page)) {
		fail(p, "has no such section");
		return;
	}
	if (terms->options->table > guidang_tables(page)) {
		fail(p, "has no such table");
		return;
	}
	for (unsigned i = 0; terms->formats[i]; i++) {
		struct buf *out = &p->outputs[i];

		if (guidang_write(page, terms->formats[i], out)) {
			fail(p, "out of memory");
			return;
		}
		digest_sha256(p->digests[i], buf_str(out), out->len);
		if (strcmp(terms->formats[i], "csv") != 0 || guidang_tables(page))
			continue;
		p->facts.warnings++;
		if (terms->least <= DIAG_WARNING)
			buf_printf(&p->said, "%s: warning: " GUIDANG_NO_TABLE "\n", p->label);
	}
}

static void take_page(struct batch_page *p, enum guidang_outcome outcome,
	struct guidang_page *page, const struct batch_page_terms *terms)
{
	p->outcome = outcome == GUIDANG_CONVERTED ? MANIFEST_CONVERTED : MANIFEST_EMPTY;
	copy_facts(p, page);
	if (p->outcome == MANIFEST_CONVERTED)
		write_outputs(p, page, terms);
	if (terms->ledger && guidang_write(page, "ledger", &p->ledger))
		fail(p, "out of memory");
}

static struct guidang_input input_of(struct batch_page *p, const struct batch_page_terms *terms)
{
	const struct record *r = &p->record;

	return (struct guidang_input){.name = r->file,
		.bytes = r->bytes,
		.len = r->len,
		.format = terms->from ? terms->from : r->format,
		.uri = r->uri,
		.captured = r->captured,
		.charset = r->charset,
		.sha256 = r->sha256,
		.resources = &p->from};
}

static void convert(
	struct batch_page *p, struct guidang *g, const struct batch_page_terms *terms)
{
	const struct record *r = &p->record;
	struct guidang_input input = input_of(p, terms);
	enum guidang_outcome outcome;
	struct guidang_page *page;

	if (r->reason && terms->least <= DIAG_WARNING)
		buf_printf(&p->said, "%s: warning: %s\n", p->label, r->reason);
	p->reason = r->reason;
	series_give(p->series, &input);
	outcome = guidang_read(g, terms->options, &input, &page);
	if (page)
		say_diags(p, guidang_diags(page), terms->least);
	if (outcome == GUIDANG_CONVERTED || outcome == GUIDANG_ONLY_CHROME)
		take_page(p, outcome, page, terms);
	else if (outcome == GUIDANG_USAGE)
		fail(p, copy(p, guidang_error(g)));
	else
		fail(p, error_of(p, page));
	p->usage = outcome == GUIDANG_USAGE;
	if (terms->keep_page)
		p->kept = page;
	else
		guidang_page_free(page);
}

/* True if the page is part of another's document. */
static bool is_joined(
	struct batch_page *p, struct guidang *g, const struct batch_page_terms *terms)
{
	if (p->first)
		batch_page_convert(p->first, g, terms);
	return p->joins && article_is_whole(p->joins);
}

void batch_page_convert(
	struct batch_page *p, struct guidang *g, const struct batch_page_terms *terms)
{
	struct guidang_input input = input_of(p, terms);

	switch (p->record.kind) {
	case RECORD_PAGE:
		p->format = guidang_input_format(&input);
		if (is_joined(p, g, terms)) {
			p->outcome = MANIFEST_JOINED;
			p->reason = article_label(p->joins);
		} else {
			convert(p, g, terms);
		}
		break;
	case RECORD_RESOURCE:
	case RECORD_SKIPPED:
		p->outcome = MANIFEST_SKIPPED;
		p->reason = p->record.reason;
		break;
	case RECORD_FAULT:
		fail(p, p->record.reason);
		break;
	}
	if (arena_failed(&p->arena) || buf_failed(&p->said) || buf_failed(&p->ledger))
		fail(p, "out of memory");
	if (p->begins)
		article_settle(p->begins, p->outcome == MANIFEST_CONVERTED && p->facts.pages);
}
