#ifndef GUIDANG_LANGUAGE_H
#define GUIDANG_LANGUAGE_H

/*
 * Languages of office documents. Both formats keep one for each of three sorts of writing in
 * the same place: Western, East Asian, and complex, which runs from the right or joins its
 * letters.
 */
#include <stdbool.h>

#include "document/document.h"

/* Sorts of writing, each of which has its language. */
enum office_writing {
	OFFICE_WRITING_WESTERN,
	OFFICE_WRITING_ASIAN,
	OFFICE_WRITING_COMPLEX,
	OFFICE_WRITING_COUNT
};

/* A language as the formats say it: "zh-Hant-TW" is zh, TW and zh-TW, "de" is de, none and de
   (a language without a country is "none" to OpenDocument's readers). */
struct office_locale {
	char language[4], country[5], tag[9];
	enum office_writing writing;
};

bool office_is_chinese(const struct document *doc);

/* Reads a tag of BCP 47. False if it names no language that the formats could. */
bool office_read_locale(const char *tag, struct office_locale *l);
/* The languages of text that says none itself, one for each sort of writing. */
void office_read_locales(
	const struct document *doc, struct office_locale locales[OFFICE_WRITING_COUNT]);
/* True if the page says that the text is in another language than locales has for its sort of
   writing: that goes to *locale. */
bool office_is_foreign(const struct office_locale locales[OFFICE_WRITING_COUNT],
	const struct node *text, struct office_locale *locale);

#endif
