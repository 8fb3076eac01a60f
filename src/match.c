#define PCRE2_CODE_UNIT_WIDTH 8
#include "match.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Buckets of the table of compiled patterns: some hundred patterns stand in it. */
#define BUCKETS 256

/* Backtracking steps allowed for one match: patterns here need a few dozen; a hostile line must
   not stop a batch. */
#define MATCH_LIMIT 100000

/* Groups of a match that are kept, the whole match among them. */
#define GROUPS_KEPT 32

/* Patterns found without hashing them: nearly all are constants, known by their address. */
#define RECENT 256

/*
 * A pattern that one document uses more often than this is compiled to machine code, which
 * takes as long as some dozens of matches and makes them ten times as fast. The count is the
 * document's: since machine code meets the match limit elsewhere, the same page must go the
 * same way whatever was converted before it.
 */
#define USES_BEFORE_JIT 40

struct pattern {
	struct pattern *next;
	char *source;
	pcre2_code *code;  /* NULL: it does not compile */
	bool tried_jit;	   /* code has machine code, where this machine can have it */
	unsigned document; /* that last used it */
	unsigned uses;	   /* in that document, up to USES_BEFORE_JIT */
};

struct match_cache {
	struct pattern *buckets[BUCKETS];
	struct pattern *recent[RECENT]; /* by address of the source last asked with */
	pcre2_match_data *data;
	pcre2_match_context *context;
	unsigned document; /* counts them */
};

struct match_cache *match_cache_new(void)
{
	struct match_cache *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->data = pcre2_match_data_create(GROUPS_KEPT, NULL);
	c->context = pcre2_match_context_create(NULL);
	if (!c->data || !c->context) {
		match_cache_free(c);
		return NULL;
	}
	pcre2_set_match_limit(c->context, MATCH_LIMIT);
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
	pcre2_match_context_free(c->context);
	free(c);
}

void match_cache_begin(struct match_cache *c)
{
	if (c)
		c->document++;
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

/* FNV-1a, 32 bits. */
static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261U;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

static struct pattern *find_or_compile(struct match_cache *c, const char *source)
{
	struct pattern **bucket = &c->buckets[hash(source) % BUCKETS], *p = *bucket;

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
	p->next = *bucket;
	*bucket = p;
	return p;
}

static struct pattern *find(struct match_cache *c, const char *source)
{
	struct pattern **recent = &c->recent[((uintptr_t)source >> 3) % RECENT];

	if (!*recent || strcmp((*recent)->source, source))
		*recent = find_or_compile(c, source);
	return *recent;
}

/* Whether p has come to its machine code in this document. */
static bool wants_jit(const struct match_cache *c, struct pattern *p)
{
	if (p->document != c->document) {
		p->document = c->document;
		p->uses = 0;
	}
	if (p->uses < USES_BEFORE_JIT) {
		p->uses++;
		return false;
	}
	if (!p->tried_jit)
		pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	p->tried_jit = true;
	return true;
}

static int run(struct match_cache *c, struct pattern *p, const char *s, size_t len)
{
	uint32_t how = PCRE2_NO_UTF_CHECK | (wants_jit(c, p) ? 0 : PCRE2_NO_JIT);
	int found = pcre2_match(p->code, (PCRE2_SPTR)s, len, 0, how, c->data, c->context);

	/* Machine code has a small stack of its own. */
	if (found == PCRE2_ERROR_JIT_STACKLIMIT)
		found = pcre2_match(p->code, (PCRE2_SPTR)s, len, 0, how | PCRE2_NO_JIT, c->data,
			c->context);
	return found;
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

bool match_str(struct match_cache *c, const char *pattern, const char *s)
{
	return s && match(c, pattern, s, strlen(s), NULL, 0);
}

bool match_valid(struct match_cache *c, const char *pattern, char *message, size_t size)
{
	pcre2_code *code = compile(pattern, message, size);
	bool valid = code;

	pcre2_code_free(code);
	return valid;
}
