#include "site/siteprofile.h"

#include <stdlib.h>
#include <string.h>

#include "html/classes.h"
#include "evidence/evidence.h"
#include "tree/text.h"

/* Lines are compared by pieces of so many characters; a line is nearly the same where so many
   of its pieces are on most pages. */
#define SHINGLE	   4
#define NEAR_SHARE 0.6

/* Prose up to which a block that is named after chrome is believed to be [characters]. */
#define CHROME_MAX 300

/* A path has at most so many steps after its anchor; a step counts at most so many siblings.
 */
#define STEPS_MAX    3
#define POSITION_MAX 30

/* An XPath longer than this helps nobody [bytes]. */
#define XPATH_BYTES 300

static void page_free(struct site_page *page)
{
	if (!page)
		return;
	query_close(&page->query);
	document_free(page->doc);
	free(page->doc);
	free(page->weights);
	free(page);
}

void siteprofile_free(struct siteprofile *p)
{
	for (uint32_t i = 0; i < p->page_count; i++)
		page_free(p->pages[i]);
	free(p->pages);
	counter_free(&p->lines);
	counter_free(&p->shingles);
	arena_free(&p->arena);
	*p = (struct siteprofile){0};
}

/* ---- lines ---- */

static bool is_line(const struct node *n)
{
	return kind_is_line((enum kind)n->kind);
}

/* The next line of the body. */
static struct node *next_line(const struct node *root, const struct node *n)
{
	struct node *next =
		n == root || !is_line(n) ? tree_next(root, n) : tree_next_skip(root, n);

	while (next && !is_line(next))
		next = next->kind == KIND_FRONT ? tree_next_skip(root, next)
						: tree_next(root, next);
	return next;
}

/* Calls back for every piece of SHINGLE characters. */
static void each_shingle(
	const struct buf *text, void (*see)(void *user, uint64_t hash), void *user)
{
	size_t starts[SHINGLE] = {0}, n = 0;
	unsigned width;

	for (size_t i = 0; i < text->len; i += width) {
		utf8_decode(text->data + i, text->len - i, &width);
		starts[n++ % SHINGLE] = i;
		if (n >= SHINGLE) {
			size_t start = starts[n % SHINGLE];

			see(user, counter_hash(text->data + start, i + width - start));
		}
	}
}

struct shingles {
	struct siteprofile *profile;
	uint32_t page;
	size_t all, common;
};

static void count_shingle(void *user, uint64_t hash)
{
	struct shingles *s = user;

	counter_add(&s->profile->shingles, hash, s->page);
}

static void look_up_shingle(void *user, uint64_t hash)
{
	struct shingles *s = user;

	s->all++;
	s->common += counter_pages(&s->profile->shingles, hash) >= s->profile->most;
}

static int count_lines(struct siteprofile *p, const struct site_page *page)
{
	struct shingles s = {.profile = p, .page = p->page_count + 1};
	const struct node *root = page->doc->tree.root;
	struct buf text = BUF_INIT;
	int rc;

	for (struct node *n = next_line(root, root); n; n = next_line(root, n)) {
		buf_clear(&text);
		text_collect_squashed(&text, n);
		if (!text.len)
			continue;
		counter_add(&p->lines, counter_hash(text.data, text.len), s.page);
		each_shingle(&text, count_shingle, &s);
	}
	rc = buf_failed(&text) || p->lines.failed || p->shingles.failed ? -1 : 0;
	buf_free(&text);
	return rc;
}

/* Its prose is returned as well. */
static uint32_t weigh_line(
	struct siteprofile *p, const struct node *line, struct buf *text, struct weight *w)
{
	struct shingles s = {.profile = p};
	struct text_stats m = text_measure(line);

	w->chars = (uint32_t)m.chars;
	buf_clear(text);
	text_collect_squashed(text, line);
	if (!text->len ||
		counter_pages(&p->lines, counter_hash(text->data, text->len)) >= p->most)
		return 0;
	each_shingle(text, look_up_shingle, &s);
	if (s.all && (double)s.common >= NEAR_SHARE * (double)s.all) {
		w->near = w->chars;
	} else {
		w->differs = w->chars;
		w->prose = (uint32_t)(m.chars - m.link_chars);
	}
	return w->prose;
}

/* A block that its names call chrome, and that is not too much for it, counts for no body,
   whatever it says. */
static bool is_chrome(const struct node *n, const struct weight *w)
{
	return w->prose <= CHROME_MAX && class_hint(n) > REASON_LIVE;
}

static void add_weight(struct weight *to, const struct weight *more)
{
	to->chars += more->chars;
	to->near += more->near;
	to->differs += more->differs;
	to->prose += more->prose;
}

static int weigh_page(struct siteprofile *p, struct site_page *page)
{
	struct walk w = WALK_INIT(page->doc->tree.root);
	struct buf text = BUF_INIT;
	uint32_t before = 0;
	int rc;

	page->size = (size_t)page->doc->tree.last_id + 1;
	page->weights = calloc(page->size, sizeof *page->weights);
	while (page->weights && walk_step(&w)) {
		const struct node *n = w.node;

		w.skip = is_line(n) || n->kind == KIND_FRONT;
		if (w.entering)
			page->weights[n->id].before = before;
		if (w.entering || n->kind == KIND_FRONT)
			continue;
		if (is_line(n))
			before += weigh_line(p, n, &text, &page->weights[n->id]);
		if (is_chrome(n, &page->weights[n->id])) {
			before -= page->weights[n->id].prose;
			page->weights[n->id].prose = 0;
		}
		if (node_parent(n))
			add_weight(&page->weights[node_parent(n)->id], &page->weights[n->id]);
	}
	rc = page->weights && !buf_failed(&text) ? 0 : -1;
	buf_free(&text);
	return rc;
}

const struct weight *siteprofile_weight(
	const struct siteprofile *p, uint32_t page, const struct node *n)
{
	return &p->pages[page]->weights[n->id];
}

/* ---- pages ---- */

static const char *squashed(struct arena *a, const struct node *n)
{
	struct buf text = BUF_INIT;
	const char *copy;

	text_collect_squashed(&text, n);
	copy = arena_strndup(a, buf_str(&text), text.len);
	buf_free(&text);
	return copy ? copy : "";
}

int siteprofile_add(struct siteprofile *p, struct document *doc)
{
	struct site_page **pages = realloc(p->pages, (p->page_count + 1) * sizeof *pages);
	struct site_page *page = calloc(1, sizeof *page);

	if (pages)
		p->pages = pages;
	if (!page) {
		document_free(doc);
		free(doc);
		return -1;
	}
	page->doc = doc;
	page->title = squashed(&doc->tree.arena, document_title(doc));
	page->tag = squashed(&doc->tree.arena, field_value(document_field(doc, "title")));
	if (!pages || query_open(&page->query, doc) || count_lines(p, page)) {
		page_free(page);
		return -1;
	}
	p->pages[p->page_count++] = page;
	return 0;
}

/* ---- selectors ---- */

static struct selector *selector_of(
	struct siteprofile *p, const char *xpath, enum naming naming, const char *value)
{
	struct selector **bucket =
		&p->buckets[counter_hash(xpath, strlen(xpath)) % SELECTOR_BUCKETS];
	struct selector *s = *bucket;

	while (s && strcmp(s->xpath, xpath))
		s = s->next_hashed;
	if (s || !(s = arena_alloc(&p->arena, sizeof *s)))
		return s;
	*s = (struct selector){.xpath = arena_strdup(&p->arena, xpath),
		.value = value ? arena_strdup(&p->arena, value) : NULL,
		.naming = naming,
		.order = p->selector_count++,
		.next_hashed = *bucket};
	if (!s->xpath)
		return NULL;
	*bucket = s;
	*(p->last_selector ? &p->last_selector->next : &p->selectors) = s;
	p->last_selector = s;
	return s;
}

static void see(struct siteprofile *p, uint32_t page, struct node *n, const char *xpath,
	enum naming naming, const char *value)
{
	struct selector *s = selector_of(p, xpath, naming, value);
	struct occurrence *o = s ? arena_alloc(&p->arena, sizeof *o) : NULL;

	if (!o)
		return;
	*o = (struct occurrence){.node = n, .page = page};
	s->pages += !s->last || s->last->page != page;
	*(s->last ? &s->last->next : &s->first) = o;
	s->last = o;
	add_weight(&s->all, siteprofile_weight(p, page, n));
}

/* An attribute's value that can be in an XPath and in a line; else NULL. */
static const char *usable(const struct node *n, enum attr attr)
{
	const char *value = attr_str(n, attr);

	if (!value || !*value || strchr(value, '\'') || strlen(value) > XPATH_BYTES / 3)
		return NULL;
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < 0x20)
			return NULL;
	return value;
}

/* Its place among element siblings of the same name, from 1; 0: too far down; *only: the only
   one. */
static unsigned position(const xmlNode *xml, bool *only)
{
	unsigned at = 1;

	*only = true;
	for (const xmlNode *s = xml->prev; s && at <= POSITION_MAX; s = s->prev)
		at += s->type == XML_ELEMENT_NODE && xmlStrEqual(s->name, xml->name);
	for (const xmlNode *s = xml->next; s && at == 1 && *only; s = s->next)
		*only = !(s->type == XML_ELEMENT_NODE && xmlStrEqual(s->name, xml->name));
	*only = *only && at == 1;
	return at > POSITION_MAX ? 0 : at;
}

/* The nearest name above xml, and the steps down from it; false where they are too many. */
static bool put_path(struct buf *out, const xmlNode *xml)
{
	const xmlNode *steps[STEPS_MAX], *at = xml;
	size_t n = 0;

	buf_clear(out);
	while (!out->len) {
		const struct node *node;

		if (n == STEPS_MAX)
			return false;
		steps[n++] = at;
		at = at->parent;
		node = query_node(at);
		if (!node || node->kind == KIND_DOCUMENT)
			buf_puts(out, "/html/body");
		else if (usable(node, ATTR_HTMLID))
			buf_printf(out, "//%s[@id='%s']", (const char *)at->name,
				usable(node, ATTR_HTMLID));
		else if (usable(node, ATTR_CLASS))
			buf_printf(out, "//%s[@class='%s']", (const char *)at->name,
				usable(node, ATTR_CLASS));
	}
	while (n--) {
		bool only;
		unsigned k = position(steps[n], &only);

		if (!k)
			return false;
		buf_printf(out, only ? "/%s" : "/%s[%u]", (const char *)steps[n]->name, k);
	}
	return !buf_failed(out);
}

/* Elements that are once in a page, or mean what they are called. */
static bool speaks(enum element element)
{
	switch (element) {
	case ELEMENT_ARTICLE:
	case ELEMENT_MAIN:
	case ELEMENT_HEADER:
	case ELEMENT_FOOTER:
	case ELEMENT_NAV:
	case ELEMENT_ASIDE:
	case ELEMENT_H1:
	case ELEMENT_H2:
		return true;
	default:
		return false;
	}
}

/* Each of several class words, whatever white space is between them. An element that has
   the word alone is found by it too. */
static void see_words(
	struct siteprofile *p, uint32_t page, const xmlNode *xml, struct buf *xpath)
{
	struct node *n = query_node(xml);
	const char *words = attr_str(n, ATTR_CLASS), *word = NULL;

	if (!words || strchr(words, '\'') || strlen(words) > XPATH_BYTES / 3)
		return;

	for (size_t len; (len = class_next(words, &word));) {
		buf_clear(xpath);
		buf_printf(xpath,
			"//%s[contains(concat(' ', normalize-space(@class), ' '), ' %.*s ')]",
			(const char *)xml->name, (int)len, word);
		see(p, page, n, buf_str(xpath), BY_WORD, NULL);
	}
}

static void see_element(
	struct siteprofile *p, uint32_t page, const xmlNode *xml, struct buf *xpath)
{
	static const struct {
		enum attr attr;
		const char *name;
		enum naming naming;
	} names[] = {{ATTR_HTMLID, "id", BY_ID}, {ATTR_CLASS, "class", BY_CLASS}};
	struct node *n = query_node(xml);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = usable(n, names[i].attr);

		if (!value)
			continue;
		buf_clear(xpath);
		buf_printf(
			xpath, "//%s[@%s='%s']", (const char *)xml->name, names[i].name, value);
		see(p, page, n, buf_str(xpath), names[i].naming, value);
	}
	see_words(p, page, xml, xpath);
	if (speaks((enum element)n->element)) {
		buf_clear(xpath);
		buf_printf(xpath, "//%s", (const char *)xml->name);
		see(p, page, n, buf_str(xpath), BY_ELEMENT, NULL);
	}
	if (!kind_is_inline((enum kind)n->kind) && put_path(xpath, xml))
		see(p, page, n, buf_str(xpath), BY_PATH, NULL);
}

static const xmlNode *next_xml(const xmlNode *n)
{
	if (n->children)
		return n->children;
	while (n && !n->next)
		n = n->parent;
	return n ? n->next : NULL;
}

static int see_page(struct siteprofile *p, uint32_t page)
{
	struct buf xpath = BUF_INIT;
	const xmlNode *xml = xmlDocGetRootElement(p->pages[page]->query.xml);
	int rc;

	for (; xml; xml = next_xml(xml)) {
		const struct node *n = xml->type == XML_ELEMENT_NODE ? query_node(xml) : NULL;

		if (n && n->kind != KIND_DOCUMENT && n->kind != KIND_TITLE &&
			node_reason(n) == REASON_LIVE && !node_is_blank(n))
			see_element(p, page, xml, &xpath);
	}
	rc = buf_failed(&xpath) || arena_failed(&p->arena) ? -1 : 0;
	buf_free(&xpath);
	return rc;
}

int siteprofile_compare(struct siteprofile *p)
{
	int rc = 0;

	p->most = p->page_count / 2 + 1;
	for (uint32_t i = 0; i < p->page_count && !rc; i++) {
		rc = weigh_page(p, p->pages[i]);
		if (!rc)
			rc = see_page(p, i);
	}
	return rc;
}
