/* The data tables as CSV (RFC 4180): UTF-8, CRLF, an empty line between two tables. */
#include "document/filter.h"

#include <string.h>

#include "document/emit.h"

/*
 * Spreadsheets run a cell that begins like a formula: an apostrophe in front makes it text
 * (OWASP, "CSV Injection"). A number with a sign is no formula.
 */
static bool looks_like_formula(const char *s, size_t len)
{
	return len && memchr("=+-@\t\r", *s, 6) && !celltext_is_number(s, len);
}

/* A lone empty field is quoted: an empty line is what separates tables. */
static bool needs_quotes(const char *s, size_t len, bool alone)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == ',' || s[i] == '"' || s[i] == '\r' || s[i] == '\n')
			return true;
	return !len && alone;
}

static void write_field(struct buf *out, const char *s, size_t len, bool alone)
{
	bool quotes = needs_quotes(s, len, alone);

	if (quotes)
		buf_putc(out, '"');
	if (looks_like_formula(s, len))
		buf_putc(out, '\'');
	for (size_t i = 0, n; i < len; i += n) {
		const char *quote = memchr(s + i, '"', len - i);

		n = quote ? (size_t)(quote - s) - i + 1 : len - i;
		buf_put(out, s + i, n);
		if (quote)
			buf_putc(out, '"');
	}
	if (quotes)
		buf_putc(out, '"');
}

/* Every record has all columns: what a merged cell covers besides its first slot is empty. */
static int write_table(struct buf *out, const struct node *table)
{
	struct buf text = BUF_INIT;
	struct grid g;
	int result = grid_build(&g, table);

	for (unsigned r = 0; !result && r < g.rows; r++) {
		for (unsigned c = 0; c < g.columns; c++) {
			struct grid_slot slot = grid_at(&g, r, c);

			buf_clear(&text);
			if (slot.origin)
				celltext_print(&text, slot.cell);
			if (c)
				buf_putc(out, ',');
			write_field(out, buf_str(&text), text.len, g.columns == 1);
		}
		buf_puts(out, "\r\n");
	}
	if (buf_failed(&text))
		result = -1;
	buf_free(&text);
	grid_free(&g);
	return result;
}

/* The tables in a block. Those in cells of others are text there. *count: tables met so far. */
static int write_tables(
	const struct document *doc, struct buf *out, const struct node *block, unsigned *count)
{
	const struct node *n = block;

	while (n) {
		if (n->kind != KIND_TABLE) {
			n = tree_next(block, n);
			continue;
		}
		++*count;
		if (!doc->options->table && *count > 1)
			buf_puts(out, "\r\n");
		if ((!doc->options->table || doc->options->table == *count) &&
			write_table(out, n))
			return -1;
		n = tree_next_skip(block, n);
	}
	return 0;
}

static int emit(const struct document *doc, struct buf *out)
{
	const struct node *n = emit_first_block(doc);
	unsigned count = 0;

	for (; n; n = emit_next_block(doc, n))
		if (write_tables(doc, out, n, &count))
			return -1;
	return buf_failed(out) ? -1 : 0;
}

const struct filter filter_out_csv = {
	.name = "out-csv",
	.stage = STAGE_EMIT,
	.help = "write the data tables as CSV",
	.emit = emit,
	.format = "csv",
	.extension = "csv",
	.media = {{"text/csv; charset=utf-8", "Comma Separated Values", NULL, "x-fmt/18"}},
};
