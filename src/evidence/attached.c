#include "evidence/attached.h"

#include <string.h>

#include "base/match.h"

/* The longest extension [bytes]. */
#define EXTENSION_MAX 4

/* True if an extension as they have is before end: a dot, and a letter or a digit that one
   begins with. */
static bool ends_like_a_file(const char *start, const char *end)
{
	const char *dot = end;

	while (dot > start && end - dot < EXTENSION_MAX && dot[-1] != '.')
		dot--;
	return dot > start && dot < end && dot[-1] == '.' &&
	       strchr("7CDEGOPRTWXZcdegoprtwxz", *dot);
}

/* Most addresses end otherwise: they take no pattern. */
bool attached_is_file(const struct document *doc, const char *href)
{
	const char *end = href;

	while (end) {
		const char *name_end;

		end += strcspn(end, "?#");
		/* A pattern's end may be before a newline at the end of all. */
		name_end = !*end && end > href && end[-1] == '\n' ? end - 1 : end;
		if (ends_like_a_file(href, name_end))
			return match_str(doc->matches, ATTACHED_FILE, href);
		end = *end ? end + 1 : NULL;
	}
	return false;
}

bool attached_links_file(const struct document *doc, const struct node *block)
{
	for (const struct node *n = block; n; n = tree_next(block, n))
		if (n->kind == KIND_LINK && attached_is_file(doc, attr_str(n, ATTR_HREF)))
			return true;
	return false;
}

bool attached_links_picture(const struct document *doc, const struct node *block)
{
	static const char picture[] =
		"(?i)\\.(?:jpe?g|jpe|jfif|png|gif|bmp|tiff?|webp|avif)(?:[?#].*)?$";

	for (const struct node *n = block; n; n = tree_next(block, n)) {
		const struct node *link =
			n->kind == KIND_IMAGE ? node_ancestor(n, KIND_LINK) : NULL;

		if (link && match_str(doc->matches, picture, attr_str(link, ATTR_HREF)))
			return true;
	}
	return false;
}
