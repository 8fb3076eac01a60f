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

/* Blocks that stand one in the other, deeper than ingest nests them: what is deeper is no copy.
 */
#define NESTED_MAX (2 * TREE_DEPTH_MAX)

/* What stands in a block: indexes count the long lines of the page. */
struct extent {
	uint32_t start, lines, chars;
	uint32_t latest; /* of the first occurrences of its lines, the last; start or more where
			    one is its own */
	size_t copies;	 /* found before it */
};

struct seen {
	uint64_t hash;
	uint32_t first; /* index + 1; 0 where the slot is free */
};

struct search {
	struct extent
		open[NESTED_MAX]; /* the blocks around the node at hand, outermost first */
	unsigned depth;
	struct seen *table;
	size_t slots; /* a power of two, more than twice the lines */
	uint32_t lines;
	struct node **copies; /* none in another */
	size_t count, room;
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

/* The innermost block around the node at hand. */
static struct extent *around(struct search *s)
{
	return &s->open[(s->depth < NESTED_MAX ? s->depth : NESTED_MAX) - 1];
}

/* Whether a line has bytes enough. */
static bool may_be_long(const struct node *line)
{
	size_t bytes = 0;

	for (const struct node *n = line; n && bytes < LINE_CHARS; n = tree_next(line, n))
		bytes += node_text_len(n);
	return bytes >= LINE_CHARS;
}

static void measure_line(struct search *s, const struct node *line, struct buf *text)
{
	struct extent *block = around(s);
	size_t chars;
	uint32_t first;

	if (!may_be_long(line))
		return;
	chars = text_measure(line).chars;
	if (chars < LINE_CHARS)
		return;
	buf_clear(text);
	text_collect_squashed(text, line);
	first = first_of(s, hash_of(text), s->lines++);
	if (first > block->latest)
		block->latest = first;
	block->lines++;
	block->chars += (uint32_t)chars;
}

static void enter(struct search *s)
{
	if (s->depth++ < NESTED_MAX)
		*around(s) = (struct extent){.start = s->lines, .copies = s->count};
}

static bool is_copy(const struct extent *e, const struct node *n)
{
	return (n->kind == KIND_BOX || n->kind == KIND_SECTION) && e->lines >= COPY_LINES &&
	       e->chars >= COPY_CHARS && e->latest < e->start;
}

/* Notes a copy; those in it are part of it. */
static int note_copy(struct search *s, const struct extent *e, struct node *n)
{
	s->count = e->copies;
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 16;
		struct node **more = realloc(s->copies, room * sizeof *more);

		if (!more)
			return -1;
		s->copies = more;
		s->room = room;
	}
	s->copies[s->count++] = n;
	return 0;
}

static int leave(struct search *s, struct node *n)
{
	struct extent *outer, e = *around(s);

	if (s->depth-- > NESTED_MAX || !s->depth)
		return 0;
	outer = around(s);
	outer->lines += e.lines;
	outer->chars += e.chars;
	if (e.lines && e.latest > outer->latest)
		outer->latest = e.latest;
	return is_copy(&e, n) ? note_copy(s, &e, n) : 0;
}

static int measure(struct search *s, const struct document *doc)
{
	struct walk w = WALK_INIT(doc->tree.root);
	struct buf text = BUF_INIT;
	int rc = 0;

	while (!rc && walk_step(&w)) {
		bool line = kind_is_line((enum kind)w.node->kind);
		bool whole = line || w.node->kind == KIND_FRONT;

		w.skip = w.entering && whole;
		if (w.entering && line)
			measure_line(s, w.node, &text);
		else if (w.entering && !whole)
			enter(s);
		else if (!w.entering && !whole)
			rc = leave(s, (struct node *)w.node);
	}
	if (buf_failed(&text))
		rc = -1;
	buf_free(&text);
	return rc;
}

/* How many lines of the page are long, at most. */
static size_t count_lines(const struct document *doc)
{
	const struct node *root = doc->tree.root, *n = root;
	size_t lines = 0;

	while (n) {
		bool line = kind_is_line((enum kind)n->kind);

		lines += line && may_be_long(n);
		n = line ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return lines;
}

static int run(struct document *doc)
{
	size_t lines = count_lines(doc);
	struct search *s = calloc(1, sizeof *s);
	int rc = -1;

	if (!s)
		return -1;
	s->slots = 64;
	while (s->slots < 2 * lines)
		s->slots *= 2;
	s->table = calloc(s->slots, sizeof *s->table);
	if (s->table)
		rc = measure(s, doc);
	for (size_t i = 0; !rc && i < s->count; i++)
		node_drop(&doc->tree, s->copies[i], REASON_DUPLICATE);
	free(s->copies);
	free(s->table);
	free(s);
	return rc;
}

const struct filter filter_strip_copies = {
	.name = "strip-copies",
	.stage = STAGE_STRIP,
	.help = "drop the page's text where it stands a second time",
	.run = run,
};
