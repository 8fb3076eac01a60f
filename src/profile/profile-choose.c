/* Which profile a document has: clues are looked for, points added, the highest sum wins. */
#include "profile/profile.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/data.h"
#include "base/file.h"
#include "profile/label.h"
#include "tree/text.h"

#define FOLDER	  "profiles/"
#define EXTENSION ".profile"

/* What clues are looked for in [bytes]: a form's own words stand early, and a long page must
   not be searched to its end for every profile there is. */
#define BODY_MAX    (128 * 1024)
#define HEADING_MAX 1024

/* The document as clues see it: what they ask for is read when the first one asks. */
struct scan {
	const struct document *doc;
	struct match_cache *matches;
	struct buf title, body;
	struct buf headings; /* one a line, without numbers */
	unsigned year;	     /* 0: not known */
	bool has_title, has_headings, has_body, has_year;
	enum { NOT_KNOWN, NONE, SOME } ideographs; /* of the body */
};

static void collect_heading(struct scan *e, const struct node *heading)
{
	struct buf label = BUF_INIT;
	size_t number;

	if (label_collect(&label, heading, HEADING_MAX)) {
		number = label_numbering(e->matches, buf_str(&label), label.len);
		buf_puts(&e->headings, buf_str(&label) + number);
		buf_putc(&e->headings, '\n');
	}
	e->headings.failed |= label.failed;
	buf_free(&label);
}

static const struct buf *title_of(struct scan *e)
{
	const struct node *title = e->has_title ? NULL : document_title(e->doc);

	if (title)
		label_collect(&e->title, title, HEADING_MAX);
	e->has_title = true;
	return &e->title;
}

static const struct buf *headings_of(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = e->has_headings ? NULL : root;

	for (; n;
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next_block(root, n))
		if (n->kind == KIND_HEADING)
			collect_heading(e, n);
	e->has_headings = true;
	return &e->headings;
}

static const struct buf *body_of(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = e->has_body ? NULL : root;

	while (n && e->body.len < BODY_MAX) {
		if (n->kind == KIND_TEXT)
			label_put(&e->body, node_text(n), node_text_len(n));
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next(root, n);
	}
	e->has_body = true;
	return &e->body;
}

/* Mostly, what is no ideograph is ASCII. */
static bool may_have_ideograph(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		while (utf8_eight_ascii(s + i, len - i))
			i += 8;
		if (i < len && utf8_begins_han(s[i]))
			return true;
	}
	return false;
}

/* Most documents that are of no form have none: their bodies need not be read. */
static bool has_ideographs(struct scan *e)
{
	const struct node *root = e->doc->tree.root, *n = root;

	if (e->ideographs != NOT_KNOWN)
		return e->ideographs == SOME;
	while (n && !may_have_ideograph(node_text_len(n) ? node_text(n) : "", node_text_len(n)))
		n = n->kind == KIND_FRONT ? tree_next_skip(root, n) : tree_next(root, n);
	e->ideographs = n ? SOME : NONE;
	return n;
}

/* The year in digits (2017) or in numerals (二〇一七) that stand before 年; 0: none. */
static unsigned year_in(
	struct match_cache *matches, const char *pattern, const struct buf *text)
{
	static const char *const numerals[] = {
		"〇0零○O", "一1", "二2", "三3", "四4", "五5", "六6", "七7", "八8", "九9"};
	struct span found[2];
	unsigned year = 0;

	if (!match(matches, pattern, buf_str(text), text->len, found, 2))
		return 0;
	for (size_t at = found[1].start; at < found[1].end;) {
		unsigned char lead = (unsigned char)text->data[at];
		size_t width = lead < 0x80 ? 1 : 3;
		char digit[4] = "";
		unsigned value = 0;

		memcpy(digit, text->data + at, width);
		while (value < 9 && !strstr(numerals[value], digit))
			value++;
		year = year * 10 + value;
		at += width;
	}
	return year;
}

/* The year reported on stands in the title; failing that, the first year that a "report year"
   names is it, and failing that, the first there is. */
static unsigned find_year(struct scan *e)
{
	static const char any[] = "(?<![0-9])([12一二][0-9〇零○O一二三四五六七八九]{3})年";
	static const char reported[] =
		"(?<![0-9])([12一二][0-9〇零○O一二三四五六七八九]{3})年度";
	unsigned year = year_in(e->matches, any, title_of(e));

	if (year || !has_ideographs(e))
		return year;
	year = year_in(e->matches, reported, body_of(e));
	return year ? year : year_in(e->matches, any, body_of(e));
}

static unsigned year_of(struct scan *e)
{
	if (!e->has_year)
		e->year = find_year(e);
	e->has_year = true;
	return e->year;
}

static const struct buf *place_of(struct scan *e, enum clue_place place)
{
	switch (place) {
	case CLUE_TITLE:
		return title_of(e);
	case CLUE_HEADING:
		return headings_of(e);
	default:
		return body_of(e);
	}
}

/* Whether a match begins with an ideograph: with the one that the pattern begins with. */
static bool wants_ideograph(const char *pattern)
{
	unsigned width;
	uint32_t first = utf8_decode(pattern, strlen(pattern), &width);

	return char_is_ideograph(first) && !strchr(pattern, '|') &&
	       !strchr("?*{", pattern[width]);
}

static bool clue_holds(struct scan *e, const struct profile_clue *clue)
{
	const struct buf *in;

	if (clue->place == CLUE_YEAR)
		return year_of(e) >= clue->first && e->year <= clue->last;
	if (clue->place == CLUE_BODY && wants_ideograph(clue->pattern) && !has_ideographs(e))
		return false;
	in = place_of(e, clue->place);
	return match(e->matches, clue->pattern, buf_str(in), in->len, NULL, 0);
}

/* The most that clue and those behind it can add. */
static int most_from(const struct profile_clue *clue)
{
	int points = 0;

	for (; clue; clue = clue->next)
		points += clue->points > 0 ? clue->points : 0;
	return points;
}

/* Whether the clues give as many points as are needed; only then *points is written. Nothing is
   looked for any more once they cannot. */
static bool reaches(struct scan *e, const struct profile *p, int need, int *points)
{
	int sum = 0;

	for (const struct profile_clue *clue = p->clues; clue; clue = clue->next) {
		if (sum + most_from(clue) < need)
			return false;
		if (clue_holds(e, clue))
			sum += clue->points;
	}
	if (sum < need)
		return false;
	*points = sum;
	return true;
}

/* -1 when memory ran out on the way. */
static int scan_free(struct scan *e)
{
	bool failed = buf_failed(&e->title) || buf_failed(&e->body) || buf_failed(&e->headings);

	buf_free(&e->title);
	buf_free(&e->body);
	buf_free(&e->headings);
	return failed ? -1 : 0;
}

/* ---- where profiles come from ---- */

typedef int parse_function(struct profile *p, struct arena *arena, struct match_cache *matches,
	const char *text, size_t len, struct profile_error *error);

static const struct profile *parse(struct document *doc, parse_function *read, const char *name,
	const char *file, const char *text, size_t len)
{
	struct profile *p = arena_alloc(&doc->tree.arena, sizeof *p);
	struct profile_error error;

	if (!p)
		return NULL;
	p->name = name;
	if (!read(p, &doc->tree.arena, doc->matches, text, len, &error))
		return p;
	diag_report(doc, DIAG_PROFILE_FAULTY, 0, file, error.line, error.message);
	return NULL;
}

/* The file's name without folders and extension; "file" where that is no UTF-8. */
static const char *name_of(struct document *doc, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	size_t len = strlen(base), tail = strlen(EXTENSION);

	if (len > tail && !strcmp(base + len - tail, EXTENSION))
		len -= tail;
	if (!len || u8_check((const uint8_t *)base, len))
		return "file";
	return arena_strndup(&doc->tree.arena, base, len);
}

static const struct profile *load_file(struct document *doc, const char *path)
{
	const struct profile *p = NULL;
	struct buf text = BUF_INIT;

	if (file_read(path, &text))
		diag_report(doc, DIAG_PROFILE_UNREAD, 0, path, strerror(errno));
	else if (u8_check((const uint8_t *)buf_str(&text), text.len))
		diag_report(doc, DIAG_PROFILE_UNREAD, 0, path, "it is not UTF-8");
	else
		p = parse(
			doc, profile_parse, name_of(doc, path), path, buf_str(&text), text.len);
	buf_free(&text);
	return p;
}

static const struct profile *load_embedded(
	struct document *doc, parse_function *read, const struct data_file *file)
{
	return parse(doc, read, name_of(doc, file->name), file->name, file->text, file->len);
}

bool profile_is_file(const char *name)
{
	size_t len = strlen(name), tail = strlen(EXTENSION);

	return strchr(name, '/') || (len > tail && !strcmp(name + len - tail, EXTENSION));
}

static const struct data_file *find_embedded(const char *name)
{
	struct buf path = BUF_INIT;
	const struct data_file *file = NULL;

	buf_printf(&path, FOLDER "%s" EXTENSION, name);
	if (!buf_failed(&path))
		file = data_find(buf_str(&path));
	buf_free(&path);
	return file;
}

static const struct data_file *choose(struct document *doc)
{
	const struct data_file *best = NULL;
	struct scan e = {.doc = doc, .matches = doc->matches};
	int most = 0;

	for (const struct data_file *file = data_files; file->name; file++) {
		const struct profile *p;

		if (strncmp(file->name, FOLDER, strlen(FOLDER)))
			continue;
		p = load_embedded(doc, profile_parse_clues, file);
		if (p && reaches(&e, p, best && most >= p->need ? most + 1 : p->need, &most))
			best = file;
	}
	return scan_free(&e) ? NULL : best;
}

bool profile_exists(const char *name)
{
	return profile_is_file(name) ? !access(name, R_OK) : find_embedded(name) != NULL;
}

const struct profile *profile_for_document(struct document *doc)
{
	const char *asked = doc->options ? doc->options->profile : NULL;
	const char *name = asked ? asked : doc->profile;
	const struct data_file *file = NULL;
	const struct profile *p = NULL;

	if (asked && profile_is_file(asked))
		p = load_file(doc, asked);
	else if ((name && (file = find_embedded(name))) || (file = choose(doc)))
		p = load_embedded(doc, profile_parse, file);
	if (p)
		doc->profile = p->name;
	return p;
}
