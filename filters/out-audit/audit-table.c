/* A kept table, drawn as one, with what was dropped in its cells where it stood. */
#include "audit-private.h"

#include "htmlout.h"
#include "tree/text.h"

static bool is_group(enum kind kind)
{
	return kind == KIND_HEAD || kind == KIND_BODY || kind == KIND_FOOT;
}

/* Parts of the table that hold no lines themselves: what was dropped there has no cell to stand
 * in. */
static bool is_frame(enum kind kind)
{
	return kind == KIND_TABLE || is_group(kind) || kind == KIND_ROW;
}

/* ---- tags ---- */

/* Tables below the outermost one that n is or stands in; its rows and cells are not drawn when
   these are too many. */
static bool is_drawn(const struct node *table, const struct node *n)
{
	unsigned depth = 0;

	for (; n != table; n = node_parent(n))
		depth += n->kind == KIND_TABLE;
	return depth < AUDIT_NESTING_MAX;
}

static const char *tag_of(const struct node *n)
{
	static const char *const tags[KIND_COUNT] = {
		[KIND_TABLE] = "table",
		[KIND_CAPTION] = "caption",
		[KIND_HEAD] = "thead",
		[KIND_BODY] = "tbody",
		[KIND_FOOT] = "tfoot",
		[KIND_ROW] = "tr",
		[KIND_CELL] = "td",
	};

	if (n->kind == KIND_CELL &&
		(attr_int(n, ATTR_HEADER, 0) || node_ancestor(n, KIND_HEAD)))
		return "th";
	return tags[n->kind];
}

/* HTML standard, 4.9.11: colspan at most 1000, rowspan at most 65534. */
static void write_span(struct buf *out, const struct node *cell, enum attr attr, int most)
{
	int span = attr_int(cell, attr, 1);

	if (span > 1)
		buf_printf(out, " %s=\"%d\"", attr_name(attr), span > most ? most : span);
}

static void open_tag(struct buf *out, const struct node *n)
{
	buf_printf(out, "<%s", tag_of(n));
	if (n->kind == KIND_CELL) {
		write_span(out, n, ATTR_COLSPAN, 1000);
		write_span(out, n, ATTR_ROWSPAN, 65534);
	}
	buf_putc(out, '>');
}

/* ---- the walk ---- */

/* Whether n is dropped and stands in a frame: it is shown below the table. */
static bool is_aside(const struct node *n)
{
	return !node_live(n) && node_parent(n) && is_frame((enum kind)node_parent(n)->kind);
}

/* HTML knows a caption as the first child of a table only; another one is lines. */
static bool takes_tag(const struct node *table, const struct node *n)
{
	if (!tag_of(n) || audit_dropped_by(n) || !is_drawn(table, n))
		return false;
	return n->kind != KIND_CAPTION || !node_preceding(n);
}

static void enter(struct audit_run *r, const struct node *table, const struct node *n)
{
	if (n->kind == KIND_TEXT ? node_raw_len(n) > 0
				 : n->kind == KIND_IMAGE || n->kind == KIND_BREAK)
		audit_run_node(r, n);
	else if (takes_tag(table, n)) {
		audit_run_end(r);
		open_tag(r->a->out, n);
	}
}

static void leave(struct audit_run *r, const struct node *table, const struct node *n)
{
	if (!takes_tag(table, n))
		return;
	audit_run_end(r);
	buf_printf(r->a->out, "</%s>", tag_of(n));
}

/* Leaves n and what ends with it; the node after it, NULL at the end. */
static const struct node *leave_up(
	struct audit_run *r, const struct node *table, const struct node *n)
{
	leave(r, table, n);
	while (n != table && !node_next_all(n)) {
		n = node_parent(n);
		leave(r, table, n);
	}
	return n == table ? NULL : node_next_all(n);
}

static void draw(struct audit *a, const struct node *table)
{
	struct audit_run run = {.a = a, .style = AUDIT_PLAIN};
	const struct node *n = table;

	while (n) {
		bool aside = is_aside(n);

		if (!aside)
			enter(&run, table, n);
		n = node_first_all(n) && !aside ? node_first_all(n) : leave_up(&run, table, n);
	}
	audit_run_end(&run);
}

/* ---- what was dropped between the cells ---- */

struct asides {
	struct audit_run run;
	const struct node *dropped; /* the piece that is open, or NULL */
	bool any;
};

static void close_aside(struct asides *s)
{
	audit_run_end(&s->run);
	if (s->dropped)
		buf_puts(s->run.a->out, "</div></div>");
	s->dropped = NULL;
}

static void open_aside(struct asides *s, const struct node *dropped)
{
	struct audit *a = s->run.a;

	close_aside(s);
	audit_count_dropped(a, dropped);
	if (!s->any) {
		buf_puts(a->out, "<div class=\"aside\"><p class=\"ui\">");
		audit_say(a, WORD_BESIDE_TABLE);
		buf_puts(a->out, "</p>");
	}
	buf_printf(a->out, "<div id=\"p%zu\" data-c=\"d-%s\"><p class=\"ui y\"><b>", a->pieces,
		reason_name((enum reason)dropped->reason));
	html_str(a->out, audit_reason_word(a->language, (enum reason)dropped->reason));
	buf_puts(a->out, "</b> · ");
	audit_say_why(a, dropped);
	buf_puts(a->out, "</p><div>");
	s->dropped = dropped;
	s->any = true;
}

static void write_aside(struct asides *s, const struct node *root)
{
	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		const struct node *dropped;

		if (n->kind != KIND_TEXT || !node_raw_len(n) || !text_has_ink(n))
			continue;
		dropped = audit_dropped_by(n);
		if (dropped != s->dropped)
			open_aside(s, dropped);
		audit_run_node(&s->run, n);
	}
}

static void write_asides(struct audit *a, const struct node *table)
{
	struct asides s = {.run = {.a = a, .style = AUDIT_DROPPED}};
	const struct node *n = table, *next;

	for (; n; n = next) {
		bool aside = n != table && is_aside(n);

		if (aside)
			write_aside(&s, n);
		next = aside ? audit_after(table, n) : tree_next_all(table, n);
	}
	close_aside(&s);
	if (s.any)
		buf_puts(a->out, "</div>");
}

void audit_write_table(struct audit *a, const struct node *table)
{
	buf_puts(a->out, "<div class=\"wide\" tabindex=\"0\">");
	draw(a, table);
	buf_puts(a->out, "</div>");
	write_asides(a, table);
}
