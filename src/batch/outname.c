#include "batch/outname.h"

#include <ctype.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/utf8.h"

/* ---- words ---- */

typedef void put_word(struct buf *out, const struct outname_facts *facts);

static void put_known(struct buf *out, const char *value)
{
	if (value)
		buf_puts(out, value);
}

static void put_index(struct buf *out, const struct outname_facts *f)
{
	put_known(out, f->index);
}

static void put_number(struct buf *out, const struct outname_facts *f)
{
	put_known(out, f->number);
}

static void put_date(struct buf *out, const struct outname_facts *f)
{
	put_known(out, f->date);
}

static void put_title(struct buf *out, const struct outname_facts *f)
{
	put_known(out, f->title);
}

static void put_issuer(struct buf *out, const struct outname_facts *f)
{
	put_known(out, f->issuer);
}

/* Behind "scheme://"; the address itself where there is no scheme. */
static const char *authority(const char *uri)
{
	const char *slashes = strstr(uri, "://");

	return slashes ? slashes + 3 : uri;
}

static void put_host(struct buf *out, const struct outname_facts *f)
{
	const char *host = f->uri ? authority(f->uri) : "";
	size_t len = strcspn(host, "/?#");
	const char *user = memrchr(host, '@', len);

	if (user) {
		len -= (size_t)(user + 1 - host);
		host = user + 1;
	}
	buf_put(out, host, len);
}

/* Length of a name without its extension: up to the last dot, if one is inside. */
static size_t stem_length(const char *name, size_t len)
{
	const char *dot = memrchr(name, '.', len);

	return dot && dot > name ? (size_t)(dot - name) : len;
}

static void put_path(struct buf *out, const struct outname_facts *f)
{
	const char *path = f->uri ? authority(f->uri) : "", *last;
	size_t len;

	path += strcspn(path, "/?#");
	path += *path == '/';
	len = strcspn(path, "?#");
	last = memrchr(path, '/', len);
	last = last ? last + 1 : path;
	buf_put(out, path, (size_t)(last - path));
	buf_put(out, last, stem_length(last, len - (size_t)(last - path)));
}

static void put_stem(struct buf *out, const struct outname_facts *f)
{
	const char *name = f->source ? f->source : "", *slash = strrchr(name, '/');

	name = slash ? slash + 1 : name;
	buf_put(out, name, stem_length(name, strlen(name)));
}

static void put_digest8(struct buf *out, const struct outname_facts *f)
{
	if (f->sha256)
		buf_put(out, f->sha256, strnlen(f->sha256, 8));
}

static const struct word {
	const char *name;
	put_word *put;
	bool folders; /* "/" in its value stays */
} words[] = {
	{"index", put_index, false},
	{"number", put_number, false},
	{"date", put_date, false},
	{"title", put_title, false},
	{"issuer", put_issuer, false},
	{"host", put_host, false},
	{"path", put_path, true},
	{"stem", put_stem, false},
	{"digest8", put_digest8, false},
};

static const struct word *word_at(const char *brace)
{
	size_t len = strcspn(brace + 1, "}");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i].name) == len && !memcmp(words[i].name, brace + 1, len))
			return &words[i];
	return NULL;
}

/* True if it asks for a place that is not below the batch's folder. */
static bool leads_out(const char *template)
{
	for (const char *p = template; *p; p += strcspn(p, "/"), p += *p == '/')
		if (strcspn(p, "/") == 2 && !memcmp(p, "..", 2))
			return true;
	return *template == '/';
}

const char *outname_fault(const char *template)
{
	const char *at = template + strcspn(template, "{}");

	if (!*template)
		return "the template of names is empty";
	if (leads_out(template))
		return "the template of names leads out of the folder of -d";
	for (; *at; at += strcspn(at, "{}")) {
		if (*at == '}' || !strchr(at, '}'))
			return "a brace in the template of names has no other";
		if (!word_at(at))
			return "no such word for names; there are index, number, date, title, "
			       "issuer, "
			       "host, path, stem and digest8";
		at = strchr(at, '}') + 1;
	}
	return NULL;
}

/* ---- what a file system takes ---- */

static bool is_forbidden(ucs4_t c)
{
	return c < 0x80 && strchr("<>:\"/\\|?*", (int)c);
}

/* Control, format, surrogate, private and unassigned characters: not seen, or not the same
 * everywhere. */
static bool is_unprintable(ucs4_t c)
{
	return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_C);
}

/* The value's characters as a name may have them. */
static void put_safe(struct buf *out, const char *value, size_t len, bool folders)
{
	for (unsigned width; len; value += width, len -= width) {
		uint32_t c = utf8_decode(value, len, &width);
		bool space = char_is_space(c);

		if (c == '/' && folders)
			buf_putc(out, '/');
		else if (space && out->len && out->data[out->len - 1] == '_')
			continue;
		else if (space || is_forbidden(c))
			buf_putc(out, '_');
		else if (!is_unprintable(c))
			buf_put(out, value, width);
	}
}

/* True if Windows takes the name for a device, whatever extension it has. */
static bool is_device(const char *name, size_t len)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul"};
	size_t stem = 0;

	while (stem < len && name[stem] != '.')
		stem++;
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		if (stem == 3 && !strncasecmp(name, devices[i], 3))
			return true;
	return stem == 4 && name[3] >= '1' && name[3] <= '9' &&
	       (!strncasecmp(name, "com", 3) || !strncasecmp(name, "lpt", 3));
}

/* Longest start of the name, of whole characters with their marks, within the limit. */
static size_t limited(const char *name, size_t len)
{
	size_t end = OUTNAME_MAX;

	if (len <= OUTNAME_MAX)
		return len;
	for (unsigned width; end > 0; end--) {
		bool inside = ((unsigned char)name[end] & 0xC0) == 0x80;

		if (!inside && !uc_combining_class(utf8_decode(name + end, len - end, &width)))
			break;
	}
	return end;
}

/* One name of a path, cleaned at its ends, cut, no device; nothing where nothing is left. */
static void put_name(struct buf *out, const char *name, size_t len)
{
	while (len && strchr(".-_ ", *name)) {
		name++;
		len--;
	}
	len = limited(name, len);
	while (len && strchr(".-_ ", name[len - 1]))
		len--;
	if (!len)
		return;
	if (out->len)
		buf_putc(out, '/');
	buf_put(out, name, len);
	if (is_device(name, len))
		buf_putc(out, '_');
}

/* ---- templates ---- */

static bool is_separator(char c)
{
	return c == '-' || c == '_' || c == '.' || c == ' ' || c == ',';
}

static void drop_separators(struct buf *out, size_t least)
{
	while (out->len > least && is_separator(out->data[out->len - 1]))
		out->data[--out->len] = '\0';
}

static size_t name_start(const struct buf *b)
{
	const char *slash = b->len ? memrchr(b->data, '/', b->len) : NULL;

	return slash ? (size_t)(slash + 1 - b->data) : 0;
}

/* The template with its words' values; still to be cut into names. */
static void fill(struct buf *out, const char *template, const struct outname_facts *facts)
{
	struct buf value = BUF_INIT;

	while (*template) {
		const struct word *word = *template == '{' ? word_at(template) : NULL;

		if (!word) {
			put_safe(out, template, 1, true);
			template ++;
			continue;
		}
		template = strchr(template, '}') + 1;
		buf_clear(&value);
		word->put(&value, facts);
		if (value.len) {
			put_safe(out, value.data, value.len, word->folders);
		} else {
			size_t start = name_start(out);

			drop_separators(out, start);
			if (out->len == start)
				template += strspn(template, "-_., ");
		}
	}
	out->failed |= value.failed;
	buf_free(&value);
}

static void put_names(struct buf *out, const char *path)
{
	struct buf names = BUF_INIT;

	while (*path) {
		size_t len = strcspn(path, "/");

		put_name(&names, path, len);
		path += len + (path[len] == '/');
	}
	buf_put(out, names.data, names.len);
	out->failed |= names.failed;
	buf_free(&names);
}

void outname_put(struct buf *out, const char *template, const struct outname_facts *facts)
{
	struct buf filled = BUF_INIT;
	size_t len = 0, before = out->len;
	uint8_t *composed = NULL;

	fill(&filled, template, facts);
	if (filled.len)
		composed = u8_normalize(
			UNINORM_NFC, (const uint8_t *)filled.data, filled.len + 1, NULL, &len);
	if (composed)
		put_names(out, (const char *)composed);
	else
		out->failed |= filled.failed || filled.len;
	free(composed);
	buf_free(&filled);
	if (out->len == before)
		put_digest8(out, facts);
	if (out->len == before)
		buf_puts(out, "page");
}

/* ---- the names that were given ---- */

struct given {
	uint8_t *key;  /* case-folded */
	unsigned last; /* greatest number tried after it; 1: none */
};

struct outname_set {
	void *tree; /* of tsearch */
};

static int compare_given(const void *a, const void *b)
{
	return u8_strcmp(((const struct given *)a)->key, ((const struct given *)b)->key);
}

static void free_given(void *p)
{
	struct given *g = p;

	free(g->key);
	free(g);
}

struct outname_set *outname_set_new(void)
{
	return calloc(1, sizeof(struct outname_set));
}

void outname_set_free(struct outname_set *s)
{
	if (!s)
		return;
	tdestroy(s->tree, free_given);
	free(s);
}

/* The entry of a name; *added tells whether it is new. NULL when memory runs out. */
static struct given *give(struct outname_set *s, const char *name, bool *added)
{
	struct given *g = calloc(1, sizeof *g), **found;
	size_t len;

	*added = false;
	if (g)
		g->key = u8_casefold(
			(const uint8_t *)name, strlen(name) + 1, NULL, UNINORM_NFC, NULL, &len);
	found = g && g->key ? tsearch(g, &s->tree, compare_given) : NULL;
	if (!found || *found != g) {
		if (g)
			free_given(g);
		return found ? *found : NULL;
	}
	g->last = 1;
	*added = true;
	return g;
}

int outname_set_add(struct outname_set *s, const char *name, struct buf *out)
{
	struct buf numbered = BUF_INIT;
	bool added;
	struct given *first = give(s, name, &added), *g = first;

	if (added)
		buf_puts(&numbered, name);
	while (g && !added) {
		buf_clear(&numbered);
		buf_printf(&numbered, "%s-%u", name, ++first->last);
		g = buf_failed(&numbered) ? NULL : give(s, numbered.data, &added);
	}
	buf_puts(out, buf_str(&numbered));
	buf_free(&numbered);
	return g && !buf_failed(out) ? 0 : -1;
}
