#include "charset/charset.h"

#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "base/sniff.h"
#include "charset/decode.h"
#include "html/token.h"

#define SAMPLE_MAX 65536 /* what guesses look at, from the first byte above 7F on [bytes] */

/* More than one unreadable character in so many bytes above 7F, and a declaration is doubted.
 */
#define DOUBT_RATIO 200

/* So many bytes above 7F tell Latin text from text in UTF-8 or in pairs of bytes, which it is
   not by chance. */
#define LATIN_MIN 64

/* A single-byte charset can read nearly anything, so that reading it proves nothing: this part
   of the bytes above 7F is held against it. Real UTF-8, however damaged, has fewer errors. */
#define SINGLE_BYTE_RATIO 8

/* ---- What the page declares ---- */

/*
 * The charset that a page declares, as browsers have it in the end. They begin with what a
 * prescan of 1024 bytes finds, which takes the text of a script for tags (13.2.3.2); a <meta>
 * that is an element makes them start anew (13.2.3.4). So the first <meta> that is an element
 * counts, and if there is none, what the prescan finds.
 *
 * Elements are looked for further on: measured, one page in forty declares its charset after
 * byte 1024, after comments and scripts.
 */
#define PRESCAN_LIMIT  16384 /* [bytes] */
#define STANDARD_LIMIT 1024  /* [bytes] */

/* A page about itself in its first bytes. The slices lie in the page; start is NULL
   if there is none. */
struct prescan {
	const struct charset *charset; /* NULL if none is declared by a known label */
	struct slice label; /* as written: of charset, or else the first unknown one */
	struct slice lang;  /* of <html lang> */
	bool failed;	    /* memory was refused: something may be missing */
};

static const char *skip_spaces(const char *p, const char *end)
{
	while (p < end && html_is_space(*p))
		p++;
	return p;
}

/* The text between the quote at p and the next one like it; none if there is none. */
static struct slice quoted(const char *p, const char *end)
{
	const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

	return close ? (struct slice){p + 1, (size_t)(close - p - 1)} : (struct slice){NULL, 0};
}

/* "Extracting a character encoding from a meta element": text/html; charset=gb2312. */
static struct slice charset_in_content(struct slice content)
{
	static const char word[] = "charset";
	const size_t len = strlen(word);
	const char *p = content.start, *end = p + content.len, *start;

	for (; (size_t)(end - p) > len; p++) {
		if (strncasecmp(p, word, len) != 0)
			continue;
		start = skip_spaces(p + len, end);
		if (start == end || *start != '=')
			continue;
		start = skip_spaces(start + 1, end);
		if (start < end && (*start == '"' || *start == '\''))
			return quoted(start, end);
		for (p = start; p < end && !html_is_space(*p) && *p != ';'; p++)
			;
		return (struct slice){start, (size_t)(p - start)};
	}
	return (struct slice){NULL, 0};
}

/* The first label that is known wins; until then the first that is written is remembered. */
static void note_label(struct prescan *found, struct slice label)
{
	const struct charset *charset;

	if (!label.len || found->charset)
		return;
	charset = charset_find(label.start, label.len);
	if (charset || !found->label.len)
		found->label = label;
	if (!charset)
		return;
	/* Declared in ASCII, it cannot be UTF-16; and x-user-defined was never meant. */
	if (charset->id == CHARSET_UTF_16LE || charset->id == CHARSET_UTF_16BE)
		charset = charset_find("utf-8", strlen("utf-8"));
	else if (charset->id == CHARSET_X_USER_DEFINED)
		charset = charset_find("windows-1252", strlen("windows-1252"));
	found->charset = charset;
}

static void read_start_tag(const struct html_token *tag, struct prescan *found)
{
	struct slice content;

	if (slice_is(tag->name, "meta")) {
		note_label(found, html_attribute(tag, "charset"));
		content = html_attribute(tag, "content");
		if (content.len && slice_is(html_attribute(tag, "http-equiv"), "content-type"))
			note_label(found, charset_in_content(content));
	} else if (slice_is(tag->name, "html") && !found->lang.start) {
		found->lang = html_attribute(tag, "lang");
		if (!found->lang.start)
			found->lang = html_attribute(tag, "xml:lang");
	}
}

/* next: html_next takes the text of scripts and the like for tags, html_next_flat does not. */
static void read_tags(const char *bytes, size_t len,
	bool (*next)(struct html_reader *r, struct html_token *token), struct prescan *found)
{
	struct html_reader r;
	struct html_token token;

	html_reader_init(&r, bytes, len);
	while (!found->charset && next(&r, &token))
		if (token.type == HTML_START_TAG)
			read_start_tag(&token, found);
	found->failed |= r.failed;
	html_reader_free(&r);
}

/* "Get an XML encoding": <?xml version="1.0" encoding="gb2312"?> at the very start. */
static void read_xml_declaration(const char *bytes, size_t len, struct prescan *found)
{
	static const char start[] = "<?xml", word[] = "encoding";
	const char *end = memchr(bytes, '>', len), *p;

	if (!end || (size_t)(end - bytes) < strlen(start) ||
		memcmp(bytes, start, strlen(start)) != 0)
		return;
	p = memmem(bytes, (size_t)(end - bytes), word, strlen(word));
	p = p ? skip_spaces(p + strlen(word), end) : end;
	p = p < end && *p == '=' ? skip_spaces(p + 1, end) : end;
	if (p < end && (*p == '"' || *p == '\''))
		note_label(found, quoted(p, end));
}

static struct prescan prescan(const char *bytes, size_t len)
{
	struct prescan found = {0};

	len = len < PRESCAN_LIMIT ? len : PRESCAN_LIMIT;
	read_tags(bytes, len, html_next_flat, &found);
	read_tags(bytes, len < STANDARD_LIMIT ? len : STANDARD_LIMIT, html_next, &found);
	read_xml_declaration(bytes, len, &found);
	return found;
}

/* ---- What the bytes look like ---- */

/* The part of the page that guesses look at. */
struct sample {
	const char *bytes;
	size_t len;	/* [bytes] */
	size_t high;	/* bytes above 7F; 0: the page is ASCII */
	bool gb_pairs;	/* they are pairs as in GB 2312, nearly all */
	bool may_be_zh; /* nothing says that the language is another */
	bool zh;	/* something says that it is Chinese */
};

static bool is_high(char c)
{
	return (unsigned char)c >= 0x80;
}

static bool in_gb2312(char c)
{
	return (unsigned char)c >= 0xA1 && (unsigned char)c <= 0xFE;
}

/* Western text has bytes above 7F one at a time, Cyrillic by the word, every other one of an
   odd length. Big5 has trail bytes below A1. Korean and Japanese pair up just the same. */
static void look_for_pairs(struct sample *s)
{
	size_t paired = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (!is_high(s->bytes[i]))
			continue;
		s->high++;
		if (i + 1 == s->len || !is_high(s->bytes[i + 1]))
			continue;
		if (in_gb2312(s->bytes[i]) && in_gb2312(s->bytes[i + 1]))
			paired += 2;
		s->high++;
		i++;
	}
	s->gb_pairs = paired >= s->high - s->high / 50;
}

static bool is_chinese(struct slice lang)
{
	return lang.len >= 2 && !strncasecmp(lang.start, "zh", 2) &&
	       (lang.len == 2 || lang.start[2] == '-' || lang.start[2] == '_');
}

static struct sample take_sample(const char *bytes, size_t len, struct slice lang)
{
	struct sample s = {.bytes = bytes};
	size_t first = 0;

	while (first < len && !is_high(bytes[first]))
		first++;
	if (first < len) {
		s.bytes = bytes + first;
		s.len = len - first < SAMPLE_MAX ? len - first : SAMPLE_MAX;
	}
	s.zh = is_chinese(lang);
	s.may_be_zh = s.zh || !lang.len;
	look_for_pairs(&s);
	return s;
}

/* libuchardet's guess, if it is a charset that the standard knows and reads. */
static const struct charset *detect(const struct sample *s)
{
	const struct charset *charset = NULL;
	const char *name;
	uchardet_t detector = uchardet_new();

	if (!detector)
		return NULL;
	if (!uchardet_handle_data(detector, s->bytes, s->len)) {
		uchardet_data_end(detector);
		name = uchardet_get_charset(detector);
		if (!strcmp(name, "UHC"))
			name = "euc-kr";
		else if (!strcmp(name, "MAC-CYRILLIC"))
			name = "x-mac-cyrillic";
		charset = charset_find(name, strlen(name));
	}
	uchardet_delete(detector);
	if (!charset || charset->id == CHARSET_REPLACEMENT)
		return NULL;
	/* No Chinese was ever written in one: this is what it calls a few odd bytes. */
	return s->zh && charset_is_single_byte(charset) ? NULL : charset;
}

/* Characters of the sample that a charset cannot read, or only as private-use ones, which is
   how text in the wrong one of the multi-byte charsets shows. */
static uint64_t losses(const struct charset *charset, const struct sample *s)
{
	struct charset_counts counts = {0};
	struct buf text = BUF_INIT;
	uint64_t lost = s->high;

	/* The one U+FFFD of replacement stands for everything. */
	if (charset->id != CHARSET_REPLACEMENT &&
		!charset_decode(&text, charset->name, s->bytes, s->len, &counts))
		lost = counts.replaced + counts.doubtful;
	buf_free(&text);
	return lost;
}

struct guess {
	const struct charset *charset;
	uint64_t cost; /* what speaks against it [losses * SINGLE_BYTE_RATIO] */
};

static void consider(struct guess *best, const struct charset *charset, const struct sample *s)
{
	uint64_t cost;

	if (!charset || charset == best->charset)
		return;
	cost = losses(charset, s) * SINGLE_BYTE_RATIO;
	if (charset_is_single_byte(charset))
		cost += s->high;
	if (cost < best->cost)
		*best = (struct guess){charset, cost};
}

/* The charset that reads the sample with the fewest losses; of equals the first. */
static struct guess guess(struct guess best, const struct sample *s)
{
	const struct charset *gb18030 = s->gb_pairs ? &charsets[CHARSET_GB18030] : NULL;

	if (s->zh)
		consider(&best, gb18030, s);
	consider(&best, detect(s), s);
	consider(&best, &charsets[CHARSET_UTF_8], s);
	if (s->may_be_zh)
		consider(&best, gb18030, s);
	return best;
}

/* ---- The choice ---- */

static bool differs(const struct charset_choice *choice, const struct charset *declared)
{
	return declared && strcmp(declared->name, choice->used) != 0;
}

static void choose(struct charset_choice *choice, const struct charset *charset, const char *by)
{
	choice->used = charset->name;
	choice->by = by;
}

static void note_declared(struct charset_choice *choice, const char *label, size_t len)
{
	if (len >= sizeof(choice->declared))
		len = sizeof(choice->declared) - 1;
	memcpy(choice->declared, label, len);
	choice->declared[len] = '\0';
}

static bool choose_by_bom(struct charset_choice *choice, const char *bytes, size_t len)
{
	static const struct {
		const char *mark;
		size_t len;
		enum charset_id id;
	} marks[] = {
		{"\xEF\xBB\xBF", 3, CHARSET_UTF_8},
		{"\xFE\xFF", 2, CHARSET_UTF_16BE},
		{"\xFF\xFE", 2, CHARSET_UTF_16LE},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (len >= marks[i].len && !memcmp(bytes, marks[i].mark, marks[i].len)) {
			choose(choice, &charsets[marks[i].id], "bom");
			choice->bom = marks[i].len;
			return true;
		}
	return false;
}

/* Against all that is declared: in another charset the page would be markup with a NUL after
   each character. */
static bool choose_utf16(struct charset_choice *choice, const char *bytes, size_t len)
{
	const char *name = sniff_utf16(bytes, len);

	if (name)
		choose(choice, charset_find(name, strlen(name)), "content");
	return name;
}

/* A label from outside the page, which may be NULL. */
static const struct charset *outer_label(struct charset_choice *choice, const char *label)
{
	const struct charset *charset;

	if (!label || !*label)
		return NULL;
	charset = charset_find(label, strlen(label));
	if (!charset) {
		note_declared(choice, label, strlen(label));
		choice->unknown_label = true;
	}
	return charset;
}

/* Latin 1 is what servers and editors declare that know nothing of the page, and it reads
   everything. */
static bool is_no_latin(const struct sample *s)
{
	return s->high >= LATIN_MIN &&
	       (s->gb_pairs || losses(&charsets[CHARSET_UTF_8], s) * DOUBT_RATIO <= s->high);
}

/* A declaration is believed, unless another charset reads the bytes better. UTF-16 can read
   anything. */
static void choose_declared(struct charset_choice *choice, const struct charset *declared,
	const char *by, const struct sample *s)
{
	struct guess best = {.charset = declared};
	uint64_t lost;

	choose(choice, declared, by);
	if (!s->high || declared->id == CHARSET_UTF_16LE || declared->id == CHARSET_UTF_16BE)
		return;
	lost = losses(declared, s);
	if (declared->id == CHARSET_WINDOWS_1252 && is_no_latin(s))
		lost = s->high;
	if (lost * DOUBT_RATIO <= s->high)
		return;
	best.cost = lost * SINGLE_BYTE_RATIO;
	best = guess(best, s);
	if (best.charset != declared)
		choose(choice, best.charset, "detected");
}

/* Nothing is declared. What is worse than a single-byte charset without losses is no guess. */
static void choose_undeclared(struct charset_choice *choice, const struct sample *s)
{
	struct guess best = {.cost = s->high + 1};

	if (!s->high) {
		choose(choice, &charsets[CHARSET_UTF_8], "default");
		return;
	}
	best = guess(best, s);
	if (best.charset)
		choose(choice, best.charset, "detected");
	else
		choose(choice, &charsets[s->zh ? CHARSET_GB18030 : CHARSET_WINDOWS_1252],
			"default");
}

/* Neither BOM, option nor content has decided. */
static void choose_by_page(
	struct charset_choice *choice, const struct charset *page, const struct sample *s)
{
	if (page)
		choose_declared(choice, page, "declared", s);
	else
		choose_undeclared(choice, s);
}

static void choose_by_http(struct charset_choice *choice, const struct charset *charset,
	const char *label, const struct sample *s)
{
	choose_declared(choice, charset, "http", s);
	choice->contrary = differs(choice, charset);
	if (choice->contrary)
		note_declared(choice, label, strlen(label));
}

struct charset_choice charset_choose(
	const char *bytes, size_t len, const char *option, const char *http, const char *lang)
{
	const char *p = len ? bytes : "";
	struct charset_choice choice = {.declared = ""};
	struct prescan page = prescan(p, len);
	const struct utf8_look utf8 = utf8_look((const unsigned char *)p, len);
	const struct charset *by_option, *by_http;
	struct sample s;

	choice.failed = page.failed;
	if (page.label.start)
		note_declared(&choice, page.label.start, page.label.len);
	choice.unknown_label = page.label.start && !page.charset;
	by_http = outer_label(&choice, http);
	by_option = outer_label(&choice, option);
	if (lang && *lang)
		page.lang = (struct slice){lang, strlen(lang)};
	if (choose_by_bom(&choice, p, len)) {
		choice.contrary = differs(&choice, page.charset);
	} else if (by_option) {
		choose(&choice, by_option, "option");
	} else if (choose_utf16(&choice, p, len)) {
		if (by_http)
			note_declared(&choice, http, strlen(http));
		choice.contrary = differs(&choice, by_http ? by_http : page.charset);
	} else if (by_http) {
		s = take_sample(p, len, page.lang);
		choose_by_http(&choice, by_http, http, &s);
	} else if (utf8.likely) {
		choose(&choice, &charsets[CHARSET_UTF_8], "content");
		choice.contrary = differs(&choice, page.charset);
	} else {
		s = take_sample(p, len, page.lang);
		choose_by_page(&choice, page.charset, &s);
		choice.contrary = differs(&choice, page.charset);
	}
	choice.clean = utf8.clean && choice.used == charsets[CHARSET_UTF_8].name;
	return choice;
}
