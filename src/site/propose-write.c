/* The rules that are proposed, as a file: each below a comment that says what it is worth. */
#include "site/propose.h"

#include "site/rules.h"
#include "tree/text.h"

/* A rule for the body that removes fewer characters a page is only shown. */
#define BODY_MIN 20

/* Near repeats shown; characters of text shown with each line. */
#define NEAR_SHOWN 10
#define SAMPLE	   20

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

		if (p->gone || proposer_in_body(r, p->selector) != inside)
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
			proposer_in_body(r, s) || proposer_gain(r, s) < STRIP_MIN * s->pages ||
			!proposer_may_strip(r, s))
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
		proposer_take(r, s)->gone = true;
	}
}

static void put_head(struct proposer *r)
{
	const struct siteprofile *p = r->profile;
	char host[HOST_SIZE];
	uint32_t i = 0;

	while (i < p->page_count && !siterules_page_host(&p->pages[i]->doc, host))
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
		const struct weight *root = &page->weights[page->doc.tree.root->id];

		outside += root->chars;
		differs += root->prose;
		for (next = o; next && next->page == o->page; next = next->next) {
			outside -= proposer_weight(r, next)->chars;
			differs -= proposer_weight(r, next)->prose;
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

void proposer_write(struct proposer *r)
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
