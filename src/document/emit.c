#include "base/buf.h"
#include "document/emit.h"

#include <string.h>

static bool begins_section(const struct node *n, const char *section)
{
	const char *have = n->kind == KIND_HEADING ? attr_str(n, ATTR_SECTION) : NULL;

	return have && !strcmp(have, section);
}

static struct node *find_section(const struct document *doc, const char *section)
{
	struct node *root = doc->tree.root, *n = root;

	while (n && !begins_section(n, section))
		n = tree_next(root, n);
	return n;
}

static int heading_level(const struct node *heading)
{
	return attr_int(heading, ATTR_LEVEL, 1);
}

/*
 * Whether heading, somewhere behind the one that begins the section, is not of it any more: it
 * is not below it. The way back ends at the nearest heading that is not below this one, so that
 * asking for all headings of a section costs its length, once for each level.
 */
static bool ends_section(const struct node *heading, const char *section)
{
	int level = heading_level(heading);
	const struct node *n = node_preceding(heading);

	for (; n; n = node_preceding(n)) {
		if (begins_section(n, section))
			return level <= heading_level(n);
		if (n->kind == KIND_HEADING && heading_level(n) <= level)
			return false;
	}
	return false;
}

struct node *emit_first_block(const struct document *doc)
{
	const char *section = doc->options->section;
	struct node *n;

	if (section)
		return find_section(doc, section);
	n = node_first(doc->tree.root);
	while (n && n->kind == KIND_FRONT)
		n = node_following(n);
	return n;
}

struct node *emit_next_block(const struct document *doc, const struct node *block)
{
	const char *section = doc->options->section;
	struct node *n = node_following(block);

	while (n && n->kind == KIND_FRONT)
		n = node_following(n);
	if (n && section && n->kind == KIND_HEADING && ends_section(n, section))
		return NULL;
	return n;
}

bool emit_section_found(const struct document *doc)
{
	const char *section = doc->options->section;

	return !section || find_section(doc, section);
}

struct node *emit_next_attachment(const struct document *doc, const struct node *after)
{
	struct node *root = doc->tree.root;
	struct node *n = tree_next(root, after ? after : root);

	while (n && n->kind != KIND_ATTACHMENT)
		n = tree_next(root, n);
	return n;
}

bool emit_is_rtl(const struct node *n)
{
	const char *dir = NULL;

	for (; n && !dir; n = node_parent(n))
		dir = attr_str(n, ATTR_DIR);
	return dir && !strcmp(dir, "rtl");
}

/* A BREAK at the start or the end has no line to part from another. */
void emit_line_text(struct buf *out, const struct node *line, struct buf *runs)
{
	size_t start = out->len, breaks = 0;

	for (const struct node *n = line; n; n = tree_next(line, n)) {
		breaks += n->kind == KIND_BREAK;
		if (n->kind != KIND_TEXT || !node_text_len(n))
			continue;
		for (; breaks && out->len > start; breaks--)
			buf_putc(out, '\n');
		breaks = 0;
		buf_put(out, node_text(n), node_text_len(n));
		runs_add(runs, out->len, n);
	}
}
