/* The text of the page, piece by piece: what each is, where it was, its text. */
#include "pieces.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "document/field-keys.h"
#include "htmlout.h"
#include "picture/picture.h"
#include "tree/numbering.h"
#include "tree/text.h"

/* Lists and tables are drawn nested down to here, deeper ones as plain lines. */
#define NESTING_MAX 6

/* ---- words ---- */

void audit_say(struct audit *a, enum audit_word word)
{
	html_str(a->out, audit_word(a->language, word));
}

void audit_say_line(struct audit *a, uint32_t line)
{
	const char *after = audit_word(a->language, WORD_LINE_AFTER);

	if (!line)
		return;
	audit_say(a, WORD_LINE);
	buf_printf(a->out, " %lu", (unsigned long)line);
	if (*after)
		buf_printf(a->out, " %s", after);
}

void audit_say_bytes(struct audit *a, size_t bytes)
{
	html_number(a->out, bytes);
	buf_putc(a->out, ' ');
	audit_say(a, WORD_BYTES);
}

static void say_why(struct audit *a, const struct node *dropped)
{
	html_str(a->out, audit_reason_sentence(a->language, (enum reason)dropped->reason));
	buf_puts(a->out, " · ");
	html_str(a->out, document_filter_name(a->doc, dropped->filter));
	if (node_line(dropped)) {
		buf_puts(a->out, " · ");
		audit_say_line(a, node_line(dropped));
	}
}

/* ---- counts ---- */

static void count_piece(struct audit *a, struct audit_tally *tally)
{
	a->pieces++;
	tally->pieces++;
	if (!tally->first)
		tally->first = a->pieces;
}

static void count_dropped(struct audit *a, const struct node *dropped)
{
	struct audit_tally *tally = &a->dropped[dropped->reason];

	count_piece(a, tally);
	tally->filters[dropped->filter] = 1;
}

/* ---- nodes ---- */

/* The node after all that n holds. */
static const struct node *node_after(const struct node *root, const struct node *n)
{
	for (; n && n != root; n = node_parent(n))
		if (node_next_all(n))
			return node_next_all(n);
	return NULL;
}

const struct node *audit_dropped_by(const struct node *n)
{
	while (n && node_live(n))
		n = node_parent(n);
	return n;
}

/* True if a reader would miss it: it has a letter or a digit, or is an image. */
static bool says_something(const struct node *n)
{
	const char *bytes;
	size_t len;
	unsigned width;

	if (n->kind != KIND_TEXT)
		return true;
	bytes = node_text(n);
	len = node_text_len(n);
	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(bytes + i, len - i, &width);

		if (char_is_letter(c) || char_is_number(c))
			return true;
	}
	return false;
}

/* ---- items: what a kept text belongs to ---- */

/* A TEXT, IMAGE or BREAK, or a whole live TABLE that is in no other. */
struct item {
	const struct node *node;
	const struct node *unit; /* what it is shown with: kept, its block; dropped, the nearest
				    dropped node around it */
	size_t sequence;	 /* its place in the tree's order */
	uint32_t offset;	 /* in the decoded source [bytes]; where not known, that of what
				    is before it */
	uint8_t reason;		 /* enum reason; REASON_LIVE where it was kept */
	uint8_t kind;		 /* enum audit_kind, where it was kept */
	bool ink;		 /* has more than white space */
	bool first;		 /* of its unit's items with ink, in the order of the source */
};

struct items {
	struct item *list;
	size_t count, room;
	bool failed;
};

static const uint8_t line_kinds[KIND_COUNT] = {
	[KIND_PARA] = AUDIT_PARA,
	[KIND_HEADING] = AUDIT_HEADING,
	[KIND_TITLE] = AUDIT_TITLE,
	[KIND_CODEBLOCK] = AUDIT_CODE,
	[KIND_SIGNATURE] = AUDIT_SIGNATURE,
	[KIND_DATE] = AUDIT_DATE,
	[KIND_CAPTION] = AUDIT_CAPTION,
};

enum audit_kind audit_line_kind(enum kind kind)
{
	return kind_is_line(kind) ? (enum audit_kind)line_kinds[kind] : AUDIT_PARA;
}

struct unit {
	const struct node *node; /* the LINE, or the FIELD or outermost list around it */
	enum audit_kind kind;
};

static bool holds_attachment(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_ATTACHMENT)
			return true;
	return false;
}

static struct unit unit_of(const struct node *n)
{
	struct unit u = {node_parent(n), AUDIT_PARA};
	bool in_line = false;

	for (const struct node *a = node_parent(n); a; a = node_parent(a)) {
		enum kind kind = (enum kind)a->kind;

		if (!in_line && kind_is_line(kind)) {
			u = (struct unit){a, audit_line_kind(kind)};
			in_line = true;
		} else if (kind == KIND_FIELD) {
			return (struct unit){a, AUDIT_FIELD};
		} else if (kind == KIND_LIST || kind == KIND_DEFLIST) {
			u = (struct unit){a, AUDIT_LIST};
		} else if (kind == KIND_QUOTE && u.kind == AUDIT_PARA) {
			u.kind = AUDIT_QUOTE;
		}
	}
	return u;
}

/* ---- items: collected ---- */

struct collector {
	struct audit *a;
	struct items *items;
	struct unit last; /* that of the last kept item, attachments looked for */
	const struct node *table, *table_end;
	size_t table_item; /* index of table's item */
	bool table_placed;
	uint32_t offset; /* of the last item whose place is known [bytes] */
};

static struct item *add_item(struct items *items)
{
	if (items->count == items->room && !items->failed) {
		struct item *list = list_double(items->list, &items->room, sizeof *list);

		items->failed = !list;
		if (list)
			items->list = list;
	}
	return items->failed ? NULL : &items->list[items->count++];
}

/*
 * What a TEXT was cut into where the source spells it otherwise (character references) has a
 * place that is good enough for its order. Without any, it is after its other half, else
 * where the element around it begins.
 */
static uint32_t place_of(struct collector *c, const struct node *n)
{
	const struct node *known = n;

	if (!n->length && !n->offset && node_prev_all(n) && node_prev_all(n)->kind == KIND_TEXT)
		return c->offset;
	while (known && !known->length && !known->offset)
		known = node_parent(known);
	if (known)
		c->offset = known->offset;
	return c->offset;
}

static struct unit kept_unit(struct collector *c, const struct node *n)
{
	struct unit u = unit_of(n);

	if (u.node == c->last.node)
		return c->last;
	c->last = u;
	if (u.kind == AUDIT_PARA && holds_attachment(u.node))
		c->last.kind = AUDIT_ATTACHMENT;
	return c->last;
}

/* Kept text that lost bytes to white space: tree_books enters the loss as such. */
static void count_kept(struct audit *a, enum audit_kind kind, const struct node *text)
{
	a->kept[kind].bytes += node_text_len(text) < node_raw_len(text) ? node_text_len(text)
									: node_raw_len(text);
}

static void collect_node(struct collector *c, const struct node *n)
{
	const struct node *dropped = audit_dropped_by(n);
	struct item *item = add_item(c->items);
	struct unit u = {dropped, AUDIT_PARA};

	if (!item)
		return;
	if (!dropped && n->kind != KIND_TABLE)
		u = kept_unit(c, n);
	else if (!dropped)
		u = (struct unit){n, AUDIT_TABLE};
	*item = (struct item){
		.node = n,
		.unit = u.node,
		.sequence = c->items->count,
		.offset = n->kind == KIND_TABLE ? c->offset : place_of(c, n),
		.reason = dropped ? dropped->reason : REASON_LIVE,
		.kind = (uint8_t)u.kind,
		.ink = n->kind == KIND_TABLE || n->kind == KIND_IMAGE ||
		       (n->kind == KIND_TEXT && text_is_visible(n)),
	};
	if (n->kind == KIND_TEXT && !dropped)
		count_kept(c->a, u.kind, n);
}

/* A table is where its first text is: what was made into one may have no place itself. */
static void collect_in_table(struct collector *c, const struct node *n)
{
	if (n->kind != KIND_TEXT || !node_raw_len(n))
		return;
	if (!c->table_placed && !c->items->failed) {
		c->items->list[c->table_item].offset = place_of(c, n);
		c->table_placed = true;
	}
	if (!audit_dropped_by(n))
		count_kept(c->a, AUDIT_TABLE, n);
}

static void enter_table(struct collector *c, const struct node *table)
{
	c->table = table;
	c->table_end = node_after(c->a->doc->tree.root, table);
	c->table_item = c->items->count;
	c->table_placed = false;
	collect_node(c, table);
}

static bool is_item(const struct node *n)
{
	if (n->kind == KIND_TEXT)
		return node_raw_len(n);
	return (n->kind == KIND_IMAGE || n->kind == KIND_BREAK) && !(n->flags & NODE_GENERATED);
}

/* ---- items: in the order of the source ---- */

static int by_place(const void *left, const void *right)
{
	const struct item *l = left, *r = right;

	if (l->offset != r->offset)
		return l->offset < r->offset ? -1 : 1;
	return l->sequence < r->sequence ? -1 : l->sequence > r->sequence;
}

/* Groups by unit; within one, by place in the list that is sorted already. */
static int by_unit(const void *left, const void *right)
{
	struct item *const *l = left, *const *r = right;
	uint32_t l_id = (*l)->unit->id, r_id = (*r)->unit->id;

	if (l_id != r_id)
		return l_id < r_id ? -1 : 1;
	return *l < *r ? -1 : *l > *r;
}

static void mark_first(struct items *items)
{
	struct item **order = calloc(items->count + 1, sizeof *order);
	const struct node *unit = NULL;
	size_t n = 0;

	items->failed = items->failed || !order;
	for (size_t i = 0; i < items->count && order; i++)
		if (items->list[i].ink)
			order[n++] = &items->list[i];
	if (order)
		qsort(order, n, sizeof *order, by_unit);
	for (size_t i = 0; i < n; i++) {
		order[i]->first = order[i]->unit != unit;
		unit = order[i]->unit;
	}
	free(order);
}

/* Collects and sorts items; counts the kept bytes by kind. Memory: items->failed. */
static void collect(struct audit *a, struct items *items)
{
	const struct node *root = a->doc->tree.root;
	struct collector c = {.a = a, .items = items};

	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		if (n == c.table_end)
			c.table = c.table_end = NULL;
		if (c.table)
			collect_in_table(&c, n);
		else if (n->kind == KIND_TABLE && !audit_dropped_by(n))
			enter_table(&c, n);
		else if (is_item(n))
			collect_node(&c, n);
	}
	if (items->failed)
		return;
	if (items->count)
		qsort(items->list, items->count, sizeof *items->list, by_place);
	mark_first(items);
}

/* ---- runs: marks ---- */

enum style {
	STYLE_PLAIN,   /* lines are <p> */
	STYLE_ITEMS,   /* lines are <li> */
	STYLE_DROPPED, /* all is dropped: lines are <span>, without markup */
};

/* Text in lines: what is kept with its markup, what was dropped in it struck out where it was.
 */
struct run {
	struct audit *a;
	enum style style;
	const struct node *line;	 /* the LINE that is open, or NULL */
	const struct node *item;	 /* ITEM of the last line, or NULL */
	const struct node *dropped;	 /* the dropped node whose text is open, or NULL */
	const struct node *dropped_line; /* the LINE of the last dropped text */
	const struct node *link;	 /* open LINK or ATTACHMENT, or NULL */
	unsigned marks;			 /* open marks, a bit each */
	const struct node *code_of; /* the dropped script that is being gathered, or NULL */
	struct buf code;	    /* its text */
	struct numbering numbered[NESTING_MAX]; /* of each depth [from 0] */
};

/* In the order in which they are opened. */
static const struct mark {
	enum kind kind;
	const char *tag;
} marks[] = {
	{KIND_STRONG, "strong"},
	{KIND_EMPH, "em"},
	{KIND_UNDERLINE, "u"},
	{KIND_STRIKE, "s"},
	{KIND_SUB, "sub"},
	{KIND_SUP, "sup"},
	{KIND_CODE, "code"},
};

/* So much of a script or style sheet is shown [characters]. */
#define CODE_MAX 2000

#define MARKS (sizeof marks / sizeof *marks)

static unsigned mark_of(enum kind kind)
{
	for (size_t i = 0; i < MARKS; i++)
		if (marks[i].kind == kind)
			return 1u << i;
	return 0;
}

static const char *target_of(const struct node *link)
{
	const char *uri = attr_str(link, ATTR_URI);

	return uri ? uri : attr_str(link, ATTR_HREF);
}

static void open_link(struct run *r, const struct node *link)
{
	struct buf *out = r->a->out;
	const char *target = target_of(link);
	bool follow = html_may_follow(target);

	buf_puts(out, follow ? "<a" : "<span");
	html_attr(out, "class", link->kind == KIND_ATTACHMENT ? "a file" : "a");
	if (!r->a->links++)
		buf_puts(out, " id=\"first-link\"");
	html_attr(out, follow ? "href" : "title", target);
	buf_puts(out, follow ? " rel=\"noopener noreferrer nofollow\">" : ">");
	r->link = link;
}

static void close_link(struct run *r)
{
	struct buf *out = r->a->out;
	const char *target = target_of(r->link);

	if (target) {
		buf_puts(out, "<small class=\"ui x\"> ");
		html_str(out, target);
		buf_puts(out, "</small>");
	}
	if (r->link->kind == KIND_ATTACHMENT) {
		buf_puts(out, " <small class=\"ui tag\">");
		html_str(out, audit_kind_word(r->a->language, AUDIT_ATTACHMENT));
		buf_puts(out, "</small>");
	}
	buf_puts(out, html_may_follow(target) ? "</a>" : "</span>");
	r->link = NULL;
}

static void close_marks(struct run *r)
{
	for (size_t i = MARKS; i-- > 0;)
		if (r->marks & 1u << i)
			buf_printf(r->a->out, "</%s>", marks[i].tag);
	r->marks = 0;
	if (r->link)
		close_link(r);
}

/* Makes the open marks those around n. */
static void set_marks(struct run *r, const struct node *n)
{
	const struct node *link = NULL;
	unsigned wanted = 0;

	for (const struct node *p = node_parent(n); p && kind_is_inline(p->kind);
		p = node_parent(p)) {
		wanted |= mark_of((enum kind)p->kind);
		if (!link && (p->kind == KIND_LINK || p->kind == KIND_ATTACHMENT))
			link = p;
	}
	if (link == r->link && wanted == r->marks)
		return;
	close_marks(r);
	if (link)
		open_link(r, link);
	for (size_t i = 0; i < MARKS; i++)
		if (wanted & 1u << i)
			buf_printf(r->a->out, "<%s>", marks[i].tag);
	r->marks = wanted;
}

/* ---- runs: lines ---- */

static const struct node *line_of(const struct node *n)
{
	const struct node *p = node_parent(n);

	while (p && !kind_is_line(p->kind))
		p = node_parent(p);
	return p ? p : node_parent(n);
}

static const struct node *item_of(const struct node *line, unsigned *depth)
{
	const struct node *item = NULL;

	for (const struct node *p = line; p && p->kind != KIND_CELL; p = node_parent(p))
		if (p->kind == KIND_ITEM) {
			item = item ? item : p;
			++*depth;
		}
	return item;
}

/* depth: from 0. */
static void write_marker(struct run *r, const struct node *item, unsigned depth)
{
	const char *mark = attr_str(item, ATTR_MARK);
	struct buf number = BUF_INIT;

	buf_puts(r->a->out, "<span class=\"ui mark\">");
	if (mark)
		html_str(r->a->out, mark);
	else if (numbering_kind(item) == NUMBERING_NUMBER && depth < NESTING_MAX)
		numbering_put(&number, item, numbering_go(&r->numbered[depth], item));
	else if (numbering_kind(item) != NUMBERING_NONE)
		buf_puts(r->a->out, "•");
	html_str(r->a->out, buf_str(&number));
	buf_puts(r->a->out, "</span> ");
	r->a->out->failed |= buf_failed(&number);
	buf_free(&number);
}

static bool in_definition(const struct node *line)
{
	const struct node *p = line;

	while (p && p->kind != KIND_DEF && p->kind != KIND_CELL)
		p = node_parent(p);
	return p && p->kind == KIND_DEF;
}

static const char *class_of(const struct node *line)
{
	if (line->kind == KIND_CODEBLOCK)
		return "pre";
	if (line->kind == KIND_TERM)
		return "dt";
	return in_definition(line) ? "dd" : NULL;
}

static void open_kept_line(struct run *r, const struct node *line)
{
	struct buf *out = r->a->out;
	unsigned depth = 0;
	const struct node *item = item_of(line, &depth);
	const char *class = class_of(line);

	buf_puts(out, r->style == STYLE_ITEMS ? "<li" : "<p");
	if (item && !class)
		buf_printf(out, " class=\"li n%u\"", depth > NESTING_MAX ? NESTING_MAX : depth);
	html_attr(out, "class", item && !class ? NULL : class);
	buf_puts(out, ">");
	if (item && item != r->item)
		write_marker(r, item, depth - 1);
	r->item = item;
}

static void close_line(struct run *r)
{
	static const char *const tags[] = {
		[STYLE_PLAIN] = "</p>", [STYLE_ITEMS] = "</li>", [STYLE_DROPPED] = "</span> "};

	if (r->line)
		buf_puts(r->a->out, tags[r->style]);
	r->line = NULL;
}

/* ---- runs: what was dropped inside what was kept ---- */

/* A colon or a bar explains itself: its reason is shown with the details only. */
static void open_dropped(struct run *r, const struct node *dropped, const struct node *n)
{
	struct buf *out = r->a->out;

	count_dropped(r->a, dropped);
	buf_printf(out, "<del id=\"p%zu\" data-c=\"d-%s\"%s title=\"", r->a->pieces,
		reason_name((enum reason)dropped->reason),
		says_something(n) ? "" : " class=\"tiny\"");
	say_why(r->a, dropped);
	buf_puts(out, "\">");
	r->dropped = dropped;
}

static void close_dropped(struct run *r)
{
	struct audit *a = r->a;

	if (!r->dropped)
		return;
	buf_puts(a->out, "<small class=\"ui why\">");
	html_str(a->out, audit_reason_word(a->language, (enum reason)r->dropped->reason));
	buf_puts(a->out, "<span class=\"x\"> · ");
	html_str(a->out, document_filter_name(a->doc, r->dropped->filter));
	buf_puts(a->out, "</span></small></del>");
	r->dropped = NULL;
}

static void close_phrase(struct run *r)
{
	close_marks(r);
	close_dropped(r);
}

/* ---- runs: code ---- */

static size_t characters_end(const char *s, size_t len, size_t most)
{
	size_t i = 0;
	unsigned width;

	for (; i < len && most; most--) {
		utf8_decode(s + i, len - i, &width);
		i += width;
	}
	return i;
}

static void flush_code(struct run *r)
{
	struct audit *a = r->a;
	const char *text = buf_str(&r->code);
	size_t blank = strspn(text, " \t\r\n"), len = r->code.len - blank, shown;

	if (!r->code_of)
		return;
	close_phrase(r);
	close_line(r);
	shown = characters_end(text + blank, len, CODE_MAX);
	buf_puts(a->out, "<details><summary class=\"ui\">");
	html_str(a->out, audit_reason_word(a->language, REASON_SCRIPT));
	buf_puts(a->out, " · ");
	html_str(a->out, element_name((enum element)r->code_of->element));
	buf_puts(a->out, " · ");
	audit_say_bytes(a, r->code.len);
	buf_puts(a->out, "</summary><pre>");
	html_text(a->out, text + blank, shown);
	buf_puts(a->out, "</pre>");
	if (shown < len) {
		buf_puts(a->out, "<p class=\"ui cut\">");
		audit_say(a, WORD_ELLIPSIS);
		buf_putc(a->out, ' ');
		html_number(a->out, len - shown);
		buf_putc(a->out, ' ');
		audit_say(a, WORD_MORE_BYTES);
		buf_puts(a->out, "</p>");
	}
	buf_puts(a->out, "</details>");
	a->out->failed = a->out->failed || buf_failed(&r->code);
	buf_clear(&r->code);
	r->code_of = NULL;
}

static void gather_code(struct run *r, const struct node *n, const struct node *script)
{
	if (script != r->code_of)
		flush_code(r);
	r->code_of = script;
	if (n->kind == KIND_TEXT)
		buf_put(&r->code, node_text(n), node_text_len(n));
}

/* ---- runs: nodes ---- */

static void set_line(struct run *r, const struct node *n)
{
	const struct node *line = line_of(n);

	/* Dropped text in a kept line, even from a line of its own, stays where it was. */
	if (line == r->line || (r->line && r->style != STYLE_DROPPED && audit_dropped_by(n)))
		return;
	close_phrase(r);
	close_line(r);
	if (r->style == STYLE_DROPPED)
		buf_puts(r->a->out, "<span class=\"l\">");
	else
		open_kept_line(r, line);
	r->line = line;
}

/* The name of an image: its alternative text, else its file; what is in a data: address is
   the image itself, and no name. */
static const char *image_name(const struct node *image)
{
	const char *alt = attr_str(image, ATTR_ALT), *src = attr_str(image, ATTR_SRC), *slash;

	if (alt && *alt)
		return alt;
	if (!src || !strncasecmp(src, "data:", 5))
		return NULL;
	slash = strrchr(src, '/');
	return slash && slash[1] ? slash + 1 : src;
}

static void write_image(struct run *r, const struct node *n)
{
	struct buf *out = r->a->out;
	const char *name = image_name(n), *src = attr_str(n, ATTR_SRC);
	enum picture_fault fault = audit_dropped_by(n) ? PICTURE_GOOD : picture_fault_of(n);

	buf_puts(out, fault == PICTURE_GOOD ? "<span class=\"ui img\">"
					    : "<span class=\"ui img missing\">");
	html_str(out, audit_kind_word(r->a->language, AUDIT_IMAGE));
	if (name) {
		buf_puts(out, " “");
		html_str(out, name);
		buf_puts(out, "”");
	}
	if (src && strncasecmp(src, "data:", 5)) {
		buf_puts(out, "<small class=\"x\"> ");
		html_str(out, src);
		buf_puts(out, "</small>");
	}
	if (fault != PICTURE_GOOD) {
		buf_puts(out, "<small> ");
		audit_put_detail(out, r->a->language, picture_fault_sentence(fault));
		buf_puts(out, "</small>");
	}
	buf_puts(out, "</span>");
}

/* White space and line breaks alone begin nothing, and separate what is there. */
static void run_blank(struct run *r, const struct node *n)
{
	if (!r->line)
		return;
	if (n->kind == KIND_TEXT || (audit_dropped_by(n) && r->style != STYLE_DROPPED)) {
		buf_putc(r->a->out, ' ');
	} else if (r->style == STYLE_DROPPED) {
		close_line(r);
	} else if (line_of(n) == r->line) {
		close_phrase(r);
		buf_puts(r->a->out, "<br>");
	}
}

static void run_node(struct run *r, const struct node *n)
{
	const struct node *dropped = audit_dropped_by(n);
	bool image = n->kind == KIND_IMAGE;

	if (dropped && dropped->reason == REASON_SCRIPT) {
		gather_code(r, n, dropped);
		return;
	}
	if (!image && (n->kind != KIND_TEXT || !text_is_visible(n))) {
		run_blank(r, n);
		return;
	}
	flush_code(r);
	set_line(r, n);
	if (r->style == STYLE_DROPPED)
		dropped = NULL;
	if (dropped != r->dropped) {
		close_phrase(r);
		if (dropped)
			open_dropped(r, dropped, n);
	} else if (dropped && line_of(n) != r->dropped_line) {
		buf_putc(r->a->out, ' ');
	}
	r->dropped_line = dropped ? line_of(n) : NULL;
	if (!dropped && r->style != STYLE_DROPPED)
		set_marks(r, n);
	if (image)
		write_image(r, n);
	else if (r->line->kind == KIND_CODEBLOCK)
		html_text(r->a->out, node_text(n), node_text_len(n));
	else
		html_squeezed(r->a->out, node_text(n), node_text_len(n));
}

static void run_end(struct run *r)
{
	flush_code(r);
	close_phrase(r);
	close_line(r);
	r->item = NULL;
	buf_free(&r->code);
}

/* ---- a kept table, drawn as one, with what was dropped in its cells where it was ---- */

/* Parts of the table that hold no lines themselves: what was dropped there has no cell to be
 * in. */
static bool is_frame(enum kind kind)
{
	return kind == KIND_TABLE || kind == KIND_HEAD || kind == KIND_BODY ||
	       kind == KIND_FOOT || kind == KIND_ROW;
}

/* Tables below the outermost one that n is or is in; its rows and cells are not drawn when
   these are too many. */
static bool is_drawn(const struct node *table, const struct node *n)
{
	unsigned depth = 0;

	for (; n != table; n = node_parent(n))
		depth += n->kind == KIND_TABLE;
	return depth < NESTING_MAX;
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

/* True if n is dropped and in a frame: it is shown below the table. */
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

static void enter_part(struct run *r, const struct node *table, const struct node *n)
{
	if (n->kind == KIND_TEXT ? node_raw_len(n) > 0
				 : n->kind == KIND_IMAGE || n->kind == KIND_BREAK)
		run_node(r, n);
	else if (takes_tag(table, n)) {
		run_end(r);
		open_tag(r->a->out, n);
	}
}

static void leave_part(struct run *r, const struct node *table, const struct node *n)
{
	if (!takes_tag(table, n))
		return;
	run_end(r);
	buf_printf(r->a->out, "</%s>", tag_of(n));
}

/* Leaves n and what ends with it; the node after it, NULL at the end. */
static const struct node *leave_up(
	struct run *r, const struct node *table, const struct node *n)
{
	leave_part(r, table, n);
	while (n != table && !node_next_all(n)) {
		n = node_parent(n);
		leave_part(r, table, n);
	}
	return n == table ? NULL : node_next_all(n);
}

static void draw_table(struct audit *a, const struct node *table)
{
	struct run run = {.a = a, .style = STYLE_PLAIN};
	const struct node *n = table;

	while (n) {
		bool aside = is_aside(n);

		if (!aside)
			enter_part(&run, table, n);
		n = node_first_all(n) && !aside ? node_first_all(n) : leave_up(&run, table, n);
	}
	run_end(&run);
}

/* ---- what was dropped between the cells of a table ---- */

struct asides {
	struct run run;
	const struct node *dropped; /* the piece that is open, or NULL */
	bool any;
};

static void close_aside(struct asides *s)
{
	run_end(&s->run);
	if (s->dropped)
		buf_puts(s->run.a->out, "</div></div>");
	s->dropped = NULL;
}

static void open_aside(struct asides *s, const struct node *dropped)
{
	struct audit *a = s->run.a;

	close_aside(s);
	count_dropped(a, dropped);
	if (!s->any) {
		buf_puts(a->out, "<div class=\"aside\"><p class=\"ui\">");
		audit_say(a, WORD_BESIDE_TABLE);
		buf_puts(a->out, "</p>");
	}
	buf_printf(a->out, "<div id=\"p%zu\" data-c=\"d-%s\"><p class=\"ui y\"><b>", a->pieces,
		reason_name((enum reason)dropped->reason));
	html_str(a->out, audit_reason_word(a->language, (enum reason)dropped->reason));
	buf_puts(a->out, "</b> · ");
	say_why(a, dropped);
	buf_puts(a->out, "</p><div>");
	s->dropped = dropped;
	s->any = true;
}

static void write_aside(struct asides *s, const struct node *root)
{
	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		const struct node *dropped;

		if (n->kind != KIND_TEXT || !node_raw_len(n) || !text_is_visible(n))
			continue;
		dropped = audit_dropped_by(n);
		if (dropped != s->dropped)
			open_aside(s, dropped);
		run_node(&s->run, n);
	}
}

static void write_asides(struct audit *a, const struct node *table)
{
	struct asides s = {.run = {.a = a, .style = STYLE_DROPPED}};
	const struct node *n = table, *next;

	for (; n; n = next) {
		bool aside = n != table && is_aside(n);

		if (aside)
			write_aside(&s, n);
		next = aside ? node_after(table, n) : tree_next_all(table, n);
	}
	close_aside(&s);
	if (s.any)
		buf_puts(a->out, "</div>");
}

static void write_table(struct audit *a, const struct node *table)
{
	buf_puts(a->out, "<div class=\"wide\" tabindex=\"0\">");
	draw_table(a, table);
	buf_puts(a->out, "</div>");
	write_asides(a, table);
}

/* ---- pieces: what goes into one ---- */

/*
 * Dropped text inside a kept block is shown in it, struck out, up to this much in one place
 * [bytes]: the colon between label and value, a counter in a line. More is a piece of its own.
 */
#define INSIDE_MAX 300

/*
 * Dropped pieces that follow each other are one where reason and filter are the same and the
 * text is no longer than this [bytes]: the sizes of a font, the buttons of a form. Code, which
 * is collapsed, always is.
 */
#define TOGETHER_MAX 300

/* An image counts for so much there [bytes]. */
#define INSIDE_IMAGE 20

/* Separators that a field can begin with: a row of more is looked through once, not for each.
 */
#define LEAD_MAX 8

struct piece {
	const struct item *head; /* what it is about */
	const struct item *list;
	size_t count;
};

static size_t next_with_ink(const struct items *items, size_t i)
{
	while (i < items->count && !items->list[i].ink)
		i++;
	return i;
}

/* A colon or a bullet that held a field together. */
static bool is_separator(const struct item *item)
{
	return item->reason == REASON_LABEL && !says_something(item->node);
}

/* The separators from i on on the line that the item at i - 1 ends on: the index
 * after them. */
static size_t after_separators(const struct items *items, size_t i)
{
	uint32_t line = node_line(items->list[i - 1].node);
	size_t next = next_with_ink(items, i);

	while (next < items->count && is_separator(&items->list[next]) &&
		node_line(items->list[next].node) == line) {
		i = next + 1;
		next = next_with_ink(items, i);
	}
	return i;
}

/* The item that the piece beginning at first is about: separators before a field are its. */
static size_t piece_head(const struct items *items, size_t first)
{
	size_t i = first, lead = 0;

	while (i < items->count && lead++ < LEAD_MAX && is_separator(&items->list[i]))
		i = next_with_ink(items, i + 1);
	if (i < items->count && items->list[i].reason == REASON_LIVE &&
		items->list[i].kind == AUDIT_FIELD)
		return i;
	return first;
}

/* [bytes] */
static size_t weight_of(const struct item *item)
{
	return node_text_len(item->node) + INSIDE_IMAGE * (item->node->kind == KIND_IMAGE);
}

/* The index after a kept piece: dropped text between its parts is shown in it. */
static size_t kept_end(const struct items *items, size_t first)
{
	const struct item *head = &items->list[first];
	size_t inside = 0, end = first + 1;

	for (size_t i = end; i < items->count && head->kind != AUDIT_TABLE; i++) {
		const struct item *item = &items->list[i];

		if (item->unit == head->unit) {
			inside = 0;
			end = i + 1;
		} else if (item->ink) {
			inside += weight_of(item);
			if (item->reason == REASON_LIVE || item->reason == REASON_SCRIPT ||
				inside > INSIDE_MAX)
				break;
		}
	}
	return head->kind == AUDIT_FIELD ? after_separators(items, end) : end;
}

/* The index after a dropped piece: small neighbours that went the same way go with it. */
static size_t dropped_end(const struct items *items, size_t first)
{
	const struct item *head = &items->list[first];
	size_t together = weight_of(head), end = first + 1;

	for (size_t i = end; i < items->count; i++) {
		const struct item *item = &items->list[i];

		if (!item->ink && item->unit != head->unit)
			continue;
		if (item->reason != head->reason || item->unit->filter != head->unit->filter)
			break;
		together += weight_of(item);
		if (item->unit != head->unit && head->reason != REASON_SCRIPT &&
			together > TOGETHER_MAX)
			break;
		end = i + 1;
	}
	return end;
}

static enum audit_kind kind_of(const struct piece *p)
{
	enum audit_kind kind = (enum audit_kind)p->head->kind;

	if (kind == AUDIT_FIELD || kind == AUDIT_TABLE)
		return kind;
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].ink && p->list[i].node->kind != KIND_IMAGE)
			return kind;
	return AUDIT_IMAGE;
}

/* ---- pieces: frames ---- */

static void open_frame(struct audit *a, const char *class, const char *prefix, const char *word)
{
	buf_printf(a->out,
		"<div class=\"p %s%s%s\" id=\"p%zu\" data-c=\"%s%s\"><p class=\"g ui\"><b>",
		*prefix ? "d " : "", prefix, class, a->pieces, prefix, class);
	html_str(a->out, word);
	buf_puts(a->out, "</b>");
}

static void write_place(struct audit *a, const struct item *item)
{
	if (!item->first) {
		buf_puts(a->out, " <small>");
		audit_say(a, WORD_CONTINUED);
		buf_puts(a->out, "</small>");
	}
	buf_puts(a->out, " <small>");
	audit_say_line(a, node_line(item->node));
	buf_puts(a->out, "</small>");
}

/* ---- pieces: kept ---- */

static void write_tag(struct audit *a, const char *text, size_t len)
{
	buf_puts(a->out, " <small class=\"tag\">");
	html_text(a->out, text, len);
	buf_puts(a->out, "</small>");
}

/* A word of the record, for those who look for it there. */
static void write_id(struct audit *a, const char *id)
{
	if (!id)
		return;
	buf_puts(a->out, " <small class=\"tag x\">");
	html_str(a->out, id);
	buf_puts(a->out, "</small>");
}

static void write_heading_note(struct audit *a, const struct node *heading)
{
	buf_printf(
		a->out, " <small class=\"tag\">H%d</small>", attr_int(heading, ATTR_LEVEL, 1));
	write_id(a, attr_str(heading, ATTR_SECTION));
}

/* In Chinese, a key's first label says what the field was taken for. */
static void write_field_note(struct audit *a, const struct node *field)
{
	const char *key = attr_str(field, ATTR_KEY), *label = NULL;
	size_t len = 0;

	if (key && a->language == AUDIT_ZH)
		label = key_label(key, &len);
	if (label)
		write_tag(a, label, len);
	else if (key)
		write_tag(a, key, strlen(key));
	if (label)
		write_id(a, key);
}

static void write_date_note(struct audit *a, const struct node *date)
{
	const char *iso = attr_str(date, ATTR_ISO);

	if (iso)
		write_tag(a, iso, strlen(iso));
}

/* The note after the kind's name, where the tree knows more. */
static void (*const notes[AUDIT_KINDS])(struct audit *a, const struct node *unit) = {
	[AUDIT_HEADING] = write_heading_note,
	[AUDIT_FIELD] = write_field_note,
	[AUDIT_DATE] = write_date_note,
};

static void write_lines(struct audit *a, const struct piece *p, enum style style)
{
	struct run run = {.a = a, .style = style};
	const struct node *unit = p->head->unit;

	for (size_t i = 0; i < p->count; i++) {
		/* White space of a neighbour is not this block's. */
		if (p->list[i].unit != p->head->unit && !p->list[i].ink)
			continue;
		if (style == STYLE_DROPPED && p->list[i].unit != unit)
			buf_putc(a->out, ' ');
		unit = p->list[i].unit;
		run_node(&run, p->list[i].node);
	}
	run_end(&run);
}

static bool value_is_empty(const struct node *field)
{
	const struct node *value = field_value(field);

	for (const struct node *n = value; n; n = tree_next(value, n))
		if (n->kind == KIND_IMAGE || (n->kind == KIND_TEXT && text_is_visible(n)))
			return false;
	return true;
}

static void write_field(struct audit *a, const struct piece *p)
{
	write_lines(a, p, STYLE_PLAIN);
	if (!value_is_empty(p->head->unit))
		return;
	buf_puts(a->out, "<p class=\"ui dd none\">");
	audit_say(a, WORD_EMPTY_VALUE);
	buf_puts(a->out, "</p>");
}

static void write_content(struct audit *a, enum audit_kind kind, const struct piece *p)
{
	switch (kind) {
	case AUDIT_TABLE:
		write_table(a, p->head->node);
		break;
	case AUDIT_FIELD:
		write_field(a, p);
		break;
	case AUDIT_LIST:
		buf_puts(a->out, "<ul>");
		write_lines(a, p, STYLE_ITEMS);
		buf_puts(a->out, "</ul>");
		break;
	default:
		write_lines(a, p, STYLE_PLAIN);
	}
}

static void write_kept(struct audit *a, const struct piece *p)
{
	enum audit_kind kind = kind_of(p);

	count_piece(a, &a->kept[kind]);
	open_frame(a, audit_kind_class(kind), "", audit_kind_word(a->language, kind));
	write_place(a, p->head);
	if (notes[kind])
		notes[kind](a, p->head->unit);
	buf_puts(a->out, "</p><div class=\"t\"");
	if (kind == AUDIT_HEADING || kind == AUDIT_TITLE)
		buf_printf(a->out, " role=\"heading\" aria-level=\"%d\"",
			kind == AUDIT_TITLE ? 3 : 3 + attr_int(p->head->unit, ATTR_LEVEL, 1));
	buf_puts(a->out, ">");
	write_content(a, kind, p);
	buf_puts(a->out, "</div></div>\n");
}

/* ---- pieces: dropped ---- */

static size_t bytes_of(const struct piece *p)
{
	size_t bytes = 0;

	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].reason == p->head->reason)
			bytes += node_raw_len(p->list[i].node);
	return bytes;
}

static void write_dropped(struct audit *a, const struct piece *p)
{
	const struct node *dropped = p->head->unit;
	enum reason reason = (enum reason)p->head->reason;

	count_dropped(a, dropped);
	open_frame(a, reason_name(reason), "d-", audit_reason_word(a->language, reason));
	write_place(a, p->head);
	buf_puts(a->out, "</p><div class=\"t\">");
	write_lines(a, p, STYLE_DROPPED);
	buf_puts(a->out, "</div><p class=\"ui y\">");
	html_str(a->out, audit_reason_sentence(a->language, reason));
	buf_puts(a->out, " <span class=\"f\">");
	html_str(a->out, document_filter_name(a->doc, dropped->filter));
	buf_puts(a->out, " · ");
	audit_say_bytes(a, bytes_of(p));
	buf_puts(a->out, "</span></p></div>\n");
}

int audit_write_pieces(struct audit *a)
{
	struct items items = {0};
	size_t first;

	collect(a, &items);
	first = next_with_ink(&items, 0);
	while (first < items.count) {
		size_t head = piece_head(&items, first);
		bool kept = items.list[head].reason == REASON_LIVE;
		size_t end = kept ? kept_end(&items, head) : dropped_end(&items, head);
		const struct piece p = {items.list + head, items.list + first, end - first};

		if (kept)
			write_kept(a, &p);
		else
			write_dropped(a, &p);
		first = next_with_ink(&items, end);
	}
	free(items.list);
	return items.failed ? -1 : 0;
}
