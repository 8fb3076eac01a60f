/* Ingest of plain text: structure and books. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "document/filter.h"
#include "document/pairs.h"
#include "../filters/in-text/lines.h"

extern const struct filter filter_in_text;

static const struct options no_options;

struct fixture {
	struct document doc;
	struct match_cache *matches;
	struct buf outline;
	int rc;
};

/* One line a block: its kind, what matters of its attributes, its text. Rows: cells between
 * bars. */
static void put_outline(struct buf *out, const struct node *n)
{
	struct walk w = WALK_INIT(n);

	while (walk_step(&w)) {
		const struct node *at = w.node;
		enum kind above = node_parent(at) ? node_parent(at)->kind : KIND_DOCUMENT;
		bool inner = above == KIND_CELL || above == KIND_ITEM || above == KIND_DEF;
		const char *align = attr_str(at, ATTR_ALIGN), *mark = attr_str(at, ATTR_MARK);

		if (at->kind == KIND_TEXT && w.entering)
			buf_put(out, node_text(at), node_text_len(at));
		else if (at->kind == KIND_CELL)
			buf_puts(out,
				w.entering ? (attr_int(at, ATTR_HEADER, 0) ? "!" : "|") : "");
		else if (at->kind == KIND_DEF && w.entering)
			buf_puts(out, "=");
		else if (at->kind == KIND_LIST)
			buf_puts(out, w.entering ? "\n[" : "]");
		else if (w.entering && !inner && at->kind != KIND_TERM &&
			 at->kind != KIND_DEF && at->kind != KIND_FRONT &&
			 at->kind != KIND_DOCUMENT)
			buf_printf(out, "\n%s%s%s%s:", kind_name(at->kind), align ? " " : "",
				align ? align : "", mark ? mark : "");
	}
}

static void read_bytes(struct fixture *f, const char *bytes, size_t len)
{
	*f = (struct fixture){.matches = match_cache_new()};
	assert_non_null(f->matches);
	assert_int_equal(document_init(&f->doc, &no_options, f->matches), 0);
	document_enter_filter(&f->doc, "in-text");
	f->rc = filter_in_text.ingest(&f->doc, bytes, len);
}

/* Every byte is in the tree, and the tree is as a tree must be. */
static void check_books(const struct fixture *f)
{
	char message[200] = "";
	struct books books = tree_books(&f->doc.tree);

	assert_int_equal(f->rc, 0);
	if (tree_check(&f->doc.tree, true, message, sizeof message))
		fail_msg("%s", message);
	assert_int_equal(books.unlocated, 0);
	assert_int_equal(books.ingested, f->doc.source.text_len);
}

static void release(struct fixture *f)
{
	buf_free(&f->outline);
	document_free(&f->doc);
	match_cache_free(f->matches);
}

static void expect(const char *text, const char *outline)
{
	struct fixture f;

	read_bytes(&f, text, strlen(text));
	check_books(&f);
	put_outline(&f.outline, f.doc.tree.root);
	assert_string_equal(buf_str(&f.outline), outline);
	release(&f);
}

/* ---- the head ---- */

static void test_title_and_line_of_fields(void **state)
{
	expect("某局年度报告\n\n发布时间:2018-03-01 08:28:00 来源:本网字体: [ ]\n\n  "
	       "正文一段，说明情况。\n",
		"\ntitle:某局年度报告\nfield:发布时间=2018-03-01 "
		"08:28:00\nfield:来源=本网\npara:正文一段，说明情况。");
}

static void test_labels_with_brackets_and_bars(void **state)
{
	expect("通知\n[发布日期：2020-01-02] | 来 源：市局 【字号：大 中 "
	       "小】\n各单位要认真落实。\n",
		"\ntitle:通知\nfield:发布日期=2020-01-02\nfield:来 "
		"源=市局\npara:各单位要认真落实。");
}

static void test_label_attributes(void **state)
{
	static const char text[] = "报告\n索 引 号：0001/2020-3\n• 字数: 12\n• 名称:\n说明。\n";
	struct fixture f;
	const struct node *field;

	read_bytes(&f, text, sizeof text - 1);
	check_books(&f);
	field = document_field(&f.doc, "index");
	assert_non_null(field);
	assert_string_equal(attr_str(field, ATTR_LABEL), "索引号");
	assert_string_equal(attr_str(field, ATTR_ORIGIN), "print");
	field = node_following(field);
	assert_string_equal(attr_str(field, ATTR_LABEL), "字数");
	assert_null(attr_str(field, ATTR_KEY));
	field = node_following(field);
	assert_string_equal(attr_str(field, ATTR_KEY), "title");
	assert_null(node_first(field_value(field)));
	release(&f);
}

static void test_number_is_no_font_switch(void **state)
{
	expect("通知\n字号：赣府发〔2018〕3号\n字号：[大] 中 小\n正文到此为止。\n",
		"\ntitle:通知\nfield:字号=赣府发〔2018〕3号\npara:正文到此为止。");
}

static void test_bullets_of_fields(void **state)
{
	expect("年度报告\n\n  • 文件编号:\n  • 公开方式: 主动公开\n\n  正文。\n",
		"\ntitle:年度报告\nfield:文件编号=\nfield:公开方式=主动公开\npara:正文。");
	expect("Annual report\n\n- Agency: Office of Records\n- Ref: 2020/7\n\nText.\n",
		"\ntitle:Annual report\nfield:Agency=Office of "
		"Records\nfield:Ref=2020/7\npara:Text.");
}

static void test_bullets_that_are_no_fields(void **state)
{
	expect("Links\n\n* http://example.org/a\n* 10:30 opening\n",
		"\ntitle:Links\n[\nitem*:http://example.org/a\nitem*:10:30 opening]");
	expect("List\n\n- One: a\n- two without\n\nEnd.\n",
		"\ntitle:List\n[\nitem-:One: a\nitem-:two without]\npara:End.");
}

static void test_loose_line_among_fields(void **state)
{
	expect("报告\n某府发〔2018〕3号\n发布机构：某局\n正文。\n",
		"\ntitle:报告\nfield:发布机构=某局\npara:某府发〔2018〕3号\npara:正文。");
}

static void test_no_title(void **state)
{
	expect("一、总体情况\n这是说明。\n", "\npara:一、总体情况\npara:这是说明。");
	expect("only line", "\npara:only line");
}

/* ---- tables ---- */

#define LINE_CELLS(sep)                                                                        \
	"名称" sep "数量(个)" sep "金额" sep "甲" sep "12" sep "3.5" sep "乙" sep "7" sep      \
	"1,200" sep "丙" sep "－" sep "9%"

#define ROWS_OUT                                                                                    \
	"\ntable:\nhead:\nrow:!名称!数量(个)!金额\nbody:\nrow:|甲|12|3.5\nrow:|乙|7|1,200" \
	"\nrow:|丙|－|9%"

static void test_cell_a_line(void **state)
{
	expect("报告\n\n  数据如下:\n\n\n" LINE_CELLS("\n\n") "\n\n  以上。\n",
		"\ntitle:报告\npara:数据如下:" ROWS_OUT "\npara:以上。");
}

static void test_cell_a_line_with_caption(void **state)
{
	expect("报告\n\n正文说明如下:\n\n附表\n\n" LINE_CELLS("\n\n") "\n\n以上是全部数据。\n",
		"\ntitle:报告\npara:正文说明如下:\npara:附表" ROWS_OUT
		"\npara:以上是全部数据。");
}

static void test_table_without_title(void **state)
{
	expect(LINE_CELLS("\n\n"), ROWS_OUT);
}

static void test_serial_numbers(void **state)
{
	expect("表\n\n说明如下:\n\n序号\n\n单位\n\n件数\n\n1\n\n甲局\n\n5\n\n2\n\n乙局\n\n8\n",
		"\ntitle:表\npara:说明如下:\ntable:\nhead:\nrow:!序号!单位!件数\nbody:\nrow:|1|"
		"甲局|5\nrow:|2|乙局|8");
}

static void test_words_alone_are_no_table(void **state)
{
	expect("名录\n\n单位如下:\n\n甲\n\n乙\n\n丙\n\n丁\n\n戊\n\n己\n",
		"\ntitle:名录\npara:单位如下:\npara:甲\npara:乙\npara:丙\npara:丁\npara:"
		"戊\npara:己");
}

static void test_a_lost_cell_is_no_table(void **state)
{
	expect("表\n\n如下:"
	       "\n\n名称\n\n数量\n\n金额\n\n甲\n\n1\n\n乙\n\n7\n\n8\n\n丙\n\n9\n\n5\n",
		"\ntitle:表\npara:如下:\npara:名称\npara:数量\npara:金额\npara:甲\npara:"
		"1\npara:乙\npara:7\npara:8"
		"\npara:丙\npara:9\npara:5");
}

static void test_tabs(void **state)
{
	expect("报告\n\n如下：\n地区\t件数\t备注\r\n东区\t3\t\r\n西区\t14\t注\r\n完。\n",
		"\ntitle:报告\npara:如下："
		"\ntable:\nhead:\nrow:!地区!件数!备注\nbody:\nrow:|东区|3|\nrow:|西区|14|"
		"注\npara:完。");
	expect("\n\n\tA\tB\nx\t1\t2\n", "\ntable:\nhead:\nrow:!!A!B\nbody:\nrow:|x|1|2");
	expect("T\nfirst\tsecond\nthird\tfourth\t",
		"\ntitle:T\npara:first\tsecond\npara:third\tfourth");
	expect("T\n1.\tone\n2.\ttwo\n", "\ntitle:T\npara:1.\tone\npara:2.\ttwo");
}

/* ---- lists, paragraphs, the end ---- */

static void test_nested_list(void **state)
{
	expect("题\n正文。\n● 一\n  ○x\n  · 二\n    续行\n    · 三\n● 四\n",
		"\ntitle:题\npara:正文。\n[\nitem●:一\n  ○x\n[\nitem·:二\n    "
		"续行\n[\nitem·:三]]\nitem●:四]");
}

static void test_wrapped_english(void **state)
{
	expect("Notice\n\n"
	       "The committee met on Tuesday and took note of the report on records\n"
	       "which the secretariat had sent round in good time before the meeting.\n"
	       "It asked for a second report within the year.\n\n"
	       "Members who could not attend will be sent the minutes of the meeting\n"
	       "by post, as was agreed.\n",
		"\ntitle:Notice"
		"\npara:The committee met on Tuesday and took note of the report on records\n"
		"which the secretariat had sent round in good time before the meeting.\n"
		"It asked for a second report within the year."
		"\npara:Members who could not attend will be sent the minutes of the meeting\n"
		"by post, as was agreed.");
}

static void test_short_lines_are_not_joined(void **state)
{
	expect("T\n\nroses are red,\nviolets are blue,\nthis is a line of more than forty "
	       "terminal columns\nso it is.\n",
		"\ntitle:T\npara:roses are red,\npara:violets are blue,"
		"\npara:this is a line of more than forty terminal columns\npara:so it is.");
}

static void test_indent(void **state)
{
	struct fixture f;
	static const char text[] = "题\n\n　　第一段。\n  第二段。\n";
	const struct node *para;

	read_bytes(&f, text, sizeof text - 1);
	check_books(&f);
	para = node_following(document_front(&f.doc));
	assert_int_equal(attr_int(para, ATTR_INDENT, 0), 200);
	assert_int_equal(node_line(node_first(para)), 3);
	assert_int_equal(attr_int(node_following(para), ATTR_INDENT, 0), 100);
	release(&f);
}

static void test_signature_and_centred_line(void **state)
{
	expect("题\n\n                    第一章 总则\n\n  正文。\n\n                          "
	       "      某局\n\n"
	       "                               2018301",
		"\ntitle:题\npara center:第一章 总则\npara:正文。\npara right:某局\npara "
		"right:2018301");
}

static void test_rule(void **state)
{
	expect("题\n正文。\n-----\n完。\n", "\ntitle:题\npara:正文。\nrule:\npara:完。");
}

/* ---- what files bring along ---- */

static void test_line_ends_and_bom(void **state)
{
	expect("\xEF\xBB\xBF题\r\n\r\n甲。\r乙。\f丙。\n",
		"\ntitle:题\npara:甲。\npara:乙。\npara:丙。");
}

static void test_nul(void **state)
{
	struct fixture f;

	read_bytes(&f, "T\n\nA\0B\n", 7);
	check_books(&f);
	release(&f);
}

static void test_empty(void **state)
{
	static const char *const blank[] = {"", "\n \t\r\n　", "\xEF\xBB\xBF"};

	for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
		struct fixture f;

		read_bytes(&f, blank[i], strlen(blank[i]));
		assert_int_equal(f.rc, -1);
		assert_int_equal(f.doc.diag_count[DIAG_ERROR], 1);
		assert_int_equal(f.doc.diags->code, DIAG_INPUT_EMPTY);
		release(&f);
	}
}

/* Lines past the limit stay together; nothing is lost. */
static void test_very_many_lines(void **state)
{
	size_t len = 2 * (size_t)LINES_MAX + 8;
	char *text = malloc(len + 1);
	struct fixture f;

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = i & 1 ? '\n' : 'a';
	text[len] = '\0';
	read_bytes(&f, text, len);
	check_books(&f);
	assert_int_equal(node_last(f.doc.tree.root)->kind, KIND_CODEBLOCK);
	assert_int_equal(node_text_len(node_first(node_last(f.doc.tree.root))), 8);
	assert_int_equal(node_line(node_first(node_last(f.doc.tree.root))), LINES_MAX + 1);
	release(&f);
	free(text);
}

/* Thousands of bullets are a list, whatever their labels; and are looked at once. */
static void test_very_many_bullets(void **state)
{
	struct buf text = BUF_INIT;
	struct fixture f;

	for (int i = 0; i < 5000; i++)
		buf_puts(&text, "• 来源:甲\n");
	read_bytes(&f, text.data, text.len);
	check_books(&f);
	assert_null(document_field(&f.doc, "source"));
	assert_ptr_equal(node_following(document_front(&f.doc)), node_last(f.doc.tree.root));
	assert_int_equal(node_last(f.doc.tree.root)->kind, KIND_LIST);
	release(&f);
	buf_free(&text);
}

/* Bytes of all kinds, in an order that is the same each time: the books must balance. */
static void test_noise(void **state)
{
	static const char *const words[] = {"\n", "\n\n", "\t", "  ", "　", "来源:", "字体：",
		"[", "】", "|", "• ", "- ", "甲", "12", "一、", "\r", "。", "\f", "\xFF", "表",
		"无", "                 "};
	uint32_t seed = 1;

	for (int round = 0; round < 3000; round++) {
		struct buf text = BUF_INIT;
		struct fixture f;

		for (int i = 0; i < 40; i++) {
			seed = seed * 1664525U + 1013904223U;
			buf_puts(&text, words[(seed >> 16) % (sizeof words / sizeof *words)]);
		}
		buf_puts(&text, "z");
		read_bytes(&f, text.data, text.len);
		check_books(&f);
		release(&f);
		buf_free(&text);
	}
}

/* ---- pairs ---- */

static void test_longest_label_wins(void **state)
{
	static const char text[] = "发布机构:甲局信息来源:乙局";
	struct match_cache *matches = match_cache_new();
	struct pair pairs[PAIRS_A_LINE_MAX];

	assert_int_equal(pairs_split(matches, text, 0, sizeof text - 1, pairs), 2);
	assert_string_equal(pairs[1].key, "source");
	assert_int_equal(pairs[1].label, strlen("发布机构:甲局"));
	assert_int_equal(pairs_split(matches, "甲来源:乙", 0, strlen("甲来源:乙"), pairs), 0);
	match_cache_free(matches);
}

static void test_cell_classes(void **state)
{
	static const struct {
		const char *text;
		enum cell cell;
	} cases[] = {
		{"名称", CELL_WORDS},
		{"186", CELL_NUMBER},
		{"3人", CELL_NUMBER},
		{"-1.5%", CELL_NUMBER},
		{"251000元", CELL_NUMBER},
		{"2018-03-01", CELL_NUMBER},
		{"2017年", CELL_WORDS},
		{"江西(2)分会场", CELL_WORDS},
		{"——", CELL_DASH},
		{"无", CELL_DASH},
		{"/", CELL_DASH},
		{"如下:", CELL_NONE},
		{"结束。", CELL_NONE},
		{"", CELL_NONE},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			cell_class(cases[i].text, strlen(cases[i].text)), cases[i].cell);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_title_and_line_of_fields),
		cmocka_unit_test(test_labels_with_brackets_and_bars),
		cmocka_unit_test(test_label_attributes),
		cmocka_unit_test(test_number_is_no_font_switch),
		cmocka_unit_test(test_bullets_of_fields),
		cmocka_unit_test(test_bullets_that_are_no_fields),
		cmocka_unit_test(test_loose_line_among_fields),
		cmocka_unit_test(test_no_title),
		cmocka_unit_test(test_cell_a_line),
		cmocka_unit_test(test_cell_a_line_with_caption),
		cmocka_unit_test(test_table_without_title),
		cmocka_unit_test(test_serial_numbers),
		cmocka_unit_test(test_words_alone_are_no_table),
		cmocka_unit_test(test_a_lost_cell_is_no_table),
		cmocka_unit_test(test_tabs),
		cmocka_unit_test(test_nested_list),
		cmocka_unit_test(test_wrapped_english),
		cmocka_unit_test(test_short_lines_are_not_joined),
		cmocka_unit_test(test_indent),
		cmocka_unit_test(test_signature_and_centred_line),
		cmocka_unit_test(test_rule),
		cmocka_unit_test(test_line_ends_and_bom),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_very_many_lines),
		cmocka_unit_test(test_very_many_bullets),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_longest_label_wins),
		cmocka_unit_test(test_cell_classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
