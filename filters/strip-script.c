/* Code, style sheets, what stands in for code that did not run, and embedded objects. */
#include "filter.h"

static const struct {
	enum element element;
	enum reason reason;
} unseen[] = {
	{ELEMENT_SCRIPT, REASON_SCRIPT},
	{ELEMENT_STYLE, REASON_SCRIPT},
	{ELEMENT_TEMPLATE, REASON_HIDDEN},
	{ELEMENT_NOSCRIPT, REASON_HIDDEN},
	{ELEMENT_IFRAME, REASON_EMBEDDED},
	{ELEMENT_OBJECT, REASON_EMBEDDED},
	{ELEMENT_SVG, REASON_EMBEDDED},
	{ELEMENT_CANVAS, REASON_EMBEDDED},
	{ELEMENT_VIDEO, REASON_EMBEDDED},
	{ELEMENT_AUDIO, REASON_EMBEDDED},
};

static int run(struct document *doc)
{
	for (struct node *n = doc->tree.root; n; n = tree_next(doc->tree.root, n))
		for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
			if (n->element == unseen[i].element)
				node_drop(&doc->tree, n, unseen[i].reason);
	return 0;
}

const struct filter filter_strip_script = {
	.name = "strip-script",
	.stage = STAGE_STRIP,
	.help = "drop scripts, style sheets and embedded objects",
	.run = run,
};
