#include "head.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "document/field-keys.h"
#include "base/match.h"

static void read_base(struct document *doc, htmltag_attrs atts)
{
	const char *href = htmltag_find(atts, "href"), *resolved;

	if (!href || doc->options->base_url)
		return;
	resolved = document_resolve(doc, href);
	if (resolved || strstr(href, "://"))
		doc->base = resolved ? resolved : href;
}

static void read_meta(struct document *doc, htmltag_attrs atts)
{
	const char *name = htmltag_find(atts, "name"), *content, *key;

	if (!name)
		name = htmltag_find(atts, "property");
	key = name ? meta_key(name) : NULL;
	content = key ? htmltag_find(atts, "content") : NULL;
	if (content)
		document_add_field(doc, key, name, content, "meta");
}

bool head_read(struct html_head *h, enum element element, htmltag_attrs atts)
{
	const char *rel;

	switch (element) {
	case ELEMENT_META:
		read_meta(h->doc, atts);
		return true;
	case ELEMENT_BASE:
		read_base(h->doc, atts);
		return true;
	case ELEMENT_LINK:
		rel = h->canonical ? NULL : htmltag_find(atts, "rel");
		if (rel && !strcasecmp(rel, "canonical")) {
			h->canonical = htmltag_find(atts, "href");
			if (h->canonical && !*h->canonical)
				h->canonical = NULL;
		}
		return true;
	default:
		return false;
	}
}

void head_close(struct html_head *h)
{
	if (!h->doc->base)
		h->doc->base = h->canonical;
}

/* As tags are written (RFC 5646, 2.1.1): zh-Hant-CN, whatever the page has. */
static void set_tag_case(char *tag)
{
	size_t len = strcspn(tag, "-");

	for (size_t i = 0; i < len; i++)
		tag[i] = (char)tolower((unsigned char)tag[i]);
	for (char *s = tag + len; *s; s += len) {
		s++;
		len = strcspn(s, "-");
		for (size_t i = 0; i < len; i++)
			s[i] = (char)((len == 2 || (len == 4 && !i))
					      ? toupper((unsigned char)s[i])
					      : tolower((unsigned char)s[i]));
	}
}

/* A language tag is letters, digits and hyphens (BCP 47); others are noise. */
void head_read_language(struct document *doc, htmltag_attrs atts)
{
	const char *lang = htmltag_find(atts, "lang");
	char *tag;

	if (!lang)
		lang = htmltag_find(atts, "xml:lang");
	if (doc->language || !lang ||
		!match_str(doc->matches, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", lang))
		return;
	tag = arena_strdup(&doc->tree.arena, lang);
	if (tag)
		set_tag_case(tag);
	doc->language = tag;
}

struct node *head_title(struct document *doc, struct node *title, bool in_body)
{
	if (!title || in_body || document_title(doc)) {
		if (title)
			title->kind = KIND_PARA;
		return title;
	}
	attr_set_str(&doc->tree, title, ATTR_ORIGIN, "head");
	tree_append(&doc->tree, document_front(doc), title);
	return title;
}

/* How public identifiers begin that mean quirks, in any case. */
static const char *const quirky[] = {"+//Silmaril//dtd html Pro v0r11 19970101//",
	"-//AS//DTD HTML 3.0 asWedit + extensions//",
	"-//AdvaSoft Ltd//DTD HTML 3.0 asWedit + extensions//",
	"-//IETF//DTD HTML 2.0 Level 1//", "-//IETF//DTD HTML 2.0 Level 2//",
	"-//IETF//DTD HTML 2.0 Strict Level 1//", "-//IETF//DTD HTML 2.0 Strict Level 2//",
	"-//IETF//DTD HTML 2.0 Strict//", "-//IETF//DTD HTML 2.0//", "-//IETF//DTD HTML 2.1E//",
	"-//IETF//DTD HTML 3.0//", "-//IETF//DTD HTML 3.2 Final//", "-//IETF//DTD HTML 3.2//",
	"-//IETF//DTD HTML 3//", "-//IETF//DTD HTML Level 0//", "-//IETF//DTD HTML Level 1//",
	"-//IETF//DTD HTML Level 2//", "-//IETF//DTD HTML Level 3//",
	"-//IETF//DTD HTML Strict Level 0//", "-//IETF//DTD HTML Strict Level 1//",
	"-//IETF//DTD HTML Strict Level 2//", "-//IETF//DTD HTML Strict Level 3//",
	"-//IETF//DTD HTML Strict//", "-//IETF//DTD HTML//",
	"-//Metrius//DTD Metrius Presentational//",
	"-//Microsoft//DTD Internet Explorer 2.0 HTML Strict//",
	"-//Microsoft//DTD Internet Explorer 2.0 HTML//",
	"-//Microsoft//DTD Internet Explorer 2.0 Tables//",
	"-//Microsoft//DTD Internet Explorer 3.0 HTML Strict//",
	"-//Microsoft//DTD Internet Explorer 3.0 HTML//",
	"-//Microsoft//DTD Internet Explorer 3.0 Tables//",
	"-//Netscape Comm. Corp.//DTD HTML//", "-//Netscape Comm. Corp.//DTD Strict HTML//",
	"-//O'Reilly and Associates//DTD HTML 2.0//",
	"-//O'Reilly and Associates//DTD HTML Extended 1.0//",
	"-//O'Reilly and Associates//DTD HTML Extended Relaxed 1.0//",
	"-//SQ//DTD HTML 2.0 HoTMetaL + extensions//",
	"-//SoftQuad Software//DTD HoTMetaL PRO 6.0::19990601::extensions to HTML 4.0//",
	"-//SoftQuad//DTD HoTMetaL PRO 4.0::19971010::extensions to HTML 4.0//",
	"-//Spyglass//DTD HTML 2.0 Extended//", "-//Sun Microsystems Corp.//DTD HotJava HTML//",
	"-//Sun Microsystems Corp.//DTD HotJava Strict HTML//",
	"-//W3C//DTD HTML 3 1995-03-24//", "-//W3C//DTD HTML 3.2 Draft//",
	"-//W3C//DTD HTML 3.2 Final//", "-//W3C//DTD HTML 3.2//",
	"-//W3C//DTD HTML 3.2S Draft//", "-//W3C//DTD HTML 4.0 Frameset//",
	"-//W3C//DTD HTML 4.0 Transitional//", "-//W3C//DTD HTML Experimental 19960712//",
	"-//W3C//DTD HTML Experimental 970421//", "-//W3C//DTD W3 HTML//",
	"-//W3O//DTD W3 HTML 3.0//", "-//WebTechs//DTD Mozilla HTML 2.0//",
	"-//WebTechs//DTD Mozilla HTML//"};

static bool begins(struct slice s, const char *with)
{
	return s.len >= strlen(with) && !strncasecmp(s.start, with, strlen(with));
}

bool head_is_quirky(const struct html_token *doctype)
{
	const struct slice id = doctype->public_id;

	if (doctype->quirks || !slice_is(doctype->name, "html") ||
		slice_is(doctype->system_id,
			"http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"))
		return true;
	if (!id.start)
		return false;
	for (size_t i = 0; i < sizeof quirky / sizeof *quirky; i++)
		if (begins(id, quirky[i]))
			return true;
	return slice_is(id, "-//W3O//DTD W3 HTML Strict 3.0//EN//") ||
	       slice_is(id, "-/W3C/DTD HTML 4.0 Transitional/EN") || slice_is(id, "HTML") ||
	       (!doctype->system_id.start &&
		       (begins(id, "-//W3C//DTD HTML 4.01 Frameset//") ||
			       begins(id, "-//W3C//DTD HTML 4.01 Transitional//")));
}
