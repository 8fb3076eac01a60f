#ifndef GUIDANG_TESTS_TOKEN_RULES_H
#define GUIDANG_TESTS_TOKEN_RULES_H

/* What holds of the tokens of any text: they tile it, what they are made of lies in them, and
 * the reader knows nothing between two of them but what html/token.h says. */
#include <stdlib.h>
#include <string.h>

#include "html/token.h"

/* What the reader may look at beyond a token's end: the longest name of a reference, with its
   '&' [bytes]. */
#define TOKEN_LOOKAHEAD 33

typedef bool token_function(struct html_reader *r, struct html_token *token);

/* Missing, or within. */
static inline bool lies_in(struct slice part, struct slice whole)
{
	return !part.start ||
	       (part.start >= whole.start && part.start + part.len <= whole.start + whole.len);
}

/* The rule that a token breaks; NULL if it breaks none. */
static inline const char *broken_by_parts(const struct html_token *t)
{
	const char *at = t->all.start;

	if (!lies_in(t->name, t->all) || !lies_in(t->text, t->all) ||
		!lies_in(t->public_id, t->all) || !lies_in(t->system_id, t->all))
		return "what is said of a token lies in it";
	if ((t->type == HTML_REFERENCE) != (t->meaning_len > 0) ||
		t->meaning_len > HTML_MEANING_MAX)
		return "references mean something, nothing else does";
	for (size_t i = 0; i < t->attribute_count; i++) {
		const struct html_attribute *a = &t->attributes[i];

		if (!a->name.len || a->name.start < at || !lies_in(a->name, t->all))
			return "attributes have names, one after the other";
		at = a->name.start + a->name.len;
		if (a->value.start < at || !lies_in(a->value, t->all))
			return "values are after their names";
		at = a->value.start + a->value.len;
	}
	return NULL;
}

/* Adds a text as the standard has it: newlines are LF, NUL is U+FFFD if it is replaced. */
static inline void put_clean(struct buf *out, struct slice text, bool replaces_nul)
{
	const char *end = text.start + text.len;

	for (const char *p = text.start; p < end; p++)
		if (!*p && replaces_nul)
			buf_puts(out, "\xEF\xBF\xBD");
		else if (*p != '\r')
			buf_putc(out, *p);
		else if (p + 1 == end || p[1] != '\n')
			buf_putc(out, '\n');
}

/* Adds the characters of a TEXT, CDATA or REFERENCE; content is the one that it was read in. */
static inline void put_text(
	struct buf *out, const struct html_token *token, enum html_content content)
{
	if (token->type == HTML_REFERENCE)
		buf_put(out, token->meaning, token->meaning_len);
	else
		put_clean(out, token->text, content != HTML_DATA && token->type != HTML_CDATA);
}

/* Adds a name in lower case. */
static inline void put_name(struct buf *out, struct slice name)
{
	size_t start = out->len;

	put_clean(out, name, true);
	for (size_t i = start; i < out->len; i++)
		if (out->data[i] >= 'A' && out->data[i] <= 'Z')
			out->data[i] |= 0x20;
}

/* content: that the token was read in. */
static inline const char *broken_by_characters(
	const struct html_token *t, enum html_content content)
{
	struct buf out = BUF_INIT;
	bool clean;

	if (t->type == HTML_TEXT || t->type == HTML_CDATA || t->type == HTML_REFERENCE)
		put_text(&out, t, content);
	if (t->name.start)
		put_name(&out, t->name);
	clean = t->type == HTML_REFERENCE || !out.len || !memchr(out.data, '\r', out.len);
	for (size_t i = 0; i < t->attribute_count; i++) {
		put_name(&out, t->attributes[i].name);
		html_put_value(&out, t->attributes[i].value);
	}
	buf_free(&out);
	return clean ? NULL : "only a reference means a carriage return";
}

static inline bool same_slice(
	struct slice a, const char *text_a, struct slice b, const char *text_b)
{
	return a.start && b.start ? a.start - text_a == b.start - text_b && a.len == b.len
				  : a.start == b.start;
}

/* Two tokens, each of a text of its own. */
static inline bool same_token(const struct html_token *a, const char *text_a,
	const struct html_token *b, const char *text_b)
{
	if (a->type != b->type || a->attribute_count != b->attribute_count ||
		a->self_closing != b->self_closing || a->quirks != b->quirks ||
		a->meaning_len != b->meaning_len ||
		memcmp(a->meaning, b->meaning, a->meaning_len) != 0 ||
		!same_slice(a->all, text_a, b->all, text_b) ||
		!same_slice(a->name, text_a, b->name, text_b) ||
		!same_slice(a->text, text_a, b->text, text_b) ||
		!same_slice(a->public_id, text_a, b->public_id, text_b) ||
		!same_slice(a->system_id, text_a, b->system_id, text_b))
		return false;
	for (size_t i = 0; i < a->attribute_count; i++)
		if (!same_slice(a->attributes[i].name, text_a, b->attributes[i].name, text_b) ||
			!same_slice(
				a->attributes[i].value, text_a, b->attributes[i].value, text_b))
			return false;
	return true;
}

/* A reader that knows what r knows between two tokens, and nothing else. */
static inline struct html_reader begun_anew(const struct html_reader *r)
{
	return (struct html_reader){.at = r->at,
		.end = r->end,
		.content = r->content,
		.raw = r->raw,
		.foreign = r->foreign};
}

static inline bool same_state(const struct html_reader *a, const struct html_reader *b)
{
	return a->at == b->at && a->content == b->content && a->foreign == b->foreign &&
	       a->raw.len == b->raw.len && a->raw.start == b->raw.start;
}

/* Of all tokens that next gives from r on. */
static inline const char *broken_by_tokens(struct html_reader r, token_function *next)
{
	const char *text = r.at, *broken = NULL;
	bool more = true;

	while (more && !broken) {
		struct html_reader again = begun_anew(&r);
		enum html_content content = r.content;
		const char *at = r.at;
		struct html_token t, other;

		more = next(&r, &t);
		if (t.all.start != at || r.at != at + t.all.len || more != (t.all.len > 0) ||
			more != (t.type != HTML_END))
			broken = "tokens tile the text";
		else if (next(&again, &other) != more || !same_token(&t, text, &other, text) ||
			 !same_state(&r, &again))
			broken = "a reader that begins anew reads on";
		else if (!(broken = broken_by_parts(&t)))
			broken = broken_by_characters(&t, content);
		html_reader_free(&again);
	}
	if (!broken && r.at != r.end)
		broken = "tokens go to the end of the text";
	html_reader_free(&r);
	return broken;
}

/* Of the tokens from r on without what follows a cut [bytes from r's place]: what is far enough
   before it stays the same. */
static inline const char *broken_by_cut(struct html_reader r, token_function *next, size_t cut)
{
	const char *text = r.at, *broken = NULL;
	char *prefix = malloc(cut + !cut);
	struct html_reader short_one = begun_anew(&r), from_start;

	if (!prefix)
		return "there is memory";
	memcpy(prefix, text, cut);
	short_one.at = prefix;
	short_one.end = prefix + cut;
	from_start = short_one;
	for (;;) {
		struct html_token t, other;

		if (!next(&r, &t) || (size_t)(r.at - text) + TOKEN_LOOKAHEAD > cut)
			break;
		if (!next(&short_one, &other) || !same_token(&t, text, &other, prefix)) {
			broken = "what follows a token does not change it";
			break;
		}
	}
	if (!broken)
		broken = broken_by_tokens(from_start, next);
	html_reader_free(&short_one);
	html_reader_free(&r);
	free(prefix);
	return broken;
}

/* Of a text, read in one kind of content to begin with. */
static inline const char *broken_by_text(
	const char *text, size_t len, enum html_content content, bool foreign)
{
	static const struct slice raw[] = {
		[HTML_RCDATA] = {"title", 5},
		[HTML_RAWTEXT] = {"noframes", 8},
		[HTML_SCRIPT] = {"script", 6},
		[HTML_PLAINTEXT] = {NULL, 0},
	};
	static token_function *const functions[] = {html_next, html_next_flat};
	const char *broken = NULL;
	struct html_reader r;

	html_reader_init(&r, text, len);
	r.content = content;
	r.raw = raw[content];
	r.foreign = foreign;
	for (size_t f = 0; !broken && f < sizeof functions / sizeof *functions; f++) {
		broken = broken_by_tokens(r, functions[f]);
		if (!broken)
			broken = broken_by_cut(r, functions[f], len / 2);
		if (!broken)
			broken = broken_by_cut(r, functions[f], len - len / 4);
	}
	return broken;
}

#endif
