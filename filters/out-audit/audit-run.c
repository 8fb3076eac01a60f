/* Text in lines: what is kept with its markup, what was dropped in it struck out where it
 * stood. */
#include "audit-private.h"

#include <string.h>
#include <strings.h>

#include "htmlout.h"
#include "picture/picture.h"
#include "tree/text.h"

/* ---- marks ---- */

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

/* Shown of a script or style sheet [characters]. */
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

static void open_link(struct audit_run *r, const struct node *link)
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

static void close_link(struct audit_run *r)
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

static void close_marks(struct audit_run *r)
{
	for (size_t i = MARKS; i-- > 0;)
		if (r->marks & 1u << i)
			buf_printf(r->a->out, "</%s>", marks[i].tag);
	r->marks = 0;
	if (r->link)
		close_link(r);
}

/* Makes the open marks those that stand around n. */
static void set_marks(struct audit_run *r, const struct node *n)
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

/* ---- lines ---- */

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
static void write_marker(struct audit_run *r, const struct node *item, unsigned depth)
{
	const char *mark = attr_str(item, ATTR_MARK);
	struct buf number = BUF_INIT;

	buf_puts(r->a->out, "<span class=\"ui mark\">");
	if (mark)
		html_str(r->a->out, mark);
	else if (numbering_kind(item) == NUMBERING_NUMBER && depth < AUDIT_NESTING_MAX)
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

static void open_kept_line(struct audit_run *r, const struct node *line)
{
	struct buf *out = r->a->out;
	unsigned depth = 0;
	const struct node *item = item_of(line, &depth);
	const char *class = class_of(line);

	buf_puts(out, r->style == AUDIT_ITEMS ? "<li" : "<p");
	if (item && !class)
		buf_printf(out, " class=\"li n%u\"",
			depth > AUDIT_NESTING_MAX ? AUDIT_NESTING_MAX : depth);
	html_attr(out, "class", item && !class ? NULL : class);
	buf_puts(out, ">");
	if (item && item != r->item)
		write_marker(r, item, depth - 1);
	r->item = item;
}

static void close_line(struct audit_run *r)
{
	static const char *const tags[] = {
		[AUDIT_PLAIN] = "</p>", [AUDIT_ITEMS] = "</li>", [AUDIT_DROPPED] = "</span> "};

	if (r->line)
		buf_puts(r->a->out, tags[r->style]);
	r->line = NULL;
}

/* ---- what was dropped inside what was kept ---- */

/* A colon or a bar explains itself: its reason is shown with the details only. */
static void open_dropped(struct audit_run *r, const struct node *dropped, const struct node *n)
{
	struct buf *out = r->a->out;

	audit_count_dropped(r->a, dropped);
	buf_printf(out, "<del id=\"p%zu\" data-c=\"d-%s\"%s title=\"", r->a->pieces,
		reason_name((enum reason)dropped->reason),
		audit_says_something(n) ? "" : " class=\"tiny\"");
	audit_say_why(r->a, dropped);
	buf_puts(out, "\">");
	r->dropped = dropped;
}

static void close_dropped(struct audit_run *r)
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

static void close_phrase(struct audit_run *r)
{
	close_marks(r);
	close_dropped(r);
}

/* ---- code ---- */

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

static void flush_code(struct audit_run *r)
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

static void gather_code(struct audit_run *r, const struct node *n, const struct node *script)
{
	if (script != r->code_of)
		flush_code(r);
	r->code_of = script;
	if (n->kind == KIND_TEXT)
		buf_put(&r->code, node_text(n), node_text_len(n));
}

/* ---- nodes ---- */

static void set_line(struct audit_run *r, const struct node *n)
{
	const struct node *line = line_of(n);

	/* Dropped text in a kept line, even from a line of its own, stays where it stood. */
	if (line == r->line || (r->line && r->style != AUDIT_DROPPED && audit_dropped_by(n)))
		return;
	close_phrase(r);
	close_line(r);
	if (r->style == AUDIT_DROPPED)
		buf_puts(r->a->out, "<span class=\"l\">");
	else
		open_kept_line(r, line);
	r->line = line;
}

/* What names an image: its alternative text, else its file; what stands in a data: address is
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

static void write_image(struct audit_run *r, const struct node *n)
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
		audit_say_detail(r->a, picture_fault_sentence(fault));
		buf_puts(out, "</small>");
	}
	buf_puts(out, "</span>");
}

/* White space and line breaks alone begin nothing, and separate what is there. */
static void run_blank(struct audit_run *r, const struct node *n)
{
	if (!r->line)
		return;
	if (n->kind == KIND_TEXT || (audit_dropped_by(n) && r->style != AUDIT_DROPPED)) {
		buf_putc(r->a->out, ' ');
	} else if (r->style == AUDIT_DROPPED) {
		close_line(r);
	} else if (line_of(n) == r->line) {
		close_phrase(r);
		buf_puts(r->a->out, "<br>");
	}
}

void audit_run_node(struct audit_run *r, const struct node *n)
{
	const struct node *dropped = audit_dropped_by(n);
	bool image = n->kind == KIND_IMAGE;

	if (dropped && dropped->reason == REASON_SCRIPT) {
		gather_code(r, n, dropped);
		return;
	}
	if (!image && (n->kind != KIND_TEXT || !text_has_ink(n))) {
		run_blank(r, n);
		return;
	}
	flush_code(r);
	set_line(r, n);
	if (r->style == AUDIT_DROPPED)
		dropped = NULL;
	if (dropped != r->dropped) {
		close_phrase(r);
		if (dropped)
			open_dropped(r, dropped, n);
	} else if (dropped && line_of(n) != r->dropped_line) {
		buf_putc(r->a->out, ' ');
	}
	r->dropped_line = dropped ? line_of(n) : NULL;
	if (!dropped && r->style != AUDIT_DROPPED)
		set_marks(r, n);
	if (image)
		write_image(r, n);
	else if (r->line->kind == KIND_CODEBLOCK)
		html_text(r->a->out, node_text(n), node_text_len(n));
	else
		html_squeezed(r->a->out, node_text(n), node_text_len(n));
}

void audit_run_end(struct audit_run *r)
{
	flush_code(r);
	close_phrase(r);
	close_line(r);
	r->item = NULL;
	buf_free(&r->code);
}
