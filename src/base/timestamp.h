#ifndef GUIDANG_TIMESTAMP_H
#define GUIDANG_TIMESTAMP_H

/* Points in time as programs write them. */
#include <stdbool.h>

/* Whether s is a full-date or a date-time of RFC 3339, 5.6: 2024-01-17, 2024-01-17T10:30:00Z.
   Days of a month are not counted. */
bool timestamp_is(const char *s);

#define TIMESTAMP_SIZE sizeof "2024-01-17T10:30:00+08:00"

/* Writes the RFC 3339 form of a time as browsers print it (ECMA-262, 21.4.4.41, "Tue Jan 16
   2024 10:30:00 GMT+0800", whatever follows) to out. False where s does not begin with one. */
bool timestamp_from_browser(const char *s, char out[TIMESTAMP_SIZE]);

#endif
