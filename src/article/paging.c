#include "article/paging.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"

/* More digits are a date or a number of the article. */
#define COUNTER_DIGITS 3

/* Parameters that count pages; "p" last, since it is an article's number elsewhere. */
static const char *const parameters[] = {"page", "pageno", "currentpage", "pagenum",
	"pagenumber", "pageindex", "page_no", "page_num", "curpage", "cpage", "paged", "pg",
	"pn", "p"};

#define PARAMETER_COUNT (sizeof parameters / sizeof *parameters)

static const char *const extensions[] = {".html", ".htm", ".shtml", ".xhtml"};

/* Words in names of lists, and of pages that lead to lists. */
static const char *const list_words[] = {"list", "index", "search", "categor", "archive",
	"channel", "column", "default", "catalog", "lanmu", "tag=", "tags", "cat="};

/* ---- reading ---- */

static void cut(struct buf *b, size_t len)
{
	if (len < b->len) {
		b->len = len;
		b->data[len] = '\0';
	}
}

/* A counter of len digits; false where it is none. */
static bool read_counter(const char *s, size_t len, unsigned *counter)
{
	if (!len || len > COUNTER_DIGITS || (*s == '0' && len > 1) ||
		strspn(s, "0123456789") < len)
		return false;
	*counter = (unsigned)strtoul(s, NULL, 10);
	return true;
}

static size_t extension_at(const struct buf *name)
{
	const char *dot = name->len ? strrchr(buf_str(name), '.') : NULL;

	for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++)
		if (!strcasecmp(dot, extensions[i]))
			return (size_t)(dot - name->data);
	return name->len;
}

static size_t parameter_of(const char *name, size_t len)
{
	size_t i = 0;

	while (i < PARAMETER_COUNT &&
		(strlen(parameters[i]) != len || strncasecmp(parameters[i], name, len)))
		i++;
	return i;
}

/* The parameter of the query that counts pages, as the first one of the table; its text is
   [*at, *end). */
static void find_parameter(
	struct paging_address *a, const char *query, const char **at, const char **end)
{
	size_t best = PARAMETER_COUNT;

	for (const char *p = query; *p; p += strcspn(p, "&"), p += *p == '&') {
		size_t len = strcspn(p, "&"), name = strcspn(p, "=&"), i = 0;
		unsigned counter;

		if (name < len)
			i = parameter_of(p, name);
		if (name == len || i >= best ||
			!read_counter(p + name + 1, len - name - 1, &counter))
			continue;
		best = i;
		a->parameter = parameters[i];
		a->counter = counter;
		*at = p;
		*end = p + len;
	}
}

bool paging_has_parameter(const char *query, size_t len)
{
	for (size_t i = 0; i + 1 < len && !strchr("\"'<> \t\r\n", query[i]); i++) {
		size_t name = 0;

		if (!strchr("?&;@F", query[i]))
			continue;
		while (i + 1 + name < len && (isalpha((unsigned char)query[i + 1 + name]) ||
						     query[i + 1 + name] == '_'))
			name++;
		if (name && parameter_of(query + i + 1, name) < PARAMETER_COUNT)
			return true;
	}
	return false;
}

static void take_query(struct paging_address *a, const char *query)
{
	const char *at = NULL, *end = NULL;

	find_parameter(a, query, &at, &end);
	if (!at) {
		buf_puts(&a->query, query);
		return;
	}
	memcpy(a->written, at, strlen(a->parameter));
	buf_put(&a->query, query, (size_t)(at - query));
	if (*end)
		buf_puts(&a->query, end + 1);
	else if (a->query.len)
		cut(&a->query, a->query.len - 1); /* "&" */
}

/* A query that became part of a file's name, after "?" or "@", with an extension after it. */
static void take_saved_query(struct paging_address *a)
{
	size_t at = strcspn(buf_str(&a->leaf), "?@");
	struct buf query = BUF_INIT;

	if (at >= a->leaf.len || !at)
		return;
	if (a->leaf.data[at] == '@' && !strchr(a->leaf.data + at, '='))
		return;
	buf_puts(&query, a->leaf.data + at + 1);
	cut(&query, extension_at(&query));
	cut(&a->leaf, at);
	take_query(a, buf_str(&query));
	a->query.failed |= buf_failed(&query);
	buf_free(&query);
}

static size_t part_before(const char *s, size_t end)
{
	while (end && s[end - 1] != '/')
		end--;
	return end;
}

bool paging_read(struct paging_address *a, const char *address)
{
	size_t len = strcspn(address, "#"), path = strcspn(address, "?#"), end = path, leaf;
	const char *host = strstr(address, "://");
	size_t from = host && (size_t)(host - address) < path
			      ? (size_t)(host - address) + strlen("://")
			      : 0;

	*a = (struct paging_address){0};
	while (end > from && address[end - 1] == '/')
		end--;
	leaf = part_before(address, end);
	if (leaf > from) {
		size_t folder = part_before(address, leaf - 1);

		percent_decode(address + folder, leaf - 1 - folder, &a->folder);
	}
	percent_decode(address + leaf, end - leaf, &a->leaf);
	if (path < len) {
		struct buf query = BUF_INIT;

		buf_put(&query, address + path + 1, len - path - 1);
		take_query(a, buf_str(&query));
		a->query.failed |= buf_failed(&query);
		buf_free(&query);
	} else {
		take_saved_query(a);
	}
	return !buf_failed(&a->folder) && !buf_failed(&a->leaf) && !buf_failed(&a->query);
}

void paging_free(struct paging_address *a)
{
	buf_free(&a->folder);
	buf_free(&a->leaf);
	buf_free(&a->query);
}

/* ---- comparing ---- */

static bool same_text(const struct buf *a, const struct buf *b)
{
	return !strcmp(buf_str(a), buf_str(b));
}

/* A file may have got an extension that its address had not, and a link that is a query only
   has no leaf. */
static bool same_leaf(const struct buf *a, const struct buf *b)
{
	size_t one = extension_at(a), two = extension_at(b);

	if (!a->len || !b->len || same_text(a, b))
		return true;
	return (one == a->len || two == b->len) && one == two &&
	       !strncmp(buf_str(a), buf_str(b), one);
}

bool paging_same(const struct paging_address *a, const struct paging_address *b)
{
	return same_leaf(&a->leaf, &b->leaf) && same_text(&a->query, &b->query);
}

/* Names of pages that mean the same in an address and in a folder. */
static bool is_plain(const struct buf *name)
{
	size_t extension = extension_at(name);

	for (const char *c = buf_str(name); *c; c++)
		if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) &&
			!strchr("._~-", *c))
			return false;
	return extension && extension < name->len;
}

static struct paging by_name(const struct buf *first, const struct buf *leaf)
{
	const char *f = buf_str(first), *l = buf_str(leaf);
	size_t stem = extension_at(first), digits;
	struct paging none = {PAGING_NONE, NULL, 0}, name = {PAGING_NAME, "_", 0};

	if (leaf->len <= first->len || strncmp(f, l, stem) ||
		(l[stem] != '_' && l[stem] != '-'))
		return none;
	name.mark = l[stem] == '_' ? "_" : "-";
	digits = strspn(l + stem + 1, "0123456789");
	if (!is_plain(first) || strcmp(l + stem + 1 + digits, f + stem) ||
		!read_counter(l + stem + 1, digits, &name.counter))
		return none;
	return name;
}

struct paging paging_of(const struct paging_address *first, const struct paging_address *link)
{
	struct paging found = {PAGING_NONE, NULL, 0};

	if (link->parameter && paging_same(first, link) &&
		(!first->parameter || first->parameter == link->parameter))
		return (struct paging){PAGING_QUERY, link->parameter, link->counter};
	if (first->query.len || link->query.len || link->parameter)
		return paging_same(first, link) && !link->parameter
			       ? (struct paging){PAGING_SELF, NULL, 0}
			       : found;
	if (!link->leaf.len)
		return found;
	if (same_text(&first->leaf, &link->leaf))
		return (struct paging){PAGING_SELF, NULL, 0};
	found = by_name(&first->leaf, &link->leaf);
	if (found.by == PAGING_NONE && same_text(&first->leaf, &link->folder) &&
		read_counter(buf_str(&link->leaf), link->leaf.len, &found.counter)) {
		found.by = PAGING_PATH;
		found.mark = "/";
	}
	return found;
}

/* ---- what addresses say ---- */

static bool has_list_word(const struct buf *text)
{
	for (size_t i = 0; i < sizeof list_words / sizeof *list_words; i++)
		if (strcasestr(buf_str(text), list_words[i]))
			return true;
	return false;
}

/* A number of so many digits or more that is no year. */
static bool has_number(const struct buf *text, size_t least)
{
	const char *s = buf_str(text);

	while (*(s += strcspn(s, "0123456789"))) {
		size_t digits = strspn(s, "0123456789");

		if (digits >= least &&
			(digits != 4 || (strncmp(s, "19", 2) && strncmp(s, "20", 2))))
			return true;
		s += digits;
	}
	return false;
}

bool paging_may_begin(const struct paging_address *a, enum paging_by by)
{
	if (a->counter > 1 || (by == PAGING_NAME && !is_plain(&a->leaf)))
		return false;
	if (by == PAGING_NAME)
		return !a->parameter && !a->query.len;
	if (has_list_word(&a->leaf) || has_list_word(&a->query))
		return false;
	/* A short number may be a month, and what follows it a day. */
	if (by == PAGING_PATH)
		return !a->parameter && !a->query.len && !has_list_word(&a->folder) &&
		       extension_at(&a->leaf) == a->leaf.len && has_number(&a->leaf, 3);
	return has_number(&a->leaf, 1) || has_number(&a->query, 1);
}

/* ---- making names ---- */

/* The place where the counter of a name begins, "_" included; its extension's place where there
 * is none.
 */
static size_t counter_at(const struct buf *leaf)
{
	size_t end = extension_at(leaf), at = end;
	unsigned counter;

	while (at && buf_str(leaf)[at - 1] >= '0' && buf_str(leaf)[at - 1] <= '9')
		at--;
	if (at < 2 || (leaf->data[at - 1] != '_' && leaf->data[at - 1] != '-') ||
		!read_counter(leaf->data + at, end - at, &counter))
		return end;
	return at - 1;
}

void paging_put_stem(const struct paging_address *a, bool later, struct buf *stem)
{
	unsigned counter;

	if (!later || a->parameter || a->query.len)
		buf_put(stem, buf_str(&a->leaf), extension_at(&a->leaf));
	else if (read_counter(buf_str(&a->leaf), a->leaf.len, &counter))
		buf_put(stem, buf_str(&a->folder), a->folder.len);
	else
		buf_put(stem, buf_str(&a->leaf), counter_at(&a->leaf));
}

/* The folder of the address as written, and then what is put after it. */
static void put_folder(struct buf *out, const char *address)
{
	buf_put(out, address, part_before(address, strcspn(address, "?#")));
}

static bool guess_by_query(
	const struct paging_address *a, const char *address, unsigned n, struct buf *first)
{
	put_folder(first, address);
	buf_printf(first, "%s", buf_str(&a->leaf));
	if (n == 0 && a->query.len)
		buf_printf(first, "?%s", buf_str(&a->query));
	else if (n)
		buf_printf(first, "?%s%s%s=1", buf_str(&a->query), a->query.len ? "&" : "",
			a->written);
	return n < 2;
}

static bool guess_by_name(
	const struct paging_address *a, const char *address, unsigned n, struct buf *first)
{
	size_t at = counter_at(&a->leaf), end = extension_at(&a->leaf);

	if (n || at == end || end == a->leaf.len)
		return false;
	put_folder(first, address);
	buf_put(first, buf_str(&a->leaf), at);
	buf_puts(first, buf_str(&a->leaf) + end);
	return true;
}

static bool guess_by_path(
	const struct paging_address *a, const char *address, unsigned n, struct buf *first)
{
	size_t leaf = part_before(address, strcspn(address, "?#"));
	unsigned counter;

	if (n || !a->folder.len || !leaf ||
		!read_counter(buf_str(&a->leaf), a->leaf.len, &counter))
		return false;
	buf_put(first, address, leaf - 1);
	return true;
}

bool paging_guess_first(const char *address, unsigned n, struct buf *first)
{
	struct paging_address a;
	bool any = paging_read(&a, address);

	buf_clear(first);
	if (any && a.parameter)
		any = a.counter && guess_by_query(&a, address, n, first);
	else
		any = any && !a.query.len &&
		      (guess_by_name(&a, address, n, first) ||
			      guess_by_path(&a, address, n, first));
	paging_free(&a);
	return any && !buf_failed(first);
}

/* Every character that an address could read otherwise. */
const char *paging_leaf(const char *address)
{
	return address + part_before(address, strcspn(address, "?#"));
}

void paging_put_beside(const char *first, const char *link, enum paging_by by, struct buf *out)
{
	size_t path = strcspn(first, "?#"), end = strcspn(link, "?#");

	if (by == PAGING_PATH) {
		while (path && first[path - 1] == '/')
			path--;
		while (end && link[end - 1] == '/')
			end--;
		buf_put(out, first, path);
		buf_putc(out, '/');
		link += part_before(link, end);
	} else if (*link == '?') {
		struct paging_address a;

		put_folder(out, first);
		if (paging_read(&a, first))
			percent_encode(buf_str(&a.leaf), a.leaf.len, out);
		paging_free(&a);
	} else {
		put_folder(out, first);
		link = paging_leaf(link);
	}
	buf_put(out, link, strcspn(link, "#"));
}

/* As it is, with the extension that wget gives, and both with "@" for "?", which Windows allows
   in names. */
bool paging_saved_name(const char *address, unsigned n, struct buf *name)
{
	size_t len = strcspn(address, "#"), path = strcspn(address, "?#");
	struct buf whole = BUF_INIT;

	buf_clear(name);
	if (n > 3 || (path == len && n > 1))
		return false;
	percent_decode(address + part_before(address, path), path - part_before(address, path),
		&whole);
	if (path < len) {
		buf_putc(&whole, n & 2 ? '@' : '?');
		buf_put(&whole, address + path + 1, len - path - 1);
	}
	if (n & 1)
		buf_puts(&whole, ".html");
	percent_encode(buf_str(&whole), whole.len, name);
	name->failed |= buf_failed(&whole);
	buf_free(&whole);
	return name->len && !buf_failed(name);
}
