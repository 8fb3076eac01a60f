#include "odf-looks.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Values of fo:text-align (20.216); the first is never written. */
static const char *const align_values[OFFICE_ALIGN_COUNT] = {
	"style", "start", "center", "end", "justify"};

const char *odf_master(enum odf_turn turn)
{
	static const char *const names[] = {NULL, ODF_MASTER_UPRIGHT, ODF_MASTER_ACROSS};

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
	xml_attr(x, "fo:font-size", "1pt");
	xml_attr(x, "style:font-size-asian", "1pt");
	xml_attr(x, "style:font-size-complex", "1pt");
}

static long side_of(const struct office *o, const struct look *look, long own,
	enum layout_property property)
{
	return own != OFFICE_PLACE_STYLE ? own
					 : layout_length(o->layout, look->style, property);
}

/* All of them where one is said: LibreOffice keeps them together. */
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

static void put_language(struct xml_out *x, const char *tag)
{
	struct office_locale locale;

	if (office_read_locale(tag, &locale))
		odf_put_locale(x, &locale);
}

static void put_run(
	struct xml_out *x, const struct office *o, const struct look *look, unsigned number)
{
	xml_open(x, "style:style");
	xml_attr_printf(x, "style:name", "T.%u", number);
	xml_attr(x, "style:family", "text");
	xml_open(x, "style:text-properties");
	if (look->face != OFFICE_BASE)
		odf_put_face(x, o->layout, look->face);
	put_language(x, look->language);
	xml_close(x);
	xml_close(x);
}

static void put_look(
	struct xml_out *x, const struct office *o, const struct look *look, unsigned number)
{
	const struct layout *l = o->layout;
	char parent[64];

	odf_style_name(parent, sizeof parent, look->style, look->step);
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

/* FNV-1a. */
static unsigned hash_look(const struct look *look)
{
	const unsigned char *bytes = (const unsigned char *)look;
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < sizeof *look; i++)
		hash = (hash ^ bytes[i]) * 16777619U;
	return hash;
}

static unsigned *slot_of(const struct odf_looks *l, const struct look *look)
{
	unsigned i = hash_look(look) & (l->slot_count - 1);

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

/* The number of the look's style; 0 where memory ran out. */
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

/* The style where it says all; else one that was made for what the paragraph carries itself. */
void odf_look_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o, const struct office_paragraph *p, enum odf_turn turn)
{
	bool placed = p->left != OFFICE_PLACE_STYLE || p->first != OFFICE_PLACE_STYLE ||
		      p->right != OFFICE_PLACE_STYLE;
	struct look look;

	if (!placed && p->align == OFFICE_ALIGN_STYLE && p->indent == OFFICE_INDENT_STYLE &&
		!turn && !p->keep && !p->joined && !p->tall && !p->tiny && !p->rtl) {
		odf_style_name(name, size, p->style, p->step);
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
