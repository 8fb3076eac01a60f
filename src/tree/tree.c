#include "tree/tree.h"

#include <stdalign.h>
#include <string.h>

#include "tree/linememo.h"
#include "tree/tree-private.h"

/* ---- making ---- */

int tree_init(struct tree *t)
{
	*t = (struct tree){.arena = ARENA_INIT, .pool = pool_new()};
	t->arena.failed = !t->pool;
	t->root = node_new(t, KIND_DOCUMENT);
	return tree_append(t, t->root, node_new(t, KIND_FRONT));
}

void tree_free(struct tree *t)
{
	arena_free(&t->arena);
	if (t->pool)
		linememo_free(t->pool->memo);
	pool_free(t->pool);
	*t = (struct tree){0};
}

static uint32_t count_feeds(const char *s, size_t len)
{
	const char *at = s, *end = s + len;
	uint32_t count = 0;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		count++;
		at++;
	}
	return count;
}

void tree_set_source(struct tree *t, const char *source, size_t len)
{
	size_t steps = len / POOL_LINES_STEP + 1;
	uint32_t *lines = arena_alloc(&t->arena, steps * sizeof *lines);

	if (!lines)
		return;
	for (size_t i = 1; i < steps; i++)
		lines[i] = lines[i - 1] +
			   count_feeds(source + (i - 1) * POOL_LINES_STEP, POOL_LINES_STEP);
	t->pool->source = source;
	t->pool->source_len = len;
	t->pool->lines = lines;
}

/* The line that n's place is on; 0 where it has none, or the source is not there. */
static uint32_t line_of_place(const struct node *n)
{
	const struct pool *p = pool_chunk_of(n)->pool;
	size_t step = n->offset / POOL_LINES_STEP;

	if (!p->lines || n->offset > p->source_len || (!n->offset && !n->length))
		return 0;
	return 1 + p->lines[step] +
	       count_feeds(p->source + step * POOL_LINES_STEP, n->offset % POOL_LINES_STEP);
}

void *tree_take(struct tree *t, size_t size, size_t alignment)
{
	void *thing = arena_failed(&t->arena) ? NULL : pool_alloc(t->pool, size, alignment);

	t->arena.failed |= !thing;
	return thing;
}

struct node *node_new(struct tree *t, enum kind kind)
{
	struct node *n = tree_take(t, sizeof *n, alignof(struct node));

	if (n) {
		n->id = ++t->last_id;
		n->kind = (uint8_t)kind;
		n->filter = t->filter;
	}
	return n;
}

/* node's text_data, made where its text so far was its place in the source. */
static struct text_data *own_data(struct tree *t, struct node *node)
{
	struct text_data *data = pool_at(node, node->data_ref);

	if (data || !(data = tree_take(t, sizeof *data, alignof(struct text_data))))
		return data;
	*data = (struct text_data){node_text(node), node->length, node->length};
	node->data_ref = pool_ref(data);
	return data;
}

struct node *node_new_text(struct tree *t, const char *text, size_t len)
{
	struct node *n = node_new(t, KIND_TEXT);
	char *copy = arena_strndup(&t->arena, text, len);
	struct text_data *data = n && copy ? own_data(t, n) : NULL;

	if (!data)
		return NULL;
	data->bytes = copy;
	data->len = (uint32_t)len;
	n->flags = NODE_GENERATED;
	return n;
}

/* ---- linking ---- */

static void link_before(struct node *parent, struct node *next, struct node *node)
{
	struct node *first = node_first_all(parent);
	uint32_t ref = pool_ref(node);

	linememo_forget(parent);
	node->parent_ref = pool_ref(parent);
	node->next_ref = pool_ref(next);
	if (!first) {
		node->prev_ref = ref;
	} else {
		struct node *after = next ? next : first;

		node->prev_ref = after->prev_ref;
		after->prev_ref = ref;
	}
	if (next == first)
		parent->first_ref = ref;
	else
		((struct node *)pool_at(node, node->prev_ref))->next_ref = ref;
}

static void unlink_node(struct node *node)
{
	struct node *parent = node_parent(node), *first = node_first_all(parent);
	struct node *next = node_next_all(node);

	linememo_forget(parent);
	if (node == first)
		parent->first_ref = node->next_ref;
	else
		node_prev_all(node)->next_ref = node->next_ref;
	(next ? next : first)->prev_ref = node->prev_ref;
	node->parent_ref = node->prev_ref = node->next_ref = 0;
}

/* next NULL: at the end. */
static int insert(struct node *parent, struct node *next, struct node *node)
{
	if (!parent || !node || node_parent(node) || !kind_may_hold(parent->kind, node->kind))
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
	return parent ? insert(parent, node_first_all(parent), node) : -1;
}

int tree_insert_before(struct tree *t, struct node *sibling, struct node *node)
{
	return sibling ? insert(node_parent(sibling), sibling, node) : -1;
}

int tree_insert_after(struct tree *t, struct node *sibling, struct node *node)
{
	return sibling ? insert(node_parent(sibling), node_next_all(sibling), node) : -1;
}

static void touch(struct tree *t, struct node *node)
{
	if (t->filter)
		node->filter = t->filter;
}

static int move(struct tree *t, struct node *parent, struct node *next, struct node *node)
{
	if (!parent || !node || !node_parent(node) || node == next ||
		!kind_may_hold(parent->kind, node->kind) || node_within(parent, node))
		return -1;
	if (next != node_next_all(node) || parent != node_parent(node)) {
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
	return sibling ? move(t, node_parent(sibling), sibling, node) : -1;
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
	struct node *parent = node ? node_parent(node) : NULL,
		    *next = node ? node_next_all(node) : NULL;

	if (!parent || !wrapper || node_parent(wrapper) ||
		!kind_may_hold(parent->kind, wrapper->kind) ||
		!kind_may_hold(wrapper->kind, node->kind))
		return -1;
	unlink_node(node);
	link_before(parent, next, wrapper);
	link_before(wrapper, NULL, node);
	touch(t, wrapper);
	return 0;
}

/* Links all children of node before it, as they are. */
static void hoist(struct node *node)
{
	struct node *parent = node_parent(node), *before = node_prev_all(node);
	struct node *first = node_first_all(node), *last = node_last_all(node);

	if (!first)
		return;
	for (struct node *c = first; c; c = node_next_all(c))
		c->parent_ref = node->parent_ref;
	*(before ? &before->next_ref : &parent->first_ref) = node->first_ref;
	first->prev_ref = node->prev_ref;
	node->prev_ref = pool_ref(last);
	last->next_ref = pool_ref(node);
	node->first_ref = 0;
}

int tree_unwrap(struct tree *t, struct node *node)
{
	if (!node || !node_parent(node))
		return -1;
	for (const struct node *c = node_first_all(node); c; c = node_next_all(c))
		if (!kind_may_hold(node_parent(node)->kind, c->kind))
			return -1;
	hoist(node);
	node_drop(t, node, REASON_WRAPPER);
	return 0;
}

int tree_move_children(struct tree *t, struct node *to, struct node *from)
{
	if (!to || !from || node_within(to, from))
		return -1;
	for (const struct node *c = node_first_all(from); c; c = node_next_all(c))
		if (!kind_may_hold(to->kind, c->kind))
			return -1;
	while (node_first_all(from)) {
		struct node *c = node_first_all(from);

		unlink_node(c);
		link_before(to, NULL, c);
		touch(t, c);
	}
	return 0;
}

int node_set_kind(struct tree *t, struct node *node, enum kind kind)
{
	if (!node || (node->kind == KIND_TEXT) != (kind == KIND_TEXT) ||
		(node_parent(node) && !kind_may_hold(node_parent(node)->kind, kind)))
		return -1;
	for (const struct node *c = node_first_all(node); c; c = node_next_all(c))
		if (!kind_may_hold(kind, c->kind))
			return -1;
	linememo_forget(node);
	node->kind = (uint8_t)kind;
	touch(t, node);
	return 0;
}

void node_drop(struct tree *t, struct node *node, enum reason reason)
{
	if (!node || !node_parent(node))
		return;
	node->reason = (uint8_t)reason;
	linememo_forget(node);
	touch(t, node);
}

enum reason node_reason(const struct node *n)
{
	while (n && node_live(n))
		n = node_parent(n);
	return n ? (enum reason)n->reason : REASON_LIVE;
}

void node_restore(struct tree *t, struct node *node)
{
	if (!node)
		return;
	node->reason = REASON_LIVE;
	linememo_forget(node);
	touch(t, node);
}

/* ---- text ---- */

/*
 * Makes room for len bytes more behind node's text and puts them there. Bytes that follow in
 * the source already are not copied at all; a copy is given twice the room it needs, so that
 * the many small pieces of a damaged page cost linear time.
 */
static bool text_extend(struct tree *t, const struct node *node, struct text_data *data,
	const char *more, size_t len)
{
	size_t have = data->len;

	if (data->bytes + have == more)
		return true;
	if (t->growing != node || t->growing_room < have + len) {
		size_t room = 2 * (have + len);
		char *copy = arena_alloc(&t->arena, room);

		if (!copy)
			return false;
		memcpy(copy, data->bytes, have);
		data->bytes = copy;
		t->growing = node;
		t->growing_room = room;
	}
	memcpy((char *)data->bytes + have, more, len);
	return true;
}

/* The bytes behind node's text are no longer its to write. */
static void forget_room(struct tree *t, const struct node *node)
{
	if (t->growing == node)
		t->growing = NULL;
}

/* Whether text is what stands at its place in the source. */
static bool is_source(
	const struct tree *t, const char *text, size_t len, uint32_t offset, uint32_t length)
{
	return text == t->pool->source + offset && len == length;
}

/* Adds to a TEXT at whose end in the tree this stands. */
static struct node *add_more(struct tree *t, struct node *node, const char *text, size_t len,
	uint32_t offset, uint32_t length)
{
	struct text_data *data;

	if (!node->data_ref && node->offset + node->length == offset &&
		is_source(t, text, len, offset, length)) {
		node->length += length;
		return node;
	}
	data = own_data(t, node);
	if (!data || !text_extend(t, node, data, text, len))
		return NULL;
	node->length = offset + length - node->offset;
	data->len += (uint32_t)len;
	data->raw_len += (uint32_t)len;
	return node;
}

static struct node *add_new(struct tree *t, struct node *parent, const char *text, size_t len,
	uint32_t offset, uint32_t length)
{
	struct node *node = node_new(t, KIND_TEXT);
	struct text_data *data;

	if (tree_append(t, parent, node))
		return NULL;
	if (!is_source(t, text, len, offset, length) || length > NODE_LENGTH_MAX) {
		data = own_data(t, node);
		if (!data)
			return NULL;
		*data = (struct text_data){text, (uint32_t)len, (uint32_t)len};
	}
	node_set_place(node, offset, length);
	return node;
}

struct node *tree_add_text(struct tree *t, struct node *parent, const char *text, size_t len,
	uint32_t offset, uint32_t length, uint32_t line)
{
	struct node *last = parent ? node_last_all(parent) : NULL;

	linememo_forget(parent);
	if (last && last->kind == KIND_TEXT && node_live(last) && !last->flags &&
		node_text_len(last) + len < UINT32_MAX &&
		offset + length - last->offset <= NODE_LENGTH_MAX) {
		last = add_more(t, last, text, len, offset, length);
	} else {
		last = add_new(t, parent, text, len, offset, length);
		if (line)
			node_set_line(t, last, line);
	}
	if (last)
		t->ingested += len;
	return last;
}

/*
 * The tail of a text that is its place in the source is one as well. Where the source spells a
 * text otherwise, the tail's offset is somewhere near, and keeps the order of the parts.
 */
static void split_place(struct tree *t, struct node *node, struct node *tail, uint32_t at)
{
	uint32_t line = node_line(node);

	if (node->length == node_text_len(node)) {
		line += line ? count_feeds(node_text(node), at) : 0;
		node_set_place(tail, node->offset + at, node->length - at);
		node->length = at;
	} else if (node->offset) {
		tail->offset =
			node->offset + (node->length && node->length < at ? node->length : at);
	}
	node_set_line(t, tail, line);
}

/* What was ingested beyond the bytes that are left was white space: it stays with the head. */
static bool split_data(struct tree *t, struct node *node, struct node *tail, uint32_t at)
{
	struct text_data *head = own_data(t, node), *data = own_data(t, tail);
	uint32_t len;

	if (!head || !data)
		return false;
	len = head->len - at;
	*data = (struct text_data){
		head->bytes + at, len, head->raw_len < len ? head->raw_len : len};
	head->len = at;
	head->raw_len -= data->raw_len;
	return true;
}

struct node *text_split(struct tree *t, struct node *node, size_t at)
{
	struct node *tail;

	if (!node || !node->parent_ref || !at || at >= node_text_len(node) ||
		!(tail = node_new(t, KIND_TEXT)))
		return NULL;
	forget_room(t, node);
	tail->flags = node->flags;
	tail->reason = node->reason;
	split_place(t, node, tail, (uint32_t)at);
	if (node->data_ref && !split_data(t, node, tail, (uint32_t)at))
		return NULL;
	link_before(node_parent(node), node_next_all(node), tail);
	return tail;
}

void text_set(struct tree *t, struct node *node, const char *text, size_t len)
{
	struct text_data *data = node ? own_data(t, node) : NULL;

	if (!data)
		return;
	forget_room(t, node);
	linememo_forget(node);
	data->bytes = text;
	data->len = (uint32_t)len;
	touch(t, node);
}

void text_restore(
	struct tree *t, struct node *node, const char *text, size_t len, uint32_t raw_len)
{
	struct text_data *data = own_data(t, node);

	if (!data)
		return;
	linememo_forget(node);
	*data = (struct text_data){text, (uint32_t)len, raw_len};
}

/* ---- places and copies ---- */

uint32_t node_line(const struct node *n)
{
	const struct attr_value *v = attr_find(n, ATTR_LINE);

	return v ? (uint32_t)v->number : line_of_place(n);
}

void node_set_line(struct tree *t, struct node *n, uint32_t line)
{
	if (n && node_line(n) != line)
		attr_set_int(t, n, ATTR_LINE, (int)line);
}

struct node *node_new_like(struct tree *t, const struct node *node)
{
	struct node *n = node ? node_new(t, (enum kind)node->kind) : NULL;

	if (!n)
		return NULL;
	n->element = node->element;
	n->flags = NODE_IMPLIED;
	attrs_copy(t, n, node);
	node_set_line(t, n, node_line(node));
	return n;
}

struct node *node_new_copy(struct tree *t, const struct node *node)
{
	struct node *n = tree_take(t, sizeof *n, alignof(struct node));
	struct text_data *data;

	if (!n)
		return NULL;
	*n = *node;
	n->parent_ref = n->next_ref = n->prev_ref = n->first_ref = n->attr_ref = 0;
	attrs_copy(t, n, node);
	if (node->kind == KIND_TEXT && node->data_ref) {
		data = own_data(t, n);
		if (!data)
			return NULL;
		*data = *text_data(node);
	}
	return n;
}
