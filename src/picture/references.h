#ifndef GUIDANG_PICTURE_REFERENCES_H
#define GUIDANG_PICTURE_REFERENCES_H

/*
 * The pictures that a page may show, told from its bytes before it is read: files beside it in
 * an archive can be had only while the archive is at that place.
 *
 * Addresses are as the page's tree has them. UTF-16 is decoded first; of ISO-2022-JP only what
 * is ASCII is understood.
 */
#include <stddef.h>

/* Calls found for the address of each <img>, as often as it is there: its src, else what
   scripts make its src. The string is lent. charset and http are labels from outside, as for
   charset_choose. 0 or -1 (memory). */
int imagerefs_each(const char *html, size_t len, const char *charset, const char *http,
	void (*found)(void *user, const char *address), void *user);

#endif
