#include "document/celltext.h"

#include <string.h>

#include "document/document.h"
#include "document/runs.h"
#include "document/scripts.h"
#include "tree/text.h"

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
