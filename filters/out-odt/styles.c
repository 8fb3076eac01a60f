#include "styles.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "office/properties.h"

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

/* Sizes of Western, Asian and complex text (20.182 to 20.202). */
static const char *const size_attrs[] = {
	"fo:font-size", "style:font-size-asian", "style:font-size-complex"};

/* Digits of n before end, at least so many. Returns their first. */
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

/* The name of the paragraph style; with a step of the layout's sizes if that is not 0. */
static void style_name(char *name, size_t size, enum office_style style, unsigned step)
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

/* The same value for Western, Asian and complex text. */
static void put_threefold(struct xml_out *x, const char *const names[3], const char *value)
{
	for (int i = 0; i < 3; i++)
		xml_attr(x, names[i], value);
}

/* The style's typeface: attributes of style:text-properties. */
static void put_face(struct xml_out *x, const struct layout *l, enum office_style style)
{
	const struct layout_font *cjk = layout_font(l, style, LAYOUT_CJK);
	const struct layout_font *latin = layout_font(l, style, LAYOUT_LATIN);

	if (latin)
		xml_attr(x, "style:font-name", latin->name);
	if (cjk)
		xml_attr(x, "style:font-name-asian", cjk->name);
}

/* A language: attributes of style:text-properties. */
static void put_locale(struct xml_out *x, const struct office_locale *locale)
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
	static const char *const weights[] = {
		"fo:font-weight", "style:font-weight-asian", "style:font-weight-complex"};
	static const char *const slants[] = {
		"fo:font-style", "style:font-style-asian", "style:font-style-complex"};
	const struct layout_value *v = l->styles[style];

	xml_open(x, "style:text-properties");
	put_face(x, l, style);
	for (int i = 0; v[LAYOUT_SIZE].unit && i < 3; i++)
		odf_length(x, size_attrs[i], v[LAYOUT_SIZE].n);
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

/* Lengths that LibreOffice keeps together: if one is said the others would be 0, whatever
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
	/* Nothing is beyond the text block of an official document, no punctuation either.
	 */
	xml_attr(x, "style:punctuation-wrap", o->layout->official ? "simple" : "hanging");
	xml_attr(x, "style:line-break", "strict");
	xml_attr(x, "style:writing-mode", "page");
	odf_length(x, "style:tab-stop-distance", 2 * layout_em(o->layout, OFFICE_BASE));
	xml_close(x);
	xml_open(x, "style:text-properties");
	for (int i = 0; i < OFFICE_WRITING_COUNT; i++)
		put_locale(x, &o->locales[i]);
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
	char name[64];

	style_name(name, sizeof name, style, step);
	open_style(x, name, style_names[style]);
	xml_open(x, "style:text-properties");
	for (int i = 0; i < 3; i++)
		odf_length(x, size_attrs[i], l->steps[step]);
	xml_close(x);
	xml_close(x);
}

/* A page number outside is at the right of odd pages and at the left of even ones. */
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

/* ---- looks: styles of paragraphs and runs ---- */

/* A style that a paragraph or a run needs besides the named ones. Zeroed before it is filled
   in: looks are compared as bytes. */
struct look {
	long left, first, right; /* [twips], or OFFICE_PLACE_STYLE */
	enum office_style style;
	unsigned step;
	enum office_align align;
	int indent;
	enum odf_turn turn;
	bool keep, joined, tall, tiny, rtl;
	bool run;					    /* only what follows counts */
	enum office_style face;				    /* as of struct office_run */
	char language[sizeof(struct office_locale){0}.tag]; /* empty: its paragraph's */
};

const char *odf_master(enum odf_turn turn)
{
	static const char *const names[] = {NULL, "Standard", "Landscape"};

	return names[turn];
}

/* A paragraph that takes no room: one that is a point high. */
static void put_tiny(struct xml_out *x)
{
	xml_attr(x, "fo:line-height", "1pt");
	xml_attr(x, "fo:margin-top", "0pt");
	xml_attr(x, "fo:margin-bottom", "0pt");
	xml_close(x);
	xml_open(x, "style:text-properties");
	put_threefold(x, size_attrs, "1pt");
}

static long side_of(const struct office *o, const struct look *look, long own,
	enum layout_property property)
{
	return own != OFFICE_PLACE_STYLE ? own
					 : layout_length(o->layout, look->style, property);
}

/* All of them if one is said: LibreOffice keeps them together. */
static void put_sides(struct xml_out *x, const struct office *o, const struct look *look)
{
	long first = side_of(o, look, look->first, LAYOUT_FIRST);

	if (look->first == OFFICE_PLACE_STYLE && look->indent != OFFICE_INDENT_STYLE)
		first = look->indent * o->em / 2;
	else if (look->left == OFFICE_PLACE_STYLE && look->first == OFFICE_PLACE_STYLE &&
		 look->right == OFFICE_PLACE_STYLE)
		return;
	odf_length(x, "fo:margin-left", side_of(o, look, look->left, LAYOUT_LEFT));
	odf_length(x, "fo:text-indent", first);
	odf_length(x, "fo:margin-right", side_of(o, look, look->right, LAYOUT_RIGHT));
}

static void put_run(
	struct xml_out *x, const struct office *o, const struct look *look, unsigned number)
{
	struct office_locale locale;

	xml_open(x, "style:style");
	xml_attr_printf(x, "style:name", "T.%u", number);
	xml_attr(x, "style:family", "text");
	xml_open(x, "style:text-properties");
	if (look->face != OFFICE_BASE)
		put_face(x, o->layout, look->face);
	if (office_read_locale(look->language, &locale))
		put_locale(x, &locale);
	xml_close(x);
	xml_close(x);
}

static void put_look(
	struct xml_out *x, const struct office *o, const struct look *look, unsigned number)
{
	const struct layout *l = o->layout;
	char parent[64];

	style_name(parent, sizeof parent, look->style, look->step);
	xml_open(x, "style:style");
	xml_attr_printf(x, "style:name", "P.%u", number);
	xml_attr(x, "style:family", "paragraph");
	xml_attr(x, "style:parent-style-name", parent);
	xml_attr(x, "style:master-page-name", odf_master(look->turn));
	xml_open(x, "style:paragraph-properties");
	if (look->align != OFFICE_ALIGN_STYLE)
		xml_attr(x, "fo:text-align",
			look->rtl && look->align == OFFICE_ALIGN_LEFT ? "left"
			: look->rtl && look->align == OFFICE_ALIGN_RIGHT
				? "right"
				: align_values[look->align]);
	if (look->rtl)
		xml_attr(x, "style:writing-mode", "rl-tb");
	put_sides(x, o, look);
	if (look->joined) {
		xml_attr(x, "fo:margin-top", "0pt");
		odf_length(x, "fo:margin-bottom", layout_length(l, look->style, LAYOUT_AFTER));
	}
	if (look->tall)
		xml_attr(x, "fo:line-height", "100%");
	if (look->keep)
		xml_attr(x, "fo:keep-with-next", "always");
	if (look->tiny)
		put_tiny(x);
	xml_close(x);
	xml_close(x);
}

static unsigned *slot_of(const struct odf_looks *l, const struct look *look)
{
	unsigned i = (unsigned)hash_bytes(HASH_START, look, sizeof *look) & (l->slot_count - 1);

	while (l->slots[i] && memcmp(&l->look[l->slots[i] - 1], look, sizeof *look) != 0)
		i = (i + 1) & (l->slot_count - 1);
	return &l->slots[i];
}

/* Room for one more; half of the slots stay free. */
static int grow_looks(struct odf_looks *l)
{
	unsigned room = l->room ? l->room * 2 : 32;
	struct look *look;
	unsigned *slots;

	if (l->count < l->room)
		return 0;
	look = realloc(l->look, room * sizeof *look);
	if (look)
		l->look = look;
	slots = look ? calloc((size_t)room * 2, sizeof *slots) : NULL;
	if (!slots)
		return -1;
	free(l->slots);
	l->slots = slots;
	l->slot_count = room * 2;
	l->room = room;
	for (unsigned i = 0; i < l->count; i++)
		*slot_of(l, &l->look[i]) = i + 1;
	return 0;
}

/* The number of the look's style; 0 if memory ran out. */
static unsigned number_of(struct odf_looks *l, struct xml_out *automatic,
	const struct office *o, const struct look *look)
{
	unsigned *slot;

	if (grow_looks(l)) {
		l->failed = true;
		return 0;
	}
	slot = slot_of(l, look);
	if (!*slot) {
		l->look[l->count++] = *look;
		*slot = l->count;
		(look->run ? put_run : put_look)(automatic, o, look, *slot);
	}
	return *slot;
}

/* The style if it says all; else one that was made for what the paragraph carries itself. */
void odf_look_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o, const struct office_paragraph *p, enum odf_turn turn)
{
	bool placed = p->left != OFFICE_PLACE_STYLE || p->first != OFFICE_PLACE_STYLE ||
		      p->right != OFFICE_PLACE_STYLE;
	struct look look;

	if (!placed && p->align == OFFICE_ALIGN_STYLE && p->indent == OFFICE_INDENT_STYLE &&
		!turn && !p->keep && !p->joined && !p->tall && !p->tiny && !p->rtl) {
		style_name(name, size, p->style, p->step);
		return;
	}
	memset(&look, 0, sizeof look);
	look.left = p->left;
	look.first = p->first;
	look.right = p->right;
	look.style = p->style;
	look.step = p->step;
	look.align = p->align;
	look.indent = p->indent;
	look.turn = turn;
	look.keep = p->keep;
	look.joined = p->joined;
	look.tall = p->tall;
	look.tiny = p->tiny;
	look.rtl = p->rtl;
	snprintf(name, size, "P.%u", number_of(l, automatic, o, &look));
}

void odf_run_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o)
{
	struct look look;

	memset(&look, 0, sizeof look);
	look.run = true;
	look.face = o->run.face;
	l->faced |= look.face != OFFICE_BASE;
	if (o->run.foreign)
		strcpy(look.language, o->run.locale.tag);
	snprintf(name, size, "T.%u", number_of(l, automatic, o, &look));
}

void odf_looks_free(struct odf_looks *l)
{
	free(l->look);
	free(l->slots);
}

/* ---- pages: their layouts, master pages, footers with the page number ---- */

struct page {
	const char *name;
	long width, height, top, right, bottom, left;
};

/*
 * LibreOffice counts the distance to the text (fo:margin-top) into the footer's height: page
 * margin and that height together are the layout's margin. The middle of a line of the number
 * is 0.6 of its size below its top.
 */
static void put_footer(
	struct xml_out *x, const struct office *o, const struct page *p, bool upright)
{
	const struct layout *l = o->layout;
	long size = layout_length(l, OFFICE_NUMBER, LAYOUT_SIZE);
	long gap = l->number.below - size * 6 / 10, height;

	gap = gap < 0 ? 0 : gap;
	height = gap + 2 * size + office_footer_room(o);
	height = height > p->bottom ? p->bottom : height;
	odf_length(x, "fo:margin-bottom", p->bottom - height);
	xml_close(x); /* style:page-layout-properties */
	xml_open(x, "style:footer-style");
	xml_open(x, "style:header-footer-properties");
	odf_length(x, "svg:height", height);
	odf_length(x, "fo:margin-top", upright ? gap : 0);
	xml_attr(x, "fo:margin-bottom", "0pt");
	xml_attr(x, "style:dynamic-spacing", "false");
	xml_close(x);
	xml_close(x);
}

static void put_page(
	struct xml_out *x, const struct office *o, const struct page *p, bool upright)
{
	xml_open(x, "style:page-layout");
	xml_attr(x, "style:name", p->name);
	xml_attr(x, "style:page-usage", "all");
	xml_open(x, "style:page-layout-properties");
	odf_length(x, "fo:page-width", p->width);
	odf_length(x, "fo:page-height", p->height);
	xml_attr(x, "style:print-orientation", p->width > p->height ? "landscape" : "portrait");
	xml_attr(x, "style:num-format", "1");
	xml_attr(x, "style:writing-mode", "lr-tb");
	odf_length(x, "fo:margin-top", p->top);
	odf_length(x, "fo:margin-right", p->right);
	odf_length(x, "fo:margin-left", p->left);
	if (office_has_footer(o)) {
		put_footer(x, o, p, upright);
	} else {
		odf_length(x, "fo:margin-bottom", p->bottom);
		xml_close(x);
	}
	xml_close(x);
}

/* The sheet across is turned so that its head is at the left (GB/T 9704-2012, 8). */
static void put_pages(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;
	struct page upright = {"Page", l->page.width, l->page.height, l->page.top,
		l->page.right, l->page.bottom, l->page.left};
	struct page across = {"Across", l->page.height, l->page.width, l->page.left,
		l->page.top, l->page.right, l->page.bottom};

	put_page(x, o, &upright, true);
	put_page(x, o, &across, !office_turns_number(l));
}

static void put_number(struct xml_out *x, const struct layout *l)
{
	xml_text(x, l->number.before, strlen(l->number.before));
	xml_open(x, "text:page-number");
	xml_attr(x, "text:select-page", "current");
	xml_text(x, "1", 1);
	xml_close(x);
	xml_text(x, l->number.after, strlen(l->number.after));
}

typedef void put_number_fn(struct xml_out *x, const struct layout *l, bool even);

/* The number, and under it what else the footer is to say. */
static void put_footer_text(
	struct xml_out *x, const struct office *o, put_number_fn *put, bool even)
{
	if (o->layout->number.place != LAYOUT_PLACE_NONE)
		put(x, o->layout, even);
	if (!o->footer.len)
		return;
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", "Provenance_20_footer");
	xml_text(x, buf_str(&o->footer), o->footer.len);
	xml_close(x);
}

static void put_footers(struct xml_out *x, const struct office *o, put_number_fn *put)
{
	if (!office_has_footer(o))
		return;
	xml_open(x, "style:footer");
	put_footer_text(x, o, put, false);
	xml_close(x);
	if (o->layout->number.place != LAYOUT_PLACE_OUTSIDE)
		return;
	xml_open(x, "style:footer-left");
	put_footer_text(x, o, put, true);
	xml_close(x);
}

static void put_upright_number(struct xml_out *x, const struct layout *l, bool even)
{
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", even ? "Footer_20_left" : "Footer_20_right");
	put_number(x, l);
	xml_close(x);
}

/* LibreOffice turns the text of a table's cell, but not that of a frame. */
static void put_turned_table(struct xml_out *x, const struct layout *l, bool even)
{
	xml_open(x, "table:table");
	xml_attr(x, "table:name", even ? "Number_even" : "Number_odd");
	xml_attr(x, "table:style-name", "Turned.table");
	xml_open(x, "table:table-column");
	xml_attr(x, "table:style-name", "Turned.column");
	xml_close(x);
	xml_open(x, "table:table-row");
	xml_attr(x, "table:style-name", "Turned.row");
	xml_open(x, "table:table-cell");
	xml_attr(x, "table:style-name", "Turned.cell");
	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", even ? "Turned_20_left" : "Turned_20_right");
	put_number(x, l);
	xml_close(x);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/*
 * Clause 8: on a sheet across, the number is where it is on the others once the sheet is
 * turned upright, head to the left: at the left edge, at the foot of odd pages and the head of
 * even ones, turned with it.
 */
static void put_turned_number(struct xml_out *x, const struct layout *l, bool even)
{
	struct office_turned t = office_turned_number(l, even);

	xml_open(x, "text:p");
	xml_attr(x, "text:style-name", style_names[OFFICE_NUMBER]);
	xml_open(x, "draw:frame");
	xml_attr(x, "draw:style-name", "Turned");
	xml_attr(x, "draw:name", even ? "Number even" : "Number odd");
	xml_attr(x, "text:anchor-type", "paragraph");
	odf_length(x, "svg:x", t.x);
	odf_length(x, "svg:y", t.y);
	odf_length(x, "svg:width", t.width);
	xml_open(x, "draw:text-box");
	odf_length(x, "fo:min-height", t.height);
	put_turned_table(x, l, even);
	xml_close(x);
	xml_close(x);
	xml_close(x);
}

/* A style of the family and its element of properties: both are to be closed. */
static void open_automatic(
	struct xml_out *x, const char *name, const char *family, const char *properties)
{
	xml_open(x, "style:style");
	xml_attr(x, "style:name", name);
	xml_attr(x, "style:family", family);
	xml_open(x, properties);
}

static void close_automatic(struct xml_out *x)
{
	xml_close(x);
	xml_close(x);
}

static void put_turned_frame(struct xml_out *x)
{
	static const char *const values[][2] = {
		{"style:vertical-pos", "from-top"},
		{"style:vertical-rel", "page"},
		{"style:horizontal-pos", "from-left"},
		{"style:horizontal-rel", "page"},
		{"style:wrap", "run-through"},
		{"style:flow-with-text", "false"},
		{"draw:fill", "none"},
		{"draw:stroke", "none"},
		{"fo:border", "none"},
		{"fo:padding", "0pt"},
	};

	/* Without a parent style called Frame, LibreOffice makes a drawing of it, without
	   page numbers. */
	xml_open(x, "style:style");
	xml_attr(x, "style:name", "Turned");
	xml_attr(x, "style:family", "graphic");
	xml_attr(x, "style:parent-style-name", "Frame");
	xml_open(x, "style:graphic-properties");
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		xml_attr(x, values[i][0], values[i][1]);
	close_automatic(x);
}

static void put_turned_styles(struct xml_out *x, const struct layout *l)
{
	struct office_turned t = office_turned_number(l, false);

	put_turned_frame(x);
	open_automatic(x, "Turned.table", "table", "style:table-properties");
	odf_length(x, "style:width", t.width);
	xml_attr(x, "table:align", "left");
	close_automatic(x);
	open_automatic(x, "Turned.column", "table-column", "style:table-column-properties");
	odf_length(x, "style:column-width", t.width);
	close_automatic(x);
	open_automatic(x, "Turned.row", "table-row", "style:table-row-properties");
	odf_length(x, "style:row-height", t.height);
	close_automatic(x);
	open_automatic(x, "Turned.cell", "table-cell", "style:table-cell-properties");
	xml_attr(x, "fo:border", "none");
	xml_attr(x, "fo:padding", "0pt");
	xml_attr(x, "style:vertical-align", "middle");
	xml_attr(x, "style:writing-mode", "tb-rl");
	close_automatic(x);
	for (int even = 0; even < 2; even++) {
		xml_open(x, "style:style");
		xml_attr(x, "style:name", even ? "Turned_20_left" : "Turned_20_right");
		xml_attr(x, "style:family", "paragraph");
		xml_attr(x, "style:parent-style-name", style_names[OFFICE_NUMBER]);
		xml_open(x, "style:paragraph-properties");
		xml_attr(x, "fo:text-align", even ? "start" : "end");
		close_automatic(x);
	}
}

/* Close under the number: the lines have the room that was counted for them. */
static void put_provenance_style(struct xml_out *x, const struct office *o)
{
	xml_open(x, "style:style");
	xml_attr(x, "style:name", "Provenance_20_footer");
	xml_attr(x, "style:family", "paragraph");
	xml_attr(x, "style:parent-style-name", "Provenance");
	xml_open(x, "style:paragraph-properties");
	xml_attr(x, "fo:margin-top", "0pt");
	odf_length(x, "fo:line-height", office_footer_line(o));
	close_automatic(x);
}

static void put_master(struct xml_out *x, const struct office *o, const char *name,
	const char *page, put_number_fn *number)
{
	xml_open(x, "style:master-page");
	xml_attr(x, "style:name", name);
	xml_attr(x, "style:page-layout-name", page);
	put_footers(x, o, number);
	xml_close(x);
}

/* office:automatic-styles and office:master-styles. */
static void put_page_styles(struct xml_out *x, const struct office *o)
{
	const struct layout *l = o->layout;

	xml_open(x, "office:automatic-styles");
	if (office_turns_number(l))
		put_turned_styles(x, l);
	if (o->footer.len)
		put_provenance_style(x, o);
	put_pages(x, o);
	xml_close(x);
	xml_open(x, "office:master-styles");
	put_master(x, o, odf_master(ODF_TURN_UPRIGHT), "Page", put_upright_number);
	put_master(x, o, odf_master(ODF_TURN_ACROSS), "Across",
		office_turns_number(l) ? put_turned_number : put_upright_number);
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
	put_page_styles(x, o);
	buf_free(&fixed);
}
