/* The page's text in the order of its source, each piece with what it belongs to. */
#include "audit-private.h"

#include <stdlib.h>
#include <string.h>

#include "tree/text.h"

const struct node *audit_after(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = node_parent(n))
		if (node_next_all(n))
			return node_next_all(n);
	return NULL;
}

const struct node *audit_dropped_by(const struct node *n)
{
	while (n && node_live(n))
		n = node_parent(n);
	return n;
}

bool audit_says_something(const struct node *n)
{
	const char *bytes;
	size_t len;
	unsigned width;

	if (n->kind != KIND_TEXT)
		return true;
	bytes = node_text(n);
	len = node_text_len(n);
	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(bytes + i, len - i, &width);

		if (char_is_letter(c) || char_is_number(c))
			return true;
	}
	return false;
}

/* ---- what a kept text belongs to ---- */

static const uint8_t line_kinds[KIND_COUNT] = {
	[KIND_PARA] = AUDIT_PARA,
	[KIND_HEADING] = AUDIT_HEADING,
	[KIND_TITLE] = AUDIT_TITLE,
	[KIND_CODEBLOCK] = AUDIT_CODE,
	[KIND_SIGNATURE] = AUDIT_SIGNATURE,
	[KIND_DATE] = AUDIT_DATE,
	[KIND_CAPTION] = AUDIT_CAPTION,
};

enum audit_kind audit_line_kind(enum kind kind)
{
	return kind_is_line(kind) ? (enum audit_kind)line_kinds[kind] : AUDIT_PARA;
}

struct unit {
	const struct node *node; /* the LINE, or the FIELD or outermost list around it */
	enum audit_kind kind;
};

static bool holds_attachment(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_ATTACHMENT)
			return true;
	return false;
}

static struct unit unit_of(const struct node *n)
{
	struct unit u = {node_parent(n), AUDIT_PARA};
	bool in_line = false;

	for (const struct node *a = node_parent(n); a; a = node_parent(a)) {
		enum kind kind = (enum kind)a->kind;

		if (!in_line && kind_is_line(kind)) {
			u = (struct unit){a, audit_line_kind(kind)};
			in_line = true;
		} else if (kind == KIND_FIELD) {
			return (struct unit){a, AUDIT_FIELD};
		} else if (kind == KIND_LIST || kind == KIND_DEFLIST) {
			u = (struct unit){a, AUDIT_LIST};
		} else if (kind == KIND_QUOTE && u.kind == AUDIT_PARA) {
			u.kind = AUDIT_QUOTE;
		}
	}
	return u;
}

/* ---- collecting ---- */

struct collector {
	struct audit *a;
	struct unit last; /* that of the last kept item, attachments looked for */
	const struct node *table, *table_end;
	size_t table_item; /* index of table's item */
	bool table_placed;
	uint32_t offset; /* of the last item whose place is known [bytes] */
};

static struct audit_item *add_item(struct audit_items *items)
{
	if (items->count == items->room && !items->failed) {
		size_t room = items->room ? 2 * items->room : 1024;
		struct audit_item *list = realloc(items->list, room * sizeof *list);

		items->failed = !list;
		if (list) {
			items->list = list;
			items->room = room;
		}
	}
	return items->failed ? NULL : &items->list[items->count++];
}

/*
 * What a TEXT was cut into where the source spells it otherwise (character references) has a
 * place that is good enough for its order. Without any, it stands behind its other half, else
 * where the element around it begins.
 */
static uint32_t place_of(struct collector *c, const struct node *n)
{
	const struct node *known = n;

	if (!n->length && !n->offset && node_prev_all(n) && node_prev_all(n)->kind == KIND_TEXT)
		return c->offset;
	while (known && !known->length && !known->offset)
		known = node_parent(known);
	if (known)
		c->offset = known->offset;
	return c->offset;
}

static struct unit kept_unit(struct collector *c, const struct node *n)
{
	struct unit u = unit_of(n);

	if (u.node == c->last.node)
		return c->last;
	c->last = u;
	if (u.kind == AUDIT_PARA && holds_attachment(u.node))
		c->last.kind = AUDIT_ATTACHMENT;
	return c->last;
}

/* Kept text that lost bytes to white space: tree_books enters the loss as such. */
static void count_kept(struct audit *a, enum audit_kind kind, const struct node *text)
{
	a->kept[kind].bytes += node_text_len(text) < node_raw_len(text) ? node_text_len(text)
									: node_raw_len(text);
}

static void collect_node(struct collector *c, const struct node *n)
{
	const struct node *dropped = audit_dropped_by(n);
	struct audit_item *item = add_item(&c->a->items);
	struct unit u = {dropped, AUDIT_PARA};

	if (!item)
		return;
	if (!dropped && n->kind != KIND_TABLE)
		u = kept_unit(c, n);
	else if (!dropped)
		u = (struct unit){n, AUDIT_TABLE};
	*item = (struct audit_item){
		.node = n,
		.unit = u.node,
		.sequence = c->a->items.count,
		.offset = n->kind == KIND_TABLE ? c->offset : place_of(c, n),
		.reason = dropped ? dropped->reason : REASON_LIVE,
		.kind = (uint8_t)u.kind,
		.ink = n->kind == KIND_TABLE || n->kind == KIND_IMAGE ||
		       (n->kind == KIND_TEXT && text_has_ink(n)),
	};
	if (n->kind == KIND_TEXT && !dropped)
		count_kept(c->a, u.kind, n);
}

/* A table stands where its first text does: what was made into one may have no place itself. */
static void collect_in_table(struct collector *c, const struct node *n)
{
	if (n->kind != KIND_TEXT || !node_raw_len(n))
		return;
	if (!c->table_placed && !c->a->items.failed) {
		c->a->items.list[c->table_item].offset = place_of(c, n);
		c->table_placed = true;
	}
	if (!audit_dropped_by(n))
		count_kept(c->a, AUDIT_TABLE, n);
}

static void enter_table(struct collector *c, const struct node *table)
{
	c->table = table;
	c->table_end = audit_after(c->a->doc->tree.root, table);
	c->table_item = c->a->items.count;
	c->table_placed = false;
	collect_node(c, table);
}

static bool is_item(const struct node *n)
{
	if (n->kind == KIND_TEXT)
		return node_raw_len(n);
	return (n->kind == KIND_IMAGE || n->kind == KIND_BREAK) && !(n->flags & NODE_GENERATED);
}

/* ---- order ---- */

static int by_place(const void *left, const void *right)
{
	const struct audit_item *l = left, *r = right;

	if (l->offset != r->offset)
		return l->offset < r->offset ? -1 : 1;
	return l->sequence < r->sequence ? -1 : l->sequence > r->sequence;
}

/* Groups by unit; within one, by place in the list that is sorted already. */
static int by_unit(const void *left, const void *right)
{
	struct audit_item *const *l = left, *const *r = right;
	uint32_t l_id = (*l)->unit->id, r_id = (*r)->unit->id;

	if (l_id != r_id)
		return l_id < r_id ? -1 : 1;
	return *l < *r ? -1 : *l > *r;
}

static void mark_first(struct audit_items *items)
{
	struct audit_item **order = calloc(items->count + 1, sizeof *order);
	const struct node *unit = NULL;
	size_t n = 0;

	items->failed = items->failed || !order;
	for (size_t i = 0; i < items->count && order; i++)
		if (items->list[i].ink)
			order[n++] = &items->list[i];
	if (order)
		qsort(order, n, sizeof *order, by_unit);
	for (size_t i = 0; i < n; i++) {
		order[i]->first = order[i]->unit != unit;
		unit = order[i]->unit;
	}
	free(order);
}

void audit_collect(struct audit *a)
{
	const struct node *root = a->doc->tree.root;
	struct collector c = {.a = a};

	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		if (n == c.table_end)
			c.table = c.table_end = NULL;
		if (c.table)
			collect_in_table(&c, n);
		else if (n->kind == KIND_TABLE && !audit_dropped_by(n))
			enter_table(&c, n);
		else if (is_item(n))
			collect_node(&c, n);
	}
	if (a->items.failed)
		return;
	if (a->items.count)
		qsort(a->items.list, a->items.count, sizeof *a->items.list, by_place);
	mark_first(&a->items);
}

void audit_items_free(struct audit_items *items)
{
	free(items->list);
	*items = (struct audit_items){0};
}
