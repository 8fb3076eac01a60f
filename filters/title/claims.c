/* What a page says its title is, and which of that is the site's name. */
#include "claims.h"

#include <string.h>
#include <strings.h>

#include "base/match.h"
#include "tree/text.h"

/* A claim of fewer than four Chinese characters says little [bytes]. */
#define CLAIM_BYTES 12

/* So much of a line's start tells that it agrees with nothing [bytes]. */
#define START_BYTES 24

/* Letters that make a word worth comparing [bytes]. */
#define WORD_MIN 3

/* Words of a title that are looked for: more has no title. */
#define WORDS_MAX 60

/* A site's name printed in a logo [terminal cells]. */
#define SITE_WIDTH 80

/* A label of a host that is long enough to tell whose a name is [bytes]. */
#define HOST_MIN 4

/* ---- keys ---- */

/* Quotes and dashes that are typed in one place and set in the other ("--" for a dash). */
static uint32_t plain_mark(uint32_t c)
{
	switch (c) {
	case 0x2018:
	case 0x2019:
		return '\'';
	case 0x201C:
	case 0x201D:
		return '"';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
		return '-';
	default:
		return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
	}
}

static uint32_t lower(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

void title_put_key(struct buf *out, const char *text, size_t len)
{
	uint32_t last = 0;
	size_t run = 0; /* what is put as it is begins here */
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t read = utf8_decode(text + i, len - i, &width), c = plain_mark(read);
		bool put = !char_is_space(c) && (c != '-' || last != '-');

		c = lower(c);
		if (!char_is_space(c))
			last = c;
		if (put && c == read)
			continue;
		buf_put(out, text + run, i - run);
		run = i + width;
		if (put)
			buf_put_utf8(out, c);
	}
	buf_put(out, text + run, len - run);
}

/* The key of a text, in the document's arena; NULL when memory runs out. */
static char *key_of(struct document *doc, const char *text, size_t len, size_t *key_len)
{
	struct buf key = BUF_INIT;
	char *copy;

	title_put_key(&key, text, len);
	*key_len = key.len;
	copy = buf_failed(&key) ? NULL
				: arena_strndup(&doc->tree.arena, buf_str(&key), key.len);
	buf_free(&key);
	return copy;
}

char *title_key(struct document *doc, const struct node *n, size_t *len)
{
	struct buf text = BUF_INIT;
	char *key;

	text_collect(&text, n);
	key = buf_failed(&text) ? NULL : key_of(doc, buf_str(&text), text.len, len);
	buf_free(&text);
	return key;
}

static bool begins_with(const char *text, size_t len, const char *with, size_t with_len)
{
	return len >= with_len && !memcmp(text, with, with_len);
}

size_t title_said_len(const char *key, size_t len)
{
	size_t said = len;

	for (;;) {
		if (said && key[said - 1] == '.')
			said--;
		else if (said >= 3 && !memcmp(key + said - 3, "…", 3))
			said -= 3;
		else
			break;
	}
	return said + 1 < len ? said : len; /* one full stop is none */
}

/* ---- parts of a title ---- */

enum { PARTS_MAX = 12 };

/* A part of a title: "title - column - site" has three. */
struct part {
	size_t gap;	   /* where the separator before it starts [bytes] */
	size_t start, end; /* [bytes] */
};

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

/* Length of the separator at s, where parts of a title meet: "title - column - site"; 0: none.
 */
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

/* Cuts a title at its separators; how many parts came, at least one. */
static size_t cut_parts(const char *text, size_t len, struct part *parts)
{
	size_t count = 1;

	parts[0] = (struct part){0, 0, len};
	for (size_t i = 1; i < len && count < PARTS_MAX; i++) {
		size_t n = separator_at(text + i, len - i);

		n = n ? n : dash_at(text, i, len);
		if (!n)
			continue;
		parts[count - 1].end = i;
		parts[count++] = (struct part){i, i + n, len};
		i += n - 1;
	}
	return count;
}

/* ---- names of the site ---- */

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

/* True if a part is the site's name. What is not first may say more than that: "Example's
 * Forum".
 */
static bool is_site_part(
	const struct title_claims *c, const char *text, const struct part *part, bool first)
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

/* NULL and "" are no name. */
static void add_site(struct title_claims *c, const char *key)
{
	if (key && *key && c->site_count < TITLE_SITES_MAX)
		c->sites[c->site_count++] = key;
}

static const char portal[] =
	"(?:"
#define TITLE_PORTAL(word) word "|"
#include "words.def"
	"(?!))\\s*$|^\\s*[\\w.-]+\\.(?:gov|com|org|net|edu|mil)(?:\\.[a-z]{2})?\\s*$";

/* True for what portals are called: Chinese ones, not what is written about one; and names of
 * hosts. */
static bool names_portal(
	const struct title_claims *c, const char *text, const struct part *part)
{
	const char *start = text + part->start;
	size_t len = part->end - part->start;

	return match(c->doc->matches, portal, start, len, NULL, 0) &&
	       !match(c->doc->matches, "关于|的", start, len, NULL, 0);
}

/* Parts of the head's title that name a portal, and are shorter than one that names none: a
   title may end with a portal's name as well. */
static void find_portals(struct title_claims *c, const struct buf *head)
{
	struct part parts[PARTS_MAX];
	size_t count = cut_parts(buf_str(head), head->len, parts), longest = 0, len;

	for (size_t i = 0; i < count; i++)
		if (parts[i].end - parts[i].start > longest &&
			!names_portal(c, buf_str(head), &parts[i]))
			longest = parts[i].end - parts[i].start;
	for (size_t i = 0; i < count; i++)
		if (parts[i].end - parts[i].start < longest &&
			names_portal(c, buf_str(head), &parts[i]))
			add_site(c, key_of(c->doc, buf_str(head) + parts[i].start,
					    parts[i].end - parts[i].start, &len));
}

/* The name's label: the longest but the last, which is the country's or the kind's. */
static void find_host(struct title_claims *c)
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
			const char *key = key_of(c->doc, s, len, &key_len);

			c->host = key ? key : "";
			best = len;
		}
	}
}

/* ---- the logo ---- */

/* True if a line is nothing but a link to the site's first page. */
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

/* True if a word of the names begins with what logos are called: few do. What is not ASCII may
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

/* True for a line that is the logo by itself, whatever holds it. */
static bool is_logo_itself(const struct document *doc, const struct node *line)
{
	return is_named_logo(doc, line) ||
	       (line->kind == KIND_HEADING && links_home(doc, line));
}

static bool is_logo(const struct document *doc, const struct node *line)
{
	return is_logo_itself(doc, line) || is_named_logo(doc, node_parent(line));
}

/* Names that the page prints as its site's: in a logo. Beside it, in a bar that stays on the
   screen, the title may be once more. */
static void find_logos(struct title_claims *c)
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
			add_site(c, key);
	}
}

/* ---- the site in a title ---- */

static const char home[] = "(?i)^\\s*(?:"
#define TITLE_HOME(word) word "|"
#include "words.def"
			   "(?!))\\s*$";

bool title_is_home(const struct title_claims *c, const char *text, size_t len)
{
	struct part parts[PARTS_MAX];

	cut_parts(text, len, parts);
	return match(c->doc->matches, home, text, parts[0].end, NULL, 0);
}

/* The first bar: what is after it is never the document's. */
static size_t bar_at(const struct title_claims *c, const char *text, size_t len)
{
	struct span at[2];

	return match(c->doc->matches, "(?s)^.{4,}?(\\s*(?:\\||｜|_|»|::).*)$", text, len, at, 2)
		       ? at[1].start
		       : len;
}

/* The last dash, where no name of the site is known: what is before it may have dashes. */
static size_t dash_site_at(const struct title_claims *c, const char *text, size_t len)
{
	struct span at[2];

	if (match(c->doc->matches, "(?s)^.{4,}(\\s(?:-|–|—|·)\\s.{2,60})$", text, len, at, 2) ||
		match(c->doc->matches, "(?s)^.{6,}((?:-|——)\\p{Han}{2,20})$", text, len, at, 2))
		return at[1].start;
	return len;
}

/* True if a tag says this beginning of a title, and no more. */
static bool is_said_alone(const struct title_claims *c, const char *text, size_t len)
{
	struct buf key = BUF_INIT;
	bool said = false;

	title_put_key(&key, text, len);
	for (unsigned i = 0; i < c->count && !said; i++)
		said = c->list[i].voice && c->list[i].worth >= WORTH_HEAD &&
		       c->list[i].len == key.len &&
		       begins_with(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
	buf_free(&key);
	return said;
}

/* True if a tag says this title, and the head another: then no site was put to it. */
static bool is_said_whole(const struct title_claims *c, const char *text, size_t len)
{
	struct buf key = BUF_INIT;
	bool whole = is_said_alone(c, text, len);

	title_put_key(&key, text, len);
	whole = whole && *c->head && strcmp(c->head, buf_str(&key)) != 0;
	buf_free(&key);
	return whole;
}

/* Before the first part that is the site's name, or after what a tag says alone. */
static size_t known_site_at(
	const struct title_claims *c, const char *text, const struct part *parts, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (is_site_part(c, text, &parts[i], false) ||
			is_said_alone(c, text, parts[i].gap))
			return parts[i].gap;
	return SIZE_MAX;
}

size_t title_site_at(const struct title_claims *c, const char *text, size_t len)
{
	struct part parts[PARTS_MAX];
	size_t count = cut_parts(text, len, parts);
	size_t bar, known = known_site_at(c, text, parts, count);

	if (count == 1 || title_is_home(c, text, len) || is_site_part(c, text, &parts[0], true))
		return len;
	bar = bar_at(c, text, len);
	if (known != SIZE_MAX || bar < len)
		return known < bar ? known : bar;
	return is_said_whole(c, text, len) ? len : dash_site_at(c, text, len);
}

/* ---- what scripts say ---- */

/* The code of \uXXXX, whose digits start at s; 0 where it is none. */
static uint32_t code_unit(const char *s, size_t len)
{
	uint32_t code = 0;

	if (len < 4)
		return 0;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef", *at;

		at = memchr(digits, s[i] >= 'A' && s[i] <= 'F' ? s[i] + 'a' - 'A' : s[i], 16);
		if (!at)
			return 0;
		code = code * 16 + (uint32_t)(at - digits);
	}
	return code;
}

/* Puts what \uXXXX at s means, with the second half of a pair (RFC 8259, 7); the bytes that it
   took after the u. Half a pair, and no number, is U+FFFD. */
static size_t put_escaped_code(struct buf *out, const char *s, size_t len)
{
	uint32_t code = code_unit(s, len), low = 0;

	if (code >= 0xD800 && code < 0xDC00 && len >= 10 && s[4] == '\\' && s[5] == 'u')
		low = code_unit(s + 6, len - 6);
	if (low >= 0xDC00 && low < 0xE000) {
		buf_put_utf8(out, 0x10000 + (((code - 0xD800) << 10) | (low - 0xDC00)));
		return 10;
	}
	buf_put_utf8(out, !code || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code);
	return len < 4 ? len : 4;
}

static void put_unescaped(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '\\' || i + 1 == len) {
			buf_putc(out, s[i]);
			continue;
		}
		i++;
		if (s[i] == 'u')
			i += put_escaped_code(out, s + i + 1, len - i - 1);
		else
			buf_putc(out, strchr("bfnrt", s[i]) ? ' ' : s[i]);
	}
}

#define HEADLINE "\"headline\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)++)\""

static bool find_headline(
	struct buf *out, const struct document *doc, const struct node *script)
{
	struct span at[2];

	for (const struct node *n = script; n; n = tree_next_all(script, n))
		if (n->kind == KIND_TEXT &&
			memmem(node_text(n), node_text_len(n), "schema.org", 10) &&
			match(doc->matches, HEADLINE, node_text(n), node_text_len(n), at, 2)) {
			put_unescaped(out, node_text(n) + at[1].start, at[1].end - at[1].start);
			return true;
		}
	return false;
}

bool jsonld_headline(struct buf *out, const struct document *doc)
{
	const struct node *root = doc->tree.root;

	for (const struct node *n = root; n; n = tree_next_all(root, n))
		if (n->element == ELEMENT_SCRIPT && find_headline(out, doc, n))
			return true;
	return false;
}

/* ---- claims ---- */

static bool is_weak(const char *key, size_t len)
{
	return len < CLAIM_BYTES && (unsigned char)*key >= 0x80;
}

static void claim(struct title_claims *c, char *key, size_t len, int worth, bool voice)
{
	size_t said = key ? title_said_len(key, len) : 0;
	bool cut = said < len && said >= CLAIM_BYTES;

	if (!key || !len || c->count == TITLE_CLAIMS_MAX)
		return;
	if (is_weak(key, len))
		worth = WORTH_LITTLE;
	c->list[c->count++] = (struct title_claim){key, cut ? said : len, worth, cut, voice};
}

static void claim_part(
	struct title_claims *c, const char *text, size_t start, size_t end, int worth)
{
	size_t len;
	char *key = key_of(c->doc, text + start, end - start, &len);

	if (key && !title_claims_site(c, key, len))
		claim(c, key, len, worth, false);
}

/* Every part of the head's title, and what is before each separator. */
static void claim_parts(struct title_claims *c, const char *text, size_t len)
{
	struct part parts[PARTS_MAX];
	size_t count = cut_parts(text, len, parts);

	for (size_t i = 0; count > 1 && i < count; i++) {
		bool tail = i == count - 1 && !is_site_part(c, text, &parts[0], true) &&
			    parts[i].end - parts[i].start < parts[0].end - parts[0].start;

		claim_part(c, text, parts[i].start, parts[i].end,
			tail ? WORTH_LITTLE : WORTH_SEGMENT);
		if (i && !tail)
			claim_part(c, text, 0, parts[i].end, WORTH_SEGMENT);
	}
}

/* Claims what a text says, whole and without the site's name. */
static void claim_text(struct title_claims *c, const struct buf *text, int worth, bool voice)
{
	size_t len, at = title_site_at(c, buf_str(text), text->len);
	char *key = key_of(c->doc, buf_str(text), text->len, &len);

	claim(c, key, len, worth, voice);
	if (at < text->len) {
		key = key_of(c->doc, buf_str(text), at, &len);
		claim(c, key, len, WORTH_SEGMENT, false);
	}
}

static int worth_of(const struct node *field)
{
	const char *origin = attr_str(field, ATTR_ORIGIN), *label = attr_str(field, ATTR_LABEL);

	if (!origin || strcmp(origin, "meta"))
		return WORTH_FIELD;
	/* 国办发〔2017〕47号; the others name what is to be shown elsewhere. */
	return label && !strcasecmp(label, "ArticleTitle") ? WORTH_META : WORTH_HEAD;
}

static void claim_fields(struct title_claims *c, const char *key)
{
	for (struct node *f = node_first(document_front(c->doc)); f; f = node_following(f)) {
		const char *have = f->kind == KIND_FIELD ? attr_str(f, ATTR_KEY) : NULL;
		struct buf text = BUF_INIT;
		size_t len;

		if (!have || strcmp(have, key))
			continue;
		text_collect_line(&text, field_value(f));
		if (!strcmp(key, "site"))
			add_site(c, key_of(c->doc, buf_str(&text), text.len, &len));
		else
			claim_text(c, &text, worth_of(f), true);
		buf_free(&text);
	}
}

static struct node *picture_in(const struct document *doc, struct node *heading)
{
	for (struct node *n = heading; n; n = tree_next(heading, n))
		if (n->kind == KIND_IMAGE && attr_str(n, ATTR_ALT))
			return match_str(doc->matches, "\\w.*\\w", attr_str(n, ATTR_ALT))
				       ? n
				       : NULL;
	return NULL;
}

/* A headline that is a picture says its words in the picture's alternative text. */
struct node *title_picture(const struct document *doc)
{
	struct node *root = doc->tree.root, *picture = NULL;

	for (struct node *n = root; n && !picture; n = tree_next_block(root, n))
		if (n->kind == KIND_HEADING && attr_int(n, ATTR_LEVEL, 6) == 1 &&
			!text_measure(n).chars && !is_logo(doc, n))
			picture = picture_in(doc, n);
	return picture;
}

static void claim_unprinted(struct title_claims *c)
{
	const struct node *picture = title_picture(c->doc);
	struct buf text = BUF_INIT;

	if (jsonld_headline(&text, c->doc))
		claim_text(c, &text, WORTH_HEAD, true);
	buf_clear(&text);
	if (picture) {
		buf_puts(&text, attr_str(picture, ATTR_ALT));
		claim_text(c, &text, WORTH_SEGMENT, true);
	}
	buf_free(&text);
}

void title_claims_collect(struct title_claims *c, struct document *doc, const struct node *head)
{
	struct buf text = BUF_INIT;
	size_t len;

	memset(c, 0, sizeof *c);
	c->doc = doc;
	if (head)
		text_collect_line(&text, head);
	c->head = key_of(doc, buf_str(&text), text.len, &len);
	if (!c->head)
		c->head = "";
	find_host(c);
	find_portals(c, &text);
	claim_fields(c, "site");
	claim_fields(c, "title");
	claim_unprinted(c);
	find_logos(c);
	claim_text(c, &text, WORTH_HEAD, false);
	claim_parts(c, buf_str(&text), text.len);
	buf_free(&text);
}

/* ---- judging by them ---- */

int title_claims_score(const struct title_claims *c, const char *key, size_t len)
{
	int best = 0;

	for (unsigned i = 0; i < c->count; i++) {
		const struct title_claim *claim = &c->list[i];
		bool whole = claim->len == len && begins_with(key, len, claim->key, len);
		int worth = 0;

		if (whole || (claim->cut && begins_with(key, len, claim->key, claim->len)))
			worth = claim->worth;
		else if (2 * len > claim->len && begins_with(claim->key, claim->len, key, len))
			worth = claim->worth / 2;
		else if (2 * claim->len > len && begins_with(key, len, claim->key, claim->len))
			worth = claim->worth / 2;
		if (worth > best)
			best = worth;
	}
	return best;
}

/* True if one of two texts begins with the other. */
static bool agree(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return !memcmp(a, b, a_len < b_len ? a_len : b_len);
}

static bool any_agrees(const struct title_claims *c, const char *key, size_t len)
{
	for (unsigned i = 0; i < c->count; i++)
		if (agree(c->list[i].key, c->list[i].len, key, len))
			return true;
	return false;
}

/* True if a claim begins with this character. */
static bool any_begins(const struct title_claims *c, uint32_t first)
{
	unsigned width;

	for (unsigned i = 0; i < c->count; i++)
		if (utf8_decode(c->list[i].key, c->list[i].len, &width) == first)
			return true;
	return false;
}

bool title_claims_may(const struct title_claims *c, const struct node *line)
{
	struct buf key = BUF_INIT;
	char start[START_BYTES];
	size_t len;
	bool may;

	if (!any_begins(c, lower(plain_mark(visible_first(line)))))
		return false;
	visible_copy(line, start, sizeof start, &len);
	title_put_key(&key, start, len);
	may = key.len && any_agrees(c, key.data, key.len);
	buf_free(&key);
	return may;
}

bool title_claims_begin(const struct title_claims *c, const char *key, size_t len)
{
	for (unsigned i = 0; i < c->count; i++)
		if (begins_with(c->list[i].key, c->list[i].len, key, len))
			return true;
	return false;
}

bool title_claims_second(const struct title_claims *c, const char *title, size_t len)
{
	struct buf key = BUF_INIT;
	bool says = false;

	title_put_key(&key, title, len);
	for (unsigned i = 0; i < c->count && !says; i++)
		says = c->list[i].voice &&
		       begins_with(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
	buf_free(&key);
	return says;
}

bool title_claims_column(const struct title_claims *c, const char *text, size_t len)
{
	struct buf key = BUF_INIT;
	bool column = false;

	title_put_key(&key, text, len);
	for (unsigned i = 0; i < c->count && !column; i++)
		column = !c->list[i].voice && c->list[i].worth == WORTH_LITTLE &&
			 c->list[i].len == key.len && !is_weak(buf_str(&key), key.len) &&
			 begins_with(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
	buf_free(&key);
	return column;
}

/* ---- words ---- */

static const char common_words[] = "^(?:"
#define TITLE_COMMON(word) word "|"
#include "words.def"
				   "(?!))$";

/* Letters of scripts that set words apart, and digits. */
static bool is_word_char(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	return c >= 0xC0 && !char_is_cjk(c) && !char_is_space(c) && !char_is_punctuation(c);
}

/* Words in lower case, a space before and after each. */
static void put_words(struct buf *out, const char *text, size_t len)
{
	bool in_word = false;
	unsigned width;

	buf_putc(out, ' ');
	for (size_t i = 0; i < len; i += width) {
		uint32_t c = lower(plain_mark(utf8_decode(text + i, len - i, &width)));

		if (is_word_char(c))
			buf_put_utf8(out, c);
		else if (in_word)
			buf_putc(out, ' ');
		in_word = is_word_char(c);
	}
	buf_putc(out, ' ');
}

static bool is_site_word(const struct title_claims *c, const char *word, size_t len)
{
	for (unsigned i = 0; i < c->site_count; i++)
		if (memmem(c->sites[i], strlen(c->sites[i]), word, len))
			return true;
	return strlen(c->host) == len && !memcmp(c->host, word, len);
}

double title_words_found(
	const struct title_claims *c, const char *title, size_t title_len, const char *text)
{
	struct buf words = BUF_INIT, in = BUF_INIT;
	unsigned count = 0, found = 0;

	put_words(&words, title, title_len);
	put_words(&in, text, strlen(text));
	for (const char *w = buf_str(&words), *end;
		*w && count < WORDS_MAX && (end = strchr(w + 1, ' ')); w = end) {
		size_t len = (size_t)(end - w) - 1;

		if (len < WORD_MIN ||
			match(c->doc->matches, common_words, w + 1, len, NULL, 0) ||
			is_site_word(c, w + 1, len))
			continue;
		/* The one may be the other's plural. */
		if (len > WORD_MIN && w[len] == 's')
			len--;
		count++;
		found += memmem(buf_str(&in), in.len, w, len + 1) != NULL;
	}
	buf_free(&words);
	buf_free(&in);
	return count ? (double)found / count : 0;
}

/* The next word that put_words wrote: its length, 0 after the last; *s comes to be at it.
 */
static size_t next_word(const char **s)
{
	*s += strspn(*s, " ");
	return strcspn(*s, " ");
}

/* Both texts by put_words. */
static bool has_left_out(const char *whole, const char *part)
{
	unsigned found = 0, left_out = 0;
	size_t len, part_len;
	bool same = false;

	for (; (len = next_word(&whole)); whole += len) {
		part_len = next_word(&part);
		same = part_len == len && !memcmp(whole, part, len);
		if (!same && !found)
			return false;
		found += same;
		left_out += !same;
		part += same ? part_len : 0;
	}
	return same && !next_word(&part) && left_out && found > 1;
}

bool title_words_left_out(const char *title, size_t title_len, const char *text)
{
	struct buf whole = BUF_INIT, part = BUF_INIT;
	bool left_out;

	put_words(&whole, title, title_len);
	put_words(&part, text, strlen(text));
	left_out = has_left_out(buf_str(&whole), buf_str(&part));
	buf_free(&whole);
	buf_free(&part);
	return left_out;
}

bool title_is_about(const struct title_claims *c, const char *title, size_t len, double share)
{
	struct buf text = BUF_INIT;
	bool about;

	for (const struct node *n = node_first(c->doc->tree.root); n; n = node_following(n))
		if (n->kind != KIND_FRONT)
			text_collect(&text, n);
	about = title_words_found(c, title, len, buf_str(&text)) >= share;
	buf_free(&text);
	return about;
}
