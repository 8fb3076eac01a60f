#include "tag.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "charset/charset.h"
#include "html/classes.h"
#include "element.h"
#include "tree/numbering.h"
#include "style.h"

/* The characters of a value; they die with the next ones. References can mean what XML cannot
   hold: charset.h has the rule. */
static const char *characters(htmltag_attrs atts, struct slice written)
{
	struct buf *value = &atts->value, clean = BUF_INIT;
	struct charset_counts counts;

	buf_clear(value);
	html_put_value(value, written);
	if (html_value_is_plain(written) || charset_is_clean_utf8(buf_str(value), value->len))
		return buf_str(value);
	clean.failed = buf_failed(value) ||
		       charset_decode(&clean, "utf-8", value->data, value->len, &counts) ||
		       buf_failed(&clean);
	if (!clean.failed)
		atts->doc->source.charset.replaced += counts.replaced;
	buf_free(value);
	*value = clean;
	return buf_str(value);
}

const char *htmltag_find(htmltag_attrs atts, const char *name)
{
	struct slice written = html_attribute(atts->token, name);

	return written.start ? arena_strdup(&atts->doc->tree.arena, characters(atts, written))
			     : NULL;
}

/* ---- the attributes of every element ---- */

/* Those that are kept as they are come first. */
enum {
	CLASS,
	ID,
	ROLE,
	ITEMPROP,
	NAME,
	HREF,
	SRC,
	ALT,
	TITLE,
	LANG,
	KEPT,
	STYLE = KEPT,
	HIDDEN,
	ARIA_HIDDEN,
	DIR,
	ALIGN,
	COMMON
};

static const struct {
	struct slice name;
	enum attr attr; /* of the tree, of those that are kept */
} common[COMMON] = {
#define WORD(s)                                                                                \
	{                                                                                      \
		s, sizeof s - 1                                                                \
	}
	[CLASS] = {WORD("class"), ATTR_CLASS},
	[ID] = {WORD("id"), ATTR_HTMLID},
	[ROLE] = {WORD("role"), ATTR_ROLE},
	[ITEMPROP] = {WORD("itemprop"), ATTR_ROLE},
	[NAME] = {WORD("name"), ATTR_NAME},
	[HREF] = {WORD("href"), ATTR_HREF},
	[SRC] = {WORD("src"), ATTR_SRC},
	[ALT] = {WORD("alt"), ATTR_ALT},
	[TITLE] = {WORD("title"), ATTR_TITLE},
	[LANG] = {WORD("lang"), ATTR_LANG},
	[STYLE] = {.name = WORD("style")},
	[HIDDEN] = {.name = WORD("hidden")},
	[ARIA_HIDDEN] = {.name = WORD("aria-hidden")},
	[DIR] = {.name = WORD("dir")},
	[ALIGN] = {.name = WORD("align")},
};

/* Which of them begin with a letter, one more than each number. */
static const uint8_t by_letter[32][4] = {
	['A' & 31] = {ALT + 1, ARIA_HIDDEN + 1, ALIGN + 1},
	['C' & 31] = {CLASS + 1},
	['D' & 31] = {DIR + 1},
	['H' & 31] = {HREF + 1, HIDDEN + 1},
	['I' & 31] = {ID + 1, ITEMPROP + 1},
	['L' & 31] = {LANG + 1},
	['N' & 31] = {NAME + 1},
	['R' & 31] = {ROLE + 1},
	['S' & 31] = {SRC + 1, STYLE + 1},
	['T' & 31] = {TITLE + 1},
};

/* COMMON if it is none of them. */
static unsigned common_of(struct slice name)
{
	for (const uint8_t *n = by_letter[*name.start & 31]; *n; n++)
		if (slice_same(name, common[*n - 1].name))
			return *n - 1u;
	return COMMON;
}

static void keep_string(htmltag_attrs atts, struct node *n, unsigned which, struct slice value)
{
	struct tree *t = &atts->doc->tree;

	if (!value.len || (which == ITEMPROP && attr_str(n, ATTR_ROLE)))
		return;
	if (html_value_is_plain(value))
		attr_set_strn(t, n, common[which].attr, value.start, value.len);
	else
		attr_set_str(t, n, common[which].attr, characters(atts, value));
}

/* What the others say, as it is written; start NULL if the tag does not have it. */
struct said {
	struct slice of[COMMON - KEPT];
};

/* Keeps on n what is kept as it is. The first attribute of a name wins. */
static struct said read_attributes(htmltag_attrs atts, struct node *n)
{
	struct said said = {{{NULL, 0}}};
	uint32_t seen = 0;

	for (size_t i = 0; i < atts->token->attribute_count; i++) {
		const struct html_attribute *a = &atts->token->attributes[i];
		unsigned which = common_of(a->name);

		if (which == COMMON || seen >> which & 1)
			continue;
		seen |= 1u << which;
		if (which >= KEPT)
			said.of[which - KEPT] = a->value;
		else
			keep_string(atts, n, which, a->value);
	}
	return said;
}

static struct slice value_of(const struct said *said, int which)
{
	return said->of[which - KEPT];
}

/* Classes that hide: of AngularJS, and those by which the common frameworks hide on wide
   screens what they have a second copy of for narrow ones (Bootstrap, Foundation, Tailwind). */
static const char *const hiding[] = {"ng-hide", "visible-xs", "visible-xs-block", "d-md-none",
	"d-lg-none", "d-xl-none", "show-for-small-only", "md:hidden", "lg:hidden",
	"mobile-only", "hidden-desktop", "hide-on-desktop", "hide-desktop"};

static bool hides(const char *class, size_t len)
{
	for (size_t i = 0; i < sizeof hiding / sizeof *hiding; i++)
		if (*class == *hiding[i] && class_is(class, len, hiding[i]))
			return true;
	return false;
}

static bool has_hiding_class(const char *classes)
{
	const char *s = classes ? classes : "", *end;

	for (; *s; s = end) {
		while (html_is_space(*s))
			s++;
		for (end = s; *end && !html_is_space(*end); end++)
			;
		if (hides(s, (size_t)(end - s)))
			return true;
	}
	return false;
}

/* aria-hidden is no sign: it is for screen readers, and browsers show what has it. */
static bool is_hidden(const struct node *n, htmltag_attrs atts, const struct said *said,
	const struct style *style)
{
	const char *type = n->element == ELEMENT_INPUT ? htmltag_find(atts, "type") : NULL;

	if (type && !strcasecmp(type, "hidden"))
		return true;
	return style->hidden || value_of(said, HIDDEN).start ||
	       has_hiding_class(attr_str(n, ATTR_CLASS));
}

/* ---- those of some ---- */

static void keep_span(
	struct tree *t, struct node *n, htmltag_attrs atts, const char *name, enum attr attr)
{
	const char *value = htmltag_find(atts, name);
	long span = value ? strtol(value, NULL, 10) : 1;

	if (value && span != 1 && span >= 0 && span <= 65534)
		attr_set_int(t, n, attr, (int)span);
}

/* <font size> 1 to 7 in 1/10 CSS px (HTML standard, 15.3.4); +n and -n count from 3. */
static int font_size(const char *value)
{
	static const int sizes[] = {100, 130, 160, 180, 240, 320, 480};
	int n = atoi(value);

	if (*value == '+' || *value == '-')
		n += 3;
	return sizes[n < 1 ? 0 : n > 7 ? 6 : n - 1];
}

static void keep_shape(struct tree *t, struct node *n, htmltag_attrs atts,
	const struct said *said, const struct style *style)
{
	const char *size = n->element == ELEMENT_FONT ? htmltag_find(atts, "size") : NULL;
	const char *align = style->align;

	if (!align && value_of(said, ALIGN).start)
		align = characters(atts, value_of(said, ALIGN));
	if (align && (style->align || n->kind != KIND_TABLE) && n->kind != KIND_IMAGE)
		attr_set_str(t, n, ATTR_ALIGN, style_align(align));
	if (style->indent)
		attr_set_int(t, n, ATTR_INDENT, style->indent);
	if (style->size || size)
		attr_set_int(t, n, ATTR_SIZE, style->size ? style->size : font_size(size));
}

static void keep_pixels(
	struct tree *t, struct node *n, htmltag_attrs atts, const char *name, enum attr attr)
{
	const char *value = htmltag_find(atts, name);
	int pixels = value ? atoi(value) : 0;

	if (pixels > 0 && pixels < 10000 && !strchr(value, '%'))
		attr_set_int(t, n, attr, pixels);
}

/* ---- what single elements need ---- */

/* HTML standard, 2.3.4.1. */
static bool read_integer(const char *s, int *number)
{
	char *end;
	long n;

	if (!s)
		return false;
	s += strspn(s, " \t\n\f\r");
	errno = 0;
	n = *s == '\v' ? 0 : strtol(s, &end, 10);
	*number = (int)n;
	return *s != '\v' && end != s && !errno && n > INT_MIN && n <= INT_MAX;
}

/* What the attribute says of the marks: HTML standard, 15.3.7. */
static const char *numbering_of_type(const struct node *n, const char *type)
{
	static const char *const counters[][2] = {{"1", "decimal"}, {"a", "lower-alpha"},
		{"A", "upper-alpha"}, {"i", "lower-roman"}, {"I", "upper-roman"}};
	static const char *const bullets[] = {"none", "disc", "circle", "square"};

	for (size_t i = 0; type && n->element != ELEMENT_UL && i < 5; i++)
		if (!strcmp(type, counters[i][0]))
			return counters[i][1];
	for (size_t i = 0; type && n->element != ELEMENT_OL && i < 4; i++)
		if (!strcasecmp(type, bullets[i]))
			return numbering_name(type, strlen(type));
	return NULL;
}

static void read_list(struct document *doc, struct node *n, htmltag_attrs atts)
{
	struct tree *t = &doc->tree;
	const char *css = htmltag_find(atts, "style"), *numbering;
	bool ordered = n->element == ELEMENT_OL;
	int number;

	numbering = style_parse(css ? css : "").numbering;
	if (!numbering)
		numbering = numbering_of_type(n, htmltag_find(atts, "type"));
	if (n->kind == KIND_ITEM) {
		if (numbering)
			attr_set_str(t, n, ATTR_NUMBERING, numbering);
		if (read_integer(htmltag_find(atts, "value"), &number))
			attr_set_int(t, n, ATTR_VALUE, number);
		return;
	}
	if (ordered && htmltag_find(atts, "reversed"))
		attr_set_int(t, n, ATTR_REVERSED, 1);
	if (ordered && read_integer(htmltag_find(atts, "start"), &number) &&
		(number != 1 || attr_int(n, ATTR_REVERSED, 0)))
		attr_set_int(t, n, ATTR_START, number);
	if (numbering && numbering_kind_of(numbering) != NUMBERING_NONE)
		ordered = numbering_kind_of(numbering) == NUMBERING_NUMBER;
	if (ordered)
		attr_set_int(t, n, ATTR_ORDERED, 1);
	if (numbering && strcmp(numbering, ordered ? "decimal" : "disc") != 0)
		attr_set_str(t, n, ATTR_NUMBERING, numbering);
}

static void read_image(struct document *doc, struct node *n, htmltag_attrs atts)
{
	/* Loaders of images on demand keep the address elsewhere until the reader scrolls to
	 * it. */
	static const char *const lazy[] = {
		"data-src", "data-original", "data-lazy-src", "file"};
	struct tree *t = &doc->tree;

	for (size_t i = 0; !attr_str(n, ATTR_SRC) && i < sizeof lazy / sizeof *lazy; i++)
		attr_set_str(t, n, ATTR_SRC, htmltag_find(atts, lazy[i]));
	attr_set_str(t, n, ATTR_URI, document_resolve(doc, attr_str(n, ATTR_SRC)));
	keep_pixels(t, n, atts, "width", ATTR_WIDTH);
	keep_pixels(t, n, atts, "height", ATTR_HEIGHT);
}

static void read_single(struct document *doc, struct node *n, htmltag_attrs atts)
{
	struct tree *t = &doc->tree;

	switch ((enum element)n->element) {
	case ELEMENT_H1:
	case ELEMENT_H2:
	case ELEMENT_H3:
	case ELEMENT_H4:
	case ELEMENT_H5:
	case ELEMENT_H6:
		attr_set_int(t, n, ATTR_LEVEL, n->element - ELEMENT_H1 + 1);
		break;
	case ELEMENT_TH:
		attr_set_int(t, n, ATTR_HEADER, 1);
		/* Fall through. */
	case ELEMENT_TD:
		keep_span(t, n, atts, "colspan", ATTR_COLSPAN);
		keep_span(t, n, atts, "rowspan", ATTR_ROWSPAN);
		break;
	case ELEMENT_TABLE:
		keep_pixels(t, n, atts, "border", ATTR_BORDER);
		break;
	case ELEMENT_CENTER:
		attr_set_str(t, n, ATTR_ALIGN, "center");
		break;
	case ELEMENT_UL:
	case ELEMENT_OL:
	case ELEMENT_MENU:
	case ELEMENT_LI:
		read_list(doc, n, atts);
		break;
	case ELEMENT_A:
		attr_set_str(t, n, ATTR_URI, document_resolve(doc, attr_str(n, ATTR_HREF)));
		break;
	case ELEMENT_IMG:
		read_image(doc, n, atts);
		break;
	case ELEMENT_IFRAME:
		attr_set_str(t, n, ATTR_URI, document_resolve(doc, attr_str(n, ATTR_SRC)));
		break;
	default:
		break;
	}
}

/* Bold, italic and the rest said by style make a span the phrase it looks like. */
static void style_to_kind(struct node *n, const struct style *style)
{
	if (n->kind != KIND_SPAN)
		return;
	if (style->bold)
		n->kind = KIND_STRONG;
	else if (style->italic)
		n->kind = KIND_EMPH;
	else if (style->underline)
		n->kind = KIND_UNDERLINE;
	else if (style->strike)
		n->kind = KIND_STRIKE;
}

/* What the attributes say that every element can have. */
static void read_common(struct document *doc, struct node *n, htmltag_attrs atts)
{
	struct tree *t = &doc->tree;
	struct said said = read_attributes(atts, n);
	struct style style = {0};

	if (value_of(&said, STYLE).start)
		style = style_parse(characters(atts, value_of(&said, STYLE)));
	atts->in_line = style.in_line;
	if (is_hidden(n, atts, &said, &style))
		attr_set_int(t, n, ATTR_HIDDEN, 1);
	if (slice_is(value_of(&said, ARIA_HIDDEN), "true"))
		attr_set_int(t, n, ATTR_UNREAD, 1);
	if (!style.direction && value_of(&said, DIR).start)
		style.direction = style_direction(characters(atts, value_of(&said, DIR)));
	if (style.direction)
		attr_set_str(t, n, ATTR_DIR, style.direction);
	keep_shape(t, n, atts, &said, &style);
	style_to_kind(n, &style);
}

struct node *htmltag_node(struct document *doc, enum element element, htmltag_attrs atts)
{
	struct node *n = node_new(&doc->tree, (enum kind)html_elements[element].kind);

	if (!n)
		return NULL;
	n->element = (uint8_t)element;
	atts->in_line = false;
	if (atts->token->attribute_count)
		read_common(doc, n, atts);
	read_single(doc, n, atts);
	return n;
}

void htmltag_root(struct document *doc, htmltag_attrs atts)
{
	const char *dir = style_direction(htmltag_find(atts, "dir"));

	if (dir)
		attr_set_str(&doc->tree, doc->tree.root, ATTR_DIR, dir);
}
