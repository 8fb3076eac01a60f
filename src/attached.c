#include "attached.h"

#include "match.h"

bool links_a_file(const struct document *doc, const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_LINK &&
			match_str(doc->matches, ATTACHED_FILE, attr_str(n, ATTR_HREF)))
			return true;
	return false;
}
