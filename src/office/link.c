#include "office/link.h"

#include <libxml/uri.h>
#include <string.h>
#include <strings.h>

/* Word takes no longer address [bytes]. */
#define LINK_MAX 2083

/* RFC 3986, 2.2 and 2.3, without the brackets: they are allowed in an IPv6 host only. */
static bool is_uri_char(char c)
{
	static const bool signs[128] = {['-'] = true,
		['.'] = true,
		['_'] = true,
		['~'] = true,
		[':'] = true,
		['/'] = true,
		['?'] = true,
		['#'] = true,
		['@'] = true,
		['!'] = true,
		['$'] = true,
		['&'] = true,
		['\''] = true,
		['('] = true,
		[')'] = true,
		['*'] = true,
		['+'] = true,
		[','] = true,
		[';'] = true,
		['='] = true};

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (!(c & 0x80) && signs[(unsigned char)c]);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* White space at the ends is not part of an address (HTML standard, 4.2.3: "stripping"). */
static size_t trim(const char **s)
{
	size_t len;

	*s += strspn(*s, " \t\r\n\f");
	len = strlen(*s);
	while (len && strchr(" \t\r\n\f", (*s)[len - 1]))
		len--;
	return len;
}

static void percent_encode(const char *s, size_t len, struct buf *out)
{
	bool in_fragment = false;

	for (size_t i = 0; i < len; i++) {
		bool escape =
			s[i] == '%' && len - i > 2 && is_hex(s[i + 1]) && is_hex(s[i + 2]);

		if (escape || (is_uri_char(s[i]) && !(s[i] == '#' && in_fragment)))
			buf_putc(out, s[i]);
		else if (!strchr("\t\r\n", s[i]))
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)s[i]);
		in_fragment |= s[i] == '#';
	}
}

/* Letters, digits and inner hyphens in labels between dots (RFC 1123, 2.1); _ is seen in use.
 */
static bool is_host(const char *s, size_t len)
{
	bool label = false;

	for (size_t i = 0; i < len; i++) {
		bool word = is_hex(s[i]) || (s[i] != '.' && s[i] != '-' && is_uri_char(s[i]) &&
						    !strchr("~:/?#@!$&'()*+,;=", s[i]));

		if (!word && (!label || (s[i] != '.' && s[i] != '-')))
			return false;
		label = s[i] != '.';
	}
	return len && len < 256 && s[len - 1] != '-';
}

static bool is_web(const xmlURI *uri)
{
	return uri->server && is_host(uri->server, strlen(uri->server)) && uri->port >= -1 &&
	       uri->port <= 65535;
}

/* One address: local part and host (RFC 6068, 2). */
static bool is_mail(const xmlURI *uri)
{
	const char *address = uri->opaque ? uri->opaque : uri->path ? uri->path : "";
	size_t len = strcspn(address, "?#");
	const char *at = memchr(address, '@', len);

	if (!at || at == address || *address == '.' || at[-1] == '.' ||
		strcspn(address, ",;:()/%&='!$*~") < (size_t)(at - address))
		return false;
	return is_host(at + 1, len - (size_t)(at + 1 - address));
}

static const struct {
	const char *scheme;
	bool (*valid)(const xmlURI *uri);
} schemes[] = {
	{"http", is_web},
	{"https", is_web},
	{"ftp", is_web},
	{"mailto", is_mail},
};

static bool is_usable(const xmlURI *uri)
{
	/* Without a scheme it is a path, relative to the page; a place within the page is not
	   one in the document. */
	if (!uri->scheme)
		return !uri->server && uri->path && *uri->path &&
		       strncmp(uri->path, "//", 2) != 0;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (!strcasecmp(uri->scheme, schemes[i].scheme))
			return schemes[i].valid(uri);
	return false;
}

bool office_link_target(const struct node *link, struct buf *out)
{
	const char *s =
		attr_str(link, ATTR_URI) ? attr_str(link, ATTR_URI) : attr_str(link, ATTR_HREF);
	size_t start = out->len, len = s ? trim(&s) : 0;
	xmlURIPtr uri;
	bool usable;

	if (!len || len > LINK_MAX)
		return false;
	percent_encode(s, len, out);
	if (out->len - start > LINK_MAX || buf_failed(out))
		return false;
	uri = xmlParseURI(buf_str(out) + start);
	usable = uri && is_usable(uri);
	xmlFreeURI(uri);
	return usable;
}
