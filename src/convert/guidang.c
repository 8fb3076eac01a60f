#include "convert/guidang.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "convert/chain.h"
#include "charset/charset.h"
#include "office/deflater.h"
#include "base/digest.h"
#include "document/date.h"
#include "document/document.h"
#include "document/emit.h"
#include "base/escape.h"
#include "convert/join.h"
#include "office/layout.h"
#include "profile/profile.h"
#include "base/sniff.h"
#include "base/timestamp.h"
#include "tree/text.h"

/* Offsets in the tree are 32 bits, and libxml2's parser counts in int. */
#define INPUT_MAX ((size_t)INT32_MAX)

struct guidang {
	struct match_cache *matches;
	struct layouts *layouts;
	struct deflater *deflater;
	char error[256];
	char error_place[256];
};

struct guidang_page {
	struct document doc;
};

struct guidang *guidang_new(void)
{
	struct guidang *g = calloc(1, sizeof *g);

	/* libxml2 makes what its threads share at the first call, which must be over before
	   there are two. */
	xmlInitParser();
	if (!g)
		return NULL;
	g->matches = match_cache_new();
	g->layouts = layouts_new();
	g->deflater = deflater_new();
	if (!g->matches || !g->layouts || !g->deflater) {
		guidang_free(g);
		return NULL;
	}
	return g;
}

void guidang_free(struct guidang *g)
{
	if (!g)
		return;
	match_cache_free(g->matches);
	layouts_free(g->layouts);
	deflater_free(g->deflater);
	free(g);
}

const char *guidang_error(const struct guidang *g)
{
	return g->error;
}

const char *guidang_error_place(const struct guidang *g)
{
	return g->error_place;
}

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return !path ? "-" : slash ? slash + 1 : path;
}

static const struct filter *ingest_for(const struct guidang_input *input)
{
	const struct filter *f = NULL;

	if (input->format)
		return filter_by_format(STAGE_INGEST, input->format);
	if (input->name)
		f = filter_by_extension(STAGE_INGEST, input->name);
	if (f)
		return f;
	return filter_by_format(
		STAGE_INGEST, sniff_plain_text(input->bytes, input->len) ? "text" : "html");
}

const char *guidang_input_format(const struct guidang_input *input)
{
	const struct filter *f = ingest_for(input);

	return f ? f->format : "html";
}

/* Data of a program, by nobody's word a text: a log of a browser holds pages, but is none. */
static bool is_json(const struct guidang_input *input)
{
	const struct filter *named =
		input->name ? filter_by_extension(STAGE_INGEST, input->name) : NULL;

	return !input->format && (!named || !strcmp(named->format, "html")) &&
	       sniff_json(input->bytes, input->len);
}

/* Live content in the body: without it there is nothing to keep. */
static bool has_body(const struct document *doc)
{
	for (struct node *n = node_first(doc->tree.root); n; n = node_following(n))
		if (n->kind != KIND_FRONT && !node_is_blank(n))
			return true;
	return false;
}

/* A tree that was written and read again brings what was said of the page with it. */
static bool is_said(const struct document *doc, enum diag_code code)
{
	const struct diag *d = doc->diags;

	while (d && d->code != code)
		d = d->next;
	return d;
}

static bool is_charset(const char *label)
{
	return !label || charset_by_label(label, strlen(label));
}

/* True if the layout that is asked for can be used; says why it cannot. */
static bool check_layout(struct guidang *g, const char *name)
{
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct layout layout;
	bool sound = !name || layouts_find(g->layouts, name) ||
		     !layout_load(&layout, &arena, name, &error);

	if (!sound) {
		snprintf(g->error, sizeof g->error, "%s", error.message);
		if (error.line)
			snprintf(g->error_place, sizeof g->error_place, "%s:%u", error.file,
				error.line);
		else
			snprintf(g->error_place, sizeof g->error_place, "%s", error.file);
	}
	arena_free(&arena);
	return sound;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Options that are one of a few words, and what these are. */
static const struct word_option {
	const char *name;
	size_t field; /* in struct options */
	const char *words[4];
} word_options[] = {
	{"--fields", offsetof(struct options, fields), {"table", "end", "none"}},
	{"--odf-version", offsetof(struct options, odf_version), {"1.2", "1.3"}},
	{"--provenance", offsetof(struct options, provenance), {"end", "footer", "none"}},
};

static bool is_word_of(const struct word_option *option, const char *word)
{
	const char *const *w = option->words;

	while (word && *w && strcmp(*w, word))
		w++;
	return *w;
}

/* 0, or -1 with g->error. */
static int check_options(struct guidang *g, const struct options *o)
{
	if (!is_charset(o->charset)) {
		snprintf(g->error, sizeof g->error, "no such charset: %s", o->charset);
		return -1;
	}
	if (o->profile && !profile_exists(o->profile)) {
		snprintf(g->error, sizeof g->error, "no such profile: %s", o->profile);
		return -1;
	}
	if (!check_layout(g, o->layout))
		return -1;
	if (o->captured && !timestamp_is(o->captured)) {
		snprintf(g->error, sizeof g->error,
			"--captured takes a time such as 2024-01-17 or "
			"2024-01-17T10:30:00+08:00, "
			"not %s",
			o->captured);
		return -1;
	}
	if (o->resources && !is_folder(o->resources)) {
		snprintf(g->error, sizeof g->error, "no such folder: %s", o->resources);
		return -1;
	}
	for (size_t i = 0; i < sizeof word_options / sizeof *word_options; i++) {
		const struct word_option *w = &word_options[i];
		const char *word = *(const char *const *)((const char *)o + w->field);

		if (is_word_of(w, word))
			continue;
		snprintf(g->error, sizeof g->error, "%s takes %s%s%s%s%s, not %s", w->name,
			w->words[0], w->words[2] ? ", " : " or ", w->words[1],
			w->words[2] ? " or " : "", w->words[2] ? w->words[2] : "", word);
		return -1;
	}
	return 0;
}

/* A name of a file, or an address from the command line, as XML can have it. */
static const char *keep_text(struct document *doc, const char *s)
{
	struct buf text = BUF_INIT;
	const char *kept;

	if (!s)
		return NULL;
	percent_encode_invalid(s, true, &text);
	kept = buf_failed(&text) ? NULL : arena_strdup(&doc->tree.arena, buf_str(&text));
	doc->tree.arena.failed |= buf_failed(&text);
	buf_free(&text);
	return kept;
}

static int read_stripped(struct document *doc, const struct filter *ingest,
	const struct chain *chain, const struct guidang_input *input)
{
	struct source *s = &doc->source;

	s->name = keep_text(doc, base_name(input->name));
	s->uri = keep_text(doc, doc->options->base_url ? doc->options->base_url : input->uri);
	s->captured = doc->options->captured ? doc->options->captured
					     : arena_strdup(&doc->tree.arena, input->captured);
	s->charset.transport = arena_strdup(&doc->tree.arena, input->charset);
	s->bytes = input->len;
	s->as_read = input->bytes;
	s->as_read_len = input->len;
	doc->base = s->uri;
	doc->resources = input->resources;
	if (input->sha256 && strlen(input->sha256) == sizeof s->sha256 - 1)
		memcpy(s->sha256, input->sha256, sizeof s->sha256);
	document_enter_filter(doc, ingest->name);
	if (is_json(input)) {
		diag_report(doc, DIAG_NO_PAGE, 0, "JSON");
		return -1;
	}
	if (input->len > INPUT_MAX || ingest->ingest(doc, input->bytes, input->len) ||
		arena_failed(&doc->tree.arena))
		return -1;
	return chain_strip(chain, doc);
}

/* One page that the document goes on with, by itself. NULL: what is wrong is said of doc. */
static struct document *read_follower(struct document *doc, const struct filter *ingest,
	const struct chain *chain, const struct guidang_input *input)
{
	struct document *part = malloc(sizeof *part);

	if (!part || document_init(part, doc->options, doc->matches)) {
		free(part);
		return NULL;
	}
	part->deadline = doc->deadline;
	if (!read_stripped(part, ingest, chain, input) && part->source.text)
		return part;
	diag_report(doc, DIAG_FOLLOWER_UNREAD, 0, base_name(input->name));
	document_free(part);
	free(part);
	return NULL;
}

static int join_followers(struct document *doc, const struct filter *ingest,
	const struct chain *chain, const struct guidang_input *input)
{
	struct document **parts = calloc(input->follower_count, sizeof(struct document *));
	unsigned count = 0;
	int rc = parts ? 0 : -1;

	while (!rc && count < input->follower_count) {
		parts[count] = read_follower(doc, ingest, chain, &input->followers[count]);
		rc = parts[count] ? 0 : -1;
		count += !rc;
	}
	if (!rc)
		rc = join_pages(doc, (const struct document *const *)parts, count);
	while (count) {
		document_free(parts[--count]);
		free(parts[count]);
	}
	free(parts);
	return rc;
}

static void say_missing(struct document *doc, const struct guidang_missing *m)
{
	if (m->of)
		diag_report(doc, DIAG_FOLLOWER_ABSENT_OF, 0, m->page, m->of, m->name);
	else if (m->page)
		diag_report(doc, DIAG_FOLLOWER_ABSENT, 0, m->page, m->name);
	else if (m->name)
		diag_report(doc, DIAG_FOLLOWER_MISSING, 0, m->name);
}

/* apart: why the pages that it goes on with are left out; NULL: they are not. */
static enum guidang_outcome convert(struct document *doc, const struct filter *ingest,
	const struct chain *chain, const struct guidang_input *input, const char *apart)
{
	if (read_stripped(doc, ingest, chain, input))
		return GUIDANG_FAILED;
	if (apart)
		diag_report(doc, DIAG_FOLLOWERS_APART, 0, apart);
	else
		say_missing(doc, &input->missing);
	if (!apart && input->follower_count && doc->source.text &&
		join_followers(doc, ingest, chain, input))
		return GUIDANG_FAILED;
	if (chain_restructure(chain, doc))
		return GUIDANG_FAILED;
	return has_body(doc) ? GUIDANG_CONVERTED : GUIDANG_ONLY_CHROME;
}

static void put_error(const struct document *doc, struct buf *why)
{
	const struct diag *d = doc->diags;

	while (d && d->level != DIAG_ERROR)
		d = d->next;
	buf_puts(why, d ? d->message : "they cannot be joined");
}

/* An empty document, with what the session lends to all. -1 when memory runs out. */
static int begin(struct guidang *g, struct document *doc, const struct options *options)
{
	if (document_init(doc, options, g->matches))
		return -1;
	doc->layouts = g->layouts;
	doc->deflater = g->deflater;
	return 0;
}

/* The page alone, after it could not be converted with the pages that it goes on with: one of
   them may be at fault. */
static enum guidang_outcome convert_alone(struct guidang *g, struct document *doc,
	const struct filter *ingest, const struct chain *chain,
	const struct guidang_input *input)
{
	const struct options *options = doc->options;
	enum guidang_outcome outcome = GUIDANG_FAILED;
	struct buf why = BUF_INIT;

	put_error(doc, &why);
	document_free(doc);
	if (!begin(g, doc, options) && !buf_failed(&why))
		outcome = convert(doc, ingest, chain, input, buf_str(&why));
	buf_free(&why);
	return outcome;
}

enum guidang_outcome guidang_read(struct guidang *g, const struct options *options,
	const struct guidang_input *input, struct guidang_page **page)
{
	const struct filter *ingest = ingest_for(input);
	enum guidang_outcome outcome;
	struct chain chain;

	*page = NULL;
	*g->error = '\0';
	*g->error_place = '\0';
	if (!ingest) {
		snprintf(g->error, sizeof g->error, "no such input format: %s", input->format);
		return GUIDANG_USAGE;
	}
	if (check_options(g, options) ||
		chain_build(&chain, options, ingest, g->error, sizeof g->error))
		return GUIDANG_USAGE;
	*page = calloc(1, sizeof **page);
	if (!*page || begin(g, &(*page)->doc, options))
		return GUIDANG_FAILED;
	outcome = convert(&(*page)->doc, ingest, &chain, input, NULL);
	if (outcome == GUIDANG_FAILED && input->follower_count &&
		!deadline_over(&(*page)->doc.deadline))
		outcome = convert_alone(g, &(*page)->doc, ingest, &chain, input);
	if (outcome == GUIDANG_ONLY_CHROME && !is_said(&(*page)->doc, DIAG_ONLY_CHROME))
		diag_report(&(*page)->doc, DIAG_ONLY_CHROME, 0);
	return outcome;
}

void guidang_page_free(struct guidang_page *page)
{
	if (!page)
		return;
	document_free(&page->doc);
	free(page);
}

int guidang_write(const struct guidang_page *page, const char *format, struct buf *out)
{
	const struct filter *f = filter_by_format(STAGE_EMIT, format);

	return f && !f->emit(&page->doc, out) && !buf_failed(out) ? 0 : -1;
}

const struct document *guidang_document(const struct guidang_page *page)
{
	return &page->doc;
}

const struct diag *guidang_diags(const struct guidang_page *page)
{
	return page->doc.diags;
}

bool guidang_section_found(const struct guidang_page *page)
{
	return emit_section_found(&page->doc);
}

/* Tables in a cell are text of that cell. */
unsigned guidang_tables(const struct guidang_page *page)
{
	unsigned tables = 0;

	for (struct node *b = emit_first_block(&page->doc); b;
		b = emit_next_block(&page->doc, b))
		for (const struct node *n = b; n;) {
			bool table = n->kind == KIND_TABLE;

			tables += table;
			n = table ? tree_next_skip(b, n) : tree_next(b, n);
		}
	return tables;
}

int guidang_check(const struct guidang_page *page, char *message, size_t size)
{
	struct tree t = page->doc.tree;

	/* Another program may have taken text out of a tree that came as XML: that is
	 * unlocated. */
	if (!page->doc.source.text)
		t.ingested -= tree_books(&t).unlocated;
	return tree_check(&t, true, message, size);
}

/* ---- facts ---- */

static const char *line_of(struct document *doc, const struct node *n)
{
	struct buf text = BUF_INIT;
	const char *line = NULL;

	if (n)
		text_collect_printed(&text, n);
	if (text.len)
		line = arena_strndup(&doc->tree.arena, text.data, text.len);
	doc->tree.arena.failed |= buf_failed(&text);
	buf_free(&text);
	return line;
}

/* The value of the first of the keys (NULL ends them) that is printed and not empty. */
static const char *field_of(struct document *doc, const char *const *keys)
{
	const char *value = NULL;

	for (; *keys && !value; keys++)
		value = line_of(doc, field_value(document_field(doc, *keys)));
	return value;
}

/* The last line of a kind. */
static struct node *last_of_kind(const struct document *doc, enum kind kind)
{
	struct node *root = doc->tree.root, *last = NULL;

	for (struct node *n = root; n; n = tree_next_block(root, n))
		if (n->kind == kind)
			last = n;
	return last;
}

/* The document's own date, in whatever place it is printed. */
static const char *date_of(struct document *doc)
{
	static const char *const created[] = {"created", NULL};
	const char *printed = field_of(doc, created);
	const struct node *signed_on;
	char iso[11];

	if (printed && date_read(doc->matches, printed, strlen(printed), iso))
		return arena_strdup(&doc->tree.arena, iso);
	signed_on = last_of_kind(doc, KIND_DATE);
	if (signed_on && attr_str(signed_on, ATTR_ISO))
		return attr_str(signed_on, ATTR_ISO);
	return doc->published;
}

static const char *issuer_of(struct document *doc)
{
	static const char *const issuer[] = {"issuer", NULL}, *const source[] = {
								      "source", NULL};
	const char *name = field_of(doc, issuer);

	if (!name)
		name = line_of(doc, last_of_kind(doc, KIND_SIGNATURE));
	return name ? name : field_of(doc, source);
}

static unsigned failed_checks(const struct document *doc)
{
	unsigned failed = 0;

	for (const struct check *c = doc->checks; c; c = c->next)
		failed += c->status == CHECK_FAIL;
	return failed;
}

int guidang_facts(struct guidang_page *page, struct guidang_facts *facts)
{
	static const char *const index[] = {"index", NULL}, *const number[] = {"number", NULL},
				 *const category[] = {"topic", "genre", "category", NULL};
	struct document *doc = &page->doc;
	struct books books = tree_books(&doc->tree);
	char sha256[65];

	source_sha256(&doc->source, sha256);
	*facts = (struct guidang_facts){
		.title = line_of(doc, document_title(doc)),
		.date = date_of(doc),
		.index = field_of(doc, index),
		.number = field_of(doc, number),
		.issuer = issuer_of(doc),
		.category = field_of(doc, category),
		.profile = doc->profile,
		.next_page = doc->next_page,
		.pages = doc->source.page_count,
		.uri = doc->source.uri,
		.captured = doc->source.captured,
		.sha256 = *sha256 ? arena_strdup(&doc->tree.arena, sha256) : NULL,
		.kept = books.kept,
		.dropped = books.dropped,
		.unlocated = books.unlocated,
		.replaced = doc->source.charset.replaced,
		.checks_failed = failed_checks(doc),
		.warnings = doc->diag_count[DIAG_WARNING],
	};
	return arena_failed(&doc->tree.arena) ? -1 : 0;
}

/* ---- formats and filters ---- */

const char *guidang_format_of(const char *file_name)
{
	const struct filter *f = filter_by_extension(STAGE_EMIT, file_name);

	return f ? f->format : NULL;
}

bool guidang_format_binary(const char *format)
{
	const struct filter *f = filter_by_format(STAGE_EMIT, format);

	return f && f->binary;
}

bool guidang_format_known(const char *format, bool input)
{
	return filter_by_format(input ? STAGE_INGEST : STAGE_EMIT, format);
}

const char *guidang_format_extension(const char *format)
{
	const struct filter *f = filter_by_format(STAGE_EMIT, format);

	return f ? f->extension : NULL;
}

const char *guidang_format_at(unsigned i, bool input)
{
	const struct filter *const *f = filters_all;

	while (*f && ((*f)->stage != (input ? STAGE_INGEST : STAGE_EMIT) || i--))
		f++;
	return *f ? (*f)->format : NULL;
}

void guidang_each_filter(
	void (*print)(void *user, const char *name, const char *stage, const char *help),
	void *user)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		for (const struct filter *const *f = filters_all; *f; f++)
			if ((int)(*f)->stage == stage)
				print(user, (*f)->name, stage_name((enum stage)stage),
					(*f)->help);
}
