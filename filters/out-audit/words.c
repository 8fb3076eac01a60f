/*
 * The words of the audit page. Messages and sentences of checks are made in English: here they
 * are said in the page's language. What does not fit stays as it is.
 */
#include "words.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "htmlout.h"

/* ---- words ---- */

static const char *const words[WORD_COUNT][AUDIT_LANGUAGES] = {
#define AUDIT_WORD(name, en, zh) {en, zh},
#include "words.def"
#undef AUDIT_WORD
};

static const struct {
	const char *css;
	const char *words[AUDIT_LANGUAGES];
} kinds[AUDIT_KINDS] = {
#define AUDIT_KIND(name, css, en, zh) {css, {en, zh}},
#include "kinds.def"
#undef AUDIT_KIND
};

static const struct {
	const char *words[AUDIT_LANGUAGES];
	const char *sentence_zh;
} reasons[REASON_COUNT] = {
#define AUDIT_REASON(name, en, zh, sentence) [REASON_##name] = {{en, zh}, sentence},
#include "reasons.def"
#undef AUDIT_REASON
};

static const struct {
	const char *by;
	const char *words[AUDIT_LANGUAGES];
} charsets[] = {
#define AUDIT_CHARSET_BY(by, en, zh) {by, {en, zh}},
#include "charsets.def"
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

/* ---- checks, and why a picture is missing ---- */

static const struct phrase {
	const char *en, *zh;
} phrases[] = {
#define AUDIT_PHRASE(en, zh) {en, zh},
#include "phrases.def"
#undef AUDIT_PHRASE
};

struct part {
	const char *start;
	size_t len; /* [bytes] */
};

static const struct phrase *phrase_at(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		size_t phrase = strlen(phrases[i].en);

		if (phrase <= len && !memcmp(s, phrases[i].en, phrase))
			return &phrases[i];
	}
	return NULL;
}

/* Labels of the page are between quotes, and are left alone. */
static void say_in_chinese(struct buf *out, struct part text)
{
	bool quoted = false;
	size_t shown = 0, i = 0;

	while (i < text.len) {
		const struct phrase *p =
			quoted ? NULL : phrase_at(text.start + i, text.len - i);

		quoted ^= text.start[i] == '"';
		if (!p) {
			i++;
			continue;
		}
		html_text(out, text.start + shown, i - shown);
		html_str(out, p->zh);
		shown = i += strlen(p->en);
	}
	html_text(out, text.start + shown, text.len - shown);
}

void audit_put_detail(struct buf *out, enum audit_language l, const char *detail)
{
	if (l == AUDIT_ZH)
		say_in_chinese(out, (struct part){detail, strlen(detail)});
	else
		html_str(out, detail);
}

/* ---- messages ---- */

/* Most places that a message fills in. */
#define HOLES_MAX 4

static const char *const formats[DIAG_COUNT] = {
#define DIAG(name, level, format) [DIAG_##name] = format,
#include "document/diags.def"
#undef DIAG
};

static const char *const formats_zh[DIAG_COUNT] = {
#define AUDIT_DIAG(name, zh) [DIAG_##name] = zh,
#include "diags.def"
#undef AUDIT_DIAG
};

/* The rest of s after a conversion such as %s or %lu. */
static const char *after_conversion(const char *s)
{
	return s + 1 + strspn(s + 1, "l") + 1;
}

/* Finds in message what filled in the format's conversions; false where it was not made by it.
 */
static bool take_apart(const char *format, const char *message, struct part *holes)
{
	size_t count = 0, literal = strcspn(format, "%");
	const char *end = message + strlen(message);

	if (strncmp(message, format, literal))
		return false;
	for (message += literal, format += literal; *format; format += literal) {
		const char *next;

		format = after_conversion(format);
		literal = strcspn(format, "%");
		if (!format[literal] && (size_t)(end - message) >= literal)
			next = end - literal;
		else
			next = memmem(message, (size_t)(end - message), format, literal);
		if (count == HOLES_MAX || !next || strncmp(next, format, literal))
			return false;
		holes[count++] = (struct part){message, (size_t)(next - message)};
		message = next + literal;
	}
	return !*message;
}

static void fill_in(struct buf *out, const struct diag *d, const struct part *holes)
{
	const char *zh = formats_zh[d->code];
	const struct part *hole = holes;

	while (*zh) {
		size_t literal = strcspn(zh, "%");

		html_text(out, zh, literal);
		zh += literal;
		if (!*zh)
			break;
		/* All other parts are names, or words of the page. */
		if (d->code == DIAG_CHECK_FAILED ||
			(d->code == DIAG_IMAGE_SKIPPED && hole == holes))
			say_in_chinese(out, *hole);
		else
			html_text(out, hole->start, hole->len);
		hole++;
		zh = after_conversion(zh);
	}
}

void audit_put_message(struct buf *out, enum audit_language l, const struct diag *d)
{
	struct part holes[HOLES_MAX];

	if (l == AUDIT_ZH && formats_zh[d->code] &&
		take_apart(formats[d->code], d->message, holes))
		fill_in(out, d, holes);
	else
		html_str(out, d->message);
}
