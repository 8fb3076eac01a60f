#include "odf-styles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Levels of a list style (OpenDocument 1.2, part 1, 16.30: ten are usual). */
#define LIST_LEVELS 10

static const char *const style_names[OFFICE_STYLE_COUNT] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) [OFFICE_##name] = odf,
#include "office/styles.def"
#undef OFFICE_STYLE
};

/* Values of fo:text-align (20.216); the first is never written. */
static const char *const align_values[OFFICE_ALIGN_COUNT] = {
	"style", "start", "center", "end", "justify"};

/* Digits of n before end, at least so many. Answers where they begin. */
static char *put_digits(char *end, unsigned long n, int least)
{
	for (; n || least > 0; n /= 10, least--)
		*--end = (char)('0' + n % 10);
	return end;
}

void odf_length_name(struct xml_out *x, const char *attr, size_t len, long twips)
{
	unsigned long all = twips < 0 ? -(unsigned long)twips : (unsigned long)twips;
	char value[] = "-"
		       "18446744073709551615"
		       ".00pt";
	char *end = value + sizeof value - sizeof ".00pt", *start;

	put_digits(end + 3, all % 20 * 5, 2);
	start = put_digits(end, all / 20, 1);
	if (twips < 0)
		*--start = '-';
	xml_attr_name(x, attr, len, start, (size_t)(value + sizeof value - 1 - start));
}

void odf_style_name(char *name, size_t size, enum office_style style, unsigned step)
{
	static const char *const steps[LAYOUT_STEPS_MAX] = {"", "_20_2", "_20_3"};
	size_t len = strlen(style_names[style]), rest = strlen(steps[step]);

	if (len + rest >= size)
		len = rest = 0;
	memcpy(name, style_names[style], len);
	memcpy(name + len, steps[step], rest);
	name[len + rest] = '\0';
}

/* ---- fonts ---- */

/* CSS's quotes around names with spaces, as svg:font-family has them (19.528). */
static void put_family(struct buf *out, const char *name, size_t len)
{
	bool quoted = memchr(name, ' ', len);

	if (out->len)
		buf_puts(out, ", ");
	buf_printf(out, "%s%.*s%s", quoted ? "'" : "", (int)len, name, quoted ? "'" : "");
}

static void put_families(struct buf *out, const struct layout_font *f)
{
	const char *s = f->alternatives ? f->alternatives : "";

	put_family(out, f->name, strlen(f->name));
	while (*s) {
		size_t len = strcspn(s, ",");

		put_family(out, s, len);
		s += len;
		s += strspn(s, ", ");
	}
}

void odf_put_fonts(struct xml_out *x, const struct layout *l)
{
	xml_open(x, "office:font-face-decls");
	for (unsigned i = 0; i < l->font_count; i++) {
		const struct layout_font *f = &l->fonts[i];
		bool fixed = !strcmp(f->family, "modern");
		struct buf families = BUF_INIT;

		put_families(&families, f);
		xml_open(x, "style:font-face");
		xml_attr(x, "style:name", f->name);
		if (buf_failed(&families))
			xml_fail(x);
		xml_attr(x, "svg:font-family", buf_str(&families));
		xml_attr(x, "style:font-family-generic", f->family);
		xml_attr(x, "style:font-pitch", fixed ? "fixed" : "variable");
		xml_close(x);
		buf_free(&families);
	}
	xml_close(x);
}

/* ---- properties ---- */

/* The same value for Western, Asian and complex text (20.182 to 20.202). */
static void put_threefold(struct xml_out *x, const char *const names[3], const char *value)
{
	for (int i = 0; i < 3; i++)
		xml_attr(x, names[i], value);
}

void odf_put_face(struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_font *cjk = layout_font(l, style, LAYOUT_CJK);
	const struct layout_font *latin = layout_font(l, style, LAYOUT_LATIN);

	if (latin)
		xml_attr(x, "style:font-name", latin->name);
	if (cjk)
		xml_attr(x, "style:font-name-asian", cjk->name);
}

void odf_put_locale(struct xml_out *x, const struct office_locale *locale)
{
	static const char *const names[OFFICE_WRITING_COUNT][2] = {
		[OFFICE_WRITING_WESTERN] = {"fo:language", "fo:country"},
		[OFFICE_WRITING_ASIAN] = {"style:language-asian", "style:country-asian"},
		[OFFICE_WRITING_COMPLEX] = {"style:language-complex", "style:country-complex"},
	};

	xml_attr(x, names[locale->writing][0], locale->language);
	xml_attr(x, names[locale->writing][1], locale->country);
}

static void put_text_properties(
	struct xml_out *x, const struct layout *l, enum office_style style)
{
	static const char *const sizes[] = {
		"fo:font-size", "style:font-size-asian", "style:font-size-complex"};
	static const char *const weights[] = {
		"fo:font-weight", "style:font-weight-asian", "style:font-weight-complex"};
	static const char *const slants[] = {
		"fo:font-style", "style:font-style-asian", "style:font-style-complex"};
	const struct layout_value *v = l->styles[style];

	xml_open(x, "style:text-properties");
	odf_put_face(x, l, style);
	for (int i = 0; v[LAYOUT_SIZE].unit && i < 3; i++)
		odf_length(x, sizes[i], v[LAYOUT_SIZE].n);
	if (v[LAYOUT_BOLD].unit)
		put_threefold(x, weights, v[LAYOUT_BOLD].n ? "bold" : "normal");
	if (v[LAYOUT_ITALIC].unit)
		put_threefold(x, slants, v[LAYOUT_ITALIC].n ? "italic" : "normal");
	if (v[LAYOUT_SPACING].unit && v[LAYOUT_SPACING].n)
		odf_length(x, "fo:letter-spacing", layout_length(l, style, LAYOUT_SPACING));
	else if (v[LAYOUT_SPACING].unit)
		xml_attr(x, "fo:letter-spacing", "normal");
	xml_close(x);
}

static void put_line(struct xml_out *x, const struct layout_value *v)
{
	if (v->unit == LAYOUT_TWIPS)
		odf_length(x, "fo:line-height", v->n);
	else if (v->unit == LAYOUT_AT_LEAST)
		odf_length(x, "style:line-height-at-least", v->n);
	else if (v->unit == LAYOUT_PERCENT)
		xml_attr_printf(x, "fo:line-height", "%ld%%", v->n);
}

static void put_border(struct xml_out *x, enum office_style style)
{
	if (style == OFFICE_CODE) {
		xml_attr(x, "fo:padding", "3pt");
		xml_attr(x, "fo:border", "0.5pt solid #999999");
	} else if (style == OFFICE_RULE) {
		xml_attr(x, "fo:padding", "0pt");
		xml_attr(x, "fo:border-top", "none");
		xml_attr(x, "fo:border-left", "none");
		xml_attr(x, "fo:border-right", "none");
		xml_attr(x, "fo:border-bottom", "0.5pt solid #000000");
	}
}

struct length {
	enum layout_property property;
	const char *attr;
};

static const struct length sides[] = {
	{LAYOUT_FIRST, "fo:text-indent"},
	{LAYOUT_LEFT, "fo:margin-left"},
	{LAYOUT_RIGHT, "fo:margin-right"},
};

static const struct length gaps[] = {
	{LAYOUT_BEFORE, "fo:margin-top"},
	{LAYOUT_AFTER, "fo:margin-bottom"},
};

/* Lengths that LibreOffice keeps together: where one is said the others would be 0, whatever
   the parent says. */
static void put_lengths(struct xml_out *x, const struct layout *l, enum office_style style,
	const struct length *lengths, size_t count)
{
	bool said = false;

	for (size_t i = 0; i < count; i++)
		said |= l->styles[style][lengths[i].property].unit != LAYOUT_UNSET;
	for (size_t i = 0; i < count && said; i++)
		odf_length(x, lengths[i].attr, layout_length(l, style, lengths[i].property));
}

static void put_paragraph_properties(
	struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_value *v = l->styles[style];

	xml_open(x, "style:paragraph-properties");
	if (v[LAYOUT_ALIGN].unit)
		xml_attr(x, "fo:text-align", align_values[v[LAYOUT_ALIGN].n]);
	put_lengths(x, l, style, sides, sizeof sides / sizeof *sides);
	put_lengths(x, l, style, gaps, sizeof gaps / sizeof *gaps);
	put_line(x, &v[LAYOUT_LINE]);
	if (v[LAYOUT_KEEP].unit)
		xml_attr(x, "fo:keep-with-next", v[LAYOUT_KEEP].n ? "always" : "auto");
	if (v[LAYOUT_BREAK].unit)
		xml_attr(x, "fo:break-before", v[LAYOUT_BREAK].n ? "page" : "auto");
	if (v[LAYOUT_WIDOWS].unit) {
		xml_attr(x, "fo:orphans", v[LAYOUT_WIDOWS].n ? "2" : "0");
		xml_attr(x, "fo:widows", v[LAYOUT_WIDOWS].n ? "2" : "0");
	}
	put_border(x, style);
	xml_close(x);
}

/* ---- paragraph styles ---- */

static void put_defaults(struct xml_out *x, const struct office *o)
{
	xml_open(x, "style:default-style");
	xml_attr(x, "style:family", "paragraph");
	xml_open(x, "style:paragraph-properties");
	xml_attr(x, "style:text-autospace", "ideograph-alpha");
	/* Nothing stands beyond the text block of an official document, no punctuation either.
	 */
	xml_attr(x, "style:punctuation-wrap", o->layout->official ? "simple" : "hanging");
	xml_attr(x, "style:line-break", "strict");
	xml_attr(x, "style:writing-mode", "page");
	odf_length(x, "style:tab-stop-distance", 2 * layout_em(o->layout, OFFICE_BASE));
	xml_close(x);
	xml_open(x, "style:text-properties");
	for (int i = 0; i < OFFICE_WRITING_COUNT; i++)
		odf_put_locale(x, &o->locales[i]);
	xml_close(x);
	xml_close(x);
}

static void open_style(struct xml_out *x, const char *name, const char *parent)
{
	struct buf shown = BUF_INIT;

	for (const char *s = name; *s; s++)
		if (!strncmp(s, "_20_", 4)) {
			buf_putc(&shown, ' ');
			s += 3;
		} else {
			buf_putc(&shown, *s);
		}
	if (buf_failed(&shown))
		xml_fail(x);
	xml_open(x, "style:style");
	xml_attr(x, "style:name", name);
	if (strcmp(buf_str(&shown), name) != 0)
		xml_attr(x, "style:display-name", buf_str(&shown));
	xml_attr(x, "style:family", "paragraph");
	xml_attr(x, "style:parent-style-name", parent);
	buf_free(&shown);
}

static void put_style(struct xml_out *x, const struct layout *l, enum office_style style)
{
	bool heading = style >= OFFICE_HEADING1 && style <= OFFICE_HEADING6;

	open_style(x, style_names[style],
		style == OFFICE_BASE ? NULL : style_names[layout_parent(style)]);
	if (heading || style == OFFICE_TITLE)
		xml_attr(x, "style:next-style-name", style_names[OFFICE_BODY]);
	if (heading)
		xml_attr_int(x, "style:default-outline-level", style - OFFICE_HEADING1 + 1);
	xml_attr(x, "style:class", "text");
	put_paragraph_properties(x, l, style);
	put_text_properties(x, l, style);
	xml_close(x);
}

/* Smaller text in tables that are wide. */
static void put_step(
	struct xml_out *x, const struct layout *l, enum office_style style, unsigned step)
{
	static const char *const sizes[] = {
		"fo:font-size", "style:font-size-asian", "style:font-size-complex"};
	char name[64];

	odf_style_name(name, sizeof name, style, step);
	open_style(x, name, style_names[style]);
	xml_open(x, "style:text-properties");
	for (int i = 0; i < 3; i++)
		odf_length(x, sizes[i], l->steps[step]);
	xml_close(x);
	xml_close(x);
}

/* A page number outside stands at the right of odd pages and at the left of even ones. */
static void put_even_number(struct xml_out *x, const struct layout *l)
{
	open_style(x, "Footer_20_left", style_names[OFFICE_NUMBER]);
	xml_open(x, "style:paragraph-properties");
	xml_attr(x, "fo:text-align", "start");
	odf_length(x, "fo:margin-left", l->number.inset);
	xml_attr(x, "fo:margin-right", "0pt");
	xml_close(x);
	xml_close(x);
}

static void put_odd_number(struct xml_out *x, const struct layout *l)
{
	open_style(x, "Footer_20_right", style_names[OFFICE_NUMBER]);
	xml_open(x, "style:paragraph-properties");
	xml_attr(
		x, "fo:text-align", l->number.place == LAYOUT_PLACE_OUTSIDE ? "end" : "center");
	odf_length(x, "fo:margin-right", l->number.inset);
	xml_close(x);
	xml_close(x);
}

/* ---- lists ---- */

static void open_level(
	struct xml_out *x, const char *kind, const struct numbering_format *format, int level)
{
	static const char *const bullets[] = {"•", "–", "▪"};

	if (!strcmp(kind, "Bullet")) {
		xml_open(x, "text:list-level-style-bullet");
		xml_attr_int(x, "text:level", level);
		xml_attr(x, "text:bullet-char", bullets[(level - 1) % 3]);
		return;
	}
	xml_open(x, "text:list-level-style-number");
	xml_attr_int(x, "text:level", level);
	xml_attr(x, "style:num-format", format ? format->odf : "");
	if (format)
		xml_attr(x, "style:num-suffix", format->suffix);
}

static void put_level(struct xml_out *x, const struct layout *l, const char *kind,
	const struct numbering_format *format, int level)
{
	bool label = strcmp(kind, "None") != 0;
	long margin = level * office_list_indent(l);

	open_level(x, kind, format, level);
	xml_open(x, "style:list-level-properties");
	xml_attr(x, "text:list-level-position-and-space-mode", "label-alignment");
	xml_open(x, "style:list-level-label-alignment");
	xml_attr(x, "text:label-followed-by", label ? "listtab" : "nothing");
	if (label)
		odf_length(x, "text:list-tab-stop-position", margin);
	odf_length(x, "fo:text-indent", label ? -office_list_hang(l) : 0);
	odf_length(x, "fo:margin-left", margin);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

static void put_lists(struct xml_out *x, const struct layout *l)
{
	static const char *const kinds[] = {"Bullet", "Number", "None"};
	static const struct numbering_format decimal = {.odf = "1", .suffix = "."};
	const struct numbering_format *const numbers = &decimal;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		xml_open(x, "text:list-style");
		xml_attr_printf(x, "style:name", "List_20_%s", kinds[i]);
		xml_attr_printf(x, "style:display-name", "List %s", kinds[i]);
		for (int level = 1; level <= LIST_LEVELS; level++)
			put_level(x, l, kinds[i], i == 1 ? numbers : NULL, level);
		xml_close(x);
	}
}

void odf_put_list_style(
	struct xml_out *x, const struct layout *l, const struct numbering_format *format)
{
	xml_open(x, "text:list-style");
	xml_attr_printf(x, "style:name", "List_%s", format->name);
	for (int level = 1; level <= LIST_LEVELS; level++)
		put_level(x, l, "", format, level);
	xml_close(x);
}

/* ---- all of it ---- */

void odf_put_styles(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;
	struct buf fixed = BUF_INIT;

	odf_put_fonts(x, l);
	xml_open(x, "office:styles");
	put_defaults(x, o);
	for (int s = 0; s < OFFICE_STYLE_COUNT; s++)
		put_style(x, l, (enum office_style)s);
	for (unsigned step = 1; step < l->step_count; step++) {
		put_step(x, l, OFFICE_CELL, step);
		put_step(x, l, OFFICE_CELL_HEADER, step);
	}
	put_odd_number(x, l);
	put_even_number(x, l);
	office_put_part(&fixed, "parts/odt-styles.inc");
	xml_raw(x, fixed.data, fixed.len);
	put_lists(x, l);
	xml_close(x);
	odf_put_pages(x, o);
	buf_free(&fixed);
}
