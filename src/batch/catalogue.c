#include "batch/catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "convert/chain.h"
#include "document/document.h"
#include "batch/manifest.h"
#include "base/match.h"

/* A document of the list. */
struct item {
	struct item *next;
	size_t place; /* in the order of reading */
	const char *issuer, *number, *index, *title, *date, *category, *path; /* never NULL */
	const char *group;						      /* never NULL */
	unsigned checks_failed;
	uint64_t replaced;
};

struct catalogue {
	struct arena arena;
	struct item *items, **end;
	size_t count;
	size_t outcomes[MANIFEST_OUTCOMES];
};

struct catalogue *catalogue_new(void)
{
	struct catalogue *c = calloc(1, sizeof *c);

	if (c)
		c->end = &c->items;
	return c;
}

void catalogue_free(struct catalogue *c)
{
	if (!c)
		return;
	arena_free(&c->arena);
	free(c);
}

/* ---- reading ---- */

static const char *keep(struct catalogue *c, const char *s)
{
	return s && *s ? arena_strdup(&c->arena, s) : "";
}

static void add_item(struct catalogue *c, const struct manifest_entry *e)
{
	struct item *item = arena_alloc(&c->arena, sizeof *item);

	if (!item)
		return;
	item->place = c->count++;
	item->issuer = keep(c, e->issuer);
	item->number = keep(c, e->number);
	item->index = keep(c, e->index);
	item->title = keep(c, e->title);
	item->date = keep(c, e->date);
	item->category = keep(c, e->category);
	item->path = keep(c, e->output_count ? e->outputs[0].path : NULL);
	item->checks_failed = e->checks_failed;
	item->replaced = e->replaced;
	*c->end = item;
	c->end = &item->next;
}

enum catalogue_read catalogue_add(struct catalogue *c, const char *path, unsigned *line)
{
	struct manifest_reader *r = manifest_open(path);
	struct manifest_entry entry;
	enum manifest_read got = MANIFEST_ERROR;
	int error;

	if (!r)
		return CATALOGUE_UNREADABLE;
	while ((got = manifest_next(r, &entry)) == MANIFEST_ENTRY) {
		c->outcomes[entry.outcome]++;
		if (entry.outcome == MANIFEST_CONVERTED)
			add_item(c, &entry);
	}
	error = arena_failed(&c->arena) ? ENOMEM : errno;
	*line = manifest_line(r);
	manifest_close(r);
	errno = error;
	if (got == MANIFEST_ERROR || arena_failed(&c->arena))
		return CATALOGUE_UNREADABLE;
	return got == MANIFEST_MALFORMED ? CATALOGUE_MALFORMED
	       : got == MANIFEST_CUT	 ? CATALOGUE_CUT
					 : CATALOGUE_READ;
}

/* ---- order ---- */

/* What is not known comes last. */
static int compare_known(const char *a, const char *b)
{
	return !*a || !*b ? !*a - !*b : strcmp(a, b);
}

/* Digits, one or more of them, are compared as the number that they are: 2号 before 10号. */
static int compare_digits(const char **a, const char **b)
{
	size_t zeros_a = strspn(*a, "0"), zeros_b = strspn(*b, "0");
	size_t len_a = strspn(*a + zeros_a, "0123456789");
	size_t len_b = strspn(*b + zeros_b, "0123456789");
	int order = len_a == len_b ? memcmp(*a + zeros_a, *b + zeros_b, len_a)
				   : (len_a > len_b) - (len_a < len_b);

	*a += zeros_a + len_a;
	*b += zeros_b + len_b;
	return order;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int compare_counted(const char *a, const char *b)
{
	const char *start_a = a, *start_b = b;
	int order = 0;

	while (!order && *a && *b) {
		if (is_digit(*a) && is_digit(*b))
			order = compare_digits(&a, &b);
		else if (*a == *b)
			a++, b++;
		else
			break;
	}
	if (!order)
		order = strcmp(a, b);
	return order ? order : strcmp(start_a, start_b);
}

static int compare_items(const void *pa, const void *pb)
{
	const struct item *a = *(struct item *const *)pa, *b = *(struct item *const *)pb;
	int order = compare_known(a->group, b->group);

	if (!order)
		order = compare_known(a->date, b->date);
	if (!order)
		order = !*a->number || !*b->number ? !*a->number - !*b->number
						   : compare_counted(a->number, b->number);
	if (!order)
		order = compare_counted(a->title, b->title);
	return order ? order : (a->place > b->place) - (a->place < b->place);
}

static const char *group_of(
	struct catalogue *c, const struct item *item, enum catalogue_group group)
{
	switch (group) {
	case CATALOGUE_BY_YEAR:
		return *item->date ? arena_strndup(&c->arena, item->date, 4) : "";
	case CATALOGUE_BY_ISSUER:
		return item->issuer;
	case CATALOGUE_UNGROUPED:
		break;
	}
	return "";
}

/* The items in the order of the list; the caller frees the array. NULL when memory runs out. */
static struct item **sorted(struct catalogue *c, enum catalogue_group group)
{
	struct item **list = calloc(c->count + 1, sizeof *list);
	size_t n = 0;

	if (!list)
		return NULL;
	for (struct item *item = c->items; item; item = item->next) {
		item->group = group_of(c, item, group);
		list[n++] = item;
	}
	if (arena_failed(&c->arena)) {
		free(list);
		return NULL;
	}
	qsort(list, n, sizeof *list, compare_items);
	return list;
}

/* ---- the document ---- */

/* Refusals of the arena are asked for once, at the end: what could not be made links nowhere.
 */
static struct node *add(struct document *doc, struct node *parent, enum kind kind)
{
	struct node *n = parent ? node_new(&doc->tree, kind) : NULL;

	return n && !tree_append(&doc->tree, parent, n) ? n : NULL;
}

static struct node *add_line(
	struct document *doc, struct node *parent, enum kind kind, const char *text)
{
	struct node *line = add(doc, parent, kind);

	if (line)
		tree_append(&doc->tree, line, node_new_text(&doc->tree, text, strlen(text)));
	return line;
}

static void add_cell(struct document *doc, struct node *row, const char *text, bool header)
{
	struct node *cell = add(doc, row, KIND_CELL);

	if (cell && header)
		attr_set_int(&doc->tree, cell, ATTR_HEADER, 1);
	if (*text)
		add_line(doc, cell, KIND_PARA, text);
}

/* A table's BODY, below a header row of the columns' names (NULL ends them). */
static struct node *add_table(struct document *doc, const char *const *columns)
{
	struct node *table = add(doc, doc->tree.root, KIND_TABLE);
	struct node *row = add(doc, add(doc, table, KIND_HEAD), KIND_ROW);

	for (; *columns; columns++)
		add_cell(doc, row, *columns, true);
	return add(doc, table, KIND_BODY);
}

static void add_heading(struct document *doc, const char *text)
{
	struct node *heading = add_line(doc, doc->tree.root, KIND_HEADING, text);

	if (heading)
		attr_set_int(&doc->tree, heading, ATTR_LEVEL, 1);
}

static void add_count(struct document *doc, struct node *body, const char *name, size_t count)
{
	struct node *row = add(doc, body, KIND_ROW);
	struct buf number = BUF_INIT;

	buf_printf(&number, "%zu", count);
	add_cell(doc, row, name, false);
	add_cell(doc, row, buf_str(&number), false);
	doc->tree.arena.failed |= buf_failed(&number);
	buf_free(&number);
}

static void begin_remark(struct buf *out)
{
	if (out->len)
		buf_puts(out, "；");
}

static void put_remark(struct buf *out, const struct item *item)
{
	if (!*item->number && *item->index)
		buf_printf(out, "索引号%s", item->index);
	if (item->checks_failed) {
		begin_remark(out);
		buf_printf(out, "核对不符%u处", item->checks_failed);
	}
	if (item->replaced) {
		begin_remark(out);
		buf_printf(out, "无法识别的字符%llu个", (unsigned long long)item->replaced);
	}
	if (!*item->date) {
		begin_remark(out);
		buf_puts(out, "日期不详");
	}
}

/* A title that the document does not bear is put in brackets (DA/T 22-2015, 5.5). */
static void put_title(struct buf *out, const struct item *item)
{
	if (*item->title)
		buf_puts(out, item->title);
	else
		buf_printf(out, "[%s]", item->path);
}

/* YYYYMMDD, as DA/T 22-2015 writes dates. */
static void put_date(struct buf *out, const char *iso)
{
	for (; *iso; iso++)
		if (*iso != '-')
			buf_putc(out, *iso);
}

/* In the order of the columns. What the archive gives (档号, 密级) and what only paper has
   (页数) stays empty. */
static void add_item_row(
	struct document *doc, struct node *body, const struct item *item, size_t number)
{
	struct node *row = add(doc, body, KIND_ROW);
	struct buf text = BUF_INIT;

	buf_printf(&text, "%zu", number);
	add_cell(doc, row, buf_str(&text), false);
	add_cell(doc, row, "", false);
	add_cell(doc, row, item->number, false);
	add_cell(doc, row, item->issuer, false);
	buf_clear(&text);
	put_title(&text, item);
	add_cell(doc, row, buf_str(&text), false);
	buf_clear(&text);
	put_date(&text, item->date);
	add_cell(doc, row, buf_str(&text), false);
	add_cell(doc, row, "", false);
	add_cell(doc, row, "", false);
	buf_clear(&text);
	put_remark(&text, item);
	add_cell(doc, row, buf_str(&text), false);
	doc->tree.arena.failed |= buf_failed(&text);
	buf_free(&text);
}

static void add_group_heading(
	struct document *doc, enum catalogue_group group, const struct item *item)
{
	struct buf text = BUF_INIT;

	if (group == CATALOGUE_BY_YEAR)
		buf_printf(&text, *item->group ? "%s年" : "年度不详", item->group);
	else
		buf_puts(&text, *item->group ? item->group : "责任者不详");
	add_heading(doc, buf_str(&text));
	doc->tree.arena.failed |= buf_failed(&text);
	buf_free(&text);
}

static void add_list(struct document *doc, enum catalogue_group group, struct item *const *list)
{
	static const char *const columns[] = {
		"序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注", NULL};
	struct node *body = NULL;

	for (size_t i = 0; list[i]; i++) {
		if (!i || strcmp(list[i]->group, list[i - 1]->group)) {
			if (group != CATALOGUE_UNGROUPED)
				add_group_heading(doc, group, list[i]);
			body = add_table(doc, columns);
		}
		add_item_row(doc, body, list[i], i + 1);
	}
}

static int compare_categories(const void *a, const void *b)
{
	return compare_known(
		(*(struct item *const *)a)->category, (*(struct item *const *)b)->category);
}

static void add_categories(struct document *doc, struct item **list, size_t count)
{
	static const char *const columns[] = {"类别", "件数", NULL};
	struct node *body;
	size_t n = 0;

	add_heading(doc, "分类统计");
	body = add_table(doc, columns);
	qsort(list, count, sizeof *list, compare_categories);
	for (size_t i = 0; i < count; i++) {
		n++;
		if (i + 1 < count && !strcmp(list[i]->category, list[i + 1]->category))
			continue;
		add_count(doc, body, *list[i]->category ? list[i]->category : "未标明类别", n);
		n = 0;
	}
	add_count(doc, body, "合计", count);
}

static void add_outcomes(struct document *doc, const struct catalogue *c)
{
	static const char *const columns[] = {"来源记录", "条数", NULL},
				 *const names[MANIFEST_OUTCOMES] = {
					 [MANIFEST_CONVERTED] = "已转换",
					 [MANIFEST_JOINED] = "并入其他页",
					 [MANIFEST_SKIPPED] = "非网页，未转换",
					 [MANIFEST_EMPTY] = "未见正文",
					 [MANIFEST_FAILED] = "转换失败",
				 };
	struct node *body;
	size_t all = 0;

	add_heading(doc, "处理情况");
	body = add_table(doc, columns);
	for (unsigned i = 0; i < MANIFEST_OUTCOMES; i++) {
		add_count(doc, body, names[i], c->outcomes[i]);
		all += c->outcomes[i];
	}
	add_count(doc, body, "合计", all);
}

static void build(struct document *doc, const struct catalogue *c, enum catalogue_group group,
	const char *title, struct item **list)
{
	doc->language = "zh-CN";
	doc->source.name = "-";
	doc->source.charset.used = "utf-8";
	add_line(doc, document_front(doc), KIND_TITLE, title ? title : "归档文件目录");
	add_list(doc, group, list);
	add_categories(doc, list, c->count);
	add_outcomes(doc, c);
}

int catalogue_write(struct catalogue *c, enum catalogue_group group, const char *title,
	const struct options *options, const char *format, struct buf *out)
{
	const struct filter *f = filter_by_format(STAGE_EMIT, format);
	struct match_cache *matches = match_cache_new();
	struct item **list = sorted(c, group);
	struct options own = *options;
	struct document doc;
	int rc = -1;

	/* A list is of no page. */
	own.provenance = "none";
	if (!own.layout)
		own.layout = "catalogue";
	if (f && matches && list && !document_init(&doc, &own, matches)) {
		build(&doc, c, group, title, list);
		if (!arena_failed(&doc.tree.arena) && !f->emit(&doc, out) && !buf_failed(out))
			rc = 0;
		document_free(&doc);
	}
	free(list);
	match_cache_free(matches);
	return rc;
}
