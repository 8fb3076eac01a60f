#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <iconv.h>

#include "base/buf.h"
#include "charset/charset.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

#define CHINESE                                                                                                        \
	"各乡镇人民政府，县政府各部门：现将本年度政府信息公开工作的情况报告如下。" \
	"本报告中所列数据的统计期限自一月一日起至十二月三十一日止。"
#define TRADITIONAL                                                                                                 \
	"各機關應依本法之規定主動公開政府資訊，並以電腦網路或其他適當方式為之，" \
	"以利民眾查閱、複製。本辦法自發布日施行，承辦人員應於期限內答覆申請人。"
#define JAPANESE                                                                                                             \
	"行政機関の保有する情報の公開に関する法律について、その概要をお知らせします。" \
	"詳しくは担当窓口までお問い合わせください。"
#define KOREAN                                                                                                            \
	"정보공개제도는 공공기관이 보유하고 있는 정보를 국민에게 공개하는 제도입니다. " \
	"자세한 사항은 담당 부서로 문의하여 주시기 바랍니다."
#define RUSSIAN                                                                                                                                                   \
	"Настоящее положение определяет порядок предоставления сведений о работе органов " \
	"власти и вступает в силу со дня его подписания."
#define FRENCH                                                                                            \
	"Le préfet a arrêté les modalités générales d'accès aux données publiées à l'échelle " \
	"du département."

/* utf8 in another charset, as iconv writes it. The caller frees the buffer. */
static struct buf encoded(const char *charset, const char *utf8)
{
	struct buf out = BUF_INIT;
	char chunk[4096], *from = (char *)utf8, *to;
	size_t left = strlen(utf8), room;
	iconv_t cd = iconv_open(charset, "UTF-8");

	assert_true(cd != (iconv_t)-1);
	while (left) {
		to = chunk;
		room = sizeof(chunk);
		iconv(cd, &from, &left, &to, &room);
		assert_true(to > chunk);
		buf_put(&out, chunk, (size_t)(to - chunk));
	}
	iconv_close(cd);
	return out;
}

struct choice_case {
	const char *name;
	const char *in;	  /* charset that the text is put into */
	const char *text; /* UTF-8 */
	const char *option, *http, *lang;
	const char *used, *by, *declared;
	bool unknown_label, contrary;
};

static void check_bytes(const struct choice_case *c, const char *bytes, size_t len)
{
	struct charset_choice choice = charset_choose(bytes, len, c->option, c->http, c->lang);

	if (strcmp(choice.used, c->used) || strcmp(choice.by, c->by) ||
		strcmp(choice.declared, c->declared ? c->declared : "") ||
		choice.unknown_label != c->unknown_label || choice.contrary != c->contrary)
		fail_msg("%s: %s by %s, declared \"%s\"%s%s", c->name, choice.used, choice.by,
			choice.declared, choice.unknown_label ? ", unknown" : "",
			choice.contrary ? ", contrary" : "");
}

static void check_choices(const struct choice_case *c, size_t count)
{
	for (; count; c++, count--) {
		struct buf bytes = encoded(c->in, c->text);

		check_bytes(c, buf_str(&bytes), bytes.len);
		buf_free(&bytes);
	}
}

#define META(label) "<html><head><meta charset=\"" label "\"></head><body><p>"

static void the_order_is_kept(void **state)
{
	static const struct choice_case cases[] = {
		{.name = "option over http",
			.in = "GB18030",
			.text = META("utf-8") CHINESE,
			.option = "gbk",
			.http = "big5",
			.declared = "utf-8",
			.used = "gb18030",
			.by = "option"},
		{.name = "http over the page",
			.in = "BIG5",
			.text = META("big5") TRADITIONAL,
			.http = "Big5-HKSCS",
			.declared = "big5",
			.used = "big5",
			.by = "http"},
		{.name = "http over content",
			.in = "UTF-8",
			.text = "caf\xC3\xA9",
			.http = "iso-8859-1",
			.used = "windows-1252",
			.by = "http"},
		{.name = "UTF-16 without a mark over http",
			.in = "UTF-16LE",
			.text = META("gb2312") CHINESE,
			.http = "gbk",
			.declared = "gbk",
			.used = "utf-16le",
			.by = "content",
			.contrary = true},
		{.name = "UTF-8 over Latin 1 of http",
			.in = "UTF-8",
			.text = META("utf-8") CHINESE,
			.http = "iso-8859-1",
			.declared = "iso-8859-1",
			.used = "utf-8",
			.by = "detected",
			.contrary = true},
		{.name = "pairs over Latin 1 of the page",
			.in = "GB18030",
			.text = META("iso-8859-1") CHINESE,
			.declared = "iso-8859-1",
			.used = "gb18030",
			.by = "detected",
			.contrary = true},
		{.name = "content over the page",
			.in = "UTF-8",
			.text = META("gb2312") CHINESE,
			.declared = "gb2312",
			.used = "utf-8",
			.by = "content",
			.contrary = true},
		{.name = "content, as declared",
			.in = "UTF-8",
			.text = META("UTF-8") CHINESE,
			.declared = "UTF-8",
			.used = "utf-8",
			.by = "content"},
		{.name = "the page",
			.in = "GB18030",
			.text = META("GB2312") CHINESE,
			.declared = "GB2312",
			.used = "gb18030",
			.by = "declared"},
		{.name = "the page, of ASCII",
			.in = "UTF-8",
			.text = META("gbk") "text",
			.declared = "gbk",
			.used = "gb18030",
			.by = "declared"},
		{.name = "ASCII",
			.in = "UTF-8",
			.text = "<p>text",
			.used = "utf-8",
			.by = "default"},
		{.name = "nothing",
			.in = "UTF-8",
			.text = "",
			.used = "utf-8",
			.by = "default"},
	};

	(void)state;
	check_choices(cases, COUNT(cases));
}

static void unknown_labels_are_told(void **state)
{
	static const struct choice_case cases[] = {
		{.name = "meta",
			.in = "GB18030",
			.text = META("who-knows") CHINESE,
			.declared = "who-knows",
			.used = "gb18030",
			.by = "detected",
			.unknown_label = true},
		{.name = "utf8mb4",
			.in = "UTF-8",
			.text = META("utf8mb4") CHINESE,
			.declared = "utf8mb4",
			.used = "utf-8",
			.by = "content",
			.unknown_label = true},
		{.name = "a known one follows",
			.in = "GB18030",
			.text = "<meta charset=cp936>" META("gbk") CHINESE,
			.declared = "gbk",
			.used = "gb18030",
			.by = "declared"},
		{.name = "option",
			.in = "GB18030",
			.text = META("gbk") CHINESE,
			.option = "who-knows",
			.declared = "who-knows",
			.used = "gb18030",
			.by = "declared",
			.unknown_label = true},
		{.name = "http",
			.in = "UTF-8",
			.text = "text",
			.http = "utf-99",
			.declared = "utf-99",
			.used = "utf-8",
			.by = "default",
			.unknown_label = true},
		{.name = "as long as it is written",
			.in = "UTF-8",
			.text = "<meta charset=a234567890123456789012345678901234567890"
				"1234567890123456789012345678901234567890>",
			.declared = "a2345678901234567890123456789012345678901234567890"
				    "1234567890123",
			.used = "utf-8",
			.by = "default",
			.unknown_label = true},
	};

	(void)state;
	check_choices(cases, COUNT(cases));
}

static void a_bom_wins(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, bom;
		const char *used;
		bool contrary;
	} cases[] = {
		{"\xEF\xBB\xBF<meta charset=gb2312>", 24, 3, "utf-8", true},
		{"\xEF\xBB\xBF", 3, 3, "utf-8", false},
		{"\xFF\xFE"
		 "a\0",
			4, 2, "utf-16le", false},
		{"\xFE\xFF\0a", 4, 2, "utf-16be", false},
		{"\xFF\xFE", 2, 2, "utf-16le", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charset_choice c =
			charset_choose(cases[i].bytes, cases[i].len, "gb2312", "gb2312", NULL);

		assert_string_equal(c.used, cases[i].used);
		assert_string_equal(c.by, "bom");
		assert_int_equal(c.bom, cases[i].bom);
		assert_int_equal(c.contrary, cases[i].contrary);
	}
}

static void utf8_may_be_cut_but_not_broken(void **state)
{
	static const char page[] = META("gb2312") CHINESE;
	struct choice_case c = {.name = "cut",
		.declared = "gb2312",
		.used = "utf-8",
		.by = "content",
		.contrary = true};
	struct choice_case latin = {
		.name = "one letter", .used = "windows-1252", .by = "detected", .lang = "fr"};

	(void)state;
	check_bytes(&c, page, sizeof(page) - 2);
	check_bytes(&c, page, sizeof(page) - 3);
	/* One damaged character: no more valid, but far fewer losses than any other charset. */
	c.by = "detected";
	check_bytes(&c, META("gb2312") CHINESE "\xE6\x94<b>" CHINESE,
		sizeof(META("gb2312") CHINESE "\xE6\x94<b>" CHINESE) - 1);
	check_bytes(&latin, "caf\xE9", 4);
}

static void wrong_declarations_are_seen_through(void **state)
{
	static const struct choice_case cases[] = {
		{.name = "GBK as utf-8",
			.in = "GB18030",
			.text = META("utf-8") CHINESE,
			.declared = "utf-8",
			.used = "gb18030",
			.by = "detected",
			.contrary = true},
		{.name = "a little GBK as utf-8",
			.in = "GB18030",
			.text = META("utf-8") "年度报告",
			.declared = "utf-8",
			.used = "gb18030",
			.by = "detected",
			.contrary = true},
		{.name = "GBK as utf-8 by http",
			.in = "GB18030",
			.text = META("gbk") CHINESE,
			.http = "UTF-8",
			.declared = "UTF-8",
			.used = "gb18030",
			.by = "detected",
			.contrary = true},
		{.name = "Big5 as utf-8",
			.in = "BIG5",
			.text = META("utf-8") TRADITIONAL,
			.declared = "utf-8",
			.used = "big5",
			.by = "detected",
			.contrary = true},
		{.name = "Big5 as GB",
			.in = "BIG5",
			.text = META("gb2312") TRADITIONAL,
			.declared = "gb2312",
			.used = "big5",
			.by = "detected",
			.contrary = true},
		{.name = "Latin 1 as utf-8",
			.in = "CP1252",
			.text = META("utf-8") FRENCH,
			.declared = "utf-8",
			.used = "windows-1252",
			.by = "detected",
			.contrary = true},
		{.name = "GBK as hz",
			.in = "GB18030",
			.text = META("hz-gb-2312") CHINESE,
			.declared = "hz-gb-2312",
			.used = "gb18030",
			.by = "detected",
			.contrary = true},
		{.name = "GBK as GBK",
			.in = "GB18030",
			.text = META("gbk") CHINESE,
			.http = "gb2312",
			.declared = "gbk",
			.used = "gb18030",
			.by = "http"},
	};

	(void)state;
	check_choices(cases, COUNT(cases));
}

static void undeclared_text_is_detected(void **state)
{
	static const struct choice_case cases[] = {
		{.name = "Chinese",
			.in = "GB18030",
			.text = CHINESE,
			.used = "gb18030",
			.by = "detected"},
		{.name = "a little Chinese",
			.in = "GB18030",
			.text = "<b>首页</b>",
			.used = "gb18030",
			.by = "detected"},
		{.name = "a little Chinese, as lang says",
			.in = "GB18030",
			.text = "<html lang=zh-CN><b>首页</b>",
			.used = "gb18030",
			.by = "detected"},
		{.name = "traditional Chinese",
			.in = "BIG5",
			.text = TRADITIONAL,
			.used = "big5",
			.by = "detected"},
		{.name = "Japanese",
			.in = "CP932",
			.text = JAPANESE,
			.used = "shift_jis",
			.by = "detected"},
		{.name = "Japanese in EUC",
			.in = "EUC-JP",
			.text = JAPANESE,
			.used = "euc-jp",
			.by = "detected"},
		{.name = "Korean",
			.in = "UHC",
			.text = KOREAN,
			.used = "euc-kr",
			.by = "detected"},
		{.name = "Russian",
			.in = "CP1251",
			.text = RUSSIAN,
			.used = "windows-1251",
			.by = "detected"},
	};

	(void)state;
	check_choices(cases, COUNT(cases));
}

/* 0x81 alone is nothing that the detector knows; 0x80 alone it calls windows-1252. */
static void failing_all_the_language_decides(void **state)
{
	static const struct {
		const char *page, *lang, *used, *by;
	} cases[] = {
		{"\x81", "zh-CN", "gb18030", "default"},
		{"\x80", "zh", "gb18030", "default"},
		{"<html lang='en'>\x81", "zh", "gb18030", "default"},
		{"<HTML Lang='ZH-Hans'>\x81", NULL, "gb18030", "default"},
		{"<html lang='zhx'>\x81", "", "windows-1252", "default"},
		{"<html lang='zh'>\x81", "en", "windows-1252", "default"},
		{"<p lang='zh'>\x81", NULL, "windows-1252", "default"},
		{"\x81", NULL, "windows-1252", "default"},
		{"\x80", NULL, "windows-1252", "detected"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct choice_case c = {.name = cases[i].page,
			.lang = cases[i].lang,
			.used = cases[i].used,
			.by = cases[i].by};

		check_bytes(&c, cases[i].page, strlen(cases[i].page));
	}
}

/* By tags that are elements; where there is none, by the HTML standard's prescan. */
static void declarations_are_found_where_a_browser_finds_them(void **state)
{
	static const struct {
		const char *page, *declared; /* declared NULL: none */
	} cases[] = {
		{"<meta charset=gbk>", "gbk"},
		{"<META/CHARSET = 'GBK' >", "GBK"},
		{"<meta charset=\" gbk \">", " gbk "},
		{"<meta name=x charset=\"gbk\"/>", "gbk"},
		{"<meta charset=gbk charset=big5>", "gbk"},
		{"<meta http-equiv=content-type content='text/html; charset=gb2312'>",
			"gb2312"},
		{"<meta content=\"text/html;charset=gb2312;x\" http-equiv=\"Content-Type\">",
			"gb2312"},
		{"<meta http-equiv=Content-Type content='charset charset = \"gbk\" x'>", "gbk"},
		{"<meta http-equiv=Content-Type content='text/html; charset'>", NULL},
		{"<meta http-equiv=Content-Type content='text/html; charset=\"gbk'>", NULL},
		{"<meta content='text/html; charset=gbk'>", NULL},
		{"<meta http-equiv=refresh content='text/html; charset=gbk'>", NULL},
		{"<metadata charset=gbk>", NULL},
		{"<!-- <meta charset=gbk> --><meta charset=big5>", "big5"},
		{"<!--><meta charset=big5>", "big5"},
		{"<!-- <meta charset=gbk>", NULL},
		{"<!-- <meta charset=gbk> --!><meta charset=big5>", "big5"},
		{"<script>w('<meta charset=gbk>')</script><META CHARSET=big5>", "big5"},
		{"<title><meta charset=gbk></title><meta charset=big5>", "big5"},
		{"<script>w('<meta charset=gbk>')</script>", "gbk"},
		{"<svg><title/></svg><meta charset=gbk>", "gbk"},
		{"<meta charset=x http-equiv=content-type content='charset=gbk'>", "gbk"},
		{"<a title='<meta charset=gbk>'><meta charset=big5>", "big5"},
		{"</p title='>'<meta charset=gbk>", NULL},
		{"<!doctype html><?php x?></ ><meta charset=gbk>", "gbk"},
		{"<<meta charset=gbk>", "gbk"},
		{"<meta charset=gbk", NULL},
		{"<meta charset='gbk", NULL},
		{"<meta charset=", NULL},
		{"<meta =x charset=gbk>", "gbk"},
		{"<?xml version='1.0' encoding='gb18030'?><html>", "gb18030"},
		{"<?xml version='1.0' encoding=gbk?>", NULL},
		{"<?xml encoding='big5'?><meta charset=gbk>", "gbk"},
		{" <?xml version='1.0' encoding='gbk'?>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct charset_choice c =
			charset_choose(cases[i].page, strlen(cases[i].page), NULL, NULL, NULL);

		if (strcmp(c.declared, cases[i].declared ? cases[i].declared : ""))
			fail_msg("%s: \"%s\"", cases[i].page, c.declared);
	}
}

static void a_declaration_may_come_late(void **state)
{
	struct buf page = BUF_INIT;
	struct choice_case c = {
		.name = "late", .declared = "gbk", .used = "gb18030", .by = "declared"};

	(void)state;
	buf_puts(&page, "<!--");
	for (int i = 0; i < 8000; i++)
		buf_putc(&page, '-');
	buf_puts(&page, "-->" META("gbk") "\xD5\xFE");
	check_bytes(&c, buf_str(&page), page.len);
	buf_clear(&page);
	/* What only the prescan sees is in the first 1024 bytes. */
	c = (struct choice_case){.name = "late, in a script", .used = "utf-8", .by = "default"};
	buf_printf(&page, "<script>%1024s'<meta charset=gbk>'</script>", "");
	check_bytes(&c, buf_str(&page), page.len);
	buf_free(&page);
}

static void a_label_that_meta_cannot_mean(void **state)
{
	static const struct choice_case cases[] = {
		{.name = "utf-16",
			.in = "UTF-8",
			.text = META("utf-16") "a",
			.declared = "utf-16",
			.used = "utf-8",
			.by = "declared"},
		{.name = "utf-16be",
			.in = "UTF-8",
			.text = META("UTF-16BE") CHINESE,
			.declared = "UTF-16BE",
			.used = "utf-8",
			.by = "content"},
		{.name = "x-user-defined",
			.in = "CP1252",
			.text = META("x-user-defined") "é",
			.declared = "x-user-defined",
			.used = "windows-1252",
			.by = "declared"},
	};

	(void)state;
	check_choices(cases, COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_is_kept),
		cmocka_unit_test(unknown_labels_are_told),
		cmocka_unit_test(a_bom_wins),
		cmocka_unit_test(utf8_may_be_cut_but_not_broken),
		cmocka_unit_test(wrong_declarations_are_seen_through),
		cmocka_unit_test(undeclared_text_is_detected),
		cmocka_unit_test(failing_all_the_language_decides),
		cmocka_unit_test(declarations_are_found_where_a_browser_finds_them),
		cmocka_unit_test(a_declaration_may_come_late),
		cmocka_unit_test(a_label_that_meta_cannot_mean),
	};

	return cmocka_run_group_tests_name("charset-choose", tests, NULL, NULL);
}
