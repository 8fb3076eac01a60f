#include "htmltext.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "text.h"

/* What &#128; to &#159; mean: windows-1252 (HTML standard, 13.2.5.80). */
static const uint16_t c1_meanings[32] = {0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018,
	0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
	0x9D, 0x017E, 0x0178};

const char *htmltext_clean(struct document *doc, const char *text, size_t *len, bool reference)
{
	struct buf clean = BUF_INIT;
	const char *copy;
	unsigned width;

	for (size_t i = 0; i < *len; i += width) {
		uint32_t c = utf8_decode(text + i, *len - i, &width);

		if (reference && c >= 0x80 && c < 0xA0)
			c = c1_meanings[c - 0x80];
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE ||
			c == 0xFFFF) {
			c = 0xFFFD;
			doc->source.charset.replaced++;
		}
		buf_put_utf8(&clean, c);
	}
	*len = clean.len;
	copy = buf_failed(&clean) ? NULL
				  : arena_strndup(&doc->tree.arena, buf_str(&clean), clean.len);
	buf_free(&clean);
	return copy;
}

unsigned htmltext_bare_reference(const char *name, size_t len)
{
	char copy[12];
	const htmlEntityDesc *entity;

	if (!len || len >= sizeof copy)
		return 0;
	memcpy(copy, name, len);
	copy[len] = '\0';
	entity = htmlEntityLookup((const xmlChar *)copy);
	return entity && entity->value < 0x100 && entity->value != '\'' ? entity->value : 0;
}

unsigned htmltext_new_reference(const char *name, size_t len)
{
	static const struct {
		const char *name;
		unsigned value;
	} names[] = {{"mldr", 0x2026}, {"nldr", 0x2025}, {"comma", ','}, {"period", '.'},
		{"colon", ':'}, {"semi", ';'}, {"lpar", '('}, {"rpar", ')'}, {"excl", '!'},
		{"quest", '?'}, {"num", '#'}, {"dollar", '$'}, {"percnt", '%'}, {"plus", '+'},
		{"equals", '='}, {"lsqb", '['}, {"rsqb", ']'}, {"lowbar", '_'}, {"sol", '/'},
		{"bsol", '\\'}, {"vert", '|'}, {"commat", '@'}, {"ast", '*'}, {"Tab", '\t'},
		{"NewLine", '\n'}, {"hyphen", 0x2010}, {"horbar", 0x2015}, {"check", 0x2713},
		{"star", 0x2606}, {"starf", 0x2605}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && !memcmp(names[i].name, name, len))
			return names[i].value;
	return 0;
}
