/* Messages and sentences of checks on a Chinese audit page. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "../filters/out-audit/words.h"

static struct buf out;

static const char *message(enum audit_language language, enum diag_code code, const char *text)
{
	const struct diag d = {.code = code, .message = text};

	buf_clear(&out);
	audit_put_message(&out, language, &d);
	return buf_str(&out);
}

static const char *detail(enum audit_language language, const char *text)
{
	buf_clear(&out);
	audit_put_detail(&out, language, text);
	return buf_str(&out);
}

/* What a format says where each conversion gives a 7; how many there are. */
static unsigned fill_in(struct buf *text, const char *format)
{
	unsigned holes = 0;

	while (*format) {
		size_t literal = strcspn(format, "%");

		buf_put(text, format, literal);
		format += literal;
		if (!*format)
			break;
		format += 1 + strspn(format + 1, "l") + 1;
		buf_putc(text, '7');
		holes++;
	}
	return holes;
}

static void every_message_is_said_in_chinese(void **state)
{
	static const struct {
		enum diag_code code;
		const char *format;
	} all[] = {
#define DIAG(name, level, format) {DIAG_##name, format},
#include "document/diags.def"
#undef DIAG
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct buf english = BUF_INIT;
		unsigned holes = fill_in(&english, all[i].format), found = 0;
		const char *said = message(AUDIT_ZH, all[i].code, buf_str(&english));

		for (const char *c = said; *c; c++)
			found += *c == '7';
		/* A message that is nothing but names has no words to change, but its colon. */
		if (!strcmp(said, buf_str(&english)) || found != holes)
			fail_msg("%s: %s", buf_str(&english), said);
		buf_free(&english);
	}
}

static void words_of_the_page_stay(void **state)
{
	assert_string_equal(
		message(AUDIT_ZH, DIAG_FIELD_DIFFERS,
			"来源: printed \"table of <row 1>\", in the meta tag \"本网\""),
		"来源：页面上为“table of &lt;row 1&gt;”，meta 标签中为“本网”");
	assert_string_equal(message(AUDIT_ZH, DIAG_TITLE_DIFFERS,
				    "the title of the meta tag differs: row 1; and 2 more"),
		"meta 标签中的标题不同：row 1; and 2 more");
	assert_string_equal(
		message(AUDIT_ZH, DIAG_CHECK_FAILED,
			"a.total: table a: 1 of 2 sums differ; \"row of\": \"甲\" 1 + "
			"\"乙\" 2 = 3, but column 4 5"),
		"a.total：表 a：1 / 2 项合计不符；&quot;row of&quot;：&quot;甲&quot; 1 + "
		"&quot;乙&quot; 2 = 3，而 列 4 5");
}

static void what_does_not_fit_stays_english(void **state)
{
	assert_string_equal(
		message(AUDIT_ZH, DIAG_NO_TITLE, "no title at all"), "no title at all");
	assert_string_equal(
		message(AUDIT_ZH, DIAG_DATE_DAMAGED, "the date \"2018"), "the date &quot;2018");
	assert_string_equal(
		message(AUDIT_EN, DIAG_NO_TITLE, "no title was found"), "no title was found");
	assert_string_equal(
		detail(AUDIT_EN, "table a: 2 of 2 sums agree"), "table a: 2 of 2 sums agree");
}

static void sentences_of_checks_are_chinese(void **state)
{
	assert_string_equal(
		detail(AUDIT_ZH, "table a: 2 of 2 sums agree"), "表 a：2 / 2 项合计相符");
	assert_string_equal(detail(AUDIT_ZH, "table a: there is none"), "表 a：页面中没有");
	assert_string_equal(
		detail(AUDIT_ZH, "table a: nothing to add: not the lines that /总计/ asks for"),
		"表 a：无可核算，没有 /总计/ 所指的行列");
	assert_string_equal(
		detail(AUDIT_ZH, "table a: 5 of 6 sums differ; row 2: 3 rows together 4, but 2 "
				 "columns together 5; and 2 more"),
		"表 a：5 / 6 项合计不符；行 2：3 行合计 4，而 2 列合计 5；另有 2 项");
}

static int free_out(void **state)
{
	buf_free(&out);
	return 0;
}

static void every_fault_of_a_picture_is_said_in_chinese(void **state)
{
	static const char *const sentences[] = {
#define PICTURE_FAULT(name, word, sentence) sentence,
#include "picture/picture-faults.def"
#undef PICTURE_FAULT
	};

	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		assert_null(strstr(detail(AUDIT_ZH, sentences[i]), "it"));
		assert_null(strstr(detail(AUDIT_ZH, sentences[i]), "is"));
	}
	assert_string_equal(message(AUDIT_ZH, DIAG_IMAGE_SKIPPED,
				    "a picture is not in every document, since it is too "
				    "large: more/of.png"),
		"有图片未能放入所有文档（文件过大）：more/of.png");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_is_said_in_chinese),
		cmocka_unit_test(every_fault_of_a_picture_is_said_in_chinese),
		cmocka_unit_test(words_of_the_page_stay),
		cmocka_unit_test(what_does_not_fit_stays_english),
		cmocka_unit_test(sentences_of_checks_are_chinese),
	};

	return cmocka_run_group_tests(tests, NULL, free_out);
}
