#ifndef GUIDANG_OFFICE_STYLE_H
#define GUIDANG_OFFICE_STYLE_H

/* Names that layouts and both office formats share. */

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

#endif
