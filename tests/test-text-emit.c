/* Plain text, CSV, and the range of a document that emitters write. */
#include "emit-fixture.h"

#include "document/emit.h"

extern const struct filter filter_out_text, filter_out_csv;

/* ---- plain text ---- */

static void put_report(struct fixture *f)
{
	struct node *front = document_front(&f->doc), *n, *list, *item;

	put_line(f, front, KIND_TITLE, "海滨县林业局2023年报告");
	document_add_field(&f->doc, "index", "索引号", "0142/2024-2", "print");
	document_add_field(&f->doc, "keywords", "关键词", "林业", "meta");
	document_add_field(&f->doc, "agency", "发文机关", "海滨县林业局", "print");
	put_line(f, NULL, KIND_HEADING, "一、总体情况");
	n = put_line(f, NULL, KIND_PARA, "我局公开信息12条，答复申请3件，");
	put_text(f, put(f, n, KIND_STRONG), "没有收费。");
	list = put(f, NULL, KIND_LIST);
	item = put(f, list, KIND_ITEM);
	set_str(f, item, ATTR_MARK, "（一）");
	put_line(f, item, KIND_PARA, "主动公开");
	list = put(f, item, KIND_LIST);
	set_int(f, list, ATTR_ORDERED, 1);
	set_int(f, list, ATTR_START, 9);
	put_line(f, put(f, list, KIND_ITEM), KIND_PARA, "规章");
	put_line(f, put(f, list, KIND_ITEM), KIND_PARA, "规范性文件");
	put_line(f, put(f, NULL, KIND_QUOTE), KIND_PARA, "第一条");
	n = put(f, NULL, KIND_TABLE);
	put_line(f, n, KIND_CAPTION, "表一");
	put_row(f, put(f, n, KIND_BODY), "件数|3");
	n = put_line(f, NULL, KIND_PARA, "详见");
	set_str(f, put(f, n, KIND_IMAGE), ATTR_ALT, "图标");
	set_str(f, put(f, n, KIND_IMAGE), ATTR_ALT, "");
	n = put_line(f, n, KIND_ATTACHMENT, "附表");
	set_str(f, n, ATTR_HREF, "b.xls");
	set_str(f, n, ATTR_URI, "http://h/b.xls");
	put_line(f, NULL, KIND_SIGNATURE, "海滨县林业局");
	put_line(f, NULL, KIND_DATE, "2024年1月17日");
}

static void test_text_plain(void **state)
{
	struct fixture f;

	fixture_open(&f, "zh-CN");
	put_report(&f);
	assert_string_equal(emitted(&f, &filter_out_text),
		"海滨县林业局2023年报告\n"
		"\n"
		"索引号：0142/2024-2\n"
		"发文机关：海滨县林业局\n"
		"\n"
		"一、总体情况\n"
		"\n"
		"我局公开信息12条，答复申请3件，没有收费。\n"
		"\n"
		"（一）主动公开\n"
		"  9. 规章\n"
		"  10. 规范性文件\n"
		"\n"
		"  第一条\n"
		"\n"
		"表一\n"
		"┌──────┬───┐\n"
		"│ 件数 │ 3 │\n"
		"└──────┴───┘\n"
		"\n"
		"详见[图片：图标]附表\n"
		"\n"
		"海滨县林业局\n"
		"\n"
		"2024年1月17日\n"
		"\n"
		"附件：\n"
		"附表：http://h/b.xls\n");
	fixture_close(&f);
}

static void test_text_columns(void **state)
{
	struct fixture f;

	fixture_open(&f, "zh-CN");
	put_report(&f);
	f.options.columns = 28;
	assert_string_equal(emitted(&f, &filter_out_text),
		"   海滨县林业局2023年报告\n"
		"\n"
		"索引号：0142/2024-2\n"
		"发文机关：海滨县林业局\n"
		"\n"
		"一、总体情况\n"
		"\n"
		"\u3000\u3000我局公开信息12条，答复申\n"
		"请3件，没有收费。\n"
		"\n"
		"（一）主动公开\n"
		"  9. 规章\n"
		"  10. 规范性文件\n"
		"\n"
		"  \u3000\u3000第一条\n"
		"\n"
		"表一\n"
		"┌──────┬───┐\n"
		"│ 件数 │ 3 │\n"
		"└──────┴───┘\n"
		"\n"
		"\u3000\u3000详见[图片：图标]附表\n"
		"\n"
		"                海滨县林业局\n"
		"\n"
		"               2024年1月17日\n"
		"\n"
		"附件：\n"
		"附表：http://h/b.xls\n");
	fixture_close(&f);
}

static void test_text_english(void **state)
{
	struct fixture f;
	struct node *n, *list;

	fixture_open(&f, NULL);
	document_add_field(&f.doc, NULL, "Issued by", "Forestry Office", "print");
	n = put(&f, NULL, KIND_PARA);
	put(&f, n, KIND_BREAK);
	put_text(&f, n, "Trees  grow ");
	put(&f, n, KIND_BREAK);
	put_text(&f, n, "slowly. ");
	put(&f, n, KIND_BREAK);
	put(&f, put(&f, NULL, KIND_PARA), KIND_IMAGE);
	set_str(&f, put(&f, put(&f, NULL, KIND_PARA), KIND_IMAGE), ATTR_ALT, "A tree");
	list = put(&f, NULL, KIND_LIST);
	put_line(&f, put(&f, list, KIND_ITEM), KIND_PARA, "Oak and other broadleaved trees");
	put(&f, list, KIND_ITEM);
	put_line(&f, put(&f, put(&f, list, KIND_ITEM), KIND_QUOTE), KIND_PARA, "Fir");
	n = put(&f, NULL, KIND_DEFLIST);
	put_line(&f, n, KIND_TERM, "Oak");
	put_line(&f, put(&f, n, KIND_DEF), KIND_PARA, "Quercus");
	put_line(&f, NULL, KIND_CODEBLOCK, "  if oak:  \n\tcut()\n\nend");
	put(&f, NULL, KIND_RULE);
	n = put_line(&f, put(&f, NULL, KIND_PARA), KIND_ATTACHMENT, "http://h/a.pdf");
	set_str(&f, n, ATTR_HREF, "http://h/a.pdf");
	n = put_line(&f, put(&f, NULL, KIND_PARA), KIND_ATTACHMENT, "Annex");
	set_str(&f, n, ATTR_HREF, "b.pdf");
	f.options.columns = 20;
	assert_string_equal(emitted(&f, &filter_out_text), "Issued by: Forestry\n"
							   "  Office\n"
							   "\n"
							   "Trees  grow\n"
							   "slowly.\n"
							   "\n"
							   "[image: A tree]\n"
							   "\n"
							   "- Oak and other\n"
							   "  broadleaved trees\n"
							   "-\n"
							   "    Fir\n"
							   "\n"
							   "Oak\n"
							   "  Quercus\n"
							   "\n"
							   "  if oak:\n"
							   "\tcut()\n"
							   "\n"
							   "end\n"
							   "\n"
							   "      ────────\n"
							   "\n"
							   "http://h/a.pdf\n"
							   "\n"
							   "Annex\n"
							   "\n"
							   "Attachments:\n"
							   "Annex: b.pdf\n");
	fixture_close(&f);
}

static void test_text_of_nothing(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	put(&f, put(&f, NULL, KIND_SECTION), KIND_PARA);
	assert_string_equal(emitted(&f, &filter_out_text), "");
	fixture_close(&f);
}

/* However deep: no crash, and lines that can be read. */
static void test_text_deep(void **state)
{
	struct fixture f;
	struct node *n = NULL;
	const char *text;

	fixture_open(&f, "en");
	for (int i = 0; i < TREE_DEPTH_MAX / 2; i++)
		n = put(&f, put(&f, n, KIND_LIST), KIND_ITEM);
	put_line(&f, n, KIND_PARA, "deep");
	f.options.columns = 20;
	text = emitted(&f, &filter_out_text);
	assert_int_equal(strlen(strrchr(text, ' ')), strlen(" deep\n"));
	fixture_close(&f);
}

/* ---- CSV ---- */

static void put_tables(struct fixture *f)
{
	struct node *body, *row, *cell;

	body = put(f, put(f, NULL, KIND_TABLE), KIND_BODY);
	row = put(f, body, KIND_ROW);
	put_cell(f, row, "a,b", 2, 1);
	put_cell(f, row, "say \"x\"", 1, 2);
	cell = put_cell(f, put_row(f, body, "=1+2"), "-3.5%", 1, 1);
	put_line(f, cell, KIND_PARA, "x");
	put_row(f, body, "-3.5%|@x|+1-1");
	put_line(f, NULL, KIND_PARA, "between");
	body = put(f, put(f, put(f, NULL, KIND_QUOTE), KIND_TABLE), KIND_BODY);
	put_row(f, body, "1");
	row = put_row(f, body, "");
	body = put(f, put(f, node_first(row), KIND_TABLE), KIND_BODY);
	put_row(f, body, "in|ner");
	put_cell(f, put(f, node_parent(node_parent(node_parent(node_parent(body)))), KIND_ROW),
		"", 1, 1);
}

static void test_csv(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	put_tables(&f);
	assert_string_equal(emitted(&f, &filter_out_csv), "\"a,b\",,\"say \"\"x\"\"\"\r\n"
							  "'=1+2,\"'-3.5%\nx\",\r\n"
							  "-3.5%,'@x,'+1-1\r\n"
							  "\r\n"
							  "1\r\nin\tner\r\n\"\"\r\n");
	f.options.table = 2;
	assert_string_equal(emitted(&f, &filter_out_csv), "1\r\nin\tner\r\n\"\"\r\n");
	f.options.table = 3;
	assert_string_equal(emitted(&f, &filter_out_csv), "");
	fixture_close(&f);
}

/* ---- one section ---- */

static struct node *put_heading(
	struct fixture *f, int level, const char *section, const char *text)
{
	struct node *n = put_line(f, NULL, KIND_HEADING, text);

	set_int(f, n, ATTR_LEVEL, level);
	if (section)
		set_str(f, n, ATTR_SECTION, section);
	return n;
}

static void assert_section(struct fixture *f, const char *section, bool found, const char *want)
{
	f->options.section = section;
	assert_int_equal(emit_section_found(&f->doc), found);
	assert_string_equal(emitted(f, &filter_out_text), want);
}

static void test_section(void **state)
{
	struct fixture f;

	fixture_open(&f, "en");
	put_line(&f, document_front(&f.doc), KIND_TITLE, "Report");
	put_line(&f, NULL, KIND_PARA, "before");
	put_heading(&f, 2, "overview", "1");
	put_line(&f, NULL, KIND_PARA, "one");
	put_heading(&f, 4, NULL, "1.1.1");
	put_heading(&f, 3, NULL, "1.2");
	put_line(&f, NULL, KIND_PARA, "two");
	put_heading(&f, 2, "requests", "2");
	put_heading(&f, 1, NULL, "Annex");
	assert_section(&f, NULL, true,
		"Report\n\nbefore\n\n1\n\none\n\n1.1.1\n\n1.2\n\ntwo\n\n2\n\nAnnex\n");
	assert_section(&f, "overview", true, "1\n\none\n\n1.1.1\n\n1.2\n\ntwo\n");
	assert_section(&f, "requests", true, "2\n");
	assert_section(&f, "fees", false, "");
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_plain),
		cmocka_unit_test(test_text_columns),
		cmocka_unit_test(test_text_english),
		cmocka_unit_test(test_text_of_nothing),
		cmocka_unit_test(test_text_deep),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_section),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
