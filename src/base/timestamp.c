#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

/* The number of two digits at s, or -1. */
static int two_digits(const char *s)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return -1;
	return (s[0] - '0') * 10 + (s[1] - '0');
}

static bool is_within(const char *s, int first, int last)
{
	int n = two_digits(s);

	return n >= first && n <= last;
}

/* Whether s begins like shape, where 0 stands for any digit. */
static bool has_shape(const char *s, const char *shape)
{
	for (; *shape; s++, shape++)
		if (*shape == '0' ? *s < '0' || *s > '9' : *s != *shape)
			return false;
	return true;
}

static bool is_clock(const char *s)
{
	return has_shape(s, "00:00:00") && is_within(s, 0, 23) && is_within(s + 3, 0, 59) &&
	       is_within(s + 6, 0, 60);
}

/* "Z", or "+08:00". */
static bool is_offset(const char *s)
{
	if (*s == 'Z')
		return !s[1];
	return (*s == '+' || *s == '-') && has_shape(s + 1, "00:00") && !s[6] &&
	       is_within(s + 1, 0, 23) && is_within(s + 4, 0, 59);
}

bool timestamp_is(const char *s)
{
	if (!has_shape(s, "0000-00-00") || !is_within(s + 5, 1, 12) || !is_within(s + 8, 1, 31))
		return false;
	s += strlen("0000-00-00");
	if (!*s)
		return true;
	if (*s++ != 'T' || !is_clock(s))
		return false;
	s += strlen("00:00:00");
	if (has_shape(s, ".0"))
		s += 1 + strspn(s + 1, "0123456789");
	return is_offset(s);
}

/* 1 to 12; 0 for none. */
static int month_by_name(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int m = 0; m < 12; m++)
		if (!strncmp(s, names + 3 * m, 3))
			return m + 1;
	return 0;
}

bool timestamp_from_browser(const char *s, char out[TIMESTAMP_SIZE])
{
	static const char day[] = "Tue ", month[] = "Jan ", rest[] = "00 0000 00:00:00 GMT";
	int number;

	if (strnlen(s, sizeof day + sizeof month) < strlen(day) + strlen(month))
		return false;
	s += strlen(day);
	number = month_by_name(s);
	s += strlen(month);
	if (!number || !has_shape(s, rest) || (s[20] != '+' && s[20] != '-') ||
		!has_shape(s + 21, "0000"))
		return false;
	snprintf(out, TIMESTAMP_SIZE, "%.4s-%02d-%.2sT%.8s%c%.2s:%.2s", s + 3, number, s, s + 8,
		s[20], s + 21, s + 23);
	return timestamp_is(out);
}
