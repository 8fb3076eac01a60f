/*
 * What emitters rely on (docs/tree.5, emit grammar): no boxes, no spans, nothing empty; and
 * what is known only now: the document's language and its date of publication.
 */
#include "filter.h"

#include <string.h>
#include <strings.h>

#include "date.h"

/* Share of CJK among the characters but digits from which a document that says nothing of its
 * language is Chinese. */
#define CJK_SHARE 0.3

static bool is_shell(const struct node *n)
{
	return n->kind == KIND_BOX || n->kind == KIND_SPAN;
}

static bool is_void(const struct node *n)
{
	return n->kind == KIND_TEXT || n->kind == KIND_IMAGE || n->kind == KIND_BREAK ||
	       n->kind == KIND_RULE;
}

/* Cells are part of their grid, and a field's value may be empty: they stay. */
static bool stays_empty(const struct node *n)
{
	switch (n->kind) {
	case KIND_DOCUMENT:
	case KIND_FRONT:
	case KIND_FIELD:
	case KIND_ROW:
	case KIND_CELL:
		return true;
	case KIND_TERM:
	case KIND_DEF:
		return node_parent(n)->kind == KIND_FIELD;
	default:
		return is_void(n);
	}
}

static bool is_blank_link_or_table(const struct node *n)
{
	return (n->kind == KIND_LINK || n->kind == KIND_TABLE) && node_is_blank(n);
}

static bool has_letters(const struct node *text)
{
	const char *s = node_text(text);
	size_t len = node_text_len(text);
	unsigned bytes;

	for (size_t i = 0; i < len; i += bytes)
		if (char_is_letter(utf8_decode(s + i, len - i, &bytes)))
			return true;
	return false;
}

/* The language of what is around n. */
static const char *language_around(const struct document *doc, const struct node *n)
{
	while ((n = node_parent(n)))
		if (attr_str(n, ATTR_LANG))
			return attr_str(n, ATTR_LANG);
	return doc->language;
}

/* What a shell says of the language of its content, the content says without it. */
static void pass_language(struct document *doc, struct node *shell)
{
	const char *language = attr_str(shell, ATTR_LANG),
		   *around = language ? language_around(doc, shell) : NULL;

	if (!language || (around && !strcasecmp(language, around)))
		return;
	for (struct node *n = node_first(shell); n; n = node_following(n))
		if (!attr_str(n, ATTR_LANG) && (n->kind != KIND_TEXT || has_letters(n)))
			attr_set_str(&doc->tree, n, ATTR_LANG, language);
}

/* Bottom up, so that what holds only empty things is empty itself. */
static void clear_shells(struct document *doc)
{
	struct tree *t = &doc->tree;
	struct node *n = t->root;

	while (node_first(n))
		n = node_first(n);
	while (n != t->root) {
		struct node *parent = node_parent(n), *next = node_following(n);

		if (is_shell(n)) {
			pass_language(doc, n);
			tree_unwrap(t, n);
		} else if (is_blank_link_or_table(n) || (!node_first(n) && !stays_empty(n))) {
			node_drop(t, n, REASON_EMPTY);
		}
		while (node_first(next))
			next = node_first(next);
		n = next ? next : parent;
	}
}

/* A rule without text before or after it separates nothing. */
static void trim_rules(struct document *doc)
{
	struct node *n;

	while ((n = node_last(doc->tree.root)) && n->kind == KIND_RULE)
		node_drop(&doc->tree, n, REASON_EMPTY);
	while ((n = node_following(document_front(doc))) && n->kind == KIND_RULE)
		node_drop(&doc->tree, n, REASON_EMPTY);
}

/* Templates say "en" over Chinese pages: the text knows better. */
static void find_language(struct document *doc)
{
	struct text_stats s;

	if (doc->language && strncmp(doc->language, "en", 2) != 0)
		return;
	s = text_measure(doc->tree.root);
	if (s.cjk && (double)s.cjk > CJK_SHARE * (double)(s.chars - s.digits))
		doc->language = !strcmp(doc->source.charset.used, "big5") ? "zh-TW" : "zh-CN";
}

/* YYYY-MM-DD from the first of the fields that tell when the document was published. */
static void find_published(struct document *doc)
{
	static const char *const keys[] = {"published", "created"};

	for (size_t i = 0; !doc->published && i < sizeof keys / sizeof *keys; i++) {
		struct buf value = BUF_INIT;
		char iso[11];

		text_collect_line(&value, field_value(document_field(doc, keys[i])));
		if (date_read(doc->matches, buf_str(&value), value.len, iso))
			doc->published = arena_strdup(&doc->tree.arena, iso);
		buf_free(&value);
	}
}

static int run(struct document *doc)
{
	find_language(doc);
	clear_shells(doc);
	trim_rules(doc);
	find_published(doc);
	return 0;
}

const struct filter filter_finish = {
	.name = "finish",
	.stage = STAGE_RESTRUCTURE,
	.help = "unwrap what boxes are left, drop what is empty, find language and date",
	.run = run,
};
