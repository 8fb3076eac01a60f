#ifndef GUIDANG_IMAGEREFS_H
#define GUIDANG_IMAGEREFS_H

/*
 * Which pictures a page may show, told from its bytes before it is read: what stands beside it
 * in an archive can be had only while the archive is at that place.
 *
 * Only HTML in an encoding that is ASCII below 128 is looked at, and an address that is not
 * ASCII is told as its bytes are.
 */
#include <stddef.h>

/* Calls found for the address of each <img>, as often as it stands there: its src, else what
   scripts make its src. The string is lent. */
void imagerefs_each(const char *html, size_t len,
	void (*found)(void *user, const char *address), void *user);

#endif
