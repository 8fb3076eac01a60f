#include "builder.h"

#include <string.h>

#include "tree/text.h"

void builder_init(struct builder *b, struct document *doc)
{
	b->doc = doc;
	b->tree = &doc->tree;
}

/* The innermost open block. */
static struct node *host_of(const struct builder *b, unsigned *index)
{
	unsigned i = b->depth;

	while (i && b->open[i - 1].phrase)
		i--;
	*index = i;
	return i ? b->open[i - 1].node : b->tree->root;
}

static struct node *imply(struct builder *b, struct node *parent, enum kind kind)
{
	struct node *n = node_new(b->tree, kind);

	if (n)
		n->flags = NODE_IMPLIED;
	return tree_append(b->tree, parent, n) ? NULL : n;
}

/* The last child where it is an implied one of the kind, so that stray items share one list. */
static struct node *imply_or_reuse(struct builder *b, struct node *parent, enum kind kind)
{
	struct node *last = parent ? node_last_all(parent) : NULL;

	if (last && last->kind == kind && last->flags & NODE_IMPLIED)
		return last;
	return imply(b, parent, kind);
}

static bool is_table_part(enum kind kind)
{
	return kind == KIND_TABLE || kind == KIND_HEAD || kind == KIND_BODY ||
	       kind == KIND_FOOT || kind == KIND_ROW;
}

/* The box before host's table that takes what may not be in it. Before a table that dissolved
   in a line (place_block), it is a span. */
static struct node *foster(struct builder *b, struct node *host)
{
	bool in_line = host->kind == KIND_SPAN;
	struct node *table =
		in_line || host->kind == KIND_TABLE ? host : node_ancestor(host, KIND_TABLE);
	struct node *box = table ? node_prev_all(table) : NULL;
	enum kind kind = in_line ? KIND_SPAN : KIND_BOX;

	if (!table)
		return NULL;
	if (box && box->kind == kind && box->flags & NODE_IMPLIED && !box->element)
		return box;
	box = node_new(b->tree, kind);
	if (box)
		box->flags = NODE_IMPLIED;
	return tree_insert_before(b->tree, table, box) ? NULL : box;
}

/* Parts that a child needs between itself and its host: host kind, child kind, what is implied.
 */
static const struct {
	uint8_t host, child, implied;
} implications[] = {
	{KIND_TABLE, KIND_ROW, KIND_BODY},
	{KIND_TABLE, KIND_CELL, KIND_BODY},
	{KIND_HEAD, KIND_CELL, KIND_ROW},
	{KIND_BODY, KIND_CELL, KIND_ROW},
	{KIND_FOOT, KIND_CELL, KIND_ROW},
};

/* Items and terms make a list of what holds them. */
static bool is_list_part(enum kind kind)
{
	return kind == KIND_ITEM || kind == KIND_TERM || kind == KIND_DEF;
}

/* The kind implied between the two, or -1. */
static int implied_for(const struct node *host, enum kind child)
{
	enum kind kind = (enum kind)host->kind;
	bool flow = kind_is_block(child) || kind_is_inline(child) || is_list_part(child);

	for (size_t i = 0; i < sizeof implications / sizeof *implications; i++)
		if (implications[i].host == kind && implications[i].child == child)
			return implications[i].implied;
	if (kind == KIND_LIST && flow)
		return KIND_ITEM;
	if (kind == KIND_DEFLIST && flow)
		return KIND_DEF;
	if (kind_is_inline(child) && kind_may_hold(kind, KIND_PARA))
		return host->element == ELEMENT_PRE || host->element == ELEMENT_LISTING
			       ? KIND_CODEBLOCK
			       : KIND_PARA;
	if (child == KIND_ITEM && kind_may_hold(kind, KIND_LIST))
		return KIND_LIST;
	if ((child == KIND_TERM || child == KIND_DEF) && kind_may_hold(kind, KIND_DEFLIST))
		return KIND_DEFLIST;
	return -1;
}

/* A line that turns out to hold blocks becomes a box, what it held so far a line in it. In a
   heading or a term, all but tables dissolve. */
static bool line_to_box(struct builder *b, struct node *host, enum kind child)
{
	enum kind to = KIND_BOX;
	struct node *line;

	switch ((enum kind)host->kind) {
	case KIND_PARA:
	case KIND_CODEBLOCK:
		break;
	case KIND_TERM:
		to = KIND_DEF;
		/* Fall through. */
	case KIND_HEADING:
		if (child == KIND_TABLE)
			break;
		return false;
	default:
		return false;
	}
	line = node_new_like(b->tree, host);
	if (!line)
		return false;
	line->kind = to == KIND_DEF ? KIND_PARA : host->kind;
	if (tree_move_children(b->tree, line, host) || node_set_kind(b->tree, host, to))
		return false;
	return !node_first_all(line) || !tree_append(b->tree, host, line);
}

/*
 * Where a node of the kind may stand for host: host itself, a part implied in it, the foster
 * box. NULL where there is no such place.
 */
static struct node *place_for(struct builder *b, struct node *host, enum kind kind)
{
	while (host && !kind_may_hold(host->kind, kind)) {
		int implied = implied_for(host, kind);

		if (implied >= 0)
			host = imply_or_reuse(b, host, (enum kind)implied);
		else if ((kind_is_block(kind) || is_list_part(kind)) &&
			 line_to_box(b, host, kind))
			continue;
		else if (is_table_part(host->kind) &&
			 (kind_is_block(kind) || kind_is_inline(kind) || is_list_part(kind)))
			host = foster(b, host);
		else
			host = NULL;
	}
	return host;
}

/* The kind that an element's node gets in host; table cells outside tables are boxes. */
static enum kind kind_in(const struct node *host, enum kind kind)
{
	bool flow = kind_may_hold(host->kind, KIND_BOX);

	switch (kind) {
	case KIND_HEAD:
	case KIND_BODY:
	case KIND_FOOT:
	case KIND_ROW:
	case KIND_CELL:
		return flow && !is_table_part(host->kind) ? KIND_BOX : kind;
	case KIND_CAPTION:
		return flow && host->kind != KIND_FIGURE ? KIND_PARA : kind;
	default:
		return kind;
	}
}

/* Boxes are transparent in lists, whose items they group. */
static bool transparent(const struct node *host, enum element element, enum kind kind)
{
	return html_elements[element].treatment == FLOWS && !kind_may_hold(host->kind, kind) &&
	       host->kind != KIND_PARA && !is_table_part(host->kind);
}

/* Where what comes next is to be, if it may: the innermost open block, or what is before a
   table that dissolved. */
static struct node *next_host(struct builder *b)
{
	unsigned index;
	struct node *host = host_of(b, &index);
	enum element e = index ? (enum element)b->open[index - 1].element : ELEMENT_OTHER;

	if (host->kind == KIND_SPAN &&
		(e == ELEMENT_TABLE || (e >= ELEMENT_THEAD && e <= ELEMENT_TR)))
		return foster(b, host);
	return host;
}

static struct node *line_end(struct builder *b, enum kind kind, bool seen);

/* Where a block is: where it may not be, what holds it takes its content. */
static struct node *place_block(struct builder *b, enum element element, struct node *node)
{
	unsigned index;
	enum kind kind = (enum kind)node->kind;
	struct node *host = host_of(b, &index), *place;

	if (node_parent(node))
		return node;
	if (host->kind == KIND_SPAN && !is_table_part(kind) && kind != KIND_CELL &&
		element != ELEMENT_CAPTION)
		host = next_host(b);
	if (!host || transparent(host, element, kind))
		return host;
	kind = element == ELEMENT_FIGCAPTION && host->kind != KIND_FIGURE ? KIND_PARA
									  : kind_in(host, kind);
	node->kind = (uint8_t)kind;
	place = place_for(b, host, kind);
	if (place)
		return tree_append(b->tree, place, node) ? host : node;
	if (kind != KIND_TABLE)
		return host;
	/* In a caption: a span, so that what is fostered has a place before it. */
	node->kind = KIND_SPAN;
	return tree_append(b->tree, line_end(b, KIND_SPAN, false), node) ? host : node;
}

static const struct node *line_of(const struct node *n)
{
	while (n && !kind_is_line((enum kind)n->kind))
		n = node_parent(n);
	return n;
}

/* A dissolved block begins or ends. */
static void end_line(struct builder *b, const struct node *in)
{
	const struct node *line = line_of(in);

	if (line)
		b->ended = line;
}

/* Makes nodes around text. */
static bool is_phrase(const struct builder_open *o)
{
	return o->phrase && o->node;
}

int builder_open(struct builder *b, const struct builder_open *o)
{
	struct builder_open *to = &b->open[b->depth];

	if (b->depth == TREE_DEPTH_MAX)
		return -1;
	*to = *o;
	to->serial = ++b->serial;
	to->phrase = o->phrase || !o->node;
	if (!to->phrase) {
		to->node = place_block(b, (enum element)o->element, o->node);
		to->dissolved =
			(to->node != o->node || to->node->kind == KIND_SPAN) && !o->in_line;
		if (to->dissolved)
			end_line(b, to->node);
	}
	b->phrases += is_phrase(to);
	b->depth++;
	return 0;
}

/* Phrases that decide what becomes of their text: links, what is hidden, and elements that
   filters drop. Bold or not, text stays what it is. */
static bool decides(const struct node *phrase)
{
	return phrase->kind == KIND_LINK || attr_int(phrase, ATTR_HIDDEN, 0) ||
	       (phrase->element >= ELEMENT_SCRIPT && phrase->element <= ELEMENT_CANVAS) ||
	       (phrase->element >= ELEMENT_BUTTON && phrase->element <= ELEMENT_TEXTAREA);
}

/* Whether a was made from what b was made from: node_new_like keeps line and attributes. */
static bool is_like(const struct node *a, const struct node *b)
{
	const char *one = attr_str(a, ATTR_HREF), *other = attr_str(b, ATTR_HREF);

	return a->kind == b->kind && a->element == b->element && node_line(a) == node_line(b) &&
	       !strcmp(one ? one : "", other ? other : "");
}

/* Such a phrase that nobody closed ends with its line: what was made of it in other blocks
   decides nothing. */
static void end_phrase(struct builder *b, const struct builder_open *o)
{
	struct node *n = o->node;

	if (!o->phrase || !n || o->latest == n || !o->latest || !decides(n))
		return;
	while ((n = tree_next_all(b->tree->root, n)))
		if (n->flags & NODE_IMPLIED && is_like(n, o->node)) {
			node_set_kind(b->tree, n, KIND_SPAN);
			n->element = ELEMENT_SPAN;
			attr_clear(n, ATTR_HREF);
			attr_clear(n, ATTR_URI);
			attr_clear(n, ATTR_HIDDEN);
		}
}

void builder_close(struct builder *b, unsigned depth, bool written)
{
	for (unsigned i = depth; i < b->depth; i++) {
		if (i >= depth + written)
			end_phrase(b, &b->open[i]);
		if (b->open[i].dissolved)
			end_line(b, b->open[i].node);
		b->phrases -= is_phrase(&b->open[i]);
	}
	if (depth < b->depth)
		b->depth = depth;
}

void builder_go_on(struct builder *b, const struct builder_open *o)
{
	struct builder_open again = *o;

	if (o->node && decides(o->node))
		again.node = NULL;
	builder_open(b, &again);
}

void builder_remove(struct builder *b, unsigned at)
{
	if (b->open[at].dissolved)
		end_line(b, b->open[at].node);
	b->phrases -= is_phrase(&b->open[at]);
	memmove(&b->open[at], &b->open[at + 1], (--b->depth - at) * sizeof *b->open);
}

void builder_insert(struct builder *b, unsigned at, const struct builder_open *o)
{
	if (b->depth == TREE_DEPTH_MAX)
		return;
	memmove(&b->open[at + 1], &b->open[at], (b->depth++ - at) * sizeof *b->open);
	b->open[at] = *o;
	b->open[at].serial = ++b->serial;
	b->phrases += is_phrase(o);
}

/*
 * Whether phrases may go on in one more block. A page can have hundreds open around thousands
 * of blocks: then all of them together make no more nodes than the page has else, and these
 * few.
 */
#define CONTINUED_FREE 10000

static bool may_continue(const struct builder *b)
{
	return b->continued < CONTINUED_FREE || b->continued < b->tree->last_id / 2;
}

/* The phrase's node below parent: the one at its end, the first one, or one more like it;
   parent where it would be one too many. What is hidden stays so in every block. */
static struct node *phrase_in(struct builder *b, struct builder_open *o, struct node *parent)
{
	struct node *n = o->latest;
	bool made = node_parent(o->node), hidden = attr_int(o->node, ATTR_HIDDEN, 0);

	if (n && node_parent(n) == parent && node_last_all(parent) == n)
		return n;
	if (made && !may_continue(b) && (!hidden || attr_int(parent, ATTR_HIDDEN, 0)))
		return parent;
	b->continued += made;
	n = made ? node_new_like(b->tree, o->node) : o->node;
	if (tree_append(b->tree, parent, n))
		return NULL;
	o->latest = n;
	return n;
}

/* What comes before the end of n in document order. */
static const struct node *before_end(const struct node *n)
{
	while (n && node_last_all(n))
		n = node_last_all(n);
	return n;
}

/* What no reader sees of the page: scripts and the like, what is hidden. */
static bool is_unseen(const struct node *phrase)
{
	return phrase->kind != KIND_LINK && decides(phrase);
}

/* Whether a reader sees something in the line before the end of at, and no line has ended
   since. */
static bool line_runs(const struct node *line, const struct node *at)
{
	for (const struct node *n = before_end(at); n != line;
		n = node_prev_all(n) ? before_end(node_prev_all(n)) : node_parent(n)) {
		const struct node *in = n;

		if (n->kind == KIND_BREAK)
			return false;
		if (n->kind != KIND_IMAGE && !(n->kind == KIND_TEXT && text_is_visible(n)))
			continue;
		while (in != line && !is_unseen(in))
			in = node_parent(in);
		if (in == line)
			return true;
	}
	return false;
}

/* Whether a BREAK is due at the end of at, where content comes that a reader sees. */
static bool break_is_due(struct builder *b, const struct node *at)
{
	if (!b->ended || !at || line_of(at) != b->ended)
		return false;
	for (unsigned i = 0; b->phrases && i < b->depth; i++)
		if (is_phrase(&b->open[i]) && is_unseen(b->open[i].node))
			return false;
	b->ended = NULL;
	return true;
}

/* Where inline content goes now: in the block's line, within all phrases that are open, also
   those that the block stands in. seen: a BREAK that is due comes before it, in the phrases
   that go on. */
static struct node *line_end(struct builder *b, enum kind kind, bool seen)
{
	struct node *at = place_for(b, next_host(b), kind);
	bool due = seen && break_is_due(b, at) && line_runs(line_of(at), at), in_link = false;
	uint16_t phrases[TREE_DEPTH_MAX];
	unsigned count = 0;

	/* From the innermost one out: links do not nest. */
	for (unsigned left = b->phrases, i = b->depth; left && i--;) {
		const struct builder_open *o = &b->open[i];
		bool link = is_phrase(o) && o->node->kind == KIND_LINK;

		left -= is_phrase(o);
		if (is_phrase(o) && !(link && in_link))
			phrases[count++] = (uint16_t)i;
		in_link |= link;
	}
	while (at && count) {
		struct builder_open *o = &b->open[phrases[--count]];

		if (due && (!o->latest || node_last_all(at) != o->latest)) {
			imply(b, at, KIND_BREAK);
			due = false;
		}
		at = phrase_in(b, o, at);
	}
	if (due)
		imply(b, at, KIND_BREAK);
	return at;
}

void builder_single(struct builder *b, struct node *node)
{
	unsigned index;
	struct node *place;

	if (!node)
		return;
	if (kind_is_inline((enum kind)node->kind)) {
		place = line_end(b, (enum kind)node->kind, node->kind == KIND_IMAGE);
	} else {
		place = host_of(b, &index);
		if (node->kind == KIND_RULE)
			end_line(b, place);
		place = place_for(b, place, (enum kind)node->kind);
	}
	tree_append(b->tree, place, node);
}

/* Whether white space here would be a space to a reader: inline content stands before it. */
static bool space_counts(const struct builder *b)
{
	unsigned index;
	const struct node *line = host_of(b, &index);

	if (line->kind == KIND_CODEBLOCK)
		return true;
	if (!kind_is_line((enum kind)line->kind))
		line = node_last_all(line);
	return line && kind_is_line((enum kind)line->kind) && node_last_all(line) &&
	       (line->flags & NODE_IMPLIED || line == host_of(b, &index));
}

bool builder_text(
	struct builder *b, struct slice text, bool blank, uint32_t offset, uint32_t length)
{
	struct node *at;

	if (blank && !space_counts(b))
		return false;
	at = line_end(b, KIND_TEXT, !blank);
	return tree_add_text(b->tree, at, text.start, text.len, offset, length, 0);
}
