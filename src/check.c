/* The tree's own audit: links, content model, books. */
#include "tree.h"

#include <stdio.h>

static bool links_hold(const struct node *n)
{
	if (n->prev ? n->prev->next != n : n->parent && n->parent->first != n)
		return false;
	if (n->next ? n->next->prev != n : n->parent && n->parent->last != n)
		return false;
	return (!n->first || n->first->parent == n) && (!n->last || n->last->parent == n);
}

/* NULL, or what is wrong with a live node at emit. */
static const char *emit_fault(const struct node *n)
{
	if (n->kind == KIND_BOX || n->kind == KIND_SPAN)
		return "is left at emit";
	if (n->kind == KIND_TITLE && n->parent->kind != KIND_FRONT)
		return "stands outside the front matter";
	return NULL;
}

static const char *node_fault(const struct node *n)
{
	if (!links_hold(n))
		return "has broken links";
	if (n->parent && !kind_may_hold(n->parent->kind, n->kind))
		return "may not stand where it is";
	if (n->kind != KIND_TEXT && (n->text_len || n->raw_len))
		return "has text and is none";
	return NULL;
}

static int report(char *message, size_t size, const struct node *n, const char *fault)
{
	snprintf(message, size, "%s %u in %s %s", kind_name(n->kind), n->id,
		n->parent ? kind_name(n->parent->kind) : "nothing", fault);
	return -1;
}

int tree_check(const struct tree *t, bool emit_ready, char *message, size_t size)
{
	struct books books;
	const char *fault;

	for (const struct node *n = t->root; n; n = tree_next_all(t->root, n))
		if ((fault = node_fault(n)))
			return report(message, size, n, fault);
	for (const struct node *n = t->root; emit_ready && n; n = tree_next(t->root, n))
		if (n->parent && (fault = emit_fault(n)))
			return report(message, size, n, fault);
	books = tree_books(t);
	if (books.unlocated || books.kept + books.dropped != books.ingested) {
		snprintf(message, size, "%zu text bytes ingested, %zu kept, %zu dropped",
			books.ingested, books.kept, books.dropped);
		return -1;
	}
	return 0;
}

/* Text that lost bytes to white space: the loss is entered as such. */
static void enter_text(struct books *b, const struct node *n, enum reason reason)
{
	size_t kept = n->text_len < n->raw_len ? n->text_len : n->raw_len;

	if (reason == REASON_LIVE) {
		b->kept += kept;
		b->by_reason[REASON_SPACE] += n->raw_len - kept;
	} else {
		b->by_reason[reason] += n->raw_len;
	}
}

struct books tree_books(const struct tree *t)
{
	struct books b = {.ingested = t->ingested};

	for (const struct node *n = t->root; n; n = tree_next_all(t->root, n))
		if (n->kind == KIND_TEXT)
			enter_text(&b, n, node_reason(n));
	for (int i = 0; i < REASON_COUNT; i++)
		b.dropped += b.by_reason[i];
	b.unlocated = b.ingested > b.kept + b.dropped ? b.ingested - b.kept - b.dropped : 0;
	return b;
}
