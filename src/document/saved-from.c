#include "document/saved-from.h"

#include <string.h>

#include "base/match.h"
#include "base/timestamp.h"

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

bool saved_from_may(const char *comment, size_t len)
{
	static const char *const starts[] = {"saved from url=", "Page saved with SingleFile"};
	size_t at = 0;

	while (at < len &&
		((unsigned char)comment[at] <= ' ' || (unsigned char)comment[at] >= 0x80))
		at++;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (len - at > strlen(starts[i]) &&
			!memcmp(comment + at, starts[i], strlen(starts[i])))
			return true;
	return false;
}

void saved_from_take(struct document *doc, const char *comment)
{
	if (!saved_from_may(comment, strlen(comment)))
		return;
	take_address(doc, comment);
	take_capture(doc, comment);
}
