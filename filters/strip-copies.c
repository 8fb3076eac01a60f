/*
 * The page's text a second time: portals keep a copy for phones, for printing or for reading
 * aloud, and a style sheet shows one of them. A block whose prose stands before it already,
 * line for line, is such a copy; the first one stays.
 */
#include "filter.h"

#include <stdlib.h>

/* Lines shorter than this repeat by chance [characters]. */
#define LINE_CHARS 20

/* A copy has so many of them, with so much text [characters]. */
#define COPY_LINES 3
#define COPY_CHARS 120

/* What of a block's lines stands where: indexes count the long lines of the page. */
struct extent {
	uint32_t start, lines, chars;
	uint32_t latest; /* of the first occurrences of its lines, the last; start or more where
			    one is its own */
};

struct seen {
	uint64_t hash;
	uint32_t first; /* index + 1; 0 where the slot is free */
};

struct search {
	struct extent *by_id;
	struct seen *table;
	size_t slots; /* a power of two, more than twice the lines */
	uint32_t lines;
};

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const struct buf *text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < text->len; i++)
		hash = (hash ^ (unsigned char)text->data[i]) * 0x100000001b3;
	return hash;
}

/* The index of the first line with the hash: this one's where there was none. */
static uint32_t first_of(struct search *s, uint64_t hash, uint32_t index)
{
	size_t at = hash & (s->slots - 1);

	while (s->table[at].first && s->table[at].hash != hash)
		at = (at + 1) & (s->slots - 1);
	if (!s->table[at].first)
		s->table[at] = (struct seen){hash, index + 1};
	return s->table[at].first - 1;
}

static void measure_line(struct search *s, const struct node *line, struct buf *text)
{
	struct extent *own = &s->by_id[line->id];
	size_t chars = text_measure(line).chars;

	own->start = s->lines;
	if (chars < LINE_CHARS)
		return;
	buf_clear(text);
	text_collect_squashed(text, line);
	own->latest = first_of(s, hash_of(text), s->lines);
	own->lines = 1;
	own->chars = (uint32_t)chars;
	s->lines++;
}

static void add(struct extent *to, const struct extent *from)
{
	to->lines += from->lines;
	to->chars += from->chars;
	if (from->lines && from->latest > to->latest)
		to->latest = from->latest;
}

static int measure(struct search *s, const struct document *doc)
{
	struct walk w = WALK_INIT(doc->tree.root);
	struct buf text = BUF_INIT;
	int rc;

	while (walk_step(&w)) {
		struct extent *own = &s->by_id[w.node->id];
		bool line = kind_is_line((enum kind)w.node->kind);

		w.skip = w.entering && (line || w.node->kind == KIND_FRONT);
		if (w.entering && line)
			measure_line(s, w.node, &text);
		else if (w.entering)
			own->start = s->lines;
		else if (node_parent(w.node))
			add(&s->by_id[node_parent(w.node)->id], own);
	}
	rc = buf_failed(&text) ? -1 : 0;
	buf_free(&text);
	return rc;
}

/* How many lines of the page are long. */
static size_t count_lines(const struct document *doc)
{
	const struct node *root = doc->tree.root, *n = root;
	size_t lines = 0;

	while (n) {
		bool line = kind_is_line((enum kind)n->kind);

		lines += line && text_measure(n).chars >= LINE_CHARS;
		n = line ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return lines;
}

static bool is_copy(const struct search *s, const struct node *n)
{
	const struct extent *e = &s->by_id[n->id];

	return (n->kind == KIND_BOX || n->kind == KIND_SECTION) && e->lines >= COPY_LINES &&
	       e->chars >= COPY_CHARS && e->latest < e->start;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;
	size_t lines = count_lines(doc);
	struct search s = {.slots = 64};
	int rc = -1;

	while (s.slots < 2 * lines)
		s.slots *= 2;
	s.by_id = calloc((size_t)doc->tree.last_id + 1, sizeof *s.by_id);
	s.table = calloc(s.slots, sizeof *s.table);
	if (s.by_id && s.table)
		rc = measure(&s, doc);
	for (struct node *n = root; !rc && n; n = tree_next(root, n))
		if (is_copy(&s, n))
			node_drop(&doc->tree, n, REASON_DUPLICATE);
	free(s.by_id);
	free(s.table);
	return rc;
}

const struct filter filter_strip_copies = {
	.name = "strip-copies",
	.stage = STAGE_STRIP,
	.help = "drop the page's text where it stands a second time",
	.run = run,
};
