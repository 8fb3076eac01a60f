/*
 * Lines within the text that are one link and nothing else, and say nothing but where to go on:
 * "Learn more", "Book now", in whatever language. Two things give them away: a teaser ends with
 * one that leads where the teaser's heading leads; and the same words lead elsewhere each time.
 * Names that come again and again lead to the same place; what acts on the page leads nowhere.
 */
#include "document/filter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence/attached.h"
#include "base/list.h"

/* A call has at most so many characters, of which so few are outside the link: a full stop,
   an arrow. */
#define CALL_CHARS  80
#define CALL_BESIDE 2

/* Words that lead to so many places; their most characters, and their least width: "v2" is a
   datum [terminal cells]. */
#define CALL_PLACES 3
#define WORDS_CHARS 30
#define WORDS_WIDTH 4

struct call {
	struct node *line;
	const char *words; /* squashed */
	const char *to;	   /* where it leads; "": nowhere */
};

struct search {
	struct document *doc;
	struct call *calls;
	size_t count, room;
	const char *heading; /* where the heading above leads; NULL: nowhere */
};

/* The only link of a line that is nothing else; NULL where it is more. */
static const struct node *only_link(const struct node *line)
{
	const struct node *link = line;
	struct text_stats s;

	while (link && link->kind != KIND_LINK)
		link = tree_next(line, link);
	if (!link)
		return NULL;
	s = text_measure(line);
	return s.chars && s.links == 1 && !s.images && s.chars - s.link_chars <= CALL_BESIDE
		       ? link
		       : NULL;
}

/* The target of a link: "" where it does something to the page, or scrolls it; NULL where it
   says nothing. */
static const char *target(const struct node *link)
{
	const char *href = link ? attr_str(link, ATTR_HREF) : NULL;

	return href && (*href == '#' || !strncasecmp(href, "javascript:", 11)) ? "" : href;
}

/* True if a line leads on, and so far does nothing else. */
static bool may_be_call(const struct document *doc, const struct node *line)
{
	return line->kind == KIND_PARA && only_link(line) && !attached_links_file(doc, line) &&
	       !node_ancestor(line, KIND_TABLE) && text_measure(line).chars <= CALL_CHARS;
}

static bool leads_where_heading_leads(const struct search *s, const struct node *line)
{
	const char *to = target(only_link(line));

	return to && *to && s->heading && !strcmp(to, s->heading);
}

static struct call *new_call(struct search *s)
{
	if (s->count == s->room) {
		struct call *more = list_double(s->calls, &s->room, sizeof *more);

		if (!more)
			return NULL;
		s->calls = more;
	}
	return &s->calls[s->count];
}

/* Notes a line whose words may come again. */
static int note_call(struct search *s, struct node *line)
{
	const struct node *link = only_link(line);
	struct call *call = target(link) ? new_call(s) : NULL;
	struct buf words = BUF_INIT;
	int rc = target(link) && !call ? -1 : 0;

	text_collect_squashed(&words, link);
	if (call && text_width(buf_str(&words), words.len) >= WORDS_WIDTH) {
		*call = (struct call){line,
			arena_strndup(&s->doc->tree.arena, buf_str(&words), words.len),
			target(link)};
		s->count++;
		rc = call->words ? 0 : -1;
	}
	if (buf_failed(&words))
		rc = -1;
	buf_free(&words);
	return rc;
}

/* Drops the calls of teasers, and notes what may come again. */
static int find_calls(struct search *s)
{
	struct node *root = s->doc->tree.root;
	int rc = 0;

	for (struct node *n = root; !rc && n; n = tree_next_block(root, n)) {
		if (n->kind == KIND_HEADING)
			s->heading = target(only_link(n));
		else if (!may_be_call(s->doc, n))
			continue;
		else if (leads_where_heading_leads(s, n))
			node_drop(&s->doc->tree, n, REASON_TOOLS);
		else if (text_measure(n).chars <= WORDS_CHARS)
			rc = note_call(s, n);
	}
	return rc;
}

static bool same_words(const struct call *a, const struct call *b)
{
	return !strcmp(a->words, b->words);
}

static int by_words(const void *a, const void *b)
{
	const struct call *x = a, *y = b;
	int words = strcmp(x->words, y->words);

	return words ? words : strcmp(x->to, y->to);
}

static void drop_repeated(struct search *s)
{
	size_t end;

	qsort(s->calls, s->count, sizeof *s->calls, by_words);
	for (size_t i = 0; i < s->count; i = end) {
		unsigned places = 1;

		for (end = i + 1; end < s->count && same_words(&s->calls[i], &s->calls[end]);
			end++)
			places += !*s->calls[end].to ||
				  strcmp(s->calls[end].to, s->calls[end - 1].to) != 0;
		for (size_t k = i; places >= CALL_PLACES && k < end; k++)
			node_drop(&s->doc->tree, s->calls[k].line, REASON_TOOLS);
	}
}

static int run(struct document *doc)
{
	struct search s = {.doc = doc};
	int rc;

	if (doc->body_by_rule)
		return 0;
	rc = find_calls(&s);
	if (!rc && s.count)
		drop_repeated(&s);
	free(s.calls);
	return rc;
}

const struct filter filter_strip_calls = {
	.name = "strip-calls",
	.stage = STAGE_STRIP,
	.help = "drop links that only lead on, of teasers and repeated",
	.run = run,
};
