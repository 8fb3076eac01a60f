#include "article/pagelook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "html/token.h"
#include "base/utf8.h"

/* True if one of the words of an attribute's value is this. */
static bool has_word(struct slice value, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= value.len; i++)
		if ((!i || html_is_space(value.start[i - 1])) &&
			!strncasecmp(value.start + i, word, len) &&
			(i + len == value.len || html_is_space(value.start[i + len])))
			return true;
	return false;
}

/* A character reference that means white space: "&nbsp;" and the like. */
static bool is_blank_reference(const struct html_token *t)
{
	unsigned width;

	return t->type == HTML_REFERENCE &&
	       char_is_space(utf8_decode(t->meaning, t->meaning_len, &width));
}

/* ---- texts of links ---- */

/* Longest text of a link that leads to another page, not to another article [bytes]. */
#define LINK_MAX 24

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
	static const char *const words[] = {
		"next", "下一", "下页", "\xCF\xC2\xD2\xBB", "\xCF\xC2\xD2\xB3", "»", "›", ">"};

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
	bool in_link;
	bool rel_next; /* of the link */
	struct buf href,
		text;	   /* of the link, without white space, up to where it is too long */
	size_t run;	   /* text since the last link [bytes without white space] */
	const char *piece; /* start and end of the text since the last tag outside of links */
	const char *piece_end;
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

static void add_link(struct looking *g)
{
	struct page_look *l = g->look;
	const char *href = buf_str(&g->href);
	struct page_link found = {.to = relation(g, href)}, *link;

	found.number = number_of(buf_str(&g->text));
	if (l->count == PAGE_LINKS_MAX ||
		(found.to.by == PAGING_NONE && (!g->numbered || !found.number)))
		return;
	found.leads_on = g->rel_next || may_lead_on(&g->text);
	found.says_next = g->rel_next || (found.leads_on && is_next_word(buf_str(&g->text)));
	link = arena_alloc(&l->arena, sizeof *link);
	found.href = arena_strdup(&l->arena, href);
	if (!link || !found.href)
		return;
	*link = found;
	*(l->last ? &l->last->next : &l->links) = link;
	l->last = link;
	l->count++;
}

/* A link begins, in the text or in the head. */
static void read_link(struct looking *g, const struct html_token *tag)
{
	struct slice href = html_attribute(tag, "href");

	buf_clear(&g->href);
	buf_clear(&g->text);
	if (href.len)
		html_put_value(&g->href, href);
	g->rel_next = has_word(html_attribute(tag, "rel"), "next");
	if (g->href.len && g->rel_next && !g->look->rel_next)
		g->look->rel_next = arena_strdup(&g->look->arena, g->href.data);
}

/* The link ends: at its end tag, at the next one, or with the page. */
static void end_link(struct looking *g)
{
	if (g->in_link && g->href.len)
		add_link(g);
	g->in_link = false;
}

static void take_start_tag(struct looking *g, const struct html_token *tag)
{
	if (slice_is(tag->name, "a")) {
		end_link(g);
		read_link(g, tag);
		g->in_link = true;
		g->run = 0;
	} else if (slice_is(tag->name, "link")) {
		end_link(g);
		read_link(g, tag);
		if (g->href.len && g->rel_next)
			add_link(g);
	}
}

/* ---- texts ---- */

static size_t ink(const struct html_token *t)
{
	size_t n = 0;

	if (t->type == HTML_REFERENCE)
		return is_blank_reference(t) ? 0 : t->meaning_len;
	for (size_t i = 0; i < t->text.len; i++)
		n += !html_is_space(t->text.start[i]);
	return n;
}

static void take_link_text(struct buf *text, const struct html_token *t)
{
	if (t->type == HTML_REFERENCE && !is_blank_reference(t))
		buf_put(text, t->meaning, t->meaning_len);
	for (size_t i = 0; i < t->text.len && text->len <= LINK_MAX; i++)
		if (!html_is_space(t->text.start[i]))
			buf_putc(text, t->text.start[i]);
}

static void take_text(struct looking *g, const struct html_token *t)
{
	struct page_look *l = g->look;
	size_t n = ink(t);

	g->run += n;
	l->text += n;
	l->longest = g->run > l->longest ? g->run : l->longest;
	if (g->piece_end != t->all.start)
		g->piece = t->all.start;
	g->piece_end = t->all.start + t->all.len;
	if ((size_t)(g->piece_end - g->piece) > l->piece.len)
		l->piece = (struct slice){g->piece, (size_t)(g->piece_end - g->piece)};
}

/* Text of the title, as the last token was or not: titles after the first are none. */
static void take_title(struct page_look *l, const struct html_token *t)
{
	if (!l->title.len)
		l->title = t->all;
	else if (l->title.start + l->title.len == t->all.start)
		l->title.len += t->all.len;
}

static void look_through(struct looking *g, const char *html, size_t len)
{
	struct html_reader r;
	struct html_token t;
	enum html_content content;

	html_reader_init(&r, html, len);
	for (content = r.content; html_next_flat(&r, &t); content = r.content) {
		bool is_text = t.type == HTML_TEXT || t.type == HTML_REFERENCE;

		if (t.type == HTML_START_TAG)
			take_start_tag(g, &t);
		else if (t.type == HTML_END_TAG && slice_is(t.name, "a"))
			end_link(g);
		else if (is_text && content == HTML_RCDATA && slice_is(r.raw, "title"))
			take_title(g->look, &t);
		else if (is_text && content == HTML_DATA && g->in_link)
			take_link_text(&g->text, &t);
		else if (is_text && (content == HTML_DATA || content == HTML_PLAINTEXT))
			take_text(g, &t);
	}
	end_link(g);
	g->look->arena.failed |= r.failed;
	html_reader_free(&r);
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
	struct looking g = {.look = l, .first = first, .numbered = has_rel_next(html, len)};

	*l = (struct page_look){.arena = ARENA_INIT};
	paging_put_stem(first, false, &g.stem);
	if (!buf_failed(&g.stem))
		look_through(&g, html, len);
	l->arena.failed |= buf_failed(&g.stem) || buf_failed(&g.href) || buf_failed(&g.text);
	buf_free(&g.stem);
	buf_free(&g.href);
	buf_free(&g.text);
	return arena_failed(&l->arena) ? -1 : 0;
}

void page_look_free(struct page_look *l)
{
	arena_free(&l->arena);
}

/* ---- whether it is worth it ---- */

/* True if a counter follows the stem of an address, or a query that has one. */
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

/* The ways that titles count pages, in ASCII, UTF-8 and GB 18030. */
static const char *const counters[] = {"(%u)", "[%u]", "_%u", "（%u）", "第%u页",
	"\xA3\xA8%u\xA3\xA9", "\xB5\xDA%u\xD2\xB3", "-Page%u", "|Page%u"};

/* Without white space. */
static void put_title(struct buf *out, struct slice title)
{
	buf_clear(out);
	for (size_t i = 0; i < title.len; i++)
		if (!html_is_space(title.start[i]))
			buf_putc(out, title.start[i]);
}

/* True if title is first with the counter of the page somewhere in it. */
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
