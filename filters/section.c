/*
 * Gives the headings that the document's profile knows the id of their section. The outermost
 * headings come first, and what is below a heading with an id is part of its section:
 * "（一）主动公开" below "一、总体情况" is no section of its own. A heading that joins several
 * sections has the id of the one it names first; the others are then not missing.
 */
#include "document/filter.h"
#include "profile/label.h"
#include "profile/profile.h"

#define LEVEL_MAX   9
#define HEADING_MAX 1024

/* A section of the profile, as far as the document has it. */
struct found {
	const struct profile_section *section;
	bool named;  /* some heading speaks of it */
	bool placed; /* some heading has its id */
};

struct search {
	struct document *doc;
	struct found *found; /* in the profile's order */
	unsigned count;
	struct node **headings; /* in the document's order */
	unsigned heading_count;
	struct buf label; /* of the heading at hand */
	size_t start;	  /* after its number */
};

/* The place in the heading where the section is named first; SIZE_MAX where it is not. */
static size_t named_at(const struct search *s, const struct profile_section *section)
{
	const char *text = buf_str(&s->label) + s->start;
	size_t first = SIZE_MAX;
	struct span span;

	for (const struct profile_pattern *p = section->headings; p; p = p->next)
		if (match(s->doc->matches, p->pattern, text, s->label.len - s->start, &span,
			    1) &&
			span.start < first)
			first = span.start;
	return first;
}

/* The section named first of those that no heading has yet; NULL where there is none. */
static struct found *find_section(struct search *s)
{
	struct found *best = NULL;
	size_t first = SIZE_MAX;

	for (struct found *f = s->found; f < s->found + s->count; f++) {
		size_t at = named_at(s, f->section);

		f->named |= at < SIZE_MAX;
		if (!f->placed && at < first) {
			best = f;
			first = at;
		}
	}
	return best;
}

static void place(struct search *s, struct node *heading)
{
	struct found *f;

	buf_clear(&s->label);
	if (!label_collect(&s->label, heading, HEADING_MAX))
		return;
	s->start = label_numbering(s->doc->matches, buf_str(&s->label), s->label.len);
	f = find_section(s);
	if (!f)
		return;
	f->placed = true;
	attr_set_str(&s->doc->tree, heading, ATTR_SECTION, f->section->id);
}

static int level_of(const struct node *heading)
{
	int level = attr_int(heading, ATTR_LEVEL, 1);

	return level > LEVEL_MAX ? LEVEL_MAX : level;
}

static void place_level(struct search *s, int level)
{
	int owner = LEVEL_MAX +
		    1; /* level of the last heading with an id, while its section lasts */

	for (unsigned i = 0; i < s->heading_count; i++) {
		struct node *heading = s->headings[i];

		if (level_of(heading) > owner)
			continue;
		if (level_of(heading) == level)
			place(s, heading);
		owner = attr_str(heading, ATTR_SECTION) ? level_of(heading) : LEVEL_MAX + 1;
	}
}

static void report_missing(const struct search *s, const struct profile *p)
{
	for (const struct found *f = s->found; f < s->found + s->count; f++)
		if (f->section->required && !f->named)
			diag_report(s->doc, DIAG_SECTION_MISSING, 0, p->name, f->section->id);
}

static int collect(struct search *s, const struct profile *p)
{
	struct node *root = s->doc->tree.root;
	struct arena *a = &s->doc->tree.arena;

	for (const struct profile_section *section = p->sections; section;
		section = section->next)
		s->count++;
	for (struct node *n = root; n; n = tree_next_block(root, n))
		s->heading_count += n->kind == KIND_HEADING;
	s->found = arena_alloc(a, (s->count + 1) * sizeof *s->found);
	s->headings = arena_alloc(a, (s->heading_count + 1) * sizeof *s->headings);
	if (!s->found || !s->headings)
		return -1;
	s->count = s->heading_count = 0;
	for (const struct profile_section *section = p->sections; section;
		section = section->next)
		s->found[s->count++].section = section;
	for (struct node *n = root; n; n = tree_next_block(root, n))
		if (n->kind == KIND_HEADING)
			s->headings[s->heading_count++] = n;
	return 0;
}

static int run(struct document *doc)
{
	const struct profile *p = profile_for_document(doc);
	struct search s = {.doc = doc};
	bool failed;

	if (!p || collect(&s, p))
		return -1;
	for (int level = 1; level <= LEVEL_MAX; level++)
		place_level(&s, level);
	report_missing(&s, p);
	failed = buf_failed(&s.label) || arena_failed(&doc->tree.arena);
	buf_free(&s.label);
	return failed ? -1 : 0;
}

const struct filter filter_section = {
	.name = "section",
	.stage = STAGE_RESTRUCTURE,
	.help = "give headings the section ids of the profile",
	.run = run,
};
