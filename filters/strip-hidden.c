/* What no reader sees: what HTML hides, by attribute or inline style, and the codes and names
   that icon fonts draw as icons. */
#include "document/filter.h"

#include <string.h>
#include <strings.h>

#include "html/classes.h"
#include "evidence/evidence.h"

/*
 * A page whose prose is hidden for the most part shows it by a script that did not run here:
 * then what is hidden is the page, and all that reads like prose stays. Share from which that
 * is so.
 */
#define HIDDEN_PAGE_SHARE 0.6f

/* Prose that is added up line by line may differ in its last digits from what blocks add up to:
   so much more is more in any case. */
#define SURE 1.01

/* What reads like at least a sentence [Chinese characters]. */
#define SENTENCE 12.0f

/*
 * What the reader opens: tab panels and the panels of accordions (WAI-ARIA Authoring Practices,
 * "Tabs" and "Accordion"), which pages hide until then.
 */
static bool is_panel(struct document *doc, const struct node *n)
{
	static const char panel[] = "(?i:(?:^|[^a-z])(?:"
#define HIDDEN_PANEL(pattern) pattern "|"
#include "strip-hidden/words.def"
				    "(?!)))";
	const char *role = attr_str(n, ATTR_ROLE);

	return (role && (!strcasecmp(role, "tabpanel") || !strcasecmp(role, "region"))) ||
	       match_str(doc->matches, panel, attr_str(n, ATTR_CLASS));
}

/* What is hidden: blocks, and the phrases within lines where they count as well. */
struct hidden {
	struct document *doc;
	struct node *first; /* the first of it; NULL where nothing is */
	bool phrases;
};

/* By e, where it was measured. */
static float prose_of(const struct hidden *h, const struct evidence *e, const struct node *n)
{
	if (!kind_is_inline((enum kind)n->kind))
		return e ? evidence_of(e, n)->prose : block_prose(n);
	return h->phrases ? phrase_prose(n) : 0;
}

/* How much is hidden. Of phrases count those that go on from block to block: others are details
   of their lines. */
static float hidden_prose(const struct hidden *h)
{
	const struct node *root = h->doc->tree.root, *n = h->first;
	float prose = 0;

	while (n) {
		bool hidden = attr_int(n, ATTR_HIDDEN, 0);

		if (hidden && (!kind_is_inline((enum kind)n->kind) || n->flags & NODE_IMPLIED))
			prose += prose_of(h, NULL, n);
		n = hidden ? tree_next_skip(root, n) : tree_next(root, n);
	}
	return prose;
}

/* True if the page, of which so much is hidden, has so much prose that this is little: pages
   are not read any further than it takes to see that. */
static bool has_plenty(const struct node *root, float hidden)
{
	double enough = SURE * hidden / HIDDEN_PAGE_SHARE, prose = 0;
	const struct node *n = root;

	while (n && prose <= enough) {
		if (kind_is_line((enum kind)n->kind))
			prose += block_prose(n);
		n = tree_next_block(root, n);
	}
	return prose > enough;
}

/* True if what is hidden is the page. */
static bool hides_page(const struct hidden *h)
{
	const struct node *root = h->doc->tree.root;
	float prose = hidden_prose(h);

	return prose > 0 && !has_plenty(root, prose) &&
	       prose > HIDDEN_PAGE_SHARE * block_prose(root);
}

static struct node *find_first(struct node *root)
{
	struct node *n = root;

	while (n && !attr_int(n, ATTR_HIDDEN, 0))
		n = tree_next(root, n);
	return n;
}

/* Drops what is hidden, but what reads like prose where the reader is to see it. */
static int drop_hidden(const struct hidden *h, bool unveil)
{
	struct node *root = h->doc->tree.root;
	struct evidence e = {0};
	int rc = 0;

	for (struct node *n = h->first; !rc && n; n = tree_next(root, n)) {
		if (!attr_int(n, ATTR_HIDDEN, 0))
			continue;
		if (!unveil && !is_panel(h->doc, n)) {
			node_drop(&h->doc->tree, n, REASON_HIDDEN);
			continue;
		}
		if (!e.size)
			rc = evidence_measure(&e, h->doc);
		if (!rc && prose_of(h, &e, n) < SENTENCE)
			node_drop(&h->doc->tree, n, REASON_HIDDEN);
	}
	evidence_free(&e);
	return rc;
}

/* ---- icons ---- */

enum icon_font { NO_ICONS, ICONS, LIGATURES };

/* The icons that class words tell of: those of the common icon fonts, and any with "icon" in
   it. Material's draw an icon for its name. */
static enum icon_font icon_font(const struct node *n)
{
	static const char *const fonts[] = {
#define HIDDEN_ICON(word) word,
#include "strip-hidden/words.def"
	};
	const char *classes = attr_str(n, ATTR_CLASS), *word = NULL;
	enum icon_font font = NO_ICONS;

	for (size_t len; (len = class_next(classes, &word));) {
		if (!strncasecmp(word, "material-icons", 14) ||
			!strncasecmp(word, "material-symbols", 16))
			return LIGATURES;
		for (size_t i = 0; i + 4 <= len; i++)
			if ((word[i] | 0x20) == 'i' && !strncasecmp(word + i, "icon", 4))
				font = ICONS;
		for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++) {
			size_t name = *word == *fonts[i] ? strlen(fonts[i]) : 0;

			if (name && len >= name && !memcmp(word, fonts[i], name) &&
				(len == name || word[name] == '-'))
				font = ICONS;
		}
	}
	return font;
}

/* True if the text, without white space, is what an icon is asked for by: one character for
   private use, or a name such as "arrow_drop_down". A word or a figure is neither, but in a
   font whose icons are asked for by words. */
static bool is_icon_code(const char *s, size_t len, enum icon_font font)
{
	bool joined = false, letter = false;
	unsigned width;
	uint32_t c = len ? utf8_decode(s, len, &width) : 0;

	if ((c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000)
		return width == len;
	for (size_t i = 0; i < len; i++) {
		bool digit = s[i] >= '0' && s[i] <= '9';

		if (!digit && s[i] != '_' && !(s[i] >= 'a' && s[i] <= 'z'))
			return false;
		letter |= !digit && s[i] != '_';
		joined |= s[i] == '_';
	}
	return letter && (joined || font == LIGATURES);
}

static int drop_icons(struct document *doc)
{
	struct node *root = doc->tree.root;
	struct buf text = BUF_INIT;
	bool failed;

	for (struct node *n = root; n; n = tree_next(root, n)) {
		const struct node *cell;
		enum icon_font font;

		if ((n->element != ELEMENT_I && n->element != ELEMENT_SPAN) || !n->attr_ref ||
			!(font = icon_font(n)))
			continue;
		buf_clear(&text);
		text_collect(&text, n);
		text.len = text_squash(text.data, text.len);
		/* An icon that a cell has alone is what the table says there. */
		cell = node_ancestor(n, KIND_CELL);
		if (is_icon_code(text.data, text.len, font) &&
			!(cell && text_measure(cell).chars == text_measure(n).chars))
			node_drop(&doc->tree, n, REASON_ICON);
	}
	failed = buf_failed(&text);
	buf_free(&text);
	return failed ? -1 : 0;
}

/* ---- what is read out in place of what is seen ---- */

/* True if class words say that a phrase is for screen readers alone: as the common frameworks
   call it, with prefixes of their own or not, and formulas. */
static bool is_read_out(struct document *doc, const struct node *n)
{
	static const char names[] = ""
#define HIDDEN_READ_OUT(word) "|" word
#include "strip-hidden/words.def"
		;
	const char *classes = attr_str(n, ATTR_CLASS);

	/* "not-sr-only" undoes it (Tailwind). */
	return classes && match_words(doc->matches, names, classes, strlen(classes)) &&
	       !strstr(classes, "not-sr-only");
}

static void drop_read_out_within(struct document *doc, const struct node *unread)
{
	for (struct node *n = tree_next(unread, unread); n; n = tree_next(unread, n))
		if (is_read_out(doc, n))
			node_drop(&doc->tree, n, REASON_HIDDEN);
}

/*
 * Of words that a reader sees and that screen readers pass over (aria-hidden), and of others
 * beside them that are only read out, those that are seen stay. Which these are, class words
 * tell, or that both say the same. Words that are only read out, beside nothing that is seen,
 * stay: they name an icon.
 */
static int drop_read_out(struct document *doc)
{
	struct node *root = doc->tree.root, *n = root, *next;
	struct node *said = NULL;   /* the words before, if they are only read out */
	struct buf seen = BUF_INIT; /* the words before, if they are only seen, squashed */
	bool failed;

	for (; n; n = next) {
		bool unread, read_out;

		next = tree_next(root, n);
		if (!kind_is_inline((enum kind)n->kind)) {
			said = NULL;
			buf_clear(&seen);
			continue;
		}
		unread = attr_int(n, ATTR_UNREAD, 0) && text_measure(n).chars;
		read_out = is_read_out(doc, n) && text_measure(n).chars;
		if ((unread && read_out) ||
			(seen.len && !unread &&
				(read_out || visible_begins(n, buf_str(&seen), seen.len) ==
						     seen.len))) {
			next = tree_next_skip(root, n);
			node_drop(&doc->tree, n, REASON_HIDDEN);
			said = NULL;
			buf_clear(&seen);
			continue;
		}
		if (unread || read_out)
			next = tree_next_skip(root, n);
		else if (n->kind != KIND_TEXT || !text_is_visible(n))
			continue;
		if (unread && said)
			node_drop(&doc->tree, said, REASON_HIDDEN);
		said = read_out ? n : NULL;
		buf_clear(&seen);
		if (unread) {
			drop_read_out_within(doc, n);
			text_collect_squashed(&seen, n);
		}
	}
	failed = buf_failed(&seen);
	buf_free(&seen);
	return failed ? -1 : 0;
}

static int run(struct document *doc)
{
	struct hidden h = {.doc = doc, .first = find_first(doc->tree.root)};
	bool unveil = false;

	if (drop_icons(doc) || drop_read_out(doc))
		return -1;
	if (!h.first)
		return 0;
	/* A phrase around the whole page hides it too; beside hidden blocks, phrases are
	 * details. */
	for (int phrases = 0; !unveil && phrases < 2; phrases++) {
		h.phrases = phrases;
		unveil = hides_page(&h);
	}
	return drop_hidden(&h, unveil);
}

const struct filter filter_strip_hidden = {
	.name = "strip-hidden",
	.stage = STAGE_STRIP,
	.help = "drop what is hidden, and codes of icons",
	.run = run,
};
