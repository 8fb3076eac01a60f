/*
 * What a rule for the page's site names: the title, the date, the author and the body of the
 * document, and what is to be dropped. Title, date and author are read first, then what is to
 * go goes, then the body is cut out of what is left: the order that rule files are written for.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>

#include "document/date.h"
#include "site/query.h"
#include "site/rules.h"

struct job {
	struct document *doc;
	struct siterules rules;
	struct query query;
};

/* ---- what a rule finds ---- */

struct found {
	struct node *node; /* live; NULL where text is all there is */
	struct buf text;   /* without white space at its ends, not empty */
};

static xmlXPathObject *evaluate(struct job *j, const struct rule *rule)
{
	xmlXPathObject *object = query_run(&j->query, rule->value);

	if (!object)
		diag_report(
			j->doc, DIAG_RULE_FAULTY, 0, j->rules.file, rule->line, j->query.error);
	return object;
}

static int count(const xmlXPathObject *object)
{
	return object && object->type == XPATH_NODESET && object->nodesetval
		       ? object->nodesetval->nodeNr
		       : 0;
}

/* Our i-th node that was found, where it is still read; else NULL. */
static struct node *live_at(const xmlXPathObject *object, int i)
{
	struct node *n = query_node(object->nodesetval->nodeTab[i]);

	return node_reason(n) == REASON_LIVE ? n : NULL;
}

static bool in_front(const struct node *n)
{
	return n->kind == KIND_FRONT || node_ancestor(n, KIND_FRONT);
}

/* Takes text as what was found; whether it says anything. */
static bool take_text(struct found *f, xmlChar *text)
{
	const char *s = text ? (const char *)text : "";
	size_t start = 0, end = 0;
	unsigned width;

	for (size_t i = 0, len = strlen(s); i < len; i += width)
		if (!char_is_space(utf8_decode(s + i, len - i, &width))) {
			start = end ? start : i;
			end = i + width;
		}
	buf_put(&f->text, s + start, end - start);
	xmlFree(text);
	return f->text.len;
}

static bool take_first(struct found *f, const xmlXPathObject *object)
{
	if (object && object->type == XPATH_STRING)
		return take_text(f, xmlXPathCastToString((xmlXPathObject *)object));
	for (int i = 0; i < count(object); i++)
		if (take_text(f, xmlXPathCastNodeToString(object->nodesetval->nodeTab[i]))) {
			f->node = live_at(object, i);
			return true;
		}
	return false;
}

/* The first text that the alternatives find, in their order. */
static bool find(struct job *j, enum directive directive, struct found *f)
{
	bool any = false;

	*f = (struct found){0};
	for (const struct rule *r = j->rules.first[directive]; r && !any; r = r->next) {
		xmlXPathObject *object = evaluate(j, r);

		any = take_first(f, object);
		xmlXPathFreeObject(object);
	}
	return any;
}

/* ---- title ---- */

/* The line, or the phrase, that is all there is in n; NULL where it is more. */
static struct node *only_line(struct node *n)
{
	while (n && !kind_is_line((enum kind)n->kind) && !kind_is_inline((enum kind)n->kind)) {
		struct node *first = node_first(n);

		while (first && node_is_blank(first))
			first = node_following(first);
		for (struct node *s = node_following(first); s; s = node_following(s))
			if (!node_is_blank(s))
				return NULL;
		n = first;
	}
	return n;
}

/* Moves a phrase, or what a line holds, to the end of another line. */
static int take_over(struct tree *t, struct node *to, struct node *from)
{
	if (kind_is_inline((enum kind)from->kind))
		return tree_move(t, to, from);
	while (node_first_all(from))
		if (tree_move(t, to, node_first_all(from)))
			return -1;
	node_drop(t, from, REASON_WRAPPER);
	return 0;
}

static void drop_repeats(struct document *doc, const struct node *title)
{
	struct buf want = BUF_INIT, have = BUF_INIT;

	text_collect_squashed(&want, title);
	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n)) {
		if (n->kind != KIND_PARA && n->kind != KIND_HEADING)
			continue;
		buf_clear(&have);
		text_collect_squashed(&have, n);
		if (have.len == want.len && !in_front(n) &&
			!memcmp(buf_str(&have), buf_str(&want), want.len))
			node_drop(&doc->tree, n, REASON_TITLE);
	}
	buf_free(&want);
	buf_free(&have);
}

static int make_title(struct document *doc, const struct found *f)
{
	struct tree *t = &doc->tree;
	struct node *title = node_new(t, KIND_TITLE), *head = document_title(doc);
	struct node *line = f->node && !in_front(f->node) ? only_line(f->node) : NULL;

	if (tree_prepend(t, document_front(doc), title))
		return -1;
	title->flags = NODE_IMPLIED;
	attr_set_str(t, title, ATTR_ORIGIN, "rule");
	if (line ? take_over(t, title, line)
		 : tree_append(t, title, node_new_text(t, f->text.data, f->text.len)))
		return -1;
	node_drop(t, head, REASON_TITLE);
	drop_repeats(doc, title);
	return 0;
}

static int apply_title(struct job *j)
{
	struct found f;
	int rc = 0;

	if (find(j, DIRECTIVE_TITLE, &f)) {
		if (f.node && f.node->kind == KIND_TITLE)
			attr_set_str(&j->doc->tree, f.node, ATTR_ORIGIN, "rule");
		else
			rc = make_title(j->doc, &f);
	}
	if (buf_failed(&f.text))
		rc = -1;
	buf_free(&f.text);
	return rc;
}

/* ---- date and author ---- */

static const struct {
	enum directive directive;
	const char *key, *label;
	const char *plain; /* a value that has nothing beside it */
} fields[] = {
	{DIRECTIVE_DATE, "published", "date", "^[\\d年月日时分秒./:\\sT-]+$"},
	{DIRECTIVE_AUTHOR, "author", "author", "^[^:：|｜]{1,40}$"},
};

/* Before the other fields: what a person says goes first. */
static struct node *add_field(
	struct document *doc, const char *key, const char *label, const char *value)
{
	struct node *field = document_add_field(doc, key, label, value, "rule");
	struct node *first = node_first(document_front(doc));

	while (first && first->kind != KIND_FIELD)
		first = node_following(first);
	if (first && first != field)
		tree_shift_before(&doc->tree, first, field);
	return field;
}

/* A line or phrase that is the value and nothing else moves; of others the value is a copy, and
 * they stay. */
static int make_field(struct job *j, size_t i, const struct found *f)
{
	struct document *doc = j->doc;
	struct node *line = f->node && !in_front(f->node) ? only_line(f->node) : NULL;
	bool moves = line &&
		     match(doc->matches, fields[i].plain, f->text.data, f->text.len, NULL, 0);
	struct node *field =
		add_field(doc, fields[i].key, fields[i].label, moves ? "" : f->text.data);
	char iso[11];

	if (!field)
		return -1;
	if (fields[i].directive == DIRECTIVE_DATE && !doc->published &&
		date_read(doc->matches, f->text.data, f->text.len, iso))
		doc->published = arena_strdup(&doc->tree.arena, iso);
	return moves ? take_over(&doc->tree, node_first(field_value(field)), line) : 0;
}

static int apply_fields(struct job *j)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof fields / sizeof *fields && !rc; i++) {
		struct found f;

		if (find(j, fields[i].directive, &f))
			rc = make_field(j, i, &f);
		if (buf_failed(&f.text))
			rc = -1;
		buf_free(&f.text);
	}
	return rc;
}

/* ---- what goes ---- */

static void drop(struct job *j, struct node *n, enum reason reason)
{
	if (n && n->kind != KIND_DOCUMENT && !in_front(n))
		node_drop(&j->doc->tree, n, reason);
}

static void strip_xpath(struct job *j, const struct rule *rule)
{
	xmlXPathObject *object = evaluate(j, rule);

	for (int i = 0; i < count(object); i++)
		drop(j, live_at(object, i), REASON_RULE);
	xmlXPathFreeObject(object);
}

static bool has_part(const struct node *n, enum attr attr, const char *part)
{
	const char *value = attr_str(n, attr);

	return value && strstr(value, part);
}

static bool is_named(const struct node *n, const char *part)
{
	return has_part(n, ATTR_CLASS, part) || has_part(n, ATTR_HTMLID, part);
}

static bool is_image_from(const struct node *n, const char *part)
{
	return n->kind == KIND_IMAGE && has_part(n, ATTR_SRC, part);
}

static void strip_matching(struct job *j, const struct rule *rule,
	bool (*matches)(const struct node *n, const char *part))
{
	struct node *root = j->doc->tree.root;
	/* Files quote such a part now and then, and mean it without quotes. */
	char *part = arena_strdup(&j->doc->tree.arena, rule->value), *to = part;

	for (const char *c = rule->value; part && *c; c++)
		if (*c != '\'' && *c != '"')
			*to++ = *c;
	if (!part || to == part)
		return;
	*to = '\0';
	for (struct node *n = root; n; n = tree_next(root, n))
		if (matches(n, part))
			drop(j, n, REASON_RULE);
}

static void apply_strips(struct job *j)
{
	const struct rule *r;

	for (r = j->rules.first[DIRECTIVE_STRIP]; r; r = r->next)
		strip_xpath(j, r);
	for (r = j->rules.first[DIRECTIVE_STRIP_ID_OR_CLASS]; r; r = r->next)
		strip_matching(j, r, is_named);
	for (r = j->rules.first[DIRECTIVE_STRIP_IMAGE_SRC]; r; r = r->next)
		strip_matching(j, r, is_image_from);
}

/* ---- the body ---- */

enum place { OUTSIDE, AROUND, BODY };

static void mark(struct job *j, uint8_t *places, const struct node *n)
{
	places[n->id] = BODY;
	for (n = node_parent(n); n && places[n->id] == OUTSIDE; n = node_parent(n))
		places[n->id] = AROUND;
}

/* Not for the rule's reason: printed fields that are outside the body are looked for as ever.
 */
static void drop_outside(struct job *j, const uint8_t *places)
{
	struct node *root = j->doc->tree.root;

	for (struct node *n = root, *next; n; n = next) {
		next = places[n->id] == AROUND ? tree_next(root, n) : tree_next_skip(root, n);
		if (places[n->id] == OUTSIDE)
			drop(j, n, REASON_BOILERPLATE);
	}
	j->doc->body_by_rule = true;
}

/* True if the rule finds live content; then all of it is the body. */
static bool try_body(struct job *j, const struct rule *rule, uint8_t *places)
{
	xmlXPathObject *object = evaluate(j, rule);
	bool any = false;

	for (int i = 0; i < count(object); i++) {
		struct node *n = live_at(object, i);

		if (n && !in_front(n) && !node_is_blank(n)) {
			mark(j, places, n);
			any = true;
		}
	}
	xmlXPathFreeObject(object);
	if (any)
		drop_outside(j, places);
	return any;
}

static int apply_body(struct job *j)
{
	const struct rule *first = j->rules.first[DIRECTIVE_BODY], *r = first;
	uint8_t *places = first ? calloc((size_t)j->doc->tree.last_id + 1, 1) : NULL;

	if (!first)
		return 0;
	if (!places)
		return -1;
	while (r && !try_body(j, r, places))
		r = r->next;
	if (!r)
		diag_report(j->doc, DIAG_RULE_NO_BODY, 0, j->rules.file, first->line);
	free(places);
	return 0;
}

static int run(struct document *doc)
{
	struct job j = {.doc = doc};
	int rc = 0;

	if (doc->options->rules && siterules_load(&j.rules, doc, doc->options->rules))
		return -1;
	if (!j.rules.file)
		return 0;
	rc = query_open(&j.query, doc);
	if (!rc)
		siterules_find_next(doc, &j.rules, &j.query);
	if (!rc)
		rc = apply_title(&j);
	if (!rc)
		rc = apply_fields(&j);
	if (!rc)
		apply_strips(&j);
	if (!rc)
		rc = apply_body(&j);
	query_close(&j.query);
	return rc;
}

const struct filter filter_strip_rules = {
	.name = "strip-rules",
	.stage = STAGE_STRIP,
	.help = "keep and drop what the rules for the page's site name",
	.run = run,
};
