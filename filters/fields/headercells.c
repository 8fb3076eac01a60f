#include "headercells.h"

#include <string.h>

#include "document/field-keys.h"
#include "tree/text.h"

/* Longest label as printed [bytes]. */
#define LABEL_BYTES 60

static bool is_colon(uint32_t c)
{
	return c == ':' || c == U'：';
}

const char *header_label_of(const struct node *n, bool *colon)
{
	char text[LABEL_BYTES - 1];
	size_t len;
	const char *key =
		visible_copy(n, text, sizeof text, &len) && len ? field_key(text, len) : NULL;

	*colon = key && is_colon(visible_last(n));
	return key;
}

int header_take_cells(struct header *h, const char *key, struct node *label, struct node *value)
{
	struct tree *t = &h->doc->tree;
	struct node *field = header_field(h, key, NULL), *next;

	if (!field)
		return -1;
	for (struct node *n = label; n; n = tree_next(label, n))
		if (kind_is_line((enum kind)n->kind))
			for (struct node *c = node_first(n); c; c = next) {
				next = node_following(c);
				tree_move(t, field_label(field), c);
			}
	for (struct node *c = node_first(value); c; c = next) {
		next = node_following(c);
		if (kind_is_line((enum kind)value->kind)
				? tree_move(t, header_value_line(h->doc, field), c)
				: tree_move(t, field_value(field), c))
			return -1;
	}
	header_set_label(h->doc, field);
	return 0;
}

static struct node *nth_cell(const struct node *row, unsigned n)
{
	struct node *c = node_first(row);

	while (c && n--)
		c = node_following(c);
	return c;
}

static unsigned count_labels(const struct node *row, unsigned *colons, unsigned *cells)
{
	unsigned labels = 0;

	*colons = *cells = 0;
	for (struct node *c = node_first(row); c; c = node_following(c)) {
		bool colon;
		bool label = header_label_of(c, &colon);

		labels += label;
		*colons += label && colon;
		++*cells;
	}
	return labels;
}

/* A few words and a colon: among known labels, a label as well. */
static bool is_unknown_label(struct document *doc, const struct node *n)
{
	char text[LABEL_BYTES];
	size_t len;

	return is_colon(visible_last(n)) && visible_copy(n, text, sizeof text, &len) &&
	       match(doc->matches, "^[\\p{L}\\p{N}（）()]{2,12}[:：]$", text, len, NULL, 0);
}

/* label | value | label | value: a label's right neighbour is its value, unless it is a label.
 */
static int take_row(struct header *h, struct node *row)
{
	for (struct node *c = node_first(row); c; c = node_following(c)) {
		bool colon;
		const char *key = header_label_of(c, &colon);
		struct node *value = node_following(c);
		bool next_label;

		if (!key && !is_unknown_label(h->doc, c))
			continue;
		next_label = value && (header_label_of(value, &colon) ||
					      is_unknown_label(h->doc, value));
		if (header_take_cells(h, key, c, next_label ? NULL : value))
			return -1;
		if (value && !next_label)
			c = value;
	}
	return 0;
}

/* A row of labels above a row of values. */
static int take_columns(struct header *h, struct node *labels, struct node *values)
{
	unsigned i = 0;

	for (struct node *c = node_first(labels); c; c = node_following(c), i++) {
		bool colon;
		const char *key = header_label_of(c, &colon);

		if (key && header_take_cells(h, key, c, nth_cell(values, i)))
			return -1;
	}
	return 0;
}

static struct node *next_row(const struct node *table, const struct node *row)
{
	struct node *n = tree_next(table, row);

	while (n && !(n->kind == KIND_ROW && node_ancestor(n, KIND_TABLE) == table))
		n = tree_next(table, n);
	return n;
}

/* How many labels a table's rows have: as many colons, or several labels, make it a header
 * table. */
static bool is_field_table(const struct node *table)
{
	unsigned labels = 0, all_colons = 0, rows = 0, all_cells = 0;

	for (struct node *r = next_row(table, table); r; r = next_row(table, r), rows++) {
		unsigned colons, cells;

		labels += count_labels(r, &colons, &cells);
		all_colons += colons;
		all_cells += cells;
	}
	/* Labels and values are as many: a table of data has more cells to a label than that.
	 */
	return (all_colons >= 1 || labels >= 2) && 4 * labels >= all_cells && rows <= 30;
}

bool header_has_index(const struct node *table)
{
	for (const struct node *n = table; n; n = tree_next(table, n)) {
		bool colon;
		const char *key = n->kind == KIND_CELL ? header_label_of(n, &colon) : NULL;

		if (key && !strcmp(key, "index"))
			return true;
	}
	return false;
}

int header_take_table(struct header *h, struct node *table)
{
	struct node *following;

	if (!is_field_table(table))
		return 0;
	for (struct node *r = next_row(table, table); r; r = following) {
		unsigned colons, cells, labels = count_labels(r, &colons, &cells), below;
		int rc;

		following = next_row(table, r);
		below = following ? count_labels(following, &colons, &below) : 1;
		if (labels >= 2 && labels == cells && !below) {
			rc = take_columns(h, r, following);
			following = next_row(table, following);
		} else {
			rc = take_row(h, r);
		}
		if (rc)
			return -1;
	}
	if (node_is_blank(table))
		node_drop(&h->doc->tree, table, REASON_LABEL);
	return 0;
}
