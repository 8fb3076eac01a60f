/* The JSON writer, the record and the ledger. */
#include "emit-fixture.h"

#include "convert/guidang.h"
#include "base/json.h"

extern const struct filter filter_out_json, filter_out_ledger;

/* ---- the writer ---- */

static void assert_json(const char *value, size_t len, const char *want)
{
	struct buf out = BUF_INIT;
	struct json j = {.out = &out};

	json_strn(&j, NULL, value, len);
	assert_string_equal(buf_str(&out), want);
	buf_free(&out);
}

static void test_strings(void **state)
{
	assert_json("", 0, "\"\"");
	assert_json("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	assert_json("\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"");
	assert_json("\0\x01\x1F\x7F", 4, "\"\\u0000\\u0001\\u001f\x7F\"");
	assert_json("一、总", 9, "\"一、总\"");
	assert_json("\u2027\u2028\u2029\u202A", 12, "\"\u2027\\u2028\\u2029\u202A\"");
	assert_json("\U00020000", 4, "\"\U00020000\"");
}

/* Names of files can be any bytes: the record is UTF-8 all the same. */
static void test_broken_utf8(void **state)
{
	assert_json("a\xFFz", 3, "\"a%FFz\"");
	assert_json("\xB9\xA4.html", 7, "\"%B9%A4.html\"");
	assert_json("\xE4\xB8", 2, "\"%E4%B8\"");
	assert_json("\xED\xA0\x80", 3, "\"%ED%A0%80\"");
	assert_json("\xE2\x80", 2, "\"%E2%80\"");
}

static void test_levels(void **state)
{
	struct buf out = BUF_INIT;
	struct json j = {.out = &out};

	json_open_object(&j, NULL);
	json_open_array(&j, "a");
	json_close_array(&j);
	json_open_array(&j, "b");
	json_int(&j, NULL, INT64_MIN);
	json_flag(&j, NULL, true);
	json_open_object(&j, NULL);
	json_close_object(&j);
	json_close_array(&j);
	json_str(&j, "c\n", NULL);
	json_flag(&j, "d", false);
	json_close_object(&j);
	assert_string_equal(buf_str(&out),
		"{\"a\":[],\"b\":[-9223372036854775808,true,{}],\"c\\n\":null,\"d\":false}");
	buf_free(&out);
}

/* ---- the record ---- */

#define HEAD                                                                                   \
	"{\"guidang\":\"" GUIDANG_VERSION                                                      \
	"\",\"record\":1,\"source\":{\"name\":\"-\",\"uri\":"                                  \
	"null,\"captured\":null,\"bytes\":0,\"sha256\":null,\"charset\":{\"declared\":null,"   \
	"\"used\":\"utf-8\",\"by\":\"default\",\"replaced\":0}},"

static void test_empty_record(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	assert_string_equal(emitted(&f, &filter_out_json), HEAD
		"\"title\":null,\"language\":null,\"published\":null,\"profile\":null,"
		"\"fields\":[],\"blocks\":[],\"attachments\":[],\"checks\":[],\"dropped\":[],"
		"\"accounting\":{\"text\":0,\"script\":0,\"markup\":0,\"comment\":0,"
		"\"ingested\":0,\"kept\":0,\"dropped\":0,\"unlocated\":0}}\n");
	fixture_close(&f);
}

/* The value of a top-level key of the record, up to the key that follows it. */
static void assert_part(struct fixture *f, const char *key, const char *next, const char *want)
{
	const char *record = emitted(f, &filter_out_json);
	const char *from = strstr(record, key), *to = from ? strstr(from, next) : NULL;
	struct buf part = BUF_INIT;

	assert_non_null(to);
	from += strlen(key);
	buf_put(&part, from, (size_t)(to - from));
	assert_string_equal(buf_str(&part), want);
	buf_free(&part);
}

static void assert_blocks(struct fixture *f, const char *want)
{
	assert_part(f, "\"blocks\":[", "],\"attachments\":", want);
}

static void test_front(void **state)
{
	struct fixture f;
	struct node *front, *title, *field;

	fixture_open(&f, "zh-CN");
	f.doc.published = "2024-01-17";
	f.doc.profile = "annual-report-2021";
	front = document_front(&f.doc);
	title = put_line(&f, front, KIND_TITLE, "海滨县林业局");
	put(&f, title, KIND_BREAK);
	put_text(&f, title, "年度报告");
	document_add_field(&f.doc, "index", "索引号", "0142/2024-2", "print");
	field = put(&f, front, KIND_FIELD);
	put_line(&f, field, KIND_TERM, "发文 机关：");
	put_line(&f, put(&f, field, KIND_DEF), KIND_PARA, "海滨县\n林业局");
	node_drop(&f.doc.tree, document_add_field(&f.doc, NULL, "x", "y", "meta"),
		REASON_DUPLICATE);
	assert_part(&f, "\"title\":", ",\"blocks\":",
		"\"海滨县林业局年度报告\",\"language\":\"zh-CN\",\"published\":\"2024-01-17\","
		"\"profile\":\"annual-report-2021\",\"fields\":["
		"{\"key\":\"index\",\"label\":\"索引号\",\"value\":\"0142/2024-2\"},"
		"{\"key\":null,\"label\":\"发文机关\",\"value\":\"海滨县林业局\"}]");
	fixture_close(&f);
}

static void test_lines(void **state)
{
	struct fixture f;
	struct node *n;

	fixture_open(&f, NULL);
	n = put_line(&f, NULL, KIND_HEADING, "一、概况");
	set_int(&f, n, ATTR_LEVEL, 2);
	set_str(&f, n, ATTR_SECTION, "overview");
	n = put_line(&f, NULL, KIND_PARA, "甲");
	put(&f, n, KIND_BREAK);
	put_text(&f, put(&f, n, KIND_STRONG), "乙");
	put(&f, n, KIND_BREAK);
	set_str(&f, n, ATTR_ALIGN, "right");
	set_str(&f, put_line(&f, NULL, KIND_PARA, "丙"), ATTR_ALIGN, "left");
	put(&f, NULL, KIND_PARA);
	put_line(&f, NULL, KIND_CODEBLOCK, " if x:\n\ty");
	put(&f, NULL, KIND_RULE);
	put_line(&f, NULL, KIND_SIGNATURE, "林业局");
	set_str(&f, put_line(&f, NULL, KIND_DATE, "2024年1月17日"), ATTR_ISO, "2024-01-17");
	assert_blocks(&f,
		"{\"type\":\"heading\",\"level\":2,\"text\":\"一、概况\",\"section\":"
		"\"overview\"},"
		"{\"type\":\"paragraph\",\"text\":\"甲\\n乙\",\"runs\":[{\"text\":\"甲\"},"
		"{\"text\":\"\\n乙\",\"strong\":true}],\"align\":\"right\"},"
		"{\"type\":\"paragraph\",\"text\":\"丙\"},"
		"{\"type\":\"code\",\"text\":\" if x:\\n\\ty\"},{\"type\":\"rule\"},"
		"{\"type\":\"signature\",\"text\":\"林业局\"},"
		"{\"type\":\"date\",\"text\":\"2024年1月17日\",\"iso\":\"2024-01-17\"}");
	fixture_close(&f);
}

static void test_images(void **state)
{
	struct fixture f;
	struct node *n, *image;

	fixture_open(&f, NULL);
	n = put(&f, NULL, KIND_PARA);
	image = put(&f, put(&f, n, KIND_LINK), KIND_IMAGE);
	set_str(&f, image, ATTR_SRC, "a.png");
	set_str(&f, image, ATTR_URI, "http://h/a.png");
	n = put_line(&f, NULL, KIND_PARA, "见图");
	set_str(&f, put(&f, n, KIND_IMAGE), ATTR_ALT, "图一");
	assert_blocks(&f, "{\"type\":\"image\",\"src\":\"a.png\",\"alt\":null,\"uri\":\"http://"
			  "h/a.png\"},"
			  "{\"type\":\"paragraph\",\"text\":\"见图\"},"
			  "{\"type\":\"image\",\"src\":null,\"alt\":\"图一\"}");
	fixture_close(&f);
}

static void test_lists(void **state)
{
	struct fixture f;
	struct node *list, *item;

	fixture_open(&f, NULL);
	list = put(&f, NULL, KIND_LIST);
	set_int(&f, list, ATTR_ORDERED, 1);
	set_int(&f, list, ATTR_START, 3);
	item = put(&f, list, KIND_ITEM);
	set_str(&f, item, ATTR_MARK, "（三）");
	put_line(&f, item, KIND_PARA, "三");
	put_line(&f, item, KIND_PARA, "又");
	item = put(&f, list, KIND_ITEM);
	set_str(&f, item, ATTR_MARK, "4.");
	put_line(&f, item, KIND_PARA, "四");
	item = put(&f, list, KIND_ITEM);
	put_line(&f, put(&f, put(&f, item, KIND_LIST), KIND_ITEM), KIND_PARA, "内");
	assert_blocks(&f,
		"{\"type\":\"list\",\"ordered\":true,\"start\":3,\"items\":["
		"{\"text\":\"（三）三\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"又\"}]},"
		"{\"text\":\"4. 四\",\"blocks\":[]},"
		"{\"number\":5,\"mark\":\"5.\",\"text\":\"\",\"blocks\":[{\"type\":\"list\","
		"\"ordered\":false,\"items\":["
		"{\"text\":\"内\",\"blocks\":[]}]}]}]}");
	fixture_close(&f);
}

static void test_containers(void **state)
{
	struct fixture f;
	struct node *n;

	fixture_open(&f, NULL);
	n = put(&f, NULL, KIND_SECTION);
	put_line(&f, put(&f, n, KIND_QUOTE), KIND_PARA, "引");
	n = put(&f, NULL, KIND_DEFLIST);
	put_line(&f, n, KIND_TERM, "词");
	put_line(&f, put(&f, n, KIND_DEF), KIND_PARA, "义");
	n = put(&f, NULL, KIND_FIGURE);
	put(&f, put(&f, n, KIND_PARA), KIND_IMAGE);
	put_line(&f, n, KIND_CAPTION, "图一");
	assert_blocks(&f,
		"{\"type\":\"section\",\"blocks\":[{\"type\":\"quote\",\"blocks\":["
		"{\"type\":\"paragraph\",\"text\":\"引\"}]}]},"
		"{\"type\":\"definitions\",\"blocks\":[{\"type\":\"term\",\"text\":\"词\"},"
		"{\"type\":\"definition\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"义\"}]"
		"}]},"
		"{\"type\":\"figure\",\"blocks\":[{\"type\":\"image\",\"src\":null,\"alt\":"
		"null},"
		"{\"type\":\"caption\",\"text\":\"图一\"}]}");
	fixture_close(&f);
}

static void test_table(void **state)
{
	struct fixture f;
	struct node *table, *row, *cell, *inner;

	fixture_open(&f, NULL);
	table = put(&f, NULL, KIND_TABLE);
	put_line(&f, table, KIND_CAPTION, "表一");
	row = put(&f, put(&f, table, KIND_HEAD), KIND_ROW);
	cell = put_cell(&f, row, "项目", 1, 2);
	set_int(&f, cell, ATTR_HEADER, 1);
	set_str(&f, cell, ATTR_ALIGN, "center");
	put_cell(&f, row, "数", 2, 1);
	inner = put(&f, table, KIND_BODY);
	put_row(&f, inner, "1|2");
	row = put(&f, inner, KIND_ROW);
	cell = put_cell(&f, row, "甲", 3, 1);
	put_line(&f, cell, KIND_PARA, "乙");
	inner = put(&f, put(&f, cell, KIND_TABLE), KIND_BODY);
	put_row(&f, inner, "a|b");
	put_row(&f, inner, "c||d");
	assert_blocks(&f,
		"{\"type\":\"table\",\"caption\":\"表一\",\"columns\":3,\"header_rows\":1,"
		"\"rows\":["
		"[{\"text\":\"项目\",\"rowspan\":2,\"header\":true,\"align\":\"center\"},"
		"{\"text\":\"数\",\"colspan\":2}],[{\"text\":\"1\"},{\"text\":\"2\"}],"
		"[{\"text\":\"甲\\n乙\\na\\tb\\nc\\t\\td\",\"colspan\":3,\"blocks\":["
		"{\"type\":\"paragraph\",\"text\":\"甲\"},{\"type\":\"paragraph\",\"text\":"
		"\"乙\"},"
		"{\"type\":\"table\",\"caption\":null,\"columns\":3,\"header_rows\":0,\"rows\":"
		"["
		"[{\"text\":\"a\"},{\"text\":\"b\"}],"
		"[{\"text\":\"c\"},{\"text\":\"\"},{\"text\":\"d\"}]]}]}]]}");
	fixture_close(&f);
}

static void test_attachments_and_checks(void **state)
{
	struct fixture f;
	struct node *n;

	fixture_open(&f, NULL);
	n = put_line(&f, put(&f, NULL, KIND_PARA), KIND_ATTACHMENT, "附件 1");
	set_str(&f, n, ATTR_HREF, "./P1.doc");
	set_str(&f, n, ATTR_URI, "http://h/P1.doc");
	n = put_line(&f, put(&f, NULL, KIND_PARA), KIND_ATTACHMENT, "gone");
	node_drop(&f.doc.tree, node_parent(n), REASON_RELATED);
	document_add_check(&f.doc, "requests.total", CHECK_FAIL, "3 + 4 is not 8");
	assert_part(&f, "\"attachments\":", ",\"dropped\":",
		"[{\"label\":\"附件 1\",\"href\":\"./P1.doc\",\"uri\":\"http://h/P1.doc\"}],"
		"\"checks\":[{\"rule\":\"requests.total\",\"status\":\"fail\",\"detail\":"
		"\"3 + 4 is not 8\"}]");
	fixture_close(&f);
}

/* ---- what was dropped ---- */

/* A kept paragraph; a navigation with a script in it, dropped apart; an image; white space. */
static void drop_things(struct fixture *f)
{
	struct tree *t = &f->doc.tree;
	struct node *nav, *inner, *n;

	put_line(f, NULL, KIND_PARA, "正文");
	document_enter_filter(&f->doc, "strip-chrome");
	nav = put(f, NULL, KIND_SECTION);
	node_set_line(&f->doc.tree, nav, 7);
	put_line(f, nav, KIND_PARA, "首页\n  新闻");
	inner = put_line(f, nav, KIND_PARA, "x()");
	node_drop(t, inner, REASON_SCRIPT);
	node_drop(t, nav, REASON_NAVIGATION);
	n = put(f, put(f, NULL, KIND_PARA), KIND_IMAGE);
	node_drop(t, node_parent(n), REASON_BANNER);
	n = put_line(f, NULL, KIND_PARA, " \n\u3000");
	node_drop(t, n, REASON_SPACE);
	node_drop(t, put(f, NULL, KIND_SECTION), REASON_WRAPPER);
}

static void test_dropped(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	drop_things(&f);
	assert_part(&f, "\"dropped\":", "}\n",
		"[{\"reason\":\"navigation\",\"filter\":\"strip-chrome\",\"bytes\":15,\"line\":"
		"7,"
		"\"text\":\"首页 新闻\"},"
		"{\"reason\":\"script\",\"filter\":\"strip-chrome\",\"bytes\":3,\"line\":0,"
		"\"text\":\"x()\"},"
		"{\"reason\":\"banner\",\"filter\":\"strip-chrome\",\"bytes\":0,\"line\":0,"
		"\"text\":\"\"}],"
		"\"accounting\":{\"text\":0,\"script\":0,\"markup\":0,\"comment\":0,"
		"\"ingested\":29,\"kept\":6,\"dropped\":23,\"unlocated\":0}");
	fixture_close(&f);
}

static void test_excerpt_is_cut(void **state)
{
	struct fixture f;
	struct buf text = BUF_INIT, want = BUF_INIT;

	fixture_open(&f, NULL);
	for (int i = 0; i < 40; i++) {
		buf_puts(&text, "字\n 符");
		buf_puts(&want, i < 26 ? "字 符" : "");
	}
	node_drop(&f.doc.tree, put_line(&f, NULL, KIND_PARA, buf_str(&text)), REASON_FOOTER);
	buf_puts(&want, "字…\"}]");
	assert_non_null(strstr(emitted(&f, &filter_out_json), buf_str(&want)));
	buf_free(&text);
	buf_free(&want);
	fixture_close(&f);
}

static void test_ledger(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	f.doc.source.name = "p.html";
	drop_things(&f);
	assert_int_equal(filter_out_ledger.emit(&f.doc, &f.out), 0);
	assert_string_equal(buf_str(&f.out),
		"{\"source\":\"p.html\",\"id\":5,\"reason\":\"navigation\",\"sentence\":"
		"\"navigation: a block that is mostly links\",\"filter\":\"strip-chrome\","
		"\"offset\":0,\"length\":0,\"line\":7,\"bytes\":15,"
		"\"text\":\"首页\\n  新闻\"}\n"
		"{\"source\":\"p.html\",\"id\":8,\"reason\":\"script\",\"sentence\":"
		"\"code and style sheets, which no reader sees\",\"filter\":\"strip-chrome\","
		"\"offset\":0,\"length\":0,\"line\":0,\"bytes\":3,\"text\":\"x()\"}\n"
		"{\"source\":\"p.html\",\"id\":10,\"reason\":\"banner\",\"sentence\":"
		"\"the portal's "
		"masthead\",\"filter\":\"strip-chrome\",\"offset\":0,\"length\":0,"
		"\"line\":0,\"bytes\":0,\"text\":\"\","
		"\"pictures\":[{\"src\":null,\"alt\":null}]}\n");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_broken_utf8),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_empty_record),
		cmocka_unit_test(test_front),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_attachments_and_checks),
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_excerpt_is_cut),
		cmocka_unit_test(test_ledger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
