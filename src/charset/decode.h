#ifndef GUIDANG_CHARSET_DECODE_H
#define GUIDANG_CHARSET_DECODE_H

/* The charsets that there are, and what they can read: what is chosen from (charset.c). */
#include <stdbool.h>
#include <stddef.h>

#include "charset/charset.h"

enum charset_id {
#define CHARSET(id, name, decoder, cutter, iconv) CHARSET_##id,
#include "charset/labels.def"
};

struct sink;
struct charset;
/* The piece of text at p < end in a charset of several bytes. */
typedef struct piece piece_cutter(const unsigned char *p, const unsigned char *end);
/* 0, or -1 if iconv refused. Refused memory shows in the sink's buffer. */
typedef int charset_decoder(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len);

/* A row of labels.def. */
struct charset {
	enum charset_id id;
	const char *name; /* in the standard, in lower case */
	charset_decoder *decode;
	piece_cutter *cut; /* for a charset of several bytes */
	const char *iconv; /* NULL if iconv is not used */
};

/* By their id. */
extern const struct charset charsets[];

/* By label or by name, which is always a label too. NULL if there is none. */
const struct charset *charset_find(const char *label, size_t len);

/* True if every byte is a character of its own, so that nearly any bytes can be read. */
bool charset_is_single_byte(const struct charset *charset);

/* Bytes taken as UTF-8. */
struct utf8_look {
	bool likely; /* UTF-8 with a character above U+007F; that the last one was cut off is no
			objection */
	bool clean;  /* charset_decode would give them back unchanged */
};
struct utf8_look utf8_look(const unsigned char *bytes, size_t len);

#endif
