#ifndef GUIDANG_CHARSET_H
#define GUIDANG_CHARSET_H

/*
 * Bytes to UTF-8, by the WHATWG Encoding Standard's labels and its decoders.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct charset_choice {
	/* Label in the page, as written; "" if none. If an unknown label from outside, or
	   a contrary one of HTTP, is what there is to report, that one. */
	char declared[64];
	const char *
		used; /* WHATWG name in lower case, a constant: "gb18030", "utf-8", "big5", … */
	const char *by; /* bom, option, http, content, declared, detected, default */
	size_t bom;	/* length of the byte order mark [bytes]; charset_decode wants none */
	bool unknown_label; /* the declared (or given) label is not in the table */
	bool contrary;	    /* the bytes are not what is declared */
	bool clean;	    /* charset_decode would give back unchanged what follows the mark */
	bool failed;	    /* memory was refused: what the page declares may not be seen */
};

/*
 * Chooses: BOM, then option, then http (both labels, may be NULL), then valid UTF-8 with a byte
 * above 0x7F, then the label that the page declares (if an HTML parser would obey it), then
 * detection (libuchardet, and the pairs that GB text is made of). Failing all: gb18030 if
 * lang (may be NULL: that of <html lang>) is zh, else windows-1252; for ASCII utf-8.
 *
 * Where a label of http or of the page makes more than one in 200 bytes above 0x7F unreadable
 * or private-use, the charset that reads the page with fewest such losses is "detected"
 * instead.
 */
struct charset_choice charset_choose(
	const char *bytes, size_t len, const char *option, const char *http, const char *lang);

/* WHATWG name for a label, or NULL if it is no label. GBK's labels give "gb18030", which is
   how the standard decodes them. */
const char *charset_by_label(const char *label, size_t len);

struct charset_counts {
	uint64_t replaced; /* U+FFFD written for what could not be read, or may not be in XML
			    */
	uint64_t doubtful; /* private-use characters written */
};

/*
 * Decodes into out, appending. What the standard's decoder calls one error becomes one U+FFFD,
 * and it goes on where the standard does: ASCII after a broken lead byte survives. Code points
 * that XML 1.0 cannot hold (C0 controls but tab, LF, CR; U+FFFE, U+FFFF) become U+FFFD too, but
 * a form feed, white space in HTML, a space. CR LF and CR stay as they are. A BOM at the start
 * is not removed. charset is a label; counts (may be NULL) is set. 0, or -1 if memory or the
 * system's iconv refused, or charset is no label.
 */
int charset_decode(struct buf *out, const char *charset, const char *bytes, size_t len,
	struct charset_counts *counts);

/* True if the bytes are UTF-8 that charset_decode would give back unchanged. */
bool charset_is_clean_utf8(const char *bytes, size_t len);

#endif
