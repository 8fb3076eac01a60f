#include "construct.h"

#include <stdlib.h>

#include "builder.h"
#include "head.h"
#include "tag.h"
#include "html/token.h"
#include "document/saved-from.h"

/* ---- the state ---- */

/* Elements by their names: those of a hash are one after the other. */
#define HASHES 256
struct index {
	uint8_t first[HASHES], next[ELEMENT_COUNT]; /* enum element; 0 at the end */
};

/* Insertion modes (13.2.4.1), in the order of 13.2.6.4. */
enum mode {
	INITIAL,
	BEFORE_HTML,
	BEFORE_HEAD,
	IN_HEAD,
	IN_HEAD_NOSCRIPT,
	AFTER_HEAD,
	IN_BODY,
	IN_TEXT,
	IN_TABLE,
	IN_CAPTION,
	IN_COLUMNS,
	IN_TABLE_BODY,
	IN_ROW,
	IN_CELL,
	IN_SELECT,
	IN_SELECT_IN_TABLE,
	IN_TEMPLATE,
	AFTER_BODY,
	IN_FRAMESET,
	AFTER_FRAMESET,
	AFTER_AFTER_BODY,
	AFTER_AFTER_FRAMESET,
	MODES
};

/* Within SVG and MathML, where HTML begins again (13.2.4.2, 13.2.6). */
enum integration { NO_INTEGRATION, MATH_TEXT, HTML_INTEGRATION, ANNOTATION };

/* An active formatting element (13.2.4.3). */
struct formatting {
	struct builder_open like; /* serial 0: a marker */
	struct slice attributes;  /* as they are written */
};

struct construct {
	struct document *doc;
	struct index by_name;
	struct builder b;
	struct html_reader reader;
	struct html_token token;
	enum element element; /* of the tag that the token is; else ELEMENT_OTHER */
	struct slice text; /* the characters that the token is, those of them that are not used
			      yet; start NULL if it is no text */
	bool blank;	   /* they are white space only */
	enum mode mode, original;
	struct formatting formatting[TREE_DEPTH_MAX];
	unsigned formatting_count;
	enum mode templates[TREE_DEPTH_MAX];
	unsigned template_count;
	uint32_t form;	   /* the form that is open, by its serial; 0 */
	bool head_seen;	   /* and perhaps closed */
	bool quirks;	   /* tables do not end paragraphs */
	bool frameset_ok;  /* the page may still be one of frames */
	const char *feed;  /* a newline here is not text: after the tag of a <pre> */
	size_t read, lost; /* text of all tokens, and what has no place in the tree [bytes] */
	size_t lost_at;	   /* the first of it, in the source [bytes] */
	bool told_deep;	   /* that the page is nested too deep */
	bool table_ink; /* characters in a table, since its last tag, were not only white space
			 */
	struct html_head head;
	struct htmltag tag; /* that the token is */
};

/* Of a name that is not empty, in upper or lower case. */
static unsigned hash_of(struct slice name)
{
	unsigned first = (unsigned char)*name.start & 31u;
	unsigned last = (unsigned char)name.start[name.len - 1] & 31u;

	return (unsigned)(first * 8 + last * 11 + name.len) % HASHES;
}

static void index_elements(struct index *by_name)
{
	for (int i = 1; i < ELEMENT_COUNT; i++) {
		uint8_t *first = &by_name->first[hash_of(html_elements[i].name)];

		by_name->next[i] = *first;
		*first = (uint8_t)i;
	}
}

/* The element of a name; ELEMENT_OTHER if it is none of the table's. */
static enum element element_of(const struct index *by_name, struct slice name)
{
	uint8_t e = by_name->first[hash_of(name)];

	while (e && !slice_same(html_elements[e].name, name))
		e = by_name->next[e];
	return (enum element)e;
}

/* ---- what the token is ---- */

static bool starts(const struct construct *c, enum element element)
{
	return c->element == element && c->token.type == HTML_START_TAG;
}

static bool ends(const struct construct *c, enum element element)
{
	return c->element == element && c->token.type == HTML_END_TAG;
}

static bool is_text(const struct construct *c)
{
	return c->text.start;
}

static enum group group(const struct construct *c)
{
	return (enum group)html_elements[c->element].group;
}

/* A tag of a part of tables: caption to colgroup. */
static bool is_part(const struct construct *c)
{
	return c->element >= ELEMENT_CAPTION && c->element <= ELEMENT_COLGROUP;
}

static bool is_row_group(const struct construct *c)
{
	return c->element >= ELEMENT_THEAD && c->element <= ELEMENT_TFOOT;
}

static bool is_cell(const struct construct *c)
{
	return c->element == ELEMENT_TD || c->element == ELEMENT_TH;
}

/* ---- what is open ---- */

static struct builder_open *top(struct construct *c)
{
	return &c->b.open[c->b.depth - 1];
}

/* ELEMENT_OTHER in SVG and MathML, and where nothing is open. */
static enum element current(const struct construct *c)
{
	return c->b.depth ? (enum element)c->b.open[c->b.depth - 1].element : ELEMENT_OTHER;
}

static bool is_open(const struct construct *c, enum element element)
{
	for (unsigned i = 0; i < c->b.depth; i++)
		if (c->b.open[i].element == element)
			return true;
	return false;
}

/* One more than its place in the stack; 0 if it is closed. */
static unsigned open_place(const struct construct *c, uint32_t serial)
{
	unsigned i = c->b.depth;

	while (i && c->b.open[i - 1].serial != serial)
		i--;
	return i;
}

/* What ends a scope (13.2.4.2): a set of enum trait. */
enum scope {
	IN_SCOPE = SCOPE,
	LIST_SCOPE = SCOPE | LISTS,
	BUTTON_SCOPE = SCOPE | BUTTONS,
	TABLE_SCOPE = TABLES
};

/* One more than the place in the stack of the innermost open element that is in scope and from
   first to last of the elements; 0 if there is none. */
static unsigned find_in_scope(
	const struct construct *c, enum element first, enum element last, enum scope scope)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->element >= first && o->element <= last)
			return i;
		if (o->traits & scope)
			break;
	}
	return 0;
}

static unsigned in_scope(const struct construct *c, enum element element, enum scope scope)
{
	return find_in_scope(c, element, element, scope);
}

/* Whether nothing that is open from a place on ends a scope. */
static bool is_in_scope_from(const struct construct *c, unsigned place)
{
	for (unsigned i = c->b.depth; i > place; i--)
		if (c->b.open[i - 1].traits & IN_SCOPE)
			return false;
	return true;
}

/* ---- closing ---- */

/* written: by its end tag. */
static void pop(struct construct *c, bool written)
{
	builder_close(&c->b, c->b.depth - 1, written);
}

/* "Generate implied end tags" (13.2.6.3). */
static void close_implied(struct construct *c, enum element but)
{
	while (c->b.depth && current(c) != but && top(c)->traits & IMPLIED)
		pop(c, false);
}

/* Up to the innermost open one of the element. */
static void pop_until(struct construct *c, enum element element, bool written)
{
	for (unsigned i = c->b.depth; i; i--)
		if (c->b.open[i - 1].element == element) {
			builder_close(&c->b, i - 1, written);
			return;
		}
}

static void close_paragraph(struct construct *c, bool written)
{
	unsigned at = in_scope(c, ELEMENT_P, BUTTON_SCOPE);

	if (at)
		builder_close(&c->b, at - 1, written);
}

/* To an element that holds parts of tables: the last one of those given, a template, or the
   page. */
static void clear_to(struct construct *c, enum element first, enum element last)
{
	while (c->b.depth > 1 && current(c) != ELEMENT_TEMPLATE &&
		!(current(c) >= first && current(c) <= last))
		pop(c, false);
}

/* Up to the last marker (13.2.4.3). */
static void clear_formatting(struct construct *c)
{
	while (c->formatting_count && c->formatting[--c->formatting_count].like.serial)
		;
}

/* "Reset the insertion mode appropriately" (13.2.4.1). */
static void reset_mode(struct construct *c)
{
	static const struct {
		enum element first, last;
		enum mode mode;
	} modes[] = {{ELEMENT_TD, ELEMENT_TH, IN_CELL}, {ELEMENT_TR, ELEMENT_TR, IN_ROW},
		{ELEMENT_THEAD, ELEMENT_TFOOT, IN_TABLE_BODY},
		{ELEMENT_CAPTION, ELEMENT_CAPTION, IN_CAPTION},
		{ELEMENT_COLGROUP, ELEMENT_COLGROUP, IN_COLUMNS},
		{ELEMENT_TABLE, ELEMENT_TABLE, IN_TABLE}, {ELEMENT_HEAD, ELEMENT_HEAD, IN_HEAD},
		{ELEMENT_BODY, ELEMENT_BODY, IN_BODY},
		{ELEMENT_FRAMESET, ELEMENT_FRAMESET, IN_FRAMESET}};

	for (unsigned i = c->b.depth; i; i--) {
		enum element e = (enum element)c->b.open[i - 1].element;

		if (e == ELEMENT_SELECT) {
			unsigned k = i - 1;

			while (k && c->b.open[k].element != ELEMENT_TEMPLATE &&
				c->b.open[k].element != ELEMENT_TABLE)
				k--;
			c->mode = c->b.open[k].element == ELEMENT_TABLE ? IN_SELECT_IN_TABLE
									: IN_SELECT;
			return;
		}
		if (e == ELEMENT_TEMPLATE && c->template_count) {
			c->mode = c->templates[c->template_count - 1];
			return;
		}
		for (size_t m = 0; m < sizeof modes / sizeof *modes; m++)
			if (e >= modes[m].first && e <= modes[m].last) {
				c->mode = modes[m].mode;
				return;
			}
	}
	c->mode = c->head_seen ? AFTER_HEAD : BEFORE_HEAD;
}

/* ---- opening ---- */

/* Depths that are left for what an element needs in it: the text of a script, the parts of a
   table. */
#define ROOM_FOR_TEXT  2
#define ROOM_FOR_TABLE 16

/* The line of a byte of the source, from 1. */
static uint32_t line_of(const struct construct *c, size_t offset)
{
	uint32_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += c->doc->source.text[i] == '\n';
	return line;
}

static uint32_t offset_of(const struct construct *c, const char *at)
{
	return (uint32_t)(at - c->doc->source.text);
}

/* Whether an end tag of the element must come, if it was opened (13.1.2.4). */
static bool must_end(enum element element)
{
	return !(html_elements[element].traits & IMPLIED) &&
	       html_elements[element].group != PART;
}

/* Whether the element of a start tag is too deep to be opened: it counts until its end tag. */
static bool is_too_deep(struct construct *c, unsigned room)
{
	if (c->b.depth < TREE_DEPTH_MAX - room)
		return false;
	if (!c->told_deep)
		diag_report(c->doc, DIAG_TOO_DEEP, line_of(c, offset_of(c, c->token.all.start)),
			TREE_DEPTH_MAX);
	c->told_deep = true;
	c->b.overflow += must_end(c->element);
	return true;
}

/* Where text and most elements may not be (13.2.6.4.9): what holds the parts of tables. */
static bool holds_parts(enum element e)
{
	return e == ELEMENT_TABLE || e == ELEMENT_TR || e == ELEMENT_TEMPLATE ||
	       (e >= ELEMENT_THEAD && e <= ELEMENT_TFOOT);
}

/* What <html> and <body> say of the page. */
static void read_root(struct construct *c)
{
	head_read_language(c->doc, &c->tag);
	htmltag_root(c->doc, &c->tag);
}

/* What the token's tag makes: an element with its node, if it makes one. */
static struct builder_open made_of(
	struct construct *c, enum element element, enum html_namespace space)
{
	const struct html_element *e = &html_elements[element];
	struct builder_open o = {.name = c->token.name,
		.element = (uint8_t)element,
		.space = (uint8_t)space,
		.traits = space == HTML_ELEMENT ? e->traits : 0,
		.phrase = e->treatment != BLOCK && e->treatment != FLOWS};
	struct node *n;

	if (element == ELEMENT_HTML || element == ELEMENT_BODY)
		read_root(c);
	if (e->treatment == IGNORE || (space != HTML_ELEMENT && element == ELEMENT_OTHER))
		return o;
	n = htmltag_node(c->doc, element, &c->tag);
	o.in_line = element == ELEMENT_MARQUEE || c->tag.in_line;
	if (n)
		node_set_place(n, offset_of(c, c->token.all.start), (uint32_t)c->token.all.len);
	/* Its rows are not those of the table that it is in. */
	if (element == ELEMENT_TEMPLATE && holds_parts(current(c)) && n) {
		n->kind = KIND_BOX;
		o.phrase = false;
	}
	/* A span that says nothing. */
	if (e->treatment == PLAIN && n && n->kind == KIND_SPAN && !attr_first(n))
		n = NULL;
	if (element == ELEMENT_TITLE)
		n = head_title(c->doc, n, is_open(c, ELEMENT_BODY));
	o.node = n;
	return o;
}

static int insert(struct construct *c)
{
	struct builder_open o;

	if (is_too_deep(c, ROOM_FOR_TEXT))
		return -1;
	o = made_of(c, c->element, HTML_ELEMENT);
	return builder_open(&c->b, &o);
}

/* An element that is not written, but meant. */
static void insert_implied(struct construct *c, enum element element)
{
	const struct html_element *e = &html_elements[element];
	struct builder_open o = {.name = e->name,
		.element = (uint8_t)element,
		.traits = e->traits,
		.phrase = e->treatment == IGNORE};

	if (!o.phrase) {
		o.node = node_new(c->b.tree, (enum kind)e->kind);
		if (o.node) {
			o.node->element = (uint8_t)element;
			o.node->flags = NODE_IMPLIED;
		}
	}
	builder_open(&c->b, &o);
}

/* An element that must be here, whether the token is its start tag or not. Whether the token is
   still to be read. */
static bool insert_or_imply(struct construct *c, enum element element)
{
	if (starts(c, element)) {
		insert(c);
		return false;
	}
	insert_implied(c, element);
	return true;
}

static void insert_void(struct construct *c)
{
	if (head_read(&c->head, c->element, &c->tag))
		return;
	if (html_elements[c->element].treatment == SINGLE)
		builder_single(&c->b, made_of(c, c->element, HTML_ELEMENT).node);
}

/* An element whose content is text, up to its end tag (13.2.6.2). */
static void insert_raw(struct construct *c)
{
	struct builder_open o = made_of(c, c->element, HTML_ELEMENT);

	if (builder_open(&c->b, &o))
		return;
	html_enter(&c->reader, &c->token);
	c->original = c->mode;
	c->mode = IN_TEXT;
}

/* Where HTML begins again in an element of SVG or MathML (13.2.4.2). */
static enum integration integration_of(const struct construct *c, enum html_namespace space)
{
	static const struct {
		enum html_namespace space;
		const char *name;
		enum integration integration;
	} points[] = {{MATHML_ELEMENT, "mi", MATH_TEXT}, {MATHML_ELEMENT, "mo", MATH_TEXT},
		{MATHML_ELEMENT, "mn", MATH_TEXT}, {MATHML_ELEMENT, "ms", MATH_TEXT},
		{MATHML_ELEMENT, "mtext", MATH_TEXT},
		{MATHML_ELEMENT, "annotation-xml", ANNOTATION},
		{SVG_ELEMENT, "foreignObject", HTML_INTEGRATION},
		{SVG_ELEMENT, "desc", HTML_INTEGRATION},
		{SVG_ELEMENT, "title", HTML_INTEGRATION}};
	const size_t count = sizeof points / sizeof *points;
	struct slice encoding;
	size_t i = 0;

	while (i < count &&
		!(points[i].space == space && slice_is(c->token.name, points[i].name)))
		i++;
	if (i == count)
		return NO_INTEGRATION;
	encoding = html_attribute(&c->token, "encoding");
	if (points[i].integration == ANNOTATION &&
		(slice_is(encoding, "text/html") ||
			slice_is(encoding, "application/xhtml+xml")))
		return HTML_INTEGRATION;
	return points[i].integration;
}

/* An element of SVG or MathML: element is SVG or MATH for one that begins them, and what is to
   be made of any other. */
static void insert_foreign(struct construct *c, enum html_namespace space, enum element element)
{
	struct builder_open o;

	if (is_too_deep(c, ROOM_FOR_TEXT))
		return;
	o = made_of(c, element, space);
	if (element != ELEMENT_SVG && element != ELEMENT_MATH)
		o.element = ELEMENT_OTHER;
	o.integration = (uint8_t)integration_of(c, space);
	if (o.integration != NO_INTEGRATION)
		o.traits = SPECIAL | SCOPE;
	if (!builder_open(&c->b, &o) && c->token.self_closing)
		pop(c, true);
}

/* ---- formatting (13.2.4.3) ---- */

static void push_marker(struct construct *c)
{
	if (c->formatting_count < TREE_DEPTH_MAX)
		c->formatting[c->formatting_count++] =
			(struct formatting){.like = {.serial = 0}};
}

static void remove_formatting(struct construct *c, unsigned at)
{
	memmove(&c->formatting[at], &c->formatting[at + 1],
		(--c->formatting_count - at) * sizeof *c->formatting);
}

/* The place after which there is no marker. */
static unsigned last_marker(const struct construct *c)
{
	unsigned i = c->formatting_count;

	while (i && c->formatting[i - 1].like.serial)
		i--;
	return i;
}

/* What was opened last goes on over blocks until it is closed; of more than three that are the
   same, the first does not (the standard's Noah's Ark clause). */
static void push_formatting(struct construct *c)
{
	const char *end = c->token.name.start + c->token.name.len;
	struct formatting f = {
		*top(c), {end, (size_t)(c->token.all.start + c->token.all.len - end)}};
	unsigned same = 0, first = 0;

	for (unsigned i = c->formatting_count; i && c->formatting[i - 1].like.serial; i--) {
		const struct formatting *other = &c->formatting[i - 1];

		if (other->like.element == f.like.element &&
			other->attributes.len == f.attributes.len &&
			!memcmp(other->attributes.start, f.attributes.start,
				f.attributes.len)) {
			same++;
			first = i - 1;
		}
	}
	if (same >= 3)
		remove_formatting(c, first);
	if (c->formatting_count < TREE_DEPTH_MAX)
		c->formatting[c->formatting_count++] = f;
}

/* One more than its place in the list; 0. */
static unsigned formatting_place(const struct construct *c, uint32_t serial)
{
	unsigned i = c->formatting_count;

	while (i && c->formatting[i - 1].like.serial != serial)
		i--;
	return i;
}

/* "Reconstruct the active formatting elements". */
static void reconstruct(struct construct *c)
{
	unsigned i = c->formatting_count;

	while (i && c->formatting[i - 1].like.serial &&
		!open_place(c, c->formatting[i - 1].like.serial))
		i--;
	for (; i < c->formatting_count; i++) {
		struct formatting *f = &c->formatting[i];

		if (c->b.depth >= TREE_DEPTH_MAX - ROOM_FOR_TEXT)
			return;
		builder_go_on(&c->b, &f->like);
		f->like.serial = top(c)->serial;
	}
}

/* The adoption agency (13.2.6.4.7), for the stack and the list: an end tag closes a formatting
   element and leaves open the blocks that were opened in it. False if there is no such element:
   then the end tag is like any other. */
static bool adopt(struct construct *c, enum element subject)
{
	if (c->b.depth && current(c) == subject && !formatting_place(c, top(c)->serial)) {
		pop(c, true);
		return true;
	}
	for (int outer = 0; outer < 8; outer++) {
		unsigned marker = last_marker(c), at = c->formatting_count, place, block,
			 inner = 0;
		uint32_t after = 0;
		struct formatting closed;

		while (at > marker && c->formatting[at - 1].like.element != subject)
			at--;
		if (at == marker)
			return outer > 0;
		place = open_place(c, c->formatting[at - 1].like.serial);
		if (!place) {
			remove_formatting(c, at - 1);
			return true;
		}
		if (!is_in_scope_from(c, place))
			return true;
		block = place;
		while (block < c->b.depth && !(c->b.open[block].traits & SPECIAL))
			block++;
		if (block == c->b.depth) {
			builder_close(&c->b, place - 1, true);
			remove_formatting(c, at - 1);
			return true;
		}
		/* Phrases between the two that do not go on are closed. */
		for (unsigned i = block; i-- > place;) {
			unsigned listed = formatting_place(c, c->b.open[i].serial);

			inner++;
			if (listed && inner > 3) {
				remove_formatting(c, listed - 1);
				at -= listed < at;
				listed = 0;
			} else if (listed && !after) {
				after = c->b.open[i].serial;
			}
			if (!listed) {
				builder_remove(&c->b, i);
				block--;
			}
		}
		/* The block stays; what is closed goes on in it, until the next turn closes it
		   there as well. */
		closed = c->formatting[at - 1];
		remove_formatting(c, at - 1);
		builder_remove(&c->b, place - 1);
		builder_insert(&c->b, block, &closed.like);
		closed.like.serial = c->b.open[block].serial;
		at = after ? formatting_place(c, after) : at - 1;
		memmove(&c->formatting[at + 1], &c->formatting[at],
			(c->formatting_count++ - at) * sizeof *c->formatting);
		c->formatting[at] = closed;
	}
	return true;
}

/* ---- text ---- */

static size_t blank_len(struct slice s)
{
	size_t n = 0;

	while (n < s.len && html_is_space(s.start[n]))
		n++;
	return n;
}

/* Leaves white space at the front of a text out, for modes that ignore it. Whether nothing is
   left. */
static bool skip_blank(struct construct *c)
{
	size_t blank = blank_len(c->text);

	if (c->blank)
		return true;
	c->text.start += blank;
	c->text.len -= blank;
	return false;
}

/* What a reference means, to last. A number can mean what XML cannot hold, as charset.h has it
   for all else. */
static struct slice meaning_of(struct construct *c)
{
	static const struct slice replacement = {"\xEF\xBF\xBD", 3};
	const struct slice text = c->text;
	unsigned char first = (unsigned char)*text.start;
	char *copy;

	if (first == '\f')
		return (struct slice){" ", 1};
	if ((first < ' ' && !html_is_space(*text.start)) ||
		(text.len == 3 && (!memcmp(text.start, "\xEF\xBF\xBE", 3) ||
					  !memcmp(text.start, "\xEF\xBF\xBF", 3)))) {
		c->doc->source.charset.replaced++;
		return replacement;
	}
	copy = arena_strndup(&c->doc->tree.arena, text.start, text.len);
	return (struct slice){copy, copy ? text.len : 0};
}

static void put_text(struct construct *c)
{
	bool reference = c->token.type == HTML_REFERENCE;
	struct slice text = reference ? meaning_of(c) : c->text;
	uint32_t offset = offset_of(c, reference ? c->token.all.start : text.start);
	size_t length = reference ? c->token.all.len : text.len;

	if (c->token.all.start == c->feed && text.len &&
		(*text.start == '\n' || *text.start == '\r')) {
		size_t feed =
			1 + (text.len > 1 && *text.start == '\r' && text.start[1] == '\n');

		text.start += feed;
		text.len -= feed;
		offset += (uint32_t)feed;
		length -= length > feed ? feed : length;
	}
	if (text.len)
		builder_text(&c->b, text, c->blank, offset, (uint32_t)length);
}

/* ---- the modes ---- */

/* Each reads the token, and answers whether it is to be read again, in the mode that is set
   now. What is alike in them is in take and in read_by_mode: DOCTYPEs, white space before the
   body, <html>. */
typedef bool mode_function(struct construct *c);

static mode_function in_body, in_template;

/* The end tags that are ignored before the body: others imply what is missing. */
static bool is_stray_end(const struct construct *c)
{
	return c->token.type == HTML_END_TAG && c->element != ELEMENT_HEAD &&
	       c->element != ELEMENT_BODY && c->element != ELEMENT_HTML &&
	       c->element != ELEMENT_BR;
}

/* 13.2.6.4.1. */
static bool initial(struct construct *c)
{
	bool doctype = c->token.type == HTML_DOCTYPE;

	c->mode = BEFORE_HTML;
	c->quirks = !doctype || head_is_quirky(&c->token);
	return !doctype;
}

/* 13.2.6.4.2. */
static bool before_html(struct construct *c)
{
	if (is_stray_end(c))
		return false;
	c->mode = BEFORE_HEAD;
	return insert_or_imply(c, ELEMENT_HTML);
}

/* 13.2.6.4.3. */
static bool before_head(struct construct *c)
{
	if (is_stray_end(c))
		return false;
	c->mode = IN_HEAD;
	c->head_seen = true;
	return insert_or_imply(c, ELEMENT_HEAD);
}

static void open_template(struct construct *c)
{
	if (is_too_deep(c, ROOM_FOR_TABLE) || insert(c))
		return;
	push_marker(c);
	c->frameset_ok = false;
	c->mode = IN_TEMPLATE;
	c->templates[c->template_count++] = IN_TEMPLATE;
}

static void close_template(struct construct *c, bool written)
{
	if (!c->template_count)
		return;
	pop_until(c, ELEMENT_TEMPLATE, written);
	clear_formatting(c);
	c->template_count--;
	reset_mode(c);
}

/* What is in a head, also where it is found elsewhere; whether the token is that. */
static bool head_content(struct construct *c)
{
	if (ends(c, ELEMENT_TEMPLATE)) {
		close_template(c, true);
		return true;
	}
	if (group(c) != HEAD || c->token.type != HTML_START_TAG)
		return false;
	if (html_elements[c->element].traits & VOID)
		insert_void(c);
	else if (c->element == ELEMENT_TEMPLATE)
		open_template(c);
	else
		insert_raw(c);
	return true;
}

/* 13.2.6.4.4. */
static bool in_head(struct construct *c)
{
	if (head_content(c) || starts(c, ELEMENT_HEAD))
		return false;
	if (starts(c, ELEMENT_NOSCRIPT)) {
		insert(c);
		c->mode = IN_HEAD_NOSCRIPT;
		return false;
	}
	if (is_stray_end(c))
		return false;
	pop(c, true);
	c->mode = AFTER_HEAD;
	return !ends(c, ELEMENT_HEAD);
}

/* 13.2.6.4.5. */
static bool in_head_noscript(struct construct *c)
{
	if (starts(c, ELEMENT_HEAD) || starts(c, ELEMENT_NOSCRIPT))
		return false;
	if (c->token.type == HTML_START_TAG && group(c) == HEAD &&
		c->element != ELEMENT_TITLE && c->element != ELEMENT_SCRIPT &&
		c->element != ELEMENT_TEMPLATE && c->element != ELEMENT_BASE)
		return in_head(c);
	if (c->token.type == HTML_END_TAG && c->element != ELEMENT_NOSCRIPT &&
		c->element != ELEMENT_BR)
		return false;
	pop(c, true);
	c->mode = IN_HEAD;
	return !ends(c, ELEMENT_NOSCRIPT);
}

/* 13.2.6.4.6. */
static bool after_head(struct construct *c)
{
	if (head_content(c) || starts(c, ELEMENT_HEAD) || ends(c, ELEMENT_HEAD) ||
		is_stray_end(c))
		return false;
	if (starts(c, ELEMENT_FRAMESET)) {
		insert(c);
		c->mode = IN_FRAMESET;
		return false;
	}
	c->frameset_ok &= !starts(c, ELEMENT_BODY);
	c->mode = IN_BODY;
	return insert_or_imply(c, ELEMENT_BODY);
}

/* 13.2.6.4.8. */
static bool in_text(struct construct *c)
{
	if (is_text(c)) {
		put_text(c);
		return false;
	}
	pop(c, c->token.type == HTML_END_TAG);
	c->mode = c->original;
	return c->token.type == HTML_END;
}

/* ---- in body (13.2.6.4.7) ---- */

/* A start tag that ends items of its kind (li; dt and dd). */
static void close_items(struct construct *c, enum element first, enum element last)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->element >= first && o->element <= last) {
			builder_close(&c->b, i - 1, false);
			return;
		}
		if (o->traits & SPECIAL && o->element != ELEMENT_ADDRESS &&
			o->element != ELEMENT_DIV && o->element != ELEMENT_P)
			return;
	}
}

/* A link ends the one that is open. */
static void close_link(struct construct *c)
{
	unsigned i = c->formatting_count;
	uint32_t serial;

	while (i && c->formatting[i - 1].like.serial &&
		c->formatting[i - 1].like.element != ELEMENT_A)
		i--;
	serial = i ? c->formatting[i - 1].like.serial : 0;
	if (!serial)
		return;
	adopt(c, ELEMENT_A);
	if (formatting_place(c, serial))
		remove_formatting(c, formatting_place(c, serial) - 1);
	if (open_place(c, serial))
		builder_remove(&c->b, open_place(c, serial) - 1);
}

static bool is_hidden_input(const struct construct *c)
{
	return c->element == ELEMENT_INPUT &&
	       slice_is(html_attribute(&c->token, "type"), "hidden");
}

/* What start tags do, in this order; then, if any, their element is put in. */
enum { CLOSES_P = 1, GOES_ON = 2, NO_FRAMES = 4 };
enum insertion { IGNORED, INSERTED, FORMATTING, MARKER, VOIDED, RAW_TEXT };

/* Beside what start_in_body does for some groups alone. */
static const struct {
	uint8_t does, insertion;
} starting[GROUPS] = {
#define GROUP(name, does, insertion) [name] = {does, insertion},
#include "tree/elements.def"
};

static void start_in_body(struct construct *c)
{
	const bool in_template = c->template_count > 0;
	enum group is;

	if (c->element == ELEMENT_IMAGE)
		c->element = ELEMENT_IMG;
	is = group(c);
	/* What comes first. */
	switch (is) {
	case HTML:
	case BODY:
		/* Attributes that the first such tag has not are its own. */
		if (!in_template)
			read_root(c);
		if (is == BODY && c->b.depth > 1)
			c->frameset_ok = false;
		return;
	case HEAD:
		head_content(c);
		return;
	case FRAMESET:
		if (c->b.depth < 2 || c->b.open[1].element != ELEMENT_BODY || !c->frameset_ok)
			return;
		builder_close(&c->b, 1, false);
		insert(c);
		c->mode = IN_FRAMESET;
		return;
	case FORM:
		if (c->form && !in_template)
			return;
		close_paragraph(c, false);
		if (!insert(c) && !in_template)
			c->form = top(c)->serial;
		return;
	case LI:
		close_items(c, ELEMENT_LI, ELEMENT_LI);
		break;
	case DT:
		close_items(c, ELEMENT_DT, ELEMENT_DD);
		break;
	case HEADING:
		close_paragraph(c, false);
		if (current(c) >= ELEMENT_H1 && current(c) <= ELEMENT_H6)
			pop(c, false);
		break;
	case BUTTON:
		if (in_scope(c, ELEMENT_BUTTON, IN_SCOPE))
			pop_until(c, ELEMENT_BUTTON, false);
		break;
	case A:
		close_link(c);
		break;
	case NOBR:
		reconstruct(c);
		if (in_scope(c, ELEMENT_NOBR, IN_SCOPE))
			adopt(c, ELEMENT_NOBR);
		break;
	case TABLE:
		if (!c->quirks)
			close_paragraph(c, false);
		break;
	case PRE:
	case TEXTAREA:
		c->feed = c->reader.at;
		break;
	case INPUT:
		c->frameset_ok &= is_hidden_input(c);
		break;
	case RAW:
		c->frameset_ok &= c->element != ELEMENT_IFRAME;
		break;
	case OPTION:
		if (current(c) == ELEMENT_OPTION)
			pop(c, true);
		break;
	case RUBY:
	case RUBYTEXT:
		if (in_scope(c, ELEMENT_RUBY, IN_SCOPE))
			close_implied(c, is == RUBYTEXT ? ELEMENT_RTC : ELEMENT_OTHER);
		break;
	default:
		break;
	}
	if (starting[is].does & CLOSES_P)
		close_paragraph(c, false);
	if (starting[is].does & GOES_ON)
		reconstruct(c);
	if (starting[is].does & NO_FRAMES)
		c->frameset_ok = false;
	/* What is read by a mode of its own needs room for its content. */
	if ((is == TABLE || is == SELECT) && is_too_deep(c, ROOM_FOR_TABLE))
		return;
	switch ((enum insertion)starting[is].insertion) {
	case INSERTED:
		if (insert(c))
			return;
		break;
	case FORMATTING:
		if (!insert(c))
			push_formatting(c);
		return;
	case MARKER:
		if (!insert(c))
			push_marker(c);
		return;
	case VOIDED:
		insert_void(c);
		return;
	case RAW_TEXT:
		insert_raw(c);
		return;
	case IGNORED:
		break;
	}
	/* What comes last. */
	switch (is) {
	case PLAINTEXT:
		html_enter(&c->reader, &c->token);
		break;
	case TABLE:
		c->mode = IN_TABLE;
		break;
	case SELECT:
		c->mode = c->mode >= IN_TABLE && c->mode <= IN_CELL ? IN_SELECT_IN_TABLE
								    : IN_SELECT;
		break;
	case MATH:
		insert_foreign(c, MATHML_ELEMENT, ELEMENT_MATH);
		break;
	case SVG:
		insert_foreign(c, SVG_ELEMENT, ELEMENT_SVG);
		break;
	default:
		break;
	}
}

/* An end tag of what no rule knows: it closes the innermost such element, but nothing special.
 */
static void end_any(struct construct *c)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->element == c->element && o->space == HTML_ELEMENT &&
			(c->element || slice_same(o->name, c->token.name))) {
			builder_close(&c->b, i - 1, true);
			return;
		}
		if (o->traits & SPECIAL)
			return;
	}
}

static void end_form(struct construct *c)
{
	unsigned at;

	if (c->template_count > 0) {
		if (in_scope(c, ELEMENT_FORM, IN_SCOPE))
			pop_until(c, ELEMENT_FORM, true);
		return;
	}
	at = c->form ? open_place(c, c->form) : 0;
	if (at && is_in_scope_from(c, at)) {
		close_implied(c, ELEMENT_OTHER);
		at = open_place(c, c->form);
		if (at == c->b.depth)
			pop(c, true);
		else
			builder_remove(&c->b, at - 1);
	}
	c->form = 0;
}

static bool end_in_body(struct construct *c)
{
	unsigned at;

	switch (group(c)) {
	case BODY:
	case HTML:
		if (!in_scope(c, ELEMENT_BODY, IN_SCOPE))
			return false;
		c->mode = AFTER_BODY;
		return c->element == ELEMENT_HTML;
	case P:
		if (!in_scope(c, ELEMENT_P, BUTTON_SCOPE))
			insert_implied(c, ELEMENT_P);
		close_paragraph(c, true);
		return false;
	case FORM:
		end_form(c);
		return false;
	case BLOCKS:
	case PRE:
	case BUTTON:
	case DT:
		at = in_scope(c, c->element, IN_SCOPE);
		break;
	case LI:
		at = in_scope(c, ELEMENT_LI, LIST_SCOPE);
		break;
	case HEADING:
		at = find_in_scope(c, ELEMENT_H1, ELEMENT_H6, IN_SCOPE);
		break;
	case MARKED:
		at = in_scope(c, c->element, IN_SCOPE);
		if (at)
			clear_formatting(c);
		break;
	case A:
	case FORMAT:
	case NOBR:
		if (!adopt(c, c->element))
			end_any(c);
		return false;
	case HEAD:
		if (!head_content(c))
			end_any(c);
		return false;
	default:
		if (c->element == ELEMENT_BR) {
			c->token.attribute_count = 0;
			c->token.type = HTML_START_TAG;
			start_in_body(c);
		} else {
			end_any(c);
		}
		return false;
	}
	if (at)
		builder_close(&c->b, at - 1, true);
	return false;
}

static bool in_body(struct construct *c)
{
	if (is_text(c)) {
		reconstruct(c);
		c->frameset_ok &= c->blank;
		put_text(c);
		return false;
	}
	switch (c->token.type) {
	case HTML_START_TAG:
		start_in_body(c);
		return false;
	case HTML_END_TAG:
		return end_in_body(c);
	default:
		return c->template_count ? in_template(c) : false;
	}
}

/* ---- tables ---- */

static bool start_in_table(struct construct *c)
{
	if (is_part(c))
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
	switch (c->element) {
	case ELEMENT_CAPTION:
		push_marker(c);
		insert(c);
		c->mode = IN_CAPTION;
		return false;
	case ELEMENT_COLGROUP:
	case ELEMENT_COL:
		c->mode = IN_COLUMNS;
		return insert_or_imply(c, ELEMENT_COLGROUP);
	case ELEMENT_THEAD:
	case ELEMENT_TFOOT:
	case ELEMENT_TBODY:
	case ELEMENT_TR:
	case ELEMENT_TD:
	case ELEMENT_TH:
		c->mode = IN_TABLE_BODY;
		return insert_or_imply(c, is_row_group(c) ? c->element : ELEMENT_TBODY);
	case ELEMENT_TABLE:
		if (!in_scope(c, ELEMENT_TABLE, TABLE_SCOPE))
			return false;
		pop_until(c, ELEMENT_TABLE, false);
		reset_mode(c);
		return true;
	case ELEMENT_STYLE:
	case ELEMENT_SCRIPT:
	case ELEMENT_TEMPLATE:
		head_content(c);
		return false;
	case ELEMENT_FORM:
		/* It holds nothing, but what is in it belongs to it. */
		if (!c->form && !c->template_count)
			c->form = ++c->b.serial;
		return false;
	default:
		if (!is_hidden_input(c))
			return in_body(c);
		insert_void(c);
		return false;
	}
}

/* Whether a tag ends what a table is in: it is ignored in its parts. */
static bool ends_page(const struct construct *c)
{
	return ends(c, ELEMENT_BODY) || ends(c, ELEMENT_HTML);
}

/* 13.2.6.4.9. */
static bool in_table(struct construct *c)
{
	if (is_text(c) && holds_parts(current(c))) {
		/* Characters in a table but white space are before it (13.2.6.4.10); so is
		   white space among them. */
		c->table_ink |= !c->blank;
		return c->table_ink ? in_body(c) : false;
	}
	if (c->token.type == HTML_START_TAG)
		return start_in_table(c);
	if (c->token.type == HTML_END_TAG) {
		if (ends(c, ELEMENT_TABLE) && in_scope(c, ELEMENT_TABLE, TABLE_SCOPE)) {
			pop_until(c, ELEMENT_TABLE, true);
			reset_mode(c);
		}
		if (ends(c, ELEMENT_TABLE) || ends_page(c) || group(c) == PART)
			return false;
	}
	return in_body(c);
}

/* 13.2.6.4.11. */
static bool in_caption(struct construct *c)
{
	bool end = c->token.type == HTML_END_TAG, closes = ends(c, ELEMENT_CAPTION);

	if (!closes && !ends(c, ELEMENT_TABLE) && !(is_part(c) && !end))
		return is_part(c) || ends_page(c) ? false : in_body(c);
	if (!in_scope(c, ELEMENT_CAPTION, TABLE_SCOPE))
		return false;
	pop_until(c, ELEMENT_CAPTION, closes);
	clear_formatting(c);
	c->mode = IN_TABLE;
	return !closes;
}

/* 13.2.6.4.12. */
static bool in_columns(struct construct *c)
{
	if (c->token.type == HTML_END)
		return in_body(c);
	if (starts(c, ELEMENT_TEMPLATE) || ends(c, ELEMENT_TEMPLATE)) {
		head_content(c);
		return false;
	}
	if (current(c) != ELEMENT_COLGROUP) {
		/* In a template: the standard has no place for the text, and drops it. */
		if (is_text(c))
			put_text(c);
		return false;
	}
	if ((is_text(c) && skip_blank(c)) || c->element == ELEMENT_COL)
		return false;
	pop(c, true);
	c->mode = IN_TABLE;
	return !ends(c, ELEMENT_COLGROUP);
}

/* 13.2.6.4.13. */
static bool in_table_body(struct construct *c)
{
	bool end = c->token.type == HTML_END_TAG, closes = end && is_row_group(c);

	if (!end && (c->element == ELEMENT_TR || is_cell(c))) {
		clear_to(c, ELEMENT_THEAD, ELEMENT_TFOOT);
		c->mode = IN_ROW;
		return insert_or_imply(c, ELEMENT_TR);
	}
	if (!closes && !ends(c, ELEMENT_TABLE) && !(is_part(c) && !end))
		return in_table(c);
	if (!(closes ? in_scope(c, c->element, TABLE_SCOPE)
		     : find_in_scope(c, ELEMENT_THEAD, ELEMENT_TFOOT, TABLE_SCOPE)))
		return false;
	clear_to(c, ELEMENT_THEAD, ELEMENT_TFOOT);
	pop(c, true);
	c->mode = IN_TABLE;
	return !closes;
}

/* 13.2.6.4.14. */
static bool in_row(struct construct *c)
{
	bool end = c->token.type == HTML_END_TAG, closes = ends(c, ELEMENT_TR);
	bool group_ends = end && is_row_group(c);

	if (!end && is_cell(c)) {
		clear_to(c, ELEMENT_TR, ELEMENT_TR);
		insert(c);
		push_marker(c);
		c->mode = IN_CELL;
		return false;
	}
	if (!closes && !group_ends && !ends(c, ELEMENT_TABLE) && !(is_part(c) && !end))
		return in_table(c);
	if ((group_ends && !in_scope(c, c->element, TABLE_SCOPE)) ||
		!in_scope(c, ELEMENT_TR, TABLE_SCOPE))
		return false;
	clear_to(c, ELEMENT_TR, ELEMENT_TR);
	pop(c, true);
	c->mode = IN_TABLE_BODY;
	return !closes;
}

/* 13.2.6.4.15. */
static bool in_cell(struct construct *c)
{
	bool end = c->token.type == HTML_END_TAG, closes = end && is_cell(c);
	unsigned cell;

	if (ends_page(c) || ends(c, ELEMENT_CAPTION) || ends(c, ELEMENT_COL) ||
		ends(c, ELEMENT_COLGROUP))
		return false;
	if (!is_part(c) && !ends(c, ELEMENT_TABLE))
		return in_body(c);
	if (end && !in_scope(c, c->element, TABLE_SCOPE))
		return false;
	cell = closes ? in_scope(c, c->element, TABLE_SCOPE)
		      : find_in_scope(c, ELEMENT_TD, ELEMENT_TH, TABLE_SCOPE);
	if (!cell)
		return false;
	builder_close(&c->b, cell - 1, closes);
	clear_formatting(c);
	c->mode = IN_ROW;
	return !closes;
}

/* ---- forms' lists, templates, what follows a body, frames ---- */

/* 13.2.6.4.16. */
static bool in_select(struct construct *c)
{
	bool start = c->token.type == HTML_START_TAG;
	unsigned at = c->b.depth;

	if (is_text(c)) {
		put_text(c);
		return false;
	}
	if (c->token.type == HTML_END)
		return in_body(c);
	switch (c->element) {
	case ELEMENT_OPTION:
	case ELEMENT_OPTGROUP:
	case ELEMENT_HR:
		if (c->element == ELEMENT_HR && !start)
			return false;
		if (current(c) == ELEMENT_OPTION &&
			(start || c->element == ELEMENT_OPTION ||
				top(c)[-1].element == ELEMENT_OPTGROUP))
			pop(c, true);
		if (current(c) == ELEMENT_OPTGROUP && c->element != ELEMENT_OPTION)
			pop(c, true);
		if (start && c->element != ELEMENT_HR)
			insert(c);
		return false;
	case ELEMENT_SELECT:
	case ELEMENT_INPUT:
	case ELEMENT_KEYGEN:
	case ELEMENT_TEXTAREA:
		/* Select scope (13.2.4.2): only options are in it. */
		while (at && html_elements[c->b.open[at - 1].element].group == OPTION)
			at--;
		if (!at || c->b.open[at - 1].element != ELEMENT_SELECT ||
			(!start && c->element != ELEMENT_SELECT))
			return false;
		builder_close(&c->b, at - 1, !start);
		reset_mode(c);
		return start && c->element != ELEMENT_SELECT;
	case ELEMENT_SCRIPT:
	case ELEMENT_TEMPLATE:
		head_content(c);
		return false;
	default:
		return false;
	}
}

/* 13.2.6.4.17. */
static bool in_select_in_table(struct construct *c)
{
	if (c->element < ELEMENT_TABLE || c->element > ELEMENT_TH)
		return in_select(c);
	if (c->token.type == HTML_END_TAG && !in_scope(c, c->element, TABLE_SCOPE))
		return false;
	pop_until(c, ELEMENT_SELECT, false);
	reset_mode(c);
	return true;
}

/* 13.2.6.4.18. */
static bool in_template(struct construct *c)
{
	enum mode mode = IN_BODY;

	if (c->token.type == HTML_END) {
		if (!c->template_count)
			return false;
		close_template(c, false);
		return true;
	}
	if (is_text(c))
		return in_body(c);
	if (head_content(c) || c->token.type != HTML_START_TAG)
		return false;
	if (is_cell(c))
		mode = IN_ROW;
	else if (c->element == ELEMENT_TR)
		mode = IN_TABLE_BODY;
	else if (c->element == ELEMENT_COL)
		mode = IN_COLUMNS;
	else if (is_part(c))
		mode = IN_TABLE;
	c->templates[c->template_count - 1] = c->mode = mode;
	return true;
}

/* 13.2.6.4.19, 13.2.6.4.22. */
static bool after_body(struct construct *c)
{
	if (is_text(c) && c->blank)
		return in_body(c);
	if (c->token.type == HTML_END)
		return false;
	if (ends(c, ELEMENT_HTML) && c->mode == AFTER_BODY) {
		c->mode = AFTER_AFTER_BODY;
		return false;
	}
	c->mode = IN_BODY;
	return true;
}

/* 13.2.6.4.20, 13.2.6.4.21, 13.2.6.4.23. */
static bool in_frameset(struct construct *c)
{
	if (is_text(c)) {
		/* The standard drops it: here it is in the frameset, and dropped later. */
		put_text(c);
	} else if (starts(c, ELEMENT_NOFRAMES)) {
		head_content(c);
	} else if (c->mode == IN_FRAMESET && starts(c, ELEMENT_FRAMESET)) {
		insert(c);
	} else if (c->mode == IN_FRAMESET && ends(c, ELEMENT_FRAMESET)) {
		if (c->b.depth > 2)
			pop(c, true);
		else
			c->mode = AFTER_FRAMESET;
	} else if (c->mode == AFTER_FRAMESET && ends(c, ELEMENT_HTML)) {
		c->mode = AFTER_AFTER_FRAMESET;
	}
	return false;
}

static bool read_by_mode(struct construct *c)
{
	static mode_function *const modes[MODES] = {
		[INITIAL] = initial,
		[BEFORE_HTML] = before_html,
		[BEFORE_HEAD] = before_head,
		[IN_HEAD] = in_head,
		[IN_HEAD_NOSCRIPT] = in_head_noscript,
		[AFTER_HEAD] = after_head,
		[IN_BODY] = in_body,
		[IN_TEXT] = in_text,
		[IN_TABLE] = in_table,
		[IN_CAPTION] = in_caption,
		[IN_COLUMNS] = in_columns,
		[IN_TABLE_BODY] = in_table_body,
		[IN_ROW] = in_row,
		[IN_CELL] = in_cell,
		[IN_SELECT] = in_select,
		[IN_SELECT_IN_TABLE] = in_select_in_table,
		[IN_TEMPLATE] = in_template,
		[AFTER_BODY] = after_body,
		[IN_FRAMESET] = in_frameset,
		[AFTER_FRAMESET] = in_frameset,
		[AFTER_AFTER_BODY] = after_body,
		[AFTER_AFTER_FRAMESET] = in_frameset,
	};

	/* One more <html> is read as in a body. */
	if (starts(c, ELEMENT_HTML) && c->mode > BEFORE_HTML && c->mode != IN_TEMPLATE)
		return in_body(c);
	return modes[c->mode](c);
}

/* ---- SVG and MathML (13.2.6.5) ---- */

/* Tags that end them: pages forget to. */
static bool breaks_out(const struct construct *c)
{
	if (c->token.type == HTML_END_TAG)
		return c->element == ELEMENT_BR || c->element == ELEMENT_P;
	if (c->element == ELEMENT_FONT)
		return html_attribute(&c->token, "color").start ||
		       html_attribute(&c->token, "face").start ||
		       html_attribute(&c->token, "size").start;
	return html_elements[c->element].traits & BREAKS || slice_is(c->token.name, "var");
}

/* Whether a token is read by the rules for SVG and MathML (13.2.6). */
static bool is_foreign(struct construct *c)
{
	const struct builder_open *o = c->b.depth ? top(c) : NULL;
	bool start = c->token.type == HTML_START_TAG;

	if (!o || o->space == HTML_ELEMENT || c->token.type == HTML_END)
		return false;
	switch ((enum integration)o->integration) {
	case HTML_INTEGRATION:
		return !start && !is_text(c);
	case MATH_TEXT:
		return !is_text(c) && !(start && !slice_is(c->token.name, "mglyph") &&
					      !slice_is(c->token.name, "malignmark"));
	case ANNOTATION:
		return !starts(c, ELEMENT_SVG);
	default:
		return true;
	}
}

static bool in_foreign(struct construct *c)
{
	if (is_text(c)) {
		c->frameset_ok &= c->blank;
		put_text(c);
		return false;
	}
	if (breaks_out(c)) {
		while (top(c)->space != HTML_ELEMENT && top(c)->integration != MATH_TEXT &&
			top(c)->integration != HTML_INTEGRATION)
			pop(c, false);
		return read_by_mode(c);
	}
	if (c->token.type == HTML_START_TAG) {
		/* Style sheets and scripts are none to read there either. */
		bool unread = c->element == ELEMENT_STYLE || c->element == ELEMENT_SCRIPT;

		insert_foreign(c, (enum html_namespace)top(c)->space,
			unread ? c->element : ELEMENT_OTHER);
		return false;
	}
	for (unsigned i = c->b.depth; i > 1; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->space == HTML_ELEMENT)
			return read_by_mode(c);
		if (slice_same(o->name, c->token.name)) {
			builder_close(&c->b, i - 1, true);
			return false;
		}
	}
	return false;
}

/* ---- all of it ---- */

static void read_token(struct construct *c)
{
	bool again = true;

	while (again)
		again = is_foreign(c) ? in_foreign(c) : read_by_mode(c);
}

/* A text, and what became of it. */
static void take_text(struct construct *c)
{
	const struct html_token *t = &c->token;
	struct source_parts *parts = &c->doc->source.parts;
	bool in_script = current(c) == ELEMENT_SCRIPT || current(c) == ELEMENT_STYLE;
	size_t ingested = c->b.tree->ingested, placed, len, blank;

	c->text = t->type == HTML_REFERENCE ? (struct slice){t->meaning, t->meaning_len}
					    : t->text;
	len = c->text.len;
	blank = blank_len(c->text);
	c->blank = blank == len;
	/* White space before the body is ignored, or makes no text (13.2.6.4.1 to 13.2.6.4.6).
	 */
	if (c->mode > AFTER_HEAD || !skip_blank(c))
		read_token(c);
	placed = c->b.tree->ingested - ingested;
	/* What XML cannot hold was replaced. */
	if (t->type == HTML_REFERENCE && placed)
		len = placed;
	*(in_script ? &parts->script : &parts->text) +=
		t->type == HTML_CDATA ? len : t->all.len;
	parts->markup += t->type == HTML_CDATA ? t->all.len - len : 0;
	c->read += len;
	if (placed >= len)
		return;
	len -= placed;
	blank = blank < len ? blank : len;
	c->b.tree->blank += blank;
	if (len > blank && !c->lost)
		c->lost_at = offset_of(c, t->all.start);
	c->lost += len - blank;
}

/* An end tag of what was too deep to be opened closes nothing else. */
static bool ends_too_deep(struct construct *c)
{
	if (!c->b.overflow || c->token.type != HTML_END_TAG || c->mode == IN_TEXT ||
		!must_end(c->element))
		return false;
	c->b.overflow--;
	return true;
}

static void take(struct construct *c)
{
	const struct html_token *t = &c->token;
	struct source_parts *parts = &c->doc->source.parts;

	c->element = ELEMENT_OTHER;
	c->text = (struct slice){NULL, 0};
	switch (t->type) {
	case HTML_TEXT:
	case HTML_REFERENCE:
	case HTML_CDATA:
		take_text(c);
		return;
	case HTML_COMMENT:
		parts->comment += t->all.len;
		if (saved_from_may(t->text.start, t->text.len))
			saved_from_take(c->doc,
				arena_strndup(&c->doc->tree.arena, t->text.start, t->text.len));
		return;
	case HTML_START_TAG:
	case HTML_END_TAG:
		c->element = element_of(&c->by_name, t->name);
		break;
	case HTML_DOCTYPE:
	case HTML_BROKEN:
	case HTML_END:
		break;
	}
	parts->markup += t->all.len;
	if (t->type == HTML_BROKEN || ends_too_deep(c))
		return;
	c->table_ink = false;
	/* A DOCTYPE is ignored anywhere else. */
	if (t->type != HTML_DOCTYPE || c->mode == INITIAL)
		read_token(c);
}

int html_construct(struct document *doc)
{
	struct construct *c = calloc(1, sizeof *c);
	bool more = true;
	int rc;

	if (!c)
		return -1;
	c->doc = c->head.doc = c->tag.doc = doc;
	c->tag.token = &c->token;
	c->frameset_ok = true;
	index_elements(&c->by_name);
	builder_init(&c->b, doc);
	html_reader_init(&c->reader, doc->source.text, doc->source.text_len);
	while (more) {
		c->reader.foreign = c->b.depth && top(c)->space != HTML_ELEMENT;
		more = html_next(&c->reader, &c->token);
		take(c);
	}
	builder_close(&c->b, 0, false);
	/* The books are the tokenizer's, not those of what the tree took. */
	doc->tree.ingested = c->read;
	if (c->lost)
		diag_report(
			doc, DIAG_TEXT_LOST, line_of(c, c->lost_at), (unsigned long)c->lost);
	head_close(&c->head);
	rc = c->reader.failed || buf_failed(&c->tag.value) ? -1 : 0;
	html_reader_free(&c->reader);
	buf_free(&c->tag.value);
	free(c);
	return rc;
}
