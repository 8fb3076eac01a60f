/*
 * Titles cut into lines: between words, of balanced length, in the shape of a trapezium or a
 * rhombus (GB/T 9704-2012, 7.3.1). Where Chinese words end, ICU's dictionary tells.
 */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "base/utf8.h"

/* Places in a title that are looked at; a longer title is left as it is. */
#define PLACES_MAX 200

/* What speaks against a cut [like the square of a difference in 1/2 em]. */
#define COST_HOURGLASS 60 /* a line that is shorter than both its neighbours */
#define COST_EQUAL     6  /* lines of one length: neither shape */
#define COST_POOR      40 /* a place that reads badly */
#define COST_GOOD      -12

struct place {
	size_t at; /* [bytes] */
	long ems;  /* of the text before it [1/100 em] */
	int cost;  /* of cutting here */
};

struct places {
	struct place place[PLACES_MAX + 1];
	unsigned count;
};

enum role { ROLE_NO_BEGIN, ROLE_NO_END, ROLE_BEGIN, ROLE_WHOLE, ROLE_PLACE };

static const struct {
	enum role role;
	const char *word;
} words[] = {
#define TITLE_WORD(role, word) {ROLE_##role, word},
#include "office/title-words.def"
#undef TITLE_WORD
};

/* Whether a word of the role begins (or ends) at the place. */
static bool any(enum role role, const char *s, size_t len, size_t at, bool ends)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i].word);

		if (words[i].role == role && n <= (ends ? at : len - at) &&
			!memcmp(ends ? s + at - n : s + at, words[i].word, n))
			return true;
	}
	return false;
}

/* Whether the place is within the word of n bytes, all of it of three bytes a character. */
static bool cuts(const char *s, size_t len, size_t at, const char *word, size_t n)
{
	for (size_t in = 3; in < n; in += 3)
		if (in <= at && n - in <= len - at && !memcmp(s + at - in, word, n))
			return true;
	return false;
}

/* Longest name of a place at the beginning of a title [characters]. */
#define PLACE_CHARS 6

/* The place whose authority issues the document, which the title begins with: no dictionary has
   them all. Its length; 0 where it begins with none. */
static size_t place_name(const char *s, size_t len)
{
	for (size_t at = 3; at + 3 <= len && at < 3 * PLACE_CHARS; at += 3)
		if (any(ROLE_PLACE, s, len, at, false))
			return at + 3;
	return 0;
}

/* Whether the place is within a word that stays whole. */
static bool cuts_word(const char *s, size_t len, size_t at)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].role == ROLE_WHOLE &&
			cuts(s, len, at, words[i].word, strlen(words[i].word)))
			return true;
	return cuts(s, len, at, s, place_name(s, len));
}

/* Book-title marks and brackets that are open before at: what they hold is one name. */
static bool is_inside(const char *s, size_t at)
{
	int depth = 0;

	for (size_t i = 0; i + 3 <= at; i++) {
		depth += !memcmp(s + i, "《", 3) || !memcmp(s + i, "（", 3) ||
			 !memcmp(s + i, "“", 3);
		depth -= !memcmp(s + i, "》", 3) || !memcmp(s + i, "）", 3) ||
			 !memcmp(s + i, "”", 3);
	}
	return depth > 0;
}

static int cost_of(const char *s, size_t len, size_t at)
{
	if (any(ROLE_NO_BEGIN, s, len, at, false) || any(ROLE_NO_END, s, len, at, true) ||
		cuts_word(s, len, at))
		return 4 * COST_POOR;
	if (is_inside(s, at))
		return COST_POOR;
	return s[at - 1] == ' ' || any(ROLE_BEGIN, s, len, at, false) ? COST_GOOD : 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The ends of words, and the end of the text. */
static int find_places(struct places *p, const char *s, size_t len)
{
	UErrorCode status = U_ZERO_ERROR;
	UText *text = utext_openUTF8(NULL, s, (int64_t)len, &status);
	UBreakIterator *ends = ubrk_open(UBRK_WORD, "zh", NULL, 0, &status);
	int32_t at;

	p->count = 0;
	ubrk_setUText(ends, text, &status);
	while (U_SUCCESS(status) && p->count < PLACES_MAX &&
		(at = ubrk_next(ends)) != UBRK_DONE) {
		size_t end = (size_t)at;

		if (end < len && is_digit(s[end - 1]) && !strncmp(s + end, "年", 3))
			continue;
		p->place[p->count++] = (struct place){
			end, office_text_ems(s, end), end < len ? cost_of(s, len, end) : 0};
	}
	if (ends)
		ubrk_close(ends);
	utext_close(text);
	return U_SUCCESS(status) && p->count && p->place[p->count - 1].at == len ? 0 : -1;
}

/* ---- the best cuts ---- */

struct search {
	const struct places *places;
	unsigned lines;
	long width, ideal;
	unsigned now[OFFICE_CUTS_MAX + 1], best[OFFICE_CUTS_MAX + 1];
	long best_cost;
	unsigned tries;
};

/* Cuts that are tried; by then, the best of a title is found. */
#define TRIES_MAX 200000

static long length_of(const struct search *s, unsigned line)
{
	long from = line ? s->places->place[s->now[line - 1]].ems : 0;

	return s->places->place[s->now[line]].ems - from;
}

static long cost_of_shape(const struct search *s)
{
	long cost = 0;

	for (unsigned i = 0; i < s->lines; i++) {
		long off = (length_of(s, i) - s->ideal) / 50;

		cost += off * off;
		if (i && labs(length_of(s, i) - length_of(s, i - 1)) < 50)
			cost += COST_EQUAL;
		if (i && i + 1 < s->lines && length_of(s, i) < length_of(s, i - 1) &&
			length_of(s, i) < length_of(s, i + 1))
			cost += COST_HOURGLASS;
	}
	return cost;
}

/* All cuts from the line on, whose lines fit. */
static void try_cuts(struct search *s, unsigned line, unsigned from, long cost)
{
	if (line + 1 == s->lines) {
		s->now[line] = s->places->count - 1;
		if (length_of(s, line) > s->width)
			return;
		cost += cost_of_shape(s);
		if (s->best_cost < 0 || cost < s->best_cost) {
			s->best_cost = cost < 0 ? 0 : cost;
			memcpy(s->best, s->now, sizeof s->best);
		}
		return;
	}
	for (unsigned i = from; i + 1 < s->places->count && s->tries < TRIES_MAX; i++) {
		s->now[line] = i;
		s->tries++;
		if (length_of(s, line) > s->width)
			return;
		/* A line of less than half of what it should be leads to nothing good. */
		if (length_of(s, line) * 2 >= s->ideal)
			try_cuts(s, line + 1, i + 1,
				cost + s->places->place[i].cost + 2 * -COST_GOOD);
	}
}

unsigned office_cut_title(const char *s, size_t len, long width, size_t cuts[OFFICE_CUTS_MAX])
{
	long whole = office_text_ems(s, len);
	unsigned least = (unsigned)((whole + width - 1) / width);
	struct places *places;
	unsigned count = 0;

	if (whole <= width || least > OFFICE_CUTS_MAX || len > 4 * PLACES_MAX)
		return 0;
	places = malloc(sizeof *places);
	if (places && !find_places(places, s, len))
		for (unsigned lines = least;
			lines <= least + 1 && lines <= OFFICE_CUTS_MAX && !count; lines++) {
			struct search search = {.places = places,
				.lines = lines,
				.width = width,
				.ideal = whole / lines,
				.best_cost = -1};

			try_cuts(&search, 0, 0, 0);
			for (; search.best_cost >= 0 && count + 1 < lines; count++)
				cuts[count] = places->place[search.best[count]].at;
		}
	free(places);
	return count;
}
