/*
 * HTML into the tree: libxml2's parser by SAX, never its tree. The parser repairs what it can;
 * builder.h keeps the content model; this file reads elements, attributes and places.
 */
#include "filter.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "builder.h"
#include "keys.h"
#include "savednote.h"
#include "source.h"
#include "style.h"

/* A name of an element that was looked up, by the address at which the parser keeps it. */
struct known_element {
	const xmlChar *name;
	enum element element;
};
#define KNOWN_ELEMENTS 128

struct ingest {
	struct document *doc;
	struct builder builder;
	htmlParserCtxtPtr parser;
	size_t given;	       /* to the parser [bytes] */
	size_t seen;	       /* where the last event ended, in the decoded source [bytes] */
	bool body;	       /* past the head */
	const char *canonical; /* <link rel=canonical>; NULL */
	size_t bogus;	 /* end of a bogus comment that the parser takes for text [bytes] */
	size_t name_len; /* of the reference's name that comes next, as text [bytes]; 0: none
			    does */
	bool semicolon;	 /* and one follows it */
	struct known_element known[KNOWN_ELEMENTS];
};

struct place {
	size_t offset, end;
};

/* ---- places ---- */

/* How far the parser has read. */
static size_t position(const struct ingest *in)
{
	const xmlParserInput *input = in->parser->input;
	size_t at = input ? input->consumed + (size_t)(input->cur - input->base) : 0;

	return at < in->doc->source.text_len ? at : in->doc->source.text_len;
}

/* The tag that the parser is in: from its '<' to where it has read. */
static struct place tag_place(struct ingest *in)
{
	const char *text = in->doc->source.text, *open;
	struct place p = {.offset = in->seen, .end = position(in)};

	if (p.end < p.offset)
		p.end = p.offset;
	open = memchr(text + p.offset, '<', p.end - p.offset);
	if (open)
		p.offset = (size_t)(open - text);
	in->seen = p.end;
	return p;
}

static struct place text_place(struct ingest *in)
{
	const char *text = in->doc->source.text;
	struct place p = {.offset = in->seen, .end = position(in)};

	if (p.end < p.offset)
		p.end = p.offset;
	if (p.offset < p.end && text[p.offset] == '>')
		p.offset++;
	in->seen = p.end;
	return p;
}

/* ---- attributes ---- */

static const char *find(const xmlChar **atts, const char *name)
{
	for (; atts && atts[0]; atts += 2)
		if ((atts[0][0] | 0x20) == *name && !strcasecmp((const char *)atts[0], name))
			return atts[1] ? (const char *)atts[1] : "";
	return NULL;
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; at && (at = strstr(at, word)); at += len)
		if ((at == words || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/* HTML attributes kept as they are: name, attribute of the tree. */
static const struct {
	const char *html;
	enum attr attr;
} kept[] = {
	{"class", ATTR_CLASS},
	{"id", ATTR_HTMLID},
	{"role", ATTR_ROLE},
	{"itemprop", ATTR_ROLE},
	{"name", ATTR_NAME},
	{"href", ATTR_HREF},
	{"src", ATTR_SRC},
	{"alt", ATTR_ALT},
	{"title", ATTR_TITLE},
	{"lang", ATTR_LANG},
};

static void keep_strings(struct tree *t, struct node *n, const xmlChar **atts)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		const char *value = find(atts, kept[i].html);

		if (value && *value && !attr_str(n, kept[i].attr))
			attr_set_str(t, n, kept[i].attr, value);
	}
}

/* Classes by which the common frameworks hide on wide screens what they have a second copy of
   for narrow ones: Bootstrap, Foundation, Tailwind. */
static const char *const narrow[] = {"visible-xs", "visible-xs-block", "d-md-none", "d-lg-none",
	"d-xl-none", "show-for-small-only", "md:hidden", "lg:hidden", "mobile-only",
	"hidden-desktop", "hide-on-desktop", "hide-desktop"};

static bool is_hidden(enum element element, const xmlChar **atts, const struct style *style)
{
	const char *aria = find(atts, "aria-hidden"), *classes = find(atts, "class");
	const char *type = find(atts, "type");

	if (element == ELEMENT_INPUT && type && !strcasecmp(type, "hidden"))
		return true;
	for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
		if (has_word(classes, narrow[i]))
			return true;
	return style->hidden || find(atts, "hidden") || (aria && !strcasecmp(aria, "true")) ||
	       has_word(classes, "ng-hide");
}

static void keep_span(
	struct tree *t, struct node *n, const xmlChar **atts, const char *name, enum attr attr)
{
	const char *value = find(atts, name);
	long span = value ? strtol(value, NULL, 10) : 1;

	if (value && span != 1 && span >= 0 && span <= 65534)
		attr_set_int(t, n, attr, (int)span);
}

/* <font size> 1 to 7 in 1/10 CSS px (HTML standard, 15.3.4); +n and -n count from 3. */
static int font_size(const char *value)
{
	static const int sizes[] = {100, 130, 160, 180, 240, 320, 480};
	int n = atoi(value);

	if (*value == '+' || *value == '-')
		n += 3;
	return sizes[n < 1 ? 0 : n > 7 ? 6 : n - 1];
}

static void keep_shape(
	struct tree *t, struct node *n, const xmlChar **atts, const struct style *style)
{
	const char *align = style->align ? style->align : find(atts, "align");
	const char *size = n->element == ELEMENT_FONT ? find(atts, "size") : NULL;

	if (n->element == ELEMENT_CENTER)
		align = "center";
	if (align && (style->align || n->kind != KIND_TABLE) && n->kind != KIND_IMAGE)
		attr_set_str(t, n, ATTR_ALIGN, style_align(align));
	if (style->indent)
		attr_set_int(t, n, ATTR_INDENT, style->indent);
	if (style->size || size)
		attr_set_int(t, n, ATTR_SIZE, style->size ? style->size : font_size(size));
}

static void keep_pixels(
	struct tree *t, struct node *n, const xmlChar **atts, const char *name, enum attr attr)
{
	const char *value = find(atts, name);
	int pixels = value ? atoi(value) : 0;

	if (pixels > 0 && pixels < 10000 && !strchr(value, '%'))
		attr_set_int(t, n, attr, pixels);
}

/* ---- what single elements need ---- */

static void read_heading(struct ingest *in, struct node *n, const xmlChar **atts)
{
	attr_set_int(in->builder.tree, n, ATTR_LEVEL, n->element - ELEMENT_H1 + 1);
}

static void read_cell(struct ingest *in, struct node *n, const xmlChar **atts)
{
	keep_span(in->builder.tree, n, atts, "colspan", ATTR_COLSPAN);
	keep_span(in->builder.tree, n, atts, "rowspan", ATTR_ROWSPAN);
	if (n->element == ELEMENT_TH)
		attr_set_int(in->builder.tree, n, ATTR_HEADER, 1);
}

static void read_table(struct ingest *in, struct node *n, const xmlChar **atts)
{
	keep_pixels(in->builder.tree, n, atts, "border", ATTR_BORDER);
}

static void read_list(struct ingest *in, struct node *n, const xmlChar **atts)
{
	const char *start = find(atts, "start");

	if (n->element != ELEMENT_OL)
		return;
	attr_set_int(in->builder.tree, n, ATTR_ORDERED, 1);
	if (start && atoi(start) != 1)
		attr_set_int(in->builder.tree, n, ATTR_START, atoi(start));
}

static void read_link(struct ingest *in, struct node *n, const xmlChar **atts)
{
	attr_set_str(in->builder.tree, n, ATTR_URI,
		document_resolve(in->doc, attr_str(n, ATTR_HREF)));
}

static void read_image(struct ingest *in, struct node *n, const xmlChar **atts)
{
	/* Loaders of images on demand keep the address elsewhere until the reader scrolls to
	 * it. */
	static const char *const lazy[] = {
		"data-src", "data-original", "data-lazy-src", "file"};
	struct tree *t = in->builder.tree;

	for (size_t i = 0; !attr_str(n, ATTR_SRC) && i < sizeof lazy / sizeof *lazy; i++)
		attr_set_str(t, n, ATTR_SRC, find(atts, lazy[i]));
	attr_set_str(t, n, ATTR_URI, document_resolve(in->doc, attr_str(n, ATTR_SRC)));
	keep_pixels(t, n, atts, "width", ATTR_WIDTH);
	keep_pixels(t, n, atts, "height", ATTR_HEIGHT);
}

static void read_frame(struct ingest *in, struct node *n, const xmlChar **atts)
{
	attr_set_str(in->builder.tree, n, ATTR_URI,
		document_resolve(in->doc, attr_str(n, ATTR_SRC)));
}

static const struct {
	enum element first, last;
	void (*read)(struct ingest *in, struct node *n, const xmlChar **atts);
} readers[] = {
	{ELEMENT_H1, ELEMENT_H6, read_heading},
	{ELEMENT_TD, ELEMENT_TH, read_cell},
	{ELEMENT_TABLE, ELEMENT_TABLE, read_table},
	{ELEMENT_UL, ELEMENT_MENU, read_list},
	{ELEMENT_A, ELEMENT_A, read_link},
	{ELEMENT_IMG, ELEMENT_IMG, read_image},
	{ELEMENT_IFRAME, ELEMENT_IFRAME, read_frame},
};

/* Bold, italic and the rest said by style make a span the phrase it looks like. */
static void style_to_kind(struct node *n, const struct style *style)
{
	if (n->kind != KIND_SPAN)
		return;
	if (style->bold)
		n->kind = KIND_STRONG;
	else if (style->italic)
		n->kind = KIND_EMPH;
	else if (style->underline)
		n->kind = KIND_UNDERLINE;
	else if (style->strike)
		n->kind = KIND_STRIKE;
}

static struct node *read_element(struct ingest *in, enum element element, const xmlChar **atts,
	const struct place *place)
{
	struct tree *t = in->builder.tree;
	struct node *n = node_new(t, element_kind(element));
	const char *css = find(atts, "style");
	struct style style = style_parse(css ? css : "");

	if (!n)
		return NULL;
	n->element = (uint8_t)element;
	node_set_place(n, (uint32_t)place->offset, (uint32_t)(place->end - place->offset));
	keep_strings(t, n, atts);
	if (is_hidden(element, atts, &style))
		attr_set_int(t, n, ATTR_HIDDEN, 1);
	keep_shape(t, n, atts, &style);
	style_to_kind(n, &style);
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (element >= readers[i].first && element <= readers[i].last)
			readers[i].read(in, n, atts);
	return n;
}

/* ---- the head ---- */

static void set_once(struct ingest *in, const char **to, const char *value)
{
	if (!*to && value && *value)
		*to = arena_strdup(&in->doc->tree.arena, value);
}

static void read_base(struct ingest *in, const xmlChar **atts)
{
	const char *href = find(atts, "href"), *resolved;

	if (!href || in->doc->options->base_url)
		return;
	resolved = document_resolve(in->doc, href);
	if (resolved || strstr(href, "://"))
		in->doc->base = resolved ? resolved : arena_strdup(&in->doc->tree.arena, href);
}

static void read_meta(struct ingest *in, const xmlChar **atts)
{
	const char *name = find(atts, "name"), *content = find(atts, "content"), *key;

	if (!name)
		name = find(atts, "property");
	if (!name || !content)
		return;
	key = meta_key(name);
	if (key)
		document_add_field(in->doc, key, name, content, "meta");
}

static void read_head_link(struct ingest *in, const xmlChar **atts)
{
	const char *rel = find(atts, "rel");

	if (rel && !strcasecmp(rel, "canonical"))
		set_once(in, &in->canonical, find(atts, "href"));
}

/* A language tag is letters, digits and hyphens (BCP 47); others are noise. */
static void read_language(struct ingest *in, const xmlChar **atts)
{
	const char *lang = find(atts, "lang");

	if (!lang)
		lang = find(atts, "xml:lang");
	if (lang &&
		match_str(in->doc->matches, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", lang))
		set_once(in, &in->doc->language, lang);
}

static struct node *head_title(struct ingest *in, struct node *title)
{
	struct node *front = document_front(in->doc);

	if (!title || in->body || document_title(in->doc)) {
		if (title)
			title->kind = KIND_PARA;
		return title;
	}
	attr_set_str(in->builder.tree, title, ATTR_ORIGIN, "head");
	tree_append(in->builder.tree, front, title);
	return title;
}

/* ---- SAX ---- */

static void open_element(struct ingest *in, enum element element, const xmlChar **atts,
	const struct place *place)
{
	enum treatment treatment = element_treatment(element);
	struct node *n = treatment == IGNORE ? NULL : read_element(in, element, atts, place);

	if (element == ELEMENT_BODY)
		in->body = true;
	if (element == ELEMENT_HTML)
		read_language(in, atts);
	if (element == ELEMENT_TITLE)
		n = head_title(in, n);
	if (treatment == SINGLE) {
		builder_single(&in->builder, n);
		n = NULL;
	} else if (treatment == PLAIN && n && n->kind == KIND_SPAN && !attr_first(n)) {
		n = NULL; /* says nothing */
		treatment = IGNORE;
	}
	builder_open(&in->builder, element, n, treatment == PHRASE || treatment == PLAIN);
}

/* The parser keeps each name once, for as long as it lives. */
static enum element element_of(struct ingest *in, const xmlChar *name)
{
	struct known_element *known = &in->known[((uintptr_t)name >> 2) % KNOWN_ELEMENTS];

	if (known->name != name)
		*known = (struct known_element){name, element_by_name((const char *)name)};
	return known->element;
}

static void on_start(void *user, const xmlChar *name, const xmlChar **atts)
{
	struct ingest *in = user;
	struct place place = tag_place(in);
	enum element element = element_of(in, name);

	switch (element) {
	case ELEMENT_META:
		read_meta(in, atts);
		break;
	case ELEMENT_BASE:
		read_base(in, atts);
		break;
	case ELEMENT_LINK:
		read_head_link(in, atts);
		break;
	default:
		open_element(in, element, atts, &place);
	}
}

/* Whether the parser is at the end tag of the name: else it closes what was left open. */
static bool at_end_tag(const struct ingest *in, const struct place *tag, const char *name)
{
	const char *text = in->doc->source.text + tag->offset;
	size_t len = strlen(name);

	return tag->end - tag->offset > len + 1 && text[0] == '<' && text[1] == '/' &&
	       !strncasecmp(text + 2, name, len);
}

static void on_end(void *user, const xmlChar *name)
{
	struct ingest *in = user;
	struct place place = tag_place(in);
	enum element element = element_of(in, name);

	if (element != ELEMENT_META && element != ELEMENT_BASE && element != ELEMENT_LINK)
		builder_close(
			&in->builder, element, at_end_tag(in, &place, (const char *)name));
}

/* What &#128; to &#159; mean: windows-1252 (HTML standard, 13.2.5.80). */
static const uint16_t c1_meanings[32] = {
	0x20AC,
	0x81,
	0x201A,
	0x0192,
	0x201E,
	0x2026,
	0x2020,
	0x2021,
	0x02C6,
	0x2030,
	0x0160,
	0x2039,
	0x0152,
	0x8D,
	0x017D,
	0x8F,
	0x90,
	0x2018,
	0x2019,
	0x201C,
	0x201D,
	0x2022,
	0x2013,
	0x2014,
	0x02DC,
	0x2122,
	0x0161,
	0x203A,
	0x0153,
	0x9D,
	0x017E,
	0x0178,
};

/* A copy of what the parser made of character references, fit for XML. */
static const char *clean_text(struct ingest *in, const char *text, size_t *len, bool reference)
{
	struct buf clean = BUF_INIT;
	const char *copy;
	unsigned width;

	for (size_t i = 0; i < *len; i += width) {
		uint32_t c = utf8_decode(text + i, *len - i, &width);

		if (reference && c >= 0x80 && c < 0xA0)
			c = c1_meanings[c - 0x80];
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE ||
			c == 0xFFFF) {
			c = 0xFFFD;
			in->doc->source.charset.replaced++;
		}
		buf_put_utf8(&clean, c);
	}
	*len = clean.len;
	copy = buf_failed(&clean)
		       ? NULL
		       : arena_strndup(&in->doc->tree.arena, buf_str(&clean), clean.len);
	buf_free(&clean);
	return copy;
}

/* A piece of text as the parser gives it, and where it stands. */
struct piece {
	const char *bytes;
	size_t len; /* [bytes] */
	struct place place;
};

/*
 * "<![if !supportLists]>", which word processors write, is a bogus comment (HTML standard,
 * 13.2.5.42), and libxml2 2.9 takes it for text: what of it is in the piece is cut off.
 */
static void cut_bogus_comment(struct ingest *in, struct piece *p)
{
	const struct source *s = &in->doc->source;
	const char *at = s->text + p->place.offset, *end;

	if (p->place.offset >= in->bogus && p->place.offset + 2 < s->text_len && at[0] == '<' &&
		at[1] == '!' && at[2] != '-') {
		end = memchr(at, '>', s->text_len - p->place.offset);
		in->bogus = end ? (size_t)(end - s->text) + 1 : s->text_len;
	}
	if (p->place.offset >= in->bogus)
		return;
	end = p->place.end > in->bogus ? memchr(p->bytes, '>', p->len) : NULL;
	p->len = end ? p->len - (size_t)(end + 1 - p->bytes) : 0;
	p->bytes = end ? end + 1 : p->bytes;
	p->place.offset = in->bogus;
	if (p->place.end < in->bogus)
		p->place.end = in->bogus;
}

/* What a name means without its semicolon (HTML standard, 13.5: Latin-1 names and a few); 0:
 * nothing. */
static unsigned bare_reference(const char *name, size_t len)
{
	char copy[12];
	const htmlEntityDesc *entity;

	if (!len || len >= sizeof copy)
		return 0;
	memcpy(copy, name, len);
	copy[len] = '\0';
	entity = htmlEntityLookup((const xmlChar *)copy);
	return entity && entity->value < 0x100 && entity->value != '\'' ? entity->value : 0;
}

/* Names that came with HTML 5, and that libxml2 2.9 does not know: those that pages use. */
static unsigned new_reference(const char *name, size_t len)
{
	static const struct {
		const char *name;
		unsigned value;
	} names[] = {{"mldr", 0x2026}, {"nldr", 0x2025}, {"comma", ','}, {"period", '.'},
		{"colon", ':'}, {"semi", ';'}, {"lpar", '('}, {"rpar", ')'}, {"excl", '!'},
		{"quest", '?'}, {"num", '#'}, {"dollar", '$'}, {"percnt", '%'}, {"plus", '+'},
		{"equals", '='}, {"lsqb", '['}, {"rsqb", ']'}, {"lowbar", '_'}, {"sol", '/'},
		{"bsol", '\\'}, {"vert", '|'}, {"commat", '@'}, {"ast", '*'}, {"Tab", '\t'},
		{"NewLine", '\n'}, {"hyphen", 0x2010}, {"horbar", 0x2015}, {"check", 0x2713},
		{"star", 0x2606}, {"starf", 0x2605}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && !memcmp(names[i].name, name, len))
			return names[i].value;
	return 0;
}

/* A reference that the parser does not resolve comes as "&", its name, and what follows: the
   first becomes what it means, the name and its semicolon nothing. */
static void resolve_reference(struct ingest *in, struct piece *p, char *meaning)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const char *name = in->doc->source.text + p->place.offset + 1;
	struct buf utf8 = BUF_INIT;
	unsigned value;

	if (in->name_len && p->len == in->name_len) {
		p->len = in->name_len = 0;
		return;
	}
	if (in->semicolon && p->len && *p->bytes == ';') {
		p->bytes++;
		p->len--;
		p->place.offset++;
	}
	in->semicolon = false;
	in->name_len = 0;
	if (p->len != 1 || *p->bytes != '&' || name[-1] != '&')
		return;
	in->name_len = strspn(name, letters);
	in->semicolon = name[in->name_len] == ';';
	value = in->semicolon ? new_reference(name, in->name_len)
			      : bare_reference(name, in->name_len);
	if (!value) {
		in->name_len = 0;
		in->semicolon = false;
		return;
	}
	buf_put_utf8(&utf8, value);
	p->len = utf8.len;
	memcpy(meaning, buf_str(&utf8), utf8.len);
	p->bytes = meaning;
	buf_free(&utf8);
}

static void add_piece(struct ingest *in, struct piece *p)
{
	const struct source *s = &in->doc->source;
	struct place *at = &p->place;

	/* The source itself serves where no reference was resolved; else the parser's copy. */
	if (at->end - at->offset >= p->len && !memcmp(s->text + at->offset, p->bytes, p->len)) {
		p->bytes = s->text + at->offset;
		at->end = at->offset + p->len;
	} else if (!(p->bytes = clean_text(
			     in, p->bytes, &p->len, s->text[at->offset] == '&'))) {
		return;
	}
	builder_text(&in->builder, p->bytes, p->len, (uint32_t)at->offset,
		(uint32_t)(at->end - at->offset));
}

static void on_text(void *user, const xmlChar *text, int len)
{
	struct ingest *in = user;
	struct piece p = {(const char *)text, (size_t)len, text_place(in)};
	char meaning[4];

	/* A lone "<" is given before it is read. */
	if (p.len == 1 && *text == '<' && p.place.end == p.place.offset) {
		p.place.end++;
		in->seen++;
	}
	cut_bogus_comment(in, &p);
	resolve_reference(in, &p, meaning);
	if (p.len)
		add_piece(in, &p);
}

static void on_comment(void *user, const xmlChar *text)
{
	struct ingest *in = user;

	tag_place(in);
	savednote_take(in->doc, (const char *)text);
}

/* The parser reads the source piece by piece, and lets go of what it has read: it never has a
   copy of the whole. */
static int read_source(void *user, char *buffer, int size)
{
	struct ingest *in = user;
	const struct source *s = &in->doc->source;
	size_t len = s->text_len - in->given;

	if (len > (size_t)size)
		len = (size_t)size;
	memcpy(buffer, s->text + in->given, len);
	in->given += len;
	return (int)len;
}

static int give_source(struct ingest *in, htmlParserCtxtPtr p)
{
	xmlParserInputBufferPtr buffer =
		xmlParserInputBufferCreateIO(read_source, NULL, in, XML_CHAR_ENCODING_NONE);
	xmlParserInputPtr input;

	if (!buffer)
		return -1;
	input = xmlNewIOInputStream(p, buffer, XML_CHAR_ENCODING_NONE);
	if (!input) {
		xmlFreeParserInputBuffer(buffer);
		return -1;
	}
	return inputPush(p, input) < 0 ? -1 : 0;
}

static htmlParserCtxtPtr parser_new(struct ingest *in)
{
	htmlParserCtxtPtr p = htmlNewParserCtxt();

	if (!p)
		return NULL;
	if (give_source(in, p)) {
		htmlFreeParserCtxt(p);
		return NULL;
	}
	*p->sax = (xmlSAXHandler){
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.comment = on_comment,
	};
	p->userData = in;
	/* IGNORE_ENC alone falls back to Latin-1 (libxml2 2.9): the encoding is switched as
	 * well. */
	htmlCtxtUseOptions(p, HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOERROR |
				      HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				      HTML_PARSE_RECOVER);
	p->options |= XML_PARSE_HUGE;
	xmlSwitchEncoding(p, XML_CHAR_ENCODING_UTF8);
	in->parser = p;
	return p;
}

static int ingest(struct document *doc, const char *bytes, size_t len)
{
	struct ingest *in = calloc(1, sizeof *in);
	htmlParserCtxtPtr parser = NULL;
	int rc = -1;

	if (!in || source_decode(doc, bytes, len))
		goto done;
	in->doc = doc;
	builder_init(&in->builder, doc);
	parser = parser_new(in);
	if (!parser)
		goto done;
	htmlParseDocument(parser);
	if (!doc->base)
		doc->base = in->canonical;
	rc = 0;
done:
	if (parser)
		htmlFreeParserCtxt(parser);
	free(in);
	return rc;
}

const struct filter filter_in_html = {
	.name = "in-html",
	.stage = STAGE_INGEST,
	.help = "read an HTML page in any encoding",
	.ingest = ingest,
	.format = "html",
	.extension = "html htm shtml xhtml",
};
