/*
 * The audit page: one HTML document, complete in itself, by which a reader can check a
 * conversion without the original. It shows the whole text of the page in the order of the
 * source, each piece as what it was kept as or with the reason why it was dropped.
 *
 * Every ingested character but white space is in it once; only the text of scripts and
 * style sheets is cut. What filters made themselves is apart. Its words are Chinese where
 * doc->language is, or, where that is not sure, most letters of the page; else English. Nothing
 * in it is fetched, and nothing of the page can run in it.
 */
#include "document/filter.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <strings.h>

#include "base/data.h"
#include "out-audit/htmlout.h"
#include "out-audit/pieces.h"
#include "tree/text.h"
#include "version.h"

/* ---- head ---- */

static const struct data_file none = {"", "", 0};

static const struct data_file *part(const char *name)
{
	const struct data_file *f = data_find(name);

	return f ? f : &none;
}

/* A content security policy allows an inline script or style by its digest (CSP 3, 2.3.1). */
static void write_digest(struct buf *out, const struct data_file *f)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = "";
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, f->len, (const uint8_t *)f->text);
	sha256_digest(&ctx, sizeof sum, sum);
	base64_encode_raw(text, sizeof sum, sum);
	buf_printf(out, "'sha256-%s'", text);
}

/* Nothing but the two inline parts may run or be fetched, whatever else the page might hold. */
static void write_policy(
	struct buf *out, const struct data_file *css, const struct data_file *script)
{
	buf_puts(out,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src ");
	write_digest(out, css);
	buf_puts(out, "; script-src ");
	write_digest(out, script);
	buf_puts(out, "; base-uri 'none'; form-action 'none'\">\n");
}

static void write_title(struct audit *a)
{
	struct node *title = document_title(a->doc);
	struct buf text = BUF_INIT;

	if (title)
		text_collect_line(&text, title);
	html_str(a->out, text.len ? buf_str(&text) : a->doc->source.name);
	a->out->failed = a->out->failed || buf_failed(&text);
	buf_free(&text);
}

static void write_head(struct audit *a, const struct data_file *script)
{
	const struct data_file *css = part("parts/audit.css");
	struct buf *out = a->out;

	buf_printf(out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
		audit_language_tag(a->language));
	write_policy(out, css, script);
	buf_puts(out,
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"generator\" content=\"guidang " GUIDANG_VERSION "\">\n<title>");
	audit_say(a, WORD_AUDIT);
	buf_puts(out, " · ");
	write_title(a);
	buf_puts(out, "</title>\n<style>");
	buf_put(out, css->text, css->len);
	buf_puts(out, "</style>\n</head>\n<body>\n<header>\n<p class=\"over\">");
	audit_say(a, WORD_AUDIT);
	buf_puts(out, "</p>\n<h1 dir=\"auto\">");
	write_title(a);
	buf_puts(out, "</h1>\n<p class=\"lead\">");
	audit_say(a, WORD_LEAD);
	buf_puts(out, " <a href=\"#page\">");
	audit_say(a, WORD_TO_PAGE);
	buf_puts(out, " ↓</a></p>\n</header>\n<main>\n");
}

/* ---- at a glance ---- */

static void open_card(
	struct audit *a, enum audit_word title, const char *class, enum audit_word verdict)
{
	buf_printf(a->out, "<div class=\"card %s\"><h3>", class);
	audit_say(a, title);
	buf_puts(a->out, "</h3><p class=\"verdict\">");
	audit_say(a, verdict);
	buf_puts(a->out, "</p><p>");
}

/* "kept 1,234" */
static void say_count(struct audit *a, enum audit_word word, size_t count)
{
	audit_say(a, word);
	buf_puts(a->out, " <b>");
	html_number(a->out, count);
	buf_puts(a->out, "</b>");
}

/* The share that was kept as a bar: full there, hatched where it was left out. */
static void write_bar(struct audit *a)
{
	const struct books *b = &a->books;
	size_t all = b->kept + b->dropped, share = all ? b->kept * 1000 / all : 0;

	buf_printf(a->out,
		"<svg class=\"bar\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\"><rect class=\"out\" width=\"1000\" height=\"14\"/>"
		"<rect class=\"in\" width=\"%zu\" height=\"14\"/></svg>",
		share);
}

static void write_books(struct audit *a)
{
	const struct books *b = &a->books;
	bool good = !b->unlocated && b->kept + b->dropped == b->ingested;

	open_card(a, WORD_BOOKS, good ? "good" : "bad", good ? WORD_BALANCED : WORD_UNBALANCED);
	say_count(a, WORD_KEPT, b->kept);
	buf_puts(a->out, " + ");
	say_count(a, WORD_DROPPED, b->dropped);
	if (b->unlocated) {
		buf_puts(a->out, " + ");
		say_count(a, WORD_UNLOCATED, b->unlocated);
	}
	buf_puts(a->out, good ? " = " : " ≠ ");
	say_count(a, WORD_READ, b->ingested);
	buf_putc(a->out, ' ');
	audit_say(a, WORD_BYTES);
	buf_puts(a->out, "</p>");
	write_bar(a);
	buf_puts(a->out, "</div>\n");
}

static void write_charset(struct audit *a)
{
	const struct source *s = &a->doc->source;

	buf_printf(a->out, "<div class=\"card %s\"><h3>",
		s->charset.replaced || s->charset.doubtful ? "bad" : "good");
	audit_say(a, WORD_CHARSET);
	buf_puts(a->out, "</h3><p class=\"verdict\">");
	html_str(a->out, s->charset.used);
	buf_puts(a->out, "</p><p>");
	if (s->charset.declared) {
		audit_say(a, WORD_DECLARED);
		buf_puts(a->out, " <b>");
		html_str(a->out, s->charset.declared);
		buf_puts(a->out, "</b>");
	} else {
		audit_say(a, WORD_DECLARED_NONE);
	}
	buf_puts(a->out, " · ");
	audit_say(a, WORD_CHOSEN_BY);
	buf_puts(a->out, " <b>");
	html_str(a->out, audit_charset_by(a->language, s->charset.by));
	buf_puts(a->out, "</b><br><b>");
	html_number(a->out, s->charset.replaced);
	buf_puts(a->out, "</b> ");
	audit_say(a, WORD_REPLACED);
	if (s->charset.doubtful) {
		buf_puts(a->out, " · <b>");
		html_number(a->out, s->charset.doubtful);
		buf_puts(a->out, "</b> ");
		audit_say(a, WORD_DOUBTFUL);
	}
	buf_puts(a->out, "</p></div>\n");
}

static void end_card(struct audit *a, const char *target)
{
	if (target)
		buf_printf(a->out, " <a href=\"#%s\">↓</a>", target);
	buf_puts(a->out, "</p></div>\n");
}

/* Counts by status; the status that decides, one past the last where there are no checks. */
static int count_checks(const struct check *c, size_t count[3])
{
	for (; c; c = c->next)
		count[c->status]++;
	if (count[CHECK_FAIL])
		return CHECK_FAIL;
	if (count[CHECK_PASS])
		return CHECK_PASS;
	return count[CHECK_SKIPPED] ? CHECK_SKIPPED : CHECK_SKIPPED + 1;
}

static void write_check_card(struct audit *a)
{
	static const struct {
		const char *class;
		enum audit_word word;
	} verdicts[] = {
		[CHECK_PASS] = {"good", WORD_PASS},
		[CHECK_FAIL] = {"bad", WORD_FAIL},
		[CHECK_SKIPPED] = {"idle", WORD_SKIPPED},
		{"idle", WORD_CHECKS_NONE},
	};
	size_t count[3] = {0};
	int worst = count_checks(a->doc->checks, count);

	open_card(a, WORD_CHECKS, verdicts[worst].class, verdicts[worst].word);
	say_count(a, WORD_PASS, count[CHECK_PASS]);
	buf_puts(a->out, " · ");
	say_count(a, WORD_FAIL, count[CHECK_FAIL]);
	buf_puts(a->out, " · ");
	say_count(a, WORD_SKIPPED, count[CHECK_SKIPPED]);
	end_card(a, a->doc->checks ? "checks" : NULL);
}

static void write_diag_card(struct audit *a)
{
	const unsigned *count = a->doc->diag_count;
	enum audit_word verdict = WORD_DIAGS_NONE;

	if (count[DIAG_ERROR])
		verdict = WORD_ERRORS;
	else if (count[DIAG_WARNING])
		verdict = WORD_WARNINGS;
	else if (count[DIAG_NOTE])
		verdict = WORD_NOTES;
	open_card(a, WORD_DIAGS, count[DIAG_ERROR] || count[DIAG_WARNING] ? "bad" : "good",
		verdict);
	say_count(a, WORD_ERRORS, count[DIAG_ERROR]);
	buf_puts(a->out, " · ");
	say_count(a, WORD_WARNINGS, count[DIAG_WARNING]);
	buf_puts(a->out, " · ");
	say_count(a, WORD_NOTES, count[DIAG_NOTE]);
	end_card(a, a->doc->diags ? "messages" : NULL);
}

/* ---- source ---- */

static void write_fact(struct audit *a, enum audit_word label, const char *value)
{
	if (!value || !*value)
		return;
	buf_puts(a->out, "<div><dt>");
	audit_say(a, label);
	buf_puts(a->out, "</dt><dd>");
	html_str(a->out, value);
	buf_puts(a->out, "</dd></div>\n");
}

static void write_source(struct audit *a)
{
	const struct document *doc = a->doc;
	char sha256[65];

	buf_puts(a->out, "<section id=\"source\"><h2>");
	audit_say(a, WORD_SOURCE);
	buf_puts(a->out, "</h2><dl class=\"facts\">\n");
	write_fact(a, WORD_FILE_NAME, doc->source.name);
	write_fact(a, WORD_ADDRESS, doc->source.uri);
	write_fact(a, WORD_CAPTURED, doc->source.captured);
	buf_puts(a->out, "<div><dt>");
	audit_say(a, WORD_SIZE);
	buf_puts(a->out, "</dt><dd>");
	audit_say_bytes(a, (size_t)doc->source.bytes);
	buf_puts(a->out, "</dd></div>\n");
	write_fact(a, WORD_LANGUAGE, doc->language);
	write_fact(a, WORD_PUBLISHED, doc->published);
	write_fact(a, WORD_PROFILE, doc->profile);
	write_fact(a, WORD_TOOL, "guidang " GUIDANG_VERSION);
	buf_puts(a->out, "<div class=\"long\"><dt>SHA-256</dt><dd><code>");
	source_sha256(&doc->source, sha256);
	html_str(a->out, sha256);
	buf_puts(a->out, "</code></dd></div>\n</dl></section>\n");
}

/* ---- counts ---- */

static void write_numbers(struct audit *a, const char *class, const char *word,
	const struct audit_tally *tally, size_t bytes)
{
	struct buf *out = a->out;

	buf_printf(out, "<tr><th scope=\"row\"><span class=\"key %s\">", class);
	if (tally->first)
		buf_printf(out, "<a href=\"#p%zu\">", tally->first);
	html_str(out, word);
	buf_puts(out, tally->first ? "</a></span></th>" : "</span></th>");
	buf_puts(out, "<td class=\"n\">");
	html_number(out, tally->pieces);
	buf_puts(out, "</td><td class=\"n\">");
	html_number(out, bytes);
	buf_puts(out, "</td>");
}

static void write_heads(struct audit *a, const enum audit_word *heads, size_t count)
{
	buf_puts(a->out, "<div class=\"wide\" tabindex=\"0\"><table class=\"sum\"><thead><tr>");
	for (size_t i = 0; i < count; i++) {
		bool number = heads[i] == WORD_PIECES || heads[i] == WORD_BYTE_COUNT;

		buf_puts(a->out,
			number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		audit_say(a, heads[i]);
		buf_puts(a->out, "</th>");
	}
	buf_puts(a->out, "</tr></thead><tbody>\n");
}

static void write_sum(struct audit *a, size_t pieces, size_t bytes, const char *rest)
{
	buf_puts(a->out, "</tbody><tfoot><tr><th scope=\"row\">");
	audit_say(a, WORD_SUM);
	buf_puts(a->out, "</th><td class=\"n\">");
	html_number(a->out, pieces);
	buf_puts(a->out, "</td><td class=\"n\">");
	html_number(a->out, bytes);
	buf_printf(a->out, "</td>%s</tr></tfoot></table></div>", rest);
}

static void write_kept(struct audit *a)
{
	static const enum audit_word heads[] = {WORD_KIND, WORD_PIECES, WORD_BYTE_COUNT};
	size_t pieces = 0;

	buf_puts(a->out, "<section id=\"kept\"><h2>");
	audit_say(a, WORD_KEPT_AS);
	buf_puts(a->out, "</h2>");
	write_heads(a, heads, sizeof heads / sizeof *heads);
	for (int i = 0; i < AUDIT_KINDS; i++) {
		enum audit_kind kind = (enum audit_kind)i;

		if (!a->kept[i].pieces && !a->kept[i].bytes)
			continue;
		write_numbers(a, audit_kind_class(kind), audit_kind_word(a->language, kind),
			&a->kept[i], a->kept[i].bytes);
		buf_puts(a->out, "</tr>\n");
		pieces += a->kept[i].pieces;
	}
	write_sum(a, pieces, a->books.kept, "");
	if (a->links) {
		buf_puts(a->out, "<p class=\"note\"><a href=\"#first-link\">");
		audit_say(a, WORD_LINK);
		buf_printf(a->out, "</a> %zu</p>", a->links);
	}
	buf_puts(a->out, "</section>\n");
}

static void write_filters(struct audit *a, const struct audit_tally *tally)
{
	const char *comma = "";

	for (unsigned f = 0; f < AUDIT_FILTERS; f++) {
		if (!tally->filters[f])
			continue;
		buf_puts(a->out, comma);
		html_str(a->out, document_filter_name(a->doc, f));
		comma = ", ";
	}
}

static void write_reason(struct audit *a, enum reason reason)
{
	char class[64];
	struct buf *out = a->out;

	snprintf(class, sizeof class, "d d-%s", reason_name(reason));
	write_numbers(a, class, audit_reason_word(a->language, reason), &a->dropped[reason],
		a->books.by_reason[reason]);
	buf_puts(out, "<td>");
	html_str(out, audit_reason_sentence(a->language, reason));
	buf_puts(out, "</td><td class=\"f\">");
	write_filters(a, &a->dropped[reason]);
	buf_puts(out, "</td></tr>\n");
}

static void write_dropped(struct audit *a)
{
	static const enum audit_word heads[] = {
		WORD_REASON, WORD_PIECES, WORD_BYTE_COUNT, WORD_MEANING, WORD_FILTERS};
	size_t pieces = 0;

	buf_puts(a->out, "<section id=\"dropped\"><h2>");
	audit_say(a, WORD_LEFT_OUT);
	buf_puts(a->out, "</h2>");
	write_heads(a, heads, sizeof heads / sizeof *heads);
	for (int i = REASON_LIVE + 1; i < REASON_COUNT; i++) {
		if (a->dropped[i].pieces || a->books.by_reason[i])
			write_reason(a, (enum reason)i);
		pieces += a->dropped[i].pieces;
	}
	write_sum(a, pieces, a->books.dropped, "<td></td><td></td>");
	buf_puts(a->out, "<p class=\"note\">");
	audit_say(a, WORD_SPACE_NOTE);
	buf_putc(a->out, ' ');
	audit_say(a, WORD_CODE_CUT);
	buf_puts(a->out, "</p></section>\n");
}

/* ---- checks and messages ---- */

static void write_checks(struct audit *a)
{
	static const enum audit_word words[] = {WORD_PASS, WORD_FAIL, WORD_SKIPPED};

	if (!a->doc->checks)
		return;
	buf_puts(a->out, "<section id=\"checks\"><h2>");
	audit_say(a, WORD_CHECKS);
	buf_puts(a->out, "</h2><ul class=\"marks\">\n");
	for (const struct check *c = a->doc->checks; c; c = c->next) {
		buf_printf(a->out, "<li class=\"%s\"><b>", check_status_name(c->status));
		audit_say(a, words[c->status]);
		buf_puts(a->out, "</b> <code>");
		html_str(a->out, c->rule);
		buf_puts(a->out, "</code> ");
		audit_put_detail(a->out, a->language, c->detail);
		buf_puts(a->out, "</li>\n");
	}
	buf_puts(a->out, "</ul></section>\n");
}

static void write_diags(struct audit *a)
{
	static const enum audit_word words[] = {WORD_NOTE, WORD_WARNING, WORD_ERROR};

	if (!a->doc->diags)
		return;
	buf_puts(a->out, "<section id=\"messages\"><h2>");
	audit_say(a, WORD_DIAGS);
	buf_puts(a->out, "</h2><ul class=\"marks\">\n");
	for (const struct diag *d = a->doc->diags; d; d = d->next) {
		buf_printf(a->out, "<li class=\"%s\"><b>", diag_level_name(d->level));
		audit_say(a, words[d->level]);
		buf_puts(a->out, "</b> ");
		audit_put_message(a->out, a->language, d);
		if (d->line) {
			buf_puts(a->out, " <small>");
			audit_say_line(a, d->line);
			buf_puts(a->out, "</small>");
		}
		buf_puts(a->out, "</li>\n");
	}
	buf_puts(a->out, "</ul></section>\n");
}

static void write_summary(struct audit *a)
{
	buf_puts(a->out, "<section id=\"verdict\"><h2 class=\"unseen\">");
	audit_say(a, WORD_VERDICT);
	buf_puts(a->out, "</h2><div class=\"cards\">\n");
	write_books(a);
	write_charset(a);
	write_check_card(a);
	write_diag_card(a);
	buf_puts(a->out, "</div></section>\n");
	write_source(a);
	buf_puts(a->out, "<div class=\"two\">\n");
	write_kept(a);
	write_dropped(a);
	buf_puts(a->out, "</div>\n");
	write_checks(a);
	write_diags(a);
}

/* ---- what hides pieces ---- */

static void write_choice(
	struct audit *a, const char *class, const char *prefix, const char *word, size_t pieces)
{
	buf_printf(a->out,
		"<label class=\"key %s%s%s\"><input type=\"checkbox\" checked value=\"%s%s\"> ",
		*prefix ? "d " : "", prefix, class, prefix, class);
	html_str(a->out, word);
	buf_puts(a->out, " <small>");
	html_number(a->out, pieces);
	buf_puts(a->out, "</small></label>\n");
}

static void open_choices(struct audit *a, const char *id, enum audit_word legend)
{
	buf_printf(a->out,
		"<fieldset id=\"%s\"><legend><label><input type=\"checkbox\" class=\"all\" "
		"checked> ",
		id);
	audit_say(a, legend);
	buf_puts(a->out, "</label></legend>\n");
}

static void write_choices(struct audit *a)
{
	open_choices(a, "kinds", WORD_KEPT_AS);
	for (int i = 0; i < AUDIT_KINDS; i++)
		if (a->kept[i].pieces)
			write_choice(a, audit_kind_class((enum audit_kind)i), "",
				audit_kind_word(a->language, (enum audit_kind)i),
				a->kept[i].pieces);
	buf_puts(a->out, "</fieldset>\n");
	open_choices(a, "reasons", WORD_LEFT_OUT);
	for (int i = 0; i < REASON_COUNT; i++)
		if (a->dropped[i].pieces)
			write_choice(a, reason_name((enum reason)i), "d-",
				audit_reason_word(a->language, (enum reason)i),
				a->dropped[i].pieces);
	buf_puts(a->out, "</fieldset>\n");
}

static void write_switch(struct audit *a, const char *id, enum audit_word word)
{
	buf_printf(a->out, "<label class=\"switch\"><input type=\"checkbox\" id=\"%s\"> ", id);
	audit_say(a, word);
	buf_puts(a->out, "</label>\n");
}

/* Hidden until the script shows it: without one it would do nothing. */
static void write_tools(struct audit *a)
{
	buf_puts(a->out, "<form id=\"tools\" hidden>\n<p class=\"find\"><label for=\"find\">");
	audit_say(a, WORD_FIND);
	buf_puts(a->out, "</label> <input type=\"search\" id=\"find\" autocomplete=\"off\"> "
			 "<output id=\"shown\" for=\"find\"></output></p>\n"
			 "<details id=\"choices\"><summary>");
	audit_say(a, WORD_SHOW);
	buf_puts(a->out, "</summary>\n");
	write_choices(a);
	buf_puts(a->out, "<p class=\"switches\">");
	write_switch(a, "details", WORD_DETAILS);
	if (a->dropped[REASON_SCRIPT].pieces)
		write_switch(a, "code", WORD_OPEN_CODE);
	buf_puts(a->out, "</p></details>\n</form>\n");
}

/* ---- kept text that is not printed on the page: from meta tags, or made by a filter ---- */

static bool is_added(const struct node *n)
{
	return n->kind == KIND_TEXT && !node_raw_len(n) && node_text_len(n) &&
	       text_is_visible(n);
}

static const struct node *block_of(const struct node *n)
{
	const struct node *field = node_ancestor(n, KIND_FIELD), *p = node_parent(n);

	while (!field && node_parent(p) && kind_is_inline((enum kind)p->kind))
		p = node_parent(p);
	return field ? field : p;
}

/* All generated text in n on one line. */
static void write_added_text(struct buf *out, const struct node *n)
{
	bool first = true;

	for (const struct node *t = n; t; t = tree_next(n, t)) {
		if (!is_added(t))
			continue;
		if (!first)
			buf_putc(out, ' ');
		html_squeezed(out, node_text(t), node_text_len(t));
		first = false;
	}
}

static void write_added_row(struct audit *a, const struct node *block)
{
	struct buf *out = a->out;
	bool field = block->kind == KIND_FIELD;
	const char *origin = attr_str(block, ATTR_ORIGIN);

	buf_puts(out, "<tr><th scope=\"row\">");
	if (field)
		write_added_text(out, field_label(block));
	else
		html_str(out,
			audit_kind_word(a->language, audit_line_kind((enum kind)block->kind)));
	buf_puts(out, "</th><td>");
	write_added_text(out, field ? field_value(block) : block);
	buf_puts(out, "</td><td class=\"f\">");
	html_str(out, origin ? origin : "");
	buf_puts(out, origin ? " · " : "");
	html_str(out, document_filter_name(a->doc, block->filter));
	buf_puts(out, "</td></tr>\n");
}

static void write_added(struct audit *a)
{
	static const enum audit_word heads[] = {WORD_LABEL, WORD_VALUE, WORD_ORIGIN};
	const struct node *root = a->doc->tree.root, *last = NULL;

	for (const struct node *n = root; n; n = tree_next(root, n)) {
		const struct node *block = is_added(n) ? block_of(n) : NULL;

		if (!block || block == last)
			continue;
		if (!last) {
			buf_puts(a->out, "<section id=\"added\"><h2>");
			audit_say(a, WORD_ADDED);
			buf_puts(a->out, "</h2><p class=\"note\">");
			audit_say(a, WORD_ADDED_LEAD);
			buf_puts(a->out, "</p>");
			write_heads(a, heads, sizeof heads / sizeof *heads);
		}
		write_added_row(a, block);
		last = block;
	}
	if (last)
		buf_puts(a->out, "</tbody></table></div></section>\n");
}

/* ---- the page ---- */

static void write_body(struct audit *a, const struct buf *pieces)
{
	const char *language = a->doc->language;

	buf_puts(a->out, "<section id=\"page\"><h2>");
	audit_say(a, WORD_PAGE);
	buf_puts(a->out, "</h2>\n");
	write_tools(a);
	buf_puts(a->out, "<div id=\"pieces\"");
	html_attr(a->out, "lang", language);
	html_attr(a->out, "data-shown", audit_word(a->language, WORD_SHOWN));
	buf_puts(a->out, ">\n");
	buf_put(a->out, buf_str(pieces), pieces->len);
	buf_puts(a->out, "</div>\n<p class=\"note\" id=\"nothing\"");
	if (a->pieces)
		buf_puts(a->out, " hidden");
	buf_puts(a->out, ">");
	audit_say(a, a->pieces ? WORD_NOTHING_LEFT : WORD_PAGE_EMPTY);
	buf_puts(a->out, "</p></section>\n");
}

static void write_end(struct audit *a, const struct data_file *script)
{
	buf_puts(a->out, "</main>\n<footer><p><a href=\"#verdict\">");
	audit_say(a, WORD_TO_TOP);
	buf_puts(a->out, "</a></p><p>guidang " GUIDANG_VERSION " · ");
	html_str(a->out, a->doc->source.name);
	buf_puts(a->out, "</p></footer>\n<script>");
	buf_put(a->out, script->text, script->len);
	buf_puts(a->out, "</script>\n</body>\n</html>\n");
}

static void count_letters(const struct node *text, size_t *han, size_t *other)
{
	unsigned width;

	for (size_t i = 0; i < node_text_len(text); i += width) {
		uint32_t c = utf8_decode(node_text(text) + i, node_text_len(text) - i, &width);

		if (char_is_han(c))
			++*han;
		else if (char_is_letter(c))
			++*other;
	}
}

/*
 * The document's language, where that is sure. Templates say "en" over Chinese pages, and a
 * document of figures or of nothing has none: then most letters of the whole page decide.
 */
static enum audit_language choose_language(const struct document *doc)
{
	const struct node *root = doc->tree.root;
	size_t han = 0, other = 0;

	if (doc->language && strncasecmp(doc->language, "en", 2))
		return audit_language_of(doc->language);
	for (const struct node *n = root; n; n = tree_next_all(root, n)) {
		const struct node *dropped = audit_dropped_by(n);

		if (n->kind == KIND_TEXT && !(dropped && dropped->reason == REASON_SCRIPT))
			count_letters(n, &han, &other);
	}
	return han > other ? AUDIT_ZH : AUDIT_EN;
}

/* The counts are on top, and are known when the pieces are written: those go aside first. */
static int emit(const struct document *doc, struct buf *out)
{
	const struct data_file *script = part("parts/audit.js");
	struct buf pieces = BUF_INIT;
	struct audit a = {.doc = doc,
		.language = choose_language(doc),
		.out = &pieces,
		.books = tree_books(&doc->tree)};
	int rc = audit_write_pieces(&a);

	a.out = out;
	write_head(&a, script);
	write_summary(&a);
	write_body(&a, &pieces);
	write_added(&a);
	write_end(&a, script);
	if (buf_failed(&pieces) || buf_failed(out))
		rc = -1;
	buf_free(&pieces);
	return rc;
}

const struct filter filter_out_audit = {
	.name = "out-audit",
	.stage = STAGE_EMIT,
	.help = "write the whole page with what became of it, as HTML",
	.emit = emit,
	.format = "audit",
	.extension = "audit.html",
	.media = {{"text/html; charset=utf-8", "Hypertext Markup Language", "5", "fmt/471"}},
};
