/* The tree's XML into an empty document: docs/tree.5. */
#include <stdlib.h>
#include <string.h>

#include "document/treexml-private.h"
#include "document/treexml.h"

struct reading {
	struct treexml_parser parser; /* first: handed back to the functions here */
	struct diag *diag;	      /* that is open; NULL where its code is not known */
	uint64_t ingested, blank;     /* as the file says [bytes] */
	bool ingested_said;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- values ---- */

/* *string is left where there is no such attribute. */
static void take_string(struct treexml_parser *p, struct xml_attributes attributes,
	const char *name, const char **string)
{
	char *copy = xml_attribute_copy(&p->doc->tree.arena, attributes, name);

	if (copy)
		*string = copy;
}

/* Whether the attribute is there; *number is left where it is not. */
static bool take_number(struct treexml_parser *p, struct xml_attributes attributes,
	const char *name, uint64_t max, uint64_t *number)
{
	const char *string = xml_attribute_copy(&p->doc->tree.arena, attributes, name);

	if (!string)
		return false;
	if (treexml_number((struct xml_value){name, string, strlen(string)}, max, number) < 0)
		treexml_fail(p, "%s=\"%.80s\" cannot be read", name, string);
	return true;
}

/* ---- elements before the tree ---- */

static void start_root(struct treexml_parser *p, struct xml_attributes attributes)
{
	struct reading *r = (struct reading *)p;
	struct document *doc = p->doc;
	uint64_t last_id = 0;

	take_string(p, attributes, "language", &doc->language);
	take_string(p, attributes, "published", &doc->published);
	take_string(p, attributes, "profile", &doc->profile);
	if (!doc->options->base_url)
		take_string(p, attributes, "base", &doc->base);
	take_number(p, attributes, "last-id", TREEXML_ID_MAX, &last_id);
	p->last_id = (uint32_t)last_id;
	take_number(p, attributes, "blank", SIZE_MAX, &r->blank);
	take_number(p, attributes, "text", UINT64_MAX, &doc->source.parts.text);
	take_number(p, attributes, "script", UINT64_MAX, &doc->source.parts.script);
	take_number(p, attributes, "markup", UINT64_MAX, &doc->source.parts.markup);
	take_number(p, attributes, "comment", UINT64_MAX, &doc->source.parts.comment);
	r->ingested_said = take_number(p, attributes, "ingested", SIZE_MAX, &r->ingested);
}

static void start_source(struct treexml_parser *p, struct xml_attributes attributes)
{
	struct source *source = &p->doc->source;
	const char *sha256 = "";

	take_string(p, attributes, "name", &source->name);
	take_string(p, attributes, "uri", &source->uri);
	take_string(p, attributes, "captured", &source->captured);
	take_number(p, attributes, "bytes", UINT64_MAX, &source->bytes);
	take_string(p, attributes, "declared", &source->charset.declared);
	take_string(p, attributes, "used", &source->charset.used);
	take_string(p, attributes, "by", &source->charset.by);
	take_number(p, attributes, "replaced", UINT64_MAX, &source->charset.replaced);
	take_number(p, attributes, "doubtful", UINT64_MAX, &source->charset.doubtful);
	take_string(p, attributes, "sha256", &sha256);
	if (strlen(sha256) == sizeof(source->sha256) - 1)
		memcpy(source->sha256, sha256, sizeof(source->sha256));
	else if (*sha256)
		treexml_fail(p, "sha256=\"%.80s\" cannot be read", sha256);
}

/* Most that a document can be joined of. */
#define PAGES_MAX 256

static void start_page(struct treexml_parser *p, struct xml_attributes attributes)
{
	struct source *source = &p->doc->source;
	struct source_page *page;
	const char *sha256 = "";
	uint64_t line = 1;

	if (!source->pages)
		source->pages =
			arena_alloc(&p->doc->tree.arena, PAGES_MAX * sizeof *source->pages);
	if (!source->pages)
		return;
	if (source->page_count == PAGES_MAX) {
		treexml_fail(p, "more than %d pages", PAGES_MAX);
		return;
	}
	page = &source->pages[source->page_count++];
	*page = (struct source_page){.name = "-"};
	take_string(p, attributes, "name", &page->name);
	take_string(p, attributes, "uri", &page->uri);
	take_string(p, attributes, "captured", &page->captured);
	take_number(p, attributes, "bytes", UINT64_MAX, &page->bytes);
	take_number(p, attributes, "offset", UINT32_MAX, &page->offset);
	take_number(p, attributes, "line", UINT32_MAX, &line);
	page->line = (uint32_t)line;
	take_string(p, attributes, "sha256", &sha256);
	if (strlen(sha256) == sizeof page->sha256 - 1)
		memcpy(page->sha256, sha256, sizeof page->sha256);
	else if (*sha256)
		treexml_fail(p, "sha256=\"%.80s\" cannot be read", sha256);
}

static void start_check(struct treexml_parser *p, struct xml_attributes attributes)
{
	static const enum check_status all[] = {CHECK_PASS, CHECK_FAIL, CHECK_SKIPPED};
	const char *rule = "", *status = "", *detail = "";

	take_string(p, attributes, "rule", &rule);
	take_string(p, attributes, "status", &status);
	take_string(p, attributes, "detail", &detail);
	for (size_t i = 0; i < COUNT(all); i++) {
		if (strcmp(check_status_name(all[i]), status) == 0) {
			document_add_check(p->doc, rule, all[i], detail);
			return;
		}
	}
	treexml_fail(p, "status=\"%.80s\" cannot be read", status);
}

static int level_by_name(const char *name)
{
	for (int level = DIAG_NOTE; level <= DIAG_ERROR; level++)
		if (strcmp(diag_level_name((enum diag_level)level), name) == 0)
			return level;
	return -1;
}

static int diag_by_name(const char *name)
{
	for (int code = 0; code < DIAG_COUNT; code++)
		if (strcmp(treexml_diag_names[code], name) == 0)
			return code;
	return -1;
}

/* One with a code of a later version is passed over: nobody here could ask for it. */
static void start_diag(struct treexml_parser *p, struct xml_attributes attributes)
{
	struct reading *r = (struct reading *)p;
	const char *level_name = "", *code_name = "";
	uint64_t line = 0;
	int level, code;

	take_string(p, attributes, "level", &level_name);
	take_string(p, attributes, "code", &code_name);
	take_number(p, attributes, "line", UINT32_MAX, &line);
	level = level_by_name(level_name);
	code = diag_by_name(code_name);
	if (level < 0)
		treexml_fail(p, "level=\"%.80s\" cannot be read", level_name);
	r->diag = NULL;
	if (level < 0 || code < 0)
		return;
	r->diag = arena_alloc(&p->doc->tree.arena, sizeof(*r->diag));
	if (r->diag)
		*r->diag = (struct diag){.code = (enum diag_code)code,
			.level = (enum diag_level)level,
			.line = (uint32_t)line};
}

static void end_diag(struct treexml_parser *p)
{
	struct document *doc = p->doc;
	struct diag *diag = ((struct reading *)p)->diag;

	if (!diag)
		return;
	diag->message = arena_strndup(&doc->tree.arena, buf_str(&p->text), p->text.len);
	if (!diag->message)
		return;
	*(doc->last_diag ? &doc->last_diag->next : &doc->diags) = diag;
	doc->last_diag = diag;
	doc->diag_count[diag->level]++;
}

static const struct treexml_element elements[] = {
	{"guidang", PLACE_OUTSIDE, PLACE_ROOT, start_root, NULL},
	{"source", PLACE_ROOT, PLACE_SOURCE, start_source, NULL},
	{"page", PLACE_ROOT, PLACE_SOURCE, start_page, NULL},
	{"checks", PLACE_ROOT, PLACE_CHECKS, NULL, NULL},
	{"check", PLACE_CHECKS, PLACE_CHECK, start_check, NULL},
	{"diags", PLACE_ROOT, PLACE_DIAGS, NULL, NULL},
	{"diag", PLACE_DIAGS, PLACE_DIAG, start_diag, end_diag},
	{NULL, PLACE_OUTSIDE, PLACE_OUTSIDE, NULL, NULL},
};

/* ---- the whole ---- */

static int by_id(const void *one, const void *other)
{
	const struct id_line *a = one, *b = other;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static int refuse_twins(struct treexml_parser *p)
{
	if (p->id_count > 0)
		qsort(p->ids, p->id_count, sizeof(*p->ids), by_id);
	for (size_t i = 1; i < p->id_count; i++) {
		if (p->ids[i].id == p->ids[i - 1].id) {
			treexml_fail_at(
				p, p->ids[i].line, "id %u stands there twice", p->ids[i].id);
			return -1;
		}
	}
	return 0;
}

/* What a hand-written tree need not say follows from its texts. */
static int settle_books(struct reading *r)
{
	uint64_t found = r->parser.text_bytes + r->blank;

	if (r->ingested_said && r->ingested < found) {
		diag_report(r->parser.doc, DIAG_BOOKS, 0, (unsigned long)r->ingested,
			(unsigned long)found);
		return -1;
	}
	r->parser.doc->tree.blank = (size_t)r->blank;
	r->parser.doc->tree.ingested = (size_t)(r->ingested_said ? r->ingested : found);
	return 0;
}

static int read_all(struct reading *r, const char *xml, size_t len)
{
	struct treexml_parser *p = &r->parser;
	struct tree *t = &p->doc->tree;

	if (treexml_parse(p, xml, len) < 0 || refuse_twins(p) < 0 || settle_books(r) < 0)
		return -1;
	t->root = p->root;
	t->last_id = p->last_id;
	treexml_ensure_front(t, t->root);
	treexml_number_nodes(t, t->root);
	return arena_failed(&t->arena) ? -1 : 0;
}

int treexml_read(struct document *doc, const char *xml, size_t len)
{
	struct reading r = {.parser = {.doc = doc, .elements = elements}};
	struct source source = doc->source;
	int result = read_all(&r, xml, len);

	if (result < 0)
		doc->source =
			source; /* what was said is about this file, and not about its source */
	treexml_parser_free(&r.parser);
	return result;
}
