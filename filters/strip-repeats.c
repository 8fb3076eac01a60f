/*
 * Boxes that say what an earlier box said, word for word: the clones that sliders make of their
 * slides, and the second copy that pages have for narrow screens. And long paragraphs that say
 * what the one right above said: the summary that a template prints twice.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/list.h"

/* Shorter boxes and single lines may repeat: prices, buttons, the same step in every week
   [characters; lines]. */
#define REPEAT_CHARS 80
#define REPEAT_LINES 2

/* From so much on, boxes anywhere in the page are copies. */
#define FAR_CHARS 200
#define FAR_LINES 3

/* What the text of a block is made of: blocks where this differs do not say the same. */
struct digest {
	uint32_t chars;			   /* without white space */
	uint32_t cjk, digits, punctuation; /* of these */
	uint32_t lines;			   /* with text */
	uint32_t order;			   /* of reading */
};

struct box {
	uint64_t hash;		   /* of its counts; where others have the same, of its text */
	struct node *node, *first; /* first: with this text, or so it seems */
	uint32_t chars, lines;
	uint32_t order; /* of reading */
};

/* What is open in the walk, and the boxes that are long enough. */
struct search {
	struct digest *open;
	struct box *boxes;
	size_t depth, room; /* of open */
	size_t count, boxes_room;
	uint32_t entered; /* nodes */
};

static int search_open(struct search *s)
{
	if (s->depth == s->room) {
		struct digest *open = list_double(s->open, &s->room, sizeof *open);

		if (!open)
			return -1;
		s->open = open;
	}
	s->open[s->depth++] = (struct digest){.order = ++s->entered};
	return 0;
}

static uint64_t hash_counts(const struct digest *d)
{
	uint32_t counts[] = {d->chars, d->cjk, d->digits, d->punctuation};
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		hash = hash_add(hash, counts[i]);
	return hash;
}

static uint64_t hash_text(struct buf *text, const struct node *n)
{
	buf_clear(text);
	text_collect_squashed(text, n);
	return hash_bytes(HASH_START, text->data, text->len);
}

static int search_note(struct search *s, struct node *n, const struct digest *d)
{
	if (s->count == s->boxes_room) {
		struct box *boxes = list_double(s->boxes, &s->boxes_room, sizeof *boxes);

		if (!boxes)
			return -1;
		s->boxes = boxes;
	}
	s->boxes[s->count++] =
		(struct box){hash_counts(d), n, NULL, d->chars, d->lines, d->order};
	return 0;
}

static void digest_line(struct digest *d, const struct node *line)
{
	struct text_stats s = text_measure(line);

	d->chars = (uint32_t)s.chars;
	d->cjk = (uint32_t)s.cjk;
	d->digits = (uint32_t)s.digits;
	d->punctuation = (uint32_t)s.punctuation;
	d->lines = s.chars > 0;
}

static bool may_repeat(const struct node *n, const struct digest *d)
{
	return (n->kind == KIND_BOX || n->kind == KIND_SECTION || n->kind == KIND_LIST ||
		       n->kind == KIND_ITEM || n->kind == KIND_QUOTE) &&
	       d->chars >= REPEAT_CHARS && d->lines >= REPEAT_LINES;
}

static int leave(struct search *s, struct node *n)
{
	struct digest *own = &s->open[--s->depth], *up = own - 1;

	if (s->depth) {
		up->chars += own->chars;
		up->cjk += own->cjk;
		up->digits += own->digits;
		up->punctuation += own->punctuation;
		up->lines += own->lines;
	}
	return may_repeat(n, own) ? search_note(s, n, own) : 0;
}

static int enter(struct search *s, struct walk *w)
{
	if (search_open(s))
		return -1;
	w->skip = kind_is_line((enum kind)w->node->kind);
	if (w->skip)
		digest_line(&s->open[s->depth - 1], w->node);
	return 0;
}

static int find_boxes(struct search *s, const struct node *root)
{
	struct walk w = WALK_INIT(root);
	int rc = 0;

	while (!rc && walk_step(&w))
		rc = w.entering ? enter(s, &w) : leave(s, (struct node *)w.node);
	return rc;
}

/* Whichever of two alike comes first stays. */
static int by_text(const void *a, const void *b)
{
	const struct box *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int by_order(const void *a, const void *b)
{
	const struct box *x = a, *y = b;

	return x->order < y->order ? -1 : 1;
}

static bool same_text(const struct node *a, const struct node *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool same;

	text_collect_squashed(&one, a);
	text_collect_squashed(&other, b);
	same = !buf_failed(&one) && !buf_failed(&other) && one.len == other.len &&
	       !memcmp(buf_str(&one), buf_str(&other), one.len);
	buf_free(&one);
	buf_free(&other);
	return same;
}

/* Clones are beside what they repeat, or in a list beside its list: few words elsewhere may
   be meant. */
static bool may_be_copy(const struct box *b)
{
	const struct node *one = node_parent(b->first), *other = node_parent(b->node);

	if (node_within(b->node, b->first) || node_within(b->first, b->node))
		return false;
	return one == other || node_parent(one) == node_parent(other) ||
	       (b->chars >= FAR_CHARS && b->lines >= FAR_LINES);
}

/* How many boxes from here on have the same hash. */
static size_t count_alike(const struct box *boxes, size_t count)
{
	size_t alike = 1;

	while (alike < count && boxes[alike].hash == boxes->hash)
		alike++;
	return alike;
}

/* True if all are in the first: then all have its text, and none is a copy. */
static bool are_nested(const struct box *boxes, size_t count)
{
	size_t i = 1;

	while (i < count && node_within(boxes[i].node, boxes->node))
		i++;
	return i == count;
}

/* Boxes of the same counts are told apart by their texts. They are in the order of reading:
   what is in the one before it has its text. */
static void hash_texts(struct box *boxes, size_t count, struct buf *text)
{
	for (size_t i = 0; i < count; i++)
		boxes[i].hash = i && node_within(boxes[i].node, boxes[i - 1].node)
					? boxes[i - 1].hash
					: hash_text(text, boxes[i].node);
}

static int tell_apart(struct box *boxes, size_t count)
{
	struct buf text = BUF_INIT;
	int rc;

	qsort(boxes, count, sizeof *boxes, by_text);
	for (size_t i = 0, alike; i < count; i += alike) {
		alike = count_alike(boxes + i, count - i);
		if (!are_nested(boxes + i, alike))
			hash_texts(boxes + i, alike, &text);
	}
	rc = buf_failed(&text) ? -1 : 0;
	buf_free(&text);
	return rc;
}

static void find_first(struct box *boxes, size_t count)
{
	qsort(boxes, count, sizeof *boxes, by_text);
	for (size_t i = 0, alike; i < count; i += alike) {
		alike = count_alike(boxes + i, count - i);
		for (size_t k = 0; k < alike; k++)
			boxes[i + k].first = boxes[i].node;
	}
}

/* From the outside in, so that what is in a copy is not compared again. */
static void drop_copies(struct document *doc, struct box *boxes, size_t count)
{
	qsort(boxes, count, sizeof *boxes, by_order);
	for (size_t i = 0; i < count; i++)
		if (boxes[i].first != boxes[i].node &&
			node_reason(boxes[i].node) == REASON_LIVE && may_be_copy(&boxes[i]) &&
			same_text(boxes[i].first, boxes[i].node))
			node_drop(&doc->tree, boxes[i].node, REASON_DUPLICATE);
}

/* The characters of a paragraph that may be an echo or be echoed; 0 for others. */
static size_t para_chars(const struct node *n)
{
	size_t bytes = 0, chars;

	if (n->kind != KIND_PARA)
		return 0;
	for (const struct node *in = n; in && bytes < REPEAT_CHARS; in = tree_next(n, in))
		bytes += node_text_len(in);
	chars = bytes < REPEAT_CHARS ? 0 : text_measure(n).chars;
	return chars < REPEAT_CHARS ? 0 : chars;
}

static bool is_echo(const struct node *above, const struct node *n)
{
	return !node_ancestor(n, KIND_ITEM) && !node_ancestor(n, KIND_TABLE) &&
	       same_text(above, n);
}

/* Paragraphs that repeat the line right above, and are not repeated: what is there three times
   says the same of three things. */
static void drop_echoes(struct document *doc)
{
	struct node *root = doc->tree.root, *above = NULL, *echo = NULL, *n = root;
	size_t chars_above = 0, chars;
	unsigned echoes = 0;

	for (; n; n = n->kind == KIND_FRONT ? tree_next_skip(root, n)
					    : tree_next_block(root, n)) {
		if (!kind_is_line((enum kind)n->kind) || node_is_blank(n))
			continue;
		chars = para_chars(n);
		if (chars && chars == chars_above && is_echo(above, n)) {
			echo = n;
			echoes++;
		} else {
			if (echoes == 1)
				node_drop(&doc->tree, echo, REASON_DUPLICATE);
			echoes = 0;
		}
		above = n;
		chars_above = chars;
	}
	if (echoes == 1)
		node_drop(&doc->tree, echo, REASON_DUPLICATE);
}

static int run(struct document *doc)
{
	struct search s = {0};
	int rc = find_boxes(&s, doc->tree.root);

	if (!rc && s.count)
		rc = tell_apart(s.boxes, s.count);
	if (!rc && s.count) {
		find_first(s.boxes, s.count);
		drop_copies(doc, s.boxes, s.count);
	}
	if (!rc)
		drop_echoes(doc);
	free(s.open);
	free(s.boxes);
	return rc;
}

const struct filter filter_strip_repeats = {
	.name = "strip-repeats",
	.stage = STAGE_STRIP,
	.help = "drop boxes and paragraphs that are there twice",
	.run = run,
};
