#include "archive/zipdir.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

/* Fixed parts of the records (APPNOTE.TXT, 4.3.7, 4.3.12, 4.3.14 to 4.3.16) [bytes]. */
#define LOCAL	  30
#define CENTRAL	  46
#define END	  22
#define END64	  56
#define LOCATOR64 20

/* After the end record comes a comment of at most 65535 bytes. */
#define TAIL ((size_t)END + 65535)

static uint64_t little(const char *p, int bytes)
{
	uint64_t n = 0;

	while (bytes--)
		n = n << 8 | (unsigned char)p[bytes];
	return n;
}

/* The bytes at a place, len of them; NULL where there are fewer. */
static const char *look(struct stream *in, uint64_t at, size_t len)
{
	const char *p;

	if (at > stream_end(in))
		return NULL;
	stream_seek(in, at);
	return stream_peek(in, len, &p) >= len ? p : NULL;
}

/* The last end record whose comment reaches to the end of the file. */
static bool find_end(struct stream *in, uint64_t *at)
{
	uint64_t size = stream_end(in), from = size > TAIL ? size - TAIL : 0;
	const char *p = look(in, from, (size_t)(size - from));

	for (uint64_t i = p && size - from >= END ? size - from - END + 1 : 0; i-- > 0;)
		if (!memcmp(p + i, "PK\5\6", 4) &&
			from + i + END + little(p + i + 20, 2) == size) {
			*at = from + i;
			return true;
		}
	return false;
}

/* Number of members, and where the directory begins. */
static bool read_end(struct stream *in, uint64_t end, uint64_t *count, uint64_t *directory)
{
	const char *p = look(in, end, END);

	if (!p)
		return false;
	*count = little(p + 10, 2);
	*directory = little(p + 16, 4);
	if (*count != 0xFFFF && *directory != 0xFFFFFFFF)
		return true;
	p = end >= LOCATOR64 ? look(in, end - LOCATOR64, LOCATOR64) : NULL;
	if (!p || memcmp(p, "PK\6\7", 4))
		return true; /* the numbers are what they look like */
	p = look(in, little(p + 8, 8), END64);
	if (!p || memcmp(p, "PK\6\6", 4))
		return false;
	*count = little(p + 32, 8);
	*directory = little(p + 48, 8);
	return true;
}

/* The offset of 64 bits is in an extra field, after the sizes that need it (4.5.3). */
static uint64_t offset_of(const char *p, size_t name, size_t extra)
{
	uint64_t offset = little(p + 42, 4);
	const char *field = p + CENTRAL + name, *end = field + extra;
	size_t before = (little(p + 24, 4) == 0xFFFFFFFF ? 8 : 0) +
			(little(p + 20, 4) == 0xFFFFFFFF ? 8 : 0);

	while (offset == 0xFFFFFFFF && end - field >= 4) {
		size_t len = little(field + 2, 2);

		if (len > (size_t)(end - field) - 4)
			break;
		if (little(field, 2) == 1 && len >= before + 8)
			return little(field + 4 + before, 8);
		field += 4 + len;
	}
	return offset;
}

/* ---- names ---- */

/* The word of the names that have no flag of UTF-8 (4.4.4, bit 11). */
struct evidence {
	bool none; /* one is no UTF-8 */
	bool wide; /* one is, with a character of three bytes or more: hardly by chance */
	bool dos;  /* one with other than ASCII comes from a system that has code pages */
};

static bool is_wide(const uint8_t *name, size_t len)
{
	while (len && *name < 0xE0)
		name++, len--;
	return len;
}

static bool is_ascii(const uint8_t *name, size_t len)
{
	while (len && *name < 0x80)
		name++, len--;
	return !len;
}

/* Looks at the name of a central header. True if it is UTF-8 whatever the others are. */
static bool look_at_name(const char *p, size_t len, struct evidence *e)
{
	const uint8_t *name = (const uint8_t *)p + CENTRAL;
	bool valid = !u8_check(name, len), wide = valid && is_wide(name, len);
	int system = (unsigned char)p[5]; /* 4.4.2.2: 0 is MS-DOS, 10 Windows */

	if (is_ascii(name, len) || little(p + 8, 2) & 1 << 11)
		return true;
	e->none |= !valid;
	e->wide |= wide;
	e->dos |= system == 0 || system == 10;
	return wide;
}

/* The others are as the archive as a whole is: one program wrote it. */
static void judge_names(struct zipdir *z, const struct evidence *e)
{
	bool utf8 = !e->none && (e->wide || !e->dos);

	for (size_t i = 0; i < z->count; i++)
		z->utf8[i] |= utf8;
}

/* ---- the directory ---- */

static int read_members(struct zipdir *z, struct stream *in, uint64_t directory, uint64_t count)
{
	uint64_t at = directory;
	struct evidence names = {false};

	for (; z->count < count; z->count++) {
		const char *p = look(in, at, CENTRAL);
		size_t name, extra;

		if (!p || memcmp(p, "PK\1\2", 4))
			return -1;
		name = little(p + 28, 2);
		extra = little(p + 30, 2);
		p = look(in, at, CENTRAL + name + extra);
		if (!p)
			return -1;
		z->offsets[z->count] = offset_of(p, name, extra);
		z->utf8[z->count] = look_at_name(p, name, &names);
		at += CENTRAL + name + extra + little(p + 32, 2);
	}
	judge_names(z, &names);
	return 0;
}

int zipdir_read(struct zipdir *z, struct stream *in, size_t most)
{
	uint64_t end, count, directory;

	*z = (struct zipdir){0};
	if (!stream_seekable(in) || !find_end(in, &end) ||
		!read_end(in, end, &count, &directory) || count > most ||
		count > stream_end(in) / CENTRAL)
		return -1;
	z->offsets = calloc(count ? (size_t)count : 1, sizeof *z->offsets);
	z->utf8 = calloc(count ? (size_t)count : 1, sizeof *z->utf8);
	if (z->offsets && z->utf8 && !read_members(z, in, directory, count))
		return 0;
	zipdir_free(z);
	return -1;
}

void zipdir_free(struct zipdir *z)
{
	free(z->offsets);
	free(z->utf8);
	*z = (struct zipdir){0};
}

uint64_t zipdir_content(struct stream *in, uint64_t local)
{
	const char *p = look(in, local, LOCAL);

	if (!p || memcmp(p, "PK\3\4", 4))
		return 0;
	return local + LOCAL + little(p + 26, 2) + little(p + 28, 2);
}
