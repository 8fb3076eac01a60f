/* What nodes have besides their kind: attributes, in a list. */
#include <stdalign.h>
#include <string.h>

#include "tree/tree-private.h"

struct attr_value *attr_find(const struct node *n, enum attr attr)
{
	struct attr_value *v = n ? attr_first(n) : NULL;

	while (v && v->attr != attr)
		v = attr_next(v);
	return v;
}

const char *attr_find_str(const struct node *n, enum attr attr)
{
	const struct attr_value *v = attr_find(n, attr);

	return v && !v->is_number ? v->string : NULL;
}

int attr_find_int(const struct node *n, enum attr attr, int fallback)
{
	const struct attr_value *v = attr_find(n, attr);

	return v && v->is_number ? v->number : fallback;
}

static struct attr_value *attr_make(struct tree *t, struct node *n, enum attr attr)
{
	struct attr_value *v = attr_find(n, attr);

	if (v || !n || !(v = tree_take(t, sizeof *v, alignof(struct attr_value))))
		return v;
	v->attr = (uint8_t)attr;
	v->next_ref = n->attr_ref;
	n->attr_ref = pool_ref(v);
	return v;
}

void attr_set_strn(
	struct tree *t, struct node *n, enum attr attr, const char *value, size_t len)
{
	char *copy = value ? arena_strndup(&t->arena, value, len) : NULL;
	struct attr_value *v = copy ? attr_make(t, n, attr) : NULL;

	if (v) {
		v->string = copy;
		v->is_number = false;
	}
}

void attr_set_str(struct tree *t, struct node *n, enum attr attr, const char *value)
{
	attr_set_strn(t, n, attr, value, value ? strlen(value) : 0);
}

void attr_set_int(struct tree *t, struct node *n, enum attr attr, int value)
{
	struct attr_value *v = attr_make(t, n, attr);

	if (v) {
		v->number = value;
		v->is_number = true;
	}
}

void attr_clear(struct node *n, enum attr attr)
{
	struct attr_value *v = attr_find(n, attr), *before;

	if (!v)
		return;
	before = attr_first(n);
	if (before == v) {
		n->attr_ref = v->next_ref;
		return;
	}
	while (attr_next(before) != v)
		before = attr_next(before);
	before->next_ref = v->next_ref;
}

/* Strings are never changed: the two share them. */
void attrs_copy(struct tree *t, struct node *to, const struct node *from)
{
	for (const struct attr_value *v = attr_first(from); v; v = attr_next(v)) {
		struct attr_value *copy = attr_make(t, to, (enum attr)v->attr);
		uint32_t next_ref = copy ? copy->next_ref : 0;

		if (!copy)
			return;
		*copy = *v;
		copy->next_ref = next_ref;
	}
}
