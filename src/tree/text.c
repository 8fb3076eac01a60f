#include "tree/text.h"

#include <string.h>
#include <uniwidth.h>

#include "tree/storage.h"

/* ---- collected ---- */

/* True for kinds that have lines of their own when text is collected. */
static bool breaks_line(enum kind kind)
{
	return kind_is_block(kind) || kind == KIND_ITEM || kind == KIND_ROW ||
	       kind == KIND_TERM || kind == KIND_DEF || kind == KIND_CAPTION ||
	       kind == KIND_FIELD;
}

/* Text as it is collected: where a line ends, a newline comes before what follows. */
struct collector {
	struct buf *out;
	size_t start;	/* of this text in out */
	bool line_ends; /* since the last character */
	bool at_cell;	/* a cell begins: its first block needs no line of its own */
};

static void end_line(struct collector *c)
{
	if (c->line_ends && c->out->len > c->start && c->out->data[c->out->len - 1] != '\n')
		buf_putc(c->out, '\n');
	c->line_ends = false;
}

static void put_text(struct collector *c, const char *s, size_t len)
{
	if (!len)
		return;
	if (!c->at_cell)
		end_line(c);
	c->line_ends = c->at_cell = false;
	buf_put(c->out, s, len);
}

static void begin_cell(struct collector *c)
{
	c->line_ends = false;
	buf_putc(c->out, '\t');
	c->at_cell = true;
}

void text_collect(struct buf *out, const struct node *n)
{
	struct collector c = {.out = out, .start = out->len};
	struct walk w = WALK_INIT(n);

	while (n && walk_step(&w)) {
		const struct node *at = w.node;

		if (at->kind == KIND_TEXT && w.entering) {
			put_text(&c, node_text(at), node_text_len(at));
		} else if (at->kind == KIND_BREAK && w.entering) {
			put_text(&c, "\n", 1);
		} else if (at->kind == KIND_CELL && w.entering && node_preceding(at)) {
			begin_cell(&c);
		} else if (at != n && breaks_line((enum kind)at->kind)) {
			c.at_cell = c.at_cell && at->kind != KIND_ROW;
			c.line_ends = true;
		}
	}
	while (out->len > c.start && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
}

/* True if the character at s, of left bytes, is no white space; its length goes to *width. Most
   are ASCII, or Han. */
static inline bool is_visible(const char *s, size_t left, unsigned *width)
{
	unsigned char c = (unsigned char)*s;

	if (c < 0x80) {
		*width = 1;
		return c > ' ' || !char_is_space(c);
	}
	if (utf8_begins_han(*s) && left >= 3) {
		*width = 3;
		return true;
	}
	return !char_is_space(utf8_decode(s, left, width));
}

size_t text_skip_visible(const char *s, size_t len, size_t i, uint32_t *last)
{
	size_t at = i;
	unsigned width;

	while (i < len && is_visible(s + i, len - i, &width)) {
		at = i;
		i += width;
	}
	if (i > at)
		*last = utf8_decode(s + at, len - at, &width);
	return i;
}

/* Text as it is collected without the white space that no reader sees. */
struct squeezer {
	struct buf *out;
	uint32_t before; /* last character written, 0 before the first; not kept where all white
			    space is removed */
	bool space;	 /* white space since */
	bool wrapped;	 /* with the end of a line in it */
	size_t wide;	 /* ideographic spaces in it */
	enum { KEEP_SPACE, KEEP_WIDE, KEEP_BETWEEN_WORDS, REMOVE_SPACE } how;
};

/* True if white space was before c that is to be written as one space. */
static bool space_stays(const struct squeezer *q, uint32_t c)
{
	if (!q->before)
		return false;
	return !((q->wrapped || q->how == KEEP_BETWEEN_WORDS) && char_is_unspaced(q->before) &&
		 char_is_unspaced(c));
}

/* Puts s without its white space to a place that has room for all of it, which may be s itself;
   answers its end. Most of what filters read of a line is this. */
static char *squash(char *to, const char *s, size_t len)
{
	size_t i = 0;
	unsigned width;

	while (i < len) {
		if ((unsigned char)s[i] < 0x80) {
			*to = s[i];
			to += !char_is_space((unsigned char)s[i++]);
			continue;
		}
		if (is_visible(s + i, len - i, &width))
			for (unsigned k = 0; k < width; k++)
				*to++ = s[i + k];
		i += width;
	}
	return to;
}

/* The same with white space squeezed: to one space, or to nothing where none is needed. */
static char *squeeze(struct squeezer *q, char *to, const char *s, size_t len)
{
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(s + i, len - i, &width);

		if (char_is_space(c)) {
			q->space = true;
			q->wrapped |= c == '\n';
			q->wide += c == 0x3000 && q->how == KEEP_WIDE && q->before;
			continue;
		}
		for (size_t n = q->wrapped ? 0 : q->wide; n; n--, q->space = false)
			to = mempcpy(to, "\u3000", 3);
		if (q->space && space_stays(q, c))
			*to++ = ' ';
		q->space = q->wrapped = false;
		q->wide = 0;
		q->before = c;
		for (unsigned k = 0; k < width; k++)
			*to++ = s[i + k];
	}
	return to;
}

/* Room is made for all of the text, and for the white space before it. */
static void put_squeezed(struct squeezer *q, const struct node *text)
{
	const char *s = node_text(text);
	size_t len = node_text_len(text);
	struct buf *out = q->out;
	char *to;

	if (!len || buf_reserve(out, len + 1 + 3 * q->wide))
		return;
	to = out->data + out->len;
	to = q->how == REMOVE_SPACE ? squash(to, s, len) : squeeze(q, to, s, len);
	*to = '\0';
	out->len = (size_t)(to - out->data);
}

static void collect_squeezed(struct buf *out, const struct node *n, int how)
{
	struct squeezer q = {.out = out, .how = how};
	struct walk w = WALK_INIT(n);

	while (n && walk_step(&w)) {
		enum kind kind = w.node->kind;

		if (kind == KIND_TEXT && w.entering)
			put_squeezed(&q, w.node);
		else if (kind == KIND_BREAK || kind == KIND_CELL || breaks_line(kind))
			q.space = q.wrapped = true;
	}
}

void text_collect_line(struct buf *out, const struct node *n)
{
	collect_squeezed(out, n, KEEP_SPACE);
}

void text_collect_printed(struct buf *out, const struct node *n)
{
	collect_squeezed(out, n, KEEP_WIDE);
}

void text_collect_label(struct buf *out, const struct node *n)
{
	collect_squeezed(out, n, KEEP_BETWEEN_WORDS);
}

void text_collect_squashed(struct buf *out, const struct node *n)
{
	struct linememo_entry *e = n ? linememo_of(n) : NULL;
	size_t start = out->len;

	if (e && e->squashed) {
		buf_put(out, linememo_squashed(n, e), e->squashed_len);
		return;
	}
	collect_squeezed(out, n, REMOVE_SPACE);
	if (e && !buf_failed(out))
		linememo_keep_squashed(n, e, buf_str(out) + start, out->len - start);
}

size_t text_squash(char *s, size_t len)
{
	return (size_t)(squash(s, s, len) - s);
}

/* ---- measured ---- */

/* Those above ASCII: full width. */
static bool char_is_digit(uint32_t c)
{
	return c >= 0xFF10 && c <= 0xFF19;
}

/*
 * An ASCII character counts for these, in one number: fields of ten bits for characters,
 * digits, and marks of punctuation. Most of what is measured is ASCII, and most of all that is
 * done is measuring.
 */
#define FIELD	    10
#define FIELD_MAX   ((1u << FIELD) - 1)
#define IS_SPACE(c) ((c) == ' ' || ((c) >= '\t' && (c) <= '\r'))
#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')
#define IS_MARK(c)  ((c) == '.' || (c) == ',' || (c) == ';' || (c) == '!' || (c) == '?')
#define COUNTS(c)                                                                              \
	((uint32_t)!IS_SPACE(c) | (uint32_t)IS_DIGIT(c) << FIELD |                             \
		(uint32_t)IS_MARK(c) << 2 * FIELD)
#define FOUR(c) COUNTS(c), COUNTS((c) + 1), COUNTS((c) + 2), COUNTS((c) + 3)
#define ROW(c)	FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
static const uint32_t ascii_counts[128] = {
	ROW(0), ROW(16), ROW(32), ROW(48), ROW(64), ROW(80), ROW(96), ROW(112)};

/* Measures what of the text is ASCII, from i on: where it ends, or a field would be full. */
static size_t measure_ascii(struct text_stats *s, const char *bytes, size_t len, size_t i)
{
	size_t end = len - i < FIELD_MAX ? len : i + FIELD_MAX;
	uint32_t counts = 0;
	uint64_t eight;

	for (; utf8_eight_ascii(bytes + i, end - i); i += sizeof eight) {
		memcpy(&eight, bytes + i, sizeof eight);
		counts += ascii_counts[eight & 0x7F] + ascii_counts[eight >> 8 & 0x7F] +
			  ascii_counts[eight >> 16 & 0x7F] + ascii_counts[eight >> 24 & 0x7F] +
			  ascii_counts[eight >> 32 & 0x7F] + ascii_counts[eight >> 40 & 0x7F] +
			  ascii_counts[eight >> 48 & 0x7F] + ascii_counts[eight >> 56];
	}
	while (i < end && (unsigned char)bytes[i] < 0x80)
		counts += ascii_counts[(unsigned char)bytes[i++]];
	s->chars += counts & FIELD_MAX;
	s->digits += counts >> FIELD & FIELD_MAX;
	s->punctuation += counts >> 2 * FIELD;
	return i;
}

/* Measures ideographs of U+5000 to U+9FFF, which three bytes from 0xE5 to 0xE9 on are: where
   they end. */
static size_t measure_ideographs(struct text_stats *s, const char *bytes, size_t len, size_t i)
{
	size_t from = i;

	while (len - i >= 3 && (unsigned char)bytes[i] >= 0xE5 &&
		(unsigned char)bytes[i] <= 0xE9)
		i += 3;
	s->chars += (i - from) / 3;
	s->cjk += (i - from) / 3;
	return i;
}

static void measure_char(struct text_stats *s, uint32_t c)
{
	if (char_is_space(c))
		return;
	s->chars++;
	s->cjk += char_is_cjk(c);
	s->digits += char_is_digit(c);
	s->punctuation += char_is_punctuation(c);
}

static void measure_text(struct text_stats *to, const struct node *text, bool linked)
{
	const char *bytes = node_text(text);
	size_t len = node_text_len(text), i = 0, from;
	struct text_stats s = {0};
	unsigned width;

	while (i < len) {
		from = i;
		i = measure_ascii(&s, bytes, len, i);
		i = measure_ideographs(&s, bytes, len, i);
		if (i > from)
			continue;
		measure_char(&s, utf8_decode(bytes + i, len - i, &width));
		i += width;
	}
	to->chars += s.chars;
	to->cjk += s.cjk;
	to->digits += s.digits;
	to->punctuation += s.punctuation;
	to->link_chars += linked ? s.chars : 0;
}

static bool element_is_control(enum element e)
{
	return e == ELEMENT_INPUT || e == ELEMENT_BUTTON || e == ELEMENT_SELECT ||
	       e == ELEMENT_TEXTAREA;
}

/* A link around blocks is a card: its first line is what it names, the rest is text. */
static bool opens_link(const struct node *n)
{
	return (n->kind == KIND_LINK || n->kind == KIND_ATTACHMENT) &&
	       !(n->flags & NODE_IMPLIED);
}

static struct text_stats measure(const struct node *n)
{
	struct text_stats s = {0};
	const struct node *link_end = NULL; /* the first node after the link that is open */
	bool linked = false;

	for (const struct node *at = n; at; at = tree_next(n, at)) {
		enum kind kind = at->kind;

		if (at == link_end)
			linked = false;
		if (kind == KIND_TEXT) {
			measure_text(&s, at, linked);
			continue;
		}
		if (opens_link(at)) {
			s.links++;
			link_end = linked ? link_end : tree_next_skip(n, at);
			linked = true;
		}
		s.images += kind == KIND_IMAGE;
		s.breaks += kind == KIND_BREAK;
		s.paras += kind == KIND_PARA || kind == KIND_HEADING;
		s.rows += kind == KIND_ROW;
		s.controls += element_is_control(at->element);
	}
	return s;
}

/* A line holds neither blocks nor rows. */
static void keep_measured(struct linememo_entry *e, const struct text_stats *s)
{
	e->chars = (uint32_t)s->chars;
	e->cjk = (uint32_t)s->cjk;
	e->digits = (uint32_t)s->digits;
	e->punctuation = (uint32_t)s->punctuation;
	e->link_chars = (uint32_t)s->link_chars;
	e->links = (uint32_t)s->links;
	e->images = (uint32_t)s->images;
	e->breaks = (uint32_t)s->breaks;
	e->controls = (uint32_t)s->controls;
	e->measured = true;
}

struct text_stats text_measure(const struct node *n)
{
	struct linememo_entry *e = n ? linememo_of(n) : NULL;
	struct text_stats s;

	if (e && e->measured)
		return (struct text_stats){.chars = e->chars,
			.cjk = e->cjk,
			.digits = e->digits,
			.punctuation = e->punctuation,
			.link_chars = e->link_chars,
			.links = e->links,
			.images = e->images,
			.breaks = e->breaks,
			.paras = n->kind == KIND_PARA || n->kind == KIND_HEADING,
			.controls = e->controls};
	s = measure(n);
	if (e)
		keep_measured(e, &s);
	return s;
}

/* ---- visible characters, looked at in their place ---- */

bool text_is_visible(const struct node *text)
{
	const char *bytes = node_text(text);
	size_t len = node_text_len(text);
	unsigned width;

	for (size_t i = 0; i < len; i += width)
		if (is_visible(bytes + i, len - i, &width))
			return true;
	return false;
}

bool node_is_blank(const struct node *n)
{
	for (const struct node *at = n; at; at = tree_next(n, at))
		if (at->kind == KIND_IMAGE || at->kind == KIND_RULE ||
			(at->kind == KIND_TEXT && text_is_visible(at)))
			return false;
	return true;
}

bool node_is_strong(const struct node *n)
{
	size_t strong = 0;

	for (const struct node *at = n; at;) {
		bool bold = at->kind == KIND_STRONG;

		strong += bold ? text_measure(at).chars : 0;
		at = bold ? tree_next_skip(n, at) : tree_next(n, at);
	}
	return strong && strong == text_measure(n).chars;
}

static size_t skip_space(const char *s, size_t len, size_t i)
{
	unsigned width;

	while (i < len && !is_visible(s + i, len - i, &width))
		i += width;
	return i;
}

uint32_t visible_first(const struct node *n)
{
	unsigned width;

	for (const struct node *at = n; at; at = tree_next(n, at)) {
		size_t len = node_text_len(at);
		size_t i = len ? skip_space(node_text(at), len, 0) : 0;

		if (i < len)
			return utf8_decode(node_text(at) + i, len - i, &width);
	}
	return 0;
}

static const struct node *last_within(const struct node *n)
{
	const struct node *last;

	while ((last = node_last(n)))
		n = last;
	return n;
}

/* The node that ends where n begins; NULL if root begins there too. */
static const struct node *leaf_before(const struct node *root, const struct node *n)
{
	while (n != root && !node_preceding(n))
		n = node_parent(n);
	return n == root ? NULL : last_within(node_preceding(n));
}

static uint32_t last_in(const char *s, size_t len)
{
	unsigned width;

	for (size_t end = len, at; end; end = at) {
		uint32_t c;

		at = end - 1;
		while (at && ((unsigned char)s[at] & 0xC0) == 0x80)
			at--;
		c = utf8_decode(s + at, end - at, &width);
		if (!char_is_space(c))
			return c;
	}
	return 0;
}

uint32_t visible_last(const struct node *n)
{
	uint32_t c = 0;

	for (const struct node *at = last_within(n); at && !c; at = leaf_before(n, at))
		if (node_text_len(at))
			c = last_in(node_text(at), node_text_len(at));
	return c;
}

/* Goes from one character to the next, through all texts. */
struct reader {
	const struct node *root, *at;
	size_t next;	/* in the text of at [bytes] */
	const char *s;	/* the character that was read */
	unsigned width; /* of it [bytes] */
};

static bool read_visible(struct reader *r)
{
	for (; r->at; r->at = tree_next(r->root, r->at), r->next = 0) {
		size_t len = node_text_len(r->at);

		while (r->next < len) {
			const char *s = node_text(r->at) + r->next;
			bool visible = is_visible(s, len - r->next, &r->width);

			r->next += r->width;
			r->s = s;
			if (visible)
				return true;
		}
	}
	return false;
}

size_t visible_count(const struct node *n, size_t most)
{
	size_t count = 0;
	unsigned width;

	for (const struct node *at = n; at && count < most; at = tree_next(n, at)) {
		size_t len = node_text_len(at);
		const char *s = len ? node_text(at) : "";

		for (size_t i = 0; i < len && count < most; i += width)
			count += is_visible(s + i, len - i, &width);
	}
	return count;
}

size_t visible_begins(const struct node *n, const char *s, size_t len)
{
	struct reader r = {.root = n, .at = n};
	size_t done = 0;

	while (read_visible(&r)) {
		if (r.width > len - done || memcmp(r.s, s + done, r.width) != 0)
			return 0;
		done += r.width;
	}
	return done;
}

bool visible_is(const struct node *n, const char *s)
{
	size_t len = strlen(s);

	return visible_begins(n, s, len) == len;
}

bool visible_copy(const struct node *n, char *to, size_t room, size_t *len)
{
	struct reader r = {.root = n, .at = n};

	for (*len = 0; read_visible(&r); *len += r.width) {
		if (r.width > room - *len)
			return false;
		memcpy(to + *len, r.s, r.width);
	}
	return true;
}

/* ---- width ---- */

size_t text_width(const char *s, size_t len)
{
	size_t cells = 0;
	unsigned width;

	for (size_t i = 0; i < len; i += width) {
		uint32_t c = utf8_decode(s + i, len - i, &width);
		int w = c < 0x7F ? c >= 0x20 : char_is_ideograph(c) ? 2 : uc_width(c, "UTF-8");

		cells += w > 0 ? (size_t)w : 0;
	}
	return cells;
}
