#include "picture/references.h"

#include "charset/charset.h"
#include "html/token.h"
#include "base/sniff.h"

struct looking {
	const char *html;
	size_t len;
	const char *charset, *http; /* labels from outside */
	const char *used;	    /* that the page is in; NULL: not chosen yet */
	struct buf decoded, address;
};

static int choose(struct looking *l)
{
	struct charset_choice choice =
		charset_choose(l->html, l->len, l->charset, l->http, NULL);

	l->used = choice.used;
	return choice.failed ? -1 : 0;
}

/* What cannot be decoded is empty: the page will not be read either. */
static int decode(struct looking *l, const char *bytes, size_t len)
{
	buf_clear(&l->decoded);
	if (charset_decode(&l->decoded, l->used, bytes, len, NULL))
		return buf_failed(&l->decoded) ? -1 : 0;
	return 0;
}

/* Puts the tag's address into address; empty if it has none. 0 or -1. */
static int read_address(struct looking *l, const struct html_token *tag)
{
	/* The best first: those after src are what libraries for late loading read. */
	static const char *const names[] = {
		"src", "data-src", "data-original", "data-lazy-src", "file"};
	struct slice value = {NULL, 0};
	bool is_ascii = true;

	buf_clear(&l->address);
	for (size_t i = 0; !value.len && i < sizeof names / sizeof *names; i++)
		value = html_attribute(tag, names[i]);
	for (size_t i = 0; i < value.len; i++)
		is_ascii &= (unsigned char)value.start[i] < 0x80;
	if (!is_ascii) {
		if ((!l->used && choose(l)) || decode(l, value.start, value.len))
			return -1;
		value = (struct slice){buf_str(&l->decoded), l->decoded.len};
	}
	if (value.len)
		html_put_value(&l->address, value);
	return buf_failed(&l->address) ? -1 : 0;
}

/* <image> is read as <img>, but in SVG (HTML standard, 13.2.6.4.7). */
static bool is_image(const struct html_reader *r, const struct html_token *token)
{
	return token->type == HTML_START_TAG &&
	       (slice_is(token->name, "img") ||
		       (slice_is(token->name, "image") && !r->foreign));
}

int imagerefs_each(const char *html, size_t len, const char *charset, const char *http,
	void (*found)(void *user, const char *address), void *user)
{
	struct looking l = {.html = html, .len = len, .charset = charset, .http = http};
	struct buf page = BUF_INIT;
	struct html_reader r;
	struct html_token token;
	int rc = 0;

	if (sniff_utf16(html, len))
		rc = choose(&l);
	if (!rc && l.used && !strncmp(l.used, "utf-16", strlen("utf-16"))) {
		rc = decode(&l, html, len);
		page = l.decoded;
		l.decoded = (struct buf)BUF_INIT;
		l.used = "utf-8";
		html = buf_str(&page);
		len = page.len;
	}
	html_reader_init(&r, html, len);
	while (!rc && html_next_flat(&r, &token)) {
		if (!is_image(&r, &token))
			continue;
		rc = read_address(&l, &token);
		if (!rc && l.address.len)
			found(user, l.address.data);
	}
	rc = r.failed ? -1 : rc;
	html_reader_free(&r);
	buf_free(&page);
	buf_free(&l.decoded);
	buf_free(&l.address);
	return rc;
}
