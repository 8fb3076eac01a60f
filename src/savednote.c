#include "savednote.h"

#include <string.h>

#include "match.h"
#include "timestamp.h"

static void take_address(struct document *doc, const char *comment)
{
	struct span at[2];

	if (doc->source.uri || !match(doc->matches,
				       "^\\s*(?:saved from url=\\(\\d+\\)|Page saved with "
				       "SingleFile\\s+url:\\s*)(\\S+)",
				       comment, strlen(comment), at, 2))
		return;
	doc->source.uri =
		arena_strndup(&doc->tree.arena, comment + at[1].start, at[1].end - at[1].start);
	if (!doc->base)
		doc->base = doc->source.uri;
}

/* Only SingleFile notes when it was. */
static void take_capture(struct document *doc, const char *comment)
{
	struct span at[2];
	char time[TIMESTAMP_SIZE];

	if (doc->source.captured ||
		!match(doc->matches,
			"^\\s*Page saved with SingleFile\\s(?s:.{0,4000}?)"
			"\\ssaved date:\\s*(\\S)",
			comment, strlen(comment), at, 2) ||
		!timestamp_from_browser(comment + at[1].start, time))
		return;
	doc->source.captured = arena_strdup(&doc->tree.arena, time);
}

void savednote_take(struct document *doc, const char *comment)
{
	take_address(doc, comment);
	take_capture(doc, comment);
}
