/*
 * What emitters rely on (docs/guidang-tree.5, emit grammar): no boxes, no spans, nothing empty;
 * and what is known only now: the document's language and its date of publication.
 */
#include "document/filter.h"

#include <string.h>
#include <strings.h>

#include "document/date.h"

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

/* The same of the direction of its text. */
static void pass_direction(struct document *doc, struct node *shell)
{
	const char *dir = attr_str(shell, ATTR_DIR);

	for (struct node *n = dir ? node_first(shell) : NULL; n; n = node_following(n))
		if (!attr_str(n, ATTR_DIR))
			attr_set_str(&doc->tree, n, ATTR_DIR, dir);
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
			pass_direction(doc, n);
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

/* The CJK characters of a text. */
static size_t cjk_in(const char *s, size_t len)
{
	size_t cjk = 0;
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		if ((unsigned char)s[i] >= 0x80) {
			uint32_t c = utf8_decode(s + i, len - i, &width);

			/* The ideographic space is of the block, but no character. */
			cjk += char_is_cjk(c) && !char_is_space(c);
			continue;
		}
		width = utf8_eight_ascii(s + i, len - i) ? 8 : 1;
	}
	return cjk;
}

/* True if the share of CJK is that of a Chinese document. Mostly the bytes tell: a CJK
 * character has three or more. */
static bool is_mostly_cjk(const struct node *root)
{
	size_t cjk = 0, bytes = 0;
	struct text_stats s;

	for (const struct node *n = root; n; n = tree_next(root, n))
		if (node_text_len(n)) {
			bytes += node_text_len(n);
			cjk += cjk_in(node_text(n), node_text_len(n));
		}
	if (!cjk || (double)cjk > CJK_SHARE * (double)(bytes - 2 * cjk))
		return cjk;
	s = text_measure(root);
	return (double)s.cjk > CJK_SHARE * (double)(s.chars - s.digits);
}

/* Templates say "en" over Chinese pages: the text knows better. */
static void find_language(struct document *doc)
{
	if (doc->language && strncmp(doc->language, "en", 2) != 0)
		return;
	if (is_mostly_cjk(doc->tree.root))
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
	.help = "unwrap boxes, drop what is empty, find language, date",
	.run = run,
};
