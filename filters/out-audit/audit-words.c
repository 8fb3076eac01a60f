#include "audit-words.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char *const words[WORD_COUNT][AUDIT_LANGUAGES] = {
#define AUDIT_WORD(name, en, zh) {en, zh},
#include "audit-words.def"
#undef AUDIT_WORD
};

static const struct {
	const char *css;
	const char *words[AUDIT_LANGUAGES];
} kinds[AUDIT_KINDS] = {
#define AUDIT_KIND(name, css, en, zh) {css, {en, zh}},
#include "audit-kinds.def"
#undef AUDIT_KIND
};

static const struct {
	const char *words[AUDIT_LANGUAGES];
	const char *sentence_zh;
} reasons[REASON_COUNT] = {
#define AUDIT_REASON(name, en, zh, sentence) [REASON_##name] = {{en, zh}, sentence},
#include "audit-reasons.def"
#undef AUDIT_REASON
};

static const struct {
	const char *by;
	const char *words[AUDIT_LANGUAGES];
} charsets[] = {
#define AUDIT_CHARSET_BY(by, en, zh) {by, {en, zh}},
#include "audit-charsets.def"
#undef AUDIT_CHARSET_BY
};

enum audit_language audit_language_of(const char *language)
{
	bool zh = language && !strncasecmp(language, "zh", 2) &&
		  (!language[2] || language[2] == '-' || language[2] == '_');

	return zh ? AUDIT_ZH : AUDIT_EN;
}

const char *audit_language_tag(enum audit_language l)
{
	return l == AUDIT_ZH ? "zh-CN" : "en";
}

const char *audit_word(enum audit_language l, enum audit_word word)
{
	return words[word][l];
}

const char *audit_kind_word(enum audit_language l, enum audit_kind kind)
{
	return kinds[kind].words[l];
}

const char *audit_kind_class(enum audit_kind kind)
{
	return kinds[kind].css;
}

const char *audit_reason_word(enum audit_language l, enum reason reason)
{
	const char *word = reasons[reason].words[l];

	return word ? word : reason_name(reason);
}

const char *audit_reason_sentence(enum audit_language l, enum reason reason)
{
	const char *sentence = l == AUDIT_ZH ? reasons[reason].sentence_zh : NULL;

	return sentence ? sentence : reason_sentence(reason);
}

const char *audit_charset_by(enum audit_language l, const char *by)
{
	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
		if (!strcmp(charsets[i].by, by))
			return charsets[i].words[l];
	return by;
}
