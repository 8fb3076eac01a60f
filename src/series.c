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

static void take_link(struct look *l, struct scan *s)
{
	struct buf address = BUF_INIT;
	struct slice name, value;

	while (scan_attribute(s, &name, &value))
		if (name.len == 4 && !strncasecmp(name.start, "href", 4))
			scan_put_value(&address, value);
	l->has_next |= ends_in(&address, l->next);
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

/* What a title is without a counter and what stands around one. */
static void put_title(struct buf *out, struct slice title)
{
	static const char *const around[] = {"（", "）", "第", "页"};

	for (size_t i = 0; i < title.len; i++) {
		const char *s = title.start + i;
		bool skip = scan_is_space(*s) || (*s >= '0' && *s <= '9') ||
			    (*s && strchr("()[]_-|/", *s));

		for (size_t k = 0; k < sizeof around / sizeof *around && !skip; k++)
			if (title.len - i >= 3 && !memcmp(s, around[k], 3)) {
				skip = true;
				i += 2;
			}
		if (!skip)
			buf_putc(out, *s);
	}
}

static bool same_title(struct slice a, struct slice b)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	bool same;

	put_title(&one, a);
	put_title(&other, b);
	same = one.len && one.len == other.len && !memcmp(one.data, other.data, one.len);
	buf_free(&one);
	buf_free(&other);
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
	return buf_failed(&uri) ? NULL : uri.data;
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

/* Looks at the k-th page behind the first. 1: it goes on there; 0: it does not; -1: memory. */
static int follow(struct search *s, unsigned k, unsigned start)
{
	struct buf name = BUF_INIT, next = BUF_INIT, before = BUF_INIT, bytes = BUF_INIT;
	struct look look = {.next = name_of(&next, s->first, k + 1),
		.before = k > start ? name_of(&before, s->first, k - 1) : NULL,
		.first = s->first};
	int rc = -1;

	if (records_fetch(s->records, name_of(&name, s->first, k), NULL, &bytes)) {
		s->series->missing = strdup(buf_str(&name));
		rc = s->series->missing ? 0 : -1;
	} else {
		look_at(&look, buf_str(&bytes), bytes.len);
		rc = look.has_before && is_text(&look) && same_title(look.title, s->title);
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
