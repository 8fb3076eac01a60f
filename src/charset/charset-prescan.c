#include "charset/charset-private.h"

#include "html/token.h"

/*
 * What a page declares, as browsers have it in the end. They begin with what a prescan of 1024
 * bytes finds, which takes the text of a script for tags (13.2.3.2); a <meta> that is an
 * element makes them start anew (13.2.3.4). So the first <meta> that is an element counts, and
 * if there is none, what the prescan finds.
 *
 * Elements are looked for further on: measured, one page in forty declares its charset after
 * byte 1024, after comments and scripts.
 */
#define PRESCAN_LIMIT  16384 /* [bytes] */
#define STANDARD_LIMIT 1024  /* [bytes] */

static const char *skip_spaces(const char *p, const char *end)
{
	while (p < end && html_is_space(*p))
		p++;
	return p;
}

/* What is between the quote at p and the next one like it; none if there is none. */
static struct slice quoted(const char *p, const char *end)
{
	const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

	return close ? (struct slice){p + 1, (size_t)(close - p - 1)} : (struct slice){NULL, 0};
}

/* "Extracting a character encoding from a meta element": text/html; charset=gb2312. */
static struct slice charset_in_content(struct slice content)
{
	static const char word[] = "charset";
	const size_t len = strlen(word);
	const char *p = content.start, *end = p + content.len, *start;

	for (; (size_t)(end - p) > len; p++) {
		if (strncasecmp(p, word, len) != 0)
			continue;
		start = skip_spaces(p + len, end);
		if (start == end || *start != '=')
			continue;
		start = skip_spaces(start + 1, end);
		if (start < end && (*start == '"' || *start == '\''))
			return quoted(start, end);
		for (p = start; p < end && !html_is_space(*p) && *p != ';'; p++)
			;
		return (struct slice){start, (size_t)(p - start)};
	}
	return (struct slice){NULL, 0};
}

/* The first label that is known wins; until then the first that is written is remembered. */
static void note_label(struct prescan *found, struct slice label)
{
	const struct charset *charset;

	if (!label.len || found->charset)
		return;
	charset = charset_find(label.start, label.len);
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

static void read_start_tag(const struct html_token *tag, struct prescan *found)
{
	struct slice content;

	if (slice_is(tag->name, "meta")) {
		note_label(found, html_attribute(tag, "charset"));
		content = html_attribute(tag, "content");
		if (content.len && slice_is(html_attribute(tag, "http-equiv"), "content-type"))
			note_label(found, charset_in_content(content));
	} else if (slice_is(tag->name, "html") && !found->lang.start) {
		found->lang = html_attribute(tag, "lang");
		if (!found->lang.start)
			found->lang = html_attribute(tag, "xml:lang");
	}
}

/* next: html_next takes the text of scripts and the like for tags, html_next_flat does not. */
static void read_tags(const char *bytes, size_t len,
	bool (*next)(struct html_reader *r, struct html_token *token), struct prescan *found)
{
	struct html_reader r;
	struct html_token token;

	html_reader_init(&r, bytes, len);
	while (!found->charset && next(&r, &token))
		if (token.type == HTML_START_TAG)
			read_start_tag(&token, found);
	found->failed |= r.failed;
	html_reader_free(&r);
}

/* "Get an XML encoding": <?xml version="1.0" encoding="gb2312"?> at the very start. */
static void read_xml_declaration(const char *bytes, size_t len, struct prescan *found)
{
	static const char start[] = "<?xml", word[] = "encoding";
	const char *end = memchr(bytes, '>', len), *p;

	if (!end || (size_t)(end - bytes) < strlen(start) ||
		memcmp(bytes, start, strlen(start)) != 0)
		return;
	p = memmem(bytes, (size_t)(end - bytes), word, strlen(word));
	p = p ? skip_spaces(p + strlen(word), end) : end;
	p = p < end && *p == '=' ? skip_spaces(p + 1, end) : end;
	if (p < end && (*p == '"' || *p == '\''))
		note_label(found, quoted(p, end));
}

struct prescan charset_prescan(const char *bytes, size_t len)
{
	struct prescan found = {0};

	len = len < PRESCAN_LIMIT ? len : PRESCAN_LIMIT;
	read_tags(bytes, len, html_next_flat, &found);
	read_tags(bytes, len < STANDARD_LIMIT ? len : STANDARD_LIMIT, html_next, &found);
	read_xml_declaration(bytes, len, &found);
	return found;
}
