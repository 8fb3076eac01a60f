/* The document as XML: docs/tree.5, docs/tree.rng. */
#include <inttypes.h>
#include <unistr.h>

#include "document/treexml-private.h"
#include "document/treexml.h"
#include "base/xmlout.h"

struct writer {
	const struct document *doc;
	struct xml_out *x;
	struct buf clean; /* for put_string */
};

/* XML 1.0, production 2 (surrogates are no UTF-8 in the first place). */
static bool xml_allows(ucs4_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c != 0xfffe && c != 0xffff;
}

/*
 * Names, addresses and messages may hold whatever a file name or a command line held; what is
 * no UTF-8 or no XML becomes U+FFFD.
 */
static const char *cleaned(struct writer *w, const char *value)
{
	const uint8_t *s = (const uint8_t *)value;
	size_t left = value ? u8_strlen(s) : 0;

	if (!value)
		return NULL;
	buf_clear(&w->clean);
	while (left > 0) {
		ucs4_t c;
		int width = u8_mbtouc(&c, s, left);

		buf_put_utf8(&w->clean, xml_allows(c) ? c : 0xfffd);
		s += width;
		left -= (size_t)width;
	}
	return buf_str(&w->clean);
}

static void put_string(struct writer *w, const char *name, const char *value)
{
	xml_attr(w->x, name, cleaned(w, value));
}

static void put_number(struct writer *w, const char *name, uint64_t value)
{
	xml_attr_printf(w->x, name, "%" PRIu64, value);
}

/* Where a number is left out when it is 0. */
static void put_count(struct writer *w, const char *name, uint64_t value)
{
	if (value > 0)
		put_number(w, name, value);
}

static void newline(struct writer *w)
{
	xml_text(w->x, "\n", 1);
}

/* ---- what stands before the tree ---- */

static void write_page(struct writer *w, const struct source_page *page)
{
	xml_open(w->x, "page");
	put_string(w, "name", page->name);
	put_string(w, "uri", page->uri);
	put_string(w, "captured", page->captured);
	put_number(w, "bytes", page->bytes);
	put_string(w, "sha256", page->sha256[0] ? page->sha256 : NULL);
	put_number(w, "offset", page->offset);
	put_number(w, "line", page->line);
	xml_close(w->x);
	newline(w);
}

static void write_source(struct writer *w, const struct source *source)
{
	xml_open(w->x, "source");
	put_string(w, "name", source->name);
	put_string(w, "uri", source->uri);
	put_string(w, "captured", source->captured);
	put_number(w, "bytes", source->bytes);
	put_string(w, "sha256", source->sha256[0] ? source->sha256 : NULL);
	put_string(w, "declared", source->charset.declared);
	put_string(w, "used", source->charset.used);
	put_string(w, "by", source->charset.by);
	put_count(w, "replaced", source->charset.replaced);
	put_count(w, "doubtful", source->charset.doubtful);
	xml_close(w->x);
	newline(w);
	for (unsigned i = 0; i < source->page_count; i++)
		write_page(w, &source->pages[i]);
}

static void write_checks(struct writer *w, const struct check *check)
{
	if (!check)
		return;
	xml_open(w->x, "checks");
	newline(w);
	for (; check; check = check->next) {
		xml_open(w->x, "check");
		put_string(w, "rule", check->rule);
		put_string(w, "status", check_status_name(check->status));
		put_string(w, "detail", check->detail);
		xml_close(w->x);
		newline(w);
	}
	xml_close(w->x);
	newline(w);
}

static void write_diags(struct writer *w, const struct diag *diag)
{
	const char *message;

	if (!diag)
		return;
	xml_open(w->x, "diags");
	newline(w);
	for (; diag; diag = diag->next) {
		xml_open(w->x, "diag");
		put_string(w, "level", diag_level_name(diag->level));
		put_string(w, "code", treexml_diag_names[diag->code]);
		put_count(w, "line", diag->line);
		message = cleaned(w, diag->message);
		xml_text(w->x, message, w->clean.len);
		xml_close(w->x);
		newline(w);
	}
	xml_close(w->x);
	newline(w);
}

/* ---- the tree ---- */

/* In the order of attrs.def, whatever order they were set in. */
static void write_attrs(struct writer *w, const struct node *n)
{
	const struct attr_value *values[ATTR_LINE + 1] = {NULL};

	if (!n->attr_ref)
		return;
	for (const struct attr_value *v = attr_first(n); v; v = attr_next(v))
		values[v->attr] = v;
	for (unsigned a = 0; a < ATTR_COUNT; a++) {
		if (!values[a])
			continue;
		if (attr_is_number((enum attr)a))
			xml_attr_int(w->x, attr_name((enum attr)a), values[a]->number);
		else
			xml_attr(w->x, attr_name((enum attr)a), values[a]->string);
	}
}

/* Text answers for as many bytes as it has, and for none where it was generated: only what
   differs is written. */
static void write_text(struct writer *w, const struct node *n)
{
	uint32_t expected = n->flags & NODE_GENERATED ? 0 : node_text_len(n);

	if (node_raw_len(n) != expected)
		put_number(w, "raw", node_raw_len(n));
	if (node_text_len(n) > 0)
		xml_text(w->x, node_text(n), node_text_len(n));
}

static void open_node(struct writer *w, const struct node *n)
{
	xml_open(w->x, kind_name(n->kind));
	put_number(w, "id", n->id);
	if (n->length > 0 || (n->offset > 0 && n->kind != KIND_TEXT))
		xml_attr_printf(w->x, "at", "%" PRIu32 "+%" PRIu32, n->offset, n->length);
	put_count(w, "line", node_line(n));
	if (n->filter)
		put_string(w, "by", document_filter_name(w->doc, n->filter));
	if (!node_live(n))
		xml_attr(w->x, "dropped", reason_name(n->reason));
	for (const struct treexml_flag *f = treexml_flags; f->name; f++)
		if (n->flags & f->flag)
			xml_attr(w->x, f->name, "1");
	if (n->element != ELEMENT_OTHER)
		xml_attr(w->x, "element", element_name(n->element));
	write_attrs(w, n);
	if (n->kind == KIND_TEXT)
		write_text(w, n);
	else if (node_first_all(n) && !kind_is_inline(node_first_all(n)->kind))
		newline(w);
}

static void close_node(struct writer *w, const struct node *n)
{
	xml_close(w->x);
	if (!kind_is_inline(n->kind))
		newline(w);
}

/* Everything, dropped or not; tree walks show only what is live. */
static void write_tree(struct writer *w, const struct node *root)
{
	const struct node *n = root;

	open_node(w, n);
	for (;;) {
		if (node_first_all(n)) {
			n = node_first_all(n);
			open_node(w, n);
			continue;
		}
		while (n != root && !node_next_all(n)) {
			close_node(w, n);
			n = node_parent(n);
		}
		close_node(w, n);
		if (n == root)
			return;
		n = node_next_all(n);
		open_node(w, n);
	}
}

int treexml_write(const struct document *doc, struct buf *out)
{
	struct writer w = {.doc = doc, .x = xml_out_new(out), .clean = BUF_INIT};
	const struct source_parts *parts = &doc->source.parts;
	const struct {
		const char *name;
		uint64_t bytes;
	} counts[] = {{"blank", doc->tree.blank}, {"text", parts->text},
		{"script", parts->script}, {"markup", parts->markup},
		{"comment", parts->comment}};
	bool failed;

	if (!w.x)
		return -1;
	xml_declaration(w.x);
	xml_open(w.x, "guidang");
	xml_attr(w.x, "xmlns", TREEXML_NAMESPACE);
	put_number(&w, "version", TREEXML_VERSION);
	put_string(&w, "language", doc->language);
	put_string(&w, "published", doc->published);
	put_string(&w, "profile", doc->profile);
	put_string(&w, "base", doc->base);
	put_number(&w, "last-id", doc->tree.last_id);
	put_number(&w, "ingested", doc->tree.ingested);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i].bytes)
			put_number(&w, counts[i].name, counts[i].bytes);
	newline(&w);
	write_source(&w, &doc->source);
	write_checks(&w, doc->checks);
	write_diags(&w, doc->diags);
	write_tree(&w, doc->tree.root);
	xml_close(w.x);
	failed = xml_out_close(w.x) < 0 || buf_failed(&w.clean);
	buf_free(&w.clean);
	return failed ? -1 : 0;
}
