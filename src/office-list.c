/* Lists in documents: which are open, what they number, whose label is still to come. */
#include "office.h"

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

static enum office_list_kind kind_of_list(const struct node *list)
{
	for (const struct node *item = node_first(list); item; item = node_following(item))
		if (attr_str(item, ATTR_MARK))
			return OFFICE_LIST_MARKED;
	return attr_int(list, ATTR_ORDERED, 0) ? OFFICE_LIST_NUMBER : OFFICE_LIST_BULLET;
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
	int start = attr_int(n, ATTR_START, 1);
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
	*list = (struct office_list){.kind = kind_of_list(n),
		.level = o->list_count - o->list_base - 1,
		.number = start < 0 ? 0 : start};
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

void office_enter_item(struct office *o, const struct node *n)
{
	struct office_list *list = office_innermost_list(o);

	if (o->flat_lists)
		return;
	list->mark = attr_str(n, ATTR_MARK);
	list->number += list->begun && list->number < INT32_MAX;
	list->pending = true;
	o->writer->item(o, list);
	list->begun = true;
}

void office_leave_item(struct office *o, const struct node *n)
{
	(void)n;
	if (o->flat_lists)
		return;
	office_show_label(o);
	o->writer->item_end(o);
}
