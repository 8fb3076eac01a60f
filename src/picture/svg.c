#include "picture/svg.h"

#include <limits.h>
#include <libxml/xmlreader.h>
#include <string.h>
#include <strings.h>

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"

/* Size of a replaced element that has none (CSS 2.2, 10.3.2) [CSS px]. */
#define WIDTH_DEFAULT  300
#define HEIGHT_DEFAULT 150

/* Longer ones are not told from wrong ones [units of the picture]. */
#define LENGTH_MAX 1e6

#define SPACES " \t\r\n"

/* ---- size ---- */

/* A number without sign and exponent; *s is moved past it, or stays. Locales have no part in
 * it. */
static double number_of(const char **s)
{
	double value = 0, place = 1;
	const char *at = *s;
	bool digits = false;

	for (; *at >= '0' && *at <= '9'; at++, digits = true)
		value = value * 10 + (*at - '0');
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++, digits = true)
			value += (*at - '0') * (place /= 10);
	if (digits)
		*s = at;
	return digits && value <= LENGTH_MAX ? value : 0;
}

/* A length in CSS px; 0 for what has none, such as a percentage. */
static double length_of(const char *s)
{
	static const struct {
		const char *unit;
		double px;
	} units[] = {{"px", 1}, {"pt", 96 / 72.0}, {"pc", 16}, {"mm", 96 / 25.4},
		{"cm", 96 / 2.54}, {"in", 96}};
	double value;

	if (!s)
		return 0;
	s += strspn(s, SPACES);
	value = number_of(&s);
	s += strspn(s, SPACES);
	if (!*s)
		return value;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (!strncasecmp(s, units[i].unit, 2) && !s[2 + strspn(s + 2, SPACES)])
			return value * units[i].px;
	return 0;
}

static unsigned whole(double length)
{
	return length < 1 ? 1 : length > INT_MAX ? INT_MAX : (unsigned)(length + 0.5);
}

/* The last two numbers of "min-x min-y width height"; 0 where there are none. */
static void read_view_box(const char *s, double *width, double *height)
{
	double values[4] = {0};

	for (size_t i = 0; s && i < 4; i++) {
		s += strspn(s, "," SPACES);
		if (i < 2 && *s == '-')
			s++;
		values[i] = number_of(&s);
	}
	if (values[2] > 0 && values[3] > 0) {
		*width = values[2];
		*height = values[3];
	}
}

/* SVG 2, 8.2 and 7.8: what is not said follows from the shape of the view box. */
static void read_size(xmlTextReaderPtr reader, struct image_info *info)
{
	xmlChar *said_width = xmlTextReaderGetAttribute(reader, BAD_CAST "width");
	xmlChar *said_height = xmlTextReaderGetAttribute(reader, BAD_CAST "height");
	xmlChar *box = xmlTextReaderGetAttribute(reader, BAD_CAST "viewBox");
	double box_width = 0, box_height = 0;
	double width = length_of((const char *)said_width);
	double height = length_of((const char *)said_height);

	read_view_box((const char *)box, &box_width, &box_height);
	if (!width && !height) {
		width = box_width > 0 ? box_width : WIDTH_DEFAULT;
		height = box_height > 0 ? box_height : HEIGHT_DEFAULT;
	} else if (!width) {
		width = box_height > 0 ? height * box_width / box_height : WIDTH_DEFAULT;
	} else if (!height) {
		height = box_width > 0 ? width * box_height / box_width : HEIGHT_DEFAULT;
	}
	*info = (struct image_info){IMAGE_SVG, whole(width), whole(height)};
	xmlFree(said_width);
	xmlFree(said_height);
	xmlFree(box);
}

/* ---- what it would load or run ---- */

static bool is_one_of(const char *s, const char *const *words)
{
	while (*words && strcasecmp(s, *words))
		words++;
	return *words;
}

/* Elements that run something, or bring in what is no SVG. */
static bool runs(const char *element)
{
	static const char *const names[] = {"script", "foreignObject", "iframe", "object",
		"embed", "audio", "video", "handler", "listener", NULL};

	return is_one_of(element, names);
}

/* CSS loads by url(), by @import, and by functions that take a bare string; escapes can hide
   all of them. References into the picture itself are url(#...). */
static bool css_loads(const char *s)
{
	for (const char *at = s; (at = strcasestr(at, "url(")); at++) {
		const char *target = at + strlen("url(");

		target += strspn(target, "\"'" SPACES);
		if (*target != '#')
			return true;
	}
	return strchr(s, '\\') || strcasestr(s, "@import") || strcasestr(s, "image(") ||
	       strcasestr(s, "image-set(") || strcasestr(s, "src(") || strstr(s, "//");
}

/* A link leads elsewhere only when a reader follows it; everything else loads what it names. */
static bool reference_loads(const char *element, const char *value)
{
	value += strspn(value, SPACES);
	return strcasecmp(element, "a") != 0 && *value && *value != '#' &&
	       strncasecmp(value, "data:image/png", 14) != 0 &&
	       strncasecmp(value, "data:image/jpeg", 15) != 0 &&
	       strncasecmp(value, "data:image/gif", 14) != 0;
}

static bool attribute_acts(const char *element, const char *name, const char *value)
{
	static const char *const references[] = {"href", "src", "base", "data", NULL};

	if (!strncasecmp(name, "on", 2))
		return true;
	if (is_one_of(name, references))
		return reference_loads(element, value);
	/* An animation can set a reference. */
	if (!strcasecmp(name, "attributeName"))
		return is_one_of(value, references) || !strcasecmp(value, "xlink:href");
	if (!strcasecmp(name, "style"))
		return css_loads(value);
	return strcasestr(value, "url(") && css_loads(value);
}

static bool attributes_act(xmlTextReaderPtr reader, const char *element)
{
	bool act = false;

	while (!act && xmlTextReaderMoveToNextAttribute(reader) == 1) {
		const char *value = (const char *)xmlTextReaderConstValue(reader);

		if (xmlTextReaderIsNamespaceDecl(reader) != 1)
			act = attribute_acts(element,
				(const char *)xmlTextReaderConstLocalName(reader),
				value ? value : "");
	}
	xmlTextReaderMoveToElement(reader);
	return act;
}

struct svg {
	struct image_info *info;
	enum svg_state state;
	bool in_style;
};

static void read_element(struct svg *s, xmlTextReaderPtr reader)
{
	char name[24]; /* longer than all that are looked for */

	strncpy(name, (const char *)xmlTextReaderConstLocalName(reader), sizeof name - 1);
	name[sizeof name - 1] = '\0';
	if (s->state == SVG_NONE) {
		const xmlChar *space = xmlTextReaderConstNamespaceUri(reader);

		if (strcmp(name, "svg") != 0 || !space ||
			strcmp((const char *)space, SVG_NAMESPACE) != 0)
			return;
		read_size(reader, s->info);
		s->state = SVG_STILL;
	}
	s->in_style = !strcasecmp(name, "style") && !xmlTextReaderIsEmptyElement(reader);
	if (runs(name) || attributes_act(reader, name))
		s->state = SVG_ACTIVE;
}

static void read_node(struct svg *s, xmlTextReaderPtr reader)
{
	const char *value = (const char *)xmlTextReaderConstValue(reader);

	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_ELEMENT:
		read_element(s, reader);
		break;
	case XML_READER_TYPE_END_ELEMENT:
		s->in_style = false;
		break;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
		if (s->in_style && css_loads(value ? value : ""))
			s->state = SVG_ACTIVE;
		break;
	default:
		break;
	}
}

/* A declaration of the type names files and entities, an instruction can name a style sheet. */
static bool declares(xmlTextReaderPtr reader)
{
	const char *name = (const char *)xmlTextReaderConstName(reader);
	int type = xmlTextReaderNodeType(reader);

	if (type == XML_READER_TYPE_PROCESSING_INSTRUCTION)
		return !strcmp(name, "xml-stylesheet");
	return type == XML_READER_TYPE_ENTITY_REFERENCE ||
	       (type == XML_READER_TYPE_DOCUMENT_TYPE && !strcmp(name, "svg"));
}

/* Whether the root, or what stands before it, says that this is something else. */
static bool is_other(const struct svg *s, xmlTextReaderPtr reader)
{
	int type = xmlTextReaderNodeType(reader);

	return s->state == SVG_NONE &&
	       (type == XML_READER_TYPE_ELEMENT || type == XML_READER_TYPE_DOCUMENT_TYPE);
}

/* Whether it may be one at all: other formats are not given to an XML parser. */
static bool looks_like_xml(const char *s, size_t len)
{
	if (len >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3)) {
		s += 3;
		len -= 3;
	}
	while (len && (*s == ' ' || (*s >= '\t' && *s <= '\r'))) {
		s++;
		len--;
	}
	return len && *s == '<' && memmem(s, len, "svg", 3);
}

enum svg_state svg_read(const void *bytes, size_t len, struct image_info *info)
{
	struct svg s = {.info = info, .state = SVG_NONE};
	xmlTextReaderPtr reader;
	int more = -1;

	*info = (struct image_info){IMAGE_NONE, 0, 0};
	if (len > INT_MAX || !looks_like_xml(bytes, len))
		return SVG_NONE;
	reader = xmlReaderForMemory(bytes, (int)len, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	while (reader && s.state != SVG_ACTIVE && (more = xmlTextReaderRead(reader)) == 1) {
		if (declares(reader))
			s.state = SVG_ACTIVE;
		else
			read_node(&s, reader);
		if (is_other(&s, reader))
			break;
	}
	xmlFreeTextReader(reader);
	/* What is not well-formed may break off before its root is told. */
	if (more < 0 && (s.state == SVG_STILL ||
				memmem(bytes, len, SVG_NAMESPACE, strlen(SVG_NAMESPACE))))
		s.state = SVG_BROKEN;
	if (s.state != SVG_STILL)
		*info = (struct image_info){IMAGE_NONE, 0, 0};
	return s.state;
}
