/* The pieces of the page, one frame each: what it is, where it stood, its text. */
#include "audit-private.h"

#include <string.h>

#include "htmlout.h"
#include "document/field-keys.h"
#include "tree/text.h"

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

/* What an image counts for there [bytes]. */
#define INSIDE_IMAGE 20

/* Separators that a field can begin with: a row of more is looked through once, not for each.
 */
#define LEAD_MAX 8

struct piece {
	const struct audit_item *head; /* what it is about */
	const struct audit_item *list;
	size_t count;
};

/* ---- grouping ---- */

static bool may_stand_inside(const struct audit_item *item)
{
	return item->reason != REASON_LIVE && item->reason != REASON_SCRIPT;
}

static size_t next_with_ink(const struct audit_items *items, size_t i)
{
	while (i < items->count && !items->list[i].ink)
		i++;
	return i;
}

/* A colon or a bullet that held a field together. */
static bool is_separator(const struct audit_item *item)
{
	return item->reason == REASON_LABEL && !audit_says_something(item->node);
}

/* The separators from i on that stand on the line that the item at i - 1 ends on: the index
 * behind them. */
static size_t behind_separators(const struct audit_items *items, size_t i)
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
static size_t piece_head(const struct audit_items *items, size_t first)
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
static size_t weight_of(const struct audit_item *item)
{
	return node_text_len(item->node) + INSIDE_IMAGE * (item->node->kind == KIND_IMAGE);
}

/* The index behind a kept piece: dropped text between its parts is shown in it. */
static size_t kept_end(const struct audit_items *items, size_t first)
{
	const struct audit_item *head = &items->list[first];
	size_t inside = 0, end = first + 1;

	for (size_t i = end; i < items->count && head->kind != AUDIT_TABLE; i++) {
		const struct audit_item *item = &items->list[i];

		if (item->unit == head->unit) {
			inside = 0;
			end = i + 1;
		} else if (item->ink) {
			if (!may_stand_inside(item) || (inside += weight_of(item)) > INSIDE_MAX)
				break;
		}
	}
	return head->kind == AUDIT_FIELD ? behind_separators(items, end) : end;
}

/* The index behind a dropped piece: small neighbours that went the same way go with it. */
static size_t dropped_end(const struct audit_items *items, size_t first)
{
	const struct audit_item *head = &items->list[first];
	size_t together = weight_of(head), end = first + 1;

	for (size_t i = end; i < items->count; i++) {
		const struct audit_item *item = &items->list[i];

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
	audit_say_line(a, node_line(item->node));
	buf_puts(a->out, "</small>");
}

/* ---- kept ---- */

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

/* What follows the kind's name, where the tree knows more. */
static void (*const notes[AUDIT_KINDS])(struct audit *a, const struct node *unit) = {
	[AUDIT_HEADING] = write_heading_note,
	[AUDIT_FIELD] = write_field_note,
	[AUDIT_DATE] = write_date_note,
};

static void write_lines(struct audit *a, const struct piece *p, enum audit_style style)
{
	struct audit_run run = {.a = a, .style = style};
	const struct node *unit = p->head->unit;

	for (size_t i = 0; i < p->count; i++) {
		/* White space of a neighbour is not this block's. */
		if (p->list[i].unit != p->head->unit && !p->list[i].ink)
			continue;
		if (style == AUDIT_DROPPED && p->list[i].unit != unit)
			buf_putc(a->out, ' ');
		unit = p->list[i].unit;
		audit_run_node(&run, p->list[i].node);
	}
	audit_run_end(&run);
}

static bool value_is_empty(const struct node *field)
{
	const struct node *value = field_value(field);

	for (const struct node *n = value; n; n = tree_next(value, n))
		if (n->kind == KIND_IMAGE || (n->kind == KIND_TEXT && text_has_ink(n)))
			return false;
	return true;
}

static void write_field(struct audit *a, const struct piece *p)
{
	write_lines(a, p, AUDIT_PLAIN);
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
		audit_write_table(a, p->head->node);
		break;
	case AUDIT_FIELD:
		write_field(a, p);
		break;
	case AUDIT_LIST:
		buf_puts(a->out, "<ul>");
		write_lines(a, p, AUDIT_ITEMS);
		buf_puts(a->out, "</ul>");
		break;
	default:
		write_lines(a, p, AUDIT_PLAIN);
	}
}

static void write_kept(struct audit *a, const struct piece *p)
{
	enum audit_kind kind = kind_of(p);

	audit_count_piece(a, &a->kept[kind]);
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

/* ---- dropped ---- */

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

	audit_count_dropped(a, dropped);
	open_frame(a, reason_name(reason), "d-", audit_reason_word(a->language, reason));
	write_place(a, p->head);
	buf_puts(a->out, "</p><div class=\"t\">");
	write_lines(a, p, AUDIT_DROPPED);
	buf_puts(a->out, "</div><p class=\"ui y\">");
	html_str(a->out, audit_reason_sentence(a->language, reason));
	buf_puts(a->out, " <span class=\"f\">");
	html_str(a->out, document_filter_name(a->doc, dropped->filter));
	buf_puts(a->out, " · ");
	audit_say_bytes(a, bytes_of(p));
	buf_puts(a->out, "</span></p></div>\n");
}

void audit_write_pieces(struct audit *a)
{
	const struct audit_items *items = &a->items;
	size_t first = next_with_ink(items, 0);

	while (first < items->count) {
		size_t head = piece_head(items, first);
		bool kept = items->list[head].reason == REASON_LIVE;
		size_t end = kept ? kept_end(items, head) : dropped_end(items, head);
		const struct piece p = {items->list + head, items->list + first, end - first};

		if (kept)
			write_kept(a, &p);
		else
			write_dropped(a, &p);
		first = next_with_ink(items, end);
	}
}
