/*
 * The tree and what changes it: which kind may hold which, walks, attributes, nodes made,
 * linked, moved and dropped, and the text of ingested pages.
 */
#include "tree/tree.h"

#include <stdalign.h>
#include <string.h>

#include "tree/storage.h"

/* ---- the content model: which kind may hold which; as productions in docs/guidang-tree.5 ----
 */

enum class {
	CLASS_ROOT,
	CLASS_FLOW,
	CLASS_LINE,
	CLASS_PART,
	CLASS_INLINE,
	CLASS_VOID,
	CLASS_TEXT
};

static const uint8_t kind_class[KIND_COUNT] = {
#define KIND(name, xml, class) [KIND_##name] = CLASS_##class,
#include "tree/kinds.def"
#undef KIND
};

#define BIT(kind) (UINT64_C(1) << (kind))

_Static_assert(KIND_COUNT <= 64, "a set of kinds is one uint64_t");

#define INLINES                                                                                \
	(BIT(KIND_TEXT) | BIT(KIND_SPAN) | BIT(KIND_EMPH) | BIT(KIND_STRONG) |                 \
		BIT(KIND_UNDERLINE) | BIT(KIND_STRIKE) | BIT(KIND_SUB) | BIT(KIND_SUP) |       \
		BIT(KIND_CODE) | BIT(KIND_LINK) | BIT(KIND_ATTACHMENT) | BIT(KIND_IMAGE) |     \
		BIT(KIND_BREAK))
#define BLOCKS                                                                                 \
	(BIT(KIND_SECTION) | BIT(KIND_BOX) | BIT(KIND_QUOTE) | BIT(KIND_FIGURE) |              \
		BIT(KIND_PARA) | BIT(KIND_HEADING) | BIT(KIND_TITLE) | BIT(KIND_CODEBLOCK) |   \
		BIT(KIND_SIGNATURE) | BIT(KIND_DATE) | BIT(KIND_RULE) | BIT(KIND_LIST) |       \
		BIT(KIND_DEFLIST) | BIT(KIND_TABLE))
#define GROUPS (BIT(KIND_HEAD) | BIT(KIND_BODY) | BIT(KIND_FOOT))

/* Kinds that hold neither blocks (FLOW) nor inlines (LINE, INLINE), nor nothing (VOID, TEXT).
 */
static const uint64_t content[KIND_COUNT] = {
	[KIND_DOCUMENT] = BLOCKS | BIT(KIND_FRONT),
	[KIND_FRONT] = BIT(KIND_TITLE) | BIT(KIND_FIELD),
	[KIND_FIGURE] = BLOCKS | BIT(KIND_CAPTION),
	[KIND_LIST] = BIT(KIND_ITEM),
	[KIND_ITEM] = BLOCKS,
	[KIND_DEFLIST] = BIT(KIND_TERM) | BIT(KIND_DEF),
	[KIND_TERM] = INLINES,
	[KIND_DEF] = BLOCKS,
	[KIND_FIELD] = BIT(KIND_TERM) | BIT(KIND_DEF),
	[KIND_TABLE] = GROUPS | BIT(KIND_CAPTION),
	[KIND_CAPTION] = INLINES,
	[KIND_HEAD] = BIT(KIND_ROW),
	[KIND_BODY] = BIT(KIND_ROW),
	[KIND_FOOT] = BIT(KIND_ROW),
	[KIND_ROW] = BIT(KIND_CELL),
	[KIND_CELL] = BLOCKS,
};

static uint64_t content_of(enum kind kind)
{
	if (content[kind])
		return content[kind];
	switch ((enum class)kind_class[kind]) {
	case CLASS_FLOW:
		return BLOCKS;
	case CLASS_LINE:
	case CLASS_INLINE:
		return INLINES;
	default:
		return 0;
	}
}

bool kind_may_hold(enum kind parent, enum kind child)
{
	return content_of(parent) & BIT(child);
}

bool kind_is_inline(enum kind kind)
{
	return INLINES & BIT(kind);
}

bool kind_is_block(enum kind kind)
{
	return BLOCKS & BIT(kind);
}

/* ---- walks: iterative, however deep the tree is ---- */

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

/* ---- making ---- */

/* Room for a thing, from the pool; a refusal stays in the arena, and NULL is answered. */
static void *take(struct tree *t, size_t size, size_t alignment)
{
	void *thing = arena_failed(&t->arena) ? NULL : pool_alloc(t->pool, size, alignment);

	t->arena.failed |= !thing;
	return thing;
}

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
	pool_free(t->pool);
	*t = (struct tree){0};
}

struct node *node_new(struct tree *t, enum kind kind)
{
	struct node *n = take(t, sizeof *n, alignof(struct node));

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

	if (data || !(data = take(t, sizeof *data, alignof(struct text_data))))
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

/* ---- attributes, in a list ---- */

/* NULL where n is, or has no such attribute. */
static struct attr_value *attr_find(const struct node *n, enum attr attr)
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

	if (v || !n || !(v = take(t, sizeof *v, alignof(struct attr_value))))
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

/* Gives a node the attributes of another. Strings are never changed: the two share them. */
static void attrs_copy(struct tree *t, struct node *to, const struct node *from)
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

/* ---- places in the source ---- */

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

/* ---- copies ---- */

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
	struct node *n = take(t, sizeof *n, alignof(struct node));
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
 * Makes room for len bytes more after node's text and puts them there. Bytes that follow in
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

/* The bytes after node's text are no longer its to write. */
static void forget_room(struct tree *t, const struct node *node)
{
	if (t->growing == node)
		t->growing = NULL;
}

/* True if text is the source at its place. */
static bool is_source(
	const struct tree *t, const char *text, size_t len, uint32_t offset, uint32_t length)
{
	return text == t->pool->source + offset && len == length;
}

/* Adds to a TEXT, which this follows in the tree. */
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

/* Bytes ingested beyond those that are left were white space: they stay with the head. */
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
