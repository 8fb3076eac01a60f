/*
 * The page's text a second time: portals keep a copy for phones, for printing or for reading
 * aloud, and a style sheet shows one of them. A block whose prose is before it already,
 * line for line, is such a copy; the first one stays.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/list.h"

/* Lines shorter than this repeat by chance [characters]. */
#define LINE_CHARS 20

/* A copy has so many of them, with so much text [characters]. */
#define COPY_LINES 3
#define COPY_CHARS 120

/* Blocks one in the other, deeper than ingest nests them: what is deeper is no copy.
 */
#define NESTED_MAX (2 * TREE_DEPTH_MAX)

/* What is in a block: indexes count the long lines of the page. */
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

/* A long line, before its text is looked at: lines of other counts have another text. */
struct line {
	const struct node *node;
	uint64_t counts; /* of its characters by sort, hashed */
	uint32_t chars;
	bool repeats; /* another line has the same counts */
};

struct search {
	struct extent
		open[NESTED_MAX]; /* the blocks around the node at hand, outermost first */
	unsigned depth;
	struct line *lines; /* the long ones, in order */
	size_t line_count, lines_room;
	size_t at; /* the next of them */
	struct seen *table;
	size_t slots;	      /* a power of two, twice the lines or more */
	struct node **copies; /* none in another */
	size_t count, room;
};

/* Of what white space does not change, and links do not. */
static uint64_t hash_counts(const struct text_stats *s)
{
	uint64_t counts[] = {s->chars, s->cjk, s->digits, s->punctuation};
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		hash = hash_add(hash, counts[i]);
	return hash ^ hash >> 32;
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

/* True if a line has bytes enough. */
static bool may_be_long(const struct node *line)
{
	size_t bytes = 0;

	for (const struct node *n = line; n && bytes < LINE_CHARS; n = tree_next(line, n))
		bytes += node_text_len(n);
	return bytes >= LINE_CHARS;
}

static bool is_next(const struct search *s, const struct node *line)
{
	return s->at < s->line_count && s->lines[s->at].node == line;
}

static void note_line(struct search *s, struct buf *text)
{
	const struct line *at = &s->lines[s->at];
	struct extent *block = around(s);
	uint32_t first = (uint32_t)s->at++;

	if (at->repeats) {
		buf_clear(text);
		text_collect_squashed(text, at->node);
		first = first_of(s, hash_bytes(HASH_START, text->data, text->len), first);
	}
	if (first > block->latest)
		block->latest = first;
	block->lines++;
	block->chars += at->chars;
}

static void enter(struct search *s)
{
	if (s->depth++ < NESTED_MAX)
		*around(s) = (struct extent){.start = (uint32_t)s->at, .copies = s->count};
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
		struct node **more = list_double(s->copies, &s->room, sizeof *more);

		if (!more)
			return -1;
		s->copies = more;
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

static int find_copies(struct search *s, const struct document *doc)
{
	struct walk w = WALK_INIT(doc->tree.root);
	struct buf text = BUF_INIT;
	int rc = 0;

	while (!rc && walk_step(&w)) {
		bool line = kind_is_line((enum kind)w.node->kind);
		bool whole = line || w.node->kind == KIND_FRONT;

		w.skip = w.entering && whole;
		if (w.entering && line && is_next(s, w.node))
			note_line(s, &text);
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

static int list_line(struct search *s, const struct node *line)
{
	struct text_stats stats =
		may_be_long(line) ? text_measure(line) : (struct text_stats){0};

	if (stats.chars < LINE_CHARS)
		return 0;
	if (s->line_count == s->lines_room) {
		struct line *more = list_double(s->lines, &s->lines_room, sizeof *more);

		if (!more)
			return -1;
		s->lines = more;
	}
	s->lines[s->line_count++] = (struct line){
		.node = line, .counts = hash_counts(&stats), .chars = (uint32_t)stats.chars};
	return 0;
}

static int list_lines(struct search *s, const struct node *root)
{
	const struct node *n = root;
	int rc = 0;

	while (!rc && n) {
		if (kind_is_line((enum kind)n->kind))
			rc = list_line(s, n);
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next_block(root, n);
	}
	return rc;
}

static int make_table(struct search *s)
{
	s->slots = 64;
	while (s->slots < 2 * s->line_count)
		s->slots *= 2;
	s->table = calloc(s->slots, sizeof *s->table);
	return s->table ? 0 : -1;
}

/* Marks the lines whose counts are those of others; the most of them, not counting the first of
   each kind, that follow each other: a copy is not of more lines. */
static uint32_t mark_repeats(struct search *s)
{
	uint32_t run = 0, longest = 0;

	for (uint32_t i = 0; i < s->line_count; i++) {
		uint32_t first = first_of(s, s->lines[i].counts, i);

		run = first == i ? 0 : run + 1;
		if (run > longest)
			longest = run;
		if (run)
			s->lines[i].repeats = s->lines[first].repeats = true;
	}
	memset(s->table, 0, s->slots * sizeof *s->table);
	return longest;
}

static int run(struct document *doc)
{
	struct search *s = calloc(1, sizeof *s);
	int rc = -1;

	if (!s)
		return -1;
	if (!list_lines(s, doc->tree.root) && !make_table(s))
		rc = mark_repeats(s) >= COPY_LINES ? find_copies(s, doc) : 0;
	for (size_t i = 0; !rc && i < s->count; i++)
		node_drop(&doc->tree, s->copies[i], REASON_DUPLICATE);
	free(s->copies);
	free(s->lines);
	free(s->table);
	free(s);
	return rc;
}

const struct filter filter_strip_copies = {
	.name = "strip-copies",
	.stage = STAGE_STRIP,
	.help = "drop the page's text where it is there a second time",
	.run = run,
};
