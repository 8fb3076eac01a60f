/* The JSON record, version 1: one line a page. docs/guidang-json(5) says what each key means.
 */
#include "document/filter.h"

#include <limits.h>
#include <string.h>

#include "document/emit.h"
#include "document/dropped.h"
#include "version.h"
#include "base/json.h"

/* Of a dropped piece's text [characters]. */
#define EXCERPT_MAX 80

struct record {
	struct json json;
	const struct document *doc;
	struct buf text; /* of the value at hand */
	struct buf runs; /* of it */
};

static void write_block(struct record *r, const struct node *n);

/* ---- values ---- */

static struct buf *fresh(struct record *r)
{
	buf_clear(&r->text);
	buf_clear(&r->runs);
	return &r->text;
}

static void write_text(struct record *r, const char *key)
{
	json_strn(&r->json, key, buf_str(&r->text), r->text.len);
}

static const struct {
	enum kind kind;
	const char *key;
} phrases[] = {{KIND_STRONG, "strong"}, {KIND_EMPH, "emphasis"}, {KIND_SUB, "sub"},
	{KIND_SUP, "sup"}, {KIND_STRIKE, "strike"}, {KIND_UNDERLINE, "underline"},
	{KIND_CODE, "code"}};

#define PHRASES (sizeof phrases / sizeof *phrases)

/* What a text is in, within its line. */
struct look {
	unsigned phrases; /* bits, in the order of the table */
	const struct node *link;
};

static struct look look_of(const struct node *text)
{
	struct look l = {0};
	const struct node *n = text ? node_parent(text) : NULL;

	for (; n && kind_is_inline((enum kind)n->kind); n = node_parent(n)) {
		for (size_t i = 0; i < PHRASES; i++)
			l.phrases |= n->kind == phrases[i].kind ? 1u << i : 0;
		if (!l.link && (n->kind == KIND_LINK || n->kind == KIND_ATTACHMENT))
			l.link = n;
	}
	return l;
}

static void write_run(struct record *r, struct look l, size_t from, size_t to)
{
	json_open_object(&r->json, NULL);
	json_strn(&r->json, "text", r->text.data + from, to - from);
	for (size_t i = 0; i < PHRASES; i++)
		if (l.phrases & 1u << i)
			json_flag(&r->json, phrases[i].key, true);
	if (l.link) {
		json_open_object(&r->json, "link");
		json_str(&r->json, "href", attr_str(l.link, ATTR_HREF));
		json_str(&r->json, "uri", attr_str(l.link, ATTR_URI));
		json_close_object(&r->json);
	}
	json_close_object(&r->json);
}

/* Runs that look alike are one; a text that is plain throughout has none. What is between two
   texts belongs to the second. */
static void write_text_and_runs(struct record *r)
{
	const struct run *runs = (const struct run *)(const void *)r->runs.data;
	size_t count = r->runs.len / sizeof *runs, from = 0, to;
	bool plain = true;

	write_text(r, "text");
	for (size_t i = 0; i < count && plain; i++) {
		struct look l = look_of(runs[i].text);

		plain = !l.phrases && !l.link;
	}
	if (plain)
		return;
	json_open_array(&r->json, "runs");
	for (size_t i = 0, next; i < count; i = next) {
		struct look l = look_of(runs[i].text);

		for (next = i + 1; next < count; next++) {
			struct look other = look_of(runs[next].text);

			if (other.phrases != l.phrases || other.link != l.link)
				break;
		}
		to = next == count ? r->text.len : runs[next - 1].end;
		if (to > from)
			write_run(r, l, from, to);
		from = to;
	}
	json_close_array(&r->json);
}

/* null where the node is missing or has no text. */
static void write_one_line(struct record *r, const char *key, const struct node *n)
{
	text_collect_printed(fresh(r), n);
	if (r->text.len)
		write_text(r, key);
	else
		json_null(&r->json, key);
}

/* Nothing where the attribute is unset. */
static void write_set(struct record *r, const char *key, const struct node *n, enum attr attr)
{
	const char *value = attr_str(n, attr);

	if (value)
		json_str(&r->json, key, value);
}

static void open_block(struct record *r, const char *type)
{
	json_open_object(&r->json, NULL);
	json_str(&r->json, "type", type);
}

static void write_images(struct record *r, const struct node *line)
{
	for (const struct node *n = line; n; n = tree_next(line, n)) {
		if (n->kind != KIND_IMAGE)
			continue;
		open_block(r, "image");
		json_str(&r->json, "src", attr_str(n, ATTR_SRC));
		json_str(&r->json, "alt", attr_str(n, ATTR_ALT));
		write_set(r, "uri", n, ATTR_URI);
		write_set(r, "fault", n, ATTR_FAULT);
		json_close_object(&r->json);
	}
}

/* ---- what blocks have besides their text ---- */

static void write_align(struct record *r, const struct node *para)
{
	const char *align = attr_str(para, ATTR_ALIGN);

	if (align && strcmp(align, "left") != 0)
		json_str(&r->json, "align", align);
}

static void write_level(struct record *r, const struct node *heading)
{
	json_int(&r->json, "level", attr_int(heading, ATTR_LEVEL, 1));
}

static void write_section(struct record *r, const struct node *heading)
{
	write_set(r, "section", heading, ATTR_SECTION);
}

static void write_iso(struct record *r, const struct node *date)
{
	write_set(r, "iso", date, ATTR_ISO);
}

/* ---- blocks ---- */

static void write_inner(struct record *r, const struct node *first)
{
	json_open_array(&r->json, "blocks");
	for (const struct node *n = first; n; n = node_following(n))
		write_block(r, n);
	json_close_array(&r->json);
}

static void write_children(struct record *r, const struct node *n)
{
	write_inner(r, node_first(n));
}

static void write_nothing(struct record *r, const struct node *n)
{
}

/* An item's first paragraph is its text, after the mark that the page printed. */
static void write_item(struct record *r, const struct node *item, struct numbering *numbering)
{
	const struct node *first = node_first(item);
	bool leads = first && first->kind == KIND_PARA;

	json_open_object(&r->json, NULL);
	if (!attr_str(item, ATTR_MARK) && numbering_kind(item) == NUMBERING_NUMBER) {
		long number = numbering_go(numbering, item);

		numbering_put(fresh(r), item, number);
		json_int(&r->json, "number", number);
		write_text(r, "mark");
	}
	celltext_mark(fresh(r), item, NULL);
	runs_add(&r->runs, r->text.len, NULL);
	if (leads)
		emit_line_text(&r->text, first, &r->runs);
	write_text_and_runs(r);
	json_open_array(&r->json, "blocks");
	if (leads)
		write_images(r, first);
	for (const struct node *n = leads ? node_following(first) : first; n;
		n = node_following(n))
		write_block(r, n);
	json_close_array(&r->json);
	json_close_object(&r->json);
}

static void write_list(struct record *r, const struct node *list)
{
	int start = attr_int(list, ATTR_START, INT_MIN);
	struct numbering numbering = {0};

	json_flag(&r->json, "ordered", attr_int(list, ATTR_ORDERED, 0));
	if (start != INT_MIN)
		json_int(&r->json, "start", start);
	if (attr_int(list, ATTR_REVERSED, 0))
		json_flag(&r->json, "reversed", true);
	write_set(r, "numbering", list, ATTR_NUMBERING);
	json_open_array(&r->json, "items");
	for (const struct node *n = node_first(list); n; n = node_following(n))
		write_item(r, n, &numbering);
	json_close_array(&r->json);
}

/* ---- tables ---- */

static void write_cell(
	struct record *r, const struct node *cell, unsigned colspan, unsigned rowspan)
{
	json_open_object(&r->json, NULL);
	celltext_collect(fresh(r), cell, &r->runs);
	write_text_and_runs(r);
	if (colspan > 1)
		json_int(&r->json, "colspan", colspan);
	if (rowspan > 1)
		json_int(&r->json, "rowspan", rowspan);
	if (attr_int(cell, ATTR_HEADER, 0))
		json_flag(&r->json, "header", true);
	write_set(r, "align", cell, ATTR_ALIGN);
	if (cell_holds_table(cell))
		write_children(r, cell);
	json_close_object(&r->json);
}

/* The row's own cells. One that the grid has no room for is written all the same, without
 * spans. */
static void write_row(struct record *r, const struct grid *g, unsigned row)
{
	const struct node *cell = node_first(g->row_nodes[row]);
	unsigned column = 0;

	json_open_array(&r->json, NULL);
	for (; cell; cell = node_following(cell)) {
		while (column < g->columns && (grid_at(g, row, column).cell != cell ||
						      !grid_at(g, row, column).origin))
			column++;
		if (column < g->columns)
			write_cell(r, cell, grid_colspan(g, row, column),
				grid_rowspan(g, row, column));
		else
			write_cell(r, cell, 1, 1);
	}
	json_close_array(&r->json);
}

static void write_caption(struct record *r, const struct node *table)
{
	const struct node *n = node_first(table);

	while (n && n->kind != KIND_CAPTION)
		n = node_following(n);
	buf_clear(&r->text);
	if (n)
		emit_line_text(&r->text, n, NULL);
	if (r->text.len)
		write_text(r, "caption");
	else
		json_null(&r->json, "caption");
}

static void write_table(struct record *r, const struct node *table)
{
	struct grid g;
	bool built = !grid_build(&g, table);

	write_caption(r, table);
	json_int(&r->json, "columns", g.columns);
	json_int(&r->json, "header_rows", g.header_rows);
	json_open_array(&r->json, "rows");
	for (unsigned row = 0; built && row < g.rows; row++)
		write_row(r, &g, row);
	json_close_array(&r->json);
	r->text.failed = r->text.failed || !built;
	grid_free(&g);
}

/* ---- which block is written how ---- */

typedef void write_fn(struct record *r, const struct node *n);

/* A block has either lines or content: the keys of a line are around its text. */
static const struct format {
	const char *type;
	write_fn *before, *after, *content;
} formats[KIND_COUNT] = {
	[KIND_PARA] = {.type = "paragraph", .after = write_align},
	[KIND_HEADING] = {.type = "heading", .before = write_level, .after = write_section},
	[KIND_CODEBLOCK] = {.type = "code"},
	[KIND_SIGNATURE] = {.type = "signature"},
	[KIND_DATE] = {.type = "date", .after = write_iso},
	[KIND_TERM] = {.type = "term"},
	[KIND_CAPTION] = {.type = "caption"},
	[KIND_RULE] = {.type = "rule", .content = write_nothing},
	[KIND_LIST] = {.type = "list", .content = write_list},
	[KIND_TABLE] = {.type = "table", .content = write_table},
	[KIND_QUOTE] = {.type = "quote", .content = write_children},
	[KIND_FIGURE] = {.type = "figure", .content = write_children},
	[KIND_SECTION] = {.type = "section", .content = write_children},
	[KIND_DEFLIST] = {.type = "definitions", .content = write_children},
	[KIND_DEF] = {.type = "definition", .content = write_children},
	/* Not there at emit, but after a chain that was cut short. */
	[KIND_BOX] = {.type = "section", .content = write_children},
};

/* A line that holds nothing but images is these images; those of other lines follow. */
static void write_line(struct record *r, const struct node *n, const struct format *f)
{
	emit_line_text(fresh(r), n, &r->runs);
	if (r->text.len) {
		open_block(r, f->type);
		if (f->before)
			f->before(r, n);
		write_text_and_runs(r);
		if (f->after)
			f->after(r, n);
		if (emit_is_rtl(n))
			json_str(&r->json, "dir", "rtl");
		json_close_object(&r->json);
	}
	write_images(r, n);
}

static void write_block(struct record *r, const struct node *n)
{
	const struct format *f = &formats[n->kind];

	if (!f->content) {
		write_line(r, n, f->type ? f : &formats[KIND_PARA]);
		return;
	}
	open_block(r, f->type);
	f->content(r, n);
	json_close_object(&r->json);
}

/* ---- the record ---- */

/* Nothing where the document is one page. */
static void write_pages(struct json *j, const struct source *s)
{
	if (!s->page_count)
		return;
	json_open_array(j, "pages");
	for (unsigned i = 0; i < s->page_count; i++) {
		const struct source_page *page = &s->pages[i];

		json_open_object(j, NULL);
		json_str(j, "name", page->name);
		json_str(j, "uri", page->uri);
		json_str(j, "captured", page->captured);
		json_int(j, "bytes", (int64_t)page->bytes);
		json_str(j, "sha256", *page->sha256 ? page->sha256 : NULL);
		json_int(j, "offset", (int64_t)page->offset);
		json_int(j, "line", page->line);
		json_close_object(j);
	}
	json_close_array(j);
}

static void write_source(struct record *r)
{
	const struct source *s = &r->doc->source;
	struct json *j = &r->json;
	char sha256[65];

	source_sha256(s, sha256);
	json_open_object(j, "source");
	json_str(j, "name", s->name);
	json_str(j, "uri", s->uri);
	json_str(j, "captured", s->captured);
	json_int(j, "bytes", (int64_t)s->bytes);
	json_str(j, "sha256", *sha256 ? sha256 : NULL);
	json_open_object(j, "charset");
	json_str(j, "declared", s->charset.declared);
	json_str(j, "used", s->charset.used);
	json_str(j, "by", s->charset.by);
	json_int(j, "replaced", (int64_t)s->charset.replaced);
	json_close_object(j);
	write_pages(j, s);
	json_close_object(j);
}

static void write_fields(struct record *r)
{
	const struct node *n = node_first(document_front(r->doc));

	json_open_array(&r->json, "fields");
	for (; n; n = node_following(n)) {
		if (n->kind != KIND_FIELD)
			continue;
		json_open_object(&r->json, NULL);
		json_str(&r->json, "key", attr_str(n, ATTR_KEY));
		celltext_label(fresh(r), n);
		write_text(r, "label");
		text_collect_printed(fresh(r), field_value(n));
		write_text(r, "value");
		json_close_object(&r->json);
	}
	json_close_array(&r->json);
}

static void write_body(struct record *r)
{
	const struct node *n = emit_first_block(r->doc);

	json_open_array(&r->json, "blocks");
	for (; n; n = emit_next_block(r->doc, n))
		write_block(r, n);
	json_close_array(&r->json);
}

static void write_attachments(struct record *r)
{
	const struct node *n = NULL;

	json_open_array(&r->json, "attachments");
	while ((n = emit_next_attachment(r->doc, n))) {
		json_open_object(&r->json, NULL);
		write_one_line(r, "label", n);
		json_str(&r->json, "href", attr_str(n, ATTR_HREF));
		json_str(&r->json, "uri", attr_str(n, ATTR_URI));
		json_close_object(&r->json);
	}
	json_close_array(&r->json);
}

static void write_checks(struct record *r)
{
	json_open_array(&r->json, "checks");
	for (const struct check *c = r->doc->checks; c; c = c->next) {
		json_open_object(&r->json, NULL);
		json_str(&r->json, "rule", c->rule);
		json_str(&r->json, "status", check_status_name(c->status));
		json_str(&r->json, "detail", c->detail);
		json_close_object(&r->json);
	}
	json_close_array(&r->json);
}

/* The first characters of a text, every run of white space made one space. */
static void put_excerpt(struct buf *out, const struct buf *text)
{
	bool space = false;
	unsigned width;
	size_t chars = 0;

	for (size_t i = 0; i < text->len; i += width) {
		uint32_t c = utf8_decode(text->data + i, text->len - i, &width);

		if (char_is_space(c)) {
			space = chars;
			continue;
		}
		if (chars + space >= EXCERPT_MAX) {
			buf_puts(out, "…");
			return;
		}
		if (space)
			buf_putc(out, ' ');
		buf_put(out, text->data + i, width);
		chars += 1 + space;
		space = false;
	}
}

static void write_dropped(struct record *r)
{
	struct dropped_piece p = {0};
	struct buf excerpt = BUF_INIT;

	json_open_array(&r->json, "dropped");
	while (dropped_next(r->doc, &p)) {
		json_open_object(&r->json, NULL);
		json_str(&r->json, "reason", reason_name((enum reason)p.node->reason));
		json_str(&r->json, "filter", document_filter_name(r->doc, p.node->filter));
		json_int(&r->json, "bytes", (int64_t)p.bytes);
		json_int(&r->json, "line", node_line(p.node));
		buf_clear(&excerpt);
		dropped_text(fresh(r), &p);
		put_excerpt(&excerpt, &r->text);
		json_strn(&r->json, "text", buf_str(&excerpt), excerpt.len);
		json_close_object(&r->json);
	}
	json_close_array(&r->json);
	if (buf_failed(&excerpt))
		r->text.failed = true;
	buf_free(&excerpt);
}

static void write_accounting(struct record *r)
{
	struct books books = tree_books(&r->doc->tree);
	const struct source_parts *parts = &r->doc->source.parts;

	json_open_object(&r->json, "accounting");
	json_int(&r->json, "text", (int64_t)parts->text);
	json_int(&r->json, "script", (int64_t)parts->script);
	json_int(&r->json, "markup", (int64_t)parts->markup);
	json_int(&r->json, "comment", (int64_t)parts->comment);
	json_int(&r->json, "ingested", (int64_t)books.ingested);
	json_int(&r->json, "kept", (int64_t)books.kept);
	json_int(&r->json, "dropped", (int64_t)books.dropped);
	json_int(&r->json, "unlocated", (int64_t)books.unlocated);
	json_close_object(&r->json);
}

static int emit(const struct document *doc, struct buf *out)
{
	struct record r = {.json = {.out = out}, .doc = doc};
	bool failed;

	json_open_object(&r.json, NULL);
	json_str(&r.json, "guidang", GUIDANG_VERSION);
	json_int(&r.json, "record", 1);
	write_source(&r);
	write_one_line(&r, "title", document_title(doc));
	json_str(&r.json, "language", doc->language);
	json_str(&r.json, "published", doc->published);
	json_str(&r.json, "profile", doc->profile);
	write_fields(&r);
	write_body(&r);
	write_attachments(&r);
	write_checks(&r);
	write_dropped(&r);
	write_accounting(&r);
	json_close_object(&r.json);
	buf_putc(out, '\n');
	failed = buf_failed(&r.text) || buf_failed(&r.runs) || buf_failed(out);
	buf_free(&r.text);
	buf_free(&r.runs);
	return failed ? -1 : 0;
}

const struct filter filter_out_json = {
	.name = "out-json",
	.stage = STAGE_EMIT,
	.help = "write the JSON record, with what was dropped",
	.emit = emit,
	.format = "json",
	.extension = "json",
	.media = {{"application/json", "JSON Data Interchange Format", NULL, "fmt/817"}},
};
