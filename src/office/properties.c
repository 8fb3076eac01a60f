#include "office/properties.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/data.h"
#include "document/emit.h"
#include "document/date.h"
#include "document/provenance.h"
#include "office/language.h"
#include "tree/text.h"

/* A name is looked for among all before it: that many are told apart. More fields than this no
   page prints; those beyond are in the text all the same. */
#define PROPERTIES_MAX 200

/*
 * Fields that have one name in all documents, whatever the page calls them, so that they can be
 * searched for: names of GB/T 33480-2016 (metadata of official documents) if it has them.
 */
static const struct {
	const char *key, *chinese, *english;
} named_keys[] = {
	{"index", "索引号", "Identifier"},
	{"number", "发文字号", "Document number"},
	{"issuer", "发文机关", "Issuer"},
	{"topic", "主题分类", "Subject"},
	{"created", "成文日期", "Date of document"},
	{"published", "发布日期", "Date published"},
};

static const char *line_of(struct office_meta *m, const struct node *n)
{
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	text_collect_printed(&text, n);
	m->arena.failed |= buf_failed(&text);
	if (text.len)
		copy = arena_strndup(&m->arena, text.data, text.len);
	buf_free(&text);
	return copy;
}

static const char *value_of(struct office_meta *m, const struct document *doc, const char *key)
{
	return line_of(m, field_value(document_field(doc, key)));
}

/* ---- properties ---- */

static const struct office_property *property_named(
	const struct office_meta *m, const char *name)
{
	for (unsigned i = 0; i < m->property_count; i++)
		if (!strcasecmp(m->properties[i].name, name))
			return &m->properties[i];
	return NULL;
}

/* "label", or if that is taken "label (2)" and so on: both formats want different names. */
static const char *free_name(struct office_meta *m, const char *name)
{
	struct buf with_number = BUF_INIT;
	const char *copy;

	if (!property_named(m, name))
		return name;
	for (unsigned i = 2; i < PROPERTIES_MAX + 2; i++) {
		buf_clear(&with_number);
		buf_printf(&with_number, "%s (%u)", name, i);
		if (!property_named(m, buf_str(&with_number)))
			break;
	}
	m->arena.failed |= buf_failed(&with_number);
	copy = arena_strdup(&m->arena, buf_str(&with_number));
	buf_free(&with_number);
	return copy;
}

static void add_property(
	struct office_meta *m, const char *name, const char *value, const struct node *field)
{
	if (!m->properties || m->property_count == PROPERTIES_MAX || !name || !*name ||
		!value || !*value)
		return;
	name = free_name(m, name);
	if (name)
		m->properties[m->property_count++] =
			(struct office_property){.name = name, .value = value, .field = field};
}

/* A value that is a date and nothing else is one for the format too: a program can then sort by
   it. Any other notation stays as printed, and so does what is more than a date. */
static void type_date(struct office_meta *m, const struct document *doc)
{
	struct office_property *p = &m->properties[m->property_count - 1];
	char iso[11];

	if (!date_is(doc->matches, p->value, strlen(p->value), iso))
		return;
	p->value = arena_strdup(&m->arena, iso);
	p->is_date = true;
}

static void add_named(struct office_meta *m, const struct document *doc)
{
	for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++) {
		const struct node *field = document_field(doc, named_keys[i].key);
		unsigned before = m->property_count;

		add_property(m,
			office_is_chinese(doc) ? named_keys[i].chinese : named_keys[i].english,
			line_of(m, field_value(field)), field);
		if (m->property_count > before)
			type_date(m, doc);
	}
}

/* True if the field is there already, under its own label or if it has none. */
static bool is_added(const struct office_meta *m, const char *label, const struct node *field)
{
	for (unsigned i = 0; i < m->property_count; i++)
		if (m->properties[i].field == field &&
			(!*label || !strcasecmp(m->properties[i].name, label)))
			return true;
	return false;
}

static const char *label_of(struct office_meta *m, const struct node *field)
{
	struct buf text = BUF_INIT;
	const char *copy;

	celltext_label(&text, field);
	m->arena.failed |= buf_failed(&text);
	copy = arena_strdup(&m->arena, buf_str(&text));
	buf_free(&text);
	return copy;
}

static void add_fields(struct office_meta *m, const struct document *doc)
{
	for (struct node *n = node_first(document_front(doc)); n; n = node_following(n)) {
		const char *label = n->kind == KIND_FIELD ? label_of(m, n) : NULL;

		if (!label)
			continue;
		if (!is_added(m, label, n))
			add_property(m, *label ? label : attr_str(n, ATTR_KEY),
				line_of(m, field_value(n)), n);
	}
}

/* ---- the rest ---- */

/* A document's date is the one given for reproducible output (SOURCE_DATE_EPOCH); without one
   it says none. */
static void set_created(struct office_meta *m, const struct document *doc)
{
	static const int64_t last = 253402300799; /* 9999-12-31T23:59:59Z [s since 1970] */
	int64_t epoch = doc->options->epoch;
	time_t t = (time_t)(epoch > last ? last : epoch);
	struct tm tm;

	if (epoch <= 0)
		return;
	gmtime_r(&t, &tm);
	strftime(m->date, sizeof m->date, "%Y-%m-%dT%H:%M:%SZ", &tm);
	m->created = m->date;
}

/* xsd:language, which OpenDocument 1.2, 4.3.2.15, asks for (XML Schema 2, 3.3.3). */
static bool is_language_tag(const char *s)
{
	unsigned len = 0;

	for (bool first = true; *s; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z');

		if (*s == '-' && len) {
			first = false;
			len = 0;
		} else if (++len > 8 || !(letter || (!first && *s >= '0' && *s <= '9'))) {
			return false;
		}
	}
	return len;
}

int office_meta_init(struct office_meta *m, const struct document *doc)
{
	*m = (struct office_meta){.arena = ARENA_INIT};
	if (doc->language && is_language_tag(doc->language))
		m->language = doc->language;
	m->title = line_of(m, document_title(doc));
	if (!m->title)
		m->title = value_of(m, doc, "title");
	m->issuer = value_of(m, doc, "issuer");
	m->index = value_of(m, doc, "index");
	m->topic = value_of(m, doc, "topic");
	m->keywords = value_of(m, doc, "keywords");
	m->summary = value_of(m, doc, "summary");
	m->properties = arena_alloc(&m->arena, PROPERTIES_MAX * sizeof *m->properties);
	set_created(m, doc);
	for (enum provenance_fact f = 0; f < PROVENANCE_COUNT; f++)
		add_property(m, provenance_name(f, office_is_chinese(doc)),
			provenance_value(doc, f, m->sha256), NULL);
	add_named(m, doc);
	add_fields(m, doc);
	return arena_failed(&m->arena) ? -1 : 0;
}

void office_meta_free(struct office_meta *m)
{
	arena_free(&m->arena);
}

/* ---- keywords ---- */

/* Signs that portals put between keywords: "a;b", "a，b", "a、b", (国办发〔2017〕47号: commas);
   or else spaces. */
static bool parts_keywords(uint32_t c)
{
	return c == ',' || c == ';' || c == '|' || c == 0xFF0C || c == 0xFF1B || c == 0x3001;
}

static bool parts_words(uint32_t c)
{
	return parts_keywords(c) || char_is_space(c);
}

/* Length of the text before the first part mark, or of the part marks [bytes]. */
static size_t span(const char *s, size_t len, bool (*parts)(uint32_t c), bool part)
{
	unsigned width;
	size_t at = 0;

	for (; at < len; at += width)
		if (parts(utf8_decode(s + at, len - at, &width)) != part)
			break;
	return at;
}

/* If signs part keywords, spaces are inside of them. */
void office_each_keyword(
	const char *s, void (*put)(void *user, const char *s, size_t len), void *user)
{
	size_t len = strlen(s);
	bool signs = span(s, len, parts_keywords, false) < len;
	bool (*parts)(uint32_t c) = signs ? parts_keywords : parts_words;

	while (len) {
		size_t before = span(s, len, parts_words, true), word;

		s += before;
		len -= before;
		word = span(s, len, parts, false);
		if (word)
			put(user, s, word);
		s += word;
		len -= word;
	}
}

/* ---- fixed parts ---- */

const char *office_odf_version(const struct document *doc)
{
	return doc->options->odf_version ? doc->options->odf_version : "1.2";
}

void office_put_part(struct buf *out, const char *part)
{
	const struct data_file *file = data_find(part);

	out->failed |= !file;
	if (file)
		buf_put(out, file->text, file->len);
}

int office_add_part(struct zip_out *p, const char *name, const char *part)
{
	const struct data_file *file = data_find(part);

	return file ? zip_out_add(p, name, file->text, file->len, ZIP_OUT_USUAL) : -1;
}
