#include "archive/mime-fields.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Behind the line feed that ends the line at p; end where there is none. */
static const char *next_line(const char *p, const char *end)
{
	const char *feed = memchr(p, '\n', (size_t)(end - p));

	return feed ? feed + 1 : end;
}

size_t mime_fields_length(const char *bytes, size_t len)
{
	const char *end = bytes + len;

	for (const char *p = bytes; p < end;) {
		const char *next = next_line(p, end);

		if (next[-1] != '\n')
			return 0;
		if (next - p == 1 || (next - p == 2 && *p == '\r'))
			return (size_t)(next - bytes);
		p = next;
	}
	return 0;
}

/* One line of a value, without the white space around it. */
static void add_line(struct buf *value, const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	while (p < end && (is_blank(end[-1]) || end[-1] == '\r' || end[-1] == '\n'))
		end--;
	if (value->len && p < end)
		buf_putc(value, ' ');
	for (; p < end; p++)
		if ((unsigned char)*p >= ' ' && *p != 0x7F)
			buf_putc(value, *p);
}

bool mime_field(const struct buf *block, const char *name, struct buf *value)
{
	size_t name_len = strlen(name);
	const char *p = buf_str(block), *end = p + block->len, *next;

	buf_clear(value);
	for (;; p = next) {
		if (p >= end)
			return false;
		next = next_line(p, end);
		if ((size_t)(next - p) > name_len && !strncasecmp(p, name, name_len) &&
			p[name_len + strspn(p + name_len, " \t")] == ':')
			break;
	}
	p = (const char *)memchr(p, ':', (size_t)(next - p)) + 1;
	add_line(value, p, next);
	for (p = next; p < end && is_blank(*p); p = next) {
		next = next_line(p, end);
		add_line(value, p, next);
	}
	return !buf_failed(value);
}

/* A quoted string, or a token, from p on; what follows it. */
static const char *take_parameter(const char *p, struct buf *value)
{
	buf_clear(value);
	if (*p != '"') {
		size_t len = strcspn(p, "; \t");

		buf_put(value, p, len);
		return p + len;
	}
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
		buf_putc(value, *p);
	}
	return *p ? p + 1 : p;
}

bool mime_field_parameter(const char *field, const char *name, struct buf *value)
{
	size_t name_len = strlen(name);
	const char *p = field + strcspn(field, ";");

	while (*p == ';') {
		bool wanted;

		p += 1 + strspn(p + 1, " \t;");
		wanted = !strncasecmp(p, name, name_len) &&
			 p[name_len + strspn(p + name_len, " \t")] == '=';
		p += strcspn(p, "=;");
		if (*p == '=') {
			p = take_parameter(p + 1 + strspn(p + 1, " \t"), value);
			if (wanted)
				return value->len && !buf_failed(value);
		}
		p += strcspn(p, ";");
	}
	buf_clear(value);
	return false;
}

void mime_field_media_type(const char *field, struct buf *type)
{
	buf_clear(type);
	for (field += strspn(field, " \t"); *field && !strchr("; \t,", *field); field++)
		buf_putc(type, *field >= 'A' && *field <= 'Z' ? (char)(*field | 0x20) : *field);
}

bool mime_field_number(const char *value, uint64_t *number)
{
	uint64_t n = 0;

	if (!*value)
		return false;
	for (; *value; value++) {
		if (*value < '0' || *value > '9' || n > (UINT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (uint64_t)(*value - '0');
	}
	*number = n;
	return true;
}

static int month_of(const char *name)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (!strncasecmp(months + 3 * i, name, 3))
			return i;
	return -1;
}

static bool is_time(const struct tm *tm)
{
	return tm->tm_hour >= 0 && tm->tm_hour < 24 && tm->tm_min >= 0 && tm->tm_min < 60 &&
	       tm->tm_sec >= 0 && tm->tm_sec <= 60;
}

bool mime_field_date(const char *value, char iso[21])
{
	const char *comma = strchr(value, ',');
	char month[4] = "", sign = '+';
	struct tm tm = {0};
	int zone = 0, read;
	time_t t;

	read = sscanf(comma ? comma + 1 : value, "%2d %3s %4d %2d:%2d:%2d %c%4d", &tm.tm_mday,
		month, &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &sign, &zone);
	tm.tm_mon = month_of(month);
	if (read < 6 || tm.tm_mon < 0 || tm.tm_year < 1970 || tm.tm_mday < 1 ||
		tm.tm_mday > 31 || !is_time(&tm))
		return false;
	tm.tm_year -= 1900;
	t = timegm(&tm);
	if (read == 8 && zone >= 0)
		t -= (sign == '-' ? -1 : 1) * (zone / 100 * 60 + zone % 100) * 60;
	gmtime_r(&t, &tm);
	return strftime(iso, 21, "%Y-%m-%dT%H:%M:%SZ", &tm) == 20;
}
