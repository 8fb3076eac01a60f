/*
 * Boxes that say what an earlier box said, word for word: the clones that sliders make of their
 * slides, and the second copy that pages have for narrow screens. And long paragraphs that say
 * what the one right above said: the summary that a template prints twice.
 */
#include "filter.h"

#include <stdlib.h>
#include <string.h>

/* Shorter boxes and single lines may repeat: prices, buttons, the same step in every week
   [characters; lines]. */
#define REPEAT_CHARS 80
#define REPEAT_LINES 2

/* From so much on, boxes anywhere in the page are copies. */
#define FAR_CHARS 200
#define FAR_LINES 3

/* The text of a block as a polynomial over its bytes without white space, modulo 2^64. */
#define BASE UINT64_C(1099511628211)

struct digest {
	uint64_t hash, power; /* power: BASE to the number of bytes */
	uint32_t chars;	      /* without white space */
	uint32_t lines;	      /* with text */
	uint32_t order;	      /* of reading */
};

struct box {
	uint64_t hash;
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
		size_t room = s->room ? 2 * s->room : 64;
		struct digest *open = realloc(s->open, room * sizeof *open);

		if (!open)
			return -1;
		s->open = open;
		s->room = room;
	}
	s->open[s->depth++] = (struct digest){.power = 1, .order = ++s->entered};
	return 0;
}

static int search_note(struct search *s, struct node *n, const struct digest *d)
{
	if (s->count == s->boxes_room) {
		size_t room = s->boxes_room ? 2 * s->boxes_room : 64;
		struct box *boxes = realloc(s->boxes, room * sizeof *boxes);

		if (!boxes)
			return -1;
		s->boxes = boxes;
		s->boxes_room = room;
	}
	s->boxes[s->count++] = (struct box){d->hash, n, NULL, d->chars, d->lines, d->order};
	return 0;
}

static void digest_text(struct digest *d, const struct node *text)
{
	const char *bytes = node_text(text);
	size_t len = node_text_len(text);
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		if (char_is_space(utf8_decode(bytes + i, len - i, &width)))
			continue;
		d->chars++;
		for (unsigned k = 0; k < width; k++) {
			d->hash = d->hash * BASE + (unsigned char)bytes[i + k] + 1;
			d->power *= BASE;
		}
	}
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

	if (n->kind == KIND_TEXT)
		digest_text(own, n);
	if (kind_is_line((enum kind)n->kind))
		own->lines = own->chars > 0;
	if (s->depth) {
		up->hash = up->hash * own->power + own->hash;
		up->power *= own->power;
		up->chars += own->chars;
		up->lines += own->lines;
	}
	return may_repeat(n, own) ? search_note(s, n, own) : 0;
}

static int find_boxes(struct search *s, const struct node *root)
{
	struct walk w = WALK_INIT(root);
	int rc = 0;

	while (!rc && walk_step(&w))
		rc = w.entering ? search_open(s) : leave(s, (struct node *)w.node);
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

/* Clones stand beside what they repeat, or in a list beside its list: few words elsewhere may
   be meant. */
static bool may_be_copy(const struct box *b)
{
	const struct node *one = node_parent(b->first), *other = node_parent(b->node);

	if (node_within(b->node, b->first) || node_within(b->first, b->node))
		return false;
	return one == other || node_parent(one) == node_parent(other) ||
	       (b->chars >= FAR_CHARS && b->lines >= FAR_LINES);
}

static void find_first(struct box *boxes, size_t count)
{
	qsort(boxes, count, sizeof *boxes, by_text);
	for (size_t i = 0, first = 0; i < count; i++) {
		if (boxes[i].hash != boxes[first].hash)
			first = i;
		boxes[i].first = boxes[first].node;
	}
}

/* From the outside in, so that what stands in a copy is not compared again. */
static void drop_copies(struct document *doc, struct box *boxes, size_t count)
{
	qsort(boxes, count, sizeof *boxes, by_order);
	for (size_t i = 0; i < count; i++)
		if (boxes[i].first != boxes[i].node &&
			node_reason(boxes[i].node) == REASON_LIVE && may_be_copy(&boxes[i]) &&
			same_text(boxes[i].first, boxes[i].node))
			node_drop(&doc->tree, boxes[i].node, REASON_DUPLICATE);
}

static bool is_line(const struct node *n)
{
	return kind_is_line((enum kind)n->kind) && !node_is_blank(n);
}

static bool is_echo(const struct node *above, const struct node *n)
{
	return above && above->kind == KIND_PARA && n->kind == KIND_PARA &&
	       text_measure(n).chars >= REPEAT_CHARS && !node_ancestor(n, KIND_ITEM) &&
	       !node_ancestor(n, KIND_TABLE) && same_text(above, n);
}

/* Paragraphs that repeat the line right above, and are not repeated: what stands three times
   says the same of three things. */
static void drop_echoes(struct document *doc)
{
	struct node *root = doc->tree.root, *above = NULL, *echo = NULL, *next;
	unsigned echoes = 0;

	for (struct node *n = root; n; n = next) {
		bool whole = n->kind == KIND_FRONT || is_line(n);

		next = whole ? tree_next_skip(root, n) : tree_next(root, n);
		if (n->kind == KIND_FRONT || !is_line(n))
			continue;
		if (is_echo(above, n)) {
			echo = n;
			echoes++;
		} else {
			if (echoes == 1)
				node_drop(&doc->tree, echo, REASON_DUPLICATE);
			echoes = 0;
		}
		above = n;
	}
	if (echoes == 1)
		node_drop(&doc->tree, echo, REASON_DUPLICATE);
}

static int run(struct document *doc)
{
	struct search s = {0};
	int rc = find_boxes(&s, doc->tree.root);

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
	.help = "drop boxes that repeat an earlier one word for word, and echoed paragraphs",
	.run = run,
};
