/*
 * Plain text, for people and for grep: every block on a line of its own, an empty line between
 * two. With --columns it is set as on paper: wrapped, the title in the middle, the signature on
 * the right.
 */
#include "document/filter.h"

#include "picture/image.h"

#include <string.h>
#include <strings.h>

#include "document/emit.h"
#include "typeset/linebreak.h"
#include "tree/numbering.h"
#include "out-text/table.h"

/* [terminal cells] */
#define NEST_INDENT 2
#define INDENT_MAX  40 /* deeper nesting does not show */
#define ROOM_MIN    8  /* left for text, however deep it is indented */

enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };

struct printer {
	struct buf *out;
	const struct document *doc;
	size_t start;	/* of this text in out */
	size_t columns; /* 0: lines are not wrapped [terminal cells] */
	size_t indent;	/* [terminal cells] */
	bool chinese;	/* the document is */
	bool tight;	/* no empty lines between blocks: within lists */
	bool gap;	/* an empty line is due before the next block */
	bool failed;
	struct buf text; /* of the line at hand */
	struct broken_lines lines;
};

/* How a line block is set. */
struct setting {
	const char *lead; /* put before the first line; NULL: nothing */
	size_t hang;	  /* further indent of the other lines [terminal cells] */
	enum align align; /* with --columns only */
	bool as_is;	  /* not wrapped */
};

static void print_block(struct printer *p, const struct node *n);

/* ---- lines ---- */

static void put_spaces(struct buf *out, size_t n)
{
	while (n--)
		buf_putc(out, ' ');
}

static void end_line(struct printer *p)
{
	struct buf *out = p->out;

	while (out->len > p->start &&
		(out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\t'))
		out->len--;
	buf_putc(out, '\n');
}

static void begin_block(struct printer *p)
{
	if (p->gap && p->out->len > p->start)
		buf_putc(p->out, '\n');
	p->gap = false;
}

static void end_block(struct printer *p)
{
	p->gap = !p->tight;
}

/* Room between indent and right edge; 0: no edge. */
static size_t room_of(const struct printer *p)
{
	if (!p->columns)
		return 0;
	return p->columns > p->indent + ROOM_MIN ? p->columns - p->indent : ROOM_MIN;
}

static size_t at_least_one(size_t room, size_t taken)
{
	return room > taken ? room - taken : 1;
}

static void print_line(struct printer *p, const struct broken_line *line, const char *lead,
	size_t hang, enum align align)
{
	size_t room = align == ALIGN_LEFT ? 0 : room_of(p);

	put_spaces(p->out, p->indent + hang);
	if (room) {
		size_t taken = hang + text_width(lead, strlen(lead)) + line_break_width(line);
		size_t spare = room > taken ? room - taken : 0;

		put_spaces(p->out, align == ALIGN_CENTER ? spare / 2 : spare);
	}
	buf_puts(p->out, lead);
	buf_put(p->out, line->text, line->len);
	end_line(p);
}

/* Prints p->text. */
static void print_text(struct printer *p, const struct setting *set)
{
	static const struct broken_line empty;
	const char *lead = set->lead ? set->lead : "";
	size_t room = set->as_is ? 0 : room_of(p);

	line_break_text(&p->lines, buf_str(&p->text), p->text.len,
		at_least_one(room, text_width(lead, strlen(lead))),
		room ? at_least_one(room, set->hang) : 0);
	if (!p->lines.count)
		print_line(p, &empty, lead, 0, set->align);
	for (size_t i = 0; i < p->lines.count; i++)
		print_line(p, &p->lines.line[i], i ? "" : lead, i ? set->hang : 0, set->align);
}

static bool has_ink(const struct buf *b)
{
	unsigned width;

	for (size_t i = 0; i < b->len; i += width)
		if (!char_is_space(utf8_decode(b->data + i, b->len - i, &width)))
			return true;
	return false;
}

static void print_text_block(struct printer *p, const struct setting *set)
{
	begin_block(p);
	print_text(p, set);
	end_block(p);
}

/* The text for an image: what the page says of it, else its address; a picture that is in the
   page itself has none. */
static const char *words_for(const struct node *image)
{
	const char *alt = image->kind == KIND_IMAGE ? attr_str(image, ATTR_ALT) : NULL;
	const char *src = image->kind == KIND_IMAGE ? attr_str(image, ATTR_SRC) : NULL;

	if (alt && *alt)
		return alt;
	return src && *src && !image_is_data_uri(src) ? src : NULL;
}

/* The text of a line to p->text, as emit_line_text has it, with words for its images, and signs
   for what is raised, lowered or struck. */
static void take_line(struct printer *p, const struct node *line)
{
	struct scripts scripts = {.depth = 0};
	size_t breaks = 0;

	buf_clear(&p->text);
	for (struct walk w = WALK_INIT(line); walk_step(&w);) {
		const struct node *n = w.node;
		const char *alt = words_for(n);

		if (!w.entering) {
			scripts_leave(&scripts, &p->text, n);
			continue;
		}
		scripts_enter(&scripts, &p->text, n);
		breaks += n->kind == KIND_BREAK;
		if (!node_text_len(n) && !alt)
			continue;
		for (; breaks && p->text.len; breaks--)
			buf_putc(&p->text, '\n');
		breaks = 0;
		buf_put(&p->text, node_text(n), node_text_len(n));
		if (alt)
			buf_printf(&p->text, "%s%s]", p->chinese ? "[图片：" : "[image: ", alt);
	}
}

static void print_line_block(
	struct printer *p, const struct node *line, const struct setting *set)
{
	take_line(p, line);
	if (has_ink(&p->text))
		print_text_block(p, set);
}

/* ---- blocks ---- */

static enum align align_of(const struct node *n)
{
	const char *align = attr_str(n, ATTR_ALIGN);

	if (align && !strcmp(align, "right"))
		return ALIGN_RIGHT;
	return align && !strcmp(align, "center") ? ALIGN_CENTER : ALIGN_LEFT;
}

/* On paper a Chinese paragraph begins two characters in (GB/T 9704-2012, 7.3.3). */
static void print_para(struct printer *p, const struct node *n)
{
	struct setting set = {.align = align_of(n)};

	if (p->columns && p->chinese && !p->tight && set.align == ALIGN_LEFT)
		set.lead = "\u3000\u3000";
	print_line_block(p, n, &set);
}

static void print_heading(struct printer *p, const struct node *n)
{
	print_line_block(p, n, &(struct setting){.align = align_of(n)});
}

static void print_plain(struct printer *p, const struct node *n)
{
	print_line_block(p, n, &(struct setting){0});
}

static void print_right(struct printer *p, const struct node *n)
{
	print_line_block(p, n, &(struct setting){.align = ALIGN_RIGHT});
}

static void print_code(struct printer *p, const struct node *n)
{
	print_line_block(p, n, &(struct setting){.as_is = true});
}

static void print_rule(struct printer *p, const struct node *n)
{
	buf_clear(&p->text);
	buf_puts(&p->text, "────────");
	print_text_block(p, &(struct setting){.align = ALIGN_CENTER});
}

static void print_siblings(struct printer *p, const struct node *n)
{
	for (; n; n = node_following(n))
		print_block(p, n);
}

static void print_children(struct printer *p, const struct node *n)
{
	print_siblings(p, node_first(n));
}

static void print_nested(struct printer *p, const struct node *first)
{
	size_t indent = p->indent;

	if (p->indent < INDENT_MAX)
		p->indent += NEST_INDENT;
	print_siblings(p, first);
	p->indent = indent;
}

static void print_indented(struct printer *p, const struct node *n)
{
	print_nested(p, node_first(n));
}

/* The first line of an item is after its marker, what else it holds below. */
static void print_item(struct printer *p, const struct node *item, struct numbering *numbering)
{
	const struct node *first = node_first(item);
	bool leads = first && kind_is_line(first->kind);
	struct buf marker = BUF_INIT;

	if (node_is_blank(item))
		return;
	celltext_mark(&marker, item, numbering);
	if (!marker.len && numbering_kind(item) == NUMBERING_BULLET)
		buf_puts(&marker, "- ");
	buf_clear(&p->text);
	if (leads)
		take_line(p, first);
	print_text_block(p, &(struct setting){.lead = buf_str(&marker),
				    .hang = text_width(buf_str(&marker), marker.len)});
	print_nested(p, leads ? node_following(first) : first);
	p->failed = p->failed || buf_failed(&marker);
	buf_free(&marker);
}

static void print_list(struct printer *p, const struct node *list)
{
	struct numbering numbering = {0};
	bool tight = p->tight;

	p->tight = true;
	for (const struct node *n = node_first(list); n; n = node_following(n)) {
		if (n->kind == KIND_ITEM)
			print_item(p, n, &numbering);
		else
			print_block(p, n);
	}
	p->tight = tight;
	end_block(p);
}

static void print_definitions(struct printer *p, const struct node *list)
{
	bool tight = p->tight;

	p->tight = true;
	print_children(p, list);
	p->tight = tight;
	end_block(p);
}

/* Copies the lines of a drawing, indented as the text is. */
static void print_drawing(struct printer *p, const struct buf *drawing)
{
	for (size_t i = 0, n; i < drawing->len; i += n + 1) {
		const char *s = drawing->data + i, *end = memchr(s, '\n', drawing->len - i);

		n = end ? (size_t)(end - s) : drawing->len - i;
		put_spaces(p->out, p->indent);
		buf_put(p->out, s, n);
		end_line(p);
	}
}

static void print_table(struct printer *p, const struct node *table)
{
	const struct node *caption = node_first(table);
	struct buf drawing = BUF_INIT;
	size_t before = p->out->len;

	while (caption && caption->kind != KIND_CAPTION)
		caption = node_following(caption);
	if (table_draw(&drawing, table, room_of(p)))
		p->failed = true;
	if (caption)
		print_plain(p, caption);
	if (p->out->len > before)
		p->gap = false;
	if (drawing.len) {
		begin_block(p);
		print_drawing(p, &drawing);
	}
	end_block(p);
	buf_free(&drawing);
}

typedef void print_fn(struct printer *p, const struct node *n);

static print_fn *const printers[KIND_COUNT] = {
	[KIND_SECTION] = print_children,
	[KIND_BOX] = print_children,
	[KIND_FIGURE] = print_children,
	[KIND_QUOTE] = print_indented,
	[KIND_PARA] = print_para,
	[KIND_HEADING] = print_heading,
	[KIND_CODEBLOCK] = print_code,
	[KIND_SIGNATURE] = print_right,
	[KIND_DATE] = print_right,
	[KIND_RULE] = print_rule,
	[KIND_LIST] = print_list,
	[KIND_DEFLIST] = print_definitions,
	[KIND_DEF] = print_indented,
	[KIND_TABLE] = print_table,
};

static void print_block(struct printer *p, const struct node *n)
{
	(printers[n->kind] ? printers[n->kind] : print_plain)(p, n);
}

/* ---- around the body ---- */

/* A label and what it labels, from p->text on. */
static void put_colon(struct printer *p)
{
	buf_puts(&p->text, p->chinese ? "：" : ": ");
}

/* Adds text that has lines of its own as one. */
static void take_value(struct printer *p, const struct node *n)
{
	size_t start = p->text.len;

	if (!n || !scripts_in(n)) {
		text_collect_printed(&p->text, n);
		return;
	}
	celltext_print(&p->text, n);
	for (size_t i = start; i < p->text.len; i++)
		if (p->text.data[i] == '\n' || p->text.data[i] == '\t')
			p->text.data[i] = ' ';
}

static void print_fields(struct printer *p)
{
	const struct node *n = node_first(document_front(p->doc));

	p->tight = true;
	for (; n; n = node_following(n)) {
		const char *origin = n->kind == KIND_FIELD ? attr_str(n, ATTR_ORIGIN) : NULL;

		if (!origin || strcmp(origin, "print") != 0)
			continue;
		buf_clear(&p->text);
		celltext_label(&p->text, n);
		if (p->text.len)
			put_colon(p);
		take_value(p, field_value(n));
		print_text_block(p, &(struct setting){.hang = NEST_INDENT});
	}
	p->tight = false;
	end_block(p);
}

/* Takes label and address of an attachment to p->text; false if the label says the address.
 */
static bool take_attachment(struct printer *p, const struct node *n)
{
	const char *address = attr_str(n, ATTR_URI);

	if (!address)
		address = attr_str(n, ATTR_HREF);
	buf_clear(&p->text);
	take_value(p, n);
	if (!address || strstr(buf_str(&p->text), address))
		return false;
	if (p->text.len)
		put_colon(p);
	buf_puts(&p->text, address);
	return true;
}

static void print_attachments(struct printer *p)
{
	const char *header = p->chinese ? "附件：" : "Attachments:";
	const struct broken_line line = {.text = header, .len = strlen(header)};
	const struct node *n = NULL;
	bool begun = false;

	while ((n = emit_next_attachment(p->doc, n))) {
		if (!take_attachment(p, n))
			continue;
		if (!begun) {
			begin_block(p);
			print_line(p, &line, "", 0, ALIGN_LEFT);
		}
		begun = true;
		print_text(p, &(struct setting){.hang = NEST_INDENT});
	}
}

/* By what the page says; if it does not, by most of its characters. */
static bool is_chinese(const struct document *doc)
{
	struct text_stats stats;

	if (doc->language)
		return !strncasecmp(doc->language, "zh", 2);
	stats = text_measure(doc->tree.root);
	return stats.cjk > stats.chars / 2;
}

static int emit(const struct document *doc, struct buf *out)
{
	struct printer p = {.out = out, .doc = doc, .start = out->len};
	const struct node *title = document_title(doc);

	p.columns = doc->options->columns;
	p.chinese = is_chinese(doc);
	if (title && !doc->options->section)
		print_line_block(&p, title, &(struct setting){.align = ALIGN_CENTER});
	if (!doc->options->section)
		print_fields(&p);
	for (const struct node *n = emit_first_block(doc); n; n = emit_next_block(doc, n))
		print_block(&p, n);
	if (!doc->options->section)
		print_attachments(&p);
	p.failed = p.failed || p.lines.failed || buf_failed(&p.text) || buf_failed(out);
	line_break_free(&p.lines);
	buf_free(&p.text);
	return p.failed ? -1 : 0;
}

const struct filter filter_out_text = {
	.name = "out-text",
	.stage = STAGE_EMIT,
	.help = "write plain text, with tables drawn",
	.emit = emit,
	.format = "text",
	.extension = "txt text",
	.media = {{"text/plain; charset=utf-8", "Plain Text File", NULL, "x-fmt/111"}},
};
