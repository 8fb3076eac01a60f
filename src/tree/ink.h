#ifndef GUIDANG_INK_H
#define GUIDANG_INK_H

/*
 * The ink of a node: its live characters without the white space, looked at where they stand.
 * Most lines are told from what is looked for by a character or by their length: their text
 * need not be collected for that. What is answered is what text_collect_squashed would tell.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tree/tree.h"

/* The first character, the last one; 0 where there is none. */
uint32_t ink_first(const struct node *n);
uint32_t ink_last(const struct node *n);

/* How many characters there are, up to most. */
size_t ink_count(const struct node *n, size_t most);

/* The length of the ink, where the len bytes at s begin with it; 0 where they do not, or where
   there is none [bytes]. */
size_t ink_begins(const struct node *n, const char *s, size_t len);
/* Whether it is this string, which is not empty. */
bool ink_is(const struct node *n, const char *s);

/* Copies the ink, or what of it fits, to the room bytes at "to": how much goes to *len. False
   where there is more. */
bool ink_copy(const struct node *n, char *to, size_t room, size_t *len);

#endif
