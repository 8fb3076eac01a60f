#include "html/token.h"

#include <stdlib.h>

/* What bytes end, of those that are no letters. */
enum { ENDS_VALUE = 1, ENDS_TAG_NAME = 2, ENDS_NAME = 4 };
#define ENDS_ALL (ENDS_VALUE | ENDS_TAG_NAME | ENDS_NAME)

static const uint8_t classes[256] = {
	['\t'] = ENDS_ALL,
	['\n'] = ENDS_ALL,
	['\f'] = ENDS_ALL,
	['\r'] = ENDS_ALL,
	[' '] = ENDS_ALL,
	['>'] = ENDS_ALL,
	['/'] = ENDS_TAG_NAME | ENDS_NAME,
	['='] = ENDS_NAME,
};

/* The first byte that ends what is given. */
static const char *end_of(const char *p, const char *end, uint8_t what)
{
	while (p < end && !(classes[(unsigned char)*p] & what))
		p++;
	return p;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct slice span(const char *start, const char *end)
{
	return (struct slice){start, (size_t)(end - start)};
}

/* The byte in a half-open span; its end if it is not there. */
static const char *find(const char *at, const char *end, char c)
{
	const char *found = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;

	return found ? found : end;
}

static bool starts(const char *at, const char *end, const char *with)
{
	size_t len = strlen(with);

	return (size_t)(end - at) >= len && !strncasecmp(at, with, len);
}

void html_reader_init(struct html_reader *r, const char *text, size_t len)
{
	*r = (struct html_reader){.at = text, .end = text + len};
}

void html_reader_free(struct html_reader *r)
{
	free(r->attributes);
	r->attributes = NULL;
	r->attribute_room = 0;
}

/* ---- character references (13.2.5.72 to 13.2.5.84) ---- */

static const struct {
	const char *name;
	char meaning[HTML_MEANING_MAX + 1];
} references[] = {
#define REFERENCE(name, meaning) {name, meaning},
#include "html/references.def"
#undef REFERENCE
};

#define REFERENCES (sizeof references / sizeof *references)

/* The first of the names from low to high whose byte at index is not below c: all of them begin
   alike before it. */
static size_t lower_bound(size_t low, size_t high, size_t index, unsigned char c)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((unsigned char)references[middle].name[index] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The longest name that the text begins with; REFERENCES if there is none. */
static size_t find_name(const char *at, const char *end)
{
	size_t low = 0, high = REFERENCES, longest = REFERENCES;

	for (size_t i = 0; at + i < end && (unsigned char)at[i] < 0x80 && at[i]; i++) {
		unsigned char c = (unsigned char)at[i];

		low = lower_bound(low, high, i, c);
		high = lower_bound(low, high, i, c + 1);
		if (low == high)
			break;
		if (!references[low].name[i + 1])
			longest = low++;
	}
	return longest;
}

/* What &#128; to &#159; mean: windows-1252 (13.2.5.84). */
static const uint16_t c1_meanings[32] = {0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018,
	0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
	0x9D, 0x017E, 0x0178};

static int digit_value(char c, unsigned base)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "&#8364;" or "&#x20AC;" at at; its length, 0 if there is none. */
static size_t read_number(const char *at, const char *end, char *meaning, uint8_t *meaning_len)
{
	const char *p = at + 2, *digits;
	unsigned base = p < end && (*p == 'x' || *p == 'X') ? 16 : 10;
	uint32_t value = 0;

	p += base == 16;
	for (digits = p; p < end && digit_value(*p, base) >= 0; p++)
		if (value <= 0x10FFFF)
			value = value * base + (uint32_t)digit_value(*p, base);
	if (p == digits)
		return 0;
	if (!value || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		value = 0xFFFD;
	else if (value >= 0x80 && value < 0xA0)
		value = c1_meanings[value - 0x80];
	*meaning_len = (uint8_t)utf8_put(meaning, value);
	return (size_t)(p - at) + (p < end && *p == ';');
}

/* The reference at at, where '&' is; its length, 0 if it is none. */
static size_t read_reference(
	const char *at, const char *end, bool in_attribute, char *meaning, uint8_t *meaning_len)
{
	size_t name, len;

	if (end - at > 2 && at[1] == '#')
		return read_number(at, end, meaning, meaning_len);
	name = find_name(at + 1, end);
	if (name == REFERENCES)
		return 0;
	len = 1 + strlen(references[name].name);
	if (in_attribute && at[len - 1] != ';' && at + len < end &&
		(at[len] == '=' || is_letter(at[len]) || is_digit(at[len])))
		return 0;
	*meaning_len = (uint8_t)strlen(references[name].meaning);
	memcpy(meaning, references[name].meaning, *meaning_len);
	return len;
}

/* ---- tags (13.2.5.6 to 13.2.5.8, 13.2.5.32 to 13.2.5.40) ---- */

static void add_attribute(
	struct html_reader *r, struct html_token *token, const struct html_attribute *a)
{
	if (token->attribute_count == r->attribute_room) {
		size_t room = r->attribute_room ? 2 * r->attribute_room : 16;
		struct html_attribute *more =
			r->failed ? NULL
				  : reallocarray(r->attributes, room, sizeof *r->attributes);

		if (!more) {
			r->failed = true;
			return;
		}
		r->attributes = more;
		r->attribute_room = room;
	}
	r->attributes[token->attribute_count++] = *a;
}

/* A value after '=' and white space; past its quote. NULL if the end of the text cuts it. */
static const char *read_attribute_value(const char *p, const char *end, struct slice *value)
{
	const char *start = p;

	if (p < end && (*p == '"' || *p == '\'')) {
		start = p + 1;
		p = find(start, end, *p);
		*value = span(start, p);
		return p < end ? p + 1 : NULL;
	}
	p = end_of(p, end, ENDS_VALUE);
	*value = span(start, p);
	return p;
}

/* From the end of a tag's name to past its '>'; NULL if the end of the text cuts it. */
static const char *read_attributes(
	struct html_reader *r, struct html_token *token, const char *p, const char *end)
{
	while (p && p < end) {
		struct html_attribute a;
		const char *start;

		if (html_is_space(*p)) {
			p++;
			continue;
		}
		if (*p == '>')
			return p + 1;
		if (*p == '/') {
			p++;
			token->self_closing = p < end && *p == '>';
			continue;
		}
		start = p;
		p = end_of(p + (*p == '='), end, ENDS_NAME);
		a.name = span(start, p);
		a.value = (struct slice){p, 0};
		while (p < end && html_is_space(*p))
			p++;
		if (p < end && *p == '=') {
			p++;
			while (p < end && html_is_space(*p))
				p++;
			p = read_attribute_value(p, end, &a.value);
		}
		add_attribute(r, token, &a);
	}
	return NULL;
}

static const char *read_tag(
	struct html_reader *r, struct html_token *token, const char *at, const char *end)
{
	bool closes = at[1] == '/';
	const char *name = at + 1 + closes, *p = end_of(name, end, ENDS_TAG_NAME);

	token->type = closes ? HTML_END_TAG : HTML_START_TAG;
	token->name = span(name, p);
	p = read_attributes(r, token, p, end);
	token->attributes = r->attributes;
	if (p)
		return p;
	*token = (struct html_token){.type = HTML_BROKEN};
	return end;
}

/* ---- declarations and comments (13.2.5.41 to 13.2.5.71) ---- */

/* Up to the next '>', or all. */
static const char *read_bogus_comment(
	struct html_token *token, const char *start, const char *end)
{
	const char *p = find(start, end, '>');

	token->type = HTML_COMMENT;
	token->text = span(start, p);
	return p < end ? p + 1 : end;
}

/* After "<!--". Three things end it: "-->", "--!>", and what would be either if it did not
   begin with the comment's own dashes. */
static const char *read_comment(struct html_token *token, const char *start, const char *end)
{
	const char *p = start;

	token->type = HTML_COMMENT;
	token->text = (struct slice){start, 0};
	if (starts(start, end, ">"))
		return start + 1;
	if (starts(start, end, "->"))
		return start + 2;
	while ((p = find(p, end, '-')) < end) {
		if (starts(p, end, "-->") || starts(p, end, "--!>")) {
			token->text = span(start, p);
			return p + (p[2] == '>' ? 3 : 4);
		}
		p++;
	}
	/* The end of the text: dashes that could have been the comment's end are not of it. */
	if (end - start >= 3 && !memcmp(end - 3, "--!", 3))
		p = end - 3;
	for (int dashes = 0; p == end - dashes && dashes < 2 && p > start && p[-1] == '-';
		dashes++)
		p--;
	token->text = span(start, p);
	return end;
}

static const char *skip_spaces(const char *p, const char *end)
{
	while (p < end && html_is_space(*p))
		p++;
	return p;
}

/* A quoted identifier of a DOCTYPE at p; past it. Sets quirks if it is cut off, or none. */
static const char *read_identifier(
	struct html_token *token, struct slice *id, const char *p, const char *end)
{
	const char *start = p + 1;

	if (p == end || (*p != '"' && *p != '\'')) {
		token->quirks = true;
		return p;
	}
	for (p = start; p < end && *p != *(start - 1) && *p != '>'; p++)
		;
	*id = span(start, p);
	token->quirks = p == end || *p == '>';
	return p + !token->quirks;
}

/* After "<!DOCTYPE". What is wrong with it is all that browsers ask: what follows is skipped.
 */
static const char *read_doctype(struct html_token *token, const char *p, const char *end)
{
	const char *name = skip_spaces(p, end);

	token->type = HTML_DOCTYPE;
	token->quirks = name == end || *name == '>';
	p = end_of(name, end, ENDS_VALUE);
	if (p > name)
		token->name = span(name, p);
	p = skip_spaces(p, end);
	if (starts(p, end, "public")) {
		p = read_identifier(
			token, &token->public_id, skip_spaces(p + strlen("public"), end), end);
		p = skip_spaces(p, end);
		if (!token->quirks && p < end && *p != '>')
			p = read_identifier(token, &token->system_id, p, end);
	} else if (starts(p, end, "system")) {
		p = read_identifier(
			token, &token->system_id, skip_spaces(p + strlen("system"), end), end);
	} else if (p < end && *p != '>') {
		token->quirks = true;
	}
	/* What follows the system identifier is an error that makes no quirks; the end does. */
	p = skip_spaces(p, end);
	token->quirks |= p == end;
	p = find(p, end, '>');
	return p < end ? p + 1 : end;
}

/* At "<!". */
static const char *read_declaration(
	struct html_reader *r, struct html_token *token, const char *at, const char *end)
{
	static const char cdata[] = "<![CDATA[";
	const char *close;

	if (starts(at, end, "<!--"))
		return read_comment(token, at + 4, end);
	if (starts(at, end, "<!doctype"))
		return read_doctype(token, at + strlen("<!doctype"), end);
	if (!r->foreign || (size_t)(end - at) < strlen(cdata) ||
		memcmp(at, cdata, strlen(cdata)) != 0)
		return read_bogus_comment(token, at + 2, end);
	at += strlen(cdata);
	close = memmem(at, (size_t)(end - at), "]]>", 3);
	token->type = HTML_CDATA;
	token->text = span(at, close ? close : end);
	return close ? close + 3 : end;
}

/* ---- text ---- */

/* Whether the '<' begins markup (13.2.5.6): else it is a character. */
static bool is_markup(const char *p, const char *end)
{
	if (end - p < 2)
		return false;
	return is_letter(p[1]) || p[1] == '!' || p[1] == '?' || (p[1] == '/' && end - p > 2);
}

/* Whether a tag of the name is at p, which is at its '<': "</" of end tags is part of opening.
 */
static bool is_tag_of(const char *p, const char *end, const char *opening, struct slice name)
{
	size_t len = strlen(opening);

	if ((size_t)(end - p) <= len + name.len || memcmp(p, opening, len) != 0 ||
		strncasecmp(p + len, name.start, name.len) != 0)
		return false;
	p += len + name.len;
	return html_is_space(*p) || *p == '/' || *p == '>';
}

/* The end tag that ends RCDATA or RAWTEXT (13.2.5.11, an appropriate end tag). */
static bool ends_raw(const struct html_reader *r, const char *p)
{
	return r->raw.len && is_tag_of(p, r->end, "</", r->raw);
}

/* The end tag that ends a script, from p on: within "<!--", a "<script" must have its
   "</script" before that (13.2.5.15 to 13.2.5.31). */
static const char *script_end(const struct html_reader *r, const char *p)
{
	static const struct slice script = {"script", 6};
	bool escaped = false, twice = false;

	for (; p < r->end; p++) {
		if (!escaped)
			p = find(p, r->end, '<');
		if (p == r->end)
			break;
		if (*p == '-' && escaped && starts(p, r->end, "-->")) {
			escaped = twice = false;
		} else if (*p != '<') {
			continue;
		} else if (!escaped && starts(p, r->end, "<!--")) {
			escaped = true;
			p += 1; /* its dashes can be those of "-->" */
		} else if (twice) {
			twice = !is_tag_of(p, r->end, "</", script);
		} else if (ends_raw(r, p)) {
			return p;
		} else if (escaped) {
			twice = is_tag_of(p, r->end, "<", script);
		}
	}
	return r->end;
}

/* Where the reader's next markup or reference is; at if it is there. Both searches are
   remembered, so that no byte is searched twice. */
static const char *text_end(struct html_reader *r, struct html_token *token, size_t *reference)
{
	const char *p = r->at;
	bool references_count = r->content == HTML_DATA || r->content == HTML_RCDATA;

	if (r->content == HTML_PLAINTEXT)
		return r->end;
	if (r->content == HTML_SCRIPT)
		return script_end(r, p);
	for (;;) {
		if (!r->next_tag || r->next_tag < p)
			r->next_tag = find(p, r->end, '<');
		if (references_count && (!r->next_reference || r->next_reference < p))
			r->next_reference = find(p, r->end, '&');
		p = r->next_tag;
		if (references_count && r->next_reference < p) {
			p = r->next_reference;
			*reference = read_reference(
				p, r->end, false, token->meaning, &token->meaning_len);
			if (*reference)
				return p;
		} else if (p == r->end ||
			   (r->content == HTML_DATA ? is_markup(p, r->end) : ends_raw(r, p))) {
			return p;
		}
		p++;
	}
}

static const char *read_markup(struct html_reader *r, struct html_token *token)
{
	const char *at = r->at;

	if (r->content != HTML_DATA) {
		r->content = HTML_DATA;
		return read_tag(r, token, at, r->end);
	}
	switch (at[1]) {
	case '!':
		return read_declaration(r, token, at, r->end);
	case '?':
		return read_bogus_comment(token, at + 1, r->end);
	case '/':
		if (at[2] == '>') {
			token->type = HTML_BROKEN;
			return at + 3;
		}
		if (!is_letter(at[2]))
			return read_bogus_comment(token, at + 2, r->end);
		break;
	default:
		break;
	}
	return read_tag(r, token, at, r->end);
}

bool html_next(struct html_reader *r, struct html_token *token)
{
	const char *start = r->at, *end;
	size_t reference = 0;

	*token = (struct html_token){.type = HTML_END, .all = {start, 0}};
	if (start == r->end)
		return false;
	end = text_end(r, token, &reference);
	if (end > start) {
		token->type = HTML_TEXT;
		token->text = span(start, end);
		token->meaning_len = 0; /* of the reference that ended it */
	} else if (reference) {
		token->type = HTML_REFERENCE;
		end = start + reference;
	} else {
		end = read_markup(r, token);
	}
	token->all = span(start, end);
	r->at = end;
	return true;
}

void html_enter(struct html_reader *r, const struct html_token *start_tag)
{
	static const struct {
		const char *name;
		enum html_content content;
	} contents[] = {{"title", HTML_RCDATA}, {"textarea", HTML_RCDATA},
		{"style", HTML_RAWTEXT}, {"xmp", HTML_RAWTEXT}, {"iframe", HTML_RAWTEXT},
		{"noembed", HTML_RAWTEXT}, {"noframes", HTML_RAWTEXT}, {"script", HTML_SCRIPT},
		{"plaintext", HTML_PLAINTEXT}};

	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++)
		if (slice_is(start_tag->name, contents[i].name)) {
			r->content = contents[i].content;
			r->raw = start_tag->name;
		}
}

bool html_next_flat(struct html_reader *r, struct html_token *token)
{
	bool any = html_next(r, token);
	bool is_root = slice_is(token->name, "svg") || slice_is(token->name, "math");

	if (token->type == HTML_START_TAG && is_root)
		r->foreign |= !token->self_closing;
	else if (token->type == HTML_END_TAG && is_root)
		r->foreign = false;
	else if (token->type == HTML_START_TAG && !(r->foreign && token->self_closing))
		html_enter(r, token);
	return any;
}

/* ---- what is written, as characters ---- */

/* LF for CR LF and CR, replacement for NUL. */
static void put_clean(struct buf *out, struct slice text)
{
	const char *p = text.start, *end = p + text.len;

	for (const char *q = p; q < end; q++) {
		if (*q && *q != '\r')
			continue;
		buf_put(out, p, (size_t)(q - p));
		p = q + 1;
		if (!*q)
			buf_puts(out, "\xEF\xBF\xBD");
		else if (p == end || *p != '\n')
			buf_putc(out, '\n');
	}
	buf_put(out, p, (size_t)(end - p));
}

void html_put_value(struct buf *out, struct slice value)
{
	const char *p = value.start, *end = p + value.len, *at = p;
	char meaning[HTML_MEANING_MAX + 1];
	uint8_t meaning_len;
	size_t len;

	if (html_value_is_plain(value)) {
		buf_put(out, value.start, value.len);
		return;
	}
	while ((at = find(at, end, '&')) < end) {
		len = read_reference(at, end, true, meaning, &meaning_len);
		if (!len) {
			at++;
			continue;
		}
		put_clean(out, span(p, at));
		buf_put(out, meaning, meaning_len);
		p = at += len;
	}
	put_clean(out, span(p, end));
}

bool html_value_is_plain(struct slice value)
{
	const char *end = value.start + value.len;

	return find(value.start, end, '&') == end && find(value.start, end, '\r') == end &&
	       find(value.start, end, '\0') == end;
}

struct slice html_attribute(const struct html_token *tag, const char *name)
{
	for (size_t i = 0; i < tag->attribute_count; i++)
		if (slice_is(tag->attributes[i].name, name))
			return tag->attributes[i].value;
	return (struct slice){NULL, 0};
}
