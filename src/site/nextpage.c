#include "site/nextpage.h"

#include <string.h>

#include "convert/chain.h"
#include "html/token.h"
#include "base/match.h"
#include "document/saved-from.h"
#include "base/sniff.h"

/* ---- of a document ---- */

static void take_address(struct document *doc, const char *address)
{
	const char *resolved = document_resolve(doc, address);

	if (address && *address)
		doc->next_page = resolved ? resolved : arena_strdup(&doc->tree.arena, address);
}

static void take_link(struct document *doc, xmlNode *xml)
{
	const struct node *n = query_node(xml);
	xmlChar *value = xml->type == XML_ATTRIBUTE_NODE ? xmlXPathCastNodeToString(xml) : NULL;

	take_address(doc, value ? (const char *)value : n ? attr_str(n, ATTR_HREF) : NULL);
	xmlFree(value);
}

static void take_object(struct document *doc, const xmlXPathObject *object)
{
	const xmlNodeSet *set = object->type == XPATH_NODESET ? object->nodesetval : NULL;

	if (object->type == XPATH_STRING)
		take_address(doc, (const char *)object->stringval);
	for (int i = 0; set && i < set->nodeNr && !doc->next_page; i++)
		take_link(doc, set->nodeTab[i]);
}

void nextpage_find(struct document *doc, const struct siterules *rules, struct query *query)
{
	for (const struct rule *r = rules->first[DIRECTIVE_NEXT_PAGE_LINK];
		r && !doc->next_page; r = r->next) {
		xmlXPathObject *object = query_run(query, r->value);

		if (object)
			take_object(doc, object);
		else
			diag_report(
				doc, DIAG_RULE_FAULTY, 0, rules->file, r->line, query->error);
		xmlXPathFreeObject(object);
	}
}

/* ---- of bytes ---- */

static int read_page(struct document *doc, const struct guidang_input *page)
{
	const struct filter *ingest = filter_by_format(STAGE_INGEST, "html");

	document_enter_filter(doc, ingest->name);
	return page->len > INT32_MAX || ingest->ingest(doc, page->bytes, page->len) ? -1 : 0;
}

/* Whether it has a <base>, or the note of a browser that saved it. */
static bool may_tell_host(const struct guidang_input *page)
{
	struct html_reader r;
	struct html_token t;
	bool may = sniff_utf16(page->bytes, page->len);

	html_reader_init(&r, page->bytes, page->len);
	while (!may && html_next_flat(&r, &t))
		may = t.type == HTML_START_TAG
			      ? slice_is(t.name, "base")
			      : t.type == HTML_COMMENT &&
					savednote_may(t.text.start, t.text.len);
	may |= r.failed;
	html_reader_free(&r);
	return may;
}

/* The rules are read first: most sites have none that name the next page, and the page need not
   be read then. Only a page whose address is not known may tell its host itself. */
static void find(struct document *doc, const struct guidang_input *page)
{
	char host[HOST_SIZE];
	struct siterules rules;
	struct query query = {0};
	bool read = false;

	if (!siterules_page_host(doc, host) && may_tell_host(page)) {
		if (read_page(doc, page))
			return;
		read = true;
	}
	if (siterules_load(&rules, doc, doc->options->rules) ||
		!rules.first[DIRECTIVE_NEXT_PAGE_LINK] || (!read && read_page(doc, page)))
		return;
	if (!query_open(&query, doc))
		nextpage_find(doc, &rules, &query);
	query_close(&query);
}

int nextpage_of(
	const struct options *options, const struct guidang_input *page, struct buf *out)
{
	struct match_cache *matches = match_cache_new();
	struct document doc = {0};
	int rc = -1;

	if (matches && !document_init(&doc, options, matches)) {
		doc.source.uri = options->base_url ? options->base_url : page->uri;
		doc.source.charset.transport = page->charset;
		doc.base = doc.source.uri;
		find(&doc, page);
		if (doc.next_page)
			buf_puts(out, doc.next_page);
		rc = arena_failed(&doc.tree.arena) || buf_failed(out) ? -1 : 0;
	}
	document_free(&doc);
	match_cache_free(matches);
	return rc;
}
