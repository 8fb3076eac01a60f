/* The sums of the statistics tables, in the layouts of 2019 and 2021. All numbers are made up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convert/chain.h"
#include "document/document.h"

#define ROWS_MAX 32

/* A table: a row is its cells with | between them; "3,2:x" is x over three columns and two
 * rows. */
struct sheet {
	const char *rows[ROWS_MAX]; /* NULL ends */
};

static const struct sheet requests_2021 = {{
	"3,3:（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|7,1:"
	"申请人情况",
	"1,2:自然人|5,1:法人或其他组织|1,2:总计",
	"商业 企业|科研机构|社会公益组织|法律服务机构|其他",
	"3,1:一、本年新收政府信息公开申请数量|20|5|1|2|0|2|30",
	"3,1:二、上年结转政府信息公开申请数量|3|1|0|0|0|0|4",
	"1,22:三、本年度办理结果|2,1:（一）予以公开|10|3|1|1|0|1|16",
	"2,1:（二）部分公开（区分处理的，只计这一情形）|2|1|0|0|0|0|3",
	"1,8:（三）不予公开|1.属于国家秘密|1|0|0|0|0|0|1",
	"2.其他法律行政法规禁止公开|0|0|0|0|0|0|0",
	"3.危及“三安全一稳定”|0|0|0|0|0|0|0",
	"4.保护第三方合法权益|0|0|0|0|0|0|0",
	"5.属于三类内部事务信息|0|0|0|0|0|0|0",
	"6.属于四类过程性信息|0|0|0|0|0|0|0",
	"7.属于行政执法案卷|0|0|0|0|0|0|0",
	"8.属于行政查询事项|0|0|0|0|0|0|0",
	"1,3:（四）无法提供|1.本机关不掌握相关政府信息|5|1|0|0|0|0|6",
	"2.没有现成信息需要另行制作|0|0|0|0|0|0|0",
	"3.补正后申请内容仍不明确|0|0|0|0|0|0|0",
	"1,5:（五）不予处理|1.信访举报投诉类申请|2|0|0|0|0|1|3",
	"2.重复申请|0|0|0|0|0|0|0",
	"3.要求提供公开出版物|0|0|0|0|0|0|0",
	"4.无正当理由大量反复申请|0|0|0|0|0|0|0",
	"5.要求行政机关确认或重新出具已获取信息|0|0|0|0|0|0|0",
	"1,3:（六）其他处理|1.申请人无正当理由逾期不补正|0|0|0|0|0|0|0",
	"2.申请人逾期未按收费通知要求缴纳费用|1|0|0|1|0|0|2",
	"3.其他|0|0|0|0|0|0|0",
	"2,1:（七）总计|21|5|1|2|0|2|31",
	"3,1:四、结转下年度继续办理|2|1|0|0|0|0|3",
}};

/* Row numbers in it. */
enum { ROW_NEW = 3, ROW_GRANTED = 5, ROW_STATE_SECRET = 7, ROW_SUM = 26, ROW_CARRIED = 27 };

static const struct sheet litigation_2021 = {{
	"5,1:行政复议|10,1:行政诉讼",
	"1,2:结果维持|1,2:结果纠正|1,2:其他结果|1,2:尚未审结|1,2:总计|5,1:未经复议直接起诉|5,1:"
	"复议后起诉",
	"结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计",
	"3|1|0|2|6|4|0|1|0|5|0|1|0|0|1",
}};

static const struct sheet proactive_2021 = {{
	"4,1:第二十条第（一）项",
	"信息内容|本年制发件数|本年废止件数|现行有效件数",
	"规章|0|0|1",
	"4,1:第二十条第（五）项",
	"信息内容|3,1:本年处理决定数量",
	"行政许可|3,1:17",
}};

/* ---- building ---- */

static struct node *add(struct document *doc, struct node *parent, enum kind kind)
{
	struct node *n = node_new(&doc->tree, kind);

	assert_int_equal(tree_append(&doc->tree, parent, n), 0);
	return n;
}

static void add_cell(struct document *doc, struct node *row, const char *text, size_t len)
{
	struct node *cell = add(doc, row, KIND_CELL);
	unsigned across = 1, down = 1;
	int used = 0;

	if (sscanf(text, "%u,%u:%n", &across, &down, &used) == 2 && used) {
		attr_set_int(&doc->tree, cell, ATTR_COLSPAN, (int)across);
		attr_set_int(&doc->tree, cell, ATTR_ROWSPAN, (int)down);
		text += used;
		len -= (size_t)used;
	}
	if (len)
		assert_int_equal(tree_append(&doc->tree, add(doc, cell, KIND_PARA),
					 node_new_text(&doc->tree, text, len)),
			0);
}

static void add_table(struct document *doc, const struct sheet *sheet)
{
	struct node *table = add(doc, doc->tree.root, KIND_TABLE);
	struct node *body = add(doc, table, KIND_BODY);

	node_set_line(&doc->tree, table, 7);
	for (const char *const *line = sheet->rows; *line; line++) {
		struct node *row = add(doc, body, KIND_ROW);
		const char *cell = *line;

		for (;;) {
			size_t len = strcspn(cell, "|");

			add_cell(doc, row, cell, len);
			if (!cell[len])
				break;
			cell += len + 1;
		}
	}
}

/* ---- checking ---- */

struct fixture {
	struct options options;
	struct match_cache *matches;
	struct document doc;
};

static void start(struct fixture *f, const char *profile)
{
	*f = (struct fixture){.options.profile = profile, .matches = match_cache_new()};
	assert_int_equal(document_init(&f->doc, &f->options, f->matches), 0);
}

static void run(struct fixture *f)
{
	assert_int_equal(filter_by_name("check-tables")->run(&f->doc), 0);
}

static void stop(struct fixture *f)
{
	document_free(&f->doc);
	match_cache_free(f->matches);
}

static const struct check *find(const struct fixture *f, const char *rule)
{
	const struct check *check = f->doc.checks;

	while (check && strcmp(check->rule, rule))
		check = check->next;
	assert_non_null(check);
	return check;
}

static void expect(
	const struct fixture *f, const char *rule, enum check_status status, const char *detail)
{
	const struct check *check = find(f, rule);

	if (check->status != status || !strstr(check->detail, detail))
		fail_msg("%s: %s: %s", rule, check_status_name(check->status), check->detail);
}

static void test_all_agree(void **state)
{
	struct fixture f;

	start(&f, "annual-report-2021");
	add_table(&f.doc, &proactive_2021);
	add_table(&f.doc, &requests_2021);
	add_table(&f.doc, &litigation_2021);
	run(&f);
	expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
	expect(&f, "requests.total", CHECK_PASS, "7 of 7");
	expect(&f, "requests.rowsum", CHECK_PASS, "25 of 25");
	expect(&f, "litigation.total", CHECK_PASS, "3 of 3");
	assert_null(f.doc.diags);
	stop(&f);
}

/* Runs on requests_2021 with one row changed. */
static void run_changed(struct fixture *f, unsigned row, const char *cells)
{
	struct sheet changed = requests_2021;

	changed.rows[row] = cells;
	start(f, "annual-report-2021");
	add_table(&f->doc, &proactive_2021);
	add_table(&f->doc, &litigation_2021);
	add_table(&f->doc, &changed);
	run(f);
}

static void test_wrong_sum(void **state)
{
	struct fixture f;

	run_changed(&f, ROW_SUM, "2,1:（七）总计|21|5|1|2|0|2|32");
	expect(&f, "requests.carry", CHECK_FAIL, "1 of 7 sums differ; \"申请人情况>总计\": ");
	expect(&f, "requests.carry", CHECK_FAIL,
		"\"一、本年新收政府信息公开申请数量\" 30 + "
		"\"二、上年结转政府信息公开申请数量\" 4 = 34"
		", but \"三、本年度办理结果>（七）总计\" 32 + \"四、结转下年度继续办理\" 3 = "
		"35");
	expect(&f, "requests.total", CHECK_FAIL, "21 rows together 31, but ");
	expect(&f, "requests.rowsum", CHECK_FAIL,
		"5 columns together 10 = 31, but \"申请人情况>总计\" 32");
	expect(&f, "litigation.total", CHECK_PASS, "3 of 3");
	assert_int_equal(f.doc.diags->code, DIAG_CHECK_FAILED);
	assert_int_equal(f.doc.diags->line, 7);
	assert_int_equal(f.doc.diag_count[DIAG_WARNING], 3);
	stop(&f);
}

/* Two wrong cells of a column that cancel out in one sum are found by another. */
static void test_wrong_column(void **state)
{
	struct fixture f;

	run_changed(
		&f, ROW_GRANTED, "1,22:三、本年度办理结果|2,1:（一）予以公开|9|4|1|1|0|1|16");
	expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
	expect(&f, "requests.total", CHECK_FAIL, "2 of 7");
	expect(&f, "requests.rowsum", CHECK_PASS, "25 of 25");
	stop(&f);
}

static void test_many_faults_are_counted(void **state)
{
	struct fixture f;

	run_changed(&f, ROW_CARRIED, "3,1:四、结转下年度继续办理|9|9|9|9|9|9|54");
	expect(&f, "requests.carry", CHECK_FAIL, "7 of 7 sums differ; ");
	expect(&f, "requests.carry", CHECK_FAIL, "; and 4 more");
	expect(&f, "requests.rowsum", CHECK_PASS, "25 of 25");
	stop(&f);
}

/* A blank is not 0, and neither are its like. */
static void test_blanks(void **state)
{
	static const char *const blanks[] = {
		"", " ", "—", "——", "/", "-", "无", "…", "--1", "1件", "约1"};

	for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
		char row[100];
		struct fixture f;

		snprintf(row, sizeof row, "1,8:（三）不予公开|1.属于国家秘密|%s|0|0|0|0|0|1",
			blanks[i]);
		run_changed(&f, ROW_STATE_SECRET, row);
		expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
		expect(&f, "requests.total", CHECK_PASS, "6 of 6");
		expect(&f, "requests.rowsum", CHECK_PASS, "24 of 24");
		stop(&f);
	}
}

static void test_blank_columns(void **state)
{
	struct fixture f;

	start(&f, "annual-report-2021");
	add_table(&f.doc, &(const struct sheet){{
				  "2,2:项目|3,1:申请人情况",
				  "自然人|商业企业|总计",
				  "2,1:一、本年新收政府信息公开申请数量||—|",
				  "2,1:二、上年结转政府信息公开申请数量||—|",
				  "1,2:三、本年度办理结果|（一）予以公开||—|",
				  "（七）总计||—|",
				  "2,1:四、结转下年度继续办理||—|",
			  }});
	run(&f);
	expect(&f, "requests.carry", CHECK_SKIPPED, "blanks");
	expect(&f, "requests.total", CHECK_SKIPPED, "blanks");
	expect(&f, "requests.rowsum", CHECK_SKIPPED, "法人");
	expect(&f, "litigation.total", CHECK_SKIPPED, "there is none");
	assert_int_equal(f.doc.diags->code, DIAG_TABLE_MISSING);
	assert_int_equal(f.doc.diag_count[DIAG_WARNING], 2);
	stop(&f);
}

static void test_how_numbers_are_written(void **state)
{
	struct fixture f;

	run_changed(
		&f, ROW_NEW, "3,1:一、本年新收政府信息公开申请数量|２０|5|+1| 2 |0.0|2|3 0");
	expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
	stop(&f);
	run_changed(&f, ROW_NEW,
		"3,1:一、本年新收政府信息公开申请数量|1,020|5，005|1.5|-2|0|999999999999|30");
	expect(&f, "requests.carry", CHECK_FAIL, "5 of 7");
	expect(&f, "requests.carry", CHECK_FAIL, " 1020 + ");
	expect(&f, "requests.carry", CHECK_FAIL, " 5005 + ");
	expect(&f, "requests.carry", CHECK_FAIL, " 1.5 + ");
	stop(&f);
	run_changed(&f, ROW_NEW,
		"3,1:一、本年新收政府信息公开申请数量|10,20|5.|1.00001|9999999999999|0|2|30");
	expect(&f, "requests.carry", CHECK_PASS, "3 of 3");
	stop(&f);
}

/* One label column in place of three, and the header in one row: nothing hangs on positions. */
static void test_other_layout(void **state)
{
	struct fixture f;

	start(&f, "annual-report-2021");
	add_table(&f.doc, &(const struct sheet){{
				  "6,1:表三",
				  "项目|总计|自然人|法人或其他组织|其中：无|备注",
				  "一、本年新收政府信息公开申请数量|4|3|1|0|",
				  "二、上年结转政府信息公开申请数量|1|1|0|0|",
				  "三、本年度办理结果|4|3|1|0|",
				  "（七）合计|4|3|1|0|同上",
				  "四、结转下年度继续办理|1|1|0|0|",
			  }});
	run(&f);
	expect(&f, "requests.carry", CHECK_PASS, "4 of 4");
	expect(&f, "requests.total", CHECK_PASS, "4 of 4");
	expect(&f, "requests.rowsum", CHECK_SKIPPED, "法人");
	stop(&f);
}

/* A label that lost its span moves its row's numbers to the left: this shows, and nothing
 * breaks. */
static void test_shifted_row(void **state)
{
	struct fixture f;

	run_changed(&f, ROW_GRANTED, "1,22:三、本年度办理结果|（一）予以公开|10|3|1|1|0|1|16");
	expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
	expect(&f, "requests.total", CHECK_FAIL, "of 6 sums differ");
	stop(&f);
}

/* A number over two columns is not the number of each. */
static void test_wide_number(void **state)
{
	struct fixture f;

	run_changed(&f, ROW_NEW, "3,1:一、本年新收政府信息公开申请数量|2,1:20|1|2|0|2|30");
	expect(&f, "requests.carry", CHECK_PASS, "6 of 6");
	stop(&f);
}

static void test_2019(void **state)
{
	struct sheet requests = requests_2021;
	struct fixture f;

	requests.rows[ROW_GRANTED] =
		"1,20:三、本年度办理结果|2,1:（一）予以公开|10|3|1|1|0|1|16";
	requests.rows[23] = "2,1:（六）其他处理|1|0|0|1|0|0|2";
	requests.rows[24] = requests.rows[ROW_SUM];
	requests.rows[25] = requests.rows[ROW_CARRIED];
	requests.rows[26] = NULL;
	start(&f, "annual-report-2019");
	add_table(&f.doc, &requests);
	add_table(&f.doc, &litigation_2021);
	run(&f);
	expect(&f, "requests.carry", CHECK_PASS, "7 of 7");
	expect(&f, "requests.total", CHECK_PASS, "7 of 7");
	expect(&f, "requests.rowsum", CHECK_PASS, "23 of 23");
	expect(&f, "litigation.total", CHECK_PASS, "3 of 3");
	stop(&f);
}

static void test_litigation(void **state)
{
	struct sheet sheet = litigation_2021;
	struct fixture f;

	sheet.rows[3] = "3|1|0|2|6|4|0|1|0|6|0|1|0|0|";
	start(&f, "annual-report-2021");
	add_table(&f.doc, &sheet);
	run(&f);
	expect(&f, "litigation.total", CHECK_FAIL,
		"1 of 2 sums differ; row 4: 4 columns together 5, but "
		"\"行政诉讼>未经复议直接起诉>总计\" 6");
	stop(&f);
}

/* A lost column makes the sum unknown, not wrong. */
static void test_litigation_column_lost(void **state)
{
	struct fixture f;

	start(&f, "annual-report-2021");
	add_table(&f.doc, &(const struct sheet){{
				  "4,1:行政复议|1,2:行政诉讼|1,2:尚未审结",
				  "结果维持|结果纠正|其他结果|总计",
				  "3|1|0|6|0|0",
			  }});
	run(&f);
	expect(&f, "litigation.total", CHECK_SKIPPED, "asks for");
	stop(&f);
}

/* Some pages have empty cells in place of the header's row spans. */
static void test_litigation_flattened(void **state)
{
	struct sheet sheet = litigation_2021;
	struct fixture f;

	sheet.rows[1] =
		"结果维持|结果纠正|其他结果|尚未审结|总计|5,1:未经复议直接起诉|5,1:复议后起诉";
	sheet.rows[2] = "|||||结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|"
			"其他结果|尚未审结|总计";
	start(&f, "annual-report-2021");
	add_table(&f.doc, &sheet);
	run(&f);
	expect(&f, "litigation.total", CHECK_PASS, "3 of 3");
	stop(&f);
}

static void test_2008(void **state)
{
	struct fixture f;

	start(&f, "annual-report-2008");
	add_table(&f.doc, &(const struct sheet){{
				  "统计指标|单位|统计数",
				  "三、依申请公开情况|——|——",
				  "（一）收到申请数|件|9",
				  "1.当面申请数|件|4",
				  "2.网络申请数|件|3",
				  "3.信函申请数|件|2",
				  "（二）申请办结数|件|9",
				  "1.按时办结数|件|7",
				  "2.延期办结数|件|1",
				  "（三）申请答复数|件|9",
			  }});
	run(&f);
	expect(&f, "statistics.received", CHECK_PASS, "1 of 1");
	expect(&f, "statistics.settled", CHECK_FAIL,
		"\"统计数\": \"（二）申请办结数>件\" 9, but 2 rows together 8");
	expect(&f, "statistics.review", CHECK_SKIPPED, "行政复议数");
	stop(&f);
}

/* Tables that no profile knows, empty ones and ones in tables are stepped over. */
static void test_other_tables(void **state)
{
	struct fixture f;
	struct node *table;

	start(&f, "generic");
	add_table(&f.doc, &requests_2021);
	run(&f);
	assert_null(f.doc.checks);
	assert_null(f.doc.diags);
	stop(&f);

	start(&f, "annual-report-2008");
	add(&f.doc, f.doc.tree.root, KIND_TABLE);
	table = add(&f.doc, f.doc.tree.root, KIND_TABLE);
	for (int depth = 0; depth < 100; depth++) {
		struct node *row = add(&f.doc, add(&f.doc, table, KIND_BODY), KIND_ROW);

		add_cell(&f.doc, row, "统计指标", strlen("统计指标"));
		table = add(&f.doc, add(&f.doc, row, KIND_CELL), KIND_TABLE);
	}
	run(&f);
	assert_null(f.doc.checks);
	assert_null(f.doc.diags);
	stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_agree),
		cmocka_unit_test(test_wrong_sum),
		cmocka_unit_test(test_wrong_column),
		cmocka_unit_test(test_many_faults_are_counted),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_blank_columns),
		cmocka_unit_test(test_how_numbers_are_written),
		cmocka_unit_test(test_other_layout),
		cmocka_unit_test(test_shifted_row),
		cmocka_unit_test(test_wide_number),
		cmocka_unit_test(test_2019),
		cmocka_unit_test(test_litigation),
		cmocka_unit_test(test_litigation_column_lost),
		cmocka_unit_test(test_litigation_flattened),
		cmocka_unit_test(test_2008),
		cmocka_unit_test(test_other_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
