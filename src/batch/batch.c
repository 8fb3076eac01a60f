#include "batch/batch.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/file.h"
#include "article/articles.h"
#include "batch/outname.h"
#include "batch/workers.h"

struct batch {
	const struct batch_terms *terms;
	struct output_folder *folder;
	struct batch_listener listener;
	struct records *records;
	struct workers *workers;
	struct outname_set *names;
	struct articles *articles;
	struct buf nothing; /* as of series_find_first */
	bool recorded;	    /* the manifest found may have more entries */
	char *program;	    /* that made its entries; NULL: not told, or there is none */
	uint64_t count;	    /* records read */
	uint64_t pages;	    /* pages of these, with what could not be read */
	size_t bytes;	    /* of pages in work [bytes] */
	atomic_bool stop;
	enum batch_end end;
	char *why, *where;
};

/* ---- ends ---- */

static enum batch_end end(
	struct batch *b, enum batch_end how, const char *where, const char *why)
{
	if (b->end == BATCH_DONE) {
		b->end = how;
		b->why = strdup(why);
		b->where = where ? strdup(where) : NULL;
	}
	return b->end;
}

const char *batch_why(const struct batch *b, const char **where)
{
	*where = b->where;
	return b->why ? b->why : strerror(ENOMEM);
}

uint64_t batch_pages(const struct batch *b)
{
	return b->pages;
}

void batch_stop(struct batch *b)
{
	atomic_store(&b->stop, true);
}

/* ---- workers ---- */

struct worker {
	struct guidang *g;
	const struct batch_page_terms *terms;
};

static void *open_worker(void *user)
{
	struct worker *w = malloc(sizeof *w);

	if (!w)
		return NULL;
	*w = (struct worker){guidang_new(), user};
	if (w->g)
		return w;
	free(w);
	return NULL;
}

static void close_worker(void *own)
{
	struct worker *w = own;

	guidang_free(w->g);
	free(w);
}

static void work(void *own, void *page)
{
	struct worker *w = own;

	batch_page_convert(page, w->g, w->terms);
}

struct batch *batch_new(const struct batch_terms *terms, struct output_folder *folder,
	const struct batch_listener *listener)
{
	struct worker_role role = {
		open_worker, close_worker, work, (void *)(uintptr_t)&terms->page};
	struct batch *b = calloc(1, sizeof *b);

	if (!b)
		return NULL;
	b->terms = terms;
	b->folder = folder;
	b->listener = *listener;
	b->recorded = true;
	b->records = records_new(terms->max_page);
	b->names = outname_set_new();
	b->articles = articles_new();
	b->workers = workers_new(terms->jobs, &role);
	if (b->records && b->names && b->articles && b->workers &&
		!records_pass_over(b->records, output_folder_fd(folder)))
		return b;
	batch_free(b);
	return NULL;
}

static void discard_work(struct batch *b)
{
	struct batch_page *page;

	while (b->workers && (page = workers_take(b->workers, true)))
		batch_page_free(page);
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	discard_work(b);
	workers_free(b->workers);
	outname_set_free(b->names);
	articles_free(b->articles);
	buf_free(&b->nothing);
	free(b->program);
	records_free(b->records);
	free(b->why);
	free(b->where);
	free(b);
}

/* ---- entries ---- */

static uint64_t offset_of(const struct record *r)
{
	return r->offset == RECORD_NOWHERE ? 0 : r->offset;
}

static void fill_entry(struct manifest_entry *e, const struct batch_page *page)
{
	const struct record *r = &page->record;
	const struct guidang_facts *f = &page->facts;

	*e = (struct manifest_entry){.outcome = page->outcome,
		.skip = skip_name(r->skip),
		.reason = page->reason,
		.title = f->title,
		.date = f->date,
		.index = f->index,
		.number = f->number,
		.issuer = f->issuer,
		.category = f->category,
		.profile = f->profile,
		.kept = f->kept,
		.dropped = f->dropped,
		.unlocated = f->unlocated,
		.replaced = f->replaced,
		.checks_failed = f->checks_failed,
		.warnings = f->warnings};
	e->source.file = r->source;
	e->source.folder = r->root;
	e->source.offset = offset_of(r);
	e->source.record = r->id;
	e->source.name = r->name;
	e->source.uri = r->uri ? r->uri : f->uri;
	e->source.captured = r->captured ? r->captured : f->captured;
	e->source.type = r->type;
	e->source.format = page->format;
	e->source.sha256 = *r->sha256 ? r->sha256 : NULL;
	e->source.bytes = r->len;
}

/* The name that a page's files have in common; the set of names learns it. */
static int name_entry(struct batch *b, const struct manifest_entry *e, struct buf *name)
{
	const struct outname_facts facts = {.index = e->index,
		.number = e->number,
		.date = e->date,
		.title = e->title,
		.issuer = e->issuer,
		.uri = e->source.uri,
		.source = e->source.name,
		.sha256 = e->source.sha256};
	struct buf wanted = BUF_INIT;
	int rc;

	outname_put(&wanted, b->terms->names, &facts);
	rc = buf_failed(&wanted) ? -1 : outname_set_add(b->names, buf_str(&wanted), name);
	buf_free(&wanted);
	return rc;
}

static void put_path(struct buf *path, const char *name, const char *format)
{
	const char *extension = guidang_format_extension(format);

	buf_printf(path, "%s.%.*s", name, (int)strcspn(extension, " "), extension);
}

/* ---- writing ---- */

static int put_outputs(struct batch *b, struct batch_page *page, struct manifest_entry *e,
	struct buf paths[MANIFEST_OUTPUTS_MAX])
{
	const char *const *formats = b->terms->page.formats;
	struct buf name = BUF_INIT;
	int rc = name_entry(b, e, &name);

	for (unsigned i = 0; formats[i] && !rc; i++) {
		const struct buf *out = &page->outputs[i];

		put_path(&paths[i], buf_str(&name), formats[i]);
		if (buf_failed(&paths[i])) {
			rc = -1;
		} else if (output_folder_put_file(
				   b->folder, paths[i].data, buf_str(out), out->len)) {
			end(b, BATCH_OUTPUT, paths[i].data, file_why(errno));
			rc = -1;
		}
		e->outputs[i] = (struct manifest_output){
			formats[i], buf_str(&paths[i]), out->len, page->digests[i]};
		e->output_count = i + 1;
	}
	if (rc)
		end(b, BATCH_MEMORY, NULL, strerror(ENOMEM));
	buf_free(&name);
	return rc;
}

static void put_page(struct batch *b, struct batch_page *page)
{
	struct buf paths[MANIFEST_OUTPUTS_MAX] = {BUF_INIT};
	struct manifest_entry e;

	fill_entry(&e, page);
	e.recipe = b->terms->recipe;
	if (page->usage)
		end(b, BATCH_TERMS, NULL, page->reason);
	else if (e.outcome == MANIFEST_CONVERTED && put_outputs(b, page, &e, paths))
		;
	else if (output_folder_put_entry(b->folder, &e))
		end(b, BATCH_OUTPUT, MANIFEST_NAME, strerror(errno));
	else
		b->listener.entry(b->listener.user, &e, page);
	for (unsigned i = 0; i < MANIFEST_OUTPUTS_MAX; i++)
		buf_free(&paths[i]);
}

/* Writes the documents of the oldest page in work, once it is done; after a failure of the
   output pages are only thrown away. false: there was none. */
static bool take(struct batch *b, bool wait)
{
	struct batch_page *page = workers_take(b->workers, wait);

	if (!page)
		return false;
	b->bytes -= page->bytes;
	if (b->end == BATCH_DONE)
		put_page(b, page);
	batch_page_free(page);
	return true;
}

/* ---- what an earlier run did ---- */

static bool is_record(const struct manifest_entry *e, const struct record *r)
{
	return percent_is_same(e->source.file, r->source) && e->source.offset == offset_of(r) &&
	       str_same(e->source.record, r->id) && e->source.bytes == r->len &&
	       str_same(e->source.sha256, *r->sha256 ? r->sha256 : NULL);
}

static bool has_outputs(struct batch *b, const struct manifest_entry *e)
{
	const char *const *formats = b->terms->page.formats;
	struct buf name = BUF_INIT, path = BUF_INIT;
	bool all = !name_entry(b, e, &name);
	unsigned i = 0;

	for (; all && formats[i]; i++) {
		buf_clear(&path);
		put_path(&path, buf_str(&name), formats[i]);
		all = i < e->output_count && str_same(e->outputs[i].format, formats[i]) &&
		      str_same(e->outputs[i].path, buf_str(&path));
	}
	all = all && i == e->output_count;
	buf_free(&name);
	buf_free(&path);
	return all;
}

/* Entries of a batch are made by one program. */
static bool has_program(struct batch *b, const struct manifest_entry *e)
{
	if (!b->program)
		b->program = strdup(e->recipe->program);
	if (!b->program)
		end(b, BATCH_MEMORY, NULL, strerror(ENOMEM));
	else if (strcmp(b->program, e->recipe->program))
		end(b, BATCH_MISMATCH, MANIFEST_NAME, "its entries are from several programs");
	return b->end == BATCH_DONE;
}

/* True if the entry was made as all are now. */
static bool has_recipe(struct batch *b, const struct manifest_entry *e)
{
	struct buf why = BUF_INIT;
	bool same = !e->recipe || !recipe_differs(e->recipe, b->terms->recipe, &why);

	buf_puts(&why, "; --resume needs the same options and files");
	if (!same)
		end(b, BATCH_MISMATCH, MANIFEST_NAME,
			buf_failed(&why) ? strerror(ENOMEM) : buf_str(&why));
	buf_free(&why);
	return same && (!e->recipe || has_program(b, e));
}

/* True if what is not done can be: a batch of another program may be packed, if it is whole,
   but does not go on. */
static bool may_go_on(struct batch *b)
{
	const char *now = b->terms->recipe->program;
	struct buf why = BUF_INIT;

	if (!b->program || !strcmp(b->program, now))
		return true;
	buf_printf(&why,
		"is from %s, and this is %s; --resume needs the same program where something "
		"is left to be done",
		b->program, now);
	end(b, BATCH_MISMATCH, MANIFEST_NAME,
		buf_failed(&why) ? strerror(ENOMEM) : buf_str(&why));
	buf_free(&why);
	return false;
}

/* True if an earlier run did the record: then its entry is the next of the manifest found. */
static bool is_done(struct batch *b, const struct record *r)
{
	struct manifest_entry e;
	enum manifest_read got =
		b->recorded ? output_folder_recorded(b->folder, &e) : MANIFEST_END;

	if (got == MANIFEST_END)
		b->recorded = false;
	else if (got != MANIFEST_ENTRY)
		end(b, BATCH_MISMATCH, MANIFEST_NAME, "a line is no entry of a manifest");
	else if (!has_recipe(b, &e))
		;
	else if (!is_record(&e, r))
		end(b, BATCH_MISMATCH, e.source.file,
			"is not what the manifest was made from; --resume needs the same "
			"inputs");
	else if (e.outcome == MANIFEST_CONVERTED && !has_outputs(b, &e))
		end(b, BATCH_MISMATCH, e.source.file,
			"the manifest has other formats or names; --resume needs the same "
			"options");
	else
		b->listener.entry(b->listener.user, &e, NULL);
	return got != MANIFEST_END;
}

/* ---- reading ---- */

/* Sources that are in memory at once, but for one that is larger by itself [bytes]. */
#define IN_WORK_BYTES ((size_t)16 << 20)

static void out_of_memory(struct batch *b)
{
	end(b, BATCH_MEMORY, NULL, strerror(ENOMEM));
}

static void put_to_work(struct batch *b, struct batch_page *page)
{
	b->bytes += page->bytes;
	workers_put(b->workers, page);
	while (take(b, false))
		;
}

static void make_room(struct batch *b, const struct record *r)
{
	while (workers_full(b->workers) ||
		(workers_pending(b->workers) && b->bytes + r->len > IN_WORK_BYTES))
		take(b, true);
}

/* A page and what is known of its article. */
struct joining {
	struct series *series;	   /* that it goes on with, or NULL; own */
	struct article *begins;	   /* NULL: none */
	struct article *joins;	   /* NULL: none */
	struct series_first first; /* of joins, if it was looked for; own */
};

static void joining_free(struct joining *j)
{
	series_free(j->series);
	series_first_free(&j->first);
}

/* The document that the page is to be part of is made in another shard, was made in an earlier
   run, or comes later: it is made here as well, and thrown away, to see that it can be. */
static int try_first(
	struct batch *b, const struct record *r, struct joining *j, struct batch_page **first)
{
	*first = NULL;
	if (!j->first.series) {
		series_first_free(&j->first);
		if (series_find_first(b->records, b->terms->page.options, r,
			    article_address(j->joins), &b->nothing, &j->first))
			return -1;
	}
	if (!j->first.series) {
		j->joins = NULL; /* it is not there any more */
		return 0;
	}
	*first = batch_page_new(NULL, &j->first.page, NULL, j->first.series);
	j->first.series = NULL;
	if (!*first)
		return -1;
	article_undertake(j->joins);
	(*first)->begins = j->joins;
	return 0;
}

static void put_record(struct batch *b, const struct record *r, struct joining *j)
{
	struct batch_page *page = NULL, *first = NULL;

	make_room(b, r);
	if (!j->joins || !article_is_open(j->joins) || !try_first(b, r, j, &first)) {
		page = batch_page_new(
			b->records, r, b->terms->page.options->charset, j->series);
		j->series = NULL;
	}
	if (!page) {
		batch_page_free(first);
		out_of_memory(b);
		return;
	}
	page->first = first;
	page->bytes += first ? first->bytes : 0;
	page->joins = j->joins;
	if (j->begins && article_is_open(j->begins)) {
		article_undertake(j->begins);
		page->begins = j->begins;
	}
	put_to_work(b, page);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* True if the page found beside a page is one of the inputs: it comes, or was read and does not
   go on in the page. */
static bool is_input(
	const struct batch *b, const struct record *page, const struct record *first)
{
	return !page->alone ||
	       (b->terms->named_count &&
		       bsearch(&first->source, b->terms->named, b->terms->named_count,
			       sizeof *b->terms->named, by_name));
}

/* The page begins an article, or is part of one that is known or comes later, or neither. 0 or
   -1 (memory). */
static int find_article(struct batch *b, const struct record *r, struct joining *j)
{
	const struct options *o = b->terms->page.options;

	j->begins = articles_with_first(b->articles, r);
	if (!j->begins)
		j->joins = articles_with_later(b->articles, r);
	if (!j->begins && !j->joins) {
		if (series_find_first(b->records, o, r, NULL, &b->nothing, &j->first))
			return -1;
		if (j->first.series && is_input(b, r, &j->first.page) &&
			!articles_with_later(b->articles, &j->first.page)) {
			j->joins = articles_add(b->articles, &j->first.page, j->first.series);
			if (!j->joins)
				return -1;
		}
	}
	if (series_find(b->records, o, r, &j->series))
		return -1;
	if (j->begins || j->joins || !j->series || !j->series->count)
		return 0;
	j->begins = articles_add(b->articles, r, j->series);
	return j->begins ? 0 : -1;
}

static void tell_beside(struct batch *b, const struct series *series)
{
	for (unsigned i = 0; series && i < series->count; i++)
		if (series->beside[i])
			b->listener.beside(b->listener.user, series->beside[i]);
}

/* Every page is asked for what it goes on with, in every shard and when work is resumed: so
   the same pages are joined. */
static void take_record(struct batch *b, const struct record *r)
{
	const struct batch_terms *t = b->terms;
	struct joining j = {0};

	b->pages += r->kind == RECORD_PAGE || r->kind == RECORD_FAULT;
	if (!t->page.options->no_join && r->kind == RECORD_PAGE && find_article(b, r, &j))
		out_of_memory(b);
	if (b->count++ % t->shards == t->shard) {
		tell_beside(b, j.series);
		if (!is_done(b, r) && may_go_on(b))
			put_record(b, r, &j);
	}
	joining_free(&j);
}

enum batch_end batch_add(struct batch *b, const char *path)
{
	struct record record;

	records_open(b->records, path);
	while (b->end == BATCH_DONE && records_next(b->records, &record)) {
		if (atomic_load(&b->stop))
			end(b, BATCH_STOPPED, NULL, "stopped");
		else
			take_record(b, &record);
	}
	return b->end;
}

/* The inputs are at their end: so must the manifest found be. */
static void refuse_more(struct batch *b)
{
	struct manifest_entry e;

	if (output_folder_recorded(b->folder, &e) != MANIFEST_END)
		end(b, BATCH_MISMATCH, MANIFEST_NAME,
			"has entries that the inputs have not; --resume needs the same inputs");
}

enum batch_end batch_finish(struct batch *b)
{
	enum batch_end asked = b->end;

	/* What was begun before the stop is done. */
	if (asked == BATCH_STOPPED)
		b->end = BATCH_DONE;
	while (take(b, true))
		;
	if (asked == BATCH_DONE && b->recorded)
		refuse_more(b);
	if (b->end == BATCH_DONE && output_folder_commit(b->folder))
		end(b, BATCH_OUTPUT, MANIFEST_NAME, strerror(errno));
	if (b->end == BATCH_DONE)
		b->end = asked;
	return b->end;
}
