/* Sections: which headings get which id, and what is said to be missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "convert/chain.h"
#include "document/document.h"

#define HEADINGS_MAX 12

struct outline {
	int level;
	const char *text;
	const char *section; /* NULL: it gets none */
};

static struct node *add_heading(struct document *doc, const struct outline *o)
{
	struct node *n = node_new(&doc->tree, KIND_HEADING);

	assert_int_equal(tree_append(&doc->tree, doc->tree.root, n), 0);
	attr_set_int(&doc->tree, n, ATTR_LEVEL, o->level);
	assert_int_equal(
		tree_append(&doc->tree, n, node_new_text(&doc->tree, o->text, strlen(o->text))),
		0);
	return n;
}

static void check_text(const struct node *heading, const char *text)
{
	const struct node *t = node_first(heading);

	assert_int_equal(node_text_len(t), strlen(text));
	assert_memory_equal(node_text(t), text, node_text_len(t));
}

/* Runs the filter on the outline; missing: the ids reported, each followed by a space. */
static void check(const char *profile, const struct outline *outline, const char *missing)
{
	struct options options = {.profile = profile};
	struct match_cache *matches = match_cache_new();
	struct node *headings[HEADINGS_MAX];
	char said[200] = "";
	struct document doc;

	assert_int_equal(document_init(&doc, &options, matches), 0);
	for (size_t i = 0; outline[i].text; i++)
		headings[i] = add_heading(&doc, &outline[i]);
	assert_int_equal(filter_by_name("section")->run(&doc), 0);
	assert_string_equal(doc.profile, profile);
	for (size_t i = 0; outline[i].text; i++) {
		const char *section = attr_str(headings[i], ATTR_SECTION);

		if (strcmp(section ? section : "-",
			    outline[i].section ? outline[i].section : "-"))
			fail_msg("%s: %s", outline[i].text, section ? section : "none");
		check_text(headings[i], outline[i].text);
	}
	for (const struct diag *d = doc.diags; d; d = d->next) {
		const char *id = strstr(d->message, "section \"");
		size_t used = strlen(said);

		assert_int_equal(d->code, DIAG_SECTION_MISSING);
		assert_non_null(id);
		id += strlen("section \"");
		snprintf(said + used, sizeof said - used, "%.*s ", (int)strcspn(id, "\""), id);
	}
	assert_string_equal(said, missing);
	document_free(&doc);
	match_cache_free(matches);
}

static void test_uniform_report(void **state)
{
	static const struct outline outline[] = {
		{1, "某局政府信息公开年度报告", NULL},
		{1, "一、 总体　情况", "overview"},
		{2, "（一）主动公开", NULL},
		{2, "（二）依申请公开", NULL},
		{1, "二、主动公开政府信息情况", "proactive"},
		{1, "三、收到和处理政府信息公开申请情况", "requests"},
		{1, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "litigation"},
		{1, "五、政府信息公开工作存在的主要问题及改进情况", "problems"},
		{2, "（一）其他问题", NULL},
		{1, "六、其他需要报告的事项", "other"},
		{0},
	};

	check("annual-report-2019", outline, "");
	check("annual-report-2021", outline, "");
}

static void test_old_reports(void **state)
{
	static const struct outline outline[] = {
		{1, "第一部分 概述", "overview"},
		{1, "第二部分 主动公开政府信息的情况", "proactive"},
		{1, "第三部分 政府信息依申请公开办理情况", "requests"},
		{1, "第四部分 依申请公开政府信息收费情况", "fees"},
		{1, "第五部分 复议、诉讼和申诉情况", "litigation"},
		{1, "第六部分 存在的不足和改进措施", "problems"},
		{1, "第七部分 需要说明的事项与附表", "other"},
		{0},
	};

	check("annual-report-2008", outline, "");
}

/* A joint heading has the id of what it names first, and what else it names is there. */
static void test_joint_headings(void **state)
{
	static const struct outline fees_first[] = {
		{1, "1. 主动公开情况", "proactive"},
		{1, "2. 依申请公开情况", "requests"},
		{1, "3. 收费及减免情况，行政复议、行政诉讼情况", "fees"},
		{1, "4. 存在的主要问题", "problems"},
		{0},
	};
	static const struct outline litigation_first[] = {
		{1, "行政复议、行政诉讼和收费情况", "litigation"},
		{1, "主动公开和依申请公开情况", "proactive"},
		{1, "申请受理情况", "requests"},
		{1, "存在问题", "problems"},
		{0},
	};

	check("annual-report-2008", fees_first, "");
	check("annual-report-2008", litigation_first, "");
}

static void test_missing(void **state)
{
	static const struct outline outline[] = {
		{1, "二、主动公开政府信息情况", "proactive"},
		{1, "二、主动公开政府信息情况", NULL},
		{1, "五、存在的主要问题", "problems"},
		{0},
	};
	static const struct outline none[] = {{0}};

	check("annual-report-2021", outline, "overview requests litigation other ");
	check("annual-report-2008", none, "proactive requests fees litigation problems ");
}

/* The outermost headings are asked first; deeper ones count below what is no section. */
static void test_levels(void **state)
{
	static const struct outline outline[] = {
		{1, "某市", NULL},
		{2, "总体情况", "overview"},
		{3, "主动公开", NULL},
		{2, "主动公开", "proactive"},
		{2, "收到和处理申请情况", "requests"},
		{1, "行政复议和行政诉讼", "litigation"},
		{2, "存在的问题", NULL},
		{40, "存在的问题", NULL},
		{1, "附注", NULL},
		{40, "存在的问题", "problems"},
		{1, "其他事项", "other"},
		{0},
	};

	check("annual-report-2021", outline, "");
}

static void test_generic(void **state)
{
	static const struct outline outline[] = {
		{1, "第一章　总则", "general"},
		{1, "第二章　主动公开", NULL},
		{1, "第三章　法律责任", "liability"},
		{1, "第四章　附则", "supplementary"},
		{1, "附件1：存在的问题", "annex"},
		{1, "附件2", NULL},
		{0},
	};
	static const struct outline english[] = {
		{1, "Generally", NULL},
		{1, "Appendix A", "annex"},
		{0},
	};

	check("generic", outline, "");
	check("generic", english, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uniform_report),
		cmocka_unit_test(test_old_reports),
		cmocka_unit_test(test_joint_headings),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_generic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
