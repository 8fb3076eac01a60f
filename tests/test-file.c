/* Files: read whole, replaced whole or not at all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"

static char folder[64];

static int open_folder(void **state)
{
	strcpy(folder, "/tmp/guidang-test-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int close_folder(void **state)
{
	DIR *dir = opendir(folder);

	for (struct dirent *e; dir && (e = readdir(dir));)
		unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	return rmdir(folder);
}

static const char *in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static unsigned files_in_folder(void)
{
	DIR *dir = opendir(folder);
	unsigned files = 0;

	for (struct dirent *e; (e = readdir(dir));)
		files += *e->d_name != '.';
	closedir(dir);
	return files;
}

static void assert_content(const char *path, const char *want)
{
	struct buf b = BUF_INIT;

	assert_int_equal(file_read(path, &b), 0);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void test_what_is_written_is_read(void **state)
{
	const char *path = in_folder("a");

	assert_int_equal(file_replace(path, "one\n", 4), 0);
	assert_content(path, "one\n");
	assert_int_equal(file_replace(path, "two", 3), 0);
	assert_content(path, "two");
	assert_int_equal(file_replace(path, "", 0), 0);
	assert_content(path, "");
	assert_int_equal(files_in_folder(), 1);
}

static void test_large_files_with_nul_bytes(void **state)
{
	const size_t size = 3000001;
	char *bytes = calloc(1, size);
	struct buf b = BUF_INIT;

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i += 97)
		bytes[i] = (char)i;
	assert_int_equal(file_replace(in_folder("a"), bytes, size), 0);
	assert_int_equal(file_read(in_folder("a"), &b), 0);
	assert_int_equal(b.len, size);
	assert_memory_equal(b.data, bytes, size);
	buf_free(&b);
	free(bytes);
}

static void test_read_adds_to_the_end(void **state)
{
	struct buf b = BUF_INIT;

	assert_int_equal(file_replace(in_folder("a"), "two", 3), 0);
	buf_puts(&b, "one ");
	assert_int_equal(file_read(in_folder("a"), &b), 0);
	assert_string_equal(buf_str(&b), "one two");
	buf_free(&b);
}

static void test_what_cannot_be_read(void **state)
{
	struct buf b = BUF_INIT;

	assert_int_equal(file_read(in_folder("nosuch"), &b), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_read(folder, &b), -1);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void test_permissions(void **state)
{
	const char *path = in_folder("a");
	mode_t mask = umask(027);
	struct stat st;

	assert_int_equal(file_replace(path, "x", 1), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(chmod(path, 0604), 0);
	assert_int_equal(file_replace(path, "y", 1), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0604);
	assert_int_equal(umask(mask), 027);
}

static void test_no_such_folder(void **state)
{
	assert_int_equal(file_replace(in_folder("no/such"), "x", 1), -1);
	assert_int_equal(errno, ENOENT);
}

/* A folder cannot be renamed over: what was there stays, and nothing is left beside it. */
static void test_a_failure_leaves_nothing_behind(void **state)
{
	const char *path = in_folder("a");

	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(file_replace(path, "x", 1), -1);
	assert_int_equal(files_in_folder(), 1);
	assert_int_equal(rmdir(path), 0);
}

static void test_devices_are_written_to_directly(void **state)
{
	struct stat st;

	assert_int_equal(file_replace("/dev/null", "x", 1), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void test_a_full_disk_is_told(void **state)
{
	if (access("/dev/full", W_OK))
		skip();
	assert_int_equal(file_replace("/dev/full", "x", 1), -1);
	assert_int_equal(errno, ENOSPC);
}

static void test_write_to_a_pipe(void **state)
{
	char have[6] = "";
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(file_write_fd(ends[1], "bytes", 5), 0);
	assert_int_equal(read(ends[0], have, 5), 5);
	assert_string_equal(have, "bytes");
	close(ends[1]);
	assert_int_equal(file_write_fd(ends[1], "x", 1), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(file_write_fd(ends[1], "", 0), 0);
	close(ends[0]);
}

static void test_a_file_in_writing(void **state)
{
	struct file_writer w;
	char path[128];

	strcpy(path, in_folder("a"));
	assert_int_equal(file_replace(path, "old", 3), 0);
	assert_int_equal(file_writer_open(&w, path), 0);
	assert_int_equal(file_writer_put(&w, "new", 3), 0);
	assert_content(path, "old");
	file_writer_abandon(&w);
	assert_content(path, "old");
	assert_int_equal(files_in_folder(), 1);
	assert_int_equal(file_writer_open(&w, path), 0);
	assert_int_equal(file_writer_put(&w, "new", 3), 0);
	assert_int_equal(file_writer_put(&w, "er", 2), 0);
	assert_int_equal(file_writer_commit(&w), 0);
	assert_content(path, "newer");
	assert_int_equal(files_in_folder(), 1);
}

static void put_part(const char *content)
{
	int fd = open(in_folder("a" FILE_PART), O_WRONLY | O_CREAT | O_EXCL, 0400);

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, content, strlen(content)), 0);
	close(fd);
}

static void test_what_a_killed_process_left_is_taken_away(void **state)
{
	put_part("half a file, and longer than the new one");
	assert_int_equal(file_replace(in_folder("a"), "x", 1), 0);
	assert_content(in_folder("a"), "x");
	assert_int_equal(files_in_folder(), 1);
}

static void test_what_another_is_writing_is_let_alone(void **state)
{
	struct file_writer first, second;
	char path[128];

	strcpy(path, in_folder("a"));
	assert_int_equal(file_writer_open(&first, path), 0);
	assert_int_equal(file_writer_open(&second, path), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_string_equal(file_why(errno), "another guidang is writing it");
	assert_int_equal(file_writer_put(&first, "first", 5), 0);
	assert_int_equal(file_writer_commit(&first), 0);
	assert_content(path, "first");
	assert_int_equal(file_writer_open(&second, path), 0);
	file_writer_abandon(&second);
	assert_int_equal(files_in_folder(), 1);
}

/* No link that lies there is followed. */
static void test_a_link_in_the_place_of_a_part(void **state)
{
	assert_int_equal(file_replace(in_folder("other"), "other", 5), 0);
	assert_int_equal(symlink("other", in_folder("a" FILE_PART)), 0);
	assert_int_equal(file_replace(in_folder("a"), "x", 1), -1);
	assert_content(in_folder("other"), "other");
}

/* No pipe is waited for. */
static void test_a_pipe_in_the_place_of_a_part(void **state)
{
	assert_int_equal(mkfifo(in_folder("a" FILE_PART), 0666), 0);
	assert_int_equal(file_replace(in_folder("a"), "x", 1), -1);
	assert_string_equal(file_why(errno),
		"what has its name and .guidang-part already is no ordinary file");
	assert_int_equal(files_in_folder(), 1);
}

static void test_a_name_without_room_for_more(void **state)
{
	char name[256], path[512];

	memset(name, 'n', 255);
	name[255] = '\0';
	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(file_replace(path, "x", 1), 0);
	assert_content(path, "x");
	assert_int_equal(files_in_folder(), 1);
}

/* What cannot be renamed is taken away. */
static void test_a_place_that_is_taken_meanwhile(void **state)
{
	struct file_writer w;
	char path[128];

	strcpy(path, in_folder("a"));
	assert_int_equal(file_writer_open(&w, path), 0);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(file_writer_commit(&w), -1);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(files_in_folder(), 1);
	assert_int_equal(rmdir(path), 0);
}

static void test_folders_above_a_file(void **state)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY);

	assert_true(fd >= 0);
	assert_int_equal(file_make_folders(fd, "file"), 0);
	assert_int_equal(files_in_folder(), 0);
	assert_int_equal(file_make_folders(fd, "a/b/file"), 0);
	assert_int_equal(file_make_folders(fd, "a/b/file"), 0);
	assert_int_equal(file_make_folders(fd, in_folder("a/c/file")), 0);
	assert_int_equal(unlinkat(fd, "a/c", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(fd, "a/b", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(fd, "a", AT_REMOVEDIR), 0);
	assert_int_equal(file_replace(in_folder("f"), "x", 1), 0);
	assert_int_equal(file_make_folders(fd, "f/b/file"), -1);
	assert_int_equal(errno, ENOTDIR);
	close(fd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_folder, close_folder)
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_written_is_read),
		TEST(test_large_files_with_nul_bytes),
		TEST(test_read_adds_to_the_end),
		TEST(test_what_cannot_be_read),
		TEST(test_permissions),
		TEST(test_no_such_folder),
		TEST(test_a_failure_leaves_nothing_behind),
		TEST(test_devices_are_written_to_directly),
		TEST(test_a_full_disk_is_told),
		TEST(test_write_to_a_pipe),
		TEST(test_a_file_in_writing),
		TEST(test_what_a_killed_process_left_is_taken_away),
		TEST(test_what_another_is_writing_is_let_alone),
		TEST(test_a_link_in_the_place_of_a_part),
		TEST(test_a_pipe_in_the_place_of_a_part),
		TEST(test_a_name_without_room_for_more),
		TEST(test_a_place_that_is_taken_meanwhile),
		TEST(test_folders_above_a_file),
	};

	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
