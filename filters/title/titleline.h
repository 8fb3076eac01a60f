#ifndef GUIDANG_TITLELINE_H
#define GUIDANG_TITLELINE_H

/* How much a printed line looks like a title. */
#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"

/* Points for a line's level, name, place, size and weight: from 0 to TITLE_STYLE_MAX. */
#define TITLE_STYLE_MAX (40 + 15 + 12 + 8 + 12 + 4)
int title_line_style(const struct document *doc, const struct node *n);
/* The same, or some more: what takes no reading of names. */
int title_line_style_most(const struct node *n);

/* Points for what official documents call themselves at the end, TITLE_GENRE or 0; text is the
   line's, squashed. */
#define TITLE_GENRE 12
int title_line_genre(const struct document *doc, const char *text, size_t len);

/* Whether a line is centred, by itself or by what holds it. */
bool title_line_centred(const struct node *line);

/* Whether a line is a first-level heading. */
bool title_line_level_one(const struct node *line);

/* Whether the page's own software calls a line the headline of an article. */
bool title_line_headline(const struct document *doc, const struct node *line);

#endif
