/* What HTML hides from its reader, by attribute or inline style. */
#include "filter.h"

#include <strings.h>

#include "evidence.h"

/*
 * A page whose prose is hidden for the most part shows it by a script that did not run here:
 * then what is hidden is the page, and all that reads like prose stays. Share from which that
 * is so.
 */
#define HIDDEN_PAGE_SHARE 0.6f

/* Prose that is added up line by line may differ in its last digits from what blocks add up to:
   so much more is more in any case. */
#define SURE 1.01

/* What reads like at least a sentence [Chinese characters]. */
#define SENTENCE 12.0f

/*
 * What the reader opens: tab panels and the panels of accordions (WAI-ARIA Authoring Practices,
 * "Tabs" and "Accordion"), which pages hide until then.
 */
static bool is_panel(struct document *doc, const struct node *n)
{
	static const char panel[] =
		"(?i:(?:^|[^a-z])(?:accordion|tab-?_?pane|panel-collapse|collapse$|"
		"collapse\\s))";
	const char *role = attr_str(n, ATTR_ROLE);

	return (role && (!strcasecmp(role, "tabpanel") || !strcasecmp(role, "region"))) ||
	       match_str(doc->matches, panel, attr_str(n, ATTR_CLASS));
}

/* What is hidden: blocks, and the phrases within lines where they count as well. */
struct hidden {
	struct document *doc;
	struct node *first; /* the first of it; NULL where nothing is */
	bool phrases;
};

/* By e, where it was measured. */
static float prose_of(const struct hidden *h, const struct evidence *e, const struct node *n)
{
	if (!kind_is_inline((enum kind)n->kind))
		return e ? evidence_of(e, n)->prose : block_prose(n);
	return h->phrases ? phrase_prose(n) : 0;
}

/* How much is hidden. Of phrases count those that go on from block to block: others are details
   of their lines. */
static float hidden_prose(const struct hidden *h)
{
	const struct node *root = h->doc->tree.root, *n = h->first;
	float prose = 0;

	while (n) {
		bool hidden = attr_int(n, ATTR_HIDDEN, 0);

		if (hidden && (!kind_is_inline((enum kind)n->kind) || n->flags & NODE_IMPLIED))
			prose += prose_of(h, NULL, n);
		n = hidden ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return prose;
}

/* Whether the page, of which so much is hidden, has so much prose that this is little: pages
   are not read any further than it takes to see that. */
static bool has_plenty(const struct node *root, float hidden)
{
	double enough = SURE * hidden / HIDDEN_PAGE_SHARE, prose = 0;
	const struct node *n = root;

	while (n && prose <= enough) {
		if (kind_is_line((enum kind)n->kind))
			prose += block_prose(n);
		n = tree_next_block(root, n);
	}
	return prose > enough;
}

/* Whether what is hidden is the page. */
static bool hides_page(const struct hidden *h)
{
	const struct node *root = h->doc->tree.root;
	float prose = hidden_prose(h);

	return prose > 0 && !has_plenty(root, prose) &&
	       prose > HIDDEN_PAGE_SHARE * block_prose(root);
}

static struct node *find_first(struct node *root)
{
	struct node *n = root;

	while (n && !attr_int(n, ATTR_HIDDEN, 0))
		n = tree_next(root, n);
	return n;
}

/* Drops what is hidden, but what reads like prose where the reader is to see it. */
static int drop_hidden(const struct hidden *h, bool unveil)
{
	struct node *root = h->doc->tree.root;
	struct evidence e = {0};
	int rc = 0;

	for (struct node *n = h->first; !rc && n; n = tree_next(root, n)) {
		if (!attr_int(n, ATTR_HIDDEN, 0))
			continue;
		if (!unveil && !is_panel(h->doc, n)) {
			node_drop(&h->doc->tree, n, REASON_HIDDEN);
			continue;
		}
		if (!e.size)
			rc = evidence_measure(&e, h->doc);
		if (!rc && prose_of(h, &e, n) < SENTENCE)
			node_drop(&h->doc->tree, n, REASON_HIDDEN);
	}
	evidence_free(&e);
	return rc;
}

static int run(struct document *doc)
{
	struct hidden h = {.doc = doc, .first = find_first(doc->tree.root)};
	bool unveil = false;

	if (!h.first)
		return 0;
	/* A phrase around the whole page hides it too; beside hidden blocks, phrases are
	 * details. */
	for (int phrases = 0; !unveil && phrases < 2; phrases++) {
		h.phrases = phrases;
		unveil = hides_page(&h);
	}
	return drop_hidden(&h, unveil);
}

const struct filter filter_strip_hidden = {
	.name = "strip-hidden",
	.stage = STAGE_STRIP,
	.help = "drop what an attribute or an inline style hides",
	.run = run,
};
