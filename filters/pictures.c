/* The files of pictures, where they are at hand; and of the others, why they are not. */
#include "document/filter.h"
#include "picture/picture.h"
#include "pictures/resources.h"

#include <string.h>

struct pictures {
	struct document *doc;
	struct buf bytes, uri;
	size_t total; /* read so far [bytes] */
};

/* The file's bytes, as a data: URI, become an attribute: then the tree holds all that a
   document needs, wherever it is written. */
static enum picture_fault take_file(struct pictures *p, struct node *image)
{
	enum picture_fault fault = resources_read(p->doc, image, &p->bytes);
	struct image_info info;

	if (fault != PICTURE_GOOD)
		return fault;
	fault = picture_check(p->bytes.data, p->bytes.len, &info);
	if (fault != PICTURE_GOOD && fault != PICTURE_VECTOR)
		return fault;
	if (p->bytes.len > PICTURE_BYTES_MAX_PAGE - p->total)
		return PICTURE_LARGE;
	p->total += p->bytes.len;
	image_encode_uri(info.format, p->bytes.data, p->bytes.len, &p->uri);
	attr_set_strn(&p->doc->tree, image, ATTR_DATA, buf_str(&p->uri), p->uri.len);
	return fault;
}

static enum picture_fault look_at(struct pictures *p, struct node *image)
{
	struct image_info info;
	enum picture_fault fault;

	buf_clear(&p->bytes);
	buf_clear(&p->uri);
	if (!image_is_data_uri(attr_str(image, ATTR_SRC)))
		return take_file(p, image);
	fault = picture_decode(image, &p->bytes);
	return fault == PICTURE_GOOD ? picture_check(p->bytes.data, p->bytes.len, &info)
				     : fault;
}

static void note_fault(struct document *doc, struct node *image, enum picture_fault fault)
{
	const char *src = attr_str(image, ATTR_SRC);

	attr_set_str(&doc->tree, image, ATTR_FAULT, picture_fault_name(fault));
	diag_report(doc, DIAG_IMAGE_SKIPPED, node_line(image), picture_fault_sentence(fault),
		!src			 ? "(no address)"
		: image_is_data_uri(src) ? "data:"
					 : src);
}

static int run(struct document *doc)
{
	struct pictures p = {.doc = doc, .bytes = BUF_INIT, .uri = BUF_INIT};
	struct node *root = doc->tree.root;
	int rc;

	for (struct node *n = root; n; n = tree_next(root, n)) {
		enum picture_fault fault =
			n->kind == KIND_IMAGE ? look_at(&p, n) : PICTURE_GOOD;

		if (fault != PICTURE_GOOD)
			note_fault(doc, n, fault);
	}
	rc = buf_failed(&p.bytes) || buf_failed(&p.uri) ? -1 : 0;
	buf_free(&p.bytes);
	buf_free(&p.uri);
	return rc;
}

const struct filter filter_pictures = {
	.name = "pictures",
	.stage = STAGE_RESTRUCTURE,
	.help = "read the files of pictures, note which are not there",
	.run = run,
};
