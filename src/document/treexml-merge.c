/*
 * What an external filter answered, over the tree that it was given.
 *
 * The answer is read into new nodes. They take from the nodes they were what is
 * not the program's to change: the place in the source and the books. What the
 * program left out is copied to where it stood, dropped. The old tree is only
 * read, and stays the document's until all is done.
 */
#include <stdlib.h>
#include <string.h>

#include "tree/storage.h"
#include "document/treexml-private.h"
#include "document/treexml.h"

/* A node of the old tree, and what stands for it in the new one. */
struct known {
	uint32_t id;
	const struct node *old;
	struct node *image; /* NULL: not found yet */
	bool vanished;	    /* image is a copy of old, made here */
};

struct merge {
	struct tree *tree;
	struct node *root;   /* of the new tree */
	struct known *known; /* by id */
	size_t known_count;
};

/* ---- the old tree's nodes, by id ---- */

static int by_id(const void *one, const void *other)
{
	const struct known *a = one, *b = other;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int list_known(struct merge *m)
{
	const struct node *root = m->tree->root;
	size_t count = 0;

	for (const struct node *n = root; n; n = tree_next_all(root, n))
		count++;
	m->known = calloc(count, sizeof(*m->known));
	if (!m->known)
		return -1;
	for (const struct node *n = root; n; n = tree_next_all(root, n))
		m->known[m->known_count++] = (struct known){.id = n->id, .old = n};
	qsort(m->known, m->known_count, sizeof(*m->known), by_id);
	return 0;
}

static struct known *find_known(const struct merge *m, uint32_t id)
{
	struct known key = {.id = id};

	return bsearch(&key, m->known, m->known_count, sizeof(key), by_id);
}

static struct node *image_of(const struct merge *m, const struct node *old)
{
	return find_known(m, old->id)->image;
}

/* ---- the answer's nodes ---- */

static const struct attr_value *find_attr(const struct node *n, unsigned attr)
{
	const struct attr_value *v = attr_first(n);

	while (v && v->attr != attr)
		v = attr_next(v);
	return v;
}

static bool same_value(const struct attr_value *a, const struct attr_value *b)
{
	if (a->is_number || b->is_number)
		return a->is_number && b->is_number && a->number == b->number;
	return strcmp(a->string, b->string) == 0;
}

/* Whether b has all attributes of a, with the same values. */
static bool has_attrs_of(const struct node *a, const struct node *b)
{
	for (const struct attr_value *v = attr_first(a); v; v = attr_next(v)) {
		const struct attr_value *other = find_attr(b, v->attr);

		if (v->attr != ATTR_LINE && (!other || !same_value(v, other)))
			return false;
	}
	return true;
}

static bool same_text(const struct node *a, const struct node *b)
{
	return node_text_len(a) == node_text_len(b) &&
	       (node_text_len(a) == 0 ||
		       memcmp(node_text(a), node_text(b), node_text_len(a)) == 0);
}

static bool is_changed(const struct node *n, const struct node *old)
{
	return n->kind != old->kind || n->reason != old->reason || !same_text(n, old) ||
	       !has_attrs_of(n, old) || !has_attrs_of(old, n);
}

static void set_raw(struct merge *m, struct node *n, uint32_t raw_len)
{
	if (n->kind == KIND_TEXT)
		text_restore(m->tree, n, node_text(n), node_text_len(n), raw_len);
}

/* The program may say that it moved a node; all other flags are kept from before. */
static void adopt(struct merge *m, struct node *n, const struct node *old)
{
	n->id = old->id;
	node_set_place(n, old->offset, old->length);
	node_set_line(m->tree, n, node_line(old));
	set_raw(m, n, node_raw_len(old));
	n->element = old->element;
	n->filter = old->filter;
	n->flags = (uint8_t)(old->flags | (n->flags & NODE_MOVED));
	if (is_changed(n, old)) {
		n->flags |= NODE_EXTERNAL;
		n->filter = m->tree->filter;
	}
}

static void make_new(struct merge *m, struct node *n)
{
	n->id = 0;
	node_set_place(n, 0, 0);
	node_set_line(m->tree, n, 0);
	set_raw(m, n, 0);
	n->element = ELEMENT_OTHER;
	n->flags = (uint8_t)((n->flags & NODE_IMPLIED) | NODE_EXTERNAL | NODE_GENERATED);
	n->filter = m->tree->filter;
}

/*
 * The old node that n is. Text does not become something else, nor something else text: the
 * books are with the text. An id that was met before is not met again.
 */
static struct known *recognize(struct merge *m, const struct node *n)
{
	struct known *known =
		n == m->root ? find_known(m, m->tree->root->id) : find_known(m, n->id);

	if (!known || known->image || (known->old == m->tree->root && n != m->root))
		return NULL;
	return (known->old->kind == KIND_TEXT) == (n->kind == KIND_TEXT) ? known : NULL;
}

static void settle_answer(struct merge *m)
{
	for (struct node *n = m->root; n; n = tree_next_all(m->root, n)) {
		struct known *known = recognize(m, n);

		if (known) {
			known->image = n;
			adopt(m, n, known->old);
		} else {
			make_new(m, n);
		}
	}
}

/* ---- what vanished ---- */

/* What a part is at home in. What is not listed may stand in the DOCUMENT, or is an inline. */
static const uint8_t home_of[KIND_COUNT] = {
	[KIND_FIELD] = KIND_FRONT,
	[KIND_ITEM] = KIND_LIST,
	[KIND_TERM] = KIND_DEFLIST,
	[KIND_DEF] = KIND_DEFLIST,
	[KIND_CAPTION] = KIND_TABLE,
	[KIND_HEAD] = KIND_TABLE,
	[KIND_BODY] = KIND_TABLE,
	[KIND_FOOT] = KIND_TABLE,
	[KIND_ROW] = KIND_BODY,
	[KIND_CELL] = KIND_ROW,
};

/* Where a vanished node goes. */
struct spot {
	struct node *parent, *after; /* after NULL: first in parent */
};

/* Where n stood: in its parent, behind the sibling before it that is still there. */
static struct spot old_spot(const struct merge *m, const struct node *n)
{
	struct spot spot = {image_of(m, node_parent(n)), NULL};

	for (const struct node *prev = node_prev_all(n); prev && !spot.after;
		prev = node_prev_all(prev)) {
		struct node *image = image_of(m, prev);

		if (node_parent(image) == spot.parent)
			spot.after = image;
	}
	return spot;
}

/* The program may have made the parent something that cannot hold n: then behind the parent, or
   behind what that stands in. parent NULL: nowhere. */
static struct spot nearest_spot(struct spot spot, enum kind kind)
{
	while (spot.parent && !kind_may_hold(spot.parent->kind, kind)) {
		spot.after = spot.parent;
		spot.parent = node_parent(spot.parent);
	}
	return spot;
}

/* n in a new home of its own. */
static struct node *house(struct merge *m, struct node *n)
{
	enum kind kind = kind_is_inline(n->kind) ? KIND_PARA : (enum kind)home_of[n->kind];
	struct node *home = node_new(m->tree, kind);

	if (home)
		home->flags = NODE_EXTERNAL | NODE_GENERATED;
	return tree_append(m->tree, home, n) < 0 ? NULL : home;
}

/* What stays inside something that vanished too is dropped with that. */
static int bring_back(struct merge *m, struct known *known, bool inside)
{
	struct spot before = old_spot(m, known->old), spot;
	struct node *n = node_new_copy(m->tree, known->old);

	known->image = n;
	while (n && !(spot = nearest_spot(before, n->kind)).parent)
		n = house(m, n);
	if (!n)
		return -1;
	if ((spot.after ? tree_insert_after(m->tree, spot.after, n)
			: tree_prepend(m->tree, spot.parent, n)) < 0)
		return -1;
	if (node_live(n) && !(inside && spot.parent == before.parent))
		node_drop(m->tree, n, REASON_EXTERNAL);
	return 0;
}

/* In the order of the old tree, so that the parent and the siblings before are there. */
static int bring_back_all(struct merge *m)
{
	const struct node *root = m->tree->root;

	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		struct known *known = find_known(m, n->id);
		struct known *parent =
			node_parent(n) ? find_known(m, node_parent(n)->id) : NULL;

		if (known->image)
			continue;
		if (bring_back(m, known, parent->vanished) < 0)
			return -1;
		known->vanished = true;
	}
	return 0;
}

/* ---- the whole ---- */

static int merge(struct merge *m)
{
	struct tree *t = m->tree;
	struct node *front;
	int result = -1;

	if (list_known(m) < 0)
		return -1;
	settle_answer(m);
	if (bring_back_all(m) == 0) {
		front = treexml_ensure_front(t, m->root);
		if (front)
			front->flags = NODE_EXTERNAL | NODE_GENERATED;
		treexml_number_nodes(t, m->root);
		if (!arena_failed(&t->arena)) {
			t->root = m->root;
			linememo_forget_all(t->root);
			result = 0;
		}
	}
	free(m->known);
	return result;
}

int treexml_merge(struct document *doc, const char *xml, size_t len)
{
	static const struct treexml_element elements[] = {
		{"guidang", PLACE_OUTSIDE, PLACE_ROOT, NULL, NULL},
		{NULL, PLACE_OUTSIDE, PLACE_OUTSIDE, NULL, NULL},
	};
	struct treexml_parser p = {.doc = doc, .elements = elements};
	int result;

	p.answered = document_filter_name(doc, doc->tree.filter);
	result = treexml_parse(&p, xml, len);
	if (result == 0) {
		struct merge m = {.tree = &doc->tree, .root = p.root};

		result = merge(&m);
	}
	treexml_parser_free(&p);
	return result;
}
