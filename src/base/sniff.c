#include "base/sniff.h"

#include <string.h>
#include <strings.h>

static const struct magic {
	const char *bytes;
	size_t len;
	const char *what;
} magics[] =
	{
		{"%PDF-", 5, "a PDF"},
		{"filedesc://", 11, "an ARC archive"},
		{"Rar!\x1a\x07", 6, "a RAR archive"},
		{"7z\xbc\xaf\x27\x1c", 6, "a 7z archive"},
		{"bplist00", 8, "a property list"},
		{"\x89PNG", 4, "an image"},
		{"\xff\xd8\xff", 3, "an image"},
		{"GIF8", 4, "an image"},
		{"RIFF", 4, "an image or a sound"},
		{"\xd0\xcf\x11\xe0", 4, "an office document"},
		{"II*", 4, "an image"},
		{"MM\0*", 4, "an image"},
		{"CWS", 3, "a Flash film"},
		{"FWS", 3, "a Flash film"},
		{"\x7f"
		 "ELF",
			4, "a program"},
		{"MZ", 2, "a program"},
		{"SQLite format 3", 16, "an SQLite database"},
		{"\x04\x22\x4d\x18", 4, "LZ4 data, which is not unpacked"},
},
  packed[] = {
	  {"PK\x03\x04", 4, "a ZIP"},
	  {"\x1f\x8b", 2, "compressed data"},
};

static bool begins(const char *bytes, size_t len, const char *with, size_t with_len)
{
	return len >= with_len && !memcmp(bytes, with, with_len);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
	c |= 0x20;
	return c >= 'a' && c <= 'z';
}

/* Behind a byte order mark of UTF-8 and white space. */
static size_t skip_space(const char *bytes, size_t len)
{
	size_t at = begins(bytes, len, "\xef\xbb\xbf", 3) ? 3 : 0;

	while (at < len && is_space(bytes[at]))
		at++;
	return at;
}

static bool may_follow_tag_open(char c)
{
	return is_letter(c) || c == '!' || c == '?' || c == '/';
}

const char *sniff_utf16(const char *bytes, size_t len)
{
	if (begins(bytes, len, "\xff\xfe", 2))
		return "utf-16le";
	if (begins(bytes, len, "\xfe\xff", 2))
		return "utf-16be";
	if (len < 4)
		return NULL;
	if (bytes[0] == '<' && !bytes[1] && may_follow_tag_open(bytes[2]) && !bytes[3])
		return "utf-16le";
	if (!bytes[0] && bytes[1] == '<' && !bytes[2] && may_follow_tag_open(bytes[3]))
		return "utf-16be";
	return NULL;
}

bool sniff_markup(const char *bytes, size_t len)
{
	size_t at = skip_space(bytes, len);

	return len - at >= 2 && bytes[at] == '<' && may_follow_tag_open(bytes[at + 1]);
}

bool sniff_plain_text(const char *bytes, size_t len)
{
	const char *end = bytes + (len < SNIFF_WINDOW ? len : SNIFF_WINDOW), *at = bytes;

	if (!len || memchr(bytes, '\0', (size_t)(end - bytes)))
		return false;
	while ((at = memchr(at, '<', (size_t)(end - at)))) {
		if (sniff_markup(at, (size_t)(end - at)))
			return false;
		at++;
	}
	return true;
}

bool sniff_html(const char *bytes, size_t len)
{
	static const char *const tags[] = {"!DOCTYPE HTML", "HTML", "HEAD", "SCRIPT", "IFRAME",
		"H1", "DIV", "FONT", "TABLE", "A", "STYLE", "TITLE", "B", "BODY", "BR", "P",
		"META", "LINK", "FRAMESET", "CENTER"};
	size_t at = skip_space(bytes, len);
	const char *p = bytes + at + 1;

	if (sniff_utf16(bytes, len))
		return true;
	if (!sniff_markup(bytes, len))
		return false;
	len -= at + 1;
	if (begins(p, len, "!--", 3))
		return true;
	if (*p == '?')
		return memmem(p, len, "<html", 5) != NULL;
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		size_t tag = strlen(tags[i]);

		if (len > tag && !strncasecmp(p, tags[i], tag) &&
			(is_space(p[tag]) || p[tag] == '>'))
			return true;
	}
	return false;
}

/* A tag anywhere in what is looked at. */
static bool has_tag(const char *bytes, size_t len)
{
	const char *p = bytes, *end = bytes + len;

	while (p < end && (p = memchr(p, '<', (size_t)(end - p))) && ++p < end)
		if (is_letter(*p) || *p == '!' || *p == '/')
			return true;
	return false;
}

static const char *find_magic(
	const struct magic *m, size_t count, const char *bytes, size_t len)
{
	for (; count; count--, m++)
		if (begins(bytes, len, m->bytes, m->len))
			return m->what;
	return NULL;
}

/* Text can begin with the letters of a magic; no text has NULs or the like soon after. */
static bool begins_binary(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && i < 64; i++)
		if ((unsigned char)bytes[i] < '\t')
			return true;
	return false;
}

/* Bytes that no text has, but NUL, and ESC, SO and SI, by which ISO-2022-JP shifts. */
static bool is_control(unsigned char c)
{
	return (c && c < '\t') ||
	       (c > '\r' && c < ' ' && c != 0x1B && c != 0x0E && c != 0x0F) || c == 0x7F;
}

/* Text has none of them, or a stray one; of random bytes every tenth is such [1 in so many]. */
#define UNREADABLE 32

/*
 * Markup may be padded with NULs, and is read all the same. In UTF-16 and UTF-32 one of two
 * bytes is the upper one of a character, and those are no controls.
 */
static bool is_binary(const char *bytes, size_t len)
{
	size_t controls[2] = {0}, nuls = 0;

	if (sniff_markup(bytes, len) || sniff_utf16(bytes, len))
		return false;
	if (len > SNIFF_WINDOW)
		len = SNIFF_WINDOW;
	for (size_t i = 0; i < len; i++) {
		nuls += !bytes[i];
		controls[i % 2] += is_control((unsigned char)bytes[i]);
	}
	return controls[0] && controls[1] &&
	       (controls[0] + controls[1] + nuls) * UNREADABLE > len;
}

const char *sniff_foreign(const char *bytes, size_t len)
{
	const char *what = find_magic(magics, sizeof magics / sizeof *magics, bytes, len);
	bool is_text = begins(bytes, len, "%PDF-", 5) || begins(bytes, len, "filedesc://", 11);

	if (what && (is_text || begins_binary(bytes, len)))
		return what;
	what = find_magic(packed, sizeof packed / sizeof *packed, bytes, len);
	return !what && is_binary(bytes, len) ? "binary data" : NULL;
}

bool sniff_json(const char *bytes, size_t len)
{
	size_t at = skip_space(bytes, len);
	bool list = at < len && bytes[at] == '[';

	if (at == len || (bytes[at] != '{' && !list))
		return false;
	do
		at++;
	while (at < len && is_space(bytes[at]));
	return at < len && (list ? bytes[at] == '{' : bytes[at] == '"');
}

const char *sniff_not_html(const char *bytes, size_t len)
{
	size_t at = skip_space(bytes, len);
	const char *what;

	if (at == len)
		return "empty";
	if (sniff_utf16(bytes, len))
		return NULL;
	what = sniff_foreign(bytes, len);
	if (!what)
		what = find_magic(packed, sizeof packed / sizeof *packed, bytes, len);
	if (what)
		return what;
	if (bytes[at] == '{' || bytes[at] == '[')
		return "JSON";
	if (len > SNIFF_WINDOW)
		len = SNIFF_WINDOW;
	return has_tag(bytes, len) ? NULL : "text without any tag";
}
