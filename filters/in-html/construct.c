#include "construct.h"

#include <stdlib.h>

#include "builder.h"
#include "head.h"
#include "tag.h"
#include "html/token.h"
#include "document/saved-from.h"

/* ---- what is known of elements ---- */

/* Elements whose tags are treated alike in a body (13.2.6.4.7). */
enum group {
	ANY,
	HTML,
	HEAD,
	BODY,
	FRAMESET,
	BLOCKS,
	P,
	HEADING,
	PRE,
	FORM,
	LI,
	DT,
	PLAINTEXT,
	BUTTON,
	A,
	FORMAT,
	NOBR,
	MARKED,
	TABLE,
	EMPTY,
	INPUT,
	PARAM,
	HR,
	IMAGE,
	TEXTAREA,
	XMP,
	RAW,
	SELECT,
	OPTION,
	RUBY,
	RUBYTEXT,
	MATH,
	SVG,
	PART,
};

enum trait { SPECIAL = 1, SCOPE = 2, VOID = 4 };

static const struct {
	struct slice name;
	uint8_t group, traits;
} elements[ELEMENT_COUNT] = {
#define ELEMENT(name, html, kind, treatment, group, traits)                                    \
	{{html, sizeof html - 1}, group, traits},
#include "tree/elements.def"
#undef ELEMENT
};

/* Elements by their names: those of a hash are one after the other. */
#define HASHES 256
struct index {
	uint8_t first[HASHES], next[ELEMENT_COUNT]; /* enum element; 0 at the end */
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
		uint8_t *first = &by_name->first[hash_of(elements[i].name)];

		by_name->next[i] = *first;
		*first = (uint8_t)i;
	}
}

/* The element of a name; ELEMENT_OTHER if it is none of the table's. */
static enum element element_of(const struct index *by_name, struct slice name)
{
	uint8_t e = by_name->first[hash_of(name)];

	while (e && !slice_same(elements[e].name, name))
		e = by_name->next[e];
	return (enum element)e;
}

/* Whether its end tag is implied by what follows (13.2.6.3). */
static bool is_implied(enum element element)
{
	switch ((enum group)elements[element].group) {
	case P:
	case LI:
	case DT:
	case OPTION:
	case RUBY:
	case RUBYTEXT:
		return true;
	default:
		return false;
	}
}

/* Within SVG and MathML, where HTML begins again (13.2.4.2, 13.2.6). */
enum integration { NO_INTEGRATION, MATH_TEXT, HTML_INTEGRATION, ANNOTATION };

/* ---- the state ---- */

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
	enum element element; /* of the tag that the token is */
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

static struct builder_open *top(struct construct *c)
{
	return &c->b.open[c->b.depth - 1];
}

/* ELEMENT_OTHER in SVG and MathML, and where nothing is open. */
static enum element current(const struct construct *c)
{
	return c->b.depth ? (enum element)c->b.open[c->b.depth - 1].element : ELEMENT_OTHER;
}

static enum group group_of(const struct builder_open *o)
{
	return o->space == HTML_ELEMENT ? (enum group)elements[o->element].group : ANY;
}

static bool is_special(const struct builder_open *o)
{
	return o->space == HTML_ELEMENT ? elements[o->element].traits & SPECIAL
					: o->integration != NO_INTEGRATION;
}

/* ---- scopes (13.2.4.2) ---- */

enum scope { IN_SCOPE, LIST_SCOPE, BUTTON_SCOPE, TABLE_SCOPE, SELECT_SCOPE };

static bool ends_scope(const struct builder_open *o, enum scope scope)
{
	enum element e = (enum element)o->element;

	switch (scope) {
	case SELECT_SCOPE:
		return group_of(o) != OPTION;
	case TABLE_SCOPE:
		return e == ELEMENT_HTML || e == ELEMENT_TABLE || e == ELEMENT_TEMPLATE;
	case LIST_SCOPE:
		if (e == ELEMENT_OL || e == ELEMENT_UL)
			return true;
		break;
	case BUTTON_SCOPE:
		if (e == ELEMENT_BUTTON)
			return true;
		break;
	case IN_SCOPE:
		break;
	}
	return o->space == HTML_ELEMENT ? elements[e].traits & SCOPE
					: o->integration != NO_INTEGRATION;
}

/* One more than the place in the stack of the innermost open element that is in scope and from
   first to last of the elements; 0 if there is none. */
static unsigned find_in_scope(
	const struct construct *c, enum element first, enum element last, enum scope scope)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->space == HTML_ELEMENT && o->element >= first && o->element <= last)
			return i;
		if (ends_scope(o, scope))
			break;
	}
	return 0;
}

static unsigned in_scope(const struct construct *c, enum element element, enum scope scope)
{
	return find_in_scope(c, element, element, scope);
}

static bool is_open(const struct construct *c, enum element element)
{
	for (unsigned i = 0; i < c->b.depth; i++)
		if (c->b.open[i].element == element)
			return true;
	return false;
}

/* ---- closing ---- */

static void pop(struct construct *c)
{
	builder_close(&c->b, c->b.depth - 1, true);
}

static void close_implied(struct construct *c, enum element but)
{
	while (c->b.depth && top(c)->space == HTML_ELEMENT && current(c) != but &&
		is_implied(current(c)))
		builder_close(&c->b, c->b.depth - 1, false);
}

/* Up to the innermost open one of the element. written: it has its end tag. */
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
		builder_close(&c->b, c->b.depth - 1, false);
}

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

/* Whether the element of a start tag is too deep to be opened: it counts until its end tag, if
   it must have one (13.1.2.4). */
static bool is_too_deep(struct construct *c, unsigned room)
{
	if (c->b.depth < TREE_DEPTH_MAX - room)
		return false;
	if (!c->told_deep)
		diag_report(c->doc, DIAG_TOO_DEEP,
			line_of(c, (size_t)(c->token.all.start - c->doc->source.text)),
			TREE_DEPTH_MAX);
	c->told_deep = true;
	c->b.overflow += !is_implied(c->element) && elements[c->element].group != PART;
	return true;
}

/* Where text and most elements may not be (13.2.6.4.9): what holds the parts of tables. */
static bool holds_parts(enum element e)
{
	return e == ELEMENT_TABLE || e == ELEMENT_TR || e == ELEMENT_TEMPLATE ||
	       (e >= ELEMENT_THEAD && e <= ELEMENT_TFOOT);
}

/* What the token's tag makes: an element with its node, if it makes one. */
static struct builder_open made_of(
	struct construct *c, enum element element, enum html_namespace space)
{
	enum treatment treatment = element_treatment(element);
	struct builder_open o = {.name = c->token.name,
		.element = (uint8_t)element,
		.space = (uint8_t)space,
		.phrase = treatment != BLOCK && treatment != FLOWS};
	struct node *n;

	if (element == ELEMENT_HTML || element == ELEMENT_BODY) {
		head_read_language(c->doc, &c->tag);
		htmltag_root(c->doc, &c->tag);
	}
	if (treatment == IGNORE || (space != HTML_ELEMENT && element == ELEMENT_OTHER))
		return o;
	n = htmltag_node(c->doc, element, &c->tag);
	o.in_line = element == ELEMENT_MARQUEE || c->tag.in_line;
	if (n)
		node_set_place(n, (uint32_t)(c->token.all.start - c->doc->source.text),
			(uint32_t)c->token.all.len);
	/* Its rows are not those of the table that it is in. */
	if (element == ELEMENT_TEMPLATE && holds_parts(current(c)) && n) {
		n->kind = KIND_BOX;
		o.phrase = false;
	}
	/* A span that says nothing. */
	if (treatment == PLAIN && n && n->kind == KIND_SPAN && !attr_first(n))
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
	struct builder_open o = {
		.name = elements[element].name,
		.element = (uint8_t)element,
		.phrase = element_treatment(element) == IGNORE,
	};

	if (!o.phrase) {
		o.node = node_new(c->b.tree, element_kind(element));
		if (o.node) {
			o.node->element = (uint8_t)element;
			o.node->flags = NODE_IMPLIED;
		}
	}
	builder_open(&c->b, &o);
}

static void insert_void(struct construct *c)
{
	if (head_read(&c->head, c->element, &c->tag))
		return;
	if (element_treatment(c->element) == SINGLE)
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

	for (unsigned i = c->formatting_count; i > last_marker(c); i--) {
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

/* One more than its place in the stack; 0 if it is closed. */
static unsigned open_place(const struct construct *c, uint32_t serial)
{
	unsigned i = c->b.depth;

	while (i && c->b.open[i - 1].serial != serial)
		i--;
	return i;
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
		pop(c);
		return true;
	}
	for (int outer = 0; outer < 8; outer++) {
		unsigned at = c->formatting_count, place, block, inner = 0;
		uint32_t after = 0;
		struct formatting closed;

		while (at > last_marker(c) && c->formatting[at - 1].like.element != subject)
			at--;
		if (at == last_marker(c))
			return outer > 0;
		place = open_place(c, c->formatting[at - 1].like.serial);
		if (!place) {
			remove_formatting(c, at - 1);
			return true;
		}
		for (unsigned i = c->b.depth; i > place; i--)
			if (ends_scope(&c->b.open[i - 1], IN_SCOPE))
				return true;
		block = place;
		while (block < c->b.depth && !is_special(&c->b.open[block]))
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

/* A text that the token is, or what is left of it. */
struct piece {
	const char *bytes;
	size_t len; /* [bytes] */
	uint32_t offset, length;
};

static struct piece piece_of(struct construct *c)
{
	const struct html_token *t = &c->token;
	struct piece p = {.bytes = t->text.start,
		.len = t->text.len,
		.offset = (uint32_t)(t->all.start - c->doc->source.text),
		.length = (uint32_t)t->all.len};

	if (t->type != HTML_REFERENCE) {
		p.offset += (uint32_t)(t->text.start - t->all.start);
		p.length = (uint32_t)t->text.len;
		return p;
	}
	p.bytes = arena_strndup(&c->doc->tree.arena, t->meaning, t->meaning_len);
	p.len = p.bytes ? t->meaning_len : 0;
	/* A number can mean what XML cannot hold, as charset.h has it for all else. */
	if (p.len && ((unsigned char)*p.bytes < ' ' && !html_is_space(*p.bytes))) {
		p.bytes = "\xEF\xBF\xBD";
		p.len = 3;
		c->doc->source.charset.replaced++;
	} else if (p.len == 3 && (!memcmp(p.bytes, "\xEF\xBF\xBE", 3) ||
					 !memcmp(p.bytes, "\xEF\xBF\xBF", 3))) {
		p.bytes = "\xEF\xBF\xBD";
		c->doc->source.charset.replaced++;
	} else if (p.len == 1 && *p.bytes == '\f') {
		p.bytes = " ";
	}
	return p;
}

static size_t blank_len(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && html_is_space(s[n]))
		n++;
	return n;
}

static bool is_text(const struct construct *c)
{
	return c->token.type == HTML_TEXT || c->token.type == HTML_REFERENCE ||
	       c->token.type == HTML_CDATA;
}

/* Whether the token is white space only. */
static bool is_blank(const struct construct *c)
{
	const struct html_token *t = &c->token;

	return t->type == HTML_REFERENCE
		       ? blank_len(t->meaning, t->meaning_len) == t->meaning_len
		       : blank_len(t->text.start, t->text.len) == t->text.len;
}

/* Leaves white space at the front of a text out, for modes that ignore it. Whether nothing is
   left. */
static bool skip_blank(struct construct *c)
{
	struct html_token *t = &c->token;
	size_t blank;

	if (is_blank(c))
		return true;
	if (t->type == HTML_REFERENCE)
		return false;
	blank = blank_len(t->text.start, t->text.len);
	t->text.start += blank;
	t->text.len -= blank;
	return false;
}

static void put_text(struct construct *c)
{
	struct piece p = piece_of(c);

	if (c->token.all.start == c->feed && p.len && (*p.bytes == '\n' || *p.bytes == '\r')) {
		size_t feed = 1 + (p.len > 1 && *p.bytes == '\r' && p.bytes[1] == '\n');

		p.bytes += feed;
		p.len -= feed;
		p.offset += (uint32_t)feed;
		p.length -= p.length > feed ? (uint32_t)feed : p.length;
	}
	if (p.len)
		builder_text(&c->b, p.bytes, p.len, p.offset, p.length);
}

/* ---- the modes ---- */

/* Each answers whether the token is to be read again, in the mode that is set now. */
typedef bool mode_function(struct construct *c);

static mode_function in_body, in_head, in_table, in_select, in_template;

static bool starts(const struct construct *c, enum element element)
{
	return c->token.type == HTML_START_TAG && c->element == element;
}

static bool ends(const struct construct *c, enum element element)
{
	return c->token.type == HTML_END_TAG && c->element == element;
}

/* End tags that count where others do not: they imply what is missing. */
static bool ends_head_body_html_br(const struct construct *c)
{
	return ends(c, ELEMENT_HEAD) || ends(c, ELEMENT_BODY) || ends(c, ELEMENT_HTML) ||
	       ends(c, ELEMENT_BR);
}

static bool initial(struct construct *c)
{
	if (is_text(c) && skip_blank(c))
		return false;
	c->mode = BEFORE_HTML;
	if (c->token.type == HTML_DOCTYPE) {
		c->quirks = head_is_quirky(&c->token);
		return false;
	}
	c->quirks = true;
	return true;
}

static bool before_html(struct construct *c)
{
	if (c->token.type == HTML_DOCTYPE || (is_text(c) && skip_blank(c)) ||
		(c->token.type == HTML_END_TAG && !ends_head_body_html_br(c)))
		return false;
	c->mode = BEFORE_HEAD;
	if (!starts(c, ELEMENT_HTML)) {
		insert_implied(c, ELEMENT_HTML);
		return true;
	}
	insert(c);
	return false;
}

static bool before_head(struct construct *c)
{
	if (starts(c, ELEMENT_HTML))
		return in_body(c);
	if (c->token.type == HTML_DOCTYPE || (is_text(c) && skip_blank(c)) ||
		(c->token.type == HTML_END_TAG && !ends_head_body_html_br(c)))
		return false;
	c->mode = IN_HEAD;
	c->head_seen = true;
	if (!starts(c, ELEMENT_HEAD)) {
		insert_implied(c, ELEMENT_HEAD);
		return true;
	}
	insert(c);
	return false;
}

static void open_template(struct construct *c)
{
	if (is_too_deep(c, ROOM_FOR_TABLE))
		return;
	if (insert(c))
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
	c->template_count -= c->template_count > 0;
	reset_mode(c);
}

/* What is in a head, also where it is found elsewhere; whether the token is that. */
static bool head_content(struct construct *c)
{
	if (ends(c, ELEMENT_TEMPLATE)) {
		close_template(c, true);
		return true;
	}
	if (c->token.type != HTML_START_TAG || elements[c->element].group != HEAD)
		return false;
	if (elements[c->element].traits & VOID)
		insert_void(c);
	else if (c->element == ELEMENT_TEMPLATE)
		open_template(c);
	else
		insert_raw(c);
	return true;
}

static bool in_head(struct construct *c)
{
	if (starts(c, ELEMENT_HTML))
		return in_body(c);
	if (c->token.type == HTML_DOCTYPE || (is_text(c) && skip_blank(c)) || head_content(c) ||
		starts(c, ELEMENT_HEAD))
		return false;
	if (starts(c, ELEMENT_NOSCRIPT)) {
		insert(c);
		c->mode = IN_HEAD_NOSCRIPT;
		return false;
	}
	if (c->token.type == HTML_END_TAG && !ends_head_body_html_br(c))
		return false;
	pop(c);
	c->mode = AFTER_HEAD;
	return !ends(c, ELEMENT_HEAD);
}

static bool in_head_noscript(struct construct *c)
{
	if (starts(c, ELEMENT_HTML))
		return in_body(c);
	if (c->token.type == HTML_DOCTYPE || starts(c, ELEMENT_HEAD) ||
		starts(c, ELEMENT_NOSCRIPT) || (is_text(c) && skip_blank(c)))
		return false;
	if (c->token.type == HTML_START_TAG && elements[c->element].group == HEAD &&
		c->element != ELEMENT_TITLE && c->element != ELEMENT_SCRIPT &&
		c->element != ELEMENT_TEMPLATE && c->element != ELEMENT_BASE)
		return in_head(c);
	if (c->token.type == HTML_END_TAG && c->element != ELEMENT_NOSCRIPT &&
		c->element != ELEMENT_BR)
		return false;
	pop(c);
	c->mode = IN_HEAD;
	return !ends(c, ELEMENT_NOSCRIPT);
}

static bool after_head(struct construct *c)
{
	if (starts(c, ELEMENT_HTML))
		return in_body(c);
	if (c->token.type == HTML_DOCTYPE || (is_text(c) && skip_blank(c)) || head_content(c) ||
		starts(c, ELEMENT_HEAD) ||
		(c->token.type == HTML_END_TAG &&
			(ends(c, ELEMENT_HEAD) || !ends_head_body_html_br(c))))
		return false;
	if (starts(c, ELEMENT_BODY)) {
		insert(c);
		c->frameset_ok = false;
		c->mode = IN_BODY;
		return false;
	}
	if (starts(c, ELEMENT_FRAMESET)) {
		insert(c);
		c->mode = IN_FRAMESET;
		return false;
	}
	insert_implied(c, ELEMENT_BODY);
	c->mode = IN_BODY;
	return true;
}

static bool in_text(struct construct *c)
{
	if (is_text(c)) {
		put_text(c);
		return false;
	}
	builder_close(&c->b, c->b.depth - 1, c->token.type == HTML_END_TAG);
	c->mode = c->original;
	return c->token.type == HTML_END;
}

/* ---- in body (13.2.6.4.7) ---- */

/* A start tag that ends items of its kind (li; dt and dd). */
static void close_items(struct construct *c, enum element first, enum element last)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->space == HTML_ELEMENT && o->element >= first && o->element <= last) {
			builder_close(&c->b, i - 1, false);
			return;
		}
		if (is_special(o) && o->element != ELEMENT_ADDRESS &&
			o->element != ELEMENT_DIV && o->element != ELEMENT_P)
			return;
	}
}

static void start_frameset(struct construct *c)
{
	if (c->b.depth < 2 || c->b.open[1].element != ELEMENT_BODY || !c->frameset_ok)
		return;
	builder_close(&c->b, 1, false);
	insert(c);
	c->mode = IN_FRAMESET;
}

static void start_link(struct construct *c)
{
	for (unsigned i = c->formatting_count; i > last_marker(c); i--) {
		uint32_t serial = c->formatting[i - 1].like.serial;

		if (c->formatting[i - 1].like.element != ELEMENT_A)
			continue;
		adopt(c, ELEMENT_A);
		if (formatting_place(c, serial))
			remove_formatting(c, formatting_place(c, serial) - 1);
		if (open_place(c, serial))
			builder_remove(&c->b, open_place(c, serial) - 1);
		break;
	}
	reconstruct(c);
	if (!insert(c))
		push_formatting(c);
}

static void start_form(struct construct *c)
{
	bool in_template = c->template_count > 0;

	if (c->form && !in_template)
		return;
	close_paragraph(c, false);
	if (!insert(c) && !in_template)
		c->form = top(c)->serial;
}

static void start_foreign(struct construct *c, enum html_namespace space)
{
	struct builder_open o;

	if (is_too_deep(c, ROOM_FOR_TEXT))
		return;
	o = made_of(c, c->element, HTML_ELEMENT);
	o.space = (uint8_t)space;
	if (space != HTML_ELEMENT && c->element != ELEMENT_SVG && c->element != ELEMENT_MATH)
		o.element = ELEMENT_OTHER;
	if (!builder_open(&c->b, &o) && c->token.self_closing)
		pop(c);
}

static bool is_hidden_input(const struct construct *c)
{
	return c->element == ELEMENT_INPUT &&
	       slice_is(html_attribute(&c->token, "type"), "hidden");
}

/* The rows of a table that a select in it is closed by. */
static bool is_table_mode(enum mode mode)
{
	return mode == IN_TABLE || mode == IN_CAPTION || mode == IN_TABLE_BODY ||
	       mode == IN_ROW || mode == IN_CELL;
}

static bool start_in_body(struct construct *c)
{
	enum group group = (enum group)elements[c->element].group;

	switch (group) {
	case HTML:
	case BODY:
		/* Attributes that the first such tag has not are its own. */
		if (!c->template_count) {
			head_read_language(c->doc, &c->tag);
			htmltag_root(c->doc, &c->tag);
		}
		if (group == BODY && c->b.depth > 1)
			c->frameset_ok = false;
		return false;
	case HEAD:
		head_content(c);
		return false;
	case FRAMESET:
		start_frameset(c);
		return false;
	case PART:
		return false;
	case PARAM:
		insert_void(c);
		return false;
	case RAW:
		c->frameset_ok &= c->element != ELEMENT_IFRAME;
		insert_raw(c);
		return false;
	case TEXTAREA:
		c->frameset_ok = false;
		insert_raw(c);
		c->feed = c->reader.at;
		return false;
	case XMP:
		close_paragraph(c, false);
		reconstruct(c);
		c->frameset_ok = false;
		insert_raw(c);
		return false;
	case FORM:
		start_form(c);
		return false;
	case A:
		start_link(c);
		return false;
	case NOBR:
		reconstruct(c);
		if (in_scope(c, ELEMENT_NOBR, IN_SCOPE))
			adopt(c, ELEMENT_NOBR);
		reconstruct(c);
		if (!insert(c))
			push_formatting(c);
		return false;
	case FORMAT:
		reconstruct(c);
		if (!insert(c))
			push_formatting(c);
		return false;
	case LI:
		close_items(c, ELEMENT_LI, ELEMENT_LI);
		c->frameset_ok = false;
		close_paragraph(c, false);
		break;
	case DT:
		close_items(c, ELEMENT_DT, ELEMENT_DD);
		c->frameset_ok = false;
		close_paragraph(c, false);
		break;
	case HEADING:
		close_paragraph(c, false);
		if (group_of(top(c)) == HEADING)
			builder_close(&c->b, c->b.depth - 1, false);
		break;
	case P:
	case BLOCKS:
		close_paragraph(c, false);
		break;
	case PRE:
		close_paragraph(c, false);
		c->frameset_ok = false;
		insert(c);
		c->feed = c->reader.at;
		return false;
	case PLAINTEXT:
		close_paragraph(c, false);
		if (!insert(c))
			html_enter(&c->reader, &c->token);
		return false;
	case BUTTON:
		if (in_scope(c, ELEMENT_BUTTON, IN_SCOPE))
			pop_until(c, ELEMENT_BUTTON, false);
		reconstruct(c);
		c->frameset_ok = false;
		break;
	case MARKED:
		reconstruct(c);
		c->frameset_ok = false;
		if (!insert(c))
			push_marker(c);
		return false;
	case TABLE:
		if (!c->quirks)
			close_paragraph(c, false);
		c->frameset_ok = false;
		if (!is_too_deep(c, ROOM_FOR_TABLE) && !insert(c))
			c->mode = IN_TABLE;
		return false;
	case EMPTY:
	case INPUT:
		reconstruct(c);
		c->frameset_ok &= is_hidden_input(c);
		insert_void(c);
		return false;
	case IMAGE:
		c->element = ELEMENT_IMG;
		return start_in_body(c);
	case HR:
		close_paragraph(c, false);
		c->frameset_ok = false;
		insert_void(c);
		return false;
	case SELECT:
		reconstruct(c);
		c->frameset_ok = false;
		if (!is_too_deep(c, ROOM_FOR_TABLE) && !insert(c))
			c->mode = is_table_mode(c->mode) ? IN_SELECT_IN_TABLE : IN_SELECT;
		return false;
	case OPTION:
		if (current(c) == ELEMENT_OPTION)
			pop(c);
		reconstruct(c);
		break;
	case RUBY:
	case RUBYTEXT:
		if (in_scope(c, ELEMENT_RUBY, IN_SCOPE))
			close_implied(c, group == RUBYTEXT ? ELEMENT_RTC : ELEMENT_OTHER);
		break;
	case MATH:
		reconstruct(c);
		start_foreign(c, MATHML_ELEMENT);
		return false;
	case SVG:
		reconstruct(c);
		start_foreign(c, SVG_ELEMENT);
		return false;
	case ANY:
		reconstruct(c);
		break;
	}
	insert(c);
	return false;
}

/* An end tag of what no rule knows: it closes the innermost such element, but nothing special.
 */
static void end_any(struct construct *c)
{
	for (unsigned i = c->b.depth; i; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->space == HTML_ELEMENT && slice_same(o->name, c->token.name)) {
			builder_close(&c->b, i - 1, true);
			return;
		}
		if (is_special(o))
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
	at = open_place(c, c->form);
	for (unsigned i = c->b.depth; c->form && i > at; i--)
		if (ends_scope(&c->b.open[i - 1], IN_SCOPE))
			at = 0;
	if (c->form && at) {
		close_implied(c, ELEMENT_OTHER);
		at = open_place(c, c->form);
		if (at == c->b.depth)
			pop(c);
		else
			builder_remove(&c->b, at - 1);
	}
	c->form = 0;
}

static bool end_in_body(struct construct *c)
{
	unsigned at;

	switch ((enum group)elements[c->element].group) {
	case BODY:
	case HTML:
		if (!in_scope(c, ELEMENT_BODY, IN_SCOPE))
			return false;
		c->mode = AFTER_BODY;
		return c->element == ELEMENT_HTML;
	case BLOCKS:
	case PRE:
	case BUTTON:
		at = in_scope(c, c->element, IN_SCOPE);
		break;
	case P:
		if (!in_scope(c, ELEMENT_P, BUTTON_SCOPE))
			insert_implied(c, ELEMENT_P);
		close_paragraph(c, true);
		return false;
	case LI:
		at = in_scope(c, ELEMENT_LI, LIST_SCOPE);
		break;
	case DT:
		at = in_scope(c, c->element, IN_SCOPE);
		break;
	case HEADING:
		at = find_in_scope(c, ELEMENT_H1, ELEMENT_H6, IN_SCOPE);
		break;
	case MARKED:
		at = in_scope(c, c->element, IN_SCOPE);
		if (at)
			clear_formatting(c);
		break;
	case FORM:
		end_form(c);
		return false;
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
			return start_in_body(c);
		}
		end_any(c);
		return false;
	}
	if (at)
		builder_close(&c->b, at - 1, true);
	return false;
}

static bool in_body(struct construct *c)
{
	switch (c->token.type) {
	case HTML_START_TAG:
		return start_in_body(c);
	case HTML_END_TAG:
		return end_in_body(c);
	case HTML_TEXT:
	case HTML_REFERENCE:
	case HTML_CDATA:
		reconstruct(c);
		c->frameset_ok &= is_blank(c);
		put_text(c);
		return false;
	case HTML_END:
		return c->template_count ? in_template(c) : false;
	default:
		return false;
	}
}

/* ---- tables (13.2.6.4.9 to 13.2.6.4.15) ---- */

/* Characters in a table but white space are before it; so is white space among them. */
static void text_in_table(struct construct *c)
{
	c->table_ink |= !is_blank(c);
	if (c->table_ink)
		in_body(c);
}

static bool start_in_table(struct construct *c)
{
	switch (c->element) {
	case ELEMENT_CAPTION:
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
		push_marker(c);
		insert(c);
		c->mode = IN_CAPTION;
		return false;
	case ELEMENT_COLGROUP:
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
		insert(c);
		c->mode = IN_COLUMNS;
		return false;
	case ELEMENT_COL:
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
		insert_implied(c, ELEMENT_COLGROUP);
		c->mode = IN_COLUMNS;
		return true;
	case ELEMENT_THEAD:
	case ELEMENT_TBODY:
	case ELEMENT_TFOOT:
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
		insert(c);
		c->mode = IN_TABLE_BODY;
		return false;
	case ELEMENT_TR:
	case ELEMENT_TD:
	case ELEMENT_TH:
		clear_to(c, ELEMENT_TABLE, ELEMENT_TABLE);
		insert_implied(c, ELEMENT_TBODY);
		c->mode = IN_TABLE_BODY;
		return true;
	case ELEMENT_TABLE:
		if (!in_scope(c, ELEMENT_TABLE, TABLE_SCOPE))
			return false;
		pop_until(c, ELEMENT_TABLE, false);
		reset_mode(c);
		return true;
	case ELEMENT_STYLE:
	case ELEMENT_SCRIPT:
	case ELEMENT_TEMPLATE:
		return in_head(c);
	case ELEMENT_FORM:
		if (c->form || c->template_count > 0)
			return false;
		/* It holds nothing, but what is in it belongs to it. */
		c->form = ++c->b.serial;
		return false;
	case ELEMENT_INPUT:
		if (is_hidden_input(c)) {
			insert_void(c);
			return false;
		}
		break;
	default:
		break;
	}
	return in_body(c);
}

static bool end_in_table(struct construct *c)
{
	if (c->element == ELEMENT_TEMPLATE)
		return in_head(c);
	if (c->element == ELEMENT_BODY || c->element == ELEMENT_HTML ||
		elements[c->element].group == PART)
		return false;
	if (c->element != ELEMENT_TABLE)
		return in_body(c);
	if (in_scope(c, ELEMENT_TABLE, TABLE_SCOPE)) {
		pop_until(c, ELEMENT_TABLE, true);
		reset_mode(c);
	}
	return false;
}

static bool in_table(struct construct *c)
{
	if (is_text(c) && holds_parts(current(c))) {
		text_in_table(c);
		return false;
	}
	if (c->token.type == HTML_START_TAG)
		return start_in_table(c);
	if (c->token.type == HTML_END_TAG)
		return end_in_table(c);
	return in_body(c);
}

/* Whether a tag begins or ends a part of the table that a cell or a caption is in. */
static bool is_part(const struct construct *c)
{
	return elements[c->element].group == PART && c->element != ELEMENT_HEAD &&
	       c->element != ELEMENT_FRAME;
}

static bool in_caption(struct construct *c)
{
	bool closes = ends(c, ELEMENT_CAPTION) || ends(c, ELEMENT_TABLE) ||
		      (c->token.type == HTML_START_TAG && is_part(c));

	if (!closes) {
		if (c->token.type == HTML_END_TAG &&
			(is_part(c) || c->element == ELEMENT_BODY ||
				c->element == ELEMENT_HTML))
			return false;
		return in_body(c);
	}
	if (!in_scope(c, ELEMENT_CAPTION, TABLE_SCOPE))
		return false;
	pop_until(c, ELEMENT_CAPTION, ends(c, ELEMENT_CAPTION));
	clear_formatting(c);
	c->mode = IN_TABLE;
	return !ends(c, ELEMENT_CAPTION);
}

static bool in_columns(struct construct *c)
{
	if (starts(c, ELEMENT_HTML) || c->token.type == HTML_END)
		return in_body(c);
	if (starts(c, ELEMENT_TEMPLATE) || ends(c, ELEMENT_TEMPLATE))
		return in_head(c);
	/* In a template: the standard has no place for the text, and drops it. */
	if (is_text(c) && current(c) != ELEMENT_COLGROUP)
		put_text(c);
	if (c->token.type == HTML_DOCTYPE || (is_text(c) && skip_blank(c)) ||
		starts(c, ELEMENT_COL) || ends(c, ELEMENT_COL) ||
		current(c) != ELEMENT_COLGROUP)
		return false;
	pop(c);
	c->mode = IN_TABLE;
	return !ends(c, ELEMENT_COLGROUP);
}

static bool in_table_body(struct construct *c)
{
	bool start = c->token.type == HTML_START_TAG, end = c->token.type == HTML_END_TAG;
	bool group = c->element >= ELEMENT_THEAD && c->element <= ELEMENT_TFOOT;

	if (start && (c->element == ELEMENT_TR || c->element == ELEMENT_TD ||
			     c->element == ELEMENT_TH)) {
		clear_to(c, ELEMENT_THEAD, ELEMENT_TFOOT);
		c->mode = IN_ROW;
		if (c->element != ELEMENT_TR) {
			insert_implied(c, ELEMENT_TR);
			return true;
		}
		insert(c);
		return false;
	}
	if ((start && is_part(c)) || ends(c, ELEMENT_TABLE) || (end && group)) {
		if (end && group ? !in_scope(c, c->element, TABLE_SCOPE)
				 : !find_in_scope(c, ELEMENT_THEAD, ELEMENT_TFOOT, TABLE_SCOPE))
			return false;
		clear_to(c, ELEMENT_THEAD, ELEMENT_TFOOT);
		pop(c);
		c->mode = IN_TABLE;
		return !(end && group);
	}
	return in_table(c);
}

static bool in_row(struct construct *c)
{
	bool start = c->token.type == HTML_START_TAG, end = c->token.type == HTML_END_TAG;
	bool group = c->element >= ELEMENT_THEAD && c->element <= ELEMENT_TFOOT;

	if (start && (c->element == ELEMENT_TD || c->element == ELEMENT_TH)) {
		clear_to(c, ELEMENT_TR, ELEMENT_TR);
		insert(c);
		push_marker(c);
		c->mode = IN_CELL;
		return false;
	}
	if ((start && is_part(c)) || ends(c, ELEMENT_TABLE) || ends(c, ELEMENT_TR) ||
		(end && group)) {
		if ((end && group && !in_scope(c, c->element, TABLE_SCOPE)) ||
			!in_scope(c, ELEMENT_TR, TABLE_SCOPE))
			return false;
		clear_to(c, ELEMENT_TR, ELEMENT_TR);
		pop(c);
		c->mode = IN_TABLE_BODY;
		return !ends(c, ELEMENT_TR);
	}
	return in_table(c);
}

static bool in_cell(struct construct *c)
{
	bool end = c->token.type == HTML_END_TAG;
	bool closes = ends(c, ELEMENT_TD) || ends(c, ELEMENT_TH);
	unsigned cell;

	if (end && (c->element == ELEMENT_BODY || c->element == ELEMENT_HTML ||
			   c->element == ELEMENT_CAPTION || c->element == ELEMENT_COL ||
			   c->element == ELEMENT_COLGROUP))
		return false;
	if (!ends(c, ELEMENT_TABLE) &&
		!((c->token.type == HTML_START_TAG || end) && is_part(c)))
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

static bool in_select(struct construct *c)
{
	bool start = c->token.type == HTML_START_TAG;
	unsigned at;

	if (is_text(c)) {
		put_text(c);
		return false;
	}
	if (starts(c, ELEMENT_HTML) || c->token.type == HTML_END)
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
			pop(c);
		if (current(c) == ELEMENT_OPTGROUP && c->element != ELEMENT_OPTION)
			pop(c);
		if (start && c->element != ELEMENT_HR)
			insert(c);
		return false;
	case ELEMENT_SELECT:
	case ELEMENT_INPUT:
	case ELEMENT_KEYGEN:
	case ELEMENT_TEXTAREA:
		at = in_scope(c, ELEMENT_SELECT, SELECT_SCOPE);
		if (!at || (!start && c->element != ELEMENT_SELECT))
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

static bool in_select_in_table(struct construct *c)
{
	bool part = (c->token.type == HTML_START_TAG || c->token.type == HTML_END_TAG) &&
		    (c->element == ELEMENT_TABLE || (is_part(c) && c->element != ELEMENT_COL &&
							    c->element != ELEMENT_COLGROUP));

	if (!part)
		return in_select(c);
	if (c->token.type == HTML_END_TAG && !in_scope(c, c->element, TABLE_SCOPE))
		return false;
	pop_until(c, ELEMENT_SELECT, false);
	reset_mode(c);
	return true;
}

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
	switch (c->element) {
	case ELEMENT_CAPTION:
	case ELEMENT_COLGROUP:
	case ELEMENT_THEAD:
	case ELEMENT_TBODY:
	case ELEMENT_TFOOT:
		mode = IN_TABLE;
		break;
	case ELEMENT_COL:
		mode = IN_COLUMNS;
		break;
	case ELEMENT_TR:
		mode = IN_TABLE_BODY;
		break;
	case ELEMENT_TD:
	case ELEMENT_TH:
		mode = IN_ROW;
		break;
	default:
		break;
	}
	c->templates[c->template_count - 1] = c->mode = mode;
	return true;
}

static bool after_body(struct construct *c)
{
	if (starts(c, ELEMENT_HTML) || (is_text(c) && is_blank(c)))
		return in_body(c);
	if (c->token.type == HTML_DOCTYPE || c->token.type == HTML_END)
		return false;
	if (ends(c, ELEMENT_HTML) && c->mode == AFTER_BODY) {
		c->mode = AFTER_AFTER_BODY;
		return false;
	}
	c->mode = IN_BODY;
	return true;
}

static bool in_frameset(struct construct *c)
{
	if (starts(c, ELEMENT_HTML))
		return in_body(c);
	if (is_text(c)) {
		/* The standard drops it: here it is in the frameset, and dropped later. */
		put_text(c);
	} else if (starts(c, ELEMENT_NOFRAMES)) {
		head_content(c);
	} else if (c->mode == IN_FRAMESET && starts(c, ELEMENT_FRAMESET)) {
		insert(c);
	} else if (c->mode == IN_FRAMESET && ends(c, ELEMENT_FRAMESET)) {
		if (c->b.depth > 2)
			pop(c);
		else
			c->mode = AFTER_FRAMESET;
	} else if (c->mode == AFTER_FRAMESET && ends(c, ELEMENT_HTML)) {
		c->mode = AFTER_AFTER_FRAMESET;
	}
	return false;
}

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

/* ---- SVG and MathML (13.2.6.5) ---- */

/* Start tags that end them: pages forget to. */
static bool breaks_out(const struct construct *c)
{
	static const char *const names[] = {"b", "big", "blockquote", "body", "br", "center",
		"code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2", "h3", "h4", "h5",
		"h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol",
		"p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup",
		"table", "tt", "u", "ul", "var"};

	if (c->token.type == HTML_END_TAG)
		return c->element == ELEMENT_BR || c->element == ELEMENT_P;
	if (c->element == ELEMENT_FONT)
		return html_attribute(&c->token, "color").start ||
		       html_attribute(&c->token, "face").start ||
		       html_attribute(&c->token, "size").start;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_is(c->token.name, names[i]))
			return true;
	return false;
}

static enum integration integration_of(const struct construct *c, enum html_namespace space)
{
	static const char *const math[] = {"mi", "mo", "mn", "ms", "mtext"};
	static const char *const svg[] = {"foreignObject", "desc", "title"};
	struct slice name = c->token.name, encoding;

	for (size_t i = 0; space == MATHML_ELEMENT && i < sizeof math / sizeof *math; i++)
		if (slice_is(name, math[i]))
			return MATH_TEXT;
	for (size_t i = 0; space == SVG_ELEMENT && i < sizeof svg / sizeof *svg; i++)
		if (slice_is(name, svg[i]))
			return HTML_INTEGRATION;
	if (space != MATHML_ELEMENT || !slice_is(name, "annotation-xml"))
		return NO_INTEGRATION;
	encoding = html_attribute(&c->token, "encoding");
	return encoding.start && (slice_is(encoding, "text/html") ||
					 slice_is(encoding, "application/xhtml+xml"))
		       ? HTML_INTEGRATION
		       : ANNOTATION;
}

/* Whether a token is read by the rules for SVG and MathML. */
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
		return !(start && c->element == ELEMENT_SVG);
	default:
		return true;
	}
}

static bool end_in_foreign(struct construct *c)
{
	for (unsigned i = c->b.depth; i > 1; i--) {
		const struct builder_open *o = &c->b.open[i - 1];

		if (o->space == HTML_ELEMENT)
			return modes[c->mode](c);
		if (slice_same(o->name, c->token.name)) {
			builder_close(&c->b, i - 1, true);
			return false;
		}
	}
	return false;
}

static bool in_foreign(struct construct *c)
{
	enum html_namespace space = (enum html_namespace)top(c)->space;
	struct builder_open o;

	if (is_text(c)) {
		c->frameset_ok &= is_blank(c);
		put_text(c);
		return false;
	}
	if (c->token.type != HTML_START_TAG && c->token.type != HTML_END_TAG)
		return false;
	if (breaks_out(c)) {
		while (top(c)->space != HTML_ELEMENT && top(c)->integration != MATH_TEXT &&
			top(c)->integration != HTML_INTEGRATION)
			builder_close(&c->b, c->b.depth - 1, false);
		return modes[c->mode](c);
	}
	if (c->token.type == HTML_END_TAG)
		return end_in_foreign(c);
	if (is_too_deep(c, ROOM_FOR_TEXT))
		return false;
	/* Style sheets and scripts are none to read there either. */
	o = made_of(c,
		c->element == ELEMENT_STYLE || c->element == ELEMENT_SCRIPT ? c->element
									    : ELEMENT_OTHER,
		space);
	o.element = ELEMENT_OTHER;
	o.integration = (uint8_t)integration_of(c, space);
	if (!builder_open(&c->b, &o) && c->token.self_closing)
		pop(c);
	return false;
}

/* ---- all of it ---- */

/* An end tag of what was too deep to be opened closes nothing else. */
static bool ends_too_deep(struct construct *c)
{
	if (!c->b.overflow || c->token.type != HTML_END_TAG || c->mode == IN_TEXT ||
		is_implied(c->element) || elements[c->element].group == PART)
		return false;
	c->b.overflow--;
	return true;
}

static void take_comment(struct construct *c)
{
	const struct slice text = c->token.text;

	if (savednote_may(text.start, text.len))
		savednote_take(
			c->doc, arena_strndup(&c->doc->tree.arena, text.start, text.len));
}

/* Enters what the token is, and what became of its text: ingested says how much of all text was
   in the tree before it. */
static void enter(struct construct *c, bool in_script, size_t ingested)
{
	struct source_parts *parts = &c->doc->source.parts;
	const struct html_token *t = &c->token;
	size_t placed = c->b.tree->ingested - ingested, blank, len = t->text.len;

	if (!is_text(c)) {
		*(t->type == HTML_COMMENT ? &parts->comment : &parts->markup) += t->all.len;
		return;
	}
	if (t->type == HTML_REFERENCE) {
		/* What XML cannot hold was replaced. */
		len = placed ? placed : t->meaning_len;
		blank = blank_len(t->meaning, t->meaning_len);
	} else {
		blank = blank_len(t->text.start, len);
	}
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
		c->lost_at = (size_t)(t->all.start - c->doc->source.text);
	c->lost += len - blank;
}

static void take(struct construct *c)
{
	bool again = true;

	if (c->token.type == HTML_START_TAG || c->token.type == HTML_END_TAG)
		c->element = element_of(&c->by_name, c->token.name);
	if (c->token.type == HTML_COMMENT)
		take_comment(c);
	if (c->token.type == HTML_COMMENT || c->token.type == HTML_BROKEN || ends_too_deep(c))
		return;
	if (!is_text(c))
		c->table_ink = false;
	while (again)
		again = is_foreign(c) ? in_foreign(c) : modes[c->mode](c);
}

int html_construct(struct document *doc)
{
	struct construct *c = calloc(1, sizeof *c);
	bool more = true, in_script;
	struct slice text;
	size_t ingested;
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
		text = c->token.text;
		in_script = current(c) == ELEMENT_SCRIPT || current(c) == ELEMENT_STYLE;
		ingested = c->b.tree->ingested;
		take(c);
		c->token.text = text;
		enter(c, in_script, ingested);
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
