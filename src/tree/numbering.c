#include "tree/numbering.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "tree/text.h"

/* Letters of an alphabetic, numeric or fixed system, from their first one on. */
static const char small_letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char greek[] = "αβγδεζηθικλμνξοπρστυφχψω";
static const char digits[] = "〇一二三四五六七八九";
static const char stems[] = "甲乙丙丁戊己庚辛壬癸";
static const char branches[] = "子丑寅卯辰巳午未申酉戌亥";
/* Digits from 0, tens, hundreds and thousands, and minus (7.1.2). */
static const char plain_simple[] = "零一二三四五六七八九十百千负";
static const char plain_full[] = "零一二三四五六七八九十百千負";
static const char formal_simple[] = "零壹贰叁肆伍陆柒捌玖拾佰仟负";
static const char formal_full[] = "零壹貳參肆伍陸柒捌玖拾佰仟負";

enum system {
	NOTHING,
	BULLET,
	DECIMAL,
	PADDED,
	ALPHABETIC,
	ROMAN,
	PLACES,
	FIXED,
	INFORMAL,
	FORMAL
};

/* Word repeats letters after z, and both formats know Chinese numbers of another form from a
   hundred on: there CSS's are written as text. */
static const struct style {
	struct numbering_format format;
	enum system system;
	const char *letters;
} styles[] = {
	{{"decimal", ".", "1", "decimal", 0, INT_MAX}, DECIMAL, NULL},
	{{"disc", "", NULL, NULL, 1, 0}, BULLET, NULL},
	{{"none", "", NULL, NULL, 1, 0}, NOTHING, NULL},
	{{"decimal-leading-zero", ".", "01, 02, 03, ...", "decimalZero", 1, 99}, PADDED, NULL},
	{{"lower-alpha", ".", "a", "lowerLetter", 1, 26}, ALPHABETIC, small_letters},
	{{"upper-alpha", ".", "A", "upperLetter", 1, 26}, ALPHABETIC, capitals},
	{{"lower-roman", ".", "i", "lowerRoman", 1, 3999}, ROMAN, "mdclxvi"},
	{{"upper-roman", ".", "I", "upperRoman", 1, 3999}, ROMAN, "MDCLXVI"},
	{{"lower-greek", ".", NULL, NULL, 1, 0}, ALPHABETIC, greek},
	{{"cjk-decimal", "、", NULL, NULL, 1, 0}, PLACES, digits},
	{{"cjk-heavenly-stem", "、", "甲, 乙, 丙, ...", "ideographTraditional", 1, 10}, FIXED,
		stems},
	{{"cjk-earthly-branch", "、", "子, 丑, 寅, ...", "ideographZodiac", 1, 12}, FIXED,
		branches},
	{{"simp-chinese-informal", "、", "一, 二, 三, ...", "chineseCountingThousand", 1, 99},
		INFORMAL, plain_simple},
	{{"trad-chinese-informal", "、", "一, 二, 三, ...", "chineseCountingThousand", 1, 99},
		INFORMAL, plain_full},
	{{"simp-chinese-formal", "、", NULL, NULL, 1, 0}, FORMAL, formal_simple},
	{{"trad-chinese-formal", "、", NULL, NULL, 1, 0}, FORMAL, formal_full},
};

static const struct {
	const char *name, *means;
} names[] = {
	{"lower-latin", "lower-alpha"},
	{"upper-latin", "upper-alpha"},
	{"cjk-ideographic", "trad-chinese-informal"},
	{"circle", "disc"},
	{"square", "disc"},
	{"disclosure-open", "disc"},
	{"disclosure-closed", "disc"},
};

static const struct style *find(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && !strncasecmp(names[i].name, name, len)) {
			name = names[i].means;
			len = strlen(name);
		}
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (strlen(styles[i].format.name) == len &&
			!strncasecmp(styles[i].format.name, name, len))
			return &styles[i];
	return &styles[0];
}

const char *numbering_name(const char *name, size_t len)
{
	return find(name, len)->format.name;
}

static enum numbering_kind kind_of(const struct style *s)
{
	return s->system == NOTHING  ? NUMBERING_NONE
	       : s->system == BULLET ? NUMBERING_BULLET
				     : NUMBERING_NUMBER;
}

enum numbering_kind numbering_kind_of(const char *name)
{
	return kind_of(find(name, strlen(name)));
}

/* Text that is in a list and in none of its li has no marker. */
static bool is_loose(const struct node *item)
{
	return item->flags & NODE_IMPLIED && item->element != ELEMENT_LI;
}

static const struct style *style_of(const struct node *item)
{
	const struct node *list = node_parent(item);
	const char *name = attr_str(item, ATTR_NUMBERING);

	if (is_loose(item))
		name = "none";
	if (!name)
		name = attr_str(list, ATTR_NUMBERING);
	if (!name)
		name = attr_int(list, ATTR_ORDERED, 0) ? "decimal" : "disc";
	return find(name, strlen(name));
}

enum numbering_kind numbering_kind(const struct node *item)
{
	return kind_of(style_of(item));
}

const struct numbering_format *numbering_format(const struct node *item)
{
	return &style_of(item)->format;
}

/* ---- counting ---- */

static bool counts(const struct node *item)
{
	return item->kind == KIND_ITEM && item->reason != REASON_HIDDEN && !is_loose(item);
}

static long first_number(const struct node *list)
{
	long items = 0;

	if (!attr_int(list, ATTR_REVERSED, 0) || attr_int(list, ATTR_START, INT_MIN) != INT_MIN)
		return attr_int(list, ATTR_START, 1);
	for (const struct node *n = node_first_all(list); n; n = node_next_all(n))
		items += counts(n);
	return items;
}

long numbering_go(struct numbering *n, const struct node *item)
{
	const struct node *list = node_parent(item), *at;
	long step = attr_int(list, ATTR_REVERSED, 0) ? -1 : 1;

	if (n->list != list)
		*n = (struct numbering){.list = list, .number = first_number(list) - step};
	while (n->at != item && (at = n->at ? node_next_all(n->at) : node_first_all(list))) {
		n->at = at;
		if (counts(at))
			n->number = attr_int(at, ATTR_VALUE, INT_MIN) != INT_MIN
					    ? attr_int(at, ATTR_VALUE, 0)
					    : n->number + step;
	}
	return n->number;
}

/* ---- writing ---- */

/* The letter of the alphabet, from 0; all of its letters have as many bytes. */
static void put_letter(struct buf *out, const char *letters, unsigned long i)
{
	unsigned width;

	utf8_decode(letters, strlen(letters), &width);
	buf_put(out, letters + i * width, width);
}

static unsigned long letter_count(const char *letters)
{
	unsigned width;

	utf8_decode(letters, strlen(letters), &width);
	return strlen(letters) / width;
}

/* To a base: alphabetic systems have no zero (3.1.4), those of places have (3.1.5). */
static void put_places(struct buf *out, const char *letters, unsigned long n, bool zero)
{
	unsigned long base = letter_count(letters), places[64];
	unsigned count = 0;

	do {
		n -= !zero;
		places[count++] = n % base;
		n /= base;
	} while (n);
	while (count--)
		put_letter(out, letters, places[count]);
}

static void put_roman(struct buf *out, const char *letters, long n)
{
	static const struct {
		int value;
		const char *letters; /* indices into those of the style */
	} parts[] = {{1000, "0"}, {900, "20"}, {500, "1"}, {400, "21"}, {100, "2"}, {90, "42"},
		{50, "3"}, {40, "43"}, {10, "4"}, {9, "64"}, {5, "5"}, {4, "65"}, {1, "6"}};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		for (; n >= parts[i].value; n -= parts[i].value)
			for (const char *c = parts[i].letters; *c; c++)
				buf_putc(out, letters[*c - '0']);
}

/* 7.1.2: a digit and its place each; zeros between others are one, those at the end none. */
static void put_chinese(struct buf *out, const char *letters, long n, bool informal)
{
	static const int places[] = {1000, 100, 10, 1};
	bool begun = false, zero = false;

	if (n < 0)
		put_letter(out, letters, 13);
	n = n < 0 ? -n : n;
	if (!n)
		put_letter(out, letters, 0);
	for (int i = 0; i < 4; i++) {
		int digit = (int)(n / places[i] % 10);

		if (!digit) {
			zero = begun;
			continue;
		}
		if (zero)
			put_letter(out, letters, 0);
		if (!(informal && places[i] == 10 && digit == 1 && !begun))
			put_letter(out, letters, (unsigned long)digit);
		if (places[i] > 1)
			put_letter(out, letters, (unsigned long)(12 - i));
		zero = false;
		begun = true;
	}
}

/* Numbers that a style has no word for are those of its fallback. */
void numbering_put(struct buf *out, const struct node *item, long n)
{
	const struct style *s = style_of(item);
	enum system system = s->system;
	const char *letters = s->letters;

	if (system == NOTHING || system == BULLET)
		return;
	if ((system == FIXED && (n < 1 || n > (long)letter_count(letters))) ||
		((system == INFORMAL || system == FORMAL) && (n < -9999 || n > 9999))) {
		system = PLACES;
		letters = digits;
	}
	if ((system == PLACES && n < 0) || (system == ALPHABETIC && n < 1) ||
		(system == ROMAN && (n < 1 || n > 3999)))
		system = DECIMAL;
	if (system == DECIMAL)
		buf_printf(out, "%ld", n);
	else if (system == PADDED)
		buf_printf(out, n < 0 ? "-%02ld" : "%02ld", n < 0 ? -n : n);
	else if (system == ROMAN)
		put_roman(out, letters, n);
	else if (system == FIXED)
		put_letter(out, letters, (unsigned long)(n - 1));
	else if (system == INFORMAL || system == FORMAL)
		put_chinese(out, letters, n, system == INFORMAL);
	else
		put_places(out, letters, (unsigned long)n, system == PLACES);
	buf_puts(out, s->format.suffix);
}

void numbering_put_gap(struct buf *out, const char *mark)
{
	size_t len = strlen(mark), last = len;
	unsigned width;

	while (last && (mark[--last] & 0xC0) == 0x80)
		;
	if (len && !char_is_cjk(utf8_decode(mark + last, len - last, &width)))
		buf_putc(out, ' ');
}
