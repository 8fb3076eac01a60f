/* Files, folders, ZIP and tar: what is a page, in which order, and what belongs to it. */
#include "records-fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "archive/reader.h"

/* ---- containers ---- */

static void test_containers_by_their_beginning(void **state)
{
	static const char mail[] = "Subject: x\nmime-version: 1.0\nContent-Type: text/html\n",
			  no_type[] = "MIME-Version: 1.0\nNo type\n",
			  no_field[] = "<p>MIME-Version:\nContent-Type: x\n";
	struct buf names = BUF_INIT;
	char tar[512] = "name";

	memcpy(tar + 257, "ustar", 5);
	assert_ptr_equal(records_container("WARC/1.0\r\n", 10), &container_warc);
	assert_ptr_equal(records_container("PK\3\4", 4), &container_zip);
	assert_ptr_equal(records_container("PK\5\6", 4), &container_zip);
	assert_ptr_equal(records_container("BZh", 3), &container_tar);
	assert_ptr_equal(records_container("\xfd"
					   "7zXZ",
				 5),
		&container_tar);
	assert_ptr_equal(records_container(tar, sizeof tar), &container_tar);
	assert_null(records_container(tar, sizeof tar - 1));
	/* "name", and eight spaces for the sum, which is 673. */
	memset(tar + 257, 0, 5);
	memcpy(tar + 148, " 1241\0  ", 8);
	assert_ptr_equal(records_container(tar, sizeof tar), &container_tar);
	tar[0] = 'N';
	assert_null(records_container(tar, sizeof tar));
	assert_ptr_equal(records_container(mail, strlen(mail)), &container_mhtml);
	assert_null(records_container(no_type, strlen(no_type)));
	assert_null(records_container(no_field, strlen(no_field)));
	assert_null(records_container("", 0));
	records_put_containers(&names);
	assert_string_equal(buf_str(&names), "WARC, WACZ, ZIP, tar, MHTML");
	buf_free(&names);
	assert_true(unpack_is_packed("\x1f\x8b\x08\0", 4));
	assert_true(unpack_is_packed("\x28\xb5\x2f\xfd", 4));
	assert_true(unpack_is_packed("\x5d\x2a\x4d\x18", 4));
	assert_false(unpack_is_packed("\x5e\x2a\x4d\x18", 4));
	assert_false(unpack_is_packed("\x1f\x8b", 2));
}

/* ---- files ---- */

static void test_a_file_is_a_page_whatever_it_is(void **state)
{
	struct record record;
	struct records *r;

	fixture_puts("notes.xyz", "no markup at all");
	r = read_page("notes.xyz", 0, &record);
	assert_string_equal(record.bytes, "no markup at all");
	assert_string_equal(record.source, fixture_path("notes.xyz"));
	assert_string_equal(record.file, record.source);
	assert_string_equal(record.name, "notes.xyz");
	assert_string_equal(record.sha256,
		"3f7a2d0d51141c201ff6a2f709778197d5354bb899d9922a2ca5d2352e2cc985");
	assert_true(record.offset == RECORD_NOWHERE);
	assert_null(record.format);
	assert_null(record.uri);
	records_free(r);
}

static void test_a_file_that_is_not_there(void **state)
{
	assert_records("none.html", "fault none.html: No such file or directory\n");
}

static void test_a_file_that_cannot_be_read(void **state)
{
	if (!geteuid())
		skip();
	fixture_puts("locked.html", PAGE_SMALL);
	assert_int_equal(chmod(fixture_path("locked.html"), 0), 0);
	assert_records("locked.html", "fault locked.html: Permission denied\n");
}

static void test_a_file_of_the_size_that_is_read_and_one_more(void **state)
{
	struct buf page = BUF_INIT;

	while (page.len < FIXTURE_MAX_PAGE)
		buf_puts(&page, "<p>much");
	fixture_write("large.html", page.data, FIXTURE_MAX_PAGE);
	assert_records("large.html", "page large.html\n");
	fixture_write("large.html", page.data, FIXTURE_MAX_PAGE + 1);
	assert_records("large.html", "fault large.html: larger than 1048576 bytes\n");
	buf_free(&page);
}

static void test_a_page_may_be_packed(void **state)
{
	struct buf page = BUF_INIT, packed = BUF_INIT;
	struct record record;
	struct records *r;

	buf_puts(&page, PAGE_SMALL);
	put_gzip(&packed, &page);
	put_gzip(&packed, &page);
	fixture_write("page.html.gz", packed.data, packed.len);
	r = read_page("page.html.gz", 0, &record);
	assert_string_equal(record.bytes, PAGE_SMALL PAGE_SMALL);
	records_free(r);
	fixture_write("page.html.gz", packed.data, packed.len - 9);
	assert_records("page.html.gz", "fault page.html.gz: a compressed record is cut off\n");
	buf_free(&page);
	buf_free(&packed);
}

static void test_a_complete_page_finds_its_folder_and_nothing_else(void **state)
{
	struct record record;
	struct records *r;

	fixture_folder_new("one");
	fixture_folder_new("one/page_files");
	fixture_folder_new("one/other_files");
	fixture_puts("one/page.html", PAGE_SMALL);
	fixture_puts("one/page_files/a b.png", "picture");
	fixture_puts("one/other_files/a.png", "another");
	fixture_puts("one/secret.png", "secret");
	assert_int_equal(symlink("../secret.png", fixture_path("one/page_files/link.png")), 0);
	assert_int_equal(symlink("/etc/passwd", fixture_path("one/page_files/passwd")), 0);
	r = read_page("one/page.html", 0, &record);
	assert_fetched(r, "page_files/a%20b.png", NULL, "picture");
	assert_fetched(r, "./page_files/a%20b.png?v=1#x", NULL, "picture");
	assert_fetched(r, "other_files/a.png", NULL, NULL);
	assert_fetched(r, "secret.png", NULL, NULL);
	assert_fetched(r, "page_files/../secret.png", NULL, NULL);
	assert_fetched(r, "page_files/%2e%2e/secret.png", NULL, NULL);
	assert_fetched(r, "page_files/a%20b.png%00.html", NULL, NULL);
	assert_fetched(r, "page_files/passwd", NULL, NULL);
	assert_fetched(r, "page_files", NULL, NULL);
	assert_fetched(r, "/etc/passwd", NULL, NULL);
	assert_fetched(r, "file:///etc/passwd", NULL, NULL);
	records_free(r);
}

/* ---- folders ---- */

static void test_folders_are_read_bytewise_and_deeply(void **state)
{
	fixture_folder_new("site");
	fixture_folder_new("site/b");
	fixture_folder_new("site/b/c");
	fixture_puts("site/a.html", PAGE_SMALL);
	fixture_puts("site/B.html", PAGE_SMALL);
	fixture_puts("site/b/1.htm", PAGE_SMALL);
	fixture_puts("site/b/c/2.html", PAGE_SMALL);
	fixture_puts("site/b/10.html", PAGE_SMALL);
	fixture_puts("site/view.php", "<!DOCTYPE html><p>x");
	fixture_puts("site/notes.txt", "Plain text is a page.");
	fixture_puts("site/feed.xml", "<?xml version='1.0'?><rss/>");
	fixture_puts("site/style.css", "p { }");
	fixture_puts("site/pdf.html", "%PDF-1.4");
	fixture_puts("site/empty.html", "");
	fixture_puts("site/.hidden.html", PAGE_SMALL);
	assert_records("site",
		"skipped .hidden.html: hidden by its name\npage B.html\npage a.html\n"
		"page 1.htm\npage 10.html\npage 2.html\npage empty.html\n"
		"resource feed.xml: no page by its name and content\npage notes.txt\n"
		"resource pdf.html: a PDF\n"
		"resource style.css: no page by its name and content\n"
		"page view.php\n");
}

static void test_what_is_no_ordinary_file(void **state)
{
	fixture_folder_new("odd");
	fixture_folder_new("odd/folder");
	assert_int_equal(mkfifo(fixture_path("odd/pipe"), 0600), 0);
	assert_int_equal(symlink(".", fixture_path("odd/loop")), 0);
	assert_int_equal(symlink("nowhere", fixture_path("odd/dangling")), 0);
	fixture_puts("odd/folder/page.html", PAGE_SMALL);
	assert_int_equal(symlink("folder/page.html", fixture_path("odd/link.html")), 0);
	assert_records("odd",
		"fault dangling: No such file or directory\npage page.html\npage link.html\n"
		"skipped loop: a link to a folder is not followed\nskipped pipe: no ordinary "
		"file\n");
}

/* The way there may leave the folder; the file may not. */
static void test_links_that_lead_out_are_not_followed(void **state)
{
	fixture_folder_new("linked");
	fixture_folder_new("linked/in");
	fixture_puts("secret.html", PAGE_SMALL);
	fixture_puts("linked/page.html", PAGE_SMALL);
	assert_int_equal(symlink("../secret.html", fixture_path("linked/a.html")), 0);
	assert_int_equal(symlink("/etc/passwd", fixture_path("linked/b.txt")), 0);
	assert_int_equal(symlink("../../secret.html", fixture_path("linked/in/c.html")), 0);
	assert_int_equal(symlink("../page.html", fixture_path("linked/in/d.html")), 0);
	assert_int_equal(
		symlink(fixture_path("linked/page.html"), fixture_path("linked/in/e.html")), 0);
	assert_records("linked", "skipped a.html: a link that leads out of the folder\n"
				 "skipped b.txt: a link that leads out of the folder\n"
				 "skipped c.html: a link that leads out of the folder\n"
				 "page d.html\npage e.html\npage page.html\n");
}

static void test_an_unreadable_file_does_not_stop_the_others(void **state)
{
	if (!geteuid())
		skip();
	fixture_folder_new("some");
	fixture_puts("some/1.html", PAGE_SMALL);
	fixture_puts("some/2.html", PAGE_SMALL);
	fixture_puts("some/3.html", PAGE_SMALL);
	assert_int_equal(chmod(fixture_path("some/2.html"), 0), 0);
	assert_records("some", "page 1.html\nfault 2.html: Permission denied\npage 3.html\n");
}

static void test_folders_of_saved_pages_hold_resources(void **state)
{
	fixture_folder_new("saved");
	fixture_folder_new("saved/page_files");
	fixture_folder_new("saved/page_files/more");
	fixture_folder_new("saved/lone_files");
	fixture_puts("saved/page.htm", PAGE_SMALL);
	fixture_puts("saved/page_files/frame.html", PAGE_SMALL);
	fixture_puts("saved/page_files/more/x.html", PAGE_SMALL);
	fixture_puts("saved/lone_files/y.html", PAGE_SMALL);
	assert_records("saved",
		"page y.html\npage page.htm\nresource frame.html: a part of a saved page\n"
		"resource x.html: a part of a saved page\n");
}

static void test_pages_of_a_folder_find_what_is_in_it(void **state)
{
	struct record record;
	struct records *r;

	fixture_folder_new("root");
	fixture_folder_new("root/a");
	fixture_folder_new("root/b");
	fixture_puts("root/a/page.html", PAGE_SMALL);
	fixture_puts("root/b/x.png", "picture");
	fixture_puts("outside.png", "outside");
	r = records_new(FIXTURE_MAX_PAGE);
	records_open(r, fixture_path("root/"));
	assert_true(records_next(r, &record));
	assert_int_equal(record.kind, RECORD_PAGE);
	assert_fetched(r, "../b/x.png", NULL, "picture");
	assert_fetched(r, "../../outside.png", NULL, NULL);
	records_free(r);
}

static void test_archives_in_folders_are_opened(void **state)
{
	struct buf warc = BUF_INIT;

	fixture_folder_new("crawls");
	put_page(&warc, "http://e.org/1");
	fixture_write("crawls/a.warc", warc.data, warc.len);
	fixture_puts("crawls/b.mhtml", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x");
	assert_records("crawls", "page http://e.org/1\npage\n");
	buf_free(&warc);
}

/* ---- ZIP and tar ---- */

struct member {
	const char *name, *content;
};

/* In the format of libarchive's name: zip, ustar, pax. */
static void write_members(
	const char *path, const char *format, const char *filter, const struct member *members)
{
	struct archive *a = archive_write_new();

	assert_int_equal(archive_write_set_format_by_name(a, format), ARCHIVE_OK);
	if (filter)
		assert_int_equal(archive_write_add_filter_by_name(a, filter), ARCHIVE_OK);
	assert_int_equal(archive_write_open_filename(a, fixture_path(path)), ARCHIVE_OK);
	for (; members->name; members++) {
		struct archive_entry *e = archive_entry_new();
		size_t len = strlen(members->content);

		archive_entry_set_pathname(e, members->name);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_entry_set_size(e, (int64_t)len);
		assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
		assert_int_equal(archive_write_data(a, members->content, len), (long)len);
		archive_entry_free(e);
	}
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
}

static const struct member site[] = {
	{"b/1.html", PAGE_SMALL},
	{"b/1_files/x.png", "picture"},
	{"b/1_files/frame.html", PAGE_SMALL},
	{"../../evil.html", PAGE_SMALL},
	{"a.css", "p { }"},
	{".DS_Store", "x"},
	{"__MACOSX/b/1.html", "x"},
	{"\xb9\xab\xb8\xe6.html", PAGE_SMALL},
	{0},
};

static const char site_records[] =
	"page b/1.html\nresource b/1_files/x.png: a part of a saved page\n"
	"resource b/1_files/frame.html: a part of a saved page\npage ../../evil.html\n"
	"resource a.css: no page by its name and content\nskipped .DS_Store: hidden by its "
	"name\n"
	"skipped __MACOSX/b/1.html: hidden by its name\npage 公告.html\n";

static void test_members_come_in_their_order(void **state)
{
	static const char *const filters[] = {NULL, "gzip", "bzip2", "xz", "zstd"};

	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		write_members("site.tar", "ustar", filters[i], site);
		assert_records("site.tar", site_records);
	}
	write_members("site.zip", "zip", NULL, site);
	assert_records("site.zip", site_records);
}

static void test_members_have_names_for_files(void **state)
{
	struct record record;
	struct records *r;

	write_members("site.zip", "zip", NULL, site);
	r = read_page("site.zip", 1, &record);
	assert_string_equal(record.id, "../../evil.html");
	assert_string_equal(record.file, record.id);
	assert_string_equal(record.name, "evil.html");
	assert_string_equal(record.source, fixture_path("site.zip"));
	assert_true(record.offset && record.offset != RECORD_NOWHERE);
	records_free(r);
}

static void test_members_find_each_other(void **state)
{
	static const char *const formats[] = {"zip", "ustar"};

	for (size_t i = 0; i < 2; i++) {
		struct record record;
		struct records *r;

		write_members("members", formats[i], NULL, site);
		r = read_page("members", 0, &record);
		assert_fetched(r, "1_files/x.png", NULL, "picture");
		assert_fetched(r, "../a.css", NULL, "p { }");
		assert_fetched(r, "../../outside.png", NULL, NULL);
		assert_fetched(r, "1_files/y.png", NULL, NULL);
		assert_true(records_next(r, &record));
		assert_string_equal(record.id, "b/1_files/x.png");
		records_free(r);
	}
}

static void test_archives_in_archives(void **state)
{
	struct buf warc = BUF_INIT;

	put_page(&warc, "http://e.org/1");
	write_members("inner.tar", "ustar", NULL,
		(const struct member[]){{"x.html", PAGE_SMALL}, {0}});
	{
		const struct member members[] = {{"a.warc", buf_str(&warc)},
			{"b.mht", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x"},
			{"c.zip", "PK\5\6 and so on"}, {0}};
		static const char want[] =
			"page http://e.org/1\npage\n"
			"fault c.zip: an archive in an archive is not opened\n";

		write_members("outer.zip", "zip", NULL, members);
		assert_records("outer.zip", want);
		write_members("outer.tar", "ustar", NULL, members);
		assert_records("outer.tar", want);
	}
	buf_free(&warc);
}

static void test_office_documents_are_no_archives(void **state)
{
	write_members("a.docx", "zip", NULL,
		(const struct member[]){
			{"[Content_Types].xml", "<x/>"}, {"a.html", PAGE_SMALL}, {0}});
	assert_records("a.docx", "resource a.docx: an office document\n");
}

static void read_bytes(const char *name, struct buf *bytes)
{
	assert_int_equal(file_read(fixture_path(name), bytes), 0);
}

static void test_a_zip_without_its_directory(void **state)
{
	struct buf zip = BUF_INIT;

	write_members("a.zip", "zip", NULL,
		(const struct member[]){{"1.html", PAGE_SMALL}, {"2.html", PAGE_SMALL}, {0}});
	read_bytes("a.zip", &zip);
	fixture_write("a.zip", zip.data, zip.len - 60);
	assert_records("a.zip", "page 1.html\npage 2.html\n");
	buf_free(&zip);
}

static void test_a_tar_that_ends_too_early(void **state)
{
	struct buf tar = BUF_INIT;

	write_members("a.tar", "ustar", NULL,
		(const struct member[]){{"1.html", PAGE_SMALL}, {"2.html", PAGE_SMALL}, {0}});
	read_bytes("a.tar", &tar);
	fixture_write("a.tar", tar.data, 1024 + 512 + 10);
	assert_records_at("a.tar", "page@0 1.html\nfault@1024 2.html: its content is damaged\n"
				   "fault@1024: damaged: Truncated input file (needed 502 "
				   "bytes, only 0 available)\n");
	buf_free(&tar);
}

static void test_a_member_with_a_wrong_checksum(void **state)
{
	struct buf zip = BUF_INIT;
	char *at;

	write_members("a.zip", "zip", NULL,
		(const struct member[]){{"1.html", PAGE_SMALL}, {"2.html", PAGE_SMALL}, {0}});
	read_bytes("a.zip", &zip);
	at = memmem(zip.data, zip.len, "1.html", 6);
	at[6 + 40] ^= 1;
	fixture_write("a.zip", zip.data, zip.len);
	assert_records("a.zip", "fault 1.html: its content is damaged\npage 2.html\n");
	buf_free(&zip);
}

static void test_members_that_are_too_large(void **state)
{
	struct buf page = BUF_INIT;

	while (page.len <= FIXTURE_MAX_PAGE)
		buf_puts(&page, "<p>much</p>");
	{
		const struct member members[] = {
			{"1.html", buf_str(&page)}, {"2.html", PAGE_SMALL}, {0}};
		static const char want[] =
			"fault 1.html: larger than 1048576 bytes\npage 2.html\n";

		write_members("a.zip", "zip", NULL, members);
		assert_records("a.zip", want);
		write_members("a.tar", "ustar", "gzip", members);
		assert_records("a.tar", want);
	}
	buf_free(&page);
}

/* ---- paths ---- */

static void test_paths_are_resolved_below_their_root(void **state)
{
	static const struct {
		const char *from, *href, *want;
	} cases[] = {
		{"a.html", "b.png", "b.png"},
		{"x/a.html", "b.png", "x/b.png"},
		{"x/y/a.html", "../b.png", "x/b.png"},
		{"x/a.html", "./y//b.png?q#f", "x/y/b.png"},
		{"x/a.html", "%E5%9B%BE.png", "x/图.png"},
		{"x/a.html", "../../b.png", NULL},
		{"x/a.html", "..%2F..%2Fb.png", NULL},
		{"a.html", "..", NULL},
		{"a.html", "", NULL},
		{"a.html", "#top", NULL},
		{"a.html", "/b.png", NULL},
		{"a.html", "\\b.png", NULL},
		{"a.html", "http://e.org/b.png", NULL},
		{"a.html", "data:image/png;base64,x", NULL},
		{"a.html", "b%00.png", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf path = BUF_INIT;

		assert_int_equal(records_resolve_path(cases[i].from, cases[i].href, &path),
			cases[i].want ? 0 : -1);
		if (cases[i].want)
			assert_string_equal(buf_str(&path), cases[i].want);
		buf_free(&path);
	}
}

static void test_names_are_fit_for_files(void **state)
{
	static const char *const cases[][2] = {
		{"http://e.org/a/b.html?x=1#y", "b.html"},
		{"http://e.org/a/", "a"},
		{"http://e.org", "e.org"},
		{"", "page.html"},
		{"///", "page.html"},
		{"a/..", "_."},
		{"a/.profile", "_profile"},
		{"a/..%2f..%2fetc%2fpasswd", "_._.._etc_passwd"},
		{"a/b%0a.html", "b%0A.html"},
		{"a/b\\c", "b_c"},
		{"a/%E9%80%9A.html", "通.html"},
		{"a/%B9%AB.html", "%B9%AB.html"},
	};
	struct records *r = records_new(1);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(records_name(r, cases[i][0]), cases[i][1]);
	{
		struct buf name = BUF_INIT;

		for (int i = 0; i < 100; i++)
			buf_puts(&name, "通知");
		assert_int_equal(strlen(records_name(r, buf_str(&name))), 198);
		buf_free(&name);
	}
	records_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_containers_by_their_beginning),
		cmocka_unit_test(test_a_file_is_a_page_whatever_it_is),
		cmocka_unit_test(test_a_file_that_is_not_there),
		cmocka_unit_test(test_a_file_that_cannot_be_read),
		cmocka_unit_test(test_a_file_of_the_size_that_is_read_and_one_more),
		cmocka_unit_test(test_a_page_may_be_packed),
		cmocka_unit_test(test_a_complete_page_finds_its_folder_and_nothing_else),
		cmocka_unit_test(test_folders_are_read_bytewise_and_deeply),
		cmocka_unit_test(test_what_is_no_ordinary_file),
		cmocka_unit_test(test_links_that_lead_out_are_not_followed),
		cmocka_unit_test(test_an_unreadable_file_does_not_stop_the_others),
		cmocka_unit_test(test_folders_of_saved_pages_hold_resources),
		cmocka_unit_test(test_pages_of_a_folder_find_what_is_in_it),
		cmocka_unit_test(test_archives_in_folders_are_opened),
		cmocka_unit_test(test_members_come_in_their_order),
		cmocka_unit_test(test_members_have_names_for_files),
		cmocka_unit_test(test_members_find_each_other),
		cmocka_unit_test(test_archives_in_archives),
		cmocka_unit_test(test_office_documents_are_no_archives),
		cmocka_unit_test(test_a_zip_without_its_directory),
		cmocka_unit_test(test_a_tar_that_ends_too_early),
		cmocka_unit_test(test_a_member_with_a_wrong_checksum),
		cmocka_unit_test(test_members_that_are_too_large),
		cmocka_unit_test(test_paths_are_resolved_below_their_root),
		cmocka_unit_test(test_names_are_fit_for_files),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
