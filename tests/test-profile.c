/* Profiles: what the parser takes and refuses, and which profile a document gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/data.h"
#include "profile/label.h"
#include "profile/profile.h"

struct parsed {
	struct arena arena;
	struct match_cache *matches;
	struct profile profile;
	struct profile_error error;
	int result;
};

static void parse(struct parsed *p, const char *text)
{
	*p = (struct parsed){.matches = match_cache_new()};
	assert_non_null(p->matches);
	p->result = profile_parse(
		&p->profile, &p->arena, p->matches, text, strlen(text), &p->error);
}

static void parsed_free(struct parsed *p)
{
	match_cache_free(p->matches);
	arena_free(&p->arena);
}

static const char sample[] =
	"\xEF\xBB\xBF# a form\r\n"
	"about\t来信统计 \r\n"
	"need 50\n"
	"clue title 40 来信\n"
	"clue year 30 2021-\n"
	"clue year 20 2017\n"
	"clue body -10 通知\n"
	"\n"
	"section letters required\n"
	"  heading 来信\n"
	"  heading 信件\n"
	"section other\n"
	"  heading ^其他\n"
	"table cases required\n"
	"  cell ^本年\n"
	"check cases.carry in cases\n"
	"  each column: row /甲\\/乙/ + row /丙/ = row /丁/\n"
	"  each row: 3 columns /戊/ from /己/ until /庚/+column/辛/=columns\n"
	"section last\n"
	"  heading 末";

static void test_clues_and_sections(void **state)
{
	struct parsed p;
	const struct profile_clue *clue;

	parse(&p, sample);
	assert_string_equal(p.error.message, "");
	assert_int_equal(p.result, 0);
	assert_string_equal(p.profile.about, "来信统计");
	assert_int_equal(p.profile.need, 50);
	clue = p.profile.clues;
	assert_int_equal(clue->place, CLUE_TITLE);
	assert_string_equal(clue->pattern, "来信");
	clue = clue->next;
	assert_int_equal(clue->first, 2021);
	assert_true(clue->last > 3000);
	clue = clue->next;
	assert_int_equal(clue->first, 2017);
	assert_int_equal(clue->last, 2017);
	assert_int_equal(clue->next->points, -10);
	assert_true(p.profile.sections->required);
	assert_string_equal(p.profile.sections->headings->next->pattern, "信件");
	assert_false(p.profile.sections->next->required);
	assert_string_equal(p.profile.sections->next->next->headings->pattern, "末");
	parsed_free(&p);
}

/* Only what it is chosen by; what costs least to look at first, then what tells most. */
static void test_clues_alone(void **state)
{
	static const struct {
		enum clue_place place;
		int points;
	} want[] = {{CLUE_TITLE, 40}, {CLUE_BODY, -10}, {CLUE_YEAR, 30}, {CLUE_YEAR, 20}};
	struct parsed p;
	const struct profile_clue *clue;

	(void)state;
	parse(&p, "");
	assert_int_equal(profile_parse_clues(&p.profile, &p.arena, p.matches, sample,
				 strlen(sample), &p.error),
		0);
	assert_int_equal(p.profile.need, 50);
	clue = p.profile.clues;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++, clue = clue->next) {
		assert_non_null(clue);
		assert_int_equal(clue->place, want[i].place);
		assert_int_equal(clue->points, want[i].points);
	}
	assert_null(clue);
	assert_null(p.profile.about);
	assert_null(p.profile.sections);
	assert_null(p.profile.tables);
	parsed_free(&p);
}

static void test_checks(void **state)
{
	struct parsed p;
	const struct profile_equation *equation;
	const struct profile_term *term;

	parse(&p, sample);
	assert_string_equal(p.profile.checks->rule, "cases.carry");
	assert_ptr_equal(p.profile.checks->table, p.profile.tables);
	equation = p.profile.checks->equations;
	assert_int_equal(equation->each, AXIS_COLUMN);
	assert_string_equal(equation->left->pattern, "甲\\/乙");
	assert_string_equal(equation->left->next->pattern, "丙");
	assert_false(equation->right->many);
	equation = equation->next;
	assert_int_equal(equation->each, AXIS_ROW);
	term = equation->left;
	assert_true(term->many);
	assert_int_equal(term->count, 3);
	assert_string_equal(term->from, "己");
	assert_string_equal(term->until, "庚");
	assert_string_equal(term->next->pattern, "辛");
	assert_null(equation->right->pattern);
	assert_true(equation->right->many);
	assert_null(equation->next);
	parsed_free(&p);
}

static void test_faults_have_a_place(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message;
	} faults[] = {
		{"\n\nsections a\n", 3, "no such directive"},
		{"need\n", 1, "points"},
		{"need 5 6\n", 1, "too much"},
		{"need 1000000\n", 1, "points"},
		{"need -1\n", 1, "points"},
		{"clue footer 10 x\n", 1, "a clue stands in"},
		{"clue title x\n", 1, "number of points"},
		{"clue title 10\n", 1, "a pattern is missing"},
		{"clue title 10 (\n", 1, "the pattern is faulty"},
		{"clue year 10 2020-2019\n", 1, "2020"},
		{"clue year 10 now\n", 1, "a year is missing"},
		{"section\n", 1, "a section's id"},
		{"section Überblick\n", 1, "a section's id"},
		{"section a needed\n", 1, "too much"},
		{"heading x\n", 1, "in a section only"},
		{"section a\ntable b\nheading x\n", 3, "in a section only"},
		{"section a\ncell x\n", 2, "in a table only"},
		{"table a\neach row: column /x/ = column /y/\n", 2, "in a check only"},
		{"check a in b\n", 1, "no table \"b\""},
		{"table b\ncheck a of b\n", 2, "check a in TABLE"},
		{"table b\ncheck a in b\neach cell: row /x/ = row /y/\n", 3, "each row:"},
		{"table b\ncheck a in b\neach row: row /x/ = row /y/\n", 3, "\"column\""},
		{"table b\ncheck a in b\neach column: 2 row /x/ = row /y/\n", 3, "\"rows\""},
		{"table b\ncheck a in b\neach column: 0 rows = row /y/\n", 3, "0 lines"},
		{"table b\ncheck a in b\neach column: row = row /y/\n", 3, "between slashes"},
		{"table b\ncheck a in b\neach column: row /x = row\n", 3, "second slash"},
		{"table b\ncheck a in b\neach column: row /x/\n", 3, "\"=\""},
		{"table b\ncheck a in b\neach column: row /x/ = row /[/\n", 3, "faulty"},
		{"table b\ncheck a in b\neach column: row /x/ = rows until\n", 3,
			"between slashes"},
		{"table b\ncheck a in b\neach column: row /x/ = row /y/ = row /z/\n", 3,
			"too much"},
	};

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct parsed p;

		parse(&p, faults[i].text);
		if (!p.result || p.error.line != faults[i].line ||
			!strstr(p.error.message, faults[i].message))
			fail_msg("%s: %d, line %u: %s", faults[i].text, p.result, p.error.line,
				p.error.message);
		parsed_free(&p);
	}
}

/* Every beginning of a profile is taken or refused, and never read past its end. */
static void test_cut_anywhere(void **state)
{
	for (size_t len = 0; len <= sizeof sample - 1; len++) {
		struct parsed p = {.matches = match_cache_new()};
		char *cut = malloc(len + !len);

		assert_non_null(cut);
		memcpy(cut, sample, len);
		p.result = profile_parse(&p.profile, &p.arena, p.matches, cut, len, &p.error);
		assert_true(!p.result || p.error.line);
		free(cut);
		parsed_free(&p);
	}
}

static void test_embedded_parse(void **state)
{
	unsigned count = 0;

	for (const struct data_file *file = data_files; file->name; file++) {
		struct parsed p;

		if (strncmp(file->name, "profiles/", 9))
			continue;
		parse(&p, file->text);
		if (p.result)
			fail_msg("%s:%u: %s", file->name, p.error.line, p.error.message);
		assert_non_null(p.profile.sections);
		count++;
		parsed_free(&p);
	}
	assert_true(count >= 4);
}

static void test_label(void **state)
{
	struct match_cache *matches = match_cache_new();
	static const struct {
		const char *printed, *label;
		size_t number; /* [bytes] */
	} labels[] = {
		{"一、 总 体　情况", "一、总体情况", 6},
		{"(一)主动公开", "（一）主动公开", 9},
		{"１．概述", "1.概述", 2},
		{"第二部分 申请", "第二部分申请", 12},
		{"3.1.2、 x", "3.1.2、x", 8},
		{"2017年情况", "2017年情况", 0},
		{"3.5万元", "3.5万元", 0},
		{"十分重要", "十分重要", 0},
		{"收费,减免:无!", "收费，减免：无！", 0},
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		struct buf label = BUF_INIT;

		label_put(&label, labels[i].printed, strlen(labels[i].printed));
		assert_string_equal(buf_str(&label), labels[i].label);
		assert_int_equal(
			label_numbering(matches, buf_str(&label), label.len), labels[i].number);
		buf_free(&label);
	}
	match_cache_free(matches);
}

/* ---- which profile a document gets ---- */

static struct node *add_line(
	struct document *doc, struct node *parent, enum kind kind, const char *text)
{
	struct node *n = node_new(&doc->tree, kind);

	assert_int_equal(tree_append(&doc->tree, parent, n), 0);
	assert_int_equal(
		tree_append(&doc->tree, n, node_new_text(&doc->tree, text, strlen(text))), 0);
	return n;
}

/* The name of the profile of a document with a title, a heading and a paragraph, each of which
   may be NULL; "" for none. said gets the last diagnostic. */
static const char *chosen(const struct options *options, const char *title, const char *heading,
	const char *para, char said[400])
{
	static char name[100];
	struct match_cache *matches = match_cache_new();
	struct document doc;
	const struct profile *p;

	assert_int_equal(document_init(&doc, options, matches), 0);
	if (title)
		add_line(&doc, document_front(&doc), KIND_TITLE, title);
	if (heading)
		add_line(&doc, doc.tree.root, KIND_HEADING, heading);
	if (para)
		add_line(&doc, doc.tree.root, KIND_PARA, para);
	p = profile_for_document(&doc);
	snprintf(name, sizeof name, "%s", p ? doc.profile : "");
	if (said)
		snprintf(said, 400, "%s", doc.last_diag ? doc.last_diag->message : "");
	document_free(&doc);
	match_cache_free(matches);
	return name;
}

static void test_chosen_by_year(void **state)
{
	static const struct {
		const char *title, *para, *profile;
	} cases[] = {
		{"某市某局2012年政府信息公开工作年度报告", NULL, "annual-report-2008"},
		{"某市某局二〇一七年政府信息公开年度报告", NULL, "annual-report-2008"},
		{"某市某局２０１９年政府信息公开工作年报", NULL, "annual-report-2019"},
		{"2020年 某局 政府信息 公开年度报告", NULL, "annual-report-2019"},
		{"2031年某局政府信息公开年度报告", NULL, "annual-report-2021"},
		{"某局政府信息公开年度报告", "按照2019年修订的条例，报告2022年度情况。",
			"annual-report-2021"},
		{"某局政府信息公开年度报告", "2016年，我局工作如下。", "annual-report-2008"},
		{"关于报送2022年政府信息公开年度报告的通知", NULL, "generic"},
		{"某局2022年工作报告", "2022年度", "generic"},
		{NULL, NULL, "generic"},
	};
	static const struct options options;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(chosen(&options, cases[i].title, NULL, cases[i].para, NULL),
			cases[i].profile);
}

static void test_words_of_the_form_beat_the_year(void **state)
{
	static const struct options options;
	static const char title[] = "某局2020年政府信息公开年度报告";

	assert_string_equal(
		chosen(&options, title, NULL,
			"信息内容 本年制发件数 本年废止件数 信息内容 本年处理决定数量", NULL),
		"annual-report-2021");
	assert_string_equal(
		chosen(&options, title, NULL,
			"信息内容 本年新制作数量 上一年项目数量 处理决定数量", NULL),
		"annual-report-2019");
}

static void test_asked_by_name(void **state)
{
	struct options options = {.profile = "annual-report-2008"};
	char said[400];

	assert_string_equal(chosen(&options, "通知", NULL, NULL, said), "annual-report-2008");
	assert_string_equal(said, "");
	assert_true(profile_exists("annual-report-2008"));
	assert_false(profile_exists("no-such"));
	assert_false(profile_exists("no/such.profile"));
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void test_asked_by_file(void **state)
{
	char folder[] = "/tmp/guidang-test-XXXXXX", path[64], said[400];
	struct options options = {.profile = path};

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/letters-1.profile", folder);
	assert_string_equal(chosen(&options, "通知", NULL, NULL, said), "");
	assert_non_null(strstr(said, path));
	write_file(path, sample);
	assert_string_equal(chosen(&options, "通知", NULL, NULL, said), "letters-1");
	write_file(path, "need 1\nsection A\n");
	assert_string_equal(chosen(&options, "通知", NULL, NULL, said), "");
	assert_non_null(strstr(said, "letters-1.profile:2: "));
	write_file(path, "about \xFF\n");
	assert_string_equal(chosen(&options, "通知", NULL, NULL, said), "");
	assert_non_null(strstr(said, "UTF-8"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clues_and_sections),
		cmocka_unit_test(test_clues_alone),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_faults_have_a_place),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_embedded_parse),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_chosen_by_year),
		cmocka_unit_test(test_words_of_the_form_beat_the_year),
		cmocka_unit_test(test_asked_by_name),
		cmocka_unit_test(test_asked_by_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
