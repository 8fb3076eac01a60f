/* Code, style sheets, what stands in for code that did not run, and embedded objects. */
#include "filter.h"

#include <string.h>

#include "linetext.h"

static const struct {
	enum element element;
	enum reason reason;
} unseen[] = {
	{ELEMENT_SCRIPT, REASON_SCRIPT},
	{ELEMENT_STYLE, REASON_SCRIPT},
	{ELEMENT_TEMPLATE, REASON_HIDDEN},
	{ELEMENT_NOSCRIPT, REASON_HIDDEN},
	{ELEMENT_IFRAME, REASON_EMBEDDED},
	{ELEMENT_OBJECT, REASON_EMBEDDED},
	{ELEMENT_SVG, REASON_EMBEDDED},
	{ELEMENT_CANVAS, REASON_EMBEDDED},
	{ELEMENT_VIDEO, REASON_EMBEDDED},
	{ELEMENT_AUDIO, REASON_EMBEDDED},
};

static bool has_server_code(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_TEXT && memmem(node_text(n), node_text_len(n), "%>", 2))
			return true;
	return false;
}

/* Code of the server's (ASP, JSP) in a template that was saved as it lay there. */
static int strip_server_code(struct document *doc, struct node *line)
{
	struct line_text l;
	struct span code;
	int rc = linetext_read(&l, line);

	while (!rc &&
		match(doc->matches, "(?s)<?%.*?%>", buf_str(&l.text), l.text.len, &code, 1)) {
		rc = linetext_drop(&l, doc, code.start, code.end, REASON_SCRIPT);
		linetext_free(&l);
		if (!rc)
			rc = linetext_read(&l, line);
	}
	linetext_free(&l);
	return rc;
}

static int run(struct document *doc)
{
	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n))
		if (kind_is_line((enum kind)n->kind) && has_server_code(n) &&
			strip_server_code(doc, n))
			return -1;
	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n))
		for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
			if (n->element == unseen[i].element)
				node_drop(&doc->tree, n, unseen[i].reason);
	return 0;
}

const struct filter filter_strip_script = {
	.name = "strip-script",
	.stage = STAGE_STRIP,
	.help = "drop scripts, style sheets and embedded objects",
	.run = run,
};
