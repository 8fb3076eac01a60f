/*
 * HTML into the tree: libxml2's parser by SAX, never its tree. The parser repairs what it can;
 * builder.h keeps the content model, htmltag.h reads start tags; this file has the events, the
 * head, and where in the source everything stands.
 */
#include "filter.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "builder.h"
#include "htmlattrs.h"
#include "htmlfeed.h"
#include "htmltag.h"
#include "htmltext.h"
#include "keys.h"
#include "savednote.h"
#include "source.h"

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
	struct htmlfeed feed;
	struct htmlattrs attrs;
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

/* How far the parser has read of what it was given. */
static size_t read_of_given(const struct ingest *in)
{
	const xmlParserInput *input = in->parser->input;

	return input ? input->consumed + (size_t)(input->cur - input->base) : 0;
}

/* And of the source. */
static size_t position(struct ingest *in)
{
	size_t at = htmlfeed_place(&in->feed, read_of_given(in));

	return at < in->doc->source.text_len ? at : in->doc->source.text_len;
}

/* What the parser has read last, where it was cut from what it was given. */
static const struct htmlfeed_cut *cut_before(const struct ingest *in, enum htmlfeed_kind kind)
{
	return htmlfeed_cut_before(&in->feed, read_of_given(in), kind);
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

/* ---- the head ---- */

static void set_once(struct ingest *in, const char **to, const char *value)
{
	if (!*to && value && *value)
		*to = arena_strdup(&in->doc->tree.arena, value);
}

static void read_base(struct ingest *in, const xmlChar **atts)
{
	const char *href = htmltag_find(atts, "href"), *resolved;

	if (!href || in->doc->options->base_url)
		return;
	resolved = document_resolve(in->doc, href);
	if (resolved || strstr(href, "://"))
		in->doc->base = resolved ? resolved : arena_strdup(&in->doc->tree.arena, href);
}

static void read_meta(struct ingest *in, const xmlChar **atts)
{
	const char *name = htmltag_find(atts, "name"), *content = htmltag_find(atts, "content"),
		   *key;

	if (!name)
		name = htmltag_find(atts, "property");
	if (!name || !content)
		return;
	key = meta_key(name);
	if (key)
		document_add_field(in->doc, key, name, content, "meta");
}

static void read_head_link(struct ingest *in, const xmlChar **atts)
{
	const char *rel = htmltag_find(atts, "rel");

	if (rel && !strcasecmp(rel, "canonical"))
		set_once(in, &in->canonical, htmltag_find(atts, "href"));
}

/* As tags are written (RFC 5646, 2.1.1): zh-Hant-CN, whatever the page has. */
static void set_tag_case(char *tag)
{
	size_t len = strcspn(tag, "-");

	for (size_t i = 0; i < len; i++)
		tag[i] = (char)tolower((unsigned char)tag[i]);
	for (char *s = tag + len; *s; s += len) {
		s++;
		len = strcspn(s, "-");
		for (size_t i = 0; i < len; i++)
			s[i] = (char)((len == 2 || (len == 4 && !i))
					      ? toupper((unsigned char)s[i])
					      : tolower((unsigned char)s[i]));
	}
}

/* A language tag is letters, digits and hyphens (BCP 47); others are noise. */
static void read_language(struct ingest *in, const xmlChar **atts)
{
	const char *lang = htmltag_find(atts, "lang");
	char *tag;

	if (!lang)
		lang = htmltag_find(atts, "xml:lang");
	if (in->doc->language || !lang ||
		!match_str(in->doc->matches, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", lang))
		return;
	tag = arena_strdup(&in->doc->tree.arena, lang);
	if (tag)
		set_tag_case(tag);
	in->doc->language = tag;
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
	struct node *n = treatment == IGNORE ? NULL : htmltag_node(in->doc, element, atts);

	if (n)
		node_set_place(
			n, (uint32_t)place->offset, (uint32_t)(place->end - place->offset));
	if (element == ELEMENT_BODY)
		in->body = true;
	if (element == ELEMENT_HTML || element == ELEMENT_BODY) {
		read_language(in, atts);
		htmltag_root(in->doc, atts);
	}
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
	const struct htmlfeed_cut *cut = cut_before(in, HTMLFEED_ATTRIBUTES);
	enum element element = element_of(in, name);

	if (cut)
		atts = htmlattrs_read(
			&in->attrs, in->feed.text + cut->start, in->feed.text + cut->end);
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
		at[1] == '!' && at[2] != '-' && *p->bytes == '<') {
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
	value = in->semicolon ? htmltext_new_reference(name, in->name_len)
			      : htmltext_bare_reference(name, in->name_len);
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

/* Longest character [bytes]. */
#define UTF8_MAX 4

static void add_piece(struct ingest *in, struct piece *p)
{
	const struct source *s = &in->doc->source;
	struct place *at = &p->place;

	/* The source itself serves where no reference was resolved; else the parser's copy. Of
	 * a long text, the parser gives a part before it has read the part's last character. */
	if (at->offset + p->len <= s->text_len && at->end + UTF8_MAX >= at->offset + p->len &&
		(p->bytes == s->text + at->offset ||
			!memcmp(s->text + at->offset, p->bytes, p->len))) {
		p->bytes = s->text + at->offset;
		at->end = at->offset + p->len;
		if (in->seen < at->end)
			in->seen = at->end;
	} else if (!(p->bytes = htmltext_clean(
			     in->doc, p->bytes, &p->len, s->text[at->offset] == '&'))) {
		return;
	}
	builder_text(&in->builder, p->bytes, p->len, (uint32_t)at->offset,
		(uint32_t)(at->end - at->offset));
}

/* A lone "<", and as many bytes as the parser gives at once, are given before the last of their
   characters is read. */
static void read_last_character(struct ingest *in, struct piece *p)
{
	const struct source *s = &in->doc->source;
	size_t len = 1;

	while (len < p->len && ((unsigned char)p->bytes[p->len - len] & 0xC0) == 0x80)
		len++;
	if (len > s->text_len - p->place.end ||
		memcmp(s->text + p->place.end, p->bytes + p->len - len, len) != 0)
		return;
	p->place.end += len;
	in->seen = p->place.end;
}

static void on_text(void *user, const xmlChar *text, int len)
{
	struct ingest *in = user;
	struct piece p = {(const char *)text, (size_t)len, text_place(in)};
	const struct htmlfeed_cut *cut = NULL;
	char meaning[4];

	if (len == 1 && *text != '<')
		cut = cut_before(in, HTMLFEED_TEXT);
	if (cut) {
		p.bytes = in->feed.text + cut->start;
		p.len = cut->end - cut->start;
		/* Not where the last event ended: a paragraph that the parser adds before a
		 * text is told when the text was read. */
		p.place = (struct place){cut->start, cut->end};
		in->seen = cut->end;
	} else if (p.place.end == p.place.offset || len >= HTMLFEED_PIECE) {
		read_last_character(in, &p);
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

/* The parser reads piece by piece, and lets go of what it has read: it never has a copy of the
   whole. */
static int read_source(void *user, char *buffer, int size)
{
	struct ingest *in = user;

	return (int)htmlfeed_read(&in->feed, buffer, (size_t)size);
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
	htmlfeed_init(&in->feed, doc->source.text, doc->source.text_len);
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
	if (in) {
		htmlattrs_free(&in->attrs);
		htmlfeed_free(&in->feed);
	}
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
