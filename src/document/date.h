#ifndef GUIDANG_DATE_H
#define GUIDANG_DATE_H

/* Dates as official documents print them. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"

/*
 * Finds a date in the len bytes at s and writes it as YYYY-MM-DD to iso: 2017年5月15日,
 * 二〇一七年五月十五日, 2017-05-15, 2017/5/15, 2017.5.15, with white space anywhere between;
 * also "May 15, 2017" and "15 May 2017". Only real dates of the years 1900 to 2199 count.
 */
bool date_read(struct match_cache *c, const char *s, size_t len, char iso[11]);

/* True if s is a date from end to end, as in a 成文日期; iso as above. */
bool date_is(struct match_cache *c, const char *s, size_t len, char iso[11]);

/* True if a text may be a date and no more, by its first character and its last one. */
bool date_may_be(uint32_t first, uint32_t last);

#endif
