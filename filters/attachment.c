/*
 * What was attached: links to files, in the document's block or in the box of attachments that
 * portals set beside it, which comes back from what was dropped.
 */
#include "document/filter.h"

#include <string.h>

#include "evidence/attached.h"

static bool is_file_link(struct document *doc, const struct node *n)
{
	return attached_is_file(doc, attr_str(n, ATTR_HREF)) && !node_is_blank(n);
}

/* Addresses that serve a file by number tell it by their words. */
static bool is_download_link(struct document *doc, const struct node *n)
{
	struct buf text = BUF_INIT;
	const char *href;
	bool found;

	if (!(href = attr_str(n, ATTR_HREF)) ||
		!match_words(doc->matches, "download|attach|fileid|getfile|/file/", href,
			strlen(href)))
		return false;
	text_collect_squashed(&text, n);
	found = match(doc->matches, "(?i)^附件|附件\\d*[:：]|" ATTACHED_FILE, buf_str(&text),
		text.len, NULL, 0);
	buf_free(&text);
	return found;
}

/* Lines that lay outside the document's block, where portals have their box of attachments. */
static bool is_outside(enum reason reason)
{
	return reason == REASON_BOILERPLATE || reason == REASON_RELATED ||
	       reason == REASON_NAVIGATION;
}

/* True if the line, or the one before it, says that attachments follow. */
static bool is_announced(struct document *doc, const struct node *line)
{
	const struct node *n = line;

	for (int up = 0; up < 4 && n; up++, n = node_parent(n)) {
		struct buf text = BUF_INIT;
		bool said;

		text_collect_squashed(&text, n);
		if (node_prev_all(n))
			text_collect_squashed(&text, node_prev_all(n));
		said = text.len < 2000 &&
		       match(doc->matches, "附件|相关附件|附件下载|文件下载|Attachment",
			       buf_str(&text), text.len, NULL, 0);
		buf_free(&text);
		if (said)
			return true;
	}
	return false;
}

static bool is_attachment(struct document *doc, const struct node *link, enum reason reason)
{
	return (reason == REASON_LIVE || is_outside(reason)) &&
	       (is_file_link(doc, link) || is_download_link(doc, link)) &&
	       (reason == REASON_LIVE || is_announced(doc, node_parent(link)));
}

/* Brings a link from outside back as a paragraph at the document's end. */
static int bring_back(struct document *doc, struct node *link)
{
	struct tree *t = &doc->tree;
	struct node *para = node_new(t, KIND_PARA);

	if (tree_append(t, t->root, para) || tree_move(t, para, link))
		return -1;
	para->flags = NODE_IMPLIED;
	return 0;
}

/* The icon of a file's type, which editors set before its link, says what the name says. */
static void drop_icon(struct document *doc, const struct node *attachment)
{
	struct node *n = node_preceding(attachment);

	while (n && n->kind == KIND_TEXT && node_is_blank(n))
		n = node_preceding(n);
	if (n && n->kind == KIND_IMAGE && !attr_str(n, ATTR_ALT))
		node_drop(&doc->tree, n, REASON_TOOLS);
}

static struct node *last_line(const struct document *doc)
{
	struct node *n = node_last(doc->tree.root);

	while (n && !kind_is_line((enum kind)n->kind) && n->kind != KIND_FRONT && node_last(n))
		n = node_last(n);
	return n && kind_is_line((enum kind)n->kind) ? n : NULL;
}

/* The heading of a box of attachments that the page has none for. */
static void drop_empty_box(struct document *doc)
{
	struct node *line = last_line(doc);
	struct buf text = BUF_INIT;

	if (line) {
		text_collect_squashed(&text, line);
		if (match(doc->matches,
			    "^(?:相关)?附件(?:下载)?[:：]?$|^(?:文件|附件)下载[:：]?$",
			    buf_str(&text), text.len, NULL, 0))
			node_drop(&doc->tree, line, REASON_EMPTY);
	}
	buf_free(&text);
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root, *next;

	for (struct node *n = root; n; n = next) {
		enum reason reason;

		/* A link may move: the walk does not go in. */
		next = n->kind == KIND_LINK ? tree_next_all_skip(root, n)
					    : tree_next_all(root, n);
		if (n->kind != KIND_LINK)
			continue;
		reason = node_reason(n);
		if (!is_attachment(doc, n, reason) ||
			(reason != REASON_LIVE && bring_back(doc, n)))
			continue;
		if (node_set_kind(&doc->tree, n, KIND_ATTACHMENT))
			return -1;
		drop_icon(doc, n);
	}
	drop_empty_box(doc);
	return 0;
}

const struct filter filter_attachment = {
	.name = "attachment",
	.stage = STAGE_RESTRUCTURE,
	.help = "find what was attached, with where it points",
	.run = run,
};
