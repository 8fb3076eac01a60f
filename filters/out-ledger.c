/*
 * The ledger: JSON lines, a line a dropped piece: source (file name), id, reason, sentence,
 * filter, offset and length and line (place in the decoded source; 0 where not known), bytes,
 * text, and of a piece that holds pictures their src and alt. After them come the pictures that
 * are kept, but only as text: reason "picture", and besides src and fault (picture-faults.def).
 */
#include "document/filter.h"

#include "base/json.h"
#include "document/dropped.h"
#include "picture/picture.h"

static const char *address_of(const struct node *image)
{
	const char *src = attr_str(image, ATTR_SRC);

	return image_is_data_uri(src) ? "data:" : src;
}

/* Nothing where the piece holds no picture. */
static void write_dropped_pictures(struct json *j, const struct dropped_piece *p)
{
	bool open = false;

	for (const struct node *n = p->node; n; n = dropped_next_in(p->node, n)) {
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
	const struct dropped_piece *p, const struct buf *text)
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

static int emit(const struct document *doc, struct buf *out)
{
	struct dropped_piece p = {0};
	struct buf text = BUF_INIT;
	bool failed;

	while (dropped_next(doc, &p)) {
		struct json j = {.out = out};

		buf_clear(&text);
		dropped_text(&text, &p);
		write_piece(&j, doc, &p, &text);
	}
	write_pictures(doc, out);
	failed = buf_failed(&text) || buf_failed(out);
	buf_free(&text);
	return failed ? -1 : 0;
}

const struct filter filter_out_ledger = {
	.name = "out-ledger",
	.stage = STAGE_EMIT,
	.help = "write what was dropped, a JSON object a line",
	.emit = emit,
	.format = "ledger",
	.extension = "ledger.jsonl",
	.media = {{"application/jsonl", "JSON Lines", NULL, NULL}},
};
