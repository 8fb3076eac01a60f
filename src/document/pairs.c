#include "document/pairs.h"

#include <string.h>
#include <uchar.h>

#include "document/field-keys.h"
#include "tree/text.h"

/* A label: 信息公开责任部门 has 8 characters, "Date published" 13 [characters, terminal cells].
 */
#define LABEL_CHARS_MAX 16
#define LABEL_WIDTH_MAX 32
#define LABEL_BYTES_MAX 128 /* with white space [bytes] */

/* Colons of a line that are looked at: a line has few, unless it is no line of labels. */
#define COLONS_MAX 64

/* The text that pairs are looked for in. */
struct input {
	struct match_cache *matches;
	const char *text;
	size_t start, stop; /* [bytes] */
};

/* "大 中 小" and its like, at the start of a value. */
static const char size_switch[] =
	"^[\\[【（(\\s]*(?:[特超]?大|中|小|默认)[\\]】）)\\s]*(?:[大中小超特]|$)";
static const char anything[] = "";

/* Labels of page tools. 字号 is also the number of a document, so that its value decides. */
static const struct {
	const char *label, *value;
} tools[] = {
	{"字体", anything},
	{"字体大小", anything},
	{"文字大小", anything},
	{"字号大小", anything},
	{"字号", size_switch},
	{"打印", anything},
	{"分享", anything},
	{"分享到", anything},
	{"Font size", anything},
	{"Share", anything},
};

static const char32_t openers[] = U"[【〔（(";
static const char32_t closers[] = U"]】〕）)";
static const char32_t separators[] = U"|｜丨，,；;";
static const char32_t bullets[] = U"•·";

static bool char_in(uint32_t c, const char32_t *set)
{
	while (*set && *set != c)
		set++;
	return *set;
}

/* The character that ends at *at, which moves to its start. */
static uint32_t char_before(const char *text, size_t *at)
{
	size_t end = *at;
	unsigned width;

	do
		--*at;
	while (*at && ((unsigned char)text[*at] & 0xC0) == 0x80);
	return utf8_decode(text + *at, end - *at, &width);
}

static bool is_word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_tool(const struct input *in, const char *label, size_t len, size_t value)
{
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (strlen(tools[i].label) == len && !memcmp(tools[i].label, label, len))
			return match(in->matches, tools[i].value, in->text + value,
				in->stop - value, NULL, 0);
	return false;
}

/* True if the label of p would be known, did it start at "at"; p then has it. */
static bool look_up(const struct input *in, struct pair *p, size_t at)
{
	const char *label = in->text + at;
	size_t len = p->label_end - at;
	bool tool = is_tool(in, label, len, p->value);
	const char *key = tool ? NULL : field_key(label, len);

	if (!tool && !key)
		return false;
	p->label = at;
	p->key = key;
	p->tool = tool;
	return true;
}

/* True if a known label ends at the colon: the longest is taken, 信息来源 before 来源. */
static bool known_label(const struct input *in, size_t low, struct pair *p)
{
	size_t at = p->label_end, chars = 0;
	size_t far = at > low + LABEL_BYTES_MAX ? at - LABEL_BYTES_MAX : low;
	const char *text = in->text;
	bool found = false;

	while (at > far && chars < LABEL_CHARS_MAX) {
		size_t prev = at;
		uint32_t c = char_before(text, &prev);

		if (char_in(c, openers) || char_in(c, closers) || char_in(c, separators) ||
			char_in(c, bullets))
			break;
		at = prev;
		if (char_is_space(c))
			continue;
		chars++;
		if (at == low || !is_word_char(text[at]) || !is_word_char(text[at - 1]))
			found |= look_up(in, p, at);
	}
	return found;
}

/* The start of the brackets and separators before a label. */
static size_t before_label(const char *text, size_t low, size_t label)
{
	size_t from = label, at = label;

	while (at > low) {
		uint32_t c = char_before(text, &at);

		if (char_in(c, openers) || char_in(c, separators))
			from = at;
		else if (!char_is_space(c))
			break;
	}
	return from;
}

/* The next colon from "at" on: a pair with all that is before it, from low on, as its
 * label. */
static bool next_colon(const struct input *in, size_t low, size_t at, struct pair *p)
{
	static const char wide[] = "：";

	for (; at < in->stop; at++) {
		size_t len = in->text[at] == ':' ? 1 : strlen(wide);

		if (len > 1 && (at + len > in->stop || memcmp(in->text + at, wide, len)))
			continue;
		*p = (struct pair){
			.from = low, .label = low, .label_end = at, .value = at + len};
		range_trim(in->text, &p->label, &p->label_end);
		return true;
	}
	return false;
}

size_t pairs_split(struct match_cache *matches, const char *text, size_t start, size_t stop,
	struct pair pairs[PAIRS_A_LINE_MAX])
{
	struct input in = {matches, text, start, stop};
	size_t n = 0, low = start, at = start;
	struct pair p;

	for (unsigned colons = 0; colons < COLONS_MAX && n < PAIRS_A_LINE_MAX; colons++) {
		if (!next_colon(&in, low, at, &p))
			break;
		at = p.value;
		if (!known_label(&in, low, &p))
			continue;
		p.from = before_label(text, low, p.label);
		if (!n && p.from != start)
			return 0;
		pairs[n++] = p;
		low = p.value;
	}
	return n;
}

bool pair_read(struct match_cache *matches, const char *text, size_t start, size_t stop,
	struct pair *p)
{
	struct input in = {matches, text, start, stop};
	size_t len;

	if (!next_colon(&in, start, start, p))
		return false;
	len = p->label_end - p->label;
	if (!len || len > LABEL_BYTES_MAX ||
		text_width(text + p->label, len) > LABEL_WIDTH_MAX ||
		match(matches, "^[0-9]|[.,;!?。，；！？]", text + p->label, len, NULL, 0) ||
		(stop - p->value >= 2 && !memcmp(text + p->value, "//", 2)))
		return false;
	look_up(&in, p, p->label);
	return true;
}

size_t pair_value_end(const char *text, const struct pair *p, size_t stop)
{
	size_t start = p->value, opener = p->label, last;

	range_trim(text, &start, &stop);
	last = stop;
	if (start == stop || opener == p->from ||
		!char_in(char_before(text, &opener), openers) ||
		!char_in(char_before(text, &last), closers))
		return stop;
	range_trim(text, &start, &last);
	return last;
}
