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
	const struct evidence *evidence;
	bool phrases;
};

static float prose_of(const struct hidden *h, const struct node *n)
{
	if (!kind_is_inline((enum kind)n->kind))
		return evidence_of(h->evidence, n)->prose;
	return h->phrases ? phrase_prose(n) : 0;
}

/* Whether what is hidden is the page. Of phrases count those that go on from block to block:
   others are details of their lines. */
static bool hides_page(const struct hidden *h, const struct node *root)
{
	const struct node *n = root;
	float prose = 0;

	while (n) {
		bool hidden = attr_int(n, ATTR_HIDDEN, 0);

		if (hidden && (!kind_is_inline((enum kind)n->kind) || n->flags & NODE_IMPLIED))
			prose += prose_of(h, n);
		n = hidden ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return prose > HIDDEN_PAGE_SHARE * evidence_of(h->evidence, root)->prose;
}

static bool hides_something(const struct node *root)
{
	const struct node *n = root;

	while (n && !attr_int(n, ATTR_HIDDEN, 0))
		n = tree_next(root, n);
	return n;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;
	struct evidence e = {0};
	struct hidden h = {.evidence = &e};
	bool unveil = false;
	int rc;

	if (!hides_something(root))
		return 0;
	rc = evidence_measure(&e, doc);
	/* A phrase around the whole page hides it too; beside hidden blocks, phrases are
	 * details. */
	for (int phrases = 0; !rc && !unveil && phrases < 2; phrases++) {
		h.phrases = phrases;
		unveil = hides_page(&h, root);
	}
	for (struct node *n = root; !rc && n; n = tree_next(root, n))
		if (attr_int(n, ATTR_HIDDEN, 0) &&
			!((unveil || is_panel(doc, n)) && prose_of(&h, n) >= SENTENCE))
			node_drop(&doc->tree, n, REASON_HIDDEN);
	evidence_free(&e);
	return rc;
}

const struct filter filter_strip_hidden = {
	.name = "strip-hidden",
	.stage = STAGE_STRIP,
	.help = "drop what an attribute or an inline style hides",
	.run = run,
};
