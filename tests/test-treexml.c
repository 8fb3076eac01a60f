/* The tree as XML: what is written can be read, and is the same again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/relaxng.h>

#include "base/buf.h"
#include "document/treexml.h"

static const struct options options;

static void make_document(struct document *doc)
{
	assert_int_equal(document_init(doc, &options, NULL), 0);
}

static struct node *add(struct document *doc, struct node *parent, enum kind kind)
{
	struct node *n = node_new(&doc->tree, kind);

	assert_int_equal(tree_append(&doc->tree, parent, n), 0);
	return n;
}

static struct node *add_text(struct document *doc, struct node *parent, const char *text)
{
	static uint32_t offset;
	size_t len = strlen(text);
	struct node *n = tree_add_text(&doc->tree, parent, text, len, offset, (uint32_t)len, 7);

	offset += (uint32_t)len;
	assert_non_null(n);
	return n;
}

static void assert_whole(const struct document *doc)
{
	char message[200] = "";

	if (tree_check(&doc->tree, false, message, sizeof message))
		fail_msg("%s", message);
}

/* Writes doc, reads that, writes what was read: twice the same. Returns what was read. */
static void round_trip(const struct document *doc, struct document *back)
{
	struct buf first = BUF_INIT, second = BUF_INIT;

	make_document(back);
	assert_int_equal(treexml_write(doc, &first), 0);
	if (treexml_read(back, first.data, first.len))
		fail_msg("%s in %s", back->last_diag ? back->last_diag->message : "?",
			first.data);
	assert_int_equal(treexml_write(back, &second), 0);
	if (strcmp(first.data, second.data))
		fail_msg("written: %s\nwritten again: %s", first.data, second.data);
	buf_free(&first);
	buf_free(&second);
}

/* docs/tree.rng is written by hand: kinds, attributes and reasons that it lacks show here. */
static void assert_valid(const struct document *doc)
{
	xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt("docs/tree.rng");
	xmlRelaxNG *schema = xmlRelaxNGParse(parser);
	xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(schema);
	struct buf xml = BUF_INIT;
	xmlDoc *tree;

	assert_non_null(context);
	assert_int_equal(treexml_write(doc, &xml), 0);
	tree = xmlReadMemory(xml.data, (int)xml.len, "tree", NULL, XML_PARSE_HUGE);
	assert_non_null(tree);
	assert_int_equal(xmlRelaxNGValidateDoc(context, tree), 0);
	xmlFreeDoc(tree);
	xmlRelaxNGFreeValidCtxt(context);
	xmlRelaxNGFree(schema);
	xmlRelaxNGFreeParserCtxt(parser);
	buf_free(&xml);
}

/* ---- the same again ---- */

/* A node of the kind, in as many others as it takes to stand in the document. */
static struct node *add_housed(struct document *doc, enum kind kind)
{
	struct node *parent = doc->tree.root;

	for (int home = 0; !kind_may_hold((enum kind)parent->kind, kind); home++) {
		assert_true(home < KIND_COUNT);
		if (home != KIND_DOCUMENT && kind_may_hold((enum kind)home, kind))
			parent = add_housed(doc, (enum kind)home);
	}
	return add(doc, parent, kind);
}

static void set_all_attrs(struct document *doc, struct node *n)
{
	for (int a = ATTR_COUNT - 1; a >= 0; a--) {
		if (attr_is_number((enum attr)a))
			attr_set_int(
				&doc->tree, n, (enum attr)a, a % 2 ? INT32_MIN : INT32_MAX);
		else
			attr_set_str(&doc->tree, n, (enum attr)a,
				a % 2 ? "" : " \t\r\n<&>\"' 归档 ");
	}
}

static void every_kind_flag_and_attribute(void **state)
{
	struct document doc, back;

	make_document(&doc);
	for (int kind = 1; kind < KIND_COUNT; kind++) {
		struct node *n = add_housed(&doc, (enum kind)kind);

		document_enter_filter(&doc, kind % 3 ? "strip-chrome" : "table");
		n->flags = (uint8_t)(kind % 16);
		n->element = (uint8_t)(kind % ELEMENT_COUNT);
		n->offset = (uint32_t)kind;
		n->length = kind % 2 ? NODE_LENGTH_MAX - (uint32_t)kind : 0;
		node_set_line(&doc.tree, n, kind % 3 ? UINT32_MAX : 0);
		set_all_attrs(&doc, n);
		node_drop(&doc.tree, n, (enum reason)(kind % REASON_COUNT));
	}
	assert_valid(&doc);
	round_trip(&doc, &back);
	assert_int_equal(back.tree.last_id, doc.tree.last_id);
	document_free(&doc);
	document_free(&back);
}

static void every_reason_and_element(void **state)
{
	struct document doc, back;

	make_document(&doc);
	for (int reason = 1; reason < REASON_COUNT; reason++)
		node_drop(&doc.tree, add(&doc, doc.tree.root, KIND_BOX), (enum reason)reason);
	for (int element = 0; element < ELEMENT_COUNT; element++)
		add(&doc, doc.tree.root, KIND_BOX)->element = (uint8_t)element;
	assert_valid(&doc);
	round_trip(&doc, &back);
	document_free(&doc);
	document_free(&back);
}

static void awkward_text(void **state)
{
	static const char *const texts[] = {"", " ", "  lead", "trail  ", "\n", "\r", "\r\n",
		"\t", "a]]>b", "<a href=\"x\">&amp;</a>", "&#13;", "\xEF\xBF\xBD",
		"\xF0\xA0\x80\x80", "\xEF\xBB\xBF", "\xC2\x85\xE2\x80\xA8", "\x7F",
		"归\r档\n\n"};
	struct document doc, back;

	make_document(&doc);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		add_text(&doc, add(&doc, doc.tree.root, KIND_PARA), texts[i]);
	round_trip(&doc, &back);
	const struct node *p = node_next_all(node_first_all(back.tree.root));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++, p = node_next_all(p)) {
		assert_int_equal(node_text_len(node_first_all(p)), strlen(texts[i]));
		assert_memory_equal(node_text(node_first_all(p)), texts[i], strlen(texts[i]));
	}
	assert_whole(&back);
	document_free(&doc);
	document_free(&back);
}

static void long_text(void **state)
{
	enum { SIZE = 12 << 20 }; /* libxml2's own limit is 10 MB */
	char *text = malloc(SIZE + 1);
	struct document doc, back;

	assert_non_null(text);
	for (size_t i = 0; i < SIZE; i++)
		text[i] = "abc <&\r\n"[i % 8];
	text[SIZE] = '\0';
	make_document(&doc);
	add_text(&doc, add(&doc, doc.tree.root, KIND_PARA), text);
	round_trip(&doc, &back);
	assert_int_equal(back.tree.ingested, SIZE);
	assert_memory_equal(
		node_text(node_first_all(node_last_all(back.tree.root))), text, SIZE);
	document_free(&doc);
	document_free(&back);
	free(text);
}

static void the_books(void **state)
{
	struct document doc, back;
	struct node *para, *text;

	make_document(&doc);
	para = add(&doc, doc.tree.root, KIND_PARA);
	text = add_text(&doc, para, "   squeezed   ");
	text_set(&doc.tree, text, "squeezed", 8);
	tree_append(&doc.tree, para, node_new_text(&doc.tree, "made", 4));
	node_drop(&doc.tree, add_text(&doc, add(&doc, doc.tree.root, KIND_PARA), "gone"),
		REASON_TOOLS);
	round_trip(&doc, &back);
	struct books before = tree_books(&doc.tree), after = tree_books(&back.tree);
	assert_memory_equal(&before, &after, sizeof before);
	assert_int_equal(after.ingested, 18);
	assert_int_equal(after.by_reason[REASON_SPACE], 6);
	assert_int_equal(after.by_reason[REASON_TOOLS], 4);
	assert_whole(&back);
	document_free(&doc);
	document_free(&back);
}

static void what_is_known_of_the_page(void **state)
{
	struct document doc, back;

	make_document(&doc);
	doc.language = "zh-CN";
	doc.published = "2024-01-17";
	doc.profile = "annual-report-2021";
	doc.base = "http://example.gov.cn/a?b=1&c=\"2\"";
	doc.source.name = "page <1>.html";
	doc.source.uri = "http://example.gov.cn/";
	doc.source.captured = "2024-02-01T08:00:00Z";
	doc.source.bytes = UINT64_MAX;
	memset(doc.source.sha256, 'a', 64);
	doc.source.charset.declared = "gb2312";
	doc.source.charset.used = "gb18030";
	doc.source.charset.by = "declared";
	doc.source.charset.replaced = 3;
	doc.source.charset.doubtful = 4;
	document_add_check(&doc, "requests.total", CHECK_FAIL, "1 + 1 is 2, and not 3");
	document_add_check(&doc, "requests.none", CHECK_SKIPPED, "");
	diag_report(&doc, DIAG_CHARSET_REPLACED, 12, 3ul);
	diag_report(&doc, DIAG_NO_TITLE, 0);
	assert_valid(&doc);
	round_trip(&doc, &back);
	assert_string_equal(back.source.name, "page <1>.html");
	assert_int_equal(back.source.bytes, UINT64_MAX);
	assert_string_equal(back.checks->rule, "requests.total");
	assert_int_equal(back.diags->code, DIAG_CHARSET_REPLACED);
	assert_int_equal(back.diag_count[DIAG_WARNING], 1);
	assert_int_equal(back.diag_count[DIAG_NOTE], 1);
	assert_ptr_equal(back.last_diag, back.diags->next);
	document_free(&doc);
	document_free(&back);
}

/* A file name may hold any byte but '/' and NUL; the XML is well-formed all the same. */
static void a_name_that_is_no_text(void **state)
{
	struct document doc, back;

	make_document(&doc);
	doc.source.name = "\x01\xFF"
			  "a\xE5\xBD";
	round_trip(&doc, &back);
	assert_string_equal(back.source.name, "\xEF\xBF\xBD\xEF\xBF\xBD"
					      "a\xEF\xBF\xBD");
	document_free(&doc);
	document_free(&back);
}

static void as_deep_as_ingest_goes(void **state)
{
	struct document doc, back;
	struct node *n;

	make_document(&doc);
	n = doc.tree.root;
	for (int depth = 0; depth < TREE_DEPTH_MAX; depth++)
		n = add(&doc, n, KIND_BOX);
	add_text(&doc, add(&doc, n, KIND_PARA), "bottom");
	round_trip(&doc, &back);
	document_free(&doc);
	document_free(&back);
}

/* ---- written by hand ---- */

#define OPEN	      "<guidang xmlns='urn:guidang:tree:1' version='1'>"
#define PAGE(content) OPEN "<document>" content "</document></guidang>"

static void read_string(struct document *doc, const char *xml)
{
	make_document(doc);
	if (treexml_read(doc, xml, strlen(xml)))
		fail_msg("%s", doc->last_diag ? doc->last_diag->message : "refused in silence");
	assert_whole(doc);
}

static void ids_and_front_are_supplied(void **state)
{
	struct document doc;

	read_string(&doc, PAGE("<para id='9'>one<text>two</text> <emph>three</emph></para>"));
	const struct node *front = node_first_all(doc.tree.root), *para = node_next_all(front);
	assert_int_equal(front->kind, KIND_FRONT);
	assert_int_equal(para->id, 9);
	assert_int_equal(node_text_len(node_first_all(para)), 3);
	assert_int_equal(node_text_len(node_next_all(node_first_all(para))), 3);
	assert_int_equal(node_last_all(para)->kind, KIND_EMPH);
	assert_true(doc.tree.root->id > 9);
	assert_int_equal(doc.tree.ingested, 11);
	document_free(&doc);
}

static void loose_inlines_get_a_line(void **state)
{
	struct document doc;

	read_string(
		&doc, PAGE("one <strong>two</strong><rule/><table><body><row><cell>x</cell>"
			   "<cell><link/><box>y<para/>z</box></cell></row></body></table>"));
	const struct node *line = node_next_all(node_first_all(doc.tree.root)),
			  *table = node_last_all(doc.tree.root);
	assert_int_equal(line->kind, KIND_PARA);
	assert_int_equal(line->flags, NODE_IMPLIED);
	assert_int_equal(node_last_all(line)->kind, KIND_STRONG);
	assert_int_equal(node_next_all(line)->kind, KIND_RULE);
	const struct node *cell = node_last_all(node_first_all(node_first_all(table)));
	assert_int_equal(node_first_all(node_first_all(cell))->kind, KIND_LINK);
	assert_int_equal(node_last_all(cell)->kind, KIND_BOX);
	assert_int_equal(node_last_all(node_last_all(cell))->flags, NODE_IMPLIED);
	document_free(&doc);
}

static void what_is_unknown_is_ignored(void **state)
{
	struct document doc;

	read_string(&doc,
		"<?xml version='1.0'?><!-- c --><g:guidang xmlns:g='urn:guidang:tree:1' "
		"version='2' new='1'>"
		"<g:future><g:document/>x</g:future><g:diags><g:diag level='note' "
		"code='FUTURE'>?</g:diag>"
		"</g:diags><g:document new='1' xmlns:o='urn:o' o:id='x'><o:x><g:para/></o:x>"
		"<g:para shade='0'><g:text>a<![CDATA[<]]><?p i?><!-- c -->b</g:text></g:para>"
		"</g:document><g:future/></g:guidang>");
	const struct node *para = node_last_all(doc.tree.root);
	assert_int_equal(para->kind, KIND_PARA);
	assert_int_equal(node_text_len(node_first_all(para)), 3);
	assert_memory_equal(node_text(node_first_all(para)), "a<b", 3);
	assert_null(doc.diags);
	document_free(&doc);
}

static void another_encoding(void **state)
{
	static const char page[] =
		"<?xml version='1.0' encoding='ISO-8859-1'?>" PAGE("<para>\xE4</para>");
	struct document doc;

	read_string(&doc, page);
	assert_memory_equal(
		node_text(node_first_all(node_last_all(doc.tree.root))), "\xC3\xA4", 2);
	document_free(&doc);
}

/* ---- refused ---- */

static const struct {
	const char *xml, *message;
	uint32_t line;
} bad[] = {
	{"", "it is empty", 0},
	{"<", "", 1},
	{"text", "", 1},
	{"<html/>", "outermost element", 1},
	{"<guidang/>", "outermost element", 1},
	{"<document xmlns='urn:guidang:tree:1'/>", "outermost element is document", 1},
	{OPEN "</guidang>", "no document", 0},
	{OPEN "\n<document/>\n<document/></guidang>", "two documents", 3},
	{OPEN "<document>", "", 1},
	{OPEN "x<document/></guidang>", "characters where none may stand", 1},
	{PAGE("<para>\n&nbsp;</para>"), "nbsp", 2},
	{PAGE("\n\n<paragraph/>"), "no kind paragraph", 3},
	{PAGE("<cell/>"), "cell may not stand in document", 1},
	{PAGE("<text><text>x</text></text>"), "text may not stand in text", 1},
	{PAGE("<table>x</table>"), "characters may not stand in table", 1},
	{PAGE("<rule>x</rule>"), "characters may not stand in rule", 1},
	{PAGE("<document/>"), "document may not stand in document", 1},
	{PAGE("<para id='0'/>"), "id=\"0\"", 1},
	{PAGE("<para id='-1'/>"), "id=\"-1\"", 1},
	{PAGE("<para id=''/>"), "id=\"\"", 1},
	{PAGE("<para id='1x'/>"), "id=\"1x\"", 1},
	{PAGE("<para id='4294967297'/>"), "id=\"4294967297\"", 1},
	{PAGE("<para id='99999999999999999999999999'/>"), "id=", 1},
	{PAGE("<para id='7'/>\n<para id='7'/>"), "id 7 stands there twice", 2},
	{PAGE("<para at='7'/>"), "at=\"7\"", 1},
	{PAGE("<para at='+'/>"), "at=\"+\"", 1},
	{PAGE("<para at='1+4294967295'/>"), "at=", 1},
	{PAGE("<para dropped='live'/>"), "dropped=\"live\"", 1},
	{PAGE("<para dropped='whim'/>"), "dropped=\"whim\"", 1},
	{PAGE("<para generated='yes'/>"), "generated=\"yes\"", 1},
	{PAGE("<cell colspan='2147483648'/>"), "", 1},
	{PAGE("<heading level='--1'/>"), "level=\"--1\"", 1},
	{PAGE("<text raw='4294967295'>x</text>"), "raw=", 1},
	{OPEN "<document dropped='rule'/></guidang>", "dropped=\"rule\"", 1},
	{OPEN "<source bytes='many' used='utf-8' sha256='x'/><document/></guidang>",
		"bytes=\"many\"", 1},
	{OPEN "<source sha256='abc'/><document/></guidang>", "sha256=\"abc\"", 1},
	{OPEN "<checks><check status='perhaps'/></checks><document/></guidang>",
		"status=\"perhaps\"", 1},
	{OPEN "<diags><diag level='loud'/></diags><document/></guidang>", "level=\"loud\"", 1},
	{"<guidang xmlns='urn:guidang:tree:1' "
	 "ingested='2'><document><text>xyz</text></document></guidang>",
		"books do not balance", 0},
	{"<!DOCTYPE guidang>" PAGE(""), "document type", 1},
	{"<!DOCTYPE guidang [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
	 "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
	 "<guidang xmlns='urn:guidang:tree:1' language='&d;&d;&d;&d;'><document/></guidang>",
		"document type", 1},
	{"<!DOCTYPE guidang [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" PAGE(
		 "<para>&x;</para>"),
		"document type", 1},
	{PAGE("<para>\x01</para>"), "", 1},
	{PAGE("<para>\xFF</para>"), "", 1},
	{PAGE("<para>&#0;</para>"), "", 1},
	{PAGE("<para id='1' id='2'/>"), "", 1},
};

static void bad_xml_is_said(void **state)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct document doc;
		const struct node *root;

		make_document(&doc);
		root = doc.tree.root;
		if (treexml_read(&doc, bad[i].xml, strlen(bad[i].xml)) != -1 || !doc.diags)
			fail_msg("accepted: %s", bad[i].xml);
		assert_null(doc.diags->next);
		assert_int_equal(doc.diags->level, DIAG_ERROR);
		if (!strstr(doc.diags->message, bad[i].message) ||
			doc.diags->line != bad[i].line)
			fail_msg("%s: line %u: %s", bad[i].xml, doc.diags->line,
				doc.diags->message);
		assert_ptr_equal(doc.tree.root, root);
		assert_string_equal(doc.source.name, "-");
		assert_whole(&doc);
		document_free(&doc);
	}
}

static void too_deep(const char *name, const char *message)
{
	struct buf xml = BUF_INIT;
	struct document doc;

	buf_puts(&xml, OPEN "<document>");
	for (int i = 0; i < 100000; i++)
		buf_printf(&xml, "<%s>", name);
	make_document(&doc);
	assert_int_equal(treexml_read(&doc, xml.data, xml.len), -1);
	assert_non_null(strstr(doc.diags->message, message));
	document_free(&doc);
	buf_free(&xml);
}

static void depth_is_limited(void **state)
{
	too_deep("box", "nested deeper than");
	too_deep("x xmlns=''", "nested deeper than");
	too_deep("text", "may not stand in");
}

/* Every beginning of a good file is a bad file: none may crash or leak. */
static void every_beginning(void **state)
{
	struct document doc;
	struct buf xml = BUF_INIT;
	size_t len;

	make_document(&doc);
	document_add_check(&doc, "rule", CHECK_PASS, "detail");
	diag_report(&doc, DIAG_NO_TITLE, 0);
	set_all_attrs(&doc, add(&doc, add(&doc, doc.tree.root, KIND_PARA), KIND_IMAGE));
	add_text(&doc, add(&doc, doc.tree.root, KIND_PARA), "归档 <x>");
	assert_int_equal(treexml_write(&doc, &xml), 0);
	document_free(&doc);
	len = strlen(strrchr(xml.data, '>')) - 1;
	for (size_t i = 0; i + len + 1 < xml.len; i++) {
		make_document(&doc);
		assert_int_equal(treexml_read(&doc, xml.data, i), -1);
		assert_int_equal(doc.diag_count[DIAG_ERROR], 1);
		document_free(&doc);
	}
	buf_free(&xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_flag_and_attribute),
		cmocka_unit_test(every_reason_and_element),
		cmocka_unit_test(awkward_text),
		cmocka_unit_test(long_text),
		cmocka_unit_test(the_books),
		cmocka_unit_test(what_is_known_of_the_page),
		cmocka_unit_test(a_name_that_is_no_text),
		cmocka_unit_test(as_deep_as_ingest_goes),
		cmocka_unit_test(ids_and_front_are_supplied),
		cmocka_unit_test(loose_inlines_get_a_line),
		cmocka_unit_test(what_is_unknown_is_ignored),
		cmocka_unit_test(another_encoding),
		cmocka_unit_test(bad_xml_is_said),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(every_beginning),
	};

	return cmocka_run_group_tests_name("treexml", tests, NULL, NULL);
}
