#include "evidence/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "html/classes.h"
#include "base/hash.h"
#include "base/list.h"
#include "tree/text.h"

/* A Latin letter weighs this much of a Chinese character: a word of five or six says what two
   of them say. */
#define LATIN_WEIGHT 0.35f

/* A mark of punctuation is worth as many characters: prose has them, menus do not. */
#define PUNCTUATION_WEIGHT 4.0f

/* A line lighter than this without punctuation may be a label: it counts for little. */
#define SHORT_LINE   12.0f
#define SHORT_WEIGHT 0.2f

/* ---- what names say ---- */

#define BODY_HINT REASON_LIVE

/* A word of words.def. */
struct name_word {
	const char *word; /* NULL: the end */
	uint8_t reason;
};

static const struct name_word *const words[26] = {
#define LETTER(letter, ...) [letter - 'a'] = (const struct name_word[]){__VA_ARGS__, {NULL, 0}},
#include "evidence/words.def"
#undef LETTER
};

/* The hint of an element, plus one; 0: none. */
static const uint8_t elements[ELEMENT_COUNT] = {
	[ELEMENT_NAV] = REASON_NAVIGATION + 1,
	[ELEMENT_FOOTER] = REASON_FOOTER + 1,
	[ELEMENT_ASIDE] = REASON_RELATED + 1,
	[ELEMENT_DIALOG] = REASON_BANNER + 1,
	[ELEMENT_ARTICLE] = BODY_HINT + 1,
	[ELEMENT_MAIN] = BODY_HINT + 1,
};

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
	return is_small((char)(c | 0x20));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static bool begins_with(const char *at, const char *word)
{
	while (*word && *word == lower(*at)) {
		word++;
		at++;
	}
	return !*word || (*word == '$' && !is_letter(*at) && !is_digit(*at));
}

/* The hint of the word that starts here with a letter: a reason, or -1. */
static int word_hint(const char *at)
{
	char second = lower(at[1]);

	for (const struct name_word *w = words[lower(*at) - 'a']; w && w->word; w++)
		if (w->word[1] == second && begins_with(at, w->word))
			return w->reason;
	return -1;
}

/* "content-footer" is a footer, whatever it is the footer of: chrome's words go first. A word
   starts after a separator, or at a capital after a small letter (camelCase). */
static int names_hint(const char *names)
{
	const char *at = names;
	int hint = -1;

	while (at && *at) {
		int more = is_letter(*at) ? word_hint(at) : -1;
		bool starts = false;

		if (more > BODY_HINT)
			return more;
		if (more == BODY_HINT)
			hint = more;
		while (*at && !starts) {
			bool small = is_small(*at), word = is_letter(*at) || is_digit(*at);

			at++;
			while (small && is_small(*at))
				at++;
			starts = !word || (small && !is_small(*at) && is_letter(*at));
		}
	}
	return hint;
}

/* The hint of role, id and class, the first of them that says more than that it is the text. */
static int named_hint(const struct node *n)
{
	static const enum attr naming[] = {ATTR_ROLE, ATTR_HTMLID, ATTR_CLASS};
	int hint = -1;

	for (size_t i = 0; i < sizeof naming / sizeof *naming && hint <= BODY_HINT; i++) {
		int more = names_hint(attr_str(n, naming[i]));

		if (more >= 0)
			hint = more;
	}
	return hint;
}

int class_hint(const struct node *n)
{
	const char *role = attr_str(n, ATTR_ROLE);

	/* Its names are those of the menu that it is chosen from. */
	if (role && !strcasecmp(role, "tabpanel"))
		return -1;
	if (role && (!strcasecmp(role, "dialog") || !strcasecmp(role, "alert")))
		return REASON_BANNER;
	if (elements[n->element])
		return elements[n->element] - 1;
	return n->attr_ref ? named_hint(n) : -1;
}

/* Names of the block that holds the text and nothing else, in whole words. */
static bool names_the_text(const char *names)
{
	static const char *const text_names[] = {
#define TEXT_NAME(name) name,
#include "evidence/text-names.def"
#undef TEXT_NAME
	};
	const char *name = NULL;

	for (size_t len; (len = class_next(names, &name));)
		for (size_t i = 0; i < sizeof text_names / sizeof *text_names; i++)
			if ((*name | 0x20) == *text_names[i] && strlen(text_names[i]) == len &&
				!strncasecmp(name, text_names[i], len))
				return true;
	return false;
}

bool is_landmark(const struct node *n)
{
	const char *role = attr_str(n, ATTR_ROLE);

	if (n->element == ELEMENT_ARTICLE || n->element == ELEMENT_MAIN)
		return true;
	if (role && (!strcasecmp(role, "main") || !strcasecmp(role, "article")))
		return true;
	return names_the_text(role) || names_the_text(attr_str(n, ATTR_CLASS)) ||
	       names_the_text(attr_str(n, ATTR_HTMLID));
}

/* ---- lines ---- */

/* A line with so much text and two marks of punctuation or more is prose [characters]. */
#define PROSE_CHARS	  40
#define PROSE_PUNCTUATION 2

bool line_is_findable(const struct node *line)
{
	switch (node_reason(line)) {
	case REASON_LIVE:
	case REASON_BOILERPLATE:
	case REASON_BANNER:
		return true;
	default:
		return false;
	}
}

bool text_is_prose(const struct text_stats *s)
{
	return s->chars >= PROSE_CHARS && s->punctuation >= PROSE_PUNCTUATION &&
	       2 * s->link_chars < s->chars;
}

bool line_is_prose(const struct node *line)
{
	struct text_stats s;

	if (node_reason(line) != REASON_LIVE || node_ancestor(line, KIND_FRONT))
		return false;
	s = text_measure(line);
	return text_is_prose(&s);
}

/* ---- measuring ---- */

static void add(struct features *to, const struct features *from)
{
	to->chars += from->chars;
	to->link_chars += from->link_chars;
	to->punctuation += from->punctuation;
	to->links += from->links;
	to->lines += from->lines;
	to->link_lines += from->link_lines;
	to->prose += from->prose;
}

static void measure_line(struct features *f, const struct node *line)
{
	struct text_stats s = text_measure(line);
	size_t plain = s.chars - s.link_chars;
	float weight;

	f->chars = (uint32_t)s.chars;
	f->link_chars = (uint32_t)s.link_chars;
	f->links = (uint32_t)s.links;
	f->lines = s.chars > 0;
	f->link_lines = s.chars && 2 * s.link_chars > s.chars;
	if (f->link_lines || !s.chars)
		return;
	f->punctuation = (uint32_t)s.punctuation;
	weight = (float)plain * (2 * s.cjk > s.chars ? 1.0f : LATIN_WEIGHT);
	if (!s.punctuation && weight < SHORT_LINE)
		weight *= SHORT_WEIGHT;
	f->prose = weight + PUNCTUATION_WEIGHT * (float)s.punctuation;
}

float phrase_prose(const struct node *phrase)
{
	struct features f = {0};

	measure_line(&f, phrase);
	return f.prose;
}

float block_prose(const struct node *block)
{
	float prose = 0;

	if (kind_is_line((enum kind)block->kind))
		return phrase_prose(block);
	for (const struct node *n = node_first(block); n; n = node_following(n))
		prose += block_prose(n);
	return prose;
}

/* ---- one copy of features that are alike ---- */

static size_t features_hash(const struct features *f)
{
	uint32_t parts[sizeof *f / sizeof(uint32_t)];
	uint64_t hash = HASH_START;

	memcpy(parts, f, sizeof parts);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		hash = hash_add(hash, parts[i]);
	return (size_t)(hash ^ hash >> 32);
}

/* The slot where features like these are, or would be. */
static uint32_t *slot_for(const struct evidence *e, const struct features *f)
{
	size_t i = features_hash(f) & (e->slot_count - 1);

	while (e->slots[i] && memcmp(&e->kinds[e->slots[i]], f, sizeof *f))
		i = (i + 1) & (e->slot_count - 1);
	return &e->slots[i];
}

/* Room for as many kinds again; half of the slots stay free. */
static int grow(struct evidence *e)
{
	uint32_t room = e->room ? 2 * e->room : 256;
	struct features *kinds = realloc(e->kinds, room * sizeof *kinds);

	if (!kinds)
		return -1;
	e->kinds = kinds;
	e->room = room;
	free(e->slots);
	e->slot_count = 2 * (size_t)room;
	e->slots = calloc(e->slot_count, sizeof *e->slots);
	if (!e->slots)
		return -1;
	for (uint32_t i = 1; i < e->kind_count; i++)
		*slot_for(e, &e->kinds[i]) = i;
	return 0;
}

/* Notes what the node with the id is made of: often of what its last child is, whose kind is
   last, or of nothing. */
static int note(struct evidence *e, uint32_t id, const struct features *f, uint32_t last)
{
	uint32_t *slot;

	if (!memcmp(&e->kinds[last], f, sizeof *f)) {
		e->by_id[id] = last;
		return 0;
	}
	if (e->kind_count == e->room && grow(e))
		return -1;
	slot = slot_for(e, f);
	if (!*slot) {
		e->kinds[e->kind_count] = *f;
		*slot = e->kind_count++;
	}
	e->by_id[id] = *slot;
	return 0;
}

/* ---- the whole tree ---- */

/* The features so far of the nodes that are open in the walk. */
struct sums {
	struct features *open;
	size_t depth, room;
	uint32_t last; /* kind of the node that was closed last */
};

static int sums_open(struct sums *s)
{
	if (s->depth == s->room) {
		struct features *open = list_double(s->open, &s->room, sizeof *open);

		if (!open)
			return -1;
		s->open = open;
	}
	s->open[s->depth++] = (struct features){0};
	return 0;
}

static int enter(struct sums *s, struct walk *w)
{
	if (sums_open(s))
		return -1;
	w->skip = kind_is_line((enum kind)w->node->kind);
	if (w->skip)
		measure_line(&s->open[s->depth - 1], w->node);
	return 0;
}

static int leave(struct sums *s, struct evidence *e, const struct node *n)
{
	const struct features *own = &s->open[--s->depth];

	if (s->depth)
		add(&s->open[s->depth - 1], own);
	if (note(e, n->id, own, own->lines || own->links ? s->last : 0))
		return -1;
	s->last = e->by_id[n->id];
	return 0;
}

int evidence_measure(struct evidence *e, const struct document *doc)
{
	struct walk w = WALK_INIT(doc->tree.root);
	struct sums sums = {0};
	int rc = 0;

	*e = (struct evidence){.size = (size_t)doc->tree.last_id + 1, .kind_count = 1};
	e->by_id = calloc(e->size, sizeof *e->by_id);
	if (!e->by_id || grow(e))
		return -1;
	e->kinds[0] = (struct features){0};
	while (!rc && walk_step(&w))
		rc = w.entering ? enter(&sums, &w) : leave(&sums, e, w.node);
	free(sums.open);
	return rc;
}

void evidence_free(struct evidence *e)
{
	free(e->by_id);
	free(e->kinds);
	free(e->slots);
	*e = (struct evidence){0};
}

const struct features *evidence_of(const struct evidence *e, const struct node *n)
{
	static const struct features none;

	return n->id < e->size ? &e->kinds[e->by_id[n->id]] : &none;
}

double link_density(const struct features *f)
{
	return f->chars ? (double)f->link_chars / f->chars : 0;
}
