/* What HTML hides from its reader, by attribute or inline style. */
#include "filter.h"

/*
 * A page whose text is hidden for the most part shows it by a script that did not run here: then what
 * is hidden is the page. Share of hidden characters from which that is so.
 */
#define HIDDEN_PAGE_SHARE 0.6

static size_t hidden_chars(const struct document *doc)
{
	const struct node *root = doc->tree.root, *n = root;
	size_t chars = 0;

	while (n) {
		bool hidden = attr_int(n, ATTR_HIDDEN, 0);

		if (hidden)
			chars += text_measure(n).chars;
		n = hidden ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return chars;
}

/* Whether a hidden block is the page: nothing else holds as much. */
static bool is_the_page(const struct node *n, size_t all)
{
	return text_measure(n).chars > HIDDEN_PAGE_SHARE * (double)all;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root;
	size_t all = text_measure(root).chars, hidden = hidden_chars(doc);
	bool doubtful = (double)hidden > HIDDEN_PAGE_SHARE * (double)all;

	for (struct node *n = root; n; n = tree_next(root, n))
		if (attr_int(n, ATTR_HIDDEN, 0) && !(doubtful && is_the_page(n, all)))
			node_drop(&doc->tree, n, REASON_HIDDEN);
	return 0;
}

const struct filter filter_strip_hidden = {
	.name = "strip-hidden",
	.stage = STAGE_STRIP,
	.help = "drop what an attribute or an inline style hides",
	.run = run,
};
