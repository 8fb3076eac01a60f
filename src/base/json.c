#include "base/json.h"

#include <string.h>
#include <unistr.h>

/* U+2028 and U+2029 end a line in JavaScript before ES2019, and for tools that read by line. */
static bool is_line_separator(const char *s, size_t len)
{
	return len >= 3 && !memcmp(s, "\xE2\x80", 2) && (s[2] == '\xA8' || s[2] == '\xA9');
}

/* Length of the character at s where it has to be escaped, else 0 (RFC 8259, 7) [bytes]. */
static size_t needs_escape(const char *s, size_t len)
{
	if ((unsigned char)*s < 0x20 || *s == '"' || *s == '\\')
		return 1;
	return is_line_separator(s, len) ? 3 : 0;
}

static void put_escape(struct buf *out, const char *s, size_t len)
{
	static const char plain[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	const char *at = *s ? strchr(plain, *s) : NULL;

	if (len == 3)
		buf_puts(out, s[2] == '\xA8' ? "\\u2028" : "\\u2029");
	else if (at)
		buf_printf(out, "\\%c", letters[at - plain]);
	else
		buf_printf(out, "\\u%04x", (unsigned char)*s);
}

static void put_valid(struct buf *out, const char *s, size_t len)
{
	size_t from = 0;

	for (size_t i = 0; i < len;) {
		size_t escaped = needs_escape(s + i, len - i);

		if (!escaped) {
			i++;
			continue;
		}
		buf_put(out, s + from, i - from);
		put_escape(out, s + i, escaped);
		from = i += escaped;
	}
	buf_put(out, s + from, len - from);
}

/* The text of pages is valid UTF-8; names of files need not be. A byte that is not is written
   as %XX: so a name can be had back. */
static void put_string(struct buf *out, const char *s, size_t len)
{
	const char *end = s + len, *bad;

	buf_putc(out, '"');
	while ((bad = (const char *)u8_check((const uint8_t *)s, (size_t)(end - s)))) {
		put_valid(out, s, (size_t)(bad - s));
		buf_printf(out, "%%%02X", (unsigned char)*bad);
		s = bad + 1;
	}
	put_valid(out, s, (size_t)(end - s));
	buf_putc(out, '"');
}

/* What stands before a value: comma and key. */
static void begin(struct json *j, const char *key)
{
	if (j->comma)
		buf_putc(j->out, ',');
	j->comma = true;
	if (key) {
		put_string(j->out, key, strlen(key));
		buf_putc(j->out, ':');
	}
}

static void open_level(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	buf_putc(j->out, bracket);
	j->comma = false;
}

static void close_level(struct json *j, char bracket)
{
	buf_putc(j->out, bracket);
	j->comma = true;
}

void json_open_object(struct json *j, const char *key)
{
	open_level(j, key, '{');
}

void json_close_object(struct json *j)
{
	close_level(j, '}');
}

void json_open_array(struct json *j, const char *key)
{
	open_level(j, key, '[');
}

void json_close_array(struct json *j)
{
	close_level(j, ']');
}

void json_str(struct json *j, const char *key, const char *value)
{
	if (value)
		json_strn(j, key, value, strlen(value));
	else
		json_null(j, key);
}

void json_strn(struct json *j, const char *key, const char *value, size_t len)
{
	begin(j, key);
	put_string(j->out, value, len);
}

void json_int(struct json *j, const char *key, int64_t value)
{
	begin(j, key);
	buf_printf(j->out, "%lld", (long long)value);
}

void json_flag(struct json *j, const char *key, bool value)
{
	begin(j, key);
	buf_puts(j->out, value ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
	begin(j, key);
	buf_puts(j->out, "null");
}
