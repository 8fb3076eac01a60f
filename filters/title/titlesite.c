/* Which parts of a title, and which printed lines, are the site's name. */
#include <string.h>
#include <strings.h>

#include "base/match.h"
#include "tree/text.h"
#include "titleclaims-private.h"

/* A site's name printed in a logo [terminal cells]. */
#define SITE_WIDTH 80

/* A label of a host that is long enough to tell whose a name is [bytes]. */
#define HOST_MIN 4

/* ---- parts of a title ---- */

/* How a separator begins: "—" and "｜" with the first byte of their UTF-8. */
static bool begins_separator(char c)
{
	switch (c) {
	case ' ':
	case ':':
	case '>':
	case '|':
	case '_':
	case '-':
	case '\xE2':
	case '\xEF':
		return true;
	default:
		return false;
	}
}

/* Where the parts of a title meet: "title - column - site". 0: not at s. */
static size_t separator_at(const char *s, size_t len)
{
	static const char *const separators[] = {" - ", " | ", " — ", " – ", " :: ", " » ",
		" « ", " › ", " ‹ ", " • ", " : ", " > ", ">>", "|", "_", "--", "——", "｜",
		" · ", ": "};

	if (!begins_separator(*s))
		return 0;
	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
		size_t n = strlen(separators[i]);

		if (len >= n && !memcmp(s, separators[i], n))
			return n;
	}
	return 0;
}

/* A dash without spaces parts only what is not joined by it: "通知-某局", not "well-known". */
static size_t dash_at(const char *text, size_t at, size_t len)
{
	bool before = at && (unsigned char)text[at - 1] >= 0x80;
	bool after = at + 1 < len && (unsigned char)text[at + 1] >= 0x80;

	return text[at] == '-' && (before || after);
}

/* The parts of a title; at least one. */
size_t title_parts(const char *text, size_t len, struct title_part *parts)
{
	size_t count = 1;

	parts[0] = (struct title_part){0, 0, len};
	for (size_t i = 1; i < len && count < TITLE_PARTS_MAX; i++) {
		size_t n = separator_at(text + i, len - i);

		n = n ? n : dash_at(text, i, len);
		if (!n)
			continue;
		parts[count - 1].end = i;
		parts[count++] = (struct title_part){i, i + n, len};
		i += n - 1;
	}
	return count;
}

/* ---- the site ---- */

bool title_claims_site(const struct title_claims *c, const char *key, size_t len)
{
	size_t host = strlen(c->host);

	for (unsigned i = 0; i < c->site_count; i++)
		if (strlen(c->sites[i]) == len && !memcmp(c->sites[i], key, len))
			return true;
	/* "example", "example.org" */
	return host && len >= host && !memcmp(key, c->host, host) &&
	       (len == host || key[host] == '.');
}

bool title_site_part(const struct title_claims *c, const char *text,
	const struct title_part *part, bool first)
{
	struct buf key = BUF_INIT;
	size_t host = strlen(c->host);
	bool site;

	title_put_key(&key, text + part->start, part->end - part->start);
	site = key.len &&
	       (title_claims_site(c, key.data, key.len) ||
		       (!first && host && key.len > host && !memcmp(key.data, c->host, host)));
	buf_free(&key);
	return site;
}

void title_add_site(struct title_claims *c, const char *key)
{
	if (key && *key && c->site_count < TITLE_SITES_MAX)
		c->sites[c->site_count++] = key;
}

/* What portals are called: Chinese ones, not what is written about one; and names of hosts. */
static bool names_portal(
	const struct title_claims *c, const char *text, const struct title_part *part)
{
	const char *start = text + part->start;
	size_t len = part->end - part->start;

	return match(c->doc->matches,
		       "(?:人民政府|政府网|网站|政务网|信息网|新闻网)\\s*$|"
		       "^\\s*[\\w.-]+\\.(?:gov|com|org|net|edu|mil)(?:\\.[a-z]{2})?\\s*$",
		       start, len, NULL, 0) &&
	       !match(c->doc->matches, "关于|的", start, len, NULL, 0);
}

/* Parts of the head's title that name a portal, and are shorter than one that names none: a
   title may end with a portal's name as well. */
void title_find_portals(struct title_claims *c, const struct buf *head)
{
	struct title_part parts[TITLE_PARTS_MAX];
	size_t count = title_parts(buf_str(head), head->len, parts), longest = 0, len;

	for (size_t i = 0; i < count; i++)
		if (parts[i].end - parts[i].start > longest &&
			!names_portal(c, buf_str(head), &parts[i]))
			longest = parts[i].end - parts[i].start;
	for (size_t i = 0; i < count; i++)
		if (parts[i].end - parts[i].start < longest &&
			names_portal(c, buf_str(head), &parts[i]))
			title_add_site(c, title_key_of(c->doc, buf_str(head) + parts[i].start,
						  parts[i].end - parts[i].start, &len));
}

/* The name's label: the longest but the last, which is the country's or the kind's. */
void title_find_host(struct title_claims *c)
{
	static const char address[] =
		"(?i)^https?://(?:[^/@]*@)?(?:www\\.)?([a-z0-9.-]+)\\.[a-z]+(?:[:/?#]|$)";
	const char *base = c->doc->base ? c->doc->base : c->doc->source.uri;
	struct span at[2];
	size_t best = 0, len, key_len;

	c->host = "";
	if (!base || !match(c->doc->matches, address, base, strlen(base), at, 2))
		return;
	for (const char *s = base + at[1].start, *end = base + at[1].end; s < end;
		s += len + 1) {
		const char *dot = memchr(s, '.', (size_t)(end - s));

		len = dot ? (size_t)(dot - s) : (size_t)(end - s);
		if (len >= HOST_MIN && len > best) {
			const char *key = title_key_of(c->doc, s, len, &key_len);

			c->host = key ? key : "";
			best = len;
		}
	}
}

/* ---- the logo ---- */

/* Whether a line is nothing but a link to the site's first page. */
static bool links_home(const struct document *doc, const struct node *line)
{
	struct text_stats m = text_measure(line);

	if (!m.chars || m.chars != m.link_chars || m.links != 1)
		return false;
	for (const struct node *n = line; n; n = tree_next(line, n))
		if (n->kind == KIND_LINK)
			return match_str(doc->matches,
				"(?i)^(?:https?://[^/?#]+)?/?(?:index\\.[a-z]+)?$",
				attr_str(n, ATTR_HREF));
	return false;
}

static bool is_logo_word(const char *s)
{
	switch (*s) {
	case 'l':
	case 'L':
		return !strncasecmp(s, "logo", 4);
	case 's':
	case 'S':
		return !strncasecmp(s, "site", 4);
	case 'n':
	case 'N':
		return !strncasecmp(s, "navbar", 6);
	default:
		return false;
	}
}

/* Whether a word of the names begins with what logos are called: few do. What is not ASCII may
   be white space, or a letter of any of these words. */
static bool may_name_a_logo(const char *names)
{
	bool begins = true;

	for (const char *s = names; *s; s++) {
		if ((unsigned char)*s >= 0x80 || (begins && is_logo_word(s)))
			return true;
		begins = *s <= ' ' || *s == '_' || *s == '-';
	}
	return false;
}

static bool names_a_logo(const struct document *doc, const char *names)
{
	return names && may_name_a_logo(names) &&
	       match_str(doc->matches,
		       "(?i)(?:^|[\\s_-])(?:logo|site-?(?:name|title)|navbar-brand)\\b", names);
}

static bool is_named_logo(const struct document *doc, const struct node *n)
{
	return n && (names_a_logo(doc, attr_str(n, ATTR_CLASS)) ||
			    names_a_logo(doc, attr_str(n, ATTR_HTMLID)));
}

/* Whatever holds it. */
static bool is_logo_itself(const struct document *doc, const struct node *line)
{
	return is_named_logo(doc, line) ||
	       (line->kind == KIND_HEADING && links_home(doc, line));
}

bool title_is_logo(const struct document *doc, const struct node *line)
{
	return is_logo_itself(doc, line) || is_named_logo(doc, node_parent(line));
}

/* Names that the page prints as its site's: in a logo. Beside it, in a bar that stays on the
   screen, the title may stand again. */
void title_find_logos(struct title_claims *c)
{
	const struct node *root = c->doc->tree.root, *around = NULL, *next;
	bool named = false; /* around, which holds the line at hand */

	for (const struct node *n = root; n && c->site_count < TITLE_SITES_MAX; n = next) {
		size_t len;
		char *key;

		next = kind_is_line((enum kind)n->kind) ? tree_next_all_skip(root, n)
							: tree_next_all(root, n);
		if (n->kind != KIND_PARA && n->kind != KIND_HEADING)
			continue;
		if (node_parent(n) != around) {
			around = node_parent(n);
			named = is_named_logo(c->doc, around);
		}
		if (!named && !is_logo_itself(c->doc, n))
			continue;
		key = title_key(c->doc, n, &len);
		if (key && text_width(key, len) <= SITE_WIDTH &&
			title_claims_score(c, key, len) < WORTH_SEGMENT)
			title_add_site(c, key);
	}
}

/* ---- the site in a title ---- */

/* What a home page calls itself. */
#define HOME "(?i)^\\s*(?:home|homepage|home page|index|welcome|首页|主页|网站首页)\\s*$"

bool title_is_home(const struct title_claims *c, const char *text, size_t len)
{
	struct title_part parts[TITLE_PARTS_MAX];

	title_parts(text, len, parts);
	return match(c->doc->matches, HOME, text, parts[0].end, NULL, 0);
}

/* The first bar: what stands behind it is never the document's. */
static size_t bar_at(const struct title_claims *c, const char *text, size_t len)
{
	struct span at[2];

	return match(c->doc->matches, "(?s)^.{4,}?(\\s*(?:\\||｜|_|»|::).*)$", text, len, at, 2)
		       ? at[1].start
		       : len;
}

/* The last dash, where no name of the site is known: what stands before it may have dashes. */
static size_t dash_site_at(const struct title_claims *c, const char *text, size_t len)
{
	struct span at[2];

	if (match(c->doc->matches, "(?s)^.{4,}(\\s(?:-|–|—|·)\\s.{2,60})$", text, len, at, 2) ||
		match(c->doc->matches, "(?s)^.{6,}((?:-|——)\\p{Han}{2,20})$", text, len, at, 2))
		return at[1].start;
	return len;
}

/* Whether a tag says this beginning of a title, and no more. */
static bool is_said_alone(const struct title_claims *c, const char *text, size_t len)
{
	struct buf key = BUF_INIT;
	bool said = false;

	title_put_key(&key, text, len);
	for (unsigned i = 0; i < c->count && !said; i++)
		said = c->list[i].voice && c->list[i].worth >= WORTH_HEAD &&
		       c->list[i].len == key.len &&
		       title_begins(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
	buf_free(&key);
	return said;
}

/* Whether a tag says this title, and the head another: then no site was put to it. */
static bool is_said_whole(const struct title_claims *c, const char *text, size_t len)
{
	struct buf key = BUF_INIT;
	bool whole = is_said_alone(c, text, len);

	title_put_key(&key, text, len);
	whole = whole && *c->head && strcmp(c->head, buf_str(&key)) != 0;
	buf_free(&key);
	return whole;
}

/* Before the first part that is the site's name, or behind what a tag says alone. */
static size_t known_site_at(const struct title_claims *c, const char *text,
	const struct title_part *parts, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (title_site_part(c, text, &parts[i], false) ||
			is_said_alone(c, text, parts[i].gap))
			return parts[i].gap;
	return SIZE_MAX;
}

size_t title_site_at(const struct title_claims *c, const char *text, size_t len)
{
	struct title_part parts[TITLE_PARTS_MAX];
	size_t count = title_parts(text, len, parts);
	size_t bar, known = known_site_at(c, text, parts, count);

	if (count == 1 || title_is_home(c, text, len) ||
		title_site_part(c, text, &parts[0], true))
		return len;
	bar = bar_at(c, text, len);
	if (known != SIZE_MAX || bar < len)
		return known < bar ? known : bar;
	return is_said_whole(c, text, len) ? len : dash_site_at(c, text, len);
}
