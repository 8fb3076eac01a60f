#ifndef GUIDANG_TREE_PRIVATE_H
#define GUIDANG_TREE_PRIVATE_H

/* What the files share that change the tree (tree-*.c). */
#include "tree/tree.h"

/* Room for a thing, from the pool; a refusal stands in the arena, and NULL is answered. */
void *tree_take(struct tree *t, size_t size, size_t alignment);

/* NULL where n is, or has no such attribute. */
struct attr_value *attr_find(const struct node *n, enum attr attr);
/* Gives a node the attributes of another. */
void attrs_copy(struct tree *t, struct node *to, const struct node *from);

#endif
