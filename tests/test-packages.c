/* What packages of batches stand on: identifiers, names in bags, lines for bag-info.txt, types.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "package/bag.h"
#include "base/digest.h"
#include "base/file.h"
#include "convert/guidang.h"
#include "package/media.h"
#include "package/packing.h"
#include "package/premis.h"
#include "package/warcout.h"

/* ---- identifiers ---- */

static void test_uuid_is_that_of_others(void **state)
{
	static const struct {
		const char *name, *urn;
	} cases[] = {
		{"http://www.example.com/", "urn:uuid:fcde3c85-2270-590f-9e7c-ee003d65e0e2"},
		{"", "urn:uuid:1b4db7eb-4057-5ddf-91e0-36dec72071f5"},
	};
	char urn[DIGEST_UUID_SIZE];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		digest_uuid(urn, cases[i].name, strlen(cases[i].name));
		assert_string_equal(urn, cases[i].urn);
	}
}

static void test_records_of_web_archives(void **state)
{
	static const struct {
		const char *record, *uri;
		bool is;
	} cases[] = {
		{"urn:uuid:00000000-0000-4000-8000-000000000002", "http://h/", true},
		{"http://h/record/1", "http://h/", true},
		{"urn:uuid:1", NULL, false},		     /* no address */
		{"frame-1@mhtml.blink", "http://h/", false}, /* a part of mail */
		{"pages/1.html", "http://h/", false},
		{":1", "http://h/", false},
		{"1a:b", "http://h/", false},
		{NULL, "http://h/", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct manifest_entry e = {0};

		e.source.record = cases[i].record;
		e.source.uri = cases[i].uri;
		assert_int_equal(packing_is_warc_record(&e), cases[i].is);
	}
}

static void test_time_is_utc(void **state)
{
	char time[PACKING_TIME_SIZE];

	packing_time(1700000000, time);
	assert_string_equal(time, "2023-11-14T22:13:20Z");
}

static void test_every_format_has_a_type(void **state)
{
	static const char *const formats[] = {
		"odt", "docx", "text", "json", "tree", "csv", "audit", "ledger"};
	static const char *const inputs[] = {"html", "text", "tree"};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		assert_true(guidang_format_known(formats[i], false));
		assert_non_null(media_of(formats[i], NULL));
	}
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		assert_true(guidang_format_known(inputs[i], true));
		assert_non_null(media_of(inputs[i], "1.3"));
	}
	assert_null(media_of("pdf", NULL));
	assert_string_equal(media_of("odt", NULL)->puid, "fmt/291");
	assert_string_equal(media_of("odt", "1.2")->puid, "fmt/291");
	assert_string_equal(media_of("odt", "1.3")->puid, "fmt/1756");
	assert_string_equal(media_of("audit", NULL)->type, "text/html; charset=utf-8");
	assert_string_equal(media_of("html", NULL)->puid, "fmt/96");
	assert_null(media_of("ledger", NULL)->puid);
}

/* ---- failures ---- */

static void test_the_first_reason_stays(void **state)
{
	struct packing p = {0};

	assert_int_equal(packing_fail(&p, "a", "first"), -1);
	assert_int_equal(packing_fail(&p, NULL, "second"), -1);
	assert_string_equal(p.where, "a");
	assert_string_equal(p.why, "first");
	packing_free(&p);
}

static void test_a_stop_is_no_failure(void **state)
{
	volatile sig_atomic_t stop = 0;
	struct packing p = {.stop = &stop};

	assert_false(packing_stopped(&p));
	stop = 2;
	assert_true(packing_stopped(&p));
	assert_true(p.stopped);
	packing_free(&p);
}

static int never(void *user, const struct manifest_entry *e)
{
	fail();
	return 0;
}

static void test_a_folder_without_manifest(void **state)
{
	struct packing p = {.folder = "/nowhere"};

	assert_int_equal(packing_each(&p, never, NULL), -1);
	assert_string_equal(p.where, "/nowhere/manifest.jsonl");
	packing_free(&p);
}

/* ---- what is broken off ---- */

static char folder[64];

static int open_folder(void **state)
{
	char path[96];

	strcpy(folder, "/tmp/test-packages-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/batch", folder);
	if (mkdir(path, 0777))
		return -1;
	strcat(path, "/" MANIFEST_NAME);
	return file_replace(path, "", 0);
}

static int remove_found(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return remove(path);
}

static int close_folder(void **state)
{
	return nftw(folder, remove_found, 8, FTW_DEPTH | FTW_PHYS);
}

static unsigned found;

static int count_found(const char *path, const struct stat *st, int type, struct FTW *at)
{
	found++;
	return 0;
}

/* Files and folders, the folder itself and the batch with its manifest included. */
static unsigned count_all(void)
{
	found = 0;
	nftw(folder, count_found, 8, FTW_PHYS);
	return found;
}

static int write_bag_there(struct packing *p)
{
	char path[96];
	const struct bag_terms terms = {.path = path};

	snprintf(path, sizeof path, "%s/bag", folder);
	return bag_write(p, &terms);
}

static int write_warc_there(struct packing *p)
{
	char path[96];
	uint64_t left_out;

	snprintf(path, sizeof path, "%s/x.warc.gz", folder);
	return warcout_write(p, path, &left_out);
}

static int (*const writers[])(struct packing *p) = {
	write_bag_there, write_warc_there, premis_write};

#define WRITERS (sizeof writers / sizeof *writers)

static void test_a_stop_leaves_nothing(void **state)
{
	volatile sig_atomic_t stop = SIGTERM;
	char batch[96];

	snprintf(batch, sizeof batch, "%s/batch", folder);
	for (size_t i = 0; i < WRITERS; i++) {
		struct packing p = {.folder = batch, .stop = &stop};

		assert_int_equal(writers[i](&p), -1);
		assert_true(p.stopped);
		assert_int_equal(count_all(), 3);
		packing_free(&p);
	}
}

static void test_a_manifest_that_is_none_leaves_nothing(void **state)
{
	char batch[96], manifest[128];

	snprintf(batch, sizeof batch, "%s/batch", folder);
	snprintf(manifest, sizeof manifest, "%s/" MANIFEST_NAME, batch);
	assert_int_equal(file_replace(manifest, "{}\n", 3), 0);
	for (size_t i = 0; i < WRITERS; i++) {
		struct packing p = {.folder = batch};

		assert_int_equal(writers[i](&p), -1);
		assert_false(p.stopped);
		assert_string_equal(p.where, manifest);
		assert_int_equal(count_all(), 3);
		packing_free(&p);
	}
}

static void test_an_empty_batch_has_packages(void **state)
{
	char batch[96];

	snprintf(batch, sizeof batch, "%s/batch", folder);
	for (size_t i = 0; i < WRITERS; i++) {
		struct packing p = {.folder = batch};

		assert_int_equal(writers[i](&p), 0);
		packing_free(&p);
	}
	/* The bag, its data with the manifest and four files; the WARC; premis.xml. */
	assert_int_equal(count_all(), 3 + 7 + 1 + 1);
}

/* ---- names in bags ---- */

static void test_source_paths_stay_inside(void **state)
{
	static const char *const cases[][2] = {
		{"pages/1.html", "pages/1.html"},
		{"/srv/crawl.warc", "srv/crawl.warc"},
		{"../../etc/x", "etc/x"},
		{"./a//b/./c/", "a/b/c"},
		{"a/../b", "a/b"},
		{".hidden/..x/x..", ".hidden/..x/x.."},
		{".", ""},
		{"/", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf inside = BUF_INIT;

		bag_source_path(cases[i][0], &inside);
		assert_string_equal(buf_str(&inside), cases[i][1]);
		buf_free(&inside);
	}
}

static void test_source_path_is_added(void **state)
{
	struct buf path = BUF_INIT;

	buf_puts(&path, "bag/data/sources/");
	bag_source_path("/a/b", &path);
	assert_string_equal(buf_str(&path), "bag/data/sources/a/b");
	buf_free(&path);
}

/* ---- bag-info.txt ---- */

/* NULL: text is refused. */
static void check_info(const char *text, const char *expected)
{
	char path[] = "/tmp/test-packages-XXXXXX";
	int fd = mkstemp(path);
	struct packing p = {0};
	struct buf out = BUF_INIT;

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, text, strlen(text)), 0);
	close(fd);
	assert_int_equal(bag_info_read(&p, path, &out), expected ? 0 : -1);
	unlink(path);
	if (expected)
		assert_string_equal(buf_str(&out), expected);
	else
		assert_string_equal(p.where, path);
	packing_free(&p);
	buf_free(&out);
}

static void test_info_lines(void **state)
{
	check_info("Source-Organization: 某市档案馆\n", "Source-Organization: 某市档案馆\n");
	check_info("A: b\r\n\r\nC: d: e", "A: b\nC: d: e\n");
	check_info("A: b\n  goes on\n", "A: b\n  goes on\n");
	check_info("", "");
}

static void test_info_that_is_none(void **state)
{
	check_info("no label\n", NULL);
	check_info("A:no space\n", NULL);
	check_info(": no label\n", NULL);
	check_info("A : space before\n", NULL);
	check_info("  goes on\n", NULL);
	check_info("A: \xFF\n", NULL);
	check_info("payload-oxum: 1.1\n", NULL);
	check_info("Bagging-Date: 2024-01-01\n", NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uuid_is_that_of_others),
		cmocka_unit_test(test_records_of_web_archives),
		cmocka_unit_test(test_time_is_utc),
		cmocka_unit_test(test_every_format_has_a_type),
		cmocka_unit_test(test_the_first_reason_stays),
		cmocka_unit_test(test_a_stop_is_no_failure),
		cmocka_unit_test(test_a_folder_without_manifest),
		cmocka_unit_test_setup_teardown(
			test_a_stop_leaves_nothing, open_folder, close_folder),
		cmocka_unit_test_setup_teardown(
			test_a_manifest_that_is_none_leaves_nothing, open_folder, close_folder),
		cmocka_unit_test_setup_teardown(
			test_an_empty_batch_has_packages, open_folder, close_folder),
		cmocka_unit_test(test_source_paths_stay_inside),
		cmocka_unit_test(test_source_path_is_added),
		cmocka_unit_test(test_info_lines),
		cmocka_unit_test(test_info_that_is_none),
	};

	return cmocka_run_group_tests_name("packages", tests, NULL, NULL);
}
