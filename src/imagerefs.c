#include "imagerefs.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "buf.h"

/* Attributes that hold the address, the best first: those that libraries for late loading read.
 */
static const char *const names[] = {
	"src", "data-src", "data-original", "data-lazy-src", "file"};

#define NAMES (sizeof names / sizeof *names)

struct scan {
	const char *at, *end;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void skip_spaces(struct scan *s)
{
	while (s->at < s->end && (is_space(*s->at) || *s->at == '/'))
		s->at++;
}

/* Behind "<img", where one stands; false at the end. */
static bool find_tag(struct scan *s)
{
	while ((s->at = memchr(s->at, '<', (size_t)(s->end - s->at)))) {
		s->at++;
		if (s->end - s->at > 4 && !strncasecmp(s->at, "img", 3) &&
			(is_space(s->at[3]) || s->at[3] == '/')) {
			s->at += 3;
			return true;
		}
	}
	return false;
}

struct slice {
	const char *start;
	size_t len;
};

/* A value as HTML 5 has it (13.2.5.37 and on): quoted by " or ', or up to white space. */
static struct slice read_value(struct scan *s)
{
	struct slice value;
	char quote = s->at < s->end && (*s->at == '"' || *s->at == '\'') ? *s->at : '\0';

	if (quote)
		s->at++;
	value.start = s->at;
	while (s->at < s->end && (quote ? *s->at != quote : !is_space(*s->at) && *s->at != '>'))
		s->at++;
	value.len = (size_t)(s->at - value.start);
	if (quote && s->at < s->end)
		s->at++;
	return value;
}

/* The next attribute of the tag; false at the tag's end. */
static bool read_attribute(struct scan *s, struct slice *name, struct slice *value)
{
	skip_spaces(s);
	*name = (struct slice){s->at, 0};
	*value = (struct slice){s->at, 0};
	while (s->at < s->end && !is_space(*s->at) && !strchr("=>/", *s->at))
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

/* Of what a reference can be, "&amp;" is the one that addresses need. */
static void put_unescaped(struct buf *out, struct slice value)
{
	for (size_t i = 0; i < value.len; i++) {
		buf_putc(out, value.start[i]);
		if (value.len - i > 4 && !memcmp(value.start + i, "&amp;", 5))
			i += 4;
	}
}

void imagerefs_each(const char *html, size_t len,
	void (*found)(void *user, const char *address), void *user)
{
	struct scan s = {html, html + len};
	struct buf address = BUF_INIT;

	while (find_tag(&s)) {
		struct slice best[NAMES] = {{NULL, 0}}, name, value;
		size_t i = 0;

		while (read_attribute(&s, &name, &value))
			for (size_t n = 0; n < NAMES; n++)
				if (strlen(names[n]) == name.len &&
					!strncasecmp(names[n], name.start, name.len))
					best[n] = value;
		while (i < NAMES && !best[i].len)
			i++;
		buf_clear(&address);
		if (i < NAMES)
			put_unescaped(&address, best[i]);
		if (address.len && !buf_failed(&address))
			found(user, address.data);
	}
	buf_free(&address);
}
