#ifndef GUIDANG_TREE_H
#define GUIDANG_TREE_H

/*
 * The document tree: what every filter reads and changes.
 *
 * Nothing that came from the source is ever unlinked. What a filter does not
 * want it drops: the node stays, marked with a reason, and walkers step over it
 * with all that it holds. So every byte of the page's text can be accounted for.
 *
 * Failure: node_new answers NULL when memory runs out. All functions here take
 * NULL for a node and then do nothing; the refusal stays in the arena
 * (arena_failed), where the chain asks for it after every filter.
 *
 * The content model (docs/guidang-tree.5) is checked at every insertion. What
 * it forbids is not inserted, and the call answers -1.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "tree/storage.h"

enum kind {
#define KIND(name, xml, class) KIND_##name,
#include "tree/kinds.def"
#undef KIND
	KIND_COUNT
};

enum reason {
	REASON_LIVE, /* not dropped */
#define REASON(name, xml, sentence) REASON_##name,
#include "tree/reasons.def"
#undef REASON
	REASON_COUNT
};

enum attr {
#define ATTR(name, xml, type, meaning) ATTR_##name,
#include "tree/attrs.def"
#undef ATTR
	ATTR_COUNT,
	ATTR_LINE = ATTR_COUNT /* kept like one: the line of a node whose offset does not tell
				  it */
};

enum element {
#define ELEMENT(name, html, kind, treatment, group, traits) ELEMENT_##name,
#include "tree/elements.def"
	ELEMENT_COUNT
};

enum node_flag {
	NODE_GENERATED = 1, /* not in the source: made by a filter */
	NODE_IMPLIED = 2,   /* not written, but meant: a tbody, a second half of a <b> */
	NODE_MOVED = 4,	    /* is elsewhere than in the source */
	NODE_EXTERNAL = 8,  /* made or changed by an external filter */
};

/* Things in a tree refer to each other by number (storage.h): whoever needs a neighbour asks
   the functions below. */
struct attr_value {
	uint32_t next_ref;
	uint8_t attr; /* enum attr */
	bool is_number;
	union {
		const char *string;
		int32_t number;
	};
};

/* The text of a TEXT that is not just the source at its place. */
struct text_data {
	const char *bytes;
	uint32_t len, raw_len; /* [bytes] */
};

/* Pages of hardly more than tags are mostly nodes in memory: each byte here is one of 36. */
struct node {
	uint32_t parent_ref, next_ref;
	uint32_t prev_ref; /* of the first child: the last one */
	union {
		uint32_t first_ref;
		uint32_t data_ref; /* TEXT: its text_data; 0 where it is its place in the
				      source */
	};
	uint32_t attr_ref;
	uint32_t id;	      /* from 1, in the order of ingestion; never used again */
	uint32_t offset;      /* first byte in the decoded source [bytes, from 0] */
	uint32_t length : 24; /* [bytes]; 0 where the place is not known: then a TEXT's offset
				 is only near it, and tells the order of what was cut apart */
	uint32_t kind : 8;    /* enum kind */
	uint8_t reason;	      /* enum reason; REASON_LIVE while it is kept */
	uint8_t flags;	      /* enum node_flag */
	uint8_t element;      /* enum element it came from; ELEMENT_OTHER where none */
	uint8_t filter; /* the filter that last touched it: index into the document's names */
};

struct tree {
	struct arena arena; /* strings */
	struct pool *pool;  /* nodes, and what belongs to them alone */
	struct node *root;  /* DOCUMENT */
	uint32_t last_id;
	uint8_t filter;	 /* index of the filter at work: stamped on what it touches */
	size_t ingested; /* text read by ingest, as characters [bytes] */
	size_t blank;	 /* of it, white space between blocks, which no node holds [bytes] */
	const struct node
		*growing;    /* the TEXT whose bytes were copied last, with room after them */
	size_t growing_room; /* [bytes] */
};

/* Depth at which ingest flattens; every recursive consumer can rely on it. */
#define TREE_DEPTH_MAX 512

/* An empty tree: a DOCUMENT that holds a FRONT. -1 when memory runs out. */
int tree_init(struct tree *t);
void tree_free(struct tree *t);
/* The decoded source, which must outlive the tree: text that is added out of it is not copied.
   Before any is added. */
void tree_set_source(struct tree *t, const char *source, size_t len);

/* ---- making and linking ---- */

/* An unlinked node of the kind. */
struct node *node_new(struct tree *t, enum kind kind);
/* An unlinked TEXT with a copy of the bytes; flagged generated, raw_len 0. */
struct node *node_new_text(struct tree *t, const char *text, size_t len);

/*
 * Links an unlinked node as the last child of parent (or before sibling).
 * 0, or -1 where the content model forbids it.
 */
int tree_append(struct tree *t, struct node *parent, struct node *node);
int tree_prepend(struct tree *t, struct node *parent, struct node *node);
int tree_insert_before(struct tree *t, struct node *sibling, struct node *node);
int tree_insert_after(struct tree *t, struct node *sibling, struct node *node);

/* An unlinked node of the same kind, element, place and attributes, without content; flagged
 * implied. */
struct node *node_new_like(struct tree *t, const struct node *node);
/* An unlinked node that is the same in everything else, id and books included, without content.
 */
struct node *node_new_copy(struct tree *t, const struct node *node);

/*
 * Takes a linked node from its place and appends it to parent (or puts it before
 * sibling), marked as moved. 0, or -1 where the content model forbids it (the node then stays
 * where it was).
 */
int tree_move(struct tree *t, struct node *parent, struct node *node);
int tree_move_before(struct tree *t, struct node *sibling, struct node *node);
/* The same without the mark: for moves that change no reading order. */
int tree_shift(struct tree *t, struct node *parent, struct node *node);
int tree_shift_before(struct tree *t, struct node *sibling, struct node *node);

/* Puts wrapper (unlinked) in node's place and node into it. 0 or -1 as above. */
int tree_wrap(struct tree *t, struct node *node, struct node *wrapper);

/* Hoists all children of node to its place and drops the emptied node (REASON_WRAPPER).
   0, or -1 where the parent may not hold one of them (nothing is changed then). */
int tree_unwrap(struct tree *t, struct node *node);

/* Moves all children of from to the end of to. */
int tree_move_children(struct tree *t, struct node *to, struct node *from);

/* Changes the kind. 0, or -1 where the parent or a child forbids it. */
int node_set_kind(struct tree *t, struct node *node, enum kind kind);

/* True if the content model lets a parent of one kind hold a child of another. */
bool kind_may_hold(enum kind parent, enum kind child);

bool kind_is_inline(enum kind kind);		 /* INLINE, VOID but RULE, TEXT */
bool kind_is_block(enum kind kind);		 /* FLOW, LINE, RULE */
static inline bool kind_is_line(enum kind kind); /* LINE, TERM, CAPTION: holds inlines only */

/* ---- dropping ---- */

/* Marks node, and with it all that it holds, as dropped. Not the DOCUMENT. */
void node_drop(struct tree *t, struct node *node, enum reason reason);
/* Why n is not read: the reason of the nearest dropped node, itself or around it; REASON_LIVE
   where it is read. */
enum reason node_reason(const struct node *n);
/* Makes it live again. */
void node_restore(struct tree *t, struct node *node);
static inline bool node_live(const struct node *n)
{
	return n->reason == REASON_LIVE;
}

/* ---- neighbours, dropped or not; n is not NULL ---- */

static inline struct node *node_parent(const struct node *n)
{
	return pool_at(n, n->parent_ref);
}

static inline struct node *node_next_all(const struct node *n)
{
	return pool_at(n, n->next_ref);
}

static inline struct node *node_prev_all(const struct node *n)
{
	struct node *prev = pool_at(n, n->prev_ref);

	return prev && prev->next_ref ? prev : NULL;
}

static inline struct node *node_first_all(const struct node *n)
{
	return n->kind == KIND_TEXT ? NULL : pool_at(n, n->first_ref);
}

static inline struct node *node_last_all(const struct node *n)
{
	const struct node *first = node_first_all(n);

	return first ? pool_at(n, first->prev_ref) : NULL;
}

/* ---- places ---- */

/* A longer node has no place that is known [bytes]. */
#define NODE_LENGTH_MAX 0xFFFFFF

static inline void node_set_place(struct node *n, uint32_t offset, uint32_t length)
{
	n->offset = length > NODE_LENGTH_MAX ? 0 : offset;
	n->length = length > NODE_LENGTH_MAX ? 0 : length;
}

/* The line on which it begins in the source [from 1]; 0 if that is not known. */
uint32_t node_line(const struct node *n);
/* For a node whose place does not tell its line: read from elsewhere, or put for another.
 */
void node_set_line(struct tree *t, struct node *n, uint32_t line);

/* ---- text ---- */

static inline const struct text_data *text_data(const struct node *n)
{
	return pool_at(n, n->data_ref);
}

/* The bytes of a TEXT: UTF-8, not NUL-terminated, white space as the source has it until the
   space filter ran. */
static inline const char *node_text(const struct node *n)
{
	return n->data_ref ? text_data(n)->bytes : pool_chunk_of(n)->pool->source + n->offset;
}

/* [bytes]; 0 for all that is no TEXT. */
static inline uint32_t node_text_len(const struct node *n)
{
	return n->kind != KIND_TEXT ? 0 : n->data_ref ? text_data(n)->len : n->length;
}

/* Bytes of ingested text that a TEXT answers for [bytes]; 0 for generated text. node_text_len
   is less once white space went. */
static inline uint32_t node_raw_len(const struct node *n)
{
	return n->kind != KIND_TEXT ? 0 : n->data_ref ? text_data(n)->raw_len : n->length;
}

/*
 * Adds ingested text at the end of parent, merging it with a TEXT that already ends there.
 * text may point into the source; it is not copied, and must outlive the tree.
 * offset and length: its place in the decoded source; line: of its first byte, 0 where
 * the place tells it.
 */
struct node *tree_add_text(struct tree *t, struct node *parent, const char *text, size_t len,
	uint32_t offset, uint32_t length, uint32_t line);

/* Cuts a TEXT at byte at (0 < at < text_len): the node keeps the head, the tail follows as a
   new sibling, which is returned. The books are split too. */
struct node *text_split(struct tree *t, struct node *node, size_t at);

/* Sets the bytes of a TEXT; raw_len stays, so that what got shorter is counted as white space
   gone. text is not copied. */
void text_set(struct tree *t, struct node *node, const char *text, size_t len);
/* Gives a TEXT bytes and books as they were written, and stamps nothing. text is not copied. */
void text_restore(
	struct tree *t, struct node *node, const char *text, size_t len, uint32_t raw_len);

/* ---- attributes ---- */

/* All of them, in any order; NULL at the end. */
static inline struct attr_value *attr_first(const struct node *n)
{
	return pool_at(n, n->attr_ref);
}

static inline struct attr_value *attr_next(const struct attr_value *v)
{
	return pool_at(v, v->next_ref);
}

/* Of a node that has attributes. */
const char *attr_find_str(const struct node *n, enum attr attr);
int attr_find_int(const struct node *n, enum attr attr, int fallback);

/* NULL where unset. */
static inline const char *attr_str(const struct node *n, enum attr attr)
{
	return n && n->attr_ref ? attr_find_str(n, attr) : NULL;
}

static inline int attr_int(const struct node *n, enum attr attr, int fallback)
{
	return n && n->attr_ref ? attr_find_int(n, attr, fallback) : fallback;
}

/* The string is copied. */
void attr_set_str(struct tree *t, struct node *n, enum attr attr, const char *value);
void attr_set_strn(
	struct tree *t, struct node *n, enum attr attr, const char *value, size_t len);
void attr_set_int(struct tree *t, struct node *n, enum attr attr, int value);
void attr_clear(struct node *n, enum attr attr);

/* ---- walking: iterative, live nodes only, root included ---- */

/*
 * Preorder. tree_next(root, n) is the node after n within root, NULL at the end; it goes into
 * n's children, tree_next_skip does not. n may be dropped, or its children changed, between two
 * calls; it must stay linked. Dropped nodes are stepped over with all they hold; a dropped root
 * is entered.
 *
 *     for (struct node *n = root; n; n = tree_next(root, n))
 */
static inline struct node *tree_next(const struct node *root, const struct node *n);
static inline struct node *tree_next_skip(const struct node *root, const struct node *n);
/* The same for blocks and lines: what lines hold is not gone into. */
static inline struct node *tree_next_block(const struct node *root, const struct node *n);
/* The same over everything, dropped or not. */
struct node *tree_next_all(const struct node *root, const struct node *n);
struct node *tree_next_all_skip(const struct node *root, const struct node *n);

/* Live children. */
static inline struct node *node_first(const struct node *parent);
struct node *node_last(const struct node *parent);
static inline struct node *node_following(const struct node *n); /* next live sibling */
struct node *node_preceding(const struct node *n);		 /* previous live sibling */

/* Nearest ancestor of the kind, or NULL; n itself does not count. */
struct node *node_ancestor(const struct node *n, enum kind kind);
/* True if n is a or is in it. */
bool node_within(const struct node *n, const struct node *a);

/* Enter and leave events, for emitters. Between events the tree may not change. */
struct walk {
	const struct node *root, *node;
	bool entering; /* node is entered (true) or left; leaves get both */
	bool skip;     /* set by the caller while entering: do not go in, go on with leaving */
};
#define WALK_INIT(root_node)                                                                   \
	{                                                                                      \
		.root = (root_node)                                                            \
	}
static inline bool walk_step(struct walk *w); /* false at the end */

/* ---- names ---- */

const char *kind_name(enum kind kind);
const char *reason_name(enum reason reason);
const char *reason_sentence(enum reason reason);
const char *attr_name(enum attr attr);
bool attr_is_number(enum attr attr);
const char *element_name(enum element element); /* "" for OTHER */
/* By name; -1 (or ELEMENT_OTHER) where there is none. */
int kind_by_name(const char *name);
int reason_by_name(const char *name);
int attr_by_name(const char *name);
enum element element_by_name(const char *name); /* lower case */

/* ---- checking ---- */

/*
 * Every link, the content model and the books. Writes the first fault it finds
 * as a sentence to message (size bytes) and answers -1; 0 where all is well.
 * emit_ready: also that no BOX and no SPAN is left, and TITLE is in FRONT (the emit
 * grammar).
 */
int tree_check(const struct tree *t, bool emit_ready, char *message, size_t size);

/* The places of the ingested text bytes: live + dropped + unlocated = ingested [bytes]. What no
   node holds but white space is unlocated. */
struct books {
	size_t ingested, kept, dropped, unlocated;
	size_t by_reason[REASON_COUNT]; /* dropped, by reason */
};
struct books tree_books(const struct tree *t);

/* ---- in line, what every filter takes: a step is a few instructions ---- */

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
