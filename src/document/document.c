#include "document/document.h"

#include <libxml/uri.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"

static const struct {
	enum diag_level level;
	const char *format;
} diags[DIAG_COUNT] = {
#define DIAG(name, level, format) {DIAG_##level, format},
#include "document/diags.def"
#undef DIAG
};

/* A diagnostic is one line: longer ones are cut [bytes]. */
#define DIAG_MESSAGE_MAX 400

/* node->filter is a byte: further names would share the last one. */
#define FILTER_NAMES_MAX 255

int document_init(
	struct document *doc, const struct options *options, struct match_cache *matches)
{
	*doc = (struct document){.options = options,
		.matches = matches,
		.base = options->base_url,
		.deadline = deadline_in(options->max_time)};
	doc->source.name = "-";
	doc->source.charset.used = "utf-8";
	doc->source.charset.by = "default";
	if (tree_init(&doc->tree))
		return -1;
	document_enter_filter(doc, "");
	return arena_failed(&doc->tree.arena) ? -1 : 0;
}

void document_free(struct document *doc)
{
	tree_free(&doc->tree);
	*doc = (struct document){0};
}

static int filter_index(const struct document *doc, const char *name)
{
	for (unsigned i = 0; i < doc->filter_count; i++)
		if (!strcmp(doc->filter_names[i], name))
			return (int)i;
	return -1;
}

void document_enter_filter(struct document *doc, const char *name)
{
	struct arena *a = &doc->tree.arena;
	int i = filter_index(doc, name);

	if (i < 0 && !doc->filter_names)
		doc->filter_names =
			arena_alloc(a, FILTER_NAMES_MAX * sizeof *doc->filter_names);
	if (i < 0 && doc->filter_names && doc->filter_count < FILTER_NAMES_MAX) {
		char *copy = arena_strdup(a, name);

		if (copy) {
			i = (int)doc->filter_count++;
			doc->filter_names[i] = copy;
		}
	}
	if (i >= 0)
		doc->tree.filter = (uint8_t)i;
}

const char *document_filter_name(const struct document *doc, unsigned index)
{
	return index < doc->filter_count ? doc->filter_names[index] : "";
}

const char *diag_level_name(enum diag_level level)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[level];
}

/* Cuts at a character's edge and makes control characters spaces: a message is one line. */
static void make_one_line(char *message)
{
	size_t len = strlen(message);

	if (len == DIAG_MESSAGE_MAX - 1) {
		while (len && (message[len - 1] & 0xC0) == 0x80)
			len--;
		message[len && (message[len - 1] & 0x80) ? len - 1 : len] = '\0';
	}
	for (char *c = message; *c; c++)
		if ((unsigned char)*c < 0x20)
			*c = ' ';
}

void diag_report(struct document *doc, enum diag_code code, uint32_t line, ...)
{
	struct diag *d = arena_alloc(&doc->tree.arena, sizeof *d);
	char message[DIAG_MESSAGE_MAX];
	va_list args;

	if (!d)
		return;
	va_start(args, line);
	vsnprintf(message, sizeof message, diags[code].format, args);
	va_end(args);
	make_one_line(message);
	d->code = code;
	d->level = diags[code].level;
	d->line = line;
	d->message = arena_strdup(&doc->tree.arena, message);
	if (!d->message)
		return;
	*(doc->last_diag ? &doc->last_diag->next : &doc->diags) = d;
	doc->last_diag = d;
	doc->diag_count[d->level]++;
}

void document_add_check(
	struct document *doc, const char *rule, enum check_status status, const char *detail)
{
	struct check *c = arena_alloc(&doc->tree.arena, sizeof *c);

	if (!c)
		return;
	c->rule = arena_strdup(&doc->tree.arena, rule);
	c->status = status;
	c->detail = arena_strdup(&doc->tree.arena, detail);
	*(doc->last_check ? &doc->last_check->next : &doc->checks) = c;
	doc->last_check = c;
}

const char *check_status_name(enum check_status status)
{
	static const char *const names[] = {"pass", "fail", "skipped"};

	return names[status];
}

static struct node *first_of(const struct node *parent, enum kind kind)
{
	struct node *n = node_first(parent);

	while (n && n->kind != kind)
		n = node_following(n);
	return n;
}

struct node *document_front(const struct document *doc)
{
	return first_of(doc->tree.root, KIND_FRONT);
}

struct node *document_title(const struct document *doc)
{
	return first_of(document_front(doc), KIND_TITLE);
}

struct node *document_field(const struct document *doc, const char *key)
{
	struct node *n = node_first(document_front(doc));

	for (; n; n = node_following(n)) {
		const char *have = n->kind == KIND_FIELD ? attr_str(n, ATTR_KEY) : NULL;

		if (have && !strcmp(have, key))
			return n;
	}
	return NULL;
}

struct node *field_label(const struct node *field)
{
	return first_of(field, KIND_TERM);
}

struct node *field_value(const struct node *field)
{
	return first_of(field, KIND_DEF);
}

static struct node *append_new(struct tree *t, struct node *parent, enum kind kind)
{
	struct node *n = node_new(t, kind);

	if (n)
		n->flags = NODE_GENERATED;
	return tree_append(t, parent, n) ? NULL : n;
}

struct node *document_add_field(struct document *doc, const char *key, const char *label,
	const char *value, const char *origin)
{
	struct tree *t = &doc->tree;
	struct node *field = append_new(t, document_front(doc), KIND_FIELD);
	struct node *term = append_new(t, field, KIND_TERM);
	struct node *para = append_new(t, append_new(t, field, KIND_DEF), KIND_PARA);

	tree_append(t, term, node_new_text(t, label, strlen(label)));
	tree_append(t, para, node_new_text(t, value, strlen(value)));
	attr_set_str(t, field, ATTR_KEY, key);
	attr_set_str(t, field, ATTR_LABEL, label);
	attr_set_str(t, field, ATTR_ORIGIN, origin);
	return field;
}

/* The signs that a reference may hold besides letters and digits, "%" for what is escaped
 * already (RFC 3986, 2). */
#define URI_CHARACTERS ":/?#[]@!$&'()*+,;=-._~%"

const char *document_resolve(struct document *doc, const char *href)
{
	char *copy = NULL;
	xmlChar *escaped, *uri;

	if (!doc->base || !href || !*href)
		return NULL;
	escaped = xmlURIEscapeStr((const xmlChar *)href, (const xmlChar *)URI_CHARACTERS);
	uri = escaped ? xmlBuildURI(escaped, (const xmlChar *)doc->base) : NULL;
	if (uri)
		copy = arena_strdup(&doc->tree.arena, (const char *)uri);
	xmlFree(escaped);
	xmlFree(uri);
	return copy;
}

void source_sha256(const struct source *s, char hex[65])
{
	memcpy(hex, s->sha256, sizeof s->sha256);
	if (!*hex && s->as_read)
		digest_sha256(hex, s->as_read, s->as_read_len);
}
