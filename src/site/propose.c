/*
 * Rules out of what pages have in common. What is proposed to be stripped has the same text on
 * every page that has it, so that it never takes away what differs; of what is nearly the same
 * a person decides.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "site/siteprofile.h"
#include "site/rules.h"
#include "tree/text.h"

/*
 * Text that differs and is before the body is a path to the page, a title, a line of metadata:
 * this share of all that differs, or so many characters, whichever is more. After it there may
 * be a signature: no more than a counter. On one page in so many it may be otherwise.
 */
#define BEFORE_SHARE 0.05
#define BEFORE_MAX   80
#define BEHIND_MAX   8
#define BODY_MISSES  8

/* A title's length [characters, squashed]; from this on it may be anywhere in the head's
 * title. */
#define TITLE_MIN  4
#define TITLE_MAX  120
#define TITLE_SURE 8

/* A word for strip_id_or_class is matched as part of names, so it must not be short [bytes]. */
#define WORD_MIN 4

/* A rule for the body that removes fewer characters a page is only shown. */
#define BODY_MIN 20

/* Near repeats shown; characters of text shown with each line. */
#define NEAR_SHOWN 10
#define SAMPLE	   20

/* Fewer characters a page are not worth a line; and for a path, which breaks more easily. */
#define STRIP_MIN      4
#define STRIP_MIN_PATH 15

struct proposal {
	const struct selector *selector;
	const char *word;      /* strip_id_or_class instead; NULL */
	uint32_t pages, chars; /* on which it removes, and how many on all of them */
	bool gone;	       /* another one does its work */
};

/* The part of a node that proposals already take. */
struct taken {
	uint32_t chars;	     /* in it, itself or below */
	struct proposal *by; /* the node itself; NULL */
};

struct proposer {
	struct siteprofile *profile;
	struct taken **taken; /* by page, by node id */
	const struct selector *title, *body;
	uint32_t title_pages, body_pages;
	struct proposal *proposals;
	size_t count;
	const struct selector **sorted; /* candidates, in the order that they are tried in */
	size_t sorted_count;
	struct buf *out;
};

static const struct weight *weight_at(const struct proposer *r, const struct occurrence *o)
{
	return siteprofile_weight(r->profile, o->page, o->node);
}

/* ---- the title ---- */

static size_t characters(const struct buf *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++)
		n += ((unsigned char)s->data[i] & 0xC0) != 0x80;
	return n;
}

/* True if a text is what the page's head calls the page, and not what it calls the site. */
static bool is_title(const struct proposer *r, uint32_t page, const struct buf *text)
{
	const struct site_page *p = r->profile->pages[page];
	size_t chars = characters(text);
	const char *at;

	if (chars < TITLE_MIN || chars > TITLE_MAX ||
		counter_pages(&r->profile->lines, counter_hash(text->data, text->len)) >=
			r->profile->most)
		return false;
	if (!strcmp(p->tag, text->data))
		return true;
	at = strstr(p->title, text->data);
	return at && (at == p->title || chars >= TITLE_SURE);
}

struct title_score {
	int pages; /* on which the first place is the title, less twice those where it is not */
	size_t length; /* of the titles [bytes] */
};

/* The first place on each page counts: it is the one that a rule takes. */
static struct title_score score_title(
	const struct proposer *r, const struct selector *s, uint32_t *hits)
{
	struct title_score score = {0};
	struct buf text = BUF_INIT;
	uint32_t page = UINT32_MAX;

	*hits = 0;
	for (const struct occurrence *o = s->first; o; o = o->next) {
		if (o->page == page)
			continue;
		page = o->page;
		buf_clear(&text);
		if (weight_at(r, o)->chars <= TITLE_MAX)
			text_collect_squashed(&text, o->node);
		if (text.len && is_title(r, page, &text)) {
			++*hits;
			score.pages++;
			score.length += text.len;
		} else {
			score.pages -= 2;
		}
	}
	buf_free(&text);
	return score;
}

static void choose_title(struct proposer *r)
{
	struct title_score best = {0};

	for (const struct selector *s = r->profile->selectors; s; s = s->next) {
		struct title_score score;
		uint32_t hits;

		if (s->pages < r->profile->most)
			continue;
		score = score_title(r, s, &hits);
		if (hits < r->profile->most || score.pages < best.pages || score.pages <= 0)
			continue;
		if (r->title && score.pages == best.pages &&
			(score.length < best.length ||
				(score.length == best.length && s->naming >= r->title->naming)))
			continue;
		best = score;
		r->title = s;
		r->title_pages = hits;
	}
}

/* ---- the body ---- */

static bool is_container(const struct node *n)
{
	switch (n->kind) {
	case KIND_BOX:
	case KIND_LIST:
	case KIND_DEFLIST:
	case KIND_TABLE:
	case KIND_QUOTE:
		return true;
	default:
		return false;
	}
}

/* True if the places from o to last, on one page, hold what differs there. */
static bool holds_body(
	const struct proposer *r, const struct occurrence *o, const struct occurrence *last)
{
	const struct site_page *page = r->profile->pages[o->page];
	uint32_t all = page->weights[page->doc->tree.root->id].prose;
	uint32_t before = weight_at(r, o)->before, held = 0;

	for (const struct occurrence *at = o; at != last->next; at = at->next)
		held += weight_at(r, at)->prose;
	if (2 * held < all || before + held + BEHIND_MAX < all)
		return false;
	return before <= BEFORE_MAX || before <= BEFORE_SHARE * all;
}

/* On how many pages a selector holds what differs; 0 where it fails to on too many. */
static uint32_t body_pages(const struct proposer *r, const struct selector *s)
{
	uint32_t good = 0, bad = 0;

	for (const struct occurrence *o = s->first, *last; o; o = last->next) {
		for (last = o; last->next && last->next->page == o->page;)
			last = last->next;
		if (holds_body(r, o, last))
			good++;
		else
			bad++;
	}
	return good >= r->profile->most && bad * BODY_MISSES <= good ? good : 0;
}

/* Less is better; a robust name is worth some text too much. */
static double body_cost(const struct selector *s)
{
	static const double factors[] = {[BY_ID] = 1,
		[BY_CLASS] = 1.02,
		[BY_WORD] = 1.03,
		[BY_ELEMENT] = 1.03,
		[BY_PATH] = 1.1};

	return factors[s->naming] * s->all.chars / s->pages;
}

static void choose_body(struct proposer *r)
{
	for (const struct selector *s = r->profile->selectors; s; s = s->next) {
		enum kind kind = s->first->node->kind;
		uint32_t pages;

		if (s->pages < r->profile->most || !kind_may_hold(kind, KIND_PARA) ||
			(r->body && body_cost(s) >= body_cost(r->body)))
			continue;
		pages = body_pages(r, s);
		if (!pages)
			continue;
		r->body = s;
		r->body_pages = pages;
	}
}

static bool in_body(const struct proposer *r, const struct occurrence *o)
{
	const struct occurrence *b = r->body ? r->body->first : NULL;

	while (b && b->page < o->page)
		b = b->next;
	for (; b && b->page == o->page; b = b->next)
		if (node_within(o->node, b->node))
			return true;
	return false;
}

/* True if any place of the selector is in the body. */
static bool any_in_body(const struct proposer *r, const struct selector *s)
{
	for (const struct occurrence *o = s->first; o; o = o->next)
		if (in_body(r, o))
			return true;
	return false;
}

/* ---- what to strip ---- */

/*
 * True if the selector could be stripped, but for its text. In the body only containers, by
 * name: a line that all documents have may be one of theirs, and where one page has chrome, the
 * next may have text.
 */
static bool may_strip(const struct proposer *r, const struct selector *s)
{
	bool inside = any_in_body(r, s) || !r->body;

	if (s->naming == BY_PATH && inside)
		return false;
	for (const struct occurrence *o = s->first; o; o = o->next) {
		bool line = kind_is_line((enum kind)o->node->kind) && s->naming != BY_PATH &&
			    !inside;

		if (!line && !is_container(o->node))
			return false;
	}
	return true;
}

/* True if all that the rule would take on any page is the same on most pages. */
static bool is_safe(struct proposer *r, const char *xpath)
{
	bool safe = true;

	for (uint32_t i = 0; i < r->profile->page_count && safe; i++) {
		struct site_page *page = r->profile->pages[i];
		xmlXPathObject *found = query_run(&page->query, xpath);
		xmlNodeSet *nodes = found ? found->nodesetval : NULL;

		safe = found;
		for (int k = 0; nodes && k < nodes->nodeNr && safe; k++) {
			const struct node *n = query_node(nodes->nodeTab[k]);
			const struct weight *w = n ? &page->weights[n->id] : NULL;

			safe = w && !kind_is_inline((enum kind)n->kind) && !w->differs &&
			       !w->near;
		}
		xmlXPathFreeObject(found);
	}
	return safe;
}

static bool is_taken(const struct proposer *r, const struct occurrence *o)
{
	for (const struct node *n = o->node; n; n = node_parent(n))
		if (r->taken[o->page][n->id].by)
			return true;
	return false;
}

static uint32_t gain_at(const struct proposer *r, const struct occurrence *o)
{
	return is_taken(r, o) ? 0
			      : weight_at(r, o)->chars - r->taken[o->page][o->node->id].chars;
}

/* Adds a proposal, which takes all places of the selector. */
static struct proposal *take(struct proposer *r, const struct selector *s)
{
	struct proposal *p = &r->proposals[r->count++];
	uint32_t page = UINT32_MAX;

	*p = (struct proposal){.selector = s};
	for (const struct occurrence *o = s->first; o; o = o->next) {
		uint32_t gain = gain_at(r, o);

		for (const struct node *n = o->node; n; n = node_parent(n))
			r->taken[o->page][n->id].chars += gain;
		r->taken[o->page][o->node->id].by = p;
		p->chars += gain;
		p->pages += o->page != page;
		page = o->page;
	}
	return p;
}

/* Characters that the selector removes beyond what others take. */
static uint32_t gain_of(const struct proposer *r, const struct selector *s)
{
	uint32_t gain = 0;

	for (const struct occurrence *o = s->first; o; o = o->next)
		gain += gain_at(r, o);
	return gain;
}

static void consider(struct proposer *r, const struct selector *s)
{
	uint32_t least = s->naming == BY_PATH ? STRIP_MIN_PATH : STRIP_MIN;

	if (s->all.differs || s->all.near || gain_of(r, s) < least * s->pages ||
		!may_strip(r, s) || !is_safe(r, s->xpath))
		return;
	take(r, s);
}

/* True if everything that p takes lies in what others take, by names as good. */
static bool is_needless(const struct proposer *r, const struct proposal *p)
{
	for (const struct occurrence *o = p->selector->first; o; o = o->next) {
		const struct node *n = node_parent(o->node);
		const struct proposal *by = NULL;

		for (; n && !by; n = node_parent(n)) {
			by = r->taken[o->page][n->id].by;
			if (by && (by == p || by->gone || by->selector->naming == BY_PATH))
				by = NULL;
		}
		if (!by)
			return false;
	}
	return true;
}

static int by_worth(const void *a, const void *b)
{
	const struct selector *x = *(const struct selector *const *)a;
	const struct selector *y = *(const struct selector *const *)b;

	if (x->naming != y->naming)
		return x->naming < y->naming ? -1 : 1;
	if (x->all.chars != y->all.chars)
		return x->all.chars > y->all.chars ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int sort_candidates(struct proposer *r)
{
	size_t n = r->profile->selector_count;

	r->sorted = calloc(n + 1, sizeof *r->sorted);
	r->proposals = calloc(n + 1, sizeof *r->proposals);
	if (!r->sorted || !r->proposals)
		return -1;
	for (const struct selector *s = r->profile->selectors; s; s = s->next)
		if (s->pages >= r->profile->most && s->all.chars)
			r->sorted[r->sorted_count++] = s;
	qsort(r->sorted, r->sorted_count, sizeof *r->sorted, by_worth);
	return 0;
}

/* ---- words that several names have in common ---- */

static bool is_word(const char *s)
{
	size_t len =
		s ? strspn(s,
			    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
		  : 0;

	return len >= WORD_MIN && !s[len] && !isdigit((unsigned char)*s);
}

static bool has_word(const struct node *n, const char *word)
{
	const char *class = attr_str(n, ATTR_CLASS), *id = attr_str(n, ATTR_HTMLID);

	return (class && strstr(class, word)) || (id && strstr(id, word));
}

static bool all_have_word(const struct proposal *p, const char *word)
{
	for (const struct occurrence *o = p->selector->first; o; o = o->next)
		if (!has_word(o->node, word))
			return false;
	return true;
}

/* A rule with the word takes no more than the rules that it replaces, and lines in them. */
static bool word_is_safe(const struct proposer *r, const char *word)
{
	for (uint32_t i = 0; i < r->profile->page_count; i++) {
		struct node *root = r->profile->pages[i]->doc->tree.root;

		for (struct node *n = root; n; n = tree_next(root, n)) {
			struct occurrence o = {.node = n, .page = i};

			if (has_word(n, word) && !node_is_blank(n) && !is_taken(r, &o))
				return false;
		}
	}
	return true;
}

/* The word up to and with its first hyphen, such as "share-"; NULL where it has none. */
static const char *first_part(struct proposer *r, const char *word)
{
	size_t len = strcspn(word, "-_");

	return word[len] ? arena_strndup(&r->profile->arena, word, len + 1) : NULL;
}

static void join_by_word(struct proposer *r, struct proposal *p, const char *word)
{
	struct proposal *end = r->proposals + r->count;
	unsigned joined = 0;

	if (p->gone || p->word || !is_word(word))
		return;
	for (struct proposal *q = r->proposals; q < end; q++)
		joined += q != p && !q->gone && !q->word && all_have_word(q, word);
	if (!joined || !word_is_safe(r, word))
		return;
	for (struct proposal *q = r->proposals; q < end; q++) {
		if (q == p || q->gone || q->word || !all_have_word(q, word))
			continue;
		q->gone = true;
		p->chars += q->chars;
		p->pages = q->pages > p->pages ? q->pages : p->pages;
	}
	p->word = word;
}

static int choose_strips(struct proposer *r)
{
	if (sort_candidates(r))
		return -1;
	for (size_t i = 0; i < r->sorted_count; i++)
		consider(r, r->sorted[i]);
	for (size_t i = r->count; i--;)
		r->proposals[i].gone = is_needless(r, &r->proposals[i]);
	for (size_t i = 0; i < r->count; i++) {
		struct proposal *p = &r->proposals[i];

		if (!is_word(p->selector->value))
			continue;
		join_by_word(r, p, p->selector->value);
		join_by_word(r, p, first_part(r, p->selector->value));
	}
	return 0;
}

/* ---- the file: each rule below a comment that says what it is worth ---- */

static void put_sample(struct buf *out, const struct node *n)
{
	struct buf text = BUF_INIT;
	size_t end = 0, chars = 0;
	unsigned width;

	text_collect_line(&text, n);
	for (; end < text.len && chars < SAMPLE; end += width, chars++)
		utf8_decode(text.data + end, text.len - end, &width);
	buf_printf(out, ": %.*s%s\n", (int)end, buf_str(&text), end < text.len ? " ..." : "");
	buf_free(&text);
}

static void put_strip(struct proposer *r, const struct proposal *p)
{
	buf_printf(r->out, "\n# on %u of %u pages, %u characters a page", (unsigned)p->pages,
		(unsigned)r->profile->page_count, (unsigned)(p->chars / p->pages));
	put_sample(r->out, p->selector->first->node);
	if (p->word)
		buf_printf(r->out, "strip_id_or_class: %s\n", p->word);
	else
		buf_printf(r->out, "strip: %s\n", p->selector->xpath);
}

static void put_strips(struct proposer *r, bool inside, const char *heading)
{
	bool any = false;

	for (size_t i = 0; i < r->count; i++) {
		const struct proposal *p = &r->proposals[i];

		if (p->gone || any_in_body(r, p->selector) != inside)
			continue;
		if (!any)
			buf_printf(r->out, "\n# ---- %s ----\n", heading);
		any = true;
		put_strip(r, p);
	}
}

/* Names that hold what is nearly the same: a date of today, a counter of visits. */
static void put_near(struct proposer *r)
{
	unsigned shown = 0;

	for (size_t i = 0; i < r->sorted_count && shown < NEAR_SHOWN; i++) {
		const struct selector *s = r->sorted[i];

		if (s->naming > BY_CLASS || s->all.differs || !s->all.near ||
			any_in_body(r, s) || gain_of(r, s) < STRIP_MIN * s->pages ||
			!may_strip(r, s))
			continue;
		if (!shown++)
			buf_puts(r->out, "\n# ---- nearly the same on most pages: take the # "
					 "away where it is chrome ----\n");
		buf_printf(r->out,
			"\n# on %u of %u pages, %u characters a page, of which %u differ a "
			"little",
			(unsigned)s->pages, (unsigned)r->profile->page_count,
			(unsigned)(s->all.chars / s->pages),
			(unsigned)(s->all.near / s->pages));
		put_sample(r->out, s->first->node);
		buf_printf(r->out, "# strip: %s\n", s->xpath);
		take(r, s)->gone = true;
	}
}

static void put_head(struct proposer *r)
{
	const struct siteprofile *p = r->profile;
	char host[HOST_SIZE];
	uint32_t i = 0;

	while (i < p->page_count && !siterules_page_host(p->pages[i]->doc, host))
		i++;
	buf_printf(r->out,
		"# Proposed by guidang-learn from %u pages. Read and correct it, then save it "
		"as\n# %s.txt.\n",
		(unsigned)p->page_count, i < p->page_count ? host : "HOST");
}

static void put_title(struct proposer *r)
{
	if (!r->title) {
		buf_puts(
			r->out, "\n# No place was found that holds the title on most pages.\n");
		return;
	}
	buf_printf(r->out, "\n# on %u of %u pages what the page's head says",
		(unsigned)r->title_pages, (unsigned)r->profile->page_count);
	put_sample(r->out, r->title->first->node);
	buf_printf(r->out, "title: %s\n", r->title->xpath);
}

static void put_body(struct proposer *r)
{
	uint64_t outside = 0, differs = 0;

	if (!r->body) {
		buf_puts(r->out,
			"\n# No place was found that holds what differs between the pages.\n");
		return;
	}
	for (const struct occurrence *o = r->body->first, *next; o; o = next) {
		const struct site_page *page = r->profile->pages[o->page];
		const struct weight *root = &page->weights[page->doc->tree.root->id];

		outside += root->chars;
		differs += root->prose;
		for (next = o; next && next->page == o->page; next = next->next) {
			outside -= weight_at(r, next)->chars;
			differs -= weight_at(r, next)->prose;
		}
	}
	outside /= r->body->pages;
	buf_printf(r->out,
		"\n# holds what differs on %u of %u pages; removes %u characters a page, of "
		"which %u differ\n",
		(unsigned)r->body_pages, (unsigned)r->profile->page_count, (unsigned)outside,
		(unsigned)(differs / r->body->pages));
	/* guidang's own judgement is better than a rule that says nothing. */
	buf_printf(r->out, "%sbody: %s\n", outside < BODY_MIN ? "# " : "", r->body->xpath);
}

static void write_rules(struct proposer *r)
{
	put_head(r);
	put_title(r);
	put_body(r);
	put_strips(r, true, "in the body");
	put_strips(r, false,
		r->body ? "outside the body, for pages that the body's rule does not fit"
			: "the same on most pages");
	put_near(r);
}

/* ---- the whole ---- */

static int proposer_init(struct proposer *r)
{
	r->taken = calloc(r->profile->page_count, sizeof *r->taken);
	for (uint32_t i = 0; r->taken && i < r->profile->page_count; i++)
		if (!(r->taken[i] = calloc(r->profile->pages[i]->size, sizeof **r->taken)))
			return -1;
	return r->taken ? 0 : -1;
}

static void proposer_free(struct proposer *r)
{
	for (uint32_t i = 0; r->taken && i < r->profile->page_count; i++)
		free(r->taken[i]);
	free(r->taken);
	free(r->sorted);
	free(r->proposals);
}

int siteprofile_propose(struct siteprofile *p, struct buf *out)
{
	struct proposer r = {.profile = p, .out = out};
	int rc = proposer_init(&r);

	if (!rc) {
		choose_title(&r);
		choose_body(&r);
		rc = choose_strips(&r);
	}
	if (!rc)
		write_rules(&r);
	proposer_free(&r);
	return rc || buf_failed(out) ? -1 : 0;
}
