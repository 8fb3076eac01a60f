/* Where the parts of official documents stand, how titles are cut, and how tables find room. */
#include "office-fixture.h"

#include "office/widths.h"
#include "office/office.h"

/* ---- titles ---- */

/* "一 / 二" as it is cut for 20 characters a line. */
static void check_title(const char *title, const char *expected)
{
	size_t cuts[OFFICE_CUTS_MAX], from = 0;
	unsigned count = office_cut_title(title, strlen(title), 2000, cuts);
	struct buf lines = BUF_INIT;

	for (unsigned i = 0; i <= count; i++) {
		size_t to = i < count ? cuts[i] : strlen(title);

		buf_printf(&lines, "%s%.*s", i ? "/" : "", (int)(to - from), title + from);
		assert_in_range(office_text_ems(title + from, to - from), 1, 2000);
		from = to;
	}
	assert_string_equal(buf_str(&lines), expected);
	buf_free(&lines);
}

static void test_titles(void **state)
{
	check_title("停水公告", "停水公告");
	check_title(
		"关于做好二〇二四年安全生产工作的通知", "关于做好二〇二四年安全生产工作的通知");
	check_title("栖河市人民政府办公室关于印发栖河市政务服务标准化规范化便利化建设三年行动方"
		    "案的通知",
		"栖河市人民政府办公室关于印发/栖河市政务服务标准化规范化便利化/"
		"建设三年行动方案的通知");
	check_title("芦川县住房和城乡建设局2022年政府信息公开工作年度报告",
		"芦川县住房和城乡建设局2022年/政府信息公开工作年度报告");
	check_title("栖河市自然资源和规划局关于土地使用权期限届满续期有关问题的批复",
		"栖河市自然资源和规划局关于土地使用权/期限届满续期有关问题的批复");
	check_title("芦川县外事办公室关于印发外国人来访接待工作流程若干规定的通知",
		"芦川县外事办公室关于印发外国人/来访接待工作流程若干规定的通知");
	check_title("财政部 税务总局 海关总署公告2023年第18号",
		"财政部 税务总局 海关总署/公告2023年第18号");
	(void)state;
}

/* What the dictionary promises of its words: Han alone, of three bytes each, and none so long
   that its length has no bit. */
static void test_dictionary(void **state)
{
	static const char *const rows[] = {
#define OFFICIAL(words) words,
#include "office/dictionary.def"
#undef OFFICIAL
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (const char *word = rows[i]; *word;) {
			size_t n = strcspn(word, " ");
			unsigned width;

			assert_in_range(n, 3, 3 * 31);
			for (size_t at = 0; at < n; at += width) {
				uint32_t c = utf8_decode(word + at, n - at, &width);

				assert_true(char_is_ideograph(c) && width == 3);
			}
			word += n;
			if (*word)
				assert_true(*++word && *word != ' ');
		}
	(void)state;
}

/* ---- parts ---- */

/* The style that an automatic one is made of, or the named one itself. */
static void check_style(struct opened *p, const char *line, const char *style)
{
	char expression[300];

	snprintf(expression, sizeof expression,
		"//text:p[.='%s' or text:line-break and starts-with('%s', text())]"
		"[@text:style-name='%s' or "
		"@text:style-name=//style:style[@style:parent-style-name='%s']/@style:name]",
		line, line, style, style);
	assert_int_equal(count(p, expression), 1);
}

static void put_notice(struct fixture *f)
{
	put_line(f, document_front(&f->doc), KIND_TITLE, "关于某事的通知");
	put_line(f, NULL, KIND_PARA, "各县（市、区）人民政府：");
	put_line(f, NULL, KIND_PARA, "有关事项通知如下：");
	put_line(f, NULL, KIND_PARA, "请照此执行。");
	put_line(f, NULL, KIND_PARA, "附件：1.甲乙丙丁");
	put_line(f, NULL, KIND_PARA, "2.戊己庚辛");
	put_line(f, NULL, KIND_PARA, "2.壬癸。");
	put_line(f, NULL, KIND_SIGNATURE, "某市人民政府办公室");
	put_line(f, NULL, KIND_DATE, "2024年5月15日");
	put_line(f, NULL, KIND_PARA, "（此件公开发布）");
	put_line(f, NULL, KIND_PARA, "附件1");
	put_attr(f, put_line(f, NULL, KIND_PARA, "任务表"), ATTR_ALIGN, "center");
	put_line(f, NULL, KIND_PARA, "说明。");
}

static void test_parts(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_notice(&f);
	open_odt(&p, &f);
	check_style(&p, "各县（市、区）人民政府：", "Addressee");
	check_style(&p, "有关事项通知如下：", "Text_20_body");
	check_style(&p, "附件：1.甲乙丙丁", "Attached");
	check_style(&p, "2.戊己庚辛", "Attached");
	check_style(&p, "2.壬癸。", "Text_20_body");
	check_style(&p, "某市人民政府办公室", "Signature");
	check_style(&p, "2024年5月15日", "Date");
	check_style(&p, "附件1", "Annex");
	check_style(&p, "任务表", "Annex_20_Title");
	close_package(&p);
	f.options.layout = "plain";
	open_odt(&p, &f);
	check_style(&p, "各县（市、区）人民政府：", "Text_20_body");
	check_style(&p, "附件1", "Text_20_body");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* 7.3.5.2: the name two characters from the right, its date's first character two behind the
   name's first one. */
static void test_signature(void **state)
{
	struct fixture f;
	struct opened p;
	long text = 8845, em = 315;

	fixture_open(&f, "zh");
	put_notice(&f);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:p[contains(., '办公室')]//w:ind"), 0);
	assert_int_equal((int)number(&p, "//w:p[contains(., '5月15日')]//w:ind/@w:left"),
		text - 2 * em - 9 * em + 2 * em);
	/* The text's last line, the name and the date stay together with the note. */
	assert_int_equal(count(&p, "//w:p[contains(., '壬癸')]//w:keepNext"), 1);
	assert_int_equal(count(&p, "//w:p[contains(., '5月15日')]//w:keepNext"), 1);
	open_part(&p, "word/styles.xml");
	check_string(&p, "//w:style[@w:styleId='Signature']//w:ind/@w:rightChars", "200");
	check_string(&p, "//w:style[@w:styleId='Signature']//w:jc/@w:val", "right");
	close_package(&p);
	fixture_close(&f);
	/* A longer date stands two from the right, and the name two before it. */
	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "请照此执行。");
	put_line(&f, NULL, KIND_SIGNATURE, "某局");
	put_line(&f, NULL, KIND_DATE, "二〇二四年五月十五日");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:p[contains(., '五月')]//w:ind"), 0);
	assert_int_equal((int)number(&p, "//w:p[contains(., '某局')]//w:ind/@w:right"),
		(2 + 10 + 2 - 2) * em);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

#define KEPT	   "//style:style[style:paragraph-properties/@fo:keep-with-next]/@style:name"
#define KEPT_CELLS "//table:table-cell[text:p/@text:style-name=" KEPT "]"

static void end_signed(struct fixture *f)
{
	put_line(f, NULL, KIND_SIGNATURE, "某市人民政府办公室");
	put_line(f, NULL, KIND_DATE, "2024年5月15日");
}

/* 7.3.5.5: the last row stays with the signature. */
static void test_signed_table(void **state)
{
	struct fixture f;
	struct opened p;

	for (int rows = 1; rows < 8; rows += 6) {
		struct node *body;

		fixture_open(&f, "zh");
		body = put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY);
		for (int r = 0; r < rows; r++)
			put_row(&f, body, "甲|乙");
		end_signed(&f);
		open_docx(&p, &f);
		assert_int_equal(count(&p, "//w:tr[last()]//w:keepNext"), 2);
		assert_int_equal(count(&p, "//w:tr//w:keepNext"), 2);
		close_package(&p);
		open_odt(&p, &f);
		assert_int_equal(count(&p, KEPT_CELLS), 2);
		assert_int_equal(count(&p, "//table:table-row[last()]" KEPT_CELLS), 2);
		assert_int_equal(count(&p, "//style:table-properties[@fo:keep-with-next]"), 0);
		open_part(&p, "settings.xml");
		check_string(&p, "//config:config-item[@config:name='TableRowKeep']", "true");
		close_package(&p);
		fixture_close(&f);
	}
	(void)state;
}

/* A last row that begins with a cell of one above: in ODT, the whole of a short table stays. */
static void test_signed_span(void **state)
{
	for (int before = 0; before < 8; before += 7) {
		struct fixture f;
		struct opened p;
		struct node *body, *row;

		fixture_open(&f, "zh");
		body = put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY);
		for (int r = 0; r < before; r++)
			put_row(&f, body, "甲|乙");
		row = put(&f, body, KIND_ROW);
		put_cell(&f, row, "丙", 1, 2);
		put_cell(&f, row, "丁", 1, 1);
		put_row(&f, body, "戊");
		end_signed(&f);
		open_docx(&p, &f);
		assert_int_equal(count(&p, "//w:tr[last()]//w:keepNext"), 2);
		close_package(&p);
		open_odt(&p, &f);
		assert_int_equal(
			count(&p, "//style:table-properties[@fo:keep-with-next]"), before == 0);
		close_package(&p);
		fixture_close(&f);
	}
	(void)state;
}

/* What follows date and note under a title of its own; not a number, not a second one. */
static void test_issued(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "现将方案印发给你们，请认真执行。");
	put_line(&f, NULL, KIND_SIGNATURE, "某市人民政府办公室");
	put_line(&f, NULL, KIND_DATE, "2024年5月6日");
	put_line(&f, NULL, KIND_PARA, "（此件公开发布）");
	put_line(&f, NULL, KIND_HEADING, "某市节水工作方案");
	put_line(&f, NULL, KIND_HEADING, "一、总体要求");
	put_line(&f, NULL, KIND_HEADING, "组织实施");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:pStyle[@w:val='IssuedTitle']"), 1);
	check_string(
		&p, "//w:p[w:pPr/w:pStyle/@w:val='IssuedTitle']/w:r/w:t", "某市节水工作方案");
	close_package(&p);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//*[@text:style-name='Issued_20_Title']"), 1);
	close_package(&p);
	f.options.layout = "plain";
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:pStyle[@w:val='IssuedTitle']"), 0);
	close_package(&p);
	fixture_close(&f);
	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_SIGNATURE, "某市人民政府办公室");
	put_line(&f, NULL, KIND_DATE, "2024年5月6日");
	put_line(&f, NULL, KIND_HEADING, "一、总体要求");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:pStyle[@w:val='IssuedTitle']"), 0);
	close_package(&p);
	fixture_close(&f);
}

/* A notice that is handed on: its title may be a line in bold, and it has its addressee. */
static void test_handed_on(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "各所：");
	put_line(&f, NULL, KIND_PARA, "现将通知转发给你们，请认真执行。");
	put_line(&f, NULL, KIND_SIGNATURE, "某县某局");
	put_line(&f, NULL, KIND_DATE, "2024年5月6日");
	n = put(&f, NULL, KIND_PARA);
	put_attr(&f, n, ATTR_ALIGN, "center");
	put_line(&f, n, KIND_STRONG, "某市某局关于开展检查的通知");
	put_line(&f, NULL, KIND_PARA, "各县某局：");
	n = put(&f, NULL, KIND_PARA);
	put_attr(&f, n, ATTR_ALIGN, "center");
	put_line(&f, n, KIND_STRONG, "其他");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:pStyle[@w:val='IssuedTitle']"), 1);
	assert_int_equal(
		count(&p, "//w:p[w:pPr/w:pStyle/@w:val='IssuedTitle'][contains(., '检查')]"),
		1);
	assert_int_equal(count(&p, "//w:pStyle[@w:val='Addressee']"), 2);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* 7.3.3: the sentence has its level's typeface where all of its neighbours begin so. */
static void test_run_ins(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "（一）没有上级。单独的编号不算。");
	put_line(&f, NULL, KIND_PARA, "（二）也是如此。同上。");
	put_line(&f, NULL, KIND_HEADING, "一、总体要求");
	put_line(&f, NULL, KIND_PARA, "（一）加强领导。各单位要高度重视。");
	n = put(&f, NULL, KIND_PARA);
	put_text(&f, put(&f, n, KIND_STRONG), "（二）明确");
	put_text(&f, n, "责任。分工到人。");
	put_line(&f, NULL, KIND_HEADING, "二、申请条件");
	put_line(&f, NULL, KIND_PARA, "（一）有固定场所。面积不限。");
	put_line(&f, NULL, KIND_PARA, "（二）法律规定的其他条件。");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:rFonts"), 3);
	check_string(&p, "//w:r[w:t='（一）加强领导。']//@w:eastAsia", "楷体_GB2312");
	check_string(&p, "//w:r[w:t='（二）明确']//@w:eastAsia", "楷体_GB2312");
	assert_int_equal(count(&p, "//w:r[w:t='责任。']//w:rFonts"), 1);
	assert_int_equal(count(&p, "//w:r[w:t='分工到人。']//w:rPr"), 0);
	close_package(&p);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//style:style[@style:family='text']"), 1);
	/* Readers take the fonts of content.xml from there alone. */
	assert_int_equal(count(&p, "//style:font-face[@style:name=//style:style"
				   "[@style:family='text']/*/@style:font-name-asian]"),
		1);
	check_string(&p, "//text:p[.='（一）加强领导。各单位要高度重视。']/text:span",
		"（一）加强领导。");
	close_package(&p);
	f.options.layout = "plain";
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:rFonts"), 0);
	close_package(&p);
	fixture_close(&f);
	/* 一、 likewise: 黑体. */
	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "一、提高认识。各单位要高度重视。");
	put_line(&f, NULL, KIND_PARA, "二、狠抓落实。任务分工到人。");
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:rFonts[@w:eastAsia='黑体']"), 2);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_headings(void **state)
{
	static const struct {
		const char *text, *style;
	} cases[] = {
		{"一、总体情况", "Heading_20_1"},
		{"（一）主动公开", "Heading_20_2"},
		{"1.清单", "Heading_20_3"},
		{"（1）范围", "Heading_20_4"},
		{"十二、其他", "Heading_20_1"},
		{"没有编号", "Heading_20_5"},
	};
	struct fixture f;
	struct opened p;
	char expression[200];

	fixture_open(&f, "zh");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct node *n = put(&f, NULL, KIND_HEADING);

		attr_set_int(&f.doc.tree, n, ATTR_LEVEL, 5);
		put_text(&f, put(&f, n, KIND_STRONG), cases[i].text);
	}
	open_odt(&p, &f);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(expression, sizeof expression, "//text:h[.='%s']/@text:style-name",
			cases[i].text);
		check_string(&p, expression, cases[i].style);
	}
	assert_int_equal(count(&p, "//text:h[@text:outline-level!=5]"), 0);
	assert_int_equal(count(&p, "//text:span"), 0);
	close_package(&p);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:p[contains(., '总体')]//w:outlineLvl[@w:val=4]"), 1);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* ---- tables ---- */

static struct node *put_numbers(struct fixture *f, int columns)
{
	struct node *table = put(f, NULL, KIND_TABLE);
	struct node *row = put(f, put(f, table, KIND_HEAD), KIND_ROW);

	for (int i = 0; i < columns; i++)
		put_cell(f, row, "受理件数", 1, 1);
	row = put(f, put(f, table, KIND_BODY), KIND_ROW);
	for (int i = 0; i < columns; i++)
		put_cell(f, row, "1234567", 1, 1);
	return table;
}

/* As many columns as fit stand upright; more have pages across, with what leads them. */
static void test_wide(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "前");
	put_numbers(&f, 6);
	put_line(&f, NULL, KIND_PARA, "中");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "表题"), ATTR_ALIGN, "center");
	put_line(&f, NULL, KIND_PARA, "单位：件");
	put_numbers(&f, 12);
	put_line(&f, NULL, KIND_PARA, "后");
	check_document(&f);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:sectPr"), 3);
	assert_int_equal(count(&p, "//w:sectPr[2 > 1]/w:pgSz[@w:orient='landscape']"), 1);
	assert_int_equal(count(&p, "//w:p[w:pPr/w:sectPr/w:pgSz[@w:orient]]"
				   "/preceding-sibling::w:p[contains(., '表题')]"),
		1);
	assert_int_equal(count(&p, "//w:p[w:pPr/w:sectPr/w:pgSz[not(@w:orient)]]"
				   "/following-sibling::w:p[1][contains(., '表题')]"),
		1);
	assert_int_equal((int)number(&p, "sum((//w:tblGrid)[1]/w:gridCol/@w:w)"), 8845);
	assert_int_equal((int)number(&p, "sum((//w:tblGrid)[2]/w:gridCol/@w:w)"), 12756);
	check_string(&p, "//w:p[contains(., '单位')]//w:pStyle/@w:val", "TableUnit");
	close_package(&p);
	open_odt(&p, &f);
	check_string(&p,
		"//style:style[@style:name=//text:p[.='表题']/@text:style-name]"
		"/@style:master-page-name",
		"Landscape");
	check_string(&p,
		"//style:style[@style:name=//text:p[.='后']/@text:style-name]"
		"/@style:master-page-name",
		"Standard");
	assert_int_equal(count(&p, "//style:style[@style:master-page-name]"), 2);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Text goes down in size before the page turns. */
static void test_steps(void **state)
{
	static const struct {
		int columns;
		const char *style;
	} cases[] = {
		{4, "TableText"}, {7, "TableText2"}, {8, "TableText3"}, {12, "TableText3"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture f;
		struct opened p;

		fixture_open(&f, "zh");
		put_numbers(&f, cases[i].columns);
		open_docx(&p, &f);
		check_string(
			&p, "//w:tc[contains(., '1234567')]//w:pStyle/@w:val", cases[i].style);
		close_package(&p);
		fixture_close(&f);
	}
	(void)state;
}

/* Words keep their room, and all columns together have the width, whatever stands in them. */
static void test_widths(void **state)
{
	static const struct width_wish wishes[] = {
		{.total = 300, .lines = 1, .least = 200, .whole = 300},
		{.total = 8000, .lines = 1, .least = 200, .whole = 4000},
		{.total = 600, .lines = 1, .least = 600, .whole = 600},
		{.least = 0},
	};
	enum { COLUMNS = 4 };
	static const long totals[] = {200, 2000, 5000, 9000, 30000};

	for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
		struct width_column columns[COLUMNS] = {0};
		long widths[COLUMNS], sum = 0;

		for (int c = 0; c < COLUMNS; c++)
			widths_add(&columns[c], 1, &wishes[c]);
		widths_spread(widths, columns, COLUMNS, totals[i], 200);
		for (int c = 0; c < COLUMNS; c++) {
			assert_true(widths[c] > 0);
			sum += widths[c];
		}
		assert_int_equal(sum, totals[i]);
		if (totals[i] >= 5000)
			assert_true(widths[2] >= 1200 + 2 * OFFICE_CELL_PADDING);
		if (totals[i] == 5000)
			assert_true(widths[1] > widths[0] + widths[3]);
	}
	(void)state;
}

/* What a layout gives to a column stays, however much the others want, as long as no word is
 * cut. */
static void test_fixed_widths(void **state)
{
	static const struct width_wish wishes[] = {
		{.total = 8000, .lines = 1, .least = 200, .whole = 4000},
		{.least = 0},
		{.total = 600, .lines = 1, .least = 600, .whole = 600},
	};
	enum { COLUMNS = 3 };
	struct width_column columns[COLUMNS] = {0};
	long widths[COLUMNS];

	for (int c = 0; c < COLUMNS; c++)
		widths_add(&columns[c], 1, &wishes[c]);
	columns[1].fixed = 1700;
	columns[2].fixed = 100;
	widths_spread(widths, columns, COLUMNS, 9000, 200);
	assert_int_equal(widths[1], 1700);
	assert_true(widths[2] >= 1200 + 2 * OFFICE_CELL_PADDING);
	assert_int_equal(widths[0] + widths[1] + widths[2], 9000);
	/* No room for all: all share. */
	widths_spread(widths, columns, COLUMNS, 2500, 200);
	assert_true(widths[1] < 1700);
	assert_int_equal(widths[0] + widths[1] + widths[2], 2500);
	/* All fixed: the table has its width even so. */
	columns[0].fixed = 300;
	widths_spread(widths, columns, COLUMNS, 9000, 200);
	assert_int_equal(widths[0] + widths[1] + widths[2], 9000);
	(void)state;
}

/* Rows stay whole, but for one that no page would hold. */
static void test_rows(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *body;
	struct buf text = BUF_INIT;

	for (int i = 0; i < 2000; i++)
		buf_puts(&text, "很长");
	fixture_open(&f, "zh");
	body = put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY);
	put_row(&f, body, "一|二");
	put_cell(&f, put(&f, body, KIND_ROW), buf_str(&text), 1, 1);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//table:table-row[1][@table:style-name='Row']"), 1);
	assert_int_equal(count(&p, "//table:table-row[2][@table:style-name]"), 0);
	close_package(&p);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:tr[1]//w:cantSplit"), 1);
	assert_int_equal(count(&p, "//w:tr[2]//w:cantSplit"), 0);
	close_package(&p);
	buf_free(&text);
	fixture_close(&f);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_dictionary),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_signed_table),
		cmocka_unit_test(test_signed_span),
		cmocka_unit_test(test_issued),
		cmocka_unit_test(test_handed_on),
		cmocka_unit_test(test_run_ins),
		cmocka_unit_test(test_headings),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_fixed_widths),
		cmocka_unit_test(test_rows),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	xmlCleanupParser();
	return failed;
}
