#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/match.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

/* Buckets of the table of compiled patterns: some hundred patterns stand in it. */
#define BUCKETS 256

/*
 * Backtracking steps allowed for one match: patterns here need a few dozen; a hostile line must
 * not stop a batch. Machine code counts otherwise, and fewer: its limit is so much higher that
 * it decides whatever the interpreter decides, and is asked where that gives up. So the answer
 * is the machine code's, whenever a pattern has come to it.
 */
#define MATCH_LIMIT	100000
#define MATCH_LIMIT_JIT 1000000

/* Groups of a match that are kept, the whole match among them. */
#define GROUPS_KEPT 32

/* Patterns found without hashing them: nearly all are constants, known by their address. */
#define RECENT 1024

/* A pattern that is used more often than this is compiled to machine code, which takes as long
   as some dozens of matches and makes them ten times as fast. */
#define USES_BEFORE_JIT 40

struct pattern {
	struct pattern *next;
	char *source;
	pcre2_code *code; /* NULL: it does not compile */
	bool has_jit;	  /* code has machine code */
	bool anchored;	  /* it matches at the beginning or not at all */
	unsigned uses;	  /* up to one more than USES_BEFORE_JIT: then there was a try */
};

/* Words that are looked for, in the order of asking; when there is no place left, the last
   one's is taken. */
#define WORD_SETS 16

struct word_set {
	const char *words;
	uint8_t pairs[65536 / 8]; /* by a word's first two bytes, in any case, a bit for each */
	bool starts[1024];	  /* by the hash of how it starts */
};

/* Patterns of which the first that is found is asked for, by the address of the constant, in
   the order of asking; when there is no place left, the last one's is taken. */
#define PATTERN_SETS 3

/* First characters remembered for a set, a power of two: each takes many questions. */
#define SET_BEGINNINGS 4096

struct pattern_set {
	const char *const *sources;
	struct pattern *patterns[MATCH_FIRST_MAX];
	uint32_t known[SET_BEGINNINGS]; /* code points, plus one; 0: free */
	uint64_t may[SET_BEGINNINGS];	/* which patterns may begin with them, a bit for each */
};

/* A pattern that was found, and the address that it was asked for with. */
struct recent {
	const char *asked;
	struct pattern *pattern;
};

struct match_cache {
	struct pattern *buckets[BUCKETS];
	struct recent recent[RECENT]; /* by address */
	struct word_set sets[WORD_SETS];
	struct pattern_set pattern_sets[PATTERN_SETS];
	pcre2_match_data *data;
	pcre2_match_context *interpreted, *jit; /* their limits */
};

struct match_cache *match_cache_new(void)
{
	struct match_cache *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->data = pcre2_match_data_create(GROUPS_KEPT, NULL);
	c->interpreted = pcre2_match_context_create(NULL);
	c->jit = pcre2_match_context_create(NULL);
	if (!c->data || !c->interpreted || !c->jit) {
		match_cache_free(c);
		return NULL;
	}
	pcre2_set_match_limit(c->interpreted, MATCH_LIMIT);
	pcre2_set_match_limit(c->jit, MATCH_LIMIT_JIT);
	return c;
}

static void pattern_free(struct pattern *p)
{
	pcre2_code_free(p->code);
	free(p->source);
	free(p);
}

void match_cache_free(struct match_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct pattern *p = c->buckets[i], *next; p; p = next) {
			next = p->next;
			pattern_free(p);
		}
	pcre2_match_data_free(c->data);
	pcre2_match_context_free(c->interpreted);
	pcre2_match_context_free(c->jit);
	free(c);
}

static pcre2_code *compile(const char *source, char *message, size_t size)
{
	int error;
	PCRE2_SIZE at;
	PCRE2_UCHAR why[128];
	/* NO_UTF_CHECK is for matching only: patterns come from files too. */
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP, &error, &at, NULL);

	if (!code && message) {
		pcre2_get_error_message(error, why, sizeof why);
		snprintf(message, size, "%s at byte %zu", (const char *)why, (size_t)at);
	}
	return code;
}

static bool is_anchored(const pcre2_code *code)
{
	uint32_t options = 0;

	return code && !pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options) &&
	       options & PCRE2_ANCHORED;
}

static struct pattern *find_or_compile(struct match_cache *c, const char *source)
{
	struct pattern *
		*bucket = &c->buckets[hash_bytes(HASH_START, source, strlen(source)) % BUCKETS],
	       *p = *bucket;

	while (p && strcmp(p->source, source))
		p = p->next;
	if (p || !(p = calloc(1, sizeof *p)))
		return p;
	p->source = strdup(source);
	if (!p->source) {
		free(p);
		return NULL;
	}
	p->code = compile(source, NULL, 0);
	p->anchored = is_anchored(p->code);
	p->next = *bucket;
	*bucket = p;
	return p;
}

static struct recent *recent_place(struct match_cache *c, const char *source)
{
	/* Fibonacci hashing: the bits that count most are the product's highest. */
	uint32_t hash = (uint32_t)(uintptr_t)source * UINT32_C(0x9E3779B9);

	return &c->recent[hash / (UINT32_MAX / RECENT + 1)];
}

static struct pattern *find(struct match_cache *c, const char *source)
{
	struct recent *recent = recent_place(c, source);

	if (!recent->pattern || strcmp(recent->pattern->source, source))
		*recent = (struct recent){source, find_or_compile(c, source)};
	return recent->pattern;
}

/* The same for a constant: where its address was asked for, nothing else can have stood. */
static struct pattern *find_constant(struct match_cache *c, const char *source)
{
	const struct recent *recent = recent_place(c, source);

	return recent->asked == source && recent->pattern ? recent->pattern : find(c, source);
}

/* Counts a use; whether p has machine code. now: it is to have it at once. */
static bool has_jit(struct pattern *p, bool now)
{
	if (p->uses > USES_BEFORE_JIT)
		return p->has_jit;
	p->uses = now ? USES_BEFORE_JIT + 1 : p->uses + 1;
	if (p->uses > USES_BEFORE_JIT)
		p->has_jit = !pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	return p->has_jit;
}

static int interpret(struct match_cache *c, struct pattern *p, const char *s, size_t len)
{
	return pcre2_match(p->code, (PCRE2_SPTR)s, len, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
		c->data, c->interpreted);
}

/* ---- what a line begins with ---- */

/* Whether what begins with the character of the width at s may match, as far as pcre2 sees
   without what follows: where not, it needs to see no more. */
static bool ask_beginning(
	struct match_cache *c, const struct pattern *p, const char *s, unsigned width)
{
	return pcre2_match(p->code, (PCRE2_SPTR)s, width, 0,
		       PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT | PCRE2_PARTIAL_HARD, c->data,
		       c->interpreted) != PCRE2_ERROR_NOMATCH;
}

/* ---- matching ---- */

static int run(struct match_cache *c, struct pattern *p, const char *s, size_t len)
{
	int found = PCRE2_ERROR_MATCHLIMIT;

	if (!has_jit(p, false))
		found = interpret(c, p, s, len);
	if (found != PCRE2_ERROR_MATCHLIMIT || !has_jit(p, true))
		return found;
	found = pcre2_jit_match(
		p->code, (PCRE2_SPTR)s, len, 0, PCRE2_NO_UTF_CHECK, c->data, c->jit);
	/* Machine code has a small stack of its own. */
	return found == PCRE2_ERROR_JIT_STACKLIMIT ? interpret(c, p, s, len) : found;
}

bool match(struct match_cache *c, const char *pattern, const char *s, size_t len,
	struct span *spans, size_t n)
{
	struct pattern *p = find(c, pattern);
	const PCRE2_SIZE *groups;
	int found;

	if (!p || !p->code)
		return false;
	found = run(c, p, s, len);
	if (found < 0)
		return false;
	if (!found)
		found = GROUPS_KEPT; /* the pattern has more */
	groups = pcre2_get_ovector_pointer(c->data);
	for (size_t i = 0; i < n; i++) {
		bool set = i < (size_t)found && groups[2 * i] != PCRE2_UNSET;

		spans[i] = set ? (struct span){groups[2 * i], groups[2 * i + 1]}
			       : (struct span){SIZE_MAX, SIZE_MAX};
	}
	return true;
}

bool match_may(struct match_cache *c, const char *pattern, const char *s, size_t len)
{
	struct pattern *p = find_constant(c, pattern);

	return !p || !p->code || run(c, p, s, len) != PCRE2_ERROR_NOMATCH;
}

static struct pattern_set *pattern_set(
	struct match_cache *c, const char *const *sources, size_t n)
{
	struct pattern_set *set = c->pattern_sets, *last = set + PATTERN_SETS - 1;

	while (set < last && set->sources && set->sources != sources)
		set++;
	if (set->sources == sources)
		return set;
	*set = (struct pattern_set){.sources = sources};
	for (size_t i = 0; i < n; i++)
		set->patterns[i] = find(c, sources[i]);
	return set;
}

/* Which of the patterns may match what begins with the character at s, a bit for each. */
static uint64_t patterns_for(
	struct match_cache *c, struct pattern_set *set, size_t n, const char *s, size_t len)
{
	unsigned width;
	uint32_t first = utf8_decode(s, len, &width), slot = first % SET_BEGINNINGS;

	if (set->known[slot] == first + 1)
		return set->may[slot];
	set->known[slot] = first + 1;
	set->may[slot] = 0;
	for (size_t i = 0; i < n; i++) {
		const struct pattern *p = set->patterns[i];

		if (p && p->code && (!p->anchored || ask_beginning(c, p, s, width)))
			set->may[slot] |= UINT64_C(1) << i;
	}
	return set->may[slot];
}

size_t match_first(
	struct match_cache *c, const char *const *patterns, size_t n, const char *s, size_t len)
{
	struct pattern_set *set = pattern_set(c, patterns, n);
	uint64_t may = len ? patterns_for(c, set, n, s, len) : UINT64_MAX;

	for (size_t i = 0; i < n && may; i++, may >>= 1)
		if (may & 1 && set->patterns[i] && set->patterns[i]->code &&
			run(c, set->patterns[i], s, len) >= 0)
			return i;
	return n;
}

bool match_str(struct match_cache *c, const char *pattern, const char *s)
{
	return s && match(c, pattern, s, strlen(s), NULL, 0);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* How many bytes tell a word's start: Han begins with few bytes. */
static size_t start_len(const char *s)
{
	return (unsigned char)*s >= 0x80 && (unsigned char)*s < 0xE0 ? 2 : 3;
}

static unsigned start_hash(const char *s)
{
	unsigned hash = lower(s[0]) * 31U + lower(s[1]);

	return (start_len(s) == 2 ? hash : hash * 31 + lower(s[2])) % 1024;
}

static unsigned pair_of(const char *s)
{
	return (unsigned)(unsigned char)s[0] << 8 | (unsigned char)s[1];
}

static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
}

static void add_word(struct word_set *set, const char *word)
{
	for (unsigned i = 0; i < 4; i++) {
		const char start[2] = {
			i & 1 ? upper(word[0]) : word[0], i & 2 ? upper(word[1]) : word[1]};
		unsigned pair = pair_of(start);

		set->pairs[pair / 8] |= (uint8_t)(1U << pair % 8);
	}
	set->starts[start_hash(word)] = true;
}

static const struct word_set *word_set(struct match_cache *c, const char *words)
{
	struct word_set *set = c->sets, *last = set + WORD_SETS - 1;

	while (set < last && set->words && set->words != words)
		set++;
	if (set->words == words)
		return set;
	*set = (struct word_set){.words = words};
	for (const char *word = words; word; word = strchr(word, '|')) {
		word += *word == '|';
		add_word(set, word);
	}
	return set;
}

/* Whether one of the words stands at s. */
static bool begins_with_one(const char *words, const char *s, size_t len)
{
	for (const char *word = words; word; word = strchr(word, '|')) {
		size_t i = 0;

		word += *word == '|';
		while (word[i] && word[i] != '|' && i < len &&
			(unsigned char)word[i] == lower(s[i]))
			i++;
		if (!word[i] || word[i] == '|')
			return true;
	}
	return false;
}

bool match_words(struct match_cache *c, const char *words, const char *s, size_t len)
{
	const struct word_set *set = word_set(c, words);

	for (size_t i = 0; i + 1 < len; i++) {
		unsigned pair = pair_of(s + i);

		if (set->pairs[pair / 8] >> pair % 8 & 1 && len - i >= start_len(s + i) &&
			set->starts[start_hash(s + i)] &&
			begins_with_one(words, s + i, len - i))
			return true;
	}
	return false;
}

bool match_valid(struct match_cache *c, const char *pattern, char *message, size_t size)
{
	const struct pattern *p = find(c, pattern);

	if (!p || !p->code)
		pcre2_code_free(compile(pattern, message, size));
	return p && p->code;
}
