#ifndef GUIDANG_LAYOUT_H
#define GUIDANG_LAYOUT_H

/*
 * How office documents are printed: paper, margins, page numbers, and what each paragraph style
 * looks like. A layout is read from a file (docs/guidang-layout.5); the built-in ones are such
 * files, compiled in from filters/layouts/.
 *
 * Everything of a layout lives in the arena it was read into. Lengths are twips: 1/20 pt.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Paragraph styles and alignments: layouts and both office formats share their names. */
enum office_style {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) OFFICE_##name,
#include "office/styles.def"
#undef OFFICE_STYLE
	OFFICE_STYLE_COUNT
};

/* OFFICE_ALIGN_STYLE: as the style says. */
enum office_align {
	OFFICE_ALIGN_STYLE,
	OFFICE_ALIGN_LEFT,
	OFFICE_ALIGN_CENTER,
	OFFICE_ALIGN_RIGHT,
	OFFICE_ALIGN_JUSTIFY,
	OFFICE_ALIGN_COUNT
};

enum layout_property {
#define LAYOUT_PROPERTY(name, word, kind) LAYOUT_##name,
#include "office/layout-properties.def"
#undef LAYOUT_PROPERTY
	LAYOUT_PROPERTY_COUNT
};

enum layout_unit {
	LAYOUT_UNSET,
	LAYOUT_TWIPS,
	LAYOUT_EM,	 /* characters of the style, as they are spaced [1/100] */
	LAYOUT_LINES,	 /* lines of the base style [1/100] */
	LAYOUT_AT_LEAST, /* LINE only [twips] */
	LAYOUT_PERCENT,	 /* LINE only: of the font's own line */
	LAYOUT_NUMBER,	 /* a flag, 0 or 1; an office_align; a font by its place in fonts */
};

struct layout_value {
	long n;
	enum layout_unit unit;
};

struct layout_font {
	const char *name;
	const char *family;	  /* roman, swiss, script or modern */
	const char *alternatives; /* separated by commas; NULL: none */
};

#define LAYOUT_FONTS_MAX 16

/* Sizes of a table's text, largest first: a table takes the first one that it fits in. */
#define LAYOUT_STEPS_MAX 3

enum layout_place { LAYOUT_PLACE_CENTER, LAYOUT_PLACE_OUTSIDE, LAYOUT_PLACE_NONE };

#define LAYOUT_COLUMNS_MAX 16

/* A column of every table whose header says its name. */
struct layout_column {
	const char *name;
	long width;
};

struct layout {
	const char *name;
	const char *base; /* the layout that it is based on; NULL */
	bool official;	  /* the parts of an official document are where GB/T 9704 puts them */
	struct {
		long width, height, top, right, bottom, left;
	} page;
	struct {
		enum layout_place place;
		long below;		    /* from the text to the number's middle */
		long inset;		    /* from the text block's side */
		const char *before, *after; /* what is printed around the number */
	} number;
	long steps[LAYOUT_STEPS_MAX]; /* 0: no such step; the first is the CELL style's size */
	unsigned step_count;
	struct layout_column columns[LAYOUT_COLUMNS_MAX];
	unsigned column_count;
	struct layout_font fonts[LAYOUT_FONTS_MAX];
	unsigned font_count;
	struct layout_value styles[OFFICE_STYLE_COUNT][LAYOUT_PROPERTY_COUNT];
};

struct layout_error {
	const char *file;
	unsigned line; /* from 1; 0: the file itself */
	char message[200];
};

/* True if the name is that of a file: no built-in layout has it. */
bool layout_is_file(const char *name);

/* Reads a built-in layout by name, or else a file. 0, or -1 with error set; error->file is
   name, or the name of the layout that it is based on if that one is wrong. */
int layout_load(
	struct layout *l, struct arena *arena, const char *name, struct layout_error *error);

/* The value that the style says, or else the nearest of its parents. LAYOUT_UNSET: none does.
 */
struct layout_value layout_value(
	const struct layout *l, enum office_style style, enum layout_property property);
/* The same as a length; 0 if nothing says one. */
long layout_length(
	const struct layout *l, enum office_style style, enum layout_property property);
/* Of a character of the style, as it is spaced. */
long layout_em(const struct layout *l, enum office_style style);
/* Distance of two lines of body text. */
long layout_line(const struct layout *l);
enum office_style layout_parent(enum office_style style);
/* NULL if the style names no font. */
const struct layout_font *layout_font(
	const struct layout *l, enum office_style style, enum layout_property property);

long layout_text_width(const struct layout *l);
long layout_text_height(const struct layout *l);

/* Built-in layouts, each read once for many documents. One struct layouts serves one thread. */
struct layouts;

struct layouts *layouts_new(void); /* NULL when memory runs out */
void layouts_free(struct layouts *l);
/* The built-in layout of the name, which lives as long as l. NULL: there is none, or memory ran
   out. */
const struct layout *layouts_find(struct layouts *l, const char *name);

#endif
