#ifndef GUIDANG_CLASSES_H
#define GUIDANG_CLASSES_H

/* The words of an HTML attribute that holds several: class, and role. */
#include <stdbool.h>
#include <stddef.h>

/*
 * The next word of words: its first byte goes to *word, its length [bytes] is answered; 0 at
 * the end. Set *word to NULL before the first call. words may be NULL: it has none. Words are
 * separated by ASCII white space (HTML standard, 2.3.7): space, tab, LF, FF, CR.
 */
size_t class_next(const char *words, const char **word);

/* Whether a word is the len bytes at have; ASCII case counts. */
bool class_is(const char *have, size_t len, const char *word);

#endif
