#ifndef GUIDANG_CHARSET_PRIVATE_H
#define GUIDANG_CHARSET_PRIVATE_H

/*
 * What the parts of charset.h share: charset.c (choosing), charset-prescan.c (what the page
 * declares), charset-utf.c (UTF-8, UTF-16, and the way out of every decoder), and what iconv
 * does the greater part of: charset-single.c; charset-multi.c with the rules in
 * charset-pieces.c and charset-gb18030.c.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "charset/charset.h"
#include "base/slice.h"

enum charset_id {
#define CHARSET(id, name, decoder, cutter, iconv) CHARSET_##id,
#include "charset/charset-labels.def"
};

/* Where decoders write. Whatever they hand over, only what XML may hold comes out. */
struct sink {
	struct buf *out;
	struct charset_counts counts;
};

/*
 * A piece of text in a multi-byte charset, cut by the rules of the standard's decoder: what one
 * round of it reads before it gives a code point or an error.
 */
struct piece {
	enum { PIECE_PLAIN, PIECE_POINT, PIECE_BROKEN } kind;
	unsigned width; /* [bytes], at least 1, never past the end */
	uint32_t
		code_point; /* of a PIECE_POINT: what iconv does not know, or knows otherwise */
};

/* The piece at p < end. A PIECE_PLAIN is left to iconv. */
typedef struct piece piece_cutter(const unsigned char *p, const unsigned char *end);
piece_cutter gb18030_piece, big5_piece, euc_kr_piece, shift_jis_piece, euc_jp_piece,
	iso_2022_jp_piece;

struct charset;
/* 0, or -1 where iconv refused. Refused memory shows in the sink's buffer. */
typedef int charset_decoder(struct sink *sink, const struct charset *charset,
	const unsigned char *bytes, size_t len);
charset_decoder decode_utf8, decode_utf16le, decode_utf16be, decode_user_defined,
	decode_replacement, decode_single_byte, decode_pieces;

/* A row of charset-labels.def. */
struct charset {
	enum charset_id id;
	const char *name;
	charset_decoder *decode;
	piece_cutter *cut; /* for decode_pieces */
	const char *iconv; /* NULL where iconv is not used */
};

/* By label or by name, which is always a label too. NULL where there is none. */
const struct charset *charset_find(const char *label, size_t len);

/* UTF-8, broken or not. */
void sink_text(struct sink *sink, const unsigned char *utf8, size_t len);
void sink_point(struct sink *sink, uint32_t code_point);
/* One U+FFFD for something that could not be read. */
void sink_broken(struct sink *sink);

/* What bytes are as UTF-8. */
struct utf8_look {
	bool likely; /* UTF-8 with a character above U+007F; that the last one was cut off is no
			objection */
	bool clean;  /* charset_decode would give them back unchanged */
};
struct utf8_look utf8_look(const unsigned char *bytes, size_t len);

/* What a page says about itself in its first bytes. The slices lie in the page; start is NULL
   where there is none. */
struct prescan {
	const struct charset *charset; /* NULL where none is declared by a known label */
	struct slice label; /* as written: of charset, or else the first unknown one */
	struct slice lang;  /* of <html lang> */
	bool failed;	    /* memory was refused: something may be missing */
};
struct prescan charset_prescan(const char *bytes, size_t len);

#endif
