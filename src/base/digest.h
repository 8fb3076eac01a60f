#ifndef GUIDANG_DIGEST_H
#define GUIDANG_DIGEST_H

/* Fixity: what shows that bytes are still the same. */
#include <stddef.h>
#include <stdint.h>

/* The bytes of a digest in two hexadecimal digits each, and a NUL. */
void digest_hex(char *hex, const uint8_t *sum, size_t len);

/* SHA-256 (FIPS 180-4) of the bytes in 64 hexadecimal digits and a NUL. */
void digest_sha256(char hex[65], const char *bytes, size_t len);

/* A name-based UUID as a URN, and a NUL (RFC 9562, 4 and 5.5: version 5, in the name space of
   URLs): the same name has the same one everywhere. */
#define DIGEST_UUID_SIZE 46
void digest_uuid(char urn[DIGEST_UUID_SIZE], const char *name, size_t len);

#endif
