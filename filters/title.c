/*
 * The document's title: which of the head's <title>, the meta tag, a printed field, the
 * headings and the styled first lines it is; and where else it is repeated.
 *
 * The title is what a reader sees, where a line (or a few, one below the other) can be found
 * that says what the others say. Only where there is none is it taken from the head.
 */
#include "filter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence.h"
#include "linetext.h"

/* A title's length [characters, squashed]; and the most lines that one is broken into. */
#define TITLE_MIN   2
#define TITLE_MAX   140
#define TITLE_LINES 6

/* Lines looked at, from the document's start. */
#define LINES_MAX 400

/* Titles said elsewhere, and what agreement with each is worth. */
enum { CLAIMS_MAX = 24 };
#define WORTH_META    100
#define WORTH_FIELD   95
#define WORTH_HEAD    85
#define WORTH_SEGMENT 70
#define WORTH_LITTLE  20

/* A claim of fewer than four Chinese characters says little [bytes, squashed]. */
#define CLAIM_BYTES 12

/* What a candidate needs. */
#define SCORE_MIN 30

struct claim {
	char *text; /* squashed */
	size_t len;
	int worth;
};

struct candidate {
	struct node *lines[TITLE_LINES];
	unsigned count;
	int score;
	int said; /* of it, the worth of the claim that agrees */
};

struct search {
	struct document *doc;
	struct claim claims[CLAIMS_MAX];
	unsigned claim_count;
	const char *site; /* squashed; "" where not known */
	struct {
		struct node *node;
		char *text; /* squashed */
		size_t len;
		bool after_prose;
	} lines[LINES_MAX];
	unsigned line_count;
	struct candidate best;
};

/* ---- what is claimed ---- */

static char *squashed(struct search *s, const struct node *n, size_t *len)
{
	struct buf text = BUF_INIT;
	char *copy;

	text_collect_squashed(&text, n);
	*len = text.len;
	copy = buf_failed(&text) ? NULL
				 : arena_strndup(&s->doc->tree.arena, buf_str(&text), text.len);
	buf_free(&text);
	return copy;
}

static void claim(struct search *s, char *text, size_t len, int worth)
{
	if (!text || !len || s->claim_count == CLAIMS_MAX)
		return;
	/* "通知" over every notice of a site names none of them. */
	if (len < CLAIM_BYTES && (unsigned char)*text >= 0x80)
		worth = WORTH_LITTLE;
	s->claims[s->claim_count++] = (struct claim){text, len, worth};
}

/* Where the parts of a <title> meet: "title - column - site". */
static size_t separator_at(const char *s, size_t len)
{
	static const char *const separators[] = {" - ", " | ", " — ", " – ", " :: ", " » ", "|",
		"_", "--", "——", "｜", "-", " · ", ": "};

	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
		size_t n = strlen(separators[i]);

		if (len >= n && !memcmp(s, separators[i], n))
			return n;
	}
	return 0;
}

static void claim_part(struct search *s, const char *part, size_t len)
{
	char *copy = arena_strndup(&s->doc->tree.arena, part, len);

	if (copy)
		claim(s, copy, text_squash(copy, len), WORTH_SEGMENT);
}

/* Every part of the head's title, and what stands before each separator. */
static void claim_head(struct search *s, const struct node *title)
{
	struct buf text = BUF_INIT;
	size_t start = 0;

	text_collect_line(&text, title);
	for (size_t i = 0; i < text.len; i++) {
		size_t n = separator_at(text.data + i, text.len - i);

		if (!n)
			continue;
		claim_part(s, text.data, i);
		if (start)
			claim_part(s, text.data + start, i - start);
		start = i + n;
		i = start - 1;
	}
	if (start)
		claim_part(s, text.data + start, text.len - start);
	buf_free(&text);
}

/* The portal standard's own tag (国办发〔2017〕47号), which must name the article; others name
   what is to be shown elsewhere. */
static bool is_standard_tag(const struct node *field)
{
	const char *label = attr_str(field, ATTR_LABEL);

	return label && !strcasecmp(label, "ArticleTitle");
}

static int worth_of(const struct node *field, const char *origin)
{
	if (!origin || strcmp(origin, "meta"))
		return WORTH_FIELD;
	return is_standard_tag(field) ? WORTH_META : WORTH_HEAD;
}

static void claim_fields(struct search *s)
{
	for (struct node *f = node_first(document_front(s->doc)); f; f = node_following(f)) {
		const char *key = f->kind == KIND_FIELD ? attr_str(f, ATTR_KEY) : NULL;
		const char *origin = attr_str(f, ATTR_ORIGIN);
		size_t len;
		char *value;

		if (!key || (strcmp(key, "title") && strcmp(key, "site")))
			continue;
		value = squashed(s, field_value(f), &len);
		if (!strcmp(key, "site"))
			s->site = value ? value : "";
		else
			claim(s, value, len, worth_of(f, origin));
	}
}

/* ---- the lines that may be it ---- */

/* A first-level heading counts wherever a reader could see it. */
static bool is_seen_heading(const struct node *n)
{
	enum reason reason = node_reason(n);

	return n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 6) == 1 &&
	       reason != REASON_HIDDEN && reason != REASON_SCRIPT && reason != REASON_EMBEDDED;
}

static bool is_candidate_line(const struct node *n)
{
	return (n->kind == KIND_PARA || n->kind == KIND_HEADING) &&
	       (line_is_findable(n) || is_seen_heading(n)) && !node_ancestor(n, KIND_FRONT);
}

static void list_lines(struct search *s)
{
	struct node *root = s->doc->tree.root;
	bool after = false;

	for (struct node *n = root; n && s->line_count < LINES_MAX;
		n = tree_next_all(root, n)) {
		size_t len;
		char *text;

		if (!is_candidate_line(n) || node_is_blank(n))
			continue;
		text = squashed(s, n, &len);
		if (!text)
			return;
		s->lines[s->line_count].node = n;
		s->lines[s->line_count].text = text;
		s->lines[s->line_count].len = len;
		s->lines[s->line_count++].after_prose = after;
		after = after || line_is_prose(n);
	}
}

/* ---- scoring ---- */

static int largest_size(const struct node *line)
{
	int size = 0;

	for (const struct node *n = line; n; n = tree_next(line, n))
		if (attr_int(n, ATTR_SIZE, 0) > size)
			size = attr_int(n, ATTR_SIZE, 0);
	return size;
}

static bool is_centred(const struct node *line)
{
	for (const struct node *n = line; n && n->kind != KIND_CELL; n = node_parent(n)) {
		const char *align = attr_str(n, ATTR_ALIGN);

		if (align)
			return !strcmp(align, "center");
	}
	return false;
}

static bool has_title_name(const struct document *doc, const struct node *line)
{
	const struct node *n = line;

	for (int up = 0; up < 2 && n; up++, n = node_parent(n)) {
		const char *class = attr_str(n, ATTR_CLASS), *id = attr_str(n, ATTR_HTMLID);

		if (match_str(doc->matches,
			    "(?i)(?:^|[\\s_-])(?:[a-z]*title|bt|tit|headline|biaoti)\\b",
			    class) ||
			match_str(doc->matches, "(?i)^(?:[a-z]*title|bt|tit|headline|biaoti)",
				id))
			return true;
	}
	return false;
}

/* What official documents call themselves, at the end of their titles. */
#define GENRES                                                                                                              \
	"(?:通知|公告|通告|公报|决定|决议|意见|批复|函|报告|请示|办法|规定|条例|细则|方案|"  \
	"规划|计划|纲要|纪要|"                                                                                      \
	"命令|令|议案|通报|公示|指南|年报|解读|表|名单|清单|目录|说明|总结|要点)(?:[（(〔].{" \
	"1,20}[）)〕])?$"

static int style_score(
	const struct search *s, const struct node *n, const char *text, size_t len)
{
	static const int levels[] = {40, 20, 15, 5, 0, 0};
	int size = largest_size(n), score = 0;

	if (n->kind == KIND_HEADING)
		score += levels[attr_int(n, ATTR_LEVEL, 6) - 1];
	score += has_title_name(s->doc, n) ? 15 : 0;
	score += is_centred(n) ? 12 : 0;
	score += node_is_strong(n) ? 8 : 0;
	score += size >= 240 ? 12 : size >= 200 ? 8 : 0;
	score += match(s->doc->matches, GENRES, text, len, NULL, 0) ? 12 : 0;
	score += node_reason(n) == REASON_LIVE ? 4 : 0;
	return score;
}

/* How well a text agrees with what is claimed: the worth of the best, less where it is a part.
 */
static int claim_score(const struct search *s, const char *text, size_t len)
{
	int best = 0;

	for (unsigned i = 0; i < s->claim_count; i++) {
		const struct claim *c = &s->claims[i];
		int worth = 0;

		if (c->len == len && !memcmp(c->text, text, len))
			worth = c->worth;
		else if (len < c->len && 2 * len > c->len && !memcmp(c->text, text, len))
			worth = c->worth / 2;
		else if (len > c->len && 2 * c->len > len && !memcmp(c->text, text, c->len))
			worth = c->worth / 2;
		if (worth > best)
			best = worth;
	}
	return best;
}

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

static void try_lines(
	struct search *s, unsigned first, unsigned count, const char *text, size_t len)
{
	size_t chars = count_chars(text, len);
	int said = claim_score(s, text, len), score = said;

	if (chars < TITLE_MIN || chars > TITLE_MAX || (*s->site && !strcmp(text, s->site)))
		return;
	score += style_score(s, s->lines[first].node, text, len);
	if (s->lines[first].after_prose)
		score -= 60;
	if (ends_sentence(s->doc, text, len))
		score -= 30;
	if (count > 1 && said < WORTH_SEGMENT)
		return; /* lines are joined on evidence only */
	/* The one further down is nearer to the text: at equal scores it is the visible title.
	 */
	if (score < SCORE_MIN || score < s->best.score)
		return;
	if (score == s->best.score && node_reason(s->lines[first].node) != REASON_LIVE)
		return;
	s->best.count = count;
	s->best.score = score;
	s->best.said = said;
	for (unsigned i = 0; i < count; i++)
		s->best.lines[i] = s->lines[first + i].node;
}

static bool is_claim_prefix(const struct search *s, const char *text, size_t len)
{
	for (unsigned i = 0; i < s->claim_count; i++)
		if (len <= s->claims[i].len && !memcmp(s->claims[i].text, text, len))
			return true;
	return false;
}

static int try_from(struct search *s, unsigned first)
{
	struct buf text = BUF_INIT;
	int rc;

	for (unsigned n = 0; n < TITLE_LINES && first + n < s->line_count; n++) {
		if (node_parent(s->lines[first + n].node) != node_parent(s->lines[first].node))
			break;
		buf_put(&text, s->lines[first + n].text, s->lines[first + n].len);
		if (n && !is_claim_prefix(s, buf_str(&text), text.len))
			break;
		try_lines(s, first, n + 1, buf_str(&text), text.len);
	}
	rc = buf_failed(&text) ? -1 : 0;
	buf_free(&text);
	return rc;
}

/*
 * No claim and no heading agree with a line: in notices saved from a word processor the title
 * is the run of centred lines that the document begins with.
 */
static void try_centred(struct search *s)
{
	unsigned first = 0, count = 0;

	while (first < s->line_count && node_reason(s->lines[first].node) != REASON_LIVE)
		first++;
	while (first + count < s->line_count && count < TITLE_LINES - 2) {
		const struct node *n = s->lines[first + count].node;

		if (node_parent(n) != node_parent(s->lines[first].node) || !is_centred(n) ||
			s->lines[first + count].len > TITLE_MAX * 3 ||
			match(s->doc->matches,
				"^[（(〔].*[）)〕]$|〔\\d{4}〕|\\d{4}年\\d{1,2}月|^[\\d.\\-/"
				":]+$",
				s->lines[first + count].text, s->lines[first + count].len, NULL,
				0))
			break;
		count++;
	}
	if (!count || count > 4)
		return;
	s->best.count = count;
	for (unsigned i = 0; i < count; i++)
		s->best.lines[i] = s->lines[first + i].node;
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

/*
 * Where the site's name starts in a head's title: behind the first bar, or the last dash, where
 * what stands before it is no shorter than a title.
 */
static size_t site_at(const struct search *s, const struct buf *text)
{
	struct span at[2];

	if (match(s->doc->matches, "^.{4,}?(\\s*(?:\\||｜|_|»|::).*)$", buf_str(text),
		    text->len, at, 2) ||
		match(s->doc->matches, "^.{4,}(\\s(?:-|–|—|·)\\s.{2,60})$", buf_str(text),
			text->len, at, 2) ||
		match(s->doc->matches, "^.{6,}((?:-|——)\\p{Han}{2,20})$", buf_str(text),
			text->len, at, 2))
		return at[1].start;
	return text->len;
}

static int cut_site(struct search *s, struct node *head)
{
	struct line_text l;
	int rc = linetext_read(&l, head);
	size_t at = rc ? 0 : site_at(s, &l.text);

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

	for (unsigned i = 0; i < s->best.count; i++) {
		struct node *line = s->best.lines[i];

		if (i && joins_with_space(s, title))
			tree_append(t, title, node_new_text(t, " ", 1));
		while (node_first_all(line))
			if (tree_move(t, title, node_first_all(line)))
				return -1;
		node_drop(t, line, REASON_WRAPPER);
	}
	if (!title)
		return -1;
	return s->best.said == WORTH_HEAD ? cut_site(s, title) : 0;
}

static int title_from_field(struct search *s, const struct node *field)
{
	struct tree *t = &s->doc->tree;
	struct buf text = BUF_INIT;
	struct node *title = new_title(s, "meta");
	int rc;

	text_collect_line(&text, field_value(field));
	rc = tree_append(t, title, node_new_text(t, buf_str(&text), text.len));
	buf_free(&text);
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

/* Whether a line says the title again: the whole of it, or the start of it over several lines.
 */
static unsigned repeats(const struct search *s, unsigned first, const char *title, size_t len)
{
	size_t at = 0;

	for (unsigned n = 0; n < TITLE_LINES && first + n < s->line_count; n++) {
		size_t more = s->lines[first + n].len;

		/* Cells side by side do not make a title. */
		if (node_parent(s->lines[first + n].node) !=
				node_parent(s->lines[first].node) ||
			at + more > len || memcmp(title + at, s->lines[first + n].text, more))
			return n && 2 * at > len ? n : 0;
		at += more;
		if (at == len)
			return n + 1;
	}
	return 0;
}

static void drop_repeats(struct search *s)
{
	size_t len;
	char *title = squashed(s, document_title(s->doc), &len);

	for (unsigned i = 0; title && i < s->line_count && !s->lines[i].after_prose;) {
		unsigned n = node_reason(s->lines[i].node) == REASON_LIVE
				     ? repeats(s, i, title, len)
				     : 0;

		for (unsigned k = 0; k < n; k++)
			node_drop(&s->doc->tree, s->lines[i + k].node, REASON_TITLE);
		i += n ? n : 1;
	}
}

/* A document's own number, which may stand above its title. */
static bool is_number_line(const struct search *s, const char *text, size_t len)
{
	return match(s->doc->matches, "〔\\d{4}〕.{0,4}\\d+号", text, len, NULL, 0);
}

/* Cells side by side, and so many lines in such rows, are data. */
#define DATA_CELLS 3
#define DATA_LINES 12

static bool is_in_data(const struct node *line)
{
	const struct node *cell = node_ancestor(line, KIND_CELL);
	unsigned filled = 0;

	for (const struct node *c = cell ? node_first(node_parent(cell)) : NULL;
		c && filled < DATA_CELLS; c = node_following(c))
		filled += !node_is_blank(c);
	return filled == DATA_CELLS;
}

/* Whether a sentence of the document stands above a line, too short to be prose, or a table. */
static bool has_text_above(const struct search *s, unsigned first)
{
	unsigned data = 0;

	for (unsigned i = 0; i < first; i++) {
		const struct node *line = s->lines[i].node;

		if (node_reason(line) != REASON_LIVE)
			continue;
		data += is_in_data(line);
		if (data == DATA_LINES || match(s->doc->matches, "^.{10,}[。；]$",
						  s->lines[i].text, s->lines[i].len, NULL, 0))
			return true;
	}
	return false;
}

/* The document begins with its title: what stands above it is the portal's. */
static void drop_above(struct search *s)
{
	unsigned first = 0;

	while (first < s->line_count && s->lines[first].node != s->best.lines[0])
		first++;
	if (!s->best.count || first == s->line_count || s->lines[first].after_prose ||
		has_text_above(s, first))
		return;
	for (unsigned i = 0; i < first; i++) {
		struct node *n = s->lines[i].node;

		if (node_reason(n) == REASON_LIVE &&
			!is_number_line(s, s->lines[i].text, s->lines[i].len))
			node_drop(&s->doc->tree, n, REASON_BANNER);
	}
}

static int make_title(struct search *s, struct node *head)
{
	const struct node *field = title_field(s->doc);
	int rc = 0;

	/* A standard tag that no line says word for word still knows better than a line that
	 * half agrees. */
	if (field && is_standard_tag(field) && s->best.score < WORTH_FIELD)
		rc = title_from_field(s, field);
	else if (s->best.count)
		rc = title_from_lines(s);
	else if (head)
		return cut_site(s, head);
	else if (field)
		rc = title_from_field(s, field);
	if (head)
		node_drop(&s->doc->tree, head, REASON_TITLE);
	return rc;
}

static int run(struct document *doc)
{
	struct search *s =
		document_title(doc) && !head_title(doc) ? NULL : calloc(1, sizeof *s);
	struct node *head = head_title(doc);
	size_t len = 0;
	int rc = 0;

	if (!s)
		return document_title(doc) && !head ? 0 : -1;
	s->doc = doc;
	s->site = "";
	claim_fields(s);
	if (head) {
		char *text = squashed(s, head, &len);

		claim(s, text, len, WORTH_HEAD);
		claim_head(s, head);
	}
	list_lines(s);
	for (unsigned i = 0; !rc && i < s->line_count; i++)
		rc = try_from(s, i);
	if (!s->best.count)
		try_centred(s);
	if (!rc)
		rc = make_title(s, head);
	if (!rc && document_title(doc)) {
		drop_above(s);
		drop_repeats(s);
	}
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
