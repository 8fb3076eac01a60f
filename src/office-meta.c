/* The parts of an office package that are fixed, but for the language that they name. */
#include "office.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data.h"

bool office_is_chinese(const struct document *doc)
{
	const char *language = doc->language ? doc->language : "";

	return !strncasecmp(language, "zh", 2) && (language[2] == '\0' || language[2] == '-');
}

/* What parts say of the language: "zh-Hant-TW" is zh, TW and zh-TW, "de" is de, none and de (a
   language without a country is "none" to OpenDocument's readers). */
struct locale {
	char language[4], country[5], tag[9];
};

/* Letters of the subtag at s; 0 where it has others besides. */
static size_t subtag_letters(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z'))
		n++;
	return s[n] == '\0' || s[n] == '-' ? n : 0;
}

/* Copies letters; bit 0x20 set makes them lower case. */
static void copy_letters(char *to, const char *from, size_t len, int bit)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)((from[i] & ~0x20) | bit);
	to[len] = '\0';
}

static struct locale locale_of(const struct document *doc)
{
	const char *tag = doc->language ? doc->language : "";
	size_t len = subtag_letters(tag);
	struct locale l = {"en", "US", "en-US"};

	if (len != 2 && len != 3)
		return l;
	copy_letters(l.language, tag, len, 0x20);
	if (strcmp(l.language, "en") != 0)
		strcpy(l.country, strcmp(l.language, "zh") ? "none" : "CN");
	while ((tag = strchr(tag, '-'))) {
		tag++;
		if (subtag_letters(tag) == 2)
			copy_letters(l.country, tag, 2, 0);
	}
	if (strcmp(l.country, "none"))
		snprintf(l.tag, sizeof l.tag, "%s-%s", l.language, l.country);
	else
		memcpy(l.tag, l.language, sizeof l.language);
	return l;
}

const char *office_odf_version(const struct document *doc)
{
	return doc->options->odf_version ? doc->options->odf_version : "1.2";
}

/* Writes what stands for the mark at s and answers its length; an @ by itself is no mark. */
static size_t put_mark(
	struct buf *out, const char *s, const struct document *doc, const struct locale *l)
{
	const struct {
		const char *name, *value;
	} marks[] = {{"@language@", l->language}, {"@country@", l->country},
		{"@locale@", l->tag}, {"@odf-version@", office_odf_version(doc)}};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (!strncmp(s, marks[i].name, strlen(marks[i].name))) {
			buf_puts(out, marks[i].value);
			return strlen(marks[i].name);
		}
	buf_put(out, s, 1);
	return 1;
}

void office_put_part(struct buf *out, const struct document *doc, const char *part)
{
	const struct data_file *file = data_find(part);
	const struct locale locale = locale_of(doc);
	const char *s = file ? file->text : "";

	out->failed |= !file;
	while (*s) {
		size_t plain = strcspn(s, "@");

		buf_put(out, s, plain);
		s += plain;
		if (*s)
			s += put_mark(out, s, doc, &locale);
	}
}

int office_add_part(
	struct package *p, const char *name, const struct document *doc, const char *part)
{
	struct buf text = BUF_INIT;
	int result = -1;

	office_put_part(&text, doc, part);
	if (!buf_failed(&text))
		result = package_add(p, name, text.data, text.len, false);
	buf_free(&text);
	return result;
}
