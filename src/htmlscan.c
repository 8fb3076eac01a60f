#include "htmlscan.h"

#include <string.h>

bool scan_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void skip_spaces(struct scan *s)
{
	while (s->at < s->end && (scan_is_space(*s->at) || *s->at == '/'))
		s->at++;
}

/* A value as HTML 5 has it (13.2.5.37 and on): quoted by " or ', or up to white space. */
static struct slice read_value(struct scan *s)
{
	struct slice value;
	char quote = s->at < s->end && (*s->at == '"' || *s->at == '\'') ? *s->at : '\0';

	if (quote)
		s->at++;
	value.start = s->at;
	while (s->at < s->end &&
		(quote ? *s->at != quote : !scan_is_space(*s->at) && *s->at != '>'))
		s->at++;
	value.len = (size_t)(s->at - value.start);
	if (quote && s->at < s->end)
		s->at++;
	return value;
}

bool scan_attribute(struct scan *s, struct slice *name, struct slice *value)
{
	skip_spaces(s);
	*name = (struct slice){s->at, 0};
	*value = (struct slice){s->at, 0};
	while (s->at < s->end && !scan_is_space(*s->at) && !strchr("=>/", *s->at))
		s->at++;
	name->len = (size_t)(s->at - name->start);
	skip_spaces(s);
	if (s->at < s->end && *s->at == '=') {
		s->at++;
		skip_spaces(s);
		*value = read_value(s);
	}
	return name->len || value->len;
}

void scan_put_value(struct buf *out, struct slice value)
{
	static const char reference[] = "&amp;";
	const char *s = value.start, *end = s + value.len, *at;

	while ((at = memmem(s, (size_t)(end - s), reference, strlen(reference)))) {
		buf_put(out, s, (size_t)(at + 1 - s));
		s = at + strlen(reference);
	}
	buf_put(out, s, (size_t)(end - s));
}
