#ifndef GUIDANG_MEDIA_H
#define GUIDANG_MEDIA_H

#include "document/filter.h"

/* What the world outside calls a format that is read or written; of its versions this one, the
   one that is written by itself where it has not that or version is NULL. NULL: there is no
   such format, or nothing is known of it. */
const struct media *media_of(const char *format, const char *version);

#endif
