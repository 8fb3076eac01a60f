#ifndef GUIDANG_DIGEST_H
#define GUIDANG_DIGEST_H

/* Fixity: what shows that bytes are still the same. */
#include <stddef.h>

/* SHA-256 (FIPS 180-4) of the bytes in 64 hexadecimal digits and a NUL. */
void digest_sha256(char hex[65], const char *bytes, size_t len);

#endif
