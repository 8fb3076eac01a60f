/*
 * The document's title: which of the head's <title>, the meta tag, a printed field, the
 * headings and the styled first lines it is; and where else it is repeated.
 *
 * The title is what a reader sees, where a line (or a few, one below the other) can be found
 * that says what the others say. Only where there is none is it taken from the head.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence/attached.h"
#include "evidence/evidence.h"
#include "tree/text.h"
#include "document/line.h"
#include "title/claims.h"
#include "title/lines.h"

/* A title's least length [characters, squashed], its greatest width [terminal cells]; and the
   most lines that one is broken into. */
#define TITLE_MIN   2
#define TITLE_WIDTH 280
#define TITLE_LINES 6

/* More centred lines than this are a poem, not a title. */
#define CENTRED_LINES 4

/* A candidate needs so many points. */
#define SCORE_MIN 30

struct candidate {
	struct node *lines[TITLE_LINES];
	unsigned count;
	int score;
	int said; /* of it, the worth of the claim that agrees */
};

struct search {
	struct document *doc;
	struct title_claims claims;
	struct title_lines lines;
	struct candidate best;
};

static const struct title_line *line_key(struct search *s, unsigned i)
{
	return title_lines_key(&s->lines, s->doc, i);
}

/* ---- scoring ---- */

static size_t count_chars(const char *text, size_t len)
{
	size_t chars = 0;

	for (size_t i = 0; i < len; i++)
		chars += ((unsigned char)text[i] & 0xC0) != 0x80;
	return chars;
}

static bool ends_sentence(const struct document *doc, const char *text, size_t len)
{
	return match(doc->matches, "[。；;，,：:]$", text, len, NULL, 0);
}

static int worth_of_place(const struct title_line *line)
{
	return line->after_prose ? -60 : 0;
}

/* True if a score may be that of the title. */
static bool may_win(const struct search *s, int most)
{
	return most >= SCORE_MIN && most >= s->best.score;
}

/* True if a line may be the title or begin it: by a claim that begins like it, or, where there
   is none, by what it looks like. Most need not be read for that. */
static bool is_worth_reading(const struct search *s, const struct title_line *line)
{
	int most = worth_of_place(line) + TITLE_GENRE_WORTH;

	return title_claims_may(&s->claims, line->node) ||
	       (may_win(s, most + TITLE_STYLE_MAX) &&
		       may_win(s, most + title_line_style_most(line->node)));
}

static void try_lines(
	struct search *s, unsigned first, unsigned count, const char *text, size_t len)
{
	size_t chars = count_chars(text, len);
	int said = title_claims_score(&s->claims, text, len), score = said;

	if (chars < TITLE_MIN || text_width(text, len) > TITLE_WIDTH ||
		title_claims_site(&s->claims, text, len))
		return;
	if (count > 1 && said < WORTH_SEGMENT)
		return; /* lines are joined on evidence only */
	score += worth_of_place(&s->lines.list[first]);
	if (!may_win(s, score + TITLE_STYLE_MAX + TITLE_GENRE_WORTH))
		return; /* whatever it looks like */
	score += title_line_style(s->doc, s->lines.list[first].node);
	score += title_line_genre(s->doc, text, len);
	if (ends_sentence(s->doc, text, len))
		score -= 30;
	/* The one further down is nearer to the text: at equal scores it is the visible title.
	 */
	if (score < SCORE_MIN || score < s->best.score)
		return;
	if (score == s->best.score && node_reason(s->lines.list[first].node) != REASON_LIVE)
		return;
	s->best.count = count;
	s->best.score = score;
	s->best.said = said;
	for (unsigned i = 0; i < count; i++)
		s->best.lines[i] = s->lines.list[first + i].node;
}

static int try_from(struct search *s, unsigned first)
{
	struct buf text = BUF_INIT;
	int rc;

	if (!is_worth_reading(s, &s->lines.list[first]))
		return 0;
	for (unsigned n = 0; n < TITLE_LINES && first + n < s->lines.count; n++) {
		const struct title_line *line = line_key(s, first + n);

		if (!line->key_len)
			break;
		buf_put(&text, line->key, line->key_len);
		if (n && !title_claims_begin(&s->claims, buf_str(&text), text.len))
			break;
		try_lines(s, first, n + 1, buf_str(&text), text.len);
	}
	rc = buf_failed(&text) ? -1 : 0;
	buf_free(&text);
	return rc;
}

/* A centred line that is no sentence, date, document number or remark in brackets. */
static bool is_centred_title(struct search *s, unsigned i)
{
	const struct title_line *line = &s->lines.list[i];

	if (node_reason(line->node) != REASON_LIVE || !title_line_centred(line->node))
		return false;
	line = line_key(s, i);
	return line->key_len &&
	       !match(s->doc->matches, "[。；;]$", line->key, line->key_len, NULL, 0) &&
	       text_width(line->key, line->key_len) <= TITLE_WIDTH &&
	       !match(s->doc->matches,
		       "^[（(〔].*[）)〕]$|^\\d{4}[年.-]\\d+[月.-]\\d+日?$|[〔\\[]\\d{4}[〕\\]"
		       "]",
		       line->key, line->key_len, NULL, 0);
}

/*
 * No claim and no heading agree with a line: in notices saved from a word processor the title
 * is the first run of centred lines above the text; where the head has a title of its own, only
 * if the document begins with it.
 */
static void try_centred(struct search *s, const struct node *head)
{
	unsigned first = 0, count = 0;

	while (first < s->lines.count && !is_centred_title(s, first)) {
		if (head && node_reason(s->lines.list[first].node) == REASON_LIVE)
			return;
		first++;
	}
	if (first == s->lines.count || s->lines.list[first].after_prose)
		return;
	while (first + count < s->lines.count && count < CENTRED_LINES + 1 &&
		node_parent(s->lines.list[first + count].node) ==
			node_parent(s->lines.list[first].node) &&
		is_centred_title(s, first + count))
		count++;
	if (count > CENTRED_LINES)
		return;
	s->best.count = count;
	for (unsigned i = 0; i < count; i++)
		s->best.lines[i] = s->lines.list[first + i].node;
}

/* A title begins with who issued the document (党政机关公文处理工作条例, 9), often on
   a line of its own above "关于". */
static const char issuer[] = "(?:"
#define TITLE_ISSUER(word) word "|"
#include "title/words.def"
			     "(?!))$";

static void add_issuer(struct search *s)
{
	unsigned first = title_lines_find(&s->lines, s->best.lines[0]);
	const struct title_line *above;

	if (first == 0 || first == s->lines.count || s->best.count != 1 ||
		s->best.said >= WORTH_SEGMENT ||
		!match_str(s->doc->matches, "^关于", line_key(s, first)->key))
		return;
	above = &s->lines.list[first - 1];
	if (node_parent(above->node) != node_parent(s->lines.list[first].node) ||
		!is_centred_title(s, first - 1) ||
		!match_str(s->doc->matches, issuer, line_key(s, first - 1)->key))
		return;
	s->best.lines[1] = s->best.lines[0];
	s->best.lines[0] = above->node;
	s->best.count = 2;
}

/* ---- the head's title against the line that was found ---- */

/* Shares of a title's words: a line that has no more of them speaks of something else; a text
   that has no fewer is about it; or may be. */
#define WORDS_APART 0.3
#define WORDS_ABOUT 0.5
#define WORDS_SOME  0.25 /* where another voice, or other headlines, tell of it as well */

/* A case: both texts in one line, the head's without the site. */
struct judgement {
	const struct search *s;
	const struct node *first; /* of the lines */
	const char *line, *title;
	size_t len;    /* of title [bytes] */
	bool headline; /* the line is a first-level heading */
	bool second;   /* something but the head says the title, or begins with it */
};

static bool is_about(const struct judgement *j, double share)
{
	return title_is_about(&j->s->claims, j->title, j->len, share);
}

/* A headline that the head has as its last part names the column, where something else says the
   first part: forums print the board's name like this, and the title as a link. */
static bool is_column(const struct judgement *j)
{
	return j->headline && j->second &&
	       title_claims_column(&j->s->claims, j->line, strlen(j->line));
}

/*
 * A line that agrees with nothing said is the title where it is the page's first headline and
 * speaks of the same thing as the head, or where the head does not say what the text is about.
 * Otherwise it is a slogan, or the heading of a part.
 */
static bool is_slogan(const struct judgement *j)
{
	bool apart = title_words_found(&j->s->claims, j->title, j->len, j->line) <= WORDS_APART;

	if (title_is_home(&j->s->claims, j->title, j->len))
		return j->second;
	if (title_line_headline(j->s->doc, j->first))
		return false;
	if (!j->headline)
		return is_about(j, WORDS_ABOUT);
	return apart && (j->second || title_lines_part_heading(&j->s->lines, j->first)) &&
	       is_about(j, WORDS_SOME);
}

/* The line is only the beginning of the title that the head says: what is printed in a banner
   may leave words away. After a headline a dash is the end, since columns follow it; and of
   more words a second voice must know. */
static bool is_shortened(const struct judgement *j)
{
	size_t start = strlen(j->line);

	return start && start < j->len && !strncasecmp(j->title, j->line, start) &&
	       match(j->s->doc->matches, j->headline ? "^ \\w" : "^ (?:[-–—] )?\\w",
		       j->title + start, j->len - start, NULL, 0) &&
	       (!j->headline || j->second);
}

/* The line has the first word of the title and the last, and not all between. */
static bool is_abridged(const struct judgement *j)
{
	return j->s->best.said < WORTH_SEGMENT && j->second &&
	       title_words_left_out(j->title, j->len, j->line);
}

/* The printed line is the title, unless the line is a slogan, the name of a column, or less
   than what head and tags say. */
static bool head_is_better(const struct search *s, const struct node *head)
{
	struct buf title = BUF_INIT, line = BUF_INIT;
	struct judgement j = {.s = s, .first = s->best.lines[0]};
	bool better;

	text_collect_line(&title, head);
	for (unsigned i = 0; i < s->best.count; i++) {
		buf_puts(&line, i ? " " : "");
		text_collect_line(&line, s->best.lines[i]);
	}
	j.line = buf_str(&line);
	j.title = buf_str(&title);
	j.len = title_site_at(&s->claims, buf_str(&title), title.len);
	j.headline = title_line_level_one(j.first);
	j.second = title_claims_second(&s->claims, j.title, j.len);
	better = is_shortened(&j) || is_abridged(&j) ||
		 (s->best.said <= WORTH_LITTLE && (is_column(&j) || is_slogan(&j)));
	buf_free(&title);
	buf_free(&line);
	return better;
}

/* ---- the title made ---- */

static struct node *head_title(const struct document *doc)
{
	struct node *title = document_title(doc);
	const char *origin = attr_str(title, ATTR_ORIGIN);

	return origin && !strcmp(origin, "head") ? title : NULL;
}

static struct node *new_title(struct search *s, const char *origin)
{
	struct tree *t = &s->doc->tree;
	struct node *title = node_new(t, KIND_TITLE);

	if (tree_prepend(t, document_front(s->doc), title))
		return NULL;
	title->flags = NODE_IMPLIED;
	attr_set_str(t, title, ATTR_ORIGIN, origin);
	return title;
}

static int cut_site(struct search *s, struct node *head)
{
	struct line_text l;
	int rc = linetext_read(&l, head);
	size_t at = rc ? 0 : title_site_at(&s->claims, buf_str(&l.text), l.text.len);

	if (!rc && at < l.text.len)
		rc = linetext_drop(&l, s->doc, at, l.text.len, REASON_BANNER);
	linetext_free(&l);
	return rc;
}

static bool joins_with_space(const struct search *s, const struct node *title)
{
	struct text_stats m = text_measure(title);

	return m.chars && 2 * m.cjk < m.chars;
}

static int title_from_lines(struct search *s)
{
	struct tree *t = &s->doc->tree;
	struct node *title = new_title(s, "print");
	struct buf scratch = BUF_INIT;
	int rc = title ? 0 : -1;

	for (unsigned i = 0; !rc && i < s->best.count; i++) {
		struct node *line = s->best.lines[i];
		unsigned at = title_lines_find(&s->lines, line);

		title_lines_text(&s->lines, s->doc, at); /* it goes */
		if (node_reason(line) != REASON_LIVE) /* the filter space looks at live ones */
			line_squeeze(s->doc, line, &scratch);
		if (i && joins_with_space(s, title))
			tree_append(t, title, node_new_text(t, " ", 1));
		while (!rc && node_first_all(line))
			rc = tree_move(t, title, node_first_all(line));
		node_drop(t, line, REASON_WRAPPER);
	}
	if (buf_failed(&scratch))
		rc = -1;
	buf_free(&scratch);
	return !rc && s->best.said == WORTH_HEAD ? cut_site(s, title) : rc;
}

static int title_from_text(struct search *s, const char *text, size_t len, const char *origin)
{
	struct tree *t = &s->doc->tree;
	struct node *title = new_title(s, origin);

	return tree_append(t, title, node_new_text(t, text, len));
}

/* The portal standard's own tag (国办发〔2017〕47号), which must name the article; others name
   what is to be shown elsewhere. */
static bool is_standard_tag(const struct node *field)
{
	const char *label = attr_str(field, ATTR_LABEL);

	return label && !strcasecmp(label, "ArticleTitle");
}

static int title_from_field(struct search *s, const struct node *field)
{
	struct buf text = BUF_INIT;
	size_t len;
	int rc;

	text_collect_line(&text, field_value(field));
	len = is_standard_tag(field) ? text.len
				     : title_site_at(&s->claims, buf_str(&text), text.len);
	rc = title_from_text(s, buf_str(&text), len, "meta");
	buf_free(&text);
	return rc;
}

/* The picture says nothing more. */
static int title_from_picture(struct search *s, struct node *picture)
{
	const char *words = attr_str(picture, ATTR_ALT);
	struct buf scratch = BUF_INIT;
	int rc;

	node_drop(&s->doc->tree, picture, REASON_TITLE);
	rc = title_from_text(s, words, strlen(words), "print");
	if (!rc)
		line_squeeze(s->doc, document_title(s->doc), &scratch);
	if (buf_failed(&scratch))
		rc = -1;
	buf_free(&scratch);
	return rc;
}

static struct node *title_field(const struct document *doc)
{
	for (struct node *f = node_first(document_front(doc)); f; f = node_following(f)) {
		const char *key = attr_str(f, ATTR_KEY);

		if (key && !strcmp(key, "title") && !node_is_blank(field_value(f)))
			return f;
	}
	return NULL;
}

/* How much of a text the line says, from its start on; 0 where it says something else [bytes].
   The title's own lines are empty by now, and have their text kept. */
static size_t says(const struct title_line *line, const char *text, size_t len)
{
	if (!line->text)
		return visible_begins(line->node, text, len);
	return line->text_len <= len && !memcmp(text, line->text, line->text_len)
		       ? line->text_len
		       : 0;
}

/* How many lines say the title again from this one on: the whole of it, or more than half of it
   from its start on, in several lines or in a heading. One other line may name whom the title
   names. */
static unsigned repeats(const struct search *s, unsigned first, const char *title, size_t len)
{
	bool heads = s->lines.list[first].node->kind == KIND_HEADING;
	size_t at = 0;

	for (unsigned n = 0; n < TITLE_LINES && first + n < s->lines.count; n++) {
		const struct title_line *line = &s->lines.list[first + n];
		size_t more = says(line, title + at, len - at);

		/* Cells side by side do not make a title; what a table or a file is called
		   after the document is no repetition. */
		if (!more ||
			node_parent(line->node) != node_parent(s->lines.list[first].node) ||
			title_line_datum(line->node) || attached_links_file(s->doc, line->node))
			return (n > 1 || heads) && 2 * at > len ? n : 0;
		at += more;
		if (at == len)
			return n + 1;
	}
	return 0;
}

static void drop_repeats(struct search *s)
{
	struct buf title = BUF_INIT;

	text_collect_squashed(&title, document_title(s->doc));
	for (unsigned i = 0; i < s->lines.count && !s->lines.list[i].after_prose;) {
		unsigned n = node_reason(s->lines.list[i].node) == REASON_LIVE
				     ? repeats(s, i, buf_str(&title), title.len)
				     : 0;

		for (unsigned k = 0; k < n; k++)
			node_drop(&s->doc->tree, s->lines.list[i + k].node, REASON_TITLE);
		i += n ? n : 1;
	}
	s->lines.failed |= buf_failed(&title);
	buf_free(&title);
}

/* A document's own number, which may be above its title. */
static bool is_number_line(struct search *s, unsigned i)
{
	const struct title_line *line = line_key(s, i);

	return match(
		s->doc->matches, "〔\\d{4}〕.{0,4}\\d+号", line->key, line->key_len, NULL, 0);
}

/* A document that begins with the site's name begins with the portal's masthead. */
static void drop_site_headings(struct search *s)
{
	for (unsigned i = 0; i < s->lines.count; i++) {
		const struct title_line *line = &s->lines.list[i];

		if (node_reason(line->node) != REASON_LIVE)
			continue;
		if (line->node->kind != KIND_HEADING)
			return;
		line = line_key(s, i);
		if (!title_claims_site(&s->claims, line->key, line->key_len))
			return;
		node_drop(&s->doc->tree, line->node, REASON_BANNER);
	}
}

/* The document begins with its title: what is above it is the portal's. */
static void drop_above(struct search *s)
{
	unsigned first = title_lines_find(&s->lines, s->best.lines[0]);

	if (!s->best.count || first == s->lines.count || s->lines.list[first].after_prose ||
		title_lines_text_above(&s->lines, s->doc, first))
		return;
	for (unsigned i = 0; i < first; i++) {
		struct node *n = s->lines.list[i].node;

		if (node_reason(n) == REASON_LIVE && !is_number_line(s, i))
			node_drop(&s->doc->tree, n, REASON_BANNER);
	}
}

/* ---- the choice ---- */

/* True if the head will do where no line says it: where it says more than the site's name and
 * is not cut off. */
static bool head_will_do(const struct search *s)
{
	size_t len = strlen(s->claims.head);

	return !title_claims_site(&s->claims, s->claims.head, len) &&
	       title_said_len(s->claims.head, len) == len;
}

static int make_title(struct search *s, struct node *head)
{
	const struct node *field = title_field(s->doc);
	struct node *picture = title_picture(s->doc);
	int rc = 0;

	/* A standard tag that no line says word for word still knows better than a line that
	 * half agrees. */
	if (field && is_standard_tag(field) && s->best.score < WORTH_FIELD)
		rc = title_from_field(s, field);
	else if (s->best.count && !(head && head_is_better(s, head)))
		rc = title_from_lines(s);
	else if (head && (s->best.count || (!field && !picture) || head_will_do(s))) {
		s->best.count = 0;
		return cut_site(s, head);
	} else if (field)
		rc = title_from_field(s, field);
	else if (picture)
		rc = title_from_picture(s, picture);
	if (head)
		node_drop(&s->doc->tree, head, REASON_TITLE);
	return rc;
}

static int find_title(struct search *s)
{
	struct node *head = head_title(s->doc);
	int rc = 0;

	title_claims_collect(&s->claims, s->doc, head);
	title_lines_list(&s->lines, s->doc);
	for (unsigned i = 0; !rc && i < s->lines.count; i++)
		rc = try_from(s, i);
	if (!s->best.count)
		try_centred(s, head);
	add_issuer(s);
	if (!rc)
		rc = make_title(s, head);
	if (!rc && document_title(s->doc)) {
		drop_above(s);
		drop_site_headings(s);
		drop_repeats(s);
	}
	return s->lines.failed ? -1 : rc;
}

static int run(struct document *doc)
{
	struct search *s;
	int rc;

	if (document_title(doc) && !head_title(doc))
		return 0;
	s = malloc(sizeof *s); /* large, for more lines than most pages have */
	if (!s)
		return -1;
	s->doc = doc;
	s->best = (struct candidate){.count = 0};
	rc = find_title(s);
	if (!rc && !document_title(doc))
		diag_report(doc, DIAG_NO_TITLE, 0);
	free(s);
	return rc;
}

const struct filter filter_title = {
	.name = "title",
	.stage = STAGE_RESTRUCTURE,
	.help = "find the document's title, drop where it is repeated",
	.run = run,
};
