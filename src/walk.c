/* Walks over the tree: iterative, whatever its depth. */
#include "tree.h"

static struct node *live_from(struct node *n)
{
	while (n && !node_live(n))
		n = n->next;
	return n;
}

struct node *node_first(const struct node *parent)
{
	return parent ? live_from(parent->first) : NULL;
}

struct node *node_following(const struct node *n)
{
	return n ? live_from(n->next) : NULL;
}

static struct node *live_back_from(struct node *n)
{
	while (n && !node_live(n))
		n = n->prev;
	return n;
}

struct node *node_last(const struct node *parent)
{
	return parent ? live_back_from(parent->last) : NULL;
}

struct node *node_preceding(const struct node *n)
{
	return n ? live_back_from(n->prev) : NULL;
}

struct node *tree_next_skip(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = n->parent) {
		struct node *next = node_following(n);

		if (next)
			return next;
	}
	return NULL;
}

struct node *tree_next(const struct node *root, const struct node *n)
{
	struct node *child = n && (node_live(n) || n == root) ? node_first(n) : NULL;

	return child ? child : tree_next_skip(root, n);
}

struct node *tree_next_all_skip(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = n->parent)
		if (n->next)
			return n->next;
	return NULL;
}

struct node *tree_next_all(const struct node *root, const struct node *n)
{
	return n && n->first ? n->first : tree_next_all_skip(root, n);
}

struct node *node_ancestor(const struct node *n, enum kind kind)
{
	struct node *a = n ? n->parent : NULL;

	while (a && a->kind != kind)
		a = a->parent;
	return a;
}

bool node_within(const struct node *n, const struct node *a)
{
	while (n && n != a)
		n = n->parent;
	return n;
}

bool walk_step(struct walk *w)
{
	const struct node *child;

	if (!w->node) {
		w->node = w->root;
		w->entering = true;
		return w->node;
	}
	if (w->entering) {
		child = w->skip ? NULL : node_first(w->node);
		w->skip = false;
		if (child)
			w->node = child;
		else
			w->entering = false;
		return true;
	}
	if (w->node == w->root)
		return false;
	child = node_following(w->node);
	w->entering = child;
	w->node = child ? child : w->node->parent;
	return true;
}
