#include "base/digest.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdio.h>

void digest_hex(char *hex, const uint8_t *sum, size_t len)
{
	for (size_t i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
}

void digest_sha256(char hex[65], const char *bytes, size_t len)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, (const uint8_t *)bytes);
	sha256_digest(&ctx, sizeof sum, sum);
	digest_hex(hex, sum, sizeof sum);
}

/* RFC 9562, 6.6 */
static const uint8_t url_space[16] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80,
	0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

void digest_uuid(char urn[DIGEST_UUID_SIZE], const char *name, size_t len)
{
	uint8_t u[16];
	struct sha1_ctx ctx;

	sha1_init(&ctx);
	sha1_update(&ctx, sizeof url_space, url_space);
	sha1_update(&ctx, len, (const uint8_t *)name);
	sha1_digest(&ctx, sizeof u, u);
	u[6] = (uint8_t)((u[6] & 0x0F) | 0x50);
	u[8] = (uint8_t)((u[8] & 0x3F) | 0x80);
	snprintf(urn, DIGEST_UUID_SIZE,
		"urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
		u[13], u[14], u[15]);
}
