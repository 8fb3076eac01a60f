#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "document/emit.h"
#include "office/layout.h"
#include "document/provenance.h"
#include "tree/text.h"

static void set_page(struct office *o, bool across)
{
	long width = layout_text_width(o->layout), height = layout_text_height(o->layout);

	o->across = across;
	o->text_width = across ? height : width;
	o->text_height = across ? width : height;
	o->width = o->text_width;
}

bool office_turns_number(const struct layout *l)
{
	return l->number.place == LAYOUT_PLACE_OUTSIDE;
}

/*
 * The sheet across is the upright one turned a quarter to the left: its left margin is the
 * upright one's bottom, its bottom margin the upright one's right.
 */
struct office_turned office_turned_number(const struct layout *l, bool even)
{
	long size = layout_length(l, OFFICE_NUMBER, LAYOUT_SIZE);
	struct office_turned t = {.x = l->page.bottom - l->number.below - size,
		.y = l->page.left + (even ? l->number.inset : 0),
		.width = 2 * size,
		.height = layout_text_width(l) - l->number.inset};

	return t;
}

/* ---- paragraphs ---- */

/* Styles of paragraphs by what they are, or where they stand; BODY where it does not matter. */
static const uint8_t style_of_kind[KIND_COUNT] = {
	[KIND_TITLE] = OFFICE_TITLE,
	[KIND_CODEBLOCK] = OFFICE_CODE,
	[KIND_SIGNATURE] = OFFICE_SIGNATURE,
	[KIND_DATE] = OFFICE_DATE,
	[KIND_TERM] = OFFICE_TERM,
	[KIND_CAPTION] = OFFICE_CAPTION,
	[KIND_RULE] = OFFICE_RULE,
	[KIND_QUOTE] = OFFICE_QUOTE,
	[KIND_FIGURE] = OFFICE_FIGURE,
	[KIND_ITEM] = OFFICE_LIST,
	[KIND_DEF] = OFFICE_DEFINITION,
	[KIND_CELL] = OFFICE_CELL,
};

static enum office_style style_within(const struct node *n)
{
	const struct node *a = node_parent(n);

	while (a && !style_of_kind[a->kind])
		a = node_parent(a);
	if (!a)
		return OFFICE_BODY;
	if (a->kind == KIND_CELL && office_cell_is_header(a))
		return OFFICE_CELL_HEADER;
	if (a->kind == KIND_DEF && node_parent(a)->kind == KIND_FIELD)
		return OFFICE_FIELD_VALUE;
	return style_of_kind[a->kind];
}

static unsigned heading_level(const struct node *n)
{
	int level = n->kind == KIND_HEADING ? attr_int(n, ATTR_LEVEL, 1) : 0;

	if (n->kind != KIND_HEADING)
		return 0;
	return level < 1 ? 1 : level > 6 ? 6 : (unsigned)level;
}

static enum office_style style_for(const struct node *n)
{
	if (n->kind == KIND_HEADING)
		return OFFICE_HEADING1 + heading_level(n) - 1;
	return style_of_kind[n->kind] ? style_of_kind[n->kind] : style_within(n);
}

static enum office_align align_by_name(const char *name)
{
	static const char *const names[OFFICE_ALIGN_COUNT] = {
		"", "left", "center", "right", "justify"};

	for (enum office_align a = OFFICE_ALIGN_LEFT; name && a < OFFICE_ALIGN_COUNT; a++)
		if (!strcmp(name, names[a]))
			return a;
	return OFFICE_ALIGN_STYLE;
}

/* What the paragraph itself carries, or else its cell. */
static enum office_align align_of(const struct node *n)
{
	enum office_align align = align_by_name(attr_str(n, ATTR_ALIGN));
	const struct node *cell = align ? NULL : node_ancestor(n, KIND_CELL);

	return cell ? align_by_name(attr_str(cell, ATTR_ALIGN)) : align;
}

/* Only body text is indented: and what stands in the middle or at the right is not. */
static int indent_of(const struct node *n, const struct office_paragraph *p)
{
	int indent = attr_int(n, ATTR_INDENT, -1);

	if (p->style != OFFICE_BODY)
		return OFFICE_INDENT_STYLE;
	if (p->align == OFFICE_ALIGN_CENTER || p->align == OFFICE_ALIGN_RIGHT)
		return 0;
	if (indent < 0)
		return OFFICE_INDENT_STYLE;
	indent = indent / 50 + (indent % 50 >= 25);
	return indent > OFFICE_INDENT_MAX ? OFFICE_INDENT_MAX : indent;
}

/* The mark before an item, and a space where Western type wants one. */
static void put_mark(struct office *o, const char *mark)
{
	struct buf text = BUF_INIT;

	buf_puts(&text, mark);
	numbering_put_gap(&text, mark);
	office_put_text(o, buf_str(&text), text.len);
	o->failed |= buf_failed(&text);
	buf_free(&text);
}

/* The last row of a table with the signature below: rows above it may stand on the page before.
 */
static bool in_signed_row(const struct office *o)
{
	return o->table && o->table->signed_below && o->table->row == o->table->rows;
}

static void open_paragraph(struct office *o, struct office_paragraph *p)
{
	struct office_list *list = office_innermost_list(o);

	if (p->style == OFFICE_CELL || p->style == OFFICE_CELL_HEADER)
		p->step = o->table ? o->table->step : 0;
	p->keep |= in_signed_row(o);
	p->list = list;
	p->labelled = list && list->pending;
	if (list)
		list->pending = false;
	o->writer->paragraph(o, p);
	o->after = OFFICE_AFTER_PARAGRAPH;
	if (p->labelled && list->mark)
		put_mark(o, list->mark);
}

struct office_paragraph office_paragraph_of(enum office_style style)
{
	return (struct office_paragraph){.style = style,
		.indent = OFFICE_INDENT_STYLE,
		.left = OFFICE_PLACE_STYLE,
		.first = OFFICE_PLACE_STYLE,
		.right = OFFICE_PLACE_STYLE};
}

struct office_paragraph office_covered_paragraph(const struct office *o)
{
	struct office_paragraph p = office_paragraph_of(OFFICE_CELL);

	p.step = o->table->step;
	p.keep = in_signed_row(o);
	return p;
}

static bool holds_image(const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_IMAGE)
			return true;
	return false;
}

void office_open_paragraph(struct office *o, const struct node *n, enum office_style style)
{
	struct office_paragraph p = office_paragraph_of(style);
	bool body = !o->table && o->list_count == o->list_base;
	const struct node *table = body ? office_led_table(o, n) : NULL;

	p.align = align_of(n);
	p.level = heading_level(n);
	p.indent = indent_of(n, &p);
	p.rtl = emit_is_rtl(n);
	p.tall = holds_image(n);
	if (body) {
		office_turn_page(o, table);
		office_place_line(o, n, &p);
	}
	o->verbatim = n->kind == KIND_CODEBLOCK;
	open_paragraph(o, &p);
}

void office_close_paragraph(struct office *o)
{
	o->writer->paragraph_end(o);
	o->verbatim = false;
}

void office_empty_paragraph(struct office *o, enum office_style style)
{
	struct office_paragraph p = office_paragraph_of(style);

	open_paragraph(o, &p);
	office_close_paragraph(o);
}

void office_put_line(struct office *o, enum office_style style, const struct buf *text)
{
	struct office_paragraph p = office_paragraph_of(style);

	open_paragraph(o, &p);
	office_put_text(o, buf_str(text), text->len);
	office_close_paragraph(o);
}

void office_tiny_paragraph(struct office *o)
{
	struct office_paragraph p = office_paragraph_of(OFFICE_BASE);

	p.tiny = true;
	open_paragraph(o, &p);
	office_close_paragraph(o);
}

static void enter_line(struct office *o, const struct node *n)
{
	office_open_paragraph(o, n, style_for(n));
}

static void leave_line(struct office *o, const struct node *n)
{
	(void)n;
	office_close_paragraph(o);
}

/* A table's caption was written before it, by a walk of its own. */
static bool is_past(const struct office *o, const struct node *caption)
{
	return node_parent(caption)->kind == KIND_TABLE && caption != o->walk->root;
}

static void enter_caption(struct office *o, const struct node *n)
{
	if (is_past(o, n))
		o->walk->skip = true;
	else
		enter_line(o, n);
}

static void leave_caption(struct office *o, const struct node *n)
{
	if (!is_past(o, n))
		leave_line(o, n);
}

static void enter_rule(struct office *o, const struct node *n)
{
	(void)n;
	office_turn_page(o, NULL);
	office_empty_paragraph(o, OFFICE_RULE);
}

/* ---- inline matter ---- */

/* A typeface of its own marks titles and headings of official documents, not weight
   (GB/T 9704-2012, 7.3.1 and 7.3.3). */
static bool is_marked_by_face(const struct office *o, const struct node *strong)
{
	return o->layout->official && strong->kind == KIND_STRONG &&
	       (node_ancestor(strong, KIND_HEADING) || node_ancestor(strong, KIND_TITLE));
}

static void enter_phrase(struct office *o, const struct node *n)
{
	if (is_marked_by_face(o, n))
		return;
	o->phrase_count++;
	if (!o->phrases[n->kind]++)
		o->writer->phrase(o, n->kind);
}

static void leave_phrase(struct office *o, const struct node *n)
{
	if (is_marked_by_face(o, n))
		return;
	o->phrase_count--;
	if (!--o->phrases[n->kind])
		o->writer->phrase_end(o, n->kind);
}

static void enter_link(struct office *o, const struct node *n)
{
	buf_clear(&o->scratch);
	if (o->link || !office_link_target(n, &o->scratch))
		return;
	o->link = n;
	o->writer->link(o, buf_str(&o->scratch));
}

static void leave_link(struct office *o, const struct node *n)
{
	if (o->link != n)
		return;
	o->writer->link_end(o);
	o->link = NULL;
}

static void enter_break(struct office *o, const struct node *n)
{
	(void)n;
	o->writer->line_break(o);
}

/* A piece of a text whose language and typeface are the same. */
static void put_piece(struct office *o, const char *s, size_t len)
{
	bool marked = o->run.foreign || o->run.face != OFFICE_BASE;

	if (!len)
		return;
	if (marked)
		o->writer->run(o);
	office_put_text(o, s, len);
	if (marked)
		o->writer->run_end(o);
}

/* Hebrew, Arabic and the scripts beside them, and their presentation forms. */
static bool has_rtl_letters(const char *s, size_t len)
{
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(s + i, len - i, &width);

		if ((c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
			(c >= 0xFE70 && c <= 0xFEFC))
			return true;
	}
	return false;
}

/* A title's text is cut where its lines were planned to end; the heading that a line begins
   with has its own typeface. */
static void enter_text(struct office *o, const struct node *n)
{
	struct office_plan *plan = &o->plan;
	const char *text = node_text(n);
	size_t done = 0, len = node_text_len(n);

	o->run.foreign = office_is_foreign(o, n, &o->run.locale);
	o->run.rtl = emit_is_rtl(n) && has_rtl_letters(text, len);
	if (plan->at < plan->face_end) {
		done = plan->face_end - plan->at < len ? plan->face_end - plan->at : len;
		o->run.face = plan->face;
		put_piece(o, text, done);
		o->run.face = OFFICE_BASE;
	}
	while (plan->next_cut < plan->cut_count &&
		plan->cuts[plan->next_cut] <= plan->at + len) {
		size_t cut = plan->cuts[plan->next_cut++] - plan->at;

		put_piece(o, text + done, cut - done);
		o->writer->line_break(o);
		done = cut;
	}
	put_piece(o, text + done, len - done);
	plan->at += len;
	o->run = (struct office_run){.face = OFFICE_BASE};
}

/* Bytes up to the first below 0x0E, which tab and newlines are: eight at once, as long as none
   of them is. */
static size_t plain_bytes(const char *s, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = 0;

	for (uint64_t eight; len - i >= sizeof eight; i += sizeof eight) {
		memcpy(&eight, s + i, sizeof eight);
		if ((eight - 0x0E * ones) & ~eight & 0x80 * ones)
			break;
	}
	while (i < len && (unsigned char)s[i] >= 0x0E)
		i++;
	return i;
}

void office_put_text(struct office *o, const char *s, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		i += plain_bytes(s + i, len - i);
		if (i < len && s[i] != '\t' && s[i] != '\n' && s[i] != '\r')
			continue;
		if (i > start)
			o->writer->text(o, s + start, i - start);
		start = i + 1;
		if (i == len)
			return;
		if (s[i] == '\t')
			o->writer->tab(o);
		else if (s[i] == '\n' && o->verbatim)
			o->writer->line_break(o);
		else if (s[i] == '\n')
			o->writer->text(o, " ", 1);
	}
}

/* ---- the walk ---- */

typedef void event(struct office *o, const struct node *n);

/* Kinds that are not here are nothing of their own: what they hold is written. */
static const struct {
	event *enter, *leave;
} events[KIND_COUNT] = {
	[KIND_PARA] = {enter_line, leave_line},
	[KIND_HEADING] = {enter_line, leave_line},
	[KIND_TITLE] = {enter_line, leave_line},
	[KIND_CODEBLOCK] = {enter_line, leave_line},
	[KIND_SIGNATURE] = {enter_line, leave_line},
	[KIND_DATE] = {enter_line, leave_line},
	[KIND_TERM] = {enter_line, leave_line},
	[KIND_CAPTION] = {enter_caption, leave_caption},
	[KIND_RULE] = {enter_rule, NULL},
	[KIND_LIST] = {office_enter_list, office_leave_list},
	[KIND_ITEM] = {office_enter_item, office_leave_item},
	[KIND_TABLE] = {office_enter_table, office_leave_table},
	[KIND_ROW] = {office_enter_row, office_leave_row},
	[KIND_CELL] = {office_enter_cell, NULL},
	[KIND_TEXT] = {enter_text, NULL},
	[KIND_EMPH] = {enter_phrase, leave_phrase},
	[KIND_STRONG] = {enter_phrase, leave_phrase},
	[KIND_UNDERLINE] = {enter_phrase, leave_phrase},
	[KIND_STRIKE] = {enter_phrase, leave_phrase},
	[KIND_SUB] = {enter_phrase, leave_phrase},
	[KIND_SUP] = {enter_phrase, leave_phrase},
	[KIND_CODE] = {enter_phrase, leave_phrase},
	[KIND_LINK] = {enter_link, leave_link},
	[KIND_ATTACHMENT] = {enter_link, leave_link},
	[KIND_IMAGE] = {office_enter_image, NULL},
	[KIND_BREAK] = {enter_break, NULL},
};

void office_walk(struct office *o, const struct node *root)
{
	struct walk w = WALK_INIT(root), *outer = o->walk;

	o->walk = &w;
	while (!o->failed && walk_step(&w)) {
		event *e = w.entering ? events[w.node->kind].enter : events[w.node->kind].leave;

		if (e)
			e(o, w.node);
	}
	o->walk = outer;
}

/* ---- all of it ---- */

static int choose_layout(struct office *o)
{
	static const struct layout none = {.step_count = 1};
	struct layout_error error;
	struct layout *own;
	const char *name = o->doc->options->layout;

	if (!name)
		name = o->chinese ? "gongwen" : "plain";
	if (o->doc->layouts && (o->layout = layouts_find(o->doc->layouts, name)))
		return 0;
	own = arena_alloc(&o->arena, sizeof *own);
	o->layout = own ? own : &none;
	return own ? layout_load(own, &o->arena, name, &error) : -1;
}

static bool is_asked(const char *word, const char *where)
{
	return word && !strcmp(word, where);
}

int office_init(struct office *o, const struct document *doc,
	const struct office_writer *writer, void *file)
{
	*o = (struct office){.doc = doc, .writer = writer, .file = file, .arena = ARENA_INIT};
	o->chinese = office_is_chinese(doc);
	office_read_locales(doc, o->locales);
	if (choose_layout(o))
		return -1;
	o->em = layout_em(o->layout, OFFICE_BODY);
	set_page(o, false);
	if (is_asked(doc->options->provenance, "footer"))
		provenance_put_line(&o->footer, doc, o->chinese);
	return buf_failed(&o->footer) ? -1 : 0;
}

bool office_has_footer(const struct office *o)
{
	return o->layout->number.place != LAYOUT_PLACE_NONE || o->footer.len;
}

/* A font's own line is 1.2 of its size, or less. */
long office_footer_line(const struct office *o)
{
	return layout_length(o->layout, OFFICE_PROVENANCE, LAYOUT_SIZE) * 12 / 10;
}

/* By the width of what stands there: two columns of a terminal are an em. */
long office_footer_room(const struct office *o)
{
	long size = layout_length(o->layout, OFFICE_PROVENANCE, LAYOUT_SIZE);
	long width = (long)text_width(buf_str(&o->footer), o->footer.len) * size / 2;
	long whole = layout_text_width(o->layout);

	return (width + whole - 1) / whole * office_footer_line(o);
}

void office_free(struct office *o)
{
	while (o->table)
		office_pop_table(o);
	office_forget_planned(o);
	free(o->lists);
	free(o->pictures);
	free(o->run_ins);
	buf_free(&o->scratch);
	buf_free(&o->footer);
	arena_free(&o->arena);
}

/* What stands before the title, when not told otherwise. */
static void write_front(struct office *o)
{
	const struct node *title = document_title(o->doc);

	if (!o->doc->options->fields || is_asked(o->doc->options->fields, "table"))
		office_write_fields(o);
	if (title)
		office_walk(o, title);
}

static void write_provenance(struct office *o)
{
	struct buf line = BUF_INIT;

	provenance_put_line(&line, o->doc, o->chinese);
	provenance_put_pages(&line, o->doc, o->chinese);
	if (line.len)
		office_put_line(o, OFFICE_PROVENANCE, &line);
	o->failed |= buf_failed(&line);
	buf_free(&line);
}

/* A document ends in a paragraph. */
static void write_end(struct office *o)
{
	if (is_asked(o->doc->options->fields, "end"))
		office_write_fields(o);
	if (!o->doc->options->provenance || is_asked(o->doc->options->provenance, "end"))
		write_provenance(o);
	if (o->after != OFFICE_AFTER_PARAGRAPH)
		office_tiny_paragraph(o);
}

void office_turn_page(struct office *o, const struct node *table)
{
	bool across = table && office_is_wide(o, table);

	if (across == o->across || o->table || o->list_count != o->list_base)
		return;
	o->writer->section(o, across);
	set_page(o, across);
}

int office_write(struct office *o)
{
	const struct document *doc = o->doc;

	if (o->layout->official)
		office_find_run_ins(o);
	write_front(o);
	for (struct node *n = emit_first_block(doc); n; n = emit_next_block(doc, n))
		office_walk(o, n);
	write_end(o);
	o->failed |= buf_failed(&o->scratch);
	return o->failed ? -1 : 0;
}
