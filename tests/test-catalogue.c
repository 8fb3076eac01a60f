/* The list of a batch's documents: order, groups, counts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch/catalogue.h"
#include "base/file.h"
#include "batch/manifest.h"

static const struct options no_options;

static const struct manifest_entry entries[] = {
	{.source = {.file = "a"},
		.title = "后来的",
		.date = "2023-05-06",
		.issuer = "某局",
		.number = "某发〔2023〕15号",
		.category = "农业"},
	{.source = {.file = "b"},
		.title = "=1+1",
		.date = "2022-12-31",
		.issuer = "另一局",
		.index = "A-1",
		.category = "农业"},
	{.source = {.file = "c"},
		.outputs = {{"odt", "x/无题.odt", 1, "0"}},
		.output_count = 1,
		.checks_failed = 2},
	{.source = {.file = "d"},
		.title = "先来的",
		.date = "2023-05-06",
		.number = "某发〔2023〕4号",
		.issuer = "某局"},
	{.source = {.file = "e"}, .outcome = MANIFEST_SKIPPED, .reason = "HTTP status 404"},
	{.source = {.file = "f"}, .outcome = MANIFEST_FAILED, .reason = "too long"},
};

static struct buf manifest_of(const struct manifest_entry *e, size_t count)
{
	struct buf text = BUF_INIT;

	while (count--)
		manifest_put(&text, e++);
	assert_false(buf_failed(&text));
	return text;
}

static enum catalogue_read add(struct catalogue *c, const char *text, unsigned *line)
{
	char path[] = "/tmp/test-catalogue-XXXXXX";
	int fd = mkstemp(path);
	enum catalogue_read got;

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, text, strlen(text)), 0);
	close(fd);
	got = catalogue_add(c, path, line);
	unlink(path);
	return got;
}

static void assert_csv(enum catalogue_group group, const char *want)
{
	struct buf text = manifest_of(entries, sizeof entries / sizeof *entries),
		   out = BUF_INIT;
	struct catalogue *c = catalogue_new();
	unsigned line;

	assert_non_null(c);
	assert_int_equal(add(c, buf_str(&text), &line), CATALOGUE_READ);
	assert_int_equal(catalogue_write(c, group, NULL, &no_options, "csv", &out), 0);
	assert_string_equal(buf_str(&out), want);
	catalogue_free(c);
	buf_free(&text);
	buf_free(&out);
}

#define COLUMNS "序号,档号,文号,责任者,题名,日期,密级,页数,备注\r\n"
#define COUNTS                                                                                                         \
	"\r\n类别,件数\r\n农业,2\r\n未标明类别,2\r\n合计,4\r\n"                                           \
	"\r\n来源记录,条数\r\n已转换,4\r\n并入其他页,0\r\n非网页，未转换,1\r\n未见正文,0\r\n" \
	"转换失败,1\r\n合计,6\r\n"

static void test_by_year(void **state)
{
	assert_csv(CATALOGUE_BY_YEAR,
		COLUMNS "1,,,另一局,'=1+1,20221231,,,索引号A-1\r\n"
			"\r\n" COLUMNS "2,,某发〔2023〕4号,某局,先来的,20230506,,,\r\n"
			"3,,某发〔2023〕15号,某局,后来的,20230506,,,\r\n"
			"\r\n" COLUMNS "4,,,,[x/无题.odt],,,,核对不符2处；日期不详\r\n" COUNTS);
}

static void test_by_issuer(void **state)
{
	assert_csv(CATALOGUE_BY_ISSUER,
		COLUMNS "1,,,另一局,'=1+1,20221231,,,索引号A-1\r\n"
			"\r\n" COLUMNS "2,,某发〔2023〕4号,某局,先来的,20230506,,,\r\n"
			"3,,某发〔2023〕15号,某局,后来的,20230506,,,\r\n"
			"\r\n" COLUMNS "4,,,,[x/无题.odt],,,,核对不符2处；日期不详\r\n" COUNTS);
}

static void test_ungrouped(void **state)
{
	assert_csv(CATALOGUE_UNGROUPED,
		COLUMNS "1,,,另一局,'=1+1,20221231,,,索引号A-1\r\n"
			"2,,某发〔2023〕4号,某局,先来的,20230506,,,\r\n"
			"3,,某发〔2023〕15号,某局,后来的,20230506,,,\r\n"
			"4,,,,[x/无题.odt],,,,核对不符2处；日期不详\r\n" COUNTS);
}

/* Two titles, in the order of the list. */
static void assert_in_order(const char *first, const char *second)
{
	const struct manifest_entry pair[] = {{.source = {.file = "a"}, .title = second},
		{.source = {.file = "b"}, .title = first}};
	struct buf text = manifest_of(pair, 2), out = BUF_INIT;
	struct catalogue *c = catalogue_new();
	unsigned line;

	assert_int_equal(add(c, buf_str(&text), &line), CATALOGUE_READ);
	assert_int_equal(
		catalogue_write(c, CATALOGUE_UNGROUPED, NULL, &no_options, "csv", &out), 0);
	assert_true(strstr(buf_str(&out), first) < strstr(buf_str(&out), second));
	catalogue_free(c);
	buf_free(&text);
	buf_free(&out);
}

static void test_numbers_are_counted(void **state)
{
	assert_in_order("第9号公告", "第10号公告");
	assert_in_order("第2号", "第2号公告");
	assert_in_order("第02号乙", "第2号甲");
	assert_in_order("第002号", "第02号");
	assert_in_order("第18446744073709551615号", "第18446744073709551616号");
	assert_in_order("公告", "公告1");
	assert_in_order("公告0", "公告00");
}

static void test_every_format(void **state)
{
	static const char *const formats[] = {
		"odt", "docx", "text", "json", "tree", "csv", "audit"};
	struct buf text = manifest_of(entries, sizeof entries / sizeof *entries),
		   out = BUF_INIT;
	struct catalogue *c = catalogue_new();
	unsigned line;

	add(c, buf_str(&text), &line);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		buf_clear(&out);
		assert_int_equal(catalogue_write(c, CATALOGUE_BY_YEAR, "某局目录", &no_options,
					 formats[i], &out),
			0);
		assert_true(out.len > 0);
	}
	assert_int_equal(
		catalogue_write(c, CATALOGUE_BY_YEAR, NULL, &no_options, "pdf", &out), -1);
	catalogue_free(c);
	buf_free(&text);
	buf_free(&out);
}

static void test_an_empty_batch(void **state)
{
	struct catalogue *c = catalogue_new();
	struct buf out = BUF_INIT;
	unsigned line;

	assert_int_equal(add(c, "", &line), CATALOGUE_READ);
	assert_int_equal(
		catalogue_write(c, CATALOGUE_BY_YEAR, NULL, &no_options, "text", &out), 0);
	assert_non_null(strstr(buf_str(&out), "处理情况"));
	catalogue_free(c);
	buf_free(&out);
}

static void test_manifests_that_are_broken(void **state)
{
	struct buf text = manifest_of(entries, 2);
	struct catalogue *c = catalogue_new();
	unsigned line = 0;

	text.data[text.len - 1] = '\0';
	assert_int_equal(add(c, text.data, &line), CATALOGUE_CUT);
	assert_int_equal(line, 2);
	buf_clear(&text);
	manifest_put(&text, entries);
	buf_puts(&text, "{}\n");
	assert_int_equal(add(c, buf_str(&text), &line), CATALOGUE_MALFORMED);
	assert_int_equal(line, 2);
	assert_int_equal(catalogue_add(c, "/nonexistent", &line), CATALOGUE_UNREADABLE);
	catalogue_free(c);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_year),
		cmocka_unit_test(test_by_issuer),
		cmocka_unit_test(test_ungrouped),
		cmocka_unit_test(test_numbers_are_counted),
		cmocka_unit_test(test_every_format),
		cmocka_unit_test(test_an_empty_batch),
		cmocka_unit_test(test_manifests_that_are_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
