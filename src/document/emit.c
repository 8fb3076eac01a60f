#include "document/emit.h"

#include <string.h>

#include "tree/text.h"

/* ---- order ---- */

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
 * True if heading, somewhere after the one that begins the section, is not of it any more: it
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

/* ---- superscripts, subscripts and struck text ---- */

/* Plain, raised, lowered; NULL where Unicode has none that fonts have. */
static const char *const characters[][3] = {
	{"0", "⁰", "₀"},
	{"1", "¹", "₁"},
	{"2", "²", "₂"},
	{"3", "³", "₃"},
	{"4", "⁴", "₄"},
	{"5", "⁵", "₅"},
	{"6", "⁶", "₆"},
	{"7", "⁷", "₇"},
	{"8", "⁸", "₈"},
	{"9", "⁹", "₉"},
	{"+", "⁺", "₊"},
	{"-", "⁻", "₋"},
	{"−", "⁻", "₋"},
	{"=", "⁼", "₌"},
	{"(", "⁽", "₍"},
	{")", "⁾", "₎"},
	{"n", "ⁿ", NULL},
	{"i", "ⁱ", NULL},
};

static bool is_marked(const struct node *n)
{
	return n->kind == KIND_SUP || n->kind == KIND_SUB || n->kind == KIND_STRIKE;
}

bool scripts_in(const struct node *n)
{
	for (const struct node *at = n; at; at = tree_next(n, at))
		if (is_marked(at))
			return true;
	return false;
}

void scripts_enter(struct scripts *s, const struct buf *out, const struct node *n)
{
	if (!is_marked(n))
		return;
	if (s->depth < SCRIPTS_MAX)
		s->start[s->depth] = out->len;
	s->depth++;
}

/* Adds the characters for all of a text; false, and nothing, if one has none. */
static bool put_characters(struct buf *out, const char *s, size_t len, enum kind kind)
{
	size_t start = out->len;
	unsigned width;

	for (size_t at = 0; at < len; at += width) {
		const char *found = NULL;

		utf8_decode(s + at, len - at, &width);
		for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
			if (strlen(characters[i][0]) == width &&
				!memcmp(characters[i][0], s + at, width))
				found = characters[i][kind == KIND_SUP ? 1 : 2];
		if (!found) {
			out->len = start;
			return false;
		}
		buf_puts(out, found);
	}
	return true;
}

static void put_script(struct buf *out, const char *s, size_t len, enum kind kind)
{
	unsigned width;

	if (put_characters(out, s, len, kind))
		return;
	buf_putc(out, kind == KIND_SUP ? '^' : '_');
	utf8_decode(s, len, &width);
	if (width < len)
		buf_putc(out, '(');
	buf_put(out, s, len);
	if (width < len)
		buf_putc(out, ')');
}

/* White space at the ends is none of it. */
void scripts_leave(struct scripts *s, struct buf *out, const struct node *n)
{
	struct buf piece = BUF_INIT;
	size_t start, from, to;
	unsigned width;

	if (!is_marked(n) || --s->depth >= SCRIPTS_MAX)
		return;
	start = s->start[s->depth];
	if (out->len <= start)
		return;
	buf_put(&piece, out->data + start, out->len - start);
	from = to = piece.len;
	for (size_t i = 0; i < piece.len; i += width)
		if (!char_is_space(utf8_decode(piece.data + i, piece.len - i, &width))) {
			from = from < i ? from : i;
			to = i + width;
		}
	if (from < to) {
		out->len = start;
		buf_put(out, piece.data, from);
		if (n->kind == KIND_STRIKE) {
			buf_puts(out, "~~");
			buf_put(out, piece.data + from, to - from);
			buf_puts(out, "~~");
		} else {
			put_script(out, piece.data + from, to - from, (enum kind)n->kind);
		}
		buf_put(out, piece.data + to, piece.len - to);
	}
	out->failed |= buf_failed(&piece);
	buf_free(&piece);
}

/* ---- lines, items, fields ---- */

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

void celltext_mark(struct buf *out, const struct node *item, struct numbering *numbering)
{
	const char *mark = attr_str(item, ATTR_MARK);
	size_t start = out->len;

	if (mark)
		buf_puts(out, mark);
	else if (numbering)
		numbering_put(out, item, numbering_go(numbering, item));
	if (out->len > start)
		numbering_put_gap(out, out->data + start);
}

void celltext_label(struct buf *out, const struct node *field)
{
	static const char colon[] = "：";
	const char *label = attr_str(field, ATTR_LABEL);
	size_t start = out->len, wide = sizeof colon - 1;

	if (label) {
		buf_puts(out, label);
		return;
	}
	text_collect_squashed(out, field_label(field));
	if (out->len > start && out->data[out->len - 1] == ':')
		out->len--;
	else if (out->len >= start + wide && !memcmp(out->data + out->len - wide, colon, wide))
		out->len -= wide;
	if (out->data)
		out->data[out->len] = '\0';
}

/* ---- cells ---- */

/* Lists in lists down to here keep their numbers in cells. */
#define LISTS_MAX 16

struct collector {
	struct buf *out;
	size_t start;		 /* of the text in out */
	bool new_line;		 /* what comes next begins a line */
	bool joined;		 /* a mark or a tab was written: what comes next does not */
	struct buf *runs;	 /* NULL: not asked for */
	struct scripts *scripts; /* NULL: they are not marked */
	unsigned lists;		 /* around it */
	struct numbering numbering[LISTS_MAX];
};

static void begin_line(struct collector *c)
{
	c->new_line = !c->joined;
}

static void ready(struct collector *c)
{
	if (c->new_line && c->out->len > c->start && c->out->data[c->out->len - 1] != '\n')
		buf_putc(c->out, '\n');
	c->new_line = c->joined = false;
}

static void enter_item(struct collector *c, const struct node *item)
{
	struct numbering *numbering = NULL;

	begin_line(c);
	if (c->lists && c->lists <= LISTS_MAX && numbering_kind(item) == NUMBERING_NUMBER)
		numbering = &c->numbering[c->lists - 1];
	if (!numbering && !attr_str(item, ATTR_MARK))
		return;
	ready(c);
	celltext_mark(c->out, item, numbering);
	runs_add(c->runs, c->out->len, NULL);
	c->joined = true;
}

static void enter(struct collector *c, const struct node *n)
{
	if (n->kind == KIND_TEXT) {
		ready(c);
		buf_put(c->out, node_text(n), node_text_len(n));
		runs_add(c->runs, c->out->len, n);
	} else if (n->kind == KIND_BREAK) {
		ready(c);
		buf_putc(c->out, '\n');
	} else if (n->kind == KIND_ITEM) {
		enter_item(c, n);
	} else if (n->kind == KIND_CELL) {
		if (node_preceding(n))
			buf_putc(c->out, '\t');
		c->new_line = c->new_line && !node_preceding(n);
		c->joined = node_preceding(n);
	} else if (!kind_is_inline(n->kind)) {
		begin_line(c);
	}
}

static void collect(struct collector *c, const struct node *cell)
{
	struct buf *out = c->out;

	c->start = out->len;
	for (struct walk w = WALK_INIT(cell); walk_step(&w);) {
		if (w.node == cell)
			continue;
		if (w.node->kind == KIND_LIST)
			c->lists += w.entering ? 1 : -1U;
		if (c->scripts && w.entering)
			scripts_enter(c->scripts, out, w.node);
		else if (c->scripts)
			scripts_leave(c->scripts, out, w.node);
		if (w.entering) {
			enter(c, w.node);
		} else if (!kind_is_inline(w.node->kind)) {
			c->joined = false;
			begin_line(c);
		}
	}
	while (out->len > c->start && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
}

void celltext_collect(struct buf *out, const struct node *cell, struct buf *runs)
{
	struct collector c = {.out = out, .runs = runs};

	collect(&c, cell);
}

void celltext_print(struct buf *out, const struct node *cell)
{
	struct scripts scripts = {.depth = 0};
	struct collector c = {.out = out, .scripts = &scripts};

	collect(&c, cell);
}

static size_t skip_any(const char *s, size_t len, const char *const *signs)
{
	for (; *signs; signs++)
		if (len >= strlen(*signs) && !memcmp(s, *signs, strlen(*signs)))
			return strlen(*signs);
	return 0;
}

bool celltext_is_number(const char *s, size_t len)
{
	static const char *const before[] = {"+", "-", "\u2212", NULL};
	static const char *const after[] = {"%", "\uFF05", "\u2030", NULL};
	size_t i = skip_any(s, len, before);
	bool digit = false, point = false;

	for (; i < len; i++) {
		bool was_digit = digit;

		digit = s[i] >= '0' && s[i] <= '9';
		if (digit)
			continue;
		if (!was_digit || (s[i] != ',' && s[i] != '.') || point)
			return was_digit && i + skip_any(s + i, len - i, after) == len;
		point = s[i] == '.';
	}
	return digit;
}

bool celltext_is_placeholder(const char *s, size_t len)
{
	static const char *const dashes[] = {
		"-", "/", "\u2014", "\u2013", "\u2212", "\uFF0D", NULL};
	size_t n;

	while (len && (n = skip_any(s, len, dashes))) {
		s += n;
		len -= n;
	}
	return !len;
}
