#include "convert/join.h"

#include <stdlib.h>
#include <string.h>

#include "tree/text.h"

/* ---- sources ---- */

static uint32_t lines_in(const char *text, size_t len)
{
	uint32_t lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	return lines;
}

static void add_page(
	struct document *doc, const struct source *from, size_t offset, uint32_t line)
{
	struct source *s = &doc->source;
	struct source_page *page = &s->pages[s->page_count++];

	*page = (struct source_page){.name = arena_strdup(&doc->tree.arena, from->name),
		.uri = from->uri ? arena_strdup(&doc->tree.arena, from->uri) : NULL,
		.captured =
			from->captured ? arena_strdup(&doc->tree.arena, from->captured) : NULL,
		.bytes = from->bytes,
		.offset = offset,
		.line = line};
	source_sha256(from, page->sha256);
}

/* All texts, a line feed between two, as the source of the tree. */
static int join_sources(
	struct document *doc, const struct document *const *parts, unsigned count)
{
	struct arena *a = &doc->tree.arena;
	struct source *s = &doc->source, first = *s;
	size_t len = first.text_len;
	uint32_t line = 1;
	char *text;

	for (unsigned i = 0; i < count; i++)
		len += 1 + parts[i]->source.text_len;
	text = len > INT32_MAX ? NULL : arena_alloc(a, len + 1);
	s->pages = arena_alloc(a, (count + 1) * sizeof *s->pages);
	if (!text || !s->pages)
		return -1;
	len = 0;
	for (unsigned i = 0; i <= count; i++) {
		const struct source *from = i ? &parts[i - 1]->source : &first;

		add_page(doc, from, len, line);
		memcpy(text + len, from->text, from->text_len);
		line += lines_in(from->text, from->text_len) + 1;
		len += from->text_len;
		text[len++] = '\n';
		s->charset.replaced += i ? from->charset.replaced : 0;
		s->charset.doubtful += i ? from->charset.doubtful : 0;
	}
	text[--len] = '\0';
	s->text = text;
	s->text_len = len;
	tree_set_source(&doc->tree, text, len);
	return 0;
}

/* ---- trees ---- */

struct import {
	struct document *doc;
	struct node **copies; /* by the id in the part's tree */
	const struct source_page *page;
};

static void copy_attrs(struct import *im, struct node *to, const struct node *from)
{
	for (const struct attr_value *v = attr_first(from); v; v = attr_next(v)) {
		if (v->attr == ATTR_LINE)
			node_set_line(
				&im->doc->tree, to, (uint32_t)v->number + im->page->line - 1);
		else if (v->is_number)
			attr_set_int(&im->doc->tree, to, (enum attr)v->attr, v->number);
		else
			attr_set_str(&im->doc->tree, to, (enum attr)v->attr, v->string);
	}
}

static struct node *copy_node(struct import *im, const struct node *from)
{
	struct tree *t = &im->doc->tree;
	struct node *to = node_new(t, (enum kind)from->kind);

	if (!to)
		return NULL;
	to->reason = from->reason;
	to->flags = from->flags;
	to->element = from->element;
	to->filter = from->filter; /* the same chain has given the same numbers */
	if (from->offset || from->length)
		node_set_place(to, (uint32_t)(from->offset + im->page->offset), from->length);
	if (from->kind == KIND_TEXT && from->data_ref) {
		const struct text_data *data = text_data(from);

		text_restore(t, to, arena_strndup(&t->arena, data->bytes, data->len), data->len,
			data->raw_len);
	}
	copy_attrs(im, to, from);
	return to;
}

/* The part's nodes, its fields and title after the first page's and all else below a box of
 * their own, which is returned; NULL when memory runs out. */
static struct node *import_tree(struct import *im, const struct document *part)
{
	struct tree *t = &im->doc->tree;
	const struct node *root = part->tree.root;
	struct node *box = node_new(t, KIND_BOX);

	if (tree_append(t, t->root, box))
		return NULL;
	box->flags = NODE_IMPLIED;
	im->copies[root->id] = box;
	for (const struct node *n = tree_next_all(root, root); n; n = tree_next_all(root, n)) {
		struct node *copy;

		if (n->kind == KIND_FRONT && node_parent(n) == root) {
			im->copies[n->id] = document_front(im->doc);
			continue;
		}
		copy = copy_node(im, n);
		if (tree_append(t, im->copies[node_parent(n)->id], copy))
			return NULL;
		im->copies[n->id] = copy;
		if (node_parent(n)->kind == KIND_FRONT && node_live(copy))
			node_drop(t, copy, REASON_DUPLICATE);
	}
	t->ingested += part->tree.ingested;
	t->blank += part->tree.blank;
	im->doc->source.parts.text += part->source.parts.text;
	im->doc->source.parts.script += part->source.parts.script;
	im->doc->source.parts.markup += part->source.parts.markup;
	im->doc->source.parts.comment += part->source.parts.comment;
	return box;
}

/* ---- what every page repeats ---- */

/* Lines of one page that another may repeat at its head, or its foot. */
#define REPEATS_MAX 16

static bool is_line(const struct node *n)
{
	return kind_is_line((enum kind)n->kind) && !node_is_blank(n);
}

static struct node *next_line(const struct node *within, struct node *n, bool into)
{
	n = into ? tree_next(within, n) : tree_next_skip(within, n);
	while (n && !is_line(n))
		n = tree_next(within, n);
	return n;
}

/* The first lines of a page's body, or the last ones, last first. */
static unsigned collect(struct node *within, bool last, struct node *lines[REPEATS_MAX])
{
	unsigned seen = 0;

	for (struct node *n = next_line(within, within, true); n;
		n = next_line(within, n, false)) {
		if (node_ancestor(n, KIND_FRONT))
			continue;
		if (last && seen == REPEATS_MAX)
			memmove(lines, lines + 1, (--seen) * sizeof *lines);
		if (seen == REPEATS_MAX)
			break;
		lines[seen++] = n;
	}
	for (unsigned i = 0; last && i < seen / 2; i++) {
		struct node *swap = lines[i];

		lines[i] = lines[seen - 1 - i];
		lines[seen - 1 - i] = swap;
	}
	return seen;
}

static bool same_text(const struct node *a, const struct node *b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool same;

	text_collect_squashed(&one, a);
	text_collect_squashed(&other, b);
	same = one.len == other.len && !memcmp(buf_str(&one), buf_str(&other), one.len) &&
	       !buf_failed(&one) && !buf_failed(&other);
	buf_free(&one);
	buf_free(&other);
	return same;
}

/* Lines at one end of a continuation that are at the same end of the first page. */
static void drop_repeats(
	struct tree *t, struct node *box, struct node *const *known, unsigned count, bool last)
{
	struct node *lines[REPEATS_MAX];
	unsigned have = collect(box, last, lines);

	for (unsigned i = 0, at = 0; i < have; i++) {
		unsigned k = at;

		while (k < count && !same_text(lines[i], known[k]))
			k++;
		if (k == count)
			return;
		node_drop(t, lines[i], REASON_DUPLICATE);
		at = k + 1;
	}
}

int join_pages(struct document *doc, const struct document *const *parts, unsigned count)
{
	struct node *head[REPEATS_MAX], *foot[REPEATS_MAX];
	unsigned heads = collect(doc->tree.root, false, head);
	unsigned feet = collect(doc->tree.root, true, foot);
	int rc = join_sources(doc, parts, count);

	document_enter_filter(doc, "join");
	for (unsigned i = 0; i < count && !rc; i++) {
		struct import im = {.doc = doc,
			.copies = calloc(
				(size_t)parts[i]->tree.last_id + 1, sizeof(struct node *)),
			.page = &doc->source.pages[i + 1]};
		struct node *box = im.copies ? import_tree(&im, parts[i]) : NULL;

		if (box) {
			drop_repeats(&doc->tree, box, head, heads, false);
			drop_repeats(&doc->tree, box, foot, feet, true);
		}
		free(im.copies);
		rc = box && !arena_failed(&doc->tree.arena) ? 0 : -1;
	}
	if (count)
		doc->next_page = arena_strdup(&doc->tree.arena, parts[count - 1]->next_page);
	return rc;
}
