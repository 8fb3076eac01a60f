/* The tree's own audit: links, content model, books. */
#include "tree/tree.h"

#include <stdio.h>

static bool links_hold(const struct node *n)
{
	const struct node *parent = node_parent(n), *next = node_next_all(n);
	const struct node *prev = node_prev_all(n), *first = node_first_all(n);

	if (prev ? node_next_all(prev) != n : parent && node_first_all(parent) != n)
		return false;
	if (next ? pool_at(n, next->prev_ref) != n : parent && node_last_all(parent) != n)
		return false;
	return !first || (node_parent(first) == n && node_last_all(n) &&
				 node_parent(node_last_all(n)) == n);
}

/* NULL, or what is wrong with a live node at emit. */
static const char *emit_fault(const struct node *n)
{
	if (n->kind == KIND_BOX || n->kind == KIND_SPAN)
		return "is left at emit";
	if (n->kind == KIND_TITLE && node_parent(n)->kind != KIND_FRONT)
		return "stands outside the front matter";
	return NULL;
}

static const char *node_fault(const struct node *n)
{
	if (!links_hold(n))
		return "has broken links";
	if (node_parent(n) && !kind_may_hold(node_parent(n)->kind, n->kind))
		return "may not stand where it is";
	return NULL;
}

static int report(char *message, size_t size, const struct node *n, const char *fault)
{
	snprintf(message, size, "%s %u in %s %s", kind_name(n->kind), n->id,
		node_parent(n) ? kind_name(node_parent(n)->kind) : "nothing", fault);
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
		if (node_parent(n) && (fault = emit_fault(n)))
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
	size_t kept = node_text_len(n) < node_raw_len(n) ? node_text_len(n) : node_raw_len(n);

	if (reason == REASON_LIVE) {
		b->kept += kept;
		b->by_reason[REASON_SPACE] += node_raw_len(n) - kept;
	} else {
		b->by_reason[reason] += node_raw_len(n);
	}
}

/* The nearest dropped node, n itself or around it; NULL where there is none. */
static const struct node *dropped_around(const struct node *n)
{
	while (n && node_live(n))
		n = node_parent(n);
	return n;
}

struct books tree_books(const struct tree *t)
{
	struct books b = {.ingested = t->ingested};
	const struct node *dropped = NULL,
			  *end = NULL; /* the dropped node around n, and what follows it */

	for (const struct node *n = t->root; n; n = tree_next_all(t->root, n)) {
		if (n == end || !node_live(n)) {
			dropped = dropped_around(n);
			end = tree_next_all_skip(t->root, dropped);
		}
		if (n->kind == KIND_TEXT)
			enter_text(&b, n, dropped ? (enum reason)dropped->reason : REASON_LIVE);
	}
	b.by_reason[REASON_SPACE] += t->blank;
	for (int i = 0; i < REASON_COUNT; i++)
		b.dropped += b.by_reason[i];
	b.unlocated = b.ingested > b.kept + b.dropped ? b.ingested - b.kept - b.dropped : 0;
	return b;
}
