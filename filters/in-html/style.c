#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tree/numbering.h"
#include "base/slice.h"

/* Units of a CSS length in 1/10 CSS px; em and % are of the initial font size, 16 px. */
static const struct {
	const char *name;
	double tenths;
} units[] = {
	{"px", 10},
	{"pt", 40.0 / 3},
	{"em", 160},
	{"rem", 160},
	{"%", 1.6},
	{"cm", 377.95},
	{"mm", 37.795},
	{"in", 960},
	{"pc", 160},
	{"ch", 80},
};

int style_length(const char *value)
{
	char *unit;
	double number = strtod(value, &unit);

	/* So written, "nan" fails too. */
	if (unit == value || !(number >= -10000 && number <= 10000))
		return 0;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (!strncasecmp(unit, units[i].name, strlen(units[i].name)))
			return (int)(number * units[i].tenths);
	return 0;
}

static bool starts(const char *value, const char *word)
{
	return !strncasecmp(value, word, strlen(word));
}

static void set_display(struct style *s, const char *value)
{
	if (starts(value, "none"))
		s->hidden = true;
	s->in_line = starts(value, "inline");
}

static void set_visibility(struct style *s, const char *value)
{
	if (starts(value, "hidden"))
		s->hidden = true;
}

static void set_weight(struct style *s, const char *value)
{
	s->bold = starts(value, "bold") || atoi(value) >= 600;
}

static void set_slant(struct style *s, const char *value)
{
	s->italic = starts(value, "italic") || starts(value, "oblique");
}

static void set_decoration(struct style *s, const char *value)
{
	s->underline = strcasestr(value, "underline");
	s->strike = strcasestr(value, "line-through");
}

const char *style_align(const char *value)
{
	static const char *const words[] = {"left", "center", "right", "justify"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (starts(value, words[i]))
			return words[i];
	return NULL;
}

static void set_align(struct style *s, const char *value)
{
	s->align = style_align(value);
}

static void set_indent(struct style *s, const char *value)
{
	/* Of the text's own size: an em is 16 px where no size is said. */
	s->indent = style_length(value) * 100 / 160;
}

static void set_size(struct style *s, const char *value)
{
	static const struct {
		const char *word;
		int tenths;
	} words[] = {{"xx-large", 320}, {"x-large", 240}, {"large", 192}, {"x-small", 100},
		{"xx-small", 90}, {"small", 130}, {"medium", 160}};

	s->size = style_length(value);
	for (size_t i = 0; !s->size && i < sizeof words / sizeof *words; i++)
		if (starts(value, words[i].word))
			s->size = words[i].tenths;
}

const char *style_direction(const char *value)
{
	static const char *const words[] = {"ltr", "rtl"};

	for (size_t i = 0; value && i < sizeof words / sizeof *words; i++)
		if (starts(value, words[i]))
			return words[i];
	return NULL;
}

static void set_direction(struct style *s, const char *value)
{
	s->direction = style_direction(value);
}

/* Of the shorthand, the type; "none" may be said of the picture beside a type (CSS Lists 3). */
static void set_list_style(struct style *s, const char *value)
{
	static const char *const others[] = {
		"inside", "outside", "url(", "inherit", "initial", "unset", "revert", "!"};
	const char *type = NULL;
	size_t len;

	for (; *(value += strspn(value, " \t\r\n\f")); value += len) {
		bool other = false;

		len = strcspn(value, " \t\r\n\f!");
		len += !len;
		for (size_t i = 0; i < sizeof others / sizeof *others; i++)
			other |= starts(value, others[i]);
		if (!other && (!type || !strcmp(type, "none")) && *value != '"' &&
			*value != '\'')
			type = numbering_name(value, len);
	}
	if (type)
		s->numbering = type;
}

static const struct {
	struct slice name;
	void (*set)(struct style *s, const char *value);
} properties[] = {
#define WORD(s)                                                                                \
	{                                                                                      \
		s, sizeof s - 1                                                                \
	}
	{WORD("display"), set_display},
	{WORD("visibility"), set_visibility},
	{WORD("font-weight"), set_weight},
	{WORD("font-style"), set_slant},
	{WORD("text-decoration"), set_decoration},
	{WORD("text-decoration-line"), set_decoration},
	{WORD("text-align"), set_align},
	{WORD("text-indent"), set_indent},
	{WORD("font-size"), set_size},
	{WORD("direction"), set_direction},
	{WORD("list-style"), set_list_style},
	{WORD("list-style-type"), set_list_style},
};

/* Longest value looked at [bytes]: the properties above take one or two words. */
#define VALUE_MAX 64

static void set_property(struct style *s, struct slice name, const char *value, size_t len)
{
	char copy[VALUE_MAX];

	if (len >= sizeof copy)
		return;
	memcpy(copy, value, len);
	copy[len] = '\0';
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
		if (slice_same(properties[i].name, name))
			properties[i].set(s, copy);
}

struct style style_parse(const char *css)
{
	static const char blanks[] = " \t\r\n\f";
	struct style s = {0};

	while (*css) {
		size_t end, name, value;

		css += strspn(css, blanks);
		end = strcspn(css, ";");
		name = strcspn(css, ": \t\r\n;");
		value = strcspn(css, ":;");
		if (css[value] == ':') {
			value++;
			value += strspn(css + value, blanks);
			if (value < end)
				set_property(&s, (struct slice){css, name}, css + value,
					end - value);
		}
		css += end + (css[end] == ';');
	}
	return s;
}
