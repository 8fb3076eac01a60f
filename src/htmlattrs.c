#include "htmlattrs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Longest name that the parser keeps whole [bytes]. */
#define NAME_LONGEST 99

/* Letters, digits and "-.:_", a bit for each byte. */
static bool in_name(char c)
{
	static const uint32_t names[8] = {[1] = 0x07FF6000, [2] = 0x87FFFFFE, [3] = 0x07FFFFFE};

	return names[(unsigned char)c >> 5] >> (c & 31) & 1;
}

static bool starts_name(char c)
{
	return in_name(c) && c != '-' && !(c >= '0' && c <= '9');
}

const char *htmlattrs_name_end(const char *s, const char *end)
{
	const char *at = s;

	if (at < end && starts_name(*at))
		while (at < end && in_name(*at))
			at++;
	return at - s > NAME_LONGEST ? NULL : at;
}

struct cursor {
	const char *at, *end;
};

struct part {
	const char *s; /* NULL: there is none */
	size_t len;    /* [bytes] */
};

enum step { STEP_READ, STEP_END, STEP_LOST };

static void skip_blanks(struct cursor *c)
{
	while (c->at < c->end && htmlattrs_is_blank(*c->at))
		c->at++;
}

static bool at_tag_end(const struct cursor *c)
{
	return *c->at == '>' || (*c->at == '/' && c->end - c->at > 1 && c->at[1] == '>');
}

/* What cannot be a name goes up to the next blank. */
static void skip_noise(struct cursor *c)
{
	while (c->at < c->end && !htmlattrs_is_blank(*c->at) && !at_tag_end(c))
		c->at++;
}

static enum step read_value(struct cursor *c, struct part *value)
{
	const char *close;

	if (c->at < c->end && (*c->at == '"' || *c->at == '\'')) {
		value->s = c->at + 1;
		close = memchr(value->s, *c->at, (size_t)(c->end - value->s));
		if (!close)
			return STEP_LOST;
		c->at = close + 1;
	} else {
		value->s = c->at;
		while (c->at < c->end && !htmlattrs_is_blank(*c->at) && *c->at != '>')
			c->at++;
		close = c->at;
	}
	value->len = (size_t)(close - value->s);
	return STEP_READ;
}

static enum step next_attribute(struct cursor *c, struct part *name, struct part *value)
{
	const char *name_end;

	*value = (struct part){0};
	for (skip_blanks(c); c->at < c->end; skip_blanks(c)) {
		if (at_tag_end(c))
			return STEP_END;
		name_end = htmlattrs_name_end(c->at, c->end);
		if (!name_end)
			return STEP_LOST;
		if (name_end == c->at) {
			skip_noise(c);
			continue;
		}
		*name = (struct part){c->at, (size_t)(name_end - c->at)};
		c->at = name_end;
		skip_blanks(c);
		if (c->at == c->end || *c->at != '=')
			return STEP_READ;
		c->at++;
		skip_blanks(c);
		return read_value(c, value);
	}
	return STEP_LOST;
}

/* Of references, "&amp;" is resolved here; of what looks like one and has no semicolon, the
   parser keeps every byte, and so does this. */
static const char ampersand[] = "&amp;";
#define AMPERSAND_LEN (sizeof ampersand - 1)

static bool is_ampersand(const char *s, const char *end)
{
	return (size_t)(end - s) >= AMPERSAND_LEN && !memcmp(s, ampersand, AMPERSAND_LEN);
}

/* Whether the '&' at s stands for itself. A name of another script is not looked into. */
static bool is_bare(const char *s, const char *end)
{
	const char *name = s + 1, *name_end;

	if (name == end)
		return true;
	if (*name == '#' || (unsigned char)*name >= 0x80)
		return false;
	if (!starts_name(*name) || *name == '.')
		return true;
	name_end = htmlattrs_name_end(name, end);
	return name_end &&
	       (name_end == end || (*name_end != ';' && (unsigned char)*name_end < 0x80));
}

static bool is_plain(const struct part *value)
{
	const char *s = value->s, *end = s + value->len;

	while (s && s < end && (s = memchr(s, '&', (size_t)(end - s)))) {
		if (!is_ampersand(s, end) && !is_bare(s, end))
			return false;
		s++;
	}
	return true;
}

struct htmlattrs_end htmlattrs_end(const char *s, const char *text_end)
{
	struct cursor c = {s, text_end};
	struct htmlattrs_end end = {.plain = true};
	struct part name, value;
	enum step step;

	while ((step = next_attribute(&c, &name, &value)) == STEP_READ)
		if (end.plain && value.len)
			end.plain = is_plain(&value);
	end.at = step == STEP_END ? c.at : NULL;
	return end;
}

/* ---- reading ---- */

static void put_value(struct buf *out, const struct part *value)
{
	const char *s = value->s, *end = s + value->len, *reference;

	while ((reference = memchr(s, '&', (size_t)(end - s)))) {
		buf_put(out, s, (size_t)(reference + 1 - s));
		s = reference + (is_ampersand(reference, end) ? AMPERSAND_LEN : 1);
	}
	buf_put(out, s, (size_t)(end - s));
}

/* Room for one more pair and the end. */
static int list_reserve(struct htmlattrs *a, size_t count)
{
	size_t room = a->room ? 2 * a->room : 32;
	const unsigned char **list;

	if (count + 4 <= a->room)
		return 0;
	list = realloc(a->list, room * sizeof *list);
	if (!list)
		return -1;
	a->list = list;
	a->room = room;
	return 0;
}

static const unsigned char *string_at(const struct htmlattrs *a, size_t offset)
{
	return (const unsigned char *)a->strings.data + offset;
}

htmltag_attrs htmlattrs_read(struct htmlattrs *a, const char *s, const char *end)
{
	struct cursor c = {s, end + (*end == '/' ? 2 : 1)};
	struct part name, value;
	size_t count = 0;

	buf_clear(&a->strings);
	/* Each string takes up to one byte more than it has in the tag: its NUL. */
	if (buf_reserve(&a->strings, 2 * (size_t)(end - s) + 2))
		return NULL;
	while (next_attribute(&c, &name, &value) == STEP_READ) {
		if (list_reserve(a, count))
			return NULL;
		a->list[count++] = string_at(a, a->strings.len);
		buf_put(&a->strings, name.s, name.len);
		buf_putc(&a->strings, '\0');
		a->list[count++] = value.s ? string_at(a, a->strings.len) : NULL;
		if (value.s) {
			put_value(&a->strings, &value);
			buf_putc(&a->strings, '\0');
		}
	}
	if (count)
		a->list[count] = a->list[count + 1] = NULL;
	return count ? a->list : NULL;
}

void htmlattrs_free(struct htmlattrs *a)
{
	buf_free(&a->strings);
	free(a->list);
	*a = (struct htmlattrs)HTMLATTRS_INIT;
}
