/* The manifest: what is written is read again, and what is broken is told from what is whole.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "batch/manifest.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct recipe recipe = {
	.program = "guidang 9",
	.options = {.profile = "p.profile", .columns = 40, .epoch = 1700000000},
	.to = "odt,text",
	.files = {DIGEST},
};

static const struct manifest_entry whole = {
	.source = {.file = "crawl.warc.gz",
		.folder = "below",
		.offset = (uint64_t)1 << 40,
		.record = "<urn:uuid:1>",
		.uri = "http://h/\"quoted\"",
		.captured = "2023-05-06T07:08:09Z",
		.type = "text/html",
		.format = "html",
		.sha256 = DIGEST,
		.bytes = 5},
	.outcome = MANIFEST_CONVERTED,
	.outputs = {{"odt", "2023/名.odt", 100, DIGEST}, {"text", "2023/名.txt", 7, DIGEST}},
	.output_count = 2,
	.title = "标题\n二行",
	.date = "2023-05-06",
	.kept = 4,
	.dropped = 1,
	.checks_failed = 2,
	.warnings = 3,
	.recipe = &recipe,
};

static struct manifest_reader *reader_of(const char *text)
{
	char path[] = "/tmp/test-manifest-XXXXXX";
	int fd = mkstemp(path);
	struct manifest_reader *r;

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, text, strlen(text)), 0);
	close(fd);
	r = manifest_open(path);
	assert_non_null(r);
	unlink(path);
	return r;
}

static void test_what_is_written_is_read(void **state)
{
	const struct manifest_entry skipped = {.source = {.file = "a"},
		.outcome = MANIFEST_SKIPPED,
		.skip = "error-status",
		.reason = "HTTP status 404"};
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct manifest_entry got;
	struct manifest_reader *r;

	manifest_put(&text, &whole);
	manifest_put(&text, &skipped);
	r = reader_of(buf_str(&text));
	assert_int_equal(manifest_next(r, &got), MANIFEST_ENTRY);
	manifest_put(&again, &got);
	assert_int_equal(manifest_next(r, &got), MANIFEST_ENTRY);
	assert_int_equal(manifest_line(r), 2);
	manifest_put(&again, &got);
	assert_string_equal(buf_str(&again), buf_str(&text));
	assert_int_equal(manifest_next(r, &got), MANIFEST_END);
	manifest_close(r);
	buf_free(&text);
	buf_free(&again);
}

static void test_a_line_is_a_line(void **state)
{
	struct buf text = BUF_INIT;

	manifest_put(&text, &whole);
	assert_ptr_equal(strchr(buf_str(&text), '\n'), buf_str(&text) + text.len - 1);
	buf_free(&text);
}

static void test_a_line_broken_off(void **state)
{
	struct buf text = BUF_INIT;
	struct manifest_entry got;
	struct manifest_reader *r;

	manifest_put(&text, &whole);
	manifest_put(&text, &whole);
	text.data[text.len - 1] = '\0';
	r = reader_of(text.data);
	assert_int_equal(manifest_next(r, &got), MANIFEST_ENTRY);
	assert_int_equal(manifest_next(r, &got), MANIFEST_CUT);
	assert_int_equal(manifest_line(r), 2);
	manifest_close(r);
	buf_free(&text);
}

static void test_lines_that_are_no_entries(void **state)
{
	struct buf text = BUF_INIT, changed = BUF_INIT;
	struct manifest_entry got;
	struct manifest_reader *r;

	buf_puts(&text, "{}\nnot json\n\n[]\n{\"source\":1}\n");
	manifest_put(&changed, &whole);
	memcpy(strstr(changed.data, "converted"), "konverted", 9);
	buf_puts(&text, changed.data);
	manifest_put(&text, &whole);
	r = reader_of(buf_str(&text));
	for (unsigned i = 0; i < 6; i++)
		assert_int_equal(manifest_next(r, &got), MANIFEST_MALFORMED);
	assert_int_equal(manifest_next(r, &got), MANIFEST_ENTRY);
	manifest_close(r);
	buf_free(&text);
	buf_free(&changed);
}

/* Lines as they were written before they told of folders and recipes. */
static void test_lines_of_old(void **state)
{
	struct buf text = BUF_INIT;
	struct manifest_reader *r;
	struct manifest_entry got;
	char *folder, *end;

	manifest_put(&text, &whole);
	folder = strstr(text.data, "\"folder\":\"below\",");
	assert_non_null(folder);
	end = folder + strlen("\"folder\":\"below\",");
	memmove(folder, end, strlen(end) + 1);
	end = strstr(text.data, ",\"recipe\"");
	assert_non_null(end);
	strcpy(end, "}\n");
	r = reader_of(text.data);
	assert_int_equal(manifest_next(r, &got), MANIFEST_ENTRY);
	assert_null(got.source.folder);
	assert_null(got.recipe);
	assert_string_equal(got.title, whole.title);
	manifest_close(r);
	buf_free(&text);
}

/* A document that would lie elsewhere is none of the batch. */
static void test_paths_that_lead_out(void **state)
{
	static const char *const paths[] = {
		"/etc/passwd", "../a", "a/../../b", "..", "", "a//b"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct manifest_entry entry = whole, got;
		struct buf text = BUF_INIT;
		struct manifest_reader *r;

		entry.outputs[1].path = paths[i];
		manifest_put(&text, &entry);
		r = reader_of(text.data);
		assert_int_equal(manifest_next(r, &got), MANIFEST_MALFORMED);
		manifest_close(r);
		buf_free(&text);
	}
}

static void test_no_such_file(void **state)
{
	assert_null(manifest_open("/nonexistent/" MANIFEST_NAME));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_a_line_is_a_line),
		cmocka_unit_test(test_a_line_broken_off),
		cmocka_unit_test(test_lines_that_are_no_entries),
		cmocka_unit_test(test_lines_of_old),
		cmocka_unit_test(test_paths_that_lead_out),
		cmocka_unit_test(test_no_such_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
