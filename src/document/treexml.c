/*
 * The document as XML, and back: docs/guidang-tree.5, docs/tree.rng.
 *
 * Reading goes from SAX events to elements, and from these to nodes: into an empty document, or
 * over a document that is there. libxml2's SAX2 and not its reader: with SAX a document type is
 * refused before one entity of it is declared, so that none can be expanded; and no second tree
 * is built.
 */
#include "document/treexml.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/list.h"
#include "base/xmlout.h"
#include "tree/storage.h"

#define TREEXML_NAMESPACE "urn:guidang:tree:1"
#define TREEXML_VERSION	  1

/* Elements inside <document> may be nested this deep: what ingest lets through, and room for
   what filters and external programs wrap around it. */
#define TREEXML_DEPTH_MAX (TREE_DEPTH_MAX + 64)

/* Ids above this are refused, so that new ones can always be given. */
#define TREEXML_ID_MAX 0x7fffffffu

/* A filter's name is shorter [bytes]. */
#define FILTER_NAME_MAX 64

/* Most that a document can be joined of. */
#define PAGES_MAX 256

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The marks of nodes; tree.h says what each means. */
static const struct {
	unsigned flag; /* enum node_flag */
	const char *name;
} flags[] = {
	{NODE_GENERATED, "generated"},
	{NODE_IMPLIED, "implied"},
	{NODE_MOVED, "moved"},
	{NODE_EXTERNAL, "external"},
};

/* Codes of diags.def, as they are there. */
static const char *const diag_names[DIAG_COUNT] = {
#define DIAG(name, level, format) #name,
#include "document/diags.def"
#undef DIAG
};

/* ---- written ---- */

struct writer {
	const struct document *doc;
	struct xml_out *x;
	struct buf clean; /* for put_string */
};

/* XML 1.0, production 2 (surrogates are no UTF-8 in the first place). */
static bool xml_allows(ucs4_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c != 0xfffe && c != 0xffff;
}

/*
 * Names, addresses and messages may hold whatever a file name or a command line held; what is
 * no UTF-8 or no XML becomes U+FFFD.
 */
static const char *cleaned(struct writer *w, const char *value)
{
	const uint8_t *s = (const uint8_t *)value;
	size_t left = value ? u8_strlen(s) : 0;

	if (!value)
		return NULL;
	buf_clear(&w->clean);
	while (left > 0) {
		ucs4_t c;
		int width = u8_mbtouc(&c, s, left);

		buf_put_utf8(&w->clean, xml_allows(c) ? c : 0xfffd);
		s += width;
		left -= (size_t)width;
	}
	return buf_str(&w->clean);
}

static void put_string(struct writer *w, const char *name, const char *value)
{
	xml_attr(w->x, name, cleaned(w, value));
}

static void put_number(struct writer *w, const char *name, uint64_t value)
{
	xml_attr_printf(w->x, name, "%" PRIu64, value);
}

/* A number that is left out when it is 0. */
static void put_count(struct writer *w, const char *name, uint64_t value)
{
	if (value > 0)
		put_number(w, name, value);
}

static void newline(struct writer *w)
{
	xml_text(w->x, "\n", 1);
}

static void write_page(struct writer *w, const struct source_page *page)
{
	xml_open(w->x, "page");
	put_string(w, "name", page->name);
	put_string(w, "uri", page->uri);
	put_string(w, "captured", page->captured);
	put_number(w, "bytes", page->bytes);
	put_string(w, "sha256", page->sha256[0] ? page->sha256 : NULL);
	put_number(w, "offset", page->offset);
	put_number(w, "line", page->line);
	xml_close(w->x);
	newline(w);
}

static void write_source(struct writer *w, const struct source *source)
{
	char sha256[65];

	source_sha256(source, sha256);
	xml_open(w->x, "source");
	put_string(w, "name", source->name);
	put_string(w, "uri", source->uri);
	put_string(w, "captured", source->captured);
	put_number(w, "bytes", source->bytes);
	put_string(w, "sha256", *sha256 ? sha256 : NULL);
	put_string(w, "declared", source->charset.declared);
	put_string(w, "used", source->charset.used);
	put_string(w, "by", source->charset.by);
	put_count(w, "replaced", source->charset.replaced);
	put_count(w, "doubtful", source->charset.doubtful);
	xml_close(w->x);
	newline(w);
	for (unsigned i = 0; i < source->page_count; i++)
		write_page(w, &source->pages[i]);
}

static void write_checks(struct writer *w, const struct check *check)
{
	if (!check)
		return;
	xml_open(w->x, "checks");
	newline(w);
	for (; check; check = check->next) {
		xml_open(w->x, "check");
		put_string(w, "rule", check->rule);
		put_string(w, "status", check_status_name(check->status));
		put_string(w, "detail", check->detail);
		xml_close(w->x);
		newline(w);
	}
	xml_close(w->x);
	newline(w);
}

static void write_diags(struct writer *w, const struct diag *diag)
{
	const char *message;

	if (!diag)
		return;
	xml_open(w->x, "diags");
	newline(w);
	for (; diag; diag = diag->next) {
		xml_open(w->x, "diag");
		put_string(w, "level", diag_level_name(diag->level));
		put_string(w, "code", diag_names[diag->code]);
		put_count(w, "line", diag->line);
		message = cleaned(w, diag->message);
		xml_text(w->x, message, w->clean.len);
		xml_close(w->x);
		newline(w);
	}
	xml_close(w->x);
	newline(w);
}

/* In the order of attrs.def, whatever order they were set in. */
static void write_attrs(struct writer *w, const struct node *n)
{
	const struct attr_value *values[ATTR_LINE + 1] = {NULL};

	if (!n->attr_ref)
		return;
	for (const struct attr_value *v = attr_first(n); v; v = attr_next(v))
		values[v->attr] = v;
	for (unsigned a = 0; a < ATTR_COUNT; a++) {
		if (!values[a])
			continue;
		if (attr_is_number((enum attr)a))
			xml_attr_int(w->x, attr_name((enum attr)a), values[a]->number);
		else
			xml_attr(w->x, attr_name((enum attr)a), values[a]->string);
	}
}

/* Text answers for as many bytes as it has, and for none where it was generated: only what
   differs is written. */
static void write_text(struct writer *w, const struct node *n)
{
	uint32_t expected = n->flags & NODE_GENERATED ? 0 : node_text_len(n);

	if (node_raw_len(n) != expected)
		put_number(w, "raw", node_raw_len(n));
	if (node_text_len(n) > 0)
		xml_text(w->x, node_text(n), node_text_len(n));
}

static void open_node(struct writer *w, const struct node *n)
{
	xml_open(w->x, kind_name(n->kind));
	put_number(w, "id", n->id);
	if (n->length > 0 || (n->offset > 0 && n->kind != KIND_TEXT))
		xml_attr_printf(w->x, "at", "%" PRIu32 "+%" PRIu32, n->offset, n->length);
	put_count(w, "line", node_line(n));
	if (n->filter)
		put_string(w, "by", document_filter_name(w->doc, n->filter));
	if (!node_live(n))
		xml_attr(w->x, "dropped", reason_name(n->reason));
	for (size_t i = 0; i < COUNT(flags); i++)
		if (n->flags & flags[i].flag)
			xml_attr(w->x, flags[i].name, "1");
	if (n->element != ELEMENT_OTHER)
		xml_attr(w->x, "element", element_name(n->element));
	write_attrs(w, n);
	if (n->kind == KIND_TEXT)
		write_text(w, n);
	else if (node_first_all(n) && !kind_is_inline(node_first_all(n)->kind))
		newline(w);
}

static void close_node(struct writer *w, const struct node *n)
{
	xml_close(w->x);
	if (!kind_is_inline(n->kind))
		newline(w);
}

/* Everything, dropped or not; tree walks show only what is live. */
static void write_tree(struct writer *w, const struct node *root)
{
	const struct node *n = root;

	open_node(w, n);
	for (;;) {
		if (node_first_all(n)) {
			n = node_first_all(n);
			open_node(w, n);
			continue;
		}
		while (n != root && !node_next_all(n)) {
			close_node(w, n);
			n = node_parent(n);
		}
		close_node(w, n);
		if (n == root)
			return;
		n = node_next_all(n);
		open_node(w, n);
	}
}

int treexml_write(const struct document *doc, struct buf *out)
{
	struct writer w = {.doc = doc, .x = xml_out_new(out), .clean = BUF_INIT};
	const struct source_parts *parts = &doc->source.parts;
	const struct {
		const char *name;
		uint64_t bytes;
	} counts[] = {{"blank", doc->tree.blank}, {"text", parts->text},
		{"script", parts->script}, {"markup", parts->markup},
		{"comment", parts->comment}};
	bool failed;

	if (!w.x)
		return -1;
	xml_declaration(w.x);
	xml_open(w.x, "guidang");
	xml_attr(w.x, "xmlns", TREEXML_NAMESPACE);
	put_number(&w, "version", TREEXML_VERSION);
	put_string(&w, "language", doc->language);
	put_string(&w, "published", doc->published);
	put_string(&w, "profile", doc->profile);
	put_string(&w, "base", doc->base);
	put_number(&w, "last-id", doc->tree.last_id);
	put_number(&w, "ingested", doc->tree.ingested);
	for (size_t i = 0; i < COUNT(counts); i++)
		if (counts[i].bytes)
			put_number(&w, counts[i].name, counts[i].bytes);
	newline(&w);
	write_source(&w, &doc->source);
	write_checks(&w, doc->checks);
	write_diags(&w, doc->diags);
	write_tree(&w, doc->tree.root);
	xml_close(w.x);
	failed = xml_out_close(w.x) < 0 || buf_failed(&w.clean);
	buf_free(&w.clean);
	return failed ? -1 : 0;
}

/* ---- read: the parser ---- */

/* The attributes of an element as SAX2 hands them over; values are not NUL-terminated. */
struct xml_attributes {
	const xmlChar **list; /* five a piece: name, prefix, namespace, value, end of value */
	int count;
};

/* The value of an attribute; name NULL if it is none of ours (in a namespace). */
struct xml_value {
	const char *name;
	const char *text;
	size_t len; /* [bytes] */
};

/* The place of the parser in the file's outer part; each can be in one other. */
enum place {
	PLACE_OUTSIDE,
	PLACE_ROOT,
	PLACE_SOURCE,
	PLACE_CHECKS,
	PLACE_CHECK,
	PLACE_DIAGS,
	PLACE_DIAG,
	PLACE_TREE,
	PLACE_COUNT
};

struct parser;

/* An element of the outer part. */
struct outer_element {
	const char *name;
	enum place in, place; /* that it is in; that is in it */
	void (*start)(struct parser *p, struct xml_attributes attributes); /* or NULL */
	void (*end)(struct parser *p);					   /* or NULL */
};

struct parser {
	struct document *doc;
	xmlParserCtxt *xml;
	const struct outer_element *elements; /* of the outer part; ends with a NULL name */
	enum place place;
	unsigned skipping; /* elements open inside one that is ignored, itself included */
	struct node *root; /* DOCUMENT of what is read; NULL until it begins */
	struct node *open; /* node whose element is open; NULL where none is */
	struct node *line; /* implied PARA open for loose inlines; NULL where none is */
	unsigned depth;	   /* nodes open */
	struct buf text;   /* characters since the last tag */
	const char *
		answered; /* the external filter that the file is from; NULL where it is none */
	uint32_t raw_len; /* what the TEXT that is open says it answers for [bytes] */
	uint32_t last_id; /* highest id that was given, or said to be */
	struct id_line {
		uint32_t id, line;
	} * ids; /* every id in the file, and its line there */
	size_t id_count, id_room;
	uint64_t text_bytes; /* raw_len of all texts so far [bytes] */
	bool failed;	     /* and said so, or memory ran out */
};

/* ---- failures ---- */

/* Line in the file that is read. */
static uint32_t line_of_file(const struct parser *p)
{
	int line = p->xml ? xmlSAX2GetLineNumber(p->xml) : 0;

	return line > 0 ? (uint32_t)line : 0;
}

/* The file is no tree, for the reason given; the parser stops once the handler returns. Only
   the first call says it. line: of the file; 0: none. */
static void report(struct parser *p, uint32_t line, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));
static void report(struct parser *p, uint32_t line, const char *format, va_list arguments)
{
	/* Longer than diag_report lets a message be: it is cut there, at a character's edge. */
	char message[1024];
	size_t len = 0;

	if (p->failed)
		return;
	p->failed = true;
	if (p->answered) {
		snprintf(message, sizeof(message),
			"the answer of %.60s, line %u: ", p->answered, line > 0 ? line : 1);
		len = strlen(message);
		line = 0;
	}
	vsnprintf(message + len, sizeof(message) - len, format, arguments);
	diag_report(p->doc, DIAG_TREE_XML, line, message);
}

static void fail(struct parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void fail(struct parser *p, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(p, line_of_file(p), format, arguments);
	va_end(arguments);
}

static void fail_at(struct parser *p, uint32_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static void fail_at(struct parser *p, uint32_t line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	report(p, line, format, arguments);
	va_end(arguments);
}

/* ---- values of attributes ---- */

static struct xml_value xml_attribute(struct xml_attributes attributes, int i)
{
	const xmlChar **a = attributes.list + (ptrdiff_t)5 * i;

	if (a[1])
		return (struct xml_value){NULL, NULL, 0};
	return (struct xml_value){
		(const char *)a[0], (const char *)a[3], (size_t)(a[4] - a[3])};
}

/* A copy, in the arena, of the value of the attribute with the name; NULL if there is none. */
static char *xml_attribute_copy(
	struct arena *arena, struct xml_attributes attributes, const char *name)
{
	for (int i = 0; i < attributes.count; i++) {
		struct xml_value value = xml_attribute(attributes, i);

		if (value.name && strcmp(value.name, name) == 0)
			return arena_strndup(arena, value.text, value.len);
	}
	return NULL;
}

/* Digits only, at most max. 0 or -1. */
static int parse_number(struct xml_value value, uint64_t max, uint64_t *number)
{
	uint64_t n = 0;

	if (value.len == 0)
		return -1;
	for (size_t i = 0; i < value.len; i++) {
		unsigned digit = (unsigned)value.text[i] - '0';

		if (digit > 9 || n > (max - digit) / 10)
			return -1;
		n = n * 10 + digit;
	}
	*number = n;
	return 0;
}

/* ---- attributes of nodes ---- */

/* raw_len of the parser until the end of the element, where there is no raw="". */
#define RAW_NOT_SAID UINT32_MAX

/* Says that the value cannot be read, and answers false. */
static bool refuse(struct parser *p, struct xml_value value)
{
	fail(p, "%s=\"%.*s\" cannot be read", value.name,
		(int)(value.len < 80 ? value.len : 80), value.text);
	return false;
}

/* The number, at most max; 0 once it has failed. */
static uint32_t number(struct parser *p, struct xml_value value, uint32_t max)
{
	uint64_t n = 0;

	if (parse_number(value, max, &n) < 0)
		refuse(p, value);
	return (uint32_t)n;
}

/* The value as a string in name (size bytes), NUL-terminated. */
static bool word(struct parser *p, struct xml_value value, char *name, size_t size)
{
	if (value.len >= size)
		return refuse(p, value);
	memcpy(name, value.text, value.len);
	name[value.len] = '\0';
	return true;
}

static void remember_id(struct parser *p, uint32_t id)
{
	if (p->id_count == p->id_room) {
		struct id_line *ids = list_double(p->ids, &p->id_room, sizeof *ids);

		if (!ids) {
			p->failed = true;
			return;
		}
		p->ids = ids;
	}
	p->ids[p->id_count++] = (struct id_line){id, line_of_file(p)};
}

static void set_id(struct parser *p, struct node *n, struct xml_value value)
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
static void set_place(struct parser *p, struct node *n, struct xml_value value)
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
	if (parse_number(offset, UINT32_MAX, &first) < 0 ||
		parse_number(length, UINT32_MAX - first, &count) < 0) {
		refuse(p, value);
		return;
	}
	node_set_place(n, (uint32_t)first, (uint32_t)count);
}

static void set_line(struct parser *p, struct node *n, struct xml_value value)
{
	node_set_line(&p->doc->tree, n, number(p, value, UINT32_MAX));
}

static void set_filter(struct parser *p, struct node *n, struct xml_value value)
{
	char name[FILTER_NAME_MAX];

	if (!word(p, value, name, sizeof(name)))
		return;
	document_enter_filter(p->doc, name);
	n->filter = p->doc->tree.filter;
	if (strcmp(document_filter_name(p->doc, n->filter), name) != 0)
		fail(p, "it names too many filters");
}

static void set_reason(struct parser *p, struct node *n, struct xml_value value)
{
	char name[32];
	int reason = word(p, value, name, sizeof(name)) ? reason_by_name(name) : -1;

	if (reason <= REASON_LIVE || n->kind == KIND_DOCUMENT)
		refuse(p, value);
	else
		n->reason = (uint8_t)reason;
}

static void set_element(struct parser *p, struct node *n, struct xml_value value)
{
	char name[32];

	if (word(p, value, name, sizeof(name)))
		n->element = (uint8_t)element_by_name(name);
}

static const struct {
	const char *name;
	void (*set)(struct parser *p, struct node *n, struct xml_value value);
} common[] = {
	{"id", set_id},
	{"at", set_place},
	{"line", set_line},
	{"by", set_filter},
	{"dropped", set_reason},
	{"element", set_element},
};

static bool set_common(struct parser *p, struct node *n, struct xml_value value)
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
static void set_flag(struct parser *p, struct node *n, struct xml_value value)
{
	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(flags[i].name, value.name) == 0 && number(p, value, 1))
			n->flags |= (uint8_t)flags[i].flag;
}

/* A number of attrs.def may be negative. */
static void set_number(struct parser *p, struct node *n, enum attr attr, struct xml_value value)
{
	struct xml_value digits = value;
	bool negative = value.len > 0 && value.text[0] == '-';
	uint64_t magnitude;

	digits.text += negative;
	digits.len -= negative;
	if (parse_number(digits, (uint64_t)INT32_MAX + negative, &magnitude) < 0)
		refuse(p, value);
	else
		attr_set_int(&p->doc->tree, n, attr,
			(int)(negative ? -(int64_t)magnitude : (int64_t)magnitude));
}

/* An attribute that is not known is of a later version, and ignored. */
static void set_attribute(struct parser *p, struct node *n, struct xml_value value)
{
	int attr = attr_by_name(value.name);

	if (attr >= 0 && attr_is_number((enum attr)attr))
		set_number(p, n, (enum attr)attr, value);
	else if (attr >= 0)
		attr_set_strn(&p->doc->tree, n, (enum attr)attr, value.text, value.len);
	else if (n->kind == KIND_TEXT && strcmp(value.name, "raw") == 0)
		p->raw_len = number(p, value, RAW_NOT_SAID - 1);
	else if (!set_common(p, n, value))
		set_flag(p, n, value);
}

/* ---- elements to nodes ---- */

/* No id yet, and touched by nobody. */
static struct node *new_node(struct parser *p, enum kind kind)
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

static void link_node(struct parser *p, struct node *n)
{
	if (!p->open)
		p->root = n;
	else if (tree_append(&p->doc->tree, p->open, n) < 0)
		fail(p, "%s may not stand in %s", kind_name(n->kind), kind_name(p->open->kind));
}

/*
 * Text that is loose among blocks gets a line around it, as HTML's does: an implied PARA, which
 * ends before the next block and with what it is in. It holds inlines only, so that no
 * second one can be open beside it.
 */
static void open_line(struct parser *p)
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

static void close_line(struct parser *p)
{
	if (!p->line || p->open != p->line)
		return;
	p->open = node_parent(p->line);
	p->line = NULL;
	p->depth--;
}

/* An element inside <document>, <document> itself included: begun and ended. */
static void start_node(struct parser *p, const char *name, struct xml_attributes attributes)
{
	int kind = kind_by_name(name);
	struct node *n;

	if (kind < 0) {
		fail(p, "there is no kind %s", name);
		return;
	}
	if (p->open && kind_is_inline((enum kind)kind))
		open_line(p);
	else
		close_line(p);
	if (p->depth >= TREEXML_DEPTH_MAX) {
		fail(p, "nested deeper than %d", TREEXML_DEPTH_MAX);
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
static void set_text(struct parser *p, struct node *n)
{
	const char *text;

	if (p->text.len > UINT32_MAX) {
		fail(p, "a text is larger than 4 GiB");
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

static bool is_blank(const struct buf *text)
{
	return strspn(buf_str(text), " \t\r\n") == text->len;
}

/* Characters outside <text>: white space alone is dropped, all else becomes a TEXT. */
static void node_characters(struct parser *p)
{
	struct node *n;

	if (p->open->kind == KIND_TEXT || is_blank(&p->text))
		return;
	open_line(p);
	if (!kind_may_hold(p->open->kind, KIND_TEXT)) {
		fail(p, "characters may not stand in %s", kind_name(p->open->kind));
		return;
	}
	n = new_node(p, KIND_TEXT);
	if (!n)
		return;
	link_node(p, n);
	set_text(p, n);
}

static void end_node(struct parser *p)
{
	struct node *n;

	node_characters(p);
	close_line(p);
	n = p->open;
	if (n->kind == KIND_TEXT)
		set_text(p, n);
	buf_clear(&p->text);
	p->open = node_parent(n);
	p->depth--;
	if (!p->open)
		p->place = PLACE_ROOT;
}

/* Gives every node at or under root that has no id (0) the next one. */
static void number_nodes(struct tree *t, struct node *root)
{
	for (struct node *n = root; n; n = tree_next_all(root, n))
		if (n->id == 0)
			n->id = ++t->last_id;
}

/* If root holds no live FRONT, puts one first, without an id, and returns it; NULL if there was
   one. */
static struct node *ensure_front(struct tree *t, struct node *root)
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

/* ---- SAX events to elements ---- */

/* Settles the characters before a tag. In <text> and <diag> they wait for the end. */
static void settle_characters(struct parser *p)
{
	if (p->place == PLACE_TREE)
		node_characters(p);
	else if (!is_blank(&p->text))
		fail(p, "characters where none may stand");
	buf_clear(&p->text);
}

/* Passes over an element and all it holds. */
static void skip(struct parser *p)
{
	if (++p->skipping > TREEXML_DEPTH_MAX)
		fail(p, "nested deeper than %d", TREEXML_DEPTH_MAX);
}

static const struct outer_element *find_element(const struct parser *p, const char *name)
{
	const struct outer_element *e = p->elements;

	while (e->name && (e->in != p->place || strcmp(e->name, name) != 0))
		e++;
	return e->name ? e : NULL;
}

static void start_tree(struct parser *p, const char *name, struct xml_attributes attributes)
{
	if (p->root) {
		fail(p, "it has two documents");
		return;
	}
	p->place = PLACE_TREE;
	start_node(p, name, attributes);
}

/* Outside the tree, what a later version may have added is passed over with all it holds. */
static void start_outer(struct parser *p, const char *name, struct xml_attributes attributes)
{
	const struct outer_element *e = find_element(p, name);

	if (p->place == PLACE_ROOT && strcmp(name, kind_name(KIND_DOCUMENT)) == 0) {
		start_tree(p, name, attributes);
	} else if (!e && p->place == PLACE_OUTSIDE) {
		fail(p, "the outermost element is %s", name);
	} else if (!e) {
		skip(p);
	} else {
		p->place = e->place;
		if (e->start)
			e->start(p, attributes);
	}
}

/* Last in every handler: stopping gives up the bytes that attributes are lent from. */
static void stop_if_failed(struct parser *p)
{
	if (p->failed)
		xmlStopParser(p->xml);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
	const xmlChar **attributes)
{
	struct parser *p = user;
	struct xml_attributes list = {attributes, attribute_count};
	bool ours = uri && strcmp((const char *)uri, TREEXML_NAMESPACE) == 0;

	if (p->failed)
		return;
	if (!ours && p->place == PLACE_OUTSIDE) {
		fail(p, "the outermost element is not guidang of %s", TREEXML_NAMESPACE);
	} else if (!ours || p->skipping > 0) {
		skip(p);
	} else {
		if (p->place != PLACE_DIAG)
			settle_characters(p);
		if (p->place == PLACE_TREE)
			start_node(p, (const char *)name, list);
		else
			start_outer(p, (const char *)name, list);
	}
	stop_if_failed(p);
}

static void end_outer(struct parser *p)
{
	const struct outer_element *e = p->elements;

	while (e->place != p->place)
		e++;
	if (e->end)
		e->end(p);
	else
		settle_characters(p);
	buf_clear(&p->text);
	p->place = e->in;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct parser *p = user;

	if (p->failed)
		return;
	if (p->skipping > 0)
		p->skipping--;
	else if (p->place == PLACE_TREE)
		end_node(p);
	else
		end_outer(p);
	stop_if_failed(p);
}

static void on_characters(void *user, const xmlChar *text, int len)
{
	struct parser *p = user;

	if (!p->failed && p->skipping == 0)
		buf_put(&p->text, text, (size_t)len);
}

/* Reached before the first declaration in it: no entity is ever declared. */
static void on_doctype(
	void *user, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	fail(user, "it has a document type");
	stop_if_failed(user);
}

static const xmlSAXHandler handler = {
	.initialized = XML_SAX2_MAGIC,
	.internalSubset = on_doctype,
	.startElementNs = on_start,
	.endElementNs = on_end,
	.characters = on_characters,
	.ignorableWhitespace = on_characters,
	.cdataBlock = on_characters,
};

/* The first line of what libxml2 says of XML that is not well-formed. */
static void fail_as_xml_said(struct parser *p)
{
	const xmlError *error = xmlCtxtGetLastError(p->xml);
	const char *message = error && error->message ? error->message : "it cannot be read";
	int line = error ? error->line : 0;

	fail_at(p, line > 0 ? (uint32_t)line : 0, "%.*s", (int)strcspn(message, "\n"), message);
}

static void run_parser(struct parser *p)
{
	*p->xml->sax = handler;
	p->xml->userData = p;
	/* HUGE: a text may be longer than 10 MB, and nesting deeper than 256: both have limits
	   of their own here. NOENT: or else an & in an attribute comes as "&#38;"; there are no
	   entities that it could expand, see on_doctype. */
	xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT |
					  XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (xmlParseDocument(p->xml) < 0 && !p->failed)
		fail_as_xml_said(p);
	if (!p->failed && !p->root)
		fail_at(p, 0, "it has no document");
	if (buf_failed(&p->text) || arena_failed(&p->doc->tree.arena))
		p->failed = true;
}

/*
 * Reads xml into unlinked nodes of doc's tree under p->root. doc's own tree is not touched, and
 * its last_id and filter are as before. 0, or -1 with a diagnostic. The caller zeroes p, sets
 * doc and elements, and ends with parser_free in any case.
 */
static int parse(struct parser *p, const char *xml, size_t len)
{
	struct tree *t = &p->doc->tree;
	uint32_t last_id = t->last_id;
	uint8_t filter = t->filter;

	if (len == 0 || len > INT_MAX) {
		fail_at(p, 0, len == 0 ? "it is empty" : "it is larger than 2 GiB");
		return -1;
	}
	p->xml = xmlCreateMemoryParserCtxt(xml, (int)len);
	if (!p->xml)
		return -1;
	run_parser(p);
	xmlFreeParserCtxt(p->xml);
	p->xml = NULL;
	t->last_id = last_id;
	t->filter = filter;
	return p->failed ? -1 : 0;
}

static void parser_free(struct parser *p)
{
	buf_free(&p->text);
	free(p->ids);
}

/* ---- into an empty document ---- */

struct reading {
	struct parser parser;	  /* first: handed back to the functions here */
	struct diag *diag;	  /* that is open; NULL where its code is not known */
	uint64_t ingested, blank; /* as the file says [bytes] */
	bool ingested_said;
};

/* *string is left if there is no such attribute. */
static void take_string(struct parser *p, struct xml_attributes attributes, const char *name,
	const char **string)
{
	char *copy = xml_attribute_copy(&p->doc->tree.arena, attributes, name);

	if (copy)
		*string = copy;
}

/* True if the attribute is there; *number is left if not. */
static bool take_number(struct parser *p, struct xml_attributes attributes, const char *name,
	uint64_t max, uint64_t *number)
{
	const char *string = xml_attribute_copy(&p->doc->tree.arena, attributes, name);

	if (!string)
		return false;
	if (parse_number((struct xml_value){name, string, strlen(string)}, max, number) < 0)
		fail(p, "%s=\"%.80s\" cannot be read", name, string);
	return true;
}

static void start_root(struct parser *p, struct xml_attributes attributes)
{
	struct reading *r = (struct reading *)p;
	struct document *doc = p->doc;
	uint64_t last_id = 0;

	take_string(p, attributes, "language", &doc->language);
	take_string(p, attributes, "published", &doc->published);
	take_string(p, attributes, "profile", &doc->profile);
	if (!doc->options->base_url)
		take_string(p, attributes, "base", &doc->base);
	take_number(p, attributes, "last-id", TREEXML_ID_MAX, &last_id);
	p->last_id = (uint32_t)last_id;
	take_number(p, attributes, "blank", SIZE_MAX, &r->blank);
	take_number(p, attributes, "text", UINT64_MAX, &doc->source.parts.text);
	take_number(p, attributes, "script", UINT64_MAX, &doc->source.parts.script);
	take_number(p, attributes, "markup", UINT64_MAX, &doc->source.parts.markup);
	take_number(p, attributes, "comment", UINT64_MAX, &doc->source.parts.comment);
	r->ingested_said = take_number(p, attributes, "ingested", SIZE_MAX, &r->ingested);
}

static void start_source(struct parser *p, struct xml_attributes attributes)
{
	struct source *source = &p->doc->source;
	const char *sha256 = "";

	take_string(p, attributes, "name", &source->name);
	take_string(p, attributes, "uri", &source->uri);
	take_string(p, attributes, "captured", &source->captured);
	take_number(p, attributes, "bytes", UINT64_MAX, &source->bytes);
	take_string(p, attributes, "declared", &source->charset.declared);
	take_string(p, attributes, "used", &source->charset.used);
	take_string(p, attributes, "by", &source->charset.by);
	take_number(p, attributes, "replaced", UINT64_MAX, &source->charset.replaced);
	take_number(p, attributes, "doubtful", UINT64_MAX, &source->charset.doubtful);
	take_string(p, attributes, "sha256", &sha256);
	if (strlen(sha256) == sizeof(source->sha256) - 1)
		memcpy(source->sha256, sha256, sizeof(source->sha256));
	else if (*sha256)
		fail(p, "sha256=\"%.80s\" cannot be read", sha256);
}

static void start_page(struct parser *p, struct xml_attributes attributes)
{
	struct source *source = &p->doc->source;
	struct source_page *page;
	const char *sha256 = "";
	uint64_t line = 1;

	if (!source->pages)
		source->pages =
			arena_alloc(&p->doc->tree.arena, PAGES_MAX * sizeof *source->pages);
	if (!source->pages)
		return;
	if (source->page_count == PAGES_MAX) {
		fail(p, "more than %d pages", PAGES_MAX);
		return;
	}
	page = &source->pages[source->page_count++];
	*page = (struct source_page){.name = "-"};
	take_string(p, attributes, "name", &page->name);
	take_string(p, attributes, "uri", &page->uri);
	take_string(p, attributes, "captured", &page->captured);
	take_number(p, attributes, "bytes", UINT64_MAX, &page->bytes);
	take_number(p, attributes, "offset", UINT32_MAX, &page->offset);
	take_number(p, attributes, "line", UINT32_MAX, &line);
	page->line = (uint32_t)line;
	take_string(p, attributes, "sha256", &sha256);
	if (strlen(sha256) == sizeof page->sha256 - 1)
		memcpy(page->sha256, sha256, sizeof page->sha256);
	else if (*sha256)
		fail(p, "sha256=\"%.80s\" cannot be read", sha256);
}

static void start_check(struct parser *p, struct xml_attributes attributes)
{
	static const enum check_status all[] = {CHECK_PASS, CHECK_FAIL, CHECK_SKIPPED};
	const char *rule = "", *status = "", *detail = "";

	take_string(p, attributes, "rule", &rule);
	take_string(p, attributes, "status", &status);
	take_string(p, attributes, "detail", &detail);
	for (size_t i = 0; i < COUNT(all); i++) {
		if (strcmp(check_status_name(all[i]), status) == 0) {
			document_add_check(p->doc, rule, all[i], detail);
			return;
		}
	}
	fail(p, "status=\"%.80s\" cannot be read", status);
}

static int level_by_name(const char *name)
{
	for (int level = DIAG_NOTE; level <= DIAG_ERROR; level++)
		if (strcmp(diag_level_name((enum diag_level)level), name) == 0)
			return level;
	return -1;
}

static int diag_by_name(const char *name)
{
	for (int code = 0; code < DIAG_COUNT; code++)
		if (strcmp(diag_names[code], name) == 0)
			return code;
	return -1;
}

/* One with a code of a later version is passed over: nobody here could ask for it. */
static void start_diag(struct parser *p, struct xml_attributes attributes)
{
	struct reading *r = (struct reading *)p;
	const char *level_name = "", *code_name = "";
	uint64_t line = 0;
	int level, code;

	take_string(p, attributes, "level", &level_name);
	take_string(p, attributes, "code", &code_name);
	take_number(p, attributes, "line", UINT32_MAX, &line);
	level = level_by_name(level_name);
	code = diag_by_name(code_name);
	if (level < 0)
		fail(p, "level=\"%.80s\" cannot be read", level_name);
	r->diag = NULL;
	if (level < 0 || code < 0)
		return;
	r->diag = arena_alloc(&p->doc->tree.arena, sizeof(*r->diag));
	if (r->diag)
		*r->diag = (struct diag){.code = (enum diag_code)code,
			.level = (enum diag_level)level,
			.line = (uint32_t)line};
}

static void end_diag(struct parser *p)
{
	struct document *doc = p->doc;
	struct diag *diag = ((struct reading *)p)->diag;

	if (!diag)
		return;
	diag->message = arena_strndup(&doc->tree.arena, buf_str(&p->text), p->text.len);
	if (!diag->message)
		return;
	*(doc->last_diag ? &doc->last_diag->next : &doc->diags) = diag;
	doc->last_diag = diag;
	doc->diag_count[diag->level]++;
}

static const struct outer_element document_elements[] = {
	{"guidang", PLACE_OUTSIDE, PLACE_ROOT, start_root, NULL},
	{"source", PLACE_ROOT, PLACE_SOURCE, start_source, NULL},
	{"page", PLACE_ROOT, PLACE_SOURCE, start_page, NULL},
	{"checks", PLACE_ROOT, PLACE_CHECKS, NULL, NULL},
	{"check", PLACE_CHECKS, PLACE_CHECK, start_check, NULL},
	{"diags", PLACE_ROOT, PLACE_DIAGS, NULL, NULL},
	{"diag", PLACE_DIAGS, PLACE_DIAG, start_diag, end_diag},
	{NULL, PLACE_OUTSIDE, PLACE_OUTSIDE, NULL, NULL},
};

static int by_id_and_line(const void *one, const void *other)
{
	const struct id_line *a = one, *b = other;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static int refuse_twins(struct parser *p)
{
	if (p->id_count > 0)
		qsort(p->ids, p->id_count, sizeof(*p->ids), by_id_and_line);
	for (size_t i = 1; i < p->id_count; i++) {
		if (p->ids[i].id == p->ids[i - 1].id) {
			fail_at(p, p->ids[i].line, "id %u stands there twice", p->ids[i].id);
			return -1;
		}
	}
	return 0;
}

/* Counts that a hand-written tree need not say follow from its texts. */
static int settle_books(struct reading *r)
{
	uint64_t found = r->parser.text_bytes + r->blank;

	if (r->ingested_said && r->ingested < found) {
		diag_report(r->parser.doc, DIAG_BOOKS, 0, (unsigned long)r->ingested,
			(unsigned long)found);
		return -1;
	}
	r->parser.doc->tree.blank = (size_t)r->blank;
	r->parser.doc->tree.ingested = (size_t)(r->ingested_said ? r->ingested : found);
	return 0;
}

static int read_all(struct reading *r, const char *xml, size_t len)
{
	struct parser *p = &r->parser;
	struct tree *t = &p->doc->tree;

	if (parse(p, xml, len) < 0 || refuse_twins(p) < 0 || settle_books(r) < 0)
		return -1;
	t->root = p->root;
	t->last_id = p->last_id;
	ensure_front(t, t->root);
	number_nodes(t, t->root);
	return arena_failed(&t->arena) ? -1 : 0;
}

int treexml_read(struct document *doc, const char *xml, size_t len)
{
	struct reading r = {.parser = {.doc = doc, .elements = document_elements}};
	struct source source = doc->source;
	int result = read_all(&r, xml, len);

	if (result < 0)
		doc->source =
			source; /* what was said is about this file, and not about its source */
	parser_free(&r.parser);
	return result;
}

/* ---- the answer of an external filter, over the tree that it was given ---- */

/*
 * The answer is read into new nodes. They take from the nodes they were what is
 * not the program's to change: the place in the source and the books. What the
 * program left out is copied to where it was, dropped. The old tree is only
 * read, and stays the document's until all is done.
 */

/* A node of the old tree, and its image in the new one. */
struct known {
	uint32_t id;
	const struct node *old;
	struct node *image; /* NULL: not found yet */
	bool vanished;	    /* image is a copy of old, made here */
};

struct merge {
	struct tree *tree;
	struct node *root;   /* of the new tree */
	struct known *known; /* by id */
	size_t known_count;
};

static int by_id(const void *one, const void *other)
{
	const struct known *a = one, *b = other;

	return a->id < b->id ? -1 : a->id > b->id;
}

static int list_known(struct merge *m)
{
	const struct node *root = m->tree->root;
	size_t count = 0;

	for (const struct node *n = root; n; n = tree_next_all(root, n))
		count++;
	m->known = calloc(count, sizeof(*m->known));
	if (!m->known)
		return -1;
	for (const struct node *n = root; n; n = tree_next_all(root, n))
		m->known[m->known_count++] = (struct known){.id = n->id, .old = n};
	qsort(m->known, m->known_count, sizeof(*m->known), by_id);
	return 0;
}

static struct known *find_known(const struct merge *m, uint32_t id)
{
	struct known key = {.id = id};

	return bsearch(&key, m->known, m->known_count, sizeof(key), by_id);
}

static struct node *image_of(const struct merge *m, const struct node *old)
{
	return find_known(m, old->id)->image;
}

static const struct attr_value *find_attr(const struct node *n, unsigned attr)
{
	const struct attr_value *v = attr_first(n);

	while (v && v->attr != attr)
		v = attr_next(v);
	return v;
}

static bool same_value(const struct attr_value *a, const struct attr_value *b)
{
	if (a->is_number || b->is_number)
		return a->is_number && b->is_number && a->number == b->number;
	return strcmp(a->string, b->string) == 0;
}

/* True if b has all attributes of a, with the same values. */
static bool has_attrs_of(const struct node *a, const struct node *b)
{
	for (const struct attr_value *v = attr_first(a); v; v = attr_next(v)) {
		const struct attr_value *other = find_attr(b, v->attr);

		if (v->attr != ATTR_LINE && (!other || !same_value(v, other)))
			return false;
	}
	return true;
}

static bool same_text(const struct node *a, const struct node *b)
{
	return node_text_len(a) == node_text_len(b) &&
	       (node_text_len(a) == 0 ||
		       memcmp(node_text(a), node_text(b), node_text_len(a)) == 0);
}

static bool is_changed(const struct node *n, const struct node *old)
{
	return n->kind != old->kind || n->reason != old->reason || !same_text(n, old) ||
	       !has_attrs_of(n, old) || !has_attrs_of(old, n);
}

static void set_raw_len(struct merge *m, struct node *n, uint32_t raw_len)
{
	if (n->kind == KIND_TEXT)
		text_restore(m->tree, n, node_text(n), node_text_len(n), raw_len);
}

/* The program may say that it moved a node; all other flags are kept from before. */
static void adopt(struct merge *m, struct node *n, const struct node *old)
{
	n->id = old->id;
	node_set_place(n, old->offset, old->length);
	node_set_line(m->tree, n, node_line(old));
	set_raw_len(m, n, node_raw_len(old));
	n->element = old->element;
	n->filter = old->filter;
	n->flags = (uint8_t)(old->flags | (n->flags & NODE_MOVED));
	if (is_changed(n, old)) {
		n->flags |= NODE_EXTERNAL;
		n->filter = m->tree->filter;
	}
}

static void make_new(struct merge *m, struct node *n)
{
	n->id = 0;
	node_set_place(n, 0, 0);
	node_set_line(m->tree, n, 0);
	set_raw_len(m, n, 0);
	n->element = ELEMENT_OTHER;
	n->flags = (uint8_t)((n->flags & NODE_IMPLIED) | NODE_EXTERNAL | NODE_GENERATED);
	n->filter = m->tree->filter;
}

/*
 * The old node that n is. Text does not become something else, nor something else text: the
 * books are with the text. An id that was met before is not met again.
 */
static struct known *recognize(struct merge *m, const struct node *n)
{
	struct known *known =
		n == m->root ? find_known(m, m->tree->root->id) : find_known(m, n->id);

	if (!known || known->image || (known->old == m->tree->root && n != m->root))
		return NULL;
	return (known->old->kind == KIND_TEXT) == (n->kind == KIND_TEXT) ? known : NULL;
}

static void settle_answer(struct merge *m)
{
	for (struct node *n = m->root; n; n = tree_next_all(m->root, n)) {
		struct known *known = recognize(m, n);

		if (known) {
			known->image = n;
			adopt(m, n, known->old);
		} else {
			make_new(m, n);
		}
	}
}

/* The kind that a part is at home in. A kind not listed may be in the DOCUMENT, or is an
 * inline. */
static const uint8_t home_of[KIND_COUNT] = {
	[KIND_FIELD] = KIND_FRONT,
	[KIND_ITEM] = KIND_LIST,
	[KIND_TERM] = KIND_DEFLIST,
	[KIND_DEF] = KIND_DEFLIST,
	[KIND_CAPTION] = KIND_TABLE,
	[KIND_HEAD] = KIND_TABLE,
	[KIND_BODY] = KIND_TABLE,
	[KIND_FOOT] = KIND_TABLE,
	[KIND_ROW] = KIND_BODY,
	[KIND_CELL] = KIND_ROW,
};

/* The place that a vanished node goes to. */
struct spot {
	struct node *parent, *after; /* after NULL: first in parent */
};

/* The place of n: in its parent, after the sibling before it that is still there. */
static struct spot old_spot(const struct merge *m, const struct node *n)
{
	struct spot spot = {image_of(m, node_parent(n)), NULL};

	for (const struct node *prev = node_prev_all(n); prev && !spot.after;
		prev = node_prev_all(prev)) {
		struct node *image = image_of(m, prev);

		if (node_parent(image) == spot.parent)
			spot.after = image;
	}
	return spot;
}

/* The program may have made the parent something that cannot hold n: then after the parent, or
   after what that is in. parent NULL: nowhere. */
static struct spot nearest_spot(struct spot spot, enum kind kind)
{
	while (spot.parent && !kind_may_hold(spot.parent->kind, kind)) {
		spot.after = spot.parent;
		spot.parent = node_parent(spot.parent);
	}
	return spot;
}

/* n in a new home of its own. */
static struct node *house(struct merge *m, struct node *n)
{
	enum kind kind = kind_is_inline(n->kind) ? KIND_PARA : (enum kind)home_of[n->kind];
	struct node *home = node_new(m->tree, kind);

	if (home)
		home->flags = NODE_EXTERNAL | NODE_GENERATED;
	return tree_append(m->tree, home, n) < 0 ? NULL : home;
}

/* A node that stays inside something that vanished too is dropped with that. */
static int bring_back(struct merge *m, struct known *known, bool inside)
{
	struct spot before = old_spot(m, known->old), spot;
	struct node *n = node_new_copy(m->tree, known->old);

	known->image = n;
	while (n && !(spot = nearest_spot(before, n->kind)).parent)
		n = house(m, n);
	if (!n)
		return -1;
	if ((spot.after ? tree_insert_after(m->tree, spot.after, n)
			: tree_prepend(m->tree, spot.parent, n)) < 0)
		return -1;
	if (node_live(n) && !(inside && spot.parent == before.parent))
		node_drop(m->tree, n, REASON_EXTERNAL);
	return 0;
}

/* In the order of the old tree, so that the parent and the siblings before are there. */
static int bring_back_all(struct merge *m)
{
	const struct node *root = m->tree->root;

	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		struct known *known = find_known(m, n->id);
		struct known *parent =
			node_parent(n) ? find_known(m, node_parent(n)->id) : NULL;

		if (known->image)
			continue;
		if (bring_back(m, known, parent->vanished) < 0)
			return -1;
		known->vanished = true;
	}
	return 0;
}

static int merge(struct merge *m)
{
	struct tree *t = m->tree;
	struct node *front;
	int result = -1;

	if (list_known(m) < 0)
		return -1;
	settle_answer(m);
	if (bring_back_all(m) == 0) {
		front = ensure_front(t, m->root);
		if (front)
			front->flags = NODE_EXTERNAL | NODE_GENERATED;
		number_nodes(t, m->root);
		if (!arena_failed(&t->arena)) {
			t->root = m->root;
			linememo_forget_all(t->root);
			result = 0;
		}
	}
	free(m->known);
	return result;
}

int treexml_merge(struct document *doc, const char *xml, size_t len)
{
	static const struct outer_element elements[] = {
		{"guidang", PLACE_OUTSIDE, PLACE_ROOT, NULL, NULL},
		{NULL, PLACE_OUTSIDE, PLACE_OUTSIDE, NULL, NULL},
	};
	struct parser p = {.doc = doc, .elements = elements};
	int result;

	p.answered = document_filter_name(doc, doc->tree.filter);
	result = parse(&p, xml, len);
	if (result == 0) {
		struct merge m = {.tree = &doc->tree, .root = p.root};

		result = merge(&m);
	}
	parser_free(&p);
	return result;
}
