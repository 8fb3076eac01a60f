#ifndef GUIDANG_LAYOUT_PRIVATE_H
#define GUIDANG_LAYOUT_PRIVATE_H

/* Reading a layout: layout.c has its directives, layout-values.c what stands in their lines.
   All that fail have told why (layout_fail) and answer -1 or NULL. */
#include "office/layout.h"

struct layout_parser {
	struct layout *layout;
	struct arena *arena;
	struct layout_error *error;
	const char *file;
	unsigned line;
	char *at; /* what is left of the line; words are cut out of it in place */
	bool in_base;
};

int layout_fail(struct layout_parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The next word; NULL at the line's end. Quotes anywhere in it keep blanks together and are
   taken away: alternatives="A, B". */
int layout_next_word(struct layout_parser *p, char **word);
/* The next word as key=value; *key is NULL at the line's end. */
int layout_next_pair(struct layout_parser *p, char **key, char **value);
const char *layout_copied(struct layout_parser *p, const char *s);

/* A length that stands for itself: pt or mm. */
int layout_read_absolute(struct layout_parser *p, const char *s, long *twips);
/* The place of s among the words, which NULL ends. */
int layout_read_choice(
	struct layout_parser *p, const char *s, const char *const *words, long *n);
int layout_read_flag(struct layout_parser *p, const char *s, long *n);
/* Whether the word is a property's; what it says is read by layout_read_property. */
bool layout_find_property(const char *word, enum layout_property *property);
int layout_read_property(struct layout_parser *p, enum layout_property property, char *s,
	struct layout_value *v);

#endif
