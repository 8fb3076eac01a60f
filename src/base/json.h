#ifndef GUIDANG_JSON_H
#define GUIDANG_JSON_H

/*
 * Writes JSON (RFC 8259) as it goes: no document in memory, keys in the order
 * given, commas by itself. Compact; one value a line is the caller's choice.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct json {
	struct buf *out;
	bool comma; /* a value was written on this level */
};

/* key is NULL in arrays and at the top. */
void json_open_object(struct json *j, const char *key);
void json_close_object(struct json *j);
void json_open_array(struct json *j, const char *key);
void json_close_array(struct json *j);
void json_str(struct json *j, const char *key, const char *value); /* NULL: null */
void json_strn(struct json *j, const char *key, const char *value, size_t len);
void json_int(struct json *j, const char *key, int64_t value);
void json_flag(struct json *j, const char *key, bool value); /* true or false */
void json_null(struct json *j, const char *key);

#endif
