#include <string.h>
#include <strings.h>

#include "jsonld.h"
#include "base/match.h"
#include "tree/text.h"
#include "titleclaims-private.h"

/* A claim of fewer than four Chinese characters says little [bytes]. */
#define CLAIM_BYTES 12

/* So much of a line's start tells that it agrees with nothing [bytes]. */
#define START_BYTES 24

/* Letters that make a word worth comparing [bytes]. */
#define WORD_MIN 3

/* Words of a title that are looked for: more has no title. */
#define WORDS_MAX 60

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
	size_t run = 0; /* what is put as it stands begins here */
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

char *title_key_of(struct document *doc, const char *text, size_t len, size_t *key_len)
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
	key = buf_failed(&text) ? NULL : title_key_of(doc, buf_str(&text), text.len, len);
	buf_free(&text);
	return key;
}

bool title_begins(const char *text, size_t len, const char *with, size_t with_len)
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
	char *key = title_key_of(c->doc, text + start, end - start, &len);

	if (key && !title_claims_site(c, key, len))
		claim(c, key, len, worth, false);
}

/* Every part of the head's title, and what stands before each separator. */
static void claim_parts(struct title_claims *c, const char *text, size_t len)
{
	struct title_part parts[TITLE_PARTS_MAX];
	size_t count = title_parts(text, len, parts);

	for (size_t i = 0; count > 1 && i < count; i++) {
		bool tail = i == count - 1 && !title_site_part(c, text, &parts[0], true) &&
			    parts[i].end - parts[i].start < parts[0].end - parts[0].start;

		claim_part(c, text, parts[i].start, parts[i].end,
			tail ? WORTH_LITTLE : WORTH_SEGMENT);
		if (i && !tail)
			claim_part(c, text, 0, parts[i].end, WORTH_SEGMENT);
	}
}

/* What a text says, whole and without the site's name. */
static void claim_text(struct title_claims *c, const struct buf *text, int worth, bool voice)
{
	size_t len, at = title_site_at(c, buf_str(text), text->len);
	char *key = title_key_of(c->doc, buf_str(text), text->len, &len);

	claim(c, key, len, worth, voice);
	if (at < text->len) {
		key = title_key_of(c->doc, buf_str(text), at, &len);
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
			title_add_site(c, title_key_of(c->doc, buf_str(&text), text.len, &len));
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
			!text_measure(n).chars && !title_is_logo(doc, n))
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
	c->head = title_key_of(doc, buf_str(&text), text.len, &len);
	if (!c->head)
		c->head = "";
	title_find_host(c);
	title_find_portals(c, &text);
	claim_fields(c, "site");
	claim_fields(c, "title");
	claim_unprinted(c);
	title_find_logos(c);
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
		bool whole = claim->len == len && title_begins(key, len, claim->key, len);
		int worth = 0;

		if (whole || (claim->cut && title_begins(key, len, claim->key, claim->len)))
			worth = claim->worth;
		else if (2 * len > claim->len && title_begins(claim->key, claim->len, key, len))
			worth = claim->worth / 2;
		else if (2 * claim->len > len && title_begins(key, len, claim->key, claim->len))
			worth = claim->worth / 2;
		if (worth > best)
			best = worth;
	}
	return best;
}

/* Whether one of two texts begins with the other. */
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

/* Whether a claim begins with this character. */
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
		if (title_begins(c->list[i].key, c->list[i].len, key, len))
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
		       title_begins(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
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
			 title_begins(c->list[i].key, c->list[i].len, buf_str(&key), key.len);
	buf_free(&key);
	return column;
}

/* ---- words ---- */

/* Words that say nothing of what a text is about. */
#define COMMON_WORDS                                                                           \
	"^(?:the|and|for|with|from|your|you|our|are|how|what|why|when|who|its|this|that|into|" \
	"der|die|das|und|für|les|des|une|pour|que|los|las|para|com|por)$"

/* Letters of scripts that set words apart, and digits. */
static bool is_word_char(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	return c >= 0xC0 && !char_is_cjk(c) && !char_is_space(c) && !char_is_punctuation(c);
}

/* Words in lower case, a space before and behind each. */
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
			match(c->doc->matches, COMMON_WORDS, w + 1, len, NULL, 0) ||
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

/* The next word that put_words wrote: its length, 0 behind the last; *s comes to stand on it.
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
