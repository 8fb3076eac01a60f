/* Code, style sheets, what stands in for code that did not run, and embedded objects. */
#include "document/filter.h"

#include <string.h>

#include "document/line.h"

/* REASON_LIVE for all that are seen. */
static const uint8_t unseen[ELEMENT_COUNT] = {
	[ELEMENT_SCRIPT] = REASON_SCRIPT,
	[ELEMENT_STYLE] = REASON_SCRIPT,
	[ELEMENT_TEMPLATE] = REASON_HIDDEN,
	[ELEMENT_NOSCRIPT] = REASON_HIDDEN,
	[ELEMENT_NOEMBED] = REASON_HIDDEN,
	[ELEMENT_NOFRAMES] = REASON_HIDDEN,
	[ELEMENT_FRAMESET] = REASON_HIDDEN,
	[ELEMENT_IFRAME] = REASON_EMBEDDED,
	[ELEMENT_APPLET] = REASON_EMBEDDED,
	[ELEMENT_OBJECT] = REASON_EMBEDDED,
	[ELEMENT_SVG] = REASON_EMBEDDED,
	[ELEMENT_CANVAS] = REASON_EMBEDDED,
	[ELEMENT_VIDEO] = REASON_EMBEDDED,
	[ELEMENT_AUDIO] = REASON_EMBEDDED,
};

static bool ends_server_code(const struct node *text)
{
	const char *at = node_text(text), *end = at + node_text_len(text);

	while (at < end && (at = memchr(at, '%', (size_t)(end - at))))
		if (++at < end && *at == '>')
			return true;
	return false;
}

static bool has_server_code(const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_TEXT && ends_server_code(n))
			return true;
	return false;
}

/* Code of the server's: from the first "%", or "<%", to the next "%>". */
static bool find_code(const struct buf *text, struct span *code)
{
	const char *start = buf_str(text), *end = start + text->len;
	const char *from = memchr(start, '%', text->len), *to = NULL;

	if (from)
		to = memmem(from + 1, (size_t)(end - from - 1), "%>", 2);
	if (!to)
		return false;
	from -= from > start && from[-1] == '<';
	*code = (struct span){(size_t)(from - start), (size_t)(to + 2 - start)};
	return true;
}

/* Such code (ASP, JSP) in a template that was saved as it lay there. */
static int strip_server_code(struct document *doc, struct node *line)
{
	struct line_text l;
	struct span code;
	int rc = linetext_read(&l, line);

	while (!rc && find_code(&l.text, &code)) {
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
	struct node *root = doc->tree.root, *n = has_server_code(root) ? root : NULL;

	for (; n; n = tree_next_block(root, n))
		if (kind_is_line((enum kind)n->kind) && has_server_code(n) &&
			strip_server_code(doc, n))
			return -1;
	for (n = root; n; n = tree_next(root, n))
		if (unseen[n->element])
			node_drop(&doc->tree, n, (enum reason)unseen[n->element]);
	return 0;
}

const struct filter filter_strip_script = {
	.name = "strip-script",
	.stage = STAGE_STRIP,
	.help = "drop scripts, style sheets and embedded objects",
	.run = run,
};
