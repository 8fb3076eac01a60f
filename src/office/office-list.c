/* Lists in documents: which are open, what they number, whose label is still to come. */
#include "office/office.h"

#include <stdlib.h>

long office_list_indent(const struct layout *l)
{
	return 2 * layout_em(l, OFFICE_LIST);
}

long office_list_hang(const struct layout *l)
{
	return layout_em(l, OFFICE_LIST) * 3 / 2;
}

struct office_list *office_innermost_list(const struct office *o)
{
	return o->list_count > o->list_base ? &o->lists[o->list_count - 1] : NULL;
}

/* A format's own numbers are of one sort in a list, and of a size that it writes as CSS does.
 */
static enum office_list_kind kind_of_list(
	const struct node *list, const struct numbering_format **format)
{
	struct numbering numbering = {0};
	bool bullets = false;

	*format = NULL;
	for (const struct node *item = node_first(list); item; item = node_following(item)) {
		const struct numbering_format *own = numbering_format(item);
		enum numbering_kind kind = numbering_kind(item);
		long number = numbering_go(&numbering, item);

		if (attr_str(item, ATTR_MARK))
			return OFFICE_LIST_MARKED;
		bullets |= kind == NUMBERING_BULLET;
		if (kind != NUMBERING_NUMBER)
			continue;
		if ((*format && *format != own) || number < own->first || number > own->last)
			return OFFICE_LIST_MARKED;
		*format = own;
	}
	return bullets == !!*format ? OFFICE_LIST_MARKED
	       : bullets	    ? OFFICE_LIST_BULLET
				    : OFFICE_LIST_NUMBER;
}

static struct office_list *push_list(struct office *o)
{
	if (o->list_count == o->list_room) {
		unsigned room = o->list_room ? o->list_room * 2 : 16;
		struct office_list *lists = realloc(o->lists, room * sizeof *lists);

		if (!lists)
			return NULL;
		o->lists = lists;
		o->list_room = room;
	}
	return &o->lists[o->list_count++];
}

void office_show_label(struct office *o)
{
	struct office_list *list = office_innermost_list(o);

	if (list && list->pending)
		office_empty_paragraph(o, OFFICE_LIST);
}

/* A list without items is none (OpenDocument 1.2, 5.3.2, would take it; OOXML has no lists). */
void office_enter_list(struct office *o, const struct node *n)
{
	struct office_list *list;

	if (!node_first(n)) {
		o->walk->skip = true;
		return;
	}
	if (o->list_count - o->list_base == OFFICE_LISTS_MAX ||
		o->nest + OFFICE_NEST_LIST > OFFICE_NEST_MAX) {
		o->flat_lists++;
		return;
	}
	office_turn_page(o, NULL);
	office_show_label(o);
	list = push_list(o);
	if (!list) {
		o->failed = true;
		return;
	}
	*list = (struct office_list){.level = o->list_count - o->list_base - 1};
	list->kind = kind_of_list(n, &list->format);
	o->nest += OFFICE_NEST_LIST;
	o->writer->list(o, list);
}

void office_leave_list(struct office *o, const struct node *n)
{
	if (!node_first(n))
		return;
	if (o->flat_lists) {
		o->flat_lists--;
		return;
	}
	o->writer->list_end(o);
	o->nest -= OFFICE_NEST_LIST;
	o->list_count--;
}

/* What is printed before the item, as text; NULL for nothing. */
static const char *mark_of(struct office *o, const struct node *item, long number)
{
	enum numbering_kind kind = numbering_kind(item);
	struct buf mark = BUF_INIT;
	const char *copy = NULL;

	if (kind == NUMBERING_NUMBER)
		numbering_put(&mark, item, number);
	else if (kind == NUMBERING_BULLET)
		buf_puts(&mark, "•");
	if (mark.len)
		copy = arena_strndup(&o->arena, mark.data, mark.len);
	o->failed |= (mark.len && !copy) || buf_failed(&mark);
	buf_free(&mark);
	return copy;
}

void office_enter_item(struct office *o, const struct node *n)
{
	struct office_list *list = office_innermost_list(o);
	bool begun, was_unmarked;
	long before;

	if (o->flat_lists)
		return;
	begun = list->numbering.list;
	was_unmarked = list->unmarked;
	before = list->number;
	list->number = numbering_go(&list->numbering, n);
	list->unmarked = numbering_kind(n) == NUMBERING_NONE;
	list->restarts = !begun || was_unmarked || list->number != before + 1;
	list->mark = attr_str(n, ATTR_MARK);
	if (list->kind == OFFICE_LIST_MARKED && !list->mark)
		list->mark = mark_of(o, n, list->number);
	list->pending = true;
	o->writer->item(o, list);
}

void office_leave_item(struct office *o, const struct node *n)
{
	(void)n;
	if (o->flat_lists)
		return;
	office_show_label(o);
	o->writer->item_end(o);
}
