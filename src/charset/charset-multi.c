#include "charset/charset-private.h"

#include <errno.h>
#include <iconv.h>

#define INVALID_ICONV ((iconv_t)-1)

/*
 * Multi-byte charsets: a cutter finds the pieces the way the standard does; runs of those that
 * iconv reads as the standard does go to iconv, in one call as far as they reach.
 */
struct decoder {
	struct sink *sink;
	piece_cutter *cut;
	iconv_t cd;
	bool keeps_state; /* over errors, because escape sequences switch it */
};

/* One call of iconv, whose UTF-8 goes to the sink; its error, or 0. in NULL: what it held back.
 */
static int convert_some(struct decoder *d, const unsigned char **in, size_t *len)
{
	char chunk[16384];
	char *from = in ? (char *)*in : NULL, *to = chunk;
	size_t room = sizeof(chunk);
	size_t rc = iconv(d->cd, in ? &from : NULL, len, &to, &room);
	int error = rc == (size_t)-1 ? errno : 0;

	sink_text(d->sink, (const unsigned char *)chunk, (size_t)(to - chunk));
	if (in)
		*in = (const unsigned char *)from;
	return error;
}

/* A run of pieces that are whole by their form. iconv may know of no character for one: then
   its last byte is read again where it is ASCII, as the standard does (11.1.1, 12.3.1, 13.1.1).
 */
static void convert_run(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	size_t left;
	unsigned width;
	int error;

	while (p < end) {
		left = (size_t)(end - p);
		error = convert_some(d, &p, &left);
		if (!error || p == end)
			break;
		if (error == E2BIG)
			continue;
		if (!d->keeps_state)
			convert_some(d, NULL, NULL);
		sink_broken(d->sink);
		width = d->cut(p, end).width;
		p += width > 1 && p[width - 1] < 0x80 ? width - 1 : width;
	}
	if (!d->keeps_state)
		convert_some(d, NULL, NULL);
}

static void convert_pieces(struct decoder *d, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *run = p;
	struct piece piece;

	while (p < end) {
		if (*p < 0x80) {
			p++;
			continue;
		}
		piece = d->cut(p, end);
		if (piece.kind != PIECE_PLAIN) {
			convert_run(d, run, p);
			run = p + piece.width;
		}
		if (piece.kind == PIECE_POINT)
			sink_point(d->sink, piece.code_point);
		else if (piece.kind == PIECE_BROKEN)
			sink_broken(d->sink);
		p += piece.width;
	}
	convert_run(d, run, end);
}

int decode_pieces(struct sink *sink, const struct charset *charset, const unsigned char *bytes,
	size_t len)
{
	struct decoder d = {
		.sink = sink,
		.cut = charset->cut,
		.keeps_state = charset->cut == iso_2022_jp_piece,
	};

	d.cd = iconv_open("UTF-8", charset->iconv);
	if (d.cd == INVALID_ICONV)
		return -1;
	convert_pieces(&d, bytes, bytes + len);
	iconv_close(d.cd);
	return 0;
}
