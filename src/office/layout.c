#include "office/layout-private.h"

#include <errno.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"

/* Least text block: a sheet smaller than this holds no table [twips]. */
#define TEXT_WIDTH_MIN	2000
#define TEXT_HEIGHT_MIN 2000

static const char *const styles[] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) word,
#include "office/styles.def"
#undef OFFICE_STYLE
};

/* ---- directives ---- */

static int load(struct layout_parser *p, const char *name);

/* All that another layout says comes first. */
static int parse_base(struct layout_parser *p)
{
	struct layout_parser outer = *p;
	char *name;
	int rc;

	if (layout_next_word(p, &name))
		return -1;
	if (!name || !*name)
		return layout_fail(p, "base takes the name of a layout");
	if (p->in_base)
		return layout_fail(
			p, "a layout that another one is based on has no base itself");
	if (p->layout->font_count)
		return layout_fail(p, "base comes first");
	outer.at = p->at;
	p->in_base = true;
	rc = load(p, name);
	p->layout->base = p->file;
	*p = outer;
	return rc;
}

static int parse_official(struct layout_parser *p)
{
	char *word;
	long n;

	if (layout_next_word(p, &word))
		return -1;
	if (!word)
		return layout_fail(p, "official is yes or no");
	if (layout_read_flag(p, word, &n))
		return -1;
	p->layout->official = n;
	return 0;
}

static int parse_page(struct layout_parser *p)
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

	while (!layout_next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		for (i = 0; i < count && strcmp(key, keys[i].word); i++)
			;
		if (i == count)
			return layout_fail(p, "a page has no \"%s\"", key);
		if (layout_read_absolute(p, value, keys[i].to))
			return -1;
	}
	return -1;
}

/* "— # —": the number stands for the #. */
static int parse_form(struct layout_parser *p, char *form)
{
	char *hash = strchr(form, '#');

	if (!hash || strchr(hash + 1, '#'))
		return layout_fail(p, "a form has one # for the number");
	*hash = '\0';
	p->layout->number.before = layout_copied(p, form);
	p->layout->number.after = layout_copied(p, hash + 1);
	return p->layout->number.before && p->layout->number.after ? 0 : -1;
}

static int parse_place(struct layout_parser *p, const char *word)
{
	static const char *const words[] = {"center", "outside", "none", NULL};
	long n;

	if (layout_read_choice(p, word, words, &n))
		return -1;
	p->layout->number.place = (enum layout_place)n;
	return 0;
}

static int parse_number(struct layout_parser *p)
{
	char *key, *value;
	int rc = 0;

	while (!rc && !layout_next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		if (!strcmp(key, "form"))
			rc = parse_form(p, value);
		else if (!strcmp(key, "place"))
			rc = parse_place(p, value);
		else if (!strcmp(key, "below"))
			rc = layout_read_absolute(p, value, &p->layout->number.below);
		else if (!strcmp(key, "inset"))
			rc = layout_read_absolute(p, value, &p->layout->number.inset);
		else
			rc = layout_fail(p, "a number has no \"%s\"", key);
	}
	return -1;
}

/* table 12pt 10.5pt: what the text of wide tables may come down to. */
static int parse_table(struct layout_parser *p)
{
	struct layout *l = p->layout;
	char *word;

	l->step_count = 1;
	while (!layout_next_word(p, &word)) {
		if (!word)
			return 0;
		if (l->step_count == LAYOUT_STEPS_MAX)
			return layout_fail(p, "a table has %d smaller sizes at most",
				LAYOUT_STEPS_MAX - 1);
		if (layout_read_absolute(p, word, &l->steps[l->step_count++]))
			return -1;
	}
	return -1;
}

static struct layout_font *font_for(struct layout_parser *p, const char *name)
{
	struct layout *l = p->layout;
	long n;

	for (n = 0; n < (long)l->font_count; n++)
		if (!strcmp(name, l->fonts[n].name))
			return &l->fonts[n];
	if (n == LAYOUT_FONTS_MAX) {
		layout_fail(p, "more than %d fonts", LAYOUT_FONTS_MAX);
		return NULL;
	}
	l->fonts[n] = (struct layout_font){.name = layout_copied(p, name), .family = "roman"};
	return l->fonts[l->font_count++].name ? &l->fonts[n] : NULL;
}

static int parse_font(struct layout_parser *p)
{
	static const char *const families[] = {"roman", "swiss", "script", "modern", NULL};
	struct layout_font *font;
	char *name, *key, *value;
	long n;

	if (layout_next_word(p, &name))
		return -1;
	if (!name || !*name)
		return layout_fail(p, "a font has a name");
	font = font_for(p, name);
	while (font && !layout_next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		if (!strcmp(key, "family")) {
			if (layout_read_choice(p, value, families, &n))
				return -1;
			font->family = families[n];
		} else if (strcmp(key, "alternatives")) {
			return layout_fail(p, "a font has no \"%s\"", key);
		} else if (!(font->alternatives = layout_copied(p, value))) {
			return -1;
		}
	}
	return -1;
}

static int parse_style(struct layout_parser *p)
{
	enum layout_property property;
	size_t style = 0;
	char *name, *key, *value;

	if (layout_next_word(p, &name))
		return -1;
	while (name && style < OFFICE_STYLE_COUNT && strcmp(name, styles[style]))
		style++;
	if (!name || style == OFFICE_STYLE_COUNT)
		return layout_fail(p, "there is no style \"%s\"", name ? name : "");
	while (!layout_next_pair(p, &key, &value)) {
		if (!key)
			return 0;
		if (!layout_find_property(key, &property))
			return layout_fail(p, "a style has no \"%s\"", key);
		if (layout_read_property(
			    p, property, value, &p->layout->styles[style][property]))
			return -1;
	}
	return -1;
}

static struct layout_column *column_for(struct layout_parser *p, const char *name)
{
	struct layout *l = p->layout;
	unsigned n;

	for (n = 0; n < l->column_count; n++)
		if (!strcmp(name, l->columns[n].name))
			return &l->columns[n];
	if (n == LAYOUT_COLUMNS_MAX) {
		layout_fail(p, "more than %d columns", LAYOUT_COLUMNS_MAX);
		return NULL;
	}
	l->columns[n].name = layout_copied(p, name);
	return l->columns[l->column_count++].name ? &l->columns[n] : NULL;
}

/* column 档号 width=30mm: of every table's column that is called so. */
static int parse_column(struct layout_parser *p)
{
	struct layout_column *column;
	char *name, *key, *value;

	if (layout_next_word(p, &name))
		return -1;
	if (!name || !*name)
		return layout_fail(p, "a column has a name");
	if (layout_next_pair(p, &key, &value))
		return -1;
	if (!key || strcmp(key, "width"))
		return layout_fail(p, "a column has a width, and nothing else");
	column = column_for(p, name);
	if (!column || layout_read_absolute(p, value, &column->width))
		return -1;
	return column->width ? 0 : layout_fail(p, "a column's width is above 0");
}

static const struct {
	const char *word;
	int (*parse)(struct layout_parser *p);
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

static int parse_line(struct layout_parser *p, char *line)
{
	char *word;

	line += strspn(line, " \t");
	p->at = line;
	if (*line == '#' || !*line)
		return 0;
	if (layout_next_word(p, &word))
		return -1;
	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
		if (strcmp(word, directives[i].word))
			continue;
		if (directives[i].parse(p) || layout_next_word(p, &word))
			return -1;
		return word ? layout_fail(p, "\"%s\" is too much", word) : 0;
	}
	return layout_fail(p, "there is no directive \"%s\"", word);
}

/* text is cut up. */
static int parse_text(struct layout_parser *p, char *text)
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

static int read_source(struct layout_parser *p, const char *name, struct buf *text)
{
	const struct data_file *file = find_built_in(name);
	int rc = 0;

	if (file)
		buf_put(text, file->text, file->len);
	else if (file_read(name, text))
		rc = layout_fail(p, "%s",
			errno == ENOENT && !strchr(name, '/') && !strchr(name, '.')
				? "there is no such layout; gongwen, plain and catalogue are "
				  "built in"
				: strerror(errno));
	if (!rc && buf_failed(text))
		rc = layout_fail(p, "out of memory");
	if (!rc && memchr(buf_str(text), '\0', text->len))
		rc = layout_fail(p, "holds a NUL byte");
	return rc;
}

static int load(struct layout_parser *p, const char *name)
{
	struct buf text = BUF_INIT;
	int rc;

	p->line = 0;
	p->file = layout_copied(p, name);
	rc = p->file ? read_source(p, name, &text) : -1;
	if (!rc && text.len)
		rc = parse_text(p, text.data);
	buf_free(&text);
	return rc;
}

/* What a writer relies on, whatever the file said. */
static int check(struct layout_parser *p)
{
	static const enum layout_property needed[] = {LAYOUT_CJK, LAYOUT_LATIN, LAYOUT_SIZE};
	const struct layout *l = p->layout;

	p->line = 0;
	if (layout_text_width(l) < TEXT_WIDTH_MIN || layout_text_height(l) < TEXT_HEIGHT_MIN)
		return layout_fail(p, "the margins leave no room for text");
	if (l->number.place != LAYOUT_PLACE_NONE &&
		(!l->number.before || l->number.below >= l->page.bottom))
		return layout_fail(p, "the page number has no form, or stands below the page");
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!l->styles[OFFICE_BASE][needed[i]].unit)
			return layout_fail(p, "the style base needs cjk, latin and size");
	for (int s = 0; s < OFFICE_STYLE_COUNT; s++) {
		struct layout_value size = layout_value(l, s, LAYOUT_SIZE);

		if (size.unit != LAYOUT_TWIPS || size.n < 20 || size.n > 1440)
			return layout_fail(p, "%s: a size is from 1pt to 72pt", styles[s]);
		if (layout_em(l, s) <= 0)
			return layout_fail(
				p, "%s: the spacing leaves nothing of a character", styles[s]);
	}
	return 0;
}

int layout_load(
	struct layout *l, struct arena *arena, const char *name, struct layout_error *error)
{
	struct layout_parser p = {.layout = l, .arena = arena, .error = error};

	*l = (struct layout){.step_count = 1};
	if (load(&p, name) || check(&p))
		return -1;
	l->name = p.file;
	l->steps[0] = layout_length(l, OFFICE_CELL, LAYOUT_SIZE);
	return 0;
}
