#include "article/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "article/pagelook.h"
#include "base/match.h"
#include "base/sniff.h"
#include "convert/chain.h"
#include "document/saved-from.h"
#include "html/token.h"
#include "site/query.h"
#include "site/rules.h"

/* Shortest text between two links of a first page [bytes without white space]: some 200 Chinese
   characters. */
#define TEXT_MIN 600

/* A shorter piece of text may well be on two pages [bytes]. */
#define PIECE_MIN 60

struct search {
	struct series *series;
	struct records *records;
	const struct options *options;
	const struct record *page; /* the first */
	struct buf own;		   /* its address */
	struct paging_address first;
	struct page_look look;
};

/* ---- where pages are ---- */

/* The address of a page; a file's is its name. false: it has none. */
static bool put_own(const struct record *page, struct buf *own)
{
	if (page->uri)
		buf_puts(own, page->uri);
	else if (page->file)
		percent_encode_name(page->file, own);
	return own->len && !buf_failed(own);
}

/* The page at an address, or in a file that was saved from there, beside the record last given.
   0 or -1. */
static int fetch(
	const struct search *s, const char *address, struct record *page, struct buf *bytes)
{
	struct buf name = BUF_INIT;
	int rc = -1;

	if (s->page->uri)
		return records_fetch_page(
			s->records, paging_leaf(address), address, page, bytes);
	for (unsigned n = 0; rc && paging_saved_name(address, n, &name); n++)
		rc = records_fetch_page(s->records, buf_str(&name), NULL, page, bytes);
	buf_free(&name);
	return rc;
}

/* ---- pages of the series ---- */

/* Takes the bytes. */
static int add(struct search *s, const struct record *page, struct buf *bytes)
{
	struct series *series = s->series;
	struct arena *a = &series->arena;
	unsigned i = series->count++;
	struct buf address = BUF_INIT;
	const char *slash;

	series->bytes[i] = *bytes;
	*bytes = (struct buf)BUF_INIT;
	record_address(page, &address);
	series->addresses[i] = arena_strdup(a, buf_str(&address));
	series->beside[i] = page->alone ? arena_strdup(a, page->source) : NULL;
	slash = page->uri ? paging_leaf(page->uri) : strrchr(page->file, '/');
	series->followers[i] =
		(struct guidang_input){.name = arena_strdup(a, page->uri ? slash
							       : slash	 ? slash + 1
									 : page->file),
			.bytes = buf_str(&series->bytes[i]),
			.len = page->len,
			.uri = arena_strdup(a, page->uri),
			.captured = arena_strdup(a, page->captured),
			.charset = arena_strdup(a, page->charset)};
	a->failed |= buf_failed(&address);
	buf_free(&address);
	return arena_failed(a) ? -1 : 0;
}

/* Says of the page after the last one that it is not there, or, with page 0, is left out. 0
   or -1. */
static int leave_out(struct search *s, const char *address, unsigned page, unsigned of)
{
	s->series->missing = (struct guidang_missing){
		arena_strdup(&s->series->arena, paging_leaf(address)), page, of};
	return s->series->missing.name ? 0 : -1;
}

static bool is_known(const struct search *s, const struct record *page)
{
	struct buf address = BUF_INIT, own = BUF_INIT;
	bool known;

	record_address(page, &address);
	record_address(s->page, &own);
	known = !strcmp(buf_str(&address), buf_str(&own));
	for (unsigned i = 0; i < s->series->count && !known; i++)
		known = !strcmp(buf_str(&address), s->series->addresses[i]);
	buf_free(&address);
	buf_free(&own);
	return known;
}

/* ---- by counters ---- */

/* The way the pages of the article are told: by a counter in the address, or, by PAGING_NONE,
   by links that are numbers where rel=next leads. */
struct course {
	struct paging at; /* the page that was reached last */
	unsigned start;	  /* counter of the second page */
};

static bool same_way(const struct paging *a, const struct paging *b)
{
	return a->by == b->by && (!a->mark || !strcmp(a->mark, b->mark));
}

static bool leads_to(const char *address, const char *other)
{
	struct paging_address a, b;
	bool read = paging_read(&a, address), same;

	same = paging_read(&b, other) && read && a.leaf.len && paging_same(&a, &b) &&
	       a.counter == b.counter;
	paging_free(&a);
	paging_free(&b);
	return same;
}

/* The link of a page to the next one, which is counted from 1; NULL: none. */
static const struct page_link *next_link(
	const struct page_look *look, const struct course *c, unsigned page)
{
	for (const struct page_link *l = look->links; l; l = l->next) {
		if (!same_way(&l->to, &c->at))
			continue;
		if (c->at.by == PAGING_NONE
				? l->number == page && look->rel_next &&
					  leads_to(l->href, look->rel_next)
				: l->to.counter == c->at.counter + 1 && l->leads_on &&
					  (!l->number || l->number == page))
			return l;
	}
	return NULL;
}

static bool links_back(const struct page_look *look, const struct course *c)
{
	for (const struct page_link *l = look->links; l; l = l->next)
		if (l->to.by == PAGING_SELF ||
			(c->at.by != PAGING_NONE && same_way(&l->to, &c->at) &&
				l->to.counter + 1 == c->at.counter))
			return true;
	return false;
}

/* The number of pages by the links of a page; 0: they do not tell, since a link that is no
   number and leads to the next page is no word on the last. */
static unsigned pages_told(const struct page_look *look, const struct course *c, unsigned page)
{
	unsigned most = 0;

	for (const struct page_link *l = look->links; l && c->at.by != PAGING_NONE;
		l = l->next) {
		unsigned told = l->to.counter + 2 - c->start;

		if (same_way(&l->to, &c->at) && l->to.counter >= c->start && told > most &&
			(told > page || l->number == told))
			most = told;
	}
	return most;
}

static bool repeats_first(const struct search *s, const struct buf *bytes)
{
	struct slice piece = s->look.piece;

	if (piece.len >= PIECE_MIN)
		return memmem(buf_str(bytes), bytes->len, piece.start, piece.len);
	return bytes->len == s->page->len &&
	       !memcmp(buf_str(bytes), s->page->bytes, bytes->len);
}

/* Looks at the page that a link leads to, and puts what it says in there. 1: it is the next of
   the series; 0: it is not; -1: memory. */
static int take(struct search *s, const struct course *c, const struct record *page,
	struct buf *bytes, struct page_look *there)
{
	unsigned number = s->series->count + 2;

	if (page_look(there, &s->first, buf_str(bytes), bytes->len))
		return -1;
	if (!links_back(there, c) || !page_look_is_text(there) || repeats_first(s, bytes) ||
		!page_look_same_title(s->look.title, there->title, number) || is_known(s, page))
		return 0;
	return add(s, page, bytes) ? -1 : 1;
}

/* The same, where the page has yet to be found: from is what the page with the link says. */
static int follow(struct search *s, struct course *c, const struct page_link *link,
	const struct page_look *from, struct page_look *there)
{
	unsigned number = s->series->count + 2;
	struct buf address = BUF_INIT, bytes = BUF_INIT;
	struct record page;
	int rc;

	*there = (struct page_look){.arena = ARENA_INIT};
	c->at.counter = link->to.counter;
	paging_put_beside(buf_str(&s->own), link->href, link->to.by, &address);
	if (buf_failed(&address))
		rc = -1;
	else if (fetch(s, buf_str(&address), &page, &bytes))
		rc = leave_out(s, buf_str(&address), number, pages_told(from, c, number));
	else
		rc = take(s, c, &page, &bytes, there);
	buf_free(&address);
	buf_free(&bytes);
	return rc;
}

/* Follows the links, from one of the first page on. 0 or -1. */
static int follow_all(struct search *s, const struct page_link *link)
{
	struct course c = {link->to, link->to.counter};
	struct page_look at = {.arena = ARENA_INIT}, there;
	const struct page_look *from = &s->look;
	int rc = 1;

	while (rc > 0 && link && s->series->count < SERIES_MAX) {
		rc = follow(s, &c, link, from, &there);
		page_look_free(&at);
		at = there;
		from = &at;
		link = rc > 0 ? next_link(&at, &c, s->series->count + 2) : NULL;
	}
	if (rc > 0 && link)
		rc = leave_out(s, link->href, 0, 0);
	page_look_free(&at);
	return rc < 0 ? -1 : 0;
}

/* ---- the second page ---- */

enum proof { PROOF_AGAINST, PROOF_NONE, PROOF_FOR };

/* The word of the links of the first page on one that could lead to the second: some systems
   count it as 1, others as 2, and then 1 is the first page again. */
static enum proof proof_of(const struct search *s, const struct page_link *link)
{
	enum proof proof = PROOF_NONE;

	if (link->to.by < PAGING_NAME || !paging_may_begin(&s->first, link->to.by) ||
		!link->to.counter || link->to.counter > 2 || !link->leads_on ||
		(s->first.parameter && link->to.counter != s->first.counter + 1))
		return PROOF_AGAINST;
	for (const struct page_link *l = s->look.links; l; l = l->next) {
		if (!same_way(&l->to, &link->to) || l->to.counter != link->to.counter)
			continue;
		if (l->number && l->number != 2)
			return PROOF_AGAINST;
		if (l->number == 2 || l->says_next)
			proof = PROOF_FOR;
	}
	if (proof == PROOF_NONE && link->to.by != PAGING_NAME && !s->first.parameter)
		return PROOF_AGAINST;
	return proof;
}

static bool is_first_to(const struct search *s, const struct page_link *link)
{
	const struct page_link *l = s->look.links;

	while (!same_way(&l->to, &link->to) || l->to.counter != link->to.counter)
		l = l->next;
	return l == link;
}

/* The places that the second page may be at, the likeliest first. */
static int search_by_counter(struct search *s)
{
	int rc = 0;

	for (unsigned way = 0; way < 3; way++)
		for (const struct page_link *l = s->look.links; l && !rc; l = l->next) {
			enum proof proof = proof_of(s, l);

			if (proof == PROOF_AGAINST ||
				way != (proof == PROOF_FOR ? 0 : l->to.counter) ||
				!is_first_to(s, l))
				continue;
			rc = follow_all(s, l);
			if (s->series->count || s->series->missing.name)
				return rc;
		}
	return rc;
}

/* Follows rel=next: it leads on blogs to another article, so that the link must be a number
 * too. */
static int search_by_number(struct search *s)
{
	const struct course c = {{PAGING_NONE, NULL, 0}, 0};
	const struct page_link *link = next_link(&s->look, &c, 2);

	return link ? follow_all(s, link) : 0;
}

static int search_by_links(struct search *s)
{
	int rc = 0;

	if (page_look(&s->look, &s->first, s->page->bytes, s->page->len))
		return -1;
	if (!page_look_is_text(&s->look) || s->look.longest < TEXT_MIN || !s->look.title.len)
		return 0;
	rc = search_by_counter(s);
	if (!rc && !s->series->count && !s->series->missing.name)
		rc = search_by_number(s);
	return rc;
}

/* ---- by a site rule ---- */

static int read_page(struct document *doc, const struct guidang_input *page)
{
	const struct filter *ingest = filter_by_format(STAGE_INGEST, "html");

	document_enter_filter(doc, ingest->name);
	return page->len > INT32_MAX || ingest->ingest(doc, page->bytes, page->len) ? -1 : 0;
}

/* True if it has a <base>, or the note of a browser that saved it. */
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
					saved_from_may(t.text.start, t.text.len);
	may |= r.failed;
	html_reader_free(&r);
	return may;
}

/* The rules are read first: most sites have none that name the next page, and the page need not
   be read then. Only a page whose address is not known may tell its host itself. */
static void find_by_rule(struct document *doc, const struct guidang_input *page)
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
		siterules_find_next(doc, &rules, &query);
	query_close(&query);
}

/* Adds the address where a page goes on by the rules for its site. 0, also if there is none, or
   -1 (memory). Faults of the rules are said when the page is converted. */
static int put_next(
	const struct options *options, const struct guidang_input *page, struct buf *out)
{
	struct match_cache *matches = match_cache_new();
	struct document doc = {0};
	int rc = -1;

	if (matches && !document_init(&doc, options, matches)) {
		doc.source.uri = options->base_url ? options->base_url : page->uri;
		doc.source.charset.transport = page->charset;
		doc.base = doc.source.uri;
		find_by_rule(&doc, page);
		if (doc.next_page)
			buf_puts(out, doc.next_page);
		rc = arena_failed(&doc.tree.arena) || buf_failed(out) ? -1 : 0;
	}
	document_free(&doc);
	match_cache_free(matches);
	return rc;
}

static struct guidang_input input_of(const struct record *page)
{
	return (struct guidang_input){.name = page->file,
		.bytes = page->bytes,
		.len = page->len,
		.uri = page->uri,
		.charset = page->charset};
}

/* An address as the archive has it: nothing after "#" is sent to a server. */
static void cut_fragment(struct buf *address)
{
	size_t len = strcspn(buf_str(address), "#");

	if (len < address->len) {
		address->len = len;
		address->data[len] = '\0';
	}
}

/* 1: the rule leads to a page that was added; 0: to none; -1: memory. */
static int follow_rule(struct search *s, const struct guidang_input *from)
{
	struct buf address = BUF_INIT, bytes = BUF_INIT;
	struct record page;
	int rc = put_next(s->options, from, &address);

	cut_fragment(&address);
	if (!rc && address.len && s->series->count == SERIES_MAX)
		rc = leave_out(s, address.data, 0, 0);
	else if (!rc && address.len && fetch(s, address.data, &page, &bytes))
		rc = leave_out(s, address.data, s->series->count + 2, 0);
	else if (!rc && address.len && !is_known(s, &page))
		rc = add(s, &page, &bytes) ? -1 : 1;
	buf_free(&address);
	buf_free(&bytes);
	return rc;
}

static int search_by_rule(struct search *s)
{
	struct guidang_input from = input_of(s->page);
	int rc;

	while ((rc = follow_rule(s, &from)) > 0)
		from = s->series->followers[s->series->count - 1];
	return rc;
}

/* ---- the series ---- */

static int search(struct search *s)
{
	bool linked;
	int rc = 0;

	if (!put_own(s->page, &s->own))
		return buf_failed(&s->own) ? -1 : 0;
	if (!paging_read(&s->first, buf_str(&s->own)))
		return -1;
	linked = page_look_is_worth(&s->first, s->page->bytes, s->page->len);
	if (!linked && !s->options->rules)
		return 0;
	s->series = calloc(1, sizeof *s->series);
	if (!s->series)
		return -1;
	if (s->options->rules)
		rc = search_by_rule(s);
	if (!rc && linked && !s->series->count && !s->series->missing.name)
		rc = search_by_links(s);
	return rc;
}

int series_find(struct records *r, const struct options *options, const struct record *page,
	struct series **series)
{
	struct search s = {
		.records = r, .options = options, .page = page, .look = {.arena = ARENA_INIT}};
	int rc = search(&s);

	*series = NULL;
	if (!rc && s.series && (s.series->count || s.series->missing.name))
		*series = s.series;
	else
		series_free(s.series);
	buf_free(&s.own);
	paging_free(&s.first);
	page_look_free(&s.look);
	return rc;
}

/* ---- the first page ---- */

static bool holds(const struct series *s, const struct record *page)
{
	struct buf address = BUF_INIT;
	bool held = false;

	record_address(page, &address);
	for (unsigned i = 0; s && i < s->count && !held; i++)
		held = s->bytes[i].len == page->len &&
		       !memcmp(buf_str(&s->bytes[i]), page->bytes, page->len) &&
		       !strcmp(s->addresses[i], buf_str(&address));
	buf_free(&address);
	return held;
}

/* The guesses where the first page may be, for the pages of one place; empty: none, or the page
   does not link to others of the article. No more than a search for bytes. */
static void put_guesses(const struct record *page, const char *own, struct buf *guesses)
{
	const char *slash = page->id ? NULL : strrchr(page->source, '/');
	struct paging_address a;
	struct buf guess = BUF_INIT;

	if (paging_read(&a, own) && paging_guess_first(own, 0, &guess) &&
		page_look_is_later(&a, page->bytes, page->len)) {
		buf_put(guesses, page->source,
			slash ? (size_t)(slash - page->source) : strlen(page->source));
		slash = page->uri || !page->id ? NULL : strrchr(page->id, '/');
		if (slash)
			buf_put(guesses, page->id, (size_t)(slash - page->id));
		for (unsigned n = 0; paging_guess_first(own, n, &guess); n++)
			buf_printf(guesses, " %s", buf_str(&guess));
	}
	guesses->failed |= buf_failed(&guess);
	paging_free(&a);
	buf_free(&guess);
}

/* Looks at one address. A page that was read before has shown already what it goes on with,
   unless it is known to be the first page. any: it goes on somewhere. */
static int find_at(const struct search *s, const char *address, bool known, bool *any,
	struct series_first *first)
{
	int rc = 0;

	if (fetch(s, address, &first->page, &first->bytes) || (!known && first->page.earlier))
		return 0;
	rc = series_find(s->records, s->options, &first->page, &first->series);
	*any |= first->series != NULL;
	if (rc || holds(first->series, s->page))
		return rc;
	series_free(first->series);
	first->series = NULL;
	return 0;
}

static int find_by_guess(
	const struct search *s, struct buf *nothing, struct series_first *first)
{
	struct buf guesses = BUF_INIT, address = BUF_INIT;
	const char *own = buf_str(&s->own);
	bool any = false;
	int rc = 0;

	put_guesses(s->page, own, &guesses);
	if (guesses.len && strcmp(buf_str(&guesses), buf_str(nothing))) {
		for (unsigned n = 0;
			!rc && !first->series && paging_guess_first(own, n, &address); n++)
			rc = find_at(s, buf_str(&address), false, &any, first);
		if (!any) {
			buf_clear(nothing);
			buf_puts(nothing, buf_str(&guesses));
		}
	}
	rc = buf_failed(&guesses) || buf_failed(nothing) ? -1 : rc;
	buf_free(&guesses);
	buf_free(&address);
	return rc;
}

int series_find_first(struct records *r, const struct options *options,
	const struct record *page, const char *at, struct buf *nothing,
	struct series_first *first)
{
	struct search s = {.records = r, .options = options, .page = page};
	bool any = false;
	int rc = 0;

	*first = (struct series_first){.series = NULL};
	if (!put_own(page, &s.own))
		rc = buf_failed(&s.own) ? -1 : 0;
	else if (at)
		rc = find_at(&s, at, true, &any, first);
	else
		rc = find_by_guess(&s, nothing, first);
	buf_free(&s.own);
	return rc;
}

void series_first_free(struct series_first *first)
{
	series_free(first->series);
	buf_free(&first->bytes);
}

void series_give(const struct series *s, struct guidang_input *in)
{
	if (!s)
		return;
	in->followers = s->followers;
	in->follower_count = s->count;
	in->missing = s->missing;
}

void series_free(struct series *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->count; i++)
		buf_free(&s->bytes[i]);
	arena_free(&s->arena);
	free(s);
}
