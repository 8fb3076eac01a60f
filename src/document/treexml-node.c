/* Elements of the tree's XML to nodes: docs/tree.5. */
#include <stdlib.h>
#include <string.h>

#include "document/treexml-private.h"

/* A filter's name is shorter [bytes]. */
#define FILTER_NAME_MAX 64

/* raw_len of the parser until the end of the element, where there is no raw="". */
#define RAW_NOT_SAID UINT32_MAX

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- attributes that every node may have ---- */

/* Says that the value cannot be read, and answers false. */
static bool refuse(struct treexml_parser *p, struct xml_value value)
{
	treexml_fail(p, "%s=\"%.*s\" cannot be read", value.name,
		(int)(value.len < 80 ? value.len : 80), value.text);
	return false;
}

/* The number, at most max; 0 once it has failed. */
static uint32_t number(struct treexml_parser *p, struct xml_value value, uint32_t max)
{
	uint64_t n = 0;

	if (treexml_number(value, max, &n) < 0)
		refuse(p, value);
	return (uint32_t)n;
}

/* The value as a string in name (size bytes), NUL-terminated. */
static bool word(struct treexml_parser *p, struct xml_value value, char *name, size_t size)
{
	if (value.len >= size)
		return refuse(p, value);
	memcpy(name, value.text, value.len);
	name[value.len] = '\0';
	return true;
}

static void remember_id(struct treexml_parser *p, uint32_t id)
{
	if (p->id_count == p->id_room) {
		size_t room = p->id_room ? 2 * p->id_room : 1024;
		struct id_line *ids = realloc(p->ids, room * sizeof(*ids));

		if (!ids) {
			p->failed = true;
			return;
		}
		p->ids = ids;
		p->id_room = room;
	}
	p->ids[p->id_count++] = (struct id_line){id, treexml_line(p)};
}

static void set_id(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	n->id = number(p, value, TREEXML_ID_MAX);
	if (n->id == 0) {
		refuse(p, value);
		return;
	}
	if (n->id > p->last_id)
		p->last_id = n->id;
	remember_id(p, n->id);
}

/* offset+length */
static void set_place(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	const char *plus = memchr(value.text, '+', value.len);
	struct xml_value offset = value, length = value;
	uint64_t first, count;

	if (!plus) {
		refuse(p, value);
		return;
	}
	offset.len = (size_t)(plus - value.text);
	length.text = plus + 1;
	length.len = value.len - offset.len - 1;
	if (treexml_number(offset, UINT32_MAX, &first) < 0 ||
		treexml_number(length, UINT32_MAX - first, &count) < 0) {
		refuse(p, value);
		return;
	}
	node_set_place(n, (uint32_t)first, (uint32_t)count);
}

static void set_line(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	node_set_line(&p->doc->tree, n, number(p, value, UINT32_MAX));
}

static void set_filter(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	char name[FILTER_NAME_MAX];

	if (!word(p, value, name, sizeof(name)))
		return;
	document_enter_filter(p->doc, name);
	n->filter = p->doc->tree.filter;
	if (strcmp(document_filter_name(p->doc, n->filter), name) != 0)
		treexml_fail(p, "it names too many filters");
}

static void set_reason(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	char name[32];
	int reason = word(p, value, name, sizeof(name)) ? reason_by_name(name) : -1;

	if (reason <= REASON_LIVE || n->kind == KIND_DOCUMENT)
		refuse(p, value);
	else
		n->reason = (uint8_t)reason;
}

static void set_element(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	char name[32];

	if (word(p, value, name, sizeof(name)))
		n->element = (uint8_t)element_by_name(name);
}

static void set_raw(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	p->raw_len = number(p, value, RAW_NOT_SAID - 1);
}

static const struct {
	const char *name;
	void (*set)(struct treexml_parser *p, struct node *n, struct xml_value value);
} common[] = {
	{"id", set_id},
	{"at", set_place},
	{"line", set_line},
	{"by", set_filter},
	{"dropped", set_reason},
	{"element", set_element},
};

static bool set_common(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	for (size_t i = 0; i < COUNT(common); i++) {
		if (strcmp(common[i].name, value.name) == 0) {
			common[i].set(p, n, value);
			return true;
		}
	}
	return false;
}

/* "1" sets it, "0" does not. */
static void set_flag(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	for (const struct treexml_flag *f = treexml_flags; f->name; f++) {
		if (strcmp(f->name, value.name) == 0 && number(p, value, 1))
			n->flags |= (uint8_t)f->flag;
	}
}

/* A number of attrs.def may be negative. */
static void set_number(
	struct treexml_parser *p, struct node *n, enum attr attr, struct xml_value value)
{
	struct xml_value digits = value;
	bool negative = value.len > 0 && value.text[0] == '-';
	uint64_t magnitude;

	digits.text += negative;
	digits.len -= negative;
	if (treexml_number(digits, (uint64_t)INT32_MAX + negative, &magnitude) < 0)
		refuse(p, value);
	else
		attr_set_int(&p->doc->tree, n, attr,
			(int)(negative ? -(int64_t)magnitude : (int64_t)magnitude));
}

/* What is not known is of a later version, and ignored. */
static void set_attribute(struct treexml_parser *p, struct node *n, struct xml_value value)
{
	int attr = attr_by_name(value.name);

	if (attr >= 0 && attr_is_number((enum attr)attr))
		set_number(p, n, (enum attr)attr, value);
	else if (attr >= 0)
		attr_set_strn(&p->doc->tree, n, (enum attr)attr, value.text, value.len);
	else if (n->kind == KIND_TEXT && strcmp(value.name, "raw") == 0)
		set_raw(p, n, value);
	else if (!set_common(p, n, value))
		set_flag(p, n, value);
}

/* ---- elements ---- */

/* No id yet, and touched by nobody. */
static struct node *new_node(struct treexml_parser *p, enum kind kind)
{
	struct node *n = node_new(&p->doc->tree, kind);

	if (!n) {
		p->failed = true;
		return NULL;
	}
	n->id = 0;
	n->filter = 0;
	p->raw_len = RAW_NOT_SAID;
	return n;
}

static void link_node(struct treexml_parser *p, struct node *n)
{
	if (!p->open)
		p->root = n;
	else if (tree_append(&p->doc->tree, p->open, n) < 0)
		treexml_fail(p, "%s may not stand in %s", kind_name(n->kind),
			kind_name(p->open->kind));
}

/*
 * What stands loose among blocks gets a line around it, as HTML's does: an implied PARA, which
 * ends before the next block and with what it stands in. It holds inlines only, so that no
 * second one can be open beside it.
 */
static void open_line(struct treexml_parser *p)
{
	struct node *para;

	if (kind_may_hold(p->open->kind, KIND_TEXT) || !kind_may_hold(p->open->kind, KIND_PARA))
		return;
	para = new_node(p, KIND_PARA);
	if (!para)
		return;
	para->flags = NODE_IMPLIED;
	link_node(p, para);
	p->line = p->open = para;
	p->depth++;
}

static void close_line(struct treexml_parser *p)
{
	if (!p->line || p->open != p->line)
		return;
	p->open = node_parent(p->line);
	p->line = NULL;
	p->depth--;
}

void treexml_node_start(
	struct treexml_parser *p, const char *name, struct xml_attributes attributes)
{
	int kind = kind_by_name(name);
	struct node *n;

	if (kind < 0) {
		treexml_fail(p, "there is no kind %s", name);
		return;
	}
	if (p->open && kind_is_inline((enum kind)kind))
		open_line(p);
	else
		close_line(p);
	if (p->depth >= TREEXML_DEPTH_MAX) {
		treexml_fail(p, "nested deeper than %d", TREEXML_DEPTH_MAX);
		return;
	}
	n = new_node(p, (enum kind)kind);
	if (!n)
		return;
	link_node(p, n);
	for (int i = 0; i < attributes.count && !p->failed; i++) {
		struct xml_value value = xml_attribute(attributes, i);

		if (value.name)
			set_attribute(p, n, value);
	}
	p->open = n;
	p->depth++;
}

/* Characters become n's own; what is not said of the books follows from them. */
static void set_text(struct treexml_parser *p, struct node *n)
{
	const char *text;

	if (p->text.len > UINT32_MAX) {
		treexml_fail(p, "a text is larger than 4 GiB");
		return;
	}
	text = arena_strndup(&p->doc->tree.arena, buf_str(&p->text), p->text.len);
	if (!text)
		return;
	if (p->raw_len == RAW_NOT_SAID)
		p->raw_len = n->flags & NODE_GENERATED ? 0 : (uint32_t)p->text.len;
	text_restore(&p->doc->tree, n, text, p->text.len, p->raw_len);
	p->text_bytes += p->raw_len;
}

void treexml_node_characters(struct treexml_parser *p)
{
	struct node *n;

	if (p->open->kind == KIND_TEXT || strspn(buf_str(&p->text), " \t\r\n") == p->text.len)
		return;
	open_line(p);
	if (!kind_may_hold(p->open->kind, KIND_TEXT)) {
		treexml_fail(p, "characters may not stand in %s", kind_name(p->open->kind));
		return;
	}
	n = new_node(p, KIND_TEXT);
	if (!n)
		return;
	link_node(p, n);
	set_text(p, n);
}

void treexml_node_end(struct treexml_parser *p)
{
	struct node *n;

	treexml_node_characters(p);
	close_line(p);
	n = p->open;
	if (n->kind == KIND_TEXT)
		set_text(p, n);
	buf_clear(&p->text);
	p->open = node_parent(n);
	p->depth--;
}

/* ---- afterwards ---- */

void treexml_number_nodes(struct tree *t, struct node *root)
{
	for (struct node *n = root; n; n = tree_next_all(root, n))
		if (n->id == 0)
			n->id = ++t->last_id;
}

struct node *treexml_ensure_front(struct tree *t, struct node *root)
{
	struct node *front = node_first(root);

	while (front && front->kind != KIND_FRONT)
		front = node_following(front);
	if (front)
		return NULL;
	front = node_new(t, KIND_FRONT);
	if (tree_prepend(t, root, front) < 0)
		return NULL;
	front->id = 0;
	front->filter = 0;
	return front;
}
