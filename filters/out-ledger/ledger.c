#include "ledger.h"

#include "base/json.h"
#include "picture/picture.h"
#include "tree/text.h"

/* The next node of a piece: what was dropped before it, inside it, is a piece of its own. */
static const struct node *next_in_piece(const struct node *piece, const struct node *n)
{
	n = tree_next_all(piece, n);
	while (n && !node_live(n))
		n = tree_next_all_skip(piece, n);
	return n;
}

/* Sums up p->node; whether it is to be listed. */
static bool weigh(struct ledger_piece *p)
{
	bool ink = false, image = false;

	p->bytes = 0;
	for (const struct node *n = p->node; n; n = next_in_piece(p->node, n)) {
		p->bytes += node_raw_len(n);
		image = image || n->kind == KIND_IMAGE;
		ink = ink || (node_raw_len(n) && text_has_ink(n));
	}
	return ink || image;
}

bool ledger_next(const struct document *doc, struct ledger_piece *p)
{
	const struct node *root = doc->tree.root;

	p->node = p->node ? tree_next_all(root, p->node) : root;
	while (p->node && (node_live(p->node) || !weigh(p)))
		p->node = tree_next_all(root, p->node);
	return p->node;
}

void ledger_text(struct buf *out, const struct ledger_piece *p)
{
	size_t start = out->len;

	for (const struct node *n = p->node; n; n = next_in_piece(p->node, n)) {
		if (n->kind == KIND_TEXT)
			buf_put(out, node_text(n), node_text_len(n));
		else if ((n->kind == KIND_BREAK || !kind_is_inline(n->kind)) &&
			 out->len > start && out->data[out->len - 1] != '\n')
			buf_putc(out, '\n');
	}
}

static const char *address_of(const struct node *image)
{
	const char *src = attr_str(image, ATTR_SRC);

	return image_is_data_uri(src) ? "data:" : src;
}

/* Nothing where the piece holds no picture. */
static void write_dropped_pictures(struct json *j, const struct ledger_piece *p)
{
	bool open = false;

	for (const struct node *n = p->node; n; n = next_in_piece(p->node, n)) {
		if (n->kind != KIND_IMAGE)
			continue;
		if (!open)
			json_open_array(j, "pictures");
		open = true;
		json_open_object(j, NULL);
		json_str(j, "src", address_of(n));
		json_str(j, "alt", attr_str(n, ATTR_ALT));
		json_close_object(j);
	}
	if (open)
		json_close_array(j);
}

static void write_piece(struct json *j, const struct document *doc,
	const struct ledger_piece *p, const struct buf *text)
{
	const struct node *n = p->node;

	json_open_object(j, NULL);
	json_str(j, "source", doc->source.name);
	json_int(j, "id", n->id);
	json_str(j, "reason", reason_name((enum reason)n->reason));
	json_str(j, "sentence", reason_sentence((enum reason)n->reason));
	json_str(j, "filter", document_filter_name(doc, n->filter));
	json_int(j, "offset", n->length || n->kind != KIND_TEXT ? n->offset : 0);
	json_int(j, "length", n->length);
	json_int(j, "line", node_line(n));
	json_int(j, "bytes", (int64_t)p->bytes);
	json_strn(j, "text", buf_str(text), text->len);
	write_dropped_pictures(j, p);
	json_close_object(j);
	buf_putc(j->out, '\n');
}

/* A picture that is not in a document, though its text and address are. */
static void write_picture(struct json *j, const struct document *doc, const struct node *n,
	enum picture_fault fault)
{
	json_open_object(j, NULL);
	json_str(j, "source", doc->source.name);
	json_int(j, "id", n->id);
	json_str(j, "reason", "picture");
	json_str(j, "sentence", picture_fault_sentence(fault));
	json_str(j, "filter", "pictures");
	json_int(j, "offset", n->offset);
	json_int(j, "length", n->length);
	json_int(j, "line", node_line(n));
	json_int(j, "bytes", 0);
	json_str(j, "text", "");
	json_str(j, "src", address_of(n));
	json_str(j, "fault", picture_fault_name(fault));
	json_close_object(j);
	buf_putc(j->out, '\n');
}

static void write_pictures(const struct document *doc, struct buf *out)
{
	const struct node *root = doc->tree.root;

	for (const struct node *n = root; n; n = tree_next(root, n)) {
		enum picture_fault fault =
			n->kind == KIND_IMAGE ? picture_fault_of(n) : PICTURE_GOOD;
		struct json j = {.out = out};

		if (fault != PICTURE_GOOD)
			write_picture(&j, doc, n, fault);
	}
}

int ledger_write(const struct document *doc, struct buf *out)
{
	struct ledger_piece p = {0};
	struct buf text = BUF_INIT;
	bool failed;

	while (ledger_next(doc, &p)) {
		struct json j = {.out = out};

		buf_clear(&text);
		ledger_text(&text, &p);
		write_piece(&j, doc, &p, &text);
	}
	write_pictures(doc, out);
	failed = buf_failed(&text) || buf_failed(out);
	buf_free(&text);
	return failed ? -1 : 0;
}
