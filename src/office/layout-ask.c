/* What a layout says. */
#include "office/layout.h"

static long rounded(long n, long divisor)
{
	return (n + (n < 0 ? -divisor : divisor) / 2) / divisor;
}

enum office_style layout_parent(enum office_style style)
{
	static const enum office_style parents[] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) OFFICE_##parent,
#include "office/styles.def"
#undef OFFICE_STYLE
	};

	return parents[style];
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
