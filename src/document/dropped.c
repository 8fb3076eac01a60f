#include "document/dropped.h"

#include "tree/text.h"

const struct node *dropped_next_in(const struct node *piece, const struct node *n)
{
	n = tree_next_all(piece, n);
	while (n && !node_live(n))
		n = tree_next_all_skip(piece, n);
	return n;
}

/* Sums up p->node; true if it is to be listed. */
static bool weigh(struct dropped_piece *p)
{
	bool ink = false, image = false;

	p->bytes = 0;
	for (const struct node *n = p->node; n; n = dropped_next_in(p->node, n)) {
		p->bytes += node_raw_len(n);
		image = image || n->kind == KIND_IMAGE;
		ink = ink || (node_raw_len(n) && text_is_visible(n));
	}
	return ink || image;
}

bool dropped_next(const struct document *doc, struct dropped_piece *p)
{
	const struct node *root = doc->tree.root;

	p->node = p->node ? tree_next_all(root, p->node) : root;
	while (p->node && (node_live(p->node) || !weigh(p)))
		p->node = tree_next_all(root, p->node);
	return p->node;
}

void dropped_text(struct buf *out, const struct dropped_piece *p)
{
	size_t start = out->len;

	for (const struct node *n = p->node; n; n = dropped_next_in(p->node, n)) {
		if (n->kind == KIND_TEXT)
			buf_put(out, node_text(n), node_text_len(n));
		else if ((n->kind == KIND_BREAK || !kind_is_inline(n->kind)) &&
			 out->len > start && out->data[out->len - 1] != '\n')
			buf_putc(out, '\n');
	}
}
