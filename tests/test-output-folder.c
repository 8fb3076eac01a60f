/* The folder of a batch: whole files, whole entries, and work that is taken up again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch/output-folder.h"
#include "base/file.h"

static char folder[64];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static int make_folder(void **state)
{
	strcpy(folder, "/tmp/test-output-folder-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static struct output_folder *open_folder(bool resume)
{
	const char *why = "";
	struct output_folder *d = output_folder_open(folder, resume, &why);

	if (!d)
		fail_msg("%s", why);
	return d;
}

static void assert_refused(bool resume, const char *sentence)
{
	const char *why = "";

	assert_null(output_folder_open(folder, resume, &why));
	assert_string_equal(why, sentence);
}

static void put(struct output_folder *d, const char *title)
{
	const struct manifest_entry entry = {.source = {.file = "f"}, .title = title};

	assert_int_equal(output_folder_put_entry(d, &entry), 0);
}

static void assert_recorded(struct output_folder *d, const char *title)
{
	struct manifest_entry entry;

	assert_int_equal(
		output_folder_recorded(d, &entry), title ? MANIFEST_ENTRY : MANIFEST_END);
	if (title)
		assert_string_equal(entry.title, title);
}

static void assert_content(const char *name, const char *want)
{
	struct buf content = BUF_INIT;

	assert_int_equal(file_read(in_folder(name), &content), 0);
	assert_string_equal(buf_str(&content), want);
	buf_free(&content);
}

static void test_files_and_their_folders(void **state)
{
	struct output_folder *d = open_folder(false);

	assert_int_equal(output_folder_put_file(d, "a.txt", "old", 3), 0);
	assert_int_equal(output_folder_put_file(d, "a.txt", "new", 3), 0);
	assert_int_equal(output_folder_put_file(d, "x/y/b.txt", "b", 1), 0);
	assert_int_equal(output_folder_close(d), 0);
	assert_content("a.txt", "new");
	assert_content("x/y/b.txt", "b");
	assert_int_not_equal(access(in_folder(FILE_PART), F_OK), 0);
}

static void test_what_cannot_be_written(void **state)
{
	struct output_folder *d = open_folder(false);

	assert_int_equal(output_folder_put_file(d, "a", "1", 1), 0);
	assert_int_equal(output_folder_put_file(d, "a/b", "2", 1), -1);
	assert_content("a", "1");
	assert_int_not_equal(access(in_folder(FILE_PART), F_OK), 0);
	output_folder_close(d);
}

/* What lies in the folder may be a stranger's: nothing outside of it is written to. */
static void test_folders_that_are_links(void **state)
{
	struct output_folder *d = open_folder(false);

	assert_int_equal(mkdir(in_folder("else"), 0777), 0);
	assert_int_equal(symlink("else", in_folder("linked")), 0);
	assert_int_equal(output_folder_put_file(d, "linked/b", "2", 1), -1);
	assert_string_equal(
		file_why(errno), "a part of its path is no folder, or a link to one");
	assert_int_equal(output_folder_put_file(d, "in/linked", "2", 1), 0);
	assert_int_equal(symlink("../else", in_folder("in/up")), 0);
	assert_int_equal(output_folder_put_file(d, "in/up/b", "2", 1), -1);
	assert_int_equal(rmdir(in_folder("else")), 0);
	output_folder_close(d);
}

static void test_a_manifest_that_is_no_ordinary_file(void **state)
{
	assert_int_equal(file_replace(in_folder("precious"), "no newline", 10), 0);
	assert_int_equal(symlink("precious", in_folder(MANIFEST_NAME)), 0);
	assert_refused(true, "its manifest.jsonl is a link");
	assert_refused(false, "its manifest.jsonl is a link");
	assert_content("precious", "no newline");
	assert_int_equal(unlink(in_folder(MANIFEST_NAME)), 0);
	assert_int_equal(mkfifo(in_folder(MANIFEST_NAME), 0666), 0);
	assert_refused(true, "its manifest.jsonl is no ordinary file");
}

static void test_going_on(void **state)
{
	struct output_folder *d = open_folder(false);

	put(d, "one");
	put(d, "two");
	assert_int_equal(output_folder_close(d), 0);
	d = open_folder(true);
	assert_recorded(d, "one");
	assert_recorded(d, "two");
	assert_recorded(d, NULL);
	put(d, "three");
	assert_int_equal(output_folder_close(d), 0);
	d = open_folder(true);
	for (unsigned i = 0; i < 3; i++)
		assert_recorded(d, (const char *[]){"one", "two", "three"}[i]);
	assert_recorded(d, NULL);
	output_folder_close(d);
}

static void test_a_broken_line_is_cut(void **state)
{
	struct output_folder *d = open_folder(false);
	struct stat st;

	put(d, "one");
	put(d, "two");
	assert_int_equal(output_folder_close(d), 0);
	assert_int_equal(file_replace(in_folder(FILE_PART), "half a fi", 9), 0);
	assert_int_equal(stat(in_folder(MANIFEST_NAME), &st), 0);
	assert_int_equal(truncate(in_folder(MANIFEST_NAME), st.st_size - 1), 0);
	d = open_folder(true);
	assert_recorded(d, "one");
	assert_recorded(d, NULL);
	put(d, "two");
	assert_int_equal(output_folder_close(d), 0);
	d = open_folder(true);
	assert_recorded(d, "one");
	assert_recorded(d, "two");
	assert_recorded(d, NULL);
	output_folder_close(d);
	assert_int_not_equal(access(in_folder(FILE_PART), F_OK), 0);
}

static void test_nothing_but_a_broken_line(void **state)
{
	struct output_folder *d;

	assert_int_equal(file_replace(in_folder(MANIFEST_NAME), "{\"sou", 5), 0);
	d = open_folder(true);
	assert_recorded(d, NULL);
	output_folder_close(d);
	assert_content(MANIFEST_NAME, "");
}

static void test_a_manifest_is_not_overwritten(void **state)
{
	struct output_folder *d = open_folder(false);

	put(d, "one");
	output_folder_close(d);
	assert_refused(false, "has a manifest; --resume goes on with it");
}

static void test_two_at_a_time(void **state)
{
	struct output_folder *d = open_folder(false);

	assert_refused(false, "another guidang is writing into it");
	output_folder_close(d);
	output_folder_close(open_folder(false));
}

static void test_no_place_for_a_folder(void **state)
{
	const char *why = "";

	assert_null(output_folder_open("/proc/nothing/here", false, &why));
	assert_string_not_equal(why, "");
}

static void test_full_groups_are_committed(void **state)
{
	struct output_folder *d = open_folder(false);
	struct manifest_reader *r;
	struct manifest_entry entry;
	unsigned lines = 0;

	for (unsigned i = 0; i < 100; i++)
		put(d, "page");
	r = manifest_open(in_folder(MANIFEST_NAME));
	while (manifest_next(r, &entry) == MANIFEST_ENTRY)
		lines++;
	manifest_close(r);
	assert_in_range(lines, 64, 100);
	output_folder_close(d);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_files_and_their_folders),
		CASE(test_what_cannot_be_written),
		CASE(test_folders_that_are_links),
		CASE(test_a_manifest_that_is_no_ordinary_file),
		CASE(test_going_on),
		CASE(test_a_broken_line_is_cut),
		CASE(test_nothing_but_a_broken_line),
		CASE(test_a_manifest_is_not_overwritten),
		CASE(test_two_at_a_time),
		CASE(test_no_place_for_a_folder),
		CASE(test_full_groups_are_committed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
