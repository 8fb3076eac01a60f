/*
 * Boxes that say what an earlier box said, word for word: the clones that sliders make of their
 * slides, and the second copy that pages have for narrow screens.
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
	const struct node *first; /* boxes: the first one with this text, or so it seems */
};

struct box {
	struct digest *digest;
	struct node *node;
};

static void digest_text(struct digest *d, const struct node *text)
{
	unsigned width;

	for (size_t i = 0; i < text->text_len; i += width) {
		if (char_is_space(utf8_decode(text->text + i, text->text_len - i, &width)))
			continue;
		d->chars++;
		for (unsigned k = 0; k < width; k++) {
			d->hash = d->hash * BASE + (unsigned char)text->text[i + k] + 1;
			d->power *= BASE;
		}
	}
}

static bool may_repeat(const struct node *n)
{
	return n->kind == KIND_BOX || n->kind == KIND_SECTION || n->kind == KIND_LIST ||
	       n->kind == KIND_ITEM || n->kind == KIND_QUOTE;
}

/* Digests all nodes, bottom up; the boxes long enough go to boxes, which has room for all. */
static size_t digest_tree(const struct node *root, struct digest *by_id, struct box *boxes)
{
	struct walk w = WALK_INIT(root);
	size_t count = 0;
	uint32_t order = 0;

	while (walk_step(&w)) {
		struct digest *own = &by_id[w.node->id], *up;

		if (w.entering) {
			*own = (struct digest){.power = 1, .order = ++order};
			if (w.node->kind == KIND_TEXT)
				digest_text(own, w.node);
			continue;
		}
		if (kind_is_line((enum kind)w.node->kind))
			own->lines = own->chars > 0;
		if (may_repeat(w.node) && own->chars >= REPEAT_CHARS &&
			own->lines >= REPEAT_LINES)
			boxes[count++] = (struct box){own, (struct node *)w.node};
		if (w.node == root)
			break;
		up = &by_id[w.node->parent->id];
		up->hash = up->hash * own->power + own->hash;
		up->power *= own->power;
		up->chars += own->chars;
		up->lines += own->lines;
	}
	return count;
}

static int compare(const void *a, const void *b)
{
	const struct box *x = a, *y = b;

	if (x->digest->hash != y->digest->hash)
		return x->digest->hash < y->digest->hash ? -1 : 1;
	return x->digest->order < y->digest->order ? -1 : 1;
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

/* Clones stand beside what they repeat, or in a list beside its list: few words elsewhere may be
   meant. */
static bool may_be_copy(const struct node *first, const struct node *n, const struct digest *d)
{
	const struct node *one = first->parent, *other = n->parent;

	if (node_within(n, first) || node_within(first, n))
		return false;
	return one == other || one->parent == other->parent ||
	       (d->chars >= FAR_CHARS && d->lines >= FAR_LINES);
}

static void find_first(struct box *boxes, size_t count)
{
	qsort(boxes, count, sizeof *boxes, compare);
	for (size_t i = 0, first = 0; i < count; i++) {
		if (boxes[i].digest->hash != boxes[first].digest->hash)
			first = i;
		boxes[i].digest->first = boxes[first].node;
	}
}

/* From the outside in, so that what stands in a copy is not compared again. */
static void drop_repeats(struct document *doc, const struct digest *by_id)
{
	struct node *root = doc->tree.root;

	for (struct node *n = root; n; n = tree_next(root, n)) {
		const struct digest *d = &by_id[n->id];

		if (d->first && d->first != n && may_be_copy(d->first, n, d) &&
			same_text(d->first, n))
			node_drop(&doc->tree, n, REASON_DUPLICATE);
	}
}

static int run(struct document *doc)
{
	size_t size = (size_t)doc->tree.last_id + 1, count;
	struct digest *by_id = calloc(size, sizeof *by_id);
	struct box *boxes = calloc(size, sizeof *boxes);
	int rc = -1;

	if (!by_id || !boxes)
		goto done;
	count = digest_tree(doc->tree.root, by_id, boxes);
	find_first(boxes, count);
	drop_repeats(doc, by_id);
	rc = 0;
done:
	free(by_id);
	free(boxes);
	return rc;
}

const struct filter filter_strip_repeats = {
	.name = "strip-repeats",
	.stage = STAGE_STRIP,
	.help = "drop boxes that repeat an earlier one word for word",
	.run = run,
};
