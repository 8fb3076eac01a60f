#include "office/layout.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/data.h"
#include "base/file.h"

/* The smallest text block: a smaller one has no room for a table [twips]. */
#define TEXT_WIDTH_MIN	2000
#define TEXT_HEIGHT_MIN 2000

#define TWIPS_PER_INCH 1440
#define MM_PER_INCH_10 254 /* [1/10 mm] */

/* Longest length of a layout: the largest page that Word takes, 22 in. */
#define LENGTH_MAX (22L * TWIPS_PER_INCH)

static const struct {
	const char *word;
	enum office_style parent;
} styles[] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) {word, OFFICE_##parent},
#include "office/styles.def"
#undef OFFICE_STYLE
};

enum value_kind { VALUE_FONT, VALUE_LENGTH, VALUE_SIGNED, VALUE_LINE, VALUE_FLAG, VALUE_ALIGN };

static const struct {
	const char *word;
	enum value_kind kind;
} properties[] = {
#define LAYOUT_PROPERTY(name, word, kind) {word, VALUE_##kind},
#include "office/layout-properties.def"
#undef LAYOUT_PROPERTY
};

static long rounded(long n, long divisor)
{
	return (n + (n < 0 ? -divisor : divisor) / 2) / divisor;
}

/* ---- what a layout says ---- */

enum office_style layout_parent(enum office_style style)
{
	return styles[style].parent;
}

struct layout_value layout_value(
	const struct layout *l, enum office_style style, enum layout_property property)
{
	while (!l->styles[style][property].unit && style != OFFICE_BASE)
		style = layout_parent(style);
	return l->styles[style][property];
}

long layout_em(const struct layout *l, enum office_style style)
{
	struct layout_value spacing = layout_value(l, style, LAYOUT_SPACING);

	return layout_value(l, style, LAYOUT_SIZE).n +
	       (spacing.unit == LAYOUT_TWIPS ? spacing.n : 0);
}

long layout_line(const struct layout *l)
{
	struct layout_value line = l->styles[OFFICE_BASE][LAYOUT_LINE];

	if (line.unit == LAYOUT_TWIPS || line.unit == LAYOUT_AT_LEAST)
		return line.n;
	/* The line of a font is about 1.2 of its size. */
	return l->styles[OFFICE_BASE][LAYOUT_SIZE].n * 12 / 10 *
	       (line.unit == LAYOUT_PERCENT ? line.n : 100) / 100;
}

long layout_length(
	const struct layout *l, enum office_style style, enum layout_property property)
{
	struct layout_value v = layout_value(l, style, property);

	switch (v.unit) {
	case LAYOUT_TWIPS:
	case LAYOUT_AT_LEAST:
		return v.n;
	case LAYOUT_EM:
		return rounded(v.n * layout_em(l, style), 100);
	case LAYOUT_LINES:
		return rounded(v.n * layout_line(l), 100);
	default:
		return 0;
	}
}

const struct layout_font *layout_font(
	const struct layout *l, enum office_style style, enum layout_property property)
{
	struct layout_value v = l->styles[style][property];

	return v.unit ? &l->fonts[v.n] : NULL;
}

long layout_text_width(const struct layout *l)
{
	return l->page.width - l->page.left - l->page.right;
}

long layout_text_height(const struct layout *l)
{
	return l->page.height - l->page.top - l->page.bottom;
}

/* ---- words of a line ---- */

/* A layout that is being read. Whatever fails has set its error, and returns -1 or NULL. */
struct parser {
	struct layout *layout;
	struct arena *arena;
	struct layout_error *error;
	const char *file;
	unsigned line;
	char *at; /* the rest of the line; words are cut out of it in place */
	bool in_base;
};

__attribute__((format(printf, 2, 3))) static int fail(struct parser *p, const char *format, ...)
{
	va_list args;

	p->error->file = p->file ? p->file : "guidang";
	p->error->line = p->line;
	va_start(args, format);
	vsnprintf(p->error->message, sizeof p->error->message, format, args);
	va_end(args);
	return -1;
}

static const char *copied(struct parser *p, const char *s)
{
	const char *copy = arena_strdup(p->arena, s);

	if (!copy)
		fail(p, "out of memory");
	return copy;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word; NULL at the line's end. Quotes anywhere in it keep blanks together and are
   taken away: alternatives="A, B". */
static int next_word(struct parser *p, char **word)
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
	return quoted ? fail(p, "the second quotation mark is missing") : 0;
}

/* The next word as key=value; *key is NULL at the line's end. */
static int next_pair(struct parser *p, char **key, char **value)
{
	char *equals;

	*value = NULL;
	if (next_word(p, key))
		return -1;
	if (!*key)
		return 0;
	equals = strchr(*key, '=');
	if (!equals)
		return fail(p, "\"%s\" is no key=value", *key);
	*equals = '\0';
	*value = equals + 1;
	return 0;
}

/* ---- values ---- */

/* A decimal number in hundredths, with at most two places; *rest: after it. */
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

static int read_length(struct parser *p, const char *s, bool sign, struct layout_value *v)
{
	const char *unit;
	long n;

	if (!read_number(s, sign, &n, &unit))
		return fail(p, "\"%s\" is no length", s);
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
		return fail(p, "\"%s\": a length ends in pt, mm, em or line", s);
	return labs(v->n) > LENGTH_MAX ? fail(p, "\"%s\" is too long", s) : 0;
}

/* A length in pt or mm, which needs no style to be known. */
static int read_absolute(struct parser *p, const char *s, long *twips)
{
	struct layout_value v = {0};

	if (read_length(p, s, false, &v))
		return -1;
	if (v.unit != LAYOUT_TWIPS)
		return fail(p, "\"%s\": pt or mm is wanted here", s);
	*twips = v.n;
	return 0;
}

/* 28.95pt: exactly; 28.95pt+: at least; 115%: of the font's own. */
static int read_line(struct parser *p, char *s, struct layout_value *v)
{
	size_t len = strlen(s);
	const char *rest;

	if (len && s[len - 1] == '%') {
		if (!read_number(s, false, &v->n, &rest) || strcmp(rest, "%") || v->n < 5000)
			return fail(p, "\"%s\": a line is 50%% at least", s);
		*v = (struct layout_value){v->n / 100, LAYOUT_PERCENT};
		return 0;
	}
	v->unit = len && s[len - 1] == '+' ? LAYOUT_AT_LEAST : LAYOUT_TWIPS;
	if (v->unit == LAYOUT_AT_LEAST)
		s[len - 1] = '\0';
	if (read_absolute(p, s, &v->n))
		return -1;
	return v->n ? 0 : fail(p, "a line has a height");
}

/* The place of s among the words, which NULL ends. */
static int read_choice(struct parser *p, const char *s, const char *const *words, long *n)
{
	for (*n = 0; words[*n]; (*n)++)
		if (!strcmp(s, words[*n]))
			return 0;
	return fail(p, "\"%s\" is not known here", s);
}

static int read_flag(struct parser *p, const char *s, long *n)
{
	static const char *const words[] = {"no", "yes", NULL};

	return read_choice(p, s, words, n);
}

static int read_font(struct parser *p, const char *s, long *n)
{
	for (*n = 0; *n < (long)p->layout->font_count; (*n)++)
		if (!strcmp(s, p->layout->fonts[*n].name))
			return 0;
	return fail(p, "the font \"%s\" was not named before", s);
}

static int read_property(
	struct parser *p, enum layout_property property, char *s, struct layout_value *v)
{
	static const char *const aligns[] = {"left", "center", "right", "justify", NULL};

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
		return read_flag(p, s, &v->n);
	case VALUE_ALIGN:
		if (read_choice(p, s, aligns, &v->n))
			return -1;
		v->n += OFFICE_ALIGN_LEFT;
		return 0;
	}
	return -1;
}

/* ---- directives ---- */

static int load(struct parser *p, const char *name);

/* Everything that the base layout says comes first. */
static int parse_base(struct parser *p)
{
	struct parser outer = *p;
	char *name;
	int rc;

	if (next_word(p, &name))
		return -1;
	if (!name || !*name)
		return fail(p, "base takes the name of a layout");
	if (p->in_base)
		return fail(p, "a layout that another one is based on has no base itself");
	if (p->layout->font_count)
		return fail(p, "base comes first");
	outer.at = p->at;
	p->in_base = true;
	rc = load(p, name);
	p->layout->base = p->file;
	*p = outer;
	return rc;
}

static int parse_official(struct parser *p)
{
	char *word;
	long n;

	if (next_word(p, &word))
		return -1;
	if (!word)
		return fail(p, "official is yes or no");
	if (read_flag(p, word, &n))
		return -1;
	p->layout->official = n;
	return 0;
}

static int parse_page(struct parser *p)
{
	const struct {
		const char *word;
		long *to;
	} keys[] = {
		{"width", &p->layout->page.width},
		{"height", &p->layout->page.height},
		{"top", &p->layout->page.top},
		{"right", &p->layout->page.right},
		{"bottom", &p->layout->page.bottom},
		{"left", &p->layout->page.left},
	};
	size_t i, count = sizeof keys / sizeof *keys;
	char *key, *value;

	while (!next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		for (i = 0; i < count && strcmp(key, keys[i].word); i++)
			;
		if (i == count)
			return fail(p, "a page has no \"%s\"", key);
		if (read_absolute(p, value, keys[i].to))
			return -1;
	}
	return -1;
}

/* "— # —": the number takes the place of the #. */
static int parse_form(struct parser *p, char *form)
{
	char *hash = strchr(form, '#');

	if (!hash || strchr(hash + 1, '#'))
		return fail(p, "a form has one # for the number");
	*hash = '\0';
	p->layout->number.before = copied(p, form);
	p->layout->number.after = copied(p, hash + 1);
	return p->layout->number.before && p->layout->number.after ? 0 : -1;
}

static int parse_place(struct parser *p, const char *word)
{
	static const char *const words[] = {"center", "outside", "none", NULL};
	long n;

	if (read_choice(p, word, words, &n))
		return -1;
	p->layout->number.place = (enum layout_place)n;
	return 0;
}

static int parse_number(struct parser *p)
{
	char *key, *value;
	int rc = 0;

	while (!rc && !next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		if (!strcmp(key, "form"))
			rc = parse_form(p, value);
		else if (!strcmp(key, "place"))
			rc = parse_place(p, value);
		else if (!strcmp(key, "below"))
			rc = read_absolute(p, value, &p->layout->number.below);
		else if (!strcmp(key, "inset"))
			rc = read_absolute(p, value, &p->layout->number.inset);
		else
			rc = fail(p, "a number has no \"%s\"", key);
	}
	return -1;
}

/* table 12pt 10.5pt: sizes that the text of wide tables may come down to. */
static int parse_table(struct parser *p)
{
	struct layout *l = p->layout;
	char *word;

	l->step_count = 1;
	while (!next_word(p, &word)) {
		if (!word)
			return 0;
		if (l->step_count == LAYOUT_STEPS_MAX)
			return fail(p, "a table has %d smaller sizes at most",
				LAYOUT_STEPS_MAX - 1);
		if (read_absolute(p, word, &l->steps[l->step_count++]))
			return -1;
	}
	return -1;
}

static struct layout_font *font_for(struct parser *p, const char *name)
{
	struct layout *l = p->layout;
	long n;

	for (n = 0; n < (long)l->font_count; n++)
		if (!strcmp(name, l->fonts[n].name))
			return &l->fonts[n];
	if (n == LAYOUT_FONTS_MAX) {
		fail(p, "more than %d fonts", LAYOUT_FONTS_MAX);
		return NULL;
	}
	l->fonts[n] = (struct layout_font){.name = copied(p, name), .family = "roman"};
	return l->fonts[l->font_count++].name ? &l->fonts[n] : NULL;
}

static int parse_font(struct parser *p)
{
	static const char *const families[] = {"roman", "swiss", "script", "modern", NULL};
	struct layout_font *font;
	char *name, *key, *value;
	long n;

	if (next_word(p, &name))
		return -1;
	if (!name || !*name)
		return fail(p, "a font has a name");
	font = font_for(p, name);
	while (font && !next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		if (!strcmp(key, "family")) {
			if (read_choice(p, value, families, &n))
				return -1;
			font->family = families[n];
		} else if (strcmp(key, "alternatives")) {
			return fail(p, "a font has no \"%s\"", key);
		} else if (!(font->alternatives = copied(p, value))) {
			return -1;
		}
	}
	return -1;
}

static int parse_style(struct parser *p)
{
	size_t style = 0, property;
	char *name, *key, *value;

	if (next_word(p, &name))
		return -1;
	while (name && style < OFFICE_STYLE_COUNT && strcmp(name, styles[style].word))
		style++;
	if (!name || style == OFFICE_STYLE_COUNT)
		return fail(p, "there is no style \"%s\"", name ? name : "");
	while (!next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		for (property = 0; property < LAYOUT_PROPERTY_COUNT; property++)
			if (!strcmp(key, properties[property].word))
				break;
		if (property == LAYOUT_PROPERTY_COUNT)
			return fail(p, "a style has no \"%s\"", key);
		if (read_property(p, property, value, &p->layout->styles[style][property]))
			return -1;
	}
	return -1;
}

static struct layout_column *column_for(struct parser *p, const char *name)
{
	struct layout *l = p->layout;
	unsigned n;

	for (n = 0; n < l->column_count; n++)
		if (!strcmp(name, l->columns[n].name))
			return &l->columns[n];
	if (n == LAYOUT_COLUMNS_MAX) {
		fail(p, "more than %d columns", LAYOUT_COLUMNS_MAX);
		return NULL;
	}
	l->columns[n].name = copied(p, name);
	return l->columns[l->column_count++].name ? &l->columns[n] : NULL;
}

/* column 档号 width=30mm: of every table's column that is called so. */
static int parse_column(struct parser *p)
{
	struct layout_column *column;
	char *name, *key, *value;

	if (next_word(p, &name))
		return -1;
	if (!name || !*name)
		return fail(p, "a column has a name");
	if (next_pair(p, &key, &value))
		return -1;
	if (!key || strcmp(key, "width"))
		return fail(p, "a column has a width, and nothing else");
	column = column_for(p, name);
	if (!column || read_absolute(p, value, &column->width))
		return -1;
	return column->width ? 0 : fail(p, "a column's width is above 0");
}

static const struct {
	const char *word;
	int (*parse)(struct parser *p);
} directives[] = {
	{"base", parse_base},
	{"official", parse_official},
	{"page", parse_page},
	{"number", parse_number},
	{"table", parse_table},
	{"column", parse_column},
	{"font", parse_font},
	{"style", parse_style},
};

static int parse_line(struct parser *p, char *line)
{
	char *word;

	line += strspn(line, " \t");
	p->at = line;
	if (*line == '#' || !*line)
		return 0;
	if (next_word(p, &word))
		return -1;
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
		if (strcmp(word, directives[i].word))
			continue;
		if (directives[i].parse(p) || next_word(p, &word))
			return -1;
		return word ? fail(p, "\"%s\" is too much", word) : 0;
	}
	return fail(p, "there is no directive \"%s\"", word);
}

/* text is cut up. */
static int parse_text(struct parser *p, char *text)
{
	for (char *end; text; text = end) {
		p->line++;
		end = strchr(text, '\n');
		if (end)
			*end++ = '\0';
		text[strcspn(text, "\r")] = '\0';
		if (parse_line(p, text))
			return -1;
	}
	return 0;
}

/* ---- loading ---- */

/* NULL: none, or memory ran out. */
static const struct data_file *find_built_in(const char *name)
{
	struct buf path = BUF_INIT;
	const struct data_file *file;

	buf_printf(&path, "layouts/%s.layout", name);
	file = buf_failed(&path) ? NULL : data_find(path.data);
	buf_free(&path);
	return file;
}

bool layout_is_file(const char *name)
{
	return !find_built_in(name);
}

static int read_source(struct parser *p, const char *name, struct buf *text)
{
	const struct data_file *file = find_built_in(name);
	int rc = 0;

	if (file)
		buf_put(text, file->text, file->len);
	else if (file_read(name, text))
		rc = fail(p, "%s",
			errno == ENOENT && !strchr(name, '/') && !strchr(name, '.')
				? "there is no such layout; gongwen, plain and catalogue are "
				  "built in"
				: strerror(errno));
	if (!rc && buf_failed(text))
		rc = fail(p, "out of memory");
	if (!rc && memchr(buf_str(text), '\0', text->len))
		rc = fail(p, "holds a NUL byte");
	return rc;
}

static int load(struct parser *p, const char *name)
{
	struct buf text = BUF_INIT;
	int rc;

	p->line = 0;
	p->file = copied(p, name);
	rc = p->file ? read_source(p, name, &text) : -1;
	if (!rc && text.len)
		rc = parse_text(p, text.data);
	buf_free(&text);
	return rc;
}

/* Checks what writers rely on, whatever the file said. */
static int check(struct parser *p)
{
	static const enum layout_property needed[] = {LAYOUT_CJK, LAYOUT_LATIN, LAYOUT_SIZE};
	const struct layout *l = p->layout;

	p->line = 0;
	if (layout_text_width(l) < TEXT_WIDTH_MIN || layout_text_height(l) < TEXT_HEIGHT_MIN)
		return fail(p, "the margins leave no room for text");
	if (l->number.place != LAYOUT_PLACE_NONE &&
		(!l->number.before || l->number.below >= l->page.bottom))
		return fail(p, "the page number has no form, or stands below the page");
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!l->styles[OFFICE_BASE][needed[i]].unit)
			return fail(p, "the style base needs cjk, latin and size");
	for (int s = 0; s < OFFICE_STYLE_COUNT; s++) {
		struct layout_value size = layout_value(l, s, LAYOUT_SIZE);

		if (size.unit != LAYOUT_TWIPS || size.n < 20 || size.n > 1440)
			return fail(p, "%s: a size is from 1pt to 72pt", styles[s].word);
		if (layout_em(l, s) <= 0)
			return fail(p, "%s: the spacing leaves nothing of a character",
				styles[s].word);
	}
	return 0;
}

int layout_load(
	struct layout *l, struct arena *arena, const char *name, struct layout_error *error)
{
	struct parser p = {.layout = l, .arena = arena, .error = error};

	*l = (struct layout){.step_count = 1};
	if (load(&p, name) || check(&p))
		return -1;
	l->name = p.file;
	l->steps[0] = layout_length(l, OFFICE_CELL, LAYOUT_SIZE);
	return 0;
}

/* ---- built-in layouts, read once ---- */

struct kept {
	struct kept *next;
	struct layout layout;
};

struct layouts {
	struct arena arena; /* holds all */
	struct kept *kept;
};

struct layouts *layouts_new(void)
{
	return calloc(1, sizeof(struct layouts));
}

void layouts_free(struct layouts *l)
{
	if (!l)
		return;
	arena_free(&l->arena);
	free(l);
}

static const struct layout *read_built_in(struct layouts *l, const char *name)
{
	struct kept *k = arena_alloc(&l->arena, sizeof *k);
	struct layout_error error;

	if (!k || layout_load(&k->layout, &l->arena, name, &error))
		return NULL;
	k->next = l->kept;
	l->kept = k;
	return &k->layout;
}

const struct layout *layouts_find(struct layouts *l, const char *name)
{
	for (const struct kept *k = l->kept; k; k = k->next)
		if (!strcmp(k->layout.name, name))
			return &k->layout;
	return find_built_in(name) ? read_built_in(l, name) : NULL;
}
