/* Walks over the tree: iterative, whatever its depth. */
#include "tree/tree.h"

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
