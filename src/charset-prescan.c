#include "charset-private.h"

#include <string.h>
#include <strings.h>

/*
 * What a page declares: the HTML standard's "prescan a byte stream to determine its encoding"
 * (13.2.3.2), step by step, and behind it "get an XML encoding".
 *
 * The standard looks at 1024 bytes here, but a later <meta> makes its parser start anew
 * (13.2.3.4, change the encoding). This reads on to where both come to the same: measured, one
 * page in forty declares its charset behind byte 1024, after comments and scripts.
 */
#define PRESCAN_LIMIT 16384 /* [bytes] */

struct cursor {
	const unsigned char *p, *end;
};

struct attribute {
	struct span name, value;
};

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool at(const struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(c->end - c->p) >= len && !strncasecmp((const char *)c->p, text, len);
}

static bool equals(struct span s, const char *text)
{
	return s.len == strlen(text) && !strncasecmp((const char *)s.p, text, s.len);
}

static void skip_spaces(struct cursor *c)
{
	while (c->p < c->end && is_space(*c->p))
		c->p++;
}

static void skip_past(struct cursor *c, const char *text)
{
	const unsigned char *found;
	size_t len = strlen(text);

	found = memmem(c->p, (size_t)(c->end - c->p), text, len);
	c->p = found ? found + len : c->end;
}

static struct span span_to(const unsigned char *from, const struct cursor *c)
{
	return (struct span){from, (size_t)(c->p - from)};
}

static struct span quoted(struct cursor *c)
{
	unsigned char quote = *c->p++;
	const unsigned char *from = c->p;
	struct span s;

	while (c->p < c->end && *c->p != quote)
		c->p++;
	s = span_to(from, c);
	if (c->p < c->end)
		c->p++;
	return s;
}

static struct span unquoted(struct cursor *c, unsigned char stop)
{
	const unsigned char *from = c->p;

	while (c->p < c->end && !is_space(*c->p) && *c->p != stop)
		c->p++;
	return span_to(from, c);
}

/* "Get an attribute". False at the end of the tag, or of what there is. */
static bool next_attribute(struct cursor *c, struct attribute *a)
{
	const unsigned char *from;

	while (c->p < c->end && (is_space(*c->p) || *c->p == '/'))
		c->p++;
	if (c->p == c->end || *c->p == '>')
		return false;
	from = c->p++; /* an '=' in the first place belongs to the name */
	while (c->p < c->end && !is_space(*c->p) && !memchr("=/>", *c->p, 3))
		c->p++;
	a->name = span_to(from, c);
	a->value = span_to(c->p, c);
	skip_spaces(c);
	if (c->p == c->end || *c->p != '=')
		return c->p < c->end;
	c->p++;
	skip_spaces(c);
	if (c->p < c->end)
		a->value = *c->p == '"' || *c->p == '\'' ? quoted(c) : unquoted(c, '>');
	return c->p < c->end; /* what the end cuts off is not trusted */
}

/* "Extracting a character encoding from a meta element": text/html; charset=gb2312. */
static struct span charset_in_content(struct span content)
{
	struct cursor c = {content.p, content.p + content.len};
	struct span none = {0};

	for (; c.p < c.end; c.p++) {
		if (!at(&c, "charset"))
			continue;
		c.p += strlen("charset");
		skip_spaces(&c);
		if (c.p < c.end && *c.p == '=')
			break;
		c.p--; /* for the loop's step: this may be the start of the next "charset" */
	}
	if (c.p == c.end)
		return none;
	c.p++;
	skip_spaces(&c);
	if (c.p == c.end)
		return none;
	if (*c.p == '"' || *c.p == '\'')
		return memchr(c.p + 1, *c.p, (size_t)(c.end - c.p - 1)) ? quoted(&c) : none;
	return unquoted(&c, ';');
}

/* The first label that is known wins; until then the first that is written is remembered. */
static void note_label(struct prescan *found, struct span label)
{
	const struct charset *charset;

	if (!label.len)
		return;
	charset = charset_find((const char *)label.p, label.len);
	if (charset || !found->label.len)
		found->label = label;
	if (!charset)
		return;
	/* Declared in ASCII, it cannot be UTF-16; and x-user-defined was never meant. */
	if (charset->id == CHARSET_UTF_16LE || charset->id == CHARSET_UTF_16BE)
		charset = charset_find("utf-8", strlen("utf-8"));
	else if (charset->id == CHARSET_X_USER_DEFINED)
		charset = charset_find("windows-1252", strlen("windows-1252"));
	found->charset = charset;
}

static void keep_first(struct span *kept, struct span value)
{
	if (!kept->p)
		*kept = value;
}

static void read_meta(struct cursor *c, struct prescan *found)
{
	struct span charset = {0}, content = {0}, pragma = {0};
	struct attribute a;

	while (next_attribute(c, &a)) {
		if (equals(a.name, "charset"))
			keep_first(&charset, a.value);
		else if (equals(a.name, "content"))
			keep_first(&content, a.value);
		else if (equals(a.name, "http-equiv"))
			keep_first(&pragma, a.value);
	}
	if (c->p == c->end)
		return;
	if (charset.p)
		note_label(found, charset);
	else if (content.p && pragma.p && equals(pragma, "content-type"))
		note_label(found, charset_in_content(content));
}

static void read_tag(struct cursor *c, struct prescan *found)
{
	bool html = at(c, "html") && c->end - c->p > 4 && is_space(c->p[4]);
	struct attribute a;

	while (c->p < c->end && !is_space(*c->p) && *c->p != '>')
		c->p++;
	while (next_attribute(c, &a))
		if (html && (equals(a.name, "lang") || equals(a.name, "xml:lang")))
			keep_first(&found->lang, a.value);
}

static bool at_meta(const struct cursor *c)
{
	return at(c, "<meta") && c->end - c->p > 5 && (is_space(c->p[5]) || c->p[5] == '/');
}

static void read_markup(struct cursor *c, struct prescan *found)
{
	bool closing = c->end - c->p > 1 && c->p[1] == '/';

	if (at(c, "<!--")) {
		c->p += 2; /* the dashes of <!--> begin and end it */
		skip_past(c, "-->");
	} else if (at_meta(c)) {
		c->p += strlen("<meta");
		read_meta(c, found);
	} else if (c->end - c->p > 1 + closing && is_letter(c->p[1 + closing])) {
		c->p += 1 + closing;
		read_tag(c, found);
	} else if (at(c, "<!") || at(c, "</") || at(c, "<?")) {
		skip_past(c, ">");
	} else {
		c->p++;
	}
}

/* "Get an XML encoding": <?xml version="1.0" encoding="gb2312"?> at the very start. */
static void read_xml_declaration(struct cursor c, struct prescan *found)
{
	const unsigned char *end = memchr(c.p, '>', (size_t)(c.end - c.p));

	if (!end || !at(&c, "<?xml"))
		return;
	c.end = end;
	skip_past(&c, "encoding");
	skip_spaces(&c);
	if (c.p == c.end || *c.p != '=')
		return;
	c.p++;
	skip_spaces(&c);
	if (c.p < c.end && (*c.p == '"' || *c.p == '\''))
		note_label(found, quoted(&c));
}

struct prescan charset_prescan(const unsigned char *bytes, size_t len)
{
	struct cursor c = {bytes, bytes + (len < PRESCAN_LIMIT ? len : PRESCAN_LIMIT)};
	const struct cursor start = c;
	struct prescan found = {0};

	while (c.p < c.end && !found.charset) {
		c.p = memchr(c.p, '<', (size_t)(c.end - c.p));
		if (!c.p)
			break;
		read_markup(&c, &found);
	}
	if (!found.charset)
		read_xml_declaration(start, &found);
	return found;
}
