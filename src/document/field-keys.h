#ifndef GUIDANG_FIELD_KEYS_H
#define GUIDANG_FIELD_KEYS_H

/* The keys of metadata fields: field-keys.def. */
#include <stddef.h>

/* Key of a printed label (white space, colons and the brackets around it do not count), or
 * NULL. */
const char *field_key(const char *label, size_t len);

/* The first printed label of a key: len bytes of the result; NULL where it has none. */
const char *key_label(const char *key, size_t *len);

/* Key of a meta tag's name (case does not count), or NULL. */
const char *meta_key(const char *name);

#endif
