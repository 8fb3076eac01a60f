/* Messages and sentences of checks are made in English: here they are said in the page's
 * language. What does not fit stays as it is. */
#include <string.h>

#include "audit-private.h"
#include "htmlout.h"

/* Most places that a message fills in. */
#define HOLES_MAX 4

static const char *const formats[DIAG_COUNT] = {
#define DIAG(name, level, format) [DIAG_##name] = format,
#include "document/diags.def"
#undef DIAG
};

static const char *const formats_zh[DIAG_COUNT] = {
#define AUDIT_DIAG(name, zh) [DIAG_##name] = zh,
#include "audit-diags.def"
#undef AUDIT_DIAG
};

static const struct phrase {
	const char *en, *zh;
} phrases[] = {
#define AUDIT_PHRASE(en, zh) {en, zh},
#include "audit-phrases.def"
#undef AUDIT_PHRASE
};

struct part {
	const char *start;
	size_t len; /* [bytes] */
};

/* ---- checks, and why a picture is missing ---- */

static const struct phrase *phrase_at(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		size_t phrase = strlen(phrases[i].en);

		if (phrase <= len && !memcmp(s, phrases[i].en, phrase))
			return &phrases[i];
	}
	return NULL;
}

/* Labels of the page stand between quotes, and are left alone. */
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

void audit_say_detail(struct audit *a, const char *detail)
{
	if (a->language == AUDIT_ZH)
		say_in_chinese(a->out, (struct part){detail, strlen(detail)});
	else
		html_str(a->out, detail);
}

/* ---- messages ---- */

/* Where s goes on behind a conversion such as %s or %lu. */
static const char *behind_conversion(const char *s)
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

		format = behind_conversion(format);
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

static void fill_in(struct audit *a, const struct diag *d, const struct part *holes)
{
	const char *zh = formats_zh[d->code];
	const struct part *hole = holes;

	while (*zh) {
		size_t literal = strcspn(zh, "%");

		html_text(a->out, zh, literal);
		zh += literal;
		if (!*zh)
			break;
		/* All other parts are names, or words of the page. */
		if (d->code == DIAG_CHECK_FAILED ||
			(d->code == DIAG_IMAGE_SKIPPED && hole == holes))
			say_in_chinese(a->out, *hole);
		else
			html_text(a->out, hole->start, hole->len);
		hole++;
		zh = behind_conversion(zh);
	}
}

void audit_say_message(struct audit *a, const struct diag *d)
{
	struct part holes[HOLES_MAX];

	if (a->language == AUDIT_ZH && formats_zh[d->code] &&
		take_apart(formats[d->code], d->message, holes))
		fill_in(a, d, holes);
	else
		html_str(a->out, d->message);
}
