#include "series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "htmlscan.h"

/* Shortest text between two links of a first page [bytes without white space]: some 200 Chinese
   characters. */
#define TEXT_MIN 600

/* ---- what a page says of itself ---- */

struct look {
	const char *next, *before, *first; /* names of pages; NULL: none is looked for */
	bool has_next, has_before;
	struct slice title;
	size_t longest; /* text between two links [bytes without white space] */
	size_t text;	/* outside of links */
};

static size_t ink(const char *s, const char *end)
{
	size_t n = 0;

	for (; s < end; s++)
		n += !scan_is_space(*s);
	return n;
}

static bool ends_in(const struct buf *address, const char *name)
{
	const char *slash = strrchr(buf_str(address), '/');

	return name && !strcmp(slash ? slash + 1 : buf_str(address), name);
}

/* Longest text of a link that leads to another page, not to another article [bytes]. */
#define LINK_MAX 24

/* The text of the link whose start tag s is at the end of: a number, "下一页", "Next >", not
   the name of an article, nor "下一篇" (in UTF-8 or GB 18030). */
static bool leads_on(const struct scan *s)
{
	const char *text = s->at < s->end ? s->at + 1 : s->end;
	const char *end = memchr(text, '<', (size_t)(s->end - text));
	size_t len = (size_t)((end ? end : s->end) - text);

	return ink(text, text + len) <= LINK_MAX && !memmem(text, len, "篇", 3) &&
	       !memmem(text, len, "\xC6\xAA", 2);
}

static void take_link(struct look *l, struct scan *s)
{
	struct buf address = BUF_INIT;
	struct slice name, value;

	while (scan_attribute(s, &name, &value))
		if (name.len == 4 && !strncasecmp(name.start, "href", 4))
			scan_put_value(&address, value);
	l->has_next |= ends_in(&address, l->next) && leads_on(s);
	l->has_before |= ends_in(&address, l->before) || ends_in(&address, l->first);
	buf_free(&address);
}

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

/* Behind a "<". */
static void take_tag(struct look *l, struct scan *s, size_t *run, bool *in_link)
{
	struct slice name, value;

	if (s->end - s->at > 3 && !memcmp(s->at, "!--", 3)) {
		skip_to(s, "-->");
		return;
	}
	if (is_tag(s, "script") || is_tag(s, "style")) {
		skip_to(s, is_tag(s, "style") ? "</style" : "</script");
		return;
	}
	if (is_tag(s, "a")) {
		s->at++;
		take_link(l, s);
		*in_link = true;
		*run = 0;
	} else if (is_tag(s, "/a")) {
		*in_link = false;
	}
	while (scan_attribute(s, &name, &value))
		;
}

static void look_at(struct look *l, const char *html, size_t len)
{
	struct scan s = {html, html + len};
	bool in_link = false, in_title = false;
	size_t run = 0;

	while (s.at < s.end) {
		const char *tag = memchr(s.at, '<', (size_t)(s.end - s.at)), *start = s.at;

		s.at = tag ? tag : s.end;
		if (in_title)
			l->title = (struct slice){start, (size_t)(s.at - start)};
		else if (!in_link) {
			size_t n = ink(start, s.at);

			run += n;
			l->text += n;
			l->longest = run > l->longest ? run : l->longest;
		}
		if (!tag)
			break;
		s.at++;
		in_title = !l->title.len && is_tag(&s, "title");
		take_tag(l, &s, &run, &in_link);
		if (s.at < s.end && *s.at == '>')
			s.at++;
	}
}

static bool is_text(const struct look *l)
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

/* Whether the titles are one, but for the counter of the page, which is counted from 1. */
static bool same_title(struct slice first, struct slice other, unsigned page)
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

/* ---- names ---- */

/* The name of the k-th page behind the first, in out: STEM_k.ext. */
static const char *name_of(struct buf *out, const char *first, unsigned k)
{
	const char *dot = strrchr(first, '.');

	buf_clear(out);
	buf_printf(out, "%.*s_%u%s", (int)(dot - first), first, k, dot);
	return buf_str(out);
}

/* Names that mean the same in an address and in a folder, of a page. */
static bool is_plain(const char *name)
{
	static const char *const extensions[] = {".html", ".htm", ".shtml", ".xhtml"};
	const char *dot = strrchr(name, '.');
	bool page = false;

	for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++)
		page |= !strcasecmp(dot, extensions[i]);
	return page && dot > name &&
	       !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789._~-")];
}

/* The name as the address has it: what names are made from it may be longer or changed. */
static const char *own_name(const struct record *page)
{
	const char *path = page->uri ? page->uri : page->file, *slash;

	if (!path || strpbrk(path, "?#"))
		return NULL;
	slash = strrchr(path, '/');
	path = slash ? slash + 1 : path;
	return is_plain(path) ? path : NULL;
}

/* ---- the series ---- */

struct search {
	struct series *series;
	struct records *records;
	const struct record *page;
	const char *first; /* name of the first page */
	struct slice title;
};

static char *uri_of(const struct record *page, const char *name)
{
	const char *slash = page->uri ? strrchr(page->uri, '/') : NULL;
	struct buf uri = BUF_INIT;

	if (!slash)
		return NULL;
	buf_put(&uri, page->uri, (size_t)(slash + 1 - page->uri));
	buf_puts(&uri, name);
	if (!buf_failed(&uri))
		return uri.data;
	buf_free(&uri);
	return NULL;
}

static int add(struct search *s, const char *name, const struct buf *bytes)
{
	struct series *series = s->series;
	unsigned i = series->count;

	series->names[i] = strdup(name);
	series->uris[i] = uri_of(s->page, name);
	if (!series->names[i] || (s->page->uri && !series->uris[i])) {
		free(series->names[i]);
		free(series->uris[i]);
		return -1;
	}
	series->bytes[i] = *bytes;
	series->followers[i] = (struct guidang_input){.name = series->names[i],
		.bytes = bytes->data,
		.len = bytes->len,
		.uri = series->uris[i],
		.charset = s->page->charset};
	series->count++;
	return 0;
}

/* The k-th page behind the first is said not to be part of the document. 0 or -1. */
static int leave_out(struct search *s, unsigned k)
{
	struct buf name = BUF_INIT;

	s->series->missing = strdup(name_of(&name, s->first, k));
	buf_free(&name);
	return s->series->missing ? 0 : -1;
}

/* Looks at the k-th page behind the first. 1: it goes on there; 0: it does not; -1: memory. */
static int follow(struct search *s, unsigned k, unsigned start)
{
	struct buf name = BUF_INIT, next = BUF_INIT, before = BUF_INIT, bytes = BUF_INIT;
	struct look look = {.next = name_of(&next, s->first, k + 1),
		.before = k > start ? name_of(&before, s->first, k - 1) : NULL,
		.first = s->first};
	int rc = -1;

	if (records_fetch(s->records, name_of(&name, s->first, k), NULL, &bytes)) {
		rc = leave_out(s, k);
	} else {
		look_at(&look, buf_str(&bytes), bytes.len);
		rc = look.has_before && is_text(&look) &&
		     same_title(s->title, look.title, s->series->count + 2);
		if (rc && add(s, buf_str(&name), &bytes))
			rc = -1;
		else if (rc)
			bytes = (struct buf)BUF_INIT;
		rc = rc > 0 ? look.has_next : rc;
	}
	buf_free(&name);
	buf_free(&next);
	buf_free(&before);
	buf_free(&bytes);
	return rc;
}

/* Whether the page is the first of a series whose pages are counted from start. */
static bool begins(struct search *s, unsigned start)
{
	struct buf name = BUF_INIT;
	struct look look = {.next = name_of(&name, s->first, start)};
	bool first;

	look_at(&look, s->page->bytes, s->page->len);
	first = look.has_next && is_text(&look) && look.longest >= TEXT_MIN && look.title.len;
	s->title = look.title;
	buf_free(&name);
	return first;
}

/* Whether an address of another page of the series can be in the page at all. */
static bool may_begin(const struct record *page, const char *first)
{
	struct buf stem = BUF_INIT;
	bool may;

	buf_printf(&stem, "%.*s_", (int)(strrchr(first, '.') - first), first);
	may = stem.len && memmem(page->bytes, page->len, stem.data, stem.len);
	buf_free(&stem);
	return may;
}

/* The second page is counted as 1 by some systems, and as 2 by others. */
static int search(struct search *s)
{
	int rc = 0;

	for (unsigned start = 1; start <= 2; start++) {
		unsigned k = start;

		rc = begins(s, start);
		while (rc > 0 && s->series->count < SERIES_MAX)
			rc = follow(s, k++, start);
		if (rc > 0 && leave_out(s, k))
			rc = -1;
		if (rc || s->series->count || s->series->missing)
			break;
	}
	return rc < 0 ? -1 : 0;
}

int series_find(struct records *r, const struct record *page, struct series **series)
{
	struct search s = {.records = r, .page = page, .first = own_name(page)};
	int rc;

	*series = NULL;
	if (!s.first || !may_begin(page, s.first))
		return 0;
	s.series = calloc(1, sizeof *s.series);
	rc = s.series ? search(&s) : -1;
	if (!rc && (s.series->count || s.series->missing))
		*series = s.series;
	else
		series_free(s.series);
	return rc;
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
	for (unsigned i = 0; i < s->count; i++) {
		buf_free(&s->bytes[i]);
		free(s->names[i]);
		free(s->uris[i]);
	}
	free(s->missing);
	free(s);
}
