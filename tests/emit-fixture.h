#ifndef GUIDANG_TESTS_EMIT_FIXTURE_H
#define GUIDANG_TESTS_EMIT_FIXTURE_H

/* Documents made by hand, for the tests of emitters. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "document/filter.h"

struct fixture {
	struct options options;
	struct match_cache *matches;
	struct document doc;
	struct buf out;
	uint32_t line; /* of the next ingested text */
};

static inline void fixture_open(struct fixture *f, const char *language)
{
	*f = (struct fixture){.line = 1, .matches = match_cache_new()};
	assert_non_null(f->matches);
	assert_int_equal(document_init(&f->doc, &f->options, f->matches), 0);
	f->doc.language = language;
}

static inline void fixture_close(struct fixture *f)
{
	buf_free(&f->out);
	document_free(&f->doc);
	match_cache_free(f->matches);
}

/* A new node at the end of parent (NULL: of the document). */
static inline struct node *put(struct fixture *f, struct node *parent, enum kind kind)
{
	struct node *n = node_new(&f->doc.tree, kind);

	assert_int_equal(tree_append(&f->doc.tree, parent ? parent : f->doc.tree.root, n), 0);
	return n;
}

/* Text as if read from the page, each piece on a line of its own. */
static inline struct node *put_text(struct fixture *f, struct node *parent, const char *text)
{
	struct node *n =
		tree_add_text(&f->doc.tree, parent, text, strlen(text), 0, 0, f->line++);

	assert_non_null(n);
	return n;
}

/* A node with a text. */
static inline struct node *put_line(
	struct fixture *f, struct node *parent, enum kind kind, const char *text)
{
	struct node *n = put(f, parent, kind);

	put_text(f, n, text);
	return n;
}

/* A cell with a paragraph; an empty text makes an empty cell. */
static inline struct node *put_cell(
	struct fixture *f, struct node *row, const char *text, int colspan, int rowspan)
{
	struct node *cell = put(f, row, KIND_CELL);

	if (*text)
		put_line(f, cell, KIND_PARA, text);
	if (colspan > 1)
		attr_set_int(&f->doc.tree, cell, ATTR_COLSPAN, colspan);
	if (rowspan > 1)
		attr_set_int(&f->doc.tree, cell, ATTR_ROWSPAN, rowspan);
	return cell;
}

/* A row of simple cells, separated by | in the text. */
static inline struct node *put_row(struct fixture *f, struct node *group, const char *cells)
{
	struct node *row = put(f, group, KIND_ROW);

	for (const char *end; cells; cells = end ? end + 1 : NULL) {
		struct node *cell = put(f, row, KIND_CELL);
		size_t len;

		end = strchr(cells, '|');
		len = end ? (size_t)(end - cells) : strlen(cells);
		tree_add_text(
			&f->doc.tree, put(f, cell, KIND_PARA), cells, len, 0, 0, f->line++);
	}
	return row;
}

static inline void set_str(struct fixture *f, struct node *n, enum attr attr, const char *value)
{
	attr_set_str(&f->doc.tree, n, attr, value);
}

static inline void set_int(struct fixture *f, struct node *n, enum attr attr, int value)
{
	attr_set_int(&f->doc.tree, n, attr, value);
}

/* What a filter writes of the document. Dies with the next call. */
static inline const char *emitted(struct fixture *f, const struct filter *filter)
{
	char message[200] = "";

	assert_int_equal(tree_check(&f->doc.tree, true, message, sizeof message), 0);
	assert_string_equal(message, "");
	buf_clear(&f->out);
	assert_int_equal(filter->emit(&f->doc, &f->out), 0);
	return buf_str(&f->out);
}

#endif
