/* The pieces of the page, one frame each: what it is, where it stood, its text. */
#include "audit-private.h"

#include "htmlout.h"

/*
 * Dropped text inside a kept block is shown in it, struck out, up to this much in one place
 * [bytes]: the colon between label and value, a counter in a line. More is a piece of its own.
 */
#define INSIDE_MAX 300

/* What an image counts for there [bytes]. */
#define INSIDE_IMAGE 20

/* ---- grouping ---- */

static bool may_stand_inside(const struct audit_item *item)
{
	return item->reason != REASON_LIVE && item->reason != REASON_SCRIPT;
}

/* The index behind the piece that begins at first. */
static size_t piece_end(const struct audit_items *items, size_t first)
{
	const struct audit_item *head = &items->list[first];
	size_t inside = 0, end = first + 1;

	for (size_t i = end; i < items->count && head->kind != AUDIT_TABLE; i++) {
		const struct audit_item *item = &items->list[i];

		if (item->unit == head->unit) {
			inside = 0;
			end = i + 1;
		} else if (item->ink) {
			if (head->reason != REASON_LIVE || !may_stand_inside(item))
				break;
			inside += node_text_len(item->node) +
				  INSIDE_IMAGE * (item->node->kind == KIND_IMAGE);
			if (inside > INSIDE_MAX)
				break;
		}
	}
	return end;
}

static enum audit_kind kind_of(const struct audit_item *items, size_t count)
{
	enum audit_kind kind = (enum audit_kind)items->kind;

	if (kind == AUDIT_FIELD || kind == AUDIT_TABLE)
		return kind;
	for (size_t i = 0; i < count; i++)
		if (items[i].ink && items[i].node->kind != KIND_IMAGE)
			return kind;
	return AUDIT_IMAGE;
}

/* ---- frames ---- */

static void open_frame(struct audit *a, const char *class, const char *prefix, const char *word)
{
	buf_printf(a->out,
		"<div class=\"p %s%s%s\" id=\"p%zu\" data-c=\"%s%s\"><p class=\"g ui\"><b>",
		*prefix ? "d " : "", prefix, class, a->pieces, prefix, class);
	html_str(a->out, word);
	buf_puts(a->out, "</b>");
}

static void write_place(struct audit *a, const struct audit_item *item)
{
	if (!item->first) {
		buf_puts(a->out, " <small>");
		audit_say(a, WORD_CONTINUED);
		buf_puts(a->out, "</small>");
	}
	buf_puts(a->out, " <small>");
	audit_say_line(a, item->node->line);
	buf_puts(a->out, "</small>");
}

/* ---- kept ---- */

static void write_tag(struct audit *a, const char *text)
{
	if (!text)
		return;
	buf_puts(a->out, " <small class=\"tag\">");
	html_str(a->out, text);
	buf_puts(a->out, "</small>");
}

static void write_heading_note(struct audit *a, const struct node *heading)
{
	buf_printf(
		a->out, " <small class=\"tag\">H%d</small>", attr_int(heading, ATTR_LEVEL, 1));
	write_tag(a, attr_str(heading, ATTR_SECTION));
}

static void write_field_note(struct audit *a, const struct node *field)
{
	write_tag(a, attr_str(field, ATTR_KEY));
}

static void write_date_note(struct audit *a, const struct node *date)
{
	write_tag(a, attr_str(date, ATTR_ISO));
}

/* What follows the kind's name, where the tree knows more. */
static void (*const notes[AUDIT_KINDS])(struct audit *a, const struct node *unit) = {
	[AUDIT_HEADING] = write_heading_note,
	[AUDIT_FIELD] = write_field_note,
	[AUDIT_DATE] = write_date_note,
};

static void write_lines(
	struct audit *a, const struct audit_item *items, size_t count, enum audit_style style)
{
	struct audit_run run = {.a = a, .style = style};

	for (size_t i = 0; i < count; i++) {
		bool other = items[i].unit != items->unit;

		/* White space of a neighbour is not this block's. */
		if (!other || items[i].ink)
			audit_run_node(&run, items[i].node);
	}
	audit_run_end(&run);
}

static bool value_is_empty(const struct node *field)
{
	const struct node *value = field_value(field);

	for (const struct node *n = value; n; n = tree_next(value, n))
		if (n->kind == KIND_IMAGE || (n->kind == KIND_TEXT && audit_has_ink(n)))
			return false;
	return true;
}

static void write_field(struct audit *a, const struct audit_item *items, size_t count)
{
	write_lines(a, items, count, AUDIT_PLAIN);
	if (!value_is_empty(items->unit))
		return;
	buf_puts(a->out, "<p class=\"ui dd none\">");
	audit_say(a, WORD_EMPTY_VALUE);
	buf_puts(a->out, "</p>");
}

static void write_content(
	struct audit *a, enum audit_kind kind, const struct audit_item *items, size_t count)
{
	switch (kind) {
	case AUDIT_TABLE:
		audit_write_table(a, items->node);
		break;
	case AUDIT_FIELD:
		write_field(a, items, count);
		break;
	case AUDIT_LIST:
		buf_puts(a->out, "<ul>");
		write_lines(a, items, count, AUDIT_ITEMS);
		buf_puts(a->out, "</ul>");
		break;
	default:
		write_lines(a, items, count, AUDIT_PLAIN);
	}
}

static void write_kept(struct audit *a, const struct audit_item *items, size_t count)
{
	enum audit_kind kind = kind_of(items, count);

	audit_count_piece(a, &a->kept[kind]);
	open_frame(a, audit_kind_class(kind), "", audit_kind_word(a->language, kind));
	write_place(a, items);
	if (notes[kind])
		notes[kind](a, items->unit);
	buf_puts(a->out, "</p><div class=\"t\"");
	if (kind == AUDIT_HEADING || kind == AUDIT_TITLE)
		buf_printf(a->out, " role=\"heading\" aria-level=\"%d\"",
			kind == AUDIT_TITLE ? 3 : 3 + attr_int(items->unit, ATTR_LEVEL, 1));
	buf_puts(a->out, ">");
	write_content(a, kind, items, count);
	buf_puts(a->out, "</div></div>\n");
}

/* ---- dropped ---- */

static size_t bytes_of(const struct audit_item *items, size_t count)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		if (items[i].unit == items->unit)
			bytes += node_raw_len(items[i].node);
	return bytes;
}

static void write_dropped(struct audit *a, const struct audit_item *items, size_t count)
{
	const struct node *dropped = items->unit;
	enum reason reason = (enum reason)items->reason;

	audit_count_dropped(a, dropped);
	open_frame(a, reason_name(reason), "d-", audit_reason_word(a->language, reason));
	write_place(a, items);
	buf_puts(a->out, "</p><div class=\"t\">");
	write_lines(a, items, count, AUDIT_DROPPED);
	buf_puts(a->out, "</div><p class=\"ui y\">");
	html_str(a->out, audit_reason_sentence(a->language, reason));
	buf_puts(a->out, " <span class=\"f\">");
	html_str(a->out, document_filter_name(a->doc, dropped->filter));
	buf_puts(a->out, " · ");
	audit_say_bytes(a, bytes_of(items, count));
	buf_puts(a->out, "</span></p></div>\n");
}

void audit_write_pieces(struct audit *a)
{
	const struct audit_items *items = &a->items;
	size_t end;

	for (size_t i = 0; i < items->count; i = end) {
		end = i + 1;
		if (!items->list[i].ink)
			continue;
		end = piece_end(items, i);
		if (items->list[i].reason == REASON_LIVE)
			write_kept(a, items->list + i, end - i);
		else
			write_dropped(a, items->list + i, end - i);
	}
}
