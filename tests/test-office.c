/*
 * ODT and DOCX from trees made by hand: packages are read by libzip, their parts by libxml2,
 * and asked by XPath. What no schema says is checked on random trees too.
 */
#include "office-fixture.h"

#include "tree/grid.h"

#include "office/office.h"

/* Every kind, most of them in most places. */
static void put_everything(struct fixture *f)
{
	static const enum kind phrases[] = {KIND_EMPH, KIND_STRONG, KIND_UNDERLINE, KIND_STRIKE,
		KIND_SUB, KIND_SUP, KIND_CODE, KIND_SPAN};
	struct node *n = put(f, NULL, KIND_SECTION), *list;

	put_line(f, document_front(&f->doc), KIND_TITLE, "题目");
	document_add_field(&f->doc, "index", "索引号", "A/1", "print");
	document_add_field(&f->doc, "issuer", "发文机关", "某局", "print");
	attr_set_int(&f->doc.tree, put_line(f, n, KIND_HEADING, "一、甲"), ATTR_LEVEL, 2);
	n = put(f, n, KIND_PARA);
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
		put_text(f, put(f, n, phrases[i]), "字");
	put_text(f, n, "  a  b\tc\n");
	put(f, n, KIND_BREAK);
	put_attr(f, put_line(f, n, KIND_LINK, "链接"), ATTR_HREF,
		"http://example.com/?a=1&b=\"2\"");
	put_attr(f, put_line(f, n, KIND_ATTACHMENT, "附件"), ATTR_HREF, "f/附件.doc");
	put_attr(f, put_attr(f, put(f, n, KIND_IMAGE), ATTR_SRC, PICTURE), ATTR_ALT, "<图>");
	put_attr(f, put(f, n, KIND_IMAGE), ATTR_SRC, "http://example.com/a.png");
	put_line(f, put(f, NULL, KIND_QUOTE), KIND_PARA, "引");
	put_line(f, NULL, KIND_CODEBLOCK, "a\n\tb\n");
	put(f, NULL, KIND_RULE);
	n = put(f, NULL, KIND_DEFLIST);
	put_line(f, n, KIND_TERM, "词");
	put_line(f, put(f, n, KIND_DEF), KIND_PARA, "义");
	n = put(f, NULL, KIND_FIGURE);
	put_attr(f, put(f, put(f, n, KIND_PARA), KIND_IMAGE), ATTR_SRC, PICTURE);
	put_line(f, n, KIND_CAPTION, "图1");
	list = put(f, NULL, KIND_LIST);
	put_table(f, put_item(f, list, NULL));
	put_table(f, put_item(f, put(f, put_item(f, list, "外"), KIND_LIST), "内"));
	put_item(f, list, NULL);
	put_table(f, NULL);
	n = put_table(f, NULL);
	put_table(f, put_cell(f, put(f, put(f, n, KIND_FOOT), KIND_ROW), "外", 1, 1));
	put_line(f, NULL, KIND_SIGNATURE, "某局");
	put_line(f, NULL, KIND_DATE, "2024年1月1日");
	put_line(f, put(f, NULL, KIND_BOX), KIND_PARA, "盒");
}

/* ---- tests ---- */

static void test_everything(void **state)
{
	struct fixture f;

	for (int chinese = 0; chinese < 2; chinese++) {
		fixture_open(&f, chinese ? "zh-CN" : "de");
		put_everything(&f);
		check_document(&f);
		fixture_close(&f);
	}
	(void)state;
}

/* No validator tells: a style that is not there is body text. */
static void check_styles(struct opened *p, const char *part, const char *format,
	const char *const *names, size_t n)
{
	char expression[120];

	open_part(p, part);
	for (size_t i = 0; i < n; i++) {
		snprintf(expression, sizeof expression, format, names[i]);
		assert_int_equal(count(p, expression), 1);
	}
}

static void test_styles(void **state)
{
	static const char *const odf[] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) odf,
#include "office/styles.def"
#undef OFFICE_STYLE
		"Table_20_Contents_20_2", "Table_20_Heading_20_3", "Emphasis",
		"Strong_20_Emphasis", "Underline", "Strikethrough", "Subscript", "Superscript",
		"Source_20_Text", "Internet_20_link", "List_20_Bullet", "List_20_Number",
		"List_20_None"};
	static const char *const ooxml[] = {
#define OFFICE_STYLE(name, parent, word, odf, ooxml, ooxml_name) ooxml,
#include "office/styles.def"
#undef OFFICE_STYLE
		"TableText2", "TableHeading3", "Hyperlink", "VerbatimChar", "VerbatimLink",
		"TableGrid"};
	static const char *const layouts[] = {"gongwen", "plain"};
	struct fixture f;
	struct opened p;

	for (size_t i = 0; i < 2; i++) {
		fixture_open(&f, "zh");
		f.options.layout = layouts[i];
		open_odt(&p, &f);
		check_styles(&p, "styles.xml", "//office:styles/*[@style:name='%s']", odf,
			sizeof odf / sizeof *odf);
		close_package(&p);
		open_docx(&p, &f);
		check_styles(&p, "word/styles.xml", "//w:style[@w:styleId='%s']", ooxml,
			sizeof ooxml / sizeof *ooxml);
		/* Where it is another, or not there, LibreOffice loses marks in print. */
		assert_int_equal(
			count(&p, "//w:style[@w:default]//w:overflowPunct[@w:val='1']"), 1);
		close_package(&p);
		fixture_close(&f);
	}
	(void)state;
}

static void test_nothing(void **state)
{
	struct fixture f;

	fixture_open(&f, NULL);
	check_document(&f);
	put(&f, NULL, KIND_TABLE);
	put(&f, put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY), KIND_ROW);
	put(&f, NULL, KIND_LIST);
	put(&f, NULL, KIND_PARA);
	check_document(&f);
	fixture_close(&f);
	(void)state;
}

static void test_odt_table(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_table(&f, NULL);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//table:table"), 1);
	check_string(&p, "//table:table/preceding-sibling::*[1]/@text:style-name", "Caption");
	assert_int_equal(count(&p, "//table:table-header-rows/table:table-row"), 2);
	assert_int_equal(count(&p, "//table:table/table:table-row"), 2);
	check_string(
		&p, "//table:table-cell[text:p='项目']/@table:number-columns-spanned", "2");
	check_string(&p, "//table:table-cell[text:p='项目']/@table:number-rows-spanned", "2");
	check_string(&p, "//table:table-cell[text:p='项目']/text:p/@text:style-name",
		"Table_20_Heading");
	check_string(&p, "//table:table-cell[text:p='一']/@table:number-rows-spanned", "2");
	/* 项目 covers three, 数量 one, 一 one, 四 one. */
	assert_int_equal(count(&p, "//table:covered-table-cell"), 6);
	/* One is empty in the tree, one fills a ragged row. */
	assert_int_equal(count(&p, "//table:table-cell[not(string(.))]"), 2);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_docx_table(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_table(&f, NULL);
	open_docx(&p, &f);
	check_string(&p, "//w:tbl/preceding-sibling::*[1]//w:pStyle/@w:val", "Caption");
	assert_int_equal(count(&p, "//w:tr[w:trPr/w:tblHeader]"), 2);
	assert_int_equal(count(&p, "//w:tblHeader[@*]"), 0);
	check_string(&p, "//w:tc[w:p/w:r/w:t='项目']//w:gridSpan/@w:val", "2");
	check_string(&p, "//w:tc[w:p/w:r/w:t='项目']//w:vMerge/@w:val", "restart");
	check_string(&p, "//w:tr[2]/w:tc[1]//w:vMerge/@w:val", "continue");
	check_string(&p, "//w:tr[2]/w:tc[1]//w:gridSpan/@w:val", "2");
	assert_int_equal(count(&p, "//w:vMerge[@w:val='continue']"), 2);
	assert_int_equal((int)number(&p, "sum(//w:gridCol/@w:w)"), 8845);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* HTML lets the second row's cell grow into the first row's: what is left is no rectangle. */
static void test_overlap(void **state)
{
	struct fixture f;
	struct node *body, *row;

	fixture_open(&f, "zh");
	body = put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "a", 1, 1);
	put_cell(&f, row, "b", 1, 1);
	put_cell(&f, row, "c", 1, 2);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "d", 4, 2);
	row = put(&f, body, KIND_ROW);
	put_cell(&f, row, "e", 1, 1);
	check_document(&f);
	fixture_close(&f);
	(void)state;
}

/* More columns than Word opens: the text is all there, in the last cell of the row. */
static void test_wide_table(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *row;

	fixture_open(&f, "zh");
	row = put(&f, put(&f, put(&f, NULL, KIND_TABLE), KIND_BODY), KIND_ROW);
	for (int i = 0; i < 100; i++)
		put_cell(&f, row, i == 99 ? "last" : "x", 1, 1);
	check_document(&f);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:gridCol"), GRID_COLUMNS_OFFICE);
	assert_int_equal(count(&p, "//w:tc[last()]/w:p/w:r/w:t[.='last']"), 1);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Parsers stop at a depth of 256: so the tree's may not become the file's. */
static void test_deep(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n = NULL;

	fixture_open(&f, "zh");
	for (int i = 0; i < 60; i++) {
		n = put(&f, put(&f, put(&f, n, KIND_TABLE), KIND_BODY), KIND_ROW);
		n = put_cell(&f, n, "t", 1, 1);
		for (int j = 0; j < 1 + i % 12; j++)
			n = put_item(&f, put(&f, n, KIND_LIST), "i");
	}
	n = put(&f, n, KIND_PARA);
	for (int i = 0; i < 400; i++)
		n = put(&f, n, i % 2 ? KIND_EMPH : KIND_STRONG);
	put_text(&f, n, "deepest");
	check_document(&f);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//*[text()='deepest']"), 1);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void put_numbered_lists(struct fixture *f)
{
	struct node *list = put(f, NULL, KIND_LIST), *item;

	attr_set_int(&f->doc.tree, list, ATTR_ORDERED, 1);
	attr_set_int(&f->doc.tree, list, ATTR_START, 3);
	put_item(f, list, "c");
	item = put_item(f, list, "d");
	put_table(f, item);
	put_line(f, item, KIND_PARA, "d2");
	put_item(f, list, "e");
	list = put(f, NULL, KIND_LIST);
	put_attr(f, put_item(f, list, "甲"), ATTR_MARK, "（一）");
	put_attr(f, put_item(f, list, "x"), ATTR_MARK, "2.");
}

static void test_odt_lists(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_numbered_lists(&f);
	open_odt(&p, &f);
	check_odt(&p);
	check_string(&p, "//text:list-item[text:p='c']/@text:start-value", "3");
	check_string(&p, "//text:list-item[text:p='d']/@text:start-value", "");
	assert_int_equal(count(&p, "//text:list-header[text:p='d2']"), 1);
	check_string(&p, "//text:list-item[text:p='e']/@text:start-value", "5");
	assert_int_equal(count(&p, "//text:list[@text:style-name='List_20_None']//text:p"
				   "[.='（一）甲' or .='2. x']"),
		2);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_docx_lists(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_numbered_lists(&f);
	open_docx(&p, &f);
	check_string(&p, "//w:p[w:r/w:t='c']//w:numId/@w:val", "3");
	check_string(&p, "//w:p[w:r/w:t='d2']//w:numId/@w:val", "1");
	check_string(&p, "//w:p[w:r/w:t='e']//w:numId/@w:val", "3");
	check_string(&p, "//w:p[contains(., '甲')]//w:numId/@w:val", "1");
	open_part(&p, "word/numbering.xml");
	check_string(&p, "//w:num[@w:numId=3]/w:lvlOverride/w:startOverride/@w:val", "3");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Spaces that OpenDocument would drop are elements; OOXML is told to keep them. */
static void test_white_space(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "en");
	put_line(&f, NULL, KIND_PARA, " a  b   c\td");
	put_line(&f, NULL, KIND_CODEBLOCK, "x\n  y");
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//text:p[1]/text:s"), 3);
	check_string(&p, "//text:p[1]/text:s[3]/@text:c", "2");
	assert_int_equal(count(&p, "//text:p[1]/text:tab"), 1);
	assert_int_equal(count(&p, "//text:p[2]/text:line-break"), 1);
	check_string(&p, "//text:p[2]/text:s/@text:c", "2");
	close_package(&p);
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:t[@xml:space='preserve']"), 2);
	assert_int_equal(count(&p, "//w:t[starts-with(., ' ')][not(@xml:space)]"), 0);
	assert_int_equal(
		count(&p, "//w:t[substring(., string-length(.)) = ' '][not(@xml:space)]"), 0);
	assert_int_equal(count(&p, "//w:r/w:tab"), 1);
	assert_int_equal(count(&p, "//w:r/w:br"), 1);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_phrases(void **state)
{
	static const enum kind nested[] = {
		KIND_STRONG, KIND_EMPH, KIND_STRONG, KIND_UNDERLINE, KIND_STRIKE, KIND_SUP};
	static const char *const order[] = {"b", "bCs", "i", "iCs", "strike", "u", "vertAlign"};
	struct fixture f;
	struct opened p;
	struct node *n;
	char expression[80];

	fixture_open(&f, "en");
	n = put(&f, NULL, KIND_PARA);
	for (size_t i = 0; i < sizeof nested / sizeof *nested; i++)
		n = put(&f, n, nested[i]);
	put_text(&f, n, "all");
	open_docx(&p, &f);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		snprintf(expression, sizeof expression, "local-name(//w:rPr/*[%zu])", i + 1);
		check_string(&p, expression, order[i]);
	}
	close_package(&p);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//text:span"), 5);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* A run has one style: code in a link is both. */
static void test_code_in_link(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "en");
	n = put(&f, put(&f, NULL, KIND_PARA), KIND_LINK);
	put_attr(&f, n, ATTR_HREF, "http://example.com/");
	put_text(&f, put(&f, n, KIND_CODE), "f()");
	open_docx(&p, &f);
	check_string(&p, "//w:hyperlink/w:r/w:rPr/w:rStyle/@w:val", "VerbatimLink");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* What a paragraph carries itself; and the page's own indent where it carries nothing. */
static void test_alignment(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh");
	put_line(&f, NULL, KIND_PARA, "plain");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "mid"), ATTR_ALIGN, "center");
	attr_set_int(&f.doc.tree, put_line(&f, NULL, KIND_PARA, "four"), ATTR_INDENT, 400);
	open_odt(&p, &f);
	check_string(&p, "//text:p[.='plain']/@text:style-name", "Text_20_body");
	check_string(&p,
		"//style:style[@style:name=//text:p[.='mid']/@text:style-name]//@fo:text-align",
		"center");
	check_string(&p,
		"//style:style[@style:name=//text:p[.='four']/@text:style-name]"
		"//@fo:text-indent",
		"63.00pt");
	close_package(&p);
	open_docx(&p, &f);
	check_string(&p, "//w:p[contains(.,'mid')]/w:pPr/w:jc/@w:val", "center");
	check_string(&p, "//w:p[contains(.,'mid')]/w:pPr/w:ind/@w:firstLine", "0");
	check_string(&p, "//w:p[contains(.,'four')]/w:pPr/w:ind/@w:firstLineChars", "400");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Languages are said once, by sort of writing; again only where the page has others. */
static void test_languages(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "zh-CN");
	put_line(&f, NULL, KIND_PARA, "中文 and English");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "English"), ATTR_LANG, "EN");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "français"), ATTR_LANG, "fr-ca");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "2024"), ATTR_LANG, "fr");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "中文"), ATTR_LANG, "fr");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "檔案"), ATTR_LANG, "zh-Hant");
	n = put_attr(&f, put_line(&f, NULL, KIND_PARA, "資料"), ATTR_LANG, "ja");
	put_attr(&f, n, ATTR_ALIGN, "center");
	put_attr(&f, put_line(&f, NULL, KIND_PARA, "noise"), ATTR_LANG, "x, y");
	open_odt(&p, &f);
	check_odt(&p);
	assert_int_equal(count(&p, "//text:span"), 3);
	check_string(&p,
		"//style:style[@style:name=//text:span[.='français']/@text:style-name]"
		"//@fo:country",
		"CA");
	check_string(&p,
		"//style:style[@style:name=//text:span[.='資料']/@text:style-name]"
		"//@style:language-asian",
		"ja");
	check_string(&p,
		"//style:style[@style:name=//text:span[.='檔案']/@text:style-name]"
		"//@style:country-asian",
		"TW");
	close_package(&p);
	open_docx(&p, &f);
	check_docx(&p);
	assert_int_equal(count(&p, "//w:lang"), 3);
	check_string(&p, "//w:r[.='français']//w:lang/@w:val", "fr-CA");
	check_string(&p, "//w:r[.='資料']//w:lang/@w:eastAsia", "ja-JP");
	close_package(&p);
	f.doc.language = "ja";
	open_odt(&p, &f);
	open_part(&p, "styles.xml");
	check_string(&p, "//@style:language-asian", "ja");
	check_string(&p, "//@fo:language", "en");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Pictures: as large as the page says, or as the file; not wider than the text. */
static void test_pictures(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "zh");
	n = put(&f, NULL, KIND_PARA);
	put_attr(&f, put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, PICTURE), ATTR_ALT, "说明");
	attr_set_int(&f.doc.tree, put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, PICTURE),
		ATTR_WIDTH, 4000);
	put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, "a.png");
	open_docx(&p, &f);
	assert_int_equal((int)number(&p, "//wp:inline[1]/wp:extent/@cx"), 40 * 9525);
	check_string(&p, "//wp:docPr[@id=1]/@descr", "说明");
	assert_int_equal((int)number(&p, "(//wp:extent)[2]/@cx"), 8845 * 635);
	assert_int_equal((int)number(&p, "(//wp:extent)[2]/@cy"), 4422 * 635);
	check_string(&p, "//w:t", "[图片：a.png]");
	open_part(&p, "word/_rels/document.xml.rels");
	/* Equal pictures are one file. */
	assert_int_equal(count(&p, "//rel:Relationship[contains(@Target, 'media/')]"), 1);
	assert_int_equal(count(&p, "//rel:Relationship[@TargetMode]"), 0);
	assert_true(zip_name_locate(p.zip, "word/media/image1.gif", 0) >= 0);
	close_package(&p);
	open_odt(&p, &f);
	check_string(&p, "//draw:frame[1]/@svg:width", "30.00pt");
	check_string(&p, "//draw:frame[1]/svg:desc", "说明");
	/* Readers read title and description out one after the other. */
	assert_int_equal(count(&p, "//svg:title"), 0);
	open_part(&p, "META-INF/manifest.xml");
	assert_int_equal(count(&p, "//manifest:file-entry"), 6);
	assert_int_equal(
		count(&p, "//manifest:file-entry[@manifest:full-path='Pictures/1.gif']"), 1);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Bytes that were read from a file; an SVG, which only ODT has; one that is damaged. */
static void test_picture_files(void **state)
{
	struct fixture f;
	struct opened p;
	struct node *n;

	fixture_open(&f, "en");
	n = put(&f, NULL, KIND_PARA);
	put_attr(&f, put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, "a.gif"), ATTR_DATA,
		PICTURE);
	put_attr(&f, put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, DRAWING), ATTR_ALT, "plan");
	put_attr(&f, put_attr(&f, put(&f, n, KIND_IMAGE), ATTR_SRC, "b.png"), ATTR_DATA,
		"data:image/png;base64,iVBORw0KGgo=");
	open_odt(&p, &f);
	check_odt(&p);
	assert_int_equal(count(&p, "//draw:frame"), 2);
	check_string(&p, "//draw:frame[2]/@svg:height", "15.00pt");
	check_string(&p, "//draw:frame[2]/draw:image/@xlink:href", "Pictures/2.svg");
	check_string(&p, "//text:p/text()", "[image: b.png]");
	open_part(&p, "META-INF/manifest.xml");
	check_string(&p,
		"//manifest:file-entry[@manifest:full-path='Pictures/2.svg']"
		"/@manifest:media-type",
		"image/svg+xml");
	close_package(&p);
	open_docx(&p, &f);
	check_docx(&p);
	assert_int_equal(count(&p, "//wp:inline"), 1);
	check_string(&p, "//w:p", "[image: plan][image: b.png]");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_fields(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh-CN");
	put_line(&f, document_front(&f.doc), KIND_TITLE, "题目");
	document_add_field(&f.doc, "index", "索引号", "A/1", "print");
	document_add_field(&f.doc, "issuer", "发文机关", "某局", "print");
	document_add_field(&f.doc, "summary", "内容概述",
		"这一段内容概述写得很长很长很长很长很长很长，一行放不下", "print");
	document_add_field(&f.doc, "published", "发布日期", "2024-01-02", "print");
	document_add_field(&f.doc, "source", "ContentSource", "某网", "meta");
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//table:table-row"), 3);
	assert_int_equal(count(&p, "//table:table-row[1]//text:p[@text:style-name="
				   "'Field_20_Label']"),
		2);
	check_string(&p,
		"//table:table-cell[contains(., '很长')]/@table:number-columns-spanned", "3");
	assert_int_equal(count(&p, "//text:p[.='某网']"), 0);
	check_string(&p, "//table:table/following-sibling::*[1]/@text:style-name", "Title");
	check_odt(&p);
	close_package(&p);
	open_docx(&p, &f);
	check_docx(&p);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

static void test_metadata(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh-CN");
	f.options.epoch = 1700000000;
	f.doc.source.uri = "http://example.com/a?b&c";
	put_line(&f, document_front(&f.doc), KIND_TITLE, "题目");
	document_add_field(&f.doc, "index", "索引号", "A/1", "print");
	document_add_field(&f.doc, "issuer", "发文机关", "某局", "print");
	document_add_field(&f.doc, NULL, "索引号", "B/2", "meta");
	open_docx(&p, &f);
	open_part(&p, "docProps/core.xml");
	check_string(&p, "//dc:title", "题目");
	check_string(&p, "//dc:creator", "某局");
	check_string(&p, "//dc:identifier", "A/1");
	check_string(&p, "//dc:language", "zh-CN");
	check_string(&p, "//dcterms:created", "2023-11-14T22:13:20Z");
	open_part(&p, "docProps/custom.xml");
	check_string(&p, "//cust:property[@name='来源网址']", "http://example.com/a?b&c");
	check_string(&p, "//cust:property[@name='索引号']", "A/1");
	check_string(&p, "//cust:property[@name='索引号 (2)']", "B/2");
	assert_int_equal(count(&p, "//cust:property[@name='发文机关']"), 1);
	check_string(&p, "//cust:property[1]/@pid", "2");
	close_package(&p);
	f.doc.language = "not a language";
	f.options.epoch = 0;
	open_odt(&p, &f);
	open_part(&p, "meta.xml");
	check_string(&p, "//meta:user-defined[@meta:name='Source address']",
		"http://example.com/a?b&c");
	assert_int_equal(count(&p, "//meta:creation-date | //dc:date"), 0);
	assert_int_equal(count(&p, "//dc:language"), 0);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* What pages call by many names has one in all documents; a date is one, if it is nothing else.
 */
static void test_named_properties(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh-CN");
	document_add_field(&f.doc, "issuer", "发布机构", "某局", "print");
	document_add_field(&f.doc, "created", "生成日期", "2024年1月7日", "print");
	document_add_field(&f.doc, "published", "发布日期", "2024-01-08 10:30", "print");
	document_add_field(&f.doc, "keywords", "关键词", "公开，年 报;;统计", "print");
	open_odt(&p, &f);
	open_part(&p, "meta.xml");
	check_string(&p, "//meta:user-defined[@meta:name='发文机关']", "某局");
	check_string(&p, "//meta:user-defined[@meta:name='发布机构']", "某局");
	check_string(&p, "//meta:user-defined[@meta:name='成文日期']", "2024-01-07");
	check_string(&p, "//meta:user-defined[@meta:value-type='date']/@meta:name", "成文日期");
	check_string(&p, "//meta:user-defined[@meta:name='生成日期']", "2024年1月7日");
	check_string(&p, "//meta:user-defined[@meta:name='发布日期']", "2024-01-08 10:30");
	assert_int_equal(count(&p, "//meta:keyword"), 3);
	check_string(&p, "//meta:keyword[2]", "年 报");
	close_package(&p);
	open_docx(&p, &f);
	open_part(&p, "docProps/custom.xml");
	check_string(
		&p, "//cust:property[@name='成文日期']/vt:filetime", "2024-01-07T00:00:00Z");
	check_string(&p, "//cust:property[@name='发布日期']/vt:lpwstr", "2024-01-08 10:30");
	open_part(&p, "docProps/core.xml");
	assert_int_equal(count(&p, "//dcterms:created | //dcterms:modified"), 0);
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* Where the fields stand, and what the last line says. */
static void test_places(void **state)
{
	struct fixture f;
	struct opened p;

	fixture_open(&f, "zh-CN");
	document_add_field(&f.doc, "index", "索引号", "A/1", "print");
	put_line(&f, NULL, KIND_PARA, "正文");
	f.doc.source.uri = "http://example.com/a?b&c";
	f.doc.source.captured = "2024-01-17";
	f.options.fields = "end";
	open_docx(&p, &f);
	check_docx(&p);
	assert_int_equal(count(&p, "//w:p[w:r/w:t='正文']/following-sibling::w:tbl"), 1);
	check_string(&p, "//w:body/w:p[last()]",
		"来源网址：http://example.com/a?b&c；抓取时间：2024-01-17");
	check_string(&p, "//w:body/w:p[last()]//w:pStyle/@w:val", "Provenance");
	close_package(&p);
	f.options.provenance = "footer";
	open_docx(&p, &f);
	assert_int_equal(count(&p, "//w:p[contains(., '来源网址')]"), 0);
	open_part(&p, "word/footer2.xml");
	check_string(
		&p, "//w:p[2]", "来源网址：http://example.com/a?b&c；抓取时间：2024-01-17");
	close_package(&p);
	open_odt(&p, &f);
	assert_int_equal(count(&p, "//text:p[contains(., '来源网址')]"), 0);
	open_part(&p, "styles.xml");
	assert_int_equal(count(&p, "//style:footer/text:p[contains(., '来源网址')]"), 2);
	assert_int_equal(count(&p, "//style:footer-left/text:p[contains(., '来源网址')]"), 2);
	close_package(&p);
	f.options.fields = "none";
	f.options.provenance = "none";
	open_odt(&p, &f);
	check_odt(&p);
	assert_int_equal(count(&p, "//office:text/*"), 1);
	open_part(&p, "meta.xml");
	check_string(&p, "//meta:user-defined[@meta:name='索引号']", "A/1");
	close_package(&p);
	fixture_close(&f);
	(void)state;
}

/* ---- random trees ---- */

/* Numerical Recipes' generator: the same trees everywhere. */
static unsigned random_below(uint32_t *seed, unsigned n)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (*seed >> 16) % n;
}

static void put_random_attrs(struct fixture *f, struct node *n, uint32_t *seed)
{
	if (n->kind == KIND_CELL) {
		attr_set_int(&f->doc.tree, n, ATTR_COLSPAN, (int)random_below(seed, 4));
		attr_set_int(&f->doc.tree, n, ATTR_ROWSPAN, (int)random_below(seed, 4));
	} else if (n->kind == KIND_LINK) {
		put_attr(f, n, ATTR_HREF, "http://example.com/");
	} else if (n->kind == KIND_LIST) {
		attr_set_int(&f->doc.tree, n, ATTR_ORDERED, (int)random_below(seed, 2));
	} else if (n->kind == KIND_IMAGE && random_below(seed, 2)) {
		put_attr(f, n, ATTR_SRC, PICTURE);
	} else if (n->kind == KIND_PARA && random_below(seed, 2)) {
		attr_set_int(&f->doc.tree, n, ATTR_INDENT, (int)random_below(seed, 3000) - 500);
	}
}

/* Grows a node at any place that the content model allows. */
static void put_random(struct fixture *f, struct node **nodes, unsigned *n, uint32_t *seed)
{
	struct node *parent = nodes[random_below(seed, *n)];
	enum kind kind = (enum kind)random_below(seed, KIND_COUNT);
	struct node *made;

	if (!kind_may_hold(parent->kind, kind))
		return;
	if (kind == KIND_TEXT) {
		put_text(f, parent, random_below(seed, 4) ? "字 " : " ");
		return;
	}
	made = put(f, parent, kind);
	put_random_attrs(f, made, seed);
	nodes[(*n)++] = made;
	if (random_below(seed, 16) == 0)
		node_drop(&f->doc.tree, made, REASON_EMPTY);
}

static void test_random_trees(void **state)
{
	enum { TREES = 150, NODES = 220 };
	struct node *nodes[NODES];
	uint32_t seed = 1;

	for (int i = 0; i < TREES; i++) {
		struct fixture f;
		unsigned n = 1;

		fixture_open(&f, i % 2 ? "zh" : "en");
		nodes[0] = f.doc.tree.root;
		for (int tries = 0; tries < 8000 && n < NODES; tries++)
			put_random(&f, nodes, &n, &seed);
		check_document(&f);
		fixture_close(&f);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_odt_table),
		cmocka_unit_test(test_docx_table),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_wide_table),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_odt_lists),
		cmocka_unit_test(test_docx_lists),
		cmocka_unit_test(test_white_space),
		cmocka_unit_test(test_phrases),
		cmocka_unit_test(test_code_in_link),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_picture_files),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_named_properties),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_random_trees),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	xmlCleanupParser();
	return failed;
}
