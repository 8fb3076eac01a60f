/* The top of the audit page: where the page came from, and the counts. */
#include "audit-private.h"

#include <stdio.h>

#include "version.h"
#include "htmlout.h"

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
	html_str(a->out, doc->source.sha256);
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
		audit_say_detail(a, c->detail);
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
		audit_say_message(a, d);
		if (d->line) {
			buf_puts(a->out, " <small>");
			audit_say_line(a, d->line);
			buf_puts(a->out, "</small>");
		}
		buf_puts(a->out, "</li>\n");
	}
	buf_puts(a->out, "</ul></section>\n");
}

void audit_write_summary(struct audit *a)
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
