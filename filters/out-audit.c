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
#include <strings.h>

#include "out-audit/audit-private.h"
#include "base/data.h"
#include "version.h"
#include "out-audit/htmlout.h"
#include "tree/text.h"

/* ---- counts ---- */

void audit_count_piece(struct audit *a, struct audit_tally *tally)
{
	a->pieces++;
	tally->pieces++;
	if (!tally->first)
		tally->first = a->pieces;
}

void audit_count_dropped(struct audit *a, const struct node *dropped)
{
	struct audit_tally *tally = &a->dropped[dropped->reason];

	audit_count_piece(a, tally);
	tally->filters[dropped->filter] = 1;
}

/* ---- words ---- */

void audit_say(struct audit *a, enum audit_word word)
{
	html_str(a->out, audit_word(a->language, word));
}

void audit_say_line(struct audit *a, uint32_t line)
{
	const char *after = audit_word(a->language, WORD_LINE_AFTER);

	if (!line)
		return;
	audit_say(a, WORD_LINE);
	buf_printf(a->out, " %lu", (unsigned long)line);
	if (*after)
		buf_printf(a->out, " %s", after);
}

void audit_say_bytes(struct audit *a, size_t bytes)
{
	html_number(a->out, bytes);
	buf_putc(a->out, ' ');
	audit_say(a, WORD_BYTES);
}

void audit_say_why(struct audit *a, const struct node *dropped)
{
	html_str(a->out, audit_reason_sentence(a->language, (enum reason)dropped->reason));
	buf_puts(a->out, " · ");
	html_str(a->out, document_filter_name(a->doc, dropped->filter));
	if (node_line(dropped)) {
		buf_puts(a->out, " · ");
		audit_say_line(a, node_line(dropped));
	}
}

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

/* The counts stand on top, and are known when the pieces are written: those go aside first. */
static int emit(const struct document *doc, struct buf *out)
{
	const struct data_file *script = part("parts/audit.js");
	struct buf pieces = BUF_INIT;
	struct audit a = {.doc = doc, .language = choose_language(doc)};
	bool failed;

	a.books = tree_books(&doc->tree);
	audit_collect(&a);
	a.out = &pieces;
	audit_write_pieces(&a);
	a.out = out;
	write_head(&a, script);
	audit_write_summary(&a);
	write_body(&a, &pieces);
	audit_write_added(&a);
	write_end(&a, script);
	failed = a.items.failed || buf_failed(&pieces) || buf_failed(out);
	audit_items_free(&a.items);
	buf_free(&pieces);
	return failed ? -1 : 0;
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
