#ifndef GUIDANG_RULES_H
#define GUIDANG_RULES_H

/*
 * Rules for the pages of one site, in the form that ftr-site-config made common: a text file
 * a host, a directive a line (docs/guidang-siterules.5). Several lines of one directive are
 * kept in order.
 *
 * Faults of a file are said of the page under conversion, with the file's name and line. What
 * is unknown is a note, what cannot be used a warning: neither stops the rest of the file.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct query;

enum directive {
#define DIRECTIVE(name, word, effect) DIRECTIVE_##name,
#include "site/directives.def"
#undef DIRECTIVE
	DIRECTIVE_COUNT
};

struct rule {
	const char *value; /* UTF-8, without blanks at its ends, never empty */
	uint32_t line;	   /* in the file, from 1 */
	struct rule *next; /* of the same directive, in the file's order */
};

struct siterules {
	const char *file; /* its name, without its folder; NULL where no file applies */
	struct rule *first[DIRECTIVE_COUNT], *last[DIRECTIVE_COUNT];
};

/*
 * The rules for the page: of path itself, or if that is a folder, of the file in it that is
 * named after the page's host. Everything lives in the document's arena. 0, also where there
 * are none; -1: a file cannot be read (said as a diagnostic) or memory ran out.
 */
int siterules_load(struct siterules *rules, struct document *doc, const char *path);

/* Reads the len bytes of a file; file is its name in diagnostics. */
void siterules_parse(struct siterules *rules, struct document *doc, const char *file,
	const char *text, size_t len);

/* Longest host name (RFC 1035, 2.3.4) with its NUL [bytes]. */
#define HOST_SIZE 256

/*
 * The host of an address, in lower case, without port, user and a leading "www."; false if
 * the address has none, or one that is no file name.
 */
bool siterules_host(const char *uri, char host[HOST_SIZE]);

/* The host of the page itself, by where it was saved from or by its base. */
bool siterules_page_host(const struct document *doc, char host[HOST_SIZE]);

/* Sets doc->next_page to where the rules find that the page goes on; faults are said of it.
   query is of the page. */
void siterules_find_next(
	struct document *doc, const struct siterules *rules, struct query *query);

#endif
