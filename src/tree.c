#include "tree.h"

#include <string.h>

/* ---- making ---- */

int tree_init(struct tree *t)
{
	*t = (struct tree){.arena = ARENA_INIT};
	t->root = node_new(t, KIND_DOCUMENT);
	return tree_append(t, t->root, node_new(t, KIND_FRONT));
}

void tree_free(struct tree *t)
{
	arena_free(&t->arena);
	*t = (struct tree){0};
}

struct node *node_new(struct tree *t, enum kind kind)
{
	struct node *n = arena_alloc(&t->arena, sizeof *n);

	if (n) {
		n->id = ++t->last_id;
		n->kind = (uint8_t)kind;
		n->filter = t->filter;
	}
	return n;
}

struct node *node_new_text(struct tree *t, const char *text, size_t len)
{
	struct node *n = node_new(t, KIND_TEXT);
	char *copy = arena_strndup(&t->arena, text, len);

	if (!n || !copy)
		return NULL;
	n->text = copy;
	n->text_len = (uint32_t)len;
	n->flags = NODE_GENERATED;
	return n;
}

/* ---- linking ---- */

static void link_before(struct node *parent, struct node *next, struct node *node)
{
	node->parent = parent;
	node->next = next;
	node->prev = next ? next->prev : parent->last;
	*(node->prev ? &node->prev->next : &parent->first) = node;
	*(next ? &next->prev : &parent->last) = node;
}

static void unlink_node(struct node *node)
{
	*(node->prev ? &node->prev->next : &node->parent->first) = node->next;
	*(node->next ? &node->next->prev : &node->parent->last) = node->prev;
	node->parent = node->prev = node->next = NULL;
}

/* next NULL: at the end. */
static int insert(struct node *parent, struct node *next, struct node *node)
{
	if (!parent || !node || node->parent || !kind_may_hold(parent->kind, node->kind))
		return -1;
	link_before(parent, next, node);
	return 0;
}

int tree_append(struct tree *t, struct node *parent, struct node *node)
{
	return insert(parent, NULL, node);
}

int tree_prepend(struct tree *t, struct node *parent, struct node *node)
{
	return parent ? insert(parent, parent->first, node) : -1;
}

int tree_insert_before(struct tree *t, struct node *sibling, struct node *node)
{
	return sibling ? insert(sibling->parent, sibling, node) : -1;
}

int tree_insert_after(struct tree *t, struct node *sibling, struct node *node)
{
	return sibling ? insert(sibling->parent, sibling->next, node) : -1;
}

static void touch(struct tree *t, struct node *node)
{
	if (t->filter)
		node->filter = t->filter;
}

static int move(struct tree *t, struct node *parent, struct node *next, struct node *node)
{
	if (!parent || !node || !node->parent || node == next ||
		!kind_may_hold(parent->kind, node->kind) || node_within(parent, node))
		return -1;
	if (next != node->next || parent != node->parent) {
		unlink_node(node);
		link_before(parent, next, node);
	}
	touch(t, node);
	return 0;
}

int tree_shift(struct tree *t, struct node *parent, struct node *node)
{
	return move(t, parent, NULL, node);
}

int tree_shift_before(struct tree *t, struct node *sibling, struct node *node)
{
	return sibling ? move(t, sibling->parent, sibling, node) : -1;
}

int tree_move(struct tree *t, struct node *parent, struct node *node)
{
	if (tree_shift(t, parent, node))
		return -1;
	node->flags |= NODE_MOVED;
	return 0;
}

int tree_move_before(struct tree *t, struct node *sibling, struct node *node)
{
	if (tree_shift_before(t, sibling, node))
		return -1;
	node->flags |= NODE_MOVED;
	return 0;
}

int tree_wrap(struct tree *t, struct node *node, struct node *wrapper)
{
	struct node *parent = node ? node->parent : NULL, *next = node ? node->next : NULL;

	if (!parent || !wrapper || wrapper->parent ||
		!kind_may_hold(parent->kind, wrapper->kind) ||
		!kind_may_hold(wrapper->kind, node->kind))
		return -1;
	unlink_node(node);
	link_before(parent, next, wrapper);
	link_before(wrapper, NULL, node);
	touch(t, wrapper);
	return 0;
}

int tree_unwrap(struct tree *t, struct node *node)
{
	if (!node || !node->parent)
		return -1;
	for (const struct node *c = node->first; c; c = c->next)
		if (!kind_may_hold(node->parent->kind, c->kind))
			return -1;
	for (struct node *c = node->first, *next; c; c = next) {
		next = c->next;
		unlink_node(c);
		link_before(node->parent, node, c);
	}
	node_drop(t, node, REASON_WRAPPER);
	return 0;
}

int tree_move_children(struct tree *t, struct node *to, struct node *from)
{
	if (!to || !from || node_within(to, from))
		return -1;
	for (const struct node *c = from->first; c; c = c->next)
		if (!kind_may_hold(to->kind, c->kind))
			return -1;
	while (from->first) {
		struct node *c = from->first;

		unlink_node(c);
		link_before(to, NULL, c);
		touch(t, c);
	}
	return 0;
}

int node_set_kind(struct tree *t, struct node *node, enum kind kind)
{
	if (!node || (node->parent && !kind_may_hold(node->parent->kind, kind)))
		return -1;
	for (const struct node *c = node->first; c; c = c->next)
		if (!kind_may_hold(kind, c->kind))
			return -1;
	node->kind = (uint8_t)kind;
	touch(t, node);
	return 0;
}

void node_drop(struct tree *t, struct node *node, enum reason reason)
{
	if (!node || !node->parent)
		return;
	node->reason = (uint8_t)reason;
	touch(t, node);
}

enum reason node_reason(const struct node *n)
{
	while (n && node_live(n))
		n = n->parent;
	return n ? (enum reason)n->reason : REASON_LIVE;
}

void node_restore(struct tree *t, struct node *node)
{
	if (!node)
		return;
	node->reason = REASON_LIVE;
	touch(t, node);
}

/* ---- text ---- */

/*
 * Makes room for len bytes more behind node's text and puts them there. Bytes that follow in
 * the source already are not copied at all; a copy is given twice the room it needs, so that
 * the many small pieces of a damaged page cost linear time.
 */
static bool text_extend(struct tree *t, struct node *node, const char *more, size_t len)
{
	size_t have = node->text_len;

	if (node->text + have == more)
		return true;
	if (t->growing != node || t->growing_room < have + len) {
		size_t room = 2 * (have + len);
		char *copy = arena_alloc(&t->arena, room);

		if (!copy)
			return false;
		memcpy(copy, node->text, have);
		node->text = copy;
		t->growing = node;
		t->growing_room = room;
	}
	memcpy((char *)node->text + have, more, len);
	return true;
}

/* The bytes behind node's text are no longer its to write. */
static void forget_room(struct tree *t, const struct node *node)
{
	if (t->growing == node)
		t->growing = NULL;
}

struct node *tree_add_text(struct tree *t, struct node *parent, const char *text, size_t len,
	uint32_t offset, uint32_t length, uint32_t line)
{
	struct node *last = parent ? parent->last : NULL;

	if (last && last->kind == KIND_TEXT && node_live(last) && !last->flags &&
		last->text_len + len < UINT32_MAX) {
		if (!text_extend(t, last, text, len))
			return NULL;
		last->length = offset + length - last->offset;
	} else {
		last = node_new(t, KIND_TEXT);
		if (tree_append(t, parent, last))
			return NULL;
		last->text = text;
		last->offset = offset;
		last->length = length;
		last->line = line;
	}
	last->text_len += (uint32_t)len;
	last->raw_len += (uint32_t)len;
	t->ingested += len;
	return last;
}

/* Somewhere near the byte at of a TEXT that the source spells otherwise; the order of its parts
 * is kept. */
static uint32_t about(const struct node *text, uint32_t at)
{
	return text->offset + (text->length && text->length < at ? text->length : at);
}

struct node *text_split(struct tree *t, struct node *node, size_t at)
{
	struct node *tail;

	if (!node || !node->parent || !at || at >= node->text_len ||
		!(tail = node_new(t, KIND_TEXT)))
		return NULL;
	forget_room(t, node);
	tail->text = node->text + at;
	tail->text_len = node->text_len - (uint32_t)at;
	/* What was ingested beyond the bytes that are left was white space: it stays with the
	 * head. */
	tail->raw_len = node->raw_len < tail->text_len ? node->raw_len : tail->text_len;
	tail->flags = node->flags;
	tail->reason = node->reason;
	tail->line = node->line;
	if (node->length == node->text_len) {
		tail->offset = node->offset + (uint32_t)at;
		tail->length = tail->text_len;
		node->length = (uint32_t)at;
		for (size_t i = 0; i < at && node->line; i++)
			tail->line += node->text[i] == '\n';
	} else if (node->offset) {
		tail->offset = about(node, (uint32_t)at);
	}
	node->text_len = (uint32_t)at;
	node->raw_len -= tail->raw_len;
	link_before(node->parent, node->next, tail);
	return tail;
}

void text_set(struct tree *t, struct node *node, const char *text, size_t len)
{
	if (!node)
		return;
	forget_room(t, node);
	node->text = text;
	node->text_len = (uint32_t)len;
	touch(t, node);
}

/* ---- attributes ---- */

static struct attr_value *attr_find(const struct node *n, enum attr attr)
{
	struct attr_value *v = n ? n->attrs : NULL;

	while (v && v->attr != attr)
		v = v->next;
	return v;
}

const char *attr_str(const struct node *n, enum attr attr)
{
	const struct attr_value *v = attr_find(n, attr);

	return v ? v->string : NULL;
}

int attr_int(const struct node *n, enum attr attr, int fallback)
{
	const struct attr_value *v = attr_find(n, attr);

	return v ? v->number : fallback;
}

static struct attr_value *attr_make(struct tree *t, struct node *n, enum attr attr)
{
	struct attr_value *v = attr_find(n, attr);

	if (v || !n || !(v = arena_alloc(&t->arena, sizeof *v)))
		return v;
	v->attr = (uint8_t)attr;
	v->next = n->attrs;
	n->attrs = v;
	return v;
}

void attr_set_strn(
	struct tree *t, struct node *n, enum attr attr, const char *value, size_t len)
{
	char *copy = value ? arena_strndup(&t->arena, value, len) : NULL;
	struct attr_value *v = copy ? attr_make(t, n, attr) : NULL;

	if (v)
		v->string = copy;
}

void attr_set_str(struct tree *t, struct node *n, enum attr attr, const char *value)
{
	attr_set_strn(t, n, attr, value, value ? strlen(value) : 0);
}

void attr_set_int(struct tree *t, struct node *n, enum attr attr, int value)
{
	struct attr_value *v = attr_make(t, n, attr);

	if (v)
		v->number = value;
}

struct node *node_new_like(struct tree *t, const struct node *node)
{
	struct node *n = node ? node_new(t, (enum kind)node->kind) : NULL;

	if (!n)
		return NULL;
	n->element = node->element;
	n->line = node->line;
	n->flags = NODE_IMPLIED;
	for (const struct attr_value *v = node->attrs; v; v = v->next)
		if (v->string)
			attr_set_str(t, n, (enum attr)v->attr, v->string);
		else
			attr_set_int(t, n, (enum attr)v->attr, v->number);
	return n;
}

void attr_clear(struct node *n, enum attr attr)
{
	struct attr_value **at = n ? &n->attrs : NULL;

	while (at && *at && (*at)->attr != attr)
		at = &(*at)->next;
	if (at && *at)
		*at = (*at)->next;
}
