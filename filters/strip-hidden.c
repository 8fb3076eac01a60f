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

static float hidden_prose(const struct evidence *e, const struct node *root)
{
	const struct node *n = root;
	float prose = 0;

	while (n) {
		bool hidden = attr_int(n, ATTR_HIDDEN, 0);

		if (hidden)
			prose += evidence_of(e, n)->prose;
		n = hidden ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return prose;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;
	struct evidence e = {0};
	bool unveil;
	int rc = evidence_measure(&e, doc);

	unveil = !rc &&
		 hidden_prose(&e, root) > HIDDEN_PAGE_SHARE * evidence_of(&e, root)->prose;
	for (struct node *n = root; !rc && n; n = tree_next(root, n))
		if (attr_int(n, ATTR_HIDDEN, 0) &&
			!((unveil || is_panel(doc, n)) &&
				evidence_of(&e, n)->prose >= SENTENCE))
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
