#include "titlelines.h"

#include "evidence.h"
#include "match.h"
#include "text.h"
#include "titleclaims.h"
#include "titleline.h"

/* More headlines than this are the headings of parts. */
#define HEADLINES 2

/* Cells side by side, and so many lines in such rows, are data. */
#define DATA_CELLS 3
#define DATA_LINES 12

/* A first-level heading counts wherever a reader could see it. */
static bool is_seen_headline(const struct node *n)
{
	enum reason reason = node_reason(n);

	return title_line_level_one(n) && reason != REASON_HIDDEN && reason != REASON_SCRIPT &&
	       reason != REASON_EMBEDDED;
}

static bool is_candidate_line(const struct node *n)
{
	return (n->kind == KIND_PARA || n->kind == KIND_HEADING) &&
	       (line_is_findable(n) || is_seen_headline(n)) && !node_ancestor(n, KIND_FRONT);
}

char *title_line_text(struct document *doc, const struct node *n, size_t *len)
{
	struct buf text = BUF_INIT;
	char *copy;

	text_collect_squashed(&text, n);
	*len = text.len;
	copy = buf_failed(&text) ? NULL
				 : arena_strndup(&doc->tree.arena, buf_str(&text), text.len);
	buf_free(&text);
	return copy;
}

int title_lines_list(struct title_lines *l, struct document *doc)
{
	struct node *root = doc->tree.root;
	bool after = false;

	l->count = 0;
	for (struct node *n = root; n && l->count < TITLE_LINES_MAX;
		n = tree_next_all(root, n)) {
		struct title_line *line = &l->list[l->count];

		if (!is_candidate_line(n) || node_is_blank(n))
			continue;
		line->node = n;
		line->after_prose = after;
		line->key = title_key(doc, n, &line->len);
		line->text = title_line_text(doc, n, &line->text_len);
		if (!line->key || !line->text)
			return -1;
		l->count++;
		after = after || line_is_prose(n);
	}
	return 0;
}

unsigned title_lines_find(const struct title_lines *l, const struct node *line)
{
	unsigned i = 0;

	while (i < l->count && l->list[i].node != line)
		i++;
	return i;
}

bool title_lines_part_heading(const struct title_lines *l, const struct node *line)
{
	unsigned count = 0;
	bool below = false;

	for (unsigned i = 0; i < l->count; i++) {
		const struct node *n = l->list[i].node;

		if (!title_line_level_one(n) || node_reason(n) != REASON_LIVE)
			continue;
		below = below || (n == line && count);
		count++;
	}
	return below || count > HEADLINES;
}

static bool is_in_data(const struct node *line)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);
	unsigned filled = 0;

	for (const struct node *c = cell ? node_first(node_parent(cell)) : NULL;
		c && filled < DATA_CELLS; c = node_following(c))
		filled += !node_is_blank(c);
	return filled == DATA_CELLS;
}

bool title_lines_text_above(const struct title_lines *l, struct document *doc, unsigned first)
{
	unsigned data = 0;

	for (unsigned i = 0; i < first; i++) {
		const struct title_line *line = &l->list[i];

		if (node_reason(line->node) != REASON_LIVE)
			continue;
		data += is_in_data(line->node);
		if (data == DATA_LINES || match(doc->matches, "^.{10,}[。；]$", line->text,
						  line->text_len, NULL, 0))
			return true;
	}
	return false;
}
