#include "office/layout-private.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A millimetre is 1440 / 25.4 twips. */
#define TWIPS_PER_INCH 1440
#define MM_PER_INCH_10 254 /* [1/10 mm] */

/* Longest length of a layout: the largest page that Word takes, 22 in. */
#define LENGTH_MAX (22L * TWIPS_PER_INCH)

enum value_kind { VALUE_FONT, VALUE_LENGTH, VALUE_SIGNED, VALUE_LINE, VALUE_FLAG, VALUE_ALIGN };

static const struct {
	const char *word;
	enum value_kind kind;
} properties[] = {
#define LAYOUT_PROPERTY(name, word, kind) {word, VALUE_##kind},
#include "office/layout-properties.def"
#undef LAYOUT_PROPERTY
};

int layout_fail(struct layout_parser *p, const char *format, ...)
{
	va_list args;

	p->error->file = p->file ? p->file : "guidang";
	p->error->line = p->line;
	va_start(args, format);
	vsnprintf(p->error->message, sizeof p->error->message, format, args);
	va_end(args);
	return -1;
}

/* ---- words ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int layout_next_word(struct layout_parser *p, char **word)
{
	char *from, *to;
	bool quoted = false;

	while (is_blank(*p->at))
		p->at++;
	*word = *p->at ? p->at : NULL;
	for (from = to = p->at; *from && (quoted || !is_blank(*from)); from++)
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	p->at = from + (*from != '\0');
	*to = '\0';
	return quoted ? layout_fail(p, "the second quotation mark is missing") : 0;
}

int layout_next_pair(struct layout_parser *p, char **key, char **value)
{
	char *equals;

	*value = NULL;
	if (layout_next_word(p, key))
		return -1;
	if (!*key)
		return 0;
	equals = strchr(*key, '=');
	if (!equals)
		return layout_fail(p, "\"%s\" is no key=value", *key);
	*equals = '\0';
	*value = equals + 1;
	return 0;
}

/* ---- values ---- */

/* A decimal number in hundredths, with at most two places; what follows it goes to *rest. */
static bool read_number(const char *s, bool sign, long *hundredths, const char **rest)
{
	bool minus = sign && *s == '-';
	long n = 0;
	int digits = 0;

	for (s += minus; isdigit((unsigned char)*s) && digits < 6; s++, digits++)
		n = n * 10 + (*s - '0');
	n *= 100;
	if (digits && *s == '.')
		for (long place = 10; isdigit((unsigned char)*++s); place /= 10) {
			if (!place)
				return false;
			n += (*s - '0') * place;
		}
	*hundredths = minus ? -n : n;
	*rest = s;
	return digits;
}

static long rounded(long n, long divisor)
{
	return (n + (n < 0 ? -divisor : divisor) / 2) / divisor;
}

static int read_length(
	struct layout_parser *p, const char *s, bool sign, struct layout_value *v)
{
	const char *unit;
	long n;

	if (!read_number(s, sign, &n, &unit))
		return layout_fail(p, "\"%s\" is no length", s);
	if (!strcmp(unit, "pt"))
		*v = (struct layout_value){rounded(n, 5), LAYOUT_TWIPS};
	else if (!strcmp(unit, "mm"))
		*v = (struct layout_value){
			rounded(n * TWIPS_PER_INCH, MM_PER_INCH_10 * 10), LAYOUT_TWIPS};
	else if (!strcmp(unit, "em"))
		*v = (struct layout_value){n, LAYOUT_EM};
	else if (!strcmp(unit, "line"))
		*v = (struct layout_value){n, LAYOUT_LINES};
	else
		return layout_fail(p, "\"%s\": a length ends in pt, mm, em or line", s);
	return labs(v->n) > LENGTH_MAX ? layout_fail(p, "\"%s\" is too long", s) : 0;
}

int layout_read_absolute(struct layout_parser *p, const char *s, long *twips)
{
	struct layout_value v = {0};

	if (read_length(p, s, false, &v))
		return -1;
	if (v.unit != LAYOUT_TWIPS)
		return layout_fail(p, "\"%s\": pt or mm is wanted here", s);
	*twips = v.n;
	return 0;
}

/* 28.95pt: exactly; 28.95pt+: at least; 115%: of the font's own. */
static int read_line(struct layout_parser *p, char *s, struct layout_value *v)
{
	size_t len = strlen(s);
	const char *rest;

	if (len && s[len - 1] == '%') {
		if (!read_number(s, false, &v->n, &rest) || strcmp(rest, "%") || v->n < 5000)
			return layout_fail(p, "\"%s\": a line is 50%% at least", s);
		*v = (struct layout_value){v->n / 100, LAYOUT_PERCENT};
		return 0;
	}
	v->unit = len && s[len - 1] == '+' ? LAYOUT_AT_LEAST : LAYOUT_TWIPS;
	if (v->unit == LAYOUT_AT_LEAST)
		s[len - 1] = '\0';
	if (layout_read_absolute(p, s, &v->n))
		return -1;
	return v->n ? 0 : layout_fail(p, "a line has a height");
}

int layout_read_choice(
	struct layout_parser *p, const char *s, const char *const *words, long *n)
{
	for (*n = 0; words[*n]; (*n)++)
		if (!strcmp(s, words[*n]))
			return 0;
	return layout_fail(p, "\"%s\" is not known here", s);
}

int layout_read_flag(struct layout_parser *p, const char *s, long *n)
{
	static const char *const words[] = {"no", "yes", NULL};

	return layout_read_choice(p, s, words, n);
}

static int read_align(struct layout_parser *p, const char *s, long *n)
{
	static const char *const words[] = {"left", "center", "right", "justify", NULL};
	int rc = layout_read_choice(p, s, words, n);

	*n += OFFICE_ALIGN_LEFT;
	return rc;
}

static int read_font(struct layout_parser *p, const char *s, long *n)
{
	for (*n = 0; *n < (long)p->layout->font_count; (*n)++)
		if (!strcmp(s, p->layout->fonts[*n].name))
			return 0;
	return layout_fail(p, "the font \"%s\" was not named before", s);
}

int layout_read_property(
	struct layout_parser *p, enum layout_property property, char *s, struct layout_value *v)
{
	v->unit = LAYOUT_NUMBER;
	switch (properties[property].kind) {
	case VALUE_FONT:
		return read_font(p, s, &v->n);
	case VALUE_LENGTH:
		return read_length(p, s, false, v);
	case VALUE_SIGNED:
		return read_length(p, s, true, v);
	case VALUE_LINE:
		return read_line(p, s, v);
	case VALUE_FLAG:
		return layout_read_flag(p, s, &v->n);
	case VALUE_ALIGN:
		return read_align(p, s, &v->n);
	}
	return -1;
}

const char *layout_copied(struct layout_parser *p, const char *s)
{
	const char *copy = arena_strdup(p->arena, s);

	if (!copy)
		layout_fail(p, "out of memory");
	return copy;
}

bool layout_find_property(const char *word, enum layout_property *property)
{
	for (size_t i = 0; i < LAYOUT_PROPERTY_COUNT; i++)
		if (!strcmp(word, properties[i].word)) {
			*property = (enum layout_property)i;
			return true;
		}
	return false;
}
