/* HTML into the tree: decoded, read by the standard's rules (html/construct.h). */
#include "document/filter.h"

#include "in-html/construct.h"
#include "document/source.h"

static int ingest(struct document *doc, const char *bytes, size_t len)
{
	return source_decode(doc, bytes, len) ? -1 : html_construct(doc);
}

const struct filter filter_in_html = {
	.name = "in-html",
	.stage = STAGE_INGEST,
	.help = "read an HTML page in any encoding",
	.ingest = ingest,
	.format = "html",
	.extension = "html htm shtml xhtml",
	.media = {{"text/html", "Hypertext Markup Language", NULL, "fmt/96"}},
};
