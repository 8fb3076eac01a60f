#include "htmlfeed.h"

#include <libxml/xmlversion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "htmlattrs.h"
#include "savednote.h"

/* Since 2.14 the parser cuts pages into tags as HTML 5 does. What that makes of what is cut
   here was not looked into: it gets everything. By the headers, not by the library that is
   loaded: 2.14 has another soname, so that what was built for one never meets the other. */
#define CUTS (LIBXML_VERSION < 21400)

/* ---- what is done with the next token ---- */

static void give_rest(struct htmlfeed *f)
{
	f->as_is = f->len;
}

/* As it is, up to end; what follows is text of its own, or a tag, where the parser is done with
   this at its end. */
static void give(struct htmlfeed *f, size_t end, bool fresh)
{
	f->as_is = end;
	f->fresh = fresh;
}

/* As it is up to start, and from the cut's end to the token's. */
static void cut(struct htmlfeed *f, enum htmlfeed_kind kind, char stand_in, size_t start,
	size_t end, size_t token_end)
{
	f->as_is = start;
	f->cut_end = end;
	f->token_end = token_end;
	f->kind = kind;
	f->stand_in = stand_in;
	f->fresh = true;
}

static size_t find(const struct htmlfeed *f, char c, size_t from)
{
	const char *found = from < f->len ? memchr(f->text + from, c, f->len - from) : NULL;

	return found ? (size_t)(found - f->text) : f->len;
}

/* The first '<' from a place that is not before at; no byte is looked at twice. */
static size_t find_tag(struct htmlfeed *f, size_t from)
{
	if (f->next_tag < from)
		f->next_tag = find(f, '<', from);
	return f->next_tag;
}

static bool is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

static bool is_blank(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!htmlattrs_is_blank(s[i]))
			return false;
	return true;
}

/* Whether one piece can stand for all of a text: not where the parser would have found a blank
   one that no tag follows. */
static bool is_one(const char *s, size_t len)
{
	return len > 1 && (len < HTMLFEED_PIECE || !is_blank(s, HTMLFEED_PIECE));
}

/* Where the second piece of a text begins that is longer than one. */
static size_t first_piece(const char *s)
{
	size_t len = HTMLFEED_PIECE;

	while (((unsigned char)s[len] & 0xC0) == 0x80)
		len++;
	return len;
}

/* The first piece of a long text is given as it is: a paragraph that the parser adds before it
   is told from where that piece ends. */
static void plan_text(struct htmlfeed *f)
{
	const char *text = f->text + f->at, *reference;
	size_t start = f->at, end = find_tag(f, start);

	reference = f->fresh ? memchr(text, '&', end - start) : NULL;
	if (reference)
		end = (size_t)(reference - f->text);
	if (f->fresh && end - start > HTMLFEED_PIECE)
		start += first_piece(text);
	if (f->fresh && is_one(f->text + start, end - start))
		cut(f, HTMLFEED_TEXT, is_blank(f->text + start, end - start) ? ' ' : 'x', start,
			end, end);
	else
		give(f, end, f->fresh);
}

/* References that the parser knows, and gives as a text of their own. */
static size_t reference_len(const char *s)
{
	static const char *const names[] = {"&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;",
		"&ldquo;", "&rdquo;", "&ensp;", "&emsp;"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp(s, names[i], strlen(names[i])))
			return strlen(names[i]);
	return 0;
}

static void plan_reference(struct htmlfeed *f)
{
	size_t len = f->fresh ? reference_len(f->text + f->at) : 0;

	if (len)
		give(f, f->at + len, true);
	else
		give(f, find_tag(f, f->at), false);
}

static bool is_raw(const char *name, size_t len)
{
	return (len == 6 && !strncasecmp(name, "script", 6)) ||
	       (len == 5 && !strncasecmp(name, "style", 5));
}

static void plan_start_tag(struct htmlfeed *f)
{
	const char *name = f->text + f->at + 1, *text_end = f->text + f->len;
	const char *name_end = htmlattrs_name_end(name, text_end);
	struct htmlattrs_end end;
	size_t start, tag_end;

	if (!name_end || !(end = htmlattrs_end(name_end, text_end)).at) {
		give_rest(f);
		return;
	}
	start = (size_t)(name_end - f->text);
	tag_end = (size_t)(end.at - f->text) + (*end.at == '/' ? 2 : 1);
	/* The name stays apart from the tag's end: elements that the parser adds, or closes,
	   when it has read the name are told from there. */
	if (end.plain && end.at - name_end > 1)
		cut(f, HTMLFEED_ATTRIBUTES, ' ', start, (size_t)(end.at - f->text), tag_end);
	else
		give(f, tag_end, true);
	if (*end.at == '>' && is_raw(name, (size_t)(name_end - name))) {
		f->raw = name;
		f->raw_len = (size_t)(name_end - name);
	}
}

static bool quotes_close(const char *s, size_t len)
{
	unsigned single = 0, twofold = 0;

	for (size_t i = 0; i < len; i++) {
		single += s[i] == '\'';
		twofold += s[i] == '"';
	}
	return !(single % 2) && !(twofold % 2);
}

/* Whether it is a DOCTYPE with nothing between it and an end tag: in the middle of a page, the
   parser takes that end tag for text. */
static bool hides_end_tag(const char *declaration, const char *behind)
{
	static const char doctype[] = "<!DOCTYPE";

	return behind[0] == '<' && behind[1] == '/' &&
	       !strncasecmp(declaration, doctype, strlen(doctype));
}

/* As it is, where it ends at the next '>' for sure. */
static void plan_declaration(struct htmlfeed *f, bool fresh)
{
	size_t end = find(f, '>', f->at), next = find_tag(f, f->at + 1);

	if (next < end || end == f->len || !quotes_close(f->text + f->at, end - f->at) ||
		hides_end_tag(f->text + f->at, f->text + end + 1))
		give_rest(f);
	else
		give(f, fresh ? end + 1 : next, fresh);
}

static void plan_end_tag(struct htmlfeed *f)
{
	const char *name = f->text + f->at + 2, *end;

	if (!is_letter(*name) || !(end = htmlattrs_name_end(name, f->text + f->len))) {
		give_rest(f);
		return;
	}
	while (htmlattrs_is_blank(*end))
		end++;
	if (*end == '>')
		give(f, (size_t)(end - f->text) + 1, true);
	else
		plan_declaration(f, true);
}

/* Where "-->" is, behind start; the text's end where there is none, or where it is not sure
   that the parser ends the comment there. */
static size_t comment_end(const struct htmlfeed *f, size_t start)
{
	const char *s = f->text;
	size_t end = start;

	if (s[start] == '>' || (s[start] == '-' && s[start + 1] == '>'))
		return f->len;
	while ((end = find(f, '>', end)) < f->len) {
		if (end >= start + 2 && s[end - 1] == '-' && s[end - 2] == '-')
			return end - 2;
		if (end >= start + 3 && !memcmp(s + end - 3, "--!", 3))
			break;
		end++;
	}
	return f->len;
}

static void plan_comment(struct htmlfeed *f)
{
	size_t start = f->at + 4, end = comment_end(f, start);
	bool fresh = f->fresh;

	if (end == f->len)
		give_rest(f);
	else if (end - start > 1 && !savednote_may(f->text + start, end - start))
		cut(f, HTMLFEED_COMMENT, 'x', start, end, end + 3);
	else
		give(f, end + 3, true);
	/* Before the first tag, the parser leaves out white space behind a comment. */
	f->fresh = fresh;
}

static void plan_markup(struct htmlfeed *f)
{
	const char *s = f->text + f->at;

	if (is_letter(s[1]))
		plan_start_tag(f);
	else if (s[1] == '/')
		plan_end_tag(f);
	else if (!strncmp(s, "<!--", 4))
		plan_comment(f);
	else if (s[1] == '!' || s[1] == '?')
		plan_declaration(f, false);
	else if (s[1] == '_' || s[1] == ':')
		give_rest(f);
	else
		give(f, find_tag(f, f->at + 1), false);
}

/* Where the end tag of the element is; the text's end where that is not sure. *plain: no piece
   of what it holds could be taken for another thing than its text. */
static size_t raw_end(struct htmlfeed *f, bool *plain)
{
	*plain = true;
	for (size_t at = find_tag(f, f->at); at < f->len; at = find_tag(f, at + 1)) {
		const char *s = f->text + at + 1;

		if (*s == '/' && !strncasecmp(s + 1, f->raw, f->raw_len)) {
			s += 1 + f->raw_len;
			return *s == '>' || htmlattrs_is_blank(*s) ? at : f->len;
		}
		if (at == f->at && (*s == '/' || *s == '_' || *s == ':' || is_letter(*s)))
			break;
		*plain &= *s != '!' || s[1] == '-';
	}
	return f->len;
}

/* What a script or a style holds. */
static void plan_raw(struct htmlfeed *f)
{
	bool plain;
	size_t end = raw_end(f, &plain);

	f->raw = NULL;
	if (end == f->len)
		give_rest(f);
	else if (end == f->at)
		plan_end_tag(f);
	else if (plain && is_one(f->text + f->at, end - f->at))
		cut(f, HTMLFEED_TEXT, 'x', f->at, end, end);
	else
		give(f, end, true);
}

static void plan(struct htmlfeed *f)
{
	if (f->raw)
		plan_raw(f);
	else if (f->text[f->at] == '<')
		plan_markup(f);
	else if (f->text[f->at] == '&')
		plan_reference(f);
	else
		plan_text(f);
}

/* ---- giving ---- */

void htmlfeed_init(struct htmlfeed *f, const char *text, size_t len)
{
	*f = (struct htmlfeed){
		.text = text, .len = len, .as_is = CUTS ? 0 : len, .last.given = SIZE_MAX};
	f->next_tag = find(f, '<', 0);
}

void htmlfeed_free(struct htmlfeed *f)
{
	free(f->cuts);
}

static void forget_passed(struct htmlfeed *f)
{
	f->count -= f->passed;
	if (f->passed && f->count)
		memmove(f->cuts, f->cuts + f->passed, f->count * sizeof *f->cuts);
	f->passed = 0;
}

static int note_cut(struct htmlfeed *f)
{
	size_t room = f->room ? 2 * f->room : 256;
	struct htmlfeed_cut *cuts;

	if (f->count == f->room) {
		cuts = realloc(f->cuts, room * sizeof *cuts);
		if (!cuts)
			return -1;
		f->cuts = cuts;
		f->room = room;
	}
	f->cuts[f->count++] = (struct htmlfeed_cut){f->given, f->at, f->cut_end, f->kind};
	return 0;
}

static size_t give_bytes(struct htmlfeed *f, char *to, size_t room)
{
	size_t len = f->as_is - f->at;

	if (len > room)
		len = room;
	memcpy(to, f->text + f->at, len);
	f->at += len;
	f->given += len;
	return len;
}

size_t htmlfeed_read(struct htmlfeed *f, char *to, size_t room)
{
	size_t n = 0;

	forget_passed(f);
	while (n < room && f->at < f->len) {
		if (f->at < f->as_is) {
			n += give_bytes(f, to + n, room - n);
		} else if (f->at >= f->cut_end) {
			plan(f);
		} else if (note_cut(f)) {
			give_rest(f); /* as good, only slower */
		} else {
			to[n++] = f->stand_in;
			f->given++;
			f->at = f->cut_end;
			f->as_is = f->token_end;
		}
	}
	return n;
}

size_t htmlfeed_place(struct htmlfeed *f, size_t given)
{
	while (f->passed < f->count && f->cuts[f->passed].given < given)
		f->last = f->cuts[f->passed++];
	return given - (f->last.given + 1) + f->last.end;
}

const struct htmlfeed_cut *htmlfeed_cut_before(
	const struct htmlfeed *f, size_t given, enum htmlfeed_kind kind)
{
	return f->last.end && f->last.kind == kind && f->last.given + 1 == given ? &f->last
										 : NULL;
}
