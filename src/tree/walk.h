#ifndef GUIDANG_WALK_H
#define GUIDANG_WALK_H

/* The walks of tree.h that every filter takes, in line: a step is a few instructions. */
#include "tree/tree.h"

/* Kinds that are lines, a bit for each; by the classes of kinds.def. */
#define LINE_CLASS_ROOT	  0
#define LINE_CLASS_FLOW	  0
#define LINE_CLASS_LINE	  1
#define LINE_CLASS_PART	  0
#define LINE_CLASS_INLINE 0
#define LINE_CLASS_VOID	  0
#define LINE_CLASS_TEXT	  0
static const uint64_t kinds_of_lines = UINT64_C(1) << KIND_TERM | UINT64_C(1) << KIND_CAPTION
#define KIND(name, xml, class) | (uint64_t)LINE_CLASS_##class << KIND_##name
#include "tree/kinds.def"
#undef KIND
	;

static inline bool kind_is_line(enum kind kind)
{
	return kinds_of_lines >> kind & 1;
}

static inline struct node *node_live_from(struct node *n)
{
	while (n && !node_live(n))
		n = node_next_all(n);
	return n;
}

static inline struct node *node_first(const struct node *parent)
{
	return parent ? node_live_from(node_first_all(parent)) : NULL;
}

static inline struct node *node_following(const struct node *n)
{
	return n ? node_live_from(node_next_all(n)) : NULL;
}

static inline struct node *tree_next_skip(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = node_parent(n)) {
		struct node *next = node_following(n);

		if (next)
			return next;
	}
	return NULL;
}

static inline struct node *tree_next(const struct node *root, const struct node *n)
{
	struct node *child = n && (node_live(n) || n == root) ? node_first(n) : NULL;

	return child ? child : tree_next_skip(root, n);
}

static inline struct node *tree_next_block(const struct node *root, const struct node *n)
{
	return n && kind_is_line((enum kind)n->kind) ? tree_next_skip(root, n)
						     : tree_next(root, n);
}

static inline bool walk_step(struct walk *w)
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

#endif
