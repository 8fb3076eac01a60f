#include "pagelook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t ink(const char *s, const char *end)
{
	size_t n = 0;

	for (; s < end; s++)
		n += !scan_is_space(*s);
	return n;
}

/* ---- tags ---- */

static bool is_tag(const struct scan *s, const char *name)
{
	size_t len = strlen(name);

	return (size_t)(s->end - s->at) > len && !strncasecmp(s->at, name, len) &&
	       (scan_is_space(s->at[len]) || s->at[len] == '>' || s->at[len] == '/');
}

/* To where what is searched for stands, or to the end. */
static void skip_to(struct scan *s, const char *what)
{
	size_t len = strlen(what);

	while (s->at < s->end &&
		((size_t)(s->end - s->at) < len || strncasecmp(s->at, what, len)))
		s->at++;
}

static bool is_named(struct slice name, const char *word)
{
	return name.len == strlen(word) && !strncasecmp(name.start, word, name.len);
}

/* Whether one of the words of an attribute's value is this. */
static bool has_word(struct slice value, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= value.len; i++)
		if ((!i || scan_is_space(value.start[i - 1])) &&
			!strncasecmp(value.start + i, word, len) &&
			(i + len == value.len || scan_is_space(value.start[i + len])))
			return true;
	return false;
}

/* ---- texts of links ---- */

/* Longest text of a link that leads to another page, not to another article [bytes]. */
#define LINK_MAX 24

/* Of a link, that is looked through for its text; what is longer is not read [bytes]. */
#define LINK_SPAN 512

/* The text of the link whose start tag s is at the end of, without tags and white space. */
static void put_link_text(struct scan s, struct buf *text)
{
	const char *end = s.end - s.at > LINK_SPAN ? s.at + LINK_SPAN : s.end;
	bool in_tag = false;

	for (s.at += s.at < s.end; s.at < end; s.at++) {
		if (*s.at == '<' && end - s.at > 3 && !strncasecmp(s.at, "</a", 3))
			return;
		in_tag |= *s.at == '<';
		if (!in_tag && !scan_is_space(*s.at))
			buf_putc(text, *s.at);
		in_tag &= *s.at != '>';
	}
}

/* The number of a page that a text is and nothing else: "2", "[2]", "第2页" (in UTF-8 or GB
   18030); 0: none. */
static unsigned number_of(const char *text)
{
	static const char *const around[][2] = {{"", ""}, {"[", "]"}, {"(", ")"}, {"第", "页"},
		{"第", "頁"}, {"\xB5\xDA", "\xD2\xB3"}, {"Page", ""}};
	size_t before = strcspn(text, "0123456789"), len = strspn(text + before, "0123456789");

	for (size_t i = 0; len && len <= 3 && i < sizeof around / sizeof *around; i++)
		if (strlen(around[i][0]) == before &&
			!strncasecmp(text, around[i][0], before) &&
			!strcmp(text + before + len, around[i][1]))
			return (unsigned)strtoul(text + before, NULL, 10);
	return 0;
}

/* "下一", "»", "›" and the like, in UTF-8 and GB 18030. */
static bool is_next_word(const char *text)
{
	static const char *const words[] = {"next", "下一", "下页", "\xCF\xC2\xD2\xBB",
		"\xCF\xC2\xD2\xB3", "»", "›", "&gt;", "&raquo;", ">"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasestr(text, words[i]))
			return true;
	return false;
}

/* A number, "下一页", "Next >", not the name of an article, nor "下一篇" (in UTF-8 or GB
 * 18030).
 */
static bool may_lead_on(const struct buf *text)
{
	return text->len <= LINK_MAX && !strstr(buf_str(text), "篇") &&
	       !strstr(buf_str(text), "\xC6\xAA");
}

/* ---- links ---- */

struct looking {
	struct page_look *look;
	const struct paging_address *first;
	struct buf stem;
	bool numbered; /* links by number are wanted, wherever they lead */
	struct scan scan;
	size_t run; /* text since the last link [bytes without white space] */
	bool in_link, in_title;
};

static struct paging relation(const struct looking *g, const char *href)
{
	struct paging none = {PAGING_NONE, NULL, 0}, to;
	struct paging_address a;

	if (*href != '?' && !strstr(href, buf_str(&g->stem)))
		return none;
	to = paging_read(&a, href) ? paging_of(g->first, &a) : none;
	paging_free(&a);
	return to;
}

/* in_text: the link has a text, which follows. */
static int add_link(struct looking *g, const char *href, bool in_text, bool rel_next)
{
	struct page_look *l = g->look;
	struct page_link found = {.to = relation(g, href)}, *link;
	struct buf text = BUF_INIT;

	if (l->count == PAGE_LINKS_MAX || (found.to.by == PAGING_NONE && !g->numbered))
		return 0;
	if (in_text)
		put_link_text(g->scan, &text);
	found.number = number_of(buf_str(&text));
	found.leads_on = rel_next || may_lead_on(&text);
	found.says_next = rel_next || (found.leads_on && is_next_word(buf_str(&text)));
	l->arena.failed |= buf_failed(&text);
	buf_free(&text);
	if (found.to.by == PAGING_NONE && !found.number)
		return 0;
	link = arena_alloc(&l->arena, sizeof *link);
	found.href = arena_strdup(&l->arena, href);
	if (!link || !found.href)
		return -1;
	*link = found;
	*(l->last ? &l->last->next : &l->links) = link;
	l->last = link;
	l->count++;
	return 0;
}

/* A link, in the text or in the head. */
static void take_link(struct looking *g, bool in_text)
{
	struct buf address = BUF_INIT;
	struct slice name, value;
	bool rel_next = false;

	while (scan_attribute(&g->scan, &name, &value)) {
		if (is_named(name, "href") && !address.len)
			scan_put_value(&address, value);
		else if (is_named(name, "rel"))
			rel_next = has_word(value, "next");
	}
	if (address.len && rel_next && !g->look->rel_next)
		g->look->rel_next = arena_strdup(&g->look->arena, address.data);
	if (address.len && (in_text || rel_next))
		add_link(g, address.data, in_text, rel_next);
	g->look->arena.failed |= buf_failed(&address);
	buf_free(&address);
}

/* Behind a "<". */
static void take_tag(struct looking *g)
{
	struct scan *s = &g->scan;
	struct slice name, value;

	if (s->end - s->at > 3 && !memcmp(s->at, "!--", 3)) {
		skip_to(s, "-->");
	} else if (is_tag(s, "script") || is_tag(s, "style")) {
		skip_to(s, is_tag(s, "style") ? "</style" : "</script");
	} else if (is_tag(s, "a")) {
		s->at++;
		take_link(g, true);
		g->in_link = true;
		g->run = 0;
	} else if (is_tag(s, "link")) {
		s->at += strlen("link");
		take_link(g, false);
	} else {
		if (is_tag(s, "/a"))
			g->in_link = false;
		while (scan_attribute(s, &name, &value))
			;
	}
}

static void take_text(struct looking *g, const char *start, const char *end)
{
	struct page_look *l = g->look;
	size_t n;

	if (g->in_title) {
		l->title = (struct slice){start, (size_t)(end - start)};
		return;
	}
	if (g->in_link)
		return;
	n = ink(start, end);
	g->run += n;
	l->text += n;
	l->longest = g->run > l->longest ? g->run : l->longest;
	if ((size_t)(end - start) > l->piece.len)
		l->piece = (struct slice){start, (size_t)(end - start)};
}

static void look_through(struct looking *g)
{
	struct scan *s = &g->scan;

	while (s->at < s->end) {
		const char *tag = memchr(s->at, '<', (size_t)(s->end - s->at)), *start = s->at;

		s->at = tag ? tag : s->end;
		take_text(g, start, s->at);
		if (!tag)
			break;
		s->at++;
		g->in_title = !g->look->title.len && is_tag(s, "title");
		take_tag(g);
		if (s->at < s->end && *s->at == '>')
			s->at++;
	}
}

/* rel=next, with or without quotes, by its rarest letter. */
static bool has_rel_next(const char *html, size_t len)
{
	const char *end = html + len, *at = html;

	while ((at = memchr(at, 'x', (size_t)(end - at)))) {
		const char *word =
			at - html >= 7 && end - at > 1 && at[1] == 't' ? at - 2 : html;

		word -= word > html && strchr("\"'", word[-1]);
		if (word > html && !strncmp(at - 2, "ne", 2) &&
			!strncasecmp(word - 4, "rel=", 4))
			return true;
		at++;
	}
	return false;
}

int page_look(
	struct page_look *l, const struct paging_address *first, const char *html, size_t len)
{
	struct looking g = {.look = l,
		.first = first,
		.numbered = has_rel_next(html, len),
		.scan = {html, html + len}};

	*l = (struct page_look){.arena = ARENA_INIT};
	paging_put_stem(first, false, &g.stem);
	if (!buf_failed(&g.stem))
		look_through(&g);
	l->arena.failed |= buf_failed(&g.stem);
	buf_free(&g.stem);
	return arena_failed(&l->arena) ? -1 : 0;
}

void page_look_free(struct page_look *l)
{
	arena_free(&l->arena);
}

/* ---- whether it is worth it ---- */

/* Whether a counter stands behind the stem of an address, or a query that has one. */
static bool is_counted_at(const char *at, const char *end)
{
	static const char *const extensions[] = {".html", ".htm", ".shtml", ".xhtml"};
	size_t len = 0;

	if (end - at > 1 && (*at == '_' || *at == '-' || *at == '/'))
		return at[1] >= '0' && at[1] <= '9';
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions && !len; i++)
		if ((size_t)(end - at) > strlen(extensions[i]) &&
			!strncasecmp(at, extensions[i], strlen(extensions[i])))
			len = strlen(extensions[i]);
	at += len;
	return end > at && strchr("?@%", *at) && paging_has_parameter(at, (size_t)(end - at));
}

static bool has_counted(const char *stem, size_t width, const char *html, size_t len)
{
	const char *end = html + len, *at = html;

	while ((at = memmem(at, (size_t)(end - at), stem, width))) {
		at += width;
		if (is_counted_at(at, end))
			return true;
	}
	return false;
}

/* A link that is a query only: href="?page=2". */
static bool has_query(const char *html, size_t len)
{
	const char *end = html + len, *at = html;

	while ((at = memchr(at, '?', (size_t)(end - at)))) {
		if (at > html && strchr("\"'=", at[-1]) &&
			paging_has_parameter(at, (size_t)(end - at)))
			return true;
		at++;
	}
	return false;
}

bool page_look_is_worth(const struct paging_address *first, const char *html, size_t len)
{
	struct buf stem = BUF_INIT;
	bool worth;

	paging_put_stem(first, false, &stem);
	worth = stem.len &&
		(has_counted(stem.data, stem.len, html, len) ||
			(paging_may_begin(first, PAGING_QUERY) && has_query(html, len)) ||
			(has_rel_next(html, len) && memmem(html, len, ">2<", 3)));
	buf_free(&stem);
	return worth;
}

bool page_look_is_later(const struct paging_address *own, const char *html, size_t len)
{
	struct buf stem = BUF_INIT;
	bool later;

	paging_put_stem(own, true, &stem);
	later = stem.len && memmem(html, len, stem.data, stem.len);
	buf_free(&stem);
	return later;
}

/* ---- judging ---- */

bool page_look_is_text(const struct page_look *l)
{
	return 2 * l->longest > l->text;
}

/* How titles count pages, in ASCII, UTF-8 and GB 18030. */
static const char *const counters[] = {"(%u)", "[%u]", "_%u", "（%u）", "第%u页",
	"\xA3\xA8%u\xA3\xA9", "\xB5\xDA%u\xD2\xB3", "-Page%u", "|Page%u"};

/* Without white space. */
static void put_title(struct buf *out, struct slice title)
{
	buf_clear(out);
	for (size_t i = 0; i < title.len; i++)
		if (!scan_is_space(title.start[i]))
			buf_putc(out, title.start[i]);
}

/* Whether title is first with the counter of the page somewhere in it. */
static bool is_counted(const struct buf *first, const struct buf *title, unsigned page)
{
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
		char counter[24];
		size_t len = (size_t)snprintf(counter, sizeof counter, counters[i], page), at;
		const char *found =
			title->len ? memmem(title->data, title->len, counter, len) : NULL;

		at = found ? (size_t)(found - title->data) : 0;
		if (found && title->len - len == first->len &&
			!memcmp(title->data, first->data, at) &&
			!memcmp(found + len, first->data + at, first->len - at))
			return true;
	}
	return false;
}

bool page_look_same_title(struct slice first, struct slice other, unsigned page)
{
	struct buf one = BUF_INIT, two = BUF_INIT;
	bool same;

	put_title(&one, first);
	put_title(&two, other);
	same = one.len &&
	       ((one.len == two.len && !memcmp(one.data, two.data, one.len)) ||
		       is_counted(&one, &two, page) || is_counted(&one, &two, page - 1));
	buf_free(&one);
	buf_free(&two);
	return same;
}
