#include "document/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define YEAR  "((?:1\\s*9|2\\s*[01])\\s*\\d\\s*\\d)"
#define HAN   "[〇○ＯOo0零一二三四五六七八九十]"
#define MONTH "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?"

/* Patterns of a date, and which groups are year, month and day. */
static const struct form {
	const char *anywhere, *whole;
	unsigned char year, month, day;
} forms[] = {
#define FORM(pattern, year, month, day)                                                        \
	{                                                                                      \
		pattern, "^\\s*" pattern "\\s*$", year, month, day                             \
	}
	FORM(YEAR "\\s*年\\s*(\\d\\s*\\d?)\\s*月\\s*(\\d\\s*\\d?)\\s*日", 1, 2, 3),
	FORM("([一二]" HAN "{3})\\s*年\\s*(" HAN "{1,3})\\s*月\\s*(" HAN "{1,3})\\s*日", 1, 2,
		3),
	FORM("(?<!\\d)((?:19|2[01])\\d\\d)\\s*[-/.—–]+\\s*(\\d\\d?)\\s*[-/"
	     ".—–]+\\s*(\\d\\d?)(?!\\d)",
		1, 2, 3),
	FORM("(?i)\\b" MONTH "\\s+(\\d\\d?),?\\s+((?:19|2[01])\\d\\d)\\b", 3, 1, 2),
	FORM("(?i)\\b(\\d\\d?)\\s+" MONTH ",?\\s+((?:19|2[01])\\d\\d)\\b", 3, 2, 1),
};

#define FORMS (sizeof forms / sizeof *forms)

static const char *const han_digits[][4] = {
	{"〇", "○", "零", "Ｏ"},
	{"一"},
	{"二"},
	{"三"},
	{"四"},
	{"五"},
	{"六"},
	{"七"},
	{"八"},
	{"九"},
};

/* The digit at *s, which is moved past it; 10 for 十; -1 where there is none. */
static int han_digit(const char **s)
{
	if (!strncmp(*s, "十", strlen("十"))) {
		*s += strlen("十");
		return 10;
	}
	for (int d = 0; d < 10; d++)
		for (size_t i = 0; i < 4 && han_digits[d][i]; i++)
			if (!strncmp(*s, han_digits[d][i], strlen(han_digits[d][i]))) {
				*s += strlen(han_digits[d][i]);
				return d;
			}
	if (**s == 'O' || **s == 'o' || **s == '0') {
		++*s;
		return 0;
	}
	return -1;
}

/* 二〇一七 is read digit by digit, 二十五 by its tens. */
static int han_number(const char *s)
{
	int number = 0, digit;
	bool tens = false; /* 十 was the last one */

	while ((digit = han_digit(&s)) >= 0) {
		if (digit == 10)
			number = number ? number * 10 : 10;
		else
			number = tens ? number + digit : number * 10 + digit;
		tens = digit == 10;
	}
	return number;
}

static int digits(const char *s)
{
	int number = 0;

	for (; *s; s++)
		if (*s >= '0' && *s <= '9')
			number = number * 10 + (*s - '0');
	return number;
}

static int month_name(const char *s)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char low[4] = {0};

	for (int i = 0; i < 3; i++)
		low[i] = (char)(s[i] | 0x20);
	for (int i = 0; i < 12; i++)
		if (!strncmp(names + 3 * i, low, 3))
			return i + 1;
	return 0;
}

static int number_of(const char *s, size_t len)
{
	char copy[32];

	if (len >= sizeof copy)
		return 0;
	memcpy(copy, s, len);
	copy[len] = '\0';
	if (len >= 3 && (copy[0] & 0xC0) == 0x40)
		return month_name(copy);
	return (copy[0] & 0x80) ? han_number(copy) : digits(copy);
}

static bool is_date(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);

	return year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

static bool read_groups(const struct form *f, const char *s, const struct span *g, char iso[11])
{
	int year = number_of(s + g[f->year].start, g[f->year].end - g[f->year].start);
	int month = number_of(s + g[f->month].start, g[f->month].end - g[f->month].start);
	int day = number_of(s + g[f->day].start, g[f->day].end - g[f->day].start);

	if (!is_date(year, month, day))
		return false;
	snprintf(iso, 11, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
	return true;
}

/* A text that only looks like a date may come before one. */
static bool read_form(struct match_cache *c, const struct form *f, bool whole, const char *s,
	size_t len, char iso[11])
{
	const char *pattern = whole ? f->whole : f->anywhere;
	struct span g[4];

	for (; match(c, pattern, s, len, g, 4); s += g[0].end, len -= g[0].end)
		if (read_groups(f, s, g, iso))
			return true;
	return false;
}

static bool read_any(struct match_cache *c, bool whole, const char *s, size_t len, char iso[11])
{
	for (size_t i = 0; i < FORMS; i++)
		if (read_form(c, &forms[i], whole, s, len, iso))
			return true;
	return false;
}

static bool is_digit(uint32_t c)
{
	return c < 0x80 ? c >= '0' && c <= '9' : !char_is_ideograph(c) && char_is_number(c);
}

/* A form begins with a digit or a month's name; it ends with a digit, or with 日. */
bool date_may_be(uint32_t first, uint32_t last)
{
	return (last == U'日' || is_digit(last)) &&
	       (!char_is_ideograph(first) || first == U'一' || first == U'二');
}

bool date_read(struct match_cache *c, const char *s, size_t len, char iso[11])
{
	return read_any(c, false, s, len, iso);
}

bool date_is(struct match_cache *c, const char *s, size_t len, char iso[11])
{
	return read_any(c, true, s, len, iso);
}
