/* Walks over the tree: iterative, whatever its depth. */
#include "tree.h"

static struct node *live_from(struct node *n)
{
	while (n && !node_live(n))
		n = node_next_all(n);
	return n;
}

struct node *node_first(const struct node *parent)
{
	return parent ? live_from(node_first_all(parent)) : NULL;
}

struct node *node_following(const struct node *n)
{
	return n ? live_from(node_next_all(n)) : NULL;
}

static struct node *live_back_from(struct node *n)
{
	while (n && !node_live(n))
		n = node_prev_all(n);
	return n;
}

struct node *node_last(const struct node *parent)
{
	return parent ? live_back_from(node_last_all(parent)) : NULL;
}

struct node *node_preceding(const struct node *n)
{
	return n ? live_back_from(node_prev_all(n)) : NULL;
}

struct node *tree_next_skip(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = node_parent(n)) {
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
	for (; n && n != root; n = node_parent(n))
		if (node_next_all(n))
			return node_next_all(n);
	return NULL;
}

struct node *tree_next_all(const struct node *root, const struct node *n)
{
	return n && node_first_all(n) ? node_first_all(n) : tree_next_all_skip(root, n);
}

struct node *node_ancestor(const struct node *n, enum kind kind)
{
	struct node *a = n ? node_parent(n) : NULL;

	while (a && a->kind != kind)
		a = node_parent(a);
	return a;
}

bool node_within(const struct node *n, const struct node *a)
{
	while (n && n != a)
		n = node_parent(n);
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
	w->node = child ? child : node_parent(w->node);
	return true;
}
