/* What an office document says of itself, and the parts of its package that are fixed. */
#include "office.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "data.h"
#include "guidang.h"
#include "text.h"

/* A name is looked for among all before it: that many are told apart. More fields than this no
   page prints; those beyond are in the text all the same. */
#define PROPERTIES_MAX 200

bool office_is_chinese(const struct document *doc)
{
	const char *language = doc->language ? doc->language : "";

	return !strncasecmp(language, "zh", 2) && (language[2] == '\0' || language[2] == '-');
}

/* ---- metadata ---- */

static const char *line_of(struct office_meta *m, const struct node *n)
{
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	text_collect_line(&text, n);
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

static bool is_taken(const struct office_meta *m, const char *name)
{
	for (unsigned i = 0; i < m->property_count; i++)
		if (!strcasecmp(m->properties[i].name, name))
			return true;
	return false;
}

/* "label", or where that is taken "label (2)" and so on: both formats want different names. */
static const char *free_name(struct office_meta *m, const char *name)
{
	struct buf with_number = BUF_INIT;
	const char *copy;

	if (!is_taken(m, name))
		return name;
	for (unsigned i = 2; i < PROPERTIES_MAX + 2; i++) {
		buf_clear(&with_number);
		buf_printf(&with_number, "%s (%u)", name, i);
		if (!is_taken(m, buf_str(&with_number)))
			break;
	}
	m->arena.failed |= buf_failed(&with_number);
	copy = arena_strdup(&m->arena, buf_str(&with_number));
	buf_free(&with_number);
	return copy;
}

static void add_property(struct office_meta *m, const char *name, const char *value)
{
	if (!m->properties || m->property_count == PROPERTIES_MAX || !name || !*name ||
		!value || !*value)
		return;
	name = free_name(m, name);
	if (name)
		m->properties[m->property_count++] = (struct office_property){name, value};
}

static void add_fields(struct office_meta *m, const struct document *doc)
{
	for (struct node *n = node_first(document_front(doc)); n; n = node_following(n)) {
		const char *label = attr_str(n, ATTR_LABEL);

		if (n->kind == KIND_FIELD)
			add_property(m, label ? label : line_of(m, field_label(n)),
				line_of(m, field_value(n)));
	}
}

/* Where the document comes from: what an archive wants to know (DA/T 46-2009, source and
   creating application). */
static void add_source(struct office_meta *m, const struct document *doc)
{
	const struct source *s = &doc->source;
	const struct {
		const char *chinese, *english, *value;
	} entries[] = {
		{"来源网址", "Source address", s->uri},
		{"抓取时间", "Captured", s->captured},
		{"源文件SHA-256", "Source SHA-256", s->sha256},
		{"源编码", "Source charset", s->charset.used},
		{"转换工具", "Converter", "guidang " GUIDANG_VERSION},
	};

	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		add_property(m,
			office_is_chinese(doc) ? entries[i].chinese : entries[i].english,
			entries[i].value);
}

/* The document's date is the one given for reproducible output. None given is 0: then the
   first that ZIP can say, as for the files in the package [s since 1970]. */
static void set_created(struct office_meta *m, const struct document *doc)
{
	static const int64_t first = 315532800 /* 1980-01-01 */, last = 253402300799 /* 9999 */;
	int64_t epoch = doc->options->epoch;
	time_t t = (time_t)(epoch < first ? first : epoch > last ? last : epoch);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(m->created, sizeof m->created, "%Y-%m-%dT%H:%M:%SZ", &tm);
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
	add_source(m, doc);
	add_fields(m, doc);
	return arena_failed(&m->arena) ? -1 : 0;
}

void office_meta_free(struct office_meta *m)
{
	arena_free(&m->arena);
}

/* ---- parts ---- */

/* Letters of the subtag at s; 0 where it has others besides. */
static size_t subtag_letters(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z'))
		n++;
	return s[n] == '\0' || s[n] == '-' ? n : 0;
}

/* Copies letters; bit 0x20 set makes them lower case. */
static void copy_letters(char *to, const char *from, size_t len, int bit)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)((from[i] & ~0x20) | bit);
	to[len] = '\0';
}

struct office_locale office_locale(const struct document *doc)
{
	const char *tag = doc->language ? doc->language : "";
	size_t len = subtag_letters(tag);
	struct office_locale l = {"en", "US", "en-US"};

	if (len != 2 && len != 3)
		return l;
	copy_letters(l.language, tag, len, 0x20);
	if (strcmp(l.language, "en") != 0)
		strcpy(l.country, strcmp(l.language, "zh") ? "none" : "CN");
	while ((tag = strchr(tag, '-'))) {
		tag++;
		if (subtag_letters(tag) == 2)
			copy_letters(l.country, tag, 2, 0);
	}
	if (strcmp(l.country, "none"))
		snprintf(l.tag, sizeof l.tag, "%s-%s", l.language, l.country);
	else
		memcpy(l.tag, l.language, sizeof l.language);
	return l;
}

void office_put_part(struct buf *out, const char *part)
{
	const struct data_file *file = data_find(part);

	out->failed |= !file;
	if (file)
		buf_put(out, file->text, file->len);
}

int office_add_part(struct package *p, const char *name, const char *part)
{
	const struct data_file *file = data_find(part);

	return file ? package_add(p, name, file->text, file->len, false) : -1;
}
