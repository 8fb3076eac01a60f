#include "office/language.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tree/text.h"

/* Languages whose text is not Western, and the country that is meant if none is said: "none"
   is OpenDocument's word for a language without one. */
static const struct {
	const char *language, *country;
	enum office_writing writing;
} known[] = {
#define OFFICE_LANGUAGE(language, country, writing)                                            \
	{language, country, OFFICE_WRITING_##writing},
#include "office/languages.def"
#undef OFFICE_LANGUAGE
};

bool office_is_chinese(const struct document *doc)
{
	const char *language = doc->language ? doc->language : "";

	return !strncasecmp(language, "zh", 2) && (language[2] == '\0' || language[2] == '-');
}

/* Letters of the subtag at s; 0 if it has other characters too. */
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

/* Country and writing by the language alone. */
static void set_usual(struct office_locale *l)
{
	strcpy(l->country, "none");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].language, l->language)) {
			strcpy(l->country, known[i].country);
			l->writing = known[i].writing;
		}
}

bool office_read_locale(const char *tag, struct office_locale *l)
{
	size_t len = tag ? subtag_letters(tag) : 0;

	*l = (struct office_locale){.writing = OFFICE_WRITING_WESTERN};
	if (len != 2 && len != 3)
		return false;
	copy_letters(l->language, tag, len, 0x20);
	set_usual(l);
	while ((tag = strchr(tag, '-'))) {
		tag++;
		if (subtag_letters(tag) == 2)
			copy_letters(l->country, tag, 2, 0);
		else if (!strncasecmp(tag, "Hant", 4) && !strcmp(l->country, "CN"))
			strcpy(l->country, "TW");
	}
	if (strcmp(l->country, "none"))
		snprintf(l->tag, sizeof l->tag, "%s-%s", l->language, l->country);
	else
		memcpy(l->tag, l->language, sizeof l->language);
	return true;
}

void office_read_locales(
	const struct document *doc, struct office_locale locales[OFFICE_WRITING_COUNT])
{
	struct office_locale own;

	office_read_locale("en-US", &locales[OFFICE_WRITING_WESTERN]);
	office_read_locale("zh-CN", &locales[OFFICE_WRITING_ASIAN]);
	office_read_locale("ar-SA", &locales[OFFICE_WRITING_COMPLEX]);
	if (office_read_locale(doc->language, &own))
		locales[own.writing] = own;
}

/* Digits and marks belong to no language. */
static bool is_written_in(enum office_writing writing, const char *s, size_t len)
{
	unsigned bytes;

	for (size_t i = 0; i < len; i += bytes) {
		uint32_t c = utf8_decode(s + i, len - i, &bytes);
		bool cjk = char_is_cjk(c);

		if (cjk ? writing == OFFICE_WRITING_ASIAN
			: writing != OFFICE_WRITING_ASIAN && char_is_letter(c))
			return true;
	}
	return false;
}

bool office_is_foreign(const struct office_locale locales[OFFICE_WRITING_COUNT],
	const struct node *text, struct office_locale *locale)
{
	const char *tag = NULL;

	for (const struct node *n = text; n && !tag; n = node_parent(n))
		tag = attr_str(n, ATTR_LANG);
	return tag && office_read_locale(tag, locale) &&
	       strcmp(locale->tag, locales[locale->writing].tag) != 0 &&
	       is_written_in(locale->writing, node_text(text), node_text_len(text));
}
