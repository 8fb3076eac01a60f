/* Kept text that is not printed on the page: from meta tags, or made by a filter. */
#include "audit-private.h"

#include "htmlout.h"
#include "tree/text.h"

static bool is_added(const struct node *n)
{
	return n->kind == KIND_TEXT && !node_raw_len(n) && node_text_len(n) && text_has_ink(n);
}

static const struct node *block_of(const struct node *n)
{
	const struct node *field = node_ancestor(n, KIND_FIELD), *p = node_parent(n);

	while (!field && node_parent(p) && kind_is_inline((enum kind)p->kind))
		p = node_parent(p);
	return field ? field : p;
}

/* All generated text in n on one line. */
static void write_text(struct buf *out, const struct node *n)
{
	bool first = true;

	for (const struct node *t = n; t; t = tree_next(n, t)) {
		if (!is_added(t))
			continue;
		if (!first)
			buf_putc(out, ' ');
		html_squeezed(out, node_text(t), node_text_len(t));
		first = false;
	}
}

static void write_row(struct audit *a, const struct node *block)
{
	struct buf *out = a->out;
	bool field = block->kind == KIND_FIELD;
	const char *origin = attr_str(block, ATTR_ORIGIN);

	buf_puts(out, "<tr><th scope=\"row\">");
	if (field)
		write_text(out, field_label(block));
	else
		html_str(out,
			audit_kind_word(a->language, audit_line_kind((enum kind)block->kind)));
	buf_puts(out, "</th><td>");
	write_text(out, field ? field_value(block) : block);
	buf_puts(out, "</td><td class=\"f\">");
	html_str(out, origin ? origin : "");
	buf_puts(out, origin ? " · " : "");
	html_str(out, document_filter_name(a->doc, block->filter));
	buf_puts(out, "</td></tr>\n");
}

static void write_heads(struct audit *a)
{
	static const enum audit_word heads[] = {WORD_LABEL, WORD_VALUE, WORD_ORIGIN};

	buf_puts(a->out, "<section id=\"added\"><h2>");
	audit_say(a, WORD_ADDED);
	buf_puts(a->out, "</h2><p class=\"note\">");
	audit_say(a, WORD_ADDED_LEAD);
	buf_puts(a->out,
		"</p><div class=\"wide\" tabindex=\"0\"><table class=\"sum\"><thead><tr>");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		buf_puts(a->out, "<th scope=\"col\">");
		audit_say(a, heads[i]);
		buf_puts(a->out, "</th>");
	}
	buf_puts(a->out, "</tr></thead><tbody>\n");
}

void audit_write_added(struct audit *a)
{
	const struct node *root = a->doc->tree.root, *last = NULL;

	for (const struct node *n = root; n; n = tree_next(root, n)) {
		const struct node *block = is_added(n) ? block_of(n) : NULL;

		if (!block || block == last)
			continue;
		if (!last)
			write_heads(a);
		write_row(a, block);
		last = block;
	}
	if (last)
		buf_puts(a->out, "</tbody></table></div></section>\n");
}
