#ifndef GUIDANG_AUDIT_WORDS_H
#define GUIDANG_AUDIT_WORDS_H

/* The words of the audit page, in its languages. */
#include "base/buf.h"
#include "document/diag.h"
#include "tree/tree.h"

enum audit_language { AUDIT_EN, AUDIT_ZH, AUDIT_LANGUAGES };

enum audit_kind {
#define AUDIT_KIND(name, css, en, zh) AUDIT_##name,
#include "kinds.def"
#undef AUDIT_KIND
	AUDIT_KINDS
};

enum audit_word {
#define AUDIT_WORD(name, en, zh) WORD_##name,
#include "words.def"
#undef AUDIT_WORD
	WORD_COUNT
};

/* BCP 47: Chinese for zh and what is below it, else English. language may be NULL. */
enum audit_language audit_language_of(const char *language);
const char *audit_language_tag(enum audit_language l); /* for lang="" */

const char *audit_word(enum audit_language l, enum audit_word word);
const char *audit_kind_word(enum audit_language l, enum audit_kind kind);
const char *audit_kind_class(enum audit_kind kind);
const char *audit_reason_word(enum audit_language l, enum reason reason);
/* What a character encoding was chosen by: one of charset.h's words, as it is where unknown. */
const char *audit_charset_by(enum audit_language l, const char *by);
const char *audit_reason_sentence(enum audit_language l, enum reason reason);

/* Add a message, or a check's sentence, in the page's language. */
void audit_put_message(struct buf *out, enum audit_language l, const struct diag *d);
void audit_put_detail(struct buf *out, enum audit_language l, const char *detail);

#endif
