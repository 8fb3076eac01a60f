/*
 * Fields said twice, in print and in a meta tag or by a site rule: the printed one stays, a
 * contrary tag is reported. Tags without a value go.
 */
#include "document/filter.h"

#include <string.h>

#include "document/date.h"

static bool has_origin(const struct node *field, const char *origin)
{
	const char *have = attr_str(field, ATTR_ORIGIN);

	return have && !strcmp(have, origin);
}

/* The first field of a key in print, and the first that a tag or a rule made. */
struct known {
	const char *key;
	struct node *print, *tag;
};

/* More than field-keys.def has: a page may say each as often as it likes. */
#define KEYS_MAX 64

static struct known *known_of(struct known *known, const char *key)
{
	size_t i = 0;

	while (i < KEYS_MAX - 1 && known[i].key && strcmp(known[i].key, key))
		i++;
	known[i].key = key;
	return &known[i];
}

static const char *key_of(const struct node *n)
{
	return n->kind == KIND_FIELD ? attr_str(n, ATTR_KEY) : NULL;
}

static void list_known(const struct document *doc, struct known *known)
{
	for (struct node *f = node_first(document_front(doc)); f; f = node_following(f)) {
		struct known *k = key_of(f) ? known_of(known, key_of(f)) : NULL;
		struct node **first = k ? has_origin(f, "print") ? &k->print : &k->tag : NULL;

		if (first && !*first)
			*first = f;
	}
}

/* Dates agree by the day, other values by their characters. */
static bool agree(struct document *doc, const struct buf *a, const struct buf *b)
{
	char day[11], other[11];

	if (date_read(doc->matches, buf_str(a), a->len, day) &&
		date_read(doc->matches, buf_str(b), b->len, other))
		return !strcmp(day, other);
	return a->len == b->len && !memcmp(buf_str(a), buf_str(b), a->len);
}

static void reconcile(struct document *doc, struct node *tag, const struct node *print)
{
	const char *label = attr_str(print, ATTR_LABEL);
	struct buf printed = BUF_INIT, tagged = BUF_INIT;

	text_collect_line(&printed, field_value(print));
	text_collect_line(&tagged, field_value(tag));
	if (printed.len && !agree(doc, &printed, &tagged))
		diag_report(doc, DIAG_FIELD_DIFFERS, 0,
			label ? label : attr_str(print, ATTR_KEY), printed.data,
			buf_str(&tagged));
	if (printed.len)
		node_drop(&doc->tree, tag, REASON_DUPLICATE);
	buf_free(&printed);
	buf_free(&tagged);
}

static void check_title(struct document *doc, const struct node *tag)
{
	struct buf title = BUF_INIT, tagged = BUF_INIT;

	text_collect_squashed(&title, document_title(doc));
	text_collect_squashed(&tagged, field_value(tag));
	if (title.len && !agree(doc, &title, &tagged)) {
		buf_clear(&tagged);
		text_collect_line(&tagged, field_value(tag));
		diag_report(doc, DIAG_TITLE_DIFFERS, 0, buf_str(&tagged));
	}
	buf_free(&title);
	buf_free(&tagged);
}

static void settle(struct document *doc, struct node *f, const struct known *k)
{
	const struct node *print = k->print ? k->print : k->tag != f ? k->tag : NULL;

	if (node_is_blank(field_value(f)))
		node_drop(&doc->tree, f, REASON_EMPTY);
	else if (!strcmp(k->key, "title"))
		check_title(doc, f);
	if (node_live(f) && print)
		reconcile(doc, f, print);
}

static int run(struct document *doc)
{
	struct known known[KEYS_MAX] = {{0}};

	list_known(doc, known);
	for (struct node *f = node_first(document_front(doc)); f; f = node_following(f))
		if (key_of(f) && (has_origin(f, "meta") || has_origin(f, "rule")))
			settle(doc, f, known_of(known, key_of(f)));
	return 0;
}

const struct filter filter_meta = {
	.name = "meta",
	.stage = STAGE_RESTRUCTURE,
	.help = "reconcile printed fields with the page's meta tags",
	.run = run,
};
