/* Forms and their controls. A form around the whole page (ASP.NET) loses its controls only. */
#include "document/filter.h"

/* A form with controls and less text than this is a form, not a page in one [characters]. */
#define FORM_CHARS 300

/* So is one with several controls, and the small print to them, where that is so little of the
   page [characters; share]. */
#define LONG_FORM_CHARS	   2000
#define LONG_FORM_CONTROLS 4
#define LONG_FORM_SHARE	   0.3

/* A page of more characters is large beside any form that it may be compared with. */
#define LARGE_PAGE ((size_t)(LONG_FORM_CHARS / LONG_FORM_SHARE) + 1)

/* The heading of an accordion's panel is a button in a heading, alone (WAI-ARIA Authoring
   Practices, "Accordion"). */
static bool is_accordion_heading(const struct node *button)
{
	const struct node *heading = node_ancestor(button, KIND_HEADING);

	return heading && text_measure(heading).chars == text_measure(button).chars;
}

static bool is_control(const struct node *n)
{
	return n->element == ELEMENT_INPUT || n->element == ELEMENT_SELECT ||
	       n->element == ELEMENT_TEXTAREA ||
	       (n->element == ELEMENT_BUTTON && !is_accordion_heading(n));
}

/* The first form or control; NULL where there is none. */
static struct node *find_first(struct node *root)
{
	struct node *n = root;

	while (n && n->element != ELEMENT_FORM && n->element != ELEMENT_BUTTON &&
		!is_control(n))
		n = tree_next(root, n);
	return n;
}

static bool has_form(const struct node *root, const struct node *n)
{
	while (n && n->element != ELEMENT_FORM)
		n = tree_next(root, n);
	return n;
}

/* The characters in block, or some more than enough. */
static size_t count_chars(const struct node *block, size_t enough)
{
	size_t chars = 0;

	for (const struct node *n = block; n && chars <= enough; n = tree_next_block(block, n))
		if (kind_is_line((enum kind)n->kind))
			chars += text_measure(n).chars;
	return chars;
}

static bool is_form(const struct node *n, size_t page)
{
	struct text_stats s;

	if (n->element != ELEMENT_FORM || count_chars(n, LONG_FORM_CHARS) >= LONG_FORM_CHARS)
		return false;
	s = text_measure(n);
	if (s.controls >= LONG_FORM_CONTROLS && s.chars < LONG_FORM_CHARS &&
		(double)s.chars < LONG_FORM_SHARE * (double)page)
		return true;
	return s.controls && s.chars < FORM_CHARS;
}

static int run(struct document *doc)
{
	struct node *root = doc->tree.root, *first = find_first(root);
	/* Only forms ask. */
	size_t page = has_form(root, first) ? count_chars(root, LARGE_PAGE) : 0;

	for (struct node *n = first; n; n = tree_next(root, n))
		if (is_control(n) || is_form(n, page))
			node_drop(&doc->tree, n, REASON_FORM);
	return 0;
}

const struct filter filter_strip_forms = {
	.name = "strip-forms",
	.stage = STAGE_STRIP,
	.help = "drop forms and their controls",
	.run = run,
};
