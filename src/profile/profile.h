#ifndef GUIDANG_PROFILE_H
#define GUIDANG_PROFILE_H

/*
 * Profiles: all that is known of a form of document. When it applies, which
 * sections it has and how they are headed, which tables, and which sums hold in
 * them. The files' format is described in docs/guidang-profiles.5.
 *
 * Everything of a profile lives in the arena it was parsed into. Lists are in
 * the order of the file. Patterns are pcre2, matched against labels (label.h).
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "document/document.h"
#include "base/match.h"

struct profile_pattern {
	const char *pattern;
	struct profile_pattern *next;
};

/* The cheapest to look at first. */
enum clue_place { CLUE_TITLE, CLUE_HEADING, CLUE_BODY, CLUE_YEAR };

/* A sign that speaks for the profile (or, with points below 0, against it). */
struct profile_clue {
	enum clue_place place;
	int points;
	const char *pattern;  /* NULL with CLUE_YEAR */
	unsigned first, last; /* CLUE_YEAR: years, both included */
	struct profile_clue *next;
};

struct profile_section {
	const char *id;
	bool required;
	struct profile_pattern *headings; /* any of them */
	struct profile_section *next;
};

struct profile_table {
	const char *id;
	bool required;
	struct profile_pattern *cells; /* all of them */
	struct profile_table *next;
};

enum axis { AXIS_ROW, AXIS_COLUMN };

/* Rows (or columns) of a table, added up. */
struct profile_term {
	const char *pattern; /* of the line's label; NULL: any */
	const char *from;    /* label of the first line looked at; NULL: the table's first */
	const char *until;   /* label of the first line not looked at; NULL: none */
	unsigned count;	     /* how many lines there must be; 0: at least one */
	bool many;	     /* every line that fits; false: the first */
	struct profile_term *next;
};

/* left = right in every line along the axis: with AXIS_COLUMN the terms are rows. */
struct profile_equation {
	enum axis each;
	struct profile_term *left, *right;
	struct profile_equation *next;
};

struct profile_check {
	const char *rule;
	const struct profile_table *table;
	struct profile_equation *equations;
	struct profile_check *next;
};

struct profile {
	const char *name;  /* of the file, without .profile */
	const char *about; /* one line; NULL where there is none */
	int need;	   /* points without which it does not apply */
	struct profile_clue *clues;
	struct profile_section *sections;
	struct profile_table *tables;
	struct profile_check *checks;
};

struct profile_error {
	unsigned line; /* from 1 */
	char message[200];
};

/* Reads the len bytes at text into p, but for its name. 0, or -1 with error set. */
int profile_parse(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error);

/* The same, but only the parts that it is chosen by, its need and its clues: the most telling
   clues of the cheapest places first. */
int profile_parse_clues(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error);

/* True if a name that options have is that of a file: it ends in .profile or has a slash. */
bool profile_is_file(const char *name);

/* True if there is a profile that options can name: an embedded one, or a file that can be
 * read.
 */
bool profile_exists(const char *name);

/*
 * The profile of the document: the one that the options name, if it exists; without that, the
 * one in doc->profile; without that, the embedded one with the most points. doc->profile is set
 * to its name. NULL where there is none, or it is faulty; the reason has been reported.
 */
const struct profile *profile_for_document(struct document *doc);

#endif
