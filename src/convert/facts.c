#include "convert/facts.h"

#include <string.h>

#include "document/date.h"
#include "document/document.h"
#include "convert/guidang.h"
#include "convert/page.h"
#include "tree/text.h"

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

/* The document's own date, wherever it is printed. */
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
		.sha256 = *doc->source.sha256 ? doc->source.sha256 : NULL,
		.kept = books.kept,
		.dropped = books.dropped,
		.unlocated = books.unlocated,
		.replaced = doc->source.charset.replaced,
		.checks_failed = failed_checks(doc),
		.warnings = doc->diag_count[DIAG_WARNING],
	};
	return arena_failed(&doc->tree.arena) ? -1 : 0;
}
