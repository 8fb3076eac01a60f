/*
 * usage: html5lib FILE...
 *
 * The tokenizer and the choice of a charset against the tests of the HTML standard's
 * implementers (html5lib-tests, tokenizer/FILE.test and encoding/FILE.dat): each test in each
 * of its initial states must give the tokens that it lists, and each page the encoding. And
 * whatever the page, tokens tile it. Prints what fails, and "N passed, N failed".
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "charset/charset.h"
#include "base/file.h"
#include "token-rules.h"

static void give_up(const char *why)
{
	fprintf(stderr, "html5lib: %s\n", why);
	exit(2);
}

static const char *member(struct json_object *of, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(of, name, &value) ? json_object_get_string(value)
							   : NULL;
}

static bool is_true(struct json_object *of, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(of, name, &value) && json_object_get_boolean(value);
}

/* As the test means it: a string of a doubly escaped test has "\uHHHH" left, also for lone
   surrogates, which have three bytes here. */
static void put_string(struct buf *out, const char *s, size_t len, bool escaped)
{
	for (size_t i = 0; i < len; i++) {
		char hex[5] = "";
		unsigned c;

		if (!escaped || s[i] != '\\' || len - i < 6 || s[i + 1] != 'u') {
			buf_putc(out, s[i]);
			continue;
		}
		memcpy(hex, s + i + 2, 4);
		c = (unsigned)strtoul(hex, NULL, 16);
		if (c >= 0xD800 && c <= 0xDFFF)
			buf_printf(out, "%c%c%c", 0xE0 | (c >> 12), 0x80 | (c >> 6 & 0x3F),
				0x80 | (c & 0x3F));
		else if (c)
			buf_put_utf8(out, c);
		else
			buf_putc(out, '\0');
		i += 5;
	}
}

static void put_json(struct buf *out, struct json_object *value, bool escaped)
{
	buf_putc(out, '"');
	if (value)
		put_string(out, json_object_get_string(value),
			(size_t)json_object_get_string_len(value), escaped);
	else
		buf_puts(out, "(null)");
	buf_putc(out, '"');
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Attributes in the order of their names, "name"="value". */
static void put_sorted(struct buf *out, char **lines, size_t count)
{
	qsort(lines, count, sizeof *lines, by_name);
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, " %s", lines[i]);
		free(lines[i]);
	}
	free(lines);
}

static void put_expected(struct buf *out, struct json_object *token, bool escaped)
{
	const char *type = json_object_get_string(json_object_array_get_idx(token, 0));
	size_t count = json_object_array_length(token);

	buf_puts(out, type);
	for (size_t i = 1; i < count; i++) {
		struct json_object *value = json_object_array_get_idx(token, i);

		if (json_object_is_type(value, json_type_object)) {
			char **lines = calloc(
				(size_t)json_object_object_length(value) + 1, sizeof *lines);
			size_t n = 0;

			json_object_object_foreach(value, name, v)
			{
				struct buf line = BUF_INIT;

				buf_putc(&line, '"');
				put_string(&line, name, strlen(name), escaped);
				buf_puts(&line, "\"=");
				put_json(&line, v, escaped);
				lines[n++] = line.data;
			}
			put_sorted(out, lines, n);
		} else if (json_object_is_type(value, json_type_boolean)) {
			buf_puts(out, json_object_get_boolean(value) ? " true" : " false");
		} else {
			buf_putc(out, ' ');
			put_json(out, value, escaped);
		}
	}
	buf_putc(out, '\n');
}

static void put_slice(struct buf *out, struct slice s, bool lower)
{
	struct html_token text = {.type = HTML_TEXT, .text = s};

	buf_puts(out, s.start ? " \"" : " \"(null)");
	if (lower)
		put_name(out, s);
	else if (s.start)
		put_text(out, &text, HTML_RAWTEXT);
	buf_putc(out, '"');
}

static void put_attributes(struct buf *out, const struct html_token *t)
{
	char **lines = calloc(t->attribute_count + 1, sizeof *lines);
	size_t n = 0;

	for (size_t i = 0; i < t->attribute_count; i++) {
		struct buf line = BUF_INIT;
		bool repeated = false;

		buf_putc(&line, '"');
		put_name(&line, t->attributes[i].name);
		buf_puts(&line, "\"=");
		for (size_t k = 0; k < n; k++)
			repeated |= !strncmp(lines[k], line.data, line.len);
		buf_putc(&line, '"');
		html_put_value(&line, t->attributes[i].value);
		buf_putc(&line, '"');
		if (repeated)
			buf_free(&line);
		else
			lines[n++] = line.data;
	}
	put_sorted(out, lines, n);
}

/* A comment as it may be in a document of XML, where a test asks for that. */
static void put_comment(struct buf *out, struct slice text, bool of_xml)
{
	struct buf whole = BUF_INIT;
	char *dashes;

	put_slice(&whole, text, false);
	while (of_xml && (dashes = strstr(whole.data, "--")))
		buf_insert(&whole, (size_t)(dashes - whole.data) + 1, " ", 1);
	buf_put(out, whole.data, whole.len);
	buf_free(&whole);
}

static void put_read(struct buf *out, const struct html_token *t, bool of_xml)
{
	switch (t->type) {
	case HTML_START_TAG:
		buf_puts(out, "StartTag");
		put_slice(out, t->name, true);
		put_attributes(out, t);
		if (t->self_closing)
			buf_puts(out, " true");
		break;
	case HTML_END_TAG:
		buf_puts(out, "EndTag");
		put_slice(out, t->name, true);
		break;
	case HTML_COMMENT:
		buf_puts(out, "Comment");
		put_comment(out, t->text, of_xml);
		break;
	case HTML_DOCTYPE:
		buf_puts(out, "DOCTYPE");
		put_slice(out, t->name, t->name.start);
		put_slice(out, t->public_id, false);
		put_slice(out, t->system_id, false);
		buf_puts(out, t->quirks ? " false" : " true");
		break;
	default:
		return;
	}
	buf_putc(out, '\n');
}

/* All tokens of a text, characters that follow each other as one. */
static bool read_all(struct buf *out, struct html_reader *r, bool of_xml)
{
	struct buf text = BUF_INIT;
	struct html_token t;
	const char *at = r->at;
	bool tiled = true, more = true;

	while (more) {
		enum html_content content = r->content;
		bool is_text;

		more = html_next(r, &t);
		tiled &= t.all.start == at && (!more || t.all.len) && r->at == at + t.all.len;
		at = r->at;
		is_text =
			t.type == HTML_TEXT || t.type == HTML_REFERENCE || t.type == HTML_CDATA;
		if (is_text)
			put_text(&text, &t, content);
		if (!is_text && t.type != HTML_BROKEN && text.len) {
			buf_puts(out, "Character \"");
			buf_put(out, text.data, text.len);
			buf_puts(out, "\"\n");
			buf_clear(&text);
		}
		put_read(out, &t, of_xml);
	}
	buf_free(&text);
	return tiled && at == r->end;
}

static bool run(struct json_object *test, const char *file, const char *state, bool of_xml)
{
	static const struct {
		const char *name;
		enum html_content content;
		bool foreign;
	} states[] = {{"Data state", HTML_DATA, false},
		{"PLAINTEXT state", HTML_PLAINTEXT, false},
		{"RCDATA state", HTML_RCDATA, false}, {"RAWTEXT state", HTML_RAWTEXT, false},
		{"Script data state", HTML_SCRIPT, false},
		{"CDATA section state", HTML_DATA, true}};
	bool escaped = is_true(test, "doubleEscaped"), same, cdata = false;
	struct buf input = BUF_INIT, expected = BUF_INIT, read = BUF_INIT, clean = BUF_INIT;
	const char *last = member(test, "lastStartTag");
	struct json_object *value, *tokens;
	struct html_reader r;

	if (!json_object_object_get_ex(test, "input", &value) ||
		!json_object_object_get_ex(test, "output", &tokens))
		give_up("a test without input or output");
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		cdata |= !strcmp(states[i].name, state) && states[i].foreign;
	if (cdata)
		buf_puts(&input, "<![CDATA[");
	put_string(&input, json_object_get_string(value),
		(size_t)json_object_get_string_len(value), escaped);
	/* What XML cannot hold is what the decoder replaces. */
	if (of_xml && charset_decode(&clean, "utf-8", buf_str(&input), input.len, NULL))
		give_up("out of memory");
	html_reader_init(
		&r, of_xml ? buf_str(&clean) : buf_str(&input), of_xml ? clean.len : input.len);
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (!strcmp(states[i].name, state)) {
			r.content = states[i].content;
			r.foreign = states[i].foreign;
		}
	if (last)
		r.raw = (struct slice){last, strlen(last)};
	same = read_all(&read, &r, of_xml);
	for (size_t i = 0; i < json_object_array_length(tokens); i++)
		put_expected(&expected, json_object_array_get_idx(tokens, i), escaped);
	same &= read.len == expected.len &&
		!memcmp(buf_str(&read), buf_str(&expected), read.len);
	if (!same)
		printf("FAIL %s: %s (%s)\n---- expected\n%s---- read\n%s", file,
			member(test, "description"), state, buf_str(&expected), buf_str(&read));
	html_reader_free(&r);
	buf_free(&input);
	buf_free(&clean);
	buf_free(&expected);
	buf_free(&read);
	return same;
}

static unsigned long passed, failed;

static void count(bool same)
{
	if (same)
		passed++;
	else
		failed++;
}

static void run_tokenizer(const char *name)
{
	struct json_object *file = json_object_from_file(name), *tests, *states;
	bool of_xml = false;

	if (!file)
		give_up(json_util_get_last_err());
	if (!json_object_object_get_ex(file, "tests", &tests))
		of_xml = json_object_object_get_ex(file, "xmlViolationTests", &tests);
	for (size_t t = 0; t < json_object_array_length(tests); t++) {
		struct json_object *test = json_object_array_get_idx(tests, t);
		bool listed = json_object_object_get_ex(test, "initialStates", &states);

		for (size_t s = 0; s < (listed ? json_object_array_length(states) : 1); s++)
			count(run(test, name,
				listed ? json_object_get_string(
						 json_object_array_get_idx(states, s))
				       : "Data state",
				of_xml));
	}
	json_object_put(file);
}

/* What a page declares, by its BOM or its tags, whatever its bytes are; windows-1252 is what
   the tests expect of one that declares nothing that is known. */
static const char *declared(const char *page, size_t len)
{
	struct charset_choice choice = charset_choose(page, len, NULL, NULL, NULL);
	const char *label = strcmp(choice.by, "bom") && strcmp(choice.by, "declared")
				    ? choice.declared
				    : choice.used;

	label = charset_by_label(label, strlen(label));
	return label ? label : "windows-1252";
}

/* "#data", the page, "#encoding", a label: each on lines of their own. */
static void run_encoding(const char *name)
{
	static const char data[] = "#data\n", encoding[] = "\n#encoding\n";
	struct buf file = BUF_INIT;
	const char *at, *page, *end;

	if (file_read(name, &file))
		give_up("a file that cannot be read");
	for (at = buf_str(&file); (at = strstr(at, data)); at = end) {
		const char *label, *found, *expected;

		page = at + strlen(data);
		end = strstr(page, encoding);
		if (!end)
			give_up("a page without encoding");
		label = end + strlen(encoding);
		expected = charset_by_label(label, strcspn(label, "\n"));
		found = declared(page, (size_t)(end - page));
		if (!expected)
			give_up("an encoding that is none");
		count(!strcmp(found, expected));
		if (strcmp(found, expected) != 0)
			printf("FAIL %s\n%.*s\n---- expected %s, found %s\n", name,
				(int)(end - page), page, expected, found);
	}
	buf_free(&file);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *extension = strrchr(argv[i], '.');

		if (extension && !strcmp(extension, ".dat"))
			run_encoding(argv[i]);
		else
			run_tokenizer(argv[i]);
	}
	printf("html5lib: %lu passed, %lu failed\n", passed, failed);
	return failed || !passed;
}
